//! Average contributions: Shapley over orders of joining, Banzhaf over coalitions, Myerson over a network of links.
//!
//! ```text
//! Δ_i(S) = v(S ∪ i) − v(S),   i ∉ S
//! ```

use super::super::Error;
use super::super::error::within;
use super::Game;

/// Shapley's value: the average of what a player adds when all orders of joining are equally likely.
///
/// ```text
/// φ_i = Σ_{S∌i} |S|! (n−1−|S|)!/n! · Δ_i(S)
/// ```
///
/// Source: Shapley, Contributions to the Theory of Games II, Annals of Mathematics Studies 28 (1953) 307–317.
///
/// ```
/// use linepack_economics::deal::coalition::{Game, power::shapley};
/// // Two parallel transit states between seller (bit 0) and buyer (bit 3).
/// let game = Game::from_fn(4, |s| if s & 0b1001 == 0b1001 && s & 0b0110 != 0 { 1.0 } else { 0.0 })?;
/// assert!((shapley(&game)[1] - 1.0 / 12.0).abs() < 1e-15);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn shapley(game: &Game) -> Vec<f64> {
    let n = game.players();
    // weight[s] = s! (n−1−s)!/n! = 1/(n · C(n−1, s)), built without large factorials.
    let mut weight = vec![1.0 / n as f64; n];
    for s in 1..n {
        weight[s] = weight[s - 1] * s as f64 / (n - s) as f64;
    }
    average(game, |members| weight[members])
}

/// Banzhaf's value: the average of what a player adds over all coalitions of the others, equally likely.
///
/// ```text
/// β_i = 2^{1−n} Σ_{S∌i} Δ_i(S)
/// ```
///
/// These averages need not sum to v(N); [`banzhaf_normalised`] makes them. Source: Banzhaf, Rutgers Law Review 19
/// (1965) 317–343.
pub fn banzhaf(game: &Game) -> Vec<f64> {
    let weight = 1.0 / (1_u64 << (game.players() - 1)) as f64;
    average(game, |_| weight)
}

/// Banzhaf's value scaled so that the players together get v(N); `None` when the averages sum to zero.
pub fn banzhaf_normalised(game: &Game) -> Option<Vec<f64>> {
    let raw = banzhaf(game);
    let total: f64 = raw.iter().sum();
    let scale = game.value(game.everyone()) / total;
    scale.is_finite().then(|| raw.iter().map(|share| share * scale).collect())
}

/// Sum over coalitions without a player of a weight by their size times what the player adds.
fn average(game: &Game, weight: impl Fn(usize) -> f64) -> Vec<f64> {
    let values = game.values();
    let mut shares = vec![0.0; game.players()];
    for (player, share) in shares.iter_mut().enumerate() {
        let bit = 1 << player;
        for coalition in (0..values.len()).filter(|s| s & bit == 0) {
            *share += weight(coalition.count_ones() as usize) * (values[coalition | bit] - values[coalition]);
        }
    }
    shares
}

/// Myerson's value: Shapley's value when players can act together only along links between them.
///
/// ```text
/// v^g(S) = Σ v(C) over the parts C into which S falls when only links inside S are kept
/// ```
///
/// | symbol | argument | meaning                        | range                        |
/// |--------|----------|--------------------------------|------------------------------|
/// | g      | `links`  | pairs of players who may talk  | each below the player count  |
///
/// Source: Myerson, Mathematics of Operations Research 2 (1977) 225–229.
///
/// ```
/// use linepack_economics::deal::coalition::{Game, power::myerson};
/// // Seller and buyer could earn 1, but only through the transit state in the middle.
/// let game = Game::from_fn(3, |s| if s & 0b101 == 0b101 { 1.0 } else { 0.0 })?;
/// let shares = myerson(&game, &[(0, 1), (1, 2)])?;
/// assert!(shares.iter().all(|share| (share - 1.0 / 3.0).abs() < 1e-15));
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn myerson(game: &Game, links: &[(usize, usize)]) -> Result<Vec<f64>, Error> {
    Ok(shapley(&restricted(game, links)?))
}

/// The game in which a coalition earns what its connected parts earn.
pub fn restricted(game: &Game, links: &[(usize, usize)]) -> Result<Game, Error> {
    let n = game.players();
    let mut neighbours = vec![0_usize; n];
    for (index, &(i, j)) in links.iter().enumerate() {
        let holds = i < n && j < n && i != j;
        let hint = "a link joins two different players, numbered from 0";
        within(
            &format!("links[{index}]"),
            i.max(j) as f64,
            holds,
            "two different players below the count",
            hint,
        )?;
        neighbours[i] |= 1 << j;
        neighbours[j] |= 1 << i;
    }
    Game::from_fn(n, |coalition| {
        let (mut left, mut sum) = (coalition, 0.0);
        while left != 0 {
            let part = connected(left & left.wrapping_neg(), coalition, &neighbours);
            sum += game.value(part);
            left &= !part;
        }
        sum
    })
}

/// Members of a coalition that a first one reaches along links inside it.
fn connected(first: usize, coalition: usize, neighbours: &[usize]) -> usize {
    let (mut reached, mut fresh) = (first, first);
    while fresh != 0 {
        let member = fresh.trailing_zeros() as usize;
        fresh &= fresh - 1;
        let found = neighbours[member] & coalition & !reached;
        reached |= found;
        fresh |= found;
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::super::samples::games;
    use super::*;
    use proptest::prelude::*;

    /// Shapley by its definition: every order of joining, one by one.
    fn by_orders(game: &Game) -> Vec<f64> {
        fn join(game: &Game, joined: usize, sums: &mut [f64], orders: &mut f64) {
            if joined == game.everyone() {
                *orders += 1.0;
            }
            for player in (0..game.players()).filter(|p| joined & (1 << p) == 0) {
                let after = joined | (1 << player);
                let before = *orders;
                join(game, after, sums, orders);
                sums[player] += (*orders - before) * (game.value(after) - game.value(joined));
            }
        }
        let (mut sums, mut orders) = (vec![0.0; game.players()], 0.0);
        join(game, 0, &mut sums, &mut orders);
        sums.iter().map(|s| s / orders).collect()
    }

    fn close(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-9)
    }

    /// Exchanges two players in a mask.
    fn exchange(s: usize, i: usize, j: usize) -> usize {
        let (a, b) = (s >> i & 1, s >> j & 1);
        s & !(1 << i) & !(1 << j) | a << j | b << i
    }

    #[test]
    fn a_link_to_nobody_is_refused() {
        let game = Game::new(2, vec![0.0, 0.0, 0.0, 1.0]).unwrap();
        assert!(myerson(&game, &[(0, 2)]).unwrap_err().to_string().contains("`links[0]`"));
        assert!(myerson(&game, &[(1, 1)]).is_err());
        assert_eq!(myerson(&game, &[]).unwrap(), [0.0, 0.0]);
    }

    #[test]
    fn banzhaf_weighs_the_swing_voter_of_a_weighted_majority() {
        // [51; 50, 49, 1]: the first swings three coalitions, the others one each.
        let game = Game::new(3, vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]).unwrap();
        assert_eq!(banzhaf(&game), [0.75, 0.25, 0.25]);
        assert!(close(&banzhaf_normalised(&game).unwrap(), &[0.6, 0.2, 0.2]));
        assert_eq!(banzhaf_normalised(&Game::new(1, vec![0.0, 0.0]).unwrap()), None);
    }

    proptest! {
        #[test]
        fn shapley_is_the_average_over_all_orders(game in games()) {
            prop_assert!(close(&shapley(&game), &by_orders(&game)));
        }

        #[test]
        fn shapley_gives_out_exactly_what_all_earn(game in games()) {
            let total: f64 = shapley(&game).iter().sum();
            prop_assert!((total - game.value(game.everyone())).abs() < 1e-9);
        }

        #[test]
        fn exchanging_two_players_exchanges_their_shares(game in games(), i in 0_usize..6, j in 0_usize..6) {
            let n = game.players();
            let (i, j) = (i % n, (i % n + 1 + j % (n - 1)) % n);
            let swapped = Game::from_fn(n, |s| game.value(exchange(s, i, j))).unwrap();
            for value in [shapley, banzhaf] {
                let mut shares = value(&game);
                shares.swap(i, j);
                prop_assert!(close(&value(&swapped), &shares));
            }
        }

        #[test]
        fn a_player_who_adds_nothing_gets_nothing(game in games(), i in 0_usize..6) {
            let i = i % game.players();
            let null = Game::from_fn(game.players(), |s| game.value(s & !(1 << i))).unwrap();
            prop_assert_eq!(shapley(&null)[i], 0.0);
            prop_assert_eq!(banzhaf(&null)[i], 0.0);
        }

        #[test]
        fn the_shares_of_a_sum_are_the_sums_of_shares(game in games(), factor in -3.0..3.0f64) {
            let other = Game::from_fn(game.players(), |s| (s as f64).sin()).unwrap();
            let sum = Game::from_fn(game.players(), |s| game.value(s) + factor * other.value(s)).unwrap();
            for value in [shapley, banzhaf] {
                let parts: Vec<f64> = value(&game).iter().zip(value(&other)).map(|(a, b)| a + factor * b).collect();
                prop_assert!(close(&value(&sum), &parts));
            }
        }

        #[test]
        fn units_and_private_sums_carry_over(game in games(), factor in 0.1..10.0f64, gift in -5.0..5.0f64) {
            let gifts: Vec<f64> = (0..game.players()).map(|i| gift * (i + 1) as f64).collect();
            let moved = game.rescaled(factor, &gifts).unwrap();
            let expected: Vec<f64> = shapley(&game).iter().zip(&gifts).map(|(x, a)| factor * x + a).collect();
            prop_assert!(shapley(&moved).iter().zip(expected).all(|(x, y)| (x - y).abs() < 1e-8));
        }

        #[test]
        fn with_every_link_myerson_is_shapley(game in games()) {
            let n = game.players();
            let links: Vec<_> = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
            prop_assert!(close(&myerson(&game, &links).unwrap(), &shapley(&game)));
        }

        #[test]
        fn cutting_a_link_costs_both_its_ends_the_same(game in games(), links in proptest::collection::vec((0_usize..6, 0_usize..6), 1..8)) {
            let n = game.players();
            let links: Vec<_> = links.into_iter().map(|(i, j)| (i % n, j % n)).filter(|(i, j)| i != j).collect();
            prop_assume!(!links.is_empty());
            let (i, j) = links[0];
            let fewer: Vec<_> = links.iter().copied().filter(|&l| l != (i, j) && l != (j, i)).collect();
            let [with, without] = [&links, &fewer].map(|g| myerson(&game, g).unwrap());
            prop_assert!(((with[i] - without[i]) - (with[j] - without[j])).abs() < 1e-9);
        }
    }
}
