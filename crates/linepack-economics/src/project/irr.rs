//! Internal rate of return: every rate at which the present value is zero, or that there is none.
//!
//! ```text
//! P(x) = Σ aₜ xᵗ = 0,  x = 1/(1 + r)
//! ```
//!
//! The positive roots of a polynomial lie one between two neighbouring roots of its derivative at most. So
//! the derivatives are solved from the last upward, each by bisection between the roots below it: no start
//! value, no root missed, and a polynomial without a root is known to have none.

use serde::{Deserialize, Serialize};

/// Smallest rate looked for: −99 % a year.
pub const LEAST_RATE: f64 = -0.99;
/// Largest rate looked for: a millionfold a year.
pub const GREATEST_RATE: f64 = 1e6;

/// The answer to "what is the rate of return?".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", content = "rates", rename_all = "snake_case")]
pub enum Irr {
    /// No rate above −99 % makes the present value zero: money flows one way only, or never enough.
    None,
    /// One rate, 1/yr.
    One(f64),
    /// Several, rising: money flows back and forth, and the rate of return decides nothing; use the present value.
    Several(Vec<f64>),
}

impl Irr {
    /// The rate, when there is exactly one.
    pub fn single(&self) -> Option<f64> {
        if let Self::One(rate) = self { Some(*rate) } else { None }
    }
}

/// Every internal rate of return of a series whose first entry is year 0.
///
/// ```
/// use linepack_economics::project::irr::{internal_rate_of_return, Irr};
/// assert!((internal_rate_of_return(&[-100.0, 110.0]).single().unwrap() - 0.10).abs() < 1e-12);
/// assert_eq!(internal_rate_of_return(&[100.0, 110.0]), Irr::None);
/// ```
pub fn internal_rate_of_return(series: &[f64]) -> Irr {
    if series.iter().any(|value| !value.is_finite()) {
        return Irr::None;
    }
    let largest = series.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    // Years before the first and after the last movement of money change no rate.
    let Some(first) = series.iter().position(|&value| value != 0.0) else { return Irr::None };
    let coefficients: Vec<f64> = series[first..].iter().map(|value| value / largest).collect();
    let (low, high) = (1.0 / (1.0 + GREATEST_RATE), 1.0 / (1.0 + LEAST_RATE));
    let mut rates: Vec<f64> = roots(&coefficients, low, high).iter().map(|x| 1.0 / x - 1.0).collect();
    rates.sort_by(f64::total_cmp);
    match rates[..] {
        [] => Irr::None,
        [rate] => Irr::One(rate),
        _ => Irr::Several(rates),
    }
}

/// All roots in [low, high] (above zero) of the polynomial with these coefficients, lowest power first.
fn roots(coefficients: &[f64], low: f64, high: f64) -> Vec<f64> {
    match sign_changes(coefficients) {
        // Descartes: no change of sign, no positive root.
        0 => return Vec::new(),
        // One change, one root: no need of the derivatives.
        1 => return between(coefficients, low, high).into_iter().collect(),
        _ => {}
    }
    let mut derivative: Vec<f64> =
        coefficients.iter().enumerate().skip(1).map(|(power, value)| value * power as f64).collect();
    let largest = derivative.iter().fold(f64::MIN_POSITIVE, |largest, value| largest.max(value.abs()));
    for value in &mut derivative {
        *value /= largest;
    }
    let mut ends = vec![low];
    ends.extend(roots(&derivative, low, high));
    ends.push(high);
    let mut found: Vec<f64> = Vec::new();
    for pair in ends.windows(2) {
        if let Some(root) = between(coefficients, pair[0], pair[1])
            && found.last().is_none_or(|last: &f64| root - last > 1e-12 * root)
        {
            found.push(root);
        }
    }
    found
}

fn sign_changes(coefficients: &[f64]) -> usize {
    let signs: Vec<bool> =
        coefficients.iter().filter(|value| **value != 0.0).map(|value| *value > 0.0).collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// Σ aₜ xᵗ and a bound of the rounding in it.
fn value_and_rounding(coefficients: &[f64], x: f64) -> (f64, f64) {
    let (mut value, mut size) = (0.0, 0.0);
    for a in coefficients.iter().rev() {
        value = value * x + a;
        size = size * x + a.abs();
    }
    (value, 4.0 * f64::EPSILON * size)
}

/// The root of a monotone piece, if its ends differ in sign; an end that is zero within rounding is a
/// root itself (two roots that have met).
fn between(coefficients: &[f64], mut low: f64, mut high: f64) -> Option<f64> {
    let (at_low, rounding_low) = value_and_rounding(coefficients, low);
    let (at_high, rounding_high) = value_and_rounding(coefficients, high);
    if at_low.abs() <= rounding_low {
        return Some(low);
    }
    if at_high.abs() <= rounding_high {
        return Some(high);
    }
    if (at_low > 0.0) == (at_high > 0.0) {
        return None;
    }
    while high - low > 2.0 * f64::EPSILON * high {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        if (value_and_rounding(coefficients, middle).0 > 0.0) == (at_low > 0.0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(low + 0.5 * (high - low))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::project::discount::present_value;

    fn all(series: &[f64]) -> Vec<f64> {
        match internal_rate_of_return(series) {
            Irr::None => Vec::new(),
            Irr::One(rate) => vec![rate],
            Irr::Several(rates) => rates,
        }
    }

    /// A series with exactly these rates: Π (1 − (1 + rᵢ) x), as money.
    fn with_rates(rates: &[f64]) -> Vec<f64> {
        rates.iter().fold(vec![-1000.0], |product, rate| {
            let mut next = product.clone();
            next.push(0.0);
            for (power, value) in product.iter().enumerate() {
                next[power + 1] -= value * (1.0 + rate);
            }
            next
        })
    }

    #[test]
    fn the_published_cash_flow_has_its_rate() {
        let Some(case) = linepack_cases::json("finance/project_finance.json") else { return };
        let flow: Vec<f64> =
            case["npv_irr"]["cashflow"].as_array().unwrap().iter().map(linepack_cases::number).collect();
        let expected = linepack_cases::number(&case["npv_irr"]["expected"]["irr"]);
        assert!((internal_rate_of_return(&flow).single().unwrap() - expected).abs() < 1e-13);
    }

    #[test]
    fn every_rate_of_a_series_with_several_is_found() {
        for expected in
            [vec![0.05, 0.40], vec![-0.30, 0.10, 0.50], vec![0.0, 0.10, 0.20, 3.0], vec![-0.5, 9.0]]
        {
            let found = all(&with_rates(&expected));
            assert_eq!(found.len(), expected.len(), "{expected:?}: {found:?}");
            for (found, expected) in found.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
            }
        }
    }

    #[test]
    fn a_rate_that_only_touches_zero_is_found_once() {
        let found = all(&with_rates(&[0.25, 0.25]));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!((found[0] - 0.25).abs() < 1e-7);
    }

    #[test]
    fn no_rate_is_an_answer() {
        assert_eq!(internal_rate_of_return(&[]), Irr::None);
        assert_eq!(internal_rate_of_return(&[0.0, 0.0]), Irr::None);
        assert_eq!(internal_rate_of_return(&[-1.0, -2.0]), Irr::None);
        assert_eq!(internal_rate_of_return(&[-1.0, f64::NAN]), Irr::None);
        // −1 + 2x − 3x² has no real root although it changes sign twice.
        assert_eq!(internal_rate_of_return(&[-1.0, 2.0, -3.0]), Irr::None);
    }

    #[test]
    fn years_of_silence_before_the_start_change_nothing() {
        let short = internal_rate_of_return(&[-100.0, 30.0, 90.0]).single().unwrap();
        let long = internal_rate_of_return(&[0.0, 0.0, -100.0, 30.0, 90.0, 0.0]).single().unwrap();
        assert!((short - long).abs() < 1e-14);
    }

    proptest! {
        #[test]
        fn every_rate_found_makes_the_present_value_zero(
            series in proptest::collection::vec(-100.0..100.0f64, 2..40),
        ) {
            let size: f64 = series.iter().map(|value| value.abs()).sum();
            for rate in all(&series) {
                if rate > -0.3 {
                    let scale = size * (1.0 + rate).powf(-(series.len() as f64)).max(1.0);
                    prop_assert!(present_value(rate, &series).abs() <= 1e-9 * scale, "{rate}");
                }
            }
        }

        #[test]
        fn an_odd_number_of_crossings_lies_between_signs(
            series in proptest::collection::vec(-100.0..100.0f64, 2..30),
        ) {
            let ends = present_value(-0.5, &series) * present_value(10.0, &series);
            let inside = all(&series).iter().filter(|rate| (-0.5..10.0).contains(*rate)).count();
            prop_assert_eq!(inside % 2 == 1, ends < 0.0);
        }
    }
}
