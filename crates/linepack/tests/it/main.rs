//! Integration tests of the physics, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at what it did not expect, and may say what it saw"
)]

mod bad_input;
mod gas_nist;
mod gas_properties;
mod gas_table;
mod gaslib;
mod generated;
mod line_analytic;
mod line_fixture;
mod line_layout;
mod line_properties;
mod steady_analytic;
mod steady_effort;
mod steady_hard;
mod steady_limits;
mod steady_properties;
mod steady_quality;
mod steady_reference;
mod steady_shapes;
mod steady_stations;
mod transient_cases;
mod transient_closed_form;
mod transient_events;
mod transient_leaks;
