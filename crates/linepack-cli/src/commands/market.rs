//! `linepack market`: who sells how much gas where, and at which price.

mod scenario;
mod study;

use crate::Answer;
use crate::document::{Document, Input};
use crate::output::{number, say};
use anyhow::{Result, anyhow};
use clap::Args;
use linepack::findings::{Finding, Level};
use linepack_economics::market::{self, Formulation, MarketError, Options};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;

/// Solve a gas market: prices, consumption, production, sales, flows.
#[derive(Args)]
#[command(after_help = "\
Examples:
  linepack market world.json --json -
  linepack market power-of-siberia-2 --year 2035
  linepack market power-of-siberia-2 --scenario \"Gulf stop: offline.GLF=6 months, elasticity=0.2\"
  linepack market power-of-siberia-2 --backcast 2021 --backcast 2023")]
pub struct Market {
    /// A market as a .json file; or a study: folder, .toml file, or name of a bundled one.
    #[arg(value_name = "MARKET", required_unless_present = "terms")]
    input: Option<String>,
    /// Year of the study's market.
    #[arg(long, default_value_t = 2035)]
    year: i32,
    /// A scenario beside the base, "NAME: TERM, TERM"; `--terms` lists the terms (repeatable).
    #[arg(long, value_name = "SCENARIO")]
    scenario: Vec<String>,
    /// Take a link away, by FROM-TO or its name (repeatable).
    #[arg(long, value_name = "LINK")]
    without: Vec<String>,
    /// Run a past year and print how far it is missed (repeatable).
    #[arg(long, value_name = "YEAR")]
    backcast: Vec<i32>,
    /// Set an input of the study (repeatable).
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// List the terms of a scenario.
    #[arg(long)]
    terms: bool,
    /// Write the answer as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
}

/// Name and version of the answer.
const SCHEMA: &str = "linepack-market/1";
/// Blocks that a table shows; more are averaged in the text and stand in the JSON.
const SHOWN: usize = 4;

/// The answer's fields after its head.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    units: &'a str,
    #[serde(flatten)]
    answer: &'a Option<market::Answer>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    cases: &'a [market::Answer],
}

impl Market {
    /// Solves, prints, writes.
    pub fn run(&self) -> Result<Answer> {
        if self.terms {
            say!("{}", scenario::help());
            return Ok(Answer::Yes);
        }
        let market = self.input.as_deref().unwrap_or_default();
        let path = Path::new(market);
        if path.extension().is_none_or(|extension| extension != "json") {
            return study::run(&study::Question {
                study: market,
                year: self.year,
                scenarios: &self.scenario,
                without: &self.without,
                backcast: &self.backcast,
                set: &self.set,
                json: self.json.as_deref(),
            });
        }
        let input = Input::read(path)?;
        let text = input.text()?;
        let found = market::answers(text, &Options::default())
            .map_err(|error| anyhow!("{}", finding(&input.file, text, &error)))?;
        let told = |message: &market::Message| {
            let level = match message.level.as_str() {
                "error" => Level::Error,
                "warning" => Level::Warning,
                _ => Level::Note,
            };
            let place = message.line.map(|line| linepack::findings::Place { file: input.file.clone(), line });
            Finding { level, text: message.text.clone(), place, element: None, hint: message.hint.clone() }
        };
        let messages: Vec<Finding> = found.messages.iter().map(told).collect();
        if self.json.as_deref() != Some("-") {
            for answer in found.answer.iter().chain(&found.cases) {
                say!("{}", text_of(answer, &found.units));
            }
        }
        for message in &messages {
            eprint_line(message);
        }
        if let Some(target) = &self.json {
            let body = Body { units: &found.units, answer: &found.answer, cases: &found.cases };
            let inputs = [input.clone()];
            let document = Document::new(SCHEMA, &inputs, &found.verdict, &messages, body);
            crate::output::json(target, &document)?;
        }
        Ok(match found.verdict.as_str() {
            "equilibrium" => Answer::Yes,
            "infeasible" => Answer::No,
            "refused" => Answer::Wrong,
            _ => Answer::NotFound,
        })
    }
}

/// An error of a market as a finding at its line.
fn finding(file: &str, text: &str, error: &MarketError) -> Finding {
    let words = error.to_string();
    let (what, hint) = words.split_once("\nhint: ").unwrap_or((words.as_str(), "see the file's layout"));
    let finding = Finding::error(what).hint(hint);
    match market::line_of(text, error) {
        Some(line) => finding.at(file, line),
        None => Finding { text: format!("{file}: {what}"), ..finding },
    }
}

fn eprint_line(message: &Finding) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{message}");
}

/// The answer as a short text: a line on the market, a table of nodes, and what is unique.
fn text_of(answer: &market::Answer, units: &str) -> String {
    let mut text = String::new();
    let formulation = match answer.formulation {
        Formulation::Routed => "every trader routes his own gas",
        Formulation::Swap => "one physical network, traders swap gas",
    };
    if !answer.name.is_empty() {
        let _ = writeln!(text, "{}", answer.name);
    }
    let _ = writeln!(
        text,
        "{} nodes, {} traders, {} links, {} blocks; formulation: {formulation}",
        answer.prices.len(),
        answer.production.len(),
        answer.flows.len(),
        answer.blocks.len()
    );
    if !units.is_empty() {
        let _ = writeln!(text, "units: {units}");
    }
    let shown = &answer.blocks[..answer.blocks.len().min(SHOWN)];
    let label =
        |what: &str, block: &str| if shown.len() == 1 { what.to_owned() } else { format!("{what} {block}") };
    let head: Vec<String> = ["price", "consumption"]
        .iter()
        .flat_map(|what| shown.iter().map(move |block| label(what, block)))
        .collect();
    let widths: Vec<usize> = head.iter().map(|head| head.chars().count().max(10)).collect();
    let line = |name: &str, cells: &[String]| {
        let mut line = format!("  {name:<18}");
        for (cell, width) in cells.iter().zip(&widths) {
            let _ = write!(line, "  {cell:>width$}");
        }
        line
    };
    let _ = writeln!(text, "{}", line("node", &head));
    for (node, prices) in &answer.prices {
        let cells: Vec<String> = [Some(prices), answer.consumption.get(node)]
            .iter()
            .flat_map(|row| {
                shown.iter().map(move |block| {
                    row.and_then(|row| row.get(block)).map_or_else(String::new, |value| cell(*value))
                })
            })
            .collect();
        let _ = writeln!(text, "{}", line(node, &cells));
    }
    if answer.blocks.len() > SHOWN {
        let _ = writeln!(text, "  the first {SHOWN} of {} blocks; all with --json", answer.blocks.len());
    }
    let yes_no = |unique: bool| if unique { "unique" } else { "not claimed to be unique" };
    let _ = writeln!(
        text,
        "prices and consumption are {}, routes and rents of links {}",
        yes_no(answer.unique.price && answer.unique.consumption),
        yes_no(answer.unique.flows && answer.unique.capacity_price)
    );
    let _ = write!(
        text,
        "residual {:.1e}, {} variables, {} steps",
        answer.residual, answer.variables, answer.iterations
    );
    if !answer.known.is_empty() {
        let far = answer.known.iter().map(|known| (known.found - known.expected).abs()).fold(0.0, f64::max);
        let _ = write!(text, "; {} known numbers, largest difference {far:.1e}", answer.known.len());
    }
    text
}

/// A figure; what rounding left of nothing is nothing.
fn cell(value: f64) -> String {
    if value.abs() < 1e-9 { "0".into() } else { number(value) }
}
