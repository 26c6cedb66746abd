//! From the values of the line to its state: gas, wall, stations, pressures, power, fuel.

use super::values::LineValues;
use crate::study::data::Waypoint;
use crate::study::fault::Fault;
use linepack::equations::friction::Friction;
use linepack::equations::pipe::{Pipe, Terms};
use linepack::gas::{
    Combustion, Composition, EquationOfState, Gas, Metering, Properties, PropertyTable, heating_value,
};
use linepack::line::{
    Aftercooler, Bottleneck, Detail, Driver, Flow, GasTurbine, Layout, Line, LineLimits, LineSolution,
    PipeSection, Placement, Resolution, Route, RoutePoint, Station, StationLimits, Supply, Task, capacity,
    layout,
};

/// Step of the march in a search, m: power within 0.2 % of the exact march on a real route.
const STEP: f64 = 50e3;
/// Range of the property table: pressures of trunk lines and temperatures between ground and compressor outlet.
const PRESSURES: (f64, f64) = (2.5e6, 13.0e6);
const TEMPERATURES: (f64, f64) = (245.0, 390.0);
/// Loss of turbine power with inlet temperature, 1/K; loss of efficiency; greatest gain in cold air (claim P050).
const POWER_DERATING: f64 = 0.007;
const EFFICIENCY_DERATING: f64 = 0.002;
const GREATEST_GAIN: f64 = 1.15;

/// The gas of a study.
#[derive(Debug, Clone)]
pub struct GasData {
    /// Its properties, tabulated from GERG-2008.
    pub table: PropertyTable,
    /// Molar mass, kg/mol.
    pub molar_mass: f64,
    /// Lower heating value, J/kg.
    pub lower_heating_value: f64,
    /// Superior heating value burnt at 25 °C and metered at 20 °C as Russian practice has it, J/m³.
    pub superior_heating_value: f64,
}

impl GasData {
    /// Reads the composition and tabulates the gas.
    ///
    /// # Errors
    /// When the composition cannot be read or lies outside the equation of state.
    pub fn new(composition: &str) -> Result<Self, Fault> {
        let told = |error: linepack::gas::GasError| {
            Fault::new(
                format!("`gas.composition`: {error}"),
                "give mole fractions that sum to one: \"CH4 0.98, N2 0.02\"",
            )
        };
        let composition: Composition = composition.parse().map_err(told)?;
        let heat = heating_value(&composition, Combustion::Celsius25, Metering::Celsius20).map_err(told)?;
        let gas = Gas::new(composition, EquationOfState::Gerg2008).map_err(told)?;
        let table = PropertyTable::new(&gas, PRESSURES.0..=PRESSURES.1, TEMPERATURES.0..=TEMPERATURES.1)
            .map_err(told)?;
        Ok(Self {
            molar_mass: gas.molar_mass(),
            lower_heating_value: heat.inferior_mass,
            superior_heating_value: heat.superior_volume,
            table,
        })
    }
}

/// The line between the start and the delivery point, as the physics takes it.
#[derive(Debug, Clone)]
pub struct Built {
    /// Route and pipe.
    pub line: Line,
    /// A station as it would stand anywhere.
    pub station: Station,
    /// What is asked.
    pub task: Task,
}

/// What one number of stations comes to.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The stations at their sites.
    pub stations: Vec<Station>,
    /// The state of the line.
    pub solution: LineSolution,
    /// Common suction pressure, Pa.
    pub suction_pressure: f64,
}

/// Why a number of stations does not do.
#[derive(Debug, Clone, PartialEq)]
pub enum Unbuildable {
    /// More are needed; how many, if any number does.
    TooFew {
        /// The number that reaches the delivery point.
        needed: Option<u32>,
        /// Where the pressure has fallen to the delivery pressure, m.
        reached: f64,
    },
    /// Fewer will do.
    TooMany,
    /// The flow cannot exist; the reason in words.
    Flow(String),
}

/// Why a flow cannot exist, in words for a reader of the study.
fn unbuildable(error: &linepack::line::LineError) -> Unbuildable {
    Unbuildable::Flow(match error {
        linepack::line::LineError::Gas { .. } => {
            "the flow is too great for this pipe: the pressure leaves the range of a trunk line".to_owned()
        }
        other => other.to_string(),
    })
}

/// The route up to the delivery point.
fn route(points: &[Waypoint], end: f64) -> Result<Route, Fault> {
    let told =
        |error: linepack::line::LineError| Fault::new(error.to_string(), "check route.csv around this place");
    let start = points.first().map_or(0.0, |point| point.distance);
    let all: Vec<RoutePoint> = points
        .iter()
        .map(|point| RoutePoint {
            distance: point.distance - start,
            elevation: point.elevation,
            ground_temperature: point.ground_temperature,
            air_temperature: point.air_temperature,
        })
        .collect();
    let whole = Route::new(all.clone()).map_err(told)?;
    let mut kept: Vec<RoutePoint> = all.into_iter().filter(|point| point.distance < end - 1.0).collect();
    kept.push(RoutePoint { distance: end, ..whole.at(end) });
    Route::new(kept).map_err(told)
}

impl Built {
    /// Puts route, pipe, station and task together for a wall, m.
    ///
    /// # Errors
    /// When a value makes no line: the element, the value, and one thing to try.
    pub fn new(values: &LineValues, points: &[Waypoint], gas: &GasData, wall: f64) -> Result<Self, Fault> {
        let pipe = Pipe {
            inner_diameter: values.diameter - 2.0 * wall,
            roughness: values.roughness,
            friction: Friction::ColebrookWhite,
            efficiency: 1.0,
            heat_transfer_coefficient: values.heat_transfer,
            heat_transfer_diameter: values.diameter,
        };
        let section = PipeSection {
            from: 0.0,
            strings: values.strings,
            pipe,
            max_pressure: Some(values.pressure * (1.0 + 1e-9)),
        };
        let limits = LineLimits { max_velocity: Some(values.greatest_velocity), ..LineLimits::default() };
        let line = Line::new(route(points, values.end)?, vec![section], Terms::default(), limits)
            .map_err(|error| Fault::new(error.to_string(), "check the values of [line]"))?;
        let turbine = GasTurbine {
            installed_power: None,
            efficiency: values.turbine_efficiency,
            power_derating: POWER_DERATING,
            efficiency_derating: EFFICIENCY_DERATING,
            max_power_factor: GREATEST_GAIN,
        };
        let station = Station {
            distance: 0.0,
            discharge_pressure: values.pressure,
            efficiency: linepack::equations::compression::CompressionEfficiency::Polytropic(
                values.polytropic_efficiency,
            ),
            mechanical_efficiency: values.mechanical_efficiency,
            driver: Driver::GasTurbine(turbine),
            suction_loss: 0.05e6,
            aftercooler: Some(Aftercooler {
                outlet_temperature: values.cooled_temperature,
                approach: values.cooler_approach,
                pressure_loss: 0.05e6,
            }),
            limits: StationLimits { max_ratio: Some(values.greatest_ratio), ..StationLimits::default() },
        };
        let task = Task {
            supply: Supply {
                pressure: values.inlet_pressure.min(values.pressure * 0.999),
                temperature: values.inlet_temperature,
                lower_heating_value: gas.lower_heating_value,
            },
            flow: Flow::Delivered(values.volume * gas.molar_mass),
            delivery_pressure: Some(values.delivery_pressure),
            resolution: Resolution::Steps(STEP),
            detail: Detail::Summary,
        };
        Ok(Self { line, station, task })
    }

    /// Places a number of stations and follows the gas; none at all lets the field's pressure drive it.
    pub fn operate(&self, gas: &GasData, number: u32) -> Result<Operation, Unbuildable> {
        if number == 0 {
            return self.driven_by_the_field(gas);
        }
        let placement = Placement { station: self.station, number: number as usize, at_inlet: true };
        match layout(&self.line, &placement, &gas.table, &self.task) {
            Ok(Layout::Placed { suction_pressure, stations, solution }) => {
                Ok(Operation { stations, solution: *solution, suction_pressure })
            }
            Ok(Layout::TooFew { reached, needed, .. }) => Err(Unbuildable::TooFew {
                needed: needed.and_then(|needed| u32::try_from(needed).ok()),
                reached,
            }),
            Ok(Layout::TooMany { .. }) if number == 1 => self.one_station(gas),
            Ok(Layout::TooMany { .. }) => Err(Unbuildable::TooMany),
            Err(error) => Err(unbuildable(&error)),
        }
    }

    /// No station: the gas arrives at whatever pressure is left, which must not be below the one asked.
    fn driven_by_the_field(&self, gas: &GasData) -> Result<Operation, Unbuildable> {
        let short = || Unbuildable::TooFew { needed: Some(1), reached: self.line.length() };
        let solution = linepack::line::solve(&self.line, &[], &gas.table, &self.task).map_err(|_| short())?;
        if self.task.delivery_pressure.is_some_and(|asked| solution.delivery_pressure < asked) {
            return Err(short());
        }
        Ok(Operation { stations: Vec::new(), suction_pressure: self.task.supply.pressure, solution })
    }

    /// One station at the start that need not reach the greatest pressure: its discharge pressure is sought.
    fn one_station(&self, gas: &GasData) -> Result<Operation, Unbuildable> {
        let asked = self.task.delivery_pressure.unwrap_or(0.0);
        let at = |pressure: f64| {
            let station = Station { distance: 0.0, discharge_pressure: pressure, ..self.station };
            let solution = linepack::line::solve(&self.line, &[station], &gas.table, &self.task).ok();
            solution
                .filter(|solution| solution.delivery_pressure >= asked)
                .map(|solution| (station, solution))
        };
        let (mut low, mut high) = (self.task.supply.pressure, self.station.discharge_pressure);
        let mut found = at(high).ok_or(Unbuildable::TooMany)?;
        while high - low > 1e-4 * high {
            let middle = f64::midpoint(low, high);
            match at(middle) {
                Some(enough) => (high, found) = (middle, enough),
                None => low = middle,
            }
        }
        let (station, solution) = found;
        Ok(Operation { stations: vec![station], suction_pressure: self.task.supply.pressure, solution })
    }

    /// The same stations followed exactly, with the profile along the way.
    ///
    /// # Errors
    /// When the flow cannot exist.
    pub fn detailed(&self, gas: &GasData, stations: &[Station]) -> Result<LineSolution, Fault> {
        let task = Task { resolution: Resolution::Tolerance(1e-7), detail: Detail::Profile, ..self.task };
        linepack::line::solve(&self.line, stations, &gas.table, &task)
            .map_err(|error| Fault::new(error.to_string(), "check the values of [line]"))
    }

    /// The greatest flow delivered, kg/s, with running units only, and what binds.
    ///
    /// Every station has `installed_ratio` times its operating power at ISO conditions, of which the
    /// stand-by share does not run.
    ///
    /// # Errors
    /// When no flow at all can be carried.
    pub fn capacity(
        &self,
        gas: &GasData,
        values: &LineValues,
        operation: &Operation,
    ) -> Result<(f64, Bottleneck), Fault> {
        let running = values.installed_ratio * (1.0 - values.standby);
        let stations: Vec<Station> = operation
            .stations
            .iter()
            .zip(&operation.solution.stations)
            .map(|(station, state)| {
                let mut station = *station;
                if let Driver::GasTurbine(turbine) = &mut station.driver {
                    turbine.installed_power = Some(state.shaft_power * running);
                }
                station
            })
            .collect();
        let found = capacity(&self.line, &stations, &gas.table, &self.task)
            .map_err(|error| Fault::new(error.to_string(), "check the values of [line]"))?;
        let found = found.ok_or_else(|| {
            Fault::new(
                "no flow at all reaches the delivery point within the limits",
                "check the values of [line]",
            )
        })?;
        Ok((found.delivered, found.bottleneck))
    }
}
