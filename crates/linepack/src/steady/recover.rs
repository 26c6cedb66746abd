//! From unknowns back to what a user asked: pressures, every flow, and honest residuals.

use super::boundary::Boundary;
use super::join::{Joined, index};
use super::reference::References;
use super::state::{Equations, State};
use super::system::NONE;
use crate::network::{Element, Network};
use crate::scenario::Setting;
use crate::solution::{LinkState, Mode, NodeState, Residuals};
use crate::sparse::{Factor, Pattern};

/// States by node and by link.
#[derive(Debug, Clone, Default)]
pub(super) struct Recovered {
    pub(super) nodes: Vec<NodeState>,
    pub(super) links: Vec<LinkState>,
    pub(super) residuals: Residuals,
    /// Pressures as computed, negative where the gas has run out; NaN where undetermined.
    pub(super) pressure: Vec<f64>,
}

/// What the system was made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) network: &'a Network,
    pub(super) asked: &'a Boundary,
    pub(super) joined: &'a Joined,
    pub(super) references: &'a References,
    /// Temperature everywhere, K.
    pub(super) temperature: f64,
}

/// Everything that follows from the state of the system.
pub(super) fn recover(origin: &Origin<'_>, equations: &Equations<'_>, state: &State) -> Recovered {
    let Origin { network, asked, joined, references, temperature } = *origin;
    let system = equations.system;
    let medium = &equations.medium;
    let pressure: Vec<f64> = (0..network.nodes().len())
        .map(|node| match system.column[node] {
            _ if references.undetermined[joined.root[node] as usize] => f64::NAN,
            NONE => system.factor[node],
            unknown => medium.pressure(state.x[unknown as usize]) * system.factor[node],
        })
        .collect();

    let mut flow = vec![0.0; network.links().len()];
    for (arc, q) in system.arcs.iter().zip(&state.q) {
        flow[arc.link as usize] = *q;
    }
    // What each node lacks: first by pipes and set flows alone, then by everything.
    let mut lack = asked.inflow.clone();
    for (link, setting) in asked.setting.iter().enumerate() {
        if let Setting::Flow(set) = setting {
            flow[link] = *set;
        }
    }
    for (link, q) in flow.iter().enumerate() {
        let (u, v) = network.ends(link);
        lack[u] -= q;
        lack[v] += q;
    }
    share_out(network, asked, joined, &mut lack, &mut flow);

    let momentum = system
        .arcs
        .iter()
        .zip(&state.residual)
        .enumerate()
        .map(|(k, (arc, residual))| {
            let p = pressure[network.ends(arc.link as usize).1];
            let by_end = state.by_ends.get(k).map_or(1.0, |[_, to]| *to);
            (residual / (by_end * medium.slope(p.max(1e3)))).abs()
        })
        .fold(0.0, worse);
    let mut mass = 0.0_f64;
    let nodes = pressure
        .iter()
        .enumerate()
        .map(|(node, &p)| {
            let free = asked.held[node].is_some();
            if !free && !references.undetermined[joined.root[node] as usize] {
                mass = worse(mass, lack[node]);
            }
            NodeState {
                pressure: (p > 0.0).then_some(p),
                temperature,
                inflow: if free { asked.inflow[node] - lack[node] } else { asked.inflow[node] },
            }
        })
        .collect();
    let links = network.links().iter().zip(&asked.setting).zip(&flow);
    Recovered {
        nodes,
        links: links
            .map(|((link, &setting), &flow)| LinkState {
                flow,
                mode: mode(&link.element, setting),
                limit: None,
            })
            .collect(),
        residuals: Residuals { mass, momentum },
        pressure,
    }
}

/// The larger amount; NaN is larger than anything.
fn worse(most: f64, value: f64) -> f64 {
    if value.abs() <= most { most } else { value.abs() }
}

/// Flows through elements without a law, so that every node balances.
///
/// In a tree of them the balances say it; in a ring they leave a circulation free, and the flows of
/// least squares are taken, as equal small resistances would give.
fn share_out(network: &Network, asked: &Boundary, joined: &Joined, lack: &mut [f64], flow: &mut [f64]) {
    if joined.free.is_empty() {
        return;
    }
    let mut number = vec![NONE; lack.len()];
    let mut group: Vec<u32> = (0..index(lack.len())).collect();
    let mut grounded: Vec<bool> = asked.held.iter().map(Option::is_some).collect();
    for &link in &joined.free {
        let (u, v) = network.ends(link as usize);
        let (a, b) = (find(&mut group, u), find(&mut group, v));
        group[b] = index(a);
        grounded[a] |= grounded[b];
    }
    // A group without a node of free inflow is closed: one node is its ground and balances by itself.
    let mut unknowns = 0;
    for &link in &joined.free {
        let (u, v) = network.ends(link as usize);
        for node in [u, v] {
            let root = find(&mut group, node);
            let is_ground = asked.held[node].is_some() || (!grounded[root] && node == root);
            if number[node] == NONE && !is_ground {
                number[node] = index(unknowns);
                unknowns += 1;
            }
        }
    }
    let ends = |link: u32| {
        let (u, v) = network.ends(link as usize);
        (number[u], number[v])
    };
    let edges: Vec<(u32, u32)> =
        joined.free.iter().map(|&link| ends(link)).filter(|&(a, b)| a != NONE && b != NONE).collect();
    let pattern = Pattern::new(unknowns, &edges);
    let mut factor = Factor::default();
    factor.clear(&pattern, true);
    for edge in 0..edges.len() {
        factor.add_edge(&pattern, edge, 1.0);
    }
    for &link in &joined.free {
        match ends(link) {
            (NONE, NONE) => {}
            (own, NONE) | (NONE, own) => factor.add_excess(&pattern, own as usize, 1.0),
            _ => {}
        }
    }
    if factor.factorise(&pattern).is_err() {
        return;
    }
    // Twice: the second pass removes the rounding of the first.
    for _ in 0..2 {
        let mut level = vec![0.0; unknowns];
        for (node, &unknown) in number.iter().enumerate() {
            if unknown != NONE {
                level[unknown as usize] = lack[node];
            }
        }
        factor.solve(&pattern, &mut level);
        for &link in &joined.free {
            let (u, v) = network.ends(link as usize);
            let at = |node: usize| level.get(number[node] as usize).copied().unwrap_or(0.0);
            let q = at(u) - at(v);
            flow[link as usize] += q;
            lack[u] -= q;
            lack[v] += q;
        }
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

fn mode(element: &Element, setting: Setting) -> Mode {
    match (element, setting) {
        (_, Setting::Closed) => Mode::Closed,
        (_, Setting::Ratio(_)) => Mode::Ratio,
        (_, Setting::DischargePressure(_)) => Mode::DischargePressure,
        (_, Setting::SuctionPressure(_)) => Mode::SuctionPressure,
        (_, Setting::Flow(_)) => Mode::Flow,
        (_, Setting::Power(_)) => Mode::Power,
        (Element::Valve(_) | Element::CheckValve, Setting::Open) => Mode::Open,
        (Element::ControlValve(_) | Element::CompressorStation(_), Setting::Open) => Mode::Bypass,
        (_, Setting::Open) => Mode::Passive,
    }
}
