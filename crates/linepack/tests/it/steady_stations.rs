//! Machines of stations at work: nothing outside its map is unflagged, and no gas is lost between them.

use linepack::equations::compressibility::Compressibility;
use linepack::formats::gaslib;
use linepack::network::{
    CompressorStation, CompressorUnit, Description, Element, Link, Network, Node, NodeKind, UnitKind,
};
use linepack::scenario::{Scenario, Setting};
use linepack::solution::{OperatingPoint, UnitPoint, Verdict};
use linepack::steady::{Options, solve};
use linepack_cases::text;

use crate::generated::Draws;

const KAPPA: f64 = 1.29;

fn stations() -> Vec<CompressorStation> {
    let mut all = Vec::new();
    for name in ["GasLib-11", "GasLib-24", "GasLib-40"] {
        let file = |end: &str| text(&format!("steady/gaslib/{name}/{name}.{end}"));
        let (Some(net), Some(cs)) = (file("net"), file("cs")) else { continue };
        let network = gaslib::read(net.as_bytes(), "case.net").unwrap().value;
        let network = gaslib::read_stations(cs.as_bytes(), "case.cs", &network).unwrap().value;
        all.extend(network.links().iter().filter_map(|link| match &link.element {
            Element::CompressorStation(station) => Some((**station).clone()),
            _ => None,
        }));
    }
    all
}

fn quadratic(c: &[f64; 3], x: f64) -> f64 {
    c[0] + x * (c[1] + x * c[2])
}

/// Greatest head of a surge line up to a flow: published lines may bend down far beyond their range.
fn at_lower_flow(line: &[f64; 3], flow: f64, head: f64) -> f64 {
    let apex = -line[1] / (2.0 * line[2]);
    let highest = if line[2] < 0.0 && apex > 0.0 && apex < flow { quadratic(line, apex) } else { f64::MIN };
    quadratic(line, flow).max(highest).max(if head < line[0] { line[0] } else { f64::MIN })
}

/// What a unit oversteps, from its published coefficients alone.
fn oversteps(unit: &CompressorUnit, point: &UnitPoint) -> bool {
    let (flow, head, speed) = (point.volumetric_flow, 1e-3 * point.head, 60.0 * point.speed);
    let close = 1e-6;
    if speed < unit.speed_min * (1.0 - close)
        || speed > unit.speed_max * (1.0 + close)
        || point.shaft_power > point.power_max * (1.0 + close)
    {
        return true;
    }
    match &unit.kind {
        UnitKind::Turbo(turbo) => {
            (turbo.head(flow, speed) / head - 1.0).abs() > close
                || at_lower_flow(&turbo.surge_line, flow, head) < head * (1.0 - close)
                || quadratic(&turbo.choke_line, flow) > head * (1.0 + close)
        }
        UnitKind::Piston(piston) => (flow / (piston.operating_volume * speed / 60.0) - 1.0).abs() > close,
    }
}

fn work(station: &CompressorStation, inlet: f64, ratio: f64, flow: f64) -> Option<OperatingPoint> {
    let nodes = vec![Node::new("S", NodeKind::Entry), Node::new("E", NodeKind::Exit)];
    let element =
        Element::CompressorStation(Box::new(CompressorStation { fuel_node: None, ..station.clone() }));
    let links = vec![Link::new("C", "S", "E", element)];
    let (network, _) = Network::new(Description { nodes, links, ..Description::default() }).unwrap();
    let scenario =
        Scenario::default().pressure("S", inlet).inflow("E", -flow).setting("C", Setting::Ratio(ratio));
    let options = Options {
        gas: Some(Compressibility::Constant(0.9)),
        molar_mass: Some(0.0185),
        temperature: Some(288.15),
        isentropic_exponent: KAPPA,
        hold_limits: false,
        ..Options::default()
    };
    let solution = solve(&network, &scenario, &options).unwrap();
    assert_eq!(solution.verdict, Verdict::Feasible);
    solution.stations.into_iter().next()
}

fn follow_random_points(count: usize) {
    let stations = stations();
    if stations.is_empty() {
        return;
    }
    let mut draws = Draws(11);
    let (mut inside, mut recycling) = (0, 0);
    for _ in 0..count {
        let station = &stations[draws.below(stations.len())];
        let (inlet, ratio) = (draws.between(2e6, 7e6), draws.between(1.001, 2.5));
        let flow = draws.decades(1.0, 600.0);
        let point = work(station, inlet, ratio, flow).unwrap();
        let density = inlet * 0.0185 / (0.9 * 8.314_462_618_153_24 * 288.15);
        let through: f64 = point
            .units
            .iter()
            .filter(|unit| unit.stage == 1)
            .map(|unit| unit.volumetric_flow - unit.recycled)
            .sum();
        assert!((through * density / flow - 1.0).abs() < 1e-9, "{point:?} {flow}");
        let m = (KAPPA - 1.0) / KAPPA;
        let stages =
            f64::from(u32::try_from(point.units.iter().map(|unit| unit.stage).max().unwrap()).unwrap());
        let rs_t = 0.9 * 8.314_462_618_153_24 / 0.0185 * 288.15;
        let head = stages * rs_t / m * (ratio.powf(m / stages) - 1.0);
        assert!((point.head / head - 1.0).abs() < 1e-9, "{} {head}", point.head);
        for at in &point.units {
            let unit = station.units.iter().find(|unit| unit.id == at.unit).unwrap();
            assert!(!at.outside.is_empty() || !oversteps(unit, at), "unflagged: {at:?}");
            inside += usize::from(at.outside.is_empty());
            recycling += usize::from(at.outside.is_empty() && at.recycled > 0.0);
        }
    }
    println!("{inside} units inside their maps, {recycling} of them recycling, in {count} points");
    assert!(inside * 20 > count, "{inside}: the draw has become too hard to say anything");
}

#[test]
fn no_random_operating_point_is_outside_without_a_flag() {
    follow_random_points(20_000);
}

#[test]
#[ignore = "takes a minute: 1,000,000 operating points"]
fn no_operating_point_of_a_million_is_outside_without_a_flag() {
    follow_random_points(1_000_000);
}
