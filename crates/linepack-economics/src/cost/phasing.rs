//! When the money is spent, and what the line costs a year once it runs.

use serde::{Deserialize, Serialize};

use super::{CapexTable, CostError, Part, require};

/// Shares of the investment by year, year 0 the first of construction; each part's shares sum to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phasing {
    /// Of the pipe in the ground.
    pub line: Vec<f64>,
    /// Of the stations, which may follow the ramp-up.
    pub stations: Vec<f64>,
    /// The year of first gas, in which the fill is bought and operation begins.
    pub first_gas: usize,
}

impl Phasing {
    /// Spending by year, in the money of the table, over `years` years.
    ///
    /// The shares of a part are scaled to the cent table: the sum over the years is the total of the table.
    pub fn spending(&self, table: &CapexTable, years: usize) -> Result<Vec<f64>, CostError> {
        self.check(years)?;
        let mut spent = vec![0.0; years];
        for (part, shares) in [(Part::Line, &self.line), (Part::Stations, &self.stations)] {
            let cost = table.part(part).value;
            for (year, share) in spent.iter_mut().zip(shares) {
                *year += cost * share;
            }
        }
        spent[self.first_gas] += table.part(Part::Fill).value;
        Ok(spent)
    }

    /// Operation and maintenance by year: shares of what stands at the start of the year, from first gas on.
    pub fn operation(&self, table: &CapexTable, opex: &Opex, years: usize) -> Result<Vec<f64>, CostError> {
        self.check(years)?;
        opex.check()?;
        let (line, stations) = (table.part(Part::Line).value, table.part(Part::Stations).value);
        let built = |shares: &[f64], year: usize| -> f64 { shares.iter().take(year).sum() };
        let of_year = |year: usize| {
            if year < self.first_gas {
                return 0.0;
            }
            opex.line_share * line * built(&self.line, year)
                + opex.station_share * stations * built(&self.stations, year)
                + opex.fixed
        };
        Ok((0..years).map(of_year).collect())
    }

    fn check(&self, years: usize) -> Result<(), CostError> {
        for (what, shares) in [("line", &self.line), ("stations", &self.stations)] {
            let sum: f64 = shares.iter().sum();
            let whole = (sum - 1.0).abs() <= 1e-9 && shares.iter().all(|share| *share >= 0.0);
            require(
                whole,
                format!("sum of the yearly shares of the {what}"),
                sum,
                "1, of shares not below 0",
            )?;
            let count = shares.len() as f64;
            require(
                shares.len() <= years,
                format!("years of spending on the {what}"),
                count,
                "within the project",
            )?;
        }
        let first = self.first_gas as f64;
        require(self.first_gas < years, "year of first gas", first, "within the project")
    }
}

/// Yearly cost of operation and maintenance, without fuel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Opex {
    /// Over the cost of the line, 1/yr.
    pub line_share: f64,
    /// Over the cost of the stations, 1/yr.
    pub station_share: f64,
    /// Whatever does not grow with either, money a year.
    pub fixed: f64,
}

impl Opex {
    fn check(&self) -> Result<(), CostError> {
        for (what, value) in [
            ("yearly cost over that of the line", self.line_share),
            ("yearly cost over that of the stations", self.station_share),
            ("fixed yearly cost", self.fixed),
        ] {
            require(value >= 0.0, what, value, "zero or above")?;
        }
        Ok(())
    }
}

/// Shares of `years` years along an S-curve: slow, fast, slow; they sum to 1.
///
/// ```text
/// F(x) = xᵃ/(xᵃ + (1 − x)ᵃ),  share i = F((i + 1)/n) − F(i/n)
/// ```
///
/// | symbol | argument | range |
/// |---|---|---|
/// | n | `years` | at least 1 |
/// | a | `steepness` | above 0; 1 is even spending, 2 an ordinary project |
///
/// ```
/// use linepack_economics::cost::s_curve;
/// let shares: Vec<String> = s_curve(5, 2.0).iter().map(|share| format!("{share:.3}")).collect();
/// assert_eq!(shares, ["0.059", "0.249", "0.385", "0.249", "0.059"]);
/// ```
pub fn s_curve(years: usize, steepness: f64) -> Vec<f64> {
    let done = |x: f64| x.powf(steepness) / (x.powf(steepness) + (1.0 - x).powf(steepness));
    let count = years as f64;
    (0..years).map(|year| done((year as f64 + 1.0) / count) - done(year as f64 / count)).collect()
}
