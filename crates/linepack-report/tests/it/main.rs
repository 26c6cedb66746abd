//! The report as a whole.

mod fixture;
mod map;
mod page;
