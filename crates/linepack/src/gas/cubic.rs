//! What the cubic equations of state share: mixing rules and the residual Helmholtz energy.
//!
//! ```text
//! a = −ln(1 − b ρ) − a_m/(b R T) · ln[(1 + δ₁ b ρ)/(1 + δ₂ b ρ)]/(δ₁ − δ₂)
//! a_m = Σᵢ Σⱼ xᵢ xⱼ √(aᵢ aⱼ) (1 − kᵢⱼ),   b = Σ xᵢ bᵢ,   √aᵢ = √(Ω_a) R T_c/√p_c · [1 + m (1 − √(T/T_c))]
//! ```
//!
//! √aᵢ is linear in √T, so a_m is P − 2 Q √T + S T with three sums made once per composition.
//!
//! Source: Michelsen & Mollerup, Thermodynamic Models (2007), chapter 3.

use super::composition::Composition;
use super::density::{Energy, EnergyIsotherm, Fluid, Isotherm};
use super::mixture::R_EXACT;
use super::number::Number;
use super::tables::critical_table::{CRITICAL, INTERACTION};

/// The numbers in which cubic equations differ.
pub(super) struct Constants {
    /// Ω_a.
    pub omega_a: f64,
    /// Ω_b.
    pub omega_b: f64,
    /// δ₁ and δ₂.
    pub delta: (f64, f64),
    /// m(ω).
    pub slope: fn(f64) -> f64,
    /// k of a pair, from its two published values (Peng–Robinson, Soave–Redlich–Kwong).
    pub interaction: fn(f64, f64) -> f64,
}

/// A cubic equation prepared for one composition.
#[derive(Debug, Clone)]
pub(super) struct Cubic {
    /// b, m³/mol.
    b: f64,
    delta: (f64, f64),
    /// P, Q and S of a_m; J m³/mol² times powers of K.
    attraction: [f64; 3],
    /// Pseudo-critical temperature, K.
    temperature: f64,
}

impl Cubic {
    pub(super) fn new(composition: &Composition, constants: &Constants) -> Self {
        let parts: Vec<(u8, f64, f64, f64)> = composition
            .present()
            .map(|(component, x)| {
                let (tc, pc, omega) = CRITICAL[component.index()];
                let root = constants.omega_a.sqrt() * R_EXACT * tc / pc.sqrt();
                let m = (constants.slope)(omega);
                // √aᵢ = root (1 + m) − root m √T/√T_c.
                (component as u8, x, root * (1.0 + m), root * m / tc.sqrt())
            })
            .collect();
        let mut attraction = [0.0; 3];
        for &(i, xi, ai, bi) in &parts {
            for &(j, xj, aj, bj) in &parts {
                let key = (i.min(j), i.max(j));
                let k = INTERACTION
                    .iter()
                    .find(|pair| pair.0 == key)
                    .map_or(0.0, |&(_, first, second)| (constants.interaction)(first, second));
                let weight = xi * xj * (1.0 - k);
                attraction[0] += weight * ai * aj;
                attraction[1] += 0.5 * weight * (ai * bj + aj * bi);
                attraction[2] += weight * bi * bj;
            }
        }
        let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
            composition.present().map(|(c, x)| x * f(CRITICAL[c.index()].0, CRITICAL[c.index()].1)).sum()
        };
        Cubic {
            b: constants.omega_b * R_EXACT * sum(&|tc, pc| tc / pc),
            delta: constants.delta,
            attraction,
            temperature: sum(&|tc, _| tc),
        }
    }
}

impl Energy for Cubic {
    fn energy<N: Number>(&self, density: N, temperature: N) -> N {
        let y = density * self.b;
        let [p, q, s] = self.attraction;
        let (d1, d2) = self.delta;
        let attraction = temperature.sqrt() * (-2.0 * q) + temperature * s + p;
        let ratio = (y * d1 + 1.0) / (y * d2 + 1.0);
        -(-y + 1.0).ln() - attraction / temperature * ratio.ln() / (self.b * R_EXACT * (d1 - d2))
    }
}

impl Fluid for Cubic {
    const GAS_CONSTANT: f64 = R_EXACT;

    fn at(&self, temperature: f64) -> impl Isotherm {
        EnergyIsotherm { energy: self, temperature }
    }

    fn scale(&self) -> (f64, f64) {
        (0.25 / self.b, self.temperature)
    }

    fn highest_density(&self) -> f64 {
        // 1/b is a pole.
        0.98 / self.b
    }
}
