//! Least squares on powers of a price, for many points at once.

/// A polynomial in (S − centre)/spread.
pub(super) struct Fit {
    centre: f64,
    spread: f64,
    c: Vec<f64>,
}

impl Fit {
    /// Least squares over the prices at which `gain` is above zero, by normal equations in the centred and scaled price;
    /// `None` with too few different points.
    ///
    /// Every price is visited and weighs 0 or 1: a wide instruction over all is quicker than a branch for each.
    pub(super) fn least_squares(
        prices: &[f64],
        later: &[f64],
        gain: &impl Fn(f64) -> f64,
        degree: usize,
    ) -> Option<Self> {
        let first = *prices.iter().find(|&&price| gain(price) > 0.0)?;
        let [count, sum, square] = spread_sums(prices, first, gain);
        if count <= degree as f64 {
            return None;
        }
        let centre = first + sum / count;
        let spread = (square / count - (sum / count).powi(2)).max(0.0).sqrt();
        if spread <= 1e-12 * centre.abs() {
            return None;
        }
        // The degree is known to the compiler in the inner loop, which is where the time goes.
        let scale = [centre, 1.0 / spread];
        let (moments, right) = match degree {
            1 => power_sums::<1>(prices, later, scale, gain),
            2 => power_sums::<2>(prices, later, scale, gain),
            3 => power_sums::<3>(prices, later, scale, gain),
            4 => power_sums::<4>(prices, later, scale, gain),
            5 => power_sums::<5>(prices, later, scale, gain),
            6 => power_sums::<6>(prices, later, scale, gain),
            7 => power_sums::<7>(prices, later, scale, gain),
            _ => power_sums::<8>(prices, later, scale, gain),
        };
        let matrix: Vec<Vec<f64>> = (0..=degree).map(|i| moments[i..=i + degree].to_vec()).collect();
        Some(Self { centre, spread, c: cholesky_solve(matrix, right[..=degree].to_vec())? })
    }

    /// Puts the gain, times a factor, in place of the later payoff wherever using the right pays more than the fit.
    pub(super) fn use_where_better(
        &self,
        prices: &[f64],
        later: &mut [f64],
        gain: &impl Fn(f64) -> f64,
        factor: f64,
    ) {
        let (centre, scale, c) = (self.centre, 1.0 / self.spread, &self.c);
        if let [c0, c1, c2, c3] = c[..] {
            pulp::Arch::new().dispatch(
                #[inline(always)]
                || {
                    for (later, &price) in later.iter_mut().zip(prices) {
                        let z = (price - centre) * scale;
                        let own = gain(price) * factor;
                        let fit = ((c3 * z + c2) * z + c1) * z + c0;
                        *later = if own > fit.max(0.0) { own } else { *later };
                    }
                },
            );
        } else {
            for (later, &price) in later.iter_mut().zip(prices) {
                let z = (price - centre) * scale;
                let own = gain(price) * factor;
                if own > 0.0 && own > c.iter().rev().fold(0.0, |sum, c| sum * z + c) {
                    *later = own;
                }
            }
        }
    }

    /// The same polynomial, times a factor, in powers of the price itself.
    pub(super) fn in_powers(&self, factor: f64) -> Vec<f64> {
        // Horner with polynomials: result ← result · (S − centre)/spread + c.
        let mut result = vec![0.0; self.c.len()];
        for &c in self.c.iter().rev() {
            for k in (0..result.len()).rev() {
                let lower = if k > 0 { result[k - 1] } else { 0.0 };
                result[k] = (lower - self.centre * result[k]) / self.spread;
            }
            result[0] += c;
        }
        result.iter().map(|c| factor * c).collect()
    }
}

/// Lanes summed side by side, so that no sum waits for the one before.
const LANES: usize = 4;

/// Number of gaining prices, and sums of their distance from `first` and of its square.
fn spread_sums(prices: &[f64], first: f64, gain: &impl Fn(f64) -> f64) -> [f64; 3] {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || {
            let mut sums = [[0.0; LANES]; 3];
            let mut add = |lane: usize, x: f64| {
                let weight = if gain(x) > 0.0 { 1.0 } else { 0.0 };
                let d = (x - first) * weight;
                sums[0][lane] += weight;
                sums[1][lane] += d;
                sums[2][lane] += d * d;
            };
            let (x, rest) = prices.as_chunks::<LANES>();
            for x in x {
                for (lane, &x) in x.iter().enumerate() {
                    add(lane, x);
                }
            }
            for &x in rest {
                add(0, x);
            }
            sums.map(|lane| lane.iter().sum())
        },
    )
}

/// Σ w zᵏ for k up to 2D and Σ w zᵏ y for k up to D, z = (x − centre)·scale, w = 1 where the right gains and 0 elsewhere.
fn power_sums<const D: usize>(
    x: &[f64],
    y: &[f64],
    [centre, scale]: [f64; 2],
    gain: &impl Fn(f64) -> f64,
) -> ([f64; 17], [f64; 9]) {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || {
            let (mut moments, mut right) = ([[0.0; LANES]; 17], [[0.0; LANES]; 9]);
            let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
            for (x, y) in x.iter().zip(y) {
                let (mut z, mut power) = ([0.0; LANES], [0.0; LANES]);
                for lane in 0..LANES {
                    z[lane] = (x[lane] - centre) * scale;
                    power[lane] = if gain(x[lane]) > 0.0 { 1.0 } else { 0.0 };
                }
                for k in 0..=2 * D {
                    for lane in 0..LANES {
                        moments[k][lane] += power[lane];
                    }
                    if k <= D {
                        for lane in 0..LANES {
                            right[k][lane] += power[lane] * y[lane];
                        }
                    }
                    for lane in 0..LANES {
                        power[lane] *= z[lane];
                    }
                }
            }
            for (x, y) in x_rest.iter().zip(y_rest) {
                let z = (x - centre) * scale;
                let mut power = if gain(*x) > 0.0 { 1.0 } else { 0.0 };
                for k in 0..=2 * D {
                    moments[k][0] += power;
                    if k <= D {
                        right[k][0] += power * y;
                    }
                    power *= z;
                }
            }
            (moments.map(|lane| lane.iter().sum()), right.map(|lane| lane.iter().sum()))
        },
    )
}

/// Solves a symmetric positive definite system; `None` when it is singular to working precision.
fn cholesky_solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    for j in 0..n {
        let own = a[j][j];
        for k in 0..j {
            a[j][j] -= a[j][k] * a[j][k];
        }
        if a[j][j] <= 1e-13 * own {
            return None;
        }
        a[j][j] = a[j][j].sqrt();
        for i in j + 1..n {
            for k in 0..j {
                a[i][j] -= a[i][k] * a[j][k];
            }
            a[i][j] /= a[j][j];
        }
    }
    for i in 0..n {
        for k in 0..i {
            b[i] -= a[i][k] * b[k];
        }
        b[i] /= a[i][i];
    }
    for i in (0..n).rev() {
        for k in i + 1..n {
            b[i] -= a[k][i] * b[k];
        }
        b[i] /= a[i][i];
    }
    Some(b)
}
