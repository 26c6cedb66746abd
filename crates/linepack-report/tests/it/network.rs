//! The page of a network.

use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
use linepack::scenario::Scenario;
use linepack::steady::{Options, solve};

fn page(change: impl Fn(&mut Description), scenario: &Scenario) -> String {
    let mut description = Description {
        title: "Valley".into(),
        nodes: vec![Node::new("field", NodeKind::Entry), Node::new("city", NodeKind::Exit)],
        links: vec![Link::new("line", "field", "city", Element::Pipe(Pipe::new(100e3, 1.0, 1e-5)))],
        ..Description::default()
    };
    change(&mut description);
    let (network, _) = Network::new(description).unwrap();
    let options = Options {
        gas: Some(linepack::equations::compressibility::Compressibility::Constant(0.9)),
        molar_mass: Some(0.0185),
        temperature: Some(288.15),
        ..Options::default()
    };
    let solution = solve(&network, scenario, &options).unwrap();
    linepack_report::network_page(&network, scenario, &solution)
}

fn asked() -> Scenario {
    Scenario::default().pressure("field", 8e6).inflow("city", -300.0)
}

#[test]
fn a_violated_limit_is_told_in_a_sentence_with_its_numbers() {
    let text = page(|description| description.nodes[1].pressure_min = Some(7.5e6), &asked());
    assert!(text.contains("A steady state exists, but one limit does not hold in it."));
    assert!(
        text.contains("is below the least of 75 bar."),
        "{}",
        &text[text.find("broken-list").unwrap()..][..400]
    );
}

#[test]
fn the_lowest_pressure_and_its_node_stand_in_the_answer() {
    let text = page(|_| {}, &asked());
    assert!(text.contains("The flow asked for is feasible, and every limit holds."));
    assert!(text.contains(", at city."));
}

#[test]
fn names_from_a_file_stay_text() {
    let evil = "</script><script>alert(1)</script>";
    let scenario = Scenario::default().pressure("field", 8e6).inflow(evil, -300.0);
    let text = page(
        |description| {
            description.nodes[1].id = evil.into();
            description.links[0].to = evil.into();
        },
        &scenario,
    );
    assert!(!text.contains("<script>alert"));
    let policy = &text[text.find("Content-Security-Policy").unwrap()..][..400];
    assert!(policy.contains("script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    for load in ["src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(!text.contains(load), "{load}");
    }
}

#[test]
fn stated_positions_make_a_map_and_their_absence_a_layout() {
    let placed = |description: &mut Description| {
        description.nodes[0].position = Some((7.5, 51.2));
        description.nodes[1].position = Some((9.9, 53.5));
    };
    assert!(page(placed, &asked()).contains("longitude and latitude"));
    let drawn = |description: &mut Description| {
        description.nodes[0].drawn = Some((0.0, 0.0));
        description.nodes[1].drawn = Some((300.0, 100.0));
    };
    assert!(page(drawn, &asked()).contains("where the network's file draws them"));
    assert!(page(|_| {}, &asked()).contains("The file states no places"));
}

#[test]
fn an_infeasible_demand_has_a_page_that_says_so() {
    let text = page(|_| {}, &Scenario::default().pressure("field", 8e6).inflow("city", -3000.0));
    assert!(text.contains("The flow asked for is infeasible: the gas runs out of pressure"));
    assert!(!text.contains("NaN"));
}
