//! Value of a right on a tree of prices: binomial for growth, trinomial also for return to a mean.
//!
//! ```text
//! V_i(j) = max( g,  e^{−ρ Δt} Σ_k p_k V_{i+1}(j_k) )
//! ```
//!
//! Trees have no jumps; [`super::multinomial`] has them.

use super::super::Error;
use super::super::error::{finite, within};
use super::{Drift, Process, Terms};

/// Cox, Ross and Rubinstein's binomial tree.
///
/// ```text
/// u = e^{σ√Δt},  d = 1/u,  p = (e^{gΔt} − d)/(u − d)
/// ```
///
/// | symbol | argument          | unit    | range                          |
/// |--------|-------------------|---------|--------------------------------|
/// | g, σ   | `process`         | 1/year, 1/√year | growth only, no jumps  |
/// | –      | `payoff`          | money   | worth of using the right at a price |
/// | ρ, T   | `terms`           | 1/year, year | ρ not negative, T above 0 |
/// | –      | `steps`           | –       | enough that p lies in 0 to 1   |
///
/// Source: Cox, Ross and Rubinstein, J. Financial Economics 7 (1979) 229–263.
///
/// ```
/// use linepack_economics::deal::option::{Exercise, Process, Terms, lattice::binomial};
/// // Longstaff and Schwartz's first line: 4.478 with 50 exercise dates.
/// let terms = Terms { years: 1.0, rate: 0.06, exercise: Exercise::Dates(50) };
/// let value = binomial(&Process::geometric(36.0, 0.06, 0.2), |s| 40.0 - s, terms, 1000)?;
/// assert!((value - 4.478).abs() < 1e-3);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn binomial(
    process: &Process,
    payoff: impl Fn(f64) -> f64,
    terms: Terms,
    steps: usize,
) -> Result<f64, Error> {
    process.check()?;
    terms.check(steps)?;
    no_jumps(process, "the binomial tree")?;
    let Drift::Growth(growth) = process.drift else {
        let hint = "use the trinomial tree";
        return Err(Error::Unsupported {
            method: "the binomial tree",
            what: "a price that returns to a mean",
            hint,
        });
    };
    let dt = terms.years / steps as f64;
    let up = process.volatility * dt.sqrt();
    let p = ((growth * dt).exp() - (-up).exp()) / (up.exp() - (-up).exp());
    let holds = (0.0..=1.0).contains(&p);
    within(
        "probability of a rise",
        p,
        holds,
        "between 0 and 1",
        "use more steps; the drift outruns the volatility",
    )?;
    let discount = (-terms.rate * dt).exp();
    // The same prices recur: S₀ u^k for k from −steps to steps.
    let worth: Vec<f64> =
        (0..=2 * steps).map(|k| payoff(process.spot * (up * (k as f64 - steps as f64)).exp())).collect();
    for (k, &value) in worth.iter().enumerate() {
        finite(&format!("payoff at price {}", process.spot * (up * (k as f64 - steps as f64)).exp()), value)?;
    }
    let mut value: Vec<f64> = (0..=steps).map(|j| worth[2 * j].max(0.0)).collect();
    let [rise, fall] = [discount * p, discount * (1.0 - p)];
    for step in (0..steps).rev() {
        for j in 0..=step {
            value[j] = rise * value[j + 1] + fall * value[j];
        }
        if terms.may_use(step, steps) {
            for (j, v) in value[..=step].iter_mut().enumerate() {
                *v = v.max(worth[2 * j + steps - step]);
            }
        }
    }
    Ok(value[0])
}

/// Hull and White's trinomial tree on the deviation of ln S from its mean path.
///
/// ```text
/// ln S = m(t) + z,   z' = z e^{−κΔt} + noise of variance w,   Δz = √(3w),   M = e^{−κΔt} − 1
/// inside: p↑ = 1/6 + (j²M² + jM)/2,  p→ = 2/3 − j²M²,  p↓ = 1/6 + (j²M² − jM)/2
/// ```
///
/// At |j| beyond 0.184/|M| the branches bend inwards. κ = 0 gives the tree of plain growth.
///
/// Source: Hull and White, J. Derivatives 2 (1994) 7–16.
pub fn trinomial(
    process: &Process,
    payoff: impl Fn(f64) -> f64,
    terms: Terms,
    steps: usize,
) -> Result<f64, Error> {
    process.check()?;
    terms.check(steps)?;
    no_jumps(process, "the trinomial tree")?;
    let dt = terms.years / steps as f64;
    let shrink = match process.drift {
        Drift::Growth(_) => 0.0,
        Drift::Reverting { speed, .. } => (-speed * dt).exp_m1(),
    };
    let dz = (3.0 * process.log_variance_after(dt)).sqrt();
    let reach = if shrink < 0.0 { (0.184 / -shrink).ceil() } else { f64::INFINITY };
    let hint = "use more steps; the return to the mean is too quick for so long a step";
    within("steps", steps as f64, -shrink < 0.8, "enough for the speed of return", hint)?;
    // Truncation is meant: the reach is a small whole number here.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below steps")]
    let widest = if reach < steps as f64 { (reach as usize).max(1) } else { steps };
    let discount = (-terms.rate * dt).exp();
    let price = |step: usize, j: f64| (process.log_mean_after(step as f64 * dt) + j * dz).exp();

    let mut value = Vec::with_capacity(2 * widest + 1);
    for k in 0..=2 * widest {
        let s = price(steps, k as f64 - widest as f64);
        value.push(finite(&format!("payoff at price {s}"), payoff(s))?.max(0.0));
    }
    let mut before = value.clone();
    for step in (0..steps).rev() {
        let far = step.min(widest);
        for (k, held) in before.iter_mut().enumerate().take(widest + far + 1).skip(widest - far) {
            let j = k as f64 - widest as f64;
            let (square, line) = (j * j * shrink * shrink, j * shrink);
            let (centre, [up, middle, down]) = if k == 2 * widest && far == widest {
                (
                    k - 1,
                    [
                        7.0 / 6.0 + 0.5 * (square + 3.0 * line),
                        -1.0 / 3.0 - square - 2.0 * line,
                        1.0 / 6.0 + 0.5 * (square + line),
                    ],
                )
            } else if k == 0 && far == widest {
                (
                    k + 1,
                    [
                        1.0 / 6.0 + 0.5 * (square - line),
                        -1.0 / 3.0 - square + 2.0 * line,
                        7.0 / 6.0 + 0.5 * (square - 3.0 * line),
                    ],
                )
            } else {
                (
                    k,
                    [
                        1.0 / 6.0 + 0.5 * (square + line),
                        2.0 / 3.0 - square,
                        1.0 / 6.0 + 0.5 * (square - line),
                    ],
                )
            };
            *held = discount * (up * value[centre + 1] + middle * value[centre] + down * value[centre - 1]);
            if terms.may_use(step, steps) {
                let s = price(step, j);
                *held = held.max(finite(&format!("payoff at price {s}"), payoff(s))?);
            }
        }
        std::mem::swap(&mut value, &mut before);
    }
    Ok(value[widest])
}

fn no_jumps(process: &Process, method: &'static str) -> Result<(), Error> {
    if process.jumps.is_some_and(|jumps| jumps.rate > 0.0) {
        let hint = "use the multinomial lattice, or leave the jumps out";
        return Err(Error::Unsupported { method, what: "jumps", hint });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Exercise, Jumps};
    use super::*;

    const PUT: Terms = Terms { years: 1.0, rate: 0.06, exercise: Exercise::AnyTime };

    #[test]
    fn both_trees_agree_on_plain_growth() {
        let process = Process::geometric(36.0, 0.06, 0.2);
        let two = binomial(&process, |s| 40.0 - s, PUT, 2000).unwrap();
        let three = trinomial(&process, |s| 40.0 - s, PUT, 2000).unwrap();
        assert!((two - three).abs() < 5e-4, "{two} {three}");
    }

    #[test]
    fn a_claim_on_the_price_itself_is_worth_its_expectation() {
        // No kink: the trinomial tree matches mean and variance of ln S, so the expectation
        // converges with the square of the step.
        let process = Process::reverting(300.0, 0.5, 250_f64.ln(), 0.3);
        let terms = Terms { years: 2.0, rate: 0.05, exercise: Exercise::AtEnd };
        let exact = (-0.1_f64).exp() * process.expected_after(2.0);
        let [coarse, fine] =
            [100, 200].map(|steps| trinomial(&process, |s| s, terms, steps).unwrap() - exact);
        assert!(fine.abs() < 1e-3 && (coarse / fine - 4.0).abs() < 0.4, "{coarse} {fine}");
    }

    #[test]
    fn what_a_tree_cannot_do_is_said() {
        let jumps = Some(Jumps { rate: 0.1, log_mean: 0.5, log_deviation: 0.1 });
        let process = Process { jumps, ..Process::geometric(36.0, 0.06, 0.2) };
        let error = binomial(&process, |s| s, PUT, 10).unwrap_err().to_string();
        assert!(error.starts_with("the binomial tree cannot treat jumps"), "{error}");
        assert!(binomial(&Process::reverting(1.0, 1.0, 0.0, 0.2), |s| s, PUT, 10).is_err());
        let drifting = Process::geometric(1.0, 0.9, 0.01);
        assert!(binomial(&drifting, |s| s, PUT, 10).unwrap_err().to_string().contains("use more steps"));
        assert!(binomial(&Process::geometric(36.0, 0.06, 0.2), |_| f64::NAN, PUT, 10).is_err());
        let dates = Terms { exercise: Exercise::Dates(7), ..PUT };
        assert!(binomial(&Process::geometric(36.0, 0.06, 0.2), |s| s, dates, 10).is_err());
    }
}
