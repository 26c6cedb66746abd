//! The gas market of the world in 17 regions, read from files, set on what is known of 2024, run forward to 2040.
//!
//! ```text
//! files ──► World ──► Market of a year ──► Equilibrium ──► Welfare by region
//! ```
//!
//! Volumes are billions of the cubic metres of the world statistics a year, bcm(EI): 15 °C, 40 MJ gross,
//! 37.91 MMBtu per 1000. Prices are dollars of today per 1000 of them, so payoffs are millions of dollars.
//! Contract gas (20 °C, 35.7 MMBtu per 1000 m³) is converted at the door: see [`from_contract_volume`].
//!
//! # What is fitted, and what is not
//!
//! * **Demand** of a region is a line through (price, consumption) of the base year with the elasticity of the file;
//!   in later years through the outlooks' quantity at the outlooks' price.
//! * **Production cost** follows Golombek: the cost of the first unit and of the 99th percent of capacity from the file,
//!   the marginal cost at the base year's use of capacity in between; two equations for β and γ ([`World::golombek`]).
//!   Where the wholesale price is far above any cost (Norway, Europe, Australia), capacity binds and the gap is rent.
//! * **Pooling.** State buyers sold the LNG of 2024 at home below what it cost at the border (China 320 against 435
//!   with regasification): the difference is a transfer in the account of the buying region, and fades until the
//!   year of `parameters.csv`.
//! * **LNG contracts** bind a share of the flows of 2024, less every year; the rest goes where it earns most.
//! * **Conjectures** are between price taking (0) and Cournot (1), by trader and market, in `conjectures.csv`.
//! * What the balance of 2024 leaves unexplained (coal gas, statistics) stays in its region for good; what came out of
//!   storage does not.
//!
//! Nothing else is fitted: prices, LNG exports and imports, and every later year are results.
//! [`World::base_year`] prints how far 2024 is missed, [`World::backcast`] how far other years are.
//!
//! # What drives the price in China
//!
//! In 2024 liquefaction is full, so the price of LNG stands where the buyers' demand puts it, far above cost; China's
//! wholesale price is lower by the pooling. By 2030 new plants in North America and the Gulf exceed what the importers'
//! outlooks ask for: the price falls until American plants run only part of the time, that is to Henry Hub with losses,
//! running cost, freight and regasification. That is a glut; with high demand everywhere, or with plants offline, capacity binds again and
//! the price climbs towards the full cost of new plants. A shock within a year meets stiffer demand: with a fifth of the
//! elasticities, 100 bcm less from the Gulf in 2026 lifts LNG in Japan from 9.7 to 16.2 USD/MMBtu (rows D031 and D032: 17.5 to
//! 17.8), with the elasticities of the files to 11.7 only. Regasification terminals never bind (1,514 bcm for 545 of trade).

mod build;
mod error;
mod history;
mod marker;
mod read;
mod rows;
mod table;
mod welfare;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use error::WorldError;
pub use history::{Compared, Misfit};
pub use rows::{
    Citation, Liquefaction, LngRoute, OilContract, Parameters, PastFlow, Path, Pipeline, Record, Region,
    Supply,
};
pub use welfare::{Account, PipeEffect, Welfare, pipe_effect, welfare};

/// Energy in 1000 m³(EI), MMBtu: 15 °C, 101.325 kPa, 40 MJ/m³ gross.
pub const MMBTU_PER_1000_M3: f64 = 37.91;

/// Energy in 1000 m³(20 °C) of contract gas, MMBtu.
pub const MMBTU_PER_1000_CONTRACT_M3: f64 = 35.7;

/// Volume in EI cubic metres of a volume in contract cubic metres.
///
/// ```
/// use linepack_economics::market::world::from_contract_volume;
/// assert!((from_contract_volume(50.0) - 47.085).abs() < 1e-3);
/// ```
pub fn from_contract_volume(contract: f64) -> f64 {
    contract * MMBTU_PER_1000_CONTRACT_M3 / MMBTU_PER_1000_M3
}

/// Price per 1000 contract cubic metres of a price per 1000 EI cubic metres.
///
/// ```
/// use linepack_economics::market::world::to_contract_price;
/// assert!((to_contract_price(320.0) - 301.345).abs() < 1e-3);
/// ```
pub fn to_contract_price(price: f64) -> f64 {
    price * MMBTU_PER_1000_CONTRACT_M3 / MMBTU_PER_1000_M3
}

/// The world's gas market as its files describe it; [`World::market`] makes the market of a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// Regions, in the order of `regions.csv`; nodes of a market have the same order.
    pub regions: Vec<Region>,
    /// Liquefaction plants.
    pub liquefaction: Vec<Liquefaction>,
    /// Ways of LNG.
    pub routes: Vec<LngRoute>,
    /// Pipelines.
    pub pipelines: Vec<Pipeline>,
    /// Purchases at prices that follow oil.
    pub contracts: Vec<OilContract>,
    /// ∂Q/∂s by selling region and market.
    pub conjectures: Vec<Vec<f64>>,
    /// Figures for the whole world.
    pub parameters: Parameters,
    /// What happened in past years.
    pub history: Vec<Record>,
    /// Pipeline flows of past years.
    pub past_flows: Vec<PastFlow>,
    /// On what each row rests.
    pub citations: Vec<Citation>,
    /// What comes in by region that the flows of 2024 do not explain, bcm(EI) a year; negative: goes out.
    pub balance: Vec<f64>,
}

/// A question put to the market of a year. [`MarketScenario::default`] is the central outlook without the pipe.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MarketScenario {
    /// Contract gas through a new pipe.
    pub pipe: Option<PipeSupply>,
    /// Added to the cost of every delivery of LNG, USD per 1000 m³(EI); negative: cheaper.
    pub lng_cost_shift: f64,
    /// Where demand stands: −1 the low, 0 the central, 1 the high outlook, straight between and beyond.
    pub demand_level: f64,
    /// The same for single regions, instead of `demand_level`.
    pub demand_level_of: BTreeMap<String, f64>,
    /// Factor on the demand of single regions.
    pub demand_scale: BTreeMap<String, f64>,
    /// Factor on every elasticity of demand; below 1 for a shock within a year, since the files' elasticities lie
    /// between the short and the long run. The line turns about its reference point. `None`: 1.
    pub elasticity_scale: Option<f64>,
    /// Liquefaction of existing plants out of service by region, bcm(EI) of LNG a year; more than there is means all.
    pub liquefaction_offline: BTreeMap<String, f64>,
    /// Brent, USD per barrel; `None`: that of the files.
    pub brent: Option<f64>,
    /// Price of carbon dioxide that consumers pay on the gas they burn, USD per tonne.
    pub carbon_price: f64,
    /// The same for single regions, instead of `carbon_price`.
    pub carbon_price_of: BTreeMap<String, f64>,
    /// Liquefaction beyond the outlook by region, at the cost of its last row, bcm(EI) of LNG a year.
    pub liquefaction_added: BTreeMap<String, f64>,
    /// Factor on firm flow and capacity of pipelines, by `FROM-TO` or name; 0 takes the link away.
    pub pipeline_scale: BTreeMap<String, f64>,
}

/// Gas of a pipe that flows by contract, whatever the market does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PipeSupply {
    /// Region where the gas is produced.
    pub seller: String,
    /// Region that takes it.
    pub buyer: String,
    /// Volume handed over at the border, bcm(EI) a year.
    pub volume: f64,
    /// Volume taken in at the field, fuel and losses of the way included, bcm(EI) a year.
    pub intake: f64,
}

impl World {
    /// Reads a world from the files of a market folder, given their names (such as `regions.csv`) one by one.
    ///
    /// The names of columns, with their units, stand in each file's first line; a column not known here is an error.
    pub fn read(files: &dyn Fn(&str) -> Result<String, String>) -> Result<Self, WorldError> {
        read::world(files)
    }

    /// Index of the region with a code.
    pub fn region(&self, code: &str) -> Result<usize, WorldError> {
        let codes = || self.regions.iter().map(|region| region.code.as_str());
        codes().position(|known| known == code).ok_or_else(|| WorldError::UnknownRegion {
            region: code.to_owned(),
            hint: table::nearest(code, codes()),
        })
    }
}
