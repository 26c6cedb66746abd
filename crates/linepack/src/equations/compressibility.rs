//! The compressibility factor Z(p, T) of a gas of which a network file states only a few numbers.
//!
//! ```text
//! ρ = p M / (Z R T)
//! ```
//!
//! A gas of known composition has its own equation of state in [`crate::gas`]; it enters here as
//! [`Compressibility::Of`].

use std::fmt;

use crate::gas::{GasError, Law, Properties};

/// Molar gas constant R, J/(mol K) (exact since 2019).
pub const GAS_CONSTANT: f64 = 8.314_462_618_153_24;

/// How Z depends on pressure and temperature. Reduced: p_r = p/p_c, T_r = T/T_c.
#[derive(Clone, Copy)]
pub enum Compressibility<'a> {
    /// The same Z everywhere, dimensionless.
    Constant(f64),
    /// Z = 1 + c p, whatever the temperature.
    Linear {
        /// c, 1/Pa.
        per_pascal: f64,
    },
    /// Papay: Z = 1 − 3.52 p_r e^(−2.26 T_r) + 0.274 p_r² e^(−1.878 T_r).
    ///
    /// Source: Papay, OGIL Müsz. Tud. Közl. (1968); in this form Schmidt et al., Data 2 (2017) 40.
    Papay {
        /// Pseudocritical pressure p_c, Pa.
        critical_pressure: f64,
        /// Pseudocritical temperature T_c, K.
        critical_temperature: f64,
    },
    /// American Gas Association, linear: Z = 1 + (0.257 − 0.533/T_r) p_r; up to 7 MPa.
    ///
    /// Source: Králik et al., Dynamic Modeling of Large-Scale Networks (1988); Schmidt et al., Data 2 (2017) 40.
    AgaLinear {
        /// Pseudocritical pressure p_c, Pa.
        critical_pressure: f64,
        /// Pseudocritical temperature T_c, K.
        critical_temperature: f64,
    },
    /// California Natural Gas Association, with its coefficients given: 1/Z = b₁ + b₂ p.
    ///
    /// Source: Menon, Gas Pipeline Hydraulics (2005), section 1.9.
    Reciprocal {
        /// b₁, dimensionless.
        at_vacuum: f64,
        /// b₂, 1/Pa.
        per_pascal: f64,
    },
    /// An equation of state.
    Of(&'a dyn Properties),
}

impl Compressibility<'_> {
    /// A law at a temperature in K, for a run at that temperature.
    pub fn of_law(law: Law, temperature: f64) -> Self {
        match law {
            Law::Ideal => Self::Constant(1.0),
            Law::Constant(z) => Self::Constant(z),
            Law::Linear { per_pascal } => Self::Linear { per_pascal },
            Law::Papay { critical_pressure, critical_temperature } => {
                Self::Papay { critical_pressure, critical_temperature }
            }
            Law::AgaLinear { critical_pressure, critical_temperature } => {
                Self::AgaLinear { critical_pressure, critical_temperature }
            }
            Law::Cnga { relative_density } => {
                let (at_vacuum, per_pascal) = Law::cnga_coefficients(temperature, relative_density);
                Self::Reciprocal { at_vacuum, per_pascal }
            }
            Law::CngaCoefficients { b1, b2 } => Self::Reciprocal { at_vacuum: b1, per_pascal: b2 },
        }
    }

    /// Z at absolute `pressure` in Pa (above 0) and `temperature` in K of a gas of `molar_mass` in kg/mol.
    ///
    /// ```
    /// use linepack::equations::compressibility::Compressibility;
    /// let papay = Compressibility::Papay { critical_pressure: 4.6e6, critical_temperature: 190.0 };
    /// let z = papay.factor(8e6, 288.15, 0.0185).unwrap();
    /// assert!((z / 0.849_260_037_910_855 - 1.0).abs() < 1e-14);
    /// ```
    pub fn factor(&self, pressure: f64, temperature: f64, molar_mass: f64) -> Result<f64, GasError> {
        Ok(match *self {
            Self::Constant(z) => z,
            Self::Linear { per_pascal } => 1.0 + per_pascal * pressure,
            Self::Papay { critical_pressure, critical_temperature } => {
                let (p, t) = (pressure / critical_pressure, temperature / critical_temperature);
                1.0 - 3.52 * p * (-2.26 * t).exp() + 0.274 * p * p * (-1.878 * t).exp()
            }
            Self::AgaLinear { critical_pressure, critical_temperature } => {
                let (p, t) = (pressure / critical_pressure, temperature / critical_temperature);
                1.0 + (0.257 - 0.533 / t) * p
            }
            Self::Reciprocal { at_vacuum, per_pascal } => 1.0 / (at_vacuum + per_pascal * pressure),
            Self::Of(gas) => {
                pressure * molar_mass / (gas.density(pressure, temperature)? * GAS_CONSTANT * temperature)
            }
        })
    }
}

impl fmt::Debug for Compressibility<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(z) => write!(out, "Constant({z})"),
            Self::Linear { per_pascal } => write!(out, "Linear({per_pascal}/Pa)"),
            Self::Papay { critical_pressure, critical_temperature } => {
                write!(out, "Papay({critical_pressure} Pa, {critical_temperature} K)")
            }
            Self::AgaLinear { critical_pressure, critical_temperature } => {
                write!(out, "AgaLinear({critical_pressure} Pa, {critical_temperature} K)")
            }
            Self::Reciprocal { at_vacuum, per_pascal } => {
                write!(out, "Reciprocal({at_vacuum}, {per_pascal}/Pa)")
            }
            Self::Of(_) => out.write_str("Of(equation of state)"),
        }
    }
}
