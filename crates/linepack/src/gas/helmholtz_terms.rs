//! Helmholtz equations that are sums of products: one function of temperature times one of density.
//!
//! ```text
//! a(δ, τ) = Σ n τ^t δ^d exp(l δ + q δ² − δ^c),   δ = ρ/ρ_r,   τ = T_r/T
//! ```
//!
//! GERG-2008 and AGA8 DETAIL both have this form once the composition is fixed. All terms with the
//! same density function are merged, and every distinct τ^t is raised once; a density then costs a
//! few short sums.

use super::assemble::Residual;
use super::density::Isotherm;
use super::number::Number;

/// More density functions than all 21 components together need (a test holds this).
const MAX_GROUPS: usize = 64;
/// More exponentials than all 21 components together need (a test holds this).
const MAX_DAMPINGS: usize = 24;
/// More than the highest power of δ in any term.
const POWERS: usize = 10;

/// The exponential exp(l δ + q δ² − δ^c) of a term; c = 0 where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Damping {
    pub linear: f64,
    pub quadratic: f64,
    pub power: u8,
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

/// A sum of terms, merged.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    /// ρ_r, mol/m³.
    pub reducing_density: f64,
    /// T_r, K.
    pub reducing_temperature: f64,
    dampings: Vec<Damping>,
    groups: Vec<Group>,
    /// Sorted by exponent, so that each τ^t is raised once.
    summands: Vec<Term>,
}

impl Terms {
    pub(super) fn new(reducing_density: f64, reducing_temperature: f64) -> Self {
        Terms {
            reducing_density,
            reducing_temperature,
            dampings: Vec::new(),
            groups: Vec::new(),
            summands: Vec::new(),
        }
    }

    /// Adds n δ^d τ^t times the exponential.
    pub(super) fn add(&mut self, n: f64, d: u8, t: f64, damping: Damping) {
        let damping = place(&mut self.dampings, damping);
        let group = place(&mut self.groups, Group { damping, d });
        match self.summands.iter_mut().find(|term| term.group == group && term.t == t) {
            Some(term) => term.n += n,
            None => self.summands.push(Term { n, t, group }),
        }
    }

    /// Sorts the terms; to be called once all are added.
    pub(super) fn finished(mut self) -> Self {
        self.summands.sort_by(|a, b| a.t.total_cmp(&b.t));
        self
    }

    /// Whether the fixed arrays hold all of it.
    #[cfg(test)]
    pub(super) fn fits(&self) -> bool {
        self.groups.len() <= MAX_GROUPS
            && self.dampings.len() <= MAX_DAMPINGS
            && self.groups.iter().all(|group| usize::from(group.d) < POWERS)
            && self.dampings.iter().all(|damping| usize::from(damping.power) < POWERS)
    }

    /// The temperature functions of every group, once per temperature (K).
    pub(super) fn isotherm<N: Number>(&self, temperature: N) -> TermsAt<'_, N> {
        let zero = N::from(0.0);
        let mut sums = [[zero; 3]; MAX_GROUPS];
        let ln_tau = (temperature.recip() * self.reducing_temperature).ln();
        let mut raised = (f64::NAN, zero);
        for term in &self.summands {
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
        TermsAt { model: self, sums }
    }
}

fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

/// The sum at one temperature.
pub(super) struct TermsAt<'a, N = f64> {
    model: &'a Terms,
    /// Per group Σ n τ^t times 1, t and t (t − 1).
    sums: [[N; 3]; MAX_GROUPS],
}

/// A damping at one density: its value and (δ d/dδ)ᵏ of its exponent for k = 1 and 2.
type Damped<N> = [N; 3];

impl Damping {
    /// No exponential.
    pub(super) const NONE: Damping = Damping { linear: 0.0, quadratic: 0.0, power: 0 };

    /// exp(−δ^c), or none for c = 0.
    pub(super) fn power(c: u8) -> Self {
        match c {
            1 => Damping { linear: -1.0, ..Self::NONE },
            2 => Damping { quadratic: -1.0, ..Self::NONE },
            power => Damping { power, ..Self::NONE },
        }
    }
}

impl<N: Number> TermsAt<'_, N> {
    fn powers(&self, density: N) -> ([N; POWERS], [Damped<N>; MAX_DAMPINGS]) {
        let delta = density / self.model.reducing_density;
        let mut power = [N::from(1.0); POWERS];
        for d in 1..POWERS {
            power[d] = power[d - 1] * delta;
        }
        let mut damped = [[N::from(0.0); 3]; MAX_DAMPINGS];
        for (out, damping) in damped.iter_mut().zip(&self.model.dampings) {
            let linear = delta * damping.linear;
            let quadratic = power[2] * damping.quadratic;
            let mut exponent = linear + quadratic;
            let mut slopes = [linear + quadratic * 2.0, linear + quadratic * 4.0];
            if damping.power > 0 {
                let c = f64::from(damping.power);
                let mut high = -power[usize::from(damping.power)];
                exponent = exponent + high;
                for slope in &mut slopes {
                    high = high * c;
                    *slope = *slope + high;
                }
            }
            *out = [exponent.exp(), slopes[0], slopes[1]];
        }
        (power, damped)
    }

    /// Everything at molar `density`, mol/m³.
    pub(super) fn residual_at(&self, density: N) -> Residual<N> {
        let (power, damped) = self.powers(density);
        let zero = N::from(0.0);
        let mut r = Residual { a: zero, a_d: zero, a_dd: zero, a_t: zero, a_tt: zero, a_dt: zero };
        for (group, &[s, s_t, s_tt]) in self.model.groups.iter().zip(&self.sums) {
            let [value, e, f] = damped[group.damping];
            let base = power[usize::from(group.d)] * value;
            // With θ = δ d/dδ: θ base = first · base, δ² base'' = second · base.
            let first = e + f64::from(group.d);
            let second = first * (first - 1.0) + f;
            let (at, a) = (s_t * base, s * base);
            r.a = r.a + a;
            r.a_d = r.a_d + a * first;
            r.a_dd = r.a_dd + a * second;
            r.a_t = r.a_t + at;
            r.a_tt = r.a_tt + s_tt * base;
            r.a_dt = r.a_dt + at * first;
        }
        r
    }
}

impl Isotherm for TermsAt<'_> {
    fn slopes(&self, density: f64) -> (f64, f64) {
        let (power, damped) = self.powers(density);
        let (mut a_d, mut a_dd) = (0.0, 0.0);
        for (group, &[s, ..]) in self.model.groups.iter().zip(&self.sums) {
            let [value, e, f] = damped[group.damping];
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

#[cfg(test)]
pub(super) mod tests {
    use super::super::composition::Composition;
    use super::super::number::Jet;
    use super::*;

    /// The written derivatives are those of the energy itself, carried along by [`Jet`].
    pub(in super::super) fn check_derivatives(model: &Terms) {
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
            let (a_d, a_dd) = model.isotherm(temperature).slopes(density);
            close(r.a_d, a_d);
            close(r.a_dd, a_dd);
        }
    }

    /// ∂²p/∂ρ² in kPa/(mol/l)², the fifteenth property of NIST's test point.
    pub(in super::super) fn check_curvature(model: &Terms, gas_constant: f64, key: &str) {
        let Some(file) = linepack_cases::json("gas/nist_test_points.json") else { return };
        let expected = |name: &str| linepack_cases::number(&file[key][name]);
        let (density, temperature) = (1000.0 * expected("d"), linepack_cases::number(&file["state"]["T_K"]));
        let rho = Jet::first(density);
        let r = model.isotherm(Jet::from(temperature)).residual_at(rho);
        let pressure = rho * (r.a_d + 1.0) * (gas_constant * temperature);
        // Pa/(mol/m³)² to kPa/(mol/l)².
        let curvature = 1e3 * pressure.xx;
        let goal = expected("d2PdD2");
        assert!((curvature / goal - 1.0).abs() < 1e-12, "{curvature} against {goal}");
    }

    /// The gas of NIST's test point.
    pub(in super::super) fn test_gas() -> Composition {
        "CH4 0.77824, N2 0.02, CO2 0.06, C2H6 0.08, C3H8 0.03, iC4 0.0015, nC4 0.003, iC5 0.0005, nC5 0.00165, \
         C6 0.00215, C7 0.00088, C8 0.00024, C9 0.00015, C10 0.00009, H2 0.004, O2 0.005, CO 0.002, H2O 0.0001, \
         H2S 0.0025, He 0.007, Ar 0.001"
            .parse()
            .unwrap()
    }
}
