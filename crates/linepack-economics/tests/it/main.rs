//! Tests of the economics through its public interface, against known answers.

mod market_cases;
mod market_errors;
mod market_properties;
mod market_random;
