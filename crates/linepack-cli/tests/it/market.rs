//! `linepack market` as a user calls it: known answers, exit codes, words of errors.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn market(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linepack")).arg("market").args(arguments).output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Largest difference of the file's known numbers, and largest residual.
fn agreement(file: &str) -> Option<(f64, f64)> {
    let path = linepack_cases::path(file)?;
    let output = market(&[path.to_str()?, "--json", "-"]);
    assert_eq!(output.status.code(), Some(0), "{file}: {}", words(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&answer["schema"], &answer["verdict"]), (&"linepack-market/1".into(), &"equilibrium".into()));
    let one = [answer.clone()];
    let cases = answer["cases"].as_array().map_or(one.as_slice(), Vec::as_slice);
    let mut worst = (0.0_f64, 0.0_f64);
    for case in cases {
        let known = case["known"].as_array().unwrap();
        assert!(!known.is_empty(), "{file}: nothing known");
        for known in known {
            let difference = known["found"].as_f64().unwrap() - known["expected"].as_f64().unwrap();
            worst.0 = worst.0.max(difference.abs());
        }
        worst.1 = worst.1.max(case["residual"].as_f64().unwrap());
        for field in
            ["prices", "consumption", "production", "sales", "flows", "blocks", "unique", "formulation"]
        {
            assert!(!case[field].is_null(), "{file}: no {field}");
        }
    }
    Some(worst)
}

#[test]
fn every_case_with_a_closed_form_has_its_numbers() {
    for name in [
        "allaz_vila_forward",
        "capacity_expansion",
        "cournot_cv",
        "nagurney_2x2",
        "oligopoly_mss5",
        "storage_two_season",
        "takayama_judge",
        "take_or_pay",
        "two_region_capacity",
    ] {
        let Some((far, residual)) = agreement(&format!("market/market_{name}.json")) else { return };
        assert!(far <= 1e-9 && residual <= 1e-8, "{name}: {far:e}, residual {residual:e}");
    }
}

#[test]
fn every_reference_market_has_its_prices() {
    for name in ["euras12_cv0", "euras12_cv1", "multiperiod_layout"] {
        let Some((far, residual)) = agreement(&format!("market/market_{name}.json")) else { return };
        assert!(far <= 1e-6 && residual <= 1e-8, "{name}: {far:e}, residual {residual:e}");
    }
}

/// A market in the program's own layout, one line a field.
const MARKET: &str = r#"{
  "nodes": [
    { "name": "field" },
    { "name": "city",
      "demand": { "intercept": 100, "slope": 1 },
      "injection": [0] }
  ],
  "traders": [
    { "name": "producer", "home": 0,
      "cost": { "alpha": 20, "beta": 0, "gamma": 0, "capacity": 60, "cap_fraction": 1 },
      "conjecture": [0, 0] }
  ],
  "arcs": [
    { "name": "trunk", "from": 0, "to": 1, "cost": 10, "uses": [0] }
  ],
  "capacities": [
    { "name": "trunk line",
      "value": 30 }
  ],
  "years": [ { "name": "2030" } ],
  "seasons": [ { "name": "year" } ]
}"#;

fn changed(from: &str, to: &str, folder: &Path) -> Output {
    let file = folder.join("market.json");
    assert!(MARKET.contains(from), "{from}");
    fs::write(&file, MARKET.replacen(from, to, 1)).unwrap();
    Command::new(env!("CARGO_BIN_EXE_linepack"))
        .args(["market", "market.json", "--json", "answer.json"])
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn a_market_of_ones_own_prints_prices_and_what_is_unique() {
    let folder = tempfile::tempdir().unwrap();
    let output = changed("\"value\": 30", "\"value\": 30", folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
    let text = words(&output.stdout);
    let city: Vec<&str> =
        text.lines().find(|line| line.contains("city")).unwrap().split_whitespace().collect();
    assert_eq!(city, ["city", "70", "30"], "{text}");
    assert!(text.contains("prices and consumption are unique"), "{text}");
    assert!(folder.path().join("answer.json").is_file());
}

#[test]
fn what_is_wrong_has_its_file_line_field_value_and_one_thing_to_try() {
    let folder = tempfile::tempdir().unwrap();
    for (from, to, words_expected) in [
        (
            "\"value\": 30",
            "\"value\": -30",
            "error: capacity `trunk line`: `value` is -30, must be zero or above\n  --> market.json:18\n  hint: ",
        ),
        (
            "\"slope\": 1",
            "\"slope\": -1",
            "error: node `city`: `slope` is -1, must be above zero\n  --> market.json:5\n  hint: ",
        ),
        (
            "\"years\": [ { \"name\": \"2030\" }",
            "\"years\": [ { \"name\": \"2030\", \"discount\": 1.1 }",
            "error: year `2030`: `discount` is 1.1, must be a factor above zero and not above one\n  --> market.json:20\n  hint: ",
        ),
        ("\"uses\": [0] }", "\"uses\": [0], \"colour\": 3 }", "unknown field `colour`"),
    ] {
        let output = changed(from, to, folder.path());
        let text = words(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(words_expected), "{text}");
        assert!(!folder.path().join("answer.json").exists());
    }
}

#[test]
fn a_market_that_cannot_clear_names_node_and_period_at_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let output = changed("\"injection\": [0]", "\"injection\": [-40]", folder.path());
    let text = words(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("node `city` lacks 10 in 2030")
            && text.contains("--> market.json:6\n  hint: raise a capacity"),
        "{text}"
    );
    let answer = fs::read_to_string(folder.path().join("answer.json")).unwrap();
    assert!(answer.contains("\"verdict\": \"infeasible\""), "{answer}");
}

fn study(arguments: &[&str]) -> (Output, Value) {
    let output = market(&[&["power-of-siberia-2", "--json", "-"], arguments].concat());
    let answer = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output, answer)
}

fn price(answer: &Value, case: usize, region: &str) -> f64 {
    answer["cases"][case]["prices"][region].as_object().unwrap().values().next().unwrap().as_f64().unwrap()
}

#[test]
fn a_study_has_its_market_with_and_without_the_pipe_and_under_shocks() {
    let (output, answer) = study(&[
        "--scenario",
        "Gulf stop: offline.GLF=6 months, elasticity=0.2",
        "--scenario",
        "carbon: carbon=50 USD/t",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
    let names: Vec<&str> =
        answer["cases"].as_array().unwrap().iter().map(|case| case["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["base", "with the pipe", "Gulf stop", "carbon"]);
    assert!(price(&answer, 1, "CHN") < price(&answer, 0, "CHN"), "gas from the pipe lowers the price");
    assert!(price(&answer, 2, "JKT") > price(&answer, 0, "JKT"), "a stop of LNG raises it");
    assert!(price(&answer, 3, "EUR") < price(&answer, 0, "EUR"), "a carbon price lowers what sellers get");
    for case in answer["cases"].as_array().unwrap() {
        assert!(case["residual"].as_f64().unwrap() <= 1e-8);
    }
    let sum = |case: usize| -> f64 {
        let gains = answer["cases"][case]["gain"].as_array().unwrap();
        gains.iter().map(|gain| gain[1].as_f64().unwrap()).sum()
    };
    assert_eq!(sum(0), 0.0);
    assert!(sum(2) < 0.0 && sum(3) < 0.0, "a shortage and a tax cost the world something");
    assert_eq!(answer["cases"][2]["reference"], "base with elasticities times 0.2");
}

#[test]
fn a_link_taken_away_and_a_past_year_are_options() {
    let (_, with) = study(&[]);
    let (output, without) = study(&["--without", "RUE-CHN"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(price(&without, 0, "CHN") > price(&with, 0, "CHN"));
    let (output, past) = study(&["--backcast", "2021", "--backcast", "2023"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(past["backcasts"][1]["misfits"].as_array().unwrap().len(), 17);
}

#[test]
fn a_scenario_that_says_nothing_known_is_refused_with_what_could_be_meant() {
    for (term, said) in [
        ("x: offline.QQQ=3 months", "no region `QQQ`"),
        ("x: colour=3", "there is no term `colour` of a scenario"),
        ("x: brent=90", "`brent=90` needs a number with the unit USD/bbl"),
        ("x: stop.RUE-CHN=13 months", "is out of range"),
        ("x: stop.RUE-XXX=3 months", "no pipeline `RUE-XXX`"),
        ("x: demand.CHN=1.1 bcm", "is no plain number"),
        ("x: brent", "has no `=`"),
    ] {
        let (output, _) = study(&["--scenario", term]);
        let text = words(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{term}: {text}");
        assert!(text.contains(said) && text.contains("hint: "), "{term}: {text}");
    }
}
