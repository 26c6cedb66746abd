//! A gas: a composition with an equation of state and a viscosity.

use super::assemble::{Molar, from_helmholtz};
use super::composition::Composition;
use super::cubic::Cubic;
use super::density::{Fluid, Isotherm, gas_density, loop_free_above};
use super::detail::{self, Detail};
use super::gerg2008::Gerg2008;
use super::gost30319::Gost30319;
use super::heating_value::{Combustion, Metering, heating_value};
use super::ideal_gas::{self, IdealMixture};
use super::law::{Law, check_range};
use super::tables::critical_table::CRITICAL;
use super::viscosity::Viscosity;
use super::{GasError, Properties, State, peng_robinson, soave_redlich_kwong};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The molar gas constant, J/(mol K), exact since 2019.
pub(super) const R_EXACT: f64 = 8.314_462_618_153_24;

/// Which equation of state gives density and heat capacities.
///
/// The equations that give only z take their heat capacities from the ideal gas and the departure
/// that z(p, T) implies, so density, enthalpy and speed of sound always belong to one surface. That
/// surface was fitted to z alone: at 10 MPa and 15 °C the c_p of Papay is some 15 %, of the AGA
/// line some 30 % below GERG-2008, of GOST 30319.2 some 5 % at 7.5 MPa. Where temperatures matter,
/// take GERG-2008 or DETAIL.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EquationOfState {
    /// GERG-2008 (ISO 20765-2), the reference.
    #[default]
    #[serde(rename = "gerg2008")]
    Gerg2008,
    /// AGA8 DETAIL (1992; ISO 12213-2).
    Detail,
    /// Peng and Robinson 1976.
    PengRobinson,
    /// Soave, Redlich and Kwong 1972.
    SoaveRedlichKwong,
    /// GOST 30319.2-2015, the simplified equation of Russian practice.
    #[serde(rename = "gost30319")]
    Gost30319,
    /// Papay 1968, with Kay's pseudo-critical point.
    Papay,
    /// The linear equation of the American Gas Association, with Kay's pseudo-critical point.
    AgaLinear,
    /// California Natural Gas Association, with the relative density at 15 °C.
    Cnga,
    /// One compressibility factor everywhere.
    Constant(f64),
    /// z = 1.
    Ideal,
}

/// The names by which equations are read, beside `constant:0.9`.
const KNOWN: [(&str, EquationOfState); 12] = [
    ("gerg2008", EquationOfState::Gerg2008),
    ("detail", EquationOfState::Detail),
    ("aga8", EquationOfState::Detail),
    ("peng-robinson", EquationOfState::PengRobinson),
    ("soave-redlich-kwong", EquationOfState::SoaveRedlichKwong),
    ("srk", EquationOfState::SoaveRedlichKwong),
    ("gost30319", EquationOfState::Gost30319),
    ("papay", EquationOfState::Papay),
    ("aga", EquationOfState::AgaLinear),
    ("aga-linear", EquationOfState::AgaLinear),
    ("cnga", EquationOfState::Cnga),
    ("ideal", EquationOfState::Ideal),
];

impl FromStr for EquationOfState {
    type Err = GasError;

    /// Reads `gerg2008`, `detail`, `peng-robinson`, `srk`, `gost30319`, `papay`, `aga`, `cnga`,
    /// `ideal`, or `constant:0.9`.
    fn from_str(text: &str) -> Result<Self, GasError> {
        let unknown = || GasError::UnknownEquation {
            name: text.to_owned(),
            known: KNOWN.iter().map(|known| known.0).chain(["constant:0.9"]).collect::<Vec<_>>().join(", "),
        };
        if let Some(value) = text.strip_prefix("constant:") {
            return Ok(EquationOfState::Constant(value.trim().parse().map_err(|_| unknown())?));
        }
        KNOWN.iter().find(|known| known.0 == text).map(|known| known.1).ok_or_else(unknown)
    }
}

impl EquationOfState {
    /// The name by which it is printed.
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
            // AGA Report No. 8 (2017) Part 1, table 1, the expanded range.
            EquationOfState::Detail => (280e6, 143.15, 673.15),
            EquationOfState::Gost30319 => (7.5e6, 250.0, 350.0),
            EquationOfState::PengRobinson | EquationOfState::SoaveRedlichKwong => (100e6, 100.0, 1000.0),
            EquationOfState::Papay => (15e6, 200.0, 500.0),
            EquationOfState::AgaLinear | EquationOfState::Cnga => (10e6, 200.0, 500.0),
            EquationOfState::Constant(_) | EquationOfState::Ideal => (100e6, 50.0, 2000.0),
        }
    }
}

/// A composition with an equation of state: the reference form of [`Properties`].
///
/// ```
/// use linepack::gas::{EquationOfState, Gas, Properties};
/// let gas = Gas::new("CH4 0.96, C2H6 0.03, N2 0.01".parse()?, EquationOfState::Gerg2008)?;
/// let state = gas.state(9.8e6, 288.15)?;
/// assert!((state.density - 82.8).abs() < 0.1); // kg/m³
/// assert!((state.joule_thomson * 1e6 - 3.65).abs() < 0.01); // K/MPa
/// # Ok::<(), linepack::gas::GasError>(())
/// ```
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
    Detail(Box<Prepared<Detail>>),
    Cubic(Prepared<Cubic>),
    Gost30319(Prepared<Gost30319>),
    Law(Law),
}

/// A Helmholtz equation with the temperature above which its density needs no search.
#[derive(Debug, Clone)]
struct Prepared<F> {
    fluid: F,
    loop_free_above: f64,
}

impl<F: Fluid> Prepared<F> {
    fn new(fluid: F) -> Self {
        Prepared { loop_free_above: loop_free_above(&fluid), fluid }
    }

    fn on(&self, isotherm: &impl Isotherm, pressure: f64, temperature: f64) -> Option<f64> {
        let rt_pressure = pressure / (F::GAS_CONSTANT * temperature);
        let has_loop = temperature < self.loop_free_above;
        gas_density(isotherm, rt_pressure, self.fluid.highest_density(), has_loop)
    }

    /// Molar density, mol/m³; `None` where there is no gas.
    fn density(&self, pressure: f64, temperature: f64) -> Option<f64> {
        self.on(&self.fluid.at(temperature), pressure, temperature)
    }

    fn molar(&self, pressure: f64, temperature: f64, ideal: &IdealMixture) -> Option<Molar> {
        let isotherm = self.fluid.at(temperature);
        let density = self.on(&isotherm, pressure, temperature)?;
        Some(from_helmholtz(density, temperature, ideal, &isotherm.residual(density)))
    }

    fn molar_at(&self, density: f64, temperature: f64, ideal: &IdealMixture) -> Molar {
        from_helmholtz(density, temperature, ideal, &self.fluid.at(temperature).residual(density))
    }
}

impl Gas {
    /// Prepares an equation for a composition; viscosity after Lee, Gonzalez and Eakin.
    pub fn new(composition: Composition, equation: EquationOfState) -> Result<Self, GasError> {
        let mut molar_mass = ideal_gas::molar_mass(&composition);
        let mut gas_constant = R_EXACT;
        let kay = |f: fn((f64, f64, f64)) -> f64| -> f64 {
            composition.present().map(|(component, x)| x * f(CRITICAL[component.index()])).sum()
        };
        let (critical_temperature, critical_pressure) = (kay(|c| c.0), kay(|c| c.1));
        let model = match equation {
            EquationOfState::Gerg2008 => {
                gas_constant = Gerg2008::GAS_CONSTANT;
                Model::Gerg2008(Box::new(Prepared::new(Gerg2008::new(&composition))))
            }
            EquationOfState::Detail => {
                gas_constant = Detail::GAS_CONSTANT;
                molar_mass = detail::molar_mass(&composition);
                Model::Detail(Box::new(Prepared::new(Detail::new(&composition))))
            }
            EquationOfState::PengRobinson => {
                Model::Cubic(Prepared::new(peng_robinson::peng_robinson(&composition)))
            }
            EquationOfState::SoaveRedlichKwong => {
                Model::Cubic(Prepared::new(soave_redlich_kwong::soave_redlich_kwong(&composition)))
            }
            EquationOfState::Gost30319 => {
                let gost = Gost30319::new(&composition)?;
                gas_constant = Gost30319::GAS_CONSTANT;
                molar_mass = gost.molar_mass();
                Model::Gost30319(Prepared::new(gost))
            }
            EquationOfState::Papay => Model::Law(Law::Papay { critical_pressure, critical_temperature }),
            EquationOfState::AgaLinear => {
                Model::Law(Law::AgaLinear { critical_pressure, critical_temperature })
            }
            EquationOfState::Cnga => {
                let at = heating_value(&composition, Combustion::Celsius15, Metering::Celsius15)?;
                Model::Law(Law::Cnga { relative_density: at.relative_density })
            }
            EquationOfState::Constant(z) => Model::Law(Law::Constant(z).checked()?),
            EquationOfState::Ideal => Model::Law(Law::Ideal),
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
    /// without asking whether the point is stable or within the equation's range (the speed of sound
    /// of an unstable point is NaN). Only for equations that are written in density; the others
    /// answer `NotCovered`.
    pub fn state_at_density(&self, density: f64, temperature: f64) -> Result<(f64, State), GasError> {
        for (what, value) in [("density in kg/m3", density), ("temperature in K", temperature)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(GasError::BadParameter { what, value, must_be: "positive" });
            }
        }
        let (rho, ideal) = (density / self.molar_mass, &self.ideal);
        let molar = match &self.model {
            Model::Gerg2008(model) => model.molar_at(rho, temperature, ideal),
            Model::Detail(model) => model.molar_at(rho, temperature, ideal),
            Model::Cubic(model) => model.molar_at(rho, temperature, ideal),
            Model::Gost30319(model) => model.molar_at(rho, temperature, ideal),
            Model::Law(_) => {
                return Err(GasError::NotCovered {
                    equation: self.equation.name(),
                    what: "a state at given density".to_owned(),
                    hint: "give the pressure instead",
                });
            }
        };
        let pressure = molar.compressibility * rho * ideal.gas_constant() * temperature;
        Ok((pressure, molar.state(self.molar_mass, self.viscosity, temperature)))
    }

    fn no_gas(&self, pressure: f64, temperature: f64) -> GasError {
        GasError::NoGasDensity { equation: self.equation.name(), pressure, temperature }
    }
}

impl Properties for Gas {
    fn state(&self, pressure: f64, temperature: f64) -> Result<State, GasError> {
        let name = self.equation.name();
        check_range(pressure, temperature, self.equation.range(), name)?;
        let ideal = &self.ideal;
        let molar = match &self.model {
            Model::Gerg2008(model) => model.molar(pressure, temperature, ideal),
            Model::Detail(model) => model.molar(pressure, temperature, ideal),
            Model::Cubic(model) => model.molar(pressure, temperature, ideal),
            Model::Gost30319(model) => model.molar(pressure, temperature, ideal),
            Model::Law(law) => Some(law.molar(pressure, temperature, ideal)),
        };
        molar
            .ok_or_else(|| self.no_gas(pressure, temperature))?
            .state(self.molar_mass, self.viscosity, temperature)
            .stable(name, pressure, temperature)
    }

    fn molar_mass(&self) -> f64 {
        self.molar_mass
    }

    fn density(&self, pressure: f64, temperature: f64) -> Result<f64, GasError> {
        check_range(pressure, temperature, self.equation.range(), self.equation.name())?;
        let density = match &self.model {
            Model::Gerg2008(model) => model.density(pressure, temperature),
            Model::Detail(model) => model.density(pressure, temperature),
            Model::Cubic(model) => model.density(pressure, temperature),
            Model::Gost30319(model) => model.density(pressure, temperature),
            Model::Law(_) => return Ok(self.state(pressure, temperature)?.density),
        };
        density.map(|rho| rho * self.molar_mass).ok_or_else(|| self.no_gas(pressure, temperature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_an_equation_is_read() {
        for (name, equation) in KNOWN {
            assert_eq!(name.parse(), Ok(equation));
        }
        assert_eq!("constant:0.87".parse(), Ok(EquationOfState::Constant(0.87)));
        let error = "gerg".parse::<EquationOfState>().unwrap_err().to_string();
        assert!(error.starts_with("unknown equation of state `gerg`; hint: one of gerg2008, "), "{error}");
    }

    #[test]
    fn equations_are_serialised_by_the_names_they_are_read_by() {
        for (_, equation) in KNOWN {
            let text = serde_json::to_string(&equation).unwrap();
            assert_eq!(text.trim_matches('"').parse(), Ok(equation), "{text}");
            assert_eq!(serde_json::from_str::<EquationOfState>(&text).unwrap(), equation);
        }
    }
}
