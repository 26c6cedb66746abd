//! Many scenarios on one network: all cores, warm-started, the same answer whatever the number of threads.
//!
//! Scenarios are dealt out in groups of fixed size, and every group starts from the state of the
//! batch's first scenario; within a group each starts from the one before.

use super::answer::{Answered, bara, cause, exit, word};
use super::physics::Physics;
use super::{Flow, read_scenario, short};
use crate::Answer;
use crate::document::{Document, Input};
use crate::network_files::Loaded;
use crate::output::{number, say};
use anyhow::{Context, Result, anyhow};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use linepack::findings::Finding;
use linepack::formats::StatedGas;
use linepack::solution::Solution;
use linepack::steady::{Memory, solve_again};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Scenarios of one group.
const GROUP: usize = 32;

/// What became of one scenario.
struct Line {
    text: String,
    json: Value,
    answer: Answer,
    input: Input,
    notes: Vec<Finding>,
}

/// Solves all scenarios and prints a line for each.
pub fn run(flow: &Flow, loaded: &Loaded, files: &[PathBuf]) -> Result<Answer> {
    let mut first = Memory::default();
    let physics = flow.physics.choose(&loaded.case.network, &loaded.case.gas)?;
    let head = files.first().map_or_else(|| Path::new(""), PathBuf::as_path);
    solve_one(flow, loaded, head, &physics, &mut first)?;
    let bar = progress(files.len() as u64);
    let groups: Vec<&[PathBuf]> = files.chunks(GROUP).collect();
    let threads = if flow.threads == 0 {
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
    } else {
        flow.threads
    };
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<Vec<Line>>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.min(groups.len()) {
            scope.spawn(|| {
                // A physics of its own: an equation of state is not shared between threads.
                let physics = flow.physics.choose(&loaded.case.network, &loaded.case.gas);
                while let Some((index, group)) = take(&next, &groups) {
                    let mut memory = first.clone();
                    let lines = match &physics {
                        Ok(physics) => group
                            .iter()
                            .map(|file| {
                                let line = solve_one(flow, loaded, file, physics, &mut memory);
                                bar.inc(1);
                                line
                            })
                            .collect(),
                        Err(error) => Err(anyhow!("{error:#}")),
                    };
                    if let Ok(mut done) = done.lock() {
                        done.push((index, lines));
                    }
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut groups = done.into_inner().map_err(|_| anyhow!("error: a thread of the batch ended early"))?;
    groups.sort_by_key(|group| group.0);
    let lines: Vec<Line> =
        groups.into_iter().map(|group| group.1).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    conclude(flow, loaded, &physics, lines)
}

fn take<'g>(next: &AtomicUsize, groups: &[&'g [PathBuf]]) -> Option<(usize, &'g [PathBuf])> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    groups.get(index).map(|group| (index, *group))
}

fn solve_one(
    flow: &Flow,
    loaded: &Loaded,
    file: &Path,
    physics: &Physics,
    memory: &mut Memory,
) -> Result<Line> {
    let input = Input::read(file)?;
    let network = &loaded.case.network;
    let (mut asked, mut notes) = read_scenario(&input, network)?;
    flow.boundary.apply(&mut asked.scenario, network)?;
    // A scenario with a gas of its own starts afresh.
    let (own, mut fresh);
    let (physics, memory) = if asked.gas == StatedGas::default() {
        (physics, memory)
    } else {
        own = flow.physics.choose(network, &asked.gas.or(&loaded.case.gas))?;
        fresh = Memory::default();
        (&own, &mut fresh)
    };
    let solution = solve_again(network, &asked.scenario, &physics.options(), memory)
        .map_err(|error| super::physics::hinted(&error))
        .with_context(|| format!("error: in {}", file.display()))?;
    notes.extend(solution.messages.iter().cloned());
    let body = Answered { network, solution: &solution, physics }.body(None);
    let mut json = if flow.json.is_some() { serde_json::to_value(&body)? } else { Value::Null };
    if let Some(object) = json.as_object_mut() {
        object.insert("file".into(), json!(input.file));
        object.insert("scenario".into(), json!(asked.scenario.name));
        object.insert("verdict".into(), json!(word(&solution)));
    }
    let text = line(file, &solution, loaded);
    Ok(Line { text, json, answer: exit(&solution), input, notes })
}

/// One scenario in a line.
fn line(file: &Path, solution: &Solution, loaded: &Loaded) -> String {
    let mut text = format!("{:<10} {}", word(solution).replace('_', " "), short(file));
    if let Some((node, pressure)) = solution.lowest_pressure(&loaded.case.network) {
        let _ = write!(text, "  lowest {} at `{node}`", bara(pressure));
    }
    let _ = write!(
        text,
        "  residuals {:.0e} kg/s {:.0e} Pa  iterations {}",
        solution.residuals.mass, solution.residuals.momentum, solution.effort.iterations
    );
    if !solution.violations.is_empty() {
        let _ = write!(text, "  limits not held {}", solution.violations.len());
    }
    if let Some(cause) = cause(solution) {
        let _ = write!(text, "  {}", cause.sentence);
        if let Some(scale) = cause.max_feasible_scale {
            let _ = write!(text, " (greatest scale {})", number(scale));
        }
    }
    text
}

fn conclude(flow: &Flow, loaded: &Loaded, physics: &Physics, lines: Vec<Line>) -> Result<Answer> {
    let count = |answer: Answer| lines.iter().filter(|line| line.answer == answer).count();
    let (yes, no, lost) = (count(Answer::Yes), count(Answer::No), count(Answer::NotFound));
    let answer = match (no, lost) {
        (0, 0) => Answer::Yes,
        (_, 0) => Answer::No,
        _ => Answer::NotFound,
    };
    let mut notes = loaded.notes.clone();
    notes.extend(physics.notes.iter().cloned());
    // What is said of every scenario alike is said once.
    for note in lines.iter().flat_map(|line| &line.notes) {
        if !notes.iter().any(|known| known.text == note.text) && notes.len() < 200 {
            notes.push(note.clone());
        }
    }
    if flow.json.as_deref() != Some("-") {
        for line in &lines {
            say!("{}", line.text);
        }
        say!("{} scenarios: {yes} feasible, {no} infeasible, {lost} not found", lines.len());
    }
    if let Some(target) = &flow.json {
        let verdict = match answer {
            Answer::Yes => "feasible",
            Answer::No | Answer::Wrong => "infeasible",
            Answer::NotFound => "not_found",
        };
        let mut inputs = loaded.inputs.clone();
        let (scenarios, files): (Vec<Value>, Vec<Input>) =
            lines.into_iter().map(|line| (line.json, line.input)).unzip();
        inputs.extend(files);
        let body = json!({ "feasible": yes, "infeasible": no, "not_found": lost, "scenarios": scenarios });
        let document = Document::new("linepack-flow-batch/1", &inputs, verdict, &notes, body);
        crate::output::json(target, &document)?;
    }
    Ok(answer)
}

/// A bar on standard error, if that is a terminal.
fn progress(length: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} scenarios, {eta} left") {
        bar.set_style(style);
    }
    bar
}
