//! The split whose largest complaint is least, then the next largest, and so on; with a proof.
//!
//! ```text
//! θ(x) = (e(S, x))_S sorted falling;   nucleolus = arg lex min θ(x) over x(N) = v(N), x_i ≥ v(i)
//! ```
//!
//! Found by at most n − 1 linear programmes in turn (Maschler, Peleg and Shapley, Mathematics of Operations Research 4
//! (1979) 303–338). After each, only coalitions with a positive multiplier are settled: these complain exactly so much
//! in *every* optimum, which a coalition that merely happens to be tight need not (Guajardo and Jörnsten, European J.
//! Operational Research 241 (2015) 931–935). Coalitions in the span of the settled ones are fixed too and drop out.

use super::super::Error;
use super::programme::{Optimum, Programme, Row};
use super::span::Span;
use super::{Game, sums};

/// A multiplier below this is a zero of the arithmetic: true ones are fractions of small determinants.
const ZERO: f64 = 1e-9;

/// A nucleolus and the proof that it is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Nucleolus {
    /// Payoff of each player.
    pub split: Vec<f64>,
    /// The proof.
    pub certificate: Certificate,
}

/// Rounds of multipliers which prove by linear duality that a split is the (pre)nucleolus.
///
/// In each round the weights w of coalitions, u of players at their floor and m of coalitions settled before satisfy
/// Σ w = 1, w ≥ 0, u ≥ 0 and Σ w_S 1_S + Σ u_i 1_i + Σ m_T 1_T = 0. Hence no split that keeps what is settled has a
/// largest complaint below the round's, and the coalitions with w > 0 complain exactly so much in every best split.
/// This is Kohlberg's balancedness (SIAM J. Applied Mathematics 20 (1971) 62–66) in the form of a dual solution.
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    /// Whether no player may get less than alone: nucleolus if so, else prenucleolus.
    pub imputations: bool,
    /// The rounds, in falling order of complaint.
    pub rounds: Vec<Round>,
}

/// One round of a [`Certificate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// Largest complaint of a coalition not settled before.
    pub excess: f64,
    /// Coalitions that this round settles, with their weights w.
    pub weights: Vec<(usize, f64)>,
    /// Players held at what they earn alone, with their weights u.
    pub floors: Vec<(usize, f64)>,
    /// Coalitions settled before, with their multipliers m.
    pub settled: Vec<(usize, f64)>,
}

/// The nucleolus: largest complaints least, among splits that give nobody less than alone.
///
/// Refused when the players together earn less than the sum of each alone; then ask for the [`prenucleolus`].
/// Source: Schmeidler, SIAM J. Applied Mathematics 17 (1969) 1163–1170.
///
/// ```
/// use linepack_economics::deal::coalition::{Game, nucleolus::nucleolus};
/// // An estate of 200 against claims of 100, 200 and 300: the Talmud's 50, 75, 75.
/// let game = Game::new(3, vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 200.0])?;
/// let found = nucleolus(&game)?;
/// assert!(found.split.iter().zip([50.0, 75.0, 75.0]).all(|(x, y)| (x - y).abs() < 1e-12));
/// assert!(found.certificate.residual(&game, &found.split)? < 1e-12);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn nucleolus(game: &Game) -> Result<Nucleolus, Error> {
    let alone: f64 = (0..game.players()).map(|i| game.value(1 << i)).sum();
    let together = game.value(game.everyone());
    // A sum of n terms may miss by their rounding.
    let rounding = f64::EPSILON * (0..game.players()).map(|i| game.value(1 << i).abs()).sum::<f64>();
    if alone > together + rounding {
        return Err(Error::NoImputation { alone, together });
    }
    search(game, true)
}

/// The prenucleolus: as the nucleolus, but a player may get less than alone. Equal to it when the core is not empty.
///
/// Source: Sobolev, Mathematical Methods in the Social Sciences 6 (1975) 94–151.
pub fn prenucleolus(game: &Game) -> Result<Nucleolus, Error> {
    search(game, false)
}

fn search(game: &Game, imputations: bool) -> Result<Nucleolus, Error> {
    let n = game.players();
    let (scaled, alone, scale) = scaled(game)?;
    let mut settled = vec![(scaled.everyone(), scaled.value(scaled.everyone()))];
    let mut span = Span::empty(n);
    span.add(scaled.everyone());
    let mut split = vec![settled[0].1 / n as f64; n];
    let mut rounds = Vec::new();
    while span.rank() < n {
        let optimum = Programme { game: &scaled, settled: &settled, span: &span, imputations }.solve()?;
        rounds.push(round(&optimum, &settled, scale));
        let before = span.rank();
        for &(row, multiplier) in &optimum.rows {
            if multiplier > ZERO {
                let (coalition, worth) = match row {
                    Row::Tight(coalition) => (coalition, scaled.value(coalition) - optimum.excess),
                    Row::Floor(player) => (1 << player, scaled.value(1 << player)),
                    Row::Settled(_) => continue,
                };
                if span.add(coalition) {
                    settled.push((coalition, worth));
                }
            }
        }
        split = optimum.split;
        if span.rank() == before {
            let hint = "check that the values are of one unit and comparable size";
            return Err(Error::NotFound {
                method: "the search for the nucleolus",
                limit: rounds.len(),
                hint,
            });
        }
    }
    let split = split.iter().zip(&alone).map(|(x, a)| scale * x + a).collect();
    Ok(Nucleolus { split, certificate: Certificate { imputations, rounds } })
}

/// The least largest complaint over proper coalitions, a split that reaches it, and weights that prove it.
pub(crate) fn first_round(game: &Game) -> Result<(Round, Vec<f64>), Error> {
    let (scaled, alone, scale) = scaled(game)?;
    let settled = [(scaled.everyone(), scaled.value(scaled.everyone()))];
    let mut span = Span::empty(game.players());
    span.add(scaled.everyone());
    let optimum = Programme { game: &scaled, settled: &settled, span: &span, imputations: false }.solve()?;
    let split = optimum.split.iter().zip(&alone).map(|(x, a)| scale * x + a).collect();
    Ok((round(&optimum, &settled, scale), split))
}

/// The game less what each earns alone, scaled to a largest value of one; what was taken off; the scale.
fn scaled(game: &Game) -> Result<(Game, Vec<f64>, f64), Error> {
    let alone: Vec<f64> = (0..game.players()).map(|i| game.value(1 << i)).collect();
    let taken: Vec<f64> = alone.iter().map(|a| -a).collect();
    let shifted = game.rescaled(1.0, &taken)?;
    let largest = shifted.values().iter().fold(0.0, |most: f64, v| most.max(v.abs()));
    let scale = if largest > 0.0 { largest } else { 1.0 };
    Ok((shifted.rescaled(1.0 / scale, &vec![0.0; game.players()])?, alone, scale))
}

fn round(optimum: &Optimum, before: &[(usize, f64)], scale: f64) -> Round {
    let mut round = Round {
        excess: scale * optimum.excess,
        weights: Vec::new(),
        floors: Vec::new(),
        settled: Vec::new(),
    };
    for &(row, multiplier) in &optimum.rows {
        match row {
            Row::Settled(index) => round.settled.push((before[index].0, multiplier)),
            Row::Tight(coalition) if multiplier > ZERO => round.weights.push((coalition, multiplier)),
            Row::Floor(player) if multiplier > ZERO => round.floors.push((player, multiplier)),
            Row::Tight(_) | Row::Floor(_) => {}
        }
    }
    round
}

impl Certificate {
    /// Largest amount, relative to the game's largest value, by which a condition of the proof fails.
    ///
    /// Infinite when the rounds do not pin the split down. Uses nothing of the search: only the table of values, the
    /// split and the weights.
    pub fn residual(&self, game: &Game, split: &[f64]) -> Result<f64, Error> {
        let n = game.players();
        let excess = game.excesses(split)?;
        let scale = game.values().iter().fold(f64::MIN_POSITIVE, |most: f64, v| most.max(v.abs()));
        let mut worst = excess[game.everyone()].abs() / scale;
        if self.imputations {
            for player in 0..n {
                worst = worst.max(excess[1 << player] / scale);
            }
        }
        let mut span = Span::empty(n);
        span.add(game.everyone());
        for round in &self.rounds {
            let inside = span.members();
            // The identity Σ w 1_S + Σ u 1_i + Σ m 1_T = 0, and Σ w = 1.
            let mut balance = vec![0.0; n];
            let masks = round.weights.iter().chain(&round.settled).copied();
            for (mask, weight) in masks.chain(round.floors.iter().map(|&(i, u)| (1 << i, u))) {
                for (player, sum) in balance.iter_mut().enumerate() {
                    *sum += weight * (mask >> player & 1) as f64;
                }
            }
            worst = balance.iter().fold(worst, |most, sum| most.max(sum.abs()));
            worst = worst.max((round.weights.iter().map(|(_, w)| w).sum::<f64>() - 1.0).abs());
            for &(mask, weight) in &round.weights {
                worst = worst.max(-weight).max((excess[mask] - round.excess).abs() / scale);
            }
            for &(player, weight) in &round.floors {
                worst = worst.max(-weight).max(excess[1 << player].abs() / scale);
            }
            if round.settled.iter().any(|&(mask, _)| !inside[mask])
                || !self.imputations && !round.floors.is_empty()
            {
                return Ok(f64::INFINITY);
            }
            for (mask, e) in excess.iter().enumerate() {
                if !inside[mask] {
                    worst = worst.max((e - round.excess) / scale);
                }
            }
            for &(mask, _) in &round.weights {
                span.add(mask);
            }
            for &(player, _) in &round.floors {
                span.add(1 << player);
            }
        }
        Ok(if span.rank() == n && !worst.is_nan() { worst } else { f64::INFINITY })
    }
}

/// Complaints of all proper coalitions in falling order: what the nucleolus makes least, first entry first.
pub fn sorted_excesses(game: &Game, split: &[f64]) -> Result<Vec<f64>, Error> {
    game.check_split(split)?;
    let all = game.values().iter().zip(sums(split)).map(|(v, x)| v - x);
    let mut proper: Vec<f64> = all.skip(1).take(game.everyone().saturating_sub(1)).collect();
    proper.sort_by(|a, b| b.total_cmp(a));
    Ok(proper)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{convex_games, games};
    use super::*;
    use proptest::prelude::*;

    fn lexicographically_less(a: &[f64], b: &[f64]) -> bool {
        a.iter().zip(b).find(|(x, y)| (*x - *y).abs() > 1e-7).is_some_and(|(x, y)| x < y)
    }

    #[test]
    fn one_player_takes_all() {
        let game = Game::new(1, vec![0.0, 5.0]).unwrap();
        let found = nucleolus(&game).unwrap();
        assert_eq!(found.split, [5.0]);
        assert_eq!(found.certificate.residual(&game, &found.split).unwrap(), 0.0);
    }

    #[test]
    fn players_better_off_alone_have_a_prenucleolus_only() {
        let game = Game::new(2, vec![0.0, 3.0, 4.0, 5.0]).unwrap();
        assert_eq!(nucleolus(&game).unwrap_err(), Error::NoImputation { alone: 7.0, together: 5.0 });
        let split = prenucleolus(&game).unwrap().split;
        assert!((split[0] - 2.0).abs() < 1e-12 && (split[1] - 3.0).abs() < 1e-12);
    }

    #[test]
    fn players_who_add_nothing_to_each_other_keep_what_they_have() {
        let game = Game::from_fn(4, |s| sums(&[1.0, 2.0, 3.0, -4.0])[s]).unwrap();
        let found = nucleolus(&game).unwrap();
        assert!(found.split.iter().zip([1.0, 2.0, 3.0, -4.0]).all(|(x, y)| (x - y).abs() < 1e-12));
        assert!(found.certificate.residual(&game, &found.split).unwrap() < 1e-12);
    }

    #[test]
    fn the_proof_fails_for_any_other_split_and_when_shortened() {
        let game = Game::new(3, vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 200.0]).unwrap();
        let found = nucleolus(&game).unwrap();
        assert!(found.certificate.residual(&game, &[50.0, 74.0, 76.0]).unwrap() > 1e-3);
        let shortened = Certificate { imputations: true, rounds: found.certificate.rounds[..1].to_vec() };
        assert_eq!(shortened.residual(&game, &found.split).unwrap(), f64::INFINITY);
    }

    #[test]
    fn ten_and_fourteen_players_are_settled_with_proof() {
        for n in [10, 14] {
            // Producers, transit and buyers with unequal sizes: what passes is the lesser of supply and demand.
            let game = Game::from_fn(n, |s| {
                let size = |i: usize| if s >> i & 1 == 1 { (7 * i + 3) as f64 % 11.0 + 1.0 } else { 0.0 };
                let supply: f64 = (0..n / 2 - 1).map(size).sum();
                let demand: f64 = (n / 2 + 1..n).map(size).sum();
                let transit = size(n / 2 - 1).max(size(n / 2));
                10.0 * supply.min(demand).min(2.0 * transit)
            })
            .unwrap();
            let found = nucleolus(&game).unwrap();
            assert!(found.certificate.rounds.len() < n);
            assert!(found.certificate.residual(&game, &found.split).unwrap() < 1e-9);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn every_game_has_a_prenucleolus_with_proof(game in games()) {
            let found = prenucleolus(&game).unwrap();
            prop_assert!(found.certificate.residual(&game, &found.split).unwrap() < 1e-9);
            prop_assert!(found.certificate.rounds.len() < game.players().max(2));
        }

        #[test]
        fn a_game_with_imputations_has_a_nucleolus_with_proof(game in games(), extra in 0.0..5.0f64) {
            let mut values = game.values().to_vec();
            let alone: f64 = (0..game.players()).map(|i| values[1 << i]).sum();
            let last = values.len() - 1;
            values[last] = alone + extra;
            let game = Game::new(game.players(), values).unwrap();
            let found = nucleolus(&game).unwrap();
            prop_assert!(found.certificate.residual(&game, &found.split).unwrap() < 1e-9);
        }

        #[test]
        fn no_other_imputation_has_smaller_complaints(game in convex_games(), moves in proptest::collection::vec(0.0..1.0f64, 5)) {
            let best = nucleolus(&game).unwrap();
            prop_assert!(best.certificate.residual(&game, &best.split).unwrap() < 1e-9);
            let n = game.players();
            let alone: Vec<f64> = (0..n).map(|i| game.value(1 << i)).collect();
            let spare = game.value(game.everyone()) - alone.iter().sum::<f64>();
            let weight: f64 = moves[..n].iter().sum::<f64>() + 1e-12;
            let other: Vec<f64> = alone.iter().zip(&moves).map(|(a, m)| a + spare * m / weight).collect();
            let [kept, tried] = [&best.split, &other].map(|x| sorted_excesses(&game, x).unwrap());
            prop_assert!(!lexicographically_less(&tried, &kept));
        }

        #[test]
        fn where_there_is_a_core_nucleolus_and_prenucleolus_are_one(game in convex_games()) {
            let [a, b] = [nucleolus(&game).unwrap().split, prenucleolus(&game).unwrap().split];
            prop_assert!(a.iter().zip(&b).all(|(x, y)| (x - y).abs() < 1e-9));
        }

        #[test]
        fn units_and_private_sums_carry_over(game in games(), factor in 0.1..10.0f64, gift in -5.0..5.0f64) {
            let gifts: Vec<f64> = (0..game.players()).map(|i| gift * (i + 1) as f64).collect();
            let moved = prenucleolus(&game.rescaled(factor, &gifts).unwrap()).unwrap().split;
            let split = prenucleolus(&game).unwrap().split;
            prop_assert!(split.iter().zip(&gifts).zip(&moved).all(|((x, a), y)| (factor * x + a - y).abs() < 1e-7));
        }

        #[test]
        fn noise_in_the_values_moves_the_split_no_more_than_itself(
            sizes in proptest::collection::vec(1_u32..6, 7), noise in proptest::collection::vec(-1.0..1.0f64, 128), digits in 7..13_i32,
        ) {
            // Whole sizes make many ties, as equal links in a market do; a solver's residual breaks them at random.
            let size = |s: usize, range: std::ops::Range<usize>| range.map(|i| if s >> i & 1 == 1 { sizes[i] } else { 0 }).sum::<u32>();
            let value = |s: usize| f64::from(size(s, 0..3).min(size(s, 3..7)));
            let small = 10_f64.powi(-digits);
            let exact = prenucleolus(&Game::from_fn(7, value).unwrap()).unwrap();
            let noisy_game = Game::from_fn(7, |s| value(s) + small * noise[s]).unwrap();
            let noisy = prenucleolus(&noisy_game).unwrap();
            prop_assert!(noisy.certificate.residual(&noisy_game, &noisy.split).unwrap() < 1e-9);
            prop_assert!(exact.split.iter().zip(&noisy.split).all(|(x, y)| (x - y).abs() < 100.0 * small + 1e-8));
        }

        #[test]
        fn players_who_are_alike_get_the_same(game in games()) {
            // Make players 0 and 1 alike by averaging over their exchange.
            let exchange = |s: usize| s & !3 | (s & 1) << 1 | (s >> 1 & 1);
            let alike = Game::from_fn(game.players(), |s| 0.5 * (game.value(s) + game.value(exchange(s)))).unwrap();
            let split = prenucleolus(&alike).unwrap().split;
            prop_assert!((split[0] - split[1]).abs() < 1e-8);
        }
    }
}
