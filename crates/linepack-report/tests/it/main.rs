//! The report as a whole.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod fixture;
mod network;
mod map;
mod page;
