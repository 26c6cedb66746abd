//! Papay's compressibility factor, the usual one in studies of gas networks.
//!
//! ```text
//! z = 1 − 3.52 p_r e^(−2.26 T_r) + 0.274 p_r² e^(−1.878 T_r)
//! ```
//!
//! Source: Papay, OGIL Műszaki Tudományos Közlemények, Budapest (1968) 267–273, as printed by
//! Takács (1989). Texts on network optimisation also print 0.247 for 0.274.

use super::number::Number;

/// ∫ (z − 1) dp/p from zero pressure, at reduced pressure and temperature.
pub(super) fn residual<N: Number>(reduced_pressure: N, reduced_temperature: N) -> N {
    let (p, t) = (reduced_pressure, reduced_temperature);
    p * (p * (t * -1.878).exp() * 0.137 - (t * -2.26).exp() * 3.52)
}

#[cfg(test)]
mod tests {
    use super::super::number::Jet;
    use super::*;

    #[test]
    fn the_slope_of_the_integral_is_the_formula() {
        for (p, t) in [(0.5, 1.4), (1.7, 1.5), (2.4, 1.8)] {
            let z = 1.0 + p * residual(Jet::first(p), Jet::second(t)).x;
            let printed = 1.0 - 3.52 * p * f64::exp(-2.26 * t) + 0.274 * p * p * f64::exp(-1.878 * t);
            assert!((z - printed).abs() < 1e-15);
        }
    }
}
