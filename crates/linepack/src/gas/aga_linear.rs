//! The linear compressibility factor attributed to the American Gas Association.
//!
//! ```text
//! z = 1 + 0.257 p_r − 0.533 p_r/T_r
//! ```
//!
//! Made for pressures up to 7 MPa; beyond some 10 MPa it has no meaning.
//!
//! Source: Králik, Stiegler, Vostrý, Závorka, Dynamic Modeling of Large-Scale Networks with
//! Application to Gas Distribution (1988); Schmidt, Steinbach, Willert, Optim. Eng. 16 (2015), eq. (9).

use super::number::Number;

/// ∫ (z − 1) dp/p from zero pressure, at reduced pressure and temperature.
pub(super) fn residual<N: Number>(reduced_pressure: N, reduced_temperature: N) -> N {
    reduced_pressure * 0.257 - reduced_pressure / reduced_temperature * 0.533
}

#[cfg(test)]
mod tests {
    use super::super::number::Jet;
    use super::*;

    #[test]
    fn the_slope_of_the_integral_is_the_formula() {
        // p_r = 1.5, T_r = 1.5: 1 + 0.3855 − 0.533.
        let z = 1.0 + 1.5 * residual(Jet::first(1.5), Jet::second(1.5)).x;
        assert!((z - 0.8525).abs() < 1e-15);
    }
}
