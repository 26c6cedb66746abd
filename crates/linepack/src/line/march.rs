//! The march from the inlet to the end: pipe, station, pipe, station, …, delivery.
//!
//! The stations burn gas on the way, so for a delivered flow the intake is sought, by secants.

use serde::{Deserialize, Serialize};

use super::error::LineError;
use super::route::Line;
use super::solution::{Effort, Limit, LineSolution, StationResult, Violation};
use super::station::{Duty, Station};
use super::walk::{Pace, Walk};
use crate::equations::pipe::Stream;
use crate::gas::Properties;

/// The gas offered at the inlet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Supply {
    /// Absolute pressure, Pa.
    pub pressure: f64,
    /// Temperature, K.
    pub temperature: f64,
    /// Lower heating value, J/kg, at which turbines burn it.
    pub lower_heating_value: f64,
}

/// Which flow is asked, kg/s, above 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// The flow taken in at the inlet.
    Intake(f64),
    /// The flow delivered at the end, after all fuel.
    Delivered(f64),
}

/// How exactly the line is followed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// Equal steps of at most this length in m between stations, hills within a step to first order: for
    /// searches. Within a thousandth of the pressure at 30 to 60 km, over mountains too.
    Steps(f64),
    /// Every route point met, relative error of pressures and temperatures along the line at most this.
    Tolerance(f64),
}

impl Default for Resolution {
    /// Relative error at most 1e-9.
    fn default() -> Self {
        Self::Tolerance(1e-9)
    }
}

/// Whether the gas along the way is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detail {
    /// Stations and totals.
    Summary,
    /// The profile too.
    #[default]
    Profile,
}

/// What is asked of a line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The gas offered at the inlet.
    pub supply: Supply,
    /// The flow.
    pub flow: Flow,
    /// Least pressure at the end, Pa; a lower one is reported as a violation.
    pub delivery_pressure: Option<f64>,
    /// How exactly.
    pub resolution: Resolution,
    /// What is kept.
    pub detail: Detail,
}

impl Task {
    pub(super) fn check(&self) -> Result<(), LineError> {
        let (Flow::Intake(flow) | Flow::Delivered(flow)) = self.flow;
        let (Resolution::Steps(fineness) | Resolution::Tolerance(fineness)) = self.resolution;
        for (what, value) in [
            ("supply pressure", self.supply.pressure),
            ("supply temperature", self.supply.temperature),
            ("lower heating value", self.supply.lower_heating_value),
            ("flow", flow),
            ("delivery pressure", self.delivery_pressure.unwrap_or(1.0)),
            ("step length or tolerance", fineness),
        ] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(LineError::Unsound {
                    place: "task".into(),
                    what,
                    value,
                    hint: "it must be above 0",
                });
            }
        }
        Ok(())
    }

    pub(super) fn pace(&self) -> Pace {
        match self.resolution {
            Resolution::Steps(length) => Pace::Fixed(length),
            Resolution::Tolerance(relative) => Pace::Tolerance(relative),
        }
    }

    /// Relative error allowed in the sought intake, ratio and so on.
    pub(super) fn tolerance(&self) -> f64 {
        match self.resolution {
            Resolution::Steps(_) => 1e-5,
            Resolution::Tolerance(relative) => (0.1 * relative).max(1e-13),
        }
    }

    pub(super) fn duty(&self, within_limits: bool) -> Duty {
        Duty {
            lower_heating_value: self.supply.lower_heating_value,
            within_limits,
            tolerance: self.tolerance(),
        }
    }
}

/// One march, done.
pub(super) struct March<'a, G: ?Sized> {
    pub(super) walk: Walk<'a, G>,
    pub(super) stations: Vec<StationResult>,
    pub(super) intake: f64,
    pub(super) fuel: f64,
}

impl<G: ?Sized> March<'_, G> {
    pub(super) fn delivered(&self) -> f64 {
        self.intake - self.fuel
    }
}

/// What a march needs besides the intake.
pub(super) struct Course<'a, G: ?Sized> {
    pub(super) line: &'a Line,
    /// In order of distance.
    pub(super) stations: &'a [Station],
    pub(super) gas: &'a G,
    pub(super) task: &'a Task,
    /// Stations discharge at less than their set point rather than pass a limit.
    pub(super) within_limits: bool,
}

impl<'a, G: Properties + ?Sized> Course<'a, G> {
    /// Marches once with a given intake, kg/s.
    pub(super) fn march(&self, intake: f64, profile: bool) -> Result<March<'a, G>, LineError> {
        let walk = self.start(intake, profile)?;
        let stations = Vec::with_capacity(self.stations.len());
        let mut march = March { walk, stations, intake, fuel: 0.0 };
        for station in self.stations {
            march.walk.advance(station.distance, 0.0)?;
            self.pass(station, &mut march)?;
        }
        march.walk.advance(self.line.length(), 0.0)?;
        Ok(march)
    }

    /// Stands at the inlet with a given intake, kg/s.
    pub(super) fn start(&self, intake: f64, profile: bool) -> Result<Walk<'a, G>, LineError> {
        let Supply { pressure, temperature, .. } = self.task.supply;
        let inlet = Stream { mass_flow: intake, pressure, temperature };
        Walk::start(self.line, self.gas, self.task.pace(), &inlet, profile)
    }

    /// Passes a station where the walk now is.
    pub(super) fn pass(&self, station: &Station, march: &mut March<'a, G>) -> Result<(), LineError> {
        let site = self.line.route().at(station.distance);
        let duty = self.task.duty(self.within_limits);
        let result = station.operate(self.gas, &march.walk.stream(), &site, &duty)?;
        march.fuel += result.fuel;
        march.walk.enter(&Stream {
            mass_flow: march.intake - march.fuel,
            pressure: result.discharge_pressure,
            temperature: result.discharge_temperature,
        })?;
        march.stations.push(result);
        Ok(())
    }

    /// Marches with the asked flow; `guess` is the intake to start from when the delivered flow is
    /// asked. Also the number of marches done.
    pub(super) fn settle(&self, guess: Option<f64>) -> Result<(March<'a, G>, u32), LineError> {
        let profile = self.task.detail == Detail::Profile;
        let delivered = match self.task.flow {
            Flow::Intake(intake) => return Ok((self.march(intake, profile)?, 1)),
            Flow::Delivered(delivered) => delivered,
        };
        // The intake is never below the delivered flow: starting there, a line that can carry the flow
        // is not refused because of a bad guess.
        let mut intake = guess.unwrap_or(delivered);
        let mut before: Option<(f64, f64)> = None;
        let mut residual = f64::INFINITY;
        for marches in 1..=30 {
            // A profile is only wanted of the last march, but which is the last is not known before.
            let march = self.march(intake, profile)?;
            let off = march.delivered() - delivered;
            residual = off / delivered;
            if residual.abs() <= self.task.tolerance() {
                return Ok((march, marches));
            }
            let slope = match before {
                Some((other, other_off)) if intake != other => {
                    ((off - other_off) / (intake - other)).clamp(0.2, 1.5)
                }
                // More flow burns more than proportionally more fuel, by about the cube.
                _ => (1.0 - 3.0 * march.fuel / intake).max(0.3),
            };
            before = Some((intake, off));
            intake -= off / slope;
        }
        Err(LineError::NotSettled {
            what: "the intake that delivers the asked flow",
            iterations: 30,
            residual,
            hint: "the stations burn nearly all of it: shorten the line or widen the pipe",
        })
    }

    /// The solution that a march shows.
    pub(super) fn solution(&self, march: March<'a, G>, marches: u32) -> LineSolution {
        let mut violations = Vec::new();
        for (index, (station, result)) in self.stations.iter().zip(&march.stations).enumerate() {
            station_violations(index, station, result, &mut violations);
        }
        self.pipe_violations(&march, &mut violations);
        let stream = march.walk.stream();
        LineSolution {
            intake: march.intake,
            delivered: march.delivered(),
            fuel: march.fuel,
            fuel_share: march.fuel / march.intake,
            shaft_power: march.stations.iter().map(|station| station.shaft_power).sum(),
            electric_power: march.stations.iter().map(|station| station.electric_power).sum(),
            delivery_pressure: stream.pressure,
            delivery_temperature: stream.temperature,
            linepack: march.walk.y[2],
            max_velocity: march.walk.extremes.velocity.0,
            erosional_ratio: march.walk.extremes.erosional,
            violations,
            terms: *self.line.terms(),
            effort: Effort { steps: march.walk.steps, marches, error_estimate: march.walk.error },
            stations: march.stations,
            profile: march.walk.profile.unwrap_or_default(),
        }
    }

    fn pipe_violations(&self, march: &March<'a, G>, violations: &mut Vec<Violation>) {
        let met = &march.walk.extremes;
        let limits = self.line.limits();
        let mut add = |limit, distance, value, bound| {
            violations.push(Violation { limit, distance, station: None, value, bound });
        };
        if exceeds(met.overpressure.0, met.overpressure.1) {
            add(Limit::OperatingPressure, met.overpressure.2, met.overpressure.0, met.overpressure.1);
        }
        if let Some(most) = limits.max_velocity
            && met.velocity.0 > most
        {
            add(Limit::Velocity, met.velocity.1, met.velocity.0, most);
        }
        if let Some(least) = limits.min_temperature
            && met.coldest.0 < least
        {
            add(Limit::MinimumTemperature, met.coldest.1, met.coldest.0, least);
        }
        if let Some(most) = limits.max_temperature
            && met.hottest.0 > most
        {
            add(Limit::MaximumTemperature, met.hottest.1, met.hottest.0, most);
        }
        let arriving = march.walk.stream().pressure;
        if let Some(least) = self.task.delivery_pressure
            && arriving < least * (1.0 - self.slack())
        {
            add(Limit::DeliveryPressure, self.line.length(), arriving, least);
        }
    }

    /// How far a sought pressure may miss its aim, relative.
    fn slack(&self) -> f64 {
        match self.task.resolution {
            Resolution::Steps(_) => 1e-3,
            Resolution::Tolerance(relative) => 10.0 * relative,
        }
    }
}

fn exceeds(value: f64, bound: f64) -> bool {
    // The square root of p² may miss a set point by a rounding.
    value > bound * (1.0 + 1e-12)
}

fn station_violations(index: usize, station: &Station, result: &StationResult, to: &mut Vec<Violation>) {
    let limits = &station.limits;
    let mut check = |limit, value: f64, bound: Option<f64>| {
        if let Some(bound) = bound
            && exceeds(value, bound)
        {
            to.push(Violation { limit, distance: station.distance, station: Some(index), value, bound });
        }
    };
    check(Limit::DischargePressure, result.discharge_pressure, limits.max_discharge_pressure);
    check(Limit::DischargeTemperature, result.compressor_temperature, limits.max_discharge_temperature);
    check(Limit::PressureRatio, result.ratio, limits.max_ratio);
    check(Limit::InstalledPower, result.shaft_power, result.site_power);
    if let Some(least) = limits.min_suction_pressure
        && exceeds(least, result.suction_pressure)
    {
        to.push(Violation {
            limit: Limit::SuctionPressure,
            distance: station.distance,
            station: Some(index),
            value: result.suction_pressure,
            bound: least,
        });
    }
}

/// Checks the stations and puts them in order of distance.
pub(super) fn in_order(stations: &[Station], line: &Line) -> Result<Vec<Station>, LineError> {
    let mut ordered = stations.to_vec();
    ordered.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    for (index, station) in ordered.iter().enumerate() {
        station.check(index, line.length())?;
    }
    Ok(ordered)
}

/// The steady flow along a line with its stations.
///
/// Pressure and temperature are marched from the inlet, where the supply gives them; each station
/// raises the pressure to its set point. Passed limits are in [`LineSolution::violations`].
///
/// # Errors
/// The line, a station or the task is unsound; the pressure is exhausted on the way; the gas has no
/// properties at a state met.
pub fn solve<G: Properties + ?Sized>(
    line: &Line,
    stations: &[Station],
    gas: &G,
    task: &Task,
) -> Result<LineSolution, LineError> {
    task.check()?;
    let stations = in_order(stations, line)?;
    let course = Course { line, stations: &stations, gas, task, within_limits: false };
    let (march, marches) = course.settle(None)?;
    Ok(course.solution(march, marches))
}
