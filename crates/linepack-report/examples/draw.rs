//! Draws the report of a stored outcome, or of an invented one where none is named.
//!
//!     cargo run -p linepack-report --example draw -- results.json report.html

use std::{env, error::Error, fs};

#[path = "../tests/it/fixture/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod fixture;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (outcome, target) = match arguments.as_slice() {
        [results, target] => (serde_json::from_str(&fs::read_to_string(results)?)?, target),
        [target] => (fixture::outcome(), target),
        _ => return Err("call it with [RESULTS.json] REPORT.html".into()),
    };
    fs::write(target, linepack_report::html(&outcome))?;
    Ok(())
}
