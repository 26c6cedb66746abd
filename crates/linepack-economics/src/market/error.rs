//! What can be wrong with a market: where, what, and one thing to try.

use thiserror::Error;

/// Why a market has no equilibrium to show.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum MarketError {
    /// A file that cannot be read as a market.
    #[error(
        "not a market: {message}\nhint: give `nodes`, `traders`, `arcs`, `capacities`, `years` and `seasons`"
    )]
    Layout {
        /// What is wrong, with line and column where known.
        message: String,
    },
    /// A list that must have something in it is empty.
    #[error("the market has no {what}\nhint: give at least one")]
    Empty {
        /// What is missing.
        what: &'static str,
    },
    /// Two elements of a kind have one name.
    #[error("two {kind}s are named `{name}`\nhint: rename one")]
    Duplicate {
        /// Kind of element.
        kind: &'static str,
        /// Their name.
        name: String,
    },
    /// A number outside its range.
    #[error("{element}: `{field}` is {value}, must be {rule}\nhint: {hint}")]
    Value {
        /// Element by kind and name.
        element: String,
        /// Field of it.
        field: &'static str,
        /// Value found.
        value: f64,
        /// Range it must lie in.
        rule: &'static str,
        /// One thing to try.
        hint: &'static str,
    },
    /// A list with the wrong number of entries.
    #[error("{element}: `{field}` has {found} values, {expected} expected\nhint: give one value per {per}")]
    Length {
        /// Element by kind and name.
        element: String,
        /// Field of it.
        field: &'static str,
        /// Entries found.
        found: usize,
        /// Entries expected.
        expected: usize,
        /// What each entry stands for.
        per: &'static str,
    },
    /// An index that refers to nothing.
    #[error("{element}: `{field}` refers to number {index}, there are {count}\nhint: count from 0")]
    Reference {
        /// Element by kind and name.
        element: String,
        /// Field of it.
        field: &'static str,
        /// Index found.
        index: usize,
        /// Number of elements there are.
        count: usize,
    },
    /// Demand that does not fall with the price.
    #[error("elasticity of demand is {elasticity}, must be below zero\nhint: -0.2 to -0.7 is usual for gas")]
    Elasticity {
        /// Value found.
        elasticity: f64,
    },
    /// A reference point through which no falling demand passes.
    #[error(
        "demand is calibrated at price {price} and quantity {quantity}, both must be above zero\nhint: use the base year's price and consumption"
    )]
    ReferencePoint {
        /// Reference price.
        price: f64,
        /// Reference quantity.
        quantity: f64,
    },
    /// A node that no gas can reach or leave.
    #[error(
        "node `{node}` is disconnected: no arc touches it and no trader is at home there\nhint: add a link or a trader, or remove the node"
    )]
    Disconnected {
        /// Its name.
        node: String,
    },
    /// A node whose gas has nowhere to go.
    #[error(
        "node `{node}` is unbalanced in {block}: {injection} comes in and nothing is consumed there\nhint: give it a demand, or move the injection to where the gas is used"
    )]
    Unbalanced {
        /// Its name.
        node: String,
        /// Year and season.
        block: String,
        /// Gas that comes in, volume a year.
        injection: f64,
    },
    /// A contract that obliges to more than can be produced.
    #[error(
        "contract `{contract}` of trader `{trader}`: {volume} must be taken in {year}, only {capacity} can be produced\nhint: lower the volume or the take-or-pay share, or raise the capacity"
    )]
    ContractAboveCapacity {
        /// Contract.
        contract: String,
        /// Its seller.
        trader: String,
        /// Year.
        year: String,
        /// Least volume of the year over all his contracts so far.
        volume: f64,
        /// What he can produce.
        capacity: f64,
    },
    /// Obligations that no flow can meet.
    #[error(
        "the market cannot clear: node `{node}` lacks {} in {period} even if every other demand is cut\nhint: raise a capacity towards it, or lower its fixed withdrawal or the take-or-pay volumes",
        significant(*shortage)
    )]
    Infeasible {
        /// Node where gas is short (or, negative shortage, left over).
        node: String,
        /// Year and season, or the year of a contract.
        period: String,
        /// Volume a year that is missing.
        shortage: f64,
    },
    /// The solver stopped before the residual was small enough.
    #[error(
        "no equilibrium found: residual {residual:e} after {iterations} steps, {tolerance:e} asked for\nhint: look for capacities, costs or demands many orders of magnitude apart"
    )]
    NotSolved {
        /// Natural residual reached.
        residual: f64,
        /// Steps taken.
        iterations: usize,
        /// Residual asked for.
        tolerance: f64,
    },
    /// A kind of market for which no sound formulation is known here.
    #[error("{what} has no sound formulation here\nhint: {hint}")]
    Refused {
        /// The kind of market.
        what: String,
        /// One thing to try.
        hint: &'static str,
    },
}

/// A number rounded to six significant digits, for messages.
fn significant(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
