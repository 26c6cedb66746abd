//! The right to invest at any time for ever: how far the value must exceed the cost before it is used.
//!
//! ```text
//! V* = β/(β − 1) I,   F(V) = (V* − I)(V/V*)^β
//! ```

use super::super::Error;
use super::super::error::{not_negative, positive};

/// A project whose value moves as geometric Brownian motion, and its cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerpetualOption {
    /// Discount rate per year, r.
    pub rate: f64,
    /// What the project earns per year as a share of its value and what waiting forgoes, y.
    pub yield_forgone: f64,
    /// Standard deviation of the value per square root of a year, σ.
    pub volatility: f64,
    /// Cost of investing, I.
    pub investment: f64,
}

/// When to invest, and what the right is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trigger {
    /// Root of the quadratic, β above one.
    pub beta: f64,
    /// Value of the project at which investing is best, V*.
    pub value: f64,
    investment: f64,
}

impl PerpetualOption {
    /// Root, and the value of the project from which on investing at once is best.
    ///
    /// ```text
    /// β = ½ − (r − y)/σ² + √( ((r − y)/σ² − ½)² + 2r/σ² ),   V* = β/(β − 1) I
    /// ```
    ///
    /// | symbol | field           | unit      | range   |
    /// |--------|-----------------|-----------|---------|
    /// | r      | `rate`          | 1/year    | 0 or more |
    /// | y      | `yield_forgone` | 1/year    | above 0 |
    /// | σ      | `volatility`    | 1/√year   | above 0 |
    /// | I      | `investment`    | money     | above 0 |
    ///
    /// Sources: McDonald and Siegel, Quarterly J. Economics 101 (1986) 707–727; Dixit and Pindyck, Investment under
    /// Uncertainty (1994) ch. 5.
    ///
    /// ```
    /// use linepack_economics::deal::option::perpetual::PerpetualOption;
    /// let right = PerpetualOption { rate: 0.04, yield_forgone: 0.04, volatility: 0.2, investment: 1.0 };
    /// let trigger = right.trigger()?;
    /// assert!((trigger.value - 2.0).abs() < 1e-12 && (trigger.worth(1.0)? - 0.25).abs() < 1e-12);
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn trigger(&self) -> Result<Trigger, Error> {
        not_negative("rate", self.rate, "give the yearly rate as 0.08 for 8 %")?;
        let hint =
            "when waiting forgoes nothing it is never best to invest; give the yearly earnings over value";
        positive("yield_forgone", self.yield_forgone, hint)?;
        positive("volatility", self.volatility, "without uncertainty compare present values instead")?;
        positive("investment", self.investment, "a project that costs nothing is begun at once")?;
        let variance = self.volatility.powi(2);
        let tilt = (self.rate - self.yield_forgone) / variance - 0.5;
        let beta = -tilt + (tilt * tilt + 2.0 * self.rate / variance).sqrt();
        Ok(Trigger { beta, value: beta / (beta - 1.0) * self.investment, investment: self.investment })
    }
}

impl Trigger {
    /// Worth of the right when the project is worth `value`: F(V) below the trigger, V − I from there on.
    pub fn worth(&self, value: f64) -> Result<f64, Error> {
        not_negative("value", value, "the value of a project that can be left alone is not below 0")?;
        Ok(if value >= self.value {
            value - self.investment
        } else {
            (self.value - self.investment) * (value / self.value).powf(self.beta)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waiting_for_free_is_refused() {
        let right = PerpetualOption { rate: 0.04, yield_forgone: 0.0, volatility: 0.2, investment: 1.0 };
        assert!(right.trigger().unwrap_err().to_string().contains("`yield_forgone` is 0"));
    }

    proptest! {
        #[test]
        fn the_worth_solves_its_differential_equation_and_meets_the_payoff_smoothly(
            rate in 0.01..0.1f64, y in 0.01..0.1f64, volatility in 0.1..0.6f64, share in 0.2..0.9f64,
        ) {
            let trigger = PerpetualOption { rate, yield_forgone: y, volatility, investment: 1.0 }.trigger().unwrap();
            let f = |v: f64| trigger.worth(v).unwrap();
            let (v, h) = (share * trigger.value, 1e-3 * trigger.value);
            let (d1, d2) = ((f(v + h) - f(v - h)) / (2.0 * h), (f(v + h) - 2.0 * f(v) + f(v - h)) / (h * h));
            let residual = 0.5 * volatility.powi(2) * v * v * d2 + (rate - y) * v * d1 - rate * f(v);
            prop_assert!(residual.abs() < 1e-4 * f(v).max(1e-3));
            let slope = (f(trigger.value) - f(trigger.value * (1.0 - 1e-6))) / (trigger.value * 1e-6);
            prop_assert!((slope - 1.0).abs() < 1e-4);
        }

        #[test]
        fn more_uncertainty_means_a_later_signature(volatility in 0.1..0.5f64, more in 0.01..0.3f64) {
            let at = |volatility: f64| PerpetualOption { rate: 0.05, yield_forgone: 0.04, volatility, investment: 1.0 }.trigger().unwrap().value;
            prop_assert!(at(volatility + more) > at(volatility));
        }
    }
}
