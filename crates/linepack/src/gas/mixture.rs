//! A gas: a composition with an equation of state and a viscosity.

use super::assemble::{Molar, from_gibbs, from_helmholtz};
use super::composition::Composition;
use super::density::{Fluid, Isotherm, gas_density, loop_free_above};
use super::gerg2008::Gerg2008;
use super::ideal_gas::{self, IdealMixture};
use super::number::{Jet, Number};
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

impl EquationOfState {
    /// The name by which it is read and printed.
    pub fn name(self) -> &'static str {
        match self {
            EquationOfState::Gerg2008 => "GERG-2008",
            EquationOfState::Detail => "AGA8 DETAIL",
            EquationOfState::PengRobinson => "Peng-Robinson",
            EquationOfState::SoaveRedlichKwong => "Soave-Redlich-Kwong",
            EquationOfState::Gost30319 => "GOST 30319.2",
            EquationOfState::Papay => "Papay",
            EquationOfState::AgaLinear => "AGA linear",
            EquationOfState::Cnga => "CNGA",
            EquationOfState::Constant(_) => "constant z",
            EquationOfState::Ideal => "ideal gas",
        }
    }

    /// Highest pressure (Pa), lowest and highest temperature (K) at which it is answered for.
    pub fn range(self) -> (f64, f64, f64) {
        match self {
            // The extended range of ISO 20765-2, clause 6.
            EquationOfState::Gerg2008 => (70e6, 60.0, 700.0),
            _ => (300e6, 50.0, 2000.0),
        }
    }

    fn check(self, pressure: f64, temperature: f64) -> Result<(), GasError> {
        let (to, ..) = self.range();
        if !(pressure > 0.0 && pressure <= to) {
            return Err(GasError::PressureOutOfRange { pressure, from: 0.0, to, source_name: self.name() });
        }
        self.check_temperature(temperature)
    }

    fn check_temperature(self, temperature: f64) -> Result<(), GasError> {
        let (_, from, to) = self.range();
        if (from..=to).contains(&temperature) {
            Ok(())
        } else {
            Err(GasError::TemperatureOutOfRange { temperature, from, to, source_name: self.name() })
        }
    }
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
    Gerg2008(Box<Prepared<Gerg2008>>),
    Constant(f64),
}

/// A Helmholtz equation with the temperature above which its density needs no search.
#[derive(Debug, Clone)]
struct Prepared<F> {
    fluid: F,
    loop_free_above: f64,
}

impl<F: Fluid> Prepared<F> {
    fn boxed(fluid: F) -> Box<Self> {
        Box::new(Prepared { loop_free_above: loop_free_above(&fluid), fluid })
    }

    /// Molar density, mol/m³.
    fn density(&self, isotherm: &impl Isotherm, pressure: f64, temperature: f64) -> Result<f64, GasError> {
        let rt_pressure = pressure / (F::GAS_CONSTANT * temperature);
        let has_loop = temperature < self.loop_free_above;
        gas_density(isotherm, rt_pressure, self.fluid.highest_density(), has_loop)
            .ok_or(GasError::NoGasDensity { equation: F::NAME, pressure, temperature })
    }

    fn molar_density(&self, pressure: f64, temperature: f64) -> Result<f64, GasError> {
        self.density(&self.fluid.at(temperature), pressure, temperature)
    }

    fn molar(&self, pressure: f64, temperature: f64, ideal: &IdealMixture) -> Result<Molar, GasError> {
        let isotherm = self.fluid.at(temperature);
        let density = self.density(&isotherm, pressure, temperature)?;
        Ok(from_helmholtz(density, temperature, ideal, &isotherm.residual(density)))
    }

    fn molar_at(&self, density: f64, temperature: f64, ideal: &IdealMixture) -> Molar {
        from_helmholtz(density, temperature, ideal, &self.fluid.at(temperature).residual(density))
    }
}

impl Gas {
    /// Prepares an equation for a composition; viscosity after Lee, Gonzalez and Eakin.
    pub fn new(composition: Composition, equation: EquationOfState) -> Result<Self, GasError> {
        let molar_mass = ideal_gas::molar_mass(&composition);
        let (model, gas_constant) = match equation {
            EquationOfState::Gerg2008 => {
                (Model::Gerg2008(Prepared::boxed(Gerg2008::new(&composition))), Gerg2008::GAS_CONSTANT)
            }
            EquationOfState::Ideal => (Model::Constant(1.0), R_EXACT),
            EquationOfState::Constant(value) if value > 0.0 && value.is_finite() => {
                (Model::Constant(value), R_EXACT)
            }
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
                    known: "gerg-2008, ideal, constant".into(),
                });
            }
        };
        Ok(Gas {
            molar_mass,
            ideal: IdealMixture::new(&composition, gas_constant),
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

    /// Pressure (Pa) and state at mass `density` (kg/m³) and `temperature` (K), without a search,
    /// without asking whether the point is stable or within the equation's range. Only for equations that are written in
    /// density; the others answer `NotCovered`.
    pub fn state_at_density(&self, density: f64, temperature: f64) -> Result<(f64, State), GasError> {
        for (what, value) in [("density in kg/m3", density), ("temperature in K", temperature)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(GasError::BadParameter { what, value, must_be: "positive" });
            }
        }
        let rho = density / self.molar_mass;
        let molar = match &self.model {
            Model::Gerg2008(model) => model.molar_at(rho, temperature, &self.ideal),
            Model::Constant(_) => {
                return Err(GasError::NotCovered {
                    equation: self.equation.name(),
                    what: "a state at given density".to_owned(),
                    hint: "give the pressure instead",
                });
            }
        };
        let pressure = molar.compressibility * rho * self.ideal.gas_constant() * temperature;
        Ok((pressure, self.mass_based(&molar, temperature)))
    }

    fn molar(&self, pressure: f64, temperature: f64) -> Result<Molar, GasError> {
        match &self.model {
            Model::Gerg2008(model) => model.molar(pressure, temperature, &self.ideal),
            // γ = (z − 1) ln(p/p₀): enthalpy and c_p stay ideal, c_p − c_v becomes z R.
            Model::Constant(z) => {
                let gamma = (Jet::first(pressure) / ATMOSPHERE).ln() * (z - 1.0);
                Ok(from_gibbs(pressure, temperature, &self.ideal, &gamma))
            }
        }
    }

    fn mass_based(&self, molar: &Molar, temperature: f64) -> State {
        let m = self.molar_mass;
        let density = molar.density * m;
        State {
            density,
            compressibility: molar.compressibility,
            enthalpy: molar.enthalpy / m,
            entropy: molar.entropy / m,
            isobaric_heat_capacity: molar.cp / m,
            isochoric_heat_capacity: molar.cv / m,
            speed_of_sound: (molar.mass_speed_squared / m).sqrt(),
            joule_thomson: molar.joule_thomson,
            viscosity: self.viscosity.at(density, temperature, m),
        }
    }
}

impl Properties for Gas {
    fn state(&self, pressure: f64, temperature: f64) -> Result<State, GasError> {
        self.equation.check(pressure, temperature)?;
        Ok(self.mass_based(&self.molar(pressure, temperature)?, temperature))
    }

    fn molar_mass(&self) -> f64 {
        self.molar_mass
    }

    fn density(&self, pressure: f64, temperature: f64) -> Result<f64, GasError> {
        self.equation.check(pressure, temperature)?;
        let density = match &self.model {
            Model::Gerg2008(model) => model.molar_density(pressure, temperature)?,
            Model::Constant(_) => self.molar(pressure, temperature)?.density,
        };
        Ok(density * self.molar_mass)
    }
}
