//! What a line costs to build and to run: by country, by part, by kind, to the cent.
//!
//! ```text
//! UnitCosts (each price in its own currency and year) ──once──► Prices (one money)
//! Prices × Works (segments, stations) ──► CapexTable ──Phasing──► spending by year
//! ```
//!
//! Not here: what the gas costs ([`crate::project`]), and how many stations there should be ([`crate::chain`]).

mod capex;
mod phasing;
pub mod regression;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use capex::{CapexRow, CapexTable, Kind, Part, Segment, StationSite, Works, merged};
pub use phasing::{Opex, Phasing, s_curve};

use crate::money::{Amount, Conversion, Money, MoneyError, Path};

/// Why there is no cost.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CostError {
    /// A terrain without a multiplier.
    #[error("no laying multiplier for terrain `{terrain}` in {country}; known are {known}")]
    Terrain {
        /// The terrain asked for.
        terrain: String,
        /// The country whose prices were asked.
        country: String,
        /// The terrains known.
        known: String,
    },
    /// A number out of its range.
    #[error("{what} is {value}; it must be {rule}")]
    Number {
        /// Which number.
        what: String,
        /// Its value.
        value: f64,
        /// What it must be.
        rule: &'static str,
    },
    /// Money that does not convert.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

pub(crate) fn require(
    ok: bool,
    what: impl Into<String>,
    value: f64,
    rule: &'static str,
) -> Result<(), CostError> {
    if ok && value.is_finite() { Ok(()) } else { Err(CostError::Number { what: what.into(), value, rule }) }
}

/// What the parts of a line cost by the piece; `P` is an [`Amount`], or a plain number once all are in one money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitCosts<P> {
    /// Line pipe at the mill, a tonne of steel.
    pub pipe_steel: P,
    /// Coating, a square metre of outside surface.
    pub coating: P,
    /// Carrying pipe to the route, a tonne and kilometre.
    pub pipe_transport: P,
    /// Laying one kilometre of one string of the reference diameter in terrain of multiplier 1: all works but pipe.
    pub laying: P,
    /// Large river crossing, each string.
    pub crossing: P,
    /// Compressor station, whatever its power.
    pub station_fixed: P,
    /// Compressor station, a megawatt installed.
    pub station_per_megawatt: P,
    /// Gas to fill the line, a thousand m³.
    pub fill_gas: P,
    /// Reference diameter of the laying cost, m.
    pub laying_diameter: f64,
    /// Growth of laying cost with diameter: (D/D_ref) to this power.
    pub laying_exponent: f64,
    /// Laying each further string in the same right of way, over the first.
    pub further_string: f64,
    /// Laying multiplier by terrain.
    pub terrain: BTreeMap<String, f64>,
    /// Engineering, procurement and construction management over direct cost.
    pub engineering: f64,
    /// Contingency over direct cost and engineering.
    pub contingency: f64,
    /// Owner's cost over direct cost, engineering and contingency.
    pub owner: f64,
}

/// Unit costs as sourced, each in the currency and year of its source.
pub type CostBasis = UnitCosts<Amount>;

/// Unit costs in one money.
pub type Prices = UnitCosts<f64>;

impl CostBasis {
    /// All prices in one money, converted once by the path named.
    pub fn converted(&self, conversion: &Conversion, to: Money, path: Path) -> Result<Prices, MoneyError> {
        let price = |amount: Amount| conversion.convert(amount, to, path).map(|converted| converted.value);
        Ok(Prices {
            pipe_steel: price(self.pipe_steel)?,
            coating: price(self.coating)?,
            pipe_transport: price(self.pipe_transport)?,
            laying: price(self.laying)?,
            crossing: price(self.crossing)?,
            station_fixed: price(self.station_fixed)?,
            station_per_megawatt: price(self.station_per_megawatt)?,
            fill_gas: price(self.fill_gas)?,
            laying_diameter: self.laying_diameter,
            laying_exponent: self.laying_exponent,
            further_string: self.further_string,
            terrain: self.terrain.clone(),
            engineering: self.engineering,
            contingency: self.contingency,
            owner: self.owner,
        })
    }
}

impl Prices {
    fn check(&self) -> Result<(), CostError> {
        let numbers = [
            ("pipe steel a tonne", self.pipe_steel),
            ("coating a square metre", self.coating),
            ("pipe transport a tonne and kilometre", self.pipe_transport),
            ("laying a kilometre", self.laying),
            ("river crossing", self.crossing),
            ("fixed cost of a station", self.station_fixed),
            ("station cost a megawatt", self.station_per_megawatt),
            ("gas to fill the line", self.fill_gas),
            ("laying of a further string over the first", self.further_string),
            ("engineering share", self.engineering),
            ("contingency share", self.contingency),
            ("owner's share", self.owner),
        ];
        for (what, value) in numbers {
            require(value >= 0.0, what, value, "zero or above, and finite")?;
        }
        for (terrain, value) in &self.terrain {
            require(*value > 0.0, format!("laying multiplier of {terrain}"), *value, "above zero")?;
        }
        require(self.laying_exponent >= 0.0, "laying exponent", self.laying_exponent, "zero or above")?;
        require(self.laying_diameter > 0.0, "reference diameter (m)", self.laying_diameter, "above zero")
    }
}

/// Prices of every country in one money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceBook {
    /// The money of all prices: units of the currency, not thousands or millions.
    pub money: Money,
    /// Prices where the country has none of its own.
    pub general: Prices,
    /// Prices of a country.
    pub by_country: BTreeMap<String, Prices>,
}

impl PriceBook {
    /// One set of prices for every country.
    pub fn uniform(money: Money, prices: Prices) -> Self {
        Self { money, general: prices, by_country: BTreeMap::new() }
    }

    /// The prices of a country.
    pub fn of(&self, country: &str) -> &Prices {
        self.by_country.get(country).unwrap_or(&self.general)
    }
}

#[cfg(test)]
pub(crate) mod tests;
