//! How the machines of a station work at the flow and pressures of a state.
//!
//! ```text
//! H = z R_s T/m (r^m − 1),  m = (κ − 1)/κ,      P = ρ Q H/η,      r per stage = r^(1/stages)
//! ```
//!
//! Every configuration is tried; the one that oversteps least and then takes least energy is chosen.
//! Between stages the gas is cooled to the temperature of the run. Units side by side share the flow so that
//! each stands at the same part of the way from its least to its greatest flow at the common head; below
//! the sum of the least flows, gas is recycled.

use crate::equations::isotherm::Isotherm;
use crate::network::{
    CompressorStation, CompressorUnit, Configuration, Drive, Element, Network, PistonCompressor,
    TurboCompressor, UnitKind,
};
use crate::solution::{OperatingPoint, Outside, Solution, UnitPoint};

use super::options::Options;

/// Rounding that does not count as overstepping, relative.
const SLACK: f64 = 1e-9;

/// What all units of a stage meet.
#[derive(Debug, Clone, Copy)]
struct Duty {
    /// Density at the inlet, kg/m³.
    density: f64,
    /// Head, kJ/kg.
    head: f64,
    /// Pressure ratio.
    ratio: f64,
    /// Ambient temperature, °C.
    ambient: f64,
}

/// Operating points of all stations that compress and whose machines are known.
pub(super) fn operating_points(
    network: &Network,
    solution: &Solution,
    isotherm: &Isotherm,
    options: &Options<'_>,
) -> Vec<OperatingPoint> {
    let mut points = Vec::new();
    for (link, (at, state)) in network.links().iter().zip(&solution.links).enumerate() {
        let Element::CompressorStation(station) = &at.element else { continue };
        let (u, v) = network.ends(link);
        let (Some(p_u), Some(p_v)) = (solution.nodes[u].pressure, solution.nodes[v].pressure) else {
            continue;
        };
        if state.flow > 0.0 && p_v > p_u * (1.0 + SLACK) {
            points.extend(operate(station, (link, state.flow), [p_u, p_v], isotherm, options));
        }
    }
    points
}

/// The best operating point of a station for a flow in kg/s from an inlet to an outlet pressure in Pa.
fn operate(
    station: &CompressorStation,
    (link, flow): (usize, f64),
    pressure: [f64; 2],
    isotherm: &Isotherm,
    options: &Options<'_>,
) -> Option<OperatingPoint> {
    let points = station.configurations.iter().filter_map(|configuration| {
        configure(station, configuration, (link, flow), pressure, isotherm, options)
    });
    let faults = |point: &OperatingPoint| point.units.iter().map(|unit| unit.outside.len()).sum::<usize>();
    points.min_by(|a, b| faults(a).cmp(&faults(b)).then(a.energy_rate.total_cmp(&b.energy_rate)))
}

fn configure(
    station: &CompressorStation,
    configuration: &Configuration,
    (link, flow): (usize, f64),
    [inlet, outlet]: [f64; 2],
    isotherm: &Isotherm,
    options: &Options<'_>,
) -> Option<OperatingPoint> {
    let m = (options.isentropic_exponent - 1.0) / options.isentropic_exponent;
    let ratio = (outlet / inlet).powf(1.0 / configuration.stages.len() as f64);
    let (mut pressure, mut head, mut units) = (inlet, 0.0, Vec::new());
    for (number, stage) in configuration.stages.iter().enumerate() {
        let z = isotherm.compressibility(pressure).0;
        let energy = z * isotherm.specific_gas_constant_times_temperature();
        let duty = Duty {
            density: isotherm.density(pressure).0,
            head: 1e-3 * energy / m * (ratio.powf(m) - 1.0),
            ratio,
            ambient: options.ambient_temperature - 273.15,
        };
        let machines: Option<Vec<(&CompressorUnit, &Drive)>> = stage
            .units
            .iter()
            .map(|id| {
                let unit = station.units.iter().find(|unit| unit.id == *id)?;
                Some((unit, station.drives.iter().find(|drive| drive.id == unit.drive)?))
            })
            .collect();
        units.extend(share(&machines?, flow / duty.density, &duty, number + 1));
        pressure *= ratio;
        head += 1e3 * duty.head;
    }
    if units.is_empty() {
        return None;
    }
    Some(OperatingPoint {
        link,
        configuration: configuration.id.clone(),
        ratio: outlet / inlet,
        head,
        shaft_power: units.iter().map(|unit: &UnitPoint| unit.shaft_power).sum(),
        energy_rate: units.iter().map(|unit| unit.energy_rate).sum(),
        units,
    })
}

/// Shares a volumetric flow in m³/s among units side by side.
fn share(machines: &[(&CompressorUnit, &Drive)], flow: f64, duty: &Duty, stage: usize) -> Vec<UnitPoint> {
    let ranges: Vec<(f64, f64)> = machines.iter().map(|(unit, _)| range(unit, duty.head)).collect();
    let low: f64 = ranges.iter().map(|range| range.0).sum();
    let high: f64 = ranges.iter().map(|range| range.1).sum();
    let part = if high > low { ((flow - low) / (high - low)).max(0.0) } else { 0.0 };
    // Beyond the greatest flows each carries its share of the surplus, and says so.
    let stretch = if flow > high && high > 0.0 { flow / high } else { 1.0 };
    let recycled = (low - flow).max(0.0);
    machines
        .iter()
        .zip(&ranges)
        .map(|(&(unit, drive), &(least, most))| {
            let own = (least + part.min(1.0) * (most - least)) * stretch;
            let own = if own > 0.0 { own } else { flow / machines.len() as f64 };
            let back = if low > 0.0 { recycled * least / low } else { 0.0 };
            point(unit, drive, own, back, duty, stage)
        })
        .collect()
}

/// Least and greatest flow of a unit at a head, m³/s; both the same where there is none between.
fn range(unit: &CompressorUnit, head: f64) -> (f64, f64) {
    match &unit.kind {
        UnitKind::Piston(piston) => {
            (piston.operating_volume * unit.speed_min / 60.0, piston.operating_volume * unit.speed_max / 60.0)
        }
        UnitKind::Turbo(turbo) => {
            let surge = rising_root(&turbo.surge_line, head).unwrap_or(0.0);
            let choke = rising_root(&turbo.choke_line, head).unwrap_or(if turbo.choke_line[0] > head {
                0.0
            } else {
                f64::INFINITY
            });
            let slowest = falling_flow(turbo, unit.speed_min, head).unwrap_or(0.0);
            let fastest = falling_flow(turbo, unit.speed_max, head).unwrap_or(surge);
            let least = surge.max(slowest);
            let most = choke.min(fastest);
            if most.is_finite() && most >= least { (least, most) } else { (least, least) }
        }
    }
}

fn point(
    unit: &CompressorUnit,
    drive: &Drive,
    flow: f64,
    recycled: f64,
    duty: &Duty,
    stage: usize,
) -> UnitPoint {
    let mut outside = Vec::new();
    let (speed, efficiency, margins) = match &unit.kind {
        UnitKind::Turbo(turbo) => turbo_point(turbo, flow, duty.head, &mut outside),
        UnitKind::Piston(piston) => {
            piston_point(piston, duty, &mut outside);
            (60.0 * flow / piston.operating_volume, piston.efficiency, [None; 2])
        }
    };
    if speed < unit.speed_min * (1.0 - SLACK) {
        outside.push(Outside::SpeedMin);
    }
    if speed.is_nan() || speed > unit.speed_max * (1.0 + SLACK) {
        outside.push(Outside::SpeedMax);
    }
    let power = duty.density * flow * duty.head / efficiency;
    let power_max = greatest_power(drive, speed, duty.ambient);
    let within = power > 0.0 && power <= power_max * (1.0 + SLACK);
    if !within {
        outside.push(Outside::Power);
    }
    let [a, b, c] = drive.energy_rate;
    UnitPoint {
        unit: unit.id.clone(),
        stage,
        volumetric_flow: flow,
        recycled,
        speed: speed / 60.0,
        head: 1e3 * duty.head,
        efficiency,
        shaft_power: 1e3 * power,
        power_max: 1e3 * power_max,
        energy_rate: 1e3 * (a + power * (b + power * c)),
        surge_margin: margins[0],
        choke_margin: margins[1],
        outside,
    }
}

/// Speed in 1/min, efficiency, and margins to surge and choke.
fn turbo_point(
    turbo: &TurboCompressor,
    flow: f64,
    head: f64,
    outside: &mut Vec<Outside>,
) -> (f64, f64, [Option<f64>; 2]) {
    let speed = speed(turbo, flow, head);
    let surge = rising_root(&turbo.surge_line, head).map(|surge| (flow - surge) / flow);
    let choke = rising_root(&turbo.choke_line, head).map(|choke| (choke - flow) / flow);
    // A line that nowhere has this head lies wholly above or below it.
    if surge.map_or(quadratic(&turbo.surge_line, flow) < head, |margin| margin < -SLACK) {
        outside.push(Outside::Surge);
    }
    if choke.map_or(quadratic(&turbo.choke_line, flow) > head, |margin| margin < -SLACK) {
        outside.push(Outside::Choke);
    }
    let efficiency = turbo.efficiency(flow, speed);
    (speed, efficiency, [surge, choke])
}

fn piston_point(piston: &PistonCompressor, duty: &Duty, outside: &mut Vec<Outside>) {
    let torque = 1e3 * piston.operating_volume * duty.density * duty.head
        / (2.0 * std::f64::consts::PI * piston.efficiency);
    if piston.torque_max.is_some_and(|most| torque > most * (1.0 + SLACK)) {
        outside.push(Outside::Torque);
    }
    if piston.ratio_max.is_some_and(|most| duty.ratio > most * (1.0 + SLACK)) {
        outside.push(Outside::Ratio);
    }
}

/// Greatest power of a drive in kW at a speed in 1/min and an ambient temperature in °C.
fn greatest_power(drive: &Drive, speed: f64, ambient: f64) -> f64 {
    match drive.power[..] {
        [a, b, c] => a + speed * (b + speed * c),
        _ => match <&[f64; 9]>::try_from(&drive.power[..]) {
            Ok(coefficients) => crate::network::biquadratic(coefficients, speed, ambient),
            Err(_) => f64::NAN,
        },
    }
}

/// The flow at which the head of a speed has fallen to a value; none where the speed does not reach it.
fn falling_flow(turbo: &TurboCompressor, speed: f64, head: f64) -> Option<f64> {
    let [a, b, c] =
        [0, 3, 6].map(|i| turbo.head[i] + speed * (turbo.head[i + 1] + speed * turbo.head[i + 2]));
    let roots = quadratic_roots(a - head, b, c)?;
    roots.into_iter().filter(|&flow| flow > 0.0 && b + 2.0 * c * flow < 0.0).reduce(f64::max)
}

/// The speed in 1/min at which a flow has a head, on the branch where head rises with speed; NaN if none.
fn speed(turbo: &TurboCompressor, flow: f64, head: f64) -> f64 {
    let [a, b, c] = [0, 1, 2].map(|i| turbo.head[i] + flow * (turbo.head[i + 3] + flow * turbo.head[i + 6]));
    let Some(roots) = quadratic_roots(a - head, b, c) else { return f64::NAN };
    roots
        .into_iter()
        .filter(|&speed| speed > 0.0 && b + 2.0 * c * speed > 0.0)
        .reduce(f64::min)
        .unwrap_or(f64::NAN)
}

/// c₁ + c₂ x + c₃ x².
fn quadratic(c: &[f64; 3], x: f64) -> f64 {
    c[0] + x * (c[1] + x * c[2])
}

/// The flow at which a line of the map rises to a head.
fn rising_root(line: &[f64; 3], head: f64) -> Option<f64> {
    let [a, b, c] = *line;
    let roots = quadratic_roots(a - head, b, c)?;
    roots.into_iter().filter(|&flow| flow > 0.0 && b + 2.0 * c * flow > 0.0).reduce(f64::min)
}

/// Real roots of a + b x + c x² = 0.
fn quadratic_roots(a: f64, b: f64, c: f64) -> Option<[f64; 2]> {
    if c == 0.0 {
        return (b != 0.0).then(|| [-a / b; 2]);
    }
    let square = b * b - 4.0 * a * c;
    if square.is_nan() || square < 0.0 {
        return None;
    }
    // The root of the larger amount first, the other from their product.
    let sum = -0.5 * (b + square.sqrt().copysign(b));
    if sum == 0.0 { Some([0.0; 2]) } else { Some([sum / c, a / sum]) }
}
