//! What an element does to the gas that passes it, one formula a file.
//!
//! * [`compressibility`] is Z of a gas known by a few numbers, [`isotherm`] a gas at one temperature.
//! * [`friction`] is the Darcy friction factor of a pipe wall, by the field's laws.
//! * [`pipe`] is how pressure and temperature change along a pipe in steady flow.
//! * [`steady_element`] is the law of a pipe or resistor between two nodes, with its slopes.
//! * [`compression`] is the work and the heat of raising the pressure of a real gas.

pub mod compressibility;
pub mod compression;
pub mod friction;
pub mod isotherm;
pub mod pipe;
pub(crate) mod runge_kutta;
pub mod steady_element;
