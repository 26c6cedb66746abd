//! The line of least levelised cost: diameter, pressure, strings, number and sites of stations for a flow.
//!
//! ```text
//! for every (diameter, pressure, strings):  wall by code ─► bore ─► hydraulics(stations) ─► capex, fuel ─► tariff
//! best = least tariff among those that carry the flow
//! ```
//!
//! The physics comes in as a function `Fn(&Candidate) -> Result<Hydraulics, Obstacle>`; [`along`] makes one
//! from a route and a gas, and [`analogue`] holds it against built lines. Along the number of stations the cost
//! falls and then rises, which spares looking at every number (`design/search.rs`); over the rest every
//! combination is looked at. A combination whose pipe alone already costs more than the best whole line may be
//! left out ([`Thoroughness::Pruned`]), and says so.
//!
//! The nominal pressure counts as gauge in the wall codes and as absolute in the hydraulics, each on the safe
//! side, by 0.1 MPa.

pub mod along;
pub mod analogue;
mod assess;
mod hydraulics;
mod search;
mod task;

use serde::{Deserialize, Serialize};

use assess::Assessor;
pub use assess::{Economics, PlanWalls};
pub use hydraulics::{Candidate, Hydraulics, Obstacle, Remedy, Site};
use search::{Trial, cheapest};
pub use task::{ClassShare, DesignTask, PressureClass, RouteStretch, Thoroughness, WallPlan};

use crate::cost::CostError;
use crate::project::ProjectError;
use crate::wall::WallError;

/// Why a design task cannot be worked on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DesignError {
    /// Nothing to choose from, or numbers that cannot be.
    #[error("{what}: {problem}; {hint}")]
    Task {
        /// Which part of the task.
        what: String,
        /// What is wrong.
        problem: String,
        /// What to try.
        hint: &'static str,
    },
    /// A wall that cannot be had for reasons no other candidate mends.
    #[error(transparent)]
    Wall(#[from] WallError),
    /// A cost that cannot be had.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// A tariff that cannot be had.
    #[error(transparent)]
    Project(#[from] ProjectError),
}

/// One line looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// What it is.
    pub candidate: Candidate,
    /// Its walls by every code plan of the task, the governing ones first; empty when no wall was found.
    pub walls: Vec<PlanWalls>,
    /// Steel of the whole line by the governing codes, kg.
    pub steel: f64,
    /// What came of it.
    pub outcome: Outcome,
}

impl Alternative {
    /// The levelised cost, money per thousand m³, of a line that carries the flow.
    pub fn tariff(&self) -> Option<f64> {
        match &self.outcome {
            Outcome::Feasible { economics, .. } => Some(economics.tariff.total()),
            Outcome::Infeasible { .. } | Outcome::Dominated { .. } => None,
        }
    }
}

/// What came of a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Outcome {
    /// It carries the flow.
    Feasible {
        /// How.
        hydraulics: Hydraulics,
        /// At what cost.
        economics: Box<Economics>,
    },
    /// It does not, or no answer was found.
    Infeasible {
        /// Why.
        obstacle: Obstacle,
    },
    /// Not looked at: without any station and fuel it already costs more than the best line.
    Dominated {
        /// Tariff of the pipe alone, money per thousand m³: a lower bound.
        at_least: f64,
    },
}

/// The best line and all that were looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// Index of the best alternative; `None` when none carries the flow.
    pub best: Option<usize>,
    /// Every line looked at, ordered by diameter, pressure, strings, stations.
    pub alternatives: Vec<Alternative>,
}

impl Design {
    /// The best alternative, if any line carries the flow.
    pub fn best(&self) -> Option<&Alternative> {
        self.best.map(|index| &self.alternatives[index])
    }

    /// The best alternative of each combination of diameter, pressure and strings; where none is feasible,
    /// the one with the most stations that was looked at, to show why.
    pub fn by_combination(&self) -> Vec<&Alternative> {
        let combination = |alternative: &Alternative| {
            let Candidate { outside_diameter, pressure, strings, .. } = alternative.candidate;
            (outside_diameter.to_bits(), pressure.to_bits(), strings)
        };
        let mut shown: Vec<&Alternative> = Vec::new();
        for alternative in &self.alternatives {
            let cost = |alternative: &Alternative| alternative.tariff().unwrap_or(f64::INFINITY);
            match shown.iter_mut().find(|other| combination(other) == combination(alternative)) {
                Some(other) if cost(alternative) < cost(other) => *other = alternative,
                Some(other) if cost(other).is_infinite() => *other = alternative,
                Some(_) => {}
                None => shown.push(alternative),
            }
        }
        shown
    }
}

/// The line of least levelised cost that carries the flow of the task.
pub fn design(
    task: &DesignTask,
    hydraulics: impl Fn(&Candidate) -> Result<Hydraulics, Obstacle>,
) -> Result<Design, DesignError> {
    task.check()?;
    let assessor = Assessor::new(task, &hydraulics)?;
    let mut alternatives: Vec<Alternative> = Vec::new();
    let mut least = f64::INFINITY;
    // The cheapest pipe first: the sooner a good line is known, the more is left out.
    let mut combinations = assessor.combinations()?;
    combinations.sort_by(|left, right| left.floor.total_cmp(&right.floor));
    for combination in &combinations {
        if task.thoroughness == Thoroughness::Pruned && combination.floor > least {
            alternatives.push(
                combination
                    .alternative(*task.stations.start(), Outcome::Dominated { at_least: combination.floor }),
            );
            continue;
        }
        let mut failure = None;
        let look = |stations: usize| match assessor.assess(combination, stations) {
            Ok(alternative) => {
                let trial = match &alternative.outcome {
                    Outcome::Feasible { economics, .. } => Trial::Cost(economics.tariff.total()),
                    Outcome::Infeasible { obstacle } => Trial::Fails(obstacle.remedy()),
                    Outcome::Dominated { .. } => Trial::Fails(Remedy::Neither),
                };
                alternatives.push(alternative);
                trial
            }
            Err(error) => {
                failure = Some(error);
                Trial::Fails(Remedy::Neither)
            }
        };
        if combination.obstacle.is_some() {
            // Without a wall there is no number of stations to look for.
            alternatives.push(assessor.assess(combination, *task.stations.start())?);
        } else {
            match task.thoroughness {
                Thoroughness::Exhaustive => task.stations.clone().map(look).for_each(drop),
                Thoroughness::Full | Thoroughness::Pruned => drop(cheapest(task.stations.clone(), look)),
            }
        }
        if let Some(error) = failure {
            return Err(error);
        }
        least = alternatives.iter().filter_map(Alternative::tariff).fold(least, f64::min);
    }
    alternatives.sort_by(|left, right| {
        let key = |candidate: &Candidate| (candidate.strings, candidate.stations);
        (left.candidate.outside_diameter.total_cmp(&right.candidate.outside_diameter))
            .then(left.candidate.pressure.total_cmp(&right.candidate.pressure))
            .then(key(&left.candidate).cmp(&key(&right.candidate)))
    });
    let tariffs = alternatives.iter().enumerate();
    let tariffs = tariffs.filter_map(|(index, alternative)| Some((index, alternative.tariff()?)));
    let best = tariffs.min_by(|left, right| left.1.total_cmp(&right.1)).map(|(index, _)| index);
    Ok(Design { best, alternatives })
}

#[cfg(test)]
pub(crate) mod tests;
