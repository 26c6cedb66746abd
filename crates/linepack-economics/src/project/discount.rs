//! Discounting: present value, annuity, interest during construction, payback.

use serde::{Deserialize, Serialize};

use super::{ProjectError, require};

/// Present value at year 0 of a series whose first entry is year 0.
///
/// ```text
/// PV = Σ aₜ/(1 + r)ᵗ
/// ```
///
/// | symbol | argument | unit | range |
/// |---|---|---|---|
/// | r | `rate` | 1/yr | above −1 |
/// | aₜ | `series` | money or gas | any |
///
/// ```
/// use linepack_economics::project::discount::present_value;
/// assert!((present_value(0.10, &[-100.0, 60.0, 60.0]) - 4.1322).abs() < 1e-4);
/// ```
pub fn present_value(rate: f64, series: &[f64]) -> f64 {
    series.iter().rev().fold(0.0, |later, now| later / (1.0 + rate) + now)
}

/// Share of a loan paid back each year, so that `years` equal payments at year ends repay it with interest.
///
/// ```text
/// CRF = r/(1 − (1 + r)⁻ⁿ),  1/n when r = 0
/// ```
///
/// | symbol | argument | unit | range |
/// |---|---|---|---|
/// | r | `rate` | 1/yr | above −1 |
/// | n | `years` | yr | above 0 |
///
/// ```
/// use linepack_economics::project::discount::capital_recovery_factor;
/// assert!((capital_recovery_factor(0.10, 30.0)? - 0.10608).abs() < 5e-6);
/// # Ok::<(), linepack_economics::project::ProjectError>(())
/// ```
pub fn capital_recovery_factor(rate: f64, years: f64) -> Result<f64, ProjectError> {
    require(rate > -1.0 && rate.is_finite(), "discount rate", rate, "above -1 and finite")?;
    require(years > 0.0 && years.is_finite(), "life in years", years, "above zero and finite")?;
    if rate == 0.0 {
        return Ok(1.0 / years);
    }
    // expm1 and ln_1p keep the digits when the rate is small.
    Ok(rate / -f64::exp_m1(-years * rate.ln_1p()))
}

/// When in its year money is spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// On the first day.
    Start,
    /// In the middle, or evenly through the year.
    #[default]
    Middle,
    /// On the last day.
    End,
}

impl Timing {
    /// Years left to the end of its year.
    const fn to_year_end(self) -> f64 {
        match self {
            Self::Start => 1.0,
            Self::Middle => 0.5,
            Self::End => 0.0,
        }
    }
}

/// Interest that spending gathers until the end of the last year of construction, same money.
///
/// ```text
/// IDC = Σ aᵢ ((1 + r)^(n − 1 − i + e) − 1),  i = 0 … n − 1
/// ```
///
/// | symbol | argument | unit | range |
/// |---|---|---|---|
/// | aᵢ | `spending` | money | any |
/// | r | `rate` | 1/yr | above −1 |
/// | e | `timing`: 1 start, ½ middle, 0 end of the year | yr | |
///
/// ```
/// use linepack_economics::project::discount::{interest_during_construction, Timing};
/// // 100 at the end of each of two years at 10 %: the first waits one year
/// let interest = interest_during_construction(&[100.0, 100.0], 0.10, Timing::End)?;
/// assert!((interest - 10.0).abs() < 1e-12);
/// # Ok::<(), linepack_economics::project::ProjectError>(())
/// ```
pub fn interest_during_construction(
    spending: &[f64],
    rate: f64,
    timing: Timing,
) -> Result<f64, ProjectError> {
    require(rate > -1.0 && rate.is_finite(), "interest rate", rate, "above -1 and finite")?;
    let years = spending.len() as f64;
    let interest = spending.iter().enumerate().map(|(year, spent)| {
        let waiting = years - 1.0 - year as f64 + timing.to_year_end();
        spent * f64::exp_m1(waiting * rate.ln_1p())
    });
    Ok(interest.sum())
}

/// Years from the start of year 0 until the running sum first stays at or above zero for good, with the
/// money of a year flowing evenly through it; `None` when it never does.
///
/// A series that pays back, dips again (a late reinvestment) and recovers is paid back at the recovery.
///
/// ```
/// use linepack_economics::project::discount::payback;
/// assert_eq!(payback(0.0, &[-100.0, 40.0, 40.0, 40.0]), Some(3.5));
/// assert_eq!(payback(0.0, &[-100.0, 40.0]), None);
/// ```
pub fn payback(rate: f64, series: &[f64]) -> Option<f64> {
    let mut sum = 0.0;
    let mut reached = None;
    let mut factor = 1.0;
    for (year, value) in series.iter().enumerate() {
        let before = sum;
        sum += value * factor;
        factor /= 1.0 + rate;
        if sum < 0.0 {
            reached = None;
        } else if before < 0.0 {
            reached = Some(year as f64 - before / (sum - before));
        } else if reached.is_none() {
            reached = Some(year as f64);
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_cash_flow_has_its_present_value() {
        let Some(case) = linepack_cases::json("finance/project_finance.json") else { return };
        let flow: Vec<f64> =
            case["npv_irr"]["cashflow"].as_array().unwrap().iter().map(linepack_cases::number).collect();
        let expected = linepack_cases::number(&case["npv_irr"]["expected"]["npv_10pct"]);
        assert!((present_value(0.10, &flow) - expected).abs() < 1e-10, "{}", present_value(0.10, &flow));
    }

    #[test]
    fn an_annuity_repays_the_loan_exactly() {
        for (rate, years) in [(0.10, 30), (0.0, 7), (1e-9, 20), (0.25, 3), (-0.02, 10)] {
            let payment = 1000.0 * capital_recovery_factor(rate, f64::from(years)).unwrap();
            let owed = (0..years).fold(1000.0, |owed: f64, _| owed * (1.0 + rate) - payment);
            assert!(owed.abs() < 1e-9, "{rate} {years}: {owed} left");
        }
    }

    #[test]
    fn interest_during_construction_is_what_an_account_gathers() {
        // A twin by account: half-year steps, the spending of a year drawn in its middle.
        let spending = [60.0, 180.0, 280.0, 300.0, 180.0];
        let half = 1.08f64.sqrt();
        let account = spending.iter().fold(0.0, |owed, spent| (owed * half + spent) * half);
        let found = interest_during_construction(&spending, 0.08, Timing::Middle).unwrap();
        assert!((account - 1000.0 - found).abs() < 1e-10);
        let start = interest_during_construction(&spending, 0.08, Timing::Start).unwrap();
        let account = spending.iter().fold(0.0, |owed, spent| (owed + spent) * 1.08);
        assert!((account - 1000.0 - start).abs() < 1e-10);
        assert_eq!(interest_during_construction(&spending, 0.0, Timing::Start).unwrap(), 0.0);
    }

    #[test]
    fn payback_is_the_last_crossing() {
        assert_eq!(payback(0.0, &[-100.0, 150.0, -100.0, 100.0]), Some(3.5));
        assert_eq!(payback(0.0, &[10.0]), Some(0.0));
        assert_eq!(payback(0.0, &[]), None);
        // At 10 %: −100, +54.545, +49.587: back to zero after 45.455/49.587 of year 2.
        let later = payback(0.10, &[-100.0, 60.0, 60.0]).unwrap();
        assert!((later - (2.0 + 45.4545454545 / 49.5867768595)).abs() < 1e-9);
    }

    #[test]
    fn impossible_rates_and_lives_are_refused() {
        assert!(capital_recovery_factor(-1.0, 10.0).is_err());
        assert!(capital_recovery_factor(f64::NAN, 10.0).is_err());
        assert!(capital_recovery_factor(0.1, 0.0).is_err());
        assert!(interest_during_construction(&[1.0], -1.5, Timing::End).is_err());
    }
}
