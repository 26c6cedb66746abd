//! Trips, closings and losses of supply; lines drawn empty; what is ill posed.

use linepack::equations::friction::Friction;
use linepack::network::{
    CompressorStation, Description, Element, Link, Network, Node, NodeKind, Pipe, Resistor, Valve,
};
use linepack::scenario::{PressureLimits, Scenario, Setting};
use linepack::schedule::{Action, Control, Schedule, Series};
use linepack::steady;
use linepack::transient::{Ending, Initial, Options, Terms, TransientError, simulate};

use crate::transient_closed_form::{one_pipe, with_square_of_sound};

/// field – 60 km – station – 60 km – town, and a branch of 20 km behind a valve from the town.
fn line() -> Network {
    let pipe = |id: &str, from: &str, to: &str, km: f64| {
        Link::new(id, from, to, Element::Pipe(Pipe::new(1e3 * km, 0.8, 1e-5)))
    };
    let station = CompressorStation { bypass: true, ..CompressorStation::default() };
    let node = |id: &str| Node::new(id, NodeKind::Junction);
    let description = Description {
        nodes: vec![
            Node::new("field", NodeKind::Entry),
            node("suction"),
            node("discharge"),
            Node::new("town", NodeKind::Exit),
            node("gate"),
            Node::new("mill", NodeKind::Exit),
        ],
        links: vec![
            pipe("west", "field", "suction", 60.0),
            Link::new("station", "suction", "discharge", Element::CompressorStation(Box::new(station))),
            pipe("east", "discharge", "town", 60.0),
            Link::new("valve", "town", "gate", Element::Valve(Valve::default())),
            pipe("branch", "gate", "mill", 20.0),
        ],
        ..Description::default()
    };
    Network::new(description).unwrap().0
}

fn options(times: &[f64]) -> Options<'static> {
    Options { times: times.to_vec(), ..with_square_of_sound(370.0 * 370.0, 0.011) }
}

fn day() -> Schedule {
    Schedule::lasting(259_200.0)
        .pressure("field", Series::constant(60e5))
        .flow("town", Series::constant(-100.0))
        .flow("mill", Series::constant(-20.0))
}

/// Pressure of the steady engine at the town with the station set so.
fn steady_town(network: &Network, setting: Setting) -> f64 {
    let scenario = Scenario::default()
        .pressure("field", 60e5)
        .inflow("town", -100.0)
        .inflow("mill", -20.0)
        .setting("station", setting);
    let from = options(&[]);
    let options = steady::Options {
        gas: from.gas,
        molar_mass: from.molar_mass,
        temperature: from.temperature,
        friction: Friction::Constant(0.011),
        ..steady::Options::default()
    };
    steady::solve(network, &scenario, &options).unwrap().pressure(network, "town").unwrap()
}

#[test]
fn a_trip_leads_from_one_steady_state_to_another() {
    let network = line();
    for control in [
        Control::Ratio(Series::constant(1.2)),
        Control::DischargePressure(Series::constant(65e5)),
        Control::Flow(Series::constant(120.0)),
    ] {
        let schedule = day().control("station", control.clone()).event(3600.0, "station", Action::Trip);
        // A station that holds its flow pins no pressure behind it: its start is given.
        let initial = if matches!(control, Control::Flow(_)) {
            let p = ["field", "suction", "discharge", "town", "gate", "mill"];
            Initial::State {
                pressures: p.iter().map(|id| ((*id).to_owned(), 60e5)).collect(),
                flows: std::collections::BTreeMap::new(),
            }
        } else {
            Initial::Steady
        };
        let steady_start = matches!(initial, Initial::Steady);
        let course =
            simulate(&network, &schedule, &Options { initial, ..options(&[0.0, 3600.0, 259_200.0]) })
                .unwrap();
        let town = course.pressure_at(&network, "town").unwrap();
        if steady_start {
            let before = steady_town(&network, control.after(0.0));
            assert!((town[0] - before).abs() < 5.0 && (town[1] - before).abs() < 5.0, "{town:?} {before}");
        }
        let after = steady_town(&network, Setting::Open);
        assert!((town[2] - after).abs() < 20.0, "{} for {after}", town[2]);
        assert!(course.mass_error < 1e-13 && course.worst_step_mass_error < 1e-13, "{}", course.mass_error);
    }
}

#[test]
fn a_closed_valve_parts_the_line_and_an_open_one_joins_it_again() {
    let network = line();
    let schedule = day()
        .event(3600.0, "valve", Action::Trip)
        .event(3600.0, "mill", Action::Flow(Series::constant(0.0)))
        .event(7200.0, "valve", Action::Set(Control::Open))
        .event(7200.0, "mill", Action::Flow(Series::constant(-20.0)));
    let course = simulate(&network, &schedule, &options(&[3600.0, 7200.0, 259_200.0])).unwrap();
    let (town, gate) =
        (course.pressure_at(&network, "town").unwrap(), course.pressure_at(&network, "gate").unwrap());
    assert_eq!(town[0], gate[0]);
    assert!((town[1] - gate[1]).abs() > 1e3, "{} {}", town[1], gate[1]);
    assert!((town[2] - steady_town(&network, Setting::Open)).abs() < 20.0);
    assert!(course.mass_error < 1e-12, "{}", course.mass_error);
}

#[test]
fn a_line_fills_from_rest_and_its_flow_turns_round() {
    let network = one_pipe(80e3, 0.7, 0.0);
    let swing = Series::lines(&[
        (0.0, 0.0),
        (7200.0, -60.0),
        (14_400.0, 60.0),
        (28_800.0, 60.0),
        (30_000.0, 0.0),
        (172_800.0, 0.0),
    ]);
    for (inertia, convection) in [(true, true), (true, false), (false, false)] {
        let schedule =
            Schedule::lasting(172_800.0).pressure("a", Series::constant(50e5)).flow("b", swing.clone());
        let run = Options {
            terms: Terms { inertia, convection, gravity: true },
            ..options(&[0.0, 7200.0, 28_800.0, 172_800.0])
        };
        let course = simulate(&network, &schedule, &run).unwrap();
        let b = course.pressure_at(&network, "b").unwrap();
        assert!(b[1] < 50e5 && b[2] > 50e5, "{b:?}");
        assert!((b[0] - 50e5).abs() < 1e-6 && (b[3] - 50e5).abs() < 50.0, "{b:?}");
        assert!(course.flow_in[0][1] > 0.0 && course.flow_in[0][2] < 0.0);
        assert!(course.mass_error < 1e-13, "{}", course.mass_error);
        assert_eq!(course.terms, run.terms);
    }
}

#[test]
fn friction_by_colebrook_and_a_real_gas_run_the_same_way() {
    use linepack::equations::compressibility::Compressibility;
    let network = line();
    let run = Options {
        gas: Some(Compressibility::Papay { critical_pressure: 4.6e6, critical_temperature: 192.0 }),
        friction: Friction::ColebrookWhite,
        molar_mass: Some(0.0175),
        temperature: Some(283.15),
        ..options(&[0.0, 259_200.0])
    };
    let schedule =
        day().event(3600.0, "town", Action::Flow(Series::steps(&[(0.0, -130.0), (7200.0, -100.0)])));
    let course = simulate(&network, &schedule, &run).unwrap();
    for p in &course.pressure {
        assert!((p[0] - p[1]).abs() < 20.0, "{p:?}");
    }
    assert!(course.mass_error < 1e-13 && course.worst_step_mass_error < 1e-13, "{}", course.mass_error);
}

#[test]
fn a_line_without_supply_lasts_as_long_as_its_gas() {
    let network = line();
    let mut schedule = day().event(3600.0, "field", Action::Flow(Series::constant(0.0)));
    schedule.pressure_limits.insert("mill".to_owned(), PressureLimits { min: Some(30e5), max: None });
    let course = simulate(&network, &schedule, &options(&[0.0])).unwrap();
    let gas = course.total_linepack[0];
    let (time, place) = course.survival().unwrap();
    assert_eq!(place, "mill");
    let Ending::Emptied { time: end, .. } = &course.ending else { panic!("{:?}", course.ending) };
    // What is drawn cannot exceed what was there, and most of it can be had.
    assert!(3600.0 < time && time < *end && 120.0 * (end - 3600.0) < gas, "{time} {end} {gas}");
    assert!(120.0 * (end - 3600.0) > 0.7 * gas, "{end} {gas}");
    assert!(course.mass_error < 1e-12, "{}", course.mass_error);
}

#[test]
fn a_closed_outlet_raises_the_pressure_as_the_balance_says() {
    // Case 3: mean dp/dt = a² q/(A L).
    let network = one_pipe(100e3, 1.388, 0.0);
    let schedule = Schedule::lasting(3600.0)
        .flow("a", Series::constant(540.0))
        .flow("b", Series::steps(&[(-1.0, -540.0), (1e-6, 0.0)]));
    let initial = Initial::State {
        pressures: [("a".to_owned(), 98.1e5), ("b".to_owned(), 91.246301e5)].into(),
        flows: [("line".to_owned(), 540.0)].into(),
    };
    let run = Options { initial, times: vec![1e-6, 3600.0], ..with_square_of_sound(367.0 * 367.0, 0.0105) };
    let course = simulate(&network, &schedule, &run).unwrap();
    let (area, square) = (std::f64::consts::PI * 1.388 * 1.388 / 4.0, 367.0 * 367.0);
    let rise = (course.total_linepack[1] - course.total_linepack[0]) * square / (area * 100e3) / 3600.0;
    assert!((rise / 480.681131 - 1.0).abs() < 1e-6, "{rise}");
}

#[test]
fn a_stopped_flow_raises_the_pressure_after_joukowsky_and_as_a_shock() {
    // Case 2, on a short pipe without friction: stopping 5.2680 m/s at 91.2463 bar.
    let (p, u, a) = (91.2463e5, 5.2680, 367.0_f64);
    let network = one_pipe(10e3, 1.388, 0.0);
    let area = std::f64::consts::PI * 1.388 * 1.388 / 4.0;
    let q = p / (a * a) * u * area;
    for (convection, stop_end, expected) in
        [(false, true, 1.309758e5), (true, true, 1.319192e5), (true, false, -1.300402e5)]
    {
        let stop = Series::steps(&[(-1.0, 1.0), (1e-6, 0.0)]);
        let scaled =
            |sign: f64| Series { values: stop.values.iter().map(|v| sign * q * v).collect(), ..stop.clone() };
        let schedule = Schedule::lasting(20.0);
        let schedule = if stop_end {
            schedule.pressure("a", Series::constant(p)).flow("b", scaled(-1.0))
        } else {
            schedule.pressure("b", Series::constant(p)).flow("a", scaled(1.0))
        };
        let run = Options {
            terms: Terms { inertia: true, convection, gravity: true },
            cell_length: 25.0,
            tolerance: 100.0,
            initial: Initial::Profile(&|_, _| (p, q)),
            // The grid rings about the plateau; its mean does not.
            times: (0..=100).map(|i| 15.0 + 0.05 * f64::from(i)).collect(),
            ..with_square_of_sound(a * a, 1e-9)
        };
        let course = simulate(&network, &schedule, &run).unwrap();
        let seen = &course.pressure[usize::from(stop_end)];
        let found = seen.iter().sum::<f64>() / seen.len() as f64 - p;
        assert!((found - expected).abs() < 1e-4 * expected.abs(), "{found} for {expected}");
    }
}

fn refused(network: &Network, schedule: &Schedule) -> String {
    match simulate(network, schedule, &options(&[])) {
        Err(error @ TransientError::Schedule(_)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_ill_posed_is_refused_and_named() {
    let network = line();
    let twice = day().pressure("gate", Series::constant(50e5)).pressure("town", Series::constant(50e5));
    assert!(refused(&network, &twice).contains("a pressure is held at `gate` and another at `town`"));
    let set = day()
        .pressure("discharge", Series::constant(60e5))
        .control("station", Control::DischargePressure(Series::constant(65e5)));
    assert!(
        refused(&network, &set).contains("compressor station `station` sets the pressure at `discharge`")
    );
    let unknown = day().event(10.0, "statoin", Action::Trip);
    assert!(refused(&network, &unknown).contains("did you mean `station`?"));
    let pipe = day().event(10.0, "west", Action::Trip);
    assert!(refused(&network, &pipe).contains("pipe `west` cannot trip"));
    let late = day().event(1e9, "valve", Action::Trip);
    assert!(refused(&network, &late).contains("outside the run"));
    let short = day().flow("mill", Series::lines(&[(0.0, -20.0), (3600.0, -20.0)]));
    assert!(refused(&network, &short).contains("runs from 0 s to 3600 s"));
    let valve = day().control("valve", Control::Ratio(Series::constant(1.1)));
    assert!(refused(&network, &valve).contains("valve `valve` cannot hold a ratio"));
}

#[test]
fn options_that_no_run_can_follow_are_refused() {
    let network = line();
    for (bad, word) in [
        (Options { cell_length: 0.0, ..options(&[]) }, "longest cell"),
        (Options { cell_length: 1e-6, ..options(&[]) }, "more than 50000000"),
        (Options { tolerance: f64::NAN, ..options(&[]) }, "error allowed"),
        (Options { first_step: -1.0, ..options(&[]) }, "first step"),
        (options(&[10.0, 10.0]), "from 10 s to 10 s"),
    ] {
        let error = simulate(&network, &day(), &bad).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn a_group_of_nodes_that_no_pipe_feeds_is_refused_and_named() {
    let description = Description {
        nodes: vec![
            Node::new("a", NodeKind::Entry),
            Node::new("b", NodeKind::Junction),
            Node::new("island", NodeKind::Exit),
        ],
        links: vec![
            Link::new("line", "a", "b", Element::Pipe(Pipe::new(10e3, 0.5, 1e-5))),
            Link::new("valve", "b", "island", Element::Valve(Valve::default())),
        ],
        ..Description::default()
    };
    let network = Network::new(description).unwrap().0;
    let schedule =
        Schedule::lasting(100.0).pressure("a", Series::constant(50e5)).event(50.0, "valve", Action::Trip);
    let initial = Initial::State {
        pressures: ["a", "b", "island"].map(|id| (id.to_owned(), 50e5)).into(),
        flows: std::collections::BTreeMap::new(),
    };
    let error = simulate(&network, &schedule, &Options { initial, ..options(&[]) }).unwrap_err().to_string();
    assert!(error.contains("from 50 s nothing determines the pressure at `island`"), "{error}");
}

#[test]
fn an_inflow_without_outlet_packs_a_real_gas_far_above_its_start() {
    use linepack::equations::compressibility::Compressibility;
    use linepack::gas::{EquationOfState, Gas};
    let gas = Gas::new("CH4 0.96, C2H6 0.03, N2 0.01".parse().unwrap(), EquationOfState::Gerg2008).unwrap();
    let network = one_pipe(20e3, 0.5, 0.0);
    let schedule = Schedule::lasting(7200.0).flow("a", Series::constant(20.0));
    let run = Options {
        gas: Some(Compressibility::Of(&gas)),
        molar_mass: Some(linepack::gas::Properties::molar_mass(&gas)),
        temperature: Some(283.15),
        initial: Initial::State {
            pressures: [("a".to_owned(), 40e5), ("b".to_owned(), 40e5)].into(),
            flows: std::collections::BTreeMap::new(),
        },
        times: vec![0.0, 7200.0],
        ..options(&[])
    };
    let course = simulate(&network, &schedule, &run).unwrap();
    let gain = course.total_linepack[1] - course.total_linepack[0];
    assert!((gain / (20.0 * 7200.0) - 1.0).abs() < 1e-12, "{gain}");
    assert!(course.pressure[1][1] > 60e5, "{:?}", course.pressure[1]);
    // The gas in the pipe is that of the equation of state at the pressures found.
    let density = |p: f64| linepack::gas::Properties::density(&gas, p, 283.15).unwrap();
    let volume = std::f64::consts::PI * 0.25 / 4.0 * 20e3;
    let (low, high) = (density(course.pressure[1][1]), density(course.pressure[0][1]));
    assert!((low * volume..high * volume).contains(&course.total_linepack[1]));
}

#[test]
fn resistors_lose_what_the_steady_engine_says() {
    for resistor in [Resistor::Drag { factor: 50.0, diameter: 0.4 }, Resistor::FixedLoss { pressure: 2e5 }] {
        let (network, _) = line()
            .with_description(|description| {
                description.links[3].element = Element::Resistor(resistor);
            })
            .unwrap();
        let schedule = day().flow("mill", Series::steps(&[(0.0, -20.0), (3600.0, -30.0), (7200.0, -20.0)]));
        let course = simulate(&network, &schedule, &options(&[0.0, 259_200.0])).unwrap();
        let scenario =
            Scenario::default().pressure("field", 60e5).inflow("town", -100.0).inflow("mill", -20.0);
        let from = options(&[]);
        let steady_options = steady::Options {
            gas: from.gas,
            molar_mass: from.molar_mass,
            temperature: from.temperature,
            friction: Friction::Constant(0.011),
            ..steady::Options::default()
        };
        let steady = steady::solve(&network, &scenario, &steady_options).unwrap();
        for p in course.pressure_at(&network, "mill").unwrap() {
            let expected = steady.pressure(&network, "mill").unwrap();
            assert!((p - expected).abs() < 60.0, "{resistor:?}: {p} for {expected}");
        }
        assert!(course.mass_error < 1e-13, "{}", course.mass_error);
    }
}

#[test]
fn turning_a_pipe_round_turns_its_flow_and_nothing_else() {
    let schedule = day().flow("mill", Series::lines(&[(0.0, -20.0), (7200.0, 30.0), (259_200.0, -20.0)]));
    let run = options(&[0.0, 3600.0, 7200.0, 100_000.0]);
    let forth = line();
    let (back, _) = line()
        .with_description(|description| {
            for link in &mut description.links {
                if matches!(link.element, Element::Pipe(_)) {
                    std::mem::swap(&mut link.from, &mut link.to);
                }
            }
        })
        .unwrap();
    let (a, b) = (simulate(&forth, &schedule, &run).unwrap(), simulate(&back, &schedule, &run).unwrap());
    for (p, q) in a.pressure.iter().flatten().zip(b.pressure.iter().flatten()) {
        assert!((p - q).abs() < 1e-3, "{p} {q}");
    }
    for (p, q) in a.flow_in[0].iter().zip(&b.flow_out[0]) {
        assert!((p + q).abs() < 1e-6, "{p} {q}");
    }
}
