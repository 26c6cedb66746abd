//! The property table against its source, at places it was not made from.

use linepack::gas::{EquationOfState, Gas, GasError, Properties, PropertyTable};
use proptest::prelude::*;
use std::sync::LazyLock;

fn gas(text: &str, equation: EquationOfState) -> Gas {
    Gas::new(text.parse().unwrap(), equation).unwrap()
}

/// Numbers between 0 and 1 that repeat from run to run.
fn places(count: u32) -> impl Iterator<Item = (f64, f64)> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..count).map(move |_| (next(), next()))
}

#[test]
fn the_stated_bound_holds_at_random_places_for_every_kind_of_gas() {
    for (text, equation, pressure, temperature) in [
        ("CH4 0.98, C2H6 0.01, N2 0.01", EquationOfState::Gerg2008, 0.1e6..=15e6, 250.0..=350.0),
        (
            "CH4 0.88, C2H6 0.06, C3H8 0.02, n-C4H10 0.01, CO2 0.03",
            EquationOfState::Gerg2008,
            0.5e6..=12e6,
            270.0..=340.0,
        ),
        ("CH4 0.75, H2 0.2, N2 0.05", EquationOfState::Gerg2008, 1e6..=10e6, 263.15..=333.15),
        ("H2 1", EquationOfState::Gerg2008, 1e6..=20e6, 263.15..=353.15),
        ("CH4 0.95, C2H6 0.03, N2 0.02", EquationOfState::Detail, 1e6..=12e6, 263.15..=333.15),
        ("CH4 0.95, C2H6 0.03, N2 0.02", EquationOfState::Papay, 1e6..=10e6, 263.15..=333.15),
        ("CH4 0.95, C2H6 0.03, N2 0.02", EquationOfState::PengRobinson, 1e6..=12e6, 263.15..=333.15),
        ("CH4 0.95, C2H6 0.03, N2 0.02", EquationOfState::Constant(0.9), 0.5e6..=10e6, 263.15..=333.15),
        ("CH4 1", EquationOfState::Ideal, 0.1e6..=15e6, 250.0..=350.0),
    ] {
        let source = gas(text, equation);
        let table = PropertyTable::new(&source, pressure.clone(), temperature.clone()).unwrap();
        assert!(table.deviation() <= PropertyTable::BOUND);
        for (x, y) in places(4000) {
            let p = pressure.start() + x * (pressure.end() - pressure.start());
            let t = temperature.start() + y * (temperature.end() - temperature.start());
            let deviation = table.deviation_at(&source, p, t).unwrap();
            assert!(deviation <= PropertyTable::BOUND, "{text} at {p} Pa, {t} K: {deviation:e}");
        }
    }
}

static TABLE: LazyLock<PropertyTable> = LazyLock::new(|| {
    let source = gas("CH4 0.95, C2H6 0.03, N2 0.02", EquationOfState::Gerg2008);
    PropertyTable::new(&source, 1e6..=10e6, 263.15..=333.15).unwrap()
});

#[test]
fn the_edges_belong_to_the_table_and_nothing_beyond_does() {
    for (p, t) in [(1e6, 263.15), (10e6, 333.15), (1e6, 333.15), (10e6, 263.15)] {
        assert!(TABLE.state(p, t).is_ok());
    }
    for (p, t) in
        [(0.999e6, 300.0), (10.001e6, 300.0), (f64::NAN, 300.0), (f64::INFINITY, 300.0), (-5e6, 300.0)]
    {
        assert!(matches!(TABLE.density(p, t), Err(GasError::PressureOutOfRange { .. })));
    }
    for (p, t) in [(5e6, 263.0), (5e6, 334.0), (5e6, f64::NAN), (5e6, f64::NEG_INFINITY)] {
        assert!(matches!(TABLE.state(p, t), Err(GasError::TemperatureOutOfRange { .. })));
    }
}

#[test]
fn a_range_that_reaches_into_the_liquid_is_refused() {
    let source = gas("C3H8 1", EquationOfState::Gerg2008);
    let error = PropertyTable::new(&source, 0.1e6..=5e6, 280.0..=340.0).unwrap_err();
    assert!(matches!(error, GasError::Table { .. }), "{error}");
    assert!(error.to_string().contains("no gas density"), "{error}");
    for range in [5e6..=1e6, 0.0..=1e6, f64::NAN..=1e6, 1e6..=f64::INFINITY] {
        assert!(matches!(PropertyTable::new(&source, range, 400.0..=450.0), Err(GasError::Table { .. })));
    }
}

proptest! {
    #[test]
    fn any_numbers_give_a_state_or_an_error_and_never_a_panic(p in proptest::num::f64::ANY, t in proptest::num::f64::ANY) {
        let inside = (1e6..=10e6).contains(&p) && (263.15..=333.15).contains(&t);
        prop_assert_eq!(TABLE.state(p, t).is_ok(), inside);
        prop_assert_eq!(TABLE.density(p, t).is_ok(), inside);
        prop_assert_eq!(TABLE.density_with_slopes(p, t).is_ok(), inside);
    }

    #[test]
    fn density_and_slopes_and_state_agree(p in 1e6..10e6, t in 263.15..333.15) {
        let state = TABLE.state(p, t).unwrap();
        let (density, slope_p, slope_t) = TABLE.density_with_slopes(p, t).unwrap();
        prop_assert!((state.density / density - 1.0).abs() < 1e-14);
        prop_assert!((TABLE.density(p, t).unwrap() / density - 1.0).abs() < 1e-14);
        let (from_state_p, from_state_t) = state.density_slopes(t);
        prop_assert!((from_state_p / slope_p - 1.0).abs() < 3e-5);
        prop_assert!((from_state_t / slope_t - 1.0).abs() < 3e-5);
    }
}
