//! The steady state of a GasLib network as JSON in SI: pressures, flows, and what was assumed.
//!
//! `cargo run -p linepack --example steady_flow net scn friction [node=pressure_in_bar…]`

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example prints, and stops on a mistake")]

use std::collections::BTreeMap;

use linepack::equations::friction::Friction;
use linepack::formats::gaslib;
use linepack::steady::{Options, solve};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [net, scn, friction, slacks @ ..] = &words[..] else {
        println!("net, scn and friction are needed");
        return;
    };
    let network = gaslib::read(&std::fs::read(net).unwrap(), net).unwrap().value;
    let mut scenario = gaslib::read_scenario(&std::fs::read(scn).unwrap(), scn, &network).unwrap().value;
    for slack in slacks {
        let (node, bar) = slack.split_once('=').unwrap();
        scenario.pressures.insert(node.to_owned(), bar.parse::<f64>().unwrap() * 1e5);
    }
    let friction = if friction == "rough" { Friction::Nikuradse } else { Friction::ColebrookWhite };
    let solution = solve(&network, &scenario, &Options { friction, ..Options::default() }).unwrap();
    let nodes = network.nodes().iter().zip(&solution.nodes);
    let pressure: BTreeMap<&str, Option<f64>> =
        nodes.clone().map(|(node, state)| (node.id.as_str(), state.pressure)).collect();
    let injection: BTreeMap<&str, f64> =
        nodes.map(|(node, state)| (node.id.as_str(), state.inflow)).collect();
    let flow: BTreeMap<&str, f64> = network
        .links()
        .iter()
        .zip(&solution.links)
        .map(|(link, state)| (link.id.as_str(), state.flow))
        .collect();
    let answer = serde_json::json!({
        "verdict": solution.verdict,
        "pressure": pressure,
        "injection": injection,
        "flow": flow,
        "residuals": solution.residuals,
        "effort": solution.effort,
        "messages": solution.messages,
    });
    println!("{answer:#}");
}
