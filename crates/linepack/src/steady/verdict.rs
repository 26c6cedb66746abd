//! What to say of a state: limits that do not hold, and where the gas runs out of pressure.

use super::boundary::Boundary;
use super::join::cause;
use super::recover::Recovered;
use crate::network::{Element, Link, Network};
use crate::scenario::{Nomination, Scenario, Setting};
use crate::solution::{Cause, Violation};

/// Limit named when the gas has no pressure left.
pub(super) const PRESSURE_ABOVE_ZERO: &str = "pressure above zero";

/// Whether a cause goes away with smaller flows, as those of what the settings contradict do not.
pub(super) fn fades(cause: &Cause) -> bool {
    let lasting = ["pressure", "ratio", "set pressure", "open path to an entry", "supply", "mass balance"];
    !lasting.contains(&cause.limit.as_str())
}

/// Overstepping that still counts as holding: 1 Pa and 1 mg/s.
const PRESSURE_SLACK: f64 = 1.0;
const FLOW_SLACK: f64 = 1e-6;

/// Every limit of network and scenario that does not hold.
pub(super) fn violations(
    network: &Network,
    scenario: &Scenario,
    asked: &Boundary,
    state: &Recovered,
) -> Vec<Violation> {
    let mut list = Violations(Vec::new());
    for (node, now) in network.nodes().iter().zip(&state.nodes) {
        let limits = scenario.pressure_limits.get(&node.id).copied().unwrap_or_default();
        if let Some(p) = now.pressure {
            list.least(&node.id, "pressure_min", p, greater(node.pressure_min, limits.min), "Pa");
            list.most(&node.id, "pressure_max", p, lesser(node.pressure_max, limits.max), "Pa");
        }
        let outward = if node.kind == crate::network::NodeKind::Exit { -1.0 } else { 1.0 };
        list.least(&node.id, "flow_min", outward * now.inflow, node.flow_min, "kg/s");
        list.most(&node.id, "flow_max", outward * now.inflow, node.flow_max, "kg/s");
        if let Some(Nomination::Between(low, high)) = scenario.inflows.get(&node.id) {
            list.least(&node.id, "nomination_min", now.inflow, Some(low * scenario.scale), "kg/s");
            list.most(&node.id, "nomination_max", now.inflow, Some(high * scenario.scale), "kg/s");
        }
    }
    for (i, link) in network.links().iter().enumerate() {
        let now = &state.links[i];
        if asked.setting[i] != Setting::Closed {
            list.least(&link.id, "flow_min", now.flow, link.flow_min, "kg/s");
            list.most(&link.id, "flow_max", now.flow, link.flow_max, "kg/s");
        }
        let (u, v) = network.ends(i);
        if let (Some(p_u), Some(p_v)) = (state.nodes[u].pressure, state.nodes[v].pressure) {
            list.element(link, asked.setting[i], [p_u, p_v], now.flow);
        }
    }
    list.0
}

/// The place where the gas has no pressure left, if there is one.
pub(super) fn exhausted(network: &Network, state: &Recovered) -> Option<Cause> {
    let lowest = (0..network.nodes().len())
        .filter(|&node| state.pressure[node] <= 0.0)
        .min_by(|&a, &b| state.pressure[a].total_cmp(&state.pressure[b]))?;
    // Up the flow from the emptiest node to the element across which the pressure passes zero.
    let mut node = lowest;
    for _ in 0..network.nodes().len() {
        let upstream = network
            .topology()
            .links_at(node)
            .filter_map(|link| {
                let (u, v) = network.ends(link);
                let q = state.links[link].flow;
                let (from, flow) = if v == node { (u, q) } else { (v, -q) };
                (flow > 0.0 && state.pressure[from] > state.pressure[node]).then_some((link, from, flow))
            })
            .max_by(|a, b| a.2.total_cmp(&b.2));
        let Some((link, from, flow)) = upstream else { break };
        if state.pressure[from] > 0.0 {
            let at = &network.links()[link];
            let sentence = format!(
                "the gas runs out of pressure in {} `{}`: {flow} kg/s enter it at {} Pa from `{}`, and none is left before `{}`",
                at.element.words(),
                at.id,
                state.pressure[from],
                network.nodes()[from].id,
                network.nodes()[node].id,
            );
            return Some(cause(&at.id, PRESSURE_ABOVE_ZERO, state.pressure[node], 0.0, "Pa", sentence));
        }
        node = from;
    }
    let id = &network.nodes()[lowest].id;
    let sentence = format!("the gas runs out of pressure before it reaches `{id}`");
    Some(cause(id, PRESSURE_ABOVE_ZERO, state.pressure[lowest], 0.0, "Pa", sentence))
}

struct Violations(Vec<Violation>);

impl Violations {
    fn say(&mut self, element: &str, limit: &str, value: f64, bound: f64, unit: &str) {
        self.0.push(Violation {
            element: element.to_owned(),
            limit: limit.to_owned(),
            value,
            bound,
            unit: unit.to_owned(),
        });
    }

    fn least(&mut self, element: &str, limit: &str, value: f64, bound: Option<f64>, unit: &str) {
        if let Some(bound) = bound.filter(|bound| value < bound - slack(unit)) {
            self.say(element, limit, value, bound, unit);
        }
    }

    fn most(&mut self, element: &str, limit: &str, value: f64, bound: Option<f64>, unit: &str) {
        if let Some(bound) = bound.filter(|bound| value > bound + slack(unit)) {
            self.say(element, limit, value, bound, unit);
        }
    }

    fn element(&mut self, link: &Link, setting: Setting, [p_u, p_v]: [f64; 2], flow: f64) {
        let id = &link.id;
        let active = !matches!(setting, Setting::Open | Setting::Closed);
        match &link.element {
            Element::Pipe(pipe) => self.most(id, "pressure_max", p_u.max(p_v), pipe.pressure_max, "Pa"),
            Element::Valve(valve) if setting == Setting::Closed => {
                self.most(
                    id,
                    "pressure_differential_max",
                    (p_u - p_v).abs(),
                    valve.pressure_differential_max,
                    "Pa",
                );
            }
            Element::CompressorStation(station) if active => {
                self.least(id, "pressure_in_min", p_u, station.pressure_in_min, "Pa");
                self.most(id, "pressure_out_max", p_v, station.pressure_out_max, "Pa");
                self.least(id, "pressure_rise_min", p_v - p_u, Some(0.0), "Pa");
                self.least(id, "forward_flow_min", flow, Some(0.0), "kg/s");
            }
            Element::ControlValve(valve) if active => {
                self.least(id, "pressure_in_min", p_u, valve.pressure_in_min, "Pa");
                self.most(id, "pressure_out_max", p_v, valve.pressure_out_max, "Pa");
                let least = valve.pressure_differential_min.unwrap_or(0.0);
                self.least(id, "pressure_differential_min", p_u - p_v, Some(least), "Pa");
                self.most(id, "pressure_differential_max", p_u - p_v, valve.pressure_differential_max, "Pa");
                self.least(id, "forward_flow_min", flow, Some(0.0), "kg/s");
            }
            Element::CheckValve => self.least(id, "forward_flow_min", flow, Some(0.0), "kg/s"),
            _ => {}
        }
    }
}

fn slack(unit: &str) -> f64 {
    if unit == "Pa" { PRESSURE_SLACK } else { FLOW_SLACK }
}

fn greater(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.zip(b).map(|(a, b)| a.max(b)).or(a).or(b)
}

fn lesser(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.zip(b).map(|(a, b)| a.min(b)).or(a).or(b)
}
