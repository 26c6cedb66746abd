//! Stations placed, the greatest flow, and the order of magnitude of a great line.

use linepack::equations::friction::Friction;
use linepack::equations::pipe::{Pipe, Terms};
use linepack::gas::{EquationOfState, Gas, PropertyTable};
use linepack::line::{
    Capacity, Detail, Driver, Flow, GasTurbine, Layout, Limit, Line, LineLimits, LineSolution, PipeSection,
    Placement, Resolution, Route, RoutePoint, Station, StationLimits, Supply, Task, capacity, layout, solve,
};

use super::line_fixture::{FRICTION_ONLY, SimpleGas, assert_close, pipe, station, straight, task};

/// 3,560 km of 1,420 × 21.7 mm pipe over rolling land, ground of 1 to 5 °C.
fn great_line() -> Line {
    let points = (0..=712)
        .map(|i| {
            let distance = 5e3 * f64::from(i);
            let s = distance / 3560e3;
            RoutePoint {
                distance,
                elevation: 300.0 + 400.0 * s + 60.0 * (f64::from(i) * 0.7).sin(),
                ground_temperature: 274.15 + 4.0 * s,
                air_temperature: 271.15 + 4.0 * s,
            }
        })
        .collect();
    let pipe = Pipe {
        inner_diameter: 1.420 - 2.0 * 0.0217,
        roughness: 10e-6,
        friction: Friction::ColebrookWhite,
        efficiency: 1.0,
        heat_transfer_coefficient: 1.5,
        heat_transfer_diameter: 1.420,
    };
    let section = PipeSection { from: 0.0, strings: 1, pipe, max_pressure: Some(9.8e6) };
    Line::new(Route::new(points).unwrap(), vec![section], Terms::default(), LineLimits::default()).unwrap()
}

fn table() -> PropertyTable {
    let gas = Gas::new(
        "CH4 0.975, C2H6 0.008, C3H8 0.002, N2 0.01, CO2 0.005".parse().unwrap(),
        EquationOfState::Gerg2008,
    )
    .unwrap();
    PropertyTable::new(&gas, 1e6..=14e6, 255.0..=370.0).unwrap()
}

/// 50 billion m³(20 °C) a year at the end: about 1,080 kg/s.
fn great_task(resolution: Resolution) -> Task {
    Task {
        supply: Supply { pressure: 9.8e6, temperature: 288.15, lower_heating_value: 48.5e6 },
        flow: Flow::Delivered(1080.0),
        delivery_pressure: Some(6.5e6),
        resolution,
        detail: Detail::Summary,
    }
}

fn placed(outcome: Layout) -> (f64, Vec<Station>, LineSolution) {
    match outcome {
        Layout::Placed { suction_pressure, stations, solution } => (suction_pressure, stations, *solution),
        other => panic!("not placed: {other:?}"),
    }
}

fn great_placement(number: usize) -> Placement {
    Placement { station: station(0.0, 9.8e6), number, at_inlet: false }
}

#[test]
fn a_great_line_has_the_stations_power_and_fuel_that_engineers_expect() {
    let (line, gas) = (great_line(), table());
    let (_, stations, solution) =
        placed(layout(&line, &great_placement(27), &gas, &great_task(Resolution::Steps(30e3))).unwrap());
    let spacing = (stations[26].distance - stations[0].distance) / 26.0;
    assert!((120e3..160e3).contains(&spacing), "stations every {:.0} km", spacing / 1e3);
    for station in &solution.stations {
        assert!((1.3..1.6).contains(&station.ratio), "ratio {}", station.ratio);
    }
    assert!((1350e6..1750e6).contains(&solution.shaft_power), "{:.0} MW", solution.shaft_power / 1e6);
    assert!((0.06..0.09).contains(&solution.fuel_share), "fuel {:.2} %", 100.0 * solution.fuel_share);
}

#[test]
fn coarse_steps_agree_with_the_exact_layout() {
    let (line, gas) = (great_line(), table());
    let coarse =
        placed(layout(&line, &great_placement(25), &gas, &great_task(Resolution::Steps(30e3))).unwrap());
    let exact = great_task(Resolution::Tolerance(1e-8));
    let exact = placed(layout(&line, &great_placement(25), &gas, &exact).unwrap());
    assert_close(coarse.0, exact.0, 1e-3);
    assert_close(coarse.2.shaft_power, exact.2.shaft_power, 3e-3);
    assert_close(coarse.2.fuel_share, exact.2.fuel_share, 3e-3);
    assert_close(coarse.2.linepack, exact.2.linepack, 1e-3);
}

#[test]
fn placed_stations_draw_at_one_pressure_and_reach_the_end_exactly() {
    let (line, gas) = (great_line(), table());
    for number in [18, 25, 40] {
        let task = great_task(Resolution::Tolerance(1e-9));
        let (suction, stations, solution) =
            placed(layout(&line, &great_placement(number), &gas, &task).unwrap());
        assert_eq!(stations.len(), number);
        for station in &solution.stations {
            assert_close(station.suction_pressure, suction, 1e-8);
            assert_close(station.discharge_pressure, 9.8e6, 1e-12);
        }
        assert_close(solution.delivery_pressure, 6.5e6, 1e-8);
        assert_close(solution.delivered, 1080.0, 1e-9);
        let fuel: f64 = solution.stations.iter().map(|station| station.fuel).sum();
        assert_close(solution.intake, solution.delivered + fuel, 1e-14);
        assert!(solution.violations.is_empty(), "{:?}", solution.violations);
    }
}

#[test]
fn more_stations_work_at_a_higher_suction_pressure_for_less_power() {
    let (line, gas) = (great_line(), table());
    let task = great_task(Resolution::Steps(30e3));
    let few = placed(layout(&line, &great_placement(20), &gas, &task).unwrap());
    let many = placed(layout(&line, &great_placement(30), &gas, &task).unwrap());
    assert!(many.0 > few.0);
    assert!(many.2.shaft_power < few.2.shaft_power);
}

#[test]
fn too_few_stations_are_told_with_the_number_that_suffices() {
    let (line, gas) = (great_line(), table());
    let mut placement = great_placement(8);
    placement.station.limits.max_ratio = Some(1.6);
    let task = great_task(Resolution::Steps(30e3));
    let Layout::TooFew { reached, needed, suction_pressure, end_pressure } =
        layout(&line, &placement, &gas, &task).unwrap()
    else {
        panic!("eight stations cannot do it")
    };
    assert!(reached < line.length() && end_pressure.is_none());
    let needed = needed.unwrap();
    placement.number = needed;
    let (suction, ..) = placed(layout(&line, &placement, &gas, &task).unwrap());
    assert!(suction >= suction_pressure);
    placement.number = needed - 1;
    assert!(matches!(layout(&line, &placement, &gas, &task).unwrap(), Layout::TooFew { .. }));
}

#[test]
fn too_many_stations_are_told() {
    let line = straight(100e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let placement = Placement { station: station(0.0, 8e6), number: 3, at_inlet: false };
    let asked = Task { delivery_pressure: Some(3e6), ..task(200.0) };
    let outcome = layout(&line, &placement, &SimpleGas::constant(0.9), &asked).unwrap();
    assert!(matches!(outcome, Layout::TooMany { reached } if reached > 100e3), "{outcome:?}");
}

#[test]
fn a_station_at_the_inlet_lifts_the_supply() {
    let (line, gas) = (great_line(), table());
    let mut task = great_task(Resolution::Steps(30e3));
    task.supply.pressure = 7.0e6;
    let placement = Placement { at_inlet: true, ..great_placement(26) };
    let (_, stations, solution) = placed(layout(&line, &placement, &gas, &task).unwrap());
    assert_eq!(stations[0].distance, 0.0);
    assert_close(solution.stations[0].suction_pressure, 7.0e6, 1e-12);
    assert_close(solution.delivery_pressure, 6.5e6, 1e-3);
}

#[test]
fn equal_ideal_sections_are_equally_long() {
    // Level, isothermal, constant z, no fuel: p_d² − p_s² is the same in every section.
    let line = straight(900e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let mut template = station(0.0, 8e6);
    template.driver =
        Driver::ElectricMotor(linepack::line::ElectricMotor { installed_power: None, efficiency: 0.95 });
    template.aftercooler =
        Some(linepack::line::Aftercooler { outlet_temperature: 288.15, approach: -60.0, pressure_loss: 0.0 });
    let placement = Placement { station: template, number: 8, at_inlet: false };
    let asked = Task { delivery_pressure: Some(6e6), ..task(300.0) };
    let (suction, stations, _) =
        placed(layout(&line, &placement, &SimpleGas::constant(0.9), &asked).unwrap());
    // K q² per metre from case A1: 8 sections and the last make up 900 km.
    let per_metre = 188_948_664.778_063 * 300.0 * 300.0 / 100e3;
    let each = (900e3 * per_metre - (64e12 - 36e12)) / 8.0;
    assert_close(suction, f64::sqrt(64e12 - each), 1e-9);
    for (index, station) in stations.iter().enumerate() {
        assert_close(station.distance, (index + 1) as f64 * each / per_metre, 1e-9);
    }
}

fn capable(outcome: Option<Capacity>) -> Capacity {
    outcome.expect("some flow is possible")
}

#[test]
fn capacity_without_stations_is_the_flow_between_two_pressures() {
    let line = straight(100e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let asked = Task { delivery_pressure: Some(6e6), ..task(50.0) };
    let found = capable(capacity(&line, &[], &SimpleGas::constant(0.9), &asked).unwrap());
    // Case A1b.
    assert_close(found.delivered, 384.952_462_428_438, 1e-9);
    assert_eq!(found.bottleneck.limit, Limit::DeliveryPressure);
    assert!(found.held.is_empty() && found.solution.violations.is_empty());
}

#[test]
fn capacity_of_a_layout_is_the_flow_it_was_laid_out_for() {
    let (line, gas) = (great_line(), table());
    let mut task = great_task(Resolution::Tolerance(1e-8));
    let (_, stations, _) = placed(layout(&line, &great_placement(25), &gas, &task).unwrap());
    task.flow = Flow::Delivered(700.0);
    let found = capable(capacity(&line, &stations, &gas, &task).unwrap());
    assert_close(found.delivered, 1080.0, 1e-6);
}

#[test]
fn installed_power_binds_and_is_named() {
    let (line, gas) = (great_line(), table());
    let task = great_task(Resolution::Steps(30e3));
    let (_, mut stations, solution) = placed(layout(&line, &great_placement(25), &gas, &task).unwrap());
    let Driver::GasTurbine(turbine) = stations[9].driver else { panic!("a turbine") };
    let needed = solution.stations[9].rated_power_needed;
    stations[9].driver = Driver::GasTurbine(GasTurbine { installed_power: Some(0.5 * needed), ..turbine });
    let found = capable(capacity(&line, &stations, &gas, &task).unwrap());
    assert!(found.delivered < 1075.0 && found.delivered > 900.0, "{}", found.delivered);
    assert_eq!(found.held.len(), 1, "{:?}", found.held);
    assert_eq!((found.held[0].station, found.held[0].limit), (Some(9), Limit::InstalledPower));
    assert!(found.solution.violations.is_empty(), "{:?}", found.solution.violations);
    let held = found.solution.stations[9];
    assert_close(held.shaft_power, held.site_power.unwrap(), 1e-6);
}

#[test]
fn a_ratio_limit_lowers_the_capacity() {
    let line = straight(240e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let gas = SimpleGas::constant(0.9);
    let asked = Task { delivery_pressure: Some(5e6), ..task(300.0) };
    let free = station(120e3, 8e6);
    let limited = Station { limits: StationLimits { max_ratio: Some(1.2), ..free.limits }, ..free };
    let most = capable(capacity(&line, &[free], &gas, &asked).unwrap());
    let less = capable(capacity(&line, &[limited], &gas, &asked).unwrap());
    assert!(less.delivered < most.delivered);
    assert_eq!(less.held[0].limit, Limit::PressureRatio);
    assert_close(less.solution.stations[0].ratio, 1.2, 1e-12);
}

#[test]
fn a_delivery_that_no_flow_reaches_is_no_capacity() {
    let line = straight(100e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let asked = Task { delivery_pressure: Some(9e6), ..task(50.0) };
    assert!(capacity(&line, &[], &SimpleGas::constant(0.9), &asked).unwrap().is_none());
}

#[test]
fn passed_limits_are_data() {
    let (line, gas) = (great_line(), table());
    let mut stations = vec![station(200e3, 10.5e6)];
    stations[0].limits = StationLimits {
        max_ratio: Some(1.5),
        max_discharge_temperature: Some(320.0),
        min_suction_pressure: Some(6e6),
        max_discharge_pressure: Some(10e6),
    };
    let task = Task {
        flow: Flow::Intake(1000.0),
        delivery_pressure: Some(9e6),
        ..great_task(Resolution::Steps(10e3))
    };
    let short = straight(320e3, 0.0, line.sections()[0].pipe, *line.terms());
    let section = PipeSection { max_pressure: Some(9.8e6), ..short.sections()[0] };
    let limits = LineLimits { max_velocity: Some(8.0), min_temperature: Some(284.0), max_temperature: None };
    let short = Line::new(short.route().clone(), vec![section], *short.terms(), limits).unwrap();
    let solution = solve(&short, &stations, &gas, &task).unwrap();
    for limit in [
        Limit::PressureRatio,
        Limit::DischargeTemperature,
        Limit::SuctionPressure,
        Limit::DischargePressure,
        Limit::OperatingPressure,
        Limit::DeliveryPressure,
        Limit::Velocity,
        Limit::MinimumTemperature,
    ] {
        assert!(solution.violations.iter().any(|passed| passed.limit == limit), "{limit:?} is not told");
    }
}

#[test]
fn without_a_delivery_pressure_the_capacity_ends_where_the_pressure_is_exhausted() {
    let line = straight(100e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let found = capable(capacity(&line, &[], &SimpleGas::constant(0.9), &task(50.0)).unwrap());
    // Case A1: p₁² = K q² when nothing is left.
    assert_close(found.delivered, (64e12_f64 / 188_948_664.778_063).sqrt(), 1e-6);
    assert!(found.bottleneck.distance > 99.9e3);
}

#[test]
fn least_suction_pressure_bounds_the_capacity_at_its_station() {
    let line = straight(240e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let mut there = station(100e3, 8e6);
    there.limits.min_suction_pressure = Some(6e6);
    let asked = Task { delivery_pressure: Some(3e6), ..task(100.0) };
    let found = capable(capacity(&line, &[there], &SimpleGas::constant(0.9), &asked).unwrap());
    // Case A1b again, up to the station.
    assert_close(found.solution.intake, 384.952_462_428_438, 1e-9);
    assert_eq!((found.bottleneck.limit, found.bottleneck.station), (Limit::SuctionPressure, Some(0)));
}

#[test]
fn a_temperature_limit_holds_a_station_below_its_set_point() {
    let (line, gas) = (great_line(), table());
    let mut stations = vec![station(150e3, 9.8e6), station(300e3, 9.8e6)];
    for station in &mut stations {
        station.limits.max_discharge_temperature = Some(300.0);
    }
    let short = straight(420e3, 0.0, line.sections()[0].pipe, *line.terms());
    let asked = Task { delivery_pressure: Some(5e6), ..great_task(Resolution::Steps(20e3)) };
    let found = capable(capacity(&short, &stations, &gas, &asked).unwrap());
    assert!(found.held.iter().any(|held| held.limit == Limit::DischargeTemperature), "{:?}", found.held);
    for result in &found.solution.stations {
        assert!(result.compressor_temperature <= 300.0 && result.discharge_pressure <= 9.8e6 * (1.0 + 1e-12));
    }
    assert!(found.solution.violations.is_empty(), "{:?}", found.solution.violations);
}

#[test]
fn layout_says_what_it_needs() {
    let (line, gas) = (great_line(), table());
    let missing = Task { delivery_pressure: None, ..great_task(Resolution::Steps(30e3)) };
    assert_eq!(
        layout(&line, &great_placement(25), &gas, &missing).unwrap_err().to_string(),
        "the delivery pressure of a layout is not given; hint: give the least pressure at the end of the line"
    );
}
