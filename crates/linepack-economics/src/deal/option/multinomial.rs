//! Value of a right on a lattice whose price may also jump, for growth and for return to a mean.
//!
//! ```text
//! V(x) = max( g,  e^{−ρΔt} [ (1 − λΔt) Σ_{−1,0,1} p_k V(x + kΔx) + λΔt Σ_J π_J V(x + J) ] ),   x = ln S
//! ```
//!
//! The three small moves have the mean and variance of the smooth part, the large ones the sizes of the jumps. The
//! error falls with Δt; extrapolation from half the steps takes the first order away where the right has no kink in time.

use super::super::Error;
use super::super::error::{finite, within};
use super::difference::jump_weights;
use super::{Process, Terms};

/// Value today, with or without jumps.
///
/// | symbol | argument  | unit         | range                                       |
/// |--------|-----------|--------------|---------------------------------------------|
/// | σ, λ, J | `process` | 1/√year, 1/year | any drift, with or without jumps         |
/// | g      | `payoff`  | money        | finite at every price                       |
/// | ρ, T   | `terms`   | 1/year, year | ρ not negative, T above 0                   |
/// | –      | `steps`   | –            | enough that λΔt lies below one half         |
///
/// Source: Amin, J. Finance 48 (1993) 1833–1863.
///
/// ```
/// use linepack_economics::deal::option::{Exercise, Process, Terms, multinomial::multinomial};
/// let terms = Terms { years: 1.0, rate: 0.06, exercise: Exercise::Dates(50) };
/// let value = multinomial(&Process::geometric(36.0, 0.06, 0.2), |s| 40.0 - s, terms, 1000)?;
/// assert!((value - 4.478).abs() < 2e-3);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn multinomial(
    process: &Process,
    payoff: impl Fn(f64) -> f64,
    terms: Terms,
    steps: usize,
) -> Result<f64, Error> {
    process.check()?;
    terms.check(steps)?;
    let dt = terms.years / steps as f64;
    let jump_rate = process.jumps.map_or(0.0, |jumps| jumps.rate);
    let hint = "use more steps; several shocks would fall into one";
    within("steps", steps as f64, jump_rate * dt < 0.5, "more than twice the expected shocks", hint)?;
    let width = process.volatility * (3.0 * dt).sqrt();
    let here = process.spot.ln();
    let there = process.log_mean_after(terms.years);
    let margin = 5.5 * process.log_variance_after(terms.years).sqrt();
    let nodes = |far: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count of nodes")]
        let count = ((far.max(0.0) + margin) / width).ceil().clamp(2.0, 1e6) as usize;
        count
    };
    let (below, above) = (nodes(here - there), nodes(there - here));
    let n = below + above + 1;
    let log_prices: Vec<f64> = (0..n).map(|k| here + width * (k as f64 - below as f64)).collect();
    let mut worth = Vec::with_capacity(n);
    for x in &log_prices {
        let price = x.exp();
        worth.push(finite(&format!("payoff at price {price}"), payoff(price))?);
    }
    // The node around which the smooth move is centred, and the weights of its neighbours.
    let moves: Vec<(isize, [f64; 3])> = log_prices
        .iter()
        .map(|&x| {
            let drift = process.log_drift(x) * dt / width;
            #[allow(clippy::cast_possible_truncation, reason = "a few nodes")]
            let centre = drift.round() as isize;
            let left = drift - centre as f64;
            let square = 1.0 / 3.0 + left * left;
            (centre, [0.5 * (square - left), 1.0 - square, 0.5 * (square + left)])
        })
        .collect();
    let (_, jumps) = jump_weights(process, width);
    let most = jumps.iter().map(|&(k, _)| k.unsigned_abs()).max().unwrap_or(0);
    let pad = moves.iter().map(|&(k, _)| k.unsigned_abs() + 1).max().unwrap_or(1).max(most);
    // Beyond its ends V is linear in S.
    let [low, high]: [Vec<f64>; 2] = [
        (1..=pad).rev().map(|k| (-(k as f64) * width).exp_m1() / width.exp_m1()).collect(),
        (1..=pad).map(|k| (k as f64 * width).exp_m1() / -(-width).exp_m1()).collect(),
    ];
    let (discount, jump) = ((-terms.rate * dt).exp(), jump_rate * dt);
    let mut value: Vec<f64> = worth.iter().map(|g| g.max(0.0)).collect();
    let mut wide = Vec::with_capacity(n + 2 * pad);
    let mut leap = vec![0.0; n];
    for step in (0..steps).rev() {
        wide.clear();
        let [first, last] = [value[1] - value[0], value[n - 1] - value[n - 2]];
        wide.extend(low.iter().map(|factor| value[0] + first * factor));
        wide.extend_from_slice(&value);
        wide.extend(high.iter().map(|factor| value[n - 1] + last * factor));
        leap.fill(0.0);
        for &(k, probability) in &jumps {
            let from = pad.wrapping_add_signed(k);
            for (sum, v) in leap.iter_mut().zip(&wide[from..]) {
                *sum += probability * v;
            }
        }
        let may = terms.may_use(step, steps);
        for (k, v) in value.iter_mut().enumerate() {
            let (centre, [down, stay, up]) = moves[k];
            let at = (pad + k).wrapping_add_signed(centre);
            let smooth = down * wide[at - 1] + stay * wide[at] + up * wide[at + 1];
            let held = discount * ((1.0 - jump) * smooth + jump * leap[k]);
            *v = if may { held.max(worth[k]) } else { held };
        }
    }
    Ok(value[below])
}

#[cfg(test)]
mod tests {
    use super::super::difference::{Grid, finite_differences};
    use super::super::{Exercise, Jumps, lattice::binomial};
    use super::*;

    #[test]
    fn without_jumps_it_is_the_binomial_tree() {
        let process = Process::geometric(36.0, 0.06, 0.2);
        let terms = Terms { years: 1.0, rate: 0.06, exercise: Exercise::AnyTime };
        let two = binomial(&process, |s| 40.0 - s, terms, 2000).unwrap();
        let many = multinomial(&process, |s| 40.0 - s, terms, 2000).unwrap();
        assert!((two - many).abs() < 1e-3, "{two} {many}");
    }

    #[test]
    fn a_claim_on_the_price_itself_is_worth_its_expectation_jumps_included() {
        let jumps = Some(Jumps { rate: 0.3, log_mean: 0.4, log_deviation: 0.2 });
        let terms = Terms { years: 2.0, rate: 0.05, exercise: Exercise::AtEnd };
        for process in [Process::geometric(300.0, 0.02, 0.3), Process::reverting(300.0, 0.5, 5.4, 0.3)] {
            let process = Process { jumps, ..process };
            let exact = (-0.1_f64).exp() * process.expected_after(2.0);
            let error =
                |steps: usize| (multinomial(&process, |s| s, terms, steps).unwrap() / exact - 1.0).abs();
            let [coarse, fine] = [500, 2000].map(error);
            assert!(fine < 1e-3 && fine < 0.35 * coarse + 1e-5, "{process:?}: {coarse} {fine}");
        }
    }

    #[test]
    fn it_agrees_with_finite_differences_under_jumps() {
        let jumps = Some(Jumps { rate: 0.2, log_mean: 0.5, log_deviation: 0.15 });
        let terms = Terms { years: 3.0, rate: 0.08, exercise: Exercise::AnyTime };
        for process in [Process::geometric(260.0, 0.0, 0.3), Process::reverting(260.0, 0.6, 5.5, 0.3)] {
            let process = Process { jumps, ..process };
            let lattice = multinomial(&process, |s| s - 250.0, terms, 1500).unwrap();
            let fd =
                finite_differences(&process, |s| s - 250.0, terms, Grid { space: 600, time: 300 }).unwrap();
            assert!((lattice / fd.value - 1.0).abs() < 2e-3, "{lattice} {}", fd.value);
        }
    }

    #[test]
    fn too_few_steps_for_the_shocks_are_refused() {
        let jumps = Some(Jumps { rate: 5.0, log_mean: 0.0, log_deviation: 0.1 });
        let process = Process { jumps, ..Process::geometric(100.0, 0.0, 0.2) };
        let terms = Terms { years: 1.0, rate: 0.0, exercise: Exercise::AtEnd };
        assert!(multinomial(&process, |s| s, terms, 5).unwrap_err().to_string().contains("`steps` is 5"));
    }
}
