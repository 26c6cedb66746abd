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
    /// With the gas constant of the equation of state it belongs to, J/(mol K).
    pub(super) fn new(composition: &Composition, gas_constant: f64) -> Self {
        // The heat capacities stay as fitted in J/(mol K), whatever R an equation divides by. NIST
        // scales n1 whole, which moves the zero of entropy by 4.6e-6 R in GERG-2008: kept.
        let scale = R_FITTED / gas_constant;
        let ln_rho_zero = (ATMOSPHERE / (gas_constant * T_REFERENCE)).ln();
        let mut mixture =
            IdealMixture { gas_constant, n1: 0.0, n2: 0.0, n3: 0.0, sinh: Vec::new(), cosh: Vec::new() };
        for (component, x) in composition.present() {
            let fluid = &IDEAL_GAS[component.index()];
            mixture.n1 += x * (scale * fluid.n1 - ln_rho_zero + x.ln());
            mixture.n2 += x * (scale * (fluid.n2 + T_REFERENCE) - T_REFERENCE);
            mixture.n3 += x * scale * (fluid.n3 - 1.0);
            for (k, &(n, theta)) in fluid.einstein.iter().enumerate() {
                if n != 0.0 {
                    let terms = if k % 2 == 0 { &mut mixture.sinh } else { &mut mixture.cosh };
                    terms.push((x * scale * n, theta));
                }
            }
        }
        mixture
    }

    /// One heat capacity c_p⁰ in J/(mol K) at every temperature; h and s zero at the reference.
    pub(super) fn constant(heat_capacity: f64, gas_constant: f64) -> Self {
        let n3 = heat_capacity / gas_constant - 1.0;
        let n2 = -T_REFERENCE * (1.0 + n3);
        let ln_rho_zero = (ATMOSPHERE / (gas_constant * T_REFERENCE)).ln();
        // s = 0: a⁰ = τ ∂a⁰/∂τ = −1 at the reference.
        let n1 = -1.0 - ln_rho_zero - n2 / T_REFERENCE + n3 * T_REFERENCE.ln();
        IdealMixture { gas_constant, n1, n2, n3, sinh: Vec::new(), cosh: Vec::new() }
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
        for gas_constant in [R, R_FITTED] {
            for component in Component::ALL {
                let gas = IdealMixture::new(&Composition::pure(component), gas_constant);
                let state = gas.at(T_REFERENCE, (ATMOSPHERE / (gas_constant * T_REFERENCE)).ln());
                // The constants are printed with ten digits: 1e-5 K of up to 74,000 K.
                assert!((1.0 + state.a_t).abs() < 5e-8, "{component}: {}", 1.0 + state.a_t);
                assert!((state.a_t - state.a).abs() < 5e-6, "{component}: {}", state.a_t - state.a);
            }
        }
    }

    #[test]
    fn methane_has_the_known_heat_capacity_at_25_celsius() {
        // 35.7 J/(mol K), to the digit on which the tables of this century agree.
        let gas = IdealMixture::new(&Composition::pure(Component::Methane), R);
        let cp = R * (1.0 - gas.at(298.15, 0.0).a_tt);
        assert!((cp - 35.7).abs() < 0.05, "{cp}");
    }
}
