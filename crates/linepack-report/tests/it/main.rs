//! The report as a whole.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod fixture;
mod map;
mod page;
