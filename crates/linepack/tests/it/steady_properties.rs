//! What every steady state obeys, whatever the network.

use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::equations::steady_element::PipeLaw;
use linepack::network::Network;
use linepack::scenario::Nomination;
use linepack::solution::{Solution, Verdict};
use linepack::steady::{Memory, Options, solve, solve_again};

use crate::generated::{Draws, Shape, network};

const SHAPES: [Shape; 3] = [Shape::Tree, Shape::Meshed, Shape::Grid];

fn options(pipe_law: PipeLaw, friction: Friction) -> Options<'static> {
    Options {
        gas: Some(Compressibility::Papay { critical_pressure: 4.6e6, critical_temperature: 190.0 }),
        molar_mass: Some(0.0185),
        temperature: Some(288.15),
        friction,
        pipe_law,
        find_feasible_scale: false,
        ..Options::default()
    }
}

/// Imbalance of the worst node, from the flows of the answer alone.
fn worst_imbalance(network: &Network, solution: &Solution) -> f64 {
    let mut lack: Vec<f64> = solution.nodes.iter().map(|node| node.inflow).collect();
    for (link, state) in solution.links.iter().enumerate() {
        let (u, v) = network.ends(link);
        lack[u] -= state.flow;
        lack[v] += state.flow;
    }
    lack.iter().fold(0.0, |most, v| most.max(v.abs()))
}

fn largest_flow(solution: &Solution) -> f64 {
    solution.links.iter().fold(1e-9, |most, link| most.max(link.flow.abs()))
}

#[test]
fn every_passive_network_is_solved_and_balances_at_every_node() {
    solve_drawn_networks(300);
}

#[test]
#[ignore = "takes minutes: 100,000 runs"]
fn a_hundred_thousand_passive_networks_are_solved() {
    solve_drawn_networks(25_000);
}

/// Draws networks and solves each in four physics.
fn solve_drawn_networks(count: usize) {
    let mut draws = Draws(1);
    let (mut feasible, mut runs, mut worst) = (0, 0, 0);
    for k in 0..count {
        let pipes = if k % 30 == 0 { 2000 } else { 10 + draws.below(200) };
        let (network, scenario) = network(&mut draws, SHAPES[k % 3], pipes);
        for friction in [Friction::ColebrookWhite, Friction::Nikuradse] {
            for law in [PipeLaw::Ode, PipeLaw::MeanZ] {
                let solution = solve(&network, &scenario, &options(law, friction)).unwrap();
                runs += 1;
                worst = worst.max(solution.effort.iterations);
                match &solution.verdict {
                    Verdict::Feasible => feasible += 1,
                    // Two sources of unlike pressure met without a loss between: there is no state to look at.
                    Verdict::Infeasible(cause) if cause.limit == "pressure" => continue,
                    Verdict::Infeasible(cause) => assert_eq!(cause.limit, "pressure above zero", "{cause:?}"),
                    Verdict::NotFound(cause) => {
                        panic!("network {k} {law:?} {friction:?}: {cause:?} {:?}", solution.effort)
                    }
                }
                let imbalance = worst_imbalance(&network, &solution);
                assert!(imbalance <= 1e-9 * largest_flow(&solution), "{k} {imbalance}");
            }
        }
    }
    println!("{feasible} feasible of {runs}, at most {worst} iterations");
    assert!(feasible * 2 > runs, "{feasible} of {runs}: the draw has become too hard to say anything");
}

#[test]
fn the_state_does_not_depend_on_the_start() {
    let mut draws = Draws(2);
    for k in 0..100 {
        let pipes = 10 + draws.below(300);
        let (network, scenario) = network(&mut draws, SHAPES[k % 3], pipes);
        let options = options(
            [PipeLaw::Ode, PipeLaw::MeanZ][k % 2],
            [Friction::ColebrookWhite, Friction::Nikuradse][k / 2 % 2],
        );
        let cold = solve(&network, &scenario, &options).unwrap();
        if cold.verdict != Verdict::Feasible {
            continue;
        }
        // Start from the state of other demands, drawn anew and of either sign.
        let mut other = scenario.clone();
        for flow in other.inflows.values_mut() {
            *flow = Nomination::Fixed(draws.between(-1.0, 1.0) * 0.1);
        }
        let mut memory = Memory::default();
        solve_again(&network, &other, &options, &mut memory).unwrap();
        let warm = solve_again(&network, &scenario, &options, &mut memory).unwrap();
        let most = largest_flow(&cold);
        for (a, b) in cold.nodes.iter().zip(&warm.nodes) {
            let (a, b) = (a.pressure.unwrap(), b.pressure.unwrap());
            assert!((a / b - 1.0).abs() <= 1e-8, "{k} {a} {b}");
        }
        for (a, b) in cold.links.iter().zip(&warm.links) {
            assert!(
                (a.flow - b.flow).abs() <= 1e-8 * most,
                "network {k} {options:?}: {} {} of {most}",
                a.flow,
                b.flow
            );
        }
    }
}

#[test]
fn reversing_every_pipe_reverses_its_flow_and_nothing_else() {
    let mut draws = Draws(3);
    for k in 0..30 {
        let pipes = 10 + draws.below(100);
        let (forward, scenario) = network(&mut draws, SHAPES[k % 3], pipes);
        let (backward, _) = forward
            .with_description(|description| {
                for link in &mut description.links {
                    std::mem::swap(&mut link.from, &mut link.to);
                }
            })
            .unwrap();
        let options = options([PipeLaw::Ode, PipeLaw::MeanZ][k % 2], Friction::ColebrookWhite);
        let there = solve(&forward, &scenario, &options).unwrap();
        let back = solve(&backward, &scenario, &options).unwrap();
        if there.verdict != Verdict::Feasible {
            continue;
        }
        let most = largest_flow(&there);
        for (a, b) in there.nodes.iter().zip(&back.nodes) {
            assert!((a.pressure.unwrap() / b.pressure.unwrap() - 1.0).abs() <= 1e-8);
        }
        for (a, b) in there.links.iter().zip(&back.links) {
            assert!((a.flow + b.flow).abs() <= 1e-7 * most, "{k}: {} {} of {most}", a.flow, b.flow);
        }
    }
}

#[test]
fn twice_the_flow_takes_four_times_the_drop_in_p_squared() {
    let mut draws = Draws(4);
    for _ in 0..20 {
        let (network, mut scenario) = network(&mut draws, Shape::Meshed, 80);
        let (network, _) = network
            .with_description(|description| description.nodes.iter_mut().for_each(|node| node.height = 0.0))
            .unwrap();
        scenario.pressures.retain(|node, _| node == "n0");
        scenario.scale = 0.01;
        let options = Options {
            gas: Some(Compressibility::Constant(0.9)),
            ..options(PipeLaw::MeanZ, Friction::Nikuradse)
        };
        let once = solve(&network, &scenario, &options).unwrap();
        scenario.scale = 0.02;
        let twice = solve(&network, &scenario, &options).unwrap();
        if once.verdict != Verdict::Feasible || twice.verdict != Verdict::Feasible {
            continue;
        }
        for (a, b) in once.nodes.iter().zip(&twice.nodes) {
            let drop = |p: Option<f64>| 8e6 * 8e6 - p.unwrap().powi(2);
            assert!((drop(b.pressure) - 4.0 * drop(a.pressure)).abs() <= 1e-10 * 64e12);
        }
        for (a, b) in once.links.iter().zip(&twice.links) {
            assert!((b.flow - 2.0 * a.flow).abs() <= 1e-8 * largest_flow(&twice));
        }
    }
}
