//! The run itself: progress on the terminal, Ctrl-C, checkpoints.

use super::case::Case;
use anyhow::{Context, Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};
use linepack::transient::{Checkpoint, Options, Order, Transient, simulate_watched};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is kept of a run, and where it goes on.
pub struct Keep<'a> {
    /// File for checkpoints.
    pub checkpoint: Option<&'a Path>,
    /// Simulated time between two of them, s.
    pub every: Option<f64>,
    /// Checkpoint to go on from.
    pub resume: Option<&'a Path>,
    /// Simulated time at which to stop, s.
    pub stop_at: Option<f64>,
    /// What the call says; a checkpoint of another call is refused.
    pub call: String,
}

/// A checkpoint in its file.
#[derive(Serialize, Deserialize)]
struct Stored {
    schema: String,
    call: String,
    run: Checkpoint,
}

const SCHEMA: &str = "linepack-checkpoint/1";

/// Follows a case to its end, to Ctrl-C, or to where it was told to stop.
pub fn follow(case: &Case, options: &Options<'_>, keep: &Keep<'_>) -> Result<Transient> {
    let call = hash(&keep.call);
    let from = keep.resume.map(|path| read(path, &call)).transpose()?;
    let stop = Arc::new(AtomicBool::new(false));
    let signal = Arc::clone(&stop);
    // A second handler in one process is refused; the run then ends as the system ends it.
    let _ = ctrlc::set_handler(move || signal.store(true, Ordering::Relaxed));
    let (start, end) = (case.schedule.start, case.schedule.end);
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(1000) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {msg} {elapsed}") {
        bar.set_style(style);
    }
    let mut due = keep.every.map(|every| from.as_ref().map_or(start, Checkpoint::time) + every);
    let mut failure = None;
    let outcome = simulate_watched(&case.network, &case.schedule, options, from.as_ref(), &mut |moment| {
        if moment.steps.0.is_multiple_of(64) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
            bar.set_position((1000.0 * (moment.time - start) / (end - start)) as u64);
            bar.set_message(format!(
                "{:.2} of {:.0} h",
                (moment.time - start) / 3600.0,
                (end - start) / 3600.0
            ));
        }
        let told = stop.load(Ordering::Relaxed) || keep.stop_at.is_some_and(|at| moment.time >= at);
        let is_due = due.is_some_and(|due| moment.time >= due);
        if let Some(path) = keep.checkpoint.filter(|_| told || is_due) {
            due = keep.every.map(|every| moment.time + every);
            let stored = Stored { schema: SCHEMA.into(), call: call.clone(), run: moment.checkpoint() };
            let written = serde_json::to_vec(&stored)
                .map_err(anyhow::Error::from)
                .and_then(|bytes| crate::output::write(path, &bytes));
            if let Err(error) = written {
                failure = Some(error);
                return Order::Stop;
            }
        }
        if told { Order::Stop } else { Order::Continue }
    });
    bar.finish_and_clear();
    match failure {
        Some(failure) => Err(failure),
        None => outcome.map_err(|error| anyhow!("{error}")),
    }
}

fn read(path: &Path, call: &str) -> Result<Checkpoint> {
    let bytes = fs::read(path).with_context(|| {
        format!("error: {} cannot be read\n  hint: check the path and its rights", path.display())
    })?;
    let stored: Stored = serde_json::from_slice(&bytes).map_err(|error| {
        anyhow!("error: {} is not a checkpoint: {error}\n  hint: start the run anew", path.display())
    })?;
    if stored.schema != SCHEMA || stored.call != call {
        bail!(
            "error: {} belongs to a run of other files or options\n  hint: repeat the call that wrote it, with --resume",
            path.display()
        );
    }
    Ok(stored.run)
}

fn hash(text: &str) -> String {
    crate::document::Input { file: String::new(), bytes: text.as_bytes().to_vec() }.sha256()
}
