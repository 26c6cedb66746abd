//! Published transient cases: those of morgen and GasTranSim.

use std::collections::BTreeMap;

use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::formats::{gastransim, morgen};
use linepack::network::Network;
use linepack::transient::{Initial, Options, Schedule, Terms, Transient, simulate};
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

/// A case of morgen: friction λ = 0.11 (k/D)^0.25 and one Z for the whole line.
fn of_morgen(
    name: &str,
    scenario: &str,
    z: f64,
    lambda: f64,
) -> Option<(Network, Schedule, Options<'static>, BTreeMap<String, Vec<f64>>)> {
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

/// Largest difference to a column in bar, where no value jumped less than `quiet` seconds before.
fn difference(course: &Transient, (found, expected): (&[f64], &[f64]), jumps: &[f64], quiet: f64) -> f64 {
    let rows = course.times.iter().zip(found).zip(expected);
    rows.filter(|((t, _), _)| !jumps.iter().any(|jump| **t > *jump && **t < jump + quiet))
        .map(|((_, p), e)| (p / BAR - e).abs())
        .fold(0.0, f64::max)
}

fn show(name: &str, course: &Transient, found: &[f64], expected: &[f64]) {
    let mut worst: Vec<(f64, f64)> =
        course.times.iter().zip(found.iter().zip(expected)).map(|(&t, (p, e))| (p / BAR - e, t)).collect();
    worst.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    eprintln!(
        "{name}: {:?} mass {:e} {:e}; worst {:?}",
        course.effort,
        course.mass_error,
        course.worst_step_mass_error,
        &worst[..6]
    );
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
    show("Cha09", &course, end, &reference["p_demand1_bar"]);
    for (gas, expected) in course.total_linepack.iter().zip(&reference["linepack_kg"]) {
        assert!((gas / expected - 1.0).abs() < 1e-4, "{gas} {expected}");
    }
    let off = difference(&course, (end, &reference["p_demand1_bar"]), &[21_600.0, 43_200.0, 64_800.0], 0.0);
    assert!(off < 0.002, "{off}");
}

#[test]
fn the_line_of_100_km_agrees_with_its_reference() {
    let lambda = 0.11 * (1e-4_f64 / 0.5).powf(0.25);
    let Some((network, schedule, options, reference)) = of_morgen("pipeline", "day", 0.89405, lambda) else {
        return;
    };
    let course = simulate(&network, &schedule, &options).unwrap();
    let end = course.pressure_at(&network, "2").unwrap();
    show("pipeline", &course, end, &reference["p_demand1_bar"]);
}

#[test]
fn the_triangle_agrees_with_its_reference() {
    let lambda = 0.11 * (1.2e-5_f64 / 0.6).powf(0.25);
    let Some((network, schedule, options, reference)) = of_morgen("PamDB16", "period", 0.888, lambda) else {
        return;
    };
    let course = simulate(&network, &schedule, &options).unwrap();
    for (node, column) in [("5", "p_demand1_bar"), ("6", "p_demand2_bar")] {
        show("PamDB16", &course, course.pressure_at(&network, node).unwrap(), &reference[column]);
    }
    eprintln!("{} {}", course.total_linepack[0], reference["linepack_kg"][0]);
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
    let end = course.pressure_at(&case.network, "2").unwrap();
    show("yamal", &course, end, &stored["outlet_pressure"]);
}

#[test]
fn one_pipe_under_a_slow_wave_agrees_with_its_reference() {
    let Some(case) = of_gastransim("1-pipe-slow-transients", ["params", "bc", "ic"]) else { return };
    let Some(reference) = text("transient/gastransim/reference/gts_1pipe_slow_ref.csv") else { return };
    let reference = columns(&reference);
    let options = Options { initial: Initial::Steady, ..ideal(&case, &reference["t_s"]) };
    let course = simulate(&case.network, &case.schedule, &options).unwrap();
    let end = course.pressure_at(&case.network, "2").unwrap();
    show("slow", &course, end, &reference["p_node2_bar"]);
}

#[test]
fn gaslib_40_ramps_as_its_reference() {
    let Some(case) = of_gastransim("GasLib-40", ["params_ramp", "bc_ramp", "ic_ramp"]) else { return };
    let Some(reference) = text("transient/gastransim/reference/gts_gaslib40_ramp_ref.csv") else { return };
    let reference = columns(&reference);
    let course = simulate(&case.network, &case.schedule, &ideal(&case, &reference["t_s"])).unwrap();
    for (node, p) in case.network.nodes().iter().zip(&course.pressure).take(6) {
        show(&node.id, &course, p, &reference[&format!("p_node{}_bar", node.id)]);
    }
}
