//! Whether a split exists that no group would leave, and which comes nearest when none does.
//!
//! ```text
//! core = { x : x(N) = v(N),  x(S) ≥ v(S) for all S };   ε* = min_x max_{∅≠S≠N} v(S) − x(S)
//! ```

use super::super::Error;
use super::super::error::within;
use super::Game;
use super::nucleolus::first_round;

/// The least largest complaint and what proves it.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastCore {
    /// Least possible largest complaint of a proper coalition, ε*: the core is empty when it is above zero.
    pub excess: f64,
    /// One split at which no coalition complains more.
    pub split: Vec<f64>,
    /// Coalitions with weights that give each player a total of one: Σ w_S (v(S) − ε*) = v(N). When the core is empty
    /// they prove it, for then Σ w_S v(S) > v(N).
    pub balanced: Vec<(usize, f64)>,
    /// Complaint that rounding alone can cause.
    rounding: f64,
}

impl LeastCore {
    /// Whether some split contents every coalition, up to rounding of the values.
    pub fn core_exists(&self) -> bool {
        self.excess <= self.rounding
    }
}

/// The least core: the splits at which the largest complaint of a proper coalition is least.
///
/// Sources: Maschler, Peleg and Shapley, Mathematics of Operations Research 4 (1979) 303–338; the weights: Bondareva,
/// Problemy Kibernetiki 10 (1963) 119–139; Shapley, Naval Research Logistics Quarterly 14 (1967) 453–460.
///
/// ```
/// use linepack_economics::deal::coalition::{Game, core::least_core};
/// // Any two of three can take the whole: each pair can always outbid.
/// let majority = Game::from_fn(3, |s| if s.count_ones() >= 2 { 1.0 } else { 0.0 })?;
/// let least = least_core(&majority)?;
/// assert!(!least.core_exists() && (least.excess - 1.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn least_core(game: &Game) -> Result<LeastCore, Error> {
    let several = game.players() >= 2;
    within(
        "players",
        game.players() as f64,
        several,
        "2 or more",
        "one player alone simply keeps its value",
    )?;
    let (round, split) = first_round(game)?;
    // Each player's total weight is the same number; scaled to one the weights are balanced.
    let total: f64 = round.weights.iter().filter(|(mask, _)| mask & 1 == 1).map(|(_, w)| w).sum();
    let balanced = round.weights.iter().map(|&(mask, w)| (mask, w / total)).collect();
    let largest = game.values().iter().fold(0.0, |most: f64, v| most.max(v.abs()));
    Ok(LeastCore { excess: round.excess, split, balanced, rounding: 1e-10 * largest })
}

/// How a split stands towards the core.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Membership {
    /// Whether the split gives out exactly v(N) and no coalition could earn more by itself.
    pub in_core: bool,
    /// The proper coalition that complains most.
    pub worst_coalition: usize,
    /// Its complaint: what it could earn by itself less what it gets.
    pub worst_excess: f64,
    /// What the split leaves over (or, negative, promises too much).
    pub left_over: f64,
}

/// Whether a split is in the core, within a tolerance in the unit of the values, and which coalition objects most.
pub fn membership(game: &Game, split: &[f64], tolerance: f64) -> Result<Membership, Error> {
    let several = game.players() >= 2;
    within(
        "players",
        game.players() as f64,
        several,
        "2 or more",
        "one player alone simply keeps its value",
    )?;
    within("tolerance", tolerance, tolerance >= 0.0, "0 or more", "give a millionth of v(N)")?;
    let excess = game.excesses(split)?;
    let everyone = game.everyone();
    let worst_coalition = (1..everyone).fold(1, |worst, s| if excess[s] > excess[worst] { s } else { worst });
    let [worst_excess, left_over] = [excess[worst_coalition], excess[everyone]];
    let in_core = worst_excess <= tolerance && left_over.abs() <= tolerance;
    Ok(Membership { in_core, worst_coalition, worst_excess, left_over })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{convex_games, games};
    use super::super::{nucleolus::prenucleolus, power::shapley};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_objecting_coalition_is_named() {
        let game = Game::new(3, vec![0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 7.0, 10.0]).unwrap();
        let answer = membership(&game, &[1.0, 1.0, 8.0], 1e-9).unwrap();
        assert_eq!((answer.in_core, answer.worst_coalition, answer.worst_excess), (false, 0b101, 1.0));
        assert!(membership(&game, &[1.5, 0.0, 8.5], 1e-9).unwrap().in_core);
        assert!(!membership(&game, &[0.0, 0.0, 9.0], 1e-9).unwrap().in_core);
        assert!(membership(&game, &[1.5, 0.0], 1e-9).is_err());
    }

    proptest! {
        #[test]
        fn weights_and_split_prove_the_least_core_from_both_sides(game in games()) {
            let least = least_core(&game).unwrap();
            let reached = membership(&game, &least.split, 0.0).unwrap();
            prop_assert!((reached.worst_excess - least.excess).abs() < 1e-8);
            for player in 0..game.players() {
                let total: f64 = least.balanced.iter().filter(|(s, _)| s >> player & 1 == 1).map(|(_, w)| w).sum();
                prop_assert!((total - 1.0).abs() < 1e-9);
            }
            let bound: f64 = least.balanced.iter().map(|&(s, w)| w * (game.value(s) - least.excess)).sum();
            prop_assert!((bound - game.value(game.everyone())).abs() < 1e-8);
        }

        #[test]
        fn games_in_which_joining_never_hurts_have_shapley_in_the_core(game in convex_games()) {
            prop_assert!(least_core(&game).unwrap().core_exists());
            prop_assert!(membership(&game, &shapley(&game), 1e-9).unwrap().in_core);
        }

        #[test]
        fn the_prenucleolus_lies_in_the_least_core(game in games()) {
            let split = prenucleolus(&game).unwrap().split;
            let worst = membership(&game, &split, 0.0).unwrap().worst_excess;
            prop_assert!((worst - least_core(&game).unwrap().excess).abs() < 1e-8);
        }
    }
}
