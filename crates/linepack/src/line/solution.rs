//! What happens in a line: pressures, flows, powers, and the limits that were passed.

use serde::{Deserialize, Serialize};

use crate::equations::pipe::Terms;

/// The gas at one place of the line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ProfilePoint {
    /// Distance from the inlet, m.
    pub distance: f64,
    /// Elevation, m.
    pub elevation: f64,
    /// Absolute pressure, Pa.
    pub pressure: f64,
    /// Gas temperature, K.
    pub temperature: f64,
    /// Temperature of undisturbed ground, K.
    pub ground_temperature: f64,
    /// Velocity, m/s.
    pub velocity: f64,
    /// Mass flow of all strings, kg/s.
    pub flow: f64,
    /// Density, kg/m³.
    pub density: f64,
}

/// What a limit bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Greatest discharge pressure of a station, Pa.
    DischargePressure,
    /// Greatest temperature of the gas leaving a station's compressors, K.
    DischargeTemperature,
    /// Least suction pressure of a station, Pa.
    SuctionPressure,
    /// Greatest pressure ratio of a station, dimensionless.
    PressureRatio,
    /// Power of the installed drivers at site conditions, W.
    InstalledPower,
    /// Maximum operating pressure of the pipe, Pa.
    OperatingPressure,
    /// Least pressure at the end of the line, Pa.
    DeliveryPressure,
    /// Greatest velocity in the pipe, m/s.
    Velocity,
    /// Lowest gas temperature in the pipe, K.
    MinimumTemperature,
    /// Highest gas temperature in the pipe, K.
    MaximumTemperature,
}

/// A limit that was passed, at the place where it was passed most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    /// The kind of limit.
    pub limit: Limit,
    /// Distance from the inlet, m.
    pub distance: f64,
    /// The station it belongs to, counted from 0 in order of distance; `None` for the pipe.
    pub station: Option<usize>,
    /// The value met, SI.
    pub value: f64,
    /// The bound, SI.
    pub bound: f64,
}

/// What one station does.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StationResult {
    /// Distance from the inlet, m.
    pub distance: f64,
    /// Elevation, m.
    pub elevation: f64,
    /// Air temperature, K.
    pub air_temperature: f64,
    /// Whether it compresses; otherwise the gas passes by.
    pub running: bool,
    /// Pressure at the station's inlet flange, Pa.
    pub suction_pressure: f64,
    /// Temperature at the inlet flange, K.
    pub suction_temperature: f64,
    /// Pressure at the outlet flange, behind the cooler, Pa.
    pub discharge_pressure: f64,
    /// Temperature at the outlet flange, behind the cooler, K.
    pub discharge_temperature: f64,
    /// Temperature before the cooler, K.
    pub compressor_temperature: f64,
    /// Pressure ratio of the compressors themselves, dimensionless.
    pub ratio: f64,
    /// Flow through the compressors, kg/s: what arrives less the fuel.
    pub flow: f64,
    /// Fuel gas burnt, kg/s.
    pub fuel: f64,
    /// Specific enthalpy rise of the gas, J/kg.
    pub enthalpy_rise: f64,
    /// Power at the compressor shafts, W.
    pub shaft_power: f64,
    /// Electric power drawn, W.
    pub electric_power: f64,
    /// Power of the installed drivers at site conditions, W; `None` when nothing is said of what is installed.
    pub site_power: Option<f64>,
    /// Power that drivers able to do this would have under their rating conditions, W.
    pub rated_power_needed: f64,
    /// Heat taken from the gas by the cooler, W.
    pub cooler_duty: f64,
    /// The limit that keeps the station below its set point, if one does.
    pub held_by: Option<Limit>,
}

/// How much work an answer took, and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Effort {
    /// Steps along the pipe in the last march.
    pub steps: u32,
    /// Times the line was marched.
    pub marches: u32,
    /// Estimated relative error of the pressures, summed along the line.
    pub error_estimate: f64,
}

/// The steady flow along a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineSolution {
    /// The gas along the way, both sides of every station; empty when no profile was asked for.
    pub profile: Vec<ProfilePoint>,
    /// The stations in order of distance.
    pub stations: Vec<StationResult>,
    /// Flow taken in, kg/s.
    pub intake: f64,
    /// Flow delivered at the end, kg/s: the intake less all fuel.
    pub delivered: f64,
    /// Fuel burnt on the way, kg/s.
    pub fuel: f64,
    /// Fuel over intake, dimensionless.
    pub fuel_share: f64,
    /// Shaft power of all stations, W.
    pub shaft_power: f64,
    /// Electric power of all stations, W.
    pub electric_power: f64,
    /// Pressure at the end, Pa absolute.
    pub delivery_pressure: f64,
    /// Temperature at the end, K.
    pub delivery_temperature: f64,
    /// Mass of gas in the pipe, all strings, kg.
    pub linepack: f64,
    /// Greatest velocity met, m/s.
    pub max_velocity: f64,
    /// Greatest ratio of velocity to the erosional velocity 122/√ρ of API RP 14E (SI), dimensionless.
    pub erosional_ratio: f64,
    /// Limits passed.
    pub violations: Vec<Violation>,
    /// The terms that counted.
    pub terms: Terms,
    /// What it took.
    pub effort: Effort,
}
