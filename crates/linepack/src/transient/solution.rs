//! What happened: trajectories, linepack, limits passed, and what it took.

use serde::{Deserialize, Serialize};

use super::options::Terms;
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
    /// Flow into each pipe and resistor at its start, kg/s; of other links nothing is recorded.
    pub flow_in: Vec<Vec<f64>>,
    /// Flow out of each pipe and resistor at its end, kg/s.
    pub flow_out: Vec<Vec<f64>>,
    /// Gas in each pipe, kg.
    pub linepack: Vec<Vec<f64>>,
    /// Gas in all pipes, kg.
    pub total_linepack: Vec<f64>,
    /// |gas now − gas at the start − what came in + what went out| at the end, over the gas at the start.
    pub mass_error: f64,
    /// Largest such error of one step.
    pub worst_step_mass_error: f64,
    /// First time each limit was passed, in order of time.
    pub limits_passed: Vec<LimitPassed>,
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
