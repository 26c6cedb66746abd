//! What happens in a network: pressures, flows, and whether all of it can be.
//!
//! States are in the order of the network's nodes and links. A violated limit is data here; an
//! error of the call says that there is no answer at all.

use serde::{Deserialize, Serialize};

use crate::findings::Finding;
use crate::gas::Composition;
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
    /// The gas at every node that gas reaches, where more than one gas enters or one is named; else empty.
    pub quality: Vec<Option<Quality>>,
    /// Heat and work at every link, where temperature was followed; else empty.
    pub heat: Vec<LinkHeat>,
    /// The machines at work, for every station whose machines are known and that compresses.
    pub stations: Vec<OperatingPoint>,
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
    /// How it works.
    pub mode: Mode,
    /// The limit it stands on instead of its set point, if it stands on one.
    pub limit: Option<Limit>,
}

/// A limit that an active element stands on instead of its set point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Least pressure at its inlet.
    PressureInMin,
    /// Greatest pressure at its outlet.
    PressureOutMax,
    /// Greatest flow.
    FlowMax,
    /// Greatest pressure ratio of the machines.
    RatioMax,
    /// Greatest shaft power of the drives.
    PowerMax,
    /// Greatest head of the machines at their greatest speed.
    HeadMax,
    /// A compressor station cannot lower a pressure.
    PressureRiseMin,
    /// A control valve lowers the pressure at least by this, and cannot raise it.
    PressureDifferentialMin,
    /// A control valve lowers the pressure at most by this.
    PressureDifferentialMax,
    /// Gas does not flow backwards.
    FlowDirection,
}

impl Limit {
    /// The word for it in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::PressureInMin => "pressure_in_min",
            Self::PressureOutMax => "pressure_out_max",
            Self::FlowMax => "flow_max",
            Self::RatioMax => "ratio_max",
            Self::PowerMax => "power_max",
            Self::HeadMax => "head_max",
            Self::PressureRiseMin => "pressure_rise_min",
            Self::PressureDifferentialMin => "pressure_differential_min",
            Self::PressureDifferentialMax => "pressure_differential_max",
            Self::FlowDirection => "flow_direction",
        }
    }
}

/// The gas at a node, mixed from all that enters it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Molar mass, kg/mol, where it is known.
    pub molar_mass: Option<f64>,
    /// Mole fraction of hydrogen, where compositions are known.
    pub hydrogen: Option<f64>,
    /// Superior heating value per mass, J/kg, where it is known.
    pub superior_heating_value: Option<f64>,
    /// Density in the normal state, kg/m³, where it is known: of compositions at 0 °C and 101.325 kPa, of
    /// gases known by a few numbers in the normal state of their file.
    pub normal_density: Option<f64>,
    /// Superior Wobbe index, J/m³ in the same normal state, burnt at 25 °C, where it is known.
    pub wobbe_index: Option<f64>,
    /// What it is made of, where that is known.
    pub composition: Option<Composition>,
}

/// Heat and work at a link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkHeat {
    /// Temperature at its `from` end, K.
    pub temperature_from: f64,
    /// Temperature at its `to` end, K.
    pub temperature_to: f64,
    /// Heat that the gas takes up, W; negative where it cools.
    pub heat: f64,
    /// Work done on the gas, W.
    pub work: f64,
}

/// How the machines of a station work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OperatingPoint {
    /// Place of the station among the links.
    pub link: usize,
    /// Name of the configuration chosen.
    pub configuration: String,
    /// Outlet over inlet pressure of the machines, dimensionless.
    pub ratio: f64,
    /// Adiabatic head, J/kg, over all stages.
    pub head: f64,
    /// Shaft power of all machines, W.
    pub shaft_power: f64,
    /// Fuel or current of all drives, W.
    pub energy_rate: f64,
    /// The machines that run, stage by stage.
    pub units: Vec<UnitPoint>,
}

/// How one machine works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitPoint {
    /// Name of the machine.
    pub unit: String,
    /// Its stage, from 1 in the direction of flow.
    pub stage: usize,
    /// Volumetric flow at its inlet, m³/s, with what is recycled.
    pub volumetric_flow: f64,
    /// Of it, the part that is recycled to stay off the surge line, m³/s.
    pub recycled: f64,
    /// Speed, 1/s.
    pub speed: f64,
    /// Adiabatic head, J/kg.
    pub head: f64,
    /// Adiabatic efficiency, dimensionless.
    pub efficiency: f64,
    /// Shaft power, W.
    pub shaft_power: f64,
    /// Greatest shaft power of its drive at this speed and ambient temperature, W.
    pub power_max: f64,
    /// Fuel or current of its drive, W.
    pub energy_rate: f64,
    /// Flow above the one on the surge line at this head, over the flow, dimensionless; none for a
    /// piston, and where the line nowhere has this head.
    pub surge_margin: Option<f64>,
    /// Flow below the one on the choke line at this head, over the flow, dimensionless; none for a
    /// piston, and where the line nowhere has this head.
    pub choke_margin: Option<f64>,
    /// What it oversteps; empty within its map.
    pub outside: Vec<Outside>,
}

/// How a machine oversteps its map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outside {
    /// Too little flow for the head.
    Surge,
    /// Too much flow for the head.
    Choke,
    /// It would have to turn slower than it can.
    SpeedMin,
    /// It would have to turn faster than it can.
    SpeedMax,
    /// Its drive is too weak.
    Power,
    /// Its shaft is too weak.
    Torque,
    /// Its pressure ratio is too large.
    Ratio,
}

impl Outside {
    /// The word for it in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Surge => "surge",
            Self::Choke => "choke",
            Self::SpeedMin => "speed_min",
            Self::SpeedMax => "speed_max",
            Self::Power => "power",
            Self::Torque => "torque",
            Self::Ratio => "ratio",
        }
    }
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
    /// Holds its shaft power.
    Power,
    /// Lowers the pressure by a fixed difference.
    Throttled,
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
            Self::Power => "power",
            Self::Throttled => "throttled",
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
