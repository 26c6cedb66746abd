//! Known answers of a file beside those found.

use super::block::{Block, number};
use super::{Found, Kind};
use serde::Serialize;
use serde_json::Value;

/// Difference, relative above one and absolute below, up to which two numbers count as equal.
const EQUAL: f64 = 1e-9;

/// A known answer beside the one found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deviation {
    /// Its name in the file.
    pub quantity: String,
    /// As the file has it.
    pub expected: Value,
    /// As found; null when this quantity is not answered.
    pub found: Value,
    /// Greatest difference of the numbers in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// Difference that counts as none.
    pub allowed: f64,
    /// Whether the two agree.
    pub agrees: bool,
    /// Whether the known answer is held to be wrong; the reason is in the notes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub disputed: bool,
}

/// Every known answer of a question, in the order of their names.
pub(super) fn deviations(block: &Block<'_>, kind: &Kind, found: &Found) -> Vec<Deviation> {
    let inside = match block.raw("expected") {
        Some(Value::Object(map)) => Some(map),
        _ => None,
    };
    let own = block.own().iter().filter(|(key, _)| kind.results.contains(&key.as_str()));
    inside
        .into_iter()
        .flatten()
        .chain(own)
        .filter(|(key, _)| !matches!(key.as_str(), "note" | "source"))
        .filter(|(key, value)| !value.is_null() || found.values.contains_key(*key))
        .map(|(key, expected)| {
            let plain = key.strip_prefix("expected_").or_else(|| key.strip_prefix("published_"));
            let name = if found.values.contains_key(key) { key } else { plain.unwrap_or(key) };
            let answer = found.values.get(name).cloned().unwrap_or(Value::Null);
            let (mut difference, mut agrees) = (None, true);
            let allowed = found.allowed.iter().find(|(quantity, _)| quantity == key);
            let allowed = allowed.map_or(EQUAL, |(_, allowed)| *allowed);
            let relative = allowed == EQUAL;
            agree(expected, &answer, (allowed, relative), (&mut difference, &mut agrees));
            let disputed = found.disputed.iter().any(|(quantity, _)| quantity == key);
            Deviation {
                quantity: key.clone(),
                expected: plain_value(expected),
                found: answer,
                difference,
                allowed,
                agrees,
                disputed: disputed && !agrees,
            }
        })
        .collect()
}

/// A fraction written out as its value.
fn plain_value(value: &Value) -> Value {
    match value {
        Value::Object(map) if map.contains_key("frac") => number(value).map_or(Value::Null, Value::from),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), plain_value(value))).collect(),
        Value::Array(list) => list.iter().map(plain_value).collect(),
        other => other.clone(),
    }
}

fn agree(
    expected: &Value,
    found: &Value,
    (allowed, relative): (f64, bool),
    (difference, agrees): (&mut Option<f64>, &mut bool),
) {
    match (expected, found) {
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (left, right) in left.iter().zip(right) {
                agree(left, right, (allowed, relative), (difference, agrees));
            }
        }
        (Value::Object(left), Value::Object(right)) => {
            for (key, left) in left {
                agree(
                    left,
                    right.get(key).unwrap_or(&Value::Null),
                    (allowed, relative),
                    (difference, agrees),
                );
            }
        }
        (Value::String(left), Value::String(right)) => *agrees &= left == right,
        (left, right) => match (number(left), number(right)) {
            (Some(left), Some(right)) => {
                let apart = (left - right).abs();
                let scale = if relative { left.abs().max(1.0) } else { 1.0 };
                // Written so that a number that is none does not agree.
                *agrees &= apart <= allowed * scale;
                *difference = Some(difference.map_or(apart, |most: f64| most.max(apart)));
            }
            _ => *agrees &= left == right,
        },
    }
}
