//! Density of the gas at the temperature of the run, for the inner loop.

use crate::equations::compressibility::{Compressibility, GAS_CONSTANT};
use crate::equations::isotherm::Isotherm;
use crate::gas::GasError;

/// ρ(p) in kg/m³ and dρ/dp in kg/(m³ Pa) at one temperature.
pub(super) trait Density {
    fn at(&self, pressure: f64) -> (f64, f64);

    /// Highest pressure the law is known for, Pa.
    fn limit(&self) -> f64;
}

/// ρ = p (first + second p): an ideal gas, a constant Z, or 1/Z straight in p.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quadratic {
    first: f64,
    second: f64,
}

impl Density for Quadratic {
    #[inline]
    fn at(&self, p: f64) -> (f64, f64) {
        (p * (self.first + self.second * p), self.first + 2.0 * self.second * p)
    }

    fn limit(&self) -> f64 {
        f64::INFINITY
    }
}

/// Width of a piece of a [`Table`], Pa.
const PIECE: f64 = 4e4;

/// ρ(p) by cubics that meet in value and slope: within 1e-9 of the equation of state.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pieces: Vec<[f64; 4]>,
}

impl Table {
    fn new(gas: &Isotherm) -> Self {
        let mut pieces = Vec::new();
        let mut start = 0.0;
        let (mut rho0, mut slope0) = gas.density(0.0);
        while start < gas.limit() {
            start += PIECE;
            let (rho1, slope1) = gas.density(start.min(gas.limit()));
            let (m, n, rise) = (slope0 * PIECE, slope1 * PIECE, rho1 - rho0);
            pieces.push([rho0, m, 3.0 * rise - 2.0 * m - n, m + n - 2.0 * rise]);
            (rho0, slope0) = (rho1, slope1);
        }
        Self { pieces }
    }
}

impl Density for Table {
    #[inline]
    fn at(&self, p: f64) -> (f64, f64) {
        let place = p * (1.0 / PIECE);
        let k = whole(place).min(self.pieces.len() - 1);
        let t = place - k as f64;
        let [a, b, c, d] = self.pieces[k];
        (a + t * (b + t * (c + t * d)), (b + t * (2.0 * c + t * (3.0 * d))) * (1.0 / PIECE))
    }

    fn limit(&self) -> f64 {
        PIECE * self.pieces.len() as f64
    }
}

/// A non-negative number rounded down; NaN and negative numbers give 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a saturating cast is meant")]
fn whole(value: f64) -> usize {
    value as usize
}

/// The density laws a run can have.
#[derive(Debug, Clone)]
pub(super) enum Law {
    Quadratic(Quadratic),
    Table(Table),
}

impl Law {
    pub(super) fn new(
        gas: Compressibility<'_>,
        molar_mass: f64,
        temperature: f64,
        pressure_limit: f64,
    ) -> Result<Self, GasError> {
        let per = 1.0 / (GAS_CONSTANT / molar_mass * temperature);
        // A whole number of pieces; the table checks the arguments of every law.
        let limit = PIECE * (pressure_limit / PIECE).ceil();
        let table = Isotherm::new(gas, molar_mass, temperature, limit)?;
        Ok(match gas {
            Compressibility::Constant(z) => Self::Quadratic(Quadratic { first: per / z, second: 0.0 }),
            Compressibility::Reciprocal { at_vacuum, per_pascal } => {
                Self::Quadratic(Quadratic { first: per * at_vacuum, second: per * per_pascal })
            }
            _ => Self::Table(Table::new(&table)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cubics_agree_with_their_equation_of_state_and_have_its_slope() {
        let gas = Compressibility::Papay { critical_pressure: 4.6e6, critical_temperature: 190.0 };
        let Law::Table(table) = Law::new(gas, 0.0185, 288.15, 12e6).unwrap() else { panic!("a table") };
        for i in 1..=3000 {
            let p = 4e3 * f64::from(i) - 1.0;
            let z = gas.factor(p, 288.15, 0.0185).unwrap();
            let (rho, slope) = table.at(p);
            let exact = p * 0.0185 / (z * GAS_CONSTANT * 288.15);
            assert!((rho / exact - 1.0).abs() < 1e-9, "{p}: {rho} {exact}");
            let h = 100.0;
            let numeric = (table.at(p + h).0 - table.at(p - h).0) / (2.0 * h);
            assert!((slope / numeric - 1.0).abs() < 1e-6, "{p}");
        }
    }
}
