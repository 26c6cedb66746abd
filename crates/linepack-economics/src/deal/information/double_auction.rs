//! Both sides name a price at once and trade when the buyer's is the higher: how often a worthwhile deal fails.
//!
//! ```text
//! p = κ b + (1 − κ) s   when  b ≥ s,     c ~ U[a, ā],  v ~ U[w, w̄]
//! ```
//!
//! The equilibrium with linear offers, for any two intervals:
//!
//! ```text
//! S(c) = max( (c + (1−κ) B̄)/(2−κ),  B̲ )      B(v) = min( (v + κ S̲)/(1+κ),  S̄ )
//! B̄ = (w̄ + κ S̲)/(1+κ),   S̲ = (a + (1−κ) B̄)/(2−κ),   B̲ = (w + κ S̲)/(1+κ),   S̄ = (ā + (1−κ) B̄)/(2−κ)
//! ```
//!
//! With κ = ½ trade happens exactly when v − c ≥ (w̄ − a)/4: a quarter of the greatest conceivable gain.
//!
//! Why the truncation is right: offering below the lowest bid B̲ only lowers the price, so such sellers gather at B̲.
//! The offers gathered there weigh in a buyer's choice as the offers below B̲ would have, so the buyer's first-order
//! condition, and with it the line B, is unchanged; likewise for bids gathered at S̄. The unit tests check it by
//! searching for a better offer. Limits: other equilibria exist (also one that never trades); when all values lie
//! above all costs a single price agreed beforehand trades always, and `single_price` says so.

use super::super::Error;
use super::super::error::{interval, share};

/// What each side believes of the other: uniform intervals of the two reservation prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DoubleAuction {
    /// Interval of the seller's reservation price (cost), [a, ā].
    pub costs: [f64; 2],
    /// Interval of the buyer's reservation price (value), [w, w̄].
    pub values: [f64; 2],
    /// Weight of the buyer's bid in the price, κ: ½ splits the difference.
    pub bid_weight: f64,
}

/// The linear equilibrium and what it yields.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinearEquilibrium {
    /// Seller's offer before truncation: constant and slope in its cost.
    pub offer: [f64; 2],
    /// Buyer's bid before truncation: constant and slope in its value.
    pub bid: [f64; 2],
    /// Lowest price a seller offers and highest a buyer bids, after truncation.
    pub price_bounds: [f64; 2],
    /// Probability of trade.
    pub trade: f64,
    /// Probability that value is at least cost, so that trade would be worthwhile.
    pub worthwhile: f64,
    /// Probability of no deal although value exceeds cost.
    pub inefficient_no_deal: f64,
    /// Expected gain from trade of both together.
    pub gain: f64,
    /// Expected gain of the seller.
    pub seller_gain: f64,
    /// Expected gain of the buyer.
    pub buyer_gain: f64,
    /// Expected gain if every worthwhile trade were made.
    pub best_gain: f64,
    /// Prices at which both always trade, when every value exceeds every cost.
    pub single_price: Option<[f64; 2]>,
}

impl DoubleAuction {
    /// Seller's and buyer's intervals, with the difference split in halves.
    pub fn split_the_difference(costs: [f64; 2], values: [f64; 2]) -> Self {
        Self { costs, values, bid_weight: 0.5 }
    }

    /// The linear equilibrium, its probability of trade and of no deal in spite of a gain, and the expected gains.
    ///
    /// | symbol  | field        | unit        | range         |
    /// |---------|--------------|-------------|---------------|
    /// | a, ā    | `costs`      | USD/1000 m³ | a below ā     |
    /// | w, w̄    | `values`     | USD/1000 m³ | w below w̄     |
    /// | κ       | `bid_weight` | –           | 0 to 1        |
    ///
    /// When even the highest cost meets no value (w̄ ≤ a) nothing trades. When the lowest bid would exceed the highest
    /// offer (the intervals are apart by (w̄ − a)/4 or more for κ = ½) every type trades, at a price between the
    /// intervals; the gains are then given at the price κ w + (1 − κ) ā.
    ///
    /// Source: Chatterjee and Samuelson, Operations Research 31 (1983) 835–851; the bound no mechanism beats:
    /// Myerson and Satterthwaite, J. Economic Theory 29 (1983) 265–281.
    ///
    /// ```
    /// use linepack_economics::deal::information::double_auction::DoubleAuction;
    /// let both = DoubleAuction::split_the_difference([0.0, 1.0], [0.0, 1.0]).equilibrium()?;
    /// assert!((both.trade - 9.0 / 32.0).abs() < 1e-12);
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn equilibrium(&self) -> Result<LinearEquilibrium, Error> {
        let hint =
            "give the lowest price first; for one known exactly give the interval its error of estimate";
        let [a, a_top] = interval("costs", self.costs, hint)?;
        let [w, w_top] = interval("values", self.values, hint)?;
        let kappa = share("bid_weight", self.bid_weight)?;
        let [offer_slope, bid_slope] = [1.0 / (2.0 - kappa), 1.0 / (1.0 + kappa)];
        // Two linear equations for the lowest offer S̲ and the highest bid B̄.
        let mix = (1.0 - kappa) * offer_slope;
        let lowest_offer = (a * offer_slope + mix * w_top * bid_slope) / (1.0 - mix * kappa * bid_slope);
        let highest_bid = (w_top + kappa * lowest_offer) * bid_slope;
        let offer = [mix * highest_bid, offer_slope];
        let bid = [kappa * bid_slope * lowest_offer, bid_slope];
        let line = |[constant, slope]: [f64; 2], x: f64| constant + slope * x;
        let [lowest_bid, highest_offer] = [line(bid, w), line(offer, a_top)];

        let all = Polygon::rectangle(self.costs, self.values);
        let worthwhile = all.above([0.0, -1.0, 1.0]);
        let everyone_trades = lowest_bid >= highest_offer;
        let traded =
            if everyone_trades { all.clone() } else { all.above([bid[0] - offer[0], -offer[1], bid[1]]) };
        let area = all.integral([1.0, 0.0, 0.0]);
        let mean = |polygon: &Polygon, linear: [f64; 3]| polygon.integral(linear) / area;
        let (seller_gain, price_bounds) = if everyone_trades {
            let price = kappa * w + (1.0 - kappa) * a_top;
            (mean(&traded, [price, -1.0, 0.0]), [price, price])
        } else {
            (
                self.seller_gain(&traded, offer, bid) / area,
                [lowest_offer.max(lowest_bid), highest_bid.min(highest_offer)],
            )
        };
        let gain = mean(&traded, [0.0, -1.0, 1.0]);
        let [trade, should_trade] = [mean(&traded, [1.0, 0.0, 0.0]), mean(&worthwhile, [1.0, 0.0, 0.0])];
        Ok(LinearEquilibrium {
            offer,
            bid,
            price_bounds,
            trade,
            worthwhile: should_trade,
            inefficient_no_deal: (should_trade - trade).max(0.0),
            gain,
            seller_gain,
            buyer_gain: gain - seller_gain,
            best_gain: mean(&worthwhile, [0.0, -1.0, 1.0]),
            single_price: (w >= a_top).then_some([a_top, w]),
        })
    }

    /// Integral of price less cost over the region of trade; the price is linear on each of four pieces of it.
    fn seller_gain(&self, traded: &Polygon, offer: [f64; 2], bid: [f64; 2]) -> f64 {
        let kappa = self.bid_weight;
        let lowest_bid = bid[0] + bid[1] * self.values[0];
        let highest_offer = offer[0] + offer[1] * self.costs[1];
        // Sellers below this cost offer the lowest bid, buyers above this value bid the highest offer.
        let gather_cost = (lowest_bid - offer[0]) / offer[1];
        let gather_value = (highest_offer - bid[0]) / bid[1];
        let sellers = [
            ([gather_cost, -1.0, 0.0], [lowest_bid, 0.0, 0.0]),
            ([-gather_cost, 1.0, 0.0], [offer[0], offer[1], 0.0]),
        ];
        let buyers = [
            ([-gather_value, 0.0, 1.0], [highest_offer, 0.0, 0.0]),
            ([gather_value, 0.0, -1.0], [bid[0], 0.0, bid[1]]),
        ];
        let mut sum = 0.0;
        for (seller_side, s) in sellers {
            let part = traded.above(seller_side);
            for (buyer_side, b) in buyers {
                let profit = [0, 1, 2].map(|i| kappa * b[i] + (1.0 - kappa) * s[i] - f64::from(i == 1));
                sum += part.above(buyer_side).integral(profit);
            }
        }
        sum
    }
}

/// A convex region of pairs (cost, value).
#[derive(Debug, Clone)]
struct Polygon(Vec<[f64; 2]>);

impl Polygon {
    fn rectangle([a, b]: [f64; 2], [c, d]: [f64; 2]) -> Self {
        Self(vec![[a, c], [b, c], [b, d], [a, d]])
    }

    /// The part where l₀ + l₁ cost + l₂ value ≥ 0, by Sutherland and Hodgman's walk round the corners.
    fn above(&self, l: [f64; 3]) -> Self {
        let height = |x: [f64; 2]| l[0] + l[1] * x[0] + l[2] * x[1];
        let mut kept = Vec::with_capacity(self.0.len() + 1);
        for (index, &here) in self.0.iter().enumerate() {
            let next = self.0[(index + 1) % self.0.len()];
            let [h, n] = [height(here), height(next)];
            if h >= 0.0 {
                kept.push(here);
            }
            if (h > 0.0 && n < 0.0) || (h < 0.0 && n > 0.0) {
                let s = h / (h - n);
                kept.push([0, 1].map(|i| here[i] + s * (next[i] - here[i])));
            }
        }
        Self(kept)
    }

    /// Integral of l₀ + l₁ cost + l₂ value: over each triangle of a fan, its area times the value at its centre.
    fn integral(&self, l: [f64; 3]) -> f64 {
        let mut sum = 0.0;
        for k in 2..self.0.len() {
            let [p, q, r] = [self.0[0], self.0[k - 1], self.0[k]];
            let area = 0.5 * ((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
            let centre = [0, 1].map(|i| (p[i] + q[i] + r[i]) / 3.0);
            sum += area * (l[0] + l[1] * centre[0] + l[2] * centre[1]);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STEPS: u32 = 4000;

    fn midpoints([low, high]: [f64; 2]) -> impl Iterator<Item = f64> {
        (0..STEPS).map(move |k| low + (high - low) * (f64::from(k) + 0.5) / f64::from(STEPS))
    }

    /// A seller's expected gain from an offer against the equilibrium bids, by summing over values.
    fn seller_gain(game: &DoubleAuction, eq: &LinearEquilibrium, cost: f64, offer: f64) -> f64 {
        let top = eq.offer[0] + eq.offer[1] * game.costs[1];
        let bids = midpoints(game.values).map(|v| (eq.bid[0] + eq.bid[1] * v).min(top));
        let kappa = game.bid_weight;
        bids.filter(|&b| b >= offer).map(|b| kappa * b + (1.0 - kappa) * offer - cost).sum::<f64>()
            / f64::from(STEPS)
    }

    /// A buyer's expected gain from a bid against the equilibrium offers.
    fn buyer_gain(game: &DoubleAuction, eq: &LinearEquilibrium, value: f64, bid: f64) -> f64 {
        let low = eq.bid[0] + eq.bid[1] * game.values[0];
        let offers = midpoints(game.costs).map(|c| (eq.offer[0] + eq.offer[1] * c).max(low));
        let kappa = game.bid_weight;
        offers.filter(|&s| s <= bid).map(|s| value - kappa * bid - (1.0 - kappa) * s).sum::<f64>()
            / f64::from(STEPS)
    }

    #[test]
    fn intervals_that_never_meet_never_trade() {
        let eq = DoubleAuction::split_the_difference([10.0, 12.0], [5.0, 9.0]).equilibrium().unwrap();
        assert_eq!((eq.trade, eq.worthwhile, eq.gain, eq.inefficient_no_deal), (0.0, 0.0, 0.0, 0.0));
    }

    #[test]
    fn intervals_far_apart_always_trade() {
        let eq = DoubleAuction::split_the_difference([0.0, 1.0], [3.0, 4.0]).equilibrium().unwrap();
        assert_eq!((eq.trade, eq.worthwhile), (1.0, 1.0));
        assert!((eq.seller_gain - 1.5).abs() < 1e-12 && (eq.buyer_gain - 1.5).abs() < 1e-12);
        assert_eq!(eq.single_price, Some([1.0, 3.0]));
    }

    #[test]
    fn with_halves_trade_needs_a_quarter_of_the_greatest_gain() {
        let eq = DoubleAuction::split_the_difference([150.0, 250.0], [120.0, 230.0]).equilibrium().unwrap();
        // v ≥ c + 20 on a rectangle of 100 × 110: the triangle with legs 60.
        assert!((eq.trade - 0.5 * 60.0 * 60.0 / 11000.0).abs() < 1e-12);
        assert!((eq.worthwhile - 0.5 * 80.0 * 80.0 / 11000.0).abs() < 1e-12);
    }

    #[test]
    fn empty_and_exchanged_intervals_are_refused_by_name() {
        let error = DoubleAuction::split_the_difference([2.0, 1.0], [0.0, 1.0]).equilibrium().unwrap_err();
        assert!(error.to_string().starts_with("`costs` is empty, it runs from 2 to 1"));
        assert!(DoubleAuction::split_the_difference([0.0, 1.0], [1.0, 1.0]).equilibrium().is_err());
    }

    fn games() -> impl Strategy<Value = DoubleAuction> {
        (-1.0..1.0f64, 0.2..2.0f64, -1.0..1.5f64, 0.2..2.0f64, 0.0..1.0f64).prop_map(
            |(a, da, w, dw, bid_weight)| DoubleAuction {
                costs: [a, a + da],
                values: [w, w + dw],
                bid_weight,
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_other_offer_or_bid_is_better(game in games(), who in 0.0..1.0f64, other in 0.0..1.0f64) {
            let eq = game.equilibrium().unwrap();
            let line = |[constant, slope]: [f64; 2], x: f64| constant + slope * x;
            let (low, top) = (line(eq.bid, game.values[0]), line(eq.offer, game.costs[1]));
            prop_assume!(low < top);
            let at = |[a, b]: [f64; 2], s: f64| a + s * (b - a);
            let (cost, value) = (at(game.costs, who), at(game.values, who));
            let instead = at([game.costs[0].min(game.values[0]) - 0.5, game.costs[1].max(game.values[1]) + 0.5], other);
            let slack = 4.0 / f64::from(STEPS);
            let best = seller_gain(&game, &eq, cost, line(eq.offer, cost).max(low));
            prop_assert!(seller_gain(&game, &eq, cost, instead) <= best + slack);
            let best = buyer_gain(&game, &eq, value, line(eq.bid, value).min(top));
            prop_assert!(buyer_gain(&game, &eq, value, instead) <= best + slack);
        }

        #[test]
        fn gains_are_the_means_over_both_intervals(game in games()) {
            let eq = game.equilibrium().unwrap();
            let line = |[constant, slope]: [f64; 2], x: f64| constant + slope * x;
            let (low, top) = (line(eq.bid, game.values[0]), line(eq.offer, game.costs[1]));
            prop_assume!(low < top);
            let seller: f64 = midpoints(game.costs).map(|c| seller_gain(&game, &eq, c, line(eq.offer, c).max(low))).step_by(40).sum();
            prop_assert!((seller / f64::from(STEPS / 40) - eq.seller_gain).abs() < 0.02);
            prop_assert!(eq.seller_gain >= -1e-12 && eq.buyer_gain >= -1e-12);
            prop_assert!(eq.gain <= eq.best_gain + 1e-12);
            prop_assert!(eq.trade <= eq.worthwhile + 1e-12);
        }

        #[test]
        fn exchanging_the_sides_exchanges_their_gains(game in games()) {
            // Mirror prices: a buyer of value v is a seller of cost −v.
            let flip = |[a, b]: [f64; 2]| [-b, -a];
            let mirror = DoubleAuction { costs: flip(game.values), values: flip(game.costs), bid_weight: 1.0 - game.bid_weight };
            let [eq, other] = [game, mirror].map(|g| g.equilibrium().unwrap());
            prop_assert!((eq.trade - other.trade).abs() < 1e-12);
            prop_assert!((eq.seller_gain - other.buyer_gain).abs() < 1e-12);
        }
    }
}
