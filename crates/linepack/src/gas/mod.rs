//! Thermodynamic and transport properties of natural gas, hydrogen and carbon-dioxide blends.
//!
//! ```text
//! state(p, T)  →  ρ, z, h, s, c_p, c_v, w, μ_JT, η
//! ```
//!
//! A [`Gas`] is a [`Composition`] with an [`EquationOfState`]; a [`PropertyTable`] is its fast
//! form for solvers. Both are [`Properties`], the one interface the flow equations know.
//! Phase equilibrium is not here: one phase is assumed, the gas-like one.

mod aga_linear;
mod assemble;
mod cnga;
mod composition;
mod cubic;
mod density;
mod detail;
mod error;
mod gerg2008;
mod gost30319;
mod heating_value;
mod helmholtz_terms;
mod ideal_gas;
mod law;
mod mixture;
pub mod number;
mod papay;
mod peng_robinson;
mod soave_redlich_kwong;
mod spline;
mod table;
mod tables;
mod viscosity;

pub use composition::{Component, Composition};
pub use error::GasError;
pub use heating_value::{Combustion, HeatingValue, Metering, heating_value};
pub use law::{Law, SimpleGas};
pub use mixture::{EquationOfState, Gas};
pub use table::PropertyTable;
pub use viscosity::{Viscosity, lee_gonzalez_eakin};

/// Pressure of the standard atmosphere, Pa (exact).
pub const ATMOSPHERE: f64 = 101_325.0;

/// Everything the flow equations ask of a gas at one pressure and temperature.
///
/// Enthalpy and entropy are zero for each pure component as an ideal gas at 298.15 K and
/// 101.325 kPa (the reference of GERG-2008); only their differences mean anything.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct State {
    /// Mass density ρ, kg/m³.
    pub density: f64,
    /// Compressibility factor z = p M / (ρ R T), dimensionless.
    pub compressibility: f64,
    /// Specific enthalpy h, J/kg.
    pub enthalpy: f64,
    /// Specific entropy s, J/(kg K).
    pub entropy: f64,
    /// Specific isobaric heat capacity c_p, J/(kg K).
    pub isobaric_heat_capacity: f64,
    /// Specific isochoric heat capacity c_v, J/(kg K).
    pub isochoric_heat_capacity: f64,
    /// Speed of sound w, m/s.
    pub speed_of_sound: f64,
    /// Joule–Thomson coefficient (∂T/∂p)_h, K/Pa.
    pub joule_thomson: f64,
    /// Dynamic viscosity η, Pa s.
    pub viscosity: f64,
}

impl State {
    /// Isentropic exponent κ = w² ρ / p, dimensionless; `pressure` in Pa is the one of this state.
    pub fn isentropic_exponent(&self, pressure: f64) -> f64 {
        self.speed_of_sound * self.speed_of_sound * self.density / pressure
    }

    /// Slopes of the density, (∂ρ/∂p)_T in kg/(m³ Pa) and (∂ρ/∂T)_p in kg/(m³ K).
    ///
    /// ```text
    /// (∂ρ/∂p)_T = c_p/(c_v w²),   (∂ρ/∂T)_p = −ρ (1 + ρ c_p μ_JT)/T
    /// ```
    pub fn density_slopes(&self, temperature: f64) -> (f64, f64) {
        let cp = self.isobaric_heat_capacity;
        (
            cp / (self.isochoric_heat_capacity * self.speed_of_sound * self.speed_of_sound),
            -self.density * (1.0 + self.density * cp * self.joule_thomson) / temperature,
        )
    }
}

/// A source of gas properties: an equation of state, or a table made from one.
pub trait Properties {
    /// The state at absolute `pressure` in Pa and `temperature` in K.
    ///
    /// An argument out of range, or a point where the equation has no gas-like density, is an
    /// error; it is never replaced by a near one.
    fn state(&self, pressure: f64, temperature: f64) -> Result<State, GasError>;

    /// Molar mass M, kg/mol.
    fn molar_mass(&self) -> f64;

    /// Mass density in kg/m³ alone, where that is cheaper than the whole state.
    fn density(&self, pressure: f64, temperature: f64) -> Result<f64, GasError> {
        Ok(self.state(pressure, temperature)?.density)
    }
}

impl<P: Properties + ?Sized> Properties for &P {
    fn state(&self, pressure: f64, temperature: f64) -> Result<State, GasError> {
        (**self).state(pressure, temperature)
    }

    fn molar_mass(&self) -> f64 {
        (**self).molar_mass()
    }

    fn density(&self, pressure: f64, temperature: f64) -> Result<f64, GasError> {
        (**self).density(pressure, temperature)
    }
}
