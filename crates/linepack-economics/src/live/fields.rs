//! What can be set: every input with its value, range, bounds, unit and support, as sliders and fields need it.

use crate::study::Study;
use crate::study::fields::{Field, Kind};
use crate::study::inputs::{Content, Input, shown, shown_range};
use linepack::units::Unit;
use serde::Serialize;

/// One input as a page offers it; numbers are in `unit`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputField {
    /// Its key, as a setting names it.
    pub key: &'static str,
    /// What it is.
    pub label: &'static str,
    /// Its unit, as a setting writes it; `-` for a ratio or a count, empty for a text.
    pub unit: &'static str,
    /// `number`, `count`, `list`, `choice`, `date` or `text`.
    pub kind: &'static str,
    /// The value of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Low and high of its range, where the study gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<(f64, f64)>,
    /// The least and the greatest value that can be set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds: Option<(f64, f64)>,
    /// The words of a text, a choice or a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What may be chosen.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub choices: &'static [&'static str],
    /// Rows of evidence.
    pub evidence: Vec<String>,
    /// Why this value, where no source gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumption: Option<String>,
    /// File and line.
    pub place: String,
}

/// Every input of a study, in the order of the chain.
pub fn fields(study: &Study) -> Vec<InputField> {
    study.inputs.iter().map(of).collect()
}

fn of(input: &Input) -> InputField {
    let field = input.field();
    let (kind, choices): (_, &'static [&'static str]) = match field.kind {
        Kind::Count | Kind::Years => ("count", &[]),
        Kind::Share | Kind::Within(..) => ("number", &[]),
        Kind::List => ("list", &[]),
        Kind::Text => ("text", &[]),
        Kind::Date => ("date", &[]),
        Kind::Choice(choices) => ("choice", choices),
    };
    let (value, range, text) = match &input.content {
        Content::Number(number) => {
            let (low, value, high) = shown_range(field, number);
            (Some(value), low.zip(high), None)
        }
        Content::List(values) => (None, None, Some(listed(field, values))),
        Content::Text(text) => (None, None, Some(text.clone())),
    };
    InputField {
        key: input.key,
        label: field.label,
        unit: field.unit,
        kind,
        value,
        range,
        bounds: bounds(field),
        text,
        choices,
        evidence: input.evidence.clone(),
        assumption: input.assumption.clone(),
        place: input.place.to_string(),
    }
}

fn bounds(field: &Field) -> Option<(f64, f64)> {
    match field.kind {
        Kind::Share => Some((0.0, 100.0)),
        Kind::Count => Some((1.0, 500.0)),
        Kind::Years => Some((1.0, 100.0)),
        Kind::Within(least, greatest) => Some((least, greatest)),
        _ => None,
    }
}

/// A list as a setting writes it: `11, 27, 41 %`.
fn listed(field: &Field, values: &[f64]) -> String {
    let own = |value: f64| {
        let rounded = (shown(field, value) * 1e9).round() / 1e9;
        rounded.to_string()
    };
    let numbers: Vec<String> = values.iter().map(|value| own(*value)).collect();
    let unit = if Unit::parse(field.unit).is_ok() && field.unit != "-" { field.unit } else { "" };
    format!("{} {unit}", numbers.join(", ")).trim_end().to_owned()
}
