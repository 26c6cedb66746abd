//! How much of its limits each node and element uses, and the words for a limit.

use linepack::network::{Element, Network, NodeKind};
use linepack::scenario::Scenario;
use linepack::solution::{Mode, Solution, Violation};

/// The limit that is used most, and the share of it: 1 at the limit, more beyond it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share {
    /// Value over a greatest value, or a least value over the value.
    pub(crate) share: f64,
    /// Its words.
    pub(crate) limit: &'static str,
}

/// Keeps the greatest share.
#[derive(Default)]
struct Most(Option<Share>);

impl Most {
    /// A positive limit that a value should stay below.
    fn below(&mut self, limit: &'static str, value: f64, bound: Option<f64>) {
        self.take(limit, bound.filter(|bound| *bound > 0.0).map(|bound| value / bound));
    }

    /// A positive limit that a positive value should stay above.
    fn above(&mut self, limit: &'static str, value: f64, bound: Option<f64>) {
        self.take(limit, bound.filter(|bound| *bound > 0.0 && value > 0.0).map(|bound| bound / value));
    }

    fn take(&mut self, limit: &'static str, share: Option<f64>) {
        let so_far = self.0.map_or(0.0, |most| most.share);
        if let Some(share) = share.filter(|share| share.is_finite() && *share > so_far) {
            self.0 = Some(Share { share, limit });
        }
    }
}

/// Shares of all nodes.
pub(crate) fn nodes(network: &Network, scenario: &Scenario, solution: &Solution) -> Vec<Option<Share>> {
    let each = network.nodes().iter().zip(&solution.nodes).map(|(node, now)| {
        let asked = scenario.pressure_limits.get(&node.id).copied().unwrap_or_default();
        let mut most = Most::default();
        if let Some(pressure) = now.pressure {
            for bound in [node.pressure_max, asked.max] {
                most.below("greatest pressure", pressure, bound);
            }
            for bound in [node.pressure_min, asked.min] {
                most.above("least pressure", pressure, bound);
            }
        }
        let outward = if node.kind == NodeKind::Exit { -1.0 } else { 1.0 };
        most.below("greatest flow of the node", outward * now.inflow, node.flow_max);
        most.0
    });
    each.collect()
}

/// Shares of all elements: of their own limits, and of the pressure limits at their ends.
pub(crate) fn links(
    network: &Network,
    solution: &Solution,
    at_nodes: &[Option<Share>],
) -> Vec<Option<Share>> {
    let each = network.links().iter().zip(&solution.links).enumerate().map(|(index, (link, now))| {
        let (from, to) = network.ends(index);
        let mut most = Most::default();
        most.below("greatest flow", now.flow, link.flow_max);
        most.below("greatest flow backwards", -now.flow, link.flow_min.map(|least| -least));
        let pressure = |node: usize| solution.nodes.get(node).and_then(|state| state.pressure);
        if let (Some(before), Some(behind)) = (pressure(from), pressure(to)) {
            let active = !matches!(now.mode, Mode::Bypass | Mode::Open | Mode::Closed | Mode::Passive);
            match &link.element {
                Element::Pipe(pipe) => {
                    most.below("pressure the pipe bears", before.max(behind), pipe.pressure_max);
                }
                Element::CompressorStation(station) if active => {
                    most.above("least pressure before it", before, station.pressure_in_min);
                    most.below("greatest pressure behind it", behind, station.pressure_out_max);
                }
                Element::ControlValve(valve) if active => {
                    most.above("least pressure before it", before, valve.pressure_in_min);
                    most.below("greatest pressure behind it", behind, valve.pressure_out_max);
                }
                _ => {}
            }
        }
        for end in [from, to] {
            let at = at_nodes.get(end).copied().flatten();
            match at.map(|at| (at.limit, at.share)) {
                Some(("greatest pressure", share)) => most.take("greatest pressure at its end", Some(share)),
                Some(("least pressure", share)) => most.take("least pressure at its end", Some(share)),
                _ => {}
            }
        }
        most.0
    });
    each.collect()
}

/// A violated limit in a sentence, with numbers as a person reads them.
pub(crate) fn sentence(violation: &Violation, what: &str) -> String {
    let Violation { element, limit, value, bound, unit } = violation;
    let (factor, unit) = if unit == "Pa" { (1e-5, "bar") } else { (1.0, unit.as_str()) };
    let digits = |v: f64| crate::format::faithful(v * factor);
    let (subject, side) = match limit.as_str() {
        "pressure_min" => ("the pressure", "least"),
        "pressure_max" => ("the pressure", "greatest"),
        "flow_min" => ("the flow", "least"),
        "flow_max" => ("the flow", "greatest"),
        "nomination_min" => ("the flow", "least nominated"),
        "nomination_max" => ("the flow", "greatest nominated"),
        "pressure_in_min" => ("the pressure before it", "least"),
        "pressure_out_max" => ("the pressure behind it", "greatest"),
        "pressure_rise_min" => ("the rise of pressure", "least"),
        "pressure_differential_min" => ("the pressure difference", "least"),
        "pressure_differential_max" => ("the pressure difference", "greatest"),
        "forward_flow_min" => ("the flow forwards", "least"),
        other => {
            let words = other.replace('_', " ");
            return format!(
                "{what} {element}: {words} is {} {unit}, the limit {} {unit}.",
                digits(*value),
                digits(*bound)
            );
        }
    };
    let than = if side.starts_with("least") { "below" } else { "above" };
    format!(
        "{what} {element}: {subject}, {} {unit}, is {than} the {side} of {} {unit}.",
        digits(*value),
        digits(*bound)
    )
}
