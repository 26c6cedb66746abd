//! Density of the gas at the temperature of the run, for the inner loop.

use crate::equations::compressibility::{Compressibility, GAS_CONSTANT};
use crate::equations::isotherm::Isotherm;
use crate::gas::GasError;

/// ρ(p) in kg/m³ and dρ/dp in kg/(m³ Pa) at one temperature.
pub(super) trait Density {
    fn at(&self, pressure: f64) -> (f64, f64);
}

/// ρ = p (first + second p): an ideal gas, a constant Z, or 1/Z straight in p.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quadratic {
    first: f64,
    second: f64,
}

impl Density for Quadratic {
    #[inline(always)]
    fn at(&self, p: f64) -> (f64, f64) {
        (p * (self.first + self.second * p), self.first + 2.0 * self.second * p)
    }
}

impl Density for Isotherm {
    #[inline(always)]
    fn at(&self, p: f64) -> (f64, f64) {
        self.density(p)
    }
}

/// The density laws a run can have.
#[derive(Debug, Clone)]
pub(super) enum Law {
    Quadratic(Quadratic),
    Table(Isotherm),
}

impl Law {
    pub(super) fn new(
        gas: Compressibility<'_>,
        molar_mass: f64,
        temperature: f64,
        pressure_limit: f64,
    ) -> Result<Self, GasError> {
        let per = 1.0 / (GAS_CONSTANT / molar_mass * temperature);
        // The table checks the arguments of every law.
        let table = Isotherm::new(gas, molar_mass, temperature, pressure_limit)?;
        Ok(match gas {
            Compressibility::Constant(z) => Self::Quadratic(Quadratic { first: per / z, second: 0.0 }),
            Compressibility::Reciprocal { at_vacuum, per_pascal } => {
                Self::Quadratic(Quadratic { first: per * at_vacuum, second: per * per_pascal })
            }
            _ => Self::Table(table),
        })
    }
}
