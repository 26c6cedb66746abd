//! GasLib networks with every active element in bypass, against stored reference states.

use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::equations::steady_element::PipeLaw;
use linepack::formats::gaslib;
use linepack::network::Network;
use linepack::scenario::Scenario;
use linepack::solution::Verdict;
use linepack::steady::{Options, solve};
use linepack_cases::{json, number, text};
use serde_json::Value;

const NETWORKS: [&str; 4] = ["GasLib-11", "GasLib-24", "GasLib-40", "GasLib-134"];
const PHYSICS: [&str; 3] = ["papay_colebrook", "papay_rough", "z087_rough"];

struct Case {
    reference: Value,
    network: Network,
    scenario: Scenario,
}

fn case(name: &str, physics: &str) -> Option<Case> {
    let reference = json(&format!("steady/reference/{name}_{physics}.json"))?;
    let file = |key: &str| {
        let path = reference[key].as_str().unwrap().trim_start_matches("../");
        text(&format!("steady/{path}"))
    };
    let network = gaslib::read(file("net")?.as_bytes(), "case.net").unwrap().value;
    let mut scenario = gaslib::read_scenario(file("scn")?.as_bytes(), "case.scn", &network).unwrap().value;
    for (node, pressure) in reference["slack"].as_object().unwrap() {
        scenario.inflows.remove(node);
        scenario.pressures.insert(node.clone(), number(pressure));
    }
    Some(Case { reference, network, scenario })
}

fn options(reference: &Value) -> Options<'static> {
    let gas = &reference["gas"];
    let physics = &reference["physics"];
    Options {
        gas: Some(match physics["eos"].as_str().unwrap() {
            "papay" => Compressibility::Papay {
                critical_pressure: number(&gas["pc"]),
                critical_temperature: number(&gas["Tc"]),
            },
            _ => Compressibility::Constant(number(&physics["z"])),
        }),
        molar_mass: Some(number(&gas["M"])),
        temperature: Some(number(&gas["T"])),
        friction: match physics["friction"].as_str().unwrap() {
            "rough" => Friction::Nikuradse,
            _ => Friction::ColebrookWhite,
        },
        viscosity: physics.get("mu").map_or(1.1e-5, number),
        pipe_law: PipeLaw::MeanZ,
        ..Options::default()
    }
}

#[test]
fn twelve_reference_states_agree_to_1e_6_in_pressure() {
    for name in NETWORKS {
        for physics in PHYSICS {
            let Some(Case { reference, network, scenario }) = case(name, physics) else { return };
            let solution = solve(&network, &scenario, &options(&reference)).unwrap();
            assert_eq!(solution.verdict, Verdict::Feasible, "{name} {physics}");
            let mut worst = 0.0_f64;
            for (node, want) in reference["pressure"].as_object().unwrap() {
                let got = solution.pressure(&network, node).unwrap();
                worst = worst.max((got / number(want) - 1.0).abs());
            }
            let mut worst_flow = 0.0_f64;
            for (link, want) in reference["flow"].as_object().unwrap() {
                worst_flow = worst_flow.max((solution.flow(&network, link).unwrap() - number(want)).abs());
            }
            println!(
                "{name} {physics}: pressure {worst:.1e}, flow {worst_flow:.1e} kg/s, residuals {:?}, {:?}",
                solution.residuals, solution.effort
            );
            assert!(worst < 1e-6, "{name} {physics}: {worst}");
            assert!(
                solution.residuals.mass < 1e-9 && solution.residuals.momentum < 1e-4,
                "{:?}",
                solution.residuals
            );
        }
    }
}
