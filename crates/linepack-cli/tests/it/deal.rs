//! `linepack deal` as a user calls it.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn linepack(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linepack")).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn a_game_is_answered_with_its_known_answers_beside() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{ "games": [ { "name": "chain", "n": 3, "v_bitorder": [0, 0, 0, 0, 0, "1/4", 0, 1],
        "shapley": ["3/8", "1/4", "3/8"], "nucleolus": ["1/3", "1/3", "1/3"] } ] }"#;
    fs::write(folder.path().join("game.json"), text).unwrap();
    let output = linepack(folder.path(), &["deal", "game.json", "--json", "-"]);
    assert_eq!(output.status.code(), Some(0));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["schema"], &json["verdict"]), (&"linepack-deal/1".into(), &"answered".into()));
    assert_eq!(json["inputs"][0]["file"], "game.json");
    assert_eq!((&json["known"], &json["met"]), (&2.into(), &2.into()));
    let found = &json["answers"][0]["found"];
    assert!((found["shapley"][0].as_f64().unwrap() - 0.375).abs() < 1e-12);
    assert!(found["certificate"]["residual"].as_f64().unwrap() < 1e-12);
    let shown = String::from_utf8(linepack(folder.path(), &["deal", "game.json"]).stdout).unwrap();
    assert!(shown.contains("games[0] (coalition game): chain"), "{shown}");
    assert!(shown.contains("2 of 2 known answers agree"), "{shown}");
}

#[test]
fn a_missed_known_answer_is_a_no_and_a_wrong_table_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |text: &str| fs::write(folder.path().join("game.json"), text).unwrap();
    write(r#"{ "games": [ { "n": 2, "v_bitorder": [0, 0, 0, 1], "shapley": [0.6, 0.4] } ] }"#);
    assert_eq!(linepack(folder.path(), &["deal", "game.json"]).status.code(), Some(1));
    write("{ \"games\": [\n  { \"n\": 2, \"v_bitorder\": [0, 0, 1] } ] }");
    let output = linepack(folder.path(), &["deal", "game.json", "--json", "out.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: `games[0]`: `v_bitorder` has 3 entries for 2 players, 4 are needed, one for every coalition\n  \
         --> game.json:2\n  \
         hint: order them by bit mask, from 0 (nobody) to 3 (everybody), and write 0 where a coalition earns nothing\n"
    );
    assert!(!folder.path().join("out.json").exists());
}

#[test]
fn the_deal_of_the_flagship_study_is_told_alone() {
    let folder = tempfile::tempdir().unwrap();
    let output = linepack(folder.path(), &["deal", "power-of-siberia-2", "--json", "-"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["schema"], &json["verdict"]), (&"linepack-deal/1".into(), &"range".into()));
    let number = |value: &Value| value.as_f64().unwrap();
    let waiting = json["waiting"].as_array().unwrap();
    assert_eq!(waiting.len(), 6);
    for row in waiting {
        assert_eq!(row["agree"], true, "{row}");
    }
    let game = &json["coalition"];
    assert_eq!(
        (game["players"].as_array().unwrap().len(), game["values"].as_array().unwrap().len()),
        (10, 1024)
    );
    assert!(number(&game["residual"]) <= 1e-8 && number(&game["certificate"]) < 1e-9);
    // All solutions share exactly what all players earn together.
    let all = number(&game["values"][1023]);
    for split in ["shapley", "nucleolus", "myerson", "banzhaf"] {
        let sum: f64 = game[split].as_array().unwrap().iter().map(number).sum();
        assert!((sum - all).abs() < 1e-6 * all.abs(), "{split}: {sum} of {all}");
    }
    // Nobody without a link open to the buyer adds anything.
    assert_eq!(number(&game["values"][0b01]), 0.0);
    assert_eq!(json["attempts"].as_array().unwrap().len(), 5);
    assert!(json["offers"].as_array().unwrap().iter().any(|offer| offer["worth_tabling"] == true));
    let wrong = linepack(folder.path(), &["deal", "power-of-siberia-2", "--price", "-3"]);
    assert_eq!(wrong.status.code(), Some(2));
}
