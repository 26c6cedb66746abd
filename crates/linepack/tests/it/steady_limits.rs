//! Set points within limits: which one holds, and that all of it is one state.

use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::network::{
    CompressorStation, ControlValve, Description, Element, Link, Network, Node, NodeKind, Pipe,
};
use linepack::scenario::{Scenario, Setting};
use linepack::solution::{Cause, Limit, LinkState, Mode, Solution, Verdict};
use linepack::steady::{Options, solve};

use crate::generated::Draws;

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

fn station(inlet: Option<f64>, outlet: Option<f64>) -> Element {
    Element::CompressorStation(Box::new(CompressorStation {
        pressure_in_min: inlet,
        pressure_out_max: outlet,
        ..CompressorStation::default()
    }))
}

fn regulator() -> Element {
    Element::ControlValve(ControlValve::default())
}

fn network(links: Vec<Link>) -> Network {
    let mut names: Vec<String> = links.iter().flat_map(|link| [link.from.clone(), link.to.clone()]).collect();
    names.sort_unstable();
    names.dedup();
    let kind = |name: &str| if name.starts_with('S') { NodeKind::Entry } else { NodeKind::Exit };
    let nodes = names.iter().map(|name| Node::new(name, kind(name))).collect();
    Network::new(Description { nodes, links, ..Description::default() }).unwrap().0
}

/// S —p— a —C→ b —q— E.
fn line(element: Element, flow_max: Option<f64>) -> Network {
    let mut active = Link::new("C", "a", "b", element);
    active.flow_max = flow_max;
    network(vec![Link::new("p", "S", "a", pipe()), active, Link::new("q", "b", "E", pipe())])
}

fn state(network: &Network, solution: &Solution, link: &str) -> LinkState {
    solution.links[network.link(link).unwrap()]
}

fn feasible(network: &Network, scenario: &Scenario) -> Solution {
    let solution = solve(network, scenario, &options()).unwrap();
    assert_eq!(solution.verdict, Verdict::Feasible);
    assert!(solution.residuals.mass < 1e-9, "{:?}", solution.residuals);
    solution
}

fn infeasible(network: &Network, scenario: &Scenario) -> Cause {
    match solve(network, scenario, &options()).unwrap().verdict {
        Verdict::Infeasible(cause) => cause,
        other => panic!("{other:?}"),
    }
}

fn demand(flow: f64) -> Scenario {
    Scenario::default().pressure("S", 5e6).inflow("E", -flow)
}

#[test]
fn a_set_point_within_its_limits_holds() {
    let network = line(station(Some(3e6), Some(8e6)), Some(200.0));
    let solution = feasible(&network, &demand(80.0).setting("C", Setting::DischargePressure(6e6)));
    assert_eq!(solution.pressure(&network, "b"), Some(6e6));
    let state = state(&network, &solution, "C");
    assert_eq!((state.mode, state.limit), (Mode::DischargePressure, None));
}

#[test]
fn a_station_stands_on_its_outlet_limit() {
    let network = line(station(Some(1e6), Some(6.4e6)), None);
    let solution = feasible(&network, &demand(80.0).setting("C", Setting::Ratio(2.0)));
    assert!((solution.pressure(&network, "b").unwrap() / 6.4e6 - 1.0).abs() < 1e-12);
    let state = state(&network, &solution, "C");
    assert_eq!((state.mode, state.limit), (Mode::DischargePressure, Some(Limit::PressureOutMax)));
    assert!(solution.violations.is_empty(), "{:?}", solution.violations);
}

#[test]
fn a_station_stands_on_its_inlet_limit_where_another_source_helps() {
    let network = network(vec![
        Link::new("p", "S", "a", pipe()),
        Link::new("C", "a", "b", station(Some(4.9e6), None)),
        Link::new("q", "b", "E", pipe()),
        Link::new("r", "S2", "E", pipe()),
    ]);
    let scenario = demand(120.0).pressure("S2", 5.5e6).setting("C", Setting::DischargePressure(7e6));
    let solution = feasible(&network, &scenario);
    assert!((solution.pressure(&network, "a").unwrap() / 4.9e6 - 1.0).abs() < 1e-12);
    let state = state(&network, &solution, "C");
    assert_eq!((state.mode, state.limit), (Mode::SuctionPressure, Some(Limit::PressureInMin)));
    assert!(solution.pressure(&network, "b").unwrap() < 7e6);
}

#[test]
fn a_station_cannot_lower_a_pressure_and_a_regulator_cannot_raise_it() {
    let compressor = line(station(None, None), None);
    let solution = feasible(&compressor, &demand(60.0).setting("C", Setting::DischargePressure(3e6)));
    let now = state(&compressor, &solution, "C");
    assert_eq!((now.mode, now.limit), (Mode::Bypass, Some(Limit::PressureRiseMin)));
    assert_eq!(solution.pressure(&compressor, "a"), solution.pressure(&compressor, "b"));
    let valve = line(regulator(), None);
    let solution = feasible(&valve, &demand(60.0).setting("C", Setting::DischargePressure(7e6)));
    let now = state(&valve, &solution, "C");
    assert_eq!((now.mode, now.limit), (Mode::Bypass, Some(Limit::PressureDifferentialMin)));
    let solution = feasible(&valve, &demand(60.0).setting("C", Setting::DischargePressure(4e6)));
    assert_eq!(solution.pressure(&valve, "b"), Some(4e6));
}

#[test]
fn a_check_valve_closes_against_the_flow() {
    let ring = |from: &str, to: &str| {
        network(vec![
            Link::new("p", "S", "a", pipe()),
            Link::new("q", "a", "E", pipe()),
            Link::new("r", "S", "b", pipe()),
            Link::new("V", from, to, Element::CheckValve),
        ])
    };
    let shut = ring("E", "b");
    let solution = feasible(&shut, &demand(50.0));
    let now = state(&shut, &solution, "V");
    assert_eq!((now.flow, now.mode, now.limit), (0.0, Mode::Closed, Some(Limit::FlowDirection)));
    assert!((solution.flow(&shut, "p").unwrap() - 50.0).abs() < 1e-9);
    let open = ring("b", "E");
    let solution = feasible(&open, &demand(50.0));
    assert_eq!(state(&open, &solution, "V").mode, Mode::Open);
    assert!(solution.flow(&open, "V").unwrap() > 20.0);
}

#[test]
fn of_parallel_regulators_the_higher_set_point_feeds_and_of_parallel_ratios_the_larger() {
    let twice = |element: fn() -> Element| {
        network(vec![
            Link::new("p", "S", "a", pipe()),
            Link::new("C", "a", "b", element()),
            Link::new("D", "a", "b", element()),
            Link::new("q", "b", "E", pipe()),
        ])
    };
    let network = twice(regulator);
    let scenario = demand(60.0)
        .setting("C", Setting::DischargePressure(4.2e6))
        .setting("D", Setting::DischargePressure(4e6));
    let solution = feasible(&network, &scenario);
    assert!((solution.flow(&network, "C").unwrap() - 60.0).abs() < 1e-9);
    assert_eq!(state(&network, &solution, "D").mode, Mode::Closed);
    let same = scenario.setting("D", Setting::DischargePressure(4.2e6));
    let solution = feasible(&network, &same);
    assert!((solution.flow(&network, "D").unwrap() - 30.0).abs() < 1e-9);
    let stations = twice(|| station(None, None));
    let scenario = demand(60.0).setting("C", Setting::Ratio(1.5)).setting("D", Setting::Ratio(1.4));
    let solution = feasible(&stations, &scenario);
    assert_eq!(state(&stations, &solution, "D").mode, Mode::Closed);
}

#[test]
fn a_set_power_gives_the_ratio_of_its_work() {
    let Some(cases) = linepack_cases::json("steady/analytic/analytic_cases.json") else { return };
    let case = &cases["A11_compressor"];
    let number = |key: &str| linepack_cases::number(&case[key]);
    let mut long = Pipe::new(120e3, 1.0, 1e-5);
    long.friction_factor = Some(0.01);
    let network = network(vec![
        Link::new("p", "S", "a", Element::Pipe(long.clone())),
        Link::new("C", "a", "b", station(None, None)),
        Link::new("q", "b", "E", Element::Pipe(long)),
    ]);
    let scenario = Scenario::default()
        .pressure("S", 8e6)
        .inflow("E", -300.0)
        .setting("C", Setting::Power(number("shaft_power_W(eta .82)")));
    let solution = feasible(&network, &scenario);
    for (node, key) in [("a", "p2"), ("b", "p3"), ("E", "p4")] {
        let p = solution.pressure(&network, node).unwrap();
        assert!((p / number(key) - 1.0).abs() < 1e-9, "{node} {p}");
    }
    assert_eq!(state(&network, &solution, "C").mode, Mode::Power);
}

#[test]
fn a_flow_limit_that_starves_an_exit_is_the_cause_with_the_share_that_fits() {
    let network = line(regulator(), Some(60.0));
    let scenario = demand(80.0).setting("C", Setting::DischargePressure(4e6));
    let cause = infeasible(&network, &scenario);
    assert_eq!((cause.element.as_str(), cause.limit.as_str(), cause.bound), ("C", "flow_max", 60.0));
    assert!((cause.max_feasible_scale.unwrap() - 0.75).abs() < 1e-5, "{cause:?}");
}

#[test]
fn a_station_past_its_flow_limit_stops_compressing_and_the_limit_is_listed() {
    let network = line(station(None, None), Some(60.0));
    let solution = feasible(&network, &demand(80.0).setting("C", Setting::DischargePressure(6e6)));
    assert_eq!(state(&network, &solution, "C").mode, Mode::Bypass);
    assert_eq!(solution.violations[0].limit, "flow_max");
}

#[test]
fn without_limits_held_set_points_hold_and_what_breaks_is_listed() {
    let network = line(station(None, Some(6.4e6)), None);
    let scenario = demand(80.0).setting("C", Setting::DischargePressure(7e6));
    let solution = solve(&network, &scenario, &Options { hold_limits: false, ..options() }).unwrap();
    assert_eq!(solution.pressure(&network, "b"), Some(7e6));
    assert_eq!(solution.violations[0].limit, "pressure_out_max");
}

/// Meshes of pipes with stations, regulators and check valves at random set points and limits: every
/// answer obeys, at every element, what the element can do.
#[test]
fn in_drawn_networks_every_active_element_does_what_it_can() {
    let mut draws = Draws(7);
    let (mut solved, mut limited, mut runs) = (0, 0, 0);
    for k in 0..200 {
        let (network, scenario) = drawn(&mut draws);
        let solution =
            solve(&network, &scenario, &Options { find_feasible_scale: false, ..options() }).unwrap();
        runs += 1;
        match &solution.verdict {
            Verdict::Feasible => solved += 1,
            Verdict::Infeasible(_) => continue,
            Verdict::NotFound(cause) => {
                println!("{k} {cause:?}");
                continue;
            }
        }
        for (i, link) in network.links().iter().enumerate() {
            let now = solution.links[i];
            let setting = scenario.settings.get(&link.id);
            limited += usize::from(now.limit.is_some());
            let (u, v) = network.ends(i);
            let (Some(p_u), Some(p_v)) = (solution.nodes[u].pressure, solution.nodes[v].pressure) else {
                continue;
            };
            let below = |a: f64, b: f64| a <= b * (1.0 + 1e-6) + 1.0;
            if matches!(link.element, Element::Pipe(_)) {
                continue;
            }
            assert!(now.flow >= -1e-6, "{k} {} {now:?}", link.id);
            match &link.element {
                Element::CompressorStation(station) => {
                    assert!(below(p_u, p_v), "{k} {} {now:?}", link.id);
                    if p_v > p_u * (1.0 + 1e-6) && now.flow > 1e-6 {
                        assert!(below(station.pressure_in_min.unwrap(), p_u), "{k}");
                        assert!(below(p_v, station.pressure_out_max.unwrap()), "{k}");
                    }
                }
                Element::ControlValve(_) => {
                    if let Some(Setting::DischargePressure(set)) = setting
                        && now.flow > 1e-6
                    {
                        assert!(below(p_v, *set) && below(p_v, p_u), "{k} {p_u} {p_v} {set}");
                    }
                }
                _ => {}
            }
        }
    }
    println!("{solved} solved of {runs}, {limited} elements on a limit");
    assert!(solved > runs / 2, "{solved} of {runs}");
}

fn drawn(draws: &mut Draws) -> (Network, Scenario) {
    let count = 4 + draws.below(12);
    let mut links = Vec::new();
    let mut scenario = Scenario::default().pressure("S", draws.between(4e6, 7e6));
    let name = |k: usize| if k == 0 { "S".to_owned() } else { format!("n{k}") };
    for k in 1..count {
        let from = name(draws.below(k));
        let id = format!("t{k}");
        let kind = draws.below(6);
        let element = match kind {
            0 => station(Some(draws.between(2e6, 5e6)), Some(draws.between(5e6, 9e6))),
            1 => regulator(),
            2 => Element::CheckValve,
            _ => Element::Pipe(Pipe::new(draws.between(1e3, 40e3), draws.between(0.3, 1.0), 1e-5)),
        };
        let setting = match kind {
            0 if draws.below(2) == 0 => Some(Setting::Ratio(draws.between(1.0, 1.8))),
            0 | 1 => Some(Setting::DischargePressure(draws.between(3e6, 9e6))),
            _ => None,
        };
        if let Some(setting) = setting {
            scenario = scenario.setting(&id, setting);
        }
        links.push(Link::new(&id, from, name(k), element));
        scenario = scenario.inflow(&name(k), -draws.between(0.0, 8.0));
    }
    for extra in 0..=draws.below(4) {
        let (u, v) = (draws.below(count), draws.below(count));
        if u != v {
            let pipe = Pipe::new(draws.between(1e3, 40e3), draws.between(0.3, 1.0), 1e-5);
            links.push(Link::new(format!("x{extra}"), name(u), name(v), Element::Pipe(pipe)));
        }
    }
    (network(links), scenario)
}
