//! From two reservation prices to the range between them and the price a solution concept picks inside it.
//!
//! ```text
//! range = r_b − r_s,   p = r_s + α (r_b − r_s)
//! ```
//!
//! r_s is the least price at which the seller would sign, r_b the greatest at which the buyer would. With money that
//! passes freely between the sides every solution below is a point on that line; where payoffs are not in money
//! alone use [`Frontier`], for several issues at once [`issues`], for who moves when [`alternating`], for money sunk
//! before the talks [`hold_up`].

pub mod alternating;
mod frontier;
pub mod hold_up;
pub mod issues;

pub use frontier::Frontier;

use super::Error;
use super::error::{self, finite, share};

/// The prices at which each side would just sign, in one unit such as USD/1000 m³.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Least price the seller accepts.
    pub seller_reservation: f64,
    /// Greatest price the buyer accepts.
    pub buyer_reservation: f64,
}

impl Range {
    /// Both reservation prices, refused unless finite.
    pub fn new(seller_reservation: f64, buyer_reservation: f64) -> Result<Self, Error> {
        let range = Self { seller_reservation, buyer_reservation };
        range.check()?;
        Ok(range)
    }

    fn check(&self) -> Result<(), Error> {
        finite("seller_reservation", self.seller_reservation)?;
        finite("buyer_reservation", self.buyer_reservation)?;
        Ok(())
    }

    /// Buyer's reservation price less the seller's: the gain of a deal per unit, negative when no price satisfies both.
    pub fn width(&self) -> f64 {
        self.buyer_reservation - self.seller_reservation
    }

    /// Whether some price satisfies both; a range of width zero is one price.
    pub fn exists(&self) -> bool {
        self.width() >= 0.0
    }

    /// Price that leaves the seller the given share of the gain; `None` when no price satisfies both.
    pub fn price_at(&self, seller_share: f64) -> Result<Option<f64>, Error> {
        self.check()?;
        share("seller_share", seller_share)?;
        Ok(self.exists().then(|| self.seller_reservation + seller_share * self.width()))
    }

    /// Gain of seller and buyer at a price, per unit.
    pub fn gains(&self, price: f64) -> [f64; 2] {
        [price - self.seller_reservation, self.buyer_reservation - price]
    }

    /// Nash's price with unequal power; `None` when no price satisfies both.
    ///
    /// ```text
    /// p = arg max (p − r_s)^α (r_b − p)^(1−α) = r_s + α (r_b − r_s)
    /// ```
    ///
    /// | symbol   | argument                                  | unit        | range  |
    /// |----------|-------------------------------------------|-------------|--------|
    /// | r_s, r_b | `seller_reservation`, `buyer_reservation` | USD/1000 m³ | any    |
    /// | α        | `seller_power`                            | –           | 0 to 1 |
    ///
    /// Source: Nash, Econometrica 18 (1950) 155–162; with powers Kalai, Int. J. Game Theory 6 (1977) 129–133.
    ///
    /// ```
    /// use linepack_economics::deal::bargaining::Range;
    /// let range = Range::new(150.0, 260.0)?;
    /// assert_eq!(range.width(), 110.0);
    /// assert_eq!(range.nash_price(0.3)?, Some(183.0));
    /// assert_eq!(Range::new(220.0, 200.0)?.nash_price(0.5)?, None);
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn nash_price(&self, seller_power: f64) -> Result<Option<f64>, Error> {
        share("seller_power", seller_power)?;
        self.price_at(seller_power)
    }

    /// Kalai and Smorodinsky's price when only prices within `limits` may be written; `None` when none satisfies both.
    ///
    /// ```text
    /// (p − r_s) / (min(r_b, p_max) − r_s) = (r_b − p) / (r_b − max(r_s, p_min))
    /// ```
    ///
    /// Each side gains in proportion to the most it could hope for. Without limits both could hope for the whole gain
    /// and the price is the middle; a ceiling set by a regulator lowers the seller's hope and with it the price.
    ///
    /// | symbol       | argument | unit        | range                 |
    /// |--------------|----------|-------------|-----------------------|
    /// | p_min, p_max | `limits` | USD/1000 m³ | p_min below p_max, or infinite |
    ///
    /// Source: Kalai and Smorodinsky, Econometrica 43 (1975) 513–518.
    ///
    /// ```
    /// use linepack_economics::deal::bargaining::Range;
    /// let range = Range::new(150.0, 260.0)?;
    /// assert_eq!(range.kalai_smorodinsky_price([f64::NEG_INFINITY, f64::INFINITY])?, Some(205.0));
    /// assert_eq!(range.kalai_smorodinsky_price([0.0, 205.0])?, Some(150.0 + 110.0 * 55.0 / 165.0));
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn kalai_smorodinsky_price(&self, limits: [f64; 2]) -> Result<Option<f64>, Error> {
        let [low, high] = self.within(limits)?;
        let [seller_hope, buyer_hope] = [high - self.seller_reservation, self.buyer_reservation - low];
        if low > high || !self.exists() {
            return Ok(None);
        }
        let hopes = seller_hope + buyer_hope;
        let seller_share = if hopes > 0.0 { seller_hope / hopes } else { 0.5 };
        Ok(Some((self.seller_reservation + seller_share * self.width()).clamp(low, high)))
    }

    /// Price at which both gain the same amount, the middle of the range; `None` when none satisfies both.
    ///
    /// ```text
    /// p − r_s = r_b − p
    /// ```
    ///
    /// Source: Kalai, Econometrica 45 (1977) 1623–1630.
    pub fn egalitarian_price(&self) -> Result<Option<f64>, Error> {
        self.price_at(0.5)
    }

    /// Prices inside both the range and the limits.
    fn within(&self, limits: [f64; 2]) -> Result<[f64; 2], Error> {
        let [low, high] = limits;
        self.check()?;
        error::limits("limits", limits, "give the lowest price first, or infinity for no limit")?;
        Ok([low.max(self.seller_reservation), high.min(self.buyer_reservation)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ceiling_above_the_range_changes_nothing() {
        let range = Range::new(150.0, 260.0).unwrap();
        assert_eq!(range.kalai_smorodinsky_price([0.0, 1000.0]), range.egalitarian_price());
        assert_eq!(range.kalai_smorodinsky_price([270.0, 300.0]).unwrap(), None);
        assert!(range.kalai_smorodinsky_price([300.0, 270.0]).is_err());
        assert!(range.kalai_smorodinsky_price([f64::NAN, 270.0]).is_err());
    }

    #[test]
    fn a_range_of_width_zero_is_one_price() {
        let range = Range::new(200.0, 200.0).unwrap();
        assert!(range.exists());
        assert_eq!(range.nash_price(0.1).unwrap(), Some(200.0));
        assert_eq!(range.kalai_smorodinsky_price([f64::NEG_INFINITY, f64::INFINITY]).unwrap(), Some(200.0));
    }

    #[test]
    fn a_reservation_that_is_not_a_number_is_refused_and_makes_no_range() {
        assert!(Range::new(f64::NAN, 1.0).is_err());
        let broken = Range { seller_reservation: f64::NAN, buyer_reservation: 1.0 };
        assert!(!broken.exists());
        // Not "no deal": an answer that is missing must not look like one.
        assert!(broken.nash_price(0.5).is_err());
        assert!(broken.egalitarian_price().is_err());
        assert!(broken.kalai_smorodinsky_price([0.0, 1.0]).is_err());
        assert!(Range::new(0.0, 1.0).unwrap().nash_price(1.5).is_err());
    }

    proptest! {
        #[test]
        fn the_nash_price_maximises_the_nash_product(low in -100.0..300.0f64, wide in 1.0..200.0f64, power in 0.05..0.95f64, other in 0.0..1.0f64) {
            let range = Range::new(low, low + wide).unwrap();
            let product = |price: f64| { let [s, b] = range.gains(price); s.powf(power) * b.powf(1.0 - power) };
            let best = product(range.nash_price(power).unwrap().unwrap());
            prop_assert!(product(low + other * wide) <= best * (1.0 + 1e-12));
        }

        #[test]
        fn the_unit_of_money_does_not_matter(low in -100.0..300.0f64, wide in 1.0..200.0f64, power in 0.0..1.0f64, scale in 0.01..100.0f64) {
            let range = Range::new(low, low + wide).unwrap();
            let scaled = Range::new(scale * low, scale * (low + wide)).unwrap();
            let [p, q] = [range, scaled].map(|r| r.nash_price(power).unwrap().unwrap());
            prop_assert!((q - scale * p).abs() < 1e-9 * scale * 1000.0);
        }
    }
}
