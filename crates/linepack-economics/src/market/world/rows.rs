//! What the files of a world hold, row by row.

use serde::{Deserialize, Serialize};

/// A quantity known at four years, straight between them, and level after the last.
///
/// Before the first year a [`Path::level`] stays level and a [`Path::trend`] runs on backward.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// Values in [`Path::YEARS`].
    pub values: [f64; 4],
}

impl Path {
    /// The years at which a path is known.
    pub const YEARS: [i32; 4] = [2024, 2030, 2035, 2040];

    /// Value in a year; before 2024 that of 2024.
    ///
    /// ```
    /// use linepack_economics::market::world::Path;
    /// let demand = Path { values: [439.0, 510.0, 580.0, 625.0] };
    /// assert_eq!(demand.level(2027), 474.5);
    /// assert_eq!(demand.level(2021), 439.0);
    /// assert_eq!(demand.level(2050), 625.0);
    /// ```
    pub fn level(&self, year: i32) -> f64 {
        self.trend(year.max(Self::YEARS[0]))
    }

    /// Value in a year; before 2024 the straight line to 2030 run backward.
    pub fn trend(&self, year: i32) -> f64 {
        let year = year.min(Self::YEARS[3]);
        let from = (0..2).rev().find(|&i| year >= Self::YEARS[i + 1]).map_or(0, |i| i + 1);
        let (start, end) = (Self::YEARS[from], Self::YEARS[from + 1]);
        let share = f64::from(year - start) / f64::from(end - start);
        self.values[from] + share * (self.values[from + 1] - self.values[from])
    }
}

/// A region: its balance and prices in the base year, and what it will ask for and produce.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Code of three letters.
    pub code: String,
    /// Members in words.
    pub name: String,
    /// Production of 2024, bcm(EI).
    pub production: f64,
    /// Consumption of 2024, bcm(EI).
    pub consumption: f64,
    /// Wholesale price of 2024, USD per 1000 m³(EI).
    pub price: f64,
    /// Price of LNG at the border in 2024, USD per 1000 m³(EI); `None` where none is bought.
    pub border_price: Option<f64>,
    /// Price elasticity of demand at the reference point, below 0.
    pub elasticity: f64,
    /// Gas drawn from storage in 2024, bcm(EI), which no other year repeats.
    pub stock_draw: f64,
    /// Wholesale price at which the outlooks' demand of 2035 holds, USD per 1000 m³(EI).
    pub price_2035: f64,
    /// Demand at the reference price, bcm(EI): low, central, high.
    pub demand: [Path; 3],
    /// What it produces; `None` for a region without production.
    pub supply: Option<Supply>,
}

/// Production of a region, by its cost at three points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Supply {
    /// Marginal cost of the first unit, USD per 1000 m³(EI).
    pub first_cost: f64,
    /// Marginal cost at 99 % of capacity, USD per 1000 m³(EI).
    pub last_cost: f64,
    /// Marginal cost at the base year's use of capacity, USD per 1000 m³(EI).
    pub marginal_2024: f64,
    /// The same in 2035, money of today.
    pub marginal_2035: f64,
    /// Capacity, bcm(EI) a year.
    pub capacity: Path,
}

/// Liquefaction of a region, of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Liquefaction {
    /// Index of the region.
    pub region: usize,
    /// `existing` (runs at running cost, decided plants included) or `new` (asks the full fee).
    pub tier: String,
    /// Cost per MMBtu delivered, USD.
    pub cost: f64,
    /// Capacity, bcm(EI) of LNG a year.
    pub capacity: Path,
}

/// A way of LNG between two regions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LngRoute {
    /// Index of the region it leaves.
    pub from: usize,
    /// Index of the region it reaches.
    pub to: usize,
    /// Distance, nautical miles.
    pub distance: f64,
    /// Canal dues, USD per MMBtu.
    pub canal: f64,
    /// Flow of 2024, bcm(EI).
    pub flow_2024: f64,
}

/// The pipelines between two regions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// Index of the region it leaves.
    pub from: usize,
    /// Index of the region it reaches.
    pub to: usize,
    /// Names of the lines.
    pub name: String,
    /// Flow of 2024, bcm(EI) delivered.
    pub flow_2024: f64,
    /// Flow that does not answer to the price: contracts and policy, bcm(EI) delivered.
    pub firm: Path,
    /// Greatest flow, bcm(EI) delivered.
    pub capacity: Path,
    /// Cost per 1000 m³(EI) sent, USD.
    pub cost: f64,
    /// Share lost on the way.
    pub loss: f64,
}

/// Gas bought at a price that follows oil, whatever the hub does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OilContract {
    /// Index of the selling region of a pipeline; `None`: sellers of LNG.
    pub seller: Option<usize>,
    /// Index of the buying region.
    pub buyer: usize,
    /// Volume under contract, bcm(EI) a year.
    pub volume: Path,
    /// Slope on Brent, USD per MMBtu for one USD per barrel.
    pub slope: f64,
    /// Constant, USD per MMBtu.
    pub constant: f64,
}

impl OilContract {
    /// Price at the border at a price of Brent in USD per barrel, USD per 1000 m³(EI).
    ///
    /// ```
    /// use linepack_economics::market::world::{OilContract, Path};
    /// let contract = OilContract { seller: None, buyer: 0, volume: Path { values: [72.0; 4] }, slope: 0.1325, constant: 0.0 };
    /// assert!((contract.price(70.0) - 351.6).abs() < 0.05); // 9.275 USD/MMBtu
    /// ```
    pub fn price(&self, brent: f64) -> f64 {
        (self.slope * brent + self.constant) * super::MMBTU_PER_1000_M3
    }
}

/// Figures that hold for the whole world.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Brent of the later years, USD per barrel.
    pub brent: f64,
    /// Brent of 2024, USD per barrel.
    pub brent_2024: f64,
    /// Freight of a voyage of no length (ports, loading), USD per MMBtu.
    pub freight_fixed: f64,
    /// Freight per 1000 nautical miles, boil-off included, USD per MMBtu.
    pub freight_per_1000_nautical_miles: f64,
    /// Share of the feed gas lost in liquefaction.
    pub liquefaction_loss: f64,
    /// Cost of regasification, USD per MMBtu.
    pub regasification: f64,
    /// Share of the LNG flows of 2024 that their contracts still bind.
    pub lng_contract_share: Path,
    /// Year from which LNG is sold at home for what it costs at the border.
    pub pooling_ends: i32,
}

/// What happened in a region in a year; bcm(EI).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Index of the region.
    pub region: usize,
    /// Year.
    pub year: i32,
    /// Production.
    pub production: f64,
    /// Consumption.
    pub consumption: f64,
    /// LNG bought.
    pub lng_imports: f64,
    /// LNG sold.
    pub lng_exports: f64,
    /// Mean wholesale price, USD per 1000 m³(EI), where a series is at hand.
    pub price: Option<f64>,
}

/// Firm flow of the pipelines between two regions in a past year, bcm(EI) delivered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastFlow {
    /// Index of the region it left.
    pub from: usize,
    /// Index of the region it reached.
    pub to: usize,
    /// Year.
    pub year: i32,
    /// Flow.
    pub flow: f64,
}

/// On what a row rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    /// File within the market folder.
    pub file: String,
    /// Line, counted from 1.
    pub line: u64,
    /// The line as written.
    #[serde(default)]
    pub source: String,
    /// What stands in its first column: the region, or where a pipeline begins.
    #[serde(default)]
    pub subject: String,
    /// Ids of the evidence.
    pub evidence: Vec<String>,
    /// What is assumed, and why; empty where the evidence is enough.
    pub assumption: String,
}

impl Citation {
    /// From the words of an `evidence` field: ids, then perhaps `assumption: reason`.
    pub(super) fn new(file: &str, line: u64, text: &str) -> Self {
        let (ids, assumption) = match text.split_once("assumption:") {
            Some((ids, reason)) => (ids, reason.trim()),
            None => (text, ""),
        };
        Self {
            file: file.to_owned(),
            line,
            source: String::new(),
            subject: String::new(),
            evidence: ids.split_whitespace().map(str::to_owned).collect(),
            assumption: assumption.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_runs_backward_and_a_level_does_not() {
        let path = Path { values: [60.0, 120.0, 130.0, 140.0] };
        assert_eq!(path.trend(2021), 30.0);
        assert_eq!(path.level(2021), 60.0);
        for (year, value) in Path::YEARS.into_iter().zip(path.values) {
            assert_eq!((path.trend(year), path.level(year)), (value, value));
        }
        assert_eq!(path.trend(2037), 134.0);
    }

    #[test]
    fn ids_and_assumption_part_in_a_citation() {
        let citation = Citation::new("a.csv", 3, "M001 C002 assumption: half of it");
        assert_eq!(citation.evidence, ["M001", "C002"]);
        assert_eq!(citation.assumption, "half of it");
        assert_eq!(Citation::new("a.csv", 3, "M001").assumption, "");
    }
}
