//! `linepack flow`: the steady state of a network, for one scenario or a batch of them.

mod answer;
mod batch;
mod boundary;
mod physics;

use crate::Answer;
use crate::document::{Document, Input};
use crate::network_files::{self, Loaded};
use anyhow::{Result, anyhow, bail};
use clap::Args;
use linepack::findings::Finding;
use linepack::formats::{self, Asked, File};
use linepack::network::Network;
use linepack::steady::{Memory, solve_again};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Find the steady state of a gas network: every pressure and flow, or why there is none.
#[derive(Args)]
#[command(after_help = "\
Examples:
  linepack flow GasLib-40.net --scenario GasLib-40.scn
  linepack flow GasLib-40.net --scenario GasLib-40.scn --slack source_1=\"81.01325 bara\" --json state.json
  linepack flow GasLib-134-v2.net --scenario nominations/ --active bypass
  linepack flow GasLib-40.net --scenario GasLib-40.scn --report page.html
  linepack flow GasLib-40.net --scenario GasLib-40.scn --scale 0.7 --set compressorStation_1.ratio=1.15")]
pub struct Flow {
    /// Network: a GasLib or morgen .net file, or the folder of a GasTranSim case.
    network: PathBuf,
    /// What is asked: a scenario file or a folder of them; several are solved as a batch.
    #[arg(long, value_name = "FILE")]
    scenario: Vec<PathBuf>,
    /// Station file (.cs); without it, one of the network's name beside it is taken.
    #[arg(long, value_name = "FILE")]
    stations: Option<PathBuf>,
    #[command(flatten)]
    physics: physics::PhysicsOptions,
    #[command(flatten)]
    boundary: boundary::BoundaryOptions,
    /// Threads for a batch; the answer is the same whatever the number. 0 takes all cores.
    #[arg(long, default_value_t = 0, value_name = "N")]
    threads: usize,
    /// Write the answer as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Write the state as rows `node,ID,Pa`, `arc,ID,kg/s` and `inj,ID,kg/s`.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write the page of the network: map, tables, violated limits, in one offline file.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Flow {
    /// Reads, solves, prints.
    pub fn run(&self) -> Result<Answer> {
        let loaded = network_files::load(&self.network, self.stations.as_deref())?;
        let scenarios = self.scenario_files()?;
        if scenarios.len() > 1 {
            if self.csv.is_some() || self.report.is_some() {
                bail!(
                    "error: --csv and --report write one state, {} scenarios are asked for\n  hint: use --json",
                    scenarios.len()
                );
            }
            return batch::run(self, &loaded, &scenarios);
        }
        self.single(loaded, scenarios.first())
    }

    fn single(&self, loaded: Loaded, scenario: Option<&PathBuf>) -> Result<Answer> {
        let Loaded { case, mut notes, mut inputs } = loaded;
        let mut asked = Asked { scenario: case.scenario.clone().unwrap_or_default(), ..Asked::default() };
        if let Some(path) = scenario {
            let input = Input::read(path)?;
            let (read, found) = read_scenario(&input, &case.network)?;
            asked = read;
            notes.extend(found);
            inputs.push(input);
        } else if case.scenario.is_none() && self.boundary.asks_nothing() {
            notes.push(
                Finding::warning("no scenario is given: nothing enters or leaves the network")
                    .hint("name one with --scenario"),
            );
        }
        self.boundary.apply(&mut asked.scenario, &case.network)?;
        let mut physics = self.physics.choose(&case.network, &asked.gas.clone().or(&case.gas))?;
        notes.append(&mut physics.notes);
        let start = Instant::now();
        let solution =
            solve_again(&case.network, &asked.scenario, &physics.options(), &mut Memory::default())
                .map_err(|error| physics::hinted(&error))?;
        let seconds = start.elapsed().as_secs_f64();
        notes.extend(solution.messages.iter().cloned());
        let answer = answer::Answered { network: &case.network, solution: &solution, physics: &physics };
        if self.json.as_deref() != Some("-") {
            let what =
                scenario.map_or_else(|| asked.scenario.name.clone(), |path| path.display().to_string());
            answer.say(&self.network.display().to_string(), &what, seconds, &notes);
        }
        if let Some(target) = &self.json {
            let body = answer.body(Some(seconds));
            let document = Document::new("linepack-flow/1", &inputs, answer::word(&solution), &notes, body);
            crate::output::json(target, &document)?;
        }
        if let Some(path) = &self.csv {
            crate::output::write(path, answer.rows().as_bytes())?;
        }
        if let Some(path) = &self.report {
            let page = linepack_report::network_page(&case.network, &asked.scenario, &solution);
            crate::output::write(path, page.as_bytes())?;
        }
        Ok(answer::exit(&solution))
    }

    /// The files named by `--scenario`, those of folders by name.
    fn scenario_files(&self) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for path in &self.scenario {
            if path.is_dir() {
                let found = network_files::folder(path, &["scn", "ini", "toml"])?;
                if found.is_empty() {
                    bail!(
                        "error: the folder {} holds no scenario\n  hint: name a folder with .scn files",
                        path.display()
                    );
                }
                files.extend(found);
            } else {
                files.push(path.clone());
            }
        }
        Ok(files)
    }
}

/// Options as they are where none is given.
#[derive(clap::Parser)]
struct Defaults {
    #[command(flatten)]
    physics: physics::PhysicsOptions,
}

/// The steady state of a network whose files are given, as `--json` writes it; with `page`, its page as well.
pub fn answer(files: Vec<Input>, scenario: Option<Input>, page: bool) -> Result<serde_json::Value> {
    let Defaults { physics } = clap::Parser::try_parse_from(["flow"])?;
    let named: Vec<File<'_>> =
        files.iter().map(|input| File { name: &input.file, bytes: &input.bytes }).collect();
    let read = formats::read(&named).map_err(|findings| anyhow!("{findings}"))?;
    let (case, mut notes, mut inputs) = (read.value, read.notes, files);
    let mut asked = Asked { scenario: case.scenario.clone().unwrap_or_default(), ..Asked::default() };
    if let Some(input) = scenario {
        let (read, found) = read_scenario(&input, &case.network)?;
        asked = read;
        notes.extend(found);
        inputs.push(input);
    }
    let mut physics = physics.choose(&case.network, &asked.gas.clone().or(&case.gas))?;
    notes.append(&mut physics.notes);
    let solution = solve_again(&case.network, &asked.scenario, &physics.options(), &mut Memory::default())
        .map_err(|error| physics::hinted(&error))?;
    notes.extend(solution.messages.iter().cloned());
    let answered = answer::Answered { network: &case.network, solution: &solution, physics: &physics };
    let document =
        Document::new("linepack-flow/1", &inputs, answer::word(&solution), &notes, answered.body(None));
    let mut value = serde_json::to_value(document)?;
    if page {
        let page = linepack_report::network_page(&case.network, &asked.scenario, &solution);
        value["page"] = page.into();
    }
    Ok(value)
}

/// Reads a scenario for a network.
fn read_scenario(input: &Input, network: &Network) -> Result<(Asked, Vec<Finding>)> {
    let file = File { name: &input.file, bytes: &input.bytes };
    let read = formats::read_scenario(&file, network).map_err(|findings| anyhow!("{findings}"))?;
    Ok((read.value, read.notes))
}

/// The last part of a path, as a name for a line of a batch.
fn short(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
