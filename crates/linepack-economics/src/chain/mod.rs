//! The study from steel to price.

pub mod cost;
pub mod deal;
pub mod hydraulics;
pub mod market;
pub mod stage;
pub mod values;
