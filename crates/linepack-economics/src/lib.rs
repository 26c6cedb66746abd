//! The money side of a pipeline study: cost, project finance, gas market, bargaining, and the study that ties them.
//!
//! It reads results of the physics, never its equations; every amount has a currency and a year.

pub mod deal;
pub mod outcome;
pub mod study;
pub mod market;
//!
//! * [`money`]: amounts with currency and year, converted only on purpose.
//! * [`project`]: levelised cost, present value, rate of return, taxes, debt, break-even.
//! * [`wall`]: wall thickness by seven codes, every check as data.
pub mod money;
pub mod project;
pub mod wall;
