//! Files of others: bytes in, a network or a scenario out, with every guess said.
//!
//! * [`read`] takes the files of a network and finds their format by name and contents.
//! * [`gaslib`] reads `.net`, `.scn` and `.cs` of GasLib.
//! * [`matgas`] reads the `.m` of GasModels, [`pandapipes`] the JSON of pandapipes.
//! * [`gastransim`] reads the folders of GasTranSim, [`morgen`] the `.net` and `.ini` of morgen.
//! * [`schedule`] reads our own schedules.
//!
//! A reader never opens a file and never asks for more memory than the size of its input explains.

mod case;
pub mod gaslib;
pub mod gastransim;
pub mod matgas;
pub mod morgen;
pub mod schedule;
pub mod pandapipes;
mod xml;

use crate::findings::Finding;

pub use case::{Asked, Case, File, Format, StatedGas, read, read_scenario};

/// What was read, and what there is to say about it.
#[derive(Debug, Clone)]
pub struct Imported<T> {
    /// What was read.
    pub value: T,
    /// Notes on what was chosen or guessed, and warnings.
    pub notes: Vec<Finding>,
}
