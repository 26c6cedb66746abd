//! How long markets take: `cargo run --release -p linepack-economics --example market_timing [FILE.json or market folder of a study …]`.
//!
//! With `routed` or `swap` instead: one large market, once. With `scenarios FILE.json`: ten thousand demand
//! scenarios of the file's market, each from the last one's answer.
//!
//! Without files: a made-up world of 16 regions, 15 traders and some 110 arcs. Prints the least of many runs in
//! microseconds: from scratch, with kept memory and ordering, and warm after a shift of demand.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program for the terminal")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small counts drawn for an instance"
)]

use std::time::{Duration, Instant};

use linepack_economics::market::{
    Arc, Capacity, Demand, Formulation, Golombek, LinearDemand, Market, Node, Options, Season, Storage,
    Trader, Workspace, Year, read_cases, solve, solve_in,
    world::{MarketScenario, World},
};

fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    for file in files.iter().filter(|file| LAYOUTS.iter().all(|(name, _)| name != file)) {
        if std::path::Path::new(file).is_dir() {
            let read = |name: &str| {
                std::fs::read_to_string(format!("{file}/{name}")).map_err(|error| error.to_string())
            };
            let world = World::read(&read).unwrap();
            for year in [2024, 2030, 2040] {
                time(&format!("{file} in {year}"), &world.market(year, &MarketScenario::default()).unwrap());
            }
            continue;
        }
        for case in read_cases(&std::fs::read_to_string(file).unwrap()).unwrap() {
            time(file, &case.market);
        }
    }
    if let [word, file] = &files[..]
        && word == "scenarios"
    {
        let case = read_cases(&std::fs::read_to_string(file).unwrap()).unwrap().remove(0);
        return scenarios(&case.market);
    }
    if let [name] = &files[..]
        && let Some((_, layout)) = LAYOUTS.iter().find(|(own, _)| own == name)
    {
        return once(name, &layout.market());
    }
    if files.is_empty() {
        time("made-up world, Cournot abroad", &world(1.0));
        time("made-up world, conjectures 0.3", &world(0.3));
        time("made-up world, price takers", &world(0.0));
        time("made-up world, six years of two seasons", &long(world(1.0)));
        time(
            "made-up world, six years of two seasons, swap",
            &Market { formulation: Formulation::Swap, ..long(world(1.0)) },
        );
        time("made-up world, swap", &Market { formulation: Formulation::Swap, ..world(1.0) });
    }
}

/// The world over six years and two seasons, with storage in the importing regions and capacities that can grow.
fn long(world: Market) -> Market {
    let year = |y: usize| Year {
        name: (2025 + 5 * y).to_string(),
        discount: 0.6_f64.powf(y as f64 / 2.0),
        duration: 5.0,
        demand_factor: 1.0 + 0.05 * y as f64,
    };
    let season =
        |(name, factor): (&str, f64)| Season { name: name.into(), weight: 0.5, demand_factor: factor };
    let storage = |(name, node, gas): (&str, usize, f64)| Storage {
        name: name.into(),
        node,
        working_gas: gas,
        injection_cost: 8.0,
        withdrawal_cost: 4.0,
        injection_efficiency: 0.985,
        injection_rate: None,
        withdrawal_rate: None,
    };
    let grown = |capacity: Capacity| Capacity { expansion_cost: Some(300.0), ..capacity };
    Market {
        years: (0..6).map(year).collect(),
        seasons: [("summer", 0.8), ("winter", 1.2)].map(season).to_vec(),
        storages: [("Europe", 7, 100.0), ("China", 11, 20.0), ("America", 9, 138.0)].map(storage).to_vec(),
        capacities: world.capacities.into_iter().map(grown).collect(),
        ..world
    }
}

fn time(name: &str, market: &Market) {
    let first = solve(market, &Options::default()).unwrap();
    let (mut workspace, cold) = (Workspace::default(), Options::default());
    let scratch = least(|| solve(market, &cold).unwrap().iterations);
    let kept = least(|| solve_in(&mut workspace, market, &cold).unwrap().iterations);
    let mut shifted = market.clone();
    for node in &mut shifted.nodes {
        if let Some(demand) = node.demand.as_mut().and_then(Demand::line_mut) {
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

/// Shape of a made-up market of any size.
struct Layout {
    regions: usize,
    traders: usize,
    years: usize,
    seasons: usize,
    formulation: Formulation,
}

/// The large markets, by the word on the command line that times one of them.
const LAYOUTS: [(&str, Layout); 3] = [
    ("routed", Layout { regions: 40, traders: 20, years: 6, seasons: 4, formulation: Formulation::Routed }),
    ("swap", Layout { regions: 80, traders: 40, years: 6, seasons: 52, formulation: Formulation::Swap }),
    ("small", Layout { regions: 20, traders: 10, years: 6, seasons: 4, formulation: Formulation::Routed }),
];

impl Layout {
    /// Regions in the plane, each joined to its nearest by pipelines of their own that can grow; every other one a
    /// trader's home, every third with a storage. The numbers come from a fixed sequence.
    fn market(&self) -> Market {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = move |low: f64, high: f64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            low + (high - low) * (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let places: Vec<(f64, f64)> = (0..self.regions).map(|_| (next(0.0, 1.0), next(0.0, 1.0))).collect();
        let distance = |i: usize, j: usize| {
            let (a, b) = (places[i], places[j]);
            (a.0 - b.0).hypot(a.1 - b.1)
        };
        let (mut arcs, mut capacities) = (Vec::new(), Vec::new());
        let mut joined: Vec<(usize, usize)> =
            (0..self.regions).map(|n| (n, (n + 1) % self.regions)).collect();
        for from in 0..self.regions {
            let mut near: Vec<usize> = (0..self.regions).filter(|&to| to != from).collect();
            near.sort_by(|&a, &b| distance(from, a).total_cmp(&distance(from, b)));
            joined.extend(near[..2].iter().map(|&to| (from.min(to), from.max(to))));
        }
        joined.sort_unstable();
        joined.dedup();
        let both = joined.iter().flat_map(|&(a, b)| [(a, b), (b, a)]);
        for (from, to) in both {
            let length = distance(from, to);
            let name = format!("{from} to {to}");
            let uses = vec![capacities.len()];
            let (cost, loss) = (10.0 + 200.0 * length, 0.005 + 0.05 * length);
            arcs.push(Arc { name: name.clone(), from, to, cost, loss, uses, open_to: None, tax: 0.0 });
            let (value, expansion_cost) = (next(5.0, 60.0), Some(next(100.0, 400.0)));
            let (value_by_year, discount) = (vec![], vec![]);
            capacities.push(Capacity { name, value, value_by_year, expansion_cost, discount });
        }
        let node = |n: usize, next: &mut dyn FnMut(f64, f64) -> f64| Node {
            name: n.to_string(),
            demand: LinearDemand::calibrated(next(100.0, 500.0), next(20.0, 200.0), next(-0.6, -0.25))
                .ok()
                .map(Into::into),
            demand_factor: vec![],
            injection: vec![],
        };
        let trader = |t: usize, next: &mut dyn FnMut(f64, f64) -> f64| Trader {
            name: t.to_string(),
            home: t * self.regions / self.traders,
            cost: Golombek {
                alpha: next(20.0, 80.0),
                beta: next(0.05, 0.5),
                gamma: next(-30.0, -5.0),
                capacity: next(100.0, 400.0),
                cap_fraction: 0.995,
            },
            capacity_by_year: vec![],
            conjecture: (0..self.regions)
                .map(|_| [0.0, 0.25, 0.5, 1.0][next(0.0, 4.0) as usize % 4])
                .collect(),
            forward: vec![],
            contracts: vec![],
            rise: None,
            reserve: None,
            discount: vec![],
        };
        let storage = |node: usize| Storage {
            name: node.to_string(),
            node,
            working_gas: 10.0,
            injection_cost: 8.0,
            withdrawal_cost: 4.0,
            injection_efficiency: 0.985,
            injection_rate: None,
            withdrawal_rate: None,
        };
        let turn = |d: usize| (std::f64::consts::TAU * d as f64 / self.seasons as f64).cos();
        Market {
            nodes: (0..self.regions).map(|n| node(n, &mut next)).collect(),
            traders: (0..self.traders).map(|t| trader(t, &mut next)).collect(),
            arcs,
            capacities,
            storages: (0..self.regions).step_by(3).map(storage).collect(),
            years: (0..self.years)
                .map(|y| Year {
                    name: (2025 + 5 * y).to_string(),
                    discount: 0.6_f64.powf(y as f64 / 2.0),
                    duration: 1.0,
                    demand_factor: 1.0 + 0.04 * y as f64,
                })
                .collect(),
            seasons: (0..self.seasons)
                .map(|d| Season {
                    name: d.to_string(),
                    weight: 1.0 / self.seasons as f64,
                    demand_factor: 1.0 + 0.3 * turn(d),
                })
                .collect(),
            formulation: self.formulation,
            influences: vec![],
        }
    }
}

/// Ten thousand scenarios, every demand up to 10 % up or down, each from the last one's answer.
fn scenarios(market: &Market) {
    const COUNT: usize = 10_000;
    let mut workspace = Workspace::default();
    let mut options = Options::default();
    let (mut steps, mut worst) = (0, 0.0_f64);
    let start = Instant::now();
    for draw in 0..COUNT {
        let mut drawn = market.clone();
        for (n, node) in drawn.nodes.iter_mut().enumerate() {
            let share = ((draw * 7919 + n * 104_729) % 2003) as f64 / 2003.0;
            if let Some(demand) = &mut node.demand {
                *demand = demand.grown(0.9 + 0.2 * share);
            }
        }
        let found = solve_in(&mut workspace, &drawn, &options).unwrap();
        steps += found.iterations;
        worst = worst.max(found.residual);
        options.start = Some(found.state);
    }
    let time = start.elapsed();
    println!(
        "{COUNT} scenarios: {time:?}, {:.1} steps each, residual {worst:.0e}",
        steps as f64 / COUNT as f64
    );
}

/// Times a large market from scratch, once.
fn once(name: &str, market: &Market) {
    let start = Instant::now();
    let found = solve(market, &Options::default());
    let time = start.elapsed();
    match found {
        Ok(found) => println!(
            "{name}: {} variables, {} steps, residual {:.0e}, {time:?}",
            found.variables, found.iterations, found.residual
        ),
        Err(error) => println!("{name}: {error}, {time:?}"),
    }
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

/// Name, production capacity, consumption, price, elasticity, LNG export and import capacity; all made up but the
/// shape: who is joined to whom.
type Region = (&'static str, f64, f64, f64, f64, f64, f64);
const REGIONS: [Region; 17] = [
    ("RUW", 650.0, 480.0, 65.0, -0.25, 28.0, 0.0),
    ("RUE", 70.0, 17.0, 60.0, -0.25, 15.0, 0.0),
    ("CAS", 160.0, 100.0, 60.0, -0.25, 0.0, 0.0),
    ("TAZ", 40.0, 64.0, 340.0, -0.4, 0.0, 48.0),
    ("MEI", 480.0, 460.0, 60.0, -0.25, 0.0, 35.0),
    ("GLF", 290.0, 145.0, 65.0, -0.25, 130.0, 13.0),
    ("NOR", 127.0, 3.5, 400.0, -0.3, 6.3, 0.0),
    ("EUR", 87.0, 410.0, 413.0, -0.4, 0.0, 280.0),
    ("AFR", 270.0, 180.0, 95.0, -0.3, 100.0, 6.0),
    ("NAM", 1340.0, 1130.0, 85.0, -0.4, 130.0, 100.0),
    ("SAM", 175.0, 166.0, 190.0, -0.35, 22.0, 90.0),
    ("CHN", 270.0, 440.0, 320.0, -0.4, 0.0, 200.0),
    ("JKT", 0.0, 183.0, 448.0, -0.3, 0.0, 550.0),
    ("SAS", 80.0, 135.0, 300.0, -0.5, 0.0, 90.0),
    ("SEA", 217.0, 177.0, 290.0, -0.35, 80.0, 80.0),
    ("AUS", 177.0, 42.0, 315.0, -0.3, 125.0, 0.0),
    ("MNG", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
];

/// From, to, capacity, cost.
const PIPELINES: [(&str, &str, f64, f64); 15] = [
    ("RUW", "TAZ", 32.0, 45.0),
    ("RUW", "EUR", 16.0, 55.0),
    ("RUE", "CHN", 38.0, 55.0),
    ("RUW", "MNG", 50.0, 60.0),
    ("MNG", "CHN", 50.0, 20.0),
    ("CAS", "CHN", 55.0, 75.0),
    ("SEA", "CHN", 12.0, 40.0),
    ("RUW", "CAS", 12.0, 35.0),
    ("CAS", "RUW", 20.0, 30.0),
    ("NOR", "EUR", 125.0, 25.0),
    ("AFR", "EUR", 55.0, 35.0),
    ("TAZ", "EUR", 11.0, 20.0),
    ("MEI", "TAZ", 14.0, 40.0),
    ("MEI", "AFR", 7.0, 30.0),
    ("RUW", "RUE", 10.0, 60.0),
];

/// A world of 16 regions and a transit node with the pipelines and LNG chains that such a study has.
fn world(conjecture: f64) -> Market {
    let named = |name: &str| REGIONS.iter().position(|region| region.0 == name).unwrap();
    let nodes = REGIONS.iter().map(|&(name, _, quantity, price, elasticity, ..)| Node {
        name: name.to_owned(),
        demand: LinearDemand::calibrated(price, quantity, elasticity).ok().map(Into::into),
        demand_factor: vec![],
        injection: vec![],
    });
    let trader = |(t, &(name, capacity, ..)): (usize, &Region)| Trader {
        name: name.to_owned(),
        home: t,
        cost: Golombek {
            alpha: 15.0 + 6.0 * t as f64,
            beta: 20.0 / capacity,
            gamma: -8.0 - t as f64,
            capacity,
            cap_fraction: 0.995,
        },
        capacity_by_year: vec![],
        conjecture: (0..REGIONS.len()).map(|n| if n == t { 0.0 } else { conjecture }).collect(),
        forward: vec![],
        contracts: vec![],
        rise: None,
        reserve: None,
        discount: vec![],
    };
    let (mut arcs, mut capacities) = (Vec::new(), Vec::new());
    let capacity = |capacities: &mut Vec<Capacity>, name: String, value: f64| {
        capacities.push(Capacity {
            name,
            value,
            value_by_year: vec![],
            expansion_cost: None,
            discount: vec![],
        });
        capacities.len() - 1
    };
    let arc = |from: usize, to: usize, cost: f64, loss: f64, uses: Vec<usize>| Arc {
        name: format!("{} to {}", REGIONS[from].0, REGIONS[to].0),
        from,
        to,
        cost,
        loss,
        uses,
        open_to: None,
        tax: 0.0,
    };
    for (from, to, value, cost) in PIPELINES {
        let own = capacity(&mut capacities, format!("pipe {from} {to}"), value);
        arcs.push(arc(named(from), named(to), cost, 0.02, vec![own]));
    }
    let exporters: Vec<(usize, usize)> = (0..16)
        .filter(|&n| REGIONS[n].5 > 0.0)
        .map(|n| (n, capacity(&mut capacities, format!("liq {n}"), REGIONS[n].5)))
        .collect();
    let importers: Vec<(usize, usize)> = (0..16)
        .filter(|&n| REGIONS[n].6 > 0.0)
        .map(|n| (n, capacity(&mut capacities, format!("regas {n}"), REGIONS[n].6)))
        .collect();
    for &(from, liquefaction) in &exporters {
        for &(to, regasification) in importers.iter().filter(|&&(to, _)| to != from) {
            let cost = 85.0 + 60.0 * ((from * 7 + to * 11) % 13) as f64 / 13.0;
            arcs.push(arc(from, to, cost, 0.11, vec![liquefaction, regasification]));
        }
    }
    Market {
        nodes: nodes.collect(),
        traders: REGIONS.iter().enumerate().filter(|(_, region)| region.1 > 0.0).map(trader).collect(),
        arcs,
        capacities,
        storages: vec![],
        years: vec![Year { name: "2030".into(), discount: 1.0, duration: 1.0, demand_factor: 1.0 }],
        seasons: vec![Season { name: "year".into(), weight: 1.0, demand_factor: 1.0 }],
        formulation: Formulation::Routed,
        influences: vec![],
    }
}
