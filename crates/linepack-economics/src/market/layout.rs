//! The layout of world markets as lists by number: regions, traders, links, periods and seasons.
//!
//! | field | holds |
//! |-------|-------|
//! | `int`, `slope` | inverse demand by region, P = int − slope Q/(year factor · season factor) |
//! | `home` | region of each trader's production, by number or name |
//! | `golombek` | marginal cost α + β q + γ ln(1 − q/Q̄) by trader, q ≤ fraction · Q̄ |
//! | `arcs` | from, to, cost, loss, capacities used (by number or name) |
//! | `cap` or `caps` | capacities, shared by all traders |
//! | `delta` | conjecture by trader and region |
//! | `season_weight` | share of the year: volume = rate · weight |
//! | `season_demand_factor`, `year_demand_factor` | factors on the quantity demanded |
//! | `discount` | discount factor by period |
//! | `expansion_cost_times2` | cost of one unit of capacity, times the period's discount factor; usable in later periods |
//! | `storage_nodes`, `working_gas`, `storage` | storages, used if there are several seasons |
//! | `R`, `T`, `Y`, `S` | number of regions, traders, periods, seasons |
//!
//! A field that is not one of these is refused by its name.

use std::collections::BTreeMap;

use serde::{
    Deserialize,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

use super::{
    Arc, Capacity, Formulation, Golombek, LinearDemand, Market, MarketError, Node, Season, Storage, Trader,
    Year,
    cases::{Case, Expected, Quantity, unreadable},
};

/// Reads the one case of a text of this layout.
pub(super) fn read(text: &str) -> Result<Case, MarketError> {
    let file: WorldFile = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    file.case()
}

/// A reference to an element, by number or by name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Reference {
    Number(usize),
    Name(String),
}

impl Reference {
    fn find(&self, names: &[String], what: &'static str) -> Result<usize, MarketError> {
        let found = match self {
            Self::Number(number) => Some(*number).filter(|&number| number < names.len()),
            Self::Name(name) => names.iter().position(|other| other == name),
        };
        found.ok_or_else(|| {
            wrong(match self {
                Self::Number(number) => {
                    format!("`{what}` refers to number {number}, there are {}", names.len())
                }
                Self::Name(name) => format!("`{what}` refers to `{name}`, which there is not"),
            })
        })
    }
}

fn wrong(message: String) -> MarketError {
    MarketError::Layout { message }
}

#[derive(Deserialize)]
struct WorldFile {
    data: World,
    #[serde(default)]
    expected: BTreeMap<String, Value>,
}

/// Capacities in the order of the file: by name, or by number with the names left out.
struct Capacities(Vec<(String, f64)>);

impl<'de> Deserialize<'de> for Capacities {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Capacities;
            fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                to.write_str("numbers, as a list or by name")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Capacities, A::Error> {
                let mut list = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    list.push(pair);
                }
                Ok(Capacities(list))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Capacities, A::Error> {
                let mut list = Vec::new();
                while let Some(value) = seq.next_element()? {
                    list.push((list.len().to_string(), value));
                }
                Ok(Capacities(list))
            }
        }
        from.deserialize_any(Either)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct World {
    #[serde(default, rename = "R")]
    region_count: Option<usize>,
    #[serde(default, rename = "T")]
    trader_count: Option<usize>,
    #[serde(default, rename = "Y")]
    year_count: Option<usize>,
    #[serde(default, rename = "S")]
    season_count: Option<usize>,
    #[serde(default)]
    regions: Vec<String>,
    int: Vec<f64>,
    slope: Vec<f64>,
    #[serde(default)]
    traders: Vec<String>,
    home: Vec<Reference>,
    golombek: WorldCost,
    #[serde(alias = "caps")]
    cap: Capacities,
    arcs: Vec<WorldArc>,
    delta: Vec<Vec<f64>>,
    #[serde(default = "single")]
    season_weight: Vec<f64>,
    #[serde(default = "single")]
    season_demand_factor: Vec<f64>,
    #[serde(default = "single")]
    year_demand_factor: Vec<f64>,
    #[serde(default = "single")]
    discount: Vec<f64>,
    #[serde(default)]
    expansion_cost_times2: Vec<f64>,
    #[serde(default)]
    storage_nodes: Vec<Reference>,
    #[serde(default)]
    working_gas: Vec<f64>,
    #[serde(default)]
    storage: Option<WorldStorage>,
    /// Words on the rule of expansion.
    #[serde(default, rename = "expansion")]
    _expansion: IgnoredAny,
    /// Words on the rule of demand.
    #[serde(default, rename = "demand")]
    _demand: IgnoredAny,
}

fn single() -> Vec<f64> {
    vec![1.0]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldCost {
    alpha: Vec<f64>,
    beta: Vec<f64>,
    gamma: Vec<f64>,
    #[serde(rename = "Qbar")]
    capacity: Vec<f64>,
    #[serde(alias = "prod_cap_fraction")]
    cap_fraction: f64,
    /// The formula in words.
    #[serde(default, rename = "mc")]
    _formula: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldArc {
    frm: Reference,
    to: Reference,
    cost: f64,
    loss: f64,
    uses: Vec<Reference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldStorage {
    inj_cost: f64,
    ext_cost: f64,
    inj_eff: f64,
    /// When it is used, in words: with more than one season.
    #[serde(default, rename = "active_if")]
    _active_if: IgnoredAny,
}

/// Names given, or numbers in their place.
fn names(given: &[String], count: usize) -> Vec<String> {
    if given.is_empty() { (0..count).map(|i| i.to_string()).collect() } else { given.to_vec() }
}

impl WorldFile {
    fn case(self) -> Result<Case, MarketError> {
        let world = self.data;
        let regions = names(&world.regions, world.int.len());
        let traders = names(&world.traders, world.home.len());
        world.check_lengths(regions.len(), traders.len())?;
        let market = world.market(&regions, &traders)?;
        let (blocks, years) = (market.blocks(), market.years.len());
        let capacities: Vec<String> =
            market.capacities.iter().map(|capacity| capacity.name.clone()).collect();
        let mut expected = Vec::new();
        let mut compare =
            |key: &str, names: &[String], count, quantity: &dyn Fn(usize, usize) -> Quantity| {
                let Some(known) = self.expected.get(key) else { return };
                for (at, name) in names.iter().enumerate() {
                    let Some(row) = known.get(name).or_else(|| known.get(at)) else { continue };
                    for block in 0..count {
                        let value = if block == 0 && row.is_number() { Some(row) } else { row.get(block) };
                        if let Some(value) = value.and_then(Value::as_f64) {
                            expected.push(Expected { quantity: quantity(at, block), value });
                        }
                    }
                }
            };
        for key in ["price", "price_RxB"] {
            compare(key, &regions, blocks, &|node, block| Quantity::Price { node, block });
        }
        compare("consumption", &regions, blocks, &|node, block| Quantity::Consumption { node, block });
        compare("production", &traders, blocks, &|trader, block| Quantity::Production { trader, block });
        compare("expansion_CxYm1", &capacities, years.saturating_sub(1), &|capacity, year| {
            Quantity::Expansion { capacity, year }
        });
        Ok(Case { name: String::new(), market, expected })
    }
}

impl World {
    /// One entry a region, trader, capacity, period, season or storage in every list.
    fn check_lengths(&self, regions: usize, traders: usize) -> Result<(), MarketError> {
        let cost = &self.golombek;
        let (years, seasons, capacities) = (self.discount.len(), self.season_weight.len(), self.cap.0.len());
        let lists = [
            ("R", self.region_count.unwrap_or(regions), regions, "regions"),
            ("T", self.trader_count.unwrap_or(traders), traders, "traders"),
            ("Y", self.year_count.unwrap_or(years), years, "discount factors"),
            ("S", self.season_count.unwrap_or(seasons), seasons, "season weights"),
            ("int", self.int.len(), regions, "regions"),
            ("slope", self.slope.len(), regions, "regions"),
            ("home", self.home.len(), traders, "traders"),
            ("alpha", cost.alpha.len(), traders, "traders"),
            ("beta", cost.beta.len(), traders, "traders"),
            ("gamma", cost.gamma.len(), traders, "traders"),
            ("Qbar", cost.capacity.len(), traders, "traders"),
            ("delta", self.delta.len(), traders, "traders"),
            ("season_demand_factor", self.season_demand_factor.len(), seasons, "season weights"),
            ("year_demand_factor", self.year_demand_factor.len(), years, "discount factors"),
            ("working_gas", self.working_gas.len(), self.storage_nodes.len(), "storage nodes"),
        ];
        let expansion = self.expansion_cost_times2.len();
        let expansion =
            (expansion > 0).then_some(("expansion_cost_times2", expansion, capacities, "capacities"));
        match lists.into_iter().chain(expansion).find(|(_, found, expected, _)| found != expected) {
            Some((field, found, expected, of)) if field.len() == 1 => {
                Err(wrong(format!("`{field}` is {found}, but there are {expected} {of}")))
            }
            Some((field, found, expected, of)) => {
                Err(wrong(format!("`{field}` has {found} values, but there are {expected} {of}")))
            }
            None if self.storage.is_none() && !self.storage_nodes.is_empty() => Err(wrong(
                "`storage` with the cost of storing is missing, but there are `storage_nodes`".into(),
            )),
            None => Ok(()),
        }
    }

    fn market(&self, regions: &[String], traders: &[String]) -> Result<Market, MarketError> {
        let capacity_names: Vec<String> = self.cap.0.iter().map(|(name, _)| name.clone()).collect();
        let node = |(n, name): (usize, &String)| Node {
            name: name.clone(),
            demand: Some(LinearDemand { intercept: self.int[n], slope: self.slope[n] }.into()),
            demand_factor: Vec::new(),
            injection: Vec::new(),
        };
        let capacity = |(k, (name, value)): (usize, &(String, f64))| Capacity {
            name: name.clone(),
            value: *value,
            value_by_year: Vec::new(),
            expansion_cost: self.expansion_cost_times2.get(k).copied(),
            discount: Vec::new(),
        };
        let years = self.discount.iter().zip(&self.year_demand_factor).enumerate();
        let seasons = self.season_weight.iter().zip(&self.season_demand_factor).enumerate();
        Ok(Market {
            nodes: regions.iter().enumerate().map(node).collect(),
            traders: (0..traders.len())
                .map(|t| self.trader(t, regions, traders))
                .collect::<Result<_, _>>()?,
            arcs: self.arcs.iter().map(|arc| arc.read(regions, &capacity_names)).collect::<Result<_, _>>()?,
            capacities: self.cap.0.iter().enumerate().map(capacity).collect(),
            storages: self.storages(regions)?,
            years: years
                .map(|(y, (&discount, &demand_factor))| Year {
                    name: (y + 1).to_string(),
                    discount,
                    duration: 1.0,
                    demand_factor,
                })
                .collect(),
            seasons: seasons
                .map(|(d, (&weight, &demand_factor))| Season {
                    name: (d + 1).to_string(),
                    weight,
                    demand_factor,
                })
                .collect(),
            formulation: Formulation::Routed,
            influences: Vec::new(),
        })
    }

    fn trader(&self, t: usize, regions: &[String], traders: &[String]) -> Result<Trader, MarketError> {
        let cost = &self.golombek;
        Ok(Trader {
            name: traders[t].clone(),
            home: self.home[t].find(regions, "home")?,
            cost: Golombek {
                alpha: cost.alpha[t],
                beta: cost.beta[t],
                gamma: cost.gamma[t],
                capacity: cost.capacity[t],
                cap_fraction: cost.cap_fraction,
            },
            capacity_by_year: Vec::new(),
            conjecture: self.delta[t].clone(),
            forward: Vec::new(),
            contracts: Vec::new(),
            rise: None,
            reserve: None,
            discount: Vec::new(),
        })
    }

    fn storages(&self, regions: &[String]) -> Result<Vec<Storage>, MarketError> {
        let Some(terms) = self.storage.as_ref().filter(|_| self.season_weight.len() > 1) else {
            return Ok(Vec::new());
        };
        let storage = |(node, &working_gas): (&Reference, &f64)| -> Result<Storage, MarketError> {
            let node = node.find(regions, "storage_nodes")?;
            Ok(Storage {
                name: regions[node].clone(),
                node,
                working_gas,
                injection_cost: terms.inj_cost,
                withdrawal_cost: terms.ext_cost,
                injection_efficiency: terms.inj_eff,
                injection_rate: None,
                withdrawal_rate: None,
            })
        };
        self.storage_nodes.iter().zip(&self.working_gas).map(storage).collect()
    }
}

impl WorldArc {
    fn read(&self, regions: &[String], capacities: &[String]) -> Result<Arc, MarketError> {
        let (from, to) = (self.frm.find(regions, "frm")?, self.to.find(regions, "to")?);
        let uses = self.uses.iter().map(|capacity| capacity.find(capacities, "uses"));
        Ok(Arc {
            name: format!("{} to {}", regions[from], regions[to]),
            from,
            to,
            cost: self.cost,
            loss: self.loss,
            uses: uses.collect::<Result<_, _>>()?,
            open_to: None,
            tax: 0.0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::{Options, solve};

    /// As the closed form of two years: P = 100 − Q, gas at 20, transport 10, capacity 30, one unit more at 20.
    const TWO_PERIODS: &str = r#"{ "data": { "R": 2, "T": 1, "Y": 2, "S": 1, "int": [1, 100], "slope": [1, 1],
        "home": [0], "golombek": { "alpha": [20], "beta": [0], "gamma": [0], "Qbar": [1000], "cap_fraction": 0.995 },
        "arcs": [{ "frm": 0, "to": 1, "cost": 10, "loss": 0, "uses": [0] }], "cap": [30], "delta": [[0, 0]],
        "season_weight": [1], "season_demand_factor": [1], "year_demand_factor": [1, 1],
        "discount": [1, 0.9090909090909091], "expansion_cost_times2": [20] },
        "expected": { "price_RxB": [[20, 20], [70, 52]], "expansion_CxYm1": [[18]] } }"#;

    #[test]
    fn expansion_costs_what_the_list_says_times_the_discount_factor() {
        let case = read(TWO_PERIODS).unwrap();
        let found = solve(&case.market, &Options::default()).unwrap();
        assert_eq!(case.expected.len(), 5);
        for (expected, difference) in case.expected.iter().zip(case.differences(&found)).skip(2) {
            assert!(difference < 1e-9, "{expected:?} is missed by {difference}");
        }
    }

    #[test]
    fn a_field_or_a_length_that_is_wrong_is_named() {
        let message = |from: &str, to: &str| {
            assert!(TWO_PERIODS.contains(from));
            read(&TWO_PERIODS.replace(from, to)).unwrap_err().to_string()
        };
        assert!(message("\"R\": 2", "\"R\": 3").contains("`R` is 3, but there are 2 regions"));
        assert!(
            message("\"slope\": [1, 1]", "\"slope\": [1]").contains("`slope` has 1 values, but there are 2")
        );
        assert!(message("\"Y\": 2", "\"colour\": 2").contains("unknown field `colour`"));
        assert!(message("\"uses\": [0]", "\"uses\": [4]").contains("`uses` refers to number 4, there are 1"));
        assert!(message("\"home\": [0]", "\"home\": [\"X\"]").contains("`home` refers to `X`"));
    }
}
