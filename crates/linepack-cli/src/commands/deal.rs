//! `linepack deal`: a file of questions about a deal, or the deal of a study alone.

use crate::Answer;
use crate::document::{Document, Input};
use crate::output::{json, number, say};
use crate::source::Source;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use linepack::findings::Finding;
use linepack_economics::chain::negotiate::{Negotiation, negotiate};
use linepack_economics::deal::document::{self, Answers, KINDS};
use serde_json::Value;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

/// Answer a file of bargaining questions, or show the deal of a study alone.
#[derive(Args)]
#[command(after_help = "\
Examples:
  linepack deal questions.json
  linepack deal questions.json --json -
  linepack deal power-of-siberia-2 --price 230
  linepack deal power-of-siberia-2 --set deal.seller_power=\"30 %\"
  linepack deal --questions

A file holds questions by name, such as
  { \"games\": [ { \"n\": 2, \"v_bitorder\": [0, 1, 2, 5] } ] }
Known answers in `expected` are compared; the exit code is 1 when one is missed.")]
pub struct Deal {
    /// A .json file of questions; or a study: folder, .toml file, or name of a bundled one.
    #[arg(required_unless_present = "questions")]
    input: Option<String>,
    /// Write the answers as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Price at which gains and waiting are told, USD per 1000 m³ (20 °C); without it the Nash price (study only).
    #[arg(long, value_name = "USD")]
    price: Option<f64>,
    /// Set an input of the study, such as line.volume="40 bcm(20C)/yr" (repeatable).
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
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
        let is_json =
            Path::new(input).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if is_json { self.file(input) } else { self.study(input) }
    }

    fn study(&self, study: &str) -> Result<Answer> {
        if let Some(price) = self.price.filter(|price| !price.is_finite() || *price <= 0.0) {
            bail!(
                "error: --price is {price} USD per 1000 m³\n  hint: give a price above 0, such as --price 230"
            );
        }
        let source = Source::find(study)?;
        let read = source.study(&self.set)?;
        let shown = std::io::stderr().is_terminal();
        let mut tick = |done: usize, all: usize| {
            if shown {
                let end = if done == all { "\r\x1b[K" } else { "" };
                let _ = write!(std::io::stderr(), "\rmarkets of coalitions: {done} of {all}{end}");
            }
        };
        let found = negotiate(&read, self.price, &mut tick).map_err(|faults| crate::output::told(&faults))?;
        let verdict = if found.splits.range >= 0.0 { "range" } else { "no_range" };
        if let Some(target) = &self.json {
            let text = |(name, text): (&String, &String)| Input {
                file: name.clone(),
                bytes: text.clone().into_bytes(),
            };
            let inputs: Vec<Input> = source.files.iter().map(text).collect();
            json(target, &Document::new("linepack-deal/1", &inputs, verdict, &[], &found))?;
        }
        if self.json.as_deref() != Some("-") {
            negotiation(&found);
        }
        Ok(if verdict == "range" { Answer::Yes } else { Answer::No })
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

/// The deal of a study on a page.
fn negotiation(found: &Negotiation) {
    let splits = &found.splits;
    let price = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |value| format!("{value:.0}"));
    say!("prices, USD per 1000 m³ (20 °C)");
    let [headline, company, state] = splits.seller;
    say!("  the seller signs from        {headline:.0}   (company {company:.0}, state {state:.0})");
    let [headline, importer, country] = splits.buyer;
    say!("  the buyer signs up to        {headline:.0}   (importer {importer:.0}, country {country:.0})");
    let [to_seller, to_buyer] = splits.range_bn;
    say!(
        "  range                        {:.0}   ({to_seller:.1} bn USD at the seller's rate, {to_buyer:.1} at the buyer's)",
        splits.range
    );
    say!(
        "  Nash {} · Kalai–Smorodinsky {} · equal gains {} · Rubinstein {}",
        price(splits.nash),
        price(splits.kalai_smorodinsky),
        price(splits.egalitarian),
        price(splits.rubinstein)
    );
    say!(
        "  at {:.0}: the seller gains {:.0}, the buyer {:.0}",
        splits.price,
        splits.gains[0],
        splits.gains[1]
    );
    say!(
        "value of waiting at {:.0}, bn USD (finite differences · lattice · simulation ± error)",
        splits.price
    );
    for row in &found.waiting {
        let agree = if row.agree { "" } else { "   the methods DISAGREE" };
        say!(
            "  {:6} {:38} {:6.2} · {:6.2} · {:6.2} ± {:.2}   {}{agree}",
            row.side,
            row.process,
            row.finite_differences,
            row.lattice,
            row.simulation,
            row.standard_error,
            if row.signs { "signs now" } else { "waits" }
        );
    }
    if let Some(private) = &found.private {
        say!("limits known to each side alone");
        say!(
            "  no deal although both would gain: {:.0} %; {:.0} % of the possible gain is reached",
            100.0 * private.inefficient_no_deal,
            100.0 * private.efficiency
        );
        say!(
            "  offers a year apart: {:.0}, then {:.0}; the first is taken with {:.0} %; offers each half year: {:.1} years of delay",
            private.offers[0],
            private.offers[1],
            100.0 * private.first_taken,
            private.mean_delay_years
        );
    }
    let sunk = &found.hold_up;
    say!(
        "once the line is built and the gain is split anew: the seller {}; it needs {} of the later gain, or {:.1} bn USD in advance",
        if sunk.built { "builds" } else { "does not build" },
        sunk.least_share
            .map_or_else(|| "more than all".to_owned(), |share| format!("{:.0} %", 100.0 * share)),
        sunk.least_prepayment
    );
    let game = &found.coalition;
    say!(
        "coalitions in {}: {} coalitions, {} markets, residual {:.0e}, proof of the nucleolus open by {:.0e}; core {}; M USD a year",
        game.year,
        game.values.len(),
        game.markets,
        game.residual,
        game.certificate,
        if game.core_exists { "not empty" } else { "empty" }
    );
    say!(
        "  {:60} {:>9} {:>9} {:>9} {:>8}",
        "",
        "Shapley",
        if game.pre { "prenucl." } else { "nucleolus" },
        "Myerson",
        "Banzhaf"
    );
    for (k, name) in game.players.iter().enumerate() {
        let banzhaf = game.banzhaf.as_ref().map_or_else(String::new, |index| format!("{:.0}", index[k]));
        say!(
            "  {:60} {:9.0} {:9.0} {:9.0} {:>8}",
            name.chars().take(60).collect::<String>(),
            game.shapley[k],
            game.nucleolus[k],
            game.myerson[k],
            banzhaf
        );
    }
    say!(
        "offers worth tabling ({} of {} are dominated), gain in bn USD",
        found.offers.iter().filter(|o| o.dominated).count(),
        found.offers.len()
    );
    for offer in found.offers.iter().filter(|offer| offer.worth_tabling) {
        say!(
            "  {:.0} USD, take-or-pay {:.0} %, loan {:.1} bn: seller {:.1}, buyer {:.1}",
            offer.price,
            100.0 * offer.take_or_pay,
            offer.loan,
            offer.payoffs[0],
            offer.payoffs[1]
        );
    }
    say!("the attempts");
    for attempt in &found.attempts {
        say!("  {} {}: {}. Reported: {}", attempt.number, attempt.date, attempt.reading, attempt.outcome);
    }
}
