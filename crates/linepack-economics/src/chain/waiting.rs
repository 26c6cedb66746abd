//! What waiting is worth to each side, by three methods under three processes.
//!
//! ```text
//! seller: V_s (p(m) − r_s)      buyer: V_b (m − p(m))      p(m) = p (1 + s (m/m₀ − 1))
//! ```
//!
//! m is the price of the buyer's alternative, m₀ today's; p the price of the deal, s the share of it that follows the
//! market; V the discounted volume. A side signs now when no plan of signing later is worth more.

use super::cost::CostResult;
use super::deal::DealResult;
use super::values::Values;
use crate::deal::Error;
use crate::deal::option::difference::Grid;
use crate::deal::option::lattice::{binomial, trinomial};
use crate::deal::option::multinomial::multinomial;
use crate::deal::option::simulation::{Paths, longstaff_schwartz};
use crate::deal::option::waiting::{Decision, Waiting, wait_value};
use crate::deal::option::{Exercise, Jumps, Process, Terms};
use crate::project::discount::present_value;
use crate::study::fault::Fault;
use serde::Serialize;

/// Years in which half of a disturbance of the price has gone: an assumption, between the two years of 2021–2023 and
/// the single year after which prices of 2009 had come back.
pub const HALF_LIFE: f64 = 2.0;
/// Shocks a year: an assumption, two in the eight years from 2018 to 2026 would be 0.25, two in twenty 0.1.
pub const SHOCKS: f64 = 0.125;
/// Mean and deviation of the logarithm of the price in a shock: an assumption, half as much again.
pub const SHOCK: [f64; 2] = [0.4, 0.2];
/// Steps a year of the lattices, exercise dates a year and paths of the simulation.
const FINENESS: (f64, f64, usize) = (120.0, 24.0, 20_000);

/// What signing is worth to one side as the price of the alternative moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stance {
    /// Whether it is the buyer.
    pub buyer: bool,
    /// Discounted volume, bn m³ (so that USD per 1000 m³ give bn USD over a thousand).
    pub volume: f64,
    /// Rate, 1/yr.
    pub rate: f64,
    /// Price of the deal today.
    pub price: f64,
    /// Price of the alternative today.
    pub today: f64,
    /// Share of the price that follows the market.
    pub indexed: f64,
    /// The seller's least price.
    pub least: f64,
}

impl Stance {
    /// Seller's and buyer's stance at a price; without one at the Nash price, or the middle where no range is.
    pub fn both(deal: &DealResult, values: &Values, cost: &CostResult, price: Option<f64>) -> [Self; 2] {
        let range = deal.bargain.range;
        let [least, greatest] = [range.seller_reservation, range.buyer_reservation];
        let price = price.or(deal.bargain.nash).unwrap_or_else(|| f64::midpoint(least, greatest));
        let one = |buyer: bool, rate: f64| Self {
            buyer,
            volume: present_value(rate, &cost.sold_by_year) / 1e3,
            rate,
            price,
            today: greatest.max(1.0),
            indexed: values.party.indexed,
            least,
        };
        [one(false, values.cost.rate), one(true, values.party.buyer_rate)]
    }

    /// Worth of signing when the alternative costs `market`, bn USD.
    pub fn worth(&self, market: f64) -> f64 {
        let contract = self.price * (1.0 + self.indexed * (market / self.today - 1.0));
        self.volume * if self.buyer { market - contract } else { contract - self.least }
    }

    /// The decision under a process.
    fn decision(&self, process: Process, years: f64) -> Decision {
        Decision { process, rate: self.rate, lapse_rate: 0.0, years, grid: Grid::default() }
    }

    /// Value of waiting by finite differences.
    ///
    /// # Errors
    /// When a value makes no decision.
    pub fn wait(&self, process: Process, years: f64) -> Result<Waiting, Error> {
        wait_value(&self.decision(process, years), |market| self.worth(market))
    }
}

/// How the price of the alternative may move from today's.
pub fn processes(today: f64, volatility: f64) -> [(&'static str, Process); 3] {
    let speed = std::f64::consts::LN_2 / HALF_LIFE;
    let plain = Process::geometric(today, 0.0, volatility);
    let jumps = Jumps { rate: SHOCKS, log_mean: SHOCK[0], log_deviation: SHOCK[1] };
    [
        ("geometric Brownian motion", plain),
        // Returns to today's level: its long-run mean is today's price.
        (
            "return to a mean",
            Process::reverting(
                today,
                speed,
                today.ln() - volatility * volatility / (4.0 * speed),
                volatility,
            ),
        ),
        ("geometric Brownian motion with shocks", Process { jumps: Some(jumps), ..plain }),
    ]
}

/// The value of waiting of one side under one process, by three methods.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WaitRow {
    /// `seller` or `buyer`.
    pub side: &'static str,
    /// How the price moves.
    pub process: &'static str,
    /// Worth of signing now, bn USD.
    pub sign_now: f64,
    /// Value of waiting by finite differences, bn USD.
    pub finite_differences: f64,
    /// By the lattice.
    pub lattice: f64,
    /// By regression on simulated paths.
    pub simulation: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Whether the three agree: lattice within 1 % of the best plan's worth, simulation within four errors and 2 %.
    pub agree: bool,
    /// Whether it signs now.
    pub signs: bool,
    /// Price of the alternative from which on it would sign, if any.
    pub sign_above: Option<f64>,
    /// Price below which it would sign, if any.
    pub sign_below: Option<f64>,
    /// Probability that it signs within the horizon.
    pub signed_within: f64,
    /// Expected years until then, given that it signs.
    pub years_to_signature: Option<f64>,
}

/// All rows: two sides under three processes.
///
/// # Errors
/// When a value makes no decision.
pub fn rows(stances: &[Stance; 2], volatility: f64, years: f64) -> Result<Vec<WaitRow>, Fault> {
    let told = |error: Error| {
        Fault::new(format!("the value of waiting: {error}"), "check deal.volatility and deal.horizon")
    };
    let mut found = Vec::with_capacity(6);
    for stance in stances {
        for (name, process) in processes(stance.today, volatility) {
            found.push(row(stance, (name, process), years).map_err(told)?);
        }
    }
    Ok(found)
}

fn row(stance: &Stance, (name, process): (&'static str, Process), years: f64) -> Result<WaitRow, Error> {
    let wait = stance.wait(process, years)?;
    let worth = |market: f64| stance.worth(market);
    let (per_year, dates, paths) = FINENESS;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
    let count = |each: f64| (each * years.clamp(0.1, 50.0)).ceil().max(1.0) as usize;
    let terms = Terms { years, rate: stance.rate, exercise: Exercise::AnyTime };
    let steps = count(per_year);
    let lattice = match (process.jumps, process.drift) {
        (Some(_), _) => multinomial(&process, worth, terms, steps)?,
        (None, crate::deal::option::Drift::Growth(_)) => binomial(&process, worth, terms, steps)?,
        (None, crate::deal::option::Drift::Reverting { .. }) => trinomial(&process, worth, terms, steps)?,
    };
    let dates = count(dates);
    let simulated = Paths::simulated(&process, years, dates, paths, 20_260_520)?;
    let found = longstaff_schwartz(&simulated, worth, stance.rate * years / dates as f64, 5)?;
    let now = wait.sign_now;
    let best = wait.best_plan;
    let by_paths = found.value.max(now).max(0.0);
    let agree = (lattice - best).abs() <= 0.01 * best.abs() + 1e-9
        && (by_paths - best).abs() <= 4.0 * found.standard_error + 0.02 * best.abs() + 1e-9;
    let less = |value: f64| (value.max(0.0) - now).max(0.0);
    Ok(WaitRow {
        side: if stance.buyer { "buyer" } else { "seller" },
        process: name,
        sign_now: now,
        finite_differences: wait.wait_value,
        lattice: less(lattice),
        simulation: less(by_paths),
        standard_error: found.standard_error,
        agree,
        signs: wait.sign,
        sign_above: wait.sign_above,
        sign_below: wait.sign_below,
        signed_within: wait.signed_within,
        years_to_signature: wait.years_to_signature,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_methods_agree_for_both_sides_under_all_processes() {
        let stance = |buyer: bool| Stance {
            buyer,
            volume: 0.5,
            rate: 0.08,
            price: 240.0,
            today: 260.0,
            indexed: 0.5,
            least: 210.0,
        };
        let rows = rows(&[stance(false), stance(true)], 0.3, 5.0).unwrap();
        assert_eq!(rows.len(), 6);
        for row in rows {
            assert!(row.agree, "{row:?}");
            assert!(row.finite_differences >= 0.0);
            assert!((row.sign_now - if row.side == "buyer" { 10.0 } else { 15.0 }).abs() < 1e-9);
        }
    }
}
