//! One file a command.

pub mod check;
pub mod compare;
pub mod completions;
pub mod deal;
pub mod explain;
pub mod flow;
pub mod market;
pub mod gas;
pub mod run;
pub mod simulate;
pub mod serve;
pub mod units;
