//! The report as a whole.

mod fixture;
mod page;
