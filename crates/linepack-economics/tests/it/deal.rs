//! The deal against the answers of `cases/deal` and `cases/finance`.

#![allow(clippy::unwrap_used, reason = "a case that cannot be read must fail the test")]

mod bargaining;
mod coalition;
mod contract;
mod document;
mod information;
mod option;

use serde_json::Value;

/// Fails unless two numbers agree to 1e-9, relative above one and absolute below.
#[track_caller]
pub(crate) fn same(found: f64, expected: f64) {
    let allowed = 1e-9 * expected.abs().max(1.0);
    assert!((found - expected).abs() <= allowed, "found {found}, expected {expected}");
}

/// A field of a case as a number.
#[track_caller]
pub(crate) fn number(value: &Value, field: &str) -> f64 {
    assert!(!value[field].is_null(), "no field {field} in {value}");
    linepack_cases::number(&value[field])
}

/// A field of a case as numbers.
#[track_caller]
pub(crate) fn numbers(value: &Value, field: &str) -> Vec<f64> {
    value[field].as_array().unwrap().iter().map(linepack_cases::number).collect()
}

/// A field of a case as a pair.
#[track_caller]
pub(crate) fn pair(value: &Value, field: &str) -> [f64; 2] {
    numbers(value, field).try_into().unwrap()
}

/// The entries of a list in a case; an empty list would check nothing.
#[track_caller]
pub(crate) fn entries<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    let list = value[field].as_array().unwrap();
    assert!(!list.is_empty(), "{field} is empty");
    list
}
