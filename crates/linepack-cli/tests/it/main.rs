//! Tests of the program, the documents and the order of the house.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod deal;
mod flow;
mod market;
mod program;
mod simulate;
mod tidy;
mod serve;
