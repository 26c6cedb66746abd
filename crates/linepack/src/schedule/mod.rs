//! What is asked of a network over time: series at nodes, controls of active elements, events.
//!
//! A [`Scenario`](crate::scenario::Scenario) with time: everything goes by name, flows are in kg/s,
//! positive into the network. Values between corners are straight or step ([`Series`]).

mod series;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scenario::{PressureLimits, Setting};

pub(crate) use series::Side;
pub use series::{Series, Shape};

/// What is asked between two times. Names are those of the network; flows are in kg/s, positive into it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Start of the run, s.
    pub start: f64,
    /// End of the run, s.
    pub end: f64,
    /// Flow into the network at each named node; nodes not named have none.
    pub flows: BTreeMap<String, Series>,
    /// Pressure held at each named node, Pa absolute; the flow there is free.
    pub pressures: BTreeMap<String, Series>,
    /// How each named active element is set; those not named let the gas pass.
    pub controls: BTreeMap<String, Control>,
    /// Changes during the run.
    pub events: Vec<Event>,
    /// Pressure limits to watch besides the network's own.
    pub pressure_limits: BTreeMap<String, PressureLimits>,
}

impl Schedule {
    /// A run of this many seconds from 0.
    pub fn lasting(seconds: f64) -> Self {
        Self { end: seconds, ..Self::default() }
    }

    /// Adds a flow into the network in kg/s (an offtake is negative).
    #[must_use]
    pub fn flow(mut self, node: &str, series: Series) -> Self {
        self.flows.insert(node.to_owned(), series);
        self
    }

    /// Whether gas is taken from a node at any time.
    pub(crate) fn draws(&self, node: &str) -> bool {
        let takes = |series: &Series| series.values.iter().any(|&flow| flow < 0.0);
        let event = |event: &Event| {
            event.element == node && matches!(&event.action, Action::Flow(series) if takes(series))
        };
        self.flows.get(node).is_some_and(takes) || self.events.iter().any(event)
    }

    /// Adds a held pressure in Pa absolute.
    #[must_use]
    pub fn pressure(mut self, node: &str, series: Series) -> Self {
        self.pressures.insert(node.to_owned(), series);
        self
    }

    /// Adds the control of an active element.
    #[must_use]
    pub fn control(mut self, element: &str, control: Control) -> Self {
        self.controls.insert(element.to_owned(), control);
        self
    }

    /// Adds a change at a time in s.
    #[must_use]
    pub fn event(mut self, time: f64, element: &str, action: Action) -> Self {
        self.events.push(Event { time, element: element.to_owned(), action });
        self
    }
}

/// How an active element is set over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// Gas passes freely: an open valve, a bypass.
    Open,
    /// Nothing passes.
    Closed,
    /// Outlet pressure over inlet pressure, dimensionless.
    Ratio(Series),
    /// Pressure at the outlet, Pa absolute.
    DischargePressure(Series),
    /// Pressure at the inlet, Pa absolute.
    SuctionPressure(Series),
    /// Flow from inlet to outlet, kg/s.
    Flow(Series),
    /// Shaft power of a compressor station, W.
    Power(Series),
}

impl Control {
    /// The same setting at all times.
    pub fn constant(setting: Setting) -> Self {
        match setting {
            Setting::Open => Self::Open,
            Setting::Closed => Self::Closed,
            Setting::Ratio(value) => Self::Ratio(Series::constant(value)),
            Setting::DischargePressure(value) => Self::DischargePressure(Series::constant(value)),
            Setting::SuctionPressure(value) => Self::SuctionPressure(Series::constant(value)),
            Setting::Flow(value) => Self::Flow(Series::constant(value)),
            Setting::Power(value) => Self::Power(Series::constant(value)),
        }
    }

    /// The setting from a time in s on.
    pub fn after(&self, time: f64) -> Setting {
        match self {
            Self::Open => Setting::Open,
            Self::Closed => Setting::Closed,
            Self::Ratio(series) => Setting::Ratio(series.after(time)),
            Self::DischargePressure(series) => Setting::DischargePressure(series.after(time)),
            Self::SuctionPressure(series) => Setting::SuctionPressure(series.after(time)),
            Self::Flow(series) => Setting::Flow(series.after(time)),
            Self::Power(series) => Setting::Power(series.after(time)),
        }
    }

    /// The series it follows, if it has a value.
    pub fn series(&self) -> Option<&Series> {
        match self {
            Self::Open | Self::Closed => None,
            Self::Ratio(series)
            | Self::DischargePressure(series)
            | Self::SuctionPressure(series)
            | Self::Flow(series)
            | Self::Power(series) => Some(series),
        }
    }
}

/// A change at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When, s.
    pub time: f64,
    /// Name of the node or element.
    pub element: String,
    /// What changes.
    pub action: Action,
}

/// What an event does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// An active element is set anew.
    Set(Control),
    /// A compressor station or control valve stops: gas passes its bypass if it has one, else
    /// nothing passes. A valve closes.
    Trip,
    /// A node takes this flow from now on, kg/s into the network; its pressure is no longer held.
    Flow(Series),
    /// A node is held at this pressure from now on, Pa absolute.
    Pressure(Series),
    /// A hole opens at a node: a leak, a rupture, a blow-down valve.
    Leak(Orifice),
    /// The hole at a node is closed.
    Repair,
}

/// A hole through which gas escapes to the atmosphere.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Orifice {
    /// Diameter, m.
    pub diameter: f64,
    /// Discharge coefficient, dimensionless; usual 0.6 to 1.
    pub discharge_coefficient: f64,
}
