//! Why a line has no steady flow to show.

use crate::gas::GasError;

/// A line that is not sound, or a flow that it cannot carry.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LineError {
    /// A route, pipe, station or task that cannot be.
    #[error("{place}: {what} is {value}; hint: {hint}")]
    Unsound {
        /// The element, such as `route point 3`.
        place: String,
        /// The quantity.
        what: &'static str,
        /// Its value, SI.
        value: f64,
        /// What it must be.
        hint: &'static str,
    },
    /// Something that the question needs is not given.
    #[error("{what} is not given; hint: {hint}")]
    Missing {
        /// The quantity.
        what: &'static str,
        /// What to give.
        hint: &'static str,
    },
    /// The pressure is used up, or the gas would have to pass the speed of sound.
    #[error(
        "pressure is exhausted {:.1} km from the inlet at a flow of {flow:.1} kg/s; hint: lower the flow, add a \
         station before this place, or widen the pipe",
        distance / 1e3
    )]
    PressureExhausted {
        /// Distance from the inlet, m.
        distance: f64,
        /// Flow there, kg/s.
        flow: f64,
    },
    /// The gas has no properties at a state met on the way.
    #[error("{:.1} km from the inlet: {source}", distance / 1e3)]
    Gas {
        /// Distance from the inlet, m.
        distance: f64,
        /// What the gas says.
        source: GasError,
    },
    /// A station's fuel takes the whole flow.
    #[error("the station at {:.1} km burns more gas than arrives ({flow:.3} kg/s); hint: check its efficiency and \
         the heating value", distance / 1e3)]
    AllBurnt {
        /// Distance of the station, m.
        distance: f64,
        /// Flow that arrives, kg/s.
        flow: f64,
    },
    /// An iteration that did not settle.
    #[error("{what} did not settle in {iterations} iterations (residual {residual:.3e}); hint: {hint}")]
    NotSettled {
        /// What was sought.
        what: &'static str,
        /// Iterations done.
        iterations: u32,
        /// Relative residual reached.
        residual: f64,
        /// What to try.
        hint: &'static str,
    },
    /// More steps than any sensible line needs.
    #[error(
        "more than {steps} steps were needed up to {:.1} km; hint: ask for a wider tolerance, or leave out the heat \
         balance at a flow this small",
        distance / 1e3
    )]
    TooManySteps {
        /// Steps done.
        steps: u32,
        /// Place reached, m.
        distance: f64,
    },
}

impl LineError {
    /// Whether a lower flow could have an answer where this one has none.
    pub(super) fn is_exhaustion(&self) -> bool {
        match self {
            Self::PressureExhausted { .. } => true,
            Self::Gas { source, .. } => matches!(
                source,
                GasError::PressureOutOfRange { .. }
                    | GasError::TemperatureOutOfRange { .. }
                    | GasError::NoGasDensity { .. }
            ),
            _ => false,
        }
    }
}
