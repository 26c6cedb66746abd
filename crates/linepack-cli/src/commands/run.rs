//! `linepack run`: the whole chain; prints the verdict, writes the report, the results and tables.

use crate::Answer;
use crate::source::Source;
use anyhow::{Context, Result, bail};
use clap::Args;
use linepack_economics::chain;
use linepack_economics::outcome::{Outcome, Verdict};
use linepack_economics::study::Study;
use linepack_report::Moving;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

/// Run a study from steel to price: prints the verdict, writes report.html, results.json and tables.
#[derive(Args)]
#[command(after_help = "\
Examples:
  linepack run power-of-siberia-2
  linepack run power-of-siberia-2 --out out/mine --set line.diameter=\"1220 mm\"
  linepack run studies/power-of-siberia-2 --bench 20")]
pub struct Run {
    /// Folder, .toml file, or name of a bundled study.
    study: String,
    /// Folder for report.html, results.json and tables; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Set an input, such as line.diameter="1220 mm" (repeatable).
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Write the results as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Time N evaluations of the chain and the whole run, and print the medians.
    #[arg(long, value_name = "N")]
    bench: Option<u32>,
}

impl Run {
    /// Evaluates the study, prints the verdict, writes the files.
    pub fn run(&self) -> Result<Answer> {
        let source = Source::find(&self.study)?;
        if let Some(out) = self.out.as_ref().filter(|out| out.exists() && !out.is_dir()) {
            bail!("error: {} is a file, not a folder\n  hint: choose another with --out", out.display());
        }
        let study = source.study(&self.set)?;
        if let Some(times) = self.bench {
            return bench(&study, times);
        }
        let outcome =
            chain::run(&study, &crate::output::engine()).map_err(|faults| crate::output::told(&faults))?;
        if let Some(target) = &self.json {
            crate::output::json(target, &outcome)?;
        }
        let folder =
            self.out.clone().or_else(|| self.json.is_none().then(|| PathBuf::from("out").join(&source.name)));
        if self.json.as_deref() != Some("-") {
            print(&outcome, &source.place);
        }
        if let Some(folder) = folder {
            let page = page(&outcome, &source, &study, &self.set);
            write(&outcome, &page, &folder)?;
            if self.json.as_deref() != Some("-") {
                crate::output::say!("\nreport: {}", folder.join("report.html").display());
            }
        }
        Ok(match outcome.verdict {
            Verdict::Feasible => Answer::Yes,
            Verdict::Infeasible => Answer::No,
            Verdict::NotFound => Answer::NotFound,
        })
    }
}

fn print(outcome: &Outcome, place: &str) {
    crate::output::say!("{} ({place})\n", outcome.study.title);
    for sentence in linepack_report::verdict(outcome) {
        crate::output::say!("{}\n", wrapped(&sentence, 100));
    }
    let figures = [
        "line.capacity",
        "line.length",
        "line.diameter",
        "line.wall",
        "line.stations",
        "line.power",
        "line.fuel_share",
        "cost.capex",
        "cost.tariff",
        "deal.seller_reservation",
        "deal.buyer_reservation",
        "deal.range",
        "deal.nash_price",
        "deal.rubinstein_price",
    ];
    for id in figures {
        if let Some(quantity) = outcome.quantity(id) {
            let number = crate::output::number;
            let unit = if quantity.unit == "-" { "" } else { &quantity.unit };
            let range = match (quantity.low, quantity.high) {
                (Some(low), Some(high)) => format!("{} to {}", number(low), number(high)),
                _ => String::new(),
            };
            crate::output::say!("  {:56} {:>9} {:18} {range}", quantity.label, number(quantity.value), unit);
        }
    }
}

/// A paragraph in lines of at most `width` characters.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.chars().count() + word.chars().count() >= width);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}

/// Script and engine of the page that moves; both empty where the program was built without them.
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/page.js"));
const ENGINE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/linepack.wasm"));

/// The report: the page that moves where the program holds it.
fn page(outcome: &Outcome, source: &Source, study: &Study, settings: &[String]) -> String {
    if SCRIPT.is_empty() {
        return linepack_report::html(outcome);
    }
    let moving = Moving { script: SCRIPT, engine: ENGINE, study, files: &source.files, settings };
    linepack_report::html_live(outcome, &moving)
}

fn write(outcome: &Outcome, report: &str, folder: &PathBuf) -> Result<()> {
    let results = serde_json::to_vec_pretty(outcome)?;
    fs::create_dir_all(folder).with_context(|| {
        format!("error: the folder {} cannot be made\n  hint: choose another with --out", folder.display())
    })?;
    crate::output::write(&folder.join("results.json"), &results)?;
    crate::output::write(&folder.join("report.html"), report.as_bytes())?;
    for (name, table) in crate::output::tables(outcome)? {
        crate::output::write(&folder.join(name), table.as_bytes())?;
    }
    Ok(())
}

/// Medians of one evaluation and of the whole run with its report, printed with their goals' units.
fn bench(study: &linepack_economics::study::Study, times: u32) -> Result<Answer> {
    let median = |mut seconds: Vec<f64>| {
        seconds.sort_by(f64::total_cmp);
        seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN) * 1e3
    };
    let world = chain::prepare(study).map_err(|faults| crate::output::told(&faults))?;
    let mut evaluations = Vec::new();
    let mut runs = Vec::new();
    for _ in 0..times.max(1) {
        let start = Instant::now();
        let evaluation = chain::evaluate(study, &world).map_err(|faults| crate::output::told(&faults))?;
        evaluations.push(start.elapsed().as_secs_f64());
        std::hint::black_box(&evaluation);
    }
    for _ in 0..times.clamp(1, 5) {
        let start = Instant::now();
        let outcome =
            chain::run(study, &crate::output::engine()).map_err(|faults| crate::output::told(&faults))?;
        std::hint::black_box(linepack_report::html(&outcome).len());
        runs.push(start.elapsed().as_secs_f64());
    }
    crate::output::say!(
        "one evaluation            {:8.2} ms (median of {})",
        median(evaluations),
        times.max(1)
    );
    crate::output::say!(
        "whole run with its report {:8.2} ms (median of {})",
        median(runs),
        times.clamp(1, 5)
    );
    Ok(Answer::Yes)
}
