//! Gases that meet: what mixes adds up, at every node and around rings.

use linepack::equations::compressibility::Compressibility;
use linepack::gas::{Component, Composition};
use linepack::network::{Description, Element, EntryGas, Link, Network, Node, NodeKind, Pipe};
use linepack::scenario::Scenario;
use linepack::solution::Verdict;
use linepack::steady::{Options, solve};

fn options() -> Options<'static> {
    Options {
        gas: Some(Compressibility::Constant(0.9)),
        molar_mass: Some(0.017),
        temperature: Some(288.15),
        ..Options::default()
    }
}

/// Two sources feed a ring m–x–y with an exit at each of its nodes.
fn ring(gas: impl Fn(&str) -> Option<EntryGas>) -> Network {
    let pipe =
        |id: &str, from: &str, to: &str| Link::new(id, from, to, Element::Pipe(Pipe::new(20e3, 0.6, 1e-5)));
    let node = |id: &str| {
        let mut node = Node::new(id, if id.starts_with('S') { NodeKind::Entry } else { NodeKind::Exit });
        node.gas = gas(id);
        node
    };
    let nodes = ["S", "S2", "m", "x", "y"].map(node).to_vec();
    let links = vec![
        pipe("a", "S", "m"),
        pipe("b", "S2", "x"),
        pipe("c", "m", "x"),
        pipe("d", "x", "y"),
        pipe("e", "y", "m"),
    ];
    Network::new(Description { nodes, links, ..Description::default() }).unwrap().0
}

fn demand() -> Scenario {
    Scenario::default()
        .pressure("S", 6e6)
        .inflow("S2", 20.0)
        .inflow("m", -10.0)
        .inflow("x", -25.0)
        .inflow("y", -30.0)
}

#[test]
fn every_component_balances_at_every_node_of_a_ring() {
    let network = ring(|_| None);
    let gas: Composition = "CH4 0.95, C2H6 0.03, N2 0.02".parse().unwrap();
    let blend = gas.blended(&Composition::pure(Component::Hydrogen), 0.2).unwrap();
    let options = Options {
        gases: [("S".to_owned(), gas.clone()), ("S2".to_owned(), blend.clone())].into(),
        ..options()
    };
    let solution = solve(&network, &demand(), &options).unwrap();
    assert_eq!(solution.verdict, Verdict::Feasible);
    let at = |node: usize| solution.quality[node].as_ref().unwrap();
    // Moles of a component in a kg of the gas at a node.
    let moles = |node: usize, component: Component| {
        at(node).composition.as_ref().unwrap().fraction(component) / at(node).molar_mass.unwrap()
    };
    for component in [Component::Methane, Component::Hydrogen, Component::Nitrogen] {
        for node in 2..5 {
            let mut lack = 0.0;
            let mut scale = 0.0;
            for link in network.topology().links_at(node) {
                let (u, v) = network.ends(link);
                let flow = solution.links[link].flow;
                let source = if flow > 0.0 { u } else { v };
                let signed = if v == node { flow } else { -flow };
                lack += signed * moles(source, component);
                scale += signed.abs() * moles(source, component);
            }
            lack += solution.nodes[node].inflow * moles(node, component);
            assert!(lack.abs() <= 1e-9 * scale.max(1.0), "{component} at {node}: {lack}");
        }
    }
    let hydrogen: Vec<f64> = (0..5).map(|node| at(node).hydrogen.unwrap()).collect();
    assert_eq!(
        (hydrogen[0], at(1).composition.as_ref().map(|g| g.fraction(Component::Methane))),
        (0.0, Some(blend.fraction(Component::Methane)))
    );
    assert!(hydrogen[3] > 0.01 && hydrogen[3] < 0.2, "{hydrogen:?}");
    assert!(at(3).wobbe_index.unwrap() < at(0).wobbe_index.unwrap());
}

#[test]
fn gases_known_by_a_few_numbers_mix_by_mass_and_one_gas_is_not_repeated() {
    let entry = |molar_mass: f64, density: f64, heat: f64| EntryGas {
        molar_mass: Some(molar_mass),
        normal_density: Some(density),
        calorific_value: Some(heat),
        ..EntryGas::default()
    };
    let network = ring(|id| match id {
        "S" => Some(entry(0.017, 0.76, 40e6)),
        "S2" => Some(entry(0.020, 0.90, 36e6)),
        _ => None,
    });
    let solution = solve(&network, &demand(), &options()).unwrap();
    let heat = |node: usize| solution.quality[node].as_ref().unwrap().superior_heating_value.unwrap();
    // All heat that enters leaves at the exits.
    let entering = 45.0 * 40e6 / 0.76 + 20.0 * 36e6 / 0.90;
    let leaving = 10.0 * heat(2) + 25.0 * heat(3) + 30.0 * heat(4);
    assert!((leaving / entering - 1.0).abs() < 1e-9, "{leaving} {entering}");
    let same = ring(|id| id.starts_with('S').then(|| entry(0.017, 0.76, 40e6)));
    assert!(solve(&same, &demand(), &options()).unwrap().quality.is_empty());
}
