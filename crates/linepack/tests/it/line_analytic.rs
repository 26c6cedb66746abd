//! The analytic cases that concern one line: 15 digits, met to 1e-9.

use linepack::equations::compression::CompressionEfficiency;
use linepack::equations::friction::Friction;
use linepack::equations::pipe::{Pipe, Temperature, Terms};
use linepack::gas::{Properties, State};
use linepack::line::{
    Aftercooler, Driver, ElectricMotor, Flow, Line, LineLimits, LineSolution, PipeSection, Route, RoutePoint,
    Station, StationLimits, Task, solve,
};
use linepack_cases::{json, number};

use super::line_fixture::{
    Compressibility, FRICTION_ONLY, SPECIFIC_GAS_CONSTANT, SimpleGas, assert_close, pipe, straight, task,
};

const GOAL: f64 = 1e-9;
const CASES: &str = "steady/analytic/analytic_cases.json";

fn end_pressure(line: &Line, gas: &SimpleGas, task: &Task) -> f64 {
    solve(line, &[], gas, task).unwrap().delivery_pressure
}

fn a1() -> Line {
    straight(100e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY)
}

#[test]
fn a1_pressure_velocity_and_linepack_of_one_pipe() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A1_single_fixed_lambda"];
    let solution: LineSolution = solve(&a1(), &[], &SimpleGas::constant(0.9), &task(300.0)).unwrap();
    assert_close(solution.delivery_pressure, number(&case["p2"]), GOAL);
    assert_close(solution.linepack, number(&case["linepack_kg"]), GOAL);
    assert_close(solution.profile[0].velocity, number(&case["v1"]), GOAL);
    assert_close(solution.max_velocity, number(&case["v2"]), GOAL);
    assert_close(
        solution.linepack,
        number(&case["mean_p"]) * 0.25 * std::f64::consts::PI * 1e5 / (0.9 * SPECIFIC_GAS_CONSTANT * 288.15),
        GOAL,
    );
}

#[test]
fn a1b_flow_from_two_pressures() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A1b_flow_from_pressures"];
    let solution = end_pressure(&a1(), &SimpleGas::constant(0.9), &task(number(&case["q"])));
    assert_close(solution, number(&case["p2"]), GOAL);
}

#[test]
fn a2_fully_rough_pipe() {
    let Some(cases) = json(CASES) else { return };
    let line = straight(100e3, 0.0, pipe(Friction::Nikuradse), FRICTION_ONLY);
    let found = end_pressure(&line, &SimpleGas::constant(0.9), &task(300.0));
    assert_close(found, number(&cases["A2_nikuradse_rough"]["p2 (first)"]), GOAL);
}

#[test]
fn a3_colebrook_white_and_hofer() {
    let Some(cases) = json(CASES) else { return };
    for (friction, key) in [(Friction::ColebrookWhite, "p2_CW"), (Friction::Hofer, "p2_hofer")] {
        let line = straight(100e3, 0.0, pipe(friction), FRICTION_ONLY);
        let found = end_pressure(&line, &SimpleGas::constant(0.9), &task(300.0));
        assert_close(found, number(&cases["A3_colebrook"][key]), GOAL);
    }
}

#[test]
fn a4_laminar_flow() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A4_laminar"];
    let narrow = Pipe { inner_diameter: 0.5, ..pipe(Friction::ColebrookWhite) };
    let line = straight(10e3, 0.0, narrow, FRICTION_ONLY);
    let mut asked = task(number(&case["q"]));
    asked.supply.pressure = number(&case["p1"]);
    let found = end_pressure(&line, &SimpleGas::constant(0.9), &asked);
    assert_close(found, number(&case["p2"]), GOAL);
    assert_close(5e5 - found, 5e5 - number(&case["p2"]), 1e-6);
}

#[test]
fn a5_uphill_and_downhill_with_and_without_flow() {
    let Some(cases) = json(CASES) else { return };
    let terms = Terms { gravity: true, ..FRICTION_ONLY };
    for key in ["A5_uphill_500m", "A5_downhill_500m"] {
        let case = &cases[key];
        let line = straight(100e3, number(&case["dh"]), pipe(Friction::Constant(0.01)), terms);
        assert_close(end_pressure(&line, &SimpleGas::constant(0.9), &task(300.0)), number(&case["p2"]), GOAL);
        // The flow of the case at rest: too small to cost pressure.
        let still = end_pressure(&line, &SimpleGas::constant(0.9), &task(1e-9));
        assert_close(still, number(&case["p2_at_q0"]), GOAL);
    }
}

#[test]
fn a6_three_pipes_in_series() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A6_series"];
    let mut from = 0.0;
    let mut points = Vec::new();
    let mut sections = Vec::new();
    let place =
        |distance| RoutePoint { distance, elevation: 0.0, ground_temperature: 280.0, air_temperature: 280.0 };
    for i in 0..3 {
        let friction = Friction::Constant(number(&case["lambda"][i]));
        let pipe = Pipe { inner_diameter: number(&case["D"][i]), ..pipe(friction) };
        sections.push(PipeSection { from, strings: 1, pipe, max_pressure: None });
        points.push(place(from));
        from += number(&case["L"][i]);
    }
    points.push(place(from));
    let route = Route::new(points).unwrap();
    let line = Line::new(route, sections, FRICTION_ONLY, LineLimits::default()).unwrap();
    let solution = solve(&line, &[], &SimpleGas::constant(0.9), &task(number(&case["q"]))).unwrap();
    for (i, distance) in [40e3, 70e3, 120e3].into_iter().enumerate() {
        let there = solution.profile.iter().find(|point| point.distance == distance).unwrap();
        assert_close(there.pressure, number(&case["p2,p3,p4"][i]), GOAL);
    }
}

/// Two pipes of 120 km with a compressor between that raises the pressure 1.4-fold, as case A11 has it.
fn a11_station(discharge_pressure: f64) -> Station {
    Station {
        distance: 120e3,
        discharge_pressure,
        efficiency: CompressionEfficiency::Isentropic(0.82),
        mechanical_efficiency: 1.0,
        driver: Driver::ElectricMotor(ElectricMotor { installed_power: None, efficiency: 1.0 }),
        suction_loss: 0.0,
        // The case is isothermal: the gas goes on at the temperature it came with.
        aftercooler: Some(Aftercooler { outlet_temperature: 288.15, approach: -50.0, pressure_loss: 0.0 }),
        limits: StationLimits::default(),
    }
}

/// z = 0.9 with c_p = κ/(κ − 1) z R_s: the gas whose isentropic exponent is κ = 1.29 everywhere.
fn a11_gas() -> SimpleGas {
    let isobaric_heat_capacity = 1.29 / 0.29 * 0.9 * SPECIFIC_GAS_CONSTANT;
    SimpleGas { isobaric_heat_capacity, ..SimpleGas::constant(0.9) }
}

#[test]
fn a11_compressor_between_two_pipes() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A11_compressor"];
    let line = straight(240e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let solution = solve(&line, &[a11_station(number(&case["p3"]))], &a11_gas(), &task(300.0)).unwrap();
    let station = &solution.stations[0];
    assert_close(station.suction_pressure, number(&case["p2"]), GOAL);
    assert_close(station.ratio, 1.4, GOAL);
    assert_close(solution.delivery_pressure, number(&case["p4"]), GOAL);
    let head = number(&case["Had_J_per_kg(kappa1.29,Z,T as above)"]);
    assert_close(station.enthalpy_rise * 0.82, head, GOAL);
    assert_close(station.shaft_power, number(&case["shaft_power_W(eta .82)"]), GOAL);
    // The cooler takes out what the shaft put in.
    assert_close(station.cooler_duty, station.shaft_power, GOAL);
}

/// End pressure of a level pipe with constant λ at 288.15 K and z = 0.9.
fn through(length: f64, diameter: f64, lambda: f64, inlet_pressure: f64, flow: f64) -> f64 {
    let pipe = Pipe { inner_diameter: diameter, ..pipe(Friction::Constant(lambda)) };
    let mut asked = task(flow);
    asked.supply.pressure = inlet_pressure;
    end_pressure(&straight(length, 0.0, pipe, FRICTION_ONLY), &SimpleGas::constant(0.9), &asked)
}

#[test]
fn a7_to_a10_the_flows_of_small_networks_give_their_pressures_pipe_by_pipe() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A7_parallel"];
    for i in 0..3 {
        let of = |key: &str| number(&case[key][i]);
        let end = through(of("L"), of("D"), of("lambda"), 8e6, of("q"));
        assert_close(end, number(&case["p2"]), GOAL);
    }
    let case = &cases["A8_Y"];
    let (a, b) = (number(&case["demand_A"]), number(&case["demand_B"]));
    let junction = through(50e3, 0.9, 0.01, 8e6, a + b);
    assert_close(junction, number(&case["pJ"]), GOAL);
    assert_close(through(30e3, 0.6, 0.0105, junction, a), number(&case["pA"]), GOAL);
    assert_close(through(40e3, 0.6, 0.0105, junction, b), number(&case["pB"]), GOAL);

    let case = &cases["A9_triangle"];
    let of = |key: &str| number(&case[key]);
    assert_close(through(50e3, 0.7, 0.01, 8e6, of("q12")), of("p2"), GOAL);
    assert_close(through(60e3, 0.8, 0.01, 8e6, of("q13")), of("p3"), GOAL);
    assert_close(through(20e3, 0.5, 0.011, of("p2"), of("q23")), of("p3"), GOAL);

    let case = &cases["A10_two_slacks"];
    let of = |key: &str| number(&case[key]);
    assert_close(through(80e3, 0.9, 0.01, 8e6, of("q12")), of("p2"), GOAL);
    assert_close(through(60e3, 0.8, 0.01, of("p3"), of("q32")), of("p2"), GOAL);
}

#[test]
fn a11_polytropic_path_has_its_closed_form() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A11_compressor"];
    let line = straight(240e3, 0.0, pipe(Friction::Constant(0.01)), FRICTION_ONLY);
    let mut station = a11_station(number(&case["p3"]));
    station.efficiency = CompressionEfficiency::Polytropic(0.82);
    let solution = solve(&line, &[station], &a11_gas(), &task(300.0)).unwrap();
    let cp = a11_gas().isobaric_heat_capacity;
    let closed = cp * 288.15 * (1.4_f64.powf(0.29 / 1.29 / 0.82) - 1.0);
    assert_close(solution.stations[0].enthalpy_rise, closed, GOAL);
}

#[test]
fn a12_cnga_compressibility() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A12_cnga"];
    let z = Compressibility::Cnga(number(&case["b1"]), number(&case["b2"]));
    let gas = SimpleGas { z, ..SimpleGas::constant(0.9) };
    assert_close(end_pressure(&a1(), &gas, &task(300.0)), number(&case["p2"]), GOAL);
}

#[test]
fn a13_papay_compressibility_integrated_exactly() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A13_papay"];
    let z = Compressibility::Papay(number(&case["pc"]), number(&case["Tc"]));
    let gas = SimpleGas { z, ..SimpleGas::constant(0.9) };
    assert_close(gas.z(8e6, 288.15).0, number(&case["Z(p1)"]), GOAL);
    assert_close(end_pressure(&a1(), &gas, &task(300.0)), number(&case["p2_exact_integral"]), GOAL);
}

#[test]
fn a14_acceleration_of_the_gas() {
    let Some(cases) = json(CASES) else { return };
    let line = straight(100e3, 0.0, pipe(Friction::Constant(0.01)), Terms { inertia: true, ..FRICTION_ONLY });
    let found = end_pressure(&line, &SimpleGas::constant(0.9), &task(300.0));
    assert_close(found, number(&cases["A14_inertia"]["p2"]), GOAL);
}

#[test]
fn a15_heat_to_the_ground() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A15_heat"];
    let terms = Terms { temperature: Temperature::Balance, ..FRICTION_ONLY };
    let line = straight(100e3, 0.0, pipe(Friction::Constant(0.01)), terms);
    let mut asked = task(300.0);
    asked.supply.temperature = number(&case["T_in"]);
    let solution = solve(&line, &[], &SimpleGas::constant(0.9), &asked).unwrap();
    assert_close(solution.delivery_temperature, number(&case["T_out"]), GOAL);
    assert_close(solution.delivery_pressure, number(&case["p2 with T(x), const Z"]), GOAL);
}

#[test]
fn every_tolerance_asked_is_met() {
    let Some(cases) = json(CASES) else { return };
    let case = &cases["A13_papay"];
    let z = Compressibility::Papay(number(&case["pc"]), number(&case["Tc"]));
    let gas = SimpleGas { z, ..SimpleGas::constant(0.9) };
    for tolerance in [1e-4, 1e-6, 1e-8, 1e-10, 1e-12] {
        let mut asked = task(300.0);
        asked.resolution = linepack::line::Resolution::Tolerance(tolerance);
        let found = end_pressure(&a1(), &gas, &asked);
        assert_close(found, number(&case["p2_exact_integral"]), tolerance.max(1e-14));
    }
}

#[test]
fn parallel_strings_share_the_flow() {
    let gas = SimpleGas::constant(0.9);
    let one = end_pressure(&a1(), &gas, &task(300.0));
    let section = PipeSection { strings: 3, ..a1().sections()[0] };
    let line = Line::new(a1().route().clone(), vec![section], FRICTION_ONLY, LineLimits::default()).unwrap();
    let three = solve(&line, &[], &gas, &Task { flow: Flow::Intake(900.0), ..task(900.0) }).unwrap();
    assert_close(three.delivery_pressure, one, 1e-14);
    assert_close(three.linepack, 3.0 * solve(&a1(), &[], &gas, &task(300.0)).unwrap().linepack, 1e-14);
}

#[test]
fn the_analytic_gas_obeys_the_identity_of_its_heat_capacities() {
    let gas = SimpleGas { z: Compressibility::Papay(4.6e6, 190.0), ..SimpleGas::constant(0.9) };
    let State { density, .. } = gas.state(7e6, 290.0).unwrap();
    let h = 10.0;
    let slope = (gas.density(7e6 + h, 290.0).unwrap() - gas.density(7e6 - h, 290.0).unwrap()) / (2.0 * h);
    let state = gas.state(7e6, 290.0).unwrap();
    let w2 = state.speed_of_sound * state.speed_of_sound;
    assert_close(state.isobaric_heat_capacity / (state.isochoric_heat_capacity * w2), slope, 1e-8);
    assert!(density > 0.0);
}
