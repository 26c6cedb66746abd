//! Sharing a gain among many.

use super::Found;
use super::block::Block;
use crate::deal::Error;
use crate::deal::coalition::Game;
use crate::deal::coalition::core::least_core;
use crate::deal::coalition::nucleolus::{Nucleolus, nucleolus, prenucleolus};
use crate::deal::coalition::power::{banzhaf, banzhaf_normalised, myerson, shapley};
use linepack::findings::Finding;
use serde_json::{Value, json};

/// Most players: the table of two to the twelfth coalitions takes a blink.
const MOST: u32 = 16;

pub(super) fn game(block: &Block<'_>) -> Result<Found, Finding> {
    let players = block.count("n", MOST)? as usize;
    let names = [("values", "v_bitorder"), ("players", "n")];
    let told = |error: Error| block.told(&error, &names);
    let game = Game::new(players, block.numbers("v_bitorder")?).map_err(told)?;
    let least = least_core(&game).map_err(told)?;
    let mut found = Found::of([
        ("shapley", json!(shapley(&game))),
        ("banzhaf", json!(banzhaf(&game))),
        ("banzhaf_normalised", json!(banzhaf_normalised(&game))),
        ("core_exists", json!(least.core_exists())),
        ("least_core_excess", json!(least.excess)),
        ("least_core_split", json!(least.split)),
    ]);
    match nucleolus(&game) {
        Ok(answer) => nucleolus_into(&mut found, "nucleolus", &game, &answer).map_err(told)?,
        Err(error @ Error::NoImputation { .. }) => {
            let answer = prenucleolus(&game).map_err(told)?;
            nucleolus_into(&mut found, "prenucleolus", &game, &answer).map_err(told)?;
            let text = error.to_string();
            found.notes.push(format!(
                "no nucleolus: {}; the prenucleolus stands instead",
                text.split('\n').next().unwrap_or_default()
            ));
        }
        Err(error) => return Err(told(error)),
    }
    if block.has("links") {
        found.values.insert("myerson".into(), json!(myerson(&game, &links(block)?).map_err(told)?));
    }
    if let Some(Value::Array(list)) = block.raw("players") {
        if list.len() != players {
            let text = format!("`players` has {} names for {players} players", list.len());
            return Err(block.wrong("players", text, "give one name a player, in the order of the bits"));
        }
        found.values.insert("players".into(), json!(list));
    }
    Ok(found)
}

/// A split with the proof: in each round the largest complaint and the coalitions (bit masks) that it settles.
fn nucleolus_into(found: &mut Found, key: &str, game: &Game, answer: &Nucleolus) -> Result<(), Error> {
    let rounds: Vec<Value> = answer
        .certificate
        .rounds
        .iter()
        .map(|round| {
            json!({
                "excess": round.excess, "weights": round.weights, "floors": round.floors, "settled": round.settled,
            })
        })
        .collect();
    let residual = answer.certificate.residual(game, &answer.split)?;
    found.values.insert(key.into(), json!(answer.split));
    found.values.insert("certificate".into(), json!({ "residual": residual, "rounds": rounds }));
    Ok(())
}

/// Pairs of players joined by a link, numbered from 0.
fn links(block: &Block<'_>) -> Result<Vec<(usize, usize)>, Finding> {
    let mut found = Vec::new();
    for (index, row) in block.table("links")?.into_iter().enumerate() {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, from 0, checked before"
        )]
        let pair = match row[..] {
            [i, j] if [i, j].iter().all(|x| *x >= 0.0 && x.fract() == 0.0 && *x < 64.0) => {
                (i as usize, j as usize)
            }
            _ => {
                let name = format!("links[{index}]");
                let text = format!("`{name}` is {row:?}, not two players");
                return Err(block.wrong(&name, text, "number the players from 0, such as [0, 2]"));
            }
        };
        found.push(pair);
    }
    Ok(found)
}
