//! A gas at one temperature: density, and its integral over pressure, in nanoseconds.
//!
//! ```text
//! ρ(p) = p/(Z R_s T),     Φ(p) = ∫₀ᵖ ρ dp′,     R_s = R/M
//! ```
//!
//! Along a level pipe at one temperature the momentum balance is dΦ = −λ q|q|/(2 D A²) dx whatever
//! the equation of state, so Φ is the nodal variable in which a network of pipes is exact and its
//! equations are symmetric.
//!
//! 1/Z is interpolated by polynomials of degree 7 in p; Φ is their integral, exactly, so the two
//! never disagree. Interpolation error for the equations of state in use: below 1e-12.

use std::f64::consts::PI;

use super::compressibility::{Compressibility, GAS_CONSTANT};
use crate::gas::GasError;

/// Points, and coefficients, of one piece.
const POINTS: usize = 8;

/// Widest piece, Pa.
const PIECE: f64 = 0.4e6;

/// A gas at one temperature.
#[derive(Debug, Clone)]
pub struct Isotherm {
    specific: f64,
    width: f64,
    pieces: Vec<Piece>,
}

/// One piece in t = (p − start)/width, from 0 to 1.
#[derive(Debug, Clone)]
struct Piece {
    /// 1/Z = Σ cᵢ tⁱ.
    reciprocal: [f64; POINTS],
    /// Φ = `base` + Σ gᵢ tⁱ⁺¹.
    growth: [f64; POINTS + 1],
    base: f64,
}

impl Isotherm {
    /// Tabulates up to `pressure_limit` in Pa at `temperature` in K for a gas of `molar_mass` in kg/mol.
    ///
    /// Above the limit 1/Z stays what it is there; [`Isotherm::limit`] tells a caller to look.
    pub fn new(
        gas: Compressibility<'_>,
        molar_mass: f64,
        temperature: f64,
        pressure_limit: f64,
    ) -> Result<Self, GasError> {
        for (value, what) in
            [(molar_mass, "molar mass"), (temperature, "temperature"), (pressure_limit, "pressure")]
        {
            if !(value > 0.0 && value.is_finite()) {
                return Err(GasError::BadParameter { what, value, must_be: "above 0 and finite" });
            }
        }
        let specific = GAS_CONSTANT / molar_mass * temperature;
        let count = if matches!(gas, Compressibility::Constant(_)) {
            1.0
        } else {
            (pressure_limit / PIECE).ceil().clamp(4.0, 4096.0)
        };
        let width = pressure_limit / count;
        let mut pieces = Vec::new();
        let (mut start, mut base) = (0.0, 0.0);
        while pieces.len() < whole(count) {
            let mut values = [0.0; POINTS];
            for (i, value) in values.iter_mut().enumerate() {
                let p = start + width * node(i);
                let z = gas.factor(p, temperature, molar_mass)?;
                if !(z > 0.0 && z.is_finite()) {
                    return Err(GasError::BadParameter {
                        what: "compressibility factor within the pressures of the network",
                        value: z,
                        must_be: "above 0: choose an equation of state that covers these pressures",
                    });
                }
                *value = 1.0 / z;
            }
            let piece = Piece::new(&values, start, width, base, specific);
            base = piece.potential(1.0);
            start += width;
            pieces.push(piece);
        }
        Ok(Self { specific, width, pieces })
    }

    /// R_s T, J/kg.
    pub fn specific_gas_constant_times_temperature(&self) -> f64 {
        self.specific
    }

    /// Highest pressure tabulated, Pa.
    pub fn limit(&self) -> f64 {
        self.width * self.pieces.len() as f64
    }

    /// Z and dZ/dp (1/Pa) at a pressure in Pa.
    pub fn compressibility(&self, pressure: f64) -> (f64, f64) {
        let (piece, t) = self.piece(pressure);
        let (value, slope) = horner(&piece.reciprocal, t);
        let z = 1.0 / value;
        (z, -z * z * slope / self.width)
    }

    /// Density ρ in kg/m³ and dρ/dp in kg/(m³ Pa) at a pressure in Pa.
    pub fn density(&self, pressure: f64) -> (f64, f64) {
        let (piece, t) = self.piece(pressure);
        let (value, slope) = horner(&piece.reciprocal, t);
        (pressure * value / self.specific, (value + pressure * slope / self.width) / self.specific)
    }

    /// Φ in Pa kg/m³ at a pressure in Pa; odd in p, so that an exhausted line is seen as Φ below 0.
    pub fn potential(&self, pressure: f64) -> f64 {
        if pressure < 0.0 {
            return -pressure * pressure * self.pieces[0].reciprocal_at(0.0) / (2.0 * self.specific);
        }
        let limit = self.limit();
        if pressure > limit {
            let last = &self.pieces[self.pieces.len() - 1];
            let beyond = (pressure - limit) * (pressure + limit) / (2.0 * self.specific);
            return last.potential(1.0) + beyond * last.reciprocal_at(1.0);
        }
        let (piece, t) = self.piece(pressure);
        piece.potential(t)
    }

    /// Pressure in Pa at a Φ in Pa kg/m³: the inverse of [`Isotherm::potential`].
    pub fn pressure(&self, potential: f64) -> f64 {
        if potential < 0.0 {
            return -(-2.0 * potential * self.specific / self.pieces[0].reciprocal_at(0.0)).sqrt();
        }
        let last = &self.pieces[self.pieces.len() - 1];
        let limit = self.limit();
        let beyond = potential - last.potential(1.0);
        if beyond > 0.0 {
            return (limit * limit + 2.0 * beyond * self.specific / last.reciprocal_at(1.0)).sqrt();
        }
        let k = self.pieces.partition_point(|piece| piece.base <= potential).max(1) - 1;
        let start = self.width * k as f64;
        let piece = &self.pieces[k];
        let square =
            start * start + 2.0 * (potential - piece.base) * self.specific / piece.reciprocal_at(0.5);
        let mut p = square.sqrt();
        for _ in 0..8 {
            let t = (p - start) / self.width;
            let density = p * piece.reciprocal_at(t) / self.specific;
            let step = (piece.potential(t) - potential) / density;
            if step.is_nan() {
                break;
            }
            p -= step;
            if step.abs() <= 1e-9 * p {
                break;
            }
        }
        p
    }

    fn piece(&self, pressure: f64) -> (&Piece, f64) {
        let k = whole(pressure / self.width).min(self.pieces.len() - 1);
        let t = pressure / self.width - k as f64;
        (&self.pieces[k], t.clamp(0.0, 1.0))
    }
}

impl Piece {
    fn new(values: &[f64; POINTS], start: f64, width: f64, base: f64, specific: f64) -> Self {
        let reciprocal = monomials(values);
        // dΦ/dt = p/(Z R_s T) width with p = start + width t.
        let scale = width / specific;
        let mut growth = [0.0; POINTS + 1];
        for (i, c) in reciprocal.iter().enumerate() {
            growth[i] += c * start * scale;
            growth[i + 1] += c * width * scale;
        }
        for (i, g) in growth.iter_mut().enumerate() {
            *g /= (i + 1) as f64;
        }
        Self { reciprocal, growth, base }
    }

    fn reciprocal_at(&self, t: f64) -> f64 {
        self.reciprocal.iter().rev().fold(0.0, |sum, c| sum * t + c)
    }

    fn potential(&self, t: f64) -> f64 {
        self.base + self.growth.iter().rev().fold(0.0, |sum, g| (sum + g) * t)
    }
}

/// The Chebyshev points of a piece.
fn node(i: usize) -> f64 {
    0.5 + 0.5 * (PI * (i as f64 + 0.5) / POINTS as f64).cos()
}

/// Coefficients Σ cᵢ tⁱ of the polynomial through the Chebyshev points.
fn monomials(values: &[f64; POINTS]) -> [f64; POINTS] {
    let mut sum = [0.0; POINTS];
    let (mut before, mut chebyshev) = ([0.0; POINTS], [0.0; POINTS]);
    chebyshev[0] = 1.0;
    for j in 0..POINTS {
        let weight: f64 = values
            .iter()
            .enumerate()
            .map(|(i, v)| v * (j as f64 * PI * (i as f64 + 0.5) / POINTS as f64).cos())
            .sum::<f64>()
            * if j == 0 { 1.0 } else { 2.0 }
            / POINTS as f64;
        for (s, c) in sum.iter_mut().zip(&chebyshev) {
            *s += weight * c;
        }
        // With s = 2t − 1: T₁ = s, then T_{j+1} = 2 s T_j − T_{j−1}.
        let factor = if j == 0 { 1.0 } else { 2.0 };
        let mut next = chebyshev.map(|c| -factor * c);
        for i in 0..POINTS - 1 {
            next[i + 1] += 2.0 * factor * chebyshev[i];
        }
        for (n, b) in next.iter_mut().zip(&before) {
            *n -= b;
        }
        before = chebyshev;
        chebyshev = next;
    }
    sum
}

fn horner(coefficients: &[f64; POINTS], t: f64) -> (f64, f64) {
    coefficients.iter().rev().fold((0.0, 0.0), |(value, slope), c| (value * t + c, slope * t + value))
}

/// A non-negative number rounded down; NaN and negative numbers give 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a saturating cast is meant")]
fn whole(value: f64) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPAY: Compressibility<'static> =
        Compressibility::Papay { critical_pressure: 4.6e6, critical_temperature: 190.0 };

    #[test]
    fn the_table_agrees_with_its_equation_to_1e_12() {
        let table = Isotherm::new(PAPAY, 0.0185, 288.15, 12e6).unwrap();
        for i in 1..=2000 {
            let p = 6e3 * f64::from(i) - 1.0;
            let z = PAPAY.factor(p, 288.15, 0.0185).unwrap();
            assert!((table.compressibility(p).0 / z - 1.0).abs() < 1e-12, "{p}");
        }
    }

    #[test]
    fn the_potential_is_the_integral_of_the_density() {
        let table = Isotherm::new(PAPAY, 0.0185, 288.15, 12e6).unwrap();
        let (low, high, steps) = (1.3e6, 9.7e6, 20_000);
        let h = (high - low) / f64::from(steps);
        let simpson: f64 = (0..steps)
            .map(|i| {
                let p = low + h * f64::from(i);
                let at = |p| table.density(p).0;
                h / 6.0 * (at(p) + 4.0 * at(p + h / 2.0) + at(p + h))
            })
            .sum();
        let exact = table.potential(high) - table.potential(low);
        assert!((simpson / exact - 1.0).abs() < 1e-12, "{simpson} {exact}");
    }

    #[test]
    fn pressure_inverts_the_potential_also_outside_the_table() {
        let table = Isotherm::new(PAPAY, 0.0185, 288.15, 12e6).unwrap();
        for p in [-3e6, -1.0, 0.0, 1e-3, 1.0, 1e5, 3.999_999e5, 4e5, 7.123e6, 12e6, 13e6, 80e6] {
            let back = table.pressure(table.potential(p));
            assert!((back - p).abs() <= 1e-14 * p.abs() + 1e-12, "{p} {back}");
        }
    }

    #[test]
    fn slopes_are_those_of_the_values() {
        let table = Isotherm::new(PAPAY, 0.0185, 288.15, 12e6).unwrap();
        for p in [0.7e6, 3.3e6, 11.1e6] {
            let h = 1e3;
            let numeric = (table.density(p + h).0 - table.density(p - h).0) / (2.0 * h);
            assert!((table.density(p).1 / numeric - 1.0).abs() < 1e-7);
            let numeric = (table.compressibility(p + h).0 - table.compressibility(p - h).0) / (2.0 * h);
            assert!((table.compressibility(p).1 / numeric - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn an_equation_used_far_outside_its_range_is_refused() {
        let aga = Compressibility::AgaLinear { critical_pressure: 4.6e6, critical_temperature: 190.0 };
        assert!(Isotherm::new(aga, 0.0185, 288.15, 90e6).is_err());
        assert!(Isotherm::new(aga, 0.0185, f64::NAN, 9e6).is_err());
    }
}
