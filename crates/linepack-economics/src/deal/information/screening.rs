//! A seller who may offer twice, facing a buyer whose value it does not know.
//!
//! ```text
//! κ − p₁ = δ_b (κ − p₂)
//! ```
//!
//! Buyers above κ accept at once; those below wait for the second price, at which the seller serves the rest as a
//! monopolist would. All prices here are measured from the seller's cost.

use super::super::Error;
use super::super::error::{discount_factor, finite, interval, within};

/// What the seller knows and how both value time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screening {
    /// Seller's cost, or reservation price.
    pub cost: f64,
    /// Interval on which the buyer's reservation price is uniform.
    pub values: [f64; 2],
    /// Seller's worth today of one unit a round later.
    pub seller_discount: f64,
    /// Buyer's worth today of one unit a round later.
    pub buyer_discount: f64,
}

/// The two offers and what comes of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoOffers {
    /// First price.
    pub first_price: f64,
    /// Second price, offered when the first is refused.
    pub second_price: f64,
    /// Least buyer's value at which the first price is accepted.
    pub cutoff: f64,
    /// Probability of a deal at the first offer.
    pub trade_first: f64,
    /// Probability of a deal at the second offer.
    pub trade_second: f64,
    /// Probability that a deal worth making is not made, or only at the second offer.
    pub delay_or_loss: f64,
    /// Seller's expected profit, at the time of the first offer.
    pub seller_profit: f64,
    /// Buyer's expected gain, at the time of the first offer.
    pub buyer_gain: f64,
    /// Expected gain if every deal worth making were made at once.
    pub best_gain: f64,
}

impl Screening {
    /// The equilibrium of two offers.
    ///
    /// With values uniform on [l, h] above cost and m = 1 − δ_b/2:
    ///
    /// ```text
    /// κ = h m/(2 m − δ_s/2),  p₁ = κ m,  p₂ = κ/2                        where p₂ ≥ l
    /// κ = (h (1−δ_b) + l (δ_s − δ_b))/(2 (1−δ_b)),  p₁ = κ − δ_b (κ − l),  p₂ = l    else
    /// ```
    ///
    /// each held to its own region; the seller takes the one with the greater profit. With δ_s = δ_b = δ, l = 0, h = 1:
    /// κ = (2 − δ)/(4 − 3δ).
    ///
    /// | symbol   | field                               | unit        | range            |
    /// |----------|-------------------------------------|-------------|------------------|
    /// | l, h     | `values` less `cost`                | USD/1000 m³ | h above l and 0  |
    /// | δ_s, δ_b | `seller_discount`, `buyer_discount` | –           | 0 to below 1     |
    ///
    /// Source: Sobel and Takahashi, Review of Economic Studies 50 (1983) 411–426; Fudenberg and Tirole, ibid. 221–247.
    ///
    /// ```
    /// use linepack_economics::deal::information::screening::Screening;
    /// let talks = Screening { cost: 0.0, values: [0.0, 1.0], seller_discount: 0.5, buyer_discount: 0.5 };
    /// let offers = talks.offers()?;
    /// assert!((offers.first_price - 0.45).abs() < 1e-12 && (offers.second_price - 0.30).abs() < 1e-12);
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn offers(&self) -> Result<TwoOffers, Error> {
        finite("cost", self.cost)?;
        let hint = "give the least value first; a value known exactly needs no screening, offer that price";
        let [low, high] = interval("values", self.values, hint)?;
        let delta_s = discount_factor("seller_discount", self.seller_discount)?;
        let delta_b = discount_factor("buyer_discount", self.buyer_discount)?;
        let hint = "no buyer pays the seller's cost; there is no range and nothing to screen";
        within("values[1]", high, high > self.cost, "above `cost`", hint)?;
        let wide = finite("width of values", high - low)?;
        let [l, h] = [low - self.cost, high - self.cost];
        // Regions of the cut-off: above 2l the second price leaves some buyers out, below it serves all.
        let floor = l.max(0.0);
        let served = |kappa: f64| [kappa * (1.0 - 0.5 * delta_b), 0.5 * kappa];
        let all = |kappa: f64| [kappa - delta_b * (kappa - l), l];
        let profit =
            |kappa: f64, [p1, p2]: [f64; 2]| ((h - kappa) * p1 + delta_s * (kappa - p2.max(l)) * p2) / wide;
        let m = 1.0 - 0.5 * delta_b;
        let inner = (h * m / (2.0 * m - 0.5 * delta_s)).clamp((2.0 * floor).min(h), h);
        let mut best = (inner, served(inner));
        let inner_serves_all = 0.5 * inner < l;
        if l > 0.0 {
            let top = (2.0 * l).min(h);
            let free = (h * (1.0 - delta_b) + l * (delta_s - delta_b)) / (2.0 * (1.0 - delta_b));
            let kappa = free.clamp(l, top);
            let offers = all(kappa);
            if inner_serves_all || profit(kappa, offers) > profit(best.0, best.1) {
                best = (kappa, offers);
            }
        }
        let (kappa, [p1, p2]) = best;
        let trade_first = (h - kappa) / wide;
        let trade_second = (kappa - p2.max(l)) / wide;
        let mean = |from: f64, to: f64| 0.5 * (from + to);
        let buyer_gain =
            trade_first * (mean(kappa, h) - p1) + delta_b * trade_second * (mean(p2.max(l), kappa) - p2);
        let worth = (h - floor) / wide;
        Ok(TwoOffers {
            first_price: self.cost + p1,
            second_price: self.cost + p2,
            cutoff: self.cost + kappa,
            trade_first,
            trade_second,
            delay_or_loss: worth - trade_first,
            seller_profit: profit(kappa, [p1, p2]),
            buyer_gain,
            best_gain: worth * mean(floor, h),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cost_above_every_value_is_no_range() {
        let talks = Screening { cost: 2.0, values: [0.0, 1.0], seller_discount: 0.5, buyer_discount: 0.5 };
        assert!(talks.offers().unwrap_err().to_string().contains("no range"));
    }

    #[test]
    fn a_seller_sure_of_high_values_serves_all_at_once() {
        let talks = Screening { cost: 0.0, values: [10.0, 11.0], seller_discount: 0.5, buyer_discount: 0.5 };
        let offers = talks.offers().unwrap();
        assert_eq!((offers.first_price, offers.second_price, offers.trade_first), (10.0, 10.0, 1.0));
    }

    /// Seller's profit when it plans to sell to those above `kappa` first and prices the rest best afterwards.
    fn profit_of_plan(talks: &Screening, kappa: f64) -> f64 {
        let [l, h] = talks.values.map(|v| v - talks.cost);
        let rest = |p: f64| (kappa - p.max(l)).max(0.0) * p;
        let p2 = if 0.5 * kappa > l { 0.5 * kappa } else { l };
        for k in 0..=100 {
            let other = kappa * f64::from(k) / 100.0;
            assert!(rest(other) <= rest(p2) + 1e-9, "the second price is not the best");
        }
        let p1 = kappa - talks.buyer_discount * (kappa - p2);
        ((h - kappa) * p1 + talks.seller_discount * rest(p2)) / (h - l)
    }

    proptest! {
        #[test]
        fn no_other_cut_off_earns_the_seller_more(
            cost in -2.0..2.0f64, low in -3.0..4.0f64, wide in 0.2..5.0f64, ds in 0.0..0.99f64, db in 0.0..0.99f64, s in 0.0..1.0f64,
        ) {
            let talks = Screening { cost, values: [low, low + wide], seller_discount: ds, buyer_discount: db };
            prop_assume!(low + wide > cost + 0.05);
            let offers = talks.offers().unwrap();
            let [l, h] = [low - cost, low + wide - cost];
            let kappa = l.max(0.0) + s * (h - l.max(0.0));
            prop_assert!(profit_of_plan(&talks, kappa) <= offers.seller_profit + 1e-9);
            prop_assert!((profit_of_plan(&talks, offers.cutoff - cost) - offers.seller_profit).abs() < 1e-9);
            prop_assert!(offers.trade_first >= 0.0 && offers.trade_second >= 0.0 && offers.delay_or_loss >= -1e-12);
            prop_assert!(offers.seller_profit + offers.buyer_gain <= offers.best_gain + 1e-9);
        }
    }
}
