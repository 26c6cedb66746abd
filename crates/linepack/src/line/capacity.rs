//! The greatest flow that a line with given stations delivers, and what bounds it.
//!
//! Each station discharges as high as its set point, ratio, temperature and power at the site
//! allow. Along one line that is the best it can do: a higher pressure is worth more to everything
//! behind. A flow is possible when the gas then reaches every station and the end with the
//! pressure asked there; the greatest such flow is found between one that is and one that is not.

use serde::{Deserialize, Serialize};

use super::error::LineError;
use super::march::{Course, Detail, Flow, March, Task, in_order};
use super::root::{End, narrow};
use super::route::Line;
use super::solution::{Limit, LineSolution};
use super::station::Station;
use crate::gas::Properties;

/// A limit that binds at the greatest flow.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// The limit.
    pub limit: Limit,
    /// The station, counted from 0 in order of distance; `None` for the pipe and the end.
    pub station: Option<usize>,
    /// Distance from the inlet, m.
    pub distance: f64,
}

/// The greatest flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capacity {
    /// Flow delivered, kg/s.
    pub delivered: f64,
    /// The flow along the line then, every station within its limits.
    pub solution: LineSolution,
    /// The limit that a greater flow would pass.
    pub bottleneck: Bottleneck,
    /// Stations that cannot hold their set point at this flow, with the limit that keeps each.
    pub held: Vec<Bottleneck>,
}

/// The greatest flow that the line with its stations delivers within all limits.
///
/// `task.flow` is where the search starts. Limits that bound the flow: delivery pressure, least
/// suction pressure, greatest velocity, and by way of the discharge pressure the stations' ratio,
/// temperature and installed power. `None` when not even a ten-thousandth of the start passes.
///
/// # Errors
/// As [`super::solve`], for reasons other than exhausted pressure.
pub fn capacity<G: Properties + ?Sized>(
    line: &Line,
    stations: &[Station],
    gas: &G,
    task: &Task,
) -> Result<Option<Capacity>, LineError> {
    task.check()?;
    let stations = in_order(stations, line)?;
    let course = Course { line, stations: &stations, gas, task, within_limits: true };
    let (Flow::Intake(start) | Flow::Delivered(start)) = task.flow;

    let mut high = course.margin(start)?;
    let mut x_high = start;
    let mut low = None;
    for _ in 0..60 {
        let possible = high.0 > 0.0;
        if possible {
            low = Some(End { x: x_high, value: high.0, found: high.1 });
            x_high *= 1.5;
        } else if low.is_some() {
            break;
        } else {
            x_high *= 0.5;
            if x_high < 1e-4 * start {
                return Ok(None);
            }
        }
        let next = course.margin(x_high)?;
        if !possible && next.0 > 0.0 {
            // Halving found a possible flow: the impossible one before is the upper end.
            low = Some(End { x: x_high, value: next.0, found: next.1 });
            x_high *= 2.0;
            break;
        }
        high = next;
    }
    let Some(low) = low else { return Ok(None) };
    let high = End { x: x_high, value: high.0, found: high.1 };
    if high.value > 0.0 {
        return Err(LineError::NotSettled {
            what: "the capacity",
            iterations: 60,
            residual: high.value,
            hint: "nothing bounds the flow: give a delivery pressure",
        });
    }
    let tolerance = task.tolerance();
    let (low, high) = narrow(|flow| course.margin(flow), low, high, (tolerance, 0.0))?;
    let march = course.march(low.x, task.detail == Detail::Profile)?;
    let held = march
        .stations
        .iter()
        .enumerate()
        .filter_map(|(index, station)| {
            let limit = station.held_by?;
            Some(Bottleneck { limit, station: Some(index), distance: station.distance })
        })
        .collect();
    let delivered = march.delivered();
    let solution = course.solution(march, 1);
    Ok(Some(Capacity { delivered, solution, bottleneck: high.found, held }))
}

impl<G: Properties + ?Sized> Course<'_, G> {
    /// How far the tightest limit is from being passed, relative, and which it is.
    fn margin(&self, intake: f64) -> Result<(f64, Bottleneck), LineError> {
        match self.march(intake, false) {
            Ok(march) => Ok(self.tightest(&march)),
            Err(error) if error.is_exhaustion() => {
                let distance = match error {
                    LineError::PressureExhausted { distance, .. } | LineError::Gas { distance, .. } => {
                        distance
                    }
                    _ => 0.0,
                };
                let end = Bottleneck { limit: Limit::DeliveryPressure, station: None, distance };
                Ok((-1.0 - (1.0 - distance / self.line.length()), end))
            }
            Err(error) => Err(error),
        }
    }

    fn tightest(&self, march: &March<'_, G>) -> (f64, Bottleneck) {
        let length = self.line.length();
        let end = Bottleneck { limit: Limit::DeliveryPressure, station: None, distance: length };
        let arriving = march.walk.stream().pressure;
        let mut tightest = match self.task.delivery_pressure {
            Some(least) => (arriving / least - 1.0, end),
            None => (f64::INFINITY, end),
        };
        let velocity = march.walk.extremes.velocity;
        if let Some(most) = self.line.limits().max_velocity
            && 1.0 - velocity.0 / most < tightest.0
        {
            let at = Bottleneck { limit: Limit::Velocity, station: None, distance: velocity.1 };
            tightest = (1.0 - velocity.0 / most, at);
        }
        for (index, (station, result)) in self.stations.iter().zip(&march.stations).enumerate() {
            if let Some(least) = station.limits.min_suction_pressure
                && result.suction_pressure / least - 1.0 < tightest.0
            {
                let limit = Limit::SuctionPressure;
                let at = Bottleneck { limit, station: Some(index), distance: station.distance };
                tightest = (result.suction_pressure / least - 1.0, at);
            }
        }
        tightest
    }
}
