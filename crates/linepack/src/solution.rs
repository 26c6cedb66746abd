//! What happens in a network: pressures, flows, and whether all of it can be.
//!
//! States are in the order of the network's nodes and links. A violated limit is data here; an
//! error of the call says that there is no answer at all.

use serde::{Deserialize, Serialize};

use crate::findings::Finding;
use crate::network::Network;

/// The steady state of a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Solution {
    /// Whether a state exists.
    pub verdict: Verdict,
    /// State of every node.
    pub nodes: Vec<NodeState>,
    /// State of every link.
    pub links: Vec<LinkState>,
    /// How well the laws hold.
    pub residuals: Residuals,
    /// What it took.
    pub effort: Effort,
    /// Limits that do not hold.
    pub violations: Vec<Violation>,
    /// What was assumed on the way.
    pub messages: Vec<Finding>,
}

/// Whether a state exists that follows the laws under what is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The state is given; limits may still be violated, and are then listed.
    Feasible,
    /// No state exists, for the cause given.
    Infeasible(Cause),
    /// No state was found, which proves nothing.
    NotFound(Cause),
}

/// Why there is no state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// The node or element.
    pub element: String,
    /// The limit that binds.
    pub limit: String,
    /// The value that is demanded.
    pub value: f64,
    /// The bound it breaks.
    pub bound: f64,
    /// Unit of both.
    pub unit: String,
    /// All of it in a sentence.
    pub sentence: String,
    /// Largest factor on all nominations at which a state exists, if known.
    pub max_feasible_scale: Option<f64>,
}

/// State of a node.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NodeState {
    /// Pressure, Pa absolute; none where nothing determines it or no gas can be.
    pub pressure: Option<f64>,
    /// Temperature, K.
    pub temperature: f64,
    /// Flow into the network, kg/s.
    pub inflow: f64,
}

/// State of a link.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LinkState {
    /// Flow from its `from` to its `to` node, kg/s.
    pub flow: f64,
    /// How it is set.
    pub mode: Mode,
}

/// How a link works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Not set: a pipe, short pipe or resistor.
    Passive,
    /// An open valve.
    Open,
    /// An active element that gas passes freely.
    Bypass,
    /// No flow.
    Closed,
    /// Holds a pressure ratio.
    Ratio,
    /// Holds the pressure at its outlet.
    DischargePressure,
    /// Holds the pressure at its inlet.
    SuctionPressure,
    /// Holds its flow.
    Flow,
}

impl Mode {
    /// The word for it in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passive => "passive",
            Self::Open => "open",
            Self::Bypass => "bypass",
            Self::Closed => "closed",
            Self::Ratio => "ratio",
            Self::DischargePressure => "discharge_pressure",
            Self::SuctionPressure => "suction_pressure",
            Self::Flow => "flow",
        }
    }
}

/// How well the laws hold, as computed from the state given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Residuals {
    /// Largest imbalance of a node, kg/s.
    pub mass: f64,
    /// Largest error of a pipe or resistor in its end pressure, Pa, by the law without any smoothing.
    pub momentum: f64,
}

/// What a solution took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// Newton iterations.
    pub iterations: u32,
    /// Numeric factorisations.
    pub factorisations: u32,
    /// Symbolic analyses: 0 when the topology was known.
    pub analyses: u32,
    /// Nodal unknowns.
    pub unknowns: usize,
    /// Entries of the factor below the diagonal.
    pub fill: usize,
}

/// A limit that does not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    /// The node or element.
    pub element: String,
    /// The limit.
    pub limit: String,
    /// The value.
    pub value: f64,
    /// The bound.
    pub bound: f64,
    /// Unit of both.
    pub unit: String,
}

impl Solution {
    /// Pressure at the node of this name, Pa absolute.
    pub fn pressure(&self, network: &Network, node: &str) -> Option<f64> {
        self.nodes.get(network.node(node)?)?.pressure
    }

    /// Flow through the link of this name, kg/s.
    pub fn flow(&self, network: &Network, link: &str) -> Option<f64> {
        Some(self.links.get(network.link(link)?)?.flow)
    }

    /// Flow into the network at the node of this name, kg/s.
    pub fn inflow(&self, network: &Network, node: &str) -> Option<f64> {
        Some(self.nodes.get(network.node(node)?)?.inflow)
    }

    /// The lowest pressure and its node.
    pub fn lowest_pressure<'n>(&self, network: &'n Network) -> Option<(&'n str, f64)> {
        let known = self.nodes.iter().zip(network.nodes());
        known
            .filter_map(|(state, node)| Some((node.id.as_str(), state.pressure?)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }
}
