//! The equation of state of Peng and Robinson.
//!
//! ```text
//! p = R T/(v − b) − a(T)/(v² + 2 b v − b²)
//! Ω_a = 0.45724, Ω_b = 0.07780, m = 0.37464 + 1.54226 ω − 0.26992 ω²
//! ```
//!
//! Source: Peng & Robinson, Ind. Eng. Chem. Fundam. 15 (1976) 59–64, eqs. (4), (9)–(18).
//! Good for z within a few per cent, for liquids a rough guide.

use super::composition::Composition;
use super::cubic::{Constants, Cubic};
use std::f64::consts::SQRT_2;

pub(super) fn peng_robinson(composition: &Composition) -> Cubic {
    Cubic::new(
        composition,
        &Constants {
            omega_a: 0.457_235_528_921_382,
            omega_b: 0.077_796_073_903_888_5,
            delta: (1.0 + SQRT_2, 1.0 - SQRT_2),
            slope: |omega| 0.37464 + 1.54226 * omega - 0.26992 * omega * omega,
            interaction: |peng_robinson, _| peng_robinson,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::density::{Fluid, gas_density};
    use super::super::{Component, Composition};
    use super::*;

    #[test]
    fn the_cubic_in_z_is_satisfied() {
        // z³ − (1 − B) z² + (A − 3B² − 2B) z − (AB − B² − B³) = 0, the form of the paper, eq. (5);
        // A and B of pure methane by hand.
        let (tc, pc, omega) = (190.564, 4.5992e6, 0.01142_f64);
        let (p, t) = (8e6, 280.0_f64);
        let m = 0.37464 + 1.54226 * omega - 0.26992 * omega * omega;
        let alpha = (1.0 + m * (1.0 - (t / tc).sqrt())).powi(2);
        let (pr, tr) = (p / pc, t / tc);
        let (a, b) = (0.457_235_528_921_382 * alpha * pr / (tr * tr), 0.077_796_073_903_888_5 * pr / tr);
        let fluid = peng_robinson(&Composition::pure(Component::Methane));
        let rt_pressure = p / (Cubic::GAS_CONSTANT * t);
        let rho = gas_density(&fluid.at(t), rt_pressure, fluid.highest_density(), false).unwrap();
        let z = rt_pressure / rho;
        let cubic =
            z.powi(3) - (1.0 - b) * z * z + (a - 3.0 * b * b - 2.0 * b) * z - (a * b - b * b - b.powi(3));
        assert!(cubic.abs() < 1e-13, "{cubic:e}");
    }

    #[test]
    fn the_critical_compressibility_is_universal() {
        // z_c = 0.3074 for every pure substance; the paper prints 0.307.
        let (tc, pc) = (304.1282, 7.3773e6);
        let fluid = peng_robinson(&Composition::pure(Component::CarbonDioxide));
        let rt_pressure = pc / (Cubic::GAS_CONSTANT * tc);
        // A triple root: z is resolved to the cube root of rounding only.
        let rho =
            gas_density(&fluid.at(tc), rt_pressure * (1.0 - 1e-12), fluid.highest_density(), false).unwrap();
        assert!((rt_pressure / rho - 0.3074).abs() < 1e-3, "{}", rt_pressure / rho);
    }
}
