//! A gas: a composition with an equation of state and a viscosity.

use super::assemble::{Molar, from_gibbs};
use super::composition::Composition;
use super::ideal_gas::{self, IdealMixture, Zero};
use super::number::Jet;
use super::viscosity::Viscosity;
use super::{ATMOSPHERE, GasError, Properties, State};
use serde::{Deserialize, Serialize};

/// The molar gas constant, J/(mol K), exact since 2019.
pub(super) const R_EXACT: f64 = 8.314_462_618_153_24;

/// Which equation of state gives density and heat capacities.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EquationOfState {
    /// GERG-2008 (ISO 20765-2), the reference.
    #[default]
    Gerg2008,
    /// AGA8 DETAIL (1992; ISO 12213-2).
    Detail,
    /// Peng and Robinson 1976.
    PengRobinson,
    /// Soave, Redlich and Kwong 1972.
    SoaveRedlichKwong,
    /// GOST 30319.2-2015, the simplified equation of Russian practice.
    Gost30319,
    /// Papay 1968.
    Papay,
    /// The linear equation of the American Gas Association.
    AgaLinear,
    /// California Natural Gas Association, two coefficients.
    Cnga,
    /// One compressibility factor everywhere.
    Constant(f64),
    /// z = 1.
    Ideal,
}

/// A composition with an equation of state: the reference form of [`Properties`].
#[derive(Debug, Clone)]
pub struct Gas {
    composition: Composition,
    equation: EquationOfState,
    viscosity: Viscosity,
    molar_mass: f64,
    ideal: IdealMixture,
    model: Model,
}

/// What an equation needs, prepared once for a composition.
#[derive(Debug, Clone)]
enum Model {
    Constant(f64),
}

impl Gas {
    /// Prepares an equation for a composition; viscosity after Lee, Gonzalez and Eakin.
    pub fn new(composition: Composition, equation: EquationOfState) -> Result<Self, GasError> {
        let model = match equation {
            EquationOfState::Ideal => Model::Constant(1.0),
            EquationOfState::Constant(value) if value > 0.0 && value.is_finite() => Model::Constant(value),
            EquationOfState::Constant(value) => {
                return Err(GasError::BadParameter {
                    what: "the constant compressibility factor",
                    value,
                    must_be: "positive",
                });
            }
            other => {
                return Err(GasError::UnknownEquation {
                    name: format!("{other:?}"),
                    known: "ideal, constant".into(),
                });
            }
        };
        Ok(Gas {
            molar_mass: ideal_gas::molar_mass(&composition),
            ideal: IdealMixture::new(&composition, R_EXACT, Zero::Solved),
            viscosity: Viscosity::default(),
            composition,
            equation,
            model,
        })
    }

    /// The same gas with another viscosity.
    pub fn with_viscosity(self, viscosity: Viscosity) -> Result<Self, GasError> {
        Ok(Gas { viscosity: viscosity.checked()?, ..self })
    }

    /// What it is made of.
    pub fn composition(&self) -> &Composition {
        &self.composition
    }

    /// The equation it was made with.
    pub fn equation(&self) -> EquationOfState {
        self.equation
    }

    fn molar(&self, pressure: f64, temperature: f64) -> Molar {
        match &self.model {
            // γ = (z − 1) ln(p/p₀): enthalpy and c_p stay ideal, c_p − c_v becomes z R.
            Model::Constant(z) => {
                use super::number::Number;
                let gamma = (Jet::first(pressure) / ATMOSPHERE).ln() * (z - 1.0);
                from_gibbs(pressure, temperature, &self.ideal, &gamma)
            }
        }
    }
}

impl Properties for Gas {
    fn state(&self, pressure: f64, temperature: f64) -> Result<State, GasError> {
        let source_name = "this equation of state";
        if !(pressure > 0.0 && pressure <= 3e8) {
            return Err(GasError::PressureOutOfRange { pressure, from: 0.0, to: 3e8, source_name });
        }
        if !(50.0..=2000.0).contains(&temperature) {
            return Err(GasError::TemperatureOutOfRange { temperature, from: 50.0, to: 2000.0, source_name });
        }
        let molar = self.molar(pressure, temperature);
        let m = self.molar_mass;
        let density = molar.density * m;
        Ok(State {
            density,
            compressibility: molar.compressibility,
            enthalpy: molar.enthalpy / m,
            entropy: molar.entropy / m,
            isobaric_heat_capacity: molar.cp / m,
            isochoric_heat_capacity: molar.cv / m,
            speed_of_sound: (molar.mass_speed_squared / m).sqrt(),
            joule_thomson: molar.joule_thomson,
            viscosity: self.viscosity.at(density, temperature, m),
        })
    }

    fn molar_mass(&self) -> f64 {
        self.molar_mass
    }
}
