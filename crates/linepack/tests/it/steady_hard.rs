//! Two hundred shapes of everything that breaks solvers at once: each has a verdict and no NaN.

use linepack::equations::compressibility::Compressibility;
use linepack::network::{
    CompressorStation, ControlValve, Description, Element, Heater, Link, Network, Node, NodeKind, Pipe,
    Resistor, Valve,
};
use linepack::scenario::{Scenario, Setting};
use linepack::solution::Verdict;
use linepack::steady::{Options, solve};

use crate::generated::Draws;

fn element(draws: &mut Draws) -> Element {
    match draws.below(11) {
        0 | 1 => Element::ShortPipe,
        2 => Element::Valve(Valve::default()),
        3 => Element::Resistor(Resistor::Drag { factor: 0.0, diameter: 0.5 }),
        4 => Element::Resistor(Resistor::FixedLoss { pressure: draws.between(0.0, 3e5) }),
        5 => Element::ControlValve(ControlValve {
            pressure_out_max: Some(draws.between(2e6, 8e6)),
            ..ControlValve::default()
        }),
        6 => Element::CompressorStation(Box::new(CompressorStation {
            pressure_in_min: Some(draws.between(1e6, 6e6)),
            pressure_out_max: Some(draws.between(4e6, 1e7)),
            ..CompressorStation::default()
        })),
        7 => Element::CheckValve,
        8 => Element::Heater(Heater::Heat(1e5)),
        _ => Element::Pipe(Pipe::new(draws.decades(0.1, 1e5), draws.decades(1e-5, 10.0), 1e-8)),
    }
}

fn setting(draws: &mut Draws, element: &Element) -> Option<Setting> {
    let active = matches!(element, Element::ControlValve(_) | Element::CompressorStation(_));
    match draws.below(7) {
        0 if active || matches!(element, Element::Valve(_)) => Some(Setting::Closed),
        1 if active => Some(Setting::Ratio(draws.between(0.5, 2.0))),
        2 if active => Some(Setting::DischargePressure(draws.between(1e6, 1e7))),
        3 if active => Some(Setting::SuctionPressure(draws.between(1e6, 1e7))),
        4 if active => Some(Setting::Flow(draws.between(0.0, 50.0))),
        5 if matches!(element, Element::CompressorStation(_)) => {
            Some(Setting::Power(draws.decades(1.0, 1e7)))
        }
        _ => None,
    }
}

#[test]
fn two_hundred_hard_shapes_have_a_verdict_and_no_nan() {
    let mut draws = Draws(23);
    let mut counts = [0; 3];
    for k in 0..200 {
        let nodes = 1 + draws.below(8);
        let mut description = Description::default();
        for n in 0..nodes {
            let kind =
                [NodeKind::Entry, NodeKind::Exit, NodeKind::Storage, NodeKind::Junction][draws.below(4)];
            let mut node = Node::new(format!("n{n}"), kind);
            node.height = draws.between(-100.0, 900.0);
            node.pressure_max = (draws.below(2) == 0).then_some(7e6);
            description.nodes.push(node);
        }
        let mut scenario = Scenario::default();
        for l in 0..draws.below(2 * nodes + 1) {
            let (u, v) = (draws.below(nodes), draws.below(nodes));
            if u != v {
                let element = element(&mut draws);
                let id = format!("l{l}");
                if let Some(setting) = setting(&mut draws, &element) {
                    scenario = scenario.setting(&id, setting);
                }
                description.links.push(Link::new(id, format!("n{u}"), format!("n{v}"), element));
            }
        }
        for n in 0..nodes {
            match draws.below(5) {
                0 => scenario = scenario.pressure(&format!("n{n}"), draws.between(2e6, 8e6)),
                1 => scenario = scenario.inflow(&format!("n{n}"), -draws.decades(1e-6, 100.0)),
                2 => scenario = scenario.inflow(&format!("n{n}"), draws.decades(1e-6, 100.0)),
                _ => {}
            }
        }
        let (network, _) = Network::new(description).unwrap();
        let options = Options {
            gas: Some(Compressibility::Constant(0.9)),
            molar_mass: Some(0.0185),
            temperature: Some(288.15),
            ..Options::default()
        };
        let solution = solve(&network, &scenario, &options).unwrap();
        match &solution.verdict {
            Verdict::Feasible => {
                counts[0] += 1;
                let most = solution.links.iter().fold(1.0_f64, |most, link| most.max(link.flow.abs()));
                assert!(solution.residuals.mass <= 1e-8 * most, "{k} {:?} {most}", solution.residuals);
            }
            Verdict::Infeasible(cause) => {
                counts[1] += 1;
                assert!(!cause.sentence.is_empty(), "{k}");
            }
            Verdict::NotFound(cause) => {
                counts[2] += 1;
                println!("{k}: {}", cause.sentence);
            }
        }
        assert!(solution.nodes.iter().all(|node| node.pressure.is_none_or(f64::is_finite)), "{k}");
        assert!(solution.nodes.iter().all(|node| node.inflow.is_finite()), "{k}");
        assert!(solution.links.iter().all(|link| link.flow.is_finite()), "{k}");
    }
    println!("{counts:?} feasible, infeasible, not found");
    // The number not found may only fall.
    assert!(counts[0] > 70 && counts[2] <= 20, "{counts:?}");
}
