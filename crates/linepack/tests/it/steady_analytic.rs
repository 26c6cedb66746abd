//! Small networks whose states are known in closed form.

use linepack::equations::compressibility::Compressibility;
use linepack::equations::steady_element::PipeLaw;
use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
use linepack::scenario::{Scenario, Setting};
use linepack::solution::{Solution, Verdict};
use linepack::steady::{Options, solve};
use linepack_cases::{json, number};
use serde_json::Value;

/// (name, from, to, length, diameter, friction factor)
type PipeRow<'a> = (&'a str, &'a str, &'a str, f64, f64, f64);

fn network(pipes: &[PipeRow<'_>], others: &[(&str, &str, &str, Element)]) -> Network {
    let mut description = Description::default();
    let mut names: Vec<&str> =
        pipes.iter().flat_map(|p| [p.1, p.2]).chain(others.iter().flat_map(|o| [o.1, o.2])).collect();
    names.sort_unstable();
    names.dedup();
    description.nodes = names.iter().map(|name| Node::new(*name, NodeKind::Junction)).collect();
    for &(name, from, to, length, diameter, lambda) in pipes {
        let mut pipe = Pipe::new(length, diameter, 1e-5);
        pipe.friction_factor = Some(lambda);
        description.links.push(Link::new(name, from, to, Element::Pipe(pipe)));
    }
    for (name, from, to, element) in others {
        description.links.push(Link::new(*name, *from, *to, element.clone()));
    }
    Network::new(description).unwrap().0
}

fn options(law: PipeLaw) -> Options<'static> {
    Options {
        gas: Some(Compressibility::Constant(0.9)),
        molar_mass: Some(0.0185),
        temperature: Some(288.15),
        pipe_law: law,
        ..Options::default()
    }
}

/// Solves in both forms of the balance, which agree for a constant compressibility factor.
fn solved(network: &Network, scenario: &Scenario) -> [Solution; 2] {
    [PipeLaw::Ode, PipeLaw::MeanZ].map(|law| {
        let solution = solve(network, scenario, &options(law)).unwrap();
        assert_eq!(solution.verdict, Verdict::Feasible);
        solution
    })
}

fn assert_close(got: Option<f64>, want: &Value, what: &str) {
    let (got, want) = (got.unwrap(), number(want));
    assert!((got / want - 1.0).abs() < 1e-9, "{what}: {got} for {want}");
}

fn cases() -> Option<Value> {
    json("steady/analytic/analytic_cases.json")
}

#[test]
fn parallel_pipes_share_the_flow_as_in_closed_form() {
    let Some(cases) = cases() else { return };
    let a = &cases["A7_parallel"];
    let at = |key: &str, i: usize| number(&a[key][i]);
    let row = |name, i| (name, "1", "2", at("L", i), at("D", i), at("lambda", i));
    let network = network(&[row("a", 0), row("b", 1), row("c", 2)], &[]);
    let scenario = Scenario::default().pressure("1", number(&a["p1"])).inflow("2", -number(&a["Q"]));
    for solution in solved(&network, &scenario) {
        assert_close(solution.pressure(&network, "2"), &a["p2"], "p2");
        for (i, name) in ["a", "b", "c"].into_iter().enumerate() {
            assert_close(solution.flow(&network, name), &a["q"][i], name);
        }
    }
}

#[test]
fn a_branch_has_its_closed_form_pressures() {
    let Some(cases) = cases() else { return };
    let a = &cases["A8_Y"];
    let network = network(
        &[
            ("SJ", "S", "J", 50e3, 0.9, 0.01),
            ("JA", "J", "A", 30e3, 0.6, 0.0105),
            ("JB", "J", "B", 40e3, 0.6, 0.0105),
        ],
        &[],
    );
    let scenario = Scenario::default()
        .pressure("S", 8e6)
        .inflow("A", -number(&a["demand_A"]))
        .inflow("B", -number(&a["demand_B"]));
    for solution in solved(&network, &scenario) {
        for (node, key) in [("J", "pJ"), ("A", "pA"), ("B", "pB")] {
            assert_close(solution.pressure(&network, node), &a[key], key);
        }
    }
}

#[test]
fn a_triangle_splits_as_in_closed_form() {
    let Some(cases) = cases() else { return };
    let a = &cases["A9_triangle"];
    let network = network(
        &[
            ("12", "1", "2", 50e3, 0.7, 0.01),
            ("13", "1", "3", 60e3, 0.8, 0.01),
            ("23", "2", "3", 20e3, 0.5, 0.011),
        ],
        &[],
    );
    let scenario =
        Scenario::default().pressure("1", 8e6).inflow("2", -number(&a["d2"])).inflow("3", -number(&a["d3"]));
    for solution in solved(&network, &scenario) {
        for key in ["q12", "q13", "q23"] {
            assert_close(solution.flow(&network, &key[1..]), &a[key], key);
        }
        assert_close(solution.pressure(&network, "2"), &a["p2"], "p2");
        assert_close(solution.pressure(&network, "3"), &a["p3"], "p3");
    }
}

#[test]
fn two_held_pressures_feed_one_exit_as_in_closed_form() {
    let Some(cases) = cases() else { return };
    let a = &cases["A10_two_slacks"];
    let network = network(&[("12", "1", "2", 80e3, 0.9, 0.01), ("32", "3", "2", 60e3, 0.8, 0.01)], &[]);
    let scenario = Scenario::default()
        .pressure("1", number(&a["p1"]))
        .pressure("3", number(&a["p3"]))
        .inflow("2", -number(&a["d2"]));
    for solution in solved(&network, &scenario) {
        assert_close(solution.pressure(&network, "2"), &a["p2"], "p2");
        assert_close(solution.flow(&network, "12"), &a["q12"], "q12");
        assert_close(solution.flow(&network, "32"), &a["q32"], "q32");
        assert_close(solution.inflow(&network, "3"), &a["q32"], "inflow 3");
    }
}

#[test]
fn pipes_in_series_and_on_slopes_have_their_closed_form_pressures() {
    let Some(cases) = cases() else { return };
    let a = &cases["A6_series"];
    let at = |key: &str, i: usize| number(&a[key][i]);
    let row = |name, from, to, i| (name, from, to, at("L", i), at("D", i), at("lambda", i));
    let line = network(&[row("12", "1", "2", 0), row("23", "2", "3", 1), row("34", "3", "4", 2)], &[]);
    let scenario = Scenario::default().pressure("1", 8e6).inflow("4", -number(&a["q"]));
    for solution in solved(&line, &scenario) {
        for (i, node) in ["2", "3", "4"].into_iter().enumerate() {
            assert_close(solution.pressure(&line, node), &a["p2,p3,p4"][i], node);
        }
    }
    for key in ["A5_uphill_500m", "A5_downhill_500m"] {
        let a = &cases[key];
        let flat = network(&[("12", "1", "2", 100e3, 1.0, 0.01)], &[]);
        let (slope, _) = flat.with_description(|d| d.nodes[1].height = number(&a["dh"])).unwrap();
        for (q, want) in [(300.0, &a["p2"]), (0.0, &a["p2_at_q0"])] {
            let scenario = Scenario::default().pressure("1", 8e6).inflow("2", -q);
            for solution in solved(&slope, &scenario) {
                assert_close(solution.pressure(&slope, "2"), want, key);
            }
        }
    }
}

#[test]
fn a_station_at_a_ratio_or_a_set_pressure_has_its_closed_form_state() {
    let Some(cases) = cases() else { return };
    let a = &cases["A11_compressor"];
    let station = Element::CompressorStation(Box::default());
    let network = network(
        &[("12", "1", "2", 120e3, 1.0, 0.01), ("34", "3", "4", 120e3, 1.0, 0.01)],
        &[("C", "2", "3", station)],
    );
    let scenario = Scenario::default().pressure("1", 8e6).inflow("4", -number(&a["q"]));
    let settings =
        [Setting::Ratio(1.4), Setting::DischargePressure(number(&a["p3"])), Setting::Flow(number(&a["q"]))];
    for (setting, also) in settings.into_iter().zip([None, None, Some("3")]) {
        let mut scenario = scenario.clone().setting("C", setting);
        if let Some(node) = also {
            // A set flow parts the network: the far side needs a pressure of its own.
            scenario = scenario.pressure(node, number(&a["p3"]));
        }
        for solution in solved(&network, &scenario) {
            for (node, key) in [("2", "p2"), ("3", "p3"), ("4", "p4")] {
                assert_close(solution.pressure(&network, node), &a[key], key);
            }
            assert_close(solution.flow(&network, "C"), &a["q"], "q");
        }
    }
    // Seen from its outlet, the same state with the pressure held at the inlet.
    let backward = Scenario::default()
        .pressure("4", number(&a["p4"]))
        .inflow("1", number(&a["q"]))
        .setting("C", Setting::SuctionPressure(number(&a["p2"])));
    for solution in solved(&network, &backward) {
        assert_close(solution.pressure(&network, "3"), &a["p3"], "p3");
        assert!((solution.pressure(&network, "1").unwrap() / 8e6 - 1.0).abs() < 1e-9);
    }
}

#[test]
fn real_gas_and_inertia_have_their_exact_integrals() {
    let Some(cases) = cases() else { return };
    let network = network(&[("12", "1", "2", 100e3, 1.0, 0.01)], &[]);
    let scenario = Scenario::default().pressure("1", 8e6).inflow("2", -300.0);
    let a = &cases["A13_papay"];
    let papay = Compressibility::Papay {
        critical_pressure: number(&a["pc"]),
        critical_temperature: number(&a["Tc"]),
    };
    let a12 = &cases["A12_cnga"];
    let cnga = Compressibility::Reciprocal { at_vacuum: number(&a12["b1"]), per_pascal: number(&a12["b2"]) };
    let runs = [
        (papay, PipeLaw::Ode, false, &a["p2_exact_integral"]),
        (papay, PipeLaw::MeanZ, false, &a["p2_meanZ_approximation"]),
        (cnga, PipeLaw::Ode, false, &a12["p2"]),
        (Compressibility::Constant(0.9), PipeLaw::Ode, true, &cases["A14_inertia"]["p2"]),
    ];
    for (gas, pipe_law, inertia, want) in runs {
        let options = Options { gas: Some(gas), inertia, ..options(pipe_law) };
        let solution = solve(&network, &scenario, &options).unwrap();
        assert_close(solution.pressure(&network, "2"), want, &format!("{gas:?} {pipe_law:?}"));
    }
}
