//! GERG-2008, the reference equation of state of natural gases (ISO 20765-2).
//!
//! ```text
//! a(δ, τ, x) = Σᵢ xᵢ aᵢ(δ, τ) + Σᵢ<ⱼ xᵢ xⱼ Fᵢⱼ aᵢⱼ(δ, τ),   δ = ρ/ρ_r(x),   τ = T_r(x)/T
//! aᵢ  = Σ n δ^d τ^t  +  Σ n δ^d τ^t exp(−δ^c)
//! aᵢⱼ = Σ n δ^d τ^t  +  Σ n δ^d τ^t exp(−η (δ − ε)² − β (δ − γ))
//! ```
//!
//! Every term is a product of one function of temperature and one of density. For a given
//! composition all terms with the same density function are merged, and every distinct τ^t is
//! raised once; a density then costs a few short sums.
//!
//! Source: Kunz & Wagner, J. Chem. Eng. Data 57 (2012) 3032–3091, eqs. (9)–(13).

use super::assemble::Residual;
use super::composition::Composition;
use super::density::{Fluid, Isotherm};
use super::number::Number;
use super::tables::gerg2008_table::{CRITICAL, DEPARTURE, GAS_CONSTANT, PAIRS, PURE};

/// More density functions than all 21 components together need (a test holds this).
const MAX_GROUPS: usize = 64;
/// More exponentials than all 21 components together need (a test holds this).
const MAX_DAMPINGS: usize = 24;
/// More than the highest power of δ in any term.
const POWERS: usize = 8;

/// The exponential exp(l δ + q δ² − δ^c) of a term; c = 0 where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Damping {
    linear: f64,
    quadratic: f64,
    power: u8,
}

/// All terms sharing δ^d and one exponential.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Group {
    damping: usize,
    d: u8,
}

/// One term's temperature function n τ^t, for the group it belongs to.
#[derive(Debug, Clone, Copy)]
struct Term {
    n: f64,
    t: f64,
    group: usize,
}

/// GERG-2008 prepared for one composition.
#[derive(Debug, Clone)]
pub(super) struct Gerg2008 {
    /// Reducing density ρ_r, mol/m³.
    reducing_density: f64,
    /// Reducing temperature T_r, K.
    reducing_temperature: f64,
    dampings: Vec<Damping>,
    groups: Vec<Group>,
    /// Sorted by exponent, so that each τ^t is raised once.
    terms: Vec<Term>,
}

impl Gerg2008 {
    pub(super) fn new(composition: &Composition) -> Self {
        let (reducing_density, reducing_temperature) = reducing(composition);
        let mut model = Gerg2008 {
            reducing_density,
            reducing_temperature,
            dampings: Vec::new(),
            groups: Vec::new(),
            terms: Vec::new(),
        };
        for (component, x) in composition.present() {
            for &(n, d, t, c) in PURE[component.index()] {
                // exp(−δ) and exp(−δ²) are the linear and the quadratic exponential of the pairs.
                let damping = match c {
                    1 => Damping { linear: -1.0, quadratic: 0.0, power: 0 },
                    2 => Damping { linear: 0.0, quadratic: -1.0, power: 0 },
                    power => Damping { linear: 0.0, quadratic: 0.0, power },
                };
                model.add(x * n, d, t, damping);
            }
        }
        let x = composition.fractions();
        for pair in PAIRS.iter().filter(|pair| pair.weight != 0.0) {
            let weight = x[usize::from(pair.of.0)] * x[usize::from(pair.of.1)] * pair.weight;
            if weight != 0.0 {
                for &(n, d, t, quadratic, linear, g) in DEPARTURE[usize::from(pair.departure)] {
                    model.add(weight * n * g.exp(), d, t, Damping { linear, quadratic, power: 0 });
                }
            }
        }
        model.terms.sort_by(|a, b| a.t.total_cmp(&b.t));
        model
    }

    fn add(&mut self, n: f64, d: u8, t: f64, damping: Damping) {
        let damping = place(&mut self.dampings, damping);
        let group = place(&mut self.groups, Group { damping, d });
        match self.terms.iter_mut().find(|term| term.group == group && term.t == t) {
            Some(term) => term.n += n,
            None => self.terms.push(Term { n, t, group }),
        }
    }

    /// The temperature functions of every group, once per temperature (K).
    pub(super) fn isotherm<N: Number>(&self, temperature: N) -> GergIsotherm<'_, N> {
        let zero = N::from(0.0);
        let mut sums = [[zero; 3]; MAX_GROUPS];
        let ln_tau = (temperature.recip() * self.reducing_temperature).ln();
        let mut raised = (f64::NAN, zero);
        for term in &self.terms {
            if term.t != raised.0 {
                raised = (term.t, (ln_tau * term.t).exp());
            }
            let value = raised.1 * term.n;
            let first = value * term.t;
            let [s, s_t, s_tt] = &mut sums[term.group];
            *s = *s + value;
            *s_t = *s_t + first;
            *s_tt = *s_tt + first * (term.t - 1.0);
        }
        GergIsotherm { model: self, sums }
    }
}

fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
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

/// GERG-2008 at one composition and temperature.
pub(super) struct GergIsotherm<'a, N = f64> {
    model: &'a Gerg2008,
    /// Per group Σ n τ^t times 1, t and t (t − 1).
    sums: [[N; 3]; MAX_GROUPS],
}

/// A damping at one density: its value and (δ d/dδ)ᵏ of its exponent for k = 1, 2, 3.
type Damped<N> = [N; 4];

impl<N: Number> GergIsotherm<'_, N> {
    fn powers(&self, density: N) -> ([N; POWERS], [Damped<N>; MAX_DAMPINGS]) {
        let delta = density / self.model.reducing_density;
        let mut power = [N::from(1.0); POWERS];
        for d in 1..POWERS {
            power[d] = power[d - 1] * delta;
        }
        let mut damped = [[N::from(0.0); 4]; MAX_DAMPINGS];
        for (out, damping) in damped.iter_mut().zip(&self.model.dampings) {
            let linear = delta * damping.linear;
            let quadratic = power[2] * damping.quadratic;
            let mut exponent = linear + quadratic;
            let mut slopes = [linear + quadratic * 2.0, linear + quadratic * 4.0, linear + quadratic * 8.0];
            if damping.power > 0 {
                let c = f64::from(damping.power);
                let mut high = -power[usize::from(damping.power)];
                exponent = exponent + high;
                for slope in &mut slopes {
                    high = high * c;
                    *slope = *slope + high;
                }
            }
            *out = [exponent.exp(), slopes[0], slopes[1], slopes[2]];
        }
        (power, damped)
    }

    /// Everything at molar `density`, mol/m³.
    pub(super) fn residual_at(&self, density: N) -> Residual<N> {
        let (power, damped) = self.powers(density);
        let zero = N::from(0.0);
        let mut r =
            Residual { a: zero, a_d: zero, a_dd: zero, a_ddd: zero, a_t: zero, a_tt: zero, a_dt: zero };
        for (group, &[s, s_t, s_tt]) in self.model.groups.iter().zip(&self.sums) {
            let [value, e, f, g] = damped[group.damping];
            let base = power[usize::from(group.d)] * value;
            // With θ = δ d/dδ: θ base = first · base, δ² base'' = second · base, δ³ base''' = third · base.
            let first = e + f64::from(group.d);
            let second = first * (first - 1.0) + f;
            let third = (first * 2.0 - 1.0) * f + g + second * (first - 2.0);
            let (at, a) = (s_t * base, s * base);
            r.a = r.a + a;
            r.a_d = r.a_d + a * first;
            r.a_dd = r.a_dd + a * second;
            r.a_ddd = r.a_ddd + a * third;
            r.a_t = r.a_t + at;
            r.a_tt = r.a_tt + s_tt * base;
            r.a_dt = r.a_dt + at * first;
        }
        r
    }
}

impl Isotherm for GergIsotherm<'_> {
    fn slopes(&self, density: f64) -> (f64, f64) {
        let (power, damped) = self.powers(density);
        let (mut a_d, mut a_dd) = (0.0, 0.0);
        for (group, &[s, ..]) in self.model.groups.iter().zip(&self.sums) {
            let [value, e, f, _] = damped[group.damping];
            let base = s * power[usize::from(group.d)] * value;
            let first = e + f64::from(group.d);
            a_d += base * first;
            a_dd += base * (first * (first - 1.0) + f);
        }
        (a_d, a_dd)
    }

    fn residual(&self, density: f64) -> Residual {
        self.residual_at(density)
    }
}

impl Fluid for Gerg2008 {
    const NAME: &'static str = "GERG-2008";
    const GAS_CONSTANT: f64 = GAS_CONSTANT;

    fn at(&self, temperature: f64) -> impl Isotherm {
        self.isotherm(temperature)
    }

    fn scale(&self) -> (f64, f64) {
        (self.reducing_density, self.reducing_temperature)
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::Jet;
    use super::super::{Component, Composition};
    use super::*;

    #[test]
    fn all_components_together_fit_the_fixed_arrays() {
        let parts: Vec<_> = Component::ALL.iter().map(|&c| (c, 1.0)).collect();
        let model = Gerg2008::new(&Composition::from_amounts(&parts).unwrap());
        assert!(model.groups.len() <= MAX_GROUPS, "{} groups", model.groups.len());
        assert!(model.dampings.len() <= MAX_DAMPINGS, "{} dampings", model.dampings.len());
        assert!(model.groups.iter().all(|group| usize::from(group.d) < POWERS));
    }

    #[test]
    fn pairs_are_sorted_for_the_search() {
        assert!(PAIRS.windows(2).all(|w| w[0].of < w[1].of));
    }

    #[test]
    fn written_derivatives_are_those_of_the_energy() {
        let gas: Composition = "CH4 0.8, N2 0.05, CO2 0.04, C2H6 0.06, C3H8 0.03, H2 0.02".parse().unwrap();
        let model = Gerg2008::new(&gas);
        for (density, temperature) in [(10.0, 250.0), (4_000.0, 280.0), (12_000.0, 320.0), (20_000.0, 400.0)]
        {
            let jet = model.isotherm(Jet::second(temperature)).residual_at(Jet::first(density));
            let r = model.isotherm(temperature).residual_at(density);
            let (rho, t) = (density, temperature);
            let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * (1.0 + a.abs()), "{a} against {b}");
            close(r.a, jet.a.v);
            close(r.a_d, rho * jet.a.x);
            close(r.a_dd, rho * rho * jet.a.xx);
            close(r.a_t, -t * jet.a.y);
            close(r.a_dt, -rho * t * jet.a.xy);
            close(r.a_tt, t * t * jet.a.yy + 2.0 * t * jet.a.y);
            close(r.a_ddd + 2.0 * r.a_dd, rho * jet.a_dd.x);
            let (a_d, a_dd) = model.isotherm(temperature).slopes(density);
            close(r.a_d, a_d);
            close(r.a_dd, a_dd);
        }
    }
}
