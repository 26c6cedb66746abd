//! The physics of gas pipelines: properties of natural gas, flow through pipes, stations and networks.
//!
//! Modules in the order data passes them:
//!
//! * [`units`] reads and prints quantities, the only place with conversion factors.
//! * [`gas`] gives density, heat capacities and viscosity of a natural gas at pressure and temperature.
//! * [`findings`] is what is said about an input: where, what, and one thing to try.
//! * [`network`] is what is built, [`scenario`] what is asked of it, [`schedule`] what over time.
//! * [`formats`] reads the files of others.
//! * [`equations`] is what an element does to the gas that passes it.
//! * [`mod@line`] is one line with its compressor stations in steady flow.
//! * [`steady`] finds the state of a network in which nothing changes; a [`solution`] is that state.
//! * [`transient`] follows a network through time.
//!
//! Inside, everything is SI in `f64`: Pa absolute, kg/s, K, m, J, W. Nothing here reads files,
//! prints, or knows money.

pub mod units;
pub mod gas;
pub mod findings;
pub mod network;
pub mod scenario;
pub mod schedule;
pub mod formats;
pub mod equations;
pub mod line;
mod sparse;
pub mod solution;
pub mod steady;
pub mod transient;
