//! Conversions that need a property of the gas: volume to energy by a heating value, volume to mass by a molar mass.

use super::unit::{Dimension, Unit};
use super::{Quantity, UnitError};

/// Energy in mol⁻¹: m² kg s⁻² mol⁻¹.
const HEATING_VALUE: Dimension = Dimension([2, 1, -2, 0, -1, 0]);
/// Molar mass: kg mol⁻¹.
const MOLAR_MASS: Dimension = Dimension([0, 1, 0, 0, -1, 0]);

/// What the gas is taken to be where a conversion needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convention {
    /// Superior (gross) heating value, J/mol.
    pub heating_value: f64,
    /// Molar mass, kg/mol.
    pub molar_mass: f64,
}

impl Convention {
    /// Reads the heating value, such as `"37.7 MJ/m3(20C)"`, and the molar mass or density, such as `"0.68 kg/m3(20C)"`.
    ///
    /// # Errors
    /// When a text cannot be read, measures something else, or is not positive.
    pub fn parse(heating_value: &str, density: &str) -> Result<Self, UnitError> {
        let read = |text: &str, dimension: Dimension| -> Result<f64, UnitError> {
            let quantity: Quantity = text.parse()?;
            if quantity.dimension == dimension && quantity.value > 0.0 {
                return Ok(quantity.value);
            }
            let expected = match dimension {
                HEATING_VALUE => "a heating value such as `37.7 MJ/m3(20C)`",
                _ => "a density such as `0.68 kg/m3(20C)`",
            };
            let found = if quantity.dimension == dimension {
                "not above zero".to_owned()
            } else {
                quantity.dimension.describe()
            };
            Err(UnitError::Mismatch { text: text.to_owned(), expected: expected.to_owned(), found })
        };
        Ok(Self {
            heating_value: read(heating_value, HEATING_VALUE)?,
            molar_mass: read(density, MOLAR_MASS)?,
        })
    }
}

/// A converted number, and what was assumed on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The number in the unit asked for.
    pub value: f64,
    /// Whether the heating value was used.
    pub used_heating_value: bool,
    /// Whether the molar mass was used.
    pub used_molar_mass: bool,
}

impl Conversion {
    /// Converts a quantity to a unit, through the heating value or the molar mass where it must.
    ///
    /// ```
    /// use linepack::units::{Conversion, Convention};
    /// let gas = Convention::parse("37.6655 MJ/m3(20C)", "0.68 kg/m3(20C)").unwrap();
    /// let price = Conversion::new(&"250 USD/1000m3(20C)".parse().unwrap(), "USD/MMBtu", gas).unwrap();
    /// assert!((price.value - 7.0028).abs() < 1e-4 && price.used_heating_value);
    /// ```
    ///
    /// # Errors
    /// When the two measure things that no property of the gas connects.
    pub fn new(quantity: &Quantity, unit: &str, gas: Convention) -> Result<Self, UnitError> {
        let target = Unit::parse(unit)?;
        for (heating, mass) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1)] {
            let bridged = quantity
                .dimension
                .times(HEATING_VALUE, heating)
                .and_then(|dimension| dimension.times(MOLAR_MASS, mass));
            if bridged != Some(target.dimension) {
                continue;
            }
            let factor = gas.heating_value.powi(heating.into()) * gas.molar_mass.powi(mass.into());
            let bridge = Quantity {
                value: quantity.value * factor,
                dimension: target.dimension,
                currency: quantity.currency.clone(),
            };
            return Ok(Self {
                value: bridge.to(unit)?,
                used_heating_value: heating != 0,
                used_molar_mass: mass != 0,
            });
        }
        Err(UnitError::NoConversion {
            from: quantity.dimension.describe(),
            to: target.dimension.describe(),
            missing: "two units that measure the same, or a volume, a mass and an energy of gas".to_owned(),
        })
    }
}

/// What one unit of a currency is worth in another, such as 1.08 USD/EUR.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeRate {
    /// The currency that is priced, such as `EUR`.
    pub of: String,
    /// The currency of the price, such as `USD`.
    pub in_currency: String,
    /// Units of `in_currency` for one of `of`.
    pub rate: f64,
}

impl ExchangeRate {
    /// Reads a rate such as `"1.08 USD/EUR"` or `"80 RUB/USD"`.
    ///
    /// # Errors
    /// When the text is not a number above zero with two currencies.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let wrong = |why: &str| UnitError::BadRate { text: text.trim().to_owned(), why: why.to_owned() };
        let (number, pair) =
            text.trim().split_once(' ').ok_or_else(|| wrong("a number and two currencies are expected"))?;
        let rate: f64 = number.parse().map_err(|_| wrong("it does not start with a number"))?;
        if !(rate.is_finite() && rate > 0.0) {
            return Err(wrong("the rate is not above zero"));
        }
        let (top, bottom) = pair.split_once('/').ok_or_else(|| wrong("two currencies are expected"))?;
        let currency = |name: &str| {
            Unit::parse(name.trim())
                .ok()
                .and_then(|unit| unit.currency)
                .ok_or_else(|| wrong("two currencies are expected"))
        };
        Ok(Self { of: currency(bottom)?, in_currency: currency(top)?, rate })
    }

    /// The quantity in the other currency of the rate, if it is in one of the two.
    ///
    /// ```
    /// use linepack::units::{ExchangeRate, Quantity};
    /// let rate = ExchangeRate::parse("1.08 USD/EUR").unwrap();
    /// let price: Quantity = "10 EUR/MWh".parse().unwrap();
    /// assert!((rate.apply(price).to("USD/MWh").unwrap() - 10.8).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn apply(&self, mut quantity: Quantity) -> Quantity {
        let held = quantity.currency.clone().unwrap_or_default();
        if super::same_money(&held, &self.of) {
            quantity.value *= self.rate;
            quantity.currency = Some(self.in_currency.clone());
        } else if super::same_money(&held, &self.in_currency) {
            quantity.value /= self.rate;
            quantity.currency = Some(self.of.clone());
        }
        quantity
    }
}
