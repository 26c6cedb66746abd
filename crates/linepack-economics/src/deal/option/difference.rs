//! Value of a right on a grid of prices by finite differences, with jumps and early use.
//!
//! ```text
//! V_t + ½σ² V_xx + a(x) V_x + λ (E V(x+J) − V) − ρ V = 0   or   V = g(x),     x = ln S
//! ```
//!
//! Crank and Nicolson's rule after a few implicit steps that smooth the kink (Rannacher). Whether to hold or to use the
//! right is decided at every node together with the values, by policy iteration: at the end either the equation or
//! V = g holds, exactly. The jump term is carried inside the same iteration. At the ends of the grid V is linear in S.

use super::super::Error;
use super::super::error::{finite, within};
use super::{Exercise, Process, Terms};

/// Fineness of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// Intervals of ln S.
    pub space: usize,
    /// Steps of time.
    pub time: usize,
}

impl Default for Grid {
    /// Three digits for rights of a few years.
    fn default() -> Self {
        Self { space: 300, time: 100 }
    }
}

/// The value of a right today for a grid of prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    /// Value at today's price.
    pub value: f64,
    /// Prices of the grid, rising.
    pub prices: Vec<f64>,
    /// Value of the right today at each price.
    pub values: Vec<f64>,
    /// Where using it at once is best.
    pub use_now: Vec<bool>,
    /// Index of today's price.
    pub today: usize,
    /// Probability that the right is used before its end, from today's price.
    pub used: f64,
    /// Expected years until it is used, given that it is.
    pub years_to_use: Option<f64>,
}

/// Solves for the value of a right to receive `payoff(price)` once; never using it is worth 0.
///
/// | symbol | argument  | unit         | range                                     |
/// |--------|-----------|--------------|-------------------------------------------|
/// | a, σ, λ, J | `process` | 1/year   | any drift, with or without jumps          |
/// | g      | `payoff`  | money        | finite at every price                     |
/// | ρ, T   | `terms`   | 1/year, year | ρ not negative, T above 0                 |
///
/// Sources: Crank and Nicolson, Proc. Cambridge Phil. Soc. 43 (1947) 50–67; Rannacher, Numerische Mathematik 43 (1984)
/// 309–327; policy iteration: Forsyth and Labahn, J. Computational Finance 11 (2007) 1–44.
///
/// ```
/// use linepack_economics::deal::option::{Exercise, Process, Terms, difference::{Grid, finite_differences}};
/// let terms = Terms { years: 1.0, rate: 0.06, exercise: Exercise::AnyTime };
/// let put = finite_differences(&Process::geometric(36.0, 0.06, 0.2), |s| 40.0 - s, terms, Grid { space: 400, time: 200 })?;
/// assert!((put.value - 4.487).abs() < 2e-3);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn finite_differences(
    process: &Process,
    payoff: impl Fn(f64) -> f64,
    terms: Terms,
    grid: Grid,
) -> Result<Surface, Error> {
    process.check()?;
    terms.check(grid.time)?;
    within("grid.space", grid.space as f64, grid.space >= 8, "8 or more", "300 intervals give three digits")?;
    let operator = Operator::new(process, terms.years, grid.space);
    let n = operator.log_prices.len();
    let mut worth = Vec::with_capacity(n);
    for x in &operator.log_prices {
        let price = x.exp();
        worth.push(finite(&format!("payoff at price {price}"), payoff(price))?);
    }
    let dt = terms.years / grid.time as f64;
    let mut value: Vec<f64> = worth.iter().map(|g| g.max(0.0)).collect();
    let mut use_now: Vec<bool> = worth.iter().map(|g| *g > 0.0).collect();
    // Probability of use and the expected time until then counted only when used, carried back beside the value.
    let mut used: Vec<f64> = use_now.iter().map(|&now| f64::from(u8::from(now))).collect();
    let mut years = vec![0.0; n];
    for step in (0..grid.time).rev() {
        let theta = if grid.time - step <= 2 { 1.0 } else { 0.5 };
        let scheme = Scheme { theta, dt, kill: terms.rate };
        let any_time = terms.exercise == Exercise::AnyTime;
        let floor = any_time.then_some(worth.as_slice());
        value = operator.step(scheme, &value, None, Hold::unless_better(floor, &mut use_now))?;
        if !any_time {
            let may = terms.may_use(step, grid.time);
            for ((now, v), g) in use_now.iter_mut().zip(&mut value).zip(&worth) {
                *now = may && *g > *v;
                *v = if *now { *g } else { *v };
            }
        }
        let undiscounted = Scheme { kill: 0.0, ..scheme };
        let before = used.clone();
        used = operator.step(undiscounted, &used, None, Hold::fixed(&use_now, 1.0))?;
        let source: Vec<f64> =
            before.iter().zip(&used).map(|(old, new)| theta * new + (1.0 - theta) * old).collect();
        years = operator.step(undiscounted, &years, Some(&source), Hold::fixed(&use_now, 0.0))?;
    }
    let today = operator.today;
    let probability = used[today].clamp(0.0, 1.0);
    Ok(Surface {
        value: value[today],
        prices: operator.log_prices.iter().map(|x| x.exp()).collect(),
        values: value,
        use_now,
        today,
        used: probability,
        years_to_use: (probability > 1e-9).then(|| (years[today] / probability).max(0.0)),
    })
}

/// One step of time.
#[derive(Debug, Clone, Copy)]
struct Scheme {
    theta: f64,
    dt: f64,
    kill: f64,
}

/// What is known of a step's result beside the equation.
enum Hold<'a> {
    /// Nothing.
    Always,
    /// At least the worth of using the right; the mask says where it is used.
    UnlessBetter { worth: &'a [f64], mask: &'a mut [bool] },
    /// Given at the masked nodes.
    Fixed { mask: &'a [bool], to: f64 },
}

impl<'a> Hold<'a> {
    fn unless_better(floor: Option<&'a [f64]>, mask: &'a mut [bool]) -> Self {
        floor.map_or(Self::Always, |worth| Self::UnlessBetter { worth, mask })
    }

    fn fixed(mask: &'a [bool], to: f64) -> Self {
        Self::Fixed { mask, to }
    }

    fn given(&self, i: usize) -> Option<f64> {
        match self {
            Self::UnlessBetter { worth, mask } if mask[i] => Some(worth[i]),
            Self::Fixed { mask, to } if mask[i] => Some(*to),
            _ => None,
        }
    }
}

/// Most rounds of hold-or-use in one step; two or three are usual.
const ROUNDS: usize = 200;

/// The generator of the process on a grid of ln S.
struct Operator {
    log_prices: Vec<f64>,
    today: usize,
    /// Weight of the left, own and right node.
    bands: Vec<[f64; 3]>,
    jump_rate: f64,
    /// Moves by whole nodes, counted from the start of the margin below, and their probabilities.
    jumps: Vec<(usize, f64)>,
    /// How far V lies beyond its lower end, in first differences, at each node of the margin there.
    below: Vec<f64>,
    /// The same beyond the upper end, in last differences.
    above: Vec<f64>,
}

impl Operator {
    fn new(process: &Process, years: f64, space: usize) -> Self {
        let here = process.spot.ln();
        let there = process.log_mean_after(years);
        // Five standard deviations beyond today's and the expected price leave 1e-6 outside.
        let margin = 5.0 * process.log_variance_after(years).sqrt();
        let (low, high) = (here.min(there) - margin, here.max(there) + margin);
        let width = (high - low) / space as f64;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number below `space`"
        )]
        let today = ((here - low) / width).round() as usize;
        // Shifted by less than a node so that today's price is one.
        let log_prices: Vec<f64> = (0..=space).map(|k| here + width * (k as f64 - today as f64)).collect();
        let n = log_prices.len();
        let half_variance = 0.5 * process.volatility.powi(2);
        let mut bands: Vec<[f64; 3]> = log_prices
            .iter()
            .map(|&x| {
                let drift = process.log_drift(x);
                // Where drift outruns diffusion over a node, the upwind difference keeps all weights positive.
                let diffusion = half_variance.max(0.5 * drift.abs() * width) / (width * width);
                let advection = 0.5 * drift / width;
                [diffusion - advection, -2.0 * diffusion, diffusion + advection]
            })
            .collect();
        // Linear in S beyond the ends: V₋₁ = V₀ − (V₁ − V₀) e^{−Δx} and V_{n} = V_{n−1} + (V_{n−1} − V_{n−2}) e^{Δx}.
        let [shrink, grow] = [(-width).exp(), width.exp()];
        let [left, own, right] = bands[0];
        bands[0] = [0.0, own + left * (1.0 + shrink), right - left * shrink];
        let [left, own, right] = bands[n - 1];
        bands[n - 1] = [left - right * grow, own + right * (1.0 + grow), 0.0];
        let (jump_rate, moves) = jump_weights(process, width);
        let least = moves.iter().map(|&(k, _)| k).min().unwrap_or(0).min(0);
        let most = moves.iter().map(|&(k, _)| k).max().unwrap_or(0).max(0);
        // Linear in S: V(x + kΔx) − V(x) is the difference over one interval times a ratio of exponentials.
        let below = (least..0).map(|k| (k as f64 * width).exp_m1() / width.exp_m1()).collect();
        let above = (1..=most).map(|k| (k as f64 * width).exp_m1() / -(-width).exp_m1()).collect();
        let jumps = moves.into_iter().map(|(k, p)| ((k - least).cast_unsigned(), p)).collect();
        Self { log_prices, today, bands, jump_rate, jumps, below, above }
    }

    /// λ (E V(x + J) − V) at every node; beyond the ends V is linear in S.
    fn jump_term(&self, v: &[f64]) -> Vec<f64> {
        let n = v.len();
        let mut term = vec![0.0; n];
        if self.jump_rate == 0.0 {
            return term;
        }
        // The values with margins as wide as the widest jump, so that every move is one pass over a slice.
        let [low, high] = [v[1] - v[0], v[n - 1] - v[n - 2]];
        let mut wide = Vec::with_capacity(n + self.below.len() + self.above.len());
        wide.extend(self.below.iter().map(|factor| v[0] + low * factor));
        wide.extend_from_slice(v);
        wide.extend(self.above.iter().map(|factor| v[n - 1] + high * factor));
        for &(offset, probability) in &self.jumps {
            for (sum, value) in term.iter_mut().zip(&wide[offset..]) {
                *sum += probability * value;
            }
        }
        for (sum, value) in term.iter_mut().zip(v) {
            *sum = self.jump_rate * (*sum - value);
        }
        term
    }

    /// One step back in time.
    fn step(
        &self,
        scheme: Scheme,
        old: &[f64],
        source: Option<&[f64]>,
        mut hold: Hold<'_>,
    ) -> Result<Vec<f64>, Error> {
        let Scheme { theta, dt, kill } = scheme;
        let n = old.len();
        let banded = |v: &[f64], i: usize| {
            let [l, d, u] = self.bands[i];
            d * v[i] + if i > 0 { l * v[i - 1] } else { 0.0 } + if i + 1 < n { u * v[i + 1] } else { 0.0 }
        };
        let old_jumps = self.jump_term(old);
        let known: Vec<f64> = (0..n)
            .map(|i| {
                let explicit = banded(old, i) + old_jumps[i] - kill * old[i];
                old[i] + (1.0 - theta) * dt * explicit + dt * source.map_or(0.0, |s| s[i])
            })
            .collect();
        let size = old.iter().chain(&known).fold(f64::MIN_POSITIVE, |most: f64, v| most.max(v.abs()));
        let mut new = old.to_vec();
        let mut sweep = Sweep::new(n);
        for _ in 0..ROUNDS {
            let jumps = self.jump_term(&new);
            let right: Vec<f64> = known.iter().zip(&jumps).map(|(k, j)| k + theta * dt * j).collect();
            for (i, &known) in right.iter().enumerate() {
                if let Some(value) = hold.given(i) {
                    sweep.row(i, [0.0, 1.0, 0.0], value);
                } else {
                    let [l, d, u] = self.bands[i];
                    let own = 1.0 + theta * dt * (kill - d);
                    sweep.row(i, [-theta * dt * l, own, -theta * dt * u], known);
                }
            }
            let next = sweep.solve();
            let moved = next.iter().zip(&new).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()));
            let mut changed = false;
            if let Hold::UnlessBetter { worth, mask } = &mut hold {
                for i in 0..n {
                    let now = if mask[i] {
                        // Used: stays so while holding would be worth less, A V ≥ b.
                        let held = (1.0 + theta * dt * kill) * next[i] - theta * dt * banded(&next, i);
                        held >= right[i] - 1e-13 * size
                    } else {
                        next[i] < worth[i] - 1e-13 * size
                    };
                    changed |= now != mask[i];
                    mask[i] = now;
                }
            }
            new = next;
            if !changed && (self.jump_rate == 0.0 || moved <= 1e-9 * size) {
                return Ok(new);
            }
        }
        let hint = "use more steps of time, or fewer jumps per year";
        Err(Error::NotFound { method: "the choice between holding and using", limit: ROUNDS, hint })
    }
}

/// Rate of jumps and the probability of moving by whole nodes; a move between two nodes is shared by both.
pub(super) fn jump_weights(process: &Process, width: f64) -> (f64, Vec<(isize, f64)>) {
    let Some(jumps) = process.jumps.filter(|jumps| jumps.rate > 0.0) else { return (0.0, Vec::new()) };
    let mut weights: std::collections::BTreeMap<isize, f64> = std::collections::BTreeMap::new();
    // The trapezium rule at half standard deviations integrates a normal density to the last digit.
    let half_steps = if jumps.log_deviation > 0.0 { 14 } else { 0 };
    let density = |z: f64| (-0.5 * z * z).exp();
    let total: f64 = (-half_steps..=half_steps).map(|k| density(0.5 * f64::from(k))).sum();
    for k in -half_steps..=half_steps {
        let z = 0.5 * f64::from(k);
        let nodes = (jumps.log_mean + z * jumps.log_deviation) / width;
        let share = nodes - nodes.floor();
        #[allow(clippy::cast_possible_truncation, reason = "a count of nodes")]
        let below = nodes.floor() as isize;
        *weights.entry(below).or_default() += (1.0 - share) * density(z) / total;
        *weights.entry(below + 1).or_default() += share * density(z) / total;
    }
    (jumps.rate, weights.into_iter().filter(|(_, p)| *p > 0.0).collect())
}

/// Thomas's elimination of a tridiagonal system, filled row by row.
struct Sweep {
    upper: Vec<f64>,
    right: Vec<f64>,
}

impl Sweep {
    fn new(n: usize) -> Self {
        Self { upper: vec![0.0; n], right: vec![0.0; n] }
    }

    fn row(&mut self, i: usize, [left, own, right]: [f64; 3], value: f64) {
        let (above, known) = if i > 0 { (self.upper[i - 1], self.right[i - 1]) } else { (0.0, 0.0) };
        let pivot = own - left * above;
        self.upper[i] = right / pivot;
        self.right[i] = (value - left * known) / pivot;
    }

    fn solve(&self) -> Vec<f64> {
        let mut x = self.right.clone();
        for i in (0..x.len().saturating_sub(1)).rev() {
            x[i] -= self.upper[i] * x[i + 1];
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::super::lattice::{binomial, trinomial};
    use super::super::{Drift, Jumps};
    use super::*;

    fn put(exercise: Exercise, grid: Grid) -> f64 {
        let terms = Terms { years: 1.0, rate: 0.06, exercise };
        finite_differences(&Process::geometric(36.0, 0.06, 0.2), |s| 40.0 - s, terms, grid).unwrap().value
    }

    #[test]
    fn halving_both_steps_quarters_the_error() {
        let terms = Terms { years: 1.0, rate: 0.06, exercise: Exercise::AtEnd };
        // Black and Scholes for S = K = 40; today's price is a node, so the kink is one too.
        let exact = 2.066_401;
        let process = Process::geometric(40.0, 0.06, 0.2);
        let [coarse, middle, fine] = [100, 200, 400].map(|k| {
            let grid = Grid { space: k, time: k };
            finite_differences(&process, |s| 40.0 - s, terms, grid).unwrap().value - exact
        });
        for ratio in [coarse / middle, middle / fine] {
            assert!((ratio - 4.0).abs() < 0.2, "{coarse} {middle} {fine}");
        }
    }

    #[test]
    fn a_right_used_at_any_time_agrees_with_a_fine_tree() {
        let terms = Terms { years: 1.0, rate: 0.06, exercise: Exercise::AnyTime };
        let tree = binomial(&Process::geometric(36.0, 0.06, 0.2), |s| 40.0 - s, terms, 4000).unwrap();
        let grid = put(Exercise::AnyTime, Grid { space: 800, time: 400 });
        assert!((grid - tree).abs() < 1e-3, "{grid} {tree}");
    }

    #[test]
    fn return_to_a_mean_agrees_with_the_trinomial_tree() {
        let process = Process::reverting(300.0, 0.5, 250_f64.ln(), 0.3);
        let terms = Terms { years: 2.0, rate: 0.05, exercise: Exercise::AnyTime };
        let payoff = |s: f64| s - 260.0;
        let tree = trinomial(&process, payoff, terms, 2000).unwrap();
        let grid = finite_differences(&process, payoff, terms, Grid { space: 800, time: 400 }).unwrap().value;
        assert!((grid / tree - 1.0).abs() < 5e-4, "{grid} {tree}");
    }

    #[test]
    fn a_claim_on_the_price_itself_is_worth_its_expectation_with_jumps_too() {
        let jumps = Some(Jumps { rate: 0.4, log_mean: 0.3, log_deviation: 0.2 });
        for drift in [Drift::Growth(0.03), Drift::Reverting { speed: 0.6, log_mean: 5.5 }] {
            let process = Process { spot: 300.0, drift, volatility: 0.3, jumps };
            let terms = Terms { years: 2.0, rate: 0.05, exercise: Exercise::AtEnd };
            let exact = (-0.1_f64).exp() * process.expected_after(2.0);
            let found =
                finite_differences(&process, |s| s, terms, Grid { space: 800, time: 200 }).unwrap().value;
            assert!((found / exact - 1.0).abs() < 2e-4, "{found} {exact}");
        }
    }

    #[test]
    fn jumps_agree_with_mertons_series() {
        // Merton 1976: a mixture over the number of jumps of plain rights with adjusted growth and variance.
        let (growth, sigma, years, strike) = (0.05_f64, 0.25_f64, 1.0, 100.0);
        let jumps = Jumps { rate: 0.5, log_mean: 0.2, log_deviation: 0.15 };
        let lift = (jumps.log_mean + 0.5 * jumps.log_deviation.powi(2)).exp_m1();
        let mut exact = 0.0;
        let mut weight = (-jumps.rate * years).exp();
        for count in 0..12 {
            let k = f64::from(count);
            let variance = sigma.powi(2) + k * jumps.log_deviation.powi(2) / years;
            let drift =
                growth - jumps.rate * lift + k * (jumps.log_mean + 0.5 * jumps.log_deviation.powi(2)) / years;
            let terms = Terms { years, rate: 0.05, exercise: Exercise::AtEnd };
            exact += weight
                * binomial(&Process::geometric(100.0, drift, variance.sqrt()), |s| s - strike, terms, 2000)
                    .unwrap();
            weight *= jumps.rate * years / (k + 1.0);
        }
        let process = Process { jumps: Some(jumps), ..Process::geometric(100.0, growth, sigma) };
        let terms = Terms { years, rate: 0.05, exercise: Exercise::AtEnd };
        let found = finite_differences(&process, |s| s - strike, terms, Grid { space: 1000, time: 200 })
            .unwrap()
            .value;
        assert!((found / exact - 1.0).abs() < 1e-3, "{found} {exact}");
    }

    #[test]
    fn the_chance_of_use_at_the_end_is_that_of_a_gain() {
        // P(S_T > K) for a lognormal price: Φ(d); at the median strike it is one half.
        let process = Process::geometric(100.0, 0.5 * 0.09, 0.3);
        let terms = Terms { years: 1.0, rate: 0.05, exercise: Exercise::AtEnd };
        let found =
            finite_differences(&process, |s| s - 100.0, terms, Grid { space: 801, time: 100 }).unwrap();
        assert!((found.used - 0.5).abs() < 1e-2, "{}", found.used);
        assert!((found.years_to_use.unwrap() - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_grid_too_coarse_and_a_payoff_that_is_no_number_are_refused() {
        let process = Process::geometric(36.0, 0.06, 0.2);
        let terms = Terms { years: 1.0, rate: 0.06, exercise: Exercise::AnyTime };
        assert!(finite_differences(&process, |s| s, terms, Grid { space: 2, time: 10 }).is_err());
        assert!(finite_differences(&process, |s| s, terms, Grid { space: 100, time: 0 }).is_err());
        assert!(finite_differences(&process, |_| f64::NAN, terms, Grid::default()).is_err());
        assert!(finite_differences(&process, |s| s, Terms { rate: -0.1, ..terms }, Grid::default()).is_err());
    }
}
