//! Closed forms of transient gas flow: `transient/closed-form` of the cases, numbered as there.

use std::f64::consts::PI;

use linepack::equations::compressibility::{Compressibility, GAS_CONSTANT};
use linepack::equations::friction::Friction;
use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
use linepack::schedule::{Schedule, Series};
use linepack::transient::{Initial, Options, Source, Terms, Transient, simulate};

/// One pipe from `a` to `b`.
pub(crate) fn one_pipe(length: f64, diameter: f64, rise: f64) -> Network {
    let mut b = Node::new("b", NodeKind::Exit);
    b.height = rise;
    let description = Description {
        nodes: vec![Node::new("a", NodeKind::Entry), b],
        links: vec![Link::new("line", "a", "b", Element::Pipe(Pipe::new(length, diameter, 1e-5)))],
        ..Description::default()
    };
    Network::new(description).unwrap().0
}

/// An ideal gas in which p = a² ρ.
pub(crate) fn with_square_of_sound(square: f64, lambda: f64) -> Options<'static> {
    Options {
        gas: Some(Compressibility::Constant(1.0)),
        temperature: Some(300.0),
        molar_mass: Some(GAS_CONSTANT * 300.0 / square),
        friction: Friction::Constant(lambda),
        terms: Terms { inertia: true, convection: false, gravity: true },
        ..Options::default()
    }
}

fn at_b(course: &Transient) -> &[f64] {
    &course.pressure[1]
}

#[test]
fn a_steady_start_is_the_closed_form_and_stays() {
    let schedule = Schedule::lasting(86_400.0)
        .pressure("a", Series::constant(98.1e5))
        .flow("b", Series::constant(-540.0));
    let times = vec![0.0, 43_200.0, 86_400.0];
    let options = Options { times, ..with_square_of_sound(367.0 * 367.0, 0.0105) };
    let network = one_pipe(100e3, 1.388, 0.0);
    let level = simulate(&network, &schedule, &options).unwrap();
    for p in at_b(&level) {
        assert!((p - 91.246301e5).abs() < 0.05, "{p}");
    }
    let grid = Options { cell_length: 250.0, ..options.clone() };
    let fine = simulate(&network, &schedule, &grid).unwrap();
    for gas in &fine.total_linepack {
        assert!((gas - 10_640_282.13).abs() < 0.5, "{gas}");
    }
    assert!(level.mass_error < 1e-13 && level.worst_step_mass_error < 1e-13, "{level:?}");
    let convection = Terms { convection: true, ..options.terms };
    let moving = simulate(&network, &schedule, &Options { terms: convection, ..grid.clone() }).unwrap();
    for p in at_b(&moving) {
        assert!((p - 91.244939e5).abs() < 0.06, "{p}");
    }
    for (rise, expected) in [(500.0, 87.728070e5), (-500.0, 94.891024e5)] {
        let hill = simulate(&one_pipe(100e3, 1.388, rise), &schedule, &grid).unwrap();
        for p in at_b(&hill) {
            assert!((p - expected).abs() < 0.06, "{p}");
        }
    }
}

/// Case 4: pressure per flow, Pa per kg/s, after a step of the offtake of a line of 80 bar.
const TELEGRAPH: [(f64, f64, Option<f64>); 7] = [
    (60.0, -1127.396, None),
    (300.0, -2395.4344, Some(-197.548)),
    (600.0, -3366.3238, Some(-694.1853)),
    (1800.0, -5711.5560, Some(-2298.4201)),
    (3600.0, -7339.7497, Some(-3449.5896)),
    (7200.0, -8237.3034, Some(-4084.2559)),
    (14_400.0, -8399.3320, None),
];

#[test]
fn a_small_step_of_flow_follows_the_telegraph_equation() {
    // The table leaves out that friction falls with density. A gas a hundred thousand times slower
    // under as much more friction has the same b = λ u/(2 D), and there that part is too small to see.
    let slow = 1e-5;
    let (square, lambda) = (370.0 * 370.0, 0.011 / slow);
    let q0 = 80e5 / square * 6.0 * slow * PI / 4.0;
    let dq = 1e-3 * q0;
    let network = {
        let pipe = || Element::Pipe(Pipe::new(50e3, 1.0, 1e-5));
        let description = Description {
            nodes: vec![
                Node::new("a", NodeKind::Entry),
                Node::new("b", NodeKind::Exit),
                Node::new("m", NodeKind::Junction),
            ],
            links: vec![Link::new("first", "a", "m", pipe()), Link::new("second", "m", "b", pipe())],
            ..Description::default()
        };
        Network::new(description).unwrap().0
    };
    let run = |step: f64| {
        let options = Options {
            times: TELEGRAPH.iter().map(|row| row.0).collect(),
            cell_length: 250.0,
            // Longer steps than a wave needs through one cell let the ringing of the grid die.
            tolerance: 0.3 * dq,
            longest_step: 60.0,
            ..with_square_of_sound(square, lambda)
        };
        let schedule = Schedule::lasting(14_400.0)
            .pressure("a", Series::constant(80e5))
            .flow("b", Series::steps(&[(-1.0, -q0), (1e-9, -q0 - step)]));
        simulate(&network, &schedule, &options).unwrap()
    };
    let (up, down) = (run(dq), run(-dq));
    for (i, (time, end, middle)) in TELEGRAPH.into_iter().enumerate() {
        for (node, expected) in [(1, Some(end)), (2, middle)] {
            let Some(expected) = expected else { continue };
            let found = (up.pressure[node][i] - down.pressure[node][i]) / (2.0 * dq);
            assert!((found - expected).abs() < 0.05, "at {time} s: {found} for {expected}");
        }
    }
}

/// Pressures at the end of the line of case 5, and their root-mean-square error, with errors of
/// `tolerance` or, where it is infinite, with steps of equal length.
fn manufactured(cells: f64, convection: bool, (tolerance, step): (f64, f64)) -> (Vec<f64>, f64) {
    let (length, d, lambda, a) = (50e3, 0.9, 0.01, 370.0_f64);
    let (p0, p1, q0, q1, w) = (60e5, 8e5, 150.0, 20.0, 2.0 * PI / 7200.0);
    let area = PI * d * d / 4.0;
    let pressure =
        move |x: f64, t: f64| p0 - p1 * x / length + 0.25 * p1 * (PI * x / length).sin() * (w * t).cos();
    let flow = move |x: f64, t: f64| q0 + q1 * (0.5 * PI * x / length).cos() * (w * t).sin();
    let source = move |_: usize, x: f64, t: f64| {
        let (p, q) = (pressure(x, t), flow(x, t));
        let k = PI / length;
        let p_t = -0.25 * p1 * (k * x).sin() * w * (w * t).sin();
        let p_x = -p1 / length + 0.25 * p1 * k * (k * x).cos() * (w * t).cos();
        let q_x = -q1 * 0.5 * k * (0.5 * k * x).sin() * (w * t).sin();
        let q_t = q1 * (0.5 * k * x).cos() * w * (w * t).cos();
        let mass = area * p_t / (a * a) + q_x;
        let mut momentum = q_t + area * p_x + lambda * a * a * q * q.abs() / (2.0 * d * area * p);
        if convection {
            momentum += a * a / area * (2.0 * q * q_x / p - q * q * p_x / (p * p));
        }
        (mass, momentum)
    };
    // The case's own numbers guard the sources.
    let (mass, momentum) = source(0, 12_500.0, 900.0);
    assert!((mass + 5.755478814e-4).abs() < 1e-12, "{mass}");
    let convective = if convection { -4.251784667e-4 } else { 0.0 };
    assert!((momentum + 0.7821522799 - convective).abs() < 1e-9, "{momentum}");

    let times: Vec<f64> = (1..=8).map(|i| 900.0 * f64::from(i)).collect();
    let options = Options {
        times: times.clone(),
        cell_length: length / cells,
        tolerance,
        longest_step: step,
        first_step: step,
        terms: Terms { inertia: true, convection, gravity: true },
        initial: Initial::Profile(&|_, x| (pressure(x, 0.0), flow(x, 0.0))),
        source: Some(Source(&source)),
        ..with_square_of_sound(a * a, lambda)
    };
    let schedule =
        Schedule::lasting(7200.0).pressure("a", Series::constant(p0)).flow("b", Series::constant(-q0));
    let course = simulate(&one_pipe(length, d, 0.0), &schedule, &options).unwrap();
    let at = times.iter().zip(at_b(&course)).map(|(&t, p)| (p - pressure(length, t)).powi(2));
    let error = (at.sum::<f64>() / times.len() as f64).sqrt();
    (at_b(&course).to_vec(), error)
}

#[test]
fn a_manufactured_solution_is_met_with_second_order_in_space() {
    for convection in [false, true] {
        let errors: Vec<f64> =
            [10.0, 20.0, 40.0, 80.0].iter().map(|&n| manufactured(n, convection, (1e-3, 10.0)).1).collect();
        for pair in errors.windows(2) {
            let order = (pair[0] / pair[1]).log2();
            assert!((order - 2.0).abs() < 0.1, "order {order} from {errors:?}");
        }
    }
}

#[test]
fn a_manufactured_solution_is_met_with_third_order_in_time() {
    for convection in [false, true] {
        let at = |step: f64| manufactured(20.0, convection, (f64::INFINITY, step)).0;
        // The same grid with short steps is the answer that steps converge to.
        let exact = at(0.9375);
        let errors: Vec<f64> = [30.0, 15.0, 7.5]
            .iter()
            .map(|&step| {
                let found = at(step);
                found.iter().zip(&exact).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
            })
            .collect();
        for pair in errors.windows(2) {
            let order = (pair[0] / pair[1]).log2();
            assert!((order - 3.0).abs() < 0.1, "order {order} from {errors:?}");
        }
    }
}
