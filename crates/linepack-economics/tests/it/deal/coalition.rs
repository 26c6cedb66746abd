use super::{entries, numbers, same};
use linepack_economics::deal::coalition::Game;
use linepack_economics::deal::coalition::core::{least_core, membership};
use linepack_economics::deal::coalition::nucleolus::nucleolus;
use linepack_economics::deal::coalition::power::shapley;
use serde_json::Value;

fn game(case: &Value) -> Game {
    let players = usize::try_from(case["n"].as_u64().unwrap()).unwrap();
    Game::new(players, numbers(case, "v_bitorder")).unwrap()
}

fn games(check: impl Fn(&Value, &Game)) {
    let Some(cases) = linepack_cases::json("deal/coalition_games.json") else { return };
    assert_eq!(entries(&cases, "games").len(), 16);
    for case in entries(&cases, "games") {
        check(case, &game(case));
    }
}

#[test]
fn shapley_values_agree() {
    games(|case, game| {
        for (found, printed) in shapley(game).into_iter().zip(numbers(case, "shapley")) {
            same(found, printed);
        }
    });
}

#[test]
fn nucleoli_agree_and_carry_their_proof() {
    games(|case, game| {
        let found = nucleolus(game).unwrap();
        for (found, printed) in found.split.iter().zip(numbers(case, "nucleolus")) {
            same(*found, printed);
        }
        assert!(found.certificate.residual(game, &found.split).unwrap() < 1e-12, "{}", case["name"]);
        if case["published_nucleolus"].is_array() {
            for (found, printed) in found.split.iter().zip(numbers(case, "published_nucleolus")) {
                same(*found, printed);
            }
        }
    });
}

#[test]
fn a_nucleolus_lies_in_the_core_where_there_is_one() {
    games(|case, game| {
        let split = nucleolus(game).unwrap().split;
        let exists = least_core(game).unwrap().core_exists();
        assert_eq!(membership(game, &split, 1e-9).unwrap().in_core, exists, "{}", case["name"]);
    });
}
