//! The ideal-gas part of every equation of state here.
//!
//! ```text
//! a⁰ = A⁰/(nRT) = Σ xᵢ [ ln(xᵢ ρ/ρ₀) + n1 + n2/T − (n3 − 1) ln T + Σ n ln sinh(θ/T) − Σ n ln cosh(θ/T) ]
//! ```

use super::ATMOSPHERE;
use super::composition::Composition;
use super::tables::ideal_gas_table::{IDEAL_GAS, MOLAR_MASS};

/// The gas constant in which the heat-capacity coefficients were fitted, J/(mol K).
const R_FITTED: f64 = 8.314_51;
/// Reference temperature of enthalpy and entropy, K.
const T_REFERENCE: f64 = 298.15;

/// Which constants place the zero of enthalpy and entropy.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(dead_code, reason = "used by the next commit")]
pub(super) enum Zero {
    /// Solved for, so that h and s of each pure ideal gas are zero to the last digit (GERG-2008).
    Solved,
    /// The ten printed digits of AGA8 Part 1 (DETAIL).
    Printed,
}

/// The ideal part of one composition: a few sums and the terms left after merging components.
#[derive(Debug, Clone)]
pub(super) struct IdealMixture {
    /// Gas constant, J/(mol K).
    gas_constant: f64,
    n1: f64,
    n2: f64,
    n3: f64,
    /// (amount, θ) of the sinh terms and of the cosh terms.
    sinh: Vec<(f64, f64)>,
    cosh: Vec<(f64, f64)>,
}

/// a⁰ and its derivatives in the inverse reduced temperature τ = T_r/T, dimensionless.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ideal {
    /// a⁰.
    pub a: f64,
    /// τ ∂a⁰/∂τ.
    pub a_t: f64,
    /// τ² ∂²a⁰/∂τ².
    pub a_tt: f64,
}

impl IdealMixture {
    pub(super) fn new(composition: &Composition, gas_constant: f64, zero: Zero) -> Self {
        let ln_rho_zero = (ATMOSPHERE / (gas_constant * T_REFERENCE)).ln();
        // GERG-2008 keeps c_p⁰ in J/(mol K) as fitted and divides by its own R.
        let scale = if zero == Zero::Solved { R_FITTED / gas_constant } else { 1.0 };
        let mut mixture =
            IdealMixture { gas_constant, n1: 0.0, n2: 0.0, n3: 0.0, sinh: Vec::new(), cosh: Vec::new() };
        for (component, x) in composition.present() {
            let fluid = &IDEAL_GAS[component.index()];
            let mut pure =
                IdealMixture { gas_constant, n1: 0.0, n2: 0.0, n3: 0.0, sinh: Vec::new(), cosh: Vec::new() };
            pure.n3 = scale * (fluid.n3 - 1.0);
            for (k, &(n, theta)) in fluid.einstein.iter().enumerate() {
                if n != 0.0 {
                    let terms = if k % 2 == 0 { &mut pure.sinh } else { &mut pure.cosh };
                    terms.push((scale * n, theta));
                }
            }
            match zero {
                Zero::Printed => {
                    pure.n1 = fluid.n1 - ln_rho_zero;
                    pure.n2 = fluid.n2;
                }
                Zero::Solved => {
                    pure.n2 = -T_REFERENCE * (1.0 + pure.at(T_REFERENCE, 0.0).a_t);
                    let state = pure.at(T_REFERENCE, ln_rho_zero);
                    pure.n1 = state.a_t - state.a;
                }
            }
            mixture.n1 += x * (pure.n1 + x.ln());
            mixture.n2 += x * pure.n2;
            mixture.n3 += x * pure.n3;
            mixture.sinh.extend(pure.sinh.iter().map(|&(n, theta)| (x * n, theta)));
            mixture.cosh.extend(pure.cosh.iter().map(|&(n, theta)| (x * n, theta)));
        }
        mixture
    }

    pub(super) fn gas_constant(&self) -> f64 {
        self.gas_constant
    }

    /// At temperature in K and the logarithm of molar density in mol/m³.
    pub(super) fn at(&self, temperature: f64, ln_density: f64) -> Ideal {
        let inverse = 1.0 / temperature;
        let mut a = ln_density + self.n1 + self.n2 * inverse - self.n3 * temperature.ln();
        let mut a_t = self.n3 + self.n2 * inverse;
        let mut a_tt = -self.n3;
        for &(n, theta) in &self.sinh {
            let y = theta * inverse;
            let e = (-2.0 * y).exp();
            let below = 1.0 / (1.0 - e);
            a += n * (y + (1.0 - e).ln() - std::f64::consts::LN_2);
            a_t += n * y * (1.0 + e) * below;
            a_tt -= n * y * y * 4.0 * e * below * below;
        }
        for &(n, theta) in &self.cosh {
            let y = theta * inverse;
            let e = (-2.0 * y).exp();
            let below = 1.0 / (1.0 + e);
            a -= n * (y + (1.0 + e).ln() - std::f64::consts::LN_2);
            a_t -= n * y * (1.0 - e) * below;
            a_tt -= n * y * y * 4.0 * e * below * below;
        }
        Ideal { a, a_t, a_tt }
    }
}

/// Molar mass in kg/mol after ISO 20765-2.
pub(super) fn molar_mass(composition: &Composition) -> f64 {
    composition.fractions().iter().zip(&MOLAR_MASS).map(|(x, m)| x * m).sum()
}

#[cfg(test)]
mod tests {
    use super::super::Component;
    use super::*;

    const R: f64 = 8.314_472;

    #[test]
    fn pure_ideal_gases_have_no_enthalpy_or_entropy_at_the_reference() {
        for component in Component::ALL {
            let gas = IdealMixture::new(&Composition::pure(component), R, Zero::Solved);
            let state = gas.at(T_REFERENCE, (ATMOSPHERE / (R * T_REFERENCE)).ln());
            assert!((1.0 + state.a_t).abs() < 1e-13, "{component}: {}", state.a_t);
            assert!((state.a_t - state.a).abs() < 1e-13);
        }
    }

    #[test]
    fn solved_and_printed_constants_place_the_same_zero() {
        for component in Component::ALL {
            let pure = Composition::pure(component);
            let solved = IdealMixture::new(&pure, R_FITTED, Zero::Solved);
            let printed = IdealMixture::new(&pure, R_FITTED, Zero::Printed);
            // Ten digits are printed, of numbers up to 1e5 K.
            assert!((solved.n2 - printed.n2).abs() < 1e-5, "{component} {} {}", solved.n2, printed.n2);
            assert!((solved.n1 - printed.n1).abs() < 1e-6, "{component} {} {}", solved.n1, printed.n1);
        }
    }

    #[test]
    fn methane_has_the_known_heat_capacity_at_25_celsius() {
        // 35.7 J/(mol K), to the digit on which the tables of this century agree.
        let gas = IdealMixture::new(&Composition::pure(Component::Methane), R, Zero::Solved);
        let cp = R * (1.0 - gas.at(298.15, 0.0).a_tt);
        assert!((cp - 35.7).abs() < 0.05, "{cp}");
    }
}
