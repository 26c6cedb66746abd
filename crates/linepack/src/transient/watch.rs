//! Looking on while a run goes, stopping it, and going on later as if it had never stopped.

use serde::{Deserialize, Serialize};

use super::plan::Asked;
use super::record::Recorder;
use super::run::Account;
use super::solution::Transient;
use super::step::Stepper;

/// A moment of a run under way, after a step.
pub struct Moment<'r> {
    /// Time reached, s.
    pub time: f64,
    /// Steps taken and rejected so far.
    pub steps: (u64, u64),
    pub(super) store: &'r dyn Fn() -> Checkpoint,
}

impl Moment<'_> {
    /// All that the run needs to go on from here.
    pub fn checkpoint(&self) -> Checkpoint {
        (self.store)()
    }
}

/// What the one who looks on wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Go on.
    Continue,
    /// End here, with what there is.
    Stop,
}

/// A run that was interrupted: it goes on from here to the last bit as it would have.
///
/// It belongs to the network, schedule and options of its run; with others it has no meaning.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checkpoint {
    pub(super) time: f64,
    /// Number of corners that lie behind.
    pub(super) corner: usize,
    /// Length of the step to try next, s.
    pub(super) step: f64,
    pub(super) rejected_before: bool,
    pub(super) first_pressure: f64,
    /// Highest pressure the gas is tabulated for, Pa.
    pub(super) table_limit: f64,
    pub(super) asked: Asked,
    pub(super) stepper: Stepper,
    pub(super) recorder: Recorder,
    pub(super) account: Account,
    pub(super) out: Transient,
}

impl Checkpoint {
    /// Time at which the run goes on, s.
    pub fn time(&self) -> f64 {
        self.time
    }
}
