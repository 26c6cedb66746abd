//! The market as plain data, and the check that it makes sense.
//!
//! A block b = (year y, season d) has the index `y · seasons + d`. Flows, sales, production and
//! consumption are annual rates; the volume of a block is its rate times the season's weight.

use serde::{Deserialize, Serialize};

use super::MarketError;

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
    pub demand: Option<LinearDemand>,
    /// Factor on the quantity demanded at every price, per block, times those of year and season; empty: 1.
    #[serde(default)]
    pub demand_factor: Vec<f64>,
    /// Gas that comes in whatever the price (a contract pipeline's), volume a year per block; negative: withdrawal.
    /// Empty: none.
    #[serde(default)]
    pub injection: Vec<f64>,
}

/// Inverse demand that falls linearly with the quantity.
///
/// ```text
/// P = A − B Q
/// ```
///
/// | symbol | field       | unit                     | range   |
/// |--------|-------------|--------------------------|---------|
/// | A      | `intercept` | money per volume         | above 0 |
/// | B      | `slope`     | money per volume squared | above 0 |
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinearDemand {
    /// Price at which nothing is bought, A.
    pub intercept: f64,
    /// Fall of the price per unit of quantity, B.
    pub slope: f64,
}

impl LinearDemand {
    /// The line through a point that is known, with the elasticity it has there.
    ///
    /// ```text
    /// B = −p₀/(ε q₀),   A = p₀ + B q₀
    /// ```
    ///
    /// | symbol | argument     | unit             | range   |
    /// |--------|--------------|------------------|---------|
    /// | p₀     | `price`      | money per volume | above 0 |
    /// | q₀     | `quantity`   | volume a year    | above 0 |
    /// | ε      | `elasticity` | –                | below 0 |
    ///
    /// ```
    /// use linepack_economics::market::LinearDemand;
    /// let europe = LinearDemand::calibrated(413.0, 410.0, -0.4)?;
    /// assert!((europe.intercept - 1445.5).abs() < 1e-9);
    /// assert!((europe.price(410.0) - 413.0).abs() < 1e-9);
    /// assert!(LinearDemand::calibrated(413.0, 410.0, 0.0).is_err());
    /// # Ok::<(), linepack_economics::market::MarketError>(())
    /// ```
    pub fn calibrated(price: f64, quantity: f64, elasticity: f64) -> Result<Self, MarketError> {
        if !(elasticity < 0.0 && elasticity.is_finite()) {
            return Err(MarketError::Elasticity { elasticity });
        }
        let slope = -price / (elasticity * quantity);
        let intercept = price + slope * quantity;
        if !(price > 0.0 && quantity > 0.0 && slope > 0.0 && intercept.is_finite()) {
            return Err(MarketError::ReferencePoint { price, quantity });
        }
        Ok(Self { intercept, slope })
    }

    /// Price at which `quantity` is bought, P = A − B Q.
    pub fn price(&self, quantity: f64) -> f64 {
        self.intercept - self.slope * quantity
    }
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
}

/// Cost of producing at rate q.
///
/// ```text
/// c′(q) = α + β q + γ ln(1 − q/Q̄),   0 ≤ q ≤ φ Q̄
/// ```
///
/// | symbol | field          | unit                     | range    |
/// |--------|----------------|--------------------------|----------|
/// | α      | `alpha`        | money per volume         | any      |
/// | β      | `beta`         | money per volume squared | 0 and up |
/// | γ      | `gamma`        | money per volume         | 0 and below |
/// | Q̄      | `capacity`     | volume a year            | 0 and up |
/// | φ      | `cap_fraction` | –                        | above 0 to 1; below 1 with γ |
///
/// Source: Golombek, Gjelsvik and Rosendahl, The Energy Journal 16(4) (1995) 97–120.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Golombek {
    /// Cost of the first unit, α.
    pub alpha: f64,
    /// Rise of the marginal cost, β.
    pub beta: f64,
    /// Weight of the term that grows towards full capacity, γ.
    pub gamma: f64,
    /// Capacity Q̄.
    pub capacity: f64,
    /// Share φ of the capacity that can be used; the logarithm has no end at 1.
    #[serde(default = "usable_fraction")]
    pub cap_fraction: f64,
}

fn usable_fraction() -> f64 {
    0.995
}

impl Golombek {
    /// Marginal cost c′(q).
    pub fn marginal(&self, q: f64) -> f64 {
        let tail = if self.gamma == 0.0 { 0.0 } else { self.gamma * (-q / self.capacity).ln_1p() };
        self.alpha + self.beta * q + tail
    }

    /// Cost of producing at rate q for a year, the integral of c′ from 0.
    ///
    /// ```
    /// use linepack_economics::market::Golombek;
    /// let field = Golombek { alpha: 20.0, beta: 0.06, gamma: -8.0, capacity: 720.0, cap_fraction: 0.995 };
    /// let slope = (field.total(400.001) - field.total(399.999)) / 0.002;
    /// assert!((slope - field.marginal(400.0)).abs() < 1e-5);
    /// ```
    pub fn total(&self, q: f64) -> f64 {
        let tail = if self.gamma == 0.0 {
            0.0
        } else {
            -self.gamma * ((self.capacity - q) * (-q / self.capacity).ln_1p() + q)
        };
        self.alpha * q + 0.5 * self.beta * q * q + tail
    }
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

    /// Inverse demand at a node in a block, with all factors; `None` where there is no demand.
    pub fn demand(&self, node: usize, block: usize) -> Option<LinearDemand> {
        let (year, season) = self.year_season(block);
        let own = self.nodes[node].demand_factor.get(block).copied().unwrap_or(1.0);
        let factor = own * self.years[year].demand_factor * self.seasons[season].demand_factor;
        let demand = self.nodes[node].demand?;
        (factor > 0.0).then(|| LinearDemand { slope: demand.slope / factor, ..demand })
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
