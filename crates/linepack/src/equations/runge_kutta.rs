//! One step of an ordinary differential equation y′ = f(x, y), fifth order with an estimate of its error.
//!
//! Source: Dormand and Prince, J. Comput. Appl. Math. 6 (1980) 19–26, the pair 5(4) of seven stages.

/// Fraction of a step at which each stage is taken.
const C: [f64; 7] = [0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];

/// Weights of the earlier slopes in each stage; the last row is also the solution's.
const A: [[f64; 6]; 7] = [
    [0.0; 6],
    [1.0 / 5.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [3.0 / 40.0, 9.0 / 40.0, 0.0, 0.0, 0.0, 0.0],
    [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0, 0.0, 0.0, 0.0],
    [19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0, 0.0, 0.0],
    [9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0, 0.0],
    [35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0],
];

/// Difference of the fifth- and fourth-order weights.
const ERROR: [f64; 7] =
    [71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0];

/// Where a step ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<const N: usize> {
    /// y at x + h.
    pub(crate) end: [f64; N],
    /// f at x + h: the first slope of the next step.
    pub(crate) slope: [f64; N],
    /// Estimated error of the fourth-order companion of `end`, which bounds that of `end`.
    pub(crate) error: [f64; N],
}

/// One step of length `h` from (`x`, `y`), where the slope is `first`; calls `f` six times, last at the end.
pub(crate) fn step<const N: usize, E>(
    f: &mut impl FnMut(f64, &[f64; N]) -> Result<[f64; N], E>,
    (x, y): (f64, &[f64; N]),
    first: &[f64; N],
    h: f64,
) -> Result<Step<N>, E> {
    let mut slopes = [[0.0; N]; 7];
    slopes[0] = *first;
    let mut end = *y;
    for stage in 1..7 {
        for i in 0..N {
            let mut sum = 0.0;
            for (weight, slope) in A[stage].iter().zip(&slopes).take(stage) {
                sum += weight * slope[i];
            }
            end[i] = y[i] + h * sum;
        }
        slopes[stage] = f(x + C[stage] * h, &end)?;
    }
    let mut error = [0.0; N];
    for (i, error) in error.iter_mut().enumerate() {
        *error = h * ERROR.iter().zip(&slopes).map(|(weight, slope)| weight * slope[i]).sum::<f64>();
    }
    Ok(Step { end, slope: slopes[6], error })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Error at 1 of y′ = y cos x, whose answer is e^(sin x).
    fn error(h: f64) -> f64 {
        let mut f = |x: f64, y: &[f64; 1]| Ok::<_, ()>([y[0] * x.cos()]);
        let (mut x, mut y, mut slope) = (0.0, [1.0], [1.0]);
        while x < 1.0 - 1e-9 {
            let taken = step(&mut f, (x, &y), &slope, h).unwrap();
            (x, y, slope) = (x + h, taken.end, taken.slope);
        }
        (y[0] - 1.0_f64.sin().exp()).abs()
    }

    #[test]
    fn halving_the_step_divides_the_error_by_thirty_two() {
        let order = (error(1.0 / 16.0) / error(1.0 / 32.0)).log2();
        assert!((4.9..5.3).contains(&order), "order {order}");
    }

    #[test]
    fn the_error_estimate_bounds_the_error_of_a_step() {
        let mut f = |_: f64, y: &[f64; 1]| Ok::<_, ()>([y[0]]);
        let taken = step(&mut f, (0.0, &[1.0]), &[1.0], 0.5).unwrap();
        let error = (taken.end[0] - 0.5_f64.exp()).abs();
        assert!(error < taken.error[0].abs() && taken.error[0].abs() < 1e-4, "{error} {:?}", taken.error);
    }
}
