//! A study: a folder of inputs with their sources, read and checked as a whole.

pub mod fault;
pub mod fields;
pub mod inputs;
pub mod table;
