//! What must hold for every gas and every line: balances, order of convergence, symmetry.

use linepack::equations::compression::{CompressionEfficiency, compress};
use linepack::equations::friction::Friction;
use linepack::equations::pipe::{Pipe, STANDARD_GRAVITY, Temperature, Terms};
use linepack::gas::{EquationOfState, Gas, Properties};
use linepack::line::{
    Detail, Driver, Flow, GasTurbine, Line, LineError, LineLimits, PipeSection, Resolution, Route,
    RoutePoint, Station, Task, solve,
};
use proptest::prelude::*;

use super::line_fixture::{FRICTION_ONLY, SimpleGas, assert_close, pipe, station, straight, task};

fn natural_gas() -> Gas {
    Gas::new(
        "CH4 0.975, C2H6 0.008, C3H8 0.002, N2 0.01, CO2 0.005".parse().unwrap(),
        EquationOfState::Gerg2008,
    )
    .unwrap()
}

/// Everything on, uphill, with a real gas.
fn mountain() -> Line {
    straight(120e3, 900.0, pipe(Friction::ColebrookWhite), Terms::default())
}

fn warm(intake: f64, resolution: Resolution) -> Task {
    let mut asked = Task { resolution, ..task(intake) };
    asked.supply.temperature = 313.15;
    asked
}

#[test]
fn halving_the_step_divides_the_error_of_the_march_by_thirty_two() {
    let (line, gas) = (mountain(), natural_gas());
    let end = |resolution| {
        let solution = solve(&line, &[], &gas, &warm(350.0, resolution)).unwrap();
        (solution.delivery_pressure, solution.delivery_temperature)
    };
    let exact = end(Resolution::Tolerance(1e-13));
    let error = |parts: f64| {
        let found = end(Resolution::Steps(120e3 / parts));
        ((found.0 - exact.0).abs(), (found.1 - exact.1).abs())
    };
    let (coarse, fine) = (error(4.0), error(8.0));
    for order in [(coarse.0 / fine.0).log2(), (coarse.1 / fine.1).log2()] {
        assert!((4.5..7.5).contains(&order), "order {order}: {coarse:?} and {fine:?}");
    }
}

#[test]
fn the_error_estimate_is_on_the_safe_side() {
    let (line, gas) = (mountain(), natural_gas());
    let exact = solve(&line, &[], &gas, &warm(350.0, Resolution::Tolerance(1e-13))).unwrap();
    for parts in [3.0, 6.0, 12.0] {
        let found = solve(&line, &[], &gas, &warm(350.0, Resolution::Steps(120e3 / parts))).unwrap();
        let error = (found.delivery_pressure / exact.delivery_pressure - 1.0).abs();
        assert!(error < found.effort.error_estimate, "{error:e} above {:e}", found.effort.error_estimate);
    }
}

#[test]
fn energy_is_conserved_along_an_insulated_pipe() {
    let gas = natural_gas();
    let insulated = Pipe { heat_transfer_coefficient: 0.0, ..pipe(Friction::ColebrookWhite) };
    let line = straight(120e3, 900.0, insulated, Terms::default());
    let solution = solve(&line, &[], &gas, &warm(350.0, Resolution::Tolerance(1e-11))).unwrap();
    let energy = |distance: f64, pressure: f64, temperature: f64| {
        let state = gas.state(pressure, temperature).unwrap();
        let velocity = 350.0 / (state.density * pipe(Friction::ColebrookWhite).area());
        state.enthalpy + 0.5 * velocity * velocity + STANDARD_GRAVITY * 900.0 * distance / 120e3
    };
    let start = energy(0.0, 8e6, 313.15);
    for point in &solution.profile {
        // h falls by kilojoules along the way; the sum stays to a millijoule.
        let here = energy(point.distance, point.pressure, point.temperature);
        assert!((here - start).abs() < 1e-3, "{} J/kg lost at {} m", here - start, point.distance);
    }
    assert!(solution.delivery_temperature < 313.15 - 5.0, "the Joule–Thomson effect cools");
}

#[test]
fn the_ground_takes_what_the_gas_loses() {
    // ∫ U π D (T − T_ground) dx = q (h₁ − h₂) on level ground without inertia.
    let gas = natural_gas();
    let line =
        straight(120e3, 0.0, pipe(Friction::ColebrookWhite), Terms { inertia: false, ..Terms::default() });
    let solution = solve(&line, &[], &gas, &warm(350.0, Resolution::Steps(500.0))).unwrap();
    let mut heat = 0.0;
    for pair in solution.profile.windows(2) {
        let mean = 0.5 * (pair[0].temperature + pair[1].temperature) - 278.15;
        heat += 2.0 * std::f64::consts::PI * mean * (pair[1].distance - pair[0].distance);
    }
    let last = solution.profile.last().unwrap();
    let loss = gas.state(8e6, 313.15).unwrap().enthalpy
        - gas.state(last.pressure, last.temperature).unwrap().enthalpy;
    assert_close(heat, 350.0 * loss, 1e-5);
}

#[test]
fn without_losses_compression_keeps_the_entropy() {
    let gas = natural_gas();
    for (suction, discharge) in [((6.5e6, 278.15), 9.85e6), ((3e6, 288.15), 9e6), ((5e6, 300.0), 5.5e6)] {
        let ideal = CompressionEfficiency::Polytropic(1.0);
        let done = compress(&gas, suction, discharge, ideal, 1e-12).unwrap();
        let before = gas.state(suction.0, suction.1).unwrap();
        assert!((done.state.entropy - before.entropy).abs() < 1e-7 * done.state.isobaric_heat_capacity);
        // Both definitions of efficiency agree when there is no loss.
        let isentropic =
            compress(&gas, suction, discharge, CompressionEfficiency::Isentropic(1.0), 1e-12).unwrap();
        assert_close(isentropic.temperature, done.temperature, 1e-11);
        // With losses entropy rises, and the polytropic efficiency costs more than the isentropic.
        let polytropic =
            compress(&gas, suction, discharge, CompressionEfficiency::Polytropic(0.85), 1e-12).unwrap();
        let isentropic =
            compress(&gas, suction, discharge, CompressionEfficiency::Isentropic(0.85), 1e-12).unwrap();
        assert!(polytropic.state.entropy > before.entropy && isentropic.state.entropy > before.entropy);
        assert!(polytropic.enthalpy_rise > isentropic.enthalpy_rise);
        assert_close(isentropic.enthalpy_rise * 0.85, done.enthalpy_rise, 1e-9);
    }
}

#[test]
fn polytropic_stages_in_series_are_one_compression() {
    let gas = natural_gas();
    let efficiency = CompressionEfficiency::Polytropic(0.85);
    let whole = compress(&gas, (5e6, 283.15), 9.8e6, efficiency, 1e-12).unwrap();
    let first = compress(&gas, (5e6, 283.15), 7e6, efficiency, 1e-12).unwrap();
    let second = compress(&gas, (7e6, first.temperature), 9.8e6, efficiency, 1e-12).unwrap();
    assert_close(second.temperature, whole.temperature, 1e-11);
    assert_close(first.enthalpy_rise + second.enthalpy_rise, whole.enthalpy_rise, 1e-8);
}

#[test]
fn a_route_cut_into_more_points_is_the_same_route() {
    let gas = natural_gas();
    let whole = mountain();
    let points = (0..=37)
        .map(|i| RoutePoint {
            distance: 120e3 * f64::from(i) / 37.0,
            elevation: 900.0 * f64::from(i) / 37.0,
            ground_temperature: 278.15,
            air_temperature: 288.15,
        })
        .collect();
    let cut = Line::new(
        Route::new(points).unwrap(),
        whole.sections().to_vec(),
        *whole.terms(),
        LineLimits::default(),
    )
    .unwrap();
    let asked = warm(350.0, Resolution::Tolerance(1e-11));
    let a = solve(&whole, &[], &gas, &asked).unwrap();
    let b = solve(&cut, &[], &gas, &asked).unwrap();
    assert_close(b.delivery_pressure, a.delivery_pressure, 1e-11);
    assert_close(b.delivery_temperature, a.delivery_temperature, 1e-11);
    assert_close(b.linepack, a.linepack, 1e-10);
}

#[test]
fn a_level_line_of_several_pipes_turned_round_carries_the_same() {
    // At constant temperature and z the falls of p² add up, in whichever order the pipes lie.
    let gas = SimpleGas::constant(0.9);
    let line = straight(100e3, 0.0, pipe(Friction::ColebrookWhite), FRICTION_ONLY);
    let lying = |diameters: [f64; 3], starts: [f64; 3]| {
        let sections = diameters
            .into_iter()
            .zip(starts)
            .map(|(inner_diameter, from)| PipeSection {
                from,
                strings: 1,
                pipe: Pipe { inner_diameter, ..pipe(Friction::ColebrookWhite) },
                max_pressure: None,
            })
            .collect();
        Line::new(line.route().clone(), sections, FRICTION_ONLY, LineLimits::default()).unwrap()
    };
    let there = lying([1.0, 0.8, 1.2], [0.0, 30e3, 55e3]);
    let back = lying([1.2, 0.8, 1.0], [0.0, 45e3, 70e3]);
    let there = solve(&there, &[], &gas, &task(200.0)).unwrap();
    let back = solve(&back, &[], &gas, &task(200.0)).unwrap();
    assert_close(back.delivery_pressure, there.delivery_pressure, 1e-12);
    assert!((back.linepack / there.linepack - 1.0).abs() > 1e-3);
}

#[test]
fn over_a_hill_and_back_to_its_level_gas_at_rest_has_its_pressure_again() {
    let gas = natural_gas();
    let point = |distance, elevation| RoutePoint {
        distance,
        elevation,
        ground_temperature: 283.15,
        air_temperature: 283.15,
    };
    let route = Route::new(vec![point(0.0, 100.0), point(30e3, 1500.0), point(80e3, 100.0)]).unwrap();
    let section =
        PipeSection { from: 0.0, strings: 1, pipe: pipe(Friction::ColebrookWhite), max_pressure: None };
    let terms = Terms { temperature: Temperature::Ground, ..Terms::default() };
    let line = Line::new(route, vec![section], terms, LineLimits::default()).unwrap();
    let solution = solve(&line, &[], &gas, &warm(1e-6, Resolution::Tolerance(1e-11))).unwrap();
    assert_close(solution.delivery_pressure, 8e6, 1e-10);
    let summit = solution.profile.iter().find(|point| point.distance == 30e3).unwrap();
    assert!(summit.pressure < 7.2e6);
}

#[test]
fn a_hill_within_a_step_costs_what_it_costs_to_first_order() {
    let gas = natural_gas();
    let end = |height: f64, resolution| {
        let point = |distance, elevation| RoutePoint {
            distance,
            elevation,
            ground_temperature: 283.15,
            air_temperature: 283.15,
        };
        let route = Route::new(vec![point(0.0, 0.0), point(12e3, height), point(40e3, 0.0)]).unwrap();
        let section =
            PipeSection { from: 0.0, strings: 1, pipe: pipe(Friction::ColebrookWhite), max_pressure: None };
        let line = Line::new(route, vec![section], Terms::default(), LineLimits::default()).unwrap();
        solve(&line, &[], &gas, &warm(500.0, resolution)).unwrap().delivery_pressure
    };
    for height in [300.0, -300.0] {
        let exact = end(height, Resolution::Tolerance(1e-10));
        let level = end(0.0, Resolution::Tolerance(1e-10));
        let coarse = end(height, Resolution::Steps(40e3));
        assert!((exact - level) * height < 0.0, "a hill costs pressure, a valley gives some");
        assert!((exact - level).abs() > 20e3 && (coarse - exact).abs() < 0.2 * (exact - level).abs());
    }
}

#[test]
fn slow_gas_is_as_warm_as_the_ground() {
    let gas = natural_gas();
    let line = straight(50e3, 0.0, pipe(Friction::ColebrookWhite), Terms::default());
    for resolution in [Resolution::Steps(10e3), Resolution::Tolerance(1e-8)] {
        let solution = solve(&line, &[], &gas, &warm(1e-4, resolution)).unwrap();
        assert_close(solution.delivery_temperature, 278.15, 1e-6);
        assert_close(solution.delivery_pressure, 8e6, 1e-6);
    }
}

#[test]
fn an_impossible_flow_is_an_error_that_says_where() {
    let gas = SimpleGas::constant(0.9);
    let line = straight(100e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    for resolution in [Resolution::Steps(20e3), Resolution::Tolerance(1e-9)] {
        let error = solve(&line, &[], &gas, &Task { resolution, ..task(700.0) }).unwrap_err();
        let LineError::PressureExhausted { distance, flow } = error else { panic!("{error}") };
        // Case A1: p² falls by K q² over 100 km.
        let expected = 64e12 / (188_948_664.778_063 * 700.0 * 700.0) * 100e3;
        assert_close(distance, expected, 1e-3);
        assert_eq!(flow, 700.0);
    }
}

#[test]
fn error_texts_say_where_what_and_what_to_try() {
    let gas = SimpleGas::constant(0.9);
    let line = straight(100e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let error = solve(&line, &[], &gas, &Task { resolution: Resolution::Steps(20e3), ..task(700.0) });
    assert_eq!(
        error.unwrap_err().to_string(),
        "pressure is exhausted 69.1 km from the inlet at a flow of 700.0 kg/s; hint: lower the flow, add a station \
         before this place, or widen the pipe"
    );
    let error = solve(&line, &[station(150e3, 8e6)], &gas, &task(300.0));
    assert_eq!(
        error.unwrap_err().to_string(),
        "station 0: distance is 150000; hint: place it on the line, before its end"
    );
    let mut asked = task(300.0);
    asked.supply.pressure = -1.0;
    assert_eq!(
        solve(&line, &[], &gas, &asked).unwrap_err().to_string(),
        "task: supply pressure is -1; hint: it must be above 0"
    );
}

#[test]
fn a_turbine_burns_its_shaft_power_over_efficiency_and_heating_value() {
    let gas = natural_gas();
    let line = mountain();
    let solution =
        solve(&line, &[station(60e3, 9e6)], &gas, &warm(300.0, Resolution::Tolerance(1e-10))).unwrap();
    let there = &solution.stations[0];
    // Air of 288.15 K at 450 m: no derating by temperature, by height only.
    assert_close(there.fuel, there.shaft_power / (0.36 * 48e6), 1e-12);
    assert_close(there.shaft_power, there.flow * there.enthalpy_rise / 0.98, 1e-12);
    let thinner = linepack::line::standard_atmosphere_ratio(450.0);
    assert_close(there.rated_power_needed, there.shaft_power / thinner, 1e-12);
    assert_close(solution.intake, 300.0, 1e-15);
    assert_close(solution.delivered + there.fuel, 300.0, 1e-14);
    // Cooled to air plus approach, since the set temperature lies below that.
    assert_close(there.discharge_temperature, 300.15, 1e-12);
    assert_close(there.discharge_pressure, 9e6, 1e-12);
    // Energy over the cooler.
    let hot = gas.state(9.05e6, there.compressor_temperature).unwrap().enthalpy;
    let cool = gas.state(9e6, there.discharge_temperature).unwrap().enthalpy;
    assert_close(there.cooler_duty, there.flow * (hot - cool), 1e-9);
}

#[test]
fn warm_and_thin_air_takes_power_from_a_turbine() {
    let Driver::GasTurbine(turbine) = station(0.0, 8e6).driver else { panic!("a turbine") };
    let driver = Driver::GasTurbine(GasTurbine { installed_power: Some(25e6), ..turbine });
    assert_close(driver.power_factor(288.15, 0.0), 1.0, 1e-15);
    assert_close(driver.power_factor(308.15, 0.0), 1.0 - 0.14, 1e-14);
    assert_close(driver.power_factor(248.15, 0.0), 1.15, 1e-14);
    assert!(driver.power_factor(288.15, 1500.0) < 0.84);
    assert!(driver.site_efficiency(308.15) < 0.36);
}

#[test]
fn gas_above_the_set_point_passes_by() {
    let gas = natural_gas();
    let solution =
        solve(&mountain(), &[station(10e3, 7e6)], &gas, &warm(100.0, Resolution::Tolerance(1e-9))).unwrap();
    let there = &solution.stations[0];
    assert!(!there.running && there.fuel == 0.0 && there.shaft_power == 0.0 && there.ratio == 1.0);
    assert_eq!(there.discharge_pressure, there.suction_pressure);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn mass_balances_and_pressure_falls_with_flow(
        flow in 50.0..330.0_f64,
        rise in -400.0..400.0_f64,
        place in 20e3..100e3_f64,
        efficiency in 0.8..1.0_f64,
    ) {
        let gas = SimpleGas::constant(0.9);
        let used = Pipe { efficiency, ..pipe(Friction::ColebrookWhite) };
        let line = straight(120e3, rise, used, Terms::default());
        let asked = Task { flow: Flow::Delivered(flow), detail: Detail::Summary, ..task(flow) };
        let stations: [Station; 1] = [station(place, 8.2e6)];
        let one = solve(&line, &stations, &gas, &asked).unwrap();
        prop_assert!((one.delivered / flow - 1.0).abs() < 1e-10);
        let fuel: f64 = one.stations.iter().map(|station| station.fuel).sum();
        prop_assert!((one.intake - one.delivered - fuel).abs() < 1e-10);
        prop_assert!(one.fuel_share >= 0.0 && one.fuel_share < 0.05);
        let more = Task { flow: Flow::Delivered(1.05 * flow), ..asked };
        let two = solve(&line, &stations, &gas, &more).unwrap();
        prop_assert!(two.delivery_pressure < one.delivery_pressure);
        prop_assert!(two.shaft_power >= one.shaft_power);
    }
}
