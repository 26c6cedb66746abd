//! `linepack simulate`: published cases from the command line, schedules, limits, stopping and going on.

use linepack_cases::text;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn linepack(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linepack")).args(arguments).current_dir(folder).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// 100 km from 1 to 2, and a day.
fn small(folder: &Path) {
    fs::write(folder.join("line.net"), "P,1,2,100000.0,0.8,0,0.00005\n").unwrap();
    let day = "T0 = 10.0\nRs = 500.0\ntH = 86400.0\nup = 60|60|60\nuq = 80|120|80\nut = 0|21600|43200\n";
    fs::write(folder.join("day.ini"), day).unwrap();
}

#[test]
fn a_published_line_agrees_from_the_command_line() {
    let base = "transient/morgen";
    let Some(reference) = text(&format!("{base}/reference/ref_Cha09_period.csv")) else { return };
    let folder = tempfile::tempdir().unwrap();
    for (name, file) in [("Cha09.net", "Cha09.net"), ("period.ini", "Cha09/period.ini")] {
        fs::write(folder.path().join(name), text(&format!("{base}/networks/{file}")).unwrap()).unwrap();
    }
    let lambda = format!("constant:{}", 0.11 * (1e-5_f64 / 1.422).powf(0.25));
    let call = ["simulate", "Cha09.net", "--scenario", "period.ini", "--eos", "constant:0.8087256313"];
    let call = [&call[..], &["--friction", &lambda, "--convection", "off", "--json", "a.json"]].concat();
    let output = linepack(folder.path(), &call);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let answer = json(folder.path(), "a.json");
    assert_eq!(answer["schema"], "linepack-simulate/1");
    assert_eq!(answer["verdict"], "feasible");
    let found = answer["nodes"]["2"]["pressure"].as_array().unwrap();
    assert_eq!(found.len(), reference.lines().count() - 1);
    for (p, line) in found.iter().zip(reference.lines().skip(1)) {
        let expected: f64 = line.split(',').nth(1).unwrap().parse().unwrap();
        assert!((p.as_f64().unwrap() / 1e5 - expected).abs() < 0.002, "{p} for {line}");
    }
    assert!(answer["mass_error"].as_f64().unwrap() < 1e-12);
    assert_eq!((&answer["steps"], &answer["rejected"]), (&405.into(), &3.into()));
    assert!((answer["elements"]["1"]["linepack"][0].as_f64().unwrap() / 38_706_700.6 - 1.0).abs() < 3e-5);
}

#[test]
fn a_run_that_was_stopped_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    let call = ["simulate", "line.net", "--scenario", "day.ini", "--eos", "constant:0.9", "--out"];
    let run = |more: &[&str]| linepack(folder.path(), &[&call[..], more].concat()).status.code();
    assert_eq!(run(&["whole"]), Some(0));
    for stop in ["1 s", "21601 s", "5.3 h", "17 h"] {
        assert_eq!(run(&["part", "--stop-at", stop, "--checkpoint", "at.json"]), Some(3));
        assert_eq!(run(&["rest", "--resume", "at.json"]), Some(0));
        for table in ["pressures.csv", "inflows.csv", "flows_in.csv", "flows_out.csv", "linepack.csv"] {
            let of = |name: &str| fs::read(folder.path().join(name).join(table)).unwrap();
            assert!(of("whole") == of("rest"), "{table} after a stop at {stop}");
        }
    }
    let other =
        linepack(folder.path(), &["simulate", "line.net", "--scenario", "day.ini", "--resume", "at.json"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(err(&other).contains("belongs to a run of other files or options"), "{}", err(&other));
}

#[test]
fn a_line_that_loses_its_supply_says_when_and_where_its_limit_falls() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    let schedule = "[limits]\n2 = { min = \"40 bara\" }\n[[events]]\ntime = \"1 h\"\nelement = \"1\"\nflow = \"0 kg/s\"\n";
    fs::write(folder.path().join("loss.toml"), schedule).unwrap();
    let call = ["simulate", "line.net", "--scenario", "day.ini", "--eos", "constant:0.9", "--json", "a.json"];
    let output = linepack(folder.path(), &[&call[..], &["--schedule", "loss.toml"]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let answer = json(folder.path(), "a.json");
    assert_eq!(answer["verdict"], "infeasible");
    assert!(answer["cause"].as_str().unwrap().contains("drawn empty"), "{}", answer["cause"]);
    let survival = &answer["survival"];
    assert_eq!(survival["element"], "2");
    let (time, after) =
        (survival["time"].as_f64().unwrap(), survival["after_first_change"].as_f64().unwrap());
    assert!(time > 3600.0 && (time - after - 3600.0).abs() < 1e-9, "{time} {after}");
    let short = &answer["shortfalls"][0];
    assert!(short["missing"].as_f64().unwrap() < short["asked"].as_f64().unwrap());
    // What was asked is what the scenario asks: 80, 120 and 80 kg/s.
    let asked = 6.0 * 3600.0 * (80.0 + 120.0) + 12.0 * 3600.0 * 80.0;
    assert!((short["asked"].as_f64().unwrap() / asked - 1.0).abs() < 1e-9, "{short}");
}

#[test]
fn wrong_schedules_are_refused_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    let call = ["simulate", "line.net", "--scenario", "day.ini", "--schedule"];
    for (name, text, words) in [
        ("a.toml", "[flows]\n2 = \"-40 bara\"\n", "a.toml:2"),
        ("b.toml", "[[events]]\ntime = \"1 h\"\nelement = \"9\"\naction = \"trip\"\n", "`9`"),
        (
            "c.toml",
            "[[events]]\ntime = \"1 h\"\nelement = \"1\"\naction = \"trip\"\n",
            "pipe `1` cannot trip",
        ),
        ("d.csv", "time [h],flow 2 [kg/s]\n2,-40\n1,-40\n", "d.csv:3"),
        ("e.csv", "time [h],flow 2 [kg/s]\n0,-40\n1,-40\n", "runs from 0 s to 3600 s"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        let output = linepack(folder.path(), &[&call[..], &[name, "--json", "never.json"]].concat());
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(err(&output).contains(words), "{}", err(&output));
        assert!(!folder.path().join("never.json").exists());
    }
}

#[test]
fn a_folder_of_gastransim_runs_by_its_name() {
    let base = "transient/gastransim/yamal-europe";
    let Some(stored) = text("transient/gastransim/stored_yamal/gastransim.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    for name in ["network.json", "params.json", "bc.json", "ic.json"] {
        fs::write(folder.path().join(name), text(&format!("{base}/{name}")).unwrap()).unwrap();
    }
    let call =
        ["simulate", ".", "--eos", "ideal", "--convection", "off", "--every", "1 h", "--json", "a.json"];
    let output = linepack(folder.path(), &call);
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", err(&output));
    let answer = json(folder.path(), "a.json");
    let times = answer["times"].as_array().unwrap();
    assert_eq!((times.len(), times[24].as_f64()), (25, Some(86_400.0)));
    for line in stored.lines().skip(1) {
        let mut row: Vec<f64> = line.split(',').map(|value| value.parse().unwrap()).collect();
        row.reverse();
        if (row[0] - row[0].round()).abs() > 1e-9 {
            continue;
        }
        let Some(place) = times.iter().position(|t| (t.as_f64().unwrap() / 3600.0 - row[0]).abs() < 1e-9)
        else {
            continue;
        };
        let found = answer["nodes"]["2"]["pressure"][place].as_f64().unwrap() / 1e5;
        assert!((found - row[1]).abs() < 0.002, "{found} for {line}");
    }
}
