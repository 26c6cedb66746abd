//! The physics of a candidate along a route: stations placed at equal suction pressure, by [`linepack::line`].

use linepack::equations::friction::Friction;
use linepack::equations::pipe::{Pipe, Terms};
use linepack::gas::Properties;
use linepack::line::{
    Detail, Flow, Layout, Limit, Line, LineError, LineLimits, LineSolution, PipeSection, Placement,
    Resolution, Route, Station, Supply, Task, Violation, layout,
};

use super::hydraulics::{Candidate, Hydraulics, Obstacle, Remedy, Site};

/// Everything about a line that is the same for all candidates.
#[derive(Debug, Clone)]
pub struct Along<'a, G: ?Sized> {
    /// The route.
    pub route: Route,
    /// The gas, best as a [`linepack::gas::PropertyTable`].
    pub gas: &'a G,
    /// A station as it would stand anywhere; its discharge pressure is the candidate's.
    pub station: Station,
    /// Whether a station at the inlet lifts the supply to the operating pressure.
    pub at_inlet: bool,
    /// Pressure of the supply, Pa; `None`: the gas arrives at the operating pressure.
    pub supply_pressure: Option<f64>,
    /// Temperature of the supply, K.
    pub supply_temperature: f64,
    /// Lower heating value of the gas burnt, J/kg.
    pub lower_heating_value: f64,
    /// Least pressure at the end, Pa.
    pub delivery_pressure: f64,
    /// Equivalent sand roughness of the bore, m.
    pub roughness: f64,
    /// Friction law.
    pub friction: Friction,
    /// Flow over that of an ideal pipe.
    pub efficiency: f64,
    /// Heat transfer to the ground, W/(m² K), referred to the outside diameter.
    pub heat_transfer_coefficient: f64,
    /// The terms that count.
    pub terms: Terms,
    /// Limits of the gas in the pipe.
    pub limits: LineLimits,
    /// How exactly the line is followed.
    pub resolution: Resolution,
}

impl<G: Properties + ?Sized> Along<'_, G> {
    /// How a candidate carries its flow; what [`super::design`] asks for.
    pub fn hydraulics(&self, candidate: &Candidate) -> Result<Hydraulics, Obstacle> {
        let station = Station { discharge_pressure: candidate.pressure, ..self.station };
        let placement = Placement { station, number: candidate.stations, at_inlet: self.at_inlet };
        let told = |error: LineError| obstacle_of(&error, candidate);
        let line = self.line(candidate).map_err(told)?;
        match layout(&line, &placement, self.gas, &self.task(candidate)).map_err(told)? {
            Layout::Placed { solution, .. } => match solution.violations.first() {
                Some(violation) => Err(passed(violation)),
                None => Ok(hydraulics_of(&solution)),
            },
            Layout::TooFew { suction_pressure, reached, needed, .. } => {
                let said =
                    needed.map_or("no number of them does".to_owned(), |number| format!("{number} do"));
                Err(Obstacle::Limit {
                    element: format!(
                        "{} stations drawing at {:.2} MPa ({said})",
                        candidate.stations,
                        suction_pressure * 1e-6
                    ),
                    limit: "distance reached with the delivery pressure left".to_owned(),
                    value: reached * 1e-3,
                    bound: line.length() * 1e-3,
                    unit: "km".to_owned(),
                    remedy: Remedy::MoreStations { needed },
                })
            }
            Layout::TooMany { reached } => Err(Obstacle::Limit {
                element: format!("{} stations next to idle", candidate.stations),
                limit: "distance reached with the delivery pressure left".to_owned(),
                value: reached * 1e-3,
                bound: line.length() * 1e-3,
                unit: "km".to_owned(),
                remedy: Remedy::FewerStations,
            }),
        }
    }

    fn line(&self, candidate: &Candidate) -> Result<Line, LineError> {
        let pipe = Pipe {
            inner_diameter: candidate.inner_diameter(),
            roughness: self.roughness,
            friction: self.friction,
            efficiency: self.efficiency,
            heat_transfer_coefficient: self.heat_transfer_coefficient,
            heat_transfer_diameter: candidate.outside_diameter,
        };
        let strings = candidate.strings;
        let section = PipeSection { from: 0.0, strings, pipe, max_pressure: Some(candidate.pressure) };
        Line::new(self.route.clone(), vec![section], self.terms, self.limits)
    }

    fn task(&self, candidate: &Candidate) -> Task {
        Task {
            supply: Supply {
                pressure: self.supply_pressure.unwrap_or(candidate.pressure),
                temperature: self.supply_temperature,
                lower_heating_value: self.lower_heating_value,
            },
            flow: Flow::Delivered(candidate.delivered),
            delivery_pressure: Some(self.delivery_pressure),
            resolution: self.resolution,
            detail: Detail::Summary,
        }
    }
}

fn hydraulics_of(solution: &LineSolution) -> Hydraulics {
    let site = |station: &linepack::line::StationResult| Site {
        distance: station.distance,
        shaft_power: station.shaft_power,
        rated_power: station.rated_power_needed,
    };
    Hydraulics {
        sites: solution.stations.iter().map(site).collect(),
        fuel: solution.fuel,
        delivery_pressure: solution.delivery_pressure,
        linepack: solution.linepack,
    }
}

/// More stations may help; how many is not known.
const MORE: Remedy = Remedy::MoreStations { needed: None };

/// A limit passed, in the units people use.
fn passed(violation: &Violation) -> Obstacle {
    let (limit, scale, unit, remedy) = match violation.limit {
        Limit::DischargePressure => ("discharge pressure", 1e-6, "MPa", Remedy::Neither),
        Limit::OperatingPressure => ("operating pressure", 1e-6, "MPa", Remedy::Neither),
        Limit::SuctionPressure => ("suction pressure", 1e-6, "MPa", MORE),
        Limit::DeliveryPressure => ("delivery pressure", 1e-6, "MPa", MORE),
        Limit::PressureRatio => ("pressure ratio", 1.0, "", MORE),
        Limit::InstalledPower => ("power at site", 1e-6, "MW", MORE),
        Limit::DischargeTemperature => ("temperature behind the compressors", 1.0, "K", MORE),
        Limit::Velocity => ("velocity", 1.0, "m/s", MORE),
        Limit::MinimumTemperature => ("lowest gas temperature", 1.0, "K", Remedy::Neither),
        Limit::MaximumTemperature => ("highest gas temperature", 1.0, "K", Remedy::Neither),
    };
    let place = format!("km {:.0}", violation.distance * 1e-3);
    let element = match violation.station {
        Some(index) => format!("station {} at {place}", index + 1),
        None => format!("pipe at {place}"),
    };
    Obstacle::Limit {
        element,
        limit: limit.to_owned(),
        value: violation.value * scale,
        bound: violation.bound * scale,
        unit: unit.to_owned(),
        remedy,
    }
}

/// Why there is no flow: exhausted pressure is a limit that more stations may mend, the rest is not known.
fn obstacle_of(error: &LineError, candidate: &Candidate) -> Obstacle {
    match error {
        LineError::PressureExhausted { distance, flow } => Obstacle::Limit {
            element: format!("pipe at km {:.0} with {} stations", distance * 1e-3, candidate.stations),
            limit: "flow before the pressure is used up".to_owned(),
            value: candidate.delivered,
            bound: *flow,
            unit: "kg/s".to_owned(),
            remedy: MORE,
        },
        _ => Obstacle::NotFound { reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests;
