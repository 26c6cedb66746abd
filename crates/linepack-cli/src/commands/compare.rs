//! `linepack compare`: two states of a network side by side, the worst deviation first.

use crate::Answer;
use crate::document::{Document, Input};
use crate::output::say;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use linepack::units::{MassFlow, Pressure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Compare two answers of `linepack flow`, or an answer and a table of measurements.
#[derive(Args)]
#[command(after_help = "\
Examples:
  linepack compare state.json other.json --tolerance 1e-6
  linepack compare state.json measured.csv --tolerance 0.001

A table has the columns id and pressure or flow, with the unit in the header: id,pressure [bara],flow [kg/s]")]
pub struct Compare {
    /// The answer or table to judge.
    a: PathBuf,
    /// The answer or table to judge it by.
    b: PathBuf,
    /// Greatest relative deviation that counts as equal.
    #[arg(long, default_value_t = 1e-6)]
    tolerance: f64,
    /// Lines printed.
    #[arg(long, default_value_t = 10)]
    lines: usize,
    /// Write the answer as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
}

/// Values by what they are, `pressure` or `flow`, and by name.
type Values = BTreeMap<(&'static str, String), f64>;

impl Compare {
    /// Compares and prints.
    pub fn run(&self) -> Result<Answer> {
        if self.tolerance.is_nan() || self.tolerance < 0.0 {
            bail!("error: the tolerance is {}\n  hint: give 0 or more, such as 1e-6", self.tolerance);
        }
        let inputs = [Input::read(&self.a)?, Input::read(&self.b)?];
        let [a, b] = [values(&inputs[0])?, values(&inputs[1])?];
        let largest =
            |kind: &str| b.iter().filter(|(key, _)| key.0 == kind).map(|(_, v)| v.abs()).fold(0.0, f64::max);
        let scale = BTreeMap::from([("pressure", largest("pressure")), ("flow", largest("flow"))]);
        let mut rows: Vec<(f64, &str, &str, f64, f64)> = a
            .iter()
            .filter_map(|(key, &value)| {
                let other = *b.get(key)?;
                // A flow near rest has no relative error of its own: it counts by the largest flow.
                let base = if key.0 == "flow" { scale["flow"] } else { other.abs() };
                let deviation = if value == other { 0.0 } else { (value - other).abs() / base };
                Some((deviation, key.0, key.1.as_str(), value, other))
            })
            .collect();
        if rows.is_empty() {
            bail!(
                "error: {} and {} have no node or element in common\n  hint: compare states of one network",
                inputs[0].file,
                inputs[1].file
            );
        }
        rows.sort_by(|x, y| y.0.total_cmp(&x.0));
        let only = |x: &Values, y: &Values| x.keys().filter(|key| !y.contains_key(*key)).count();
        let (only_a, only_b) = (only(&a, &b), only(&b, &a));
        let within = rows.first().is_some_and(|row| row.0 <= self.tolerance);
        if self.json.as_deref() != Some("-") {
            say!(
                "{}: {} values compared, tolerance {:e}",
                if within { "equal" } else { "different" },
                rows.len(),
                self.tolerance
            );
            for (deviation, kind, id, value, other) in rows.iter().take(self.lines) {
                let unit = if *kind == "pressure" { "Pa" } else { "kg/s" };
                say!("  {deviation:.3e}  {kind:<8} `{id}`  {value} against {other} {unit}");
            }
            if only_a + only_b > 0 {
                say!("  {only_a} values only in {}, {only_b} only in {}", inputs[0].file, inputs[1].file);
            }
        }
        if let Some(target) = &self.json {
            let list: Vec<Value> = rows
                .iter()
                .map(|(deviation, kind, id, a, b)| json!({ "id": id, "kind": kind, "deviation": deviation, "a": a, "b": b }))
                .collect();
            let verdict = if within { "equal" } else { "different" };
            let body = json!({ "tolerance": self.tolerance, "only_a": only_a, "only_b": only_b, "deviations": list });
            crate::output::json(target, &Document::new("linepack-compare/1", &inputs, verdict, &[], body))?;
        }
        Ok(if within { Answer::Yes } else { Answer::No })
    }
}

fn values(input: &Input) -> Result<Values> {
    let text = input.text()?;
    if text.trim_start().starts_with('{') {
        from_answer(text, &input.file)
    } else {
        from_table(text, &input.file)
    }
}

fn from_answer(text: &str, file: &str) -> Result<Values> {
    let answer: Value = serde_json::from_str(text).map_err(|error| {
        anyhow!("error: {file} is not JSON: {error}\n  --> {file}:{}\n  hint: give an answer of `linepack flow --json`", error.line())
    })?;
    let mut found = Values::new();
    for (part, kind) in [("nodes", "pressure"), ("elements", "flow")] {
        for (id, entry) in answer.get(part).and_then(Value::as_object).into_iter().flatten() {
            if let Some(value) = entry.get(kind).and_then(Value::as_f64) {
                found.insert((kind, id.clone()), value);
            }
        }
    }
    for kind in ["pressure", "flow"] {
        for (id, value) in answer.get(kind).and_then(Value::as_object).into_iter().flatten() {
            if let Some(value) = value.as_f64() {
                found.insert((kind, id.clone()), value);
            }
        }
    }
    if found.is_empty() {
        bail!("error: {file} holds no state\n  hint: give an answer of `linepack flow --json`");
    }
    Ok(found)
}

fn from_table(text: &str, file: &str) -> Result<Values> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let unreadable =
        |error: csv::Error| anyhow!("error: {file} is no table: {error}\n  hint: part columns by commas");
    let head = reader.headers().map_err(unreadable)?.clone();
    let mut columns = Vec::new();
    for (place, name) in head.iter().enumerate() {
        let (word, unit) = name.split_once(['[', '(']).map_or((name, ""), |(word, unit)| (word, unit));
        let unit = unit.trim_end_matches([']', ')']).trim();
        match word.trim().to_lowercase().as_str() {
            "id" | "node" | "element" | "name" => {}
            "pressure" => columns.push((place, "pressure", unit.to_owned())),
            "flow" => columns.push((place, "flow", unit.to_owned())),
            other => bail!(
                "error: the column `{other}` is not known\n  --> {file}:1\n  hint: known are id, pressure [bara] and flow [kg/s]"
            ),
        }
    }
    let mut found = Values::new();
    for (line, row) in (2_u64..).zip(reader.records()) {
        let row = row.map_err(unreadable)?;
        for (place, kind, unit) in &columns {
            let Some(cell) = row.get(*place).filter(|cell| !cell.is_empty()) else { continue };
            let said = format!("{cell} {unit}");
            let value = if *kind == "pressure" {
                said.parse::<Pressure>().map(Pressure::si)
            } else {
                said.parse::<MassFlow>().map(MassFlow::si)
            };
            let value = value.map_err(|error| {
                anyhow!("error: {kind} `{said}`: {error}\n  --> {file}:{line}\n  hint: {}", error.hint())
            })?;
            found.insert((kind, row.get(0).unwrap_or_default().to_owned()), value);
        }
    }
    if found.is_empty() {
        bail!(
            "error: {file} holds no pressure and no flow\n  --> {file}:1\n  hint: write the header id,pressure [bara],flow [kg/s]"
        );
    }
    Ok(found)
}
