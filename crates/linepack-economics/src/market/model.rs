//! The market as plain data, and the check that it makes sense.
//!
//! A block b = (year y, season d) has the index `y · seasons + d`. Flows, sales, production and
//! consumption are annual rates; the volume of a block is its rate times the season's weight.

use serde::{Deserialize, Serialize};

use super::{Demand, Golombek, Influence, Rise};

/// A gas market over years and seasons.
///
/// [`Market::check`] says whether it is sound; [`solve`](super::solve) checks first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// Regions, and points of transit.
    pub nodes: Vec<Node>,
    /// Producers with their trading arms.
    pub traders: Vec<Trader>,
    /// Directed links between nodes.
    pub arcs: Vec<Arc>,
    /// Capacities that the arcs use, shared over all traders.
    pub capacities: Vec<Capacity>,
    /// Storages, used between the seasons of one year.
    #[serde(default)]
    pub storages: Vec<Storage>,
    /// Years (or periods of several years), in order.
    pub years: Vec<Year>,
    /// Seasons of a year, in order.
    pub seasons: Vec<Season>,
    /// How gas gets from trader to market.
    #[serde(default)]
    pub formulation: Formulation,
    /// Prices and costs that depend on other quantities than their own.
    #[serde(default)]
    pub influences: Vec<Influence>,
}

/// How gas gets from trader to market. Both agree where every trader is a price taker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Formulation {
    /// Every trader routes his own gas from his home node over the arcs, and pays cost, loss and capacity price.
    #[default]
    Routed,
    /// One physical network for all: a trader puts gas in at home and takes it out where he sells, sells no
    /// more than he produces, and pays the difference of the network's marginal values; the network's
    /// operator buys what is lost on the way. Opposite deliveries cancel.
    Swap,
}

/// A region with its consumption, or a point of transit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Name, unique in the market.
    pub name: String,
    /// Demand; `None` for a point of transit or one with fixed withdrawals only.
    #[serde(default)]
    pub demand: Option<Demand>,
    /// Factor on the quantity demanded at every price, per block, times those of year and season; empty: 1.
    #[serde(default)]
    pub demand_factor: Vec<f64>,
    /// Gas that comes in whatever the price (a contract pipeline's), volume a year per block; negative: withdrawal.
    /// Empty: none.
    #[serde(default)]
    pub injection: Vec<f64>,
}

/// A producer with his trading arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trader {
    /// Name, unique in the market.
    pub name: String,
    /// Node where he produces.
    pub home: usize,
    /// Cost of production.
    pub cost: Golombek,
    /// Production capacity Q̄ per year, instead of the one in `cost`; empty: that one throughout.
    #[serde(default)]
    pub capacity_by_year: Vec<f64>,
    /// What he believes total consumption does when he sells one more unit, ∂Q/∂s, per node:
    /// 0 nothing (price taker), 1 it rises by the whole unit (Cournot), or between.
    pub conjecture: Vec<f64>,
    /// Volume a year that he has sold forward at a fixed price, per node: no price is spoilt on it.
    /// It does not oblige him to deliver: see `contracts`. Empty: none.
    #[serde(default)]
    pub forward: Vec<f64>,
    /// Contracts under which a least volume is taken each year.
    #[serde(default)]
    pub contracts: Vec<Contract>,
    /// A further term of his marginal cost.
    #[serde(default)]
    pub rise: Option<Rise>,
    /// Volume that he can produce over all the market's years; `None`: no such limit.
    #[serde(default)]
    pub reserve: Option<f64>,
    /// His own discount factor per year, by which he spreads his reserve over time; empty: the market's.
    #[serde(default)]
    pub discount: Vec<f64>,
}

/// A sale with take-or-pay: at least a share of the contract volume changes hands each year.
///
/// Between the least and the whole volume, and beyond it, sales follow the market; the contract's price is
/// a transfer between the two sides and moves no gas (it counts in their payoffs, see [`Trader::forward`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Name for messages.
    pub name: String,
    /// Node where the gas is handed over.
    pub node: usize,
    /// Contract volume a year, per year of the market; 0 when not in force.
    pub volume: Vec<f64>,
    /// Share of it that is taken in any case, 0 to 1.
    pub take_or_pay: f64,
}

/// A directed link: a pipeline in one direction, or an LNG chain from liquefaction to regasification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arc {
    /// Name for messages.
    pub name: String,
    /// Node it leaves.
    pub from: usize,
    /// Node it reaches.
    pub to: usize,
    /// Cost per unit sent.
    pub cost: f64,
    /// Share lost on the way, 0 to below 1.
    #[serde(default)]
    pub loss: f64,
    /// Capacities that each unit sent uses (its pipeline; or a liquefaction and a regasification terminal).
    #[serde(default)]
    pub uses: Vec<usize>,
    /// The traders who may use it; `None`: all. In the swap formulation every arc is everybody's.
    #[serde(default)]
    pub open_to: Option<Vec<usize>>,
    /// Share of the value of the gas that arrives which is taken as tax, 0 to below 1.
    #[serde(default)]
    pub tax: f64,
}

/// A capacity shared by the flows that use it, of all traders together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Name, unique in the market.
    pub name: String,
    /// Volume a year.
    pub value: f64,
    /// Volume a year per year of the market, instead of `value`; empty: that one throughout.
    #[serde(default)]
    pub value_by_year: Vec<f64>,
    /// Cost of one unit more, undiscounted, bought in one year and usable in all later ones;
    /// `None`: cannot be expanded. The last year buys nothing.
    #[serde(default)]
    pub expansion_cost: Option<f64>,
    /// Its owner's own discount factor per year, by which he weighs later rents; empty: the market's.
    #[serde(default)]
    pub discount: Vec<f64>,
}

/// A storage: filled in some seasons of a year, emptied in others, as full at the year's end as at its beginning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// Name, unique in the market.
    pub name: String,
    /// Node it stands at.
    pub node: usize,
    /// Greatest stock, volume.
    pub working_gas: f64,
    /// Cost per unit injected.
    #[serde(default)]
    pub injection_cost: f64,
    /// Cost per unit withdrawn.
    #[serde(default)]
    pub withdrawal_cost: f64,
    /// Share of the gas injected that can be withdrawn, above 0 to 1.
    pub injection_efficiency: f64,
    /// Greatest rate of injection, volume a year; `None`: no limit.
    #[serde(default)]
    pub injection_rate: Option<f64>,
    /// Greatest rate of withdrawal, volume a year; `None`: no limit.
    #[serde(default)]
    pub withdrawal_rate: Option<f64>,
}

/// A year, or the period of years that it stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// Name, such as `2030`.
    pub name: String,
    /// Discount factor γ of the year, above 0 to 1.
    #[serde(default = "one")]
    pub discount: f64,
    /// Years that it stands for: weighs all but the one-off cost of expansion.
    #[serde(default = "one")]
    pub duration: f64,
    /// Factor on the quantity demanded at every price.
    #[serde(default = "one")]
    pub demand_factor: f64,
}

/// A season of the year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// Name, such as `winter`.
    pub name: String,
    /// Share of the year, or any other weight of the season's annual rates.
    #[serde(default = "one")]
    pub weight: f64,
    /// Factor on the quantity demanded at every price.
    #[serde(default = "one")]
    pub demand_factor: f64,
}

fn one() -> f64 {
    1.0
}

impl Market {
    /// Number of blocks, years times seasons.
    pub fn blocks(&self) -> usize {
        self.years.len() * self.seasons.len()
    }

    /// Index of a block.
    pub fn block(&self, year: usize, season: usize) -> usize {
        year * self.seasons.len() + season
    }

    /// Year and season of a block.
    pub fn year_season(&self, block: usize) -> (usize, usize) {
        let seasons = self.seasons.len().max(1);
        (block / seasons, block % seasons)
    }

    /// Name of a block for messages: the year's, and the season's if there are several.
    pub fn block_name(&self, block: usize) -> String {
        let (year, season) = self.year_season(block);
        match (self.years.get(year), self.seasons.get(season)) {
            (Some(year), Some(season)) if self.seasons.len() > 1 => format!("{} {}", year.name, season.name),
            (Some(year), _) => year.name.clone(),
            _ => block.to_string(),
        }
    }

    /// Weight of a block's annual rates in money of the first year, W = discount · duration · season's weight.
    pub fn weight(&self, block: usize) -> f64 {
        let (year, season) = self.year_season(block);
        let (year, season) = (&self.years[year], &self.seasons[season]);
        year.discount * year.duration * season.weight
    }

    /// Factor on the quantity demanded at every price at a node in a block.
    pub fn demand_factor(&self, node: usize, block: usize) -> f64 {
        let (year, season) = self.year_season(block);
        let own = self.nodes[node].demand_factor.get(block).copied().unwrap_or(1.0);
        own * self.years[year].demand_factor * self.seasons[season].demand_factor
    }

    /// Volume that a rate of 1 draws from a reserve in a block.
    pub(super) fn drawn(&self, block: usize) -> f64 {
        let (year, season) = self.year_season(block);
        self.years[year].duration * self.seasons[season].weight
    }

    /// Inverse demand at a node in a block, with all factors; `None` where there is no demand.
    pub fn demand(&self, node: usize, block: usize) -> Option<Demand> {
        let factor = self.demand_factor(node, block);
        let demand = self.nodes[node].demand?;
        (factor > 0.0).then(|| demand.grown(factor))
    }

    /// Gas that comes in at a node in a block whatever the price, volume a year.
    pub fn injection(&self, node: usize, block: usize) -> f64 {
        self.nodes[node].injection.get(block).copied().unwrap_or(0.0)
    }

    /// Cost of production of a trader in a year, with that year's capacity.
    pub fn cost(&self, trader: usize, year: usize) -> Golombek {
        let trader = &self.traders[trader];
        let capacity = trader.capacity_by_year.get(year).copied().unwrap_or(trader.cost.capacity);
        Golombek { capacity, ..trader.cost }
    }

    /// A capacity in a year, before expansion.
    pub fn capacity(&self, capacity: usize, year: usize) -> f64 {
        let capacity = &self.capacities[capacity];
        capacity.value_by_year.get(year).copied().unwrap_or(capacity.value)
    }

    /// Volume a year that a trader has sold forward at a node.
    pub fn forward(&self, trader: usize, node: usize) -> f64 {
        self.traders[trader].forward.get(node).copied().unwrap_or(0.0)
    }
}
