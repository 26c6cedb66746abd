//! The value of not signing today: a right that is given up by using it.
//!
//! ```text
//! V(S, t) = max( g(S),  E[ e^{−ρ dt} V(S', t+dt) ] )
//! ```
//!
//! g is what signing is worth at price S. [`waiting`] answers the question of a study, for one side at a time; the
//! other modules are its parts and each other's checks: a closed form for a right without end ([`perpetual`]), a
//! [`lattice`], a lattice with jumps ([`multinomial`]), finite [`difference`]s that also take jumps, and regression on simulated paths ([`simulation`]).

pub mod difference;
mod fast;
pub mod lattice;
pub mod multinomial;
pub mod perpetual;
pub mod process;
mod random;
mod regression;
pub mod simulation;
pub mod waiting;

pub use process::{Drift, Jumps, Process};

use super::Error;
use super::error::{finite, positive, within};

/// When a right may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exercise {
    /// At the end only.
    AtEnd,
    /// At equally spaced dates, the last of them the end; not at the start.
    Dates(usize),
    /// At any time, the start included.
    AnyTime,
}

/// Times at which a right may be used, discounting, and its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Years until the right ends, T.
    pub years: f64,
    /// Discount rate per year, compounded continuously, ρ.
    pub rate: f64,
    /// When it may be used.
    pub exercise: Exercise,
}

impl Terms {
    fn check(&self, steps: usize) -> Result<(), Error> {
        positive("years", self.years, "give the years for which the decision can wait, such as 5")?;
        finite("rate", self.rate)?;
        within("rate", self.rate, self.rate >= 0.0, "0 or more", "give the yearly rate as 0.08 for 8 %")?;
        within("steps", steps as f64, steps > 0, "1 or more", "200 steps give three digits")?;
        if let Exercise::Dates(dates) = self.exercise {
            let fits = dates > 0 && steps.is_multiple_of(dates);
            within("steps", steps as f64, fits, "a multiple of the exercise dates", "use dates × 4 steps")?;
        }
        Ok(())
    }

    /// Whether the right may be used after a number of steps out of all.
    fn may_use(&self, step: usize, steps: usize) -> bool {
        match self.exercise {
            Exercise::AtEnd => step == steps,
            Exercise::Dates(dates) => step > 0 && step.is_multiple_of(steps / dates),
            Exercise::AnyTime => true,
        }
    }
}
