//! What can go wrong when a gas is described or asked for its properties.

/// A composition that is not one, or a state that an equation cannot give.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GasError {
    /// A component that is none of the 21.
    #[error("unknown component `{name}`; hint: did you mean `{nearest}`?")]
    UnknownComponent {
        /// The name as written.
        name: String,
        /// The known name nearest to it.
        nearest: String,
    },
    /// A name that stands for more than one component.
    #[error("component `{name}` is ambiguous; hint: write `{first}` or `{second}`")]
    AmbiguousComponent {
        /// The name as written.
        name: String,
        /// One reading.
        first: String,
        /// The other reading.
        second: String,
    },
    /// A component named twice.
    #[error("component `{name}` is given twice; hint: give it once, with the sum of its fractions")]
    DuplicateComponent {
        /// The component.
        name: String,
    },
    /// A part of a composition that is not a name and a number.
    #[error(
        "cannot read `{part}` as a component and its mole fraction; hint: write for example `CH4 0.92, N2 0.08`"
    )]
    UnreadableFraction {
        /// The part as written.
        part: String,
    },
    /// A mole fraction below zero, not finite, or above one.
    #[error("mole fraction of `{name}` is {value}; hint: it lies between 0 and 1")]
    FractionOutOfRange {
        /// The component.
        name: String,
        /// Its fraction as given.
        value: f64,
    },
    /// No component at all.
    #[error("the composition is empty; hint: give at least one component, for example `CH4 1`")]
    EmptyComposition,
    /// Fractions that do not add up to one.
    #[error(
        "mole fractions add up to {sum}, not to 1 within 0.0001; hint: add the missing component or scale the others"
    )]
    SumNotOne {
        /// The sum as given.
        sum: f64,
    },
    /// An equation of state whose name is not known.
    #[error("unknown equation of state `{name}`; hint: one of {known}")]
    UnknownEquation {
        /// The name as written.
        name: String,
        /// The known names.
        known: String,
    },
    /// A parameter of an equation that makes no sense.
    #[error("{what} is {value}; hint: it must be {must_be}")]
    BadParameter {
        /// The parameter.
        what: &'static str,
        /// Its value.
        value: f64,
        /// The rule it breaks.
        must_be: &'static str,
    },
    /// A composition for which an equation was not made.
    #[error("{equation} does not cover {what}; hint: {hint}")]
    NotCovered {
        /// The equation.
        equation: &'static str,
        /// The component or property outside.
        what: String,
        /// What to try.
        hint: &'static str,
    },
    /// A pressure outside what the equation or table covers.
    #[error("pressure {pressure} Pa is outside {from} to {to} Pa, the range of {source_name}")]
    PressureOutOfRange {
        /// The pressure asked for, Pa.
        pressure: f64,
        /// The lowest pressure covered, Pa.
        from: f64,
        /// The highest pressure covered, Pa.
        to: f64,
        /// What sets the range.
        source_name: &'static str,
    },
    /// A temperature outside what the equation or table covers.
    #[error("temperature {temperature} K is outside {from} to {to} K, the range of {source_name}")]
    TemperatureOutOfRange {
        /// The temperature asked for, K.
        temperature: f64,
        /// The lowest temperature covered, K.
        from: f64,
        /// The highest temperature covered, K.
        to: f64,
        /// What sets the range.
        source_name: &'static str,
    },
    /// The equation has no stable gas-like density at this point.
    #[error(
        "{equation} has no gas density at {pressure} Pa and {temperature} K; hint: the point lies in or beyond the two-phase region"
    )]
    NoGasDensity {
        /// The equation.
        equation: &'static str,
        /// Pressure, Pa.
        pressure: f64,
        /// Temperature, K.
        temperature: f64,
    },
    /// A property table that cannot be built as asked.
    #[error("a property table over {what} cannot be built: {reason}")]
    Table {
        /// The range asked for.
        what: String,
        /// Why not, and what to try.
        reason: String,
    },
}
