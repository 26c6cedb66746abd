//! A seller who may lower the price for ever, facing a buyer whose value it does not know.
//!
//! ```text
//! p = c + γ (k − c),   the buyer accepts ⇔ v − c ≥ λ (p − c)
//! ```

use super::super::Error;
use super::super::error::{discount_factor, finite, interval, positive};

/// The stationary equilibrium when the buyer's value is uniform down to the seller's cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coase {
    /// Value of the buyer type that just accepts, over the price, both above cost: λ.
    pub acceptance: f64,
    /// Price over the highest value still there, both above cost: γ.
    pub price_share: f64,
    /// Price of the first round.
    pub first_price: f64,
    /// Share of buyer types left after each round, λ γ.
    pub remaining: f64,
    /// Seller's expected profit at the start.
    pub seller_profit: f64,
    /// Buyer's expected gain at the start.
    pub buyer_gain: f64,
    /// Probability that the deal is not made in the first round.
    pub delay_probability: f64,
    /// Expected number of rounds before the deal.
    pub mean_rounds: f64,
    /// Share of the gain from trade that delay destroys.
    pub lost_share: f64,
}

/// Stationary equilibrium of repeated offers without a gap between cost and the least value.
///
/// ```text
/// λ = 1/√(1−δ),   γ = √(1−δ)/(1 + √(1−δ))
/// ```
///
/// With k the highest value not yet served, the next price is c + γ (k − c) and the types above c + λγ (k − c) accept:
/// a share 1 − λγ of those left trades in each round, so rounds of delay are geometric with mean λγ/(1 − λγ) = 1/√(1−δ).
///
/// | symbol | argument   | unit        | range                     |
/// |--------|------------|-------------|---------------------------|
/// | c      | `values[0]`| USD/1000 m³ | cost = least buyer value  |
/// | –      | `values[1]`| USD/1000 m³ | highest buyer value       |
/// | δ      | `discount` | –           | 0 to below 1, both sides  |
///
/// Holds only when the least buyer value equals the seller's cost; with a gap talks end after finitely many rounds.
/// Source: Fudenberg and Tirole, Game Theory (1991) ch. 10; Stokey, Bell J. Economics 12 (1981) 112–128; Gul,
/// Sonnenschein and Wilson, J. Economic Theory 39 (1986) 155–190.
///
/// ```
/// use linepack_economics::deal::information::coase::stationary;
/// let rounds = stationary([0.0, 1.0], 0.75)?;
/// assert_eq!((rounds.acceptance, rounds.mean_rounds), (2.0, 2.0));
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn stationary(values: [f64; 2], discount: f64) -> Result<Coase, Error> {
    let [cost, highest] =
        interval("values", values, "give the seller's cost first, then the buyer's highest value")?;
    discount_factor("discount", discount)?;
    let wide = finite("width of values", highest - cost)?;
    let root = (1.0 - discount).sqrt();
    let [acceptance, price_share] = [1.0 / root, root / (1.0 + root)];
    let remaining = 1.0 / (1.0 + root);
    let first_price = cost + price_share * wide;
    // Sums over rounds n of δⁿ times the share that trades, times its mean value or price above cost.
    let squares = discount * remaining * remaining;
    let total = wide * (1.0 - remaining * remaining) / 2.0 / (1.0 - squares);
    let seller_profit = wide * price_share * (1.0 - remaining) / (1.0 - squares);
    Ok(Coase {
        acceptance,
        price_share,
        first_price,
        remaining,
        seller_profit,
        buyer_gain: total - seller_profit,
        delay_probability: remaining,
        mean_rounds: 1.0 / root,
        lost_share: 1.0 - 2.0 * total / wide,
    })
}

/// Expected delay in years when offers come every Δt years and both discount at a yearly rate.
///
/// ```text
/// E[T] = Δt/√(1 − e^{−r Δt})   →   0 as Δt → 0
/// ```
///
/// Coase's conjecture: a seller who can offer again quickly sells almost at once, at almost the lowest value.
///
/// | symbol | argument | unit   | range   |
/// |--------|----------|--------|---------|
/// | r      | `rate`   | 1/year | above 0 |
/// | Δt     | `years`  | year   | above 0 |
pub fn mean_delay(rate: f64, years: f64) -> Result<f64, Error> {
    positive(
        "rate",
        rate,
        "without impatience the seller never lowers the price; give the yearly rate as 0.08 for 8 %",
    )?;
    positive("years", years, "the time between two offers, such as 0.25 for a quarter")?;
    Ok(years / (-(-rate * years).exp_m1()).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quick_offers_leave_no_delay() {
        assert!(mean_delay(0.08, 1e-8).unwrap() < 1e-3);
        assert!(mean_delay(0.0, 1.0).is_err());
        assert!(stationary([1.0, 1.0], 0.5).is_err());
        assert!(stationary([0.0, 1.0], 1.0).is_err());
    }

    proptest! {
        #[test]
        fn the_least_type_that_accepts_is_indifferent_to_the_next_price(discount in 0.0..0.999f64) {
            let game = stationary([0.0, 1.0], discount).unwrap();
            let (now, next) = (game.price_share, game.price_share * game.remaining);
            let cutoff = game.remaining;
            prop_assert!((cutoff - now - discount * (cutoff - next)).abs() < 1e-12);
            prop_assert!((cutoff - game.acceptance * now).abs() < 1e-12);
        }

        #[test]
        fn profit_and_gain_are_the_sums_over_rounds(discount in 0.0..0.99f64, cost in -5.0..5.0f64, wide in 0.5..10.0f64) {
            let game = stationary([cost, cost + wide], discount).unwrap();
            let (mut profit, mut gain, mut rounds) = (0.0, 0.0, 0.0);
            let (mut top, mut weight) = (wide, 1.0);
            for n in 0..3000 {
                let (price, next) = (game.price_share * top, game.remaining * top);
                let sold = (top - next) / wide;
                profit += weight * sold * price;
                gain += weight * sold * (0.5 * (top + next) - price);
                rounds += f64::from(n) * sold;
                (top, weight) = (next, weight * discount);
            }
            prop_assert!((profit - game.seller_profit).abs() < 1e-9 * wide);
            prop_assert!((gain - game.buyer_gain).abs() < 1e-9 * wide);
            prop_assert!((rounds - game.mean_rounds).abs() < 1e-6);
            prop_assert!((profit + gain - 0.5 * wide * (1.0 - game.lost_share)).abs() < 1e-9 * wide);
        }
    }
}
