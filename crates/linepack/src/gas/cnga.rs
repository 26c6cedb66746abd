//! The compressibility factor of the California Natural Gas Association.
//!
//! ```text
//! 1/z = 1 + 344 400 p_g 10^(1.785 G)/T^3.825,   p_g gauge in psi, T in °R, G relative density
//! 1/z = b₁ + b₂ p                                the same with two given coefficients
//! ```
//!
//! Source: Menon, Gas Pipeline Hydraulics (2005), eq. (1.34).

use super::ATMOSPHERE;
use super::number::Number;

/// One pound-force per square inch, Pa.
const PSI: f64 = 6_894.757_293_168;

/// b₁ and b₂ (1/Pa, for absolute pressure) at `temperature` in K and relative density G.
pub(super) fn coefficients<N: Number>(temperature: N, relative_density: f64) -> (N, N) {
    let b2 = (temperature * 1.8).powf(-3.825) * (344_400.0 * 10f64.powf(1.785 * relative_density) / PSI);
    (b2 * -ATMOSPHERE + 1.0, b2)
}

/// ∫ (z − 1) dp/p from atmospheric pressure.
pub(super) fn residual<N: Number>(pressure: N, (b1, b2): (N, N)) -> N {
    let ratio = pressure / ATMOSPHERE;
    let growth = (b1 + b2 * pressure) / (b1 + b2 * ATMOSPHERE);
    (ratio.ln() - growth.ln()) / b1 - ratio.ln()
}

#[cfg(test)]
mod tests {
    use super::super::number::Jet;
    use super::*;

    #[test]
    fn the_slope_of_the_integral_is_the_formula() {
        // G 0.6, 70 °F, 1,200 psig: 0.8437.
        let (p, t) = (1200.0 * PSI + ATMOSPHERE, 529.67 / 1.8);
        let printed = 1.0 / (1.0 + 1200.0 * 344_400.0 * 10f64.powf(1.785 * 0.6) / 529.67_f64.powf(3.825));
        let z = 1.0 + p * residual(Jet::first(p), coefficients(Jet::second(t), 0.6)).x;
        assert!((z - printed).abs() < 1e-13 && (z - 0.8437).abs() < 0.5e-4, "{z} {printed}");
    }
}
