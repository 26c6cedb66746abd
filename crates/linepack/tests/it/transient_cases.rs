//! Published transient cases: those of morgen and GasTranSim.

use std::collections::BTreeMap;

use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::formats::{gastransim, morgen};
use linepack::network::Network;
use linepack::schedule::Schedule;
use linepack::transient::{Ending, Initial, Options, Terms, Transient, simulate};
use linepack_cases::text;

const BAR: f64 = 1e5;

/// Columns of a CSV file by heading.
fn columns(text: &str) -> BTreeMap<String, Vec<f64>> {
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut columns: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        for (head, value) in heads.iter().zip(line.split(',')) {
            columns.entry((*head).to_owned()).or_default().push(value.parse().unwrap());
        }
    }
    columns
}

const NO_CONVECTION: Terms = Terms { inertia: true, convection: false, gravity: true };

/// Columns of a reference by heading.
type Columns = BTreeMap<String, Vec<f64>>;

/// A case of morgen: friction λ = 0.11 (k/D)^0.25 and one Z for the whole line.
fn of_morgen(
    name: &str,
    scenario: &str,
    z: f64,
    lambda: f64,
) -> Option<(Network, Schedule, Options<'static>, Columns)> {
    let folder = "transient/morgen";
    let net = text(&format!("{folder}/networks/{name}.net"))?;
    let network = morgen::read_network(&net, name).unwrap().value;
    let ini = text(&format!("{folder}/networks/{name}/{scenario}.ini"))?;
    let read = morgen::read_scenario(&ini, scenario, &network).unwrap().value;
    let reference = columns(&text(&format!("{folder}/reference/ref_{name}_{scenario}.csv"))?);
    let options = Options {
        gas: Some(Compressibility::Constant(z)),
        temperature: Some(read.temperature),
        molar_mass: Some(read.molar_mass),
        friction: Friction::Constant(lambda),
        terms: NO_CONVECTION,
        times: reference["t_s"].clone(),
        ..Options::default()
    };
    Some((network, read.schedule, options, reference))
}

/// Largest difference to a column in bar.
fn difference(found: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len());
    found.iter().zip(expected).map(|(p, e)| (p / BAR - e).abs()).fold(0.0, f64::max)
}

/// The balance of every step, and of the whole run.
fn assert_balanced(course: &Transient) {
    assert_eq!(course.ending, Ending::Complete);
    assert!(course.worst_step_mass_error < 1e-13, "{}", course.worst_step_mass_error);
    assert!(course.mass_error < 1e-13, "{}", course.mass_error);
}

/// Gas in the pipes as the reference has it, to the last digit that a grid of other cells can share.
fn assert_linepack(course: &Transient, reference: &[f64], tolerance: f64) {
    for (gas, expected) in course.total_linepack.iter().zip(reference) {
        assert!((gas / expected - 1.0).abs() < tolerance, "{gas} for {expected}");
    }
}

#[test]
fn the_line_of_363_km_agrees_with_its_reference() {
    let lambda = 0.11 * (1e-5_f64 / 1.422).powf(0.25);
    let Some((network, schedule, options, reference)) = of_morgen("Cha09", "period", 0.8087256313, lambda)
    else {
        return;
    };
    let course = simulate(&network, &schedule, &options).unwrap();
    let end = course.pressure_at(&network, "2").unwrap();
    let off = difference(end, &reference["p_demand1_bar"]);
    assert!(off < 0.002, "{off} bar");
    assert_linepack(&course, &reference["linepack_kg"], 3e-5);
    assert_balanced(&course);
}

#[test]
fn the_line_of_100_km_agrees_with_its_reference() {
    // Z as it follows from the linepack of the reference.
    let lambda = 0.11 * (1e-4_f64 / 0.5).powf(0.25);
    let Some((network, schedule, options, reference)) = of_morgen("pipeline", "day", 0.89405, lambda) else {
        return;
    };
    let course = simulate(&network, &schedule, &options).unwrap();
    let off = difference(course.pressure_at(&network, "2").unwrap(), &reference["p_demand1_bar"]);
    assert!(off < 0.002, "{off} bar");
    assert_linepack(&course, &reference["linepack_kg"], 3e-5);
    assert_balanced(&course);
}

#[test]
fn the_triangle_agrees_with_its_reference() {
    // Z as it follows from the linepack of the reference.
    let lambda = 0.11 * (1.2e-5_f64 / 0.6).powf(0.25);
    let Some((network, schedule, options, reference)) = of_morgen("PamDB16", "period", 0.88496, lambda)
    else {
        return;
    };
    let course = simulate(&network, &schedule, &options).unwrap();
    for (node, column) in [("5", "p_demand1_bar"), ("6", "p_demand2_bar")] {
        let off = difference(course.pressure_at(&network, node).unwrap(), &reference[column]);
        assert!(off < 0.002, "{off} bar");
    }
    assert_linepack(&course, &reference["linepack_kg"], 3e-5);
    assert_balanced(&course);
}

#[test]
fn thirty_days_of_a_swinging_triangle_lose_no_gas() {
    let Some((network, mut schedule, options, _)) = of_morgen("PamDB16", "period", 0.885, 0.0075) else {
        return;
    };
    for series in schedule.flows.values_mut().chain(schedule.pressures.values_mut()) {
        let day = series.clone();
        for i in 1..30 {
            // The last value of a day stands at the hour at which the next one starts.
            let late = |t: &f64| t + 86_400.0 * f64::from(i);
            series.times.extend(day.times[1..].iter().map(late));
            series.values.extend(&day.values[1..]);
        }
    }
    schedule.end = 30.0 * 86_400.0;
    let course =
        simulate(&network, &schedule, &Options { times: Vec::new(), tolerance: 500.0, ..options }).unwrap();
    assert_eq!(course.ending, Ending::Complete);
    assert!(course.mass_error < 1e-12, "{}", course.mass_error);
    assert!(course.worst_step_mass_error < 1e-13, "{}", course.worst_step_mass_error);
}

#[test]
fn steps_and_iterations_stay_what_they_are() {
    let seen = |course: Transient| {
        let effort = course.effort;
        (effort.cells, effort.steps, effort.rejected, effort.newton_iterations)
    };
    for (name, scenario, z, lambda, known) in [
        ("Cha09", "period", 0.8087256313, 0.11 * (1e-5_f64 / 1.422).powf(0.25), (73, 405, 3, 1232)),
        ("pipeline", "day", 0.89405, 0.11 * (1e-4_f64 / 0.5).powf(0.25), (20, 82, 1, 256)),
        ("PamDB16", "period", 0.88496, 0.11 * (1.2e-5_f64 / 0.6).powf(0.25), (54, 1276, 23, 3926)),
    ] {
        let Some((network, schedule, options, _)) = of_morgen(name, scenario, z, lambda) else { return };
        assert_eq!(seen(simulate(&network, &schedule, &options).unwrap()), known, "{name}");
    }
    let Some(case) = of_gastransim("GasLib-40", ["params_ramp", "bc_ramp", "ic_ramp"]) else { return };
    let course = simulate(&case.network, &case.schedule, &ideal(&case, &[])).unwrap();
    assert_eq!(seen(course), (248, 257, 6, 797), "GasLib-40");
}

/// A case of GasTranSim with an ideal gas.
fn of_gastransim(name: &str, files: [&str; 3]) -> Option<gastransim::Case> {
    let read = |file: &str| text(&format!("transient/gastransim/{name}/{file}.json"));
    let [parameters, boundary, initial] = files;
    let (network, parameters, boundary, initial) =
        (read("network")?, read(parameters)?, read(boundary)?, read(initial)?);
    let folder = gastransim::Folder {
        network: &network,
        parameters: &parameters,
        boundary: &boundary,
        initial: Some(&initial),
    };
    Some(gastransim::read(&folder).unwrap().value)
}

fn ideal(case: &gastransim::Case, times: &[f64]) -> Options<'static> {
    Options {
        gas: Some(Compressibility::Constant(1.0)),
        temperature: Some(case.temperature),
        molar_mass: Some(case.molar_mass),
        terms: NO_CONVECTION,
        initial: Initial::State { pressures: case.pressures.clone(), flows: case.flows.clone() },
        times: times.to_vec(),
        ..Options::default()
    }
}

#[test]
fn the_polish_section_of_122_km_agrees_with_the_stored_curve() {
    let Some(case) = of_gastransim("yamal-europe", ["params", "bc", "ic"]) else { return };
    let Some(stored) = text("transient/gastransim/stored_yamal/gastransim.csv") else { return };
    let stored = columns(&stored);
    let times: Vec<f64> = stored["time"].iter().map(|t| (t * 3600.0_f64).min(86_400.0)).collect();
    let course = simulate(&case.network, &case.schedule, &ideal(&case, &times)).unwrap();
    let off = difference(course.pressure_at(&case.network, "2").unwrap(), &stored["outlet_pressure"]);
    assert!(off < 0.002, "{off} bar");
    assert_balanced(&course);
}

#[test]
fn one_pipe_under_a_slow_wave_agrees_with_its_reference() {
    let Some(case) = of_gastransim("1-pipe-slow-transients", ["params", "bc", "ic"]) else { return };
    let Some(reference) = text("transient/gastransim/reference/gts_1pipe_slow_ref.csv") else { return };
    let reference = columns(&reference);
    let options = Options { initial: Initial::Steady, ..ideal(&case, &reference["t_s"]) };
    let course = simulate(&case.network, &case.schedule, &options).unwrap();
    let off = difference(course.pressure_at(&case.network, "2").unwrap(), &reference["p_node2_bar"]);
    assert!(off < 0.002, "{off} bar");
    assert_balanced(&course);
}

#[test]
fn gaslib_40_ramps_as_its_reference() {
    let Some(case) = of_gastransim("GasLib-40", ["params_ramp", "bc_ramp", "ic_ramp"]) else { return };
    let Some(reference) = text("transient/gastransim/reference/gts_gaslib40_ramp_ref.csv") else { return };
    let reference = columns(&reference);
    // The boundary of the case ends after a day, halfway through its reference.
    let times: Vec<f64> = reference["t_s"].iter().copied().filter(|&t| t <= case.schedule.end).collect();
    let course = simulate(&case.network, &case.schedule, &ideal(&case, &times)).unwrap();
    for (node, p) in case.network.nodes().iter().zip(&course.pressure) {
        let expected = &reference[&format!("p_node{}_bar", node.id)][..times.len()];
        // The first half hour starts from rest, with hardly any friction to damp its waves. There the
        // pressure rises by 0.0015 bar a second, and the reference lies as if its front came four seconds
        // earlier: 0.0063 bar at node 29, where ours moves by 0.0012 bar from cells of 5 km and steps
        // of 20 Pa to cells of 1 km and 1 Pa. From one hour on the two agree to 0.0005 bar.
        assert!(difference(&p[..2], &expected[..2]) < 0.0065, "{}", node.id);
        let off = difference(&p[2..], &expected[2..]);
        assert!(off < 0.002, "{off} bar at {}", node.id);
    }
    assert_balanced(&course);
}

#[test]
fn gaslib_40_is_steady_where_its_solution_says() {
    let Some(case) = of_gastransim("GasLib-40", ["params", "bc_steady", "ic_ramp"]) else { return };
    let Some(expected) = linepack_cases::json("transient/gastransim/GasLib-40/steady_solution.json") else {
        return;
    };
    let options = Options { initial: Initial::Steady, ..ideal(&case, &[0.0, 10_800.0]) };
    let course = simulate(&case.network, &case.schedule, &options).unwrap();
    for (id, p) in expected["nodal_pressure"].as_object().unwrap() {
        for found in course.pressure_at(&case.network, id).unwrap() {
            let off = (found - p.as_f64().unwrap()).abs();
            assert!(off < 20.0, "{off} Pa at {id}");
        }
    }
    assert_balanced(&course);
}

#[test]
fn model_30_is_steady_where_its_start_says() {
    let Some(case) = of_gastransim("model-30", ["params", "bc", "ic"]) else { return };
    let options = Options { initial: Initial::Steady, ..ideal(&case, &[0.0, 86_400.0]) };
    let course = simulate(&case.network, &case.schedule, &options).unwrap();
    for (id, p) in &case.pressures {
        for found in course.pressure_at(&case.network, id).unwrap() {
            assert!((found - p).abs() < 50.0, "{found} for {p} at {id}");
        }
    }
    assert_balanced(&course);
}
