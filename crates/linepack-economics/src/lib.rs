//! The money side of a pipeline study: cost, project finance, gas market, bargaining, and the study that ties them.
//!
//! It reads results of the physics, never its equations; every amount has a currency and a year.
//!
//! * [`money`]: amounts with currency and year, converted only on purpose.
//! * [`cost`]: investment and yearly cost by country, part and kind.
//! * [`project`]: levelised cost, present value, rate of return, taxes, debt, break-even.
//! * [`wall`]: wall thickness by seven codes, every check as data.

pub mod cost;
pub mod money;
pub mod project;
pub mod wall;
