//! Steady flow of a real gas along a pipe: how pressure and temperature change with distance.
//!
//! ```text
//! mass      q = ρ v A = constant
//! momentum  dp/dx + ρ v dv/dx = −λ ρ v|v| / (2 D E²) − ρ g dh/dx
//! energy    q d(i + v²/2 + g h)/dx = U π D_U (T_ground − T)
//! with      di = c_p dT − c_p μ_JT dp
//! ```
//!
//! i is the specific enthalpy, h the elevation; friction heat and the Joule–Thomson effect are inside
//! the enthalpy. Both equations are linear in dp/dx and dT/dx and solved together. Each term that a study may
//! leave out has a name in [`Terms`].

use serde::{Deserialize, Serialize};

use super::friction::{Friction, reynolds_number};
use crate::gas::State;

/// Standard acceleration of gravity, m/s² (exact).
pub const STANDARD_GRAVITY: f64 = 9.806_65;

/// A round pipe as the gas feels it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pipe {
    /// Inner diameter D, m, above 0.
    pub inner_diameter: f64,
    /// Equivalent sand roughness k of the wall, m; about 10 µm for internally coated line pipe.
    pub roughness: f64,
    /// Law of wall friction.
    pub friction: Friction,
    /// Efficiency factor E, dimensionless: flow of this pipe over flow of an ideal one at equal
    /// pressures, so λ counts as λ/E²; usual 0.92 to 1.
    pub efficiency: f64,
    /// Overall heat-transfer coefficient U between gas and ground, W/(m² K); about 1 to 2.5 for a buried line.
    pub heat_transfer_coefficient: f64,
    /// Diameter D_U that U refers to, m; usually the outer one.
    pub heat_transfer_diameter: f64,
}

impl Pipe {
    /// Cross-section A of the bore, m².
    pub fn area(&self) -> f64 {
        0.25 * std::f64::consts::PI * self.inner_diameter * self.inner_diameter
    }
}

/// Which terms of momentum and energy count; a result repeats which were on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Acceleration of the gas: ρ v dv/dx in momentum, v²/2 in energy.
    pub inertia: bool,
    /// Weight of the gas: ρ g dh/dx in momentum, g h in energy.
    pub gravity: bool,
    /// Cooling by expansion, μ_JT.
    pub joule_thomson: bool,
    /// Where the temperature comes from.
    pub temperature: Temperature,
}

impl Default for Terms {
    /// Everything on.
    fn default() -> Self {
        Self { inertia: true, gravity: true, joule_thomson: true, temperature: Temperature::Balance }
    }
}

/// Where the temperature along a pipe comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Temperature {
    /// The energy balance.
    Balance,
    /// The ground's at every place.
    Ground,
    /// What the gas entered with.
    Constant,
}

/// What a pipe passes through at one place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Surroundings {
    /// Rise of the pipe dh/dx, dimensionless.
    pub slope: f64,
    /// Temperature of undisturbed ground, K.
    pub ground_temperature: f64,
    /// Change of the ground's temperature along the pipe, K/m.
    pub ground_gradient: f64,
}

/// A gas stream at one place of one pipe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stream {
    /// Mass flow q, kg/s, positive in the direction of x.
    pub mass_flow: f64,
    /// Absolute pressure p, Pa.
    pub pressure: f64,
    /// Temperature T, K.
    pub temperature: f64,
}

/// How a gas stream changes along a pipe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gradient {
    /// dp/dx, Pa/m; minus infinity where the flow would have to pass the speed of sound.
    pub pressure: f64,
    /// dT/dx, K/m.
    pub temperature: f64,
}

/// Pressure and temperature gradient of a stream with known properties: the equations at the head
/// of this module.
///
/// `state` are the properties of the gas at the pressure and temperature of `stream`.
pub fn gradient(
    pipe: &Pipe,
    terms: &Terms,
    state: &State,
    stream: &Stream,
    around: &Surroundings,
) -> Gradient {
    let Stream { mass_flow: q, temperature: t, .. } = *stream;
    let rho = state.density;
    let area = pipe.area();
    let weight = if terms.gravity { STANDARD_GRAVITY * around.slope } else { 0.0 };

    let re = reynolds_number(q, pipe.inner_diameter, state.viscosity);
    // λ q|q| by way of λ Re², which is finite at rest.
    let loss = pipe.friction.loss(re, pipe.inner_diameter, pipe.roughness).value;
    let to_flow = 0.25 * std::f64::consts::PI * pipe.inner_diameter * state.viscosity;
    let lambda_flow_squared = (loss * to_flow * to_flow).copysign(q);
    let friction = lambda_flow_squared
        / (2.0 * pipe.inner_diameter * pipe.efficiency * pipe.efficiency * rho * area * area);
    let force = friction + rho * weight;

    let velocity = q / (rho * area);
    let v2 = if terms.inertia { velocity * velocity } else { 0.0 };
    let cp = state.isobaric_heat_capacity;
    let mu = if terms.joule_thomson { state.joule_thomson } else { 0.0 };
    let (rho_p, rho_t) = state.density_slopes(t);

    let (pressure, temperature) = match terms.temperature {
        Temperature::Balance => {
            let heat = pipe.heat_transfer_coefficient
                * std::f64::consts::PI
                * pipe.heat_transfer_diameter
                * (around.ground_temperature - t);
            let energy = if q == 0.0 { 0.0 } else { heat / q } - weight;
            // (1 − v² ρ_p) p′ − v² ρ_T T′ = −force;  (c_p − v² ρ_T/ρ) T′ − (c_p μ + v² ρ_p/ρ) p′ = energy.
            let (a11, a12) = (1.0 - v2 * rho_p, -v2 * rho_t);
            let (a21, a22) = (-(cp * mu + v2 * rho_p / rho), cp - v2 * rho_t / rho);
            let determinant = a11 * a22 - a12 * a21;
            ((-force * a22 - a12 * energy) / determinant, (a11 * energy + a21 * force) / determinant)
        }
        Temperature::Ground | Temperature::Constant => {
            let along = if terms.temperature == Temperature::Ground { around.ground_gradient } else { 0.0 };
            ((v2 * rho_t * along - force) / (1.0 - v2 * rho_p), along)
        }
    };
    // Beyond the speed of sound the formula would gain pressure: no steady flow passes there.
    let choked = v2 * rho_p >= 1.0;
    Gradient { pressure: if choked { f64::NEG_INFINITY } else { pressure }, temperature }
}
