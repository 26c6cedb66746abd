//! How a price moves: growth or return to a mean, with or without sudden jumps, always above zero.
//!
//! ```text
//! d ln S = a(ln S) dt + σ dW + J dN
//! ```

use super::super::Error;
use super::super::error::{finite, not_negative, positive, within};

/// What the price tends to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Drift {
    /// Expected growth per year g: `E[S_T] = S₀ e^{gT}`, jumps included. Geometric Brownian motion without jumps.
    Growth(f64),
    /// Return of ln S to `log_mean` at `speed` per year: Schwartz's first model, d ln S = κ (μ − ln S) dt + σ dW.
    Reverting {
        /// κ, per year; a disturbance is halved in ln 2/κ years.
        speed: f64,
        /// μ, the natural logarithm of the price returned to.
        log_mean: f64,
    },
}

/// Sudden shocks: at Poisson times the logarithm of the price moves by a normal amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jumps {
    /// Expected number per year, λ.
    pub rate: f64,
    /// Mean move of ln S, m: 0.7 doubles the price.
    pub log_mean: f64,
    /// Standard deviation of the move of ln S, s.
    pub log_deviation: f64,
}

/// A price process.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Process {
    /// Price today, S₀.
    pub spot: f64,
    /// What it tends to do.
    pub drift: Drift,
    /// Standard deviation of ln S per square root of a year, σ, without jumps.
    pub volatility: f64,
    /// Sudden shocks, if any.
    pub jumps: Option<Jumps>,
}

impl Process {
    /// Geometric Brownian motion: dS = g S dt + σ S dW.
    pub fn geometric(spot: f64, growth: f64, volatility: f64) -> Self {
        Self { spot, drift: Drift::Growth(growth), volatility, jumps: None }
    }

    /// Schwartz's first model: d ln S = κ (μ − ln S) dt + σ dW.
    pub fn reverting(spot: f64, speed: f64, log_mean: f64, volatility: f64) -> Self {
        Self { spot, drift: Drift::Reverting { speed, log_mean }, volatility, jumps: None }
    }

    /// Mean of ln S after a time.
    ///
    /// ```text
    /// growth:     ln S₀ + (g − σ²/2 − λ(e^{m+s²/2} − 1) + λ m) T
    /// reverting:  e^{−κT} ln S₀ + (1 − e^{−κT}) (μ + λ m/κ)
    /// ```
    ///
    /// Source: Schwartz, J. Finance 52 (1997) 923–973, model 1, with μ the mean of ln S itself; jumps: Merton,
    /// J. Financial Economics 3 (1976) 125–144.
    pub fn log_mean_after(&self, years: f64) -> f64 {
        let jump = self.jumps.map_or(0.0, |j| j.rate * j.log_mean);
        match self.drift {
            Drift::Growth(_) => self.spot.ln() + (self.log_drift(0.0) + jump) * years,
            Drift::Reverting { speed, log_mean } => {
                let kept = (-speed * years).exp();
                kept * self.spot.ln() + (1.0 - kept) * (log_mean + jump / speed)
            }
        }
    }

    /// Variance of ln S after a time.
    ///
    /// ```text
    /// growth: (σ² + λ(m² + s²)) T;   reverting: (σ² + λ(m² + s²)) (1 − e^{−2κT})/(2κ)
    /// ```
    pub fn log_variance_after(&self, years: f64) -> f64 {
        let jump = self.jumps.map_or(0.0, |j| j.rate * (j.log_mean.powi(2) + j.log_deviation.powi(2)));
        let per_year = self.volatility.powi(2) + jump;
        match self.drift {
            Drift::Growth(_) => per_year * years,
            Drift::Reverting { speed, .. } => per_year * -(-2.0 * speed * years).exp_m1() / (2.0 * speed),
        }
    }

    /// Expected price after a time.
    ///
    /// ```text
    /// growth: S₀ e^{gT};   reverting: exp( mean + ½ variance without jumps + λ ∫₀ᵀ (E e^{J e^{−κu}} − 1) du )
    /// ```
    ///
    /// ```
    /// use linepack_economics::deal::option::Process;
    /// let gas = Process::reverting(300.0, 0.5, 250_f64.ln(), 0.3);
    /// assert!((gas.expected_after(2.0) - 277.950_539_541_495).abs() < 1e-9);
    /// ```
    pub fn expected_after(&self, years: f64) -> f64 {
        let Drift::Reverting { speed, .. } = self.drift else {
            let Drift::Growth(growth) = self.drift else { return f64::NAN };
            return self.spot * (growth * years).exp();
        };
        let smooth = Self { jumps: None, ..*self };
        let mut log = smooth.log_mean_after(years) + 0.5 * smooth.log_variance_after(years);
        if let Some(jumps) = self.jumps {
            // Simpson's rule; the integrand is smooth and 200 panels leave an error far below rounding of the inputs.
            let panels = 200;
            let h = years / f64::from(panels);
            let at = |k: i32| {
                let shrink = (-speed * h * f64::from(k)).exp();
                (jumps.log_mean * shrink + 0.5 * (jumps.log_deviation * shrink).powi(2)).exp_m1()
            };
            let inner: f64 = (1..panels).map(|k| if k % 2 == 1 { 4.0 * at(k) } else { 2.0 * at(k) }).sum();
            log += jumps.rate * h / 3.0 * (at(0) + inner + at(panels));
        }
        log.exp()
    }

    /// Drift of ln S between jumps at a given ln S, per year.
    pub(crate) fn log_drift(&self, log: f64) -> f64 {
        match self.drift {
            Drift::Growth(growth) => {
                let jump = |j: Jumps| j.rate * (j.log_mean + 0.5 * j.log_deviation.powi(2)).exp_m1();
                growth - 0.5 * self.volatility.powi(2) - self.jumps.map_or(0.0, jump)
            }
            Drift::Reverting { speed, log_mean } => speed * (log_mean - log),
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        positive("spot", self.spot, "a price that may be zero or negative needs another process")?;
        positive(
            "volatility",
            self.volatility,
            "give a small one, such as 0.01, for a price that hardly moves",
        )?;
        match self.drift {
            Drift::Growth(growth) => {
                finite("growth", growth)?;
            }
            Drift::Reverting { speed, log_mean } => {
                positive("speed", speed, "use growth for a price that does not return to a mean")?;
                finite("log_mean", log_mean)?;
            }
        }
        if let Some(jumps) = self.jumps {
            let holds = (0.0..=100.0).contains(&jumps.rate);
            let hint = "give the expected number of shocks per year, 0.05 for one in twenty; frequent moves are volatility";
            within("jumps.rate", jumps.rate, holds, "between 0 and 100", hint)?;
            finite("jumps.log_mean", jumps.log_mean)?;
            not_negative(
                "jumps.log_deviation",
                jumps.log_deviation,
                "give a standard deviation, 0 for one size",
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_price_of_zero_and_a_negative_rate_of_jumps_are_refused_by_name() {
        assert!(Process::geometric(0.0, 0.0, 0.2).check().unwrap_err().to_string().contains("`spot` is 0"));
        let jumps = Some(Jumps { rate: -0.1, log_mean: 0.0, log_deviation: 0.1 });
        let process = Process { jumps, ..Process::geometric(1.0, 0.0, 0.2) };
        assert!(process.check().unwrap_err().to_string().contains("`jumps.rate` is -0.1"));
        assert!(Process::reverting(1.0, 0.0, 0.0, 0.2).check().is_err());
    }

    proptest! {
        #[test]
        fn a_slow_return_is_growth(volatility in 0.05..0.6f64, years in 0.1..5.0f64) {
            let slow = Process::reverting(100.0, 1e-9, 3.0, volatility);
            let growth = Process::geometric(100.0, 0.5 * volatility * volatility, volatility);
            prop_assert!((slow.log_mean_after(years) - growth.log_mean_after(years)).abs() < 1e-7);
            prop_assert!((slow.log_variance_after(years) - growth.log_variance_after(years)).abs() < 1e-7);
            prop_assert!((slow.expected_after(years) / growth.expected_after(years) - 1.0).abs() < 1e-7);
        }

        #[test]
        fn waiting_twice_is_waiting_once_for_both_times(first in 0.1..3.0f64, second in 0.1..3.0f64) {
            let process = Process { jumps: Some(Jumps { rate: 0.3, log_mean: 0.4, log_deviation: 0.2 }), ..Process::reverting(300.0, 0.7, 5.2, 0.3) };
            let later = Process { spot: process.log_mean_after(first).exp(), ..process };
            prop_assert!((later.log_mean_after(second) - process.log_mean_after(first + second)).abs() < 1e-12);
        }
    }
}
