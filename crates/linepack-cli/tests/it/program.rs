//! The program as a user calls it: answers, exit codes, words of errors, files that are whole or not there.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn linepack(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linepack")).args(arguments).current_dir(folder).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A copy of the flagship study in a folder of its own.
fn copy(folder: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies/power-of-siberia-2");
    let to = folder.join("mine");
    for part in ["", "market"] {
        fs::create_dir_all(to.join(part)).unwrap();
        for entry in fs::read_dir(from.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, to.join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    to
}

fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} holds {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn results(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("results.json")).unwrap()).unwrap()
}

fn value(results: &Value, id: &str) -> f64 {
    let list = results["quantities"].as_array().unwrap();
    let found = list.iter().find(|quantity| quantity["id"] == id).unwrap_or_else(|| panic!("no {id}"));
    found["value"].as_f64().unwrap()
}

#[test]
fn a_price_converts_with_the_heating_value_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = linepack(folder.path(), &["units", "265 USD/1000m3(20C)", "USD/MMBtu"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        out(&output),
        "265 USD/1000m3(20C) = 7.422968 USD/MMBtu\n  heating value 37.6655 MJ/m3(20C) (superior; set another with --heating-value)\n"
    );
}

#[test]
fn prices_cross_currencies_with_a_rate_and_ranges_keep_their_ends() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["units", "30 EUR/MWh", "USD/MMBtu", "--rate", "1.08 USD/EUR"];
    let text = String::from_utf8(linepack(folder.path(), &args).stdout).unwrap();
    assert!(text.starts_with("30 EUR/MWh = 9.495503 USD/MMBtu\n  exchange rate 1.08 USD/EUR"), "{text}");
    let refused = linepack(folder.path(), &args[..3]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("--rate"));
    let range = linepack(folder.path(), &["units", "5 to 9 bn USD2025", "M USD2025"]);
    assert_eq!(
        String::from_utf8(range.stdout).unwrap(),
        "5 to 9 bn USD2025 = 7000 (5000 to 9000) M USD2025\n"
    );
}

#[test]
fn a_volume_without_its_state_is_refused_with_the_three_choices() {
    let folder = tempfile::tempdir().unwrap();
    let output = linepack(folder.path(), &["units", "250 USD/1000m3", "USD/MMBtu"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        err(&output),
        "error: `m3` leaves out its reference state; write `m3(20C)`, `m3(15C)` or `m3(0C)`\n  \
         hint: 1 m3(0C) = 1.0549 m3(15C) = 1.0732 m3(20C): the state changes the value by up to 7 %\n"
    );
    let named = linepack(folder.path(), &["units", "250 USD/1000m3", "USD/MMBtu", "--reference", "20C"]);
    assert!(out(&named).starts_with("250 USD/1000m3(20C) = 7.0028 USD/MMBtu"), "{}", out(&named));
}

#[test]
fn the_flagship_study_runs_from_the_name_alone_and_writes_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let output = linepack(folder.path(), &["run", "power-of-siberia-2", "--out", "here"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let said = out(&output);
    assert!(
        said.contains("Power of Siberia 2 (bundled)") && said.contains("report: here/report.html"),
        "{said}"
    );
    for file in ["report.html", "results.json", "profile.csv", "stations.csv", "designs.csv", "market.csv"] {
        assert!(folder.path().join("here").join(file).metadata().unwrap().len() > 100, "{file}");
    }
    assert!(folder.path().join("here/report.html").metadata().unwrap().len() < 5_000_000);
    let results = results(&folder.path().join("here"));
    assert_eq!(results["schema"], "linepack-run/1");
    assert_eq!(results["verdict"], "feasible");
    for id in [
        "line.capacity",
        "line.diameter",
        "line.wall",
        "line.pressure",
        "line.stations",
        "line.power",
        "line.fuel_share",
        "line.length",
        "cost.capex",
        "cost.tariff",
        "market.price.without",
        "market.price.with",
        "deal.seller_reservation",
        "deal.buyer_reservation",
        "deal.range",
        "deal.nash_price",
        "deal.rubinstein_price",
        "deal.shapley.seller",
        "deal.shapley.buyer",
        "deal.shapley.transit",
        "deal.nucleolus.seller",
        "deal.nucleolus.buyer",
        "deal.nucleolus.transit",
        "deal.wait_value.buyer",
        "deal.wait_value.seller",
        "deal.delay_probability",
    ] {
        assert!(value(&results, id).is_finite(), "{id}");
    }
    let attempts = results["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 5);
    for attempt in attempts {
        let ids: Vec<&str> =
            attempt["quantities"].as_array().unwrap().iter().map(|q| q["id"].as_str().unwrap()).collect();
        for id in ["deal.seller_reservation", "deal.buyer_reservation", "deal.range"] {
            assert!(ids.contains(&id), "attempt {} lacks {id}", attempt["number"]);
        }
    }
}

#[test]
fn a_smaller_pipe_changes_tariff_power_and_range() {
    let folder = tempfile::tempdir().unwrap();
    let study = copy(folder.path());
    let wide = linepack(folder.path(), &["run", "mine", "--out", "wide"]);
    assert_eq!(wide.status.code(), Some(0), "{}", err(&wide));
    edit(&study, "study.toml", "\"1420 mm\"", "\"1220 mm\"");
    let narrow = linepack(folder.path(), &["run", "mine", "--out", "narrow"]);
    assert!(narrow.status.code().is_some_and(|code| code < 2), "{}", err(&narrow));
    let (wide, narrow) = (results(&folder.path().join("wide")), results(&folder.path().join("narrow")));
    assert!(value(&narrow, "line.power") > 1.2 * value(&wide, "line.power"));
    assert!((value(&narrow, "cost.tariff") - value(&wide, "cost.tariff")).abs() > 1.0);
    assert!((value(&narrow, "deal.range") - value(&wide, "deal.range")).abs() > 1.0);
    let set = linepack(
        folder.path(),
        &["run", "power-of-siberia-2", "--out", "set", "--set", "line.diameter=1220 mm"],
    );
    assert!(set.status.code().is_some_and(|code| code < 2));
    let by_option = self::results(&folder.path().join("set"));
    assert_eq!(value(&by_option, "deal.range"), value(&narrow, "deal.range"));
}

#[test]
fn the_same_study_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let run = || linepack(folder.path(), &["run", "power-of-siberia-2", "--json", "-"]).stdout;
    let first = run();
    assert!(first.len() > 10_000);
    assert!(first == run());
}

#[test]
fn wrong_input_names_file_line_and_hint_exits_2_and_writes_nothing() {
    let wrong = [
        ("study.toml", "\"1420 mm\"", "\"1420\"", "`1420` has no unit"),
        ("study.toml", "diameter = {", "diamter = {", "did you mean `diameter`?"),
        ("study.toml", "\"A009\", \"A010\"", "\"A009\", \"Z999\"", "there is no evidence `Z999`"),
        ("study.toml", "\"3563 km\"", "\"-3563 km\"", "`-3563 km` is not between 1 and 20000 km"),
        ("study.toml", "50 bcm(20C)/yr", "50 bcm/yr", "write `bcm(20C)`, `bcm(15C)` or `bcm(0C)`"),
        ("route.csv", "45.4,", "about 45,", "`distance_km`: `about 45` is not a number"),
        ("market/regions.csv", "565,485", "565,four", "four"),
    ];
    for (file, from, to, message) in wrong {
        let folder = tempfile::tempdir().unwrap();
        let study = copy(folder.path());
        edit(&study, file, from, to);
        let output = linepack(folder.path(), &["run", "mine", "--out", "here"]);
        let said = err(&output);
        assert_eq!(output.status.code(), Some(2), "{message}: {said}");
        assert!(said.starts_with("error: ") && said.contains(message) && said.contains("hint: "), "{said}");
        assert!(said.contains(file.rsplit('/').next().unwrap()), "{said}");
        assert!(!folder.path().join("here").exists(), "nothing is written");
    }
}

#[test]
fn what_is_asked_beyond_the_line_gets_an_answer_not_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let run = |set: &str| {
        let output = linepack(folder.path(), &["run", "power-of-siberia-2", "--out", "here", "--set", set]);
        (output.status.code(), results(&folder.path().join("here")), out(&output))
    };
    let (code, infeasible, said) = run("line.volume=500 bcm(20C)/yr");
    assert_eq!((code, infeasible["verdict"].as_str()), (Some(1), Some("infeasible")));
    let carried = value(&infeasible, "line.capacity");
    assert!((50.0..100.0).contains(&carried), "{carried}");
    assert!(said.contains("cannot be carried") && !said.contains("inf Pa"), "{said}");
    let (code, small, _) = run("line.volume=1 bcm(20C)/yr");
    assert_eq!((code, small["verdict"].as_str()), (Some(0), Some("feasible")));
    assert_eq!(value(&small, "line.stations"), 0.0, "the field's own pressure drives a small flow");
    assert!(value(&small, "deal.range") < 0.0, "a line for a fiftieth of its volume does not pay");
}

#[test]
fn a_market_that_cannot_clear_is_named_with_node_and_year() {
    let folder = tempfile::tempdir().unwrap();
    let study = copy(folder.path());
    edit(
        &study,
        "market/pipelines.csv",
        "29.5,29.5,44.3,52.7,52.7,29.5,45,53,53",
        "29.5,29.5,244,252,252,29.5,245,253,253",
    );
    let output = linepack(folder.path(), &["run", "mine", "--out", "here"]);
    assert_eq!(output.status.code(), Some(2));
    let said = err(&output);
    assert!(said.contains("the market cannot clear: node `RUE`") && said.contains("2030"), "{said}");
    assert!(said.contains("market/supply.csv:3"), "{said}");
    assert!(said.contains("hint: ") && !folder.path().join("here").exists());
}

#[test]
fn explain_walks_from_a_figure_to_its_sources() {
    let folder = tempfile::tempdir().unwrap();
    let output = linepack(folder.path(), &["explain", "power-of-siberia-2", "deal.range"]);
    let said = out(&output);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    for part in [
        "deal.range",
        "deal.seller_reservation",
        "cost.tariff",
        "line.fuel_share",
        "input.line.diameter",
        "[A009]",
        "study.toml:",
    ] {
        assert!(said.contains(part), "{part} in\n{said}");
    }
    let unknown = linepack(folder.path(), &["explain", "power-of-siberia-2", "deal.rnge"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("did you mean `deal.range`?"), "{}", err(&unknown));
}

#[test]
fn a_study_that_does_not_exist_is_told_with_the_bundled_ones() {
    let folder = tempfile::tempdir().unwrap();
    let output = linepack(folder.path(), &["run", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("bundled: power-of-siberia-2"), "{}", err(&output));
}

#[test]
fn every_command_shows_an_example() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["run", "explain", "check", "units", "completions"] {
        let output = linepack(folder.path(), &[command, "--help"]);
        assert!(out(&output).contains("Example"), "{command}");
        assert!(out(&output).contains(&format!("linepack {command}")), "{command}");
    }
}
