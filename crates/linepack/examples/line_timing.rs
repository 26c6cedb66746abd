//! How long one evaluation of a great line takes: a march, a layout, a capacity.
//!
//! Run with `cargo run --release -p linepack --example line_timing`.

#![allow(clippy::print_stdout, reason = "it prints its figures")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use linepack::equations::compression::CompressionEfficiency;
use linepack::equations::friction::Friction;
use linepack::equations::pipe::{Pipe, Terms};
use linepack::gas::{EquationOfState, Gas, Properties, PropertyTable};
use linepack::line::{
    Aftercooler, Detail, Driver, Flow, GasTurbine, Layout, Line, LineLimits, PipeSection, Placement,
    Resolution, Route, RoutePoint, Station, StationLimits, Supply, Task, capacity, layout, solve,
};

fn main() -> Result<(), Box<dyn Error>> {
    let gas = Gas::new(
        "CH4 0.975, C2H6 0.008, C3H8 0.002, N2 0.01, CO2 0.005".parse()?,
        EquationOfState::Gerg2008,
    )?;
    let table = PropertyTable::new(&gas, 1e6..=14e6, 255.0..=370.0)?;
    let (line, template) = (line()?, template());
    let task = |resolution| Task {
        supply: Supply { pressure: 9.8e6, temperature: 288.15, lower_heating_value: 48.5e6 },
        flow: Flow::Delivered(1080.0),
        delivery_pressure: Some(6.5e6),
        resolution,
        detail: Detail::Summary,
    };
    let coarse = task(Resolution::Steps(30e3));

    println!("stations  spacing/km  suction/MPa  ratio  power/MW  fuel/%  layout/ms");
    let mut chosen = Vec::new();
    for number in [18, 20, 22, 24, 25, 26, 28, 30, 34] {
        let placement = Placement { station: template, number, at_inlet: false };
        let (outcome, ms) = timed(20, || layout(&line, &placement, &table, &coarse))?;
        let Layout::Placed { suction_pressure, stations, solution } = outcome else { continue };
        let last = stations.len() - 1;
        println!(
            "{number:8}  {:10.1}  {:11.3}  {:5.3}  {:8.1}  {:6.2}  {ms:9.3}",
            (stations[last].distance - stations[0].distance) / 1e3 / last as f64,
            suction_pressure / 1e6,
            solution.stations[last / 2].ratio,
            solution.shaft_power / 1e6,
            100.0 * solution.fuel_share,
        );
        if number == 25 {
            chosen = stations;
        }
    }

    println!("\nresolution          power/MW   p_end/MPa   steps  marches  error bound  solve/ms");
    for resolution in [
        Resolution::Steps(60e3),
        Resolution::Steps(30e3),
        Resolution::Steps(10e3),
        Resolution::Tolerance(1e-6),
        Resolution::Tolerance(1e-9),
    ] {
        let asked = task(resolution);
        let (found, ms) = timed(10, || solve(&line, &chosen, &table, &asked))?;
        println!(
            "{:18}  {:8.3}  {:10.6}  {:6}  {:7}  {:11.1e}  {ms:8.3}",
            format!("{resolution:?}"),
            found.shaft_power / 1e6,
            found.delivery_pressure / 1e6,
            found.effort.steps,
            found.effort.marches,
            found.effort.error_estimate,
        );
    }
    let intake = Task { flow: Flow::Intake(1160.0), ..coarse };
    let (_, ms) = timed(50, || solve(&line, &chosen, &table, &intake))?;
    println!("\none march, given intake, 30 km steps  {ms:.3} ms");
    let (found, ms) = timed(5, || capacity(&line, &chosen, &table, &coarse))?;
    println!("capacity {:.2} kg/s  {ms:.2} ms", found.map_or(0.0, |capacity| capacity.delivered));
    let (_, ns) = timed(1000, || table.state(black_box(7.7e6), black_box(281.0)))?;
    println!("one state from the table  {:.0} ns", 1e6 * ns);
    let (_, ns) =
        timed(1000, || Ok::<_, std::fmt::Error>(Friction::ColebrookWhite.loss(black_box(6e7), 1.4, 1e-5)))?;
    println!("one Colebrook–White factor  {:.0} ns", 1e6 * ns);
    Ok(())
}

/// Best of several runs, ms.
fn timed<T, E: Error + 'static>(
    runs: u32,
    mut work: impl FnMut() -> Result<T, E>,
) -> Result<(T, f64), Box<dyn Error>> {
    let mut best = f64::INFINITY;
    let mut result = work()?;
    for _ in 0..runs {
        let inner = if runs >= 1000 { 100 } else { 1 };
        let start = Instant::now();
        for _ in 0..inner {
            result = black_box(work()?);
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e3 / f64::from(inner));
    }
    Ok((result, best))
}

/// 3,560 km of 1,420 × 21.7 mm pipe over rolling land.
fn line() -> Result<Line, Box<dyn Error>> {
    let points = (0..=712)
        .map(|i| {
            let distance = 5e3 * f64::from(i);
            let s = distance / 3560e3;
            RoutePoint {
                distance,
                elevation: 300.0 + 400.0 * s + 60.0 * (f64::from(i) * 0.7).sin(),
                ground_temperature: 274.15 + 4.0 * s,
                air_temperature: 271.15 + 4.0 * s,
            }
        })
        .collect();
    let pipe = Pipe {
        inner_diameter: 1.420 - 2.0 * 0.0217,
        roughness: 10e-6,
        friction: Friction::ColebrookWhite,
        efficiency: 1.0,
        heat_transfer_coefficient: 1.5,
        heat_transfer_diameter: 1.420,
    };
    let section = PipeSection { from: 0.0, strings: 1, pipe, max_pressure: Some(9.8e6) };
    Ok(Line::new(Route::new(points)?, vec![section], Terms::default(), LineLimits::default())?)
}

fn template() -> Station {
    Station {
        distance: 0.0,
        discharge_pressure: 9.8e6,
        efficiency: CompressionEfficiency::Polytropic(0.85),
        mechanical_efficiency: 0.98,
        driver: Driver::GasTurbine(GasTurbine {
            installed_power: None,
            efficiency: 0.36,
            power_derating: 0.007,
            efficiency_derating: 0.002,
            max_power_factor: 1.15,
        }),
        suction_loss: 0.05e6,
        aftercooler: Some(Aftercooler { outlet_temperature: 288.15, approach: 12.0, pressure_loss: 0.05e6 }),
        limits: StationLimits::default(),
    }
}
