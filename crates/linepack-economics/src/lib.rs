//! The money side of a pipeline study: cost, project finance, gas market, bargaining, and the study that ties them.
//!
//! It reads results of the physics, never its equations; every amount has a currency and a year. Modules in
//! the order data passes them:
//!
//! * [`money`]: amounts with currency and year, converted only on purpose.
//! * [`wall`]: wall thickness by seven codes, every check as data.
//! * [`cost`]: what a line costs to build and to run.
//! * [`project`]: levelised cost, present value, rate of return, taxes, debt, break-even.
//! * [`market`]: the gas market as one equilibrium; the world of regions.
//! * [`deal`]: the range both sides would sign in, and every way to divide it.
//! * [`outcome`]: what a study answers.
//! * [`study`]: a folder of inputs with their sources, read and checked.
//! * [`chain`]: the study from steel to price.
//! * [`live`]: a study held in memory and asked again and again.

pub mod money;
pub mod wall;
pub mod cost;
pub mod project;
pub mod market;
pub mod deal;
pub mod outcome;
pub mod study;
pub mod chain;
pub mod live;
