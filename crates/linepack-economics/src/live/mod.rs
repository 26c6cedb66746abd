//! A study held in memory and asked again and again: what a page needs, whether the engine is in it or behind a server.
//!
//! ```text
//! Live::new(files) ──► answer(request) ──► figures (every move of a slider)
//!                                     └──► ranges, attempts, closing, designs, solve (when the hand rests)
//! ```
//!
//! Every figure is that of [`chain::run`] with the same `key=value` settings, to the last bit.

mod fields;
mod request;

pub use fields::{InputField, fields};
pub use request::{Request, told};

use crate::chain::attempts::{self, REACHED};
use crate::chain::tornado::{RESULTS, Tornado};
use crate::chain::values::Values;
use crate::chain::{self, Evaluated, Evaluation, Prepared};
use crate::deal::inverse::{Answer, Question, solve};
use crate::outcome::{Alternative, Attempt, Engine, Inverse, Outcome, Quantity, Swing};
use crate::study::fault::{Fault, Faults};
use crate::study::{Files, Study, contradictions};
use serde::Serialize;

/// Points of the scan of a question before a root is closed in.
const SCAN: usize = 12;

/// A study, prepared once.
#[derive(Debug, Clone)]
pub struct Live {
    study: Study,
    prepared: Prepared,
    engine: Engine,
    base: Option<Evaluation>,
}

/// What one asker's evaluations leave behind: stages that the next may take over. It changes no figure.
#[derive(Debug, Clone, Default)]
pub struct Memory(Option<Evaluation>);

/// What moves with the inputs but takes a second: ranges of the results, and the inputs by how far they move the range.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranges {
    /// The figures again, with low and high, and with the value of waiting.
    pub quantities: Vec<Quantity>,
    /// Inputs by how far they move `deal.range`, the strongest first.
    pub tornado: Vec<Swing>,
}

/// The answer to "what would have to be true" for an unknown and a result of the asker's choice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Solved {
    /// Key of the unknown.
    pub unknown: String,
    /// Its unit.
    pub unit: String,
    /// Its value now.
    pub today: f64,
    /// Id of the result.
    pub result: String,
    /// What the result should reach.
    pub target: f64,
    /// Every value of the unknown at which the result reaches the target; none where no value in the interval does.
    pub answers: Vec<f64>,
    /// Where there is none: the value that comes nearest, and the result there.
    pub nearest: Option<(f64, f64)>,
    /// Interval that was searched.
    pub searched: (f64, f64),
}

impl Live {
    /// Reads a study and evaluates it once.
    ///
    /// # Errors
    /// Every fault of the study.
    pub fn new(name: &str, files: &Files, engine: Engine) -> Result<Self, Faults> {
        let study = Study::read(name, files)?;
        let prepared = chain::prepare(&study)?;
        let base = chain::evaluate(&study, &prepared).map_err(|faults| chain::placed(&study, faults))?.ok();
        Ok(Self { study, prepared, engine, base })
    }

    /// The study as it was read.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// The study with settings as `--set` takes them: `line.diameter=1220 mm`.
    ///
    /// # Errors
    /// When a setting has no `=`, names no input, does not fit it, or contradicts another.
    pub fn set(&self, settings: &[String]) -> Result<Study, Faults> {
        let mut study = self.study.clone();
        for setting in settings {
            let (key, value) = setting.split_once('=').ok_or_else(|| {
                Fault::new(format!("`{setting}` has no `=`"), "write line.diameter=1220 mm")
            })?;
            study.inputs = study.inputs.replaced(key.trim(), value.trim())?;
        }
        let wrong = contradictions(&study.inputs);
        if wrong.is_empty() { Ok(study) } else { Err(Faults(wrong)) }
    }

    /// The whole outcome, as [`chain::run`] gives it.
    ///
    /// # Errors
    /// What is wrong with a setting.
    pub fn whole(&self, settings: &[String]) -> Result<Outcome, Faults> {
        chain::run(&self.set(settings)?, &self.engine)
    }

    /// What one evaluation tells, in some ten milliseconds: an outcome whose dear lists (tornado, attempts, closing,
    /// designs, built lines, misfits) are empty and whose figures have no low and high.
    ///
    /// # Errors
    /// What is wrong with a setting.
    pub fn figures(&self, settings: &[String], memory: &mut Memory) -> Result<Outcome, Faults> {
        let study = self.set(settings)?;
        let prepared = self.prepared(&study)?;
        let mut outcome = chain::empty(&study, &self.engine);
        match self.evaluate(&study, &prepared, memory)? {
            Ok(evaluation) => {
                let nothing = Tornado::default();
                chain::fill(&mut outcome, &study, &prepared, &evaluation, (&nothing, None))?;
                memory.0 = Some(evaluation);
            }
            Err(infeasible) => chain::fill_infeasible(&mut outcome, &study, &prepared, infeasible)?,
        }
        Ok(outcome)
    }

    /// Low and high of every result, the value of waiting, and the tornado.
    ///
    /// # Errors
    /// What is wrong with a setting.
    pub fn ranges(&self, settings: &[String], memory: &mut Memory) -> Result<Ranges, Faults> {
        let study = self.set(settings)?;
        let prepared = self.prepared(&study)?;
        let Ok(evaluation) = self.evaluate(&study, &prepared, memory)? else {
            return Ok(Ranges { quantities: Vec::new(), tornado: Vec::new() });
        };
        let tornado = Tornado::new(&study, &prepared, &evaluation)?;
        let delay = chain::delay(&evaluation, &tornado)?;
        let mut outcome = chain::empty(&study, &self.engine);
        chain::fill(&mut outcome, &study, &prepared, &evaluation, (&tornado, Some(&delay)))?;
        memory.0 = Some(evaluation);
        Ok(Ranges { quantities: outcome.quantities, tornado: tornado.swings })
    }

    /// The bargain at the date of each attempt.
    ///
    /// # Errors
    /// What is wrong with a setting.
    pub fn attempts(&self, settings: &[String], memory: &mut Memory) -> Result<Vec<Attempt>, Faults> {
        self.deep(settings, memory, |study, prepared, evaluation| {
            attempts::attempts(study, prepared, evaluation)
        })
    }

    /// What would have to be true today.
    ///
    /// # Errors
    /// What is wrong with a setting.
    pub fn closing(&self, settings: &[String], memory: &mut Memory) -> Result<Vec<Inverse>, Faults> {
        self.deep(settings, memory, attempts::today)
    }

    /// The designs beside the study's.
    ///
    /// # Errors
    /// What is wrong with a setting.
    pub fn designs(&self, settings: &[String], memory: &mut Memory) -> Result<Vec<Alternative>, Faults> {
        let study = self.set(settings)?;
        let prepared = self.prepared(&study)?;
        let evaluated = self.evaluate(&study, &prepared, memory)?;
        Ok(chain::compare::designs(&study, &prepared, evaluated.as_ref().ok())?)
    }

    /// The value of one input at which a result of [`RESULTS`] reaches a target; the interval is in the input's unit.
    ///
    /// # Errors
    /// When the input or the result is not known, or the interval is none.
    pub fn solve(
        &self,
        settings: &[String],
        (unknown, from, to): (&str, f64, f64),
        (result, target): (&str, f64),
        memory: &mut Memory,
    ) -> Result<Solved, Faults> {
        let study = self.set(settings)?;
        let prepared = self.prepared(&study)?;
        let input = study.inputs.get(unknown).filter(|_| study.inputs.number(unknown).is_some());
        let Some(input) = input else {
            return Err(Fault::new(format!("`{unknown}` is no number of the study"), "name an input").into());
        };
        let Some((_, read)) = RESULTS.iter().find(|(id, _)| *id == result) else {
            let known: Vec<&str> = RESULTS.iter().map(|(id, _)| *id).collect();
            let hint = format!("known: {}", known.join(", "));
            return Err(Fault::new(format!("`{result}` is no result that can be asked for"), hint).into());
        };
        let field = input.field();
        let before = self.evaluate(&study, &prepared, memory)?.ok();
        let at = |value: f64| {
            let written = format!("{value} {}", field.unit.trim_start_matches('-'));
            let inputs = study.inputs.replaced(unknown, written.trim()).ok()?;
            let evaluated = prepared.evaluate(Values::of(&inputs), before.as_ref()).ok()?;
            evaluated.ok().map(|evaluation| read(&evaluation)).filter(|value| value.is_finite())
        };
        let question = Question { interval: [from, to], target, tolerance: REACHED, scan: SCAN };
        let answer = solve(|value| at(value).unwrap_or(f64::NAN), &question)
            .map_err(|error| Fault::new(error.to_string(), "check the interval that is searched"))?;
        let (answers, nearest) = match answer {
            Answer::At(found) => (found, None),
            Answer::NoValueDoesIt { nearest, reached, .. } => {
                (Vec::new(), Some((nearest, reached)).filter(|_| reached.is_finite()))
            }
        };
        memory.0 = before.or(memory.0.take());
        Ok(Solved {
            unknown: unknown.to_owned(),
            unit: field.unit.to_owned(),
            today: crate::study::inputs::shown(field, study.inputs.si(unknown)),
            result: result.to_owned(),
            target,
            answers,
            nearest,
            searched: (from, to),
        })
    }

    fn deep<T>(
        &self,
        settings: &[String],
        memory: &mut Memory,
        part: impl Fn(&Study, &Prepared, &Evaluation) -> Result<Vec<T>, Fault>,
    ) -> Result<Vec<T>, Faults> {
        let study = self.set(settings)?;
        let prepared = self.prepared(&study)?;
        let Ok(evaluation) = self.evaluate(&study, &prepared, memory)? else { return Ok(Vec::new()) };
        let found = part(&study, &prepared, &evaluation)?;
        memory.0 = Some(evaluation);
        Ok(found)
    }

    /// What evaluations of a study share: prepared again only where a setting changes the gas, the year or the region.
    fn prepared(&self, study: &Study) -> Result<std::borrow::Cow<'_, Prepared>, Faults> {
        let same = ["gas.composition", "study.money_year", "market.region"].iter().all(|key| {
            let content = |study: &Study| study.inputs.get(key).map(|input| input.content.clone());
            content(study) == content(&self.study)
        });
        Ok(if same {
            std::borrow::Cow::Borrowed(&self.prepared)
        } else {
            std::borrow::Cow::Owned(chain::prepare(study)?)
        })
    }

    fn evaluate(&self, study: &Study, prepared: &Prepared, memory: &Memory) -> Result<Evaluated, Faults> {
        // Stages of another gas must not be taken over.
        let own = std::ptr::eq(prepared, &raw const self.prepared);
        let before = memory.0.as_ref().or(self.base.as_ref()).filter(|_| own);
        Ok(prepared.afresh(Values::of(&study.inputs), before)?)
    }
}
