//! A gas price by formula from a monthly series, such as oil with a lag.
//!
//! ```text
//! P(q) = clamp( P₀ + s · mean(oil over n months ending l months before q), floor, cap )
//! ```
//!
//! q is the first month of the period in which the price holds; traders write the three numbers of months as n-l-v,
//! 9-0-3 for nine months' average, no lag, valid for a quarter. Only months before q enter.

use std::fmt;

use super::super::Error;
use super::super::error::{finite, limits, within};

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a year, 1 for January.
    pub fn new(year: i32, month: u8) -> Result<Self, Error> {
        let holds = (1..=12).contains(&month) && (-9999..=9999).contains(&year);
        if holds {
            Ok(Self(year * 12 + i32::from(month) - 1))
        } else {
            Err(Error::NotAMonth { field: "month".into(), text: format!("{year}-{month}") })
        }
    }

    /// Reads `2026-05`, or the month of `2026-05-20`.
    ///
    /// ```
    /// use linepack_economics::deal::contract::price::Month;
    /// assert_eq!(Month::parse("2026-05-20")?, Month::new(2026, 5)?);
    /// assert_eq!(Month::parse("2026-05")?.plus(-9).to_string(), "2025-08");
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        let wrong = || Error::NotAMonth { field: "month".into(), text: text.into() };
        let mut parts = text.split('-');
        let year = parts.next().filter(|y| y.len() == 4).and_then(|y| y.parse().ok()).ok_or_else(wrong)?;
        let month = parts.next().filter(|m| m.len() == 2).and_then(|m| m.parse().ok()).ok_or_else(wrong)?;
        Self::new(year, month).map_err(|_| wrong())
    }

    /// A number of months later, or earlier when negative.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// Months from another month to this one.
    pub fn since(self, other: Self) -> i32 {
        self.0.saturating_sub(other.0)
    }

    /// Month of its year, 1 for January.
    pub fn of_year(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.of_year())
    }
}

/// A value for every month from a first to a last.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthlySeries {
    name: String,
    first: Month,
    values: Vec<f64>,
}

impl MonthlySeries {
    /// A series from dated values in any order; a missing or doubled month is refused.
    pub fn new(name: &str, points: &[(Month, f64)]) -> Result<Self, Error> {
        let mut sorted = points.to_vec();
        sorted.sort_by_key(|(month, _)| *month);
        let Some(&(first, _)) = sorted.first() else {
            let hint = "give at least one month";
            return Err(Error::WrongCount { field: name.into(), found: 0, expected: 1, hint });
        };
        let mut values = Vec::with_capacity(sorted.len());
        for (month, value) in sorted {
            let expected = first.plus(i32::try_from(values.len()).unwrap_or(i32::MAX));
            if month > expected {
                let hint = "fill the gap from the source, or let the series begin after it";
                return Err(Error::MissingMonth { field: name.into(), month: expected.to_string(), hint });
            }
            if month < expected {
                let hint = "two values stand for the month before; keep one";
                return Err(Error::MissingMonth { field: name.into(), month: expected.to_string(), hint });
            }
            values.push(finite(&format!("{name} of {month}"), value)?);
        }
        Ok(Self { name: name.into(), first, values })
    }

    /// First month.
    pub fn first(&self) -> Month {
        self.first
    }

    /// Last month.
    pub fn last(&self) -> Month {
        self.first.plus(i32::try_from(self.values.len()).unwrap_or(i32::MAX) - 1)
    }

    /// Value of a month; `None` outside the series.
    pub fn at(&self, month: Month) -> Option<f64> {
        usize::try_from(month.since(self.first)).ok().and_then(|k| self.values.get(k).copied())
    }

    /// Mean of a number of months ending with `last`.
    fn mean(&self, last: Month, months: i32) -> Result<f64, Error> {
        let mut sum = 0.0;
        for back in (0..months).rev() {
            let month = last.plus(-back);
            let hint = "begin the series earlier, or ask for a later month";
            sum += self.at(month).ok_or_else(|| Error::MissingMonth {
                field: self.name.clone(),
                month: month.to_string(),
                hint,
            })?;
        }
        Ok(sum / f64::from(months))
    }
}

/// A price formula in the index's own terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceFormula {
    /// Price at an index of zero, P₀, in the unit of the price.
    pub constant: f64,
    /// Price per unit of the index, s: 0.0987 USD/MMBtu per USD/bbl, or 3.52 USD/1000 m³ per USD/bbl.
    pub slope: f64,
    /// Months averaged, n.
    pub averaged_months: u32,
    /// Months between the last one averaged and the first in which the price holds, l; 0 for none.
    pub lag_months: u32,
    /// Months for which a price holds, v; 3 resets it in January, April, July and October. 1, 2, 3, 4, 6 or 12.
    pub valid_months: u32,
    /// Price never below; negative infinity for none.
    pub floor: f64,
    /// Price never above; infinity for none.
    pub cap: f64,
}

impl PriceFormula {
    /// Price of a month.
    ///
    /// ```text
    /// P = clamp( P₀ + s · mean(index over n months ending l + 1 months before the reset), floor, cap )
    /// ```
    ///
    /// | symbol | field             | unit                | range                       |
    /// |--------|-------------------|---------------------|-----------------------------|
    /// | P₀     | `constant`        | USD/1000 m³         | any                         |
    /// | s      | `slope`           | price per index     | any                         |
    /// | n      | `averaged_months` | month               | 1 to 60                     |
    /// | l      | `lag_months`      | month               | 0 to 60                     |
    /// | v      | `valid_months`    | month               | a divisor of 12             |
    ///
    /// Source: the n-l-v convention of oil-linked gas contracts; Energy Charter Secretariat, Putting a Price on Energy
    /// (2007).
    ///
    /// ```
    /// use linepack_economics::deal::contract::price::{Month, MonthlySeries, PriceFormula};
    /// let oil: Vec<_> = (0..12).map(|k| (Month::parse("2025-01").unwrap().plus(k), 70.0)).collect();
    /// let formula = PriceFormula { slope: 3.5, ..PriceFormula::lagged(9, 0, 3) };
    /// let price = formula.price(&MonthlySeries::new("Brent", &oil)?, Month::parse("2025-11")?)?;
    /// assert_eq!(price, 245.0);
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn price(&self, index: &MonthlySeries, month: Month) -> Result<f64, Error> {
        self.check()?;
        let mean = index.mean(self.last_month_used(month), self.averaged_months.cast_signed())?;
        Ok((self.constant + self.slope * mean).clamp(self.floor, self.cap))
    }

    /// Prices of consecutive months from `first` to `last`.
    pub fn prices(&self, index: &MonthlySeries, first: Month, last: Month) -> Result<Vec<f64>, Error> {
        let count = last.since(first);
        within("months", f64::from(count), count >= 0, "0 or more", "give the first month first")?;
        (0..=count).map(|k| self.price(index, first.plus(k))).collect()
    }

    /// First month of the period in which the price of `month` holds.
    pub fn reset_of(&self, month: Month) -> Month {
        let valid = self.valid_months.max(1).cast_signed();
        month.plus(-((month.of_year() - 1) % valid))
    }

    /// The latest month of the index that the price of `month` uses; always earlier than the reset.
    pub fn last_month_used(&self, month: Month) -> Month {
        self.reset_of(month).plus(-1 - self.lag_months.cast_signed())
    }

    /// A formula of slope one without constant, floor and cap.
    pub fn lagged(averaged_months: u32, lag_months: u32, valid_months: u32) -> Self {
        let (floor, cap) = (f64::NEG_INFINITY, f64::INFINITY);
        Self { constant: 0.0, slope: 1.0, averaged_months, lag_months, valid_months, floor, cap }
    }

    fn check(&self) -> Result<(), Error> {
        finite("constant", self.constant)?;
        finite("slope", self.slope)?;
        let count = |field: &str, months: u32, holds: bool, allowed, hint| {
            within(field, f64::from(months), holds, allowed, hint).map(|_| ())
        };
        let n = self.averaged_months;
        count("averaged_months", n, (1..=60).contains(&n), "from 1 to 60", "1 takes the month itself")?;
        count(
            "lag_months",
            self.lag_months,
            self.lag_months <= 60,
            "from 0 to 60",
            "0 ends with the month before",
        )?;
        let v = self.valid_months;
        let divides = v > 0 && 12_u32.is_multiple_of(v);
        count("valid_months", v, divides, "1, 2, 3, 4, 6 or 12", "3 resets the price each quarter")?;
        limits("floor to cap", [self.floor, self.cap], "give the floor below the cap, or infinity for none")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn series(first: &str, values: &[f64]) -> MonthlySeries {
        let points: Vec<_> = values.iter().zip(0..).map(|(v, k)| (month(first).plus(k), *v)).collect();
        MonthlySeries::new("Brent", &points).unwrap()
    }

    #[test]
    fn nine_months_before_the_quarter_of_march_2023_average_to_100_94() {
        // Brent, EIA, USD/bbl, April to December 2022.
        let brent = series("2022-04", &[104.58, 113.34, 122.71, 111.93, 100.45, 89.76, 93.33, 91.42, 80.92]);
        let formula = PriceFormula::lagged(9, 0, 3);
        let price = formula.price(&brent, month("2023-03")).unwrap();
        assert!((price - 100.94).abs() < 0.005, "{price}");
        assert_eq!(formula.reset_of(month("2023-03")), month("2023-01"));
        assert_eq!(formula.last_month_used(month("2023-03")), month("2022-12"));
    }

    #[test]
    fn floor_and_cap_hold_and_a_lag_moves_the_window() {
        let index = series("2025-01", &[10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
        let plain = PriceFormula::lagged(1, 0, 1);
        assert_eq!(
            plain.prices(&index, month("2025-02"), month("2025-07")).unwrap(),
            [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
        );
        let bounded = PriceFormula { floor: 25.0, cap: 45.0, ..plain };
        assert_eq!(
            bounded.prices(&index, month("2025-02"), month("2025-07")).unwrap(),
            [25.0, 25.0, 30.0, 40.0, 45.0, 45.0]
        );
        let lagged = PriceFormula { lag_months: 2, ..plain };
        assert_eq!(lagged.price(&index, month("2025-05")).unwrap(), 20.0);
        let quarterly = PriceFormula { valid_months: 3, ..plain };
        assert_eq!(
            quarterly.prices(&index, month("2025-04"), month("2025-07")).unwrap(),
            [30.0, 30.0, 30.0, 60.0]
        );
    }

    #[test]
    fn a_gap_and_a_doubled_month_are_named() {
        let points = [(month("2025-01"), 1.0), (month("2025-03"), 3.0)];
        let error = MonthlySeries::new("Brent", &points).unwrap_err().to_string();
        assert!(error.starts_with("`Brent` has no value for 2025-02"), "{error}");
        let points = [(month("2025-01"), 1.0), (month("2025-01"), 3.0)];
        assert!(MonthlySeries::new("Brent", &points).unwrap_err().to_string().contains("keep one"));
        assert!(MonthlySeries::new("Brent", &[]).is_err());
        assert!(MonthlySeries::new("Brent", &[(month("2025-01"), f64::NAN)]).is_err());
        let index = series("2025-01", &[1.0]);
        let error = PriceFormula::lagged(2, 0, 1).price(&index, month("2025-02")).unwrap_err().to_string();
        assert!(error.starts_with("`Brent` has no value for 2024-12"), "{error}");
    }

    #[test]
    fn months_and_formulas_that_mean_nothing_are_refused() {
        for text in ["2025", "2025-13", "2025-00", "25-01", "2025-1", "", "2025-x1"] {
            assert!(Month::parse(text).is_err(), "{text}");
        }
        let index = series("2025-01", &[1.0; 12]);
        let price = |formula: PriceFormula| formula.price(&index, month("2025-12"));
        assert!(price(PriceFormula::lagged(0, 0, 3)).is_err());
        assert!(price(PriceFormula::lagged(1, 0, 5)).is_err());
        assert!(price(PriceFormula { floor: 2.0, cap: 1.0, ..PriceFormula::lagged(1, 0, 3) }).is_err());
        assert!(price(PriceFormula { floor: f64::NAN, ..PriceFormula::lagged(1, 0, 3) }).is_err());
        assert!(price(PriceFormula { slope: f64::NAN, ..PriceFormula::lagged(1, 0, 3) }).is_err());
    }

    #[test]
    fn months_before_the_year_zero_still_count() {
        assert_eq!(Month::new(0, 1).unwrap().plus(-1).of_year(), 12);
        assert!(month("2025-12") < month("2026-01"));
    }

    proptest! {
        #[test]
        fn no_price_depends_on_a_month_not_yet_over(
            n in 1_u32..13, l in 0_u32..7, v in prop::sample::select(vec![1_u32, 2, 3, 4, 6, 12]),
            at in 24_i32..60, shock in 1.0..100.0f64,
        ) {
            let values: Vec<f64> = (0..60).map(|k| 60.0 + f64::from(k % 7)).collect();
            let month = month("2020-01").plus(at);
            let formula = PriceFormula::lagged(n, l, v);
            // Every month from the priced one on is changed, then cut off: the price stays what it was.
            let changed: Vec<f64> = values.iter().zip(0..).map(|(x, k)| if k >= at { x + shock } else { *x }).collect();
            let known = &values[..usize::try_from(at).unwrap()];
            let price = formula.price(&series("2020-01", &values), month).unwrap();
            prop_assert_eq!(price, formula.price(&series("2020-01", &changed), month).unwrap());
            prop_assert_eq!(price, formula.price(&series("2020-01", known), month).unwrap());
            prop_assert!(formula.last_month_used(month) < formula.reset_of(month) && formula.reset_of(month) <= month);
        }
    }
}
