//! Sharing a gain among many: what every group could earn on its own, and what follows for each member.
//!
//! ```text
//! v: 2^N → ℝ,  v(∅) = 0;     x(S) = Σ_{i∈S} x_i;     e(S, x) = v(S) − x(S)
//! ```
//!
//! A [`Game`] holds a complete table. [`power`] gives Shapley's and Banzhaf's averages and Myerson's for a network of
//! links; [`core`] says whether a split exists that no group would leave; [`nucleolus`] finds the split whose largest
//! complaints are as small as can be, with a proof that can be checked without solving anything again.

pub mod core;
pub mod nucleolus;
pub mod power;
mod programme;
mod span;

use super::Error;
use super::error::{all_finite, finite, within};

/// Most players of a game: a table of a million coalitions.
pub const MOST_PLAYERS: usize = 20;

/// What every coalition earns; coalition `S` is a bit mask, bit i for player i.
#[derive(Debug, Clone, PartialEq)]
pub struct Game {
    players: usize,
    values: Vec<f64>,
}

impl Game {
    /// A game from the values of all coalitions in the order of their bit masks, nobody first.
    ///
    /// ```
    /// use linepack_economics::deal::coalition::Game;
    /// // Seller (bit 0), transit (bit 1), buyer (bit 2): all three are needed.
    /// let game = Game::new(3, vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])?;
    /// assert_eq!(game.value(0b111), 1.0);
    /// assert!(Game::new(3, vec![0.0; 7]).is_err());
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn new(players: usize, values: Vec<f64>) -> Result<Self, Error> {
        let few = (1..=MOST_PLAYERS).contains(&players);
        within("players", players as f64, few, "from 1 to 20", "join players who always act together")?;
        let expected = 1 << players;
        if values.len() != expected {
            return Err(Error::IncompleteTable { players, found: values.len(), expected });
        }
        all_finite("values", &values)?;
        within(
            "values[0]",
            values[0],
            values[0] == 0.0,
            "0",
            "the empty coalition earns nothing; is one row missing?",
        )?;
        Ok(Self { players, values })
    }

    /// A game from a function of the coalition, called once for each but the empty one.
    pub fn from_fn(players: usize, mut value: impl FnMut(usize) -> f64) -> Result<Self, Error> {
        let few = (1..=MOST_PLAYERS).contains(&players);
        within("players", players as f64, few, "from 1 to 20", "join players who always act together")?;
        Self::new(players, (0..1 << players).map(|s| if s == 0 { 0.0 } else { value(s) }).collect())
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.players
    }

    /// Values of all coalitions in the order of their bit masks.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Value of one coalition; a mask beyond the last player is not a number.
    pub fn value(&self, coalition: usize) -> f64 {
        self.values.get(coalition).copied().unwrap_or(f64::NAN)
    }

    /// Mask of all players together.
    pub fn everyone(&self) -> usize {
        self.values.len() - 1
    }

    /// What a player adds to all the others: the most it can hope for in any split nobody would leave.
    pub fn contribution_to_all(&self, player: usize) -> f64 {
        self.value(self.everyone()) - self.value(self.everyone() & !(1 << player))
    }

    /// Complaint of every coalition about a split: what it could earn less what it gets.
    pub fn excesses(&self, split: &[f64]) -> Result<Vec<f64>, Error> {
        self.check_split(split)?;
        Ok(self.values.iter().zip(sums(split)).map(|(v, x)| v - x).collect())
    }

    pub(crate) fn check_split(&self, split: &[f64]) -> Result<(), Error> {
        if split.len() != self.players {
            let hint = "give one payoff a player, in the order of the bits";
            return Err(Error::WrongCount {
                field: "split".into(),
                found: split.len(),
                expected: self.players,
                hint,
            });
        }
        all_finite("split", split)
    }

    /// The same game with every value multiplied and a sum added to each member: v'(S) = k v(S) + Σ_{i∈S} a_i.
    pub fn rescaled(&self, factor: f64, additions: &[f64]) -> Result<Self, Error> {
        finite("factor", factor)?;
        self.check_split(additions)?;
        let values = self.values.iter().zip(sums(additions)).map(|(v, a)| factor * v + a).collect();
        Self::new(self.players, values)
    }
}

/// x(S) for every coalition: each mask adds its lowest member to the rest.
pub(crate) fn sums(split: &[f64]) -> Vec<f64> {
    let mut table = vec![0.0; 1 << split.len()];
    for coalition in 1..table.len() {
        table[coalition] = table[coalition & (coalition - 1)] + split[coalition.trailing_zeros() as usize];
    }
    table
}

#[cfg(test)]
pub(crate) mod samples {
    use super::Game;
    use proptest::prelude::*;

    /// Games of two to six players with arbitrary values.
    pub(crate) fn games() -> impl Strategy<Value = Game> {
        (2_usize..=6).prop_flat_map(|n| {
            proptest::collection::vec(-10.0..10.0f64, 1 << n).prop_map(move |mut values| {
                values[0] = 0.0;
                Game::new(n, values).unwrap()
            })
        })
    }

    /// Games in which joining never hurts, as a market's payoffs are: sums of gains of groups.
    pub(crate) fn convex_games() -> impl Strategy<Value = Game> {
        (2_usize..=5).prop_flat_map(|n| {
            proptest::collection::vec(0.0..5.0f64, 1 << n).prop_map(move |d| {
                Game::from_fn(n, |s| (1..=s).filter(|t| t & s == *t).map(|t| d[t]).sum()).unwrap()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_is_not_complete_is_refused_with_the_number_needed() {
        let error = Game::new(3, vec![0.0; 6]).unwrap_err().to_string();
        assert!(error.contains("6 entries for 3 players, 8 are needed"), "{error}");
        assert!(Game::new(0, vec![0.0]).is_err());
        assert!(Game::new(21, vec![0.0; 1 << 21]).is_err());
        assert!(Game::new(1, vec![1.0, 1.0]).unwrap_err().to_string().contains("`values[0]` is 1"));
        assert!(Game::new(1, vec![0.0, f64::NAN]).unwrap_err().to_string().contains("`values[1]`"));
    }

    #[test]
    fn sums_add_the_payoffs_of_the_members() {
        assert_eq!(sums(&[1.0, 10.0, 100.0]), [0.0, 1.0, 10.0, 11.0, 100.0, 101.0, 110.0, 111.0]);
    }

    #[test]
    fn a_split_of_another_length_is_refused() {
        let game = Game::new(2, vec![0.0, 1.0, 2.0, 4.0]).unwrap();
        assert!(game.excesses(&[1.0]).is_err());
        assert_eq!(game.excesses(&[1.0, 3.0]).unwrap(), [0.0, 0.0, -1.0, 0.0]);
        assert_eq!(game.contribution_to_all(0), 2.0);
        assert!(game.value(9).is_nan());
    }
}
