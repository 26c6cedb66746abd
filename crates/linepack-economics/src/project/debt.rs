//! A loan on the project: drawn while building, repaid from sales; the cover that lenders ask for.
//!
//! ```text
//! DSCRₜ = CFADSₜ/(interest + principal)ₜ      LLCR = Σ CFADSₜ (1 + i)^−(t − s + 1) / debt before repayment
//! ```
//!
//! CFADS is the project's net cash after tax, interest deducted; s is the first year of sales. Interest
//! of a year falls on the debt at the end of the year before; until sales begin it is added to the debt.

use serde::{Deserialize, Serialize};

use super::cash_flow::{Capacity, Project};
use super::irr::{Irr, internal_rate_of_return};
use super::{ProjectError, require};

/// How a loan is paid back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repayment {
    /// Equal sums of interest and principal.
    Annuity,
    /// Equal parts of principal.
    EqualPrincipal,
}

/// Terms of a loan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Debt {
    /// Share of the investment before the first sale that the loan pays, 0 to 1.
    pub share: f64,
    /// Interest rate, 1/yr.
    pub rate: f64,
    /// Years of repayment from the first year of sales.
    pub years: u32,
    /// How it is paid back.
    pub repayment: Repayment,
}

/// A year of a loan, M.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct LoanYear {
    /// Paid out by the lender.
    pub drawn: f64,
    /// Interest of the year, paid or added to the debt.
    pub interest: f64,
    /// Principal paid back.
    pub principal: f64,
    /// Debt at the end of the year.
    pub owed: f64,
    /// Cash available for debt service.
    pub available: f64,
    /// Cover of the year's service, where there is any.
    pub cover: Option<f64>,
}

/// A project with a loan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Financed {
    /// The loan year by year.
    pub years: Vec<LoanYear>,
    /// Debt when sales begin, with interest during construction, M.
    pub debt: f64,
    /// Interest during construction, M.
    pub interest_during_construction: f64,
    /// Least debt service cover ratio, where there is a debt.
    pub least_cover: Option<f64>,
    /// Loan life cover ratio, where there is a debt.
    pub loan_life_cover: Option<f64>,
    /// Cash to the owners, M.
    pub equity: Vec<f64>,
    /// The owners' rate of return.
    pub equity_return: Irr,
}

/// The project at a price with a loan.
///
/// The loan's last payment must lie within the horizon.
pub fn finance(project: &Project, price: f64, debt: &Debt) -> Result<Financed, ProjectError> {
    require((0.0..=1.0).contains(&debt.share), "share of debt", debt.share, "from 0 to 1")?;
    require(debt.rate > -1.0 && debt.rate.is_finite(), "interest rate", debt.rate, "above -1 and finite")?;
    let start = project.first_sale().ok_or(ProjectError::NoVolume)?;
    let end = start + debt.years as usize;
    let rule = "at least 1, with the last payment before the end of the project";
    let fits = debt.years > 0 && end <= project.sold.len();
    require(fits, "years of repayment", f64::from(debt.years), rule)?;

    let mut years = schedule(project, debt, start);
    let interest: Vec<f64> = years.iter().map(|year| year.interest).collect();
    // Interest added to the debt while building is part of the cost of the asset and not deducted again.
    let deducted: Vec<f64> =
        interest.iter().enumerate().map(|(year, paid)| if year < start { 0.0 } else { *paid }).collect();
    let available = project.cash_flow_with_interest(price, &deducted)?.net(Capacity::Company);
    let owed = if start == 0 { 0.0 } else { years[start - 1].owed };
    let mut equity = available.clone();
    for (t, year) in years.iter_mut().enumerate() {
        year.available = available[t];
        let service = if t < start { 0.0 } else { year.interest + year.principal };
        equity[t] += year.drawn - service;
        year.cover = (service > 0.0).then(|| year.available / service);
    }
    let covers = years.iter().filter_map(|year| year.cover);
    let discounted =
        available[start..end].iter().rev().fold(0.0, |sum, cash| (sum + cash) / (1.0 + debt.rate));
    Ok(Financed {
        debt: owed,
        interest_during_construction: interest[..start].iter().sum(),
        least_cover: covers.min_by(f64::total_cmp),
        loan_life_cover: (owed > 0.0).then(|| discounted / owed),
        equity_return: internal_rate_of_return(&equity),
        equity,
        years,
    })
}

/// Drawing, interest, principal and debt of each year.
fn schedule(project: &Project, debt: &Debt, start: usize) -> Vec<LoanYear> {
    let count = f64::from(debt.years);
    let mut owed = 0.0;
    let mut opening = 0.0;
    let mut years = Vec::with_capacity(project.capex.len());
    for (t, capex) in project.capex.iter().enumerate() {
        let interest = owed * debt.rate;
        let mut year = LoanYear { interest, ..LoanYear::default() };
        if t < start {
            year.drawn = debt.share * capex;
            owed += interest + year.drawn;
            opening = owed;
        } else if t < start + debt.years as usize {
            let paid = (t - start) as f64;
            year.principal = match debt.repayment {
                Repayment::EqualPrincipal => opening / count,
                Repayment::Annuity if debt.rate == 0.0 => opening / count,
                // The part of an annuity that repays grows by the interest rate each year.
                Repayment::Annuity => {
                    let growth = 1.0 + debt.rate;
                    opening * debt.rate * growth.powf(paid) / f64::exp_m1(count * debt.rate.ln_1p())
                }
            };
            owed = if t + 1 == start + debt.years as usize { 0.0 } else { owed - year.principal };
        }
        year.owed = owed;
        years.push(year);
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::cash_flow::Fiscal;
    use crate::project::discount::{capital_recovery_factor, present_value};

    fn project() -> Project {
        Project {
            capex: vec![500.0, 500.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            operation: vec![0.0, 0.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0],
            sold: vec![0.0, 0.0, 2.0, 3.0, 3.0, 3.0, 3.0, 3.0],
            fuel: vec![0.0; 8],
            price_index: vec![1.0; 8],
            production_cost: 0.0,
            fiscal: Fiscal { profit_tax: 0.25, depreciation_years: 6, ..Fiscal::NONE },
        }
    }

    const LOAN: Debt = Debt { share: 0.7, rate: 0.08, years: 4, repayment: Repayment::Annuity };

    #[test]
    fn the_loan_is_drawn_grows_and_is_repaid_to_nothing() {
        let financed = finance(&project(), 120.0, &LOAN).unwrap();
        // 350 · 1.08 + 350 = 728
        assert!(
            (financed.debt - 728.0).abs() < 1e-12
                && (financed.interest_during_construction - 28.0).abs() < 1e-12
        );
        let payment = 728.0 * capital_recovery_factor(0.08, 4.0).unwrap();
        for year in &financed.years[2..6] {
            assert!((year.interest + year.principal - payment).abs() < 1e-10);
        }
        let repaid: f64 = financed.years.iter().map(|year| year.principal).sum();
        assert!((repaid - 728.0).abs() < 1e-10);
        assert_eq!(financed.years[6].owed, 0.0);
        assert_eq!(financed.years[6].cover, None);
    }

    #[test]
    fn cover_ratios_are_as_on_a_sheet_of_paper() {
        let financed = finance(&project(), 120.0, &LOAN).unwrap();
        let payment = 728.0 * 0.08 / (1.0 - 1.08f64.powi(-4));
        // year 2: 240 − 20 = 220; depreciation 166.67, interest 58.24: loss 4.9067, no tax
        assert!((financed.years[2].cover.unwrap() - 220.0 / payment).abs() < 1e-12);
        // year 3: 340; interest 8 % of 728 − (payment − 58.24); tax on 340 − 166.67 − interest − 4.9067
        let owed = 728.0 - (payment - 58.24);
        let tax = 0.25 * (340.0 - 1000.0 / 6.0 - 0.08 * owed - (1000.0 / 6.0 + 58.24 - 220.0));
        assert!((financed.years[3].cover.unwrap() - (340.0 - tax) / payment).abs() < 1e-12);
        let least = financed.years[2..6].iter().map(|year| year.cover.unwrap()).fold(f64::INFINITY, f64::min);
        assert_eq!(financed.least_cover, Some(least));
        let cash: Vec<f64> = financed.years[2..6].iter().map(|year| year.available).collect();
        let expected = present_value(0.08, &cash) / 1.08 / 728.0;
        assert!((financed.loan_life_cover.unwrap() - expected).abs() < 1e-12);
    }

    #[test]
    fn a_loan_at_the_discount_rate_changes_no_value_without_tax() {
        let untaxed = Project { fiscal: Fiscal::NONE, ..project() };
        for repayment in [Repayment::Annuity, Repayment::EqualPrincipal] {
            let financed = finance(&untaxed, 120.0, &Debt { repayment, ..LOAN }).unwrap();
            let plain = untaxed.net_present_value(120.0, 0.08, Capacity::Company).unwrap();
            assert!((present_value(0.08, &financed.equity) - plain).abs() < 1e-9, "{repayment:?}");
        }
    }

    #[test]
    fn a_cheap_loan_raises_the_owners_return() {
        let plain = internal_rate_of_return(&project().cash_flow(130.0).unwrap().net(Capacity::Company));
        let geared = finance(&project(), 130.0, &Debt { rate: 0.03, ..LOAN }).unwrap().equity_return;
        assert!(geared.single().unwrap() > plain.single().unwrap());
        let none = finance(&project(), 130.0, &Debt { share: 0.0, ..LOAN }).unwrap();
        assert_eq!((none.least_cover, none.loan_life_cover), (None, None));
        assert!((none.equity_return.single().unwrap() - plain.single().unwrap()).abs() < 1e-13);
    }

    #[test]
    fn a_loan_longer_than_the_project_is_refused() {
        assert!(finance(&project(), 120.0, &Debt { years: 7, ..LOAN }).is_err());
        assert!(finance(&project(), 120.0, &Debt { years: 0, ..LOAN }).is_err());
        assert!(finance(&project(), 120.0, &Debt { share: 1.2, ..LOAN }).is_err());
    }
}
