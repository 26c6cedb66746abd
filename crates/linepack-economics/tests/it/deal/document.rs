use linepack_economics::deal::document::{Answers, answer};

fn answered(file: &str) -> Option<Answers> {
    Some(answer(file, &linepack_cases::text(file)?).unwrap())
}

#[test]
fn every_published_file_is_answered_and_agrees() {
    for (file, known) in [
        ("deal/bargaining_holdup.json", 6),
        ("deal/bargaining_incomplete_info.json", 38),
        ("deal/coalition_games.json", 34),
        ("deal/real_options.json", 139),
        ("finance/project_finance.json", 44),
    ] {
        let Some(answers) = answered(file) else { return };
        let missed: Vec<_> = answers
            .answers
            .iter()
            .flat_map(|a| a.deviations.iter().filter(|d| !d.agrees).map(move |d| (&a.path, d)))
            .collect();
        assert!(missed.is_empty(), "{file}: {missed:?}");
        assert_eq!((answers.known, answers.met), (known, known), "{file}");
    }
}

/// See `the_published_threshold_differs_unless_both_are_equally_patient`: three thresholds of the file are disputed.
#[test]
fn the_disputed_threshold_is_named_and_all_else_agrees() {
    let Some(answers) = answered("deal/bargaining_complete_info.json") else { return };
    assert_eq!((answers.known, answers.met, answers.disputed, answers.verdict()), (36, 33, 3, "answered"));
    let disputed = answers.answers.iter().filter(|a| a.deviations.iter().any(|d| d.disputed));
    for answer in disputed {
        assert!(answer.notes[0].contains("backward induction"), "{:?}", answer.notes);
    }
}

#[test]
fn a_known_answer_that_is_wrong_is_a_difference() {
    let text = r#"{ "games": [ { "n": 2, "v_bitorder": [0, 1, 2, 5], "shapley": [2, 3.1] } ] }"#;
    let answers = answer("g.json", text).unwrap();
    assert_eq!((answers.verdict(), answers.answers[0].deviations[0].agrees), ("differs", false));
    assert!((answers.answers[0].deviations[0].difference.unwrap() - 0.1).abs() < 1e-12);
}

#[track_caller]
fn refused(text: &str, line: u32, parts: &[&str]) {
    let found = answer("mine.json", text).unwrap_err();
    let told = found.to_string();
    assert!(told.contains(&format!("mine.json:{line}\n")), "{told}");
    assert!(told.contains("hint: "), "{told}");
    for part in parts {
        assert!(told.contains(part), "no `{part}` in: {told}");
    }
}

#[test]
fn bad_input_is_named_with_its_line_field_and_value() {
    refused(
        "{ \"games\": [\n { \"n\": 3,\n   \"v_bitorder\": [0, 0, 0, 1, 0, 1, 0] } ] }",
        3,
        &["`games[0]`", "`v_bitorder` has 7 entries for 3 players, 8 are needed"],
    );
    refused(
        "{ \"packages\": { \"probabilities\":\n [0.5, 0.6],\n \"offers\": [ { \"payoffs_by_state\": [[1, 2], [3, 4]] } ] } }",
        2,
        &["`probabilities` sum to 1.1"],
    );
    refused("{ \"rubinstein\": [ {\n \"delta\": [0.9,\n 1.2] } ] }", 3, &["`delta[1]` is 1.2", "below 1"]);
    refused(
        "{ \"perpetual_invest\": {\n \"r\": 4, \"dividend_yield\": 0.04, \"sigma\": 0.2, \"I\": 1 } }",
        2,
        &["`r` is 4", "0.08 for 8 %"],
    );
    refused(
        "{ \"back_test\": { \"averaged_months\": 2, \"series\": {\n \"2025-01\": 74.9,\n \"2025-02\": 72.1,\n \"2025-04\": 70 } } }",
        3,
        &["no value for 2025-03, after 72.1 of 2025-02"],
    );
    refused(
        "{ \"nash\": [ { \"seller_reservation\": 1, \"buyer_reservation\": 2,\n \"power\": 0.5 } ] }",
        2,
        &["a field `power` that is not known"],
    );
    refused("{\n \"nahs\": [] }", 2, &["`nahs` is not a question", "did you mean `nash`?"]);
    refused(
        "{ \"nash\": [ { \"seller_reservation\": 150,\n \"buyer_reservation\": \"much\" } ] }",
        2,
        &["\"much\", not a number"],
    );
    refused("{ \"nash\": [\n {} ] }", 2, &["`nash[0]` has no `seller_reservation`"]);
    refused("{ \"nash\": 3,\n }", 2, &["not JSON"]);
    refused("[]", 1, &["not an object of questions"]);
}

#[test]
fn other_games_and_other_parameters_are_answered_alike() {
    let text = r#"{
      "two_period": [ { "delta": "3/5", "cost": 100, "values": [150, 300] } ],
      "multi_issue": { "issues": [[3, 1], [2, 2], [1, 5]], "power": 0.5 },
      "frontier": { "points": [[0, 8], [6, 6], [10, 0]], "disagreement": [1, 1] },
      "games": [ { "n": 3, "v_bitorder": [0, 0, 0, 6, 0, 8, 4, 10], "links": [[0, 1], [1, 2]], "players": ["R", "T", "C"] },
                 { "n": 2, "v_bitorder": [0, 3, 3, 5] } ],
      "war_of_attrition": { "V": [10, 6], "c": 2 },
      "option": [ { "S": 250, "sigma": 0.3, "kappa": 0.6, "mu": 5.5, "K": 240, "r": 0.08, "T": 3, "exercise": 30 },
                  { "S": 100, "sigma": 0.2, "growth": 0, "K": 100, "r": 0.05, "T": 1, "jump_rate": 0.2,
                    "jump_log_mean": 0.5, "jump_log_deviation": 0.1, "exercise": 20 } ]
    }"#;
    let answers = answer("mine.json", text).unwrap();
    assert_eq!((answers.answers.len(), answers.known, answers.verdict()), (8, 0, "answered"));
    let by = |path: &str| &answers.answers.iter().find(|a| a.path == path).unwrap().found;
    // Through the middle player only: its Myerson value is greatest.
    let myerson = by("games[0]")["myerson"].as_array().unwrap();
    assert!(myerson[1].as_f64() > myerson[0].as_f64());
    assert!(by("games[1]").contains_key("prenucleolus") && !by("games[1]").contains_key("nucleolus"));
    for path in ["option[0]", "option[1]"] {
        let of = |key: &str| by(path)[key].as_f64();
        let (fd, mean) = (of("finite_differences").unwrap(), of("simulation").unwrap());
        let error = of("simulation_standard_error").unwrap();
        assert!((fd - mean).abs() < 4.0 * error + 2e-3 * fd, "{path}: {fd} {mean} {error}");
        let lattice = of("lattice").unwrap();
        assert!((fd / lattice - 1.0).abs() < 2e-3, "{path}: {fd} {lattice}");
    }
}
