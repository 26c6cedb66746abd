//! The answer: prices, volumes, and how well they are known.

use serde::{Deserialize, Serialize};

use super::build::{Column, Row};

/// A market in which no trader can gain by selling, producing or shipping otherwise, under his conjecture.
///
/// Volumes are annual rates of the block, prices money per volume in the block's own year (undiscounted).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Equilibrium {
    /// Price by node and block. Where nothing is consumed: what one more unit there would be worth,
    /// sent on by the best way (0 if there is none).
    pub price: Vec<Vec<f64>>,
    /// Consumption that answers to the price, by node and block; fixed withdrawals are not in it.
    pub consumption: Vec<Vec<f64>>,
    /// Production by trader and block.
    pub production: Vec<Vec<f64>>,
    /// Sales by trader, node and block.
    pub sales: Vec<Vec<Vec<f64>>>,
    /// Flow sent (before loss) by arc, trader and block; in the swap formulation one row, everybody's, an arc.
    pub flows: Vec<Vec<Vec<f64>>>,
    /// Net withdrawal from storage by storage and block, of all traders; negative: injection.
    pub withdrawal: Vec<Vec<f64>>,
    /// Scarcity rent by capacity and block, money per volume. Need not be unique: see [`Unique`].
    /// Of a closed capacity (0, and not expanded): what a first unit of it would earn, everything else as it is.
    pub capacity_price: Vec<Vec<f64>>,
    /// Rent of working gas by storage and block: what one more unit of room would earn at the end of the
    /// block, money per volume in its year's own money. Over a year it is their sum.
    pub storage_rent: Vec<Vec<f64>>,
    /// Rent of the greatest rate of injection by storage and block, money per volume.
    pub injection_rent: Vec<Vec<f64>>,
    /// Rent of the greatest rate of withdrawal by storage and block, money per volume.
    pub withdrawal_rent: Vec<Vec<f64>>,
    /// Value of one more unit of gas in the ground by trader, discounted money per volume; 0 without a reserve.
    pub reserve_rent: Vec<f64>,
    /// Expansion bought by capacity and year, usable in later years.
    pub expansion: Vec<Vec<f64>>,
    /// Natural residual of the complementarity conditions, in the market's own units: the largest of
    /// |balance| over all rows and |min(distance to bound, marginal loss)| over all volumes.
    pub residual: f64,
    /// Interior-point and active-set steps, one factorisation each.
    pub iterations: usize,
    /// Volumes the programme solved for, after leaving out what can never be used.
    pub variables: usize,
    /// Value of the convex programme, discounted money: at price takers' equilibria minus the welfare.
    /// Where there is no such programme (see the module), a number without that meaning.
    pub objective: f64,
    /// Which of these numbers are the only possible ones.
    pub unique: Unique,
    /// Where the solver stood, to start from next time; not stored.
    #[serde(skip)]
    pub state: State,
}

/// Which numbers of an equilibrium are the only possible ones, and which are one choice of many.
///
/// Prices and consumption are unique wherever the conditions are monotone, since demand falls strictly. No payoff
/// should be read off numbers that are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "one a quantity")]
pub struct Unique {
    /// Prices where gas is consumed: unique but under taxes, own discount rates, or market power under
    /// curved demand, for which it is not claimed.
    pub price: bool,
    /// Consumption: likewise.
    pub consumption: bool,
    /// Production by trader: unique where his marginal cost rises strictly.
    pub production: Vec<bool>,
    /// Sales by trader and node: unique where his conjecture is above zero.
    pub sales: Vec<Vec<bool>>,
    /// Flows: unique only if no two ways tie; not claimed.
    pub flows: bool,
    /// Withdrawals from storage: several storages, or years of equal prices, can stand in for each other; not claimed.
    pub withdrawal: bool,
    /// Expansion: capacities in a row, and years of equal cost, likewise; not claimed.
    pub expansion: bool,
    /// Rents of storages: limits that bind in a row share one rent in any way; not claimed.
    pub storage_rent: bool,
    /// Capacity prices: several capacities that bind in a row share one rent in any way; not claimed.
    pub capacity_price: bool,
}

/// The solver's own variables at an equilibrium, to start the next solve of a market of the same shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What the volumes stand for.
    pub(super) columns: Vec<Column>,
    /// Volumes.
    pub(super) x: Vec<f64>,
    /// What the rows stand for.
    pub(super) rows: Vec<Row>,
    /// Marginal values of the rows, discounted.
    pub(super) y: Vec<f64>,
}
