//! What every gas must obey, whichever equation describes it.

use linepack::gas::{
    Component, Composition, EquationOfState, Gas, GasError, Law, Properties, SimpleGas, Viscosity,
};
use proptest::prelude::*;

const R: f64 = 8.314_462_618;

const EQUATIONS: [EquationOfState; 10] = [
    EquationOfState::Gerg2008,
    EquationOfState::Detail,
    EquationOfState::PengRobinson,
    EquationOfState::SoaveRedlichKwong,
    EquationOfState::Gost30319,
    EquationOfState::Papay,
    EquationOfState::AgaLinear,
    EquationOfState::Cnga,
    EquationOfState::Constant(0.9),
    EquationOfState::Ideal,
];

const GASES: [&str; 3] = [
    "CH4 1",
    "CH4 0.92, C2H6 0.04, C3H8 0.01, N2 0.02, CO2 0.01",
    "CH4 0.86, C2H6 0.07, C3H8 0.02, n-C4H10 0.01, N2 0.02, CO2 0.02",
];

fn gas(text: &str, equation: EquationOfState) -> Gas {
    Gas::new(text.parse().unwrap(), equation).unwrap()
}

/// Every equation with every gas at a few states within every range.
fn everywhere(mut check: impl FnMut(&str, &Gas, f64, f64)) {
    for equation in EQUATIONS {
        for text in GASES {
            let gas = gas(text, equation);
            for (pressure, temperature) in [(0.3e6, 260.0), (3e6, 275.0), (5e6, 290.0), (7e6, 320.0)] {
                check(
                    &format!("{} {text} {pressure} {temperature}", equation.name()),
                    &gas,
                    pressure,
                    temperature,
                );
            }
        }
    }
}

/// (∂f/∂x) by central differences of fourth order.
fn slope(f: impl Fn(f64) -> f64, x: f64, step: f64) -> f64 {
    (8.0 * (f(x + step) - f(x - step)) - (f(x + 2.0 * step) - f(x - 2.0 * step))) / (12.0 * step)
}

#[test]
fn the_isobaric_heat_capacity_is_the_slope_of_enthalpy() {
    everywhere(|place, gas, p, t| {
        let cp = slope(|t| gas.state(p, t).unwrap().enthalpy, t, 0.2);
        let s = gas.state(p, t).unwrap();
        assert!((cp / s.isobaric_heat_capacity - 1.0).abs() < 1e-7, "{place}: {cp}");
        // dh = T ds at constant pressure.
        let ds = slope(|t| gas.state(p, t).unwrap().entropy, t, 0.2);
        assert!((t * ds / s.isobaric_heat_capacity - 1.0).abs() < 1e-7, "{place}: {}", t * ds);
    });
}

#[test]
fn the_difference_of_heat_capacities_follows_from_density() {
    // c_p − c_v = T (∂ρ/∂T)_p² / (ρ² (∂ρ/∂p)_T).
    everywhere(|place, gas, p, t| {
        let s = gas.state(p, t).unwrap();
        let rho_t = slope(|t| gas.density(p, t).unwrap(), t, 0.2);
        let rho_p = slope(|p| gas.density(p, t).unwrap(), p, 1e-4 * p);
        let difference = t * rho_t * rho_t / (s.density * s.density * rho_p);
        let own = s.isobaric_heat_capacity - s.isochoric_heat_capacity;
        assert!((difference / own - 1.0).abs() < 1e-7, "{place}: {difference} against {own}");
        let (own_p, own_t) = s.density_slopes(t);
        assert!((rho_p / own_p - 1.0).abs() < 1e-8, "{place}: {rho_p} against {own_p}");
        assert!((rho_t / own_t - 1.0).abs() < 1e-8, "{place}: {rho_t} against {own_t}");
    });
}

#[test]
fn sound_travels_at_constant_entropy() {
    // w² = (∂p/∂ρ)_s, with the entropy kept by correcting temperature along the step.
    everywhere(|place, gas, p, t| {
        let s = gas.state(p, t).unwrap();
        let along = |p: f64| {
            let mut t = t;
            for _ in 0..20 {
                let here = gas.state(p, t).unwrap();
                t -= (here.entropy - s.entropy) * t / here.isobaric_heat_capacity;
            }
            gas.density(p, t).unwrap()
        };
        let w = slope(along, p, 1e-3 * p).recip().sqrt();
        assert!((w / s.speed_of_sound - 1.0).abs() < 1e-6, "{place}: {w} against {}", s.speed_of_sound);
    });
}

#[test]
fn the_joule_thomson_coefficient_keeps_the_enthalpy() {
    // (∂h/∂p)_T = −μ c_p, and (∂s/∂p)_T = (∂ρ/∂T)_p/ρ².
    everywhere(|place, gas, p, t| {
        let s = gas.state(p, t).unwrap();
        let dh = slope(|p| gas.state(p, t).unwrap().enthalpy, p, 1e-3 * p);
        let expected = -s.joule_thomson * s.isobaric_heat_capacity;
        // Enthalpy has some sixteen digits of 1e5 J/kg.
        assert!(
            (dh - expected).abs() < 1e-7 * expected.abs() + 1e-7 / p * 1e3,
            "{place}: {dh} against {expected}"
        );
        let ds = slope(|p| gas.state(p, t).unwrap().entropy, p, 1e-3 * p);
        let (_, rho_t) = s.density_slopes(t);
        assert!((ds / (rho_t / (s.density * s.density)) - 1.0).abs() < 1e-7, "{place}: {ds}");
    });
}

#[test]
fn at_low_pressure_every_gas_is_ideal() {
    // Not a constant factor; nor CNGA, whose gauge pressure makes it ideal at the atmosphere instead.
    let tends_to_one =
        |e: &EquationOfState| !matches!(e, EquationOfState::Constant(_) | EquationOfState::Cnga);
    for equation in EQUATIONS.into_iter().filter(tends_to_one) {
        for text in GASES {
            let (gas, ideal) = (gas(text, equation), gas(text, EquationOfState::Ideal));
            let (s, i) = (gas.state(1.0, 290.0).unwrap(), ideal.state(1.0, 290.0).unwrap());
            assert!((s.compressibility - 1.0).abs() < 1e-6, "{text} {equation:?}");
            let cp = s.isobaric_heat_capacity * gas.molar_mass();
            let ideal_cp = i.isobaric_heat_capacity * ideal.molar_mass();
            assert!((cp / ideal_cp - 1.0).abs() < 1.5e-6, "{text} {equation:?}");
            let difference = cp - s.isochoric_heat_capacity * gas.molar_mass();
            // The equations' own gas constants differ by up to 6e-6.
            assert!((difference / R - 1.0).abs() < 1e-5, "{text} {equation:?} {difference}");
        }
    }
    let cnga = gas(GASES[0], EquationOfState::Cnga).state(101_325.0, 290.0).unwrap();
    assert!((cnga.compressibility - 1.0).abs() < 1e-14);
}

#[test]
fn the_joule_thomson_coefficient_has_a_finite_limit_at_zero_pressure() {
    for equation in [EquationOfState::Gerg2008, EquationOfState::Detail, EquationOfState::Papay] {
        let gas = gas(GASES[1], equation);
        let (low, lower) = (gas.state(10.0, 290.0).unwrap(), gas.state(1e-3, 290.0).unwrap());
        assert!((low.joule_thomson / lower.joule_thomson - 1.0).abs() < 1e-4, "{equation:?}");
    }
}

#[test]
fn simplified_equations_stay_within_their_known_distance_of_gerg_2008() {
    // Largest deviation of z in per cent, up to 7 MPa and 260 to 320 K.
    for (equation, limit) in [
        (EquationOfState::Detail, 0.05),
        (EquationOfState::Gost30319, 0.2),
        (EquationOfState::PengRobinson, 3.0),
        (EquationOfState::SoaveRedlichKwong, 1.5),
        (EquationOfState::Papay, 1.6),
        (EquationOfState::AgaLinear, 2.5),
        (EquationOfState::Cnga, 2.0),
    ] {
        for text in GASES {
            let (gas, reference) = (gas(text, equation), gas(text, EquationOfState::Gerg2008));
            for (p, t) in [(0.3e6, 260.0), (3e6, 275.0), (5e6, 290.0), (7e6, 320.0)] {
                let z = |gas: &Gas| gas.state(p, t).unwrap().compressibility;
                let percent = 100.0 * (z(&gas) / z(&reference) - 1.0).abs();
                assert!(percent < limit, "{} {text} {p} {t}: {percent}", equation.name());
            }
        }
    }
}

#[test]
fn where_only_liquid_is_stable_there_is_no_gas_density() {
    let propane = gas("C3H8 1", EquationOfState::Gerg2008);
    assert!(matches!(propane.density(5e6, 280.0), Err(GasError::NoGasDensity { .. })));
    // Vapour pressure at 280 K is 0.582 MPa: below it the gas is there, and it is the thin root.
    let vapour = propane.density(0.5e6, 280.0).unwrap();
    assert!((10.0..12.0).contains(&vapour), "{vapour}");
    let saturated = propane.density(0.58e6, 280.0).unwrap();
    assert!((12.0..13.5).contains(&saturated), "{saturated}");
    // Above the critical temperature there is one root at every pressure.
    for megapascal in 1..=60 {
        assert!(propane.density(f64::from(megapascal) * 1e6, 400.0).is_ok());
    }
}

#[test]
fn a_state_found_by_pressure_is_found_again_by_density() {
    for equation in EQUATIONS {
        let gas = gas(GASES[1], equation);
        let (p, t) = (6e6, 285.0);
        let state = gas.state(p, t).unwrap();
        match gas.state_at_density(state.density, t) {
            Ok((pressure, same)) => {
                assert!((pressure / p - 1.0).abs() < 1e-12, "{equation:?}");
                assert!((same.enthalpy / state.enthalpy - 1.0).abs() < 1e-12);
            }
            Err(error) => assert!(matches!(error, GasError::NotCovered { .. }), "{error}"),
        }
    }
}

#[test]
fn a_constant_viscosity_replaces_the_correlation() {
    let gas = gas(GASES[0], EquationOfState::Gerg2008).with_viscosity(Viscosity::Constant(1.1e-5)).unwrap();
    assert_eq!(gas.state(5e6, 280.0).unwrap().viscosity, 1.1e-5);
}

fn any_component() -> impl Strategy<Value = Component> {
    (0..Component::ALL.len()).prop_map(|k| Component::ALL[k])
}

proptest! {
    #[test]
    fn any_numbers_give_a_sound_state_or_an_error(
        which in 0..EQUATIONS.len(),
        p in prop_oneof![proptest::num::f64::ANY, 1.0..3e8],
        t in prop_oneof![proptest::num::f64::ANY, 40.0..900.0],
    ) {
        let gas = gas(GASES[1], EQUATIONS[which]);
        if let Ok(s) = gas.state(p, t) {
            prop_assert!(s.density > 0.0 && s.isobaric_heat_capacity > s.isochoric_heat_capacity);
            prop_assert!(s.speed_of_sound > 0.0 && s.viscosity > 0.0 && s.joule_thomson.is_finite());
            let density = gas.density(p, t).unwrap();
            prop_assert!((density / s.density - 1.0).abs() < 1e-14);
            if let Ok((pressure, _)) = gas.state_at_density(s.density, t) {
                prop_assert!((pressure / p - 1.0).abs() < 1e-9, "{} Pa for {} Pa", pressure, p);
            }
        }
        let _ = gas.state_at_density(p, t);
    }

    #[test]
    fn any_mixture_is_a_gas_at_pipeline_conditions_or_says_no(
        parts in proptest::collection::vec((any_component(), 0.0..1.0f64), 1..6),
        which in 0..2usize,
        p in 0.1e6..12e6,
        t in 250.0..340.0,
    ) {
        if let Ok(composition) = Composition::from_amounts(&parts) {
            let gas = Gas::new(composition, EQUATIONS[which]).unwrap();
            if let Ok(s) = gas.state(p, t) {
                // The gas branch only: along it pressure rises from zero to here without a fall.
                let mut last = 0.0;
                for k in 1..=40 {
                    let (pressure, _) = gas.state_at_density(s.density * f64::from(k) / 40.0, t).unwrap();
                    prop_assert!(pressure > last, "{} after {}", pressure, last);
                    last = pressure;
                }
            }
        }
    }

    #[test]
    fn any_text_is_a_composition_or_an_error(text in "[A-Za-z0-9 .,;:=%-]{0,40}") {
        if let Ok(composition) = text.parse::<Composition>() {
            let again: Composition = composition.to_string().parse().unwrap();
            for (a, b) in composition.fractions().iter().zip(again.fractions()) {
                prop_assert!((a - b).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn any_constants_make_a_simple_gas_or_an_error(
        m in proptest::num::f64::ANY, z in proptest::num::f64::ANY, cp in proptest::num::f64::ANY, p in proptest::num::f64::ANY, t in proptest::num::f64::ANY,
    ) {
        for law in [Law::Constant(z), Law::Papay { critical_pressure: z, critical_temperature: t }] {
            if let Ok(gas) = SimpleGas::new(m, law, cp)
                && let Ok(s) = gas.state(p, t)
            {
                prop_assert!(s.density > 0.0 && s.speed_of_sound > 0.0);
            }
        }
    }
}
