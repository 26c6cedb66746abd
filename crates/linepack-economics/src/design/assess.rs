//! One candidate from wall to tariff.

use serde::{Deserialize, Serialize};

use super::hydraulics::{Candidate, Hydraulics, Obstacle, Remedy};
use super::task::{DesignTask, PressureClass, WallPlan};
use super::{Alternative, DesignError, Outcome};
use crate::cost::{CapexTable, Part, Segment, StationSite, Works, merged};
use crate::project::discount::{Timing, interest_during_construction};
use crate::project::levelised::{Levelised, YearByYear};
use crate::wall::{Code, PipeDuty, Wall, WallError, design as design_wall};

/// The walls of one code plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanWalls {
    /// The code.
    pub code: Code,
    /// The countries it governs; none when it is shown beside.
    pub countries: Vec<String>,
    /// One wall for each class of the plan, the plain line first.
    pub walls: Vec<Wall>,
    /// Mean steel of one string, kg/m.
    pub steel_mass_per_length: f64,
    /// Steel of all strings if this plan governed the whole route, kg.
    pub steel_of_route: f64,
}

impl PlanWalls {
    /// Whether it governs anywhere.
    pub fn governs(&self) -> bool {
        !self.countries.is_empty()
    }
}

/// What a line that carries the flow costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Economics {
    /// Investment.
    pub capex: CapexTable,
    /// Spending by year.
    pub spending: Vec<f64>,
    /// Interest on it until first gas at the discount rate, spent in mid-year.
    pub interest_during_construction: f64,
    /// Operation and maintenance in the last year, money.
    pub operation: f64,
    /// Gas burnt a year at the plateau, thousand m³.
    pub fuel_volume: f64,
    /// Its price a year at the plateau, money.
    pub fuel_cost: f64,
    /// Power installed, W.
    pub installed_power: f64,
    /// Levelised cost with ramp-up, money per thousand m³.
    pub tariff: Levelised,
}

/// A diameter, pressure and number of strings with its walls.
pub(super) struct Combination {
    candidate: Candidate,
    walls: Vec<PlanWalls>,
    segments: Vec<Segment>,
    /// Tariff of the pipe without stations, fill and fuel.
    pub(super) floor: f64,
    /// Why it has no wall.
    pub(super) obstacle: Option<Obstacle>,
}

impl Combination {
    pub(super) fn alternative(&self, stations: usize, outcome: Outcome) -> Alternative {
        Alternative {
            candidate: Candidate { stations, ..self.candidate },
            walls: self.walls.clone(),
            steel: self.segments.iter().map(|segment| segment.steel).sum(),
            outcome,
        }
    }
}

/// The task made ready, with the physics.
pub(super) struct Assessor<'a, F> {
    task: &'a DesignTask,
    hydraulics: &'a F,
    volumes: Vec<f64>,
}

impl<'a, F: Fn(&Candidate) -> Result<Hydraulics, Obstacle>> Assessor<'a, F> {
    pub(super) fn new(task: &'a DesignTask, hydraulics: &'a F) -> Result<Self, DesignError> {
        let volumes: Vec<f64> =
            (0..task.horizon()).map(|year| task.annual_volume * task.load(year)).collect();
        let assessor = Self { task, hydraulics, volumes };
        // Prices, phasing and rates are the same for all candidates: what is wrong with them is told once.
        let works = Works {
            segments: Vec::new(),
            stations: Vec::new(),
            installed_ratio: task.installed_ratio,
            fill: 0.0,
        };
        assessor.tariff(&CapexTable::estimate(&task.book, &works)?, 0.0)?;
        Ok(assessor)
    }

    /// Every combination of the task.
    pub(super) fn combinations(&self) -> Result<Vec<Combination>, DesignError> {
        let task = self.task;
        let mut all = Vec::new();
        for &outside_diameter in &task.diameters {
            for class in &task.pressures {
                for &strings in &task.strings {
                    all.push(self.combination(outside_diameter, class, strings)?);
                }
            }
        }
        Ok(all)
    }

    fn combination(
        &self,
        outside_diameter: f64,
        class: &PressureClass,
        strings: u32,
    ) -> Result<Combination, DesignError> {
        let task = self.task;
        let mut combination = Combination {
            candidate: Candidate {
                outside_diameter,
                wall: 0.0,
                pressure: class.pressure,
                strings,
                stations: 0,
                delivered: task.delivered,
            },
            walls: Vec::new(),
            segments: Vec::new(),
            floor: 0.0,
            obstacle: None,
        };
        let duty = PipeDuty {
            series: task.wall_series.clone(),
            ..PipeDuty::new(outside_diameter, class.pressure, class.grade.clone())
        };
        for plan in &task.plans {
            match plan_walls(plan, &duty, task.length() * f64::from(strings)) {
                Ok(walls) => combination.walls.push(walls),
                Err(error) => match no_wall(&error) {
                    // A code that is only shown beside has no say.
                    Some(_) if plan.countries.is_empty() => {}
                    Some(obstacle) => {
                        combination.obstacle = Some(obstacle);
                        return Ok(combination);
                    }
                    None => return Err(error.into()),
                },
            }
        }
        combination.walls.sort_by_key(|walls| !walls.governs());
        let plain = combination.walls.iter().filter(|walls| walls.governs());
        combination.candidate.wall = plain.map(|walls| walls.walls[0].nominal).fold(0.0, f64::max);
        combination.segments = merged(&self.segments(&combination.walls, outside_diameter, strings));
        let works = Works {
            segments: combination.segments.clone(),
            stations: Vec::new(),
            installed_ratio: task.installed_ratio,
            fill: 0.0,
        };
        let (_, bound) = self.tariff(&CapexTable::estimate(&task.book, &works)?, 0.0)?;
        combination.floor = bound.total();
        Ok(combination)
    }

    fn segments(&self, walls: &[PlanWalls], outside_diameter: f64, strings: u32) -> Vec<Segment> {
        let steel_in = |country: &str| {
            let governing = walls.iter().find(|walls| walls.countries.iter().any(|name| name == country));
            governing.map_or(0.0, |walls| walls.steel_mass_per_length)
        };
        let stretches = self.task.route.iter().map(|stretch| Segment {
            country: stretch.country.clone(),
            terrain: stretch.terrain.clone(),
            length: stretch.length,
            steel: steel_in(&stretch.country) * stretch.length * f64::from(strings),
            outside_diameter,
            strings,
            crossings: stretch.crossings,
            haul: stretch.haul,
        });
        stretches.collect()
    }

    /// The combination with so many stations.
    pub(super) fn assess(
        &self,
        combination: &Combination,
        stations: usize,
    ) -> Result<Alternative, DesignError> {
        if let Some(obstacle) = &combination.obstacle {
            let outcome = Outcome::Infeasible { obstacle: obstacle.clone() };
            return Ok(combination.alternative(stations, outcome));
        }
        let candidate = Candidate { stations, ..combination.candidate };
        let outcome = match (self.hydraulics)(&candidate) {
            Ok(hydraulics) => {
                let economics = Box::new(self.economics(combination, &hydraulics)?);
                Outcome::Feasible { hydraulics, economics }
            }
            Err(obstacle) => Outcome::Infeasible { obstacle },
        };
        Ok(combination.alternative(stations, outcome))
    }

    fn economics(
        &self,
        combination: &Combination,
        hydraulics: &Hydraulics,
    ) -> Result<Economics, DesignError> {
        let task = self.task;
        let stations = hydraulics.sites.iter().enumerate().map(|(index, site)| StationSite {
            name: format!("station {} at km {:.0}", index + 1, site.distance * 1e-3),
            country: task.country_at(site.distance).to_owned(),
            shaft_power: site.shaft_power,
        });
        let works = Works {
            segments: combination.segments.clone(),
            stations: stations.collect(),
            installed_ratio: task.installed_ratio,
            fill: hydraulics.linepack / task.standard_density * 1e-3,
        };
        let capex = CapexTable::estimate(&task.book, &works)?;
        let fuel_volume = hydraulics.fuel / task.delivered * task.annual_volume;
        let (yearly, tariff) = self.tariff(&capex, fuel_volume)?;
        let before = &yearly.capex[..task.phasing.first_gas];
        Ok(Economics {
            interest_during_construction: interest_during_construction(before, task.rate, Timing::Middle)?,
            operation: yearly.operation.last().copied().unwrap_or(0.0),
            fuel_volume,
            fuel_cost: fuel_volume * task.gas_price,
            installed_power: hydraulics.shaft_power() * task.installed_ratio,
            spending: yearly.capex,
            capex,
            tariff,
        })
    }

    fn tariff(&self, capex: &CapexTable, fuel_volume: f64) -> Result<(YearByYear, Levelised), DesignError> {
        let task = self.task;
        let years = task.horizon();
        let fuel = |year| fuel_volume * task.gas_price * task.load(year).powf(task.fuel_exponent);
        let yearly = YearByYear {
            capex: task.phasing.spending(capex, years)?,
            operation: task.phasing.operation(capex, &task.opex, years)?,
            fuel: (0..years).map(fuel).collect(),
            volume: self.volumes.clone(),
            salvage: capex.part(Part::Fill).value * task.fill_salvage,
        };
        let tariff = yearly.levelised(task.rate)?;
        Ok((yearly, tariff))
    }
}

fn plan_walls(plan: &WallPlan, duty: &PipeDuty, pipe_length: f64) -> Result<PlanWalls, WallError> {
    let walls: Vec<Wall> = plan
        .classes
        .iter()
        .map(|class| design_wall(plan.code, &class.class, duty))
        .collect::<Result<_, _>>()?;
    let shares = plan.classes.iter().map(|class| class.share);
    let mean: f64 = walls.iter().zip(shares).map(|(wall, share)| wall.steel_mass_per_length * share).sum();
    Ok(PlanWalls {
        code: plan.code,
        countries: plan.countries.clone(),
        walls,
        steel_mass_per_length: mean,
        steel_of_route: mean * pipe_length,
    })
}

/// A wall that this candidate cannot have but another might; `None` for a mistake in the task.
fn no_wall(error: &WallError) -> Option<Obstacle> {
    match error {
        WallError::Catalogue { code, class, required_mm, thickest_mm } => Some(Obstacle::Limit {
            element: format!("pipe, {code}, class {class}"),
            limit: "wall needed".to_owned(),
            value: *required_mm,
            bound: *thickest_mm,
            unit: "mm".to_owned(),
            remedy: Remedy::Neither,
        }),
        WallError::Diameter { .. } => Some(Obstacle::NotFound { reason: error.to_string() }),
        _ => None,
    }
}
