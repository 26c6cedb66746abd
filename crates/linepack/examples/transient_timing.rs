//! How long transient runs take: a long line, a network of a thousand pipes, the cost of one cell.
//!
//! Run with `cargo run --release -p linepack --example transient_timing`.

#![allow(clippy::print_stdout, reason = "it prints its figures")]

use std::error::Error;
use std::time::Instant;

use linepack::equations::compressibility::{Compressibility, GAS_CONSTANT};
use linepack::equations::friction::Friction;
use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
use linepack::schedule::{Schedule, Series};
use linepack::transient::{Options, Terms, Transient, simulate};

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "case                     cells  tol/Pa  steps  rejected  Newton   ms/run  sim-h/s  ns/cell/Newton  error/bar"
    );
    long_line()?;
    for side in [32, 100] {
        mesh(side)?;
    }
    Ok(())
}

/// The 363 km line whose offtake changes every six hours; its reference pressures are those of the published case.
fn long_line() -> Result<(), Box<dyn Error>> {
    let description = Description {
        nodes: vec![Node::new("supply", NodeKind::Entry), Node::new("demand", NodeKind::Exit)],
        links: vec![Link::new("line", "supply", "demand", Element::Pipe(Pipe::new(363e3, 1.422, 1e-5)))],
        ..Description::default()
    };
    let network = Network::new(description)?.0;
    let flows = [(0.0, -463.33), (21_600.0, -540.55), (43_200.0, -386.11), (64_800.0, -463.33)];
    let schedule = Schedule::lasting(86_400.0)
        .pressure("supply", Series::constant(84e5))
        .flow("demand", Series::steps(&flows));
    let times: Vec<f64> = (0..=288).map(|i| 300.0 * f64::from(i)).collect();
    let at = |length: f64, tolerance: f64| Options {
        gas: Some(Compressibility::Constant(0.808_725_631_3)),
        temperature: Some(276.25),
        molar_mass: Some(GAS_CONSTANT / 530.0),
        friction: Friction::Constant(0.11 * (1e-5_f64 / 1.422).powf(0.25)),
        terms: Terms { inertia: true, convection: false, gravity: true },
        cell_length: length,
        tolerance,
        times: times.clone(),
        ..Options::default()
    };
    let exact = simulate(&network, &schedule, &at(250.0, 0.5))?;
    for (length, tolerance) in
        [(10e3, 200.0), (5e3, 100.0), (5e3, 50.0), (5e3, 20.0), (2.5e3, 20.0), (1e3, 5.0)]
    {
        let options = at(length, tolerance);
        report("363 km, 24 h", tolerance, 24.0, Some(&exact), 20, || {
            simulate(&network, &schedule, &options)
        })?;
    }
    Ok(())
}

/// A square mesh of pipes of 10 cells whose offtakes swing over a day.
fn mesh(side: usize) -> Result<(), Box<dyn Error>> {
    let id = |i: usize, j: usize| format!("{i}-{j}");
    let mut nodes = Vec::new();
    let mut links = Vec::new();
    for i in 0..side {
        for j in 0..side {
            let kind = if i == 0 && j == 0 { NodeKind::Entry } else { NodeKind::Exit };
            nodes.push(Node::new(id(i, j), kind));
            let pipe = || Element::Pipe(Pipe::new(10e3, 0.5, 5e-5));
            if i + 1 < side {
                links.push(Link::new(format!("down {i}-{j}"), id(i, j), id(i + 1, j), pipe()));
            }
            // Every third row is joined across, as towns are: about as many rings as a real network has.
            if j + 1 < side && i % 3 == 0 {
                links.push(Link::new(format!("right {i}-{j}"), id(i, j), id(i, j + 1), pipe()));
            }
        }
    }
    let pipes = links.len();
    let network = Network::new(Description { nodes, links, ..Description::default() })?.0;
    let mut schedule = Schedule::lasting(86_400.0);
    for k in 0..4 {
        let at = (side - 1) / 4 * k / 3 * 3;
        schedule = schedule.pressure(&id(at, at), Series::constant(70e5));
    }
    let offtake = 700.0 / (side * side) as f64;
    for i in 0..side {
        for j in 0..side {
            let phase = (i * 7 + j * 3) as f64;
            let points: Vec<(f64, f64)> = (0..=24)
                .map(|h| {
                    (
                        3600.0 * f64::from(h),
                        -offtake * (1.0 + 0.5 * (f64::from(h) * 0.2618 + 0.3 * phase / side as f64).sin()),
                    )
                })
                .collect();
            schedule = schedule.flow(&id(i, j), Series::lines(&points));
        }
    }
    for friction in [Friction::Nikuradse, Friction::ColebrookWhite] {
        let at = |tolerance: f64| Options {
            gas: Some(Compressibility::Papay { critical_pressure: 4.6e6, critical_temperature: 192.0 }),
            temperature: Some(283.15),
            molar_mass: Some(0.0175),
            friction,
            cell_length: 1e3,
            tolerance,
            times: (0..=24).map(|h| 3600.0 * f64::from(h)).collect(),
            ..Options::default()
        };
        let small = side < 50;
        let exact = if small { Some(simulate(&network, &schedule, &at(2.0))?) } else { None };
        let start = Instant::now();
        let first = Schedule { end: 1e-3, ..schedule.clone() };
        let course = simulate(&network, &first, &at(500.0))?;
        let p = course.pressure.iter().map(|row| row[0] / 1e5);
        let (low, high) = p.fold((f64::INFINITY, 0.0_f64), |(low, high), p| (low.min(p), high.max(p)));
        println!(
            "start of {pipes} pipes: {:.1} ms, {low:.1} to {high:.1} bar",
            1e3 * start.elapsed().as_secs_f64()
        );
        for tolerance in [100.0, 500.0] {
            let name = format!(
                "{pipes} pipes, {}",
                if friction == Friction::Nikuradse { "rough" } else { "Colebrook" }
            );
            let options = at(tolerance);
            report(&name, tolerance, 24.0, exact.as_ref(), if small { 2 } else { 1 }, || {
                simulate(&network, &schedule, &options)
            })?;
        }
    }
    Ok(())
}

/// Runs a case several times, takes the fastest, and prints a line.
fn report<E: Error + 'static>(
    name: &str,
    tolerance: f64,
    hours: f64,
    exact: Option<&Transient>,
    runs: usize,
    run: impl Fn() -> Result<Transient, E>,
) -> Result<(), Box<dyn Error>> {
    let mut best = f64::INFINITY;
    let mut course = None;
    for _ in 0..runs {
        let start = Instant::now();
        course = Some(run()?);
        best = best.min(start.elapsed().as_secs_f64());
    }
    let Some(course) = course else { return Ok(()) };
    let error = exact.map(|exact| {
        let rows = course.pressure.iter().zip(&exact.pressure);
        rows.flat_map(|(a, b)| a.iter().zip(b)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / 1e5
    });
    let effort = course.effort;
    println!(
        "{name:22} {:7}  {tolerance:6}  {:5}  {:8}  {:6}  {:7.2}  {:7.0}  {:14.1}  {}",
        effort.cells,
        effort.steps,
        effort.rejected,
        effort.newton_iterations,
        1e3 * best,
        hours / best,
        1e9 * best / effort.cells as f64 / effort.newton_iterations as f64,
        error.map_or_else(|| "–".to_owned(), |error| format!("{error:.5}")),
    );
    Ok(())
}
