//! How long a steady state takes: meshed networks of 10³ to 10⁶ pipes, cold and warm, and the nominations of
//! GasLib-134 one after another, in processor time.
//!
//! `cargo run --release -p linepack --example steady_bench [pipes…]`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an example prints, and stops on a mistake"
)]

use cpu_time::ThreadTime;
use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::formats::gaslib;
use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
use linepack::scenario::{Nomination, Scenario};
use linepack::solution::Verdict;
use linepack::steady::{Memory, Options, solve, solve_again};

fn main() {
    let mut sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 100_000];
    }
    for pipes in sizes {
        for share in [0.15, 1.0] {
            grid(pipes, share);
        }
    }
    nominations();
}

fn options(friction: Friction) -> Options<'static> {
    Options {
        gas: Some(Compressibility::Papay { critical_pressure: 4.6e6, critical_temperature: 190.0 }),
        molar_mass: Some(0.0185),
        temperature: Some(288.15),
        friction,
        ..Options::default()
    }
}

/// A square grid with uneven pipes and demands, fed at one corner; of the pipes that only close rings,
/// a `share` is kept. Transmission networks close a ring with one pipe in five to ten.
fn grid(pipes: usize, share: f64) {
    let side = (2..=pipes + 2).find(|side| ((side * side) as f64 * (1.0 + share)) as usize >= pipes).unwrap();
    let mut state = 1_u64;
    let mut draw = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut description = Description::default();
    for i in 0..side * side {
        description
            .nodes
            .push(Node::new(format!("n{i}"), if i == 0 { NodeKind::Entry } else { NodeKind::Exit }));
    }
    let mut edges = Vec::new();
    for i in 0..side {
        for j in 0..side {
            let here = i * side + j;
            for (there, inside) in [(here + 1, j + 1 < side), (here + side, i + 1 < side)] {
                if inside {
                    edges.push((draw(), here, there));
                }
            }
        }
    }
    edges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut joined: Vec<usize> = (0..side * side).collect();
    for (_, here, there) in edges {
        let (a, b) = (root(&mut joined, here), root(&mut joined, there));
        if a == b && draw() >= share {
            continue;
        }
        joined[a] = b;
        let pipe = Pipe::new(500.0 + 1500.0 * draw(), 0.3 + 0.5 * draw(), 1e-5);
        let id = format!("p{}", description.links.len());
        description.links.push(Link::new(id, format!("n{here}"), format!("n{there}"), Element::Pipe(pipe)));
    }
    let (network, _) = Network::new(description).unwrap();
    let nodes = network.nodes().len();
    let mut scenario = Scenario::default().pressure("n0", 7e6);
    for i in 1..nodes {
        let demand = draw() * 60.0 / nodes as f64;
        scenario.inflows.insert(format!("n{i}"), Nomination::Fixed(-demand));
    }
    for friction in [Friction::Nikuradse, Friction::ColebrookWhite] {
        let options = options(friction);
        let repeats = (200_000 / pipes).clamp(1, 50);
        let mut cold = f64::INFINITY;
        let mut warm = f64::INFINITY;
        let mut memory = Memory::default();
        let mut solution = solve_again(&network, &scenario, &options, &mut memory).unwrap();
        let mut changed = scenario.clone();
        let mut again = solution.effort;
        for k in 0..repeats {
            let start = ThreadTime::now();
            solution = solve(&network, &scenario, &options).unwrap();
            cold = cold.min(start.elapsed().as_secs_f64());
            *changed.inflows.get_mut("n7").unwrap() = Nomination::Fixed(-0.01 - 0.001 * k as f64);
            let start = ThreadTime::now();
            again = solve_again(&network, &changed, &options, &mut memory).unwrap().effort;
            warm = warm.min(start.elapsed().as_secs_f64());
        }
        println!(
            "{} pipes, {friction:?}: cold {:.2} ms ({} iterations, fill {}), one demand changed {:.2} ms ({}); {}; residuals {:.1e} kg/s {:.1e} Pa; lowest {:.2} bar",
            network.links().len(),
            1e3 * cold,
            solution.effort.iterations,
            solution.effort.fill,
            1e3 * warm,
            again.iterations,
            if solution.verdict == Verdict::Feasible { "feasible" } else { "not feasible" },
            solution.residuals.mass,
            solution.residuals.momentum,
            solution.lowest_pressure(&network).map_or(f64::NAN, |(_, p)| p / 1e5),
        );
    }
}

fn root(joined: &mut [usize], mut node: usize) -> usize {
    while joined[node] != node {
        joined[node] = joined[joined[node]];
        node = joined[node];
    }
    node
}

/// Every nomination of GasLib-134, each from the state of the one before.
fn nominations() {
    let Some(net) = linepack_cases::text("steady/gaslib/GasLib-134/GasLib-134-v2.net") else { return };
    let network = gaslib::read(net.as_bytes(), "GasLib-134-v2.net").unwrap().value;
    let Some(folder) = linepack_cases::path("steady/gaslib/GasLib-134/nominations") else { return };
    let mut days: Vec<_> =
        std::fs::read_dir(folder).unwrap().filter_map(|entry| Some(entry.ok()?.path())).collect();
    days.sort();
    let texts: Vec<Vec<u8>> = days.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let start = ThreadTime::now();
    let scenarios: Vec<Scenario> =
        texts.iter().map(|text| gaslib::read_scenario(text, "day.scn", &network).unwrap().value).collect();
    let read = start.elapsed().as_secs_f64();
    for friction in [Friction::Nikuradse, Friction::ColebrookWhite] {
        let options = Options { friction, ..Options::default() };
        let mut memory = Memory::default();
        let (mut feasible, mut infeasible, mut lost, mut iterations, mut violated) = (0, 0, 0, 0, 0);
        let start = ThreadTime::now();
        for scenario in &scenarios {
            let solution = solve_again(&network, scenario, &options, &mut memory).unwrap();
            iterations += solution.effort.iterations;
            violated += usize::from(!solution.violations.is_empty());
            match solution.verdict {
                Verdict::Feasible => feasible += 1,
                Verdict::Infeasible(_) => infeasible += 1,
                Verdict::NotFound(_) => lost += 1,
            }
        }
        println!(
            "GasLib-134, {} days, {friction:?}: read {read:.3} s, solved {:.3} s, {iterations} iterations; {feasible} feasible ({violated} with a limit violated), {infeasible} infeasible, {lost} not found",
            scenarios.len(),
            start.elapsed().as_secs_f64(),
        );
    }
}
