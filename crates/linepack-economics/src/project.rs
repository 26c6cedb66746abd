//! What a project is worth: levelised cost, present value, rate of return, taxes, debt, break-even, netback.
//!
//! All functions are pure and know no unit: money in any one unit M (say million USD of 2025), gas in
//! any one unit U (say bcm at 20 °C), prices in M/U (then USD per 1000 m³). Year 0 is the first year of
//! a series and is not discounted: PV = Σ aₜ/(1 + r)ᵗ. Series are in real or nominal money as the rate
//! is; the two must not be mixed, and nothing here escalates.
//!
//! * [`discount`]: present value, annuity, interest during construction, payback.
//! * [`irr`]: every rate of return, or the word that there is none.
//! * [`levelised`]: cost of one unit of gas, in closed form and year by year.
//! * [`cash_flow`]: revenue, cost, duty, taxes with loss carry-forward, government take.
//! * [`debt`]: repayment, DSCR, LLCR.
//! * [`break_even`]: the price at which the project just pays, with duties that jump.
//! * [`netback`]: from a market price back to a border or a well.

pub mod break_even;
pub mod cash_flow;
pub mod debt;
pub mod discount;
pub mod irr;
pub mod levelised;
pub mod netback;

/// Why a question about a project has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProjectError {
    /// A number out of its range.
    #[error("{what} is {value}; it must be {rule}")]
    Number {
        /// Which number.
        what: String,
        /// Its value.
        value: f64,
        /// What it must be.
        rule: &'static str,
    },
    /// Two series of different length.
    #[error("{left} has {left_years} years and {right} has {right_years}; give both for the same years")]
    Lengths {
        /// The first series.
        left: &'static str,
        /// How many years it has.
        left_years: usize,
        /// The second series.
        right: &'static str,
        /// How many years it has.
        right_years: usize,
    },
    /// Nothing is ever delivered.
    #[error("no gas is delivered in any year, so a unit of it has no cost; give volumes above zero")]
    NoVolume,
}

pub(crate) fn require(
    ok: bool,
    what: impl Into<String>,
    value: f64,
    rule: &'static str,
) -> Result<(), ProjectError> {
    if ok && !value.is_nan() { Ok(()) } else { Err(ProjectError::Number { what: what.into(), value, rule }) }
}

pub(crate) fn same_years(
    left: (&'static str, usize),
    right: (&'static str, usize),
) -> Result<(), ProjectError> {
    if left.1 == right.1 {
        Ok(())
    } else {
        Err(ProjectError::Lengths { left: left.0, left_years: left.1, right: right.0, right_years: right.1 })
    }
}
