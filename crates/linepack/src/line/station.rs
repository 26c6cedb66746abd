//! A compressor station on a line: what it is, and what it does to the gas that arrives.
//!
//! ```text
//! arriving ─ scrubber ─┬─ compressors (Δh by the polytropic path) ─ aftercooler ─► on
//!                      └─ fuel of the turbines:  f = P / (η_d H),  P = (q − f) Δh / η_m
//! ```
//!
//! H is the lower heating value. Maps of machines, surge and part load are not here: the
//! efficiencies are those of the operating point.

use serde::{Deserialize, Serialize};

use super::error::LineError;
use super::root::{End, narrow};
use super::route::RoutePoint;
use super::solution::{Limit, StationResult};
use crate::equations::compression::{CompressionEfficiency, compress};
use crate::equations::pipe::Stream;
use crate::gas::{GasError, Properties};

/// Air temperature at which turbines are rated (ISO 3977-2), K.
const RATING_TEMPERATURE: f64 = 288.15;

/// A compressor station.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Station {
    /// Distance from the inlet, m.
    pub distance: f64,
    /// Set point of the pressure at the outlet flange, Pa absolute.
    pub discharge_pressure: f64,
    /// Efficiency of the compressors.
    pub efficiency: CompressionEfficiency,
    /// Share of the shaft power that reaches the gas, dimensionless, above 0 to 1.
    pub mechanical_efficiency: f64,
    /// What turns the compressors.
    pub driver: Driver,
    /// Pressure loss of scrubber and inlet piping, Pa; none when the gas passes by.
    pub suction_loss: f64,
    /// Cooler behind the compressors.
    pub aftercooler: Option<Aftercooler>,
    /// Limits of the machines.
    pub limits: StationLimits,
}

/// A cooler by ambient air.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Aftercooler {
    /// Temperature to which gas is cooled, K, if the air allows.
    pub outlet_temperature: f64,
    /// Least difference between the gas leaving and the air, K.
    pub approach: f64,
    /// Pressure loss, Pa.
    pub pressure_loss: f64,
}

/// What turns the compressors of a station, all units together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Driver {
    /// Burns gas from the line.
    GasTurbine(GasTurbine),
    /// Draws electricity.
    ElectricMotor(ElectricMotor),
}

/// Gas turbines of one station.
///
/// ```text
/// P_site = P_ISO · min(m, 1 − a (T_air − 288.15 K)) · p_air/p₀
/// η_site = η (1 − b (T_air − 288.15 K))
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GasTurbine {
    /// Installed power P_ISO at 15 °C and sea level, W; `None` gives as much as is needed.
    pub installed_power: Option<f64>,
    /// Efficiency η at rating conditions on the lower heating value, dimensionless.
    pub efficiency: f64,
    /// Loss of power a per kelvin of warmer air, 1/K.
    pub power_derating: f64,
    /// Loss of efficiency b per kelvin of warmer air, 1/K.
    pub efficiency_derating: f64,
    /// Greatest gain of power m in cold air, dimensionless, at least 1.
    pub max_power_factor: f64,
}

/// Electric drives of one station.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ElectricMotor {
    /// Installed power at the shaft, W; `None` gives as much as is needed.
    pub installed_power: Option<f64>,
    /// Efficiency of transformer, converter and motor, dimensionless.
    pub efficiency: f64,
}

/// Limits of a station; `None` is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct StationLimits {
    /// Greatest pressure at the outlet flange, Pa.
    pub max_discharge_pressure: Option<f64>,
    /// Greatest temperature behind the compressors, before the cooler, K.
    pub max_discharge_temperature: Option<f64>,
    /// Least pressure at the inlet flange, Pa.
    pub min_suction_pressure: Option<f64>,
    /// Greatest pressure ratio of the compressors, dimensionless.
    pub max_ratio: Option<f64>,
}

/// Pressure of the standard atmosphere at an elevation over that at sea level, dimensionless.
///
/// ```text
/// p/p₀ = (1 − 2.25577·10⁻⁵ h)^5.25588
/// ```
///
/// `elevation` h in m, −500 to 11,000. Source: ISO 2533:1975, clause 2.7, lowest layer.
/// ```
/// use linepack::line::standard_atmosphere_ratio;
/// assert!((standard_atmosphere_ratio(1000.0) - 0.8870).abs() < 1e-4);
/// ```
pub fn standard_atmosphere_ratio(elevation: f64) -> f64 {
    (1.0 - 2.255_77e-5 * elevation).max(0.0).powf(5.255_88)
}

impl Driver {
    /// Power at a site over rated power, dimensionless.
    pub fn power_factor(&self, air_temperature: f64, elevation: f64) -> f64 {
        match self {
            Self::GasTurbine(turbine) => {
                let warm = 1.0 - turbine.power_derating * (air_temperature - RATING_TEMPERATURE);
                warm.clamp(0.0, turbine.max_power_factor) * standard_atmosphere_ratio(elevation)
            }
            Self::ElectricMotor(_) => 1.0,
        }
    }

    /// Efficiency at a site, dimensionless.
    pub fn site_efficiency(&self, air_temperature: f64) -> f64 {
        match self {
            Self::GasTurbine(turbine) => {
                turbine.efficiency
                    * (1.0 - turbine.efficiency_derating * (air_temperature - RATING_TEMPERATURE))
            }
            Self::ElectricMotor(motor) => motor.efficiency,
        }
    }

    /// Installed rated power, W, if it is given.
    pub fn installed_power(&self) -> Option<f64> {
        match self {
            Self::GasTurbine(turbine) => turbine.installed_power,
            Self::ElectricMotor(motor) => motor.installed_power,
        }
    }
}

/// What a station is asked besides its own set point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Duty {
    /// Lower heating value of the gas, J/kg.
    pub(super) lower_heating_value: f64,
    /// Stay within ratio, temperature and power by discharging at less than the set point.
    pub(super) within_limits: bool,
    /// Relative error allowed.
    pub(super) tolerance: f64,
}

/// One operating point of the compressors.
#[derive(Clone, Copy)]
struct Point {
    pressure: f64,
    temperature: f64,
    enthalpy: f64,
    enthalpy_rise: f64,
    flow: f64,
    fuel: f64,
    power: f64,
}

impl Station {
    /// Checks that the station can be; `index` names it in the error.
    pub(super) fn check(&self, index: usize, length: f64) -> Result<(), LineError> {
        let unsound = |what, value, hint| {
            Err(LineError::Unsound { place: format!("station {index}"), what, value, hint })
        };
        if !(self.distance >= 0.0 && self.distance < length) {
            return unsound("distance", self.distance, "place it on the line, before its end");
        }
        if !(self.discharge_pressure > 0.0 && self.discharge_pressure.is_finite()) {
            return unsound("discharge pressure", self.discharge_pressure, "give it in Pa absolute");
        }
        let (CompressionEfficiency::Polytropic(eta) | CompressionEfficiency::Isentropic(eta)) =
            self.efficiency;
        let (Driver::GasTurbine(GasTurbine { efficiency, .. })
        | Driver::ElectricMotor(ElectricMotor { efficiency, .. })) = self.driver;
        for (what, value) in [
            ("efficiency of the compressors", eta),
            ("mechanical efficiency", self.mechanical_efficiency),
            ("efficiency of the driver", efficiency),
        ] {
            if !(value > 0.0 && value <= 1.0) {
                return unsound(what, value, "it lies above 0 and is at most 1");
            }
        }
        let cooler_loss = self.aftercooler.map_or(0.0, |cooler| cooler.pressure_loss);
        for (what, value) in
            [("suction loss", self.suction_loss), ("pressure loss of the cooler", cooler_loss)]
        {
            if !(value >= 0.0 && value < 0.2 * self.discharge_pressure) {
                return unsound(what, value, "give it in Pa, below a fifth of the discharge pressure");
            }
        }
        Ok(())
    }

    /// What the station does to `arriving` gas at its site.
    pub(super) fn operate<G: Properties + ?Sized>(
        &self,
        gas: &G,
        arriving: &Stream,
        site: &RoutePoint,
        duty: &Duty,
    ) -> Result<StationResult, LineError> {
        let at_site = |source: GasError| LineError::Gas { distance: self.distance, source };
        let Stream { mass_flow, pressure, temperature } = *arriving;
        let factor = self.driver.power_factor(site.air_temperature, site.elevation);
        let site_power = self.driver.installed_power().map(|rated| rated * factor);
        let mut result = StationResult {
            distance: self.distance,
            elevation: site.elevation,
            air_temperature: site.air_temperature,
            running: false,
            suction_pressure: pressure,
            suction_temperature: temperature,
            discharge_pressure: pressure,
            discharge_temperature: temperature,
            compressor_temperature: temperature,
            ratio: 1.0,
            flow: mass_flow,
            fuel: 0.0,
            enthalpy_rise: 0.0,
            shaft_power: 0.0,
            electric_power: 0.0,
            site_power,
            rated_power_needed: 0.0,
            cooler_duty: 0.0,
            held_by: None,
        };
        let inlet_pressure = pressure - self.suction_loss;
        if inlet_pressure <= 0.0 {
            return Err(LineError::PressureExhausted { distance: self.distance, flow: mass_flow });
        }
        if pressure >= self.discharge_pressure {
            return Ok(result);
        }
        let inlet_temperature = throttle(gas, (pressure, temperature), inlet_pressure).map_err(at_site)?;
        let compressed = |discharge: f64| -> Result<Point, GasError> {
            let suction = (inlet_pressure, inlet_temperature);
            let done = compress(gas, suction, discharge, self.efficiency, duty.tolerance)?;
            Ok(self.point(&done, discharge, mass_flow, (site.air_temperature, duty.lower_heating_value)))
        };
        let cooler_loss = self.aftercooler.map_or(0.0, |cooler| cooler.pressure_loss);
        let set = match self.limits.max_discharge_pressure {
            Some(most) if duty.within_limits => self.discharge_pressure.min(most),
            _ => self.discharge_pressure,
        };
        let target = set + cooler_loss;
        let (point, held_by) = if duty.within_limits {
            self.hold(&compressed, (inlet_pressure, target), (site_power, duty.tolerance)).map_err(at_site)?
        } else {
            (compressed(target).map_err(at_site)?, None)
        };
        if point.flow <= 0.0 || !point.flow.is_finite() {
            return Err(LineError::AllBurnt { distance: self.distance, flow: mass_flow });
        }
        let (outlet, cooler_duty) = self.cool(gas, &point, site.air_temperature).map_err(at_site)?;
        result.running = true;
        result.discharge_pressure = point.pressure - cooler_loss;
        result.discharge_temperature = outlet;
        result.compressor_temperature = point.temperature;
        result.ratio = point.pressure / inlet_pressure;
        result.flow = point.flow;
        result.fuel = point.fuel;
        result.enthalpy_rise = point.enthalpy_rise;
        result.shaft_power = point.power;
        if matches!(self.driver, Driver::ElectricMotor(_)) {
            result.electric_power = point.power / self.driver.site_efficiency(site.air_temperature);
        }
        result.rated_power_needed = point.power / factor;
        result.cooler_duty = cooler_duty;
        result.held_by = held_by;
        Ok(result)
    }

    fn point(
        &self,
        done: &crate::equations::compression::Compression,
        discharge: f64,
        arriving: f64,
        (air, heating_value): (f64, f64),
    ) -> Point {
        let per_flow = done.enthalpy_rise / self.mechanical_efficiency;
        let share = match self.driver {
            Driver::GasTurbine(_) => per_flow / (self.driver.site_efficiency(air) * heating_value),
            Driver::ElectricMotor(_) => 0.0,
        };
        let flow = arriving / (1.0 + share);
        Point {
            pressure: discharge,
            temperature: done.temperature,
            enthalpy: done.state.enthalpy,
            enthalpy_rise: done.enthalpy_rise,
            flow,
            fuel: arriving - flow,
            power: flow * per_flow,
        }
    }

    /// The highest discharge pressure up to `target` at which ratio, temperature and power hold.
    fn hold(
        &self,
        compressed: &impl Fn(f64) -> Result<Point, GasError>,
        (inlet, target): (f64, f64),
        (site_power, tolerance): (Option<f64>, f64),
    ) -> Result<(Point, Option<Limit>), GasError> {
        let by_ratio = self.limits.max_ratio.map_or(f64::INFINITY, |ratio| ratio.max(1.0) * inlet);
        let high = target.min(by_ratio);
        let excess = |point: &Point| {
            let power = site_power.map_or(-1.0, |site| point.power / site - 1.0);
            let heat =
                self.limits.max_discharge_temperature.map_or(-1.0, |most| point.temperature / most - 1.0);
            if power >= heat { (power, Limit::InstalledPower) } else { (heat, Limit::DischargeTemperature) }
        };
        let point = compressed(high)?;
        let (above, limit) = excess(&point);
        if above <= 0.0 {
            return Ok((point, (by_ratio < target).then_some(Limit::PressureRatio)));
        }
        let idle = compressed(inlet)?;
        let (below, idle_limit) = excess(&idle);
        if below >= 0.0 {
            return Ok((idle, Some(idle_limit)));
        }
        let low = End { x: inlet.ln(), value: -below, found: (idle, idle_limit) };
        let high = End { x: high.ln(), value: -above, found: (point, limit) };
        let seek = |log_pressure: f64| {
            let point = compressed(log_pressure.exp())?;
            let (value, limit) = excess(&point);
            Ok::<_, GasError>((-value, (point, limit)))
        };
        let (low, high) = narrow(seek, low, high, (1e-15, tolerance))?;
        Ok((low.found.0, Some(high.found.1)))
    }

    /// Temperature behind the cooler, K, and the heat it takes, W.
    fn cool<G: Properties + ?Sized>(
        &self,
        gas: &G,
        point: &Point,
        air_temperature: f64,
    ) -> Result<(f64, f64), GasError> {
        let Some(cooler) = self.aftercooler else { return Ok((point.temperature, 0.0)) };
        let outlet_pressure = point.pressure - cooler.pressure_loss;
        let reached = cooler.outlet_temperature.max(air_temperature + cooler.approach);
        if point.temperature > reached {
            let outlet = gas.state(outlet_pressure, reached)?;
            let duty = point.flow * (point.enthalpy - outlet.enthalpy);
            // Throttling through the cooler alone may cool below the set temperature.
            if duty >= 0.0 {
                return Ok((reached, duty));
            }
        }
        let behind = throttle(gas, (point.pressure, point.temperature), outlet_pressure)?;
        Ok((behind, 0.0))
    }
}

/// Temperature of gas behind a loss of pressure at constant enthalpy, K.
fn throttle<G: Properties + ?Sized>(
    gas: &G,
    (pressure, temperature): (f64, f64),
    outlet_pressure: f64,
) -> Result<f64, GasError> {
    if outlet_pressure >= pressure {
        return Ok(temperature);
    }
    let before = gas.state(pressure, temperature)?;
    let mut behind = temperature - before.joule_thomson * (pressure - outlet_pressure);
    for _ in 0..10 {
        let state = gas.state(outlet_pressure, behind)?;
        let step = (before.enthalpy - state.enthalpy) / state.isobaric_heat_capacity;
        behind += step;
        // The next step would be of the order of this one squared.
        if step.abs() < 1e-6 * behind {
            break;
        }
    }
    Ok(behind)
}
