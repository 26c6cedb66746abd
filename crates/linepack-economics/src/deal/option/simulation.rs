//! Value of a right by regression on simulated paths, after Longstaff and Schwartz.
//!
//! ```text
//! E[ later payoff | S ] ≈ Σ_k c_k S^k   over the paths on which using the right now would pay
//! ```
//!
//! Paths come in pairs with opposite draws; the numbers of a path depend on the seed and its index alone.

use super::super::Error;
use super::super::error::{all_finite, not_negative, within};
use super::fast;
use super::random::Stream;
use super::regression::Fit;
use super::{Drift, Process};

/// Prices on many paths at equally spaced dates after the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Paths {
    /// Price today.
    pub spot: f64,
    /// Prices by date, then by path.
    by_date: Vec<Vec<f64>>,
    /// Whether paths 2k and 2k+1 were drawn with opposite signs.
    paired: bool,
}

impl Paths {
    /// Given paths, each from the same price today over the same dates.
    pub fn given(paths: &[Vec<f64>]) -> Result<Self, Error> {
        let dates = paths.first().map_or(0, Vec::len);
        within(
            "dates",
            dates as f64,
            dates >= 2,
            "2 or more",
            "give each path today's price and at least one later",
        )?;
        for (index, path) in paths.iter().enumerate() {
            if path.len() != dates {
                let hint = "give every path the same dates";
                return Err(Error::WrongCount {
                    field: format!("paths[{index}]"),
                    found: path.len(),
                    expected: dates,
                    hint,
                });
            }
            all_finite(&format!("paths[{index}]"), path)?;
            let same = path[0] == paths[0][0];
            within(
                &format!("paths[{index}][0]"),
                path[0],
                same,
                "today's price",
                "start all paths at one price",
            )?;
        }
        let by_date = (1..dates).map(|date| paths.iter().map(|path| path[date]).collect()).collect();
        Ok(Self { spot: paths[0][0], by_date, paired: false })
    }

    /// Simulated paths: exact in distribution for growth and for return to a mean, jumps at their own times included.
    ///
    /// `count` is rounded up to an even number.
    pub fn simulated(
        process: &Process,
        years: f64,
        dates: usize,
        count: usize,
        seed: u64,
    ) -> Result<Self, Error> {
        process.check()?;
        within("years", years, years > 0.0, "above 0", "give the years for which the decision can wait")?;
        within("dates", dates as f64, dates > 0, "1 or more", "50 a year stand for any time")?;
        within("count", count as f64, count >= 2, "2 or more", "10 000 paths give two digits")?;
        let pairs = count.div_ceil(2);
        let dt = years / dates as f64;
        let step = Step::over(process, dt);
        let mut by_date = vec![vec![0.0; 2 * pairs]; dates];
        let mut noise = Vec::with_capacity(BLOCK);
        let mut tails = Vec::new();
        for first in (0..pairs).step_by(BLOCK) {
            let block = first..(first + BLOCK).min(pairs);
            let mut streams: Vec<Stream> = block.clone().map(|pair| Stream::new(seed, pair as u64)).collect();
            let mut logs = vec![process.spot.ln(); 2 * streams.len()];
            for prices in &mut by_date {
                noise.clear();
                noise.extend(streams.iter_mut().map(Stream::uniform));
                fast::normal_quantiles(&mut noise, &mut tails);
                for ((log, noise), stream) in logs.chunks_exact_mut(2).zip(&noise).zip(&mut streams) {
                    let noise = step.deviation * noise;
                    let [jump, mirrored] = step.jumps(stream);
                    log[0] = step.kept * log[0] + step.shift + noise + jump;
                    log[1] = step.kept * log[1] + step.shift - noise + mirrored;
                }
                let prices = &mut prices[2 * block.start..2 * block.end];
                prices.copy_from_slice(&logs);
                fast::exp(prices);
            }
        }
        Ok(Self { spot: process.spot, by_date, paired: true })
    }

    /// Number of paths.
    pub fn count(&self) -> usize {
        self.by_date.first().map_or(0, Vec::len)
    }

    /// Prices of all paths at one date, the first after today being 0.
    pub fn at(&self, date: usize) -> Option<&[f64]> {
        self.by_date.get(date).map(Vec::as_slice)
    }
}

/// Pairs of paths carried together: what they need stays in the nearest cache.
const BLOCK: usize = 512;

/// The change of ln S over a step: kept · ln S + shift + deviation · Z + jumps.
struct Step {
    kept: f64,
    shift: f64,
    deviation: f64,
    speed: f64,
    dt: f64,
    process: Process,
}

impl Step {
    fn over(process: &Process, dt: f64) -> Self {
        let smooth = Process { jumps: None, ..*process };
        let deviation = smooth.log_variance_after(dt).sqrt();
        let (kept, shift, speed) = match process.drift {
            Drift::Growth(_) => (1.0, process.log_drift(0.0) * dt, 0.0),
            Drift::Reverting { speed, log_mean } => {
                let kept = (-speed * dt).exp();
                (kept, (1.0 - kept) * log_mean, speed)
            }
        };
        Self { kept, shift, deviation, speed, dt, process: *process }
    }

    /// Jumps within a step, each shrunk by the return to the mean since it happened; and with opposite draws of size.
    fn jumps(&self, stream: &mut Stream) -> [f64; 2] {
        let Some(jumps) = self.process.jumps else { return [0.0; 2] };
        let mut sums = [0.0; 2];
        for _ in 0..stream.poisson(jumps.rate * self.dt) {
            let shrink = (-self.speed * self.dt * stream.uniform()).exp();
            let size = jumps.log_deviation * stream.normal();
            sums = [sums[0] + shrink * (jumps.log_mean + size), sums[1] + shrink * (jumps.log_mean - size)];
        }
        sums
    }
}

/// Value of a right by regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// Value of the right when it is held today.
    pub value: f64,
    /// Standard error of the value, given the regressions.
    pub standard_error: f64,
    /// Value of the same right when it can be used at the end only.
    pub at_end: f64,
    /// Standard error of that.
    pub at_end_error: f64,
    /// For each date but the last, coefficients of 1, S, S² …; `None` where too few paths would gain.
    pub coefficients: Vec<Option<Vec<f64>>>,
}

/// Longstaff and Schwartz's value of a right to receive `payoff(price)` at one of the dates of the paths.
///
/// At each date, from the last but one to the first, the discounted later payoffs of the paths on which using the right
/// would pay are regressed on powers of the price; where using it pays more than the fit, it is used.
///
/// | symbol | argument          | unit   | range                                  |
/// |--------|-------------------|--------|----------------------------------------|
/// | –      | `paths`           | price  | from [`Paths::given`] or `simulated`   |
/// | ρ Δt   | `rate_per_date`   | –      | 0 or more, between two dates           |
/// | –      | `degree`          | –      | highest power, 1 to 8                  |
///
/// Source: Longstaff and Schwartz, Review of Financial Studies 14 (2001) 113–147, sec. 1 and 2.
///
/// ```
/// use linepack_economics::deal::option::{Process, simulation::{Paths, longstaff_schwartz}};
/// let paths = Paths::simulated(&Process::geometric(36.0, 0.06, 0.2), 1.0, 50, 4000, 1)?;
/// let put = longstaff_schwartz(&paths, |s| 40.0 - s, 0.06 / 50.0, 3)?;
/// assert!((put.value - 4.478).abs() < 4.0 * put.standard_error);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn longstaff_schwartz(
    paths: &Paths,
    payoff: impl Fn(f64) -> f64,
    rate_per_date: f64,
    degree: usize,
) -> Result<Simulated, Error> {
    not_negative("rate_per_date", rate_per_date, "give the yearly rate divided by the dates in a year")?;
    within("degree", degree as f64, (1..=8).contains(&degree), "from 1 to 8", "3 is usual")?;
    let dates = paths.by_date.len();
    let mut later: Vec<f64> = Vec::with_capacity(paths.count());
    for &price in paths.by_date.last().map_or(&[][..], Vec::as_slice) {
        later.push(payoff(price).max(0.0));
        all_finite("payoff", &later[later.len() - 1..])?;
    }
    let to_end = (-rate_per_date * dates as f64).exp();
    let (at_end, at_end_error) = paths.mean(&later, to_end);
    let mut coefficients = vec![None; dates - 1];
    // Later payoffs are kept at the prices of the last date, so that no date costs a pass over all of them.
    for date in (0..dates - 1).rev() {
        let prices = &paths.by_date[date];
        let to_last = (rate_per_date * (dates - 1 - date) as f64).exp();
        if let Some(fit) = Fit::least_squares(prices, &later, &payoff, degree) {
            fit.use_where_better(prices, &mut later, &payoff, to_last);
            coefficients[date] = Some(fit.in_powers(1.0 / to_last));
        }
    }
    let (value, standard_error) = paths.mean(&later, to_end);
    Ok(Simulated { value, standard_error, at_end, at_end_error, coefficients })
}

impl Paths {
    /// Mean and its standard error, pairs taken together.
    fn mean(&self, values: &[f64], factor: f64) -> (f64, f64) {
        let size = if self.paired { 2 } else { 1 };
        let groups = values.chunks(size).map(|group| factor * group.iter().sum::<f64>() / group.len() as f64);
        let count = values.len().div_ceil(size) as f64;
        let mean = groups.clone().sum::<f64>() / count;
        let squares: f64 = groups.map(|group| (group - mean).powi(2)).sum();
        (mean, (squares / (count - 1.0).max(1.0) / count).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::super::difference::{Grid, finite_differences};
    use super::super::{Exercise, Jumps, Terms};
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_paths_and_more_paths_keep_the_first() {
        let process = Process::reverting(300.0, 0.5, 5.5, 0.3);
        let few = Paths::simulated(&process, 2.0, 8, 100, 3).unwrap();
        let many = Paths::simulated(&process, 2.0, 8, 200, 3).unwrap();
        assert_eq!(few, Paths::simulated(&process, 2.0, 8, 100, 3).unwrap());
        assert_eq!(few.at(7).unwrap(), &many.at(7).unwrap()[..100]);
        assert_ne!(few, Paths::simulated(&process, 2.0, 8, 100, 4).unwrap());
    }

    #[test]
    fn simulated_prices_have_the_mean_and_the_variance_of_the_process() {
        let jumps = Some(Jumps { rate: 0.5, log_mean: 0.3, log_deviation: 0.2 });
        for drift in [Drift::Growth(0.03), Drift::Reverting { speed: 0.6, log_mean: 5.5 }] {
            let process = Process { spot: 300.0, drift, volatility: 0.3, jumps };
            let paths = Paths::simulated(&process, 2.0, 4, 40_000, 11).unwrap();
            let logs: Vec<f64> = paths.at(3).unwrap().iter().map(|s| s.ln()).collect();
            let n = logs.len() as f64;
            let mean = logs.iter().sum::<f64>() / n;
            let variance = logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
            let exact = process.log_variance_after(2.0);
            assert!((mean - process.log_mean_after(2.0)).abs() < 5.0 * (exact / n).sqrt());
            assert!((variance / exact - 1.0).abs() < 0.05, "{variance} {exact}");
            let price = paths.at(3).unwrap().iter().sum::<f64>() / n;
            assert!((price / process.expected_after(2.0) - 1.0).abs() < 0.02);
        }
    }

    #[test]
    fn with_return_to_a_mean_and_jumps_it_agrees_with_finite_differences() {
        let jumps = Some(Jumps { rate: 0.3, log_mean: 0.4, log_deviation: 0.1 });
        let process = Process { jumps, ..Process::reverting(300.0, 0.6, 5.6, 0.25) };
        let payoff = |s: f64| s - 300.0;
        let terms = Terms { years: 2.0, rate: 0.05, exercise: Exercise::Dates(20) };
        let grid = finite_differences(&process, payoff, terms, Grid { space: 600, time: 200 }).unwrap().value;
        let paths = Paths::simulated(&process, 2.0, 20, 40_000, 5).unwrap();
        let found = longstaff_schwartz(&paths, payoff, 0.05 * 0.1, 3).unwrap();
        // The rule found by regression is not quite the best one: below by up to half a per cent.
        assert!(found.value < grid + 4.0 * found.standard_error, "{found:?} {grid}");
        assert!(found.value > grid * 0.995 - 4.0 * found.standard_error, "{} {grid}", found.value);
    }

    #[test]
    fn ragged_paths_are_refused_by_index() {
        let error = Paths::given(&[vec![1.0, 2.0], vec![1.0]]).unwrap_err().to_string();
        assert!(error.starts_with("the number of entries of `paths[1]` is 1, it must be 2"), "{error}");
        assert!(Paths::given(&[]).is_err());
        assert!(Paths::given(&[vec![1.0, 2.0], vec![1.1, 2.0]]).is_err());
        assert!(Paths::given(&[vec![1.0, f64::NAN]]).is_err());
    }

    #[test]
    fn too_few_gaining_paths_leave_a_date_without_a_rule() {
        let paths = Paths::given(&[vec![1.0, 0.9, 1.2], vec![1.0, 1.3, 0.8]]).unwrap();
        let found = longstaff_schwartz(&paths, |s| 1.0 - s, 0.0, 2).unwrap();
        assert_eq!(found.coefficients, [None]);
        assert!((found.value - 0.1).abs() < 1e-15);
    }
}
