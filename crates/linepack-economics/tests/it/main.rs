//! Tests of the economics through its public interface, against known answers.

mod market_cases;
mod study_files;
mod world;
