//! The steady law of an element between two nodes, isothermal, with its slopes.
//!
//! ```text
//! f(x_u, x_v, q) = 0,   ∂f/∂x_u > 0,   ∂f/∂x_v < 0,   ∂f/∂q < 0
//! ```
//!
//! x is the nodal variable: Φ = ∫ρ dp for the momentum integral, p² for the closed form with a mean
//! compressibility, both counted from a reference so that small losses keep all their digits. u is the `from` node, v the `to` node, q the mass flow from u to v. Below zero
//! both continue as a gas of constant Z would, so that a network that runs out of pressure still
//! has its one solution, with negative x where the gas cannot be.

use serde::{Deserialize, Serialize};

use super::friction::{Friction, reynolds_number};
use super::isotherm::Isotherm;

/// Standard acceleration of gravity, m/s² (exact by convention).
pub const GRAVITY: f64 = 9.80665;

/// Flow below which a fixed pressure loss fades, kg/s.
const FADING_FLOW: f64 = 1e-4;

/// Which form of the momentum balance a pipe follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PipeLaw {
    /// The momentum balance integrated along the pipe with the local Z(p, T).
    #[default]
    Ode,
    /// p_u² − e^S p_v² = λ L R_s T Z_m/(D A²) q|q| (e^S − 1)/S, S = 2 g Δh/(R_s T Z_m), Z_m at the mean
    /// pressure ⅔ (p_u + p_v − p_u p_v/(p_u + p_v)).
    ///
    /// Source: Koch et al., Evaluating Gas Network Capacities (SIAM 2015), section 2.3.
    MeanZ,
}

/// The gas and the form of the balance that all elements of a run share.
#[derive(Debug, Clone, Copy)]
pub struct Medium<'a> {
    /// The gas at the temperature of the run.
    pub isotherm: &'a Isotherm,
    /// The form of the balance.
    pub law: PipeLaw,
    /// Whether the convective term ρ v dv/dx counts; only with [`PipeLaw::Ode`].
    pub inertia: bool,
    /// Where the nodal variable is counted from, in its own units.
    pub reference: f64,
}

impl<'a> Medium<'a> {
    /// A medium whose nodal variable is counted from the one at a pressure in Pa.
    pub fn new(isotherm: &'a Isotherm, law: PipeLaw, inertia: bool, pressure: f64) -> Self {
        let from_zero = Self { isotherm, law, inertia, reference: 0.0 };
        Self { reference: from_zero.variable(pressure), ..from_zero }
    }

    /// Nodal variable x at a pressure in Pa.
    pub fn variable(&self, pressure: f64) -> f64 {
        let from_zero = match self.law {
            PipeLaw::Ode => self.isotherm.potential(pressure),
            PipeLaw::MeanZ => pressure * pressure.abs(),
        };
        from_zero - self.reference
    }

    /// Pressure in Pa at a nodal variable; negative where the gas has run out of pressure.
    pub fn pressure(&self, variable: f64) -> f64 {
        let variable = self.reference + variable;
        match self.law {
            PipeLaw::Ode => self.isotherm.pressure(variable),
            PipeLaw::MeanZ => variable.signum() * variable.abs().sqrt(),
        }
    }

    /// dx/dp at a pressure in Pa, kept above zero.
    pub fn slope(&self, pressure: f64) -> f64 {
        let pressure = pressure.abs().max(1.0);
        match self.law {
            PipeLaw::Ode => self.isotherm.density(pressure).0,
            PipeLaw::MeanZ => 2.0 * pressure,
        }
    }
}

/// A law at one state: its residual f and its slopes, all three positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Linearised {
    /// f, in units of x.
    pub residual: f64,
    /// ∂f/∂x_u.
    pub from: f64,
    /// −∂f/∂x_v.
    pub to: f64,
    /// −∂f/∂q.
    pub flow: f64,
}

/// The law of one element.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SteadyLaw {
    /// A pipe: friction at the wall, the weight of the gas on a slope.
    Pipe {
        /// Friction at the wall.
        wall: Wall,
        /// Cross-section A, m².
        area: f64,
        /// g (h_v − h_u), m²/s².
        lift: f64,
    },
    /// p_u − p_v = ζ/2 ρ v|v| at the upstream density; ζ R_s T Z_m q|q|/A² = p_u² − p_v² with [`PipeLaw::MeanZ`].
    Drag {
        /// ζ/(2 A²), 1/m⁴.
        coefficient: f64,
    },
    /// p_u − p_v = ±Δp against the flow.
    FixedLoss {
        /// Δp, Pa.
        pressure: f64,
    },
}

/// Friction at the wall of a whole pipe: B(q) = λ L q|q|/(2 D A²), in Pa kg/m³.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wall {
    /// λ does not depend on the flow.
    Square {
        /// λ L/(2 D A²), 1/(m² m²).
        coefficient: f64,
    },
    /// λ by a law of the Reynolds number.
    Law {
        /// The law.
        friction: Friction,
        /// D, m.
        inner_diameter: f64,
        /// k, m.
        roughness: f64,
        /// Reynolds number of 1 kg/s.
        reynolds_per_flow: f64,
        /// B over λ Re².
        scale: f64,
    },
}

/// What fixes the friction of a pipe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WallGeometry {
    /// L, m.
    pub length: f64,
    /// D, m.
    pub inner_diameter: f64,
    /// k, m.
    pub roughness: f64,
    /// Flow relative to that of a clean pipe, dimensionless.
    pub efficiency: f64,
}

impl Wall {
    /// The friction of a pipe after a law, at a dynamic viscosity in Pa s.
    pub fn new(geometry: WallGeometry, friction: Friction, viscosity: f64) -> Self {
        let WallGeometry { length, inner_diameter, roughness, efficiency } = geometry;
        let area = std::f64::consts::PI * inner_diameter * inner_diameter / 4.0;
        let per_square = length / (2.0 * inner_diameter * area * area) / (efficiency * efficiency);
        match friction {
            Friction::Constant(_) | Friction::Nikuradse | Friction::Weymouth => {
                let lambda = friction.factor(1e7, inner_diameter, roughness).value;
                Self::Square { coefficient: lambda * per_square }
            }
            _ => {
                let reynolds_per_flow = reynolds_number(1.0, inner_diameter, viscosity) / efficiency;
                let scale = per_square / (reynolds_per_flow * reynolds_per_flow);
                Self::Law { friction, inner_diameter, roughness, reynolds_per_flow, scale }
            }
        }
    }

    /// B in Pa kg/m³ and dB/dq at a flow in kg/s.
    pub fn loss(&self, q: f64) -> (f64, f64) {
        self.loss_near(q, &mut 0.0)
    }

    /// [`Wall::loss`] at a flow much like the one before: `near` holds what the last call left there.
    #[inline]
    pub(crate) fn loss_near(&self, q: f64, near: &mut f64) -> (f64, f64) {
        match *self {
            Self::Square { coefficient } => (coefficient * q * q.abs(), 2.0 * coefficient * q.abs()),
            Self::Law { friction, inner_diameter, roughness, reynolds_per_flow, scale } => {
                let loss = friction.loss_near(reynolds_per_flow * q.abs(), inner_diameter, roughness, near);
                ((scale * loss.value).copysign(q), scale * loss.slope * reynolds_per_flow)
            }
        }
    }
}

impl SteadyLaw {
    /// The law at nodal variables `x_u`, `x_v`, pressures `p_u`, `p_v` in Pa and a flow in kg/s.
    ///
    /// The pressures belong to the variables; they are given because a node has one pressure and
    /// many elements.
    pub fn linearise(&self, medium: &Medium<'_>, x: [f64; 2], p: [f64; 2], q: f64) -> Linearised {
        self.linearise_near(medium, x, p, q, &mut 0.0)
    }

    /// [`SteadyLaw::linearise`] at a flow much like the one before: `near` holds what the last call left
    /// there.
    pub(crate) fn linearise_near(
        &self,
        medium: &Medium<'_>,
        [x_u, x_v]: [f64; 2],
        p: [f64; 2],
        q: f64,
        near: &mut f64,
    ) -> Linearised {
        let level = |loss, slope| Linearised { residual: x_u - x_v - loss, from: 1.0, to: 1.0, flow: slope };
        match (*self, medium.law) {
            (Self::Pipe { wall, area, lift }, PipeLaw::Ode) => {
                let (b, b_slope) = wall.loss_near(q, near);
                if lift != 0.0 {
                    return inclined(medium, &Inclined { x_u, x_v, b, b_slope, lift, flux: q / area });
                }
                let mut law = level(b, b_slope);
                if medium.inertia && p[0] > 0.0 && p[1] > 0.0 {
                    add_inertia(&mut law, medium, p, q, area);
                }
                law
            }
            (Self::Pipe { wall, lift, .. }, PipeLaw::MeanZ) => {
                let (b, b_slope) = wall.loss_near(q, near);
                mean_z(medium, [x_u, x_v], p, [b, b_slope], lift)
            }
            (Self::Drag { coefficient }, PipeLaw::MeanZ) => {
                mean_z(medium, [x_u, x_v], p, [coefficient * q * q.abs(), 2.0 * coefficient * q.abs()], 0.0)
            }
            (Self::Drag { coefficient }, PipeLaw::Ode) => drag(
                medium.isotherm,
                x_u - x_v,
                p,
                q,
                [coefficient * q * q.abs(), 2.0 * coefficient * q.abs()],
            ),
            (Self::FixedLoss { pressure }, _) => {
                // A constant turns pressures into units of x, so that the slopes stay exact.
                let unit = medium.slope(5e6);
                let rounded = q.hypot(FADING_FLOW);
                Linearised {
                    residual: unit * (p[0] - p[1] - pressure * q / rounded),
                    from: unit / medium.slope(p[0]),
                    to: unit / medium.slope(p[1]),
                    flow: unit * pressure * (FADING_FLOW / rounded).powi(2) / rounded,
                }
            }
        }
    }
}

/// p_u − p_v = ζ/(2A²) q|q|/ρ at the upstream density, as Φ_u − Φ_v = θ ζ/(2A²) q|q| with θ the mean density
/// over the upstream one, ½ where no pressure is left.
///
/// Where the drop is small it is not taken from pressures, which have fewer digits than the difference of Φ.
fn drag(isotherm: &Isotherm, fall: f64, p: [f64; 2], q: f64, [loss, slope]: [f64; 2]) -> Linearised {
    if p[0] <= 0.0 || p[1] <= 0.0 {
        return Linearised { residual: fall - 0.5 * loss, from: 1.0, to: 1.0, flow: 0.5 * slope };
    }
    let [(rho_u, slope_u), (rho_v, slope_v)] = p.map(|p| isotherm.density(p));
    let drop = p[0] - p[1];
    let (mean, by_u, by_v) = if drop.abs() < 1e-3 * p[0] {
        let middle = isotherm.density(0.5 * (p[0] + p[1])).0;
        ((rho_u + 4.0 * middle + rho_v) / 6.0, 0.5 * slope_u, 0.5 * slope_v)
    } else {
        let mean = fall / drop;
        (mean, (rho_u - mean) / drop, (mean - rho_v) / drop)
    };
    // θ and what it gains per pascal at either end.
    let (theta, gain_u, gain_v) = if q >= 0.0 {
        (mean / rho_u, (by_u - mean * slope_u / rho_u) / rho_u, by_v / rho_u)
    } else {
        (mean / rho_v, by_u / rho_v, (by_v - mean * slope_v / rho_v) / rho_v)
    };
    // At a vanishing pressure the slope has no bound; an iteration needs one.
    Linearised {
        residual: fall - theta * loss,
        from: (1.0 - loss * gain_u / rho_u).clamp(0.1, 10.0),
        to: (1.0 + loss * gain_v / rho_v).clamp(0.1, 10.0),
        flow: theta * slope,
    }
}

/// The convective term of a level pipe: −(q/A)² ln(ρ_u/ρ_v) on the residual.
fn add_inertia(law: &mut Linearised, medium: &Medium<'_>, p: [f64; 2], q: f64, area: f64) {
    let (rho_u, slope_u) = medium.isotherm.density(p[0]);
    let (rho_v, slope_v) = medium.isotherm.density(p[1]);
    let flux = q / area;
    let logarithm = (rho_u / rho_v).ln();
    law.residual -= flux * flux * logarithm;
    // 1 − Mach² on either side; at the speed of sound the law ends.
    law.from = (1.0 - flux * flux * slope_u / (rho_u * rho_u)).max(0.05);
    law.to = (1.0 - flux * flux * slope_v / (rho_v * rho_v)).max(0.05);
    law.flow = (law.flow + 2.0 * q / (area * area) * logarithm).max(0.5 * law.flow);
}

struct Inclined {
    x_u: f64,
    x_v: f64,
    b: f64,
    b_slope: f64,
    lift: f64,
    flux: f64,
}

/// dΦ/ds = −(B + g Δh ρ²)/(1 − (q/A)² ρ′/ρ²) from u to v by Runge and Kutta's method of order four,
/// with the slopes of the end by those of the start and of B; d(ρ²)/dΦ = 2 dρ/dp.
fn inclined(medium: &Medium<'_>, pipe: &Inclined) -> Linearised {
    let isotherm = medium.isotherm;
    let Inclined { x_u, x_v, b, b_slope, lift, flux } = *pipe;
    let rs_t = isotherm.specific_gas_constant_times_temperature();
    let (z_vacuum, _) = isotherm.compressibility(0.0);
    let start = medium.reference + x_u;
    let rate = |y: [f64; 3]| {
        let here = start + y[0];
        let (square, square_slope, sonic) = if here > 0.0 {
            let (rho, rho_slope) = isotherm.density(isotherm.pressure(here));
            (rho * rho, 2.0 * rho_slope, rho_slope / (rho * rho))
        } else {
            let slope = 2.0 / (rs_t * z_vacuum);
            (slope * here, slope, 0.0)
        };
        let brake = if medium.inertia { (1.0 - flux * flux * sonic).max(0.05) } else { 1.0 };
        let gain = -lift * square_slope / brake;
        [-(b + lift * square) / brake, gain * y[1], gain * y[2] - 1.0 / brake]
    };
    let strength = 2.0 * lift.abs() / (rs_t * z_vacuum);
    let mut steps = 4_u32;
    while f64::from(steps) * 0.01 < strength && steps < 512 {
        steps *= 2;
    }
    let h = 1.0 / f64::from(steps);
    let ahead = |y: [f64; 3], k: [f64; 3], h: f64| [y[0] + h * k[0], y[1] + h * k[1], y[2] + h * k[2]];
    // The first is what Φ has changed by, so that small changes keep their digits.
    let mut y = [0.0, 1.0, 0.0];
    for _ in 0..steps {
        let k1 = rate(y);
        let k2 = rate(ahead(y, k1, h / 2.0));
        let k3 = rate(ahead(y, k2, h / 2.0));
        let k4 = rate(ahead(y, k3, h));
        for i in 0..3 {
            y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    Linearised { residual: x_u - x_v + y[0], from: y[1], to: 1.0, flow: -y[2] * b_slope }
}

/// The closed form with Z at the mean pressure; `loss` is B and dB/dq.
fn mean_z(medium: &Medium<'_>, [x_u, x_v]: [f64; 2], p: [f64; 2], loss: [f64; 2], lift: f64) -> Linearised {
    let isotherm = medium.isotherm;
    let rs_t = isotherm.specific_gas_constant_times_temperature();
    let (u, v) = (p[0].max(0.0), p[1].max(0.0));
    let sum = (u + v).max(1e-3);
    let mean = 2.0 / 3.0 * (sum - u * v / sum);
    let (z, z_slope) = isotherm.compressibility(mean);
    let s = 2.0 * lift / (rs_t * z);
    let e = s.exp();
    let (ratio, ratio_slope) = if s.abs() < 1e-4 {
        (1.0 + s * (0.5 + s / 6.0), 0.5 + s * (1.0 / 3.0 + s / 8.0))
    } else {
        let ratio = s.exp_m1() / s;
        (ratio, (e - ratio) / s)
    };
    let [b, b_slope] = loss;
    let by_z = s * e * (medium.reference + x_v) / z - 2.0 * rs_t * b * (ratio - s * ratio_slope);
    // ∂p_m/∂p_u = ⅔ (1 − (p_v/(p_u + p_v))²), and dp/dx = 1/(2p).
    let by_x = |own: f64, other: f64| {
        if own <= 0.0 { 0.0 } else { by_z * z_slope * (1.0 - (other / sum).powi(2)) / (3.0 * own) }
    };
    Linearised {
        residual: x_u - e * x_v - medium.reference * s.exp_m1() - 2.0 * rs_t * z * b * ratio,
        from: (1.0 + by_x(u, v)).max(0.1),
        to: (e - by_x(v, u)).max(0.1 * e),
        flow: 2.0 * rs_t * z * b_slope * ratio,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::equations::compressibility::Compressibility;

    fn gas() -> Isotherm {
        let papay = Compressibility::Papay { critical_pressure: 4.6e6, critical_temperature: 190.0 };
        Isotherm::new(papay, 0.0185, 288.15, 12e6).unwrap()
    }

    fn laws() -> Vec<SteadyLaw> {
        let geometry = WallGeometry { length: 60e3, inner_diameter: 0.7, roughness: 1e-5, efficiency: 0.95 };
        let area = 0.7_f64.powi(2) * std::f64::consts::FRAC_PI_4;
        let pipe = |friction, rise: f64| SteadyLaw::Pipe {
            wall: Wall::new(geometry, friction, 1.1e-5),
            area,
            lift: GRAVITY * rise,
        };
        vec![
            pipe(Friction::Nikuradse, 0.0),
            pipe(Friction::ColebrookWhite, 0.0),
            pipe(Friction::ColebrookWhite, 800.0),
            pipe(Friction::Nikuradse, -0.5),
            SteadyLaw::Drag { coefficient: 40.0 / (2.0 * area * area) },
            SteadyLaw::FixedLoss { pressure: 2e5 },
        ]
    }

    #[test]
    fn slopes_are_those_of_the_residual() {
        let isotherm = gas();
        for law in laws() {
            for form in [PipeLaw::Ode, PipeLaw::MeanZ] {
                for q in [-90.0, 0.02, 60.0] {
                    let medium = Medium::new(&isotherm, form, false, 8e6);
                    let p = [6.1e6, 5.4e6];
                    let at = |p: [f64; 2], q: f64| {
                        law.linearise(&medium, [medium.variable(p[0]), medium.variable(p[1])], p, q)
                    };
                    let here = at(p, q);
                    let h = 200.0;
                    let dx = [medium.slope(p[0]), medium.slope(p[1])];
                    let from = (at([p[0] + h, p[1]], q).residual - at([p[0] - h, p[1]], q).residual)
                        / (2.0 * h * dx[0]);
                    let to = (at([p[0], p[1] - h], q).residual - at([p[0], p[1] + h], q).residual)
                        / (2.0 * h * dx[1]);
                    let dq = 1e-3 * q.abs();
                    let flow = (at(p, q - dq).residual - at(p, q + dq).residual) / (2.0 * dq);
                    assert!(
                        (here.from / from - 1.0).abs() < 1e-5,
                        "{law:?} {form:?} {q} {} {from}",
                        here.from
                    );
                    assert!((here.to / to - 1.0).abs() < 1e-5, "{law:?} {form:?} {q} {} {to}", here.to);
                    assert!(
                        (here.flow - flow).abs() <= 1e-5 * flow.abs() + 1e-15 * medium.reference / dq,
                        "{law:?} {form:?} {q} {} {flow}",
                        here.flow
                    );
                }
            }
        }
    }

    #[test]
    fn with_a_constant_factor_the_two_forms_are_one() {
        let isotherm = Isotherm::new(Compressibility::Constant(0.9), 0.0185, 288.15, 12e6).unwrap();
        for law in &laws()[..4] {
            let p = [6.1e6, 5.9e6];
            let in_pascal = |form| {
                let medium = Medium::new(&isotherm, form, false, 8e6);
                let at = law.linearise(&medium, [medium.variable(p[0]), medium.variable(p[1])], p, 100.0);
                // The end pressure that satisfies the law, to first order around the given one.
                at.residual / at.to / medium.slope(p[1])
            };
            let (ode, closed) = (in_pascal(PipeLaw::Ode), in_pascal(PipeLaw::MeanZ));
            assert!((ode - closed).abs() < 1e-9 * p[0], "{law:?} {ode} {closed}");
        }
    }
}
