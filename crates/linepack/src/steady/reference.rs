//! Every island needs one pressure that is known; where none is, one is assumed and said.
//!
//! Where neither network nor scenario holds a pressure, the entry with the largest inflow stands at
//! its greatest pressure and its flow is free.

use super::boundary::Boundary;
use super::join::{Joined, cause, index};
use crate::findings::Finding;
use crate::network::Network;
use crate::scenario::{Scenario, Setting};
use crate::solution::Cause;

/// What the islands look like once each has its reference.
#[derive(Debug, Clone, Default)]
pub(super) struct References {
    /// Whether the pressure at a root is not determined: an island without gas or without reference.
    pub(super) undetermined: Vec<bool>,
    /// Why the demand of an island cannot be met at all.
    pub(super) impossible: Option<Cause>,
    /// Why the state of an island is not found.
    pub(super) missing: Option<Cause>,
}

/// Finds the islands, and holds a pressure in each that has none.
pub(super) fn hold_references(
    network: &Network,
    scenario: &Scenario,
    asked: &mut Boundary,
    joined: &mut Joined,
) -> References {
    let nodes = network.nodes().len();
    let mut island: Vec<u32> = (0..index(nodes)).collect();
    let mut referenced = vec![false; nodes];
    for (link, at) in network.links().iter().enumerate() {
        if !at.element.has_loss() || asked.setting[link] == Setting::Closed {
            continue;
        }
        let (u, v) = network.ends(link);
        let ends = [u, v].map(|node| joined.root[node] as usize);
        match ends.map(|root| joined.held[root].is_some()) {
            [false, false] => {
                let [a, b] = ends.map(|root| find(&mut island, root));
                island[b] = index(a);
                referenced[a] |= referenced[b];
            }
            [true, false] => referenced[find(&mut island, ends[1])] = true,
            [false, true] => referenced[find(&mut island, ends[0])] = true,
            [true, true] => {}
        }
    }
    let mut result = References { undetermined: vec![false; nodes], ..References::default() };
    let lost: Vec<Option<u32>> = (0..nodes)
        .map(|node| {
            let root = joined.root[node] as usize;
            let island = find(&mut island, root);
            (joined.held[root].is_none() && !referenced[island]).then(|| index(island))
        })
        .collect();
    if lost.iter().all(Option::is_none) {
        return result;
    }
    let mut members: Vec<(u32, usize)> =
        lost.iter().enumerate().filter_map(|(node, island)| Some(((*island)?, node))).collect();
    members.sort_unstable();
    for group in members.chunk_by(|a, b| a.0 == b.0) {
        let group: Vec<usize> = group.iter().map(|&(_, node)| node).collect();
        if let Some(node) = slack(network, scenario, asked, &group) {
            let pressure = greatest_pressure(network, scenario, node).unwrap_or_default();
            let id = &network.nodes()[node].id;
            asked.messages.push(
                Finding::note(format!(
                    "no pressure is held around `{id}`: it is assumed to stand at its greatest, {pressure} Pa, and its flow is free"
                ))
                .about(id)
                .hint(format!("hold a pressure of your own with a slack at `{id}`")),
            );
            asked.held[node] = Some(pressure);
            joined.held[joined.root[node] as usize] = Some(pressure / joined.factor[node]);
        } else {
            for &node in &group {
                result.undetermined[joined.root[node] as usize] = true;
            }
            explain(network, asked, &group, &mut result);
        }
    }
    // A set pressure whose gas comes from an island without any: nothing can supply it.
    for root in 0..nodes {
        let supplier = joined.balanced_by[root].and_then(|_| joined.balancing_root(root));
        if let Some(supplier) = supplier.filter(|&supplier| result.undetermined[supplier]) {
            let id = &network.nodes()[supplier].id;
            let sentence = format!(
                "the set pressure at `{}` must be fed from `{id}`, which has no supply",
                network.nodes()[root].id
            );
            result.impossible.get_or_insert(cause(id, "supply", 0.0, 0.0, "kg/s", sentence));
        }
    }
    result
}

/// The entry of a group with the largest inflow that has a greatest pressure.
fn slack(network: &Network, scenario: &Scenario, asked: &Boundary, group: &[usize]) -> Option<usize> {
    group
        .iter()
        .copied()
        .filter(|&node| asked.inflow[node] > 0.0 && greatest_pressure(network, scenario, node).is_some())
        .reduce(|best, node| if asked.inflow[node] > asked.inflow[best] { node } else { best })
}

fn greatest_pressure(network: &Network, scenario: &Scenario, node: usize) -> Option<f64> {
    let node = &network.nodes()[node];
    let asked = scenario.pressure_limits.get(&node.id).and_then(|limits| limits.max);
    let lowest = match (node.pressure_max, asked) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    (lowest > 0.0 && lowest <= 1e9).then_some(lowest)
}

/// Says why an island without reference has no state.
fn explain(network: &Network, asked: &Boundary, group: &[usize], result: &mut References) {
    let inflow: f64 = group.iter().map(|&node| asked.inflow[node].max(0.0)).sum();
    let outflow: f64 = group.iter().map(|&node| (-asked.inflow[node]).max(0.0)).sum();
    let largest = group
        .iter()
        .copied()
        .reduce(|best, node| if asked.inflow[node].abs() > asked.inflow[best].abs() { node } else { best });
    let Some(node) = largest else { return };
    let (id, flow) = (&network.nodes()[node].id, asked.inflow[node]);
    if inflow == 0.0 && outflow > 0.0 {
        let sentence = format!(
            "{} `{id}` has no open path to an entry, and {} kg/s are asked for there",
            network.nodes()[node].kind.word(),
            -flow
        );
        result.impossible.get_or_insert(cause(id, "open path to an entry", outflow, 0.0, "kg/s", sentence));
    } else if (inflow - outflow).abs() > 1e-9 * inflow.max(outflow) {
        let sentence =
            format!("around `{id}` {inflow} kg/s enter and {outflow} kg/s leave, and no pressure is held");
        result.impossible.get_or_insert(cause(id, "mass balance", inflow, outflow, "kg/s", sentence));
    } else if inflow > 0.0 {
        let sentence =
            format!("no pressure is held around `{id}`, and no entry there states its greatest one");
        result.missing.get_or_insert(cause(id, "held pressure", f64::NAN, f64::NAN, "Pa", sentence));
    }
}

fn find(parent: &mut [u32], member: usize) -> usize {
    let mut at = member;
    while parent[at] as usize != at {
        parent[at] = parent[parent[at] as usize];
        at = parent[at] as usize;
    }
    at
}
