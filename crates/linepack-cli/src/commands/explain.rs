//! `linepack explain`: the tree from a figure through its formulas and inputs to the sources.

use crate::Answer;
use crate::source::Source;
use anyhow::{Result, bail};
use clap::Args;
use linepack_economics::chain;
use linepack_economics::outcome::{Outcome, Quantity};
use linepack_economics::study::fault::nearest;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Print how a figure came about: formulas, inputs, sources, dates.
#[derive(Args)]
#[command(after_help = "\
Examples:
  linepack explain power-of-siberia-2 deal.range
  linepack explain power-of-siberia-2 cost.tariff --depth 2")]
pub struct Explain {
    /// Folder, .toml file, or name of a bundled study.
    study: String,
    /// Id of the figure; without it, every id is listed.
    quantity: Option<String>,
    /// Set an input, such as line.diameter="1220 mm" (repeatable).
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// How many levels of formulas are followed.
    #[arg(long, default_value_t = 12)]
    depth: usize,
    /// Write the answer as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
}

impl Explain {
    /// Evaluates the study and prints the tree.
    pub fn run(&self) -> Result<Answer> {
        let study = Source::find(&self.study)?.study(&self.set)?;
        let outcome =
            chain::run(&study, &crate::output::engine()).map_err(|faults| crate::output::told(&faults))?;
        let Some(id) = &self.quantity else {
            for quantity in &outcome.quantities {
                crate::output::say!("{:34} {}", quantity.id, value(quantity));
            }
            return Ok(Answer::Yes);
        };
        let Some(quantity) = outcome.quantity(id) else {
            let known = outcome.quantities.iter().map(|quantity| quantity.id.as_str());
            let hint = match nearest(id, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("`linepack explain {}` lists every id", self.study),
            };
            bail!("error: the study has no figure `{id}`\n  hint: {hint}");
        };
        if self.json.as_deref() != Some("-") {
            let mut tree = Tree { outcome: &outcome, seen: BTreeSet::new(), text: String::new() };
            tree.draw(quantity, self.depth, "", "");
            crate::output::say!("{}", tree.text.trim_end());
            crate::output::say!("linepack {} · inputs {}", outcome.engine.version, &outcome.input_hash[..16]);
        }
        if let Some(target) = &self.json {
            crate::output::json(target, &document(&outcome, id))?;
        }
        Ok(Answer::Yes)
    }
}

/// A figure with all that it rests on, as JSON; the figure must be there.
pub fn document(outcome: &Outcome, id: &str) -> serde_json::Value {
    let mut below = BTreeSet::new();
    collect(outcome, id, &mut below);
    let quantities: Vec<&Quantity> = outcome.quantities.iter().filter(|q| below.contains(&q.id)).collect();
    serde_json::json!({
        "schema": "linepack-explain/1", "engine": outcome.engine, "inputs": outcome.inputs,
        "verdict": outcome.verdict, "messages": [], "quantity": id, "quantities": quantities,
    })
}

/// A value with its range and unit.
fn value(quantity: &Quantity) -> String {
    if let Some(text) = &quantity.text {
        return text.clone();
    }
    let number = crate::output::number;
    let range = match (quantity.low, quantity.high) {
        (Some(low), Some(high)) => format!(" ({} to {})", number(low), number(high)),
        _ => String::new(),
    };
    let unit = if quantity.unit == "-" { "" } else { &quantity.unit };
    format!("{}{range} {unit}", number(quantity.value)).trim_end().to_owned()
}

/// Draws the tree behind a figure.
struct Tree<'a> {
    outcome: &'a Outcome,
    seen: BTreeSet<&'a str>,
    text: String,
}

impl<'a> Tree<'a> {
    fn draw(&mut self, quantity: &'a Quantity, depth: usize, first: &str, rest: &str) {
        let _ = writeln!(self.text, "{first}{}  {} = {}", quantity.id, quantity.label, value(quantity));
        if !self.seen.insert(&quantity.id) && !quantity.inputs.is_empty() {
            let _ = writeln!(self.text, "{rest}   (as above)");
            return;
        }
        if !quantity.formula.is_empty() {
            let _ = writeln!(self.text, "{rest}   = {}", quantity.formula);
        }
        for claim in quantity.evidence.iter().filter_map(|id| self.outcome.claim(id)) {
            let parts = [
                format!("{}: {} {}", claim.quantity, claim.central, claim.unit).trim_end().to_owned(),
                claim.who_says.clone(),
                claim.date.clone(),
                claim.source.clone(),
            ];
            let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let _ =
                writeln!(self.text, "{rest}   [{}] {} ({})", claim.id, told.join(" · "), claim.confidence);
        }
        if let Some(reason) = &quantity.assumption {
            let _ = writeln!(self.text, "{rest}   assumption: {reason}");
        }
        if let Some(place) = &quantity.place {
            let _ = writeln!(self.text, "{rest}   {place}");
        }
        if depth == 0 {
            return;
        }
        let outcome = self.outcome;
        let parts: Vec<&Quantity> = quantity.inputs.iter().filter_map(|id| outcome.quantity(id)).collect();
        for (index, part) in parts.iter().enumerate() {
            let last = index + 1 == parts.len();
            let (branch, trunk) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.draw(part, depth - 1, &format!("{rest}{branch}"), &format!("{rest}{trunk}"));
        }
    }
}

fn collect(outcome: &Outcome, id: &str, below: &mut BTreeSet<String>) {
    if below.insert(id.to_owned()) {
        for part in outcome.quantity(id).iter().flat_map(|quantity| &quantity.inputs) {
            collect(outcome, part, below);
        }
    }
}
