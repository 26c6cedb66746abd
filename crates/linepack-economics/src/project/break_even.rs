//! The price at which a project just pays, when duties may jump on the way up.
//!
//! Between the prices at which a duty jumps, the present value rises with the price; at a jump it falls.
//! Each piece is searched on its own, so that a price range above the break-even in which the project
//! loses again (just above a duty threshold) is found and told, not stepped over.

use serde::{Deserialize, Serialize};

use super::cash_flow::{Capacity, Project};
use super::{ProjectError, require};

/// The greatest price looked at, M/U.
const GREATEST_PRICE: f64 = 1e9;

/// Where a project pays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BreakEven {
    /// The lowest price at which the present value is not below zero, M/U; `None` when no price does it.
    pub price: Option<f64>,
    /// Ranges of higher prices in which it loses again, M/U.
    pub losing_again: Vec<(f64, f64)>,
}

/// The lowest price from zero up at which `value` is not negative.
///
/// `value` must not fall as the price rises, save at the prices in `jumps`, where it may drop. At a jump
/// itself the value before it holds.
pub fn break_even(jumps: &[f64], value: impl Fn(f64) -> f64) -> BreakEven {
    let mut jumps: Vec<f64> =
        jumps.iter().copied().filter(|jump| *jump > 0.0 && *jump < GREATEST_PRICE).collect();
    jumps.sort_by(f64::total_cmp);
    jumps.dedup();
    let last = jumps.last().copied().unwrap_or(0.0);
    // A value that is not a number does not pay.
    let pays = |price: f64| value(price) >= 0.0;
    let mut top = (2.0 * last).max(1.0);
    while !pays(top) && top < GREATEST_PRICE {
        top *= 2.0;
    }
    jumps.push(top);
    let mut answer = BreakEven::default();
    let mut from = 0.0;
    for to in jumps {
        // Just above the jump; a price of zero is a price like any other.
        let start = from * (1.0 + 4.0 * f64::EPSILON);
        if !pays(start) {
            let found = pays(to).then(|| lowest(start, to, pays));
            match (answer.price, found) {
                (None, Some(price)) => answer.price = Some(price),
                (Some(_), Some(price)) => answer.losing_again.push((from, price)),
                (Some(_), None) => answer.losing_again.push((from, to)),
                (None, None) => {}
            }
        } else if answer.price.is_none() {
            answer.price = Some(from);
        }
        from = to;
    }
    // Two neighbouring pieces that both lose to their very end are one range.
    answer.losing_again.dedup_by(|next, before| {
        let joined = before.1 == next.0;
        if joined {
            before.1 = next.1;
        }
        joined
    });
    answer
}

/// Bisection to the last digit: `high` pays, `low` does not.
fn lowest(mut low: f64, mut high: f64, pays: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high || high - low <= 2.0 * f64::EPSILON * high {
            return high;
        }
        if pays(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
}

impl Project {
    /// The price at which the project's present value at `rate` is zero, in either capacity.
    pub fn break_even(&self, rate: f64, capacity: Capacity) -> Result<BreakEven, ProjectError> {
        require(rate > -1.0 && rate.is_finite(), "discount rate", rate, "above -1 and finite")?;
        let unsold = self.net_present_value(0.0, rate, capacity)?;
        require(unsold.is_finite(), "present value at a price of zero", unsold, "finite")?;
        if self.first_sale().is_none() {
            return Err(ProjectError::NoVolume);
        }
        let duty = &self.fiscal.export_duty;
        let sales = self.price_index.iter().zip(&self.sold).filter(|(_, sold)| **sold > 0.0);
        let jumps: Vec<f64> = match capacity {
            Capacity::Company => sales.map(|(index, _)| duty.threshold / index).collect(),
            Capacity::State => Vec::new(),
        };
        // The inputs were accepted above, so only the price changes; a price cannot make them wrong.
        Ok(break_even(&jumps, |price| self.net_present_value(price, rate, capacity).unwrap_or(f64::NAN)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::cash_flow::{ExportDuty, Fiscal};
    use crate::project::discount::present_value;

    fn project(capex: f64) -> Project {
        Project {
            capex: [vec![capex], vec![0.0; 10]].concat(),
            operation: vec![5.0; 11],
            sold: [vec![0.0], vec![2.0; 10]].concat(),
            fuel: vec![0.0; 11],
            price_index: vec![1.0; 11],
            production_cost: 20.0,
            fiscal: Fiscal {
                extraction_tax: 10.0,
                export_duty: ExportDuty {
                    rate_below: 0.30,
                    threshold: 300.0,
                    rate_above: 0.50,
                    on_excess: false,
                },
                ..Fiscal::NONE
            },
        }
    }

    #[test]
    fn without_profit_tax_the_break_even_is_a_closed_form() {
        // (0.7 p − 30) 2 A = capex + 5 (1 + A), A = annuity of ten years
        let annuity = present_value(0.1, &project(0.0).sold) / 2.0;
        for capex in [0.0, 500.0, 1500.0] {
            let expected = ((capex + 5.0 * (1.0 + annuity)) / (2.0 * annuity) + 30.0) / 0.7;
            let found = project(capex).break_even(0.1, Capacity::Company).unwrap();
            assert!((found.price.unwrap() - expected).abs() < 1e-10, "{found:?} for {expected}");
        }
    }

    #[test]
    fn a_duty_threshold_opens_a_range_of_prices_that_lose_again() {
        let annuity = present_value(0.1, &project(0.0).sold) / 2.0;
        let needed = |capex: f64| (capex + 5.0 * (1.0 + annuity)) / (2.0 * annuity) + 30.0; // M/U after duty
        // Pays from 243 up to 300, loses above 300 until half the price is enough again.
        let found = project(1710.0).break_even(0.1, Capacity::Company).unwrap();
        let (low, high) = (needed(1710.0) / 0.7, needed(1710.0) / 0.5);
        assert!(low < 300.0 && high > 300.0);
        assert!((found.price.unwrap() - low).abs() < 1e-9);
        assert_eq!(found.losing_again.len(), 1);
        assert_eq!(found.losing_again[0].0, 300.0);
        assert!((found.losing_again[0].1 - high).abs() < 1e-9);
        // Needs more than 0.7 · 300: the first price that pays lies above the threshold.
        let found = project(2700.0).break_even(0.1, Capacity::Company).unwrap();
        assert!((found.price.unwrap() - needed(2700.0) / 0.5).abs() < 1e-9);
        assert!(found.losing_again.is_empty());
        // The state does not see the duty.
        let found = project(1710.0).break_even(0.1, Capacity::State).unwrap();
        assert!((found.price.unwrap() - (needed(1710.0) - 10.0)).abs() < 1e-9);
    }

    #[test]
    fn an_indexed_price_jumps_in_each_year_on_its_own() {
        let mut project = project(1710.0);
        project.price_index = (0..11).map(|year| 1.02f64.powi(year)).collect();
        project.fiscal.profit_tax = 0.25;
        project.fiscal.depreciation_years = 10;
        let found = project.break_even(0.1, Capacity::Company).unwrap();
        let value = |price| project.net_present_value(price, 0.1, Capacity::Company).unwrap();
        let price = found.price.unwrap();
        assert!(value(price).abs() < 1e-9 && value(price * 0.999) < 0.0);
        // No price below pays: scanned.
        assert!((0..2000).map(|step| price * f64::from(step) / 2000.0).all(|price| value(price) < 0.0));
        for (from, to) in found.losing_again {
            assert!(value(0.5 * (from + to)) < 0.0);
        }
    }

    #[test]
    fn no_price_and_every_price_are_answers() {
        assert_eq!(break_even(&[], |_| -1.0), BreakEven::default());
        assert_eq!(break_even(&[300.0], |_| 1.0).price, Some(0.0));
        let taken = Project {
            fiscal: Fiscal { export_duty: ExportDuty::flat(1.0), ..project(1.0).fiscal },
            ..project(1.0)
        };
        assert_eq!(taken.break_even(0.1, Capacity::Company).unwrap().price, None);
        let unsold = Project { sold: vec![0.0; 11], ..project(1.0) };
        assert_eq!(unsold.break_even(0.1, Capacity::Company), Err(ProjectError::NoVolume));
    }
}
