//! How long markets take: `cargo run --release -p linepack-economics --example market_timing [FILE.json …]`.
//!
//! Without files: a made-up world of 16 regions, 17 traders and 104 arcs. Prints the least of many runs in
//! microseconds: from scratch, with kept memory and ordering, and warm after a shift of demand.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program for the terminal")]

use std::time::{Duration, Instant};

use linepack_economics::market::{
    Arc, Capacity, Formulation, Golombek, LinearDemand, Market, Node, Options, Season, Trader, Workspace,
    Year, read_cases, solve, solve_in,
};

fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    for file in &files {
        for case in read_cases(&std::fs::read_to_string(file).unwrap()).unwrap() {
            time(file, &case.market);
        }
    }
    if files.is_empty() {
        time("made-up world, Cournot abroad", &world(1.0));
        time("made-up world, conjectures 0.3", &world(0.3));
        time("made-up world, price takers", &world(0.0));
        time("made-up world, swap", &Market { formulation: Formulation::Swap, ..world(1.0) });
    }
}

fn time(name: &str, market: &Market) {
    let first = solve(market, &Options::default()).unwrap();
    let (mut workspace, cold) = (Workspace::default(), Options::default());
    let scratch = least(|| solve(market, &cold).unwrap().iterations);
    let kept = least(|| solve_in(&mut workspace, market, &cold).unwrap().iterations);
    let mut shifted = market.clone();
    for node in &mut shifted.nodes {
        if let Some(demand) = &mut node.demand {
            demand.intercept *= 1.03;
        }
    }
    let warm = Options { start: Some(first.state.clone()), ..Options::default() };
    let rewarmed = least(|| solve_in(&mut workspace, &shifted, &warm).unwrap().iterations);
    println!(
        "{name}: {} variables, residual {:.0e}\n  scratch {:?} ({} steps), kept {:?}, warm {:?} ({} steps)",
        first.variables, first.residual, scratch.0, scratch.1, kept.0, rewarmed.0, rewarmed.1
    );
}

/// Least time of many runs, and what the work gave.
fn least(mut work: impl FnMut() -> usize) -> (Duration, usize) {
    let begin = Instant::now();
    let mut best = (Duration::MAX, 0);
    let mut runs = 0;
    while runs < 3 || (runs < 200 && begin.elapsed() < Duration::from_secs(2)) {
        let start = Instant::now();
        let given = work();
        best = best.min((start.elapsed(), given));
        runs += 1;
    }
    best
}

/// 16 regions and a transit node; pipelines between neighbours, LNG from eight exporters to eight importers.
fn world(conjecture: f64) -> Market {
    let regions = 17;
    let pseudo = |i: usize| (i * 7919 + 13) % 97;
    let share = |i: usize| pseudo(i) as f64 / 97.0;
    let nodes = (0..regions).map(|n| Node {
        name: format!("region {n}"),
        demand: (n < 16).then(|| {
            LinearDemand::calibrated(60.0 + 380.0 * share(n), 40.0 + 700.0 * share(n + 50), -0.35).unwrap()
        }),
        demand_factor: vec![],
        injection: vec![],
    });
    let trader = |t: usize| Trader {
        name: format!("trader {t}"),
        home: t % 16,
        cost: Golombek {
            alpha: 15.0 + 60.0 * share(t + 7),
            beta: 0.05 + 0.3 * share(t + 9),
            gamma: -5.0 - 20.0 * share(t),
            capacity: 80.0 + 600.0 * share(t + 20),
            cap_fraction: 0.995,
        },
        capacity_by_year: vec![],
        conjecture: (0..regions).map(|n| if n == t % 16 { 0.0 } else { conjecture }).collect(),
        forward: vec![],
        contracts: vec![],
    };
    let (mut arcs, mut capacities) = (Vec::new(), Vec::new());
    let capacity = |capacities: &mut Vec<Capacity>, name: String, value: f64| {
        capacities.push(Capacity { name, value, value_by_year: vec![], expansion_cost: None });
        capacities.len() - 1
    };
    let arc = |from: usize, to: usize, cost: f64, loss: f64, uses: Vec<usize>| Arc {
        name: format!("{from} to {to}"),
        from,
        to,
        cost,
        loss,
        uses,
        open_to: None,
    };
    for n in 0..20 {
        let (from, to) = (n % 17, (n + 1 + n / 17 * 3) % 17);
        for (from, to) in [(from, to), (to, from)] {
            let own =
                capacity(&mut capacities, format!("pipe {from} {to}"), 10.0 + 60.0 * share(from * 17 + to));
            arcs.push(arc(from, to, 20.0 + 50.0 * share(from + to), 0.02, vec![own]));
        }
    }
    let from: Vec<usize> =
        (0..8).map(|n| capacity(&mut capacities, format!("liq {n}"), 20.0 + 100.0 * share(n + 3))).collect();
    let to: Vec<usize> =
        (8..16).map(|n| capacity(&mut capacities, format!("regas {n}"), 30.0 + 150.0 * share(n))).collect();
    for (i, &liquefaction) in from.iter().enumerate() {
        for (j, &regasification) in to.iter().enumerate() {
            let cost = 85.0 + 60.0 * share(i * 8 + j);
            arcs.push(arc(i, j + 8, cost, 0.11, vec![liquefaction, regasification]));
        }
    }
    Market {
        nodes: nodes.collect(),
        traders: (0..17).map(trader).collect(),
        arcs,
        capacities,
        storages: vec![],
        years: vec![Year { name: "2030".into(), discount: 1.0, duration: 1.0, demand_factor: 1.0 }],
        seasons: vec![Season { name: "year".into(), weight: 1.0, demand_factor: 1.0 }],
        formulation: Formulation::Routed,
    }
}
