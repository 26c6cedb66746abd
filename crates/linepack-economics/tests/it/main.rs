//! Tests of the economics through its public interface, against known answers and the flagship study.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod chain;
mod deal;
mod live;
mod market_beyond;
mod market_cases;
mod market_errors;
mod market_properties;
mod market_random;
mod market_rules;
mod study;
mod study_files;
mod world;
