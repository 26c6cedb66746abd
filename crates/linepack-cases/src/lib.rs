//! Where problems with known answers are found, for tests and for `linepack selftest`.
//!
//! The reference data belong to others and stay outside the repository: in the folder named by
//! `LINEPACK_CASES`, or in `../shared/cases` beside the checkout. A test whose case is absent
//! says so and passes; nothing is silently skipped.

use std::path::{Path, PathBuf};

/// The folder of cases, if there is one: `$LINEPACK_CASES`, else `../shared/cases` beside the checkout.
pub fn folder() -> Option<PathBuf> {
    let beside = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
        Some(root.parent()?.join("shared").join("cases"))
    };
    let folder = std::env::var_os("LINEPACK_CASES").map(PathBuf::from).or_else(beside)?;
    folder.is_dir().then_some(folder)
}

/// The path of one case file, such as `gas/nist_binary.csv`; `None`, said on standard error, when absent.
#[allow(clippy::print_stderr, reason = "an absent case must be seen")]
pub fn path(relative: &str) -> Option<PathBuf> {
    let found = folder().map(|folder| folder.join(relative)).filter(|path| path.exists());
    if found.is_none() {
        eprintln!("case absent: {relative} (set LINEPACK_CASES to the folder of cases); not checked");
    }
    found
}

/// The text of one case file; `None` when absent, as [`path`] says.
pub fn text(relative: &str) -> Option<String> {
    std::fs::read_to_string(path(relative)?).ok()
}

/// One case file read as JSON; `None` when absent.
///
/// # Panics
/// When the file is there but is not JSON: the reference itself is damaged.
#[allow(clippy::panic, reason = "a damaged reference must stop a test")]
pub fn json(relative: &str) -> Option<serde_json::Value> {
    let text = text(relative)?;
    match serde_json::from_str(&text) {
        Ok(value) => Some(value),
        Err(error) => panic!("{relative} is not JSON: {error}"),
    }
}

/// A number in a case file, written as a number, as a decimal string, or as `{"frac": "9/20", "value": 0.45}`.
///
/// # Panics
/// When the value is none of these: the reference itself is damaged.
#[allow(clippy::panic, reason = "a damaged reference must stop a test")]
pub fn number(value: &serde_json::Value) -> f64 {
    match value {
        serde_json::Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        serde_json::Value::String(text) => fraction(text).unwrap_or_else(|| panic!("not a number: {text}")),
        serde_json::Value::Object(map) => match (map.get("frac"), map.get("int"), map.get("value")) {
            (Some(serde_json::Value::String(text)), ..) => {
                fraction(text).unwrap_or_else(|| panic!("not a fraction: {text}"))
            }
            (_, _, Some(value)) | (_, Some(value), _) => number(value),
            _ => panic!("not a number: {value}"),
        },
        _ => panic!("not a number: {value}"),
    }
}

fn fraction(text: &str) -> Option<f64> {
    match text.split_once('/') {
        Some((above, below)) => Some(above.trim().parse::<f64>().ok()? / below.trim().parse::<f64>().ok()?),
        None => text.trim().parse().ok(),
    }
}
