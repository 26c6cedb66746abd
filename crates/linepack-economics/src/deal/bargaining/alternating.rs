//! Who gets what when offers alternate and time, an outside option or a breakdown threatens.
//!
//! ```text
//! m_i = max( o_i,  q b_i + (1 − q) δ_i (1 − m_j) )      x_i = 1 − m_j
//! ```
//!
//! One unit is shared. m_i is the least share side i accepts when the other offers, x_i what it keeps when it offers
//! itself. q = 0 and no outside option is Rubinstein's game; o is what a side gets by walking away instead of
//! answering; q is the chance that a refusal ends the talks with payoffs b.

use super::super::Error;
use super::super::error::{all_finite, discount_factor, not_negative, positive, share, within};

/// A game of alternating offers over one unit; index 0 is the first side, 1 the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlternatingOffers {
    /// Worth today of one unit agreed a round later, δ.
    pub discount: [f64; 2],
    /// What each side gets by walking away when it is its turn to answer, o; negative infinity for no such option.
    pub outside: [f64; 2],
    /// Chance that talks end after a refusal, q.
    pub breakdown: f64,
    /// What each side gets when talks have ended so, b.
    pub breakdown_payoffs: [f64; 2],
}

/// The agreement reached at once in the only subgame-perfect equilibrium.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Shares of first and second side when the first makes the opening offer.
    pub first_opens: [f64; 2],
    /// Shares of first and second side when the second makes the opening offer.
    pub second_opens: [f64; 2],
    /// Least share each side accepts when the other offers.
    pub threshold: [f64; 2],
    /// Whether a side's outside option, not its patience, decides what it accepts.
    pub outside_binds: [bool; 2],
}

impl AlternatingOffers {
    /// Rubinstein's game: nothing but impatience.
    pub fn impatient(discount: [f64; 2]) -> Self {
        Self { discount, outside: [f64::NEG_INFINITY; 2], breakdown: 0.0, breakdown_payoffs: [0.0; 2] }
    }

    /// The game of Binmore, Rubinstein and Wolinsky: patient sides, a risk that a refusal ends the talks.
    pub fn fearing_breakdown(breakdown: f64, breakdown_payoffs: [f64; 2]) -> Self {
        Self { discount: [1.0; 2], outside: [f64::NEG_INFINITY; 2], breakdown, breakdown_payoffs }
    }

    /// Agreement of the equilibrium; `None` when what each side can get without it leaves no split both accept.
    ///
    /// Without outside options and breakdown this is Rubinstein's x₁ = (1 − δ₂)/(1 − δ₁ δ₂). An outside option
    /// counts only when it beats waiting: it then replaces the threshold and does not add to it.
    ///
    /// | symbol | field               | unit | range                              |
    /// |--------|---------------------|------|------------------------------------|
    /// | δ      | `discount`          | –    | 0 to below 1; 1 allowed if q > 0   |
    /// | o      | `outside`           | –    | any, −∞ for none                   |
    /// | q      | `breakdown`         | –    | 0 to 1                             |
    /// | b      | `breakdown_payoffs` | –    | any                                |
    ///
    /// Sources: Rubinstein, Econometrica 50 (1982) 97–109; Binmore, Shaked and Sutton, Quarterly J. Economics 104
    /// (1989) 753–770; Binmore, Rubinstein and Wolinsky, RAND J. Economics 17 (1986) 176–188.
    ///
    /// ```
    /// use linepack_economics::deal::bargaining::alternating::AlternatingOffers;
    /// let equal = AlternatingOffers::impatient([0.9, 0.9]).agreement()?.ok_or("no deal")?;
    /// assert!((equal.first_opens[0] - 10.0 / 19.0).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn agreement(&self) -> Result<Option<Agreement>, Error> {
        self.check()?;
        let q = self.breakdown;
        let keep = self.discount.map(|delta| (1.0 - q) * delta);
        let fallback = self.breakdown_payoffs.map(|b| q * b);
        // What i would accept if only waiting counted, given the other's threshold.
        let wait = |i: usize, other: f64| fallback[i] + keep[i] * (1.0 - other);
        // Both wait: two linear equations, m_i = f_i + k_i (1 − f_j − k_j (1 − m_i)).
        let free = |i: usize, j: usize| {
            (fallback[i] + keep[i] * (1.0 - fallback[j]) - keep[i] * keep[j]) / (1.0 - keep[0] * keep[1])
        };
        let o = self.outside;
        let waiting = [free(0, 1), free(1, 0)];
        // The map m ↦ max(o, wait) contracts, so exactly one of the four combinations is consistent.
        let candidates = [waiting, [o[0], wait(1, o[0])], [wait(0, o[1]), o[1]], o];
        let off = |m: [f64; 2]| {
            let next = [o[0].max(wait(0, m[1])), o[1].max(wait(1, m[0]))];
            (next[0] - m[0]).abs().max((next[1] - m[1]).abs())
        };
        let mut m = candidates[0];
        for candidate in candidates.into_iter().filter(|pair| pair[0].is_finite() && pair[1].is_finite()) {
            if off(candidate) < off(m) {
                m = candidate;
            }
        }
        // One who offers keeps 1 − m_j and would get at most m_i by spoiling the offer: both agree only when the
        // thresholds leave room for each other. Rounding of the sum is not a refusal.
        if m[0] + m[1] > 1.0 + 4.0 * f64::EPSILON {
            return Ok(None);
        }
        Ok(Some(Agreement {
            first_opens: [1.0 - m[1], m[1]],
            second_opens: [m[0], 1.0 - m[0]],
            threshold: m,
            outside_binds: [o[0] > wait(0, m[1]), o[1] > wait(1, m[0])],
        }))
    }

    fn check(&self) -> Result<(), Error> {
        share("breakdown", self.breakdown)?;
        for (i, &delta) in self.discount.iter().enumerate() {
            if self.breakdown == 0.0 || delta != 1.0 {
                discount_factor(&format!("discount[{i}]"), delta)?;
            }
        }
        all_finite("breakdown_payoffs", &self.breakdown_payoffs)?;
        for (i, &outside) in self.outside.iter().enumerate() {
            let holds = outside < f64::INFINITY;
            if outside != f64::NEG_INFINITY {
                let hint =
                    "give the payoff of walking away as a share of the unit, or negative infinity for none";
                within(&format!("outside[{i}]"), outside, holds, "a number or negative infinity", hint)?;
            }
        }
        Ok(())
    }
}

/// Discount factor of one round from a yearly rate: δ = exp(−r Δt).
///
/// | symbol | argument | unit     | range     |
/// |--------|----------|----------|-----------|
/// | r      | `rate`   | 1/year   | 0 or more |
/// | Δt     | `years`  | year     | above 0   |
///
/// `rate` is compounded continuously: ln(1.10) for 10 % a year.
pub fn discount_over(rate: f64, years: f64) -> Result<f64, Error> {
    not_negative(
        "rate",
        rate,
        "a side that prefers later to sooner has no place here; give the rate as 0.08 for 8 %",
    )?;
    positive("years", years, "the time between two offers, such as 0.25 for a quarter")?;
    Ok((-rate * years).exp())
}

/// Share of the side that opens when offers alternate every Δt years and sides discount at yearly rates.
///
/// ```text
/// x₁ = (1 − e^{−r₂ Δt}) / (1 − e^{−(r₁ + r₂) Δt})   →   r₂/(r₁ + r₂)   as Δt → 0
/// ```
///
/// | symbol | argument | unit   | range                        |
/// |--------|----------|--------|------------------------------|
/// | r      | `rates`  | 1/year | 0 or more, not both 0        |
/// | Δt     | `years`  | year   | 0 (the limit) or more        |
///
/// The less a side minds waiting, the more it gets. Source: Rubinstein, Econometrica 50 (1982) 97–109; the limit:
/// Binmore, Rubinstein and Wolinsky, RAND J. Economics 17 (1986) 176–188.
///
/// ```
/// use linepack_economics::deal::bargaining::alternating::opening_share;
/// assert!((opening_share([0.05, 0.10], 0.0)? - 2.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn opening_share(rates: [f64; 2], years: f64) -> Result<f64, Error> {
    let hint = "give yearly rates such as 0.08 for 8 %";
    not_negative("rates[0]", rates[0], hint)?;
    not_negative("rates[1]", rates[1], hint)?;
    positive(
        "rates[0] + rates[1]",
        rates[0] + rates[1],
        "when nobody minds waiting the split is not determined",
    )?;
    not_negative("years", years, "the time between two offers, or 0 for the limit of quick offers")?;
    if years == 0.0 {
        return Ok(rates[1] / (rates[0] + rates[1]));
    }
    // exp_m1 keeps the digits that 1 − exp loses for offers a day apart.
    Ok((-rates[1] * years).exp_m1() / (-(rates[0] + rates[1]) * years).exp_m1())
}

/// First side's share when refusals come quickly and the risk of breakdown in each is small: Nash's point.
///
/// ```text
/// x₁ = b₁ + ½ (1 − b₁ − b₂)
/// ```
///
/// `None` when what both get without agreement exceeds the unit. Source: Binmore, Rubinstein and Wolinsky, RAND J.
/// Economics 17 (1986) 176–188: the point of disagreement is what a breakdown leaves, not an outside option.
pub fn quick_breakdown_share(breakdown_payoffs: [f64; 2]) -> Result<Option<f64>, Error> {
    all_finite("breakdown_payoffs", &breakdown_payoffs)?;
    let [b1, b2] = breakdown_payoffs;
    Ok((b1 + b2 <= 1.0).then_some(b1 + 0.5 * (1.0 - b1 - b2)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The first offer of a game with finitely many rounds, solved from its end; the oracle of the infinite game.
    fn finite_game(game: &AlternatingOffers, rounds: usize, opener: usize) -> [f64; 2] {
        // After the last refusal both get what a breakdown leaves.
        let mut later = game.breakdown_payoffs;
        for round in (0..rounds).rev() {
            let proposer = (opener + round) % 2;
            let answerer = 1 - proposer;
            let q = game.breakdown;
            let waiting =
                q * game.breakdown_payoffs[answerer] + (1.0 - q) * game.discount[answerer] * later[answerer];
            let accepted = waiting.max(game.outside[answerer]);
            later[answerer] = accepted;
            later[proposer] = 1.0 - accepted;
        }
        later
    }

    #[test]
    fn a_side_for_whom_only_today_counts_loses_all_to_the_opener() {
        let split = AlternatingOffers::impatient([0.5, 0.0]).agreement().unwrap().unwrap();
        assert_eq!(split.first_opens, [1.0, 0.0]);
        assert_eq!(split.threshold[0], 0.5);
    }

    #[test]
    fn talks_without_any_cost_of_waiting_are_refused() {
        assert!(AlternatingOffers::impatient([1.0, 0.9]).agreement().is_err());
        assert!(AlternatingOffers::impatient([0.9, -0.1]).agreement().is_err());
        assert!(AlternatingOffers::fearing_breakdown(0.0, [0.0, 0.0]).agreement().is_err());
        assert!(AlternatingOffers::fearing_breakdown(0.1, [0.0, f64::NAN]).agreement().is_err());
        assert!(opening_share([0.0, 0.0], 1.0).is_err());
        assert!(opening_share([-0.1, 0.2], 1.0).is_err());
    }

    #[test]
    fn alternatives_worth_more_than_the_deal_leave_none() {
        let game = AlternatingOffers { outside: [0.6, 0.5], ..AlternatingOffers::impatient([0.9, 0.9]) };
        assert_eq!(game.agreement().unwrap(), None);
        assert_eq!(AlternatingOffers::fearing_breakdown(0.1, [0.6, 0.5]).agreement().unwrap(), None);
        assert_eq!(quick_breakdown_share([0.6, 0.5]).unwrap(), None);
    }

    #[test]
    fn a_breakdown_worth_more_than_the_deal_but_far_off_does_not_stop_impatient_sides() {
        let game = AlternatingOffers {
            discount: [0.8, 0.8],
            ..AlternatingOffers::fearing_breakdown(0.01, [0.6, 0.5])
        };
        let split = game.agreement().unwrap().unwrap();
        // Spoiling the talks for ever is worth q b/(1 − (1 − q) δ), about 0.03: less than any share here.
        assert!(split.threshold.iter().all(|share| *share > 0.3));
        let oracle = finite_game(&game, 1000, 0);
        assert!((oracle[0] - split.first_opens[0]).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn a_long_finite_game_ends_like_the_infinite_one(
            d1 in 0.0..0.95f64, d2 in 0.0..0.95f64, o1 in -0.5..0.5f64, o2 in -0.5..0.5f64,
            q in 0.0..0.5f64, b1 in 0.0..0.45f64, b2 in 0.0..0.45f64,
        ) {
            let game = AlternatingOffers { discount: [d1, d2], outside: [o1, o2], breakdown: q, breakdown_payoffs: [b1, b2] };
            let split = game.agreement().unwrap().unwrap();
            for (opener, shares) in [(0, split.first_opens), (1, split.second_opens)] {
                let oracle = finite_game(&game, 1000, opener);
                prop_assert!((oracle[0] - shares[0]).abs() < 1e-9 && (oracle[1] - shares[1]).abs() < 1e-9);
            }
        }

        #[test]
        fn more_patience_never_hurts(d1 in 0.0..0.9f64, d2 in 0.0..0.9f64, more in 0.0..0.09f64) {
            let share = |d1: f64| AlternatingOffers::impatient([d1, d2]).agreement().unwrap().unwrap().first_opens[0];
            prop_assert!(share(d1 + more) >= share(d1) - 1e-12);
        }

        #[test]
        fn short_rounds_approach_the_continuous_limit_in_proportion_to_their_length(r1 in 0.01..0.3f64, r2 in 0.01..0.3f64) {
            let off = |years: f64| opening_share([r1, r2], years).unwrap() - r2 / (r1 + r2);
            prop_assert!((off(1e-3) / off(5e-4) - 2.0).abs() < 1e-2);
            prop_assert!(off(1e-9).abs() < 1e-9);
            let factors = [r1, r2].map(|r| discount_over(r, 0.25).unwrap());
            let split = AlternatingOffers::impatient(factors).agreement().unwrap().unwrap();
            prop_assert!((split.first_opens[0] - opening_share([r1, r2], 0.25).unwrap()).abs() < 1e-12);
        }
    }
}
