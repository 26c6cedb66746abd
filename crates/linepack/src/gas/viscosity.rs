//! Dynamic viscosity of natural gas.
//!
//! ```text
//! η = K exp(X ρ^Y)      (Lee, Gonzalez and Eakin)
//! ```

use super::GasError;
use serde::{Deserialize, Serialize};

/// How the viscosity of a gas is found.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Viscosity {
    /// [`lee_gonzalez_eakin`].
    #[default]
    LeeGonzalezEakin,
    /// The same everywhere, Pa s.
    Constant(f64),
}

impl Viscosity {
    /// Checks a constant: positive and finite.
    pub(super) fn checked(self) -> Result<Self, GasError> {
        match self {
            Viscosity::Constant(value) if !(value > 0.0 && value.is_finite()) => {
                Err(GasError::BadParameter { what: "viscosity in Pa s", value, must_be: "positive" })
            }
            other => Ok(other),
        }
    }

    /// In Pa s, at mass density in kg/m³, temperature in K and molar mass in kg/mol.
    pub(super) fn at(self, density: f64, temperature: f64, molar_mass: f64) -> f64 {
        match self {
            Viscosity::LeeGonzalezEakin => lee_gonzalez_eakin(density, temperature, molar_mass),
            Viscosity::Constant(value) => value,
        }
    }
}

/// Dynamic viscosity of natural gas after Lee, Gonzalez and Eakin, Pa s.
///
/// ```text
/// η = K exp(X ρ^Y) · 1e-7,   K = (9.4 + 0.02 M) T^1.5 / (209 + 19 M + T)
/// X = 3.5 + 986/T + 0.01 M,   Y = 2.4 − 0.2 X
/// with ρ in g/cm³, T in °R, M in g/mol
/// ```
///
/// | symbol | argument      | unit   | range                                       |
/// |--------|---------------|--------|---------------------------------------------|
/// | ρ      | `density`     | kg/m³  | 0.7 to 55 MPa in the fit                    |
/// | T      | `temperature` | K      | 311 to 444 in the fit; used down to 250     |
/// | M      | `molar_mass`  | kg/mol | 0.016 to 0.024 in the fit                   |
///
/// Within 3 % of the authors' measurements; far off for hydrogen, which the fit does not contain.
///
/// The same authors' coefficients also circulate with more digits (K from 9.379 and 209.2, X from
/// 3.448); those give up to 3 % more.
///
/// Source: Lee, Gonzalez, Eakin, J. Petrol. Technol. 18 (1966) 997–1000. The example is the one of
/// Ahmed, Reservoir Engineering Handbook, chapter 2: 0.0173 cP at 8.3 lb/ft³, 140 °F, M = 20.85.
///
/// ```
/// let eta = linepack::gas::lee_gonzalez_eakin(8.3 * 16.01846, 600.0 / 1.8, 0.02085);
/// assert!((eta * 1e3 - 0.0173).abs() < 0.5e-4);
/// ```
pub fn lee_gonzalez_eakin(density: f64, temperature: f64, molar_mass: f64) -> f64 {
    let rankine = temperature * 1.8;
    let m = molar_mass * 1000.0;
    let k = (9.4 + 0.02 * m) * rankine * rankine.sqrt() / (209.0 + 19.0 * m + rankine);
    let x = 3.5 + 986.0 / rankine + 0.01 * m;
    let y = 2.4 - 0.2 * x;
    1e-7 * k * (x * (density * 1e-3).powf(y)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methane_at_pipeline_pressure_agrees_with_its_reference_viscosity() {
        // Methane at 288.15 K and 80 kg/m³: 13.6 µPa s by its reference equation; 3 % is the fit's own.
        let eta = lee_gonzalez_eakin(80.0, 288.15, 0.016043);
        assert!((eta * 1e6 / 13.6 - 1.0).abs() < 0.03, "{eta}");
    }

    #[test]
    fn a_viscosity_that_is_not_positive_is_refused() {
        assert!(Viscosity::Constant(0.0).checked().is_err());
        assert!(Viscosity::Constant(f64::NAN).checked().is_err());
        assert!(Viscosity::Constant(1.1e-5).checked().is_ok());
    }
}
