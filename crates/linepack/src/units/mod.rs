//! Quantities with units: read, printed and converted in one place.
//!
//! Everything inside the engine is a plain `f64` in SI; this module is the door. It holds the only
//! conversion factors of the project. A [`Quantity`] is a number in SI with its [`Dimension`]; a
//! typed quantity such as [`Pressure`] is what a caller asks for.
//!
//! A volume of gas carries its reference state, `m3(20C)`, `m3(15C)` or `m3(0C)`, and is stored as
//! an amount of substance: at 101.325 kPa the gas is taken as ideal, so 1 m³(20 °C) holds
//! p₀/(R·293.15 K) = 41.571 mol. A pressure says whether it is absolute or gauge. Money names its
//! currency. What leaves these out is refused, with the choices named.
//!
//! ```
//! use linepack::units::{Length, Pressure, Quantity};
//! assert_eq!("1420 mm".parse::<Length>().unwrap().si(), 1.42);
//! assert_eq!("9.8 MPa".parse::<Pressure>().unwrap().si(), 9.8e6);
//! assert_eq!("50 bara".parse::<Pressure>().unwrap(), "5 MPa".parse().unwrap());
//! let refused = "50 bar".parse::<Pressure>().unwrap_err();
//! assert!(refused.to_string().contains("absolute or gauge"));
//! let flow: Quantity = "50 bcm(20C)/yr".parse().unwrap();
//! assert!((flow.to("mcm(0C)/d").unwrap() - 127.64).abs() < 0.01);
//! ```

mod convert;
mod kinds;
mod range;
mod table;
mod unit;

pub use convert::{Convention, Conversion, ExchangeRate};
pub use kinds::{
    AmountFlow, Energy, GasAmount, HeatTransferCoefficient, Length, Mass, MassFlow, Money, MoneyPerGas,
    MoneyPerLength, MoneyPerMass, MoneyPerPower, Power, Pressure, Ratio, Temperature, Time,
};
pub use range::{Range, Shape};
pub use unit::{Dimension, Unit};

use std::fmt;
use std::str::FromStr;

/// Molar gas constant R, J/(mol K), exact (SI 2019).
pub const GAS_CONSTANT: f64 = 8.31446261815324;
/// Standard atmosphere, Pa, exact: the pressure of every reference state and the zero of gauge pressure.
pub const ATMOSPHERE: f64 = 101_325.0;
/// Standard gravity g, m/s², exact.
pub const GRAVITY: f64 = 9.80665;
/// A contract year of 365 days, s.
pub const YEAR: f64 = 365.0 * 86_400.0;

/// A number in SI with its dimension, and the currency if it is money.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Value in SI: kg, m, s, K, mol, and units of the currency.
    pub value: f64,
    /// Exponents of the base quantities.
    pub dimension: Dimension,
    /// Currency and year of money, such as `USD2025`, if it is an amount of money.
    pub currency: Option<String>,
}

impl Quantity {
    /// The number in another unit of the same dimension.
    ///
    /// # Errors
    /// When `unit` cannot be read, or measures something else.
    pub fn to(&self, unit: &str) -> Result<f64, UnitError> {
        let unit = Unit::parse(unit)?;
        if unit.dimension != self.dimension {
            return Err(UnitError::Mismatch {
                text: unit.text.clone(),
                expected: self.dimension.describe(),
                found: unit.dimension.describe(),
            });
        }
        if let (Some(from), Some(to)) = (&self.currency, &unit.currency)
            && !same_money(from, to)
        {
            return Err(UnitError::Currency { from: from.clone(), to: to.clone() });
        }
        Ok(unit.of_si(self.value))
    }
}

/// Whether two currencies are the same money: `USD` stands for any year of it, two named years differ.
fn same_money(a: &str, b: &str) -> bool {
    let split = |text: &str| -> (String, String) {
        let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        (text[..at].to_owned(), text[at..].to_owned())
    };
    let ((name_a, year_a), (name_b, year_b)) = (split(a), split(b));
    name_a == name_b && (year_a.is_empty() || year_b.is_empty() || year_a == year_b)
}

impl FromStr for Quantity {
    type Err = UnitError;

    /// Reads one number with its unit, such as `"9.8 MPa"` or `"265 USD/1000m3(20C)"`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let range: Range = text.parse()?;
        if range.shape == Shape::Fixed {
            Ok(range.central_quantity())
        } else {
            Err(UnitError::RangeWhereNumber { text: text.to_owned() })
        }
    }
}

/// Why a quantity cannot be read, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitError {
    /// There is no number.
    #[error("`{text}` does not start with a number")]
    NoNumber {
        /// The text as written.
        text: String,
    },
    /// A decimal comma.
    #[error("`{text}` has a comma; a decimal point is expected")]
    Comma {
        /// The text as written.
        text: String,
    },
    /// The number is not finite.
    #[error("`{text}` is not a finite number")]
    NotFinite {
        /// The text as written.
        text: String,
    },
    /// A number stands without a unit.
    #[error("`{text}` has no unit; {expected} is expected")]
    NoUnit {
        /// The text as written.
        text: String,
        /// What is expected, with an example.
        expected: String,
    },
    /// No such unit.
    #[error("unknown unit `{unit}`{}", nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// The part that is not known.
        unit: String,
        /// The nearest known unit.
        nearest: Option<String>,
    },
    /// A volume of gas without its reference state.
    #[error("`{unit}` leaves out its reference state; write `{unit}(20C)`, `{unit}(15C)` or `{unit}(0C)`")]
    NoReference {
        /// The unit as written.
        unit: String,
    },
    /// A reference state that is not one of the three.
    #[error("unknown reference state `({state})`; use `(20C)`, `(15C)` or `(0C)`")]
    UnknownReference {
        /// The state as written.
        state: String,
    },
    /// A pressure that could be absolute or gauge.
    #[error("`{unit}` does not say whether it is absolute or gauge; write `{unit}a` or `{unit}g`")]
    AbsoluteOrGauge {
        /// The unit as written.
        unit: String,
    },
    /// A gauge pressure below vacuum, or a temperature below absolute zero.
    #[error("`{text}` lies below {limit}")]
    BelowZero {
        /// The text as written.
        text: String,
        /// The limit that is passed.
        limit: &'static str,
    },
    /// The unit measures something else.
    #[error("`{text}` is {found}, where {expected} is expected")]
    Mismatch {
        /// The text as written.
        text: String,
        /// What is expected.
        expected: String,
        /// What it is.
        found: String,
    },
    /// Money of two currencies or years.
    #[error("`{from}` is not `{to}`: an exchange rate or an escalation is needed")]
    Currency {
        /// Currency given.
        from: String,
        /// Currency asked.
        to: String,
    },
    /// An exchange rate that cannot be read.
    #[error("`{text}` is not an exchange rate: {why}")]
    BadRate {
        /// The text as written.
        text: String,
        /// What is wrong.
        why: String,
    },
    /// A range or a distribution where one number is expected.
    #[error("`{text}` is a range, where one number is expected")]
    RangeWhereNumber {
        /// The text as written.
        text: String,
    },
    /// The range is not in order, or the distribution has wrong parameters.
    #[error("`{text}`: {why}")]
    BadRange {
        /// The text as written.
        text: String,
        /// What is wrong.
        why: String,
    },
    /// The two units cannot be converted into each other.
    #[error("{from} cannot be converted to {to}: {missing}")]
    NoConversion {
        /// What is given.
        from: String,
        /// What is asked.
        to: String,
        /// What would be needed.
        missing: String,
    },
}

impl UnitError {
    /// One thing to try.
    pub fn hint(&self) -> String {
        match self {
            Self::NoNumber { .. } => "write a number and a unit, such as \"9.8 MPa\"".into(),
            Self::Comma { .. } => "write 9.8, not 9,8; group digits with a space: \"1 420 mm\"".into(),
            Self::NotFinite { .. } => "give a number between -1e300 and 1e300".into(),
            Self::NoUnit { .. } => {
                "units are part of every value; only true ratios and counts go without".into()
            }
            Self::Unknown { .. } => "`linepack units --list` prints every unit".into(),
            Self::NoReference { .. } | Self::UnknownReference { .. } => {
                "1 m3(0C) = 1.0549 m3(15C) = 1.0732 m3(20C): the state changes the value by up to 7 %".into()
            }
            Self::AbsoluteOrGauge { .. } => "1 bara = 0 barg + 1.01325 bar".into(),
            Self::BelowZero { .. } => "check the sign, and whether gauge or absolute was meant".into(),
            Self::Mismatch { expected, .. } => format!("give {expected}"),
            Self::Currency { .. } => {
                "give both in the same currency and year, or an exchange rate: --rate \"1.08 USD/EUR\"".into()
            }
            Self::BadRate { .. } => "write it as --rate \"1.08 USD/EUR\"".into(),
            Self::RangeWhereNumber { .. } => "give one value without `to` and without a distribution".into(),
            Self::BadRange { .. } => {
                "write \"24.7 (13.6 to 30) bn USD\", \"5 to 9 bn USD\", or triangular(low, mode, high)".into()
            }
            Self::NoConversion { missing, .. } => format!("give {missing}"),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.dimension.si_unit();
        match &self.currency {
            Some(money) => write!(f, "{} {}", self.value, unit.replace("money", money)),
            None => write!(f, "{} {unit}", self.value),
        }
    }
}

#[cfg(test)]
mod tests;
