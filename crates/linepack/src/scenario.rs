//! What is asked of a network: nominations, fixed pressures, and how its active elements are set.
//!
//! Everything goes by name, so that one scenario serves every network that has those names; a name
//! that the network does not have is an error when the scenario meets it. Flows are in kg/s,
//! positive into the network.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::findings::Place;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// Flow into the network at each named node; nodes not named have none.
    pub inflows: BTreeMap<String, Nomination>,
    /// Pressure held at each named node, Pa absolute; the flow there is free.
    pub pressures: BTreeMap<String, f64>,
    /// Pressure limits at each named node, Pa absolute, in addition to the network's own.
    pub pressure_limits: BTreeMap<String, PressureLimits>,
    /// How each named valve, control valve and station is set.
    pub settings: BTreeMap<String, Setting>,
    /// How control valves and stations that are not named are set.
    pub others: Setting,
    /// Factor on every nomination, dimensionless.
    pub scale: f64,
    /// Where it was read.
    pub places: BTreeMap<String, Place>,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            name: String::new(),
            inflows: BTreeMap::new(),
            pressures: BTreeMap::new(),
            pressure_limits: BTreeMap::new(),
            settings: BTreeMap::new(),
            others: Setting::Open,
            scale: 1.0,
            places: BTreeMap::new(),
        }
    }
}

impl Scenario {
    /// Adds a fixed inflow in kg/s (an outflow is negative).
    #[must_use]
    pub fn inflow(mut self, node: &str, flow: f64) -> Self {
        self.inflows.insert(node.to_owned(), Nomination::Fixed(flow));
        self
    }

    /// Adds a held pressure in Pa absolute.
    #[must_use]
    pub fn pressure(mut self, node: &str, pressure: f64) -> Self {
        self.pressures.insert(node.to_owned(), pressure);
        self
    }

    /// Adds the setting of an active element.
    #[must_use]
    pub fn setting(mut self, element: &str, setting: Setting) -> Self {
        self.settings.insert(element.to_owned(), setting);
        self
    }
}

/// What is nominated at a node, kg/s, positive into the network.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nomination {
    /// Exactly this flow.
    Fixed(f64),
    /// Any flow from the first to the second.
    Between(f64, f64),
}

/// Limits of a nodal pressure, Pa absolute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PressureLimits {
    /// Least pressure.
    pub min: Option<f64>,
    /// Greatest pressure.
    pub max: Option<f64>,
}

/// How an active element is set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Gas passes freely: an open valve, a bypass.
    Open,
    /// Nothing passes.
    Closed,
    /// Outlet pressure over inlet pressure, dimensionless.
    Ratio(f64),
    /// Pressure at the outlet, Pa absolute.
    DischargePressure(f64),
    /// Pressure at the inlet, Pa absolute.
    SuctionPressure(f64),
    /// Flow from inlet to outlet, kg/s.
    Flow(f64),
    /// Shaft power of a compressor station, W.
    Power(f64),
}

impl Setting {
    /// The word for it in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Ratio(_) => "ratio",
            Self::DischargePressure(_) => "discharge_pressure",
            Self::SuctionPressure(_) => "suction_pressure",
            Self::Flow(_) => "flow",
            Self::Power(_) => "power",
        }
    }
}
