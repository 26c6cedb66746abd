//! Files of others: bytes in, a network or a scenario out, with every guess said.
//!
//! * [`gaslib`] reads `.net`, `.scn` and `.cs` of GasLib.
//! * [`gastransim`] reads the folders of GasTranSim, [`morgen`] the `.net` and `.ini` of morgen.
//! * [`schedule`] reads our own schedules.
//!
//! A reader never opens a file and never asks for more memory than the size of its input explains.

pub mod gaslib;
pub mod gastransim;
pub mod morgen;
pub mod schedule;
mod xml;

use crate::findings::Finding;

/// What was read, and what there is to say about it.
#[derive(Debug, Clone)]
pub struct Imported<T> {
    /// What was read.
    pub value: T,
    /// Notes on what was chosen or guessed, and warnings.
    pub notes: Vec<Finding>,
}
