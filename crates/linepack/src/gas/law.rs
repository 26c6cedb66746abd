//! Gases known by a few constants instead of a composition, as network files describe them.

use super::assemble::{Molar, from_gibbs};
use super::ideal_gas::IdealMixture;
use super::mixture::R_EXACT;
use super::number::{Jet, Number};
use super::viscosity::Viscosity;
use super::{ATMOSPHERE, GasError, Properties, State, aga_linear, cnga, papay};
use serde::{Deserialize, Serialize};

/// A compressibility factor explicit in pressure and temperature.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Law {
    /// z = 1.
    Ideal,
    /// z the same everywhere.
    Constant(f64),
    /// z = 1 + c p, whatever the temperature.
    Linear {
        /// c, 1/Pa.
        per_pascal: f64,
    },
    /// Papay 1968, with the pseudo-critical point of the gas.
    Papay {
        /// Pseudo-critical pressure, Pa.
        critical_pressure: f64,
        /// Pseudo-critical temperature, K.
        critical_temperature: f64,
    },
    /// The linear equation of the American Gas Association, with the pseudo-critical point.
    AgaLinear {
        /// Pseudo-critical pressure, Pa.
        critical_pressure: f64,
        /// Pseudo-critical temperature, K.
        critical_temperature: f64,
    },
    /// California Natural Gas Association after its own formula, from the relative density.
    Cnga {
        /// Relative density (air = 1).
        relative_density: f64,
    },
    /// 1/z = b₁ + b₂ p with given coefficients, whatever the temperature.
    CngaCoefficients {
        /// b₁, dimensionless.
        b1: f64,
        /// b₂, 1/Pa.
        b2: f64,
    },
}

impl Law {
    /// b₁ and b₂ (1/Pa) of [`Law::Cnga`] at a temperature in K.
    pub fn cnga_coefficients(temperature: f64, relative_density: f64) -> (f64, f64) {
        cnga::coefficients(temperature, relative_density)
    }

    /// Checks that every constant is positive and finite.
    pub(super) fn checked(self) -> Result<Self, GasError> {
        let constants = match self {
            Law::Ideal | Law::Linear { .. } => vec![],
            Law::Constant(z) => vec![("the constant compressibility factor", z)],
            Law::Papay { critical_pressure, critical_temperature }
            | Law::AgaLinear { critical_pressure, critical_temperature } => {
                vec![
                    ("the pseudo-critical pressure in Pa", critical_pressure),
                    ("the pseudo-critical temperature in K", critical_temperature),
                ]
            }
            Law::Cnga { relative_density } => vec![("the relative density", relative_density)],
            Law::CngaCoefficients { b1, b2 } => vec![("b1", b1), ("b2 in 1/Pa", b2)],
        };
        for (what, value) in constants {
            if !(value > 0.0 && value.is_finite()) {
                return Err(GasError::BadParameter { what, value, must_be: "positive" });
            }
        }
        Ok(self)
    }

    /// Residual Gibbs energy γ = ∫ (z − 1) dp/p at pressure in Pa and temperature in K. Where z does
    /// not tend to 1 at zero pressure, the integral starts at the atmosphere instead.
    pub(super) fn residual<N: Number>(self, pressure: N, temperature: N) -> N {
        match self {
            Law::Ideal => N::from(0.0),
            Law::Constant(z) => (pressure / ATMOSPHERE).ln() * (z - 1.0),
            Law::Linear { per_pascal } => pressure * per_pascal,
            Law::Papay { critical_pressure, critical_temperature } => {
                papay::residual(pressure / critical_pressure, temperature / critical_temperature)
            }
            Law::AgaLinear { critical_pressure, critical_temperature } => {
                aga_linear::residual(pressure / critical_pressure, temperature / critical_temperature)
            }
            Law::Cnga { relative_density } => {
                cnga::residual(pressure, cnga::coefficients(temperature, relative_density))
            }
            Law::CngaCoefficients { b1, b2 } => cnga::residual(pressure, (N::from(b1), N::from(b2))),
        }
    }

    /// Everything at pressure in Pa and temperature in K.
    pub(super) fn molar(self, pressure: f64, temperature: f64, ideal: &IdealMixture) -> Molar {
        let gamma = self.residual(Jet::first(pressure), Jet::second(temperature));
        from_gibbs(pressure, temperature, ideal, &gamma)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Law::Ideal => "ideal gas",
            Law::Constant(_) => "constant z",
            Law::Linear { .. } => "linear z",
            Law::Papay { .. } => "Papay",
            Law::AgaLinear { .. } => "AGA linear",
            Law::Cnga { .. } | Law::CngaCoefficients { .. } => "CNGA",
        }
    }
}

/// A gas known by its molar mass, an explicit law for z, one ideal-gas heat capacity and a viscosity.
///
/// Enthalpy and entropy are zero for the ideal gas at 298.15 K and 101.325 kPa.
///
/// ```
/// use linepack::gas::{Law, Properties, SimpleGas};
/// let law = Law::Papay { critical_pressure: 4.6e6, critical_temperature: 190.0 };
/// let gas = SimpleGas::new(0.0175, law, 35.0)?;
/// assert!((gas.state(8e6, 283.15)?.compressibility - 0.85).abs() < 0.02);
/// # Ok::<(), linepack::gas::GasError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SimpleGas {
    molar_mass: f64,
    law: Law,
    viscosity: Viscosity,
    ideal: IdealMixture,
}

impl SimpleGas {
    /// From molar mass in kg/mol, a law, and the ideal-gas isobaric heat capacity in J/(mol K).
    pub fn new(molar_mass: f64, law: Law, heat_capacity: f64) -> Result<Self, GasError> {
        for (what, value, from, must_be) in [
            ("the molar mass in kg/mol", molar_mass, 0.0, "positive"),
            ("the ideal-gas heat capacity c_p in J/(mol K)", heat_capacity, R_EXACT, "above R = 8.314"),
        ] {
            if !(value > from && value.is_finite()) {
                return Err(GasError::BadParameter { what, value, must_be });
            }
        }
        let ideal = IdealMixture::constant(heat_capacity, R_EXACT);
        Ok(SimpleGas { molar_mass, law: law.checked()?, viscosity: Viscosity::default(), ideal })
    }

    /// The same gas with another viscosity.
    pub fn with_viscosity(self, viscosity: Viscosity) -> Result<Self, GasError> {
        Ok(SimpleGas { viscosity: viscosity.checked()?, ..self })
    }

    /// The law for z.
    pub fn law(&self) -> Law {
        self.law
    }
}

impl Properties for SimpleGas {
    fn state(&self, pressure: f64, temperature: f64) -> Result<State, GasError> {
        check_range(pressure, temperature, (1e8, 50.0, 2000.0), self.law.name())?;
        let molar = self.law.molar(pressure, temperature, &self.ideal);
        molar.state(self.molar_mass, self.viscosity, temperature).stable(
            self.law.name(),
            pressure,
            temperature,
        )
    }

    fn molar_mass(&self) -> f64 {
        self.molar_mass
    }
}

/// Checks against a highest pressure (Pa) and a lowest and highest temperature (K).
pub(super) fn check_range(
    pressure: f64,
    temperature: f64,
    (highest, from, to): (f64, f64, f64),
    source_name: &'static str,
) -> Result<(), GasError> {
    if !(pressure > 0.0 && pressure <= highest) {
        return Err(GasError::PressureOutOfRange { pressure, from: 0.0, to: highest, source_name });
    }
    if !(from..=to).contains(&temperature) {
        return Err(GasError::TemperatureOutOfRange { temperature, from, to, source_name });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compressibility(law: Law, pressure: f64, temperature: f64) -> f64 {
        SimpleGas::new(0.0175, law, 35.0).unwrap().state(pressure, temperature).unwrap().compressibility
    }

    #[test]
    fn the_analytic_cases_of_papay_and_cnga_agree() {
        let Some(cases) = linepack_cases::json("steady/analytic/analytic_cases.json") else { return };
        let number = |case: &str, key: &str| linepack_cases::number(&cases[case][key]);
        let (p, t) = (8e6, linepack_cases::number(&cases["constants"]["T"]));
        let law = Law::Papay {
            critical_pressure: number("A13_papay", "pc"),
            critical_temperature: number("A13_papay", "Tc"),
        };
        let (z, expected) = (compressibility(law, p, t), number("A13_papay", "Z(p1)"));
        assert!((z - expected).abs() < 1e-14, "{z} against {expected}");
        let (b1, b2) = (number("A12_cnga", "b1"), number("A12_cnga", "b2"));
        let z = compressibility(Law::CngaCoefficients { b1, b2 }, p, t);
        assert!((z - 1.0 / (b1 + b2 * p)).abs() < 1e-14);
    }

    #[test]
    fn a_constant_factor_keeps_the_ideal_enthalpy_and_scales_the_gas_constant() {
        let gas = SimpleGas::new(0.0175, Law::Constant(0.87), 35.0).unwrap();
        let (a, b) = (gas.state(2e6, 290.0).unwrap(), gas.state(8e6, 290.0).unwrap());
        assert!((a.enthalpy - b.enthalpy).abs() < 1e-9);
        assert!((a.isobaric_heat_capacity - 35.0 / 0.0175).abs() < 1e-9);
        let difference = a.isobaric_heat_capacity - a.isochoric_heat_capacity;
        assert!((difference - 0.87 * R_EXACT / 0.0175).abs() < 1e-9);
        assert!(a.joule_thomson.abs() < 1e-20);
        assert!((b.density / a.density - 4.0).abs() < 1e-14);
    }

    #[test]
    fn constants_without_meaning_are_refused() {
        assert!(SimpleGas::new(0.0, Law::Ideal, 35.0).is_err());
        assert!(SimpleGas::new(0.016, Law::Ideal, 8.0).is_err());
        assert!(SimpleGas::new(0.016, Law::Constant(-0.9), 35.0).is_err());
        assert!(SimpleGas::new(0.016, Law::CngaCoefficients { b1: 1.0, b2: f64::NAN }, 35.0).is_err());
    }

    #[test]
    fn a_law_beyond_its_meaning_is_an_error_and_not_a_negative_density() {
        let law = Law::AgaLinear { critical_pressure: 4.6e6, critical_temperature: 190.0 };
        let gas = SimpleGas::new(0.0175, law, 35.0).unwrap();
        assert!(matches!(gas.state(40e6, 250.0), Err(GasError::NoGasDensity { .. })));
    }
}
