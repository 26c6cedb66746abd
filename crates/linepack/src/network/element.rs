//! What joins two nodes: a closed list of elements.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::compressor::CompressorStation;

/// A directed connection of two nodes; flow from `from` to `to` is positive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Name.
    pub id: String,
    /// Name of the node it starts at.
    pub from: String,
    /// Name of the node it ends at.
    pub to: String,
    /// Least flow allowed, kg/s.
    pub flow_min: Option<f64>,
    /// Greatest flow allowed, kg/s.
    pub flow_max: Option<f64>,
    /// What it is.
    pub element: Element,
    /// Line of the file where it is described.
    pub line: Option<u32>,
}

impl Link {
    /// A link without limits.
    pub fn new(
        id: impl Into<String>,
        from: impl Into<String>,
        to: impl Into<String>,
        element: Element,
    ) -> Self {
        Self {
            id: id.into(),
            from: from.into(),
            to: to.into(),
            flow_min: None,
            flow_max: None,
            element,
            line: None,
        }
    }
}

/// What a link is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Element {
    /// Steel with length, diameter and roughness.
    Pipe(Pipe),
    /// A connection without pressure loss.
    ShortPipe,
    /// A pressure loss of fittings, filters or meters.
    Resistor(Resistor),
    /// Open (no loss) or closed (no flow).
    Valve(Valve),
    /// Lowers the pressure to a set point.
    ControlValve(ControlValve),
    /// Raises the pressure.
    CompressorStation(Box<CompressorStation>),
    /// Lets gas pass in its own direction only, without loss.
    CheckValve,
    /// Warms or cools the gas, without loss of pressure.
    Heater(Heater),
}

impl Element {
    /// The words for it.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Pipe(_) => "pipe",
            Self::ShortPipe => "short pipe",
            Self::Resistor(_) => "resistor",
            Self::Valve(_) => "valve",
            Self::ControlValve(_) => "control valve",
            Self::CompressorStation(_) => "compressor station",
            Self::CheckValve => "check valve",
            Self::Heater(_) => "heater",
        }
    }

    /// Whether a pressure loss belongs to its flow: a pipe, or a resistor that is not zero.
    pub fn has_loss(&self) -> bool {
        match self {
            Self::Pipe(_) => true,
            Self::Resistor(Resistor::Drag { factor, .. }) => *factor > 0.0,
            Self::Resistor(Resistor::FixedLoss { pressure }) => *pressure > 0.0,
            _ => false,
        }
    }
}

/// A round pipe of one diameter with a straight height profile between its nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pipe {
    /// Length, m.
    pub length: f64,
    /// Inner diameter, m.
    pub inner_diameter: f64,
    /// Equivalent sand roughness, m.
    pub roughness: f64,
    /// Flow carried relative to that of a clean pipe at the same pressures, dimensionless; usual 0.9 to 1.
    pub efficiency: f64,
    /// Friction factor stated for this pipe instead of the law of the run, dimensionless.
    pub friction_factor: Option<f64>,
    /// Greatest pressure the pipe bears, Pa absolute.
    pub pressure_max: Option<f64>,
    /// Heat transfer coefficient to the ground, W/(m² K).
    pub heat_transfer_coefficient: Option<f64>,
}

impl Pipe {
    /// A clean pipe; lengths in m.
    pub fn new(length: f64, inner_diameter: f64, roughness: f64) -> Self {
        Self {
            length,
            inner_diameter,
            roughness,
            efficiency: 1.0,
            friction_factor: None,
            pressure_max: None,
            heat_transfer_coefficient: None,
        }
    }

    /// Cross-section, m².
    pub fn area(&self) -> f64 {
        PI * self.inner_diameter * self.inner_diameter / 4.0
    }
}

/// A pressure loss that is not a pipe's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resistor {
    /// A multiple ζ of the dynamic pressure ρ v²/2 at the upstream node.
    Drag {
        /// ζ, dimensionless.
        factor: f64,
        /// Diameter that v refers to, m.
        diameter: f64,
    },
    /// The same loss at every flow, against the flow, Pa.
    FixedLoss {
        /// The loss, Pa.
        pressure: f64,
    },
}

/// A valve.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Valve {
    /// Greatest pressure difference across the closed valve, Pa.
    pub pressure_differential_max: Option<f64>,
}

/// Piping between a node and the machine or regulator proper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Fitting {
    /// Fixed pressure loss, Pa.
    pub pressure_loss: Option<f64>,
    /// Drag factor ζ, dimensionless.
    pub drag_factor: Option<f64>,
    /// Diameter that ζ refers to, m.
    pub diameter: Option<f64>,
}

/// What a heater or cooler does to the gas; a run at one temperature everywhere passes it by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heater {
    /// The gas leaves at this temperature, K.
    Outlet(f64),
    /// The gas leaves at this temperature or above it, K: a heater that only works when it must.
    AtLeast(f64),
    /// The gas leaves at this temperature or below it, K: a cooler that only works when it must.
    AtMost(f64),
    /// Heat put into the gas, W; negative in a cooler.
    Heat(f64),
}

/// A control valve (regulator).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ControlValve {
    /// Least pressure at its inlet, Pa absolute.
    pub pressure_in_min: Option<f64>,
    /// Greatest pressure at its outlet, Pa absolute.
    pub pressure_out_max: Option<f64>,
    /// Least pressure reduction when active, Pa.
    pub pressure_differential_min: Option<f64>,
    /// Greatest pressure reduction when active, Pa.
    pub pressure_differential_max: Option<f64>,
    /// Piping before it.
    pub inlet: Fitting,
    /// Piping behind it.
    pub outlet: Fitting,
    /// Whether it has a bypass inside.
    pub bypass: bool,
    /// Whether the gas is heated before it.
    pub preheater: bool,
}
