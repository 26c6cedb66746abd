//! A compressor station: units with their maps, drives, and the configurations they can run in.
//!
//! ```text
//! quadratic    F(x)    = c₁ + c₂ x + c₃ x²
//! biquadratic  F(x, y) = (1, x, x²) · C · (1, y, y²)ᵀ,  C row by row
//! ```
//!
//! Coefficients are kept as station files print them: volumetric flow in m³/s, speed in 1/min,
//! head in kJ/kg, power in kW, ambient temperature in °C.

use serde::{Deserialize, Serialize};

use super::element::Fitting;

/// A station: what stands between its two nodes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CompressorStation {
    /// Least pressure at its inlet, Pa absolute.
    pub pressure_in_min: Option<f64>,
    /// Greatest pressure at its outlet, Pa absolute.
    pub pressure_out_max: Option<f64>,
    /// Piping before the units.
    pub inlet: Fitting,
    /// Piping behind the units.
    pub outlet: Fitting,
    /// Whether it has a bypass inside.
    pub bypass: bool,
    /// Whether the gas is cooled behind the units.
    pub cooler: bool,
    /// Name of the node its fuel is taken from.
    pub fuel_node: Option<String>,
    /// The machines.
    pub units: Vec<CompressorUnit>,
    /// What turns them.
    pub drives: Vec<Drive>,
    /// The ways they can be connected.
    pub configurations: Vec<Configuration>,
}

/// One machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompressorUnit {
    /// Name, unique in the station.
    pub id: String,
    /// Name of its drive.
    pub drive: String,
    /// Least speed, 1/min.
    pub speed_min: f64,
    /// Greatest speed, 1/min.
    pub speed_max: f64,
    /// How it compresses.
    pub kind: UnitKind,
}

/// How a machine compresses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// By a fast wheel.
    Turbo(TurboCompressor),
    /// By a piston.
    Piston(PistonCompressor),
}

/// The map of a turbo compressor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TurboCompressor {
    /// Adiabatic head in kJ/kg, biquadratic in flow (m³/s) and speed (1/min).
    pub head: [f64; 9],
    /// Adiabatic efficiency, biquadratic in flow (m³/s) and speed (1/min).
    pub efficiency: [f64; 9],
    /// Head on the surge line in kJ/kg, quadratic in flow (m³/s).
    pub surge_line: [f64; 3],
    /// Head on the choke line in kJ/kg, quadratic in flow (m³/s).
    pub choke_line: [f64; 3],
}

/// A piston compressor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PistonCompressor {
    /// Volume moved in one turn, m³.
    pub operating_volume: f64,
    /// Adiabatic efficiency, dimensionless.
    pub efficiency: f64,
    /// Greatest shaft torque, N m.
    pub torque_max: Option<f64>,
    /// Greatest pressure ratio, dimensionless.
    pub ratio_max: Option<f64>,
}

/// What turns a machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drive {
    /// Name, unique in the station.
    pub id: String,
    /// Its kind.
    pub kind: DriveKind,
    /// Energy rate of its fuel or current in kW, quadratic in shaft power (kW).
    pub energy_rate: [f64; 3],
    /// Greatest power in kW: biquadratic in speed (1/min) and ambient temperature (°C), or, with
    /// three coefficients, quadratic in speed.
    pub power: Vec<f64>,
}

/// Kind of a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriveKind {
    /// Gas turbine, fuel from the line.
    GasTurbine,
    /// Gas engine, fuel from the line.
    GasEngine,
    /// Electric motor.
    ElectricMotor,
    /// Steam turbine.
    SteamTurbine,
}

/// Units run in stages, one behind the other; within a stage side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// Name, unique in the station.
    pub id: String,
    /// The stages in the direction of flow.
    pub stages: Vec<Stage>,
}

/// Units that run side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Names of the units.
    pub units: Vec<String>,
}

impl TurboCompressor {
    /// Adiabatic head in kJ/kg at a volumetric flow at the inlet in m³/s and a speed in 1/min.
    pub fn head(&self, flow: f64, speed: f64) -> f64 {
        biquadratic(&self.head, flow, speed)
    }

    /// Adiabatic efficiency at a volumetric flow at the inlet in m³/s and a speed in 1/min.
    pub fn efficiency(&self, flow: f64, speed: f64) -> f64 {
        biquadratic(&self.efficiency, flow, speed)
    }
}

/// (1, x, x²) · C · (1, y, y²)ᵀ with C row by row; Schmidt et al., Data 2 (2017) 40, eq. for isolines.
pub(crate) fn biquadratic(c: &[f64; 9], x: f64, y: f64) -> f64 {
    let row = |i: usize| c[i] + y * (c[i + 1] + y * c[i + 2]);
    row(0) + x * (row(3) + x * row(6))
}
