//! War of attrition: each side holds out for the other's terms at a cost per unit of time.
//!
//! ```text
//! h_i = c_j / V_j
//! ```

use super::super::Error;
use super::super::error::{not_negative, positive};

/// What holding out may win and what it costs; index 0 is the first side, 1 the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WarOfAttrition {
    /// Gain of having the other give way instead of giving way oneself, V.
    pub prize: [f64; 2],
    /// Cost of holding out, per unit of time, c.
    pub cost: [f64; 2],
}

/// The equilibrium in which neither gives way at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attrition {
    /// Rate at which each side gives way, per unit of time.
    pub hazard: [f64; 2],
    /// Expected time until one side gives way.
    pub mean_delay: f64,
    /// Probability that the first side is the one that gives way.
    pub first_concedes: f64,
    /// What each side expects to gain over giving way at once: nothing, the delay costs it all.
    pub expected_payoff: f64,
}

impl WarOfAttrition {
    /// Hazards that keep the other side indifferent between holding out and giving way.
    ///
    /// ```text
    /// h_i = c_j/V_j,   E[T] = 1/(h₁ + h₂),   P(1 concedes first) = h₁/(h₁ + h₂)
    /// ```
    ///
    /// A side's rate is set by the other's figures, so the side that has more to win gives way more often. Equilibria
    /// in which one side gives way at once exist too and are not described here.
    ///
    /// | symbol | field   | unit           | range   |
    /// |--------|---------|----------------|---------|
    /// | V      | `prize` | money          | above 0 |
    /// | c      | `cost`  | money per time | above 0 |
    ///
    /// Source: Maynard Smith, J. Theoretical Biology 47 (1974) 209–221; two different sides: Hendricks, Weiss and
    /// Wilson, Int. Economic Review 29 (1988) 663–680.
    ///
    /// ```
    /// use linepack_economics::deal::information::attrition::WarOfAttrition;
    /// let equal = WarOfAttrition { prize: [10.0, 10.0], cost: [2.0, 2.0] }.equilibrium()?;
    /// assert_eq!(equal.mean_delay, 2.5);
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn equilibrium(&self) -> Result<Attrition, Error> {
        for i in [0, 1] {
            let hint = "a side with nothing to win gives way at once and there is no delay";
            positive(&format!("prize[{i}]"), self.prize[i], hint)?;
            let hint = "a side for whom waiting is free never gives way; give its cost of capital on the delayed gain";
            positive(&format!("cost[{i}]"), self.cost[i], hint)?;
        }
        let hazard = [self.cost[1] / self.prize[1], self.cost[0] / self.prize[0]];
        let either = hazard[0] + hazard[1];
        Ok(Attrition {
            hazard,
            mean_delay: 1.0 / either,
            first_concedes: hazard[0] / either,
            expected_payoff: 0.0,
        })
    }
}

impl Attrition {
    /// Probability that nobody has given way after a time: e^{−(h₁+h₂) t}.
    pub fn still_waiting_after(&self, time: f64) -> Result<f64, Error> {
        not_negative("time", time, "count from the start of the talks")?;
        Ok((-(self.hazard[0] + self.hazard[1]) * time).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waiting_for_free_is_refused() {
        assert!(WarOfAttrition { prize: [1.0, 1.0], cost: [0.0, 1.0] }.equilibrium().is_err());
        assert!(WarOfAttrition { prize: [1.0, f64::NAN], cost: [1.0, 1.0] }.equilibrium().is_err());
    }

    proptest! {
        #[test]
        fn every_time_of_giving_way_is_worth_the_same(v1 in 1.0..20.0f64, v2 in 1.0..20.0f64, c1 in 0.1..5.0f64, c2 in 0.1..5.0f64, time in 0.0..10.0f64) {
            let game = WarOfAttrition { prize: [v1, v2], cost: [c1, c2] };
            let out = game.equilibrium().unwrap();
            // Side 1 plans to give way at `time` while side 2 gives way at rate h₂: prize won early, cost until the end.
            let h = out.hazard[1];
            let won = 1.0 - (-h * time).exp();
            let expected_time = won / h;
            prop_assert!((v1 * won - c1 * expected_time).abs() < 1e-9 * v1);
        }

        #[test]
        fn the_mean_delay_is_the_area_under_the_chance_of_still_waiting(c1 in 0.1..5.0f64, c2 in 0.1..5.0f64) {
            let out = WarOfAttrition { prize: [10.0, 6.0], cost: [c1, c2] }.equilibrium().unwrap();
            let step = out.mean_delay / 1000.0;
            let area: f64 = (0..40_000).map(|k| step * out.still_waiting_after((f64::from(k) + 0.5) * step).unwrap()).sum();
            prop_assert!((area / out.mean_delay - 1.0).abs() < 1e-6);
        }
    }
}
