//! The physics of gas pipelines: properties of natural gas, flow through pipes and stations.
//!
//! Modules in the order data passes them:
//!
//! * [`units`] reads and prints quantities, the only place with conversion factors.
//! * [`gas`] gives density, heat capacities and viscosity of a natural gas at pressure and temperature.
//! * [`equations`] is what an element does to the gas that passes it.
//! * [`mod@line`] is one line with its compressor stations in steady flow.
//!
//! Inside, everything is SI in `f64`: Pa absolute, kg/s, K, m, J, W. Nothing here reads files,
//! prints, or knows money.

pub mod units;
pub mod gas;
pub mod equations;
pub mod line;
