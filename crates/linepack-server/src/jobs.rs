//! Whole runs in the background: a bounded queue, progress by part, a time limit, and cancel.
//!
//! A run is made part by part; between two parts it looks whether it was cancelled or is late.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tokio::sync::{Semaphore, watch};

use crate::store::StoreError;
use crate::{Engine, Limits, Store};

/// Runs under way.
#[derive(Clone)]
pub(crate) struct Jobs {
    engine: Arc<dyn Engine>,
    pub(crate) store: Arc<Store>,
    running: Arc<Mutex<HashMap<i64, Job>>>,
    turn: Arc<Semaphore>,
    most: usize,
    time: Duration,
}

struct Job {
    cancelled: Arc<AtomicBool>,
    progress: watch::Receiver<Value>,
}

/// Why a run was not taken.
#[derive(Debug)]
pub(crate) enum NotTaken {
    /// Too many are under way.
    Busy,
    /// The store failed.
    Store(StoreError),
}

impl Jobs {
    pub(crate) fn new(engine: Arc<dyn Engine>, store: Store, limits: &Limits) -> Self {
        Self {
            engine,
            store: Arc::new(store),
            running: Arc::default(),
            turn: Arc::new(Semaphore::new(1)),
            most: limits.runs,
            time: limits.run,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Job>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a run; gives its number.
    pub(crate) fn start(&self, settings: Vec<String>) -> Result<i64, NotTaken> {
        let mut running = self.lock();
        if running.len() >= self.most {
            return Err(NotTaken::Busy);
        }
        let id = self.store.add(&settings).map_err(NotTaken::Store)?;
        let cancelled = Arc::new(AtomicBool::new(false));
        let (tell, progress) = watch::channel(json!({ "state": "queued", "done": 0 }));
        let tell = Arc::new(tell);
        running.insert(id, Job { cancelled: cancelled.clone(), progress });
        drop(running);
        let jobs = self.clone();
        tokio::spawn(async move {
            let asked = Instant::now();
            let permit = jobs.turn.clone().acquire_owned().await;
            let (worker, told) = (jobs.clone(), tell.clone());
            let work = tokio::task::spawn_blocking(move || {
                let _ = worker.store.set(id, "running", None);
                worker.work(&settings, &cancelled, asked, &told)
            });
            let (state, answer) = work.await.unwrap_or(("failed", None));
            drop(permit);
            let _ = jobs.store.set(id, state, answer.as_ref());
            jobs.lock().remove(&id);
            // Who follows the progress learns of the end when the store knows the state.
            drop(tell);
        });
        Ok(id)
    }

    fn work(
        &self,
        settings: &[String],
        cancelled: &AtomicBool,
        asked: Instant,
        tell: &watch::Sender<Value>,
    ) -> (&'static str, Option<Value>) {
        let parts = self.engine.parts();
        let mut whole = Map::new();
        for (done, part) in parts.iter().enumerate() {
            if cancelled.load(Ordering::Relaxed) {
                return ("cancelled", None);
            }
            if asked.elapsed() > self.time {
                return ("late", None);
            }
            tell.send_replace(json!({ "state": "running", "part": part, "done": done, "of": parts.len() }));
            match self.engine.part(part, settings) {
                Ok(Value::Object(found)) => whole.extend(found),
                Ok(other) => {
                    whole.insert((*part).to_owned(), other);
                }
                Err(refusal) => {
                    let told = json!({ "error": { "message": refusal.message, "hint": refusal.hint } });
                    return ("failed", Some(told));
                }
            }
        }
        if cancelled.load(Ordering::Relaxed) {
            ("cancelled", None)
        } else {
            ("done", Some(Value::Object(whole)))
        }
    }

    /// Asks a run to end; false where it is not under way.
    pub(crate) fn cancel(&self, id: i64) -> bool {
        self.lock().get(&id).map(|job| job.cancelled.store(true, Ordering::Relaxed)).is_some()
    }

    /// Asks all runs to end.
    pub(crate) fn cancel_all(&self) {
        self.lock().values().for_each(|job| job.cancelled.store(true, Ordering::Relaxed));
    }

    /// Progress of a run under way.
    pub(crate) fn progress(&self, id: i64) -> Option<watch::Receiver<Value>> {
        self.lock().get(&id).map(|job| job.progress.clone())
    }
}
