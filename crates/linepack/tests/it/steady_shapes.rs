//! Shapes that break solvers, and demands that no network can meet.

use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe, Resistor, Valve};
use linepack::scenario::{Scenario, Setting};
use linepack::solution::{Solution, Verdict};
use linepack::steady::{Options, solve};

fn options() -> Options<'static> {
    Options {
        gas: Some(Compressibility::Constant(0.9)),
        molar_mass: Some(0.0185),
        temperature: Some(288.15),
        friction: Friction::Nikuradse,
        ..Options::default()
    }
}

fn pipe() -> Element {
    Element::Pipe(Pipe::new(50e3, 0.8, 1e-5))
}

fn valve() -> Element {
    Element::Valve(Valve::default())
}

fn station() -> Element {
    Element::CompressorStation(Box::default())
}

fn network(links: &[(&str, &str, &str, Element)]) -> Network {
    let mut names: Vec<&str> = links.iter().flat_map(|link| [link.1, link.2]).collect();
    names.sort_unstable();
    names.dedup();
    let kind = |name: &str| if name.starts_with('S') { NodeKind::Entry } else { NodeKind::Exit };
    let description = Description {
        nodes: names.iter().map(|name| Node::new(*name, kind(name))).collect(),
        links: links
            .iter()
            .map(|(id, from, to, element)| Link::new(*id, *from, *to, element.clone()))
            .collect(),
        ..Description::default()
    };
    Network::new(description).unwrap().0
}

fn feasible(network: &Network, scenario: &Scenario) -> Solution {
    let solution = solve(network, scenario, &options()).unwrap();
    assert_eq!(solution.verdict, Verdict::Feasible);
    assert!(solution.residuals.mass < 1e-9, "{:?}", solution.residuals);
    solution
}

fn infeasible(network: &Network, scenario: &Scenario) -> linepack::solution::Cause {
    match solve(network, scenario, &options()).unwrap().verdict {
        Verdict::Infeasible(cause) => cause,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_node_alone_is_a_network() {
    let description = Description { nodes: vec![Node::new("S", NodeKind::Entry)], ..Description::default() };
    let (network, _) = Network::new(description).unwrap();
    let solution = feasible(&network, &Scenario::default().pressure("S", 5e6));
    assert_eq!(solution.pressure(&network, "S"), Some(5e6));
    assert_eq!(solution.inflow(&network, "S"), Some(0.0));
}

#[test]
fn no_demand_means_no_flow_and_one_pressure() {
    let network = network(&[("a", "S", "1", pipe()), ("b", "1", "2", pipe()), ("c", "2", "S", pipe())]);
    let solution = feasible(&network, &Scenario::default().pressure("S", 5e6));
    assert!(solution.links.iter().all(|link| link.flow == 0.0));
    assert!(solution.nodes.iter().all(|node| (node.pressure.unwrap() - 5e6).abs() < 1e-6));
}

#[test]
fn a_ring_of_short_pipes_shares_its_flow_like_equal_small_resistances() {
    let network = network(&[
        ("in", "S", "a", pipe()),
        ("ab", "a", "b", Element::ShortPipe),
        ("bc", "b", "c", Element::ShortPipe),
        ("ca", "c", "a", Element::ShortPipe),
        ("out", "b", "E", pipe()),
    ]);
    let solution = feasible(&network, &Scenario::default().pressure("S", 6e6).inflow("E", -90.0));
    for (link, want) in [("in", 90.0), ("ab", 60.0), ("bc", -30.0), ("ca", -30.0), ("out", 90.0)] {
        assert!((solution.flow(&network, link).unwrap() - want).abs() < 1e-12, "{link}");
    }
    assert_eq!(solution.pressure(&network, "a"), solution.pressure(&network, "c"));
}

#[test]
fn parallel_open_valves_and_parallel_stations_share_the_flow() {
    let network = network(&[
        ("v", "S", "a", valve()),
        ("w", "S", "a", valve()),
        ("C", "a", "b", station()),
        ("D", "a", "b", station()),
        ("out", "b", "E", pipe()),
    ]);
    let scenario = Scenario::default()
        .pressure("S", 4e6)
        .inflow("E", -80.0)
        .setting("C", Setting::Ratio(1.5))
        .setting("D", Setting::Ratio(1.5));
    let solution = feasible(&network, &scenario);
    for link in ["v", "w", "C", "D"] {
        assert!((solution.flow(&network, link).unwrap() - 40.0).abs() < 1e-12, "{link}");
    }
    assert!((solution.pressure(&network, "b").unwrap() - 6e6).abs() < 1e-6);
    let contradicting = scenario.setting("D", Setting::Ratio(1.4));
    let solution = feasible(&network, &contradicting);
    assert_eq!(solution.flow(&network, "D"), Some(0.0));
    let set = Options { hold_limits: false, ..options() };
    let Verdict::Infeasible(cause) = solve(&network, &contradicting, &set).unwrap().verdict else {
        panic!("two ratios cannot both hold")
    };
    assert_eq!((cause.element.as_str(), cause.limit.as_str()), ("D", "ratio"));
}

#[test]
fn diameters_a_million_apart_are_ordinary() {
    let stub = Element::Pipe(Pipe::new(1.0, 10.0, 1e-6));
    let tube = Element::Pipe(Pipe::new(10.0, 1e-5, 1e-8));
    let network = network(&[
        ("stub", "S", "a", stub.clone()),
        ("line", "a", "b", pipe()),
        ("end", "b", "E", stub),
        ("tube", "S", "E", tube),
    ]);
    let solution = feasible(&network, &Scenario::default().pressure("S", 6e6).inflow("E", -50.0));
    let total = solution.flow(&network, "line").unwrap() + solution.flow(&network, "tube").unwrap();
    assert!((total - 50.0).abs() < 1e-10);
    assert!(solution.flow(&network, "tube").unwrap() > 0.0);
}

#[test]
fn a_resistor_without_resistance_is_a_short_pipe() {
    let none = Element::Resistor(Resistor::Drag { factor: 0.0, diameter: 0.5 });
    let network = network(&[("r", "S", "a", none.clone()), ("r2", "S", "a", none), ("p", "a", "E", pipe())]);
    let solution = feasible(&network, &Scenario::default().pressure("S", 6e6).inflow("E", -50.0));
    assert_eq!(solution.pressure(&network, "a"), Some(6e6));
    assert!((solution.flow(&network, "r2").unwrap() - 25.0).abs() < 1e-12);
}

#[test]
fn a_fixed_loss_is_lost_against_the_flow() {
    let filter = Element::Resistor(Resistor::FixedLoss { pressure: 2e5 });
    let network = network(&[("f", "E", "S", filter)]);
    let solution = feasible(&network, &Scenario::default().pressure("S", 6e6).inflow("E", -50.0));
    assert!((solution.pressure(&network, "E").unwrap() - 5.8e6).abs() < 1e-3);
}

#[test]
fn a_closed_valve_parts_the_network_and_the_rest_is_solved() {
    let network = network(&[("p", "S", "E", pipe()), ("v", "E", "a", valve()), ("q", "a", "b", pipe())]);
    let scenario = Scenario::default().pressure("S", 6e6).inflow("E", -50.0).setting("v", Setting::Closed);
    let solution = feasible(&network, &scenario);
    assert_eq!(solution.pressure(&network, "b"), None);
    assert!(solution.pressure(&network, "E").is_some());
    let cause = infeasible(&network, &scenario.inflow("b", -3.0));
    assert_eq!(cause.sentence, "exit `b` has no open path to an entry, and 3 kg/s are asked for there");
}

#[test]
fn without_a_held_pressure_the_largest_entry_stands_at_its_greatest() {
    let network = network(&[("p", "S1", "E", pipe()), ("q", "S2", "E", pipe())]);
    let (network, _) = network
        .with_description(|description| {
            for node in &mut description.nodes {
                node.pressure_max = Some(7e6);
            }
        })
        .unwrap();
    let scenario = Scenario::default().inflow("S1", 30.0).inflow("S2", 60.0).inflow("E", -90.0);
    let solution = feasible(&network, &scenario);
    assert_eq!(solution.pressure(&network, "S2"), Some(7e6));
    assert!((solution.inflow(&network, "S2").unwrap() - 60.0).abs() < 1e-9);
    assert!(solution.messages[0].text.contains("`S2`"), "{:?}", solution.messages);
}

#[test]
fn more_than_a_line_can_carry_is_infeasible_with_the_largest_share_it_could() {
    let network = network(&[("p", "S", "a", pipe()), ("q", "a", "E", pipe())]);
    let scenario = Scenario::default().pressure("S", 5e6).inflow("E", -400.0);
    let cause = infeasible(&network, &scenario);
    assert_eq!(cause.limit, "pressure above zero");
    // A rough pipe's loss grows with the square of the flow: q_max = √(p²/K).
    let lambda = Friction::Nikuradse.factor(1e7, 0.8, 1e-5).value;
    let area = std::f64::consts::PI * 0.16;
    let k = lambda * 100e3 * 8.314_462_618_153_24 / 0.0185 * 288.15 * 0.9 / (0.8 * area * area);
    let want = (25e12 / k).sqrt() / 400.0;
    let scale = cause.max_feasible_scale.unwrap();
    assert!((scale / want - 1.0).abs() < 1e-5, "{scale} {want}");
    assert!(cause.sentence.contains("runs out of pressure in pipe `p`"), "{}", cause.sentence);
}

#[test]
fn two_held_pressures_without_a_loss_between_contradict() {
    let network = network(&[("v", "S", "E", valve())]);
    let cause = infeasible(&network, &Scenario::default().pressure("S", 5e6).pressure("E", 4e6));
    assert_eq!(cause.limit, "pressure");
}

#[test]
fn set_pressures_in_a_row_hand_the_balance_up() {
    let network = network(&[
        ("p", "S", "a", pipe()),
        ("C", "a", "b", station()),
        ("D", "b", "c", station()),
        ("q", "c", "E", pipe()),
    ]);
    let scenario = Scenario::default()
        .pressure("S", 5e6)
        .inflow("E", -70.0)
        .inflow("b", -10.0)
        .setting("C", Setting::DischargePressure(6e6))
        .setting("D", Setting::DischargePressure(7e6));
    let solution = feasible(&network, &scenario);
    assert!((solution.flow(&network, "C").unwrap() - 80.0).abs() < 1e-9);
    assert!((solution.flow(&network, "D").unwrap() - 70.0).abs() < 1e-9);
    assert!((solution.flow(&network, "p").unwrap() - 80.0).abs() < 1e-9);
    assert_eq!(solution.pressure(&network, "c"), Some(7e6));
}

#[test]
fn limits_that_do_not_hold_are_listed_and_the_state_still_given() {
    let network = network(&[("p", "S", "E", pipe())]);
    let (network, _) = network.with_description(|d| d.nodes[0].pressure_min = Some(5.9e6)).unwrap();
    let solution = feasible(&network, &Scenario::default().pressure("S", 6e6).inflow("E", -90.0));
    let [violation] = &solution.violations[..] else { panic!("{:?}", solution.violations) };
    assert_eq!((violation.element.as_str(), violation.limit.as_str()), ("E", "pressure_min"));
    assert_eq!(violation.bound, 5.9e6);
}

#[test]
fn names_that_do_not_exist_and_senseless_values_are_errors_with_a_hint() {
    let network = network(&[("pipe1", "S", "Exit", pipe())]);
    let scenario = Scenario::default()
        .pressure("S", -1.0)
        .inflow("Exi", -90.0)
        .setting("pipe", Setting::Closed)
        .setting("pipe1", Setting::Ratio(2.0));
    let error = solve(&network, &scenario, &options()).unwrap_err().to_string();
    assert_eq!(
        error,
        "error: the scenario names the node `Exi`, which is not in the network\n  hint: did you mean `Exit`?\n\
         error: the pressure held at `S` is -1 Pa absolute\n  hint: give it above vacuum and below 10000 bar\n\
         error: the scenario names the element `pipe`, which is not in the network\n  hint: did you mean `pipe1`?\n\
         error: pipe `pipe1` cannot hold a ratio\n  hint: set it on a compressor station or a control valve"
    );
}
