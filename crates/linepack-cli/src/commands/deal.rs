//! `linepack deal`: a file of questions about a deal, or the deal of a study alone.

use crate::Answer;
use crate::document::{Document, Input};
use crate::output::{json, number, say};
use anyhow::{Result, anyhow};
use clap::Args;
use linepack::findings::Finding;
use linepack_economics::deal::document::{self, Answers, KINDS};
use serde_json::Value;
use std::path::Path;

/// Answer a file of bargaining questions, or show the deal of a study alone.
#[derive(Args)]
#[command(after_help = "\
Examples:
  linepack deal questions.json
  linepack deal questions.json --json -
  linepack deal --questions

A file holds questions by name, such as
  { \"games\": [ { \"n\": 2, \"v_bitorder\": [0, 1, 2, 5] } ] }
Known answers in `expected` are compared; the exit code is 1 when one is missed.")]
pub struct Deal {
    /// A .json file of questions.
    #[arg(required_unless_present = "questions")]
    input: Option<String>,
    /// Write the answers as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// List the questions a file may ask, and the fields of each.
    #[arg(long)]
    questions: bool,
}

impl Deal {
    /// Answers the file.
    pub fn run(&self) -> Result<Answer> {
        if self.questions {
            for kind in KINDS {
                say!("{:28} {}", kind.key, kind.question);
                say!("{:28}   fields: {}", "", kind.inputs.join(", "));
            }
            return Ok(Answer::Yes);
        }
        let Some(input) = &self.input else { return Ok(Answer::Wrong) };
        self.file(input)
    }

    fn file(&self, path: &str) -> Result<Answer> {
        let input = Input::read(Path::new(path))?;
        let answers = document::answer(&input.file, input.text()?).map_err(|found| anyhow!("{found}"))?;
        let verdict = answers.verdict();
        let messages = messages(&input.file, &answers);
        if let Some(target) = &self.json {
            let inputs = [input];
            json(target, &Document::new("linepack-deal/1", &inputs, verdict, &messages, &answers))?;
        }
        if self.json.as_deref() != Some("-") {
            print(&answers);
        }
        Ok(if verdict == "answered" { Answer::Yes } else { Answer::No })
    }
}

/// What a reader should know of an answer: missed and disputed known answers, assumptions.
fn messages(file: &str, answers: &Answers) -> Vec<Finding> {
    let mut found = Vec::new();
    for answer in &answers.answers {
        for known in answer.deviations.iter().filter(|known| !known.agrees && !known.disputed) {
            let text = format!(
                "`{}` of {} is {} here, the file expects {}",
                known.quantity, answer.path, known.found, known.expected
            );
            let hint = "check the file's value, or report the difference with the file";
            found.push(Finding::warning(text).at(file, answer.line).about(&answer.path).hint(hint));
        }
        for note in &answer.notes {
            found.push(Finding::note(note).at(file, answer.line).about(&answer.path));
        }
    }
    found
}

fn print(answers: &Answers) {
    for answer in &answers.answers {
        let name = answer.name.as_deref().map(|name| format!(": {name}")).unwrap_or_default();
        say!("{} ({}){name}", answer.path, answer.question);
        for (key, value) in &answer.found {
            let known = answer.deviations.iter().find(|known| {
                known.quantity == *key || known.quantity.split_once('_').is_some_and(|(_, rest)| rest == key)
            });
            let beside = known.map_or_else(String::new, |known| {
                let word = match (known.agrees, known.disputed) {
                    (true, _) => "agrees with",
                    (false, true) => "DISPUTES",
                    (false, false) => "DIFFERS from",
                };
                let apart = known.difference.filter(|apart| *apart > 0.0);
                let apart = apart.map(|apart| format!(" by {apart:.1e}")).unwrap_or_default();
                format!("   {word} {}{apart}", written(&known.expected))
            });
            say!("  {key:34} {}{beside}", written(value));
        }
        for note in &answer.notes {
            say!("  note: {note}");
        }
    }
    if answers.known > 0 {
        let disputed = match answers.disputed {
            0 => String::new(),
            count => format!(", {count} disputed"),
        };
        say!("{} of {} known answers agree{disputed}", answers.met, answers.known);
    }
}

/// A value for people, on one line.
fn written(value: &Value) -> String {
    match value {
        Value::Null => "none".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Number(value) => value.as_f64().map_or_else(|| value.to_string(), precise),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.len() > 24 => format!("{} entries", list.len()),
        Value::Array(list) => list.iter().map(written).collect::<Vec<_>>().join(" "),
        Value::Object(map) if map.len() > 24 => format!("{} entries", map.len()),
        Value::Object(map) => {
            let part = |(key, value): (&String, &Value)| match value {
                Value::Array(list) => format!("{key} ({} entries)", list.len()),
                value => format!("{key} {}", written(value)),
            };
            map.iter().map(part).collect::<Vec<_>>().join(", ")
        }
    }
}

/// Six digits for shares and prices, the usual four above.
fn precise(value: f64) -> String {
    if value.abs() < 1e4 && value.abs() >= 1e-3 {
        let text = format!("{value:.6}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        number(value)
    }
}
