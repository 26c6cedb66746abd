//! Amounts of money that know their currency and year, and the only ways from one to another.
//!
//! ```text
//! exchange   a [A, y] → a · e(A→B, y) [B, y]         e: units of B for one of A, average of year y
//! escalate   a [A, y] → a · I(A, z) / I(A, y) [A, z]  I: price index of currency A
//! ```
//!
//! Nothing mixes silently: two amounts add only when currency and year agree. From roubles of 2016
//! to dollars of 2025 there are two ways (exchange in 2016 and escalate with dollar prices, or
//! escalate with rouble prices and exchange in 2025); they differ by the real exchange rate, so the
//! caller names the [`Path`]. Rates and indices are inputs; no default stands in for a missing one.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with a sum or a conversion of money.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MoneyError {
    /// Two amounts of different currency or year were to be added.
    #[error("{left} and {right} cannot be added; convert one of them first")]
    Mixed {
        /// Money of the left amount, such as `USD2025`.
        left: Money,
        /// Money of the right amount.
        right: Money,
    },
    /// A currency code that is not three capital letters.
    #[error("`{0}` is not a currency; write three capital letters such as USD, RUB or CNY (ISO 4217)")]
    Currency(String),
    /// No exchange rate was given for the year.
    #[error("no exchange rate {from} to {to} in {year}; give the average of that year")]
    NoRate {
        /// The currency to leave.
        from: Currency,
        /// The currency to reach.
        to: Currency,
        /// The year of the exchange.
        year: i32,
    },
    /// No price index was given for the year.
    #[error("no price index of {currency} for {year}; give it, or an annual rate")]
    NoIndex {
        /// The currency whose prices are meant.
        currency: Currency,
        /// The year without an index.
        year: i32,
    },
    /// A rate or an index that is not a positive number.
    #[error("{what} must be above zero and finite, but is {value}")]
    NotPositive {
        /// Which number.
        what: String,
        /// Its value.
        value: f64,
    },
}

/// A currency by its ISO 4217 code.
///
/// ```
/// use linepack_economics::money::Currency;
/// assert_eq!("CNY".parse::<Currency>()?, Currency::CNY);
/// assert!("dollar".parse::<Currency>().is_err());
/// # Ok::<(), linepack_economics::money::MoneyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");
    /// Russian rouble.
    pub const RUB: Self = Self(*b"RUB");
    /// Chinese yuan.
    pub const CNY: Self = Self(*b"CNY");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");
    /// Mongolian tögrög.
    pub const MNT: Self = Self(*b"MNT");
}

impl std::str::FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Self(code)),
            _ => Err(MoneyError::Currency(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&letter| write!(f, "{}", char::from(letter)))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A unit of money: a currency at the prices of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The currency.
    pub currency: Currency,
    /// The year whose prices are meant.
    pub year: i32,
}

impl Money {
    /// Money of `currency` at the prices of `year`.
    pub const fn new(currency: Currency, year: i32) -> Self {
        Self { currency, year }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.currency, self.year)
    }
}

/// So many units of a currency at the prices of a year; also a price, when so many a tonne, a metre or a watt.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// How many units of the currency (not thousands or millions).
    pub value: f64,
    /// The currency.
    pub currency: Currency,
    /// The year whose prices are meant.
    pub year: i32,
}

impl Amount {
    /// An amount of money.
    pub const fn new(value: f64, currency: Currency, year: i32) -> Self {
        Self { value, currency, year }
    }

    /// The unit of money it is counted in.
    pub const fn money(&self) -> Money {
        Money { currency: self.currency, year: self.year }
    }

    /// The sum with an amount of the same currency and year.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.money() == other.money() {
            Ok(Self { value: self.value + other.value, ..self })
        } else {
            Err(MoneyError::Mixed { left: self.money(), right: other.money() })
        }
    }

    /// The amount taken `factor` times.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, ..self }
    }

    /// The same amount in another currency of the same year; `rate` is units of `to` for one of its own.
    pub fn exchanged(self, to: Currency, rate: f64) -> Result<Self, MoneyError> {
        let rate = positive(rate, || format!("exchange rate {} to {to}", self.currency))?;
        Ok(Self { value: self.value * rate, currency: to, year: self.year })
    }

    /// The same goods at the prices of another year, `annual` being the growth of prices a year (0.02 is 2 %).
    ///
    /// ```text
    /// a′ = a (1 + g)^(z − y)
    /// ```
    pub fn escalated(self, year: i32, annual: f64) -> Result<Self, MoneyError> {
        let growth = positive(1.0 + annual, || format!("1 + escalation of {}", self.currency))?;
        Ok(Self { value: self.value * growth.powi(year - self.year), year, ..self })
    }
}

/// Which of the two ways leads from one currency and year to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// Exchange in the year of the amount, then follow the prices of the currency reached.
    ExchangeFirst,
    /// Follow the prices of its own currency, then exchange in the year reached.
    EscalateFirst,
}

/// Exchange rates and price indices, as given by a study.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conversion {
    rates: BTreeMap<Currency, BTreeMap<i32, f64>>,
    indices: BTreeMap<Currency, BTreeMap<i32, f64>>,
    base: Option<Currency>,
}

impl Conversion {
    /// No rates yet; every rate given later counts units of a currency for one of `base`.
    pub fn from_base(base: Currency) -> Self {
        Self { base: Some(base), ..Self::default() }
    }

    /// With the average rate of a year: `rate` units of `currency` for one of the base.
    pub fn with_rate(mut self, currency: Currency, year: i32, rate: f64) -> Result<Self, MoneyError> {
        let rate = positive(rate, || format!("exchange rate of {currency} in {year}"))?;
        self.rates.entry(currency).or_default().insert(year, rate);
        Ok(self)
    }

    /// With the price index of a currency in a year (any year may be the hundred).
    pub fn with_index(mut self, currency: Currency, year: i32, index: f64) -> Result<Self, MoneyError> {
        let index = positive(index, || format!("price index of {currency} in {year}"))?;
        self.indices.entry(currency).or_default().insert(year, index);
        Ok(self)
    }

    /// Units of `to` for one of `from` in `year`, through the base currency.
    pub fn rate(&self, from: Currency, to: Currency, year: i32) -> Result<f64, MoneyError> {
        if from == to {
            return Ok(1.0);
        }
        let per_base = |currency| {
            if Some(currency) == self.base {
                return Ok(1.0);
            }
            let found = self.rates.get(&currency).and_then(|years| years.get(&year)).copied();
            found.ok_or(MoneyError::NoRate { from, to, year })
        };
        Ok(per_base(to)? / per_base(from)?)
    }

    /// Growth of prices of a currency between two years.
    pub fn escalation(&self, currency: Currency, from: i32, to: i32) -> Result<f64, MoneyError> {
        if from == to {
            return Ok(1.0);
        }
        let index = |year| {
            let found = self.indices.get(&currency).and_then(|years| years.get(&year)).copied();
            found.ok_or(MoneyError::NoIndex { currency, year })
        };
        Ok(index(to)? / index(from)?)
    }

    /// The amount in `to`, by the path named.
    ///
    /// ```
    /// use linepack_economics::money::{Amount, Conversion, Currency, Money, Path};
    /// let rates = Conversion::from_base(Currency::USD)
    ///     .with_rate(Currency::RUB, 2020, 72.1)?
    ///     .with_index(Currency::USD, 2020, 100.0)?
    ///     .with_index(Currency::USD, 2025, 124.0)?;
    /// let pipe = Amount::new(76_934.0, Currency::RUB, 2020); // a tonne
    /// let today = rates.convert(pipe, Money::new(Currency::USD, 2025), Path::ExchangeFirst)?;
    /// assert_eq!(today.value.round(), 1323.0);
    /// # Ok::<(), linepack_economics::money::MoneyError>(())
    /// ```
    pub fn convert(&self, amount: Amount, to: Money, path: Path) -> Result<Amount, MoneyError> {
        let Amount { value, currency, year } = amount;
        let factor = match path {
            Path::ExchangeFirst => {
                self.rate(currency, to.currency, year)? * self.escalation(to.currency, year, to.year)?
            }
            Path::EscalateFirst => {
                self.escalation(currency, year, to.year)? * self.rate(currency, to.currency, to.year)?
            }
        };
        Ok(Amount { value: value * factor, currency: to.currency, year: to.year })
    }
}

fn positive(value: f64, what: impl FnOnce() -> String) -> Result<f64, MoneyError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(MoneyError::NotPositive { what: what(), value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Conversion {
        Conversion::from_base(Currency::USD)
            .with_rate(Currency::RUB, 2016, 67.0)
            .and_then(|table| table.with_rate(Currency::RUB, 2024, 92.6))
            .and_then(|table| table.with_rate(Currency::CNY, 2024, 7.2))
            .and_then(|table| table.with_index(Currency::USD, 2016, 100.0))
            .and_then(|table| table.with_index(Currency::USD, 2024, 131.0))
            .and_then(|table| table.with_index(Currency::RUB, 2016, 100.0))
            .and_then(|table| table.with_index(Currency::RUB, 2024, 180.0))
            .unwrap()
    }

    #[test]
    fn amounts_of_another_currency_or_year_do_not_add() {
        let dollar = Amount::new(1.0, Currency::USD, 2025);
        assert_eq!(dollar.plus(dollar).unwrap().value, 2.0);
        assert_eq!(
            dollar.plus(Amount::new(1.0, Currency::USD, 2024)).unwrap_err().to_string(),
            "USD2025 and USD2024 cannot be added; convert one of them first"
        );
        assert!(dollar.plus(Amount::new(1.0, Currency::RUB, 2025)).is_err());
    }

    #[test]
    fn the_two_paths_differ_by_the_real_exchange_rate() {
        let cost = Amount::new(284e6, Currency::RUB, 2016);
        let goal = Money::new(Currency::USD, 2024);
        let first = table().convert(cost, goal, Path::ExchangeFirst).unwrap();
        let last = table().convert(cost, goal, Path::EscalateFirst).unwrap();
        assert!((first.value - 284e6 / 67.0 * 1.31).abs() < 1e-3);
        assert!((last.value - 284e6 * 1.8 / 92.6).abs() < 1e-3);
        let real = (1.31 / 67.0) / (1.8 / 92.6);
        assert!((first.value / last.value - real).abs() < 1e-12);
    }

    #[test]
    fn there_and_back_gives_the_same_amount() {
        let cost = Amount::new(1_706.0, Currency::CNY, 2024);
        let there = table().convert(cost, Money::new(Currency::RUB, 2024), Path::ExchangeFirst).unwrap();
        assert!((there.value - 1_706.0 * 92.6 / 7.2).abs() < 1e-9);
        let back = table().convert(there, cost.money(), Path::EscalateFirst).unwrap();
        assert!((back.value - cost.value).abs() < 1e-10);
    }

    #[test]
    fn a_missing_rate_or_index_is_named() {
        let cost = Amount::new(1.0, Currency::EUR, 2024);
        let error = table().convert(cost, Money::new(Currency::USD, 2024), Path::ExchangeFirst).unwrap_err();
        assert_eq!(error.to_string(), "no exchange rate EUR to USD in 2024; give the average of that year");
        let cost = Amount::new(1.0, Currency::RUB, 2016);
        let error = table().convert(cost, Money::new(Currency::RUB, 2026), Path::ExchangeFirst).unwrap_err();
        assert_eq!(error.to_string(), "no price index of RUB for 2026; give it, or an annual rate");
    }

    #[test]
    fn a_rate_that_is_not_a_positive_number_is_refused() {
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Conversion::from_base(Currency::USD).with_rate(Currency::RUB, 2020, bad).is_err());
            assert!(Amount::new(1.0, Currency::USD, 2020).exchanged(Currency::RUB, bad).is_err());
        }
        let steady = Amount::new(100.0, Currency::USD, 2020).escalated(2022, 0.1).unwrap();
        assert!((steady.value - 121.0).abs() < 1e-12);
        assert!(steady.escalated(2020, -1.0).is_err());
    }

    #[test]
    fn an_amount_survives_being_written_and_read() {
        let amount = Amount::new(0.1 + 0.2, Currency::MNT, 2026);
        let text = serde_json::to_string(&amount).unwrap();
        assert_eq!(text, r#"{"value":0.30000000000000004,"currency":"MNT","year":2026}"#);
        assert_eq!(serde_json::from_str::<Amount>(&text).unwrap(), amount);
        assert!(serde_json::from_str::<Amount>(r#"{"value":1,"currency":"usd","year":2026}"#).is_err());
    }
}
