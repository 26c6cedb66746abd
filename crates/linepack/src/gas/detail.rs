//! AGA8 DETAIL, the equation of state of custody transfer (1992; ISO 12213-2, ISO 20765-1).
//!
//! ```text
//! a = ρ Σ₁¹⁸ Bₙ T^−u − D Σ₁₃¹⁸ Cₙ T^−u + Σ₁₃⁵⁸ Cₙ T^−u D^b exp(−D^k),   D = K³ ρ
//! Bₙ = aₙ Σᵢ Σⱼ xᵢ xⱼ Eᵢⱼ^u (Kᵢ Kⱼ)^1.5 wₙ,ᵢⱼ,   Cₙ = aₙ U^u wₙ
//! ```
//!
//! w is the weight of the molecular effect a term stands for (orientation, quadrupole, …).
//!
//! Source: Starling & Savidge, AGA Report No. 8 (1992), eqs. (12)–(38); with its own molar masses and
//! gas constant, so that a meter programmed after the report agrees.

use super::composition::Composition;
use super::density::{Fluid, Isotherm};
use super::helmholtz_terms::{Damping, Terms};
use super::tables::detail_table::{GAS_CONSTANT, MOLAR_MASS, MOLECULES, Molecule, PAIRS, TERMS, Weight};

/// Terms whose share linear in density is the second virial coefficient.
const VIRIAL_TERMS: usize = 18;
/// The first term with a share beyond it.
const FIRST_HIGHER_TERM: usize = 12;

/// DETAIL prepared for one composition.
#[derive(Debug, Clone)]
pub(super) struct Detail(Terms);

/// Mixture parameters.
struct Mixture {
    /// U, K.
    u: f64,
    /// K³, dm³/mol.
    k3: f64,
    orientation: f64,
    quadrupole: f64,
    high_temperature: f64,
}

impl Detail {
    pub(super) fn new(composition: &Composition) -> Self {
        let present: Vec<(usize, f64)> = composition.present().map(|(c, x)| (c.index(), x)).collect();
        let mixture = Mixture::new(&present);
        let mut terms = Terms::new(1000.0 / mixture.k3, mixture.u);
        for (n, &(a, b, k, u, weight)) in TERMS.iter().enumerate() {
            if n < VIRIAL_TERMS {
                // ρ Bₙ = D Bₙ/K³, with T^−u = τ^u U^−u.
                terms.add(a * virial(&present, &mixture, u, weight) / mixture.k3, 1, u, Damping::NONE);
            }
            if n >= FIRST_HIGHER_TERM {
                let c = a * mixture.weight(weight);
                if n < VIRIAL_TERMS {
                    terms.add(-c, 1, u, Damping::NONE);
                }
                terms.add(c, b, u, Damping::power(k));
            }
        }
        Detail(terms.finished())
    }
}

impl Mixture {
    /// U⁵ and K⁵ = (Σ xᵢ Yᵢ^2.5)² + 2 Σᵢ<ⱼ xᵢ xⱼ (Yᵢⱼ⁵ − 1)(Yᵢ Yⱼ)^2.5,
    /// G = Σ xᵢ Gᵢ + Σᵢ<ⱼ xᵢ xⱼ (Gᵢⱼ − 1)(Gᵢ + Gⱼ), Q = Σ xᵢ Qᵢ, F = Σ xᵢ² Fᵢ.
    fn new(present: &[(usize, f64)]) -> Self {
        let (mut u, mut k, mut g, mut q, mut f) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for &(i, x) in present {
            let m = &MOLECULES[i];
            u += x * m.e.powf(2.5);
            k += x * m.k.powf(2.5);
            g += x * m.g;
            q += x * m.q;
            f += x * x * m.f;
        }
        (u, k) = (u * u, k * k);
        for (place, &(i, xi)) in present.iter().enumerate() {
            for &(j, xj) in &present[place + 1..] {
                let ([_, u_ij, k_ij, g_ij], a, b) = (interaction(i, j), &MOLECULES[i], &MOLECULES[j]);
                u += 2.0 * xi * xj * (u_ij.powi(5) - 1.0) * (a.e * b.e).powf(2.5);
                k += 2.0 * xi * xj * (k_ij.powi(5) - 1.0) * (a.k * b.k).powf(2.5);
                g += xi * xj * (g_ij - 1.0) * (a.g + b.g);
            }
        }
        Mixture { u: u.powf(0.2), k3: k.powf(0.6), orientation: g, quadrupole: q, high_temperature: f }
    }

    fn weight(&self, weight: Weight) -> f64 {
        match weight {
            Weight::Orientation => self.orientation,
            Weight::Quadrupole => self.quadrupole * self.quadrupole,
            Weight::HighTemperature => self.high_temperature,
            // Dipole and association appear in the second virial coefficient only.
            Weight::One | Weight::Dipole | Weight::Association => 1.0,
        }
    }
}

/// Σᵢ Σⱼ xᵢ xⱼ (Eᵢⱼ/U)^u (Kᵢ Kⱼ)^1.5 wᵢⱼ of one term, dm³/mol.
fn virial(present: &[(usize, f64)], mixture: &Mixture, u: f64, weight: Weight) -> f64 {
    let mut sum = 0.0;
    for (place, &(i, xi)) in present.iter().enumerate() {
        for &(j, xj) in &present[place..] {
            let (a, b) = (&MOLECULES[i], &MOLECULES[j]);
            let [e_ij, _, _, g_ij] = if i == j { [1.0; 4] } else { interaction(i, j) };
            let twice = if i == j { 1.0 } else { 2.0 };
            let energy = (e_ij * (a.e * b.e).sqrt() / mixture.u).powf(u);
            sum += twice * xi * xj * energy * (a.k * b.k).powf(1.5) * pair_weight(a, b, g_ij, weight);
        }
    }
    sum
}

fn pair_weight(a: &Molecule, b: &Molecule, g_ij: f64, weight: Weight) -> f64 {
    match weight {
        Weight::One => 1.0,
        Weight::Orientation => 0.5 * g_ij * (a.g + b.g),
        Weight::Quadrupole => a.q * b.q,
        Weight::HighTemperature => a.f * b.f,
        Weight::Dipole => a.s * b.s,
        Weight::Association => a.w * b.w,
    }
}

/// E*, U, K and G* of a pair i < j.
fn interaction(i: usize, j: usize) -> [f64; 4] {
    let key = (u8::try_from(i).unwrap_or(u8::MAX), u8::try_from(j).unwrap_or(u8::MAX));
    PAIRS.binary_search_by_key(&key, |pair| pair.0).map_or([1.0; 4], |place| PAIRS[place].1)
}

/// Molar mass in kg/mol as DETAIL counts it.
pub(super) fn molar_mass(composition: &Composition) -> f64 {
    composition.fractions().iter().zip(&MOLAR_MASS).map(|(x, m)| x * m).sum()
}

impl Fluid for Detail {
    const GAS_CONSTANT: f64 = GAS_CONSTANT;

    fn at(&self, temperature: f64) -> impl Isotherm {
        self.0.isotherm(temperature)
    }

    fn scale(&self) -> (f64, f64) {
        (self.0.reducing_density, self.0.reducing_temperature)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Component;
    use super::super::helmholtz_terms::tests::{check_curvature, check_derivatives, test_gas};
    use super::*;

    #[test]
    fn all_components_together_fit_the_fixed_arrays() {
        let parts: Vec<_> = Component::ALL.iter().map(|&c| (c, 1.0)).collect();
        assert!(Detail::new(&Composition::from_amounts(&parts).unwrap()).0.fits());
    }

    #[test]
    fn pairs_are_sorted_for_the_search() {
        assert!(PAIRS.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn written_derivatives_are_those_of_the_energy() {
        let gas = "CH4 0.8, N2 0.05, CO2 0.04, C2H6 0.06, H2S 0.03, H2 0.02".parse().unwrap();
        check_derivatives(&Detail::new(&gas).0);
    }

    #[test]
    fn the_curvature_of_pressure_is_that_of_the_test_point() {
        check_curvature(&Detail::new(&test_gas()).0, GAS_CONSTANT, "detail");
    }
}
