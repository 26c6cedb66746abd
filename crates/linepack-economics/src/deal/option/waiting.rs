//! Sign now or wait: what one side gains by keeping the decision open.
//!
//! ```text
//! wait value = max over plans E[ e^{−(ρ+h)τ} g(S_τ) ] − g(S₀),   zero when signing now is best
//! ```

use super::super::Error;
use super::super::error::{finite, not_negative};
use super::difference::{Grid, Surface, finite_differences};
use super::{Exercise, Process, Terms};

/// One side's decision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// How the price that matters to this side moves.
    pub process: Process,
    /// Its discount rate per year, ρ.
    pub rate: f64,
    /// Chance per year that the offer is gone before it is taken, h; a lost offer is worth 0.
    pub lapse_rate: f64,
    /// Years for which the offer can wait, T.
    pub years: f64,
    /// Fineness of the solution.
    pub grid: Grid,
}

/// What waiting is worth, and until when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waiting {
    /// Worth of signing now, negative when signing now loses.
    pub sign_now: f64,
    /// Worth of the best plan: sign now, at the best later time, or never.
    pub best_plan: f64,
    /// Best plan less signing now; zero when signing now is best.
    pub wait_value: f64,
    /// Whether signing now is a best plan.
    pub sign: bool,
    /// Price above today's from which on signing at once would be best, if any on the grid.
    pub sign_above: Option<f64>,
    /// Price below today's from which down signing at once would be best, if any on the grid.
    pub sign_below: Option<f64>,
    /// Probability that the best plan ends with a signature within T, lapses left aside.
    pub signed_within: f64,
    /// Expected years until then, given that it is signed.
    pub years_to_signature: Option<f64>,
}

/// Value of the best plan (sign now or within T years, or never) less the value of signing now, for one side.
///
/// `worth(price)` is what signing is worth to this side when the price stands there: the present value, at the time of
/// signing, of all that follows from it against not signing at all. A side payment made by the other side is part of it.
///
/// | symbol | argument     | unit         | range                      |
/// |--------|--------------|--------------|----------------------------|
/// | S      | `process`    | price        | above 0                    |
/// | g      | `worth`      | money        | finite, either sign        |
/// | ρ      | `rate`       | 1/year       | 0 or more                  |
/// | h      | `lapse_rate` | 1/year       | 0 or more                  |
/// | T      | `years`      | year         | above 0                    |
///
/// Source: Dixit and Pindyck, Investment under Uncertainty (1994) ch. 4–5: invest when NPV is at least the value of
/// keeping the option.
///
/// ```
/// use linepack_economics::deal::option::{Process, difference::Grid, waiting::{Decision, wait_value}};
/// let gas = Process::geometric(260.0, 0.0, 0.3);
/// let decision = Decision { process: gas, rate: 0.08, lapse_rate: 0.0, years: 5.0, grid: Grid::default() };
/// // A seller with costs of 250 gains 10 today, and more by waiting for a better price.
/// let seller = wait_value(&decision, |price| price - 250.0)?;
/// assert!(!seller.sign && seller.wait_value > 20.0);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn wait_value(decision: &Decision, worth: impl Fn(f64) -> f64) -> Result<Waiting, Error> {
    let Decision { process, rate, lapse_rate, years, grid } = *decision;
    not_negative("rate", rate, "give the yearly rate as 0.08 for 8 %")?;
    not_negative("lapse_rate", lapse_rate, "give the chance per year, 0 for an offer that stands")?;
    let terms = Terms { years, rate: rate + lapse_rate, exercise: Exercise::AnyTime };
    let surface = finite_differences(&process, &worth, terms, grid)?;
    let sign_now = finite("worth at today's price", worth(process.spot))?;
    let best_plan = surface.value.max(sign_now).max(0.0);
    let sign = surface.use_now[surface.today] && sign_now >= 0.0;
    let (now, today) = (&surface.use_now, surface.today);
    let above = (today + 1..now.len()).find(|&k| now[k]);
    let below = (0..today).rev().find(|&k| now[k]);
    let sign_above = above.map(|k| boundary(&surface, &worth, [k.wrapping_sub(2), k - 1, k]));
    let sign_below = below.map(|k| boundary(&surface, &worth, [k + 2, k + 1, k]));
    Ok(Waiting {
        sign_now,
        best_plan: if sign { sign_now } else { best_plan },
        wait_value: if sign { 0.0 } else { best_plan - sign_now },
        sign,
        sign_above,
        sign_below,
        signed_within: surface.used,
        years_to_signature: surface.years_to_use,
    })
}

/// Price at which holding and signing are worth the same, between a node where waiting is best and one where signing is.
///
/// Value and worth meet smoothly, so the root of their difference falls linearly to zero there.
fn boundary(surface: &Surface, worth: impl Fn(f64) -> f64, [before, held, used]: [usize; 3]) -> f64 {
    let root = |k: usize| {
        let price = *surface.prices.get(k)?;
        (!surface.use_now[k]).then(|| (surface.values[k] - worth(price)).max(0.0).sqrt())
    };
    let [from, to] = [surface.prices[held], surface.prices[used]];
    match (root(before), root(held)) {
        (Some(far), Some(near)) if far > near => {
            // The discrete problem signs up to a node early, so the root may lie beyond the first node that signs.
            let nodes = (near / (far - near)).min(2.0);
            from * (nodes * (to / from).ln()).exp()
        }
        _ => to,
    }
}

#[cfg(test)]
mod tests {
    use super::super::perpetual::PerpetualOption;
    use super::super::{Jumps, lattice::binomial};
    use super::*;
    use proptest::prelude::*;

    fn decision(process: Process) -> Decision {
        Decision { process, rate: 0.08, lapse_rate: 0.0, years: 5.0, grid: Grid { space: 200, time: 60 } }
    }

    #[test]
    fn it_is_the_tree_value_less_the_worth_of_signing_now() {
        let process = Process::geometric(260.0, 0.0, 0.3);
        let fine = Decision { grid: Grid { space: 800, time: 300 }, ..decision(process) };
        let found = wait_value(&fine, |s| s - 250.0).unwrap();
        let terms = Terms { years: 5.0, rate: 0.08, exercise: Exercise::AnyTime };
        let tree = binomial(&process, |s| s - 250.0, terms, 3000).unwrap();
        assert!((found.best_plan / tree - 1.0).abs() < 1e-3, "{} {tree}", found.best_plan);
        assert_eq!(found.wait_value, found.best_plan - 10.0);
    }

    #[test]
    fn a_side_that_is_far_in_the_money_signs_now_and_waiting_is_worth_nothing() {
        let found = wait_value(&decision(Process::geometric(900.0, 0.0, 0.3)), |s| s - 250.0).unwrap();
        assert!(found.sign);
        assert_eq!((found.wait_value, found.sign_now, found.best_plan), (0.0, 650.0, 650.0));
        assert_eq!((found.signed_within, found.years_to_signature), (1.0, Some(0.0)));
    }

    #[test]
    fn a_side_that_can_only_lose_never_signs() {
        let found = wait_value(&decision(Process::geometric(260.0, 0.0, 0.3)), |_| -5.0).unwrap();
        assert!(!found.sign && found.signed_within < 1e-12);
        assert_eq!((found.best_plan, found.wait_value), (0.0, 5.0));
        assert_eq!((found.sign_above, found.sign_below, found.years_to_signature), (None, None, None));
    }

    #[test]
    fn a_buyer_waits_for_a_higher_and_a_seller_for_a_lower_alternative() {
        // The buyer gains what its alternative costs above 250.
        let buyer = wait_value(&decision(Process::geometric(260.0, 0.0, 0.3)), |s| s - 250.0).unwrap();
        assert!(buyer.sign_above.unwrap() > 260.0 && buyer.sign_below.is_none());
        let seller = wait_value(&decision(Process::geometric(240.0, 0.0, 0.3)), |s| 250.0 - s).unwrap();
        assert!(seller.sign_below.unwrap() < 240.0 && seller.sign_above.is_none());
    }

    #[test]
    fn with_much_time_the_price_to_sign_at_is_that_of_the_right_without_end() {
        // Price growth g = r − y: a right to 60 years signs near V* (a little before).
        let process = Process::geometric(1.0, 0.04, 0.2);
        let grid = Grid { space: 2000, time: 400 };
        let found =
            wait_value(&Decision { process, rate: 0.08, lapse_rate: 0.0, years: 60.0, grid }, |v| v - 1.0)
                .unwrap();
        let right = PerpetualOption { rate: 0.08, yield_forgone: 0.04, volatility: 0.2, investment: 1.0 };
        let trigger = right.trigger().unwrap();
        assert!((found.sign_above.unwrap() / trigger.value - 1.0).abs() < 0.03, "{found:?} {trigger:?}");
        assert!((found.best_plan / trigger.worth(1.0).unwrap() - 1.0).abs() < 0.01);
    }

    #[test]
    fn the_price_to_sign_at_hardly_depends_on_the_grid() {
        let process = Process::reverting(300.0, 0.5, 5.5, 0.3);
        let [coarse, fine] = [Grid { space: 150, time: 50 }, Grid { space: 1200, time: 400 }]
            .map(|grid| wait_value(&Decision { grid, ..decision(process) }, |s| s - 260.0).unwrap());
        let [a, b] = [coarse, fine].map(|found| found.sign_above.unwrap());
        assert!((a / b - 1.0).abs() < 2e-3, "{a} {b}");
        assert!((coarse.best_plan / fine.best_plan - 1.0).abs() < 1e-3);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn waiting_is_never_worth_less_than_nothing_and_more_time_never_hurts(
            spot in 150.0..400.0f64, volatility in 0.1..0.5f64, years in 0.5..4.0f64, jump in 0.0..0.3f64,
        ) {
            let jumps = Some(Jumps { rate: jump, log_mean: 0.4, log_deviation: 0.2 });
            let process = Process { jumps, ..Process::reverting(spot, 0.5, 5.5, volatility) };
            let at = |years: f64| wait_value(&Decision { years, ..decision(process) }, |s| s - 250.0).unwrap();
            let [short, long] = [at(years), at(years + 1.0)];
            prop_assert!(short.wait_value >= 0.0);
            // Two grids of different width differ in the fourth digit.
            prop_assert!(long.best_plan >= short.best_plan - 2e-3 * spot);
        }

        #[test]
        fn an_offer_that_may_lapse_is_signed_sooner(spot in 200.0..400.0f64, lapse in 0.05..0.5f64) {
            let firm = decision(Process::geometric(spot, 0.0, 0.3));
            let [a, b] = [firm, Decision { lapse_rate: lapse, ..firm }].map(|d| wait_value(&d, |s| s - 250.0).unwrap());
            prop_assert!(b.wait_value <= a.wait_value + 1e-9);
        }
    }
}
