//! Answers computed by few workers, with a bounded queue before them and a memory of what was asked.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::{Limits, Refusal};

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// Too many wait.
    Busy,
    /// It took too long.
    Late,
    /// The question is wrong.
    Refused(Refusal),
}

/// The workers.
#[derive(Debug)]
pub(crate) struct Workers {
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    time: Duration,
    kept: Mutex<Kept>,
    most: usize,
}

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<String, Arc<str>>,
    order: VecDeque<String>,
}

impl Workers {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            working: Arc::new(Semaphore::new(limits.workers.max(1))),
            waiting: Arc::new(Semaphore::new(limits.waiting.max(1))),
            time: limits.answer,
            kept: Mutex::default(),
            most: limits.kept,
        }
    }

    fn known(&self, question: &str) -> Option<Arc<str>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).answers.get(question).cloned()
    }

    fn keep(&self, question: String, answer: &Arc<str>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.answers.insert(question.clone(), answer.clone()).is_none() {
            kept.order.push_back(question);
        }
        while kept.order.len() > self.most {
            if let Some(oldest) = kept.order.pop_front() {
                kept.answers.remove(&oldest);
            }
        }
    }

    /// The answer to a question, computed at most once while it is remembered; `None` remembers nothing.
    pub(crate) async fn answer(
        &self,
        question: Option<String>,
        compute: impl FnOnce() -> Result<String, Refusal> + Send + 'static,
    ) -> Result<Arc<str>, Unanswered> {
        let known = |question: &Option<String>| question.as_ref().and_then(|question| self.known(question));
        if let Some(answer) = known(&question) {
            return Ok(answer);
        }
        let Ok(_place) = self.waiting.try_acquire() else { return Err(Unanswered::Busy) };
        let work = async {
            let Ok(permit) = self.working.clone().acquire_owned().await else { return Err(Unanswered::Busy) };
            // Another may have asked the same while this one waited.
            if let Some(answer) = known(&question) {
                return Ok(answer);
            }
            let computed = tokio::task::spawn_blocking(move || {
                let answer = compute();
                drop(permit);
                answer
            });
            match computed.await {
                Ok(Ok(answer)) => Ok(Arc::from(answer)),
                Ok(Err(refusal)) => Err(Unanswered::Refused(refusal)),
                Err(_) => Err(Unanswered::Late),
            }
        };
        let answer = tokio::time::timeout(self.time, work).await.unwrap_or(Err(Unanswered::Late))?;
        if let Some(question) = question {
            self.keep(question, &answer);
        }
        Ok(answer)
    }
}
