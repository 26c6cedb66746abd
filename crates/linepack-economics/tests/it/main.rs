//! Tests of the economics against known answers and the flagship study.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod deal;
mod study;
