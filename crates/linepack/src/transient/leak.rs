//! Gas that escapes through a hole: choked where the line's pressure is high, slower as it nears that outside.
//!
//! ```text
//! q = C_d A √(κ p ρ) ψ(r),   r = p₀/p
//! choked,  r ≤ (2/(κ+1))^(κ/(κ−1)):  ψ = (2/(κ+1))^((κ+1)/(2(κ−1)))
//! beyond:                            ψ = √( 2/(κ−1) (r^(2/κ) − r^((κ+1)/κ)) )
//! ```
//!
//! Source: Perry's Chemical Engineers' Handbook, 8th ed. (2007), eqs. 6-119 and 6-120 for a nozzle.

use super::density::Density;
use crate::gas::ATMOSPHERE;
use crate::schedule::Orifice;

/// Isentropic exponent κ of the gas in the hole: that of natural gas near the pressure outside.
const KAPPA: f64 = 1.3;

/// Ratio r above which the law is continued straight to rest: its slope has no end there.
const NEARLY_REST: f64 = 0.995;

/// Flow out of a hole in kg/s at a pressure in Pa absolute, with its slope in kg/(s Pa).
pub(super) fn outflow<D: Density>(hole: &Orifice, density: &D, pressure: f64) -> (f64, f64) {
    if pressure <= ATMOSPHERE {
        return (0.0, 0.0);
    }
    let area = 0.25 * std::f64::consts::PI * hole.diameter * hole.diameter * hole.discharge_coefficient;
    let (rho, slope) = density.at(pressure);
    let (psi, by_pressure) = fraction(ATMOSPHERE / pressure);
    let root = (KAPPA * pressure * rho).sqrt();
    let root_slope = 0.5 * KAPPA * (rho + pressure * slope) / root;
    let psi_slope = -by_pressure * ATMOSPHERE / (pressure * pressure);
    (area * root * psi, area * (root_slope * psi + root * psi_slope))
}

/// ψ(r) and dψ/dr.
fn fraction(r: f64) -> (f64, f64) {
    let critical = (2.0 / (KAPPA + 1.0)).powf(KAPPA / (KAPPA - 1.0));
    if r <= critical {
        return ((2.0 / (KAPPA + 1.0)).powf(0.5 * (KAPPA + 1.0) / (KAPPA - 1.0)), 0.0);
    }
    if r > NEARLY_REST {
        let edge = fraction(NEARLY_REST).0;
        let slope = -edge / (1.0 - NEARLY_REST);
        return (slope * (r - 1.0), slope);
    }
    let square = 2.0 / (KAPPA - 1.0) * (r.powf(2.0 / KAPPA) - r.powf((KAPPA + 1.0) / KAPPA));
    let slope = 2.0 / (KAPPA - 1.0)
        * (2.0 / KAPPA * r.powf(2.0 / KAPPA - 1.0) - (KAPPA + 1.0) / KAPPA * r.powf(1.0 / KAPPA));
    let psi = square.sqrt();
    (psi, 0.5 * slope / psi)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::equations::compressibility::Compressibility;
    use crate::transient::density::Law;

    #[test]
    fn the_flow_is_smooth_where_it_chokes_and_has_its_slope() {
        let gas = Compressibility::Constant(0.9);
        let Law::Quadratic(density) = Law::new(gas, 0.018, 288.15, 1e7).unwrap() else {
            panic!("a parabola")
        };
        let hole = Orifice { diameter: 0.1, discharge_coefficient: 0.8 };
        for p in [1.012e5, 1.015e5, 1.2e5, 1.5e5, 1.8565e5, 1.8567e5, 5e5, 6e6] {
            let h = 1e-4 * (p - 1.0e5);
            let numeric = (outflow(&hole, &density, p + h).0 - outflow(&hole, &density, p - h).0) / (2.0 * h);
            let (flow, slope) = outflow(&hole, &density, p);
            if p > 1.02e5 {
                assert!((slope / numeric - 1.0).abs() < 1e-3, "{p}: {slope} {numeric}");
            }
            assert!(flow >= 0.0);
        }
        // Choked methane-like gas: 0.6673 C_d A p √(1/(z R_s T)) at κ = 1.3.
        let expected = 0.667_262_4 * 0.8 * 0.25 * std::f64::consts::PI * 0.01 * 6e6
            / (0.9 * 8.314_462_618 / 0.018 * 288.15_f64).sqrt();
        assert!((outflow(&hole, &density, 6e6).0 / expected - 1.0).abs() < 1e-6);
    }
}
