//! Integration tests of the physics, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at what it did not expect"
)]

mod gas_nist;
mod gas_table;
mod line_analytic;
mod line_fixture;
mod line_layout;
mod line_properties;
