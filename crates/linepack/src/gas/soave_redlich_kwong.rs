//! The equation of state of Redlich and Kwong as modified by Soave.
//!
//! ```text
//! p = R T/(v − b) − a(T)/(v (v + b))
//! Ω_a = 0.42748, Ω_b = 0.08664, m = 0.480 + 1.574 ω − 0.176 ω²
//! ```
//!
//! Source: Soave, Chem. Eng. Sci. 27 (1972) 1197–1203, eqs. (3), (5)–(8), (15).

use super::composition::Composition;
use super::cubic::{Constants, Cubic};

pub(super) fn soave_redlich_kwong(composition: &Composition) -> Cubic {
    Cubic::new(
        composition,
        &Constants {
            omega_a: 0.427_480_233_540_341,
            omega_b: 0.086_640_349_964_957_7,
            delta: (1.0, 0.0),
            slope: |omega| 0.480 + 1.574 * omega - 0.176 * omega * omega,
            interaction: |_, soave| soave,
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
        // z³ − z² + z (A − B − B²) − AB = 0, the form of the paper, eq. (4); A and B of nitrogen by hand.
        let (tc, pc, omega) = (126.192, 3.3958e6, 0.0372_f64);
        let (p, t) = (12e6, 260.0_f64);
        let m = 0.480 + 1.574 * omega - 0.176 * omega * omega;
        let alpha = (1.0 + m * (1.0 - (t / tc).sqrt())).powi(2);
        let (pr, tr) = (p / pc, t / tc);
        let (a, b) = (0.427_480_233_540_341 * alpha * pr / (tr * tr), 0.086_640_349_964_957_7 * pr / tr);
        let fluid = soave_redlich_kwong(&Composition::pure(Component::Nitrogen));
        let rt_pressure = p / (Cubic::GAS_CONSTANT * t);
        let rho = gas_density(&fluid.at(t), rt_pressure, fluid.highest_density(), false).unwrap();
        let z = rt_pressure / rho;
        let cubic = z.powi(3) - z * z + (a - b - b * b) * z - a * b;
        assert!(cubic.abs() < 1e-13, "{cubic:e}");
    }
}
