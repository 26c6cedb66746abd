//! What an element does to the gas that passes it, one formula a file.
//!
//! * [`friction`] is the Darcy friction factor of a pipe wall, by the field's laws.

pub mod friction;
