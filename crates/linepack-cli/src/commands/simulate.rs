//! `linepack simulate`: a network through time; pressures, flows and linepack at the times asked for.

mod answer;
mod case;
mod course;

use crate::Answer;
use crate::document::Document;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use linepack::transient::{Ending, Options};
use linepack::units::Time;
use std::path::PathBuf;
use std::time::Instant;

/// Follow a network through time: pressures, flows, linepack, and when a limit falls.
#[derive(Args)]
#[command(after_help = "\
Examples:
  linepack simulate Cha09.net --scenario Cha09/period.ini --eos constant:0.8087 --friction constant:0.005659 --convection off
  linepack simulate GasLib-40.net --scenario GasLib-40.scn --schedule trip.toml --hours 24 --json -
  linepack simulate yamal-europe --eos constant:1 --every \"1 h\" --out out/yamal")]
pub struct Simulate {
    /// Network file (GasLib or morgen .net), or a folder of GasTranSim.
    network: PathBuf,
    /// What is asked: GasLib .scn, morgen .ini, or the bc*.json of a GasTranSim folder.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// What changes over time: our .toml, or a .csv table of series (repeatable).
    #[arg(long, value_name = "FILE")]
    schedule: Vec<PathBuf>,
    /// Length of the run in hours; without it that of the schedule or scenario.
    #[arg(long, value_name = "H")]
    hours: Option<f64>,
    /// Distance of the times of the answer.
    #[arg(long, default_value = "300 s", value_name = "TIME")]
    every: String,
    /// Times of the answer instead, such as "0 h, 6 h, 24 h".
    #[arg(long, value_name = "TIMES")]
    times: Option<String>,
    #[command(flatten)]
    physics: case::Physics,
    /// Start from the steady state even where the files give a state.
    #[arg(long)]
    steady_start: bool,
    /// Longest cell.
    #[arg(long, default_value = "5 km", value_name = "LENGTH")]
    cell: String,
    /// Error of pressure that one step may make.
    #[arg(long, default_value = "20 Pa", value_name = "PRESSURE")]
    tolerance: String,
    /// Write the answer as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Folder for trajectories as CSV: pressures.csv, flows.csv, linepack.csv.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write what the run needs to go on to this file: on Ctrl-C, and as --checkpoint-every says.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Simulated time between two checkpoints.
    #[arg(long, value_name = "TIME", requires = "checkpoint")]
    checkpoint_every: Option<String>,
    /// Go on from a checkpoint of the same call.
    #[arg(long, value_name = "CHECKPOINT")]
    resume: Option<PathBuf>,
    /// End the run at this simulated time as Ctrl-C would.
    #[arg(long, value_name = "TIME")]
    stop_at: Option<String>,
}

impl Simulate {
    /// Runs, prints a short answer, writes the files.
    pub fn run(&self) -> Result<Answer> {
        if let Some(out) = self.out.as_ref().filter(|out| out.exists() && !out.is_dir()) {
            bail!("error: {} is a file, not a folder\n  hint: choose another with --out", out.display());
        }
        let case = case::Case::read(&self.network, self.scenario.as_deref(), &self.schedule, self.hours)?;
        let physics = self.physics.choose(&case)?;
        let options = Options {
            times: self.output_times(case.schedule.start, case.schedule.end)?,
            cell_length: length(&self.cell, "--cell")?,
            tolerance: pressure(&self.tolerance, "--tolerance")?,
            initial: case.initial(self.steady_start),
            ..physics.options()
        };
        let started = Instant::now();
        let course = course::follow(
            &case,
            &options,
            &course::Keep {
                checkpoint: self.checkpoint.as_deref(),
                every: self
                    .checkpoint_every
                    .as_deref()
                    .map(|text| seconds(text, "--checkpoint-every"))
                    .transpose()?,
                resume: self.resume.as_deref(),
                stop_at: self.stop_at.as_deref().map(|text| seconds(text, "--stop-at")).transpose()?,
                call: self.fingerprint(&case, &options),
            },
        )?;
        let seconds = started.elapsed().as_secs_f64();
        let verdict = answer::verdict(&course);
        let messages: Vec<_> =
            case.notes.iter().chain(&physics.notes).chain(&course.messages).cloned().collect();
        if let Some(target) = &self.json {
            let body = answer::body(&case.network, &case.schedule, &course, seconds);
            crate::output::json(
                target,
                &Document::new("linepack-simulate/1", &case.inputs, verdict, &messages, body),
            )?;
        }
        if let Some(folder) = &self.out {
            answer::tables(&case.network, &course, folder)?;
        }
        if self.json.as_deref() != Some("-") {
            answer::print(&case.network, &course, &messages, seconds);
        }
        Ok(match (&course.ending, verdict) {
            (Ending::StepLimit { .. } | Ending::Stopped { .. }, _) => Answer::NotFound,
            (_, "feasible") => Answer::Yes,
            _ => Answer::No,
        })
    }

    /// What a checkpoint must share with the call that goes on from it.
    fn fingerprint(&self, case: &case::Case, options: &Options<'_>) -> String {
        let files: Vec<String> = case.inputs.iter().map(crate::document::Input::sha256).collect();
        format!("{files:?} {:?} {options:?} {}", self.physics, case.schedule.end)
    }

    fn output_times(&self, start: f64, end: f64) -> Result<Vec<f64>> {
        if let Some(text) = &self.times {
            return text.split(',').map(|part| seconds(part.trim(), "--times")).collect();
        }
        let every = seconds(&self.every, "--every")?;
        if every.is_nan() || every <= 0.0 || (end - start) / every > 1e7 {
            bail!(
                "error: `--every {}` gives no sensible number of times\n  hint: write --every \"300 s\"",
                self.every
            );
        }
        let mut times = Vec::new();
        let mut count = 0.0;
        while start + count * every < end - 1e-9 * every {
            times.push(start + count * every);
            count += 1.0;
        }
        times.push(end);
        Ok(times)
    }
}

/// A time of the command line, s.
fn seconds(text: &str, option: &str) -> Result<f64> {
    let time: Time = text.parse().map_err(|error: linepack::units::UnitError| {
        anyhow!("error: `{option} {text}`: {error}\n  hint: {}", error.hint())
    })?;
    Ok(time.si())
}

fn length(text: &str, option: &str) -> Result<f64> {
    let length: linepack::units::Length = text.parse().map_err(|error: linepack::units::UnitError| {
        anyhow!("error: `{option} {text}`: {error}\n  hint: {}", error.hint())
    })?;
    Ok(length.si())
}

fn pressure(text: &str, option: &str) -> Result<f64> {
    let pressure: linepack::units::Pressure = text.parse().map_err(|error: linepack::units::UnitError| {
        anyhow!("error: `{option} {text}`: {error}\n  hint: {}", error.hint())
    })?;
    Ok(pressure.si())
}
