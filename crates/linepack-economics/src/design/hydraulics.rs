//! What the design asks of the physics, and what it gets back.

use serde::{Deserialize, Serialize};

/// A line that might be built.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Outside diameter, m.
    pub outside_diameter: f64,
    /// Wall of the plain line, m.
    pub wall: f64,
    /// Greatest operating pressure, Pa absolute.
    pub pressure: f64,
    /// Strings side by side.
    pub strings: u32,
    /// Compressor stations, the one at the inlet included.
    pub stations: usize,
    /// Flow to be delivered, all strings, kg/s.
    pub delivered: f64,
}

impl Candidate {
    /// Bore of the plain line, m.
    pub fn inner_diameter(&self) -> f64 {
        self.outside_diameter - 2.0 * self.wall
    }
}

/// A station as the physics places it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Distance from the inlet, m.
    pub distance: f64,
    /// Power at the compressor shafts at the design flow, W.
    pub shaft_power: f64,
    /// Power that the drivers would have under their rating conditions to give this at the site, W.
    pub rated_power: f64,
}

/// How a candidate carries its flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hydraulics {
    /// The stations in order of distance.
    pub sites: Vec<Site>,
    /// Fuel gas burnt, kg/s.
    pub fuel: f64,
    /// Pressure at the end, Pa absolute.
    pub delivery_pressure: f64,
    /// Mass of gas in the pipe, kg.
    pub linepack: f64,
}

impl Hydraulics {
    /// Shaft power of all stations, W.
    pub fn shaft_power(&self) -> f64 {
        self.sites.iter().map(|site| site.shaft_power).sum()
    }
}

/// Which change of the number of stations might help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// More of them.
    MoreStations {
        /// The least number that is known to do, where one is known.
        needed: Option<usize>,
    },
    /// Fewer of them.
    FewerStations,
    /// Neither.
    Neither,
}

/// Why a candidate carries nothing to show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Obstacle {
    /// A limit is passed: the candidate is infeasible.
    #[error("{element}: {limit} is {value:.4} {unit}, its bound {bound:.4} {unit}")]
    Limit {
        /// The element, by name.
        element: String,
        /// The limit passed.
        limit: String,
        /// The value met.
        value: f64,
        /// Its bound.
        bound: f64,
        /// Unit of both.
        unit: String,
        /// Which number of stations might help.
        remedy: Remedy,
    },
    /// No answer was found; the candidate may or may not be feasible.
    #[error("not found: {reason}")]
    NotFound {
        /// What went wrong.
        reason: String,
    },
}

impl Obstacle {
    /// Which number of stations might help.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Limit { remedy, .. } => *remedy,
            Self::NotFound { .. } => Remedy::Neither,
        }
    }
}
