//! `linepack flow` as a user calls it, against stored states.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn flow(arguments: &[String]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linepack")).arg("flow").args(arguments).output().unwrap()
}

fn words(text: &[&str]) -> Vec<String> {
    text.iter().map(|word| (*word).to_owned()).collect()
}

fn case(name: &str) -> Option<String> {
    Some(linepack_cases::path(&format!("steady/gaslib/{name}"))?.display().to_string())
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn answer(arguments: &[String]) -> Value {
    let output = flow(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn twelve_reference_states_agree_from_the_command_line() {
    for name in ["GasLib-11", "GasLib-24", "GasLib-40", "GasLib-134"] {
        for physics in ["papay_colebrook", "papay_rough", "z087_rough"] {
            let file = format!("steady/reference/{name}_{physics}.json");
            let Some(reference) = linepack_cases::json(&file) else { return };
            let path = |key: &str| {
                let path = reference[key].as_str().unwrap().trim_start_matches("../");
                linepack_cases::path(&format!("steady/{path}")).unwrap().display().to_string()
            };
            let (eos, friction) = match physics {
                "papay_colebrook" => ("papay", "colebrook"),
                "papay_rough" => ("papay", "nikuradse"),
                _ => ("constant:0.87", "nikuradse"),
            };
            let mut arguments = vec![path("net"), "--scenario".into(), path("scn")];
            arguments.extend(words(&["--eos", eos, "--friction", friction, "--viscosity", "1.1e-5 Pa s"]));
            arguments.extend(words(&["--pipe-law", "mean-z", "--active", "bypass", "--json", "-"]));
            for (node, pressure) in reference["slack"].as_object().unwrap() {
                arguments.extend(["--slack".into(), format!("{node}={pressure} Pa")]);
            }
            let answer = answer(&arguments);
            assert_eq!(answer["schema"], "linepack-flow/1");
            assert_eq!(answer["verdict"], "feasible");
            for (node, want) in reference["pressure"].as_object().unwrap() {
                let got = answer["nodes"][node]["pressure"].as_f64().unwrap();
                assert!((got / want.as_f64().unwrap() - 1.0).abs() < 1e-6, "{name} {physics} {node}: {got}");
            }
            for (link, want) in reference["flow"].as_object().unwrap() {
                let got = answer["elements"][link]["flow"].as_f64().unwrap();
                assert!((got - want.as_f64().unwrap()).abs() < 2e-4, "{name} {physics} {link}: {got}");
            }
        }
    }
}

#[test]
fn a_batch_gives_the_same_bytes_on_one_and_three_threads() {
    let Some(folder) = case("GasLib-134/nominations") else { return };
    let mut days: Vec<_> = std::fs::read_dir(folder).unwrap().map(|day| day.unwrap().path()).collect();
    days.sort();
    let mut arguments = vec![case("GasLib-134/GasLib-134-v2.net").unwrap()];
    for day in &days[..100] {
        arguments.extend(["--scenario".into(), day.display().to_string()]);
    }
    let run = |threads: &str| {
        let mut arguments = arguments.clone();
        arguments.extend(words(&["--json", "-", "--threads", threads]));
        flow(&arguments).stdout
    };
    let one = run("1");
    let answer: Value = serde_json::from_slice(&one).unwrap();
    assert_eq!(answer["scenarios"].as_array().unwrap().len(), 100);
    assert!(answer["scenarios"][99]["nodes"]["node_1"]["pressure"].as_f64().is_some());
    assert!(one == run("3"));
}

#[test]
fn stations_beside_the_network_are_taken_and_said() {
    let Some(net) = case("GasLib-40/GasLib-40.net") else { return };
    let scn = case("GasLib-40/GasLib-40.scn").unwrap();
    let set = "compressorStation_1.ratio=1.15";
    let arguments = words(&[&net, "--scenario", &scn, "--set", set, "--json", "-"]);
    let listed = answer(&[&arguments[..], &words(&["--limits", "list"])[..]].concat());
    let said = listed["messages"].to_string();
    assert!(said.contains("which lies beside the network"), "{said}");
    let station = &listed["elements"]["compressorStation_1"];
    assert_eq!((&station["kind"], &station["mode"]), (&"compressor_station".into(), &"ratio".into()));
    let ratio =
        station["discharge_pressure"].as_f64().unwrap() / station["suction_pressure"].as_f64().unwrap();
    assert!((ratio - 1.15).abs() < 1e-9, "{ratio}");
    // Its outlet may stand at 71.01 bara, below what its inlet has: it cannot work, and says so.
    let held = answer(&arguments);
    assert_eq!(held["elements"]["compressorStation_1"]["mode"], "bypass");
    assert!(held["messages"].to_string().contains("leaves its set point"));
}

#[test]
fn a_wrong_option_is_told_with_one_thing_to_try() {
    let Some(net) = case("GasLib-11/GasLib-11.net") else { return };
    let cases = [
        ("--friction", "hoffer", "did you mean `hofer`?"),
        ("--eos", "gerg", "one of gerg2008"),
        ("--slack", "entry1=70 bara", "did you mean `entry01`?"),
        ("--slack", "entry01=70 bar", "absolute or gauge"),
        ("--slack", "entry01", "has no `=`"),
        ("--set", "CS01_entry03_N01.ratio=1,15", "is not a number"),
        ("--set", "ratio=1.15", "is not ID.KEY=VALUE"),
        ("--temperature", "283", "has no unit"),
        ("--viscosity", "11 Pa s", "near 1.1e-5 Pa s"),
        ("--scale", "NaN", "give 0 or more"),
        ("--gas", "CH4 0.5, XX 0.5", "unknown component"),
        ("--scenario", "nowhere.scn", "check the path"),
    ];
    for (option, value, message) in cases {
        let output = flow(&words(&[&net, option, value]));
        let said = err(&output);
        assert_eq!(output.status.code(), Some(2), "{option} {value}: {said}");
        assert!(said.starts_with("error: ") && said.contains(message) && said.contains("hint"), "{said}");
    }
    assert!(Path::new(&net).exists());
}

#[test]
fn the_help_of_flow_shows_an_example() {
    let output = flow(&words(&["--help"]));
    assert!(String::from_utf8(output.stdout).unwrap().contains("linepack flow GasLib-40.net --scenario"));
}
