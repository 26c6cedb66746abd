//! GERG-2008, the reference equation of state of natural gases (ISO 20765-2).
//!
//! ```text
//! a(δ, τ, x) = Σᵢ xᵢ aᵢ(δ, τ) + Σᵢ<ⱼ xᵢ xⱼ Fᵢⱼ aᵢⱼ(δ, τ),   δ = ρ/ρ_r(x),   τ = T_r(x)/T
//! aᵢ  = Σ n δ^d τ^t  +  Σ n δ^d τ^t exp(−δ^c)
//! aᵢⱼ = Σ n δ^d τ^t  +  Σ n δ^d τ^t exp(−η (δ − ε)² − β (δ − γ))
//! ```
//!
//! Source: Kunz & Wagner, J. Chem. Eng. Data 57 (2012) 3032–3091, eqs. (9)–(13).

use super::composition::Composition;
use super::density::{Fluid, Isotherm};
use super::helmholtz_terms::{Damping, Terms};
use super::tables::gerg2008_table::{CRITICAL, DEPARTURE, GAS_CONSTANT, PAIRS, PURE};

/// GERG-2008 prepared for one composition.
#[derive(Debug, Clone)]
pub(super) struct Gerg2008(Terms);

impl Gerg2008 {
    pub(super) fn new(composition: &Composition) -> Self {
        let (reducing_density, reducing_temperature) = reducing(composition);
        let mut terms = Terms::new(reducing_density, reducing_temperature);
        for (component, x) in composition.present() {
            for &(n, d, t, c) in PURE[component.index()] {
                terms.add(x * n, d, t, Damping::power(c));
            }
        }
        let x = composition.fractions();
        for pair in PAIRS.iter().filter(|pair| pair.weight != 0.0) {
            let weight = x[usize::from(pair.of.0)] * x[usize::from(pair.of.1)] * pair.weight;
            if weight != 0.0 {
                for &(n, d, t, quadratic, linear, g) in DEPARTURE[usize::from(pair.departure)] {
                    terms.add(weight * n * g.exp(), d, t, Damping { linear, quadratic, power: 0 });
                }
            }
        }
        Gerg2008(terms.finished())
    }
}

impl Fluid for Gerg2008 {
    const GAS_CONSTANT: f64 = GAS_CONSTANT;

    fn at(&self, temperature: f64) -> impl Isotherm {
        self.0.isotherm(temperature)
    }

    fn scale(&self) -> (f64, f64) {
        (self.0.reducing_density, self.0.reducing_temperature)
    }
}

/// Reducing density (mol/m³) and temperature (K) of a mixture.
///
/// ```text
/// Y_r = Σᵢ xᵢ² Y_c,ᵢ + Σᵢ<ⱼ 2 xᵢ xⱼ β γ (xᵢ + xⱼ)/(β² xᵢ + xⱼ) Y_c,ᵢⱼ,   Y = 1/ρ and T
/// 1/ρ_c,ᵢⱼ = ⅛ (ρ_c,ᵢ^−⅓ + ρ_c,ⱼ^−⅓)³,   T_c,ᵢⱼ = √(T_c,ᵢ T_c,ⱼ)
/// ```
///
/// Source: Kunz & Wagner 2012, eqs. (16)–(17).
fn reducing(composition: &Composition) -> (f64, f64) {
    let present: Vec<_> = composition.present().map(|(component, x)| (component.index(), x)).collect();
    let (mut volume, mut temperature) = (0.0, 0.0);
    for (k, &(i, xi)) in present.iter().enumerate() {
        let (rho_i, t_i) = CRITICAL[i];
        volume += xi * xi / rho_i;
        temperature += xi * xi * t_i;
        for &(j, xj) in &present[k + 1..] {
            let (rho_j, t_j) = CRITICAL[j];
            let key = (u8::try_from(i).unwrap_or(u8::MAX), u8::try_from(j).unwrap_or(u8::MAX));
            let [beta_v, gamma_v, beta_t, gamma_t] = PAIRS
                .binary_search_by_key(&key, |pair| pair.of)
                .map_or([1.0; 4], |place| PAIRS[place].reducing);
            let mix =
                |beta: f64, gamma: f64| 2.0 * xi * xj * beta * gamma * (xi + xj) / (beta * beta * xi + xj);
            volume += mix(beta_v, gamma_v) * 0.125 * (rho_i.cbrt().recip() + rho_j.cbrt().recip()).powi(3);
            temperature += mix(beta_t, gamma_t) * (t_i * t_j).sqrt();
        }
    }
    (1000.0 / volume, temperature)
}

#[cfg(test)]
mod tests {
    use super::super::Component;
    use super::super::helmholtz_terms::tests::{check_curvature, check_derivatives, test_gas};
    use super::*;

    #[test]
    fn all_components_together_fit_the_fixed_arrays() {
        let parts: Vec<_> = Component::ALL.iter().map(|&c| (c, 1.0)).collect();
        assert!(Gerg2008::new(&Composition::from_amounts(&parts).unwrap()).0.fits());
    }

    #[test]
    fn pairs_are_sorted_for_the_search() {
        assert!(PAIRS.windows(2).all(|w| w[0].of < w[1].of));
    }

    #[test]
    fn written_derivatives_are_those_of_the_energy() {
        let gas = "CH4 0.8, N2 0.05, CO2 0.04, C2H6 0.06, C3H8 0.03, H2 0.02".parse().unwrap();
        check_derivatives(&Gerg2008::new(&gas).0);
    }

    #[test]
    fn the_curvature_of_pressure_is_that_of_the_test_point() {
        check_curvature(&Gerg2008::new(&test_gas()).0, GAS_CONSTANT, "gerg2008");
    }
}
