//! A study asked again and again: the same figures as a run, to the last bit, whatever was asked before.

use crate::study::flagship;
use linepack_economics::chain;
use linepack_economics::live::{Live, Memory, Request, fields};
use linepack_economics::outcome::{Engine, Outcome, Verdict};
use serde_json::Value;
use std::sync::OnceLock;

fn engine() -> Engine {
    Engine { version: "0".into(), commit: String::new() }
}

fn live() -> &'static Live {
    static SHARED: OnceLock<Live> = OnceLock::new();
    SHARED.get_or_init(|| Live::new("power-of-siberia-2", &flagship(), engine()).unwrap())
}

fn settings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn run(set: &[String]) -> Outcome {
    chain::run(&live().set(set).unwrap(), &engine()).unwrap()
}

#[test]
fn figures_are_those_of_a_run_to_the_last_bit_whatever_was_asked_before() {
    let mut memory = Memory::default();
    for set in [
        settings(&["line.diameter=1220 mm"]),
        settings(&["line.diameter=1220 mm", "market.lng_spot=30 USD/MMBtu"]),
        settings(&["cost.rate=11.3 %", "line.volume=38.5 bcm(20C)/yr"]),
        Vec::new(),
    ] {
        let figures = live().figures(&set, &mut memory).unwrap();
        let run = run(&set);
        assert_eq!(figures.verdict, run.verdict);
        assert_eq!(figures.input_hash, run.input_hash);
        for quantity in &figures.quantities {
            let same = run.quantity(&quantity.id).unwrap();
            assert_eq!(quantity.value.to_bits(), same.value.to_bits(), "{} with {set:?}", quantity.id);
            assert_eq!((&quantity.formula, &quantity.inputs), (&same.formula, &same.inputs));
        }
        let late = ["deal.wait_value.buyer", "deal.wait_value.seller", "deal.delay_probability"];
        for quantity in &run.quantities {
            let found = figures.quantity(&quantity.id).is_some();
            assert_eq!(found, !late.contains(&quantity.id.as_str()), "{}", quantity.id);
        }
        assert_eq!(figures.profile, run.profile);
        assert_eq!(figures.stations, run.stations);
        assert_eq!(figures.market, run.market);
        assert_eq!(figures.gains, run.gains);
        assert_eq!(figures.capex, run.capex);
        assert_eq!(figures.capacities, run.capacities);
        assert_eq!((&figures.seller_parts, &figures.buyer_parts), (&run.seller_parts, &run.buyer_parts));
    }
}

#[test]
fn what_comes_later_is_that_of_a_run_too() {
    let mut memory = Memory::default();
    let set = settings(&["market.persistence=40 %"]);
    live().figures(&settings(&["line.volume=30 bcm(20C)/yr"]), &mut memory).unwrap();
    let run = run(&set);
    let ranges = live().ranges(&set, &mut memory).unwrap();
    assert_eq!(ranges.quantities, run.quantities);
    assert_eq!(ranges.tornado, run.tornado);
    assert_eq!(live().attempts(&set, &mut memory).unwrap(), run.attempts);
    assert_eq!(live().closing(&set, &mut memory).unwrap(), run.closing);
    assert_eq!(live().designs(&set, &mut memory).unwrap(), run.alternatives);
}

#[test]
fn a_line_that_cannot_carry_the_volume_says_so_and_what_it_can_carry() {
    let set = settings(&["line.diameter=720 mm"]);
    let figures = live().figures(&set, &mut Memory::default()).unwrap();
    assert_eq!(figures.verdict, Verdict::Infeasible);
    assert_eq!(figures.value("line.capacity"), run(&set).value("line.capacity"));
    assert!(figures.findings[0].text.contains("720 mm"), "{}", figures.findings[0].text);
}

#[test]
fn one_unknown_is_solved_for_or_no_value_does_it() {
    let mut memory = Memory::default();
    let overrun = ("cost.overrun", -50.0, 300.0);
    let solved = live().solve(&[], overrun, ("deal.range", 0.0), &mut memory).unwrap();
    let [answer] = solved.answers[..] else { panic!("{solved:?}") };
    let there = live().figures(&[format!("cost.overrun={answer} %")], &mut memory).unwrap();
    assert!(there.value("deal.range").unwrap().abs() < 0.1, "{:?}", there.value("deal.range"));
    let none = live().solve(&[], ("cost.rate", 1.0, 5.0), ("deal.range", -500.0), &mut memory).unwrap();
    assert!(none.answers.is_empty() && none.nearest.is_some(), "{none:?}");
    let wrong = live().solve(&[], ("line.grade", 1.0, 2.0), ("deal.range", 0.0), &mut memory);
    assert!(wrong.unwrap_err().0[0].message.contains("line.grade"));
}

#[test]
fn requests_and_answers_are_json_and_faults_are_answers() {
    let mut memory = Memory::default();
    let mut ask = |text: &str| -> Value { serde_json::from_str(&live().answer(text, &mut memory)).unwrap() };
    let moved = ask(r#"{"ask": "figures", "set": ["line.diameter=1220 mm"]}"#);
    assert_eq!(moved["verdict"], "feasible");
    assert!(moved["quantities"].as_array().unwrap().len() > 40 && moved["faults"].is_null());
    for (request, part) in [
        (r#"{"ask": "figures", "set": ["line.diametre=1220 mm"]}"#, "line.diametre"),
        (r#"{"ask": "figures", "set": ["line.diameter"]}"#, "has no `=`"),
        (r#"{"ask": "figures", "set": ["line.diameter=1220"]}"#, "no unit"),
        (r#"{"ask": "figures", "set": ["line.delivery_pressure=9.9 MPa"]}"#, "is not below"),
        (r#"{"ask": "weather"}"#, "weather"),
        ("{", "cannot be read"),
    ] {
        let answer = ask(request);
        let fault = &answer["faults"][0];
        assert!(fault["message"].as_str().unwrap().contains(part), "{request}: {fault}");
        assert!(!fault["hint"].as_str().unwrap().is_empty(), "{request}");
    }
    let same: Request = serde_json::from_str(r#"{"ask": "ranges"}"#).unwrap();
    assert_eq!(same, Request::Ranges { set: Vec::new() });
}

#[test]
fn every_input_is_offered_with_its_bounds_and_can_be_set_to_its_own_value() {
    let study = live().study();
    let offered = fields(study);
    assert_eq!(offered.len(), study.inputs.iter().count());
    for field in offered {
        let text = match (&field.text, field.value) {
            (Some(text), _) => text.clone(),
            (None, Some(value)) => format!("{value} {}", field.unit.trim_start_matches('-')),
            (None, None) => panic!("{} has neither", field.key),
        };
        let again = live().set(&[format!("{}={text}", field.key)]);
        assert!(again.is_ok(), "{}={text}: {:?}", field.key, again.err());
        if let (Some((low, high)), Some((least, greatest))) = (field.range, field.bounds) {
            assert!(least <= low && low <= high && high <= greatest, "{}", field.key);
        }
    }
}
