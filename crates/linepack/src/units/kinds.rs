//! Typed quantities: what a caller asks for, in SI inside.

use super::unit::{Dimension, Unit};
use super::{Quantity, UnitError};
use std::fmt;
use std::str::FromStr;

pub(super) const PRESSURE: Dimension = Dimension([-1, 1, -2, 0, 0, 0]);
pub(super) const TEMPERATURE: Dimension = Dimension([0, 0, 0, 1, 0, 0]);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $dimension:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// Exponents of the base quantities.
            pub const DIMENSION: Dimension = Dimension($dimension);

            /// From a value in SI.
            pub const fn from_si(value: f64) -> Self {
                Self(value)
            }

            /// The value in SI.
            pub const fn si(self) -> f64 {
                self.0
            }

            /// The number in another unit of the same dimension.
            ///
            /// # Errors
            /// When `unit` cannot be read, or measures something else.
            pub fn to(self, unit: &str) -> Result<f64, UnitError> {
                let unit = Unit::parse(unit)?;
                if unit.dimension == Self::DIMENSION {
                    Ok(unit.of_si(self.0))
                } else {
                    Err(UnitError::Mismatch {
                        text: unit.text.clone(),
                        expected: Self::DIMENSION.describe(),
                        found: unit.dimension.describe(),
                    })
                }
            }
        }

        impl FromStr for $name {
            type Err = UnitError;

            fn from_str(text: &str) -> Result<Self, UnitError> {
                let quantity: Quantity = text.parse()?;
                if quantity.dimension == Self::DIMENSION {
                    return Ok(Self(quantity.value));
                }
                let (text, expected) = (text.trim().to_owned(), Self::DIMENSION.describe());
                if quantity.dimension == Dimension::NONE && !text.contains('%') {
                    return Err(UnitError::NoUnit { text, expected });
                }
                Err(UnitError::Mismatch { text, expected, found: quantity.dimension.describe() })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let quantity = Quantity { value: self.0, dimension: Self::DIMENSION, currency: None };
                fmt::Display::fmt(&quantity, f)
            }
        }
    )*};
}

kinds! {
    /// A true ratio; SI: 1.
    Ratio [0, 0, 0, 0, 0, 0];
    /// A length; SI: m.
    Length [1, 0, 0, 0, 0, 0];
    /// A mass; SI: kg.
    Mass [0, 1, 0, 0, 0, 0];
    /// A time; SI: s.
    Time [0, 0, 1, 0, 0, 0];
    /// A temperature; SI: K.
    Temperature [0, 0, 0, 1, 0, 0];
    /// A pressure, absolute; SI: Pa.
    Pressure [-1, 1, -2, 0, 0, 0];
    /// An energy; SI: J.
    Energy [2, 1, -2, 0, 0, 0];
    /// A power; SI: W.
    Power [2, 1, -3, 0, 0, 0];
    /// A mass flow; SI: kg/s.
    MassFlow [0, 1, -1, 0, 0, 0];
    /// An amount of gas, written as a volume at a reference state; SI: mol.
    GasAmount [0, 0, 0, 0, 1, 0];
    /// A flow of gas, written as a volume at a reference state by time; SI: mol/s.
    AmountFlow [0, 0, -1, 0, 1, 0];
    /// An overall heat-transfer coefficient; SI: W/(m² K).
    HeatTransferCoefficient [0, 1, -3, -1, 0, 0];
    /// An amount of money, in units of its currency.
    Money [0, 0, 0, 0, 0, 1];
    /// Money by amount of gas; SI: money/mol.
    MoneyPerGas [0, 0, 0, 0, -1, 1];
    /// Money by length; SI: money/m.
    MoneyPerLength [-1, 0, 0, 0, 0, 1];
    /// Money by mass; SI: money/kg.
    MoneyPerMass [0, -1, 0, 0, 0, 1];
    /// Money by power; SI: money/W.
    MoneyPerPower [-2, -1, 3, 0, 0, 1];
}
