//! Holes: a blow-down against its closed form, a leak in a line that goes on, a repair.

use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
use linepack::schedule::{Action, Orifice, Schedule, Series};
use linepack::transient::{Ending, Initial, Options, simulate};

use crate::transient_closed_form::{one_pipe, with_square_of_sound};

/// Choked outflow over C_d A p/a at κ = 1.3: √κ (2/(κ+1))^((κ+1)/(2(κ−1))).
const CHOKED: f64 = 0.667_262_4;

fn at_rest(pressure: f64) -> Initial<'static> {
    Initial::State {
        pressures: [("a".to_owned(), pressure), ("b".to_owned(), pressure)].into(),
        flows: std::collections::BTreeMap::new(),
    }
}

#[test]
fn a_blow_down_follows_the_exponential_until_the_flow_is_no_longer_choked() {
    // A wide short pipe is a vessel: V/a² dp/dt = −C p, p = p₀ e^(−a² C t/V).
    let (a, p0) = (370.0_f64, 60e5);
    let network = one_pipe(100.0, 1.4, 0.0);
    let hole = Orifice { diameter: 0.02, discharge_coefficient: 0.8 };
    let volume = 0.25 * std::f64::consts::PI * 1.4 * 1.4 * 100.0;
    let rate = a * CHOKED * 0.8 * 0.25 * std::f64::consts::PI * 0.02 * 0.02 / volume;
    let schedule = Schedule::lasting(12_000.0).event(0.0, "b", Action::Leak(hole));
    let times = vec![1000.0, 3000.0, 5000.0];
    let run = Options {
        initial: at_rest(p0),
        times: times.clone(),
        tolerance: 1.0,
        ..with_square_of_sound(a * a, 0.01)
    };
    let course = simulate(&network, &schedule, &run).unwrap();
    for (t, p) in times.iter().zip(&course.pressure[0]) {
        let expected = p0 * (-rate * t).exp();
        assert!((p / expected - 1.0).abs() < 2e-4, "{t}: {p} for {expected}");
    }
    assert_eq!(course.ending, Ending::Complete);
    assert!(course.mass_error < 1e-12 && course.worst_step_mass_error < 1e-12, "{}", course.mass_error);
}

#[test]
fn a_vessel_empties_to_the_pressure_outside_and_no_further() {
    let network = one_pipe(100.0, 0.5, 0.0);
    let hole = Orifice { diameter: 0.1, discharge_coefficient: 0.8 };
    let schedule = Schedule::lasting(36_000.0).event(10.0, "b", Action::Leak(hole));
    let run = Options {
        initial: at_rest(10e5),
        times: vec![36_000.0],
        ..with_square_of_sound(370.0 * 370.0, 0.01)
    };
    let course = simulate(&network, &schedule, &run).unwrap();
    assert!((course.pressure[0][0] - 101_325.0).abs() < 200.0, "{}", course.pressure[0][0]);
    let gas = 0.25 * std::f64::consts::PI * 0.25 * 100.0 / (370.0 * 370.0) * (10e5 - 101_325.0);
    assert!((course.leaked / gas - 1.0).abs() < 1e-3, "{} for {gas}", course.leaked);
    assert!(course.mass_error < 1e-12, "{}", course.mass_error);
}

#[test]
fn a_leak_takes_its_part_of_a_line_and_a_repair_gives_it_back() {
    let pipe =
        |id: &str, from: &str, to: &str| Link::new(id, from, to, Element::Pipe(Pipe::new(50e3, 0.8, 1e-5)));
    let description = Description {
        nodes: vec![
            Node::new("field", NodeKind::Entry),
            Node::new("middle", NodeKind::Junction),
            Node::new("town", NodeKind::Exit),
        ],
        links: vec![pipe("west", "field", "middle"), pipe("east", "middle", "town")],
        ..Description::default()
    };
    let network = Network::new(description).unwrap().0;
    let hole = Orifice { diameter: 0.05, discharge_coefficient: 0.8 };
    let schedule = Schedule::lasting(400_000.0)
        .pressure("field", Series::constant(60e5))
        .flow("town", Series::constant(-80.0))
        .event(3600.0, "middle", Action::Leak(hole))
        .event(200_000.0, "middle", Action::Repair);
    let run =
        Options { times: vec![0.0, 199_000.0, 400_000.0], ..with_square_of_sound(370.0 * 370.0, 0.011) };
    let course = simulate(&network, &schedule, &run).unwrap();
    let middle = course.pressure_at(&network, "middle").unwrap();
    let lost = CHOKED * 0.8 * 0.25 * std::f64::consts::PI * 0.05 * 0.05 * middle[1] / 370.0;
    assert!((course.flow_in[0][1] - 80.0 - lost).abs() < 1e-3 * lost, "{:?} {lost}", course.flow_in[0]);
    assert!((course.inflow_at(&network, "middle").unwrap()[1] + lost).abs() < 1e-3 * lost);
    assert!((middle[2] - middle[0]).abs() < 20.0, "{middle:?}");
    assert!(course.mass_error < 1e-12, "{}", course.mass_error);
    let bad =
        schedule.event(5.0, "town", Action::Leak(Orifice { diameter: -1.0, discharge_coefficient: 0.8 }));
    assert!(simulate(&network, &bad, &run).unwrap_err().to_string().contains("the hole at `town`"));
}
