//! The gas-like density of a Helmholtz equation at given pressure.
//!
//! ```text
//! p(ρ, T) = ρ R T (1 + ρ ∂a/∂ρ)
//! ```
//!
//! Above the temperature where the isotherm stops having a loop, the root is unique and Newton's
//! method on ln p over ln ρ, kept in a bracket, finds it. Below, the isotherm is followed upwards
//! from zero density to its first stable root; when the loop (the spinodal) comes first, there is
//! no gas at this pressure and the answer says so.

use super::assemble::Residual;
use super::number::{Jet, Number};

/// A Helmholtz equation at one temperature.
pub(super) trait Isotherm {
    /// ρ ∂a/∂ρ and ρ² ∂²a/∂ρ² at molar density in mol/m³.
    fn slopes(&self, density: f64) -> (f64, f64);

    /// All derivatives at molar density in mol/m³.
    fn residual(&self, density: f64) -> Residual;
}

/// A Helmholtz equation prepared for one composition.
pub(super) trait Fluid {
    /// Molar gas constant, J/(mol K).
    const GAS_CONSTANT: f64;

    /// At `temperature` in K.
    fn at(&self, temperature: f64) -> impl Isotherm;

    /// A molar density (mol/m³) and temperature (K) of the order of the critical ones.
    fn scale(&self) -> (f64, f64);

    /// The highest molar density at which the equation makes sense, mol/m³.
    fn highest_density(&self) -> f64 {
        3.0 * self.scale().0
    }
}

/// A residual Helmholtz energy written once, in density (mol/m³) and temperature (K).
pub(super) trait Energy {
    /// a = Aʳ/(nRT).
    fn energy<N: Number>(&self, density: N, temperature: N) -> N;
}

/// Such an energy at one temperature, differentiated by [`Jet`].
pub(super) struct EnergyIsotherm<'a, E> {
    pub energy: &'a E,
    pub temperature: f64,
}

impl<E: Energy> EnergyIsotherm<'_, E> {
    fn jet(&self, density: f64) -> Jet {
        self.energy.energy(Jet::first(density), Jet::second(self.temperature))
    }
}

impl<E: Energy> Isotherm for EnergyIsotherm<'_, E> {
    fn slopes(&self, density: f64) -> (f64, f64) {
        let jet = self.jet(density);
        (density * jet.x, density * density * jet.xx)
    }

    fn residual(&self, density: f64) -> Residual {
        let (jet, t) = (self.jet(density), self.temperature);
        Residual {
            a: jet.v,
            a_d: density * jet.x,
            a_dd: density * density * jet.xx,
            a_t: -t * jet.y,
            a_tt: t * (2.0 * jet.y + t * jet.yy),
            a_dt: -density * t * jet.xy,
        }
    }
}

/// Steps from zero to the highest density in which an isotherm is searched for a loop.
const STEPS: u32 = 60;

/// The temperature (K) above which no isotherm of this fluid has a loop.
pub(super) fn loop_free_above<F: Fluid>(fluid: &F) -> f64 {
    let rises = |temperature: f64| {
        let isotherm = fluid.at(temperature);
        (1..=STEPS).all(|k| {
            let density = fluid.highest_density() * f64::from(k) / f64::from(STEPS);
            let (a_d, a_dd) = isotherm.slopes(density);
            1.0 + 2.0 * a_d + a_dd > 0.0
        })
    };
    let scale = fluid.scale().1;
    let (mut below, mut above) = (0.5 * scale, scale);
    while !rises(above) && above < 5.0 * scale {
        (below, above) = (above, 1.1 * above);
    }
    for _ in 0..12 {
        let middle = 0.5 * (below + above);
        if rises(middle) { above = middle } else { below = middle }
    }
    // A loop narrower than a step of the search can hide just above: keep clear of it.
    1.01 * above
}

/// The lowest stable molar density (mol/m³) at which the isotherm has the pressure `rt_pressure`
/// = p/(RT) in mol/m³; `None` where a loop or the highest density comes first.
pub(super) fn gas_density(
    isotherm: &impl Isotherm,
    rt_pressure: f64,
    highest: f64,
    has_loop: bool,
) -> Option<f64> {
    let (low, high) =
        if has_loop { first_rise_through(isotherm, rt_pressure, highest)? } else { (0.0, highest) };
    newton(isotherm, rt_pressure, low, high)
}

/// Newton's method on ln p over ln ρ between `low`, where the pressure is too low, and `high`.
fn newton(isotherm: &impl Isotherm, rt_pressure: f64, mut low: f64, mut high: f64) -> Option<f64> {
    let top = high;
    let mut density = rt_pressure.clamp(low, high);
    for _ in 0..100 {
        let (a_d, a_dd) = isotherm.slopes(density);
        let z = 1.0 + a_d;
        let ratio = density * z / rt_pressure;
        if ratio < 1.0 {
            low = density;
        } else {
            high = density;
        }
        let slope = 1.0 + 2.0 * a_d + a_dd;
        let step = -ratio.ln() * z / slope;
        let next = density * step.exp();
        // Negated so that a NaN also falls back to halving.
        if !(next > low && next < high && slope > 0.0) {
            if step.abs() < 1e-12 {
                return Some(density);
            }
            if high - low <= 1e-15 * high {
                return (high < top).then_some(density);
            }
            density = 0.5 * (low + high);
            continue;
        }
        density = next;
        // Quadratic: the step after one of 1e-8 is below rounding.
        if step.abs() < 1e-8 {
            return Some(density);
        }
    }
    None
}

/// Two densities around the first root on the way up from zero, if no loop comes before it.
fn first_rise_through(isotherm: &impl Isotherm, rt_pressure: f64, highest: f64) -> Option<(f64, f64)> {
    let look = |density: f64| {
        let (a_d, a_dd) = isotherm.slopes(density);
        (density * (1.0 + a_d), 1.0 + 2.0 * a_d + a_dd > 0.0)
    };
    let step = highest / f64::from(3 * STEPS);
    let mut low = 0.0;
    for k in 1..=3 * STEPS {
        let high = f64::from(k) * step;
        let (pressure, stable) = look(high);
        if stable && pressure > rt_pressure {
            return Some((low, high));
        }
        if !stable {
            // The loop begins in this step: go to its very edge before giving up.
            let (mut inside, mut outside) = (low, high);
            for _ in 0..40 {
                let middle = 0.5 * (inside + outside);
                if look(middle).1 { inside = middle } else { outside = middle }
            }
            return (look(inside).0 > rt_pressure).then_some((low, inside));
        }
        low = high;
    }
    None
}
