//! What an element does to the gas that passes it, one formula a file.
//!
//! * [`friction`] is the Darcy friction factor of a pipe wall, by the field's laws.
//! * [`pipe`] is how pressure and temperature change along a pipe in steady flow.
//! * [`compression`] is the work and the heat of raising the pressure of a real gas.

pub mod compression;
pub mod friction;
pub mod pipe;
pub(crate) mod runge_kutta;
