//! Compression of a real gas: outlet temperature and enthalpy rise along the polytropic path.
//!
//! ```text
//! dh = v dp / η_p     ⇒     d ln T / d ln p = (p / T) ( v / (η_p c_p) + μ_JT )
//! ```
//!
//! The path is integrated with the properties met on it; nothing assumes a constant exponent. With
//! η_p = 1 it is the isentrope. For constant c_p and z the closed form
//! Δh = c_p T₁ (r^(z R_s/(η_p c_p)) − 1) comes out exactly. Maps of machines are not here.
//!
//! Source: Schultz, ASME J. Eng. Power 84 (1962) 69–82, eq. (1)–(8), without his correction factor.

use serde::{Deserialize, Serialize};

use super::runge_kutta;
use crate::gas::{GasError, Properties, State};

/// How far a compressor falls short of the ideal machine.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CompressionEfficiency {
    /// η_p of each small pressure rise, dimensionless, above 0 to 1.
    Polytropic(f64),
    /// η_s: enthalpy rise of the isentrope over that of the machine, dimensionless, above 0 to 1.
    Isentropic(f64),
}

/// A compression done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compression {
    /// Temperature at the outlet, K.
    pub temperature: f64,
    /// Specific enthalpy rise Δh, J/kg: work done on the gas.
    pub enthalpy_rise: f64,
    /// The gas at the outlet.
    pub state: State,
}

/// Compresses gas from `suction` (pressure in Pa, temperature in K) to `discharge_pressure` in Pa.
///
/// `tolerance` bounds the relative error of the outlet temperature. Errors are those of the gas.
pub fn compress<G: Properties + ?Sized>(
    gas: &G,
    suction: (f64, f64),
    discharge_pressure: f64,
    efficiency: CompressionEfficiency,
    tolerance: f64,
) -> Result<Compression, GasError> {
    let inlet = gas.state(suction.0, suction.1)?;
    match efficiency {
        CompressionEfficiency::Polytropic(eta) => {
            let (temperature, state) =
                along_path(gas, suction, &inlet, discharge_pressure, (eta, tolerance))?;
            Ok(Compression { temperature, enthalpy_rise: state.enthalpy - inlet.enthalpy, state })
        }
        CompressionEfficiency::Isentropic(eta) => {
            let (ideal, end) = along_path(gas, suction, &inlet, discharge_pressure, (1.0, tolerance))?;
            let enthalpy_rise = (end.enthalpy - inlet.enthalpy) / eta;
            let target = inlet.enthalpy + enthalpy_rise;
            // Newton on h(p₂, T) = target; h is nearly linear in T.
            let (mut temperature, mut state) = (ideal, end);
            for _ in 0..20 {
                let step = (target - state.enthalpy) / state.isobaric_heat_capacity;
                temperature += step;
                state = gas.state(discharge_pressure, temperature)?;
                if step.abs() < 0.1 * tolerance * temperature {
                    break;
                }
            }
            Ok(Compression { temperature, enthalpy_rise, state })
        }
    }
}

/// Temperature and state at the end of the path: ln T over ln p, in equal steps, doubled until exact enough.
fn along_path<G: Properties + ?Sized>(
    gas: &G,
    (p1, t1): (f64, f64),
    inlet: &State,
    p2: f64,
    (eta, tolerance): (f64, f64),
) -> Result<(f64, State), GasError> {
    let slope = |state: &State, p: f64, t: f64| {
        p / t * (1.0 / (state.density * eta * state.isobaric_heat_capacity) + state.joule_thomson)
    };
    let length = (p2 / p1).ln();
    let mut steps = 1_u32;
    loop {
        let mut last = *inlet;
        let mut f = |s: f64, y: &[f64; 1]| {
            // The end pressure is met exactly, so that its enthalpy belongs to it.
            let p = if s == length { p2 } else { p1 * s.exp() };
            let t = y[0].exp();
            last = gas.state(p, t)?;
            Ok([slope(&last, p, t)])
        };
        let h = length / f64::from(steps);
        let (mut y, mut first, mut error) = ([t1.ln()], [slope(inlet, p1, t1)], 0.0);
        for i in 0..steps {
            let s = length * (f64::from(i) / f64::from(steps));
            let h = if i + 1 == steps { length - s } else { h };
            let taken = runge_kutta::step(&mut f, (s, &y), &first, h)?;
            (y, first) = (taken.end, taken.slope);
            error += taken.error[0].abs();
        }
        // The estimate belongs to the fourth-order companion; the solution itself is better.
        if error <= 10.0 * tolerance || steps >= 64 {
            return Ok((y[0].exp(), last));
        }
        steps *= 2;
    }
}
