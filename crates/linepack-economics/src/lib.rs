//! The money side of a pipeline study: cost, project finance, gas market, bargaining, and the study that ties them.
//!
//! It reads results of the physics, never its equations; every amount has a currency and a year.

pub mod deal;
pub mod outcome;
pub mod study;
pub mod market;
