//! What happened: trajectories, linepack, limits passed, and what it took.

use serde::{Deserialize, Serialize};

use super::options::{Options, Terms};
use crate::findings::Finding;
use crate::network::Network;

/// The course of a run. Rows are in the order of the network's nodes and links, columns in that of `times`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transient {
    /// How it ended.
    pub ending: Ending,
    /// Times of the columns, s: those asked for, as far as the run came.
    pub times: Vec<f64>,
    /// Pressure at each node, Pa absolute.
    pub pressure: Vec<Vec<f64>>,
    /// Flow into the network at each node, kg/s.
    pub inflow: Vec<Vec<f64>>,
    /// Flow into each link at its start, kg/s. Where open elements without loss stand side by side
    /// nothing parts their flow, and the first one met is given all of it.
    pub flow_in: Vec<Vec<f64>>,
    /// Flow out of each link at its end, kg/s.
    pub flow_out: Vec<Vec<f64>>,
    /// Gas in each pipe, kg.
    pub linepack: Vec<Vec<f64>>,
    /// Gas in all pipes, kg.
    pub total_linepack: Vec<f64>,
    /// Gas that escaped through holes, kg.
    pub leaked: f64,
    /// |gas now − gas at the start − what came in + what went out| at the end, over the gas at the start.
    pub mass_error: f64,
    /// Largest such error of one step.
    pub worst_step_mass_error: f64,
    /// First time each limit was passed, in order of time.
    pub limits_passed: Vec<LimitPassed>,
    /// What exits asked for and could not be given at their least pressure.
    pub shortfalls: Vec<Shortfall>,
    /// Lowest pressure at any node in the whole run.
    pub lowest: Option<Lowest>,
    /// What it took.
    pub effort: Effort,
    /// Terms of the momentum balance that were on.
    pub terms: Terms,
    /// What was assumed on the way.
    pub messages: Vec<Finding>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It came to the end asked for.
    Complete,
    /// A line was drawn empty: no state exists beyond.
    Emptied {
        /// When, s.
        time: f64,
        /// The node or element of the lowest pressure.
        element: String,
        /// The pressure there, Pa absolute.
        pressure: f64,
    },
    /// The one who looked on stopped it.
    Stopped {
        /// When, s.
        time: f64,
    },
    /// The limit on steps was reached.
    StepLimit {
        /// When, s.
        time: f64,
    },
}

/// A pressure limit that was passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LimitPassed {
    /// The node.
    pub element: String,
    /// `pressure_min` or `pressure_max`.
    pub limit: String,
    /// The limit, Pa absolute.
    pub bound: f64,
    /// When, s; the start if it never held.
    pub time: f64,
}

/// Gas that an exit asked for while its pressure lay below its limit, or after a line was empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shortfall {
    /// The node.
    pub element: String,
    /// Gas asked for in the whole run, kg.
    pub asked: f64,
    /// Gas of that which could not be given at the least pressure, kg.
    pub missing: f64,
    /// How long the pressure lay below the limit, s.
    pub duration: f64,
}

/// The lowest pressure of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lowest {
    /// The node.
    pub element: String,
    /// Pressure, Pa absolute.
    pub pressure: f64,
    /// When, s.
    pub time: f64,
}

/// What a run took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// Cells of all pipes.
    pub cells: usize,
    /// Nodal unknowns at the start.
    pub unknowns: usize,
    /// Steps taken.
    pub steps: u64,
    /// Steps tried again because they were too long.
    pub rejected: u64,
    /// Newton iterations of all stages.
    pub newton_iterations: u64,
    /// Numeric factorisations.
    pub factorisations: u64,
}

impl Transient {
    /// A course in which nothing has happened.
    pub(super) fn empty(network: &Network, options: &Options<'_>) -> Self {
        let rows = |count: usize| -> Vec<Vec<f64>> {
            (0..count).map(|_| Vec::with_capacity(options.times.len())).collect()
        };
        let (nodes, links) = (network.nodes().len(), network.links().len());
        Self {
            ending: Ending::Complete,
            times: Vec::new(),
            pressure: rows(nodes),
            inflow: rows(nodes),
            flow_in: rows(links),
            flow_out: rows(links),
            linepack: rows(links),
            total_linepack: Vec::new(),
            leaked: 0.0,
            mass_error: 0.0,
            worst_step_mass_error: 0.0,
            limits_passed: Vec::new(),
            shortfalls: Vec::new(),
            lowest: None,
            effort: Effort::default(),
            terms: options.terms,
            messages: Vec::new(),
        }
    }

    /// Pressures at the node of this name over time, Pa absolute.
    pub fn pressure_at(&self, network: &Network, node: &str) -> Option<&[f64]> {
        Some(self.pressure.get(network.node(node)?)?)
    }

    /// Flows into the network at the node of this name over time, kg/s.
    pub fn inflow_at(&self, network: &Network, node: &str) -> Option<&[f64]> {
        Some(self.inflow.get(network.node(node)?)?)
    }

    /// First time and place at which a least pressure no longer holds, or the line is empty.
    pub fn survival(&self) -> Option<(f64, &str)> {
        let limit = self.limits_passed.iter().find(|passed| passed.limit == "pressure_min");
        match (limit, &self.ending) {
            (Some(passed), _) => Some((passed.time, &passed.element)),
            (None, Ending::Emptied { time, element, .. }) => Some((*time, element)),
            _ => None,
        }
    }
}
