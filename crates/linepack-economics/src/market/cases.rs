//! Markets written as JSON: our own layout, and the layouts of the published and reference cases.
//!
//! | layout                  | told by                                          |
//! |-------------------------|--------------------------------------------------|
//! | own                     | `nodes`, `traders`, …: a [`Market`] as it stands |
//! | world                   | `data.golombek`: regions, traders, links, one or several periods |
//! | published models        | see [`published`](super::published)              |
//! | oligopoly and small     | see [`exact`](super::exact)                      |
//!
//! A file may carry what is expected of its answer; [`Case::differences`] compares.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    Arc, Capacity, Equilibrium, Formulation, Golombek, LinearDemand, Market, MarketError, Node, Season,
    Storage, Trader, Year, exact, published,
};

/// A market with what is known of its equilibrium.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Name within its file; empty if the file has one case only.
    pub name: String,
    /// The market.
    pub market: Market,
    /// Known numbers.
    pub expected: Vec<Expected>,
}

/// A number known of an equilibrium.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Which number.
    pub quantity: Quantity,
    /// Its value.
    pub value: f64,
}

/// A number of an equilibrium, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the equilibrium's fields")]
pub enum Quantity {
    Price { node: usize, block: usize },
    Consumption { node: usize, block: usize },
    Production { trader: usize, block: usize },
    Sales { trader: usize, node: usize, block: usize },
    Flow { arc: usize, block: usize },
    Withdrawal { storage: usize, block: usize },
    CapacityPrice { capacity: usize, block: usize },
    StorageRent { storage: usize, block: usize },
    Objective,
    Expansion { capacity: usize, year: usize },
    Profit { trader: usize },
}

/// Reads the case or cases of a JSON text.
///
/// ```
/// use linepack_economics::market::read_cases;
/// let wrong = read_cases("{\"data\": {\"golombek\": {}}}");
/// assert!(wrong.is_err_and(|error| error.to_string().contains("missing field")));
/// ```
pub fn read_cases(text: &str) -> Result<Vec<Case>, MarketError> {
    let layout = |error: serde_json::Error| MarketError::Layout { message: error.to_string() };
    let value: Value = serde_json::from_str(text).map_err(layout)?;
    if value.get("nodes").is_some() {
        // Read from the text, not from the value: errors then tell line and column.
        let market = serde_json::from_str(text).map_err(layout)?;
        return Ok(vec![Case { name: String::new(), market, expected: Vec::new() }]);
    }
    if value.get("data").and_then(|data| data.get("golombek")).is_some() {
        let file: WorldFile = serde_json::from_str(text).map_err(layout)?;
        return Ok(vec![file.case()?]);
    }
    if let Some(cases) = published::read(&value)? {
        return Ok(cases);
    }
    match exact::read(&value)? {
        Some(cases) => Ok(cases),
        None => Err(MarketError::Layout {
            message: "neither `nodes` nor `data.golombek` nor any known case's fields".into(),
        }),
    }
}

impl Case {
    /// How far an equilibrium is from each expected number, in the order of `expected`.
    pub fn differences(&self, equilibrium: &Equilibrium) -> Vec<f64> {
        self.expected.iter().map(|e| (self.found(equilibrium, e.quantity) - e.value).abs()).collect()
    }

    /// The number that an equilibrium has for a quantity; not a number where there is none.
    pub fn found(&self, equilibrium: &Equilibrium, quantity: Quantity) -> f64 {
        let at = |table: &[Vec<f64>], row: usize, column: usize| {
            table.get(row).and_then(|list| list.get(column)).copied().unwrap_or(f64::NAN)
        };
        match quantity {
            Quantity::Price { node, block } => at(&equilibrium.price, node, block),
            Quantity::Consumption { node, block } => at(&equilibrium.consumption, node, block),
            Quantity::Production { trader, block } => at(&equilibrium.production, trader, block),
            Quantity::Sales { trader, node, block } => {
                equilibrium.sales.get(trader).map_or(f64::NAN, |sales| at(sales, node, block))
            }
            Quantity::Flow { arc, block } => equilibrium
                .flows
                .get(arc)
                .map_or(f64::NAN, |flows| (0..flows.len()).map(|row| at(flows, row, block)).sum()),
            Quantity::Withdrawal { storage, block } => at(&equilibrium.withdrawal, storage, block),
            Quantity::CapacityPrice { capacity, block } => at(&equilibrium.capacity_price, capacity, block),
            Quantity::StorageRent { storage, block } => at(&equilibrium.storage_rent, storage, block),
            Quantity::Objective => equilibrium.objective,
            Quantity::Expansion { capacity, year } => at(&equilibrium.expansion, capacity, year),
            Quantity::Profit { trader } => {
                let sales = equilibrium.sales.get(trader).into_iter().flatten().zip(&equilibrium.price);
                let revenue: f64 = sales.flat_map(|(s, p)| s.iter().zip(p)).map(|(s, p)| s * p).sum();
                let of = &self.market.traders[trader];
                let rise = |q: f64| of.rise.map_or(0.0, |rise| rise.total(q, of.cost.capacity));
                let cost = |q: f64| of.cost.total(q) + rise(q);
                revenue - equilibrium.production[trader].iter().map(|&q| cost(q)).sum::<f64>()
            }
        }
    }
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
        found.ok_or_else(|| MarketError::Layout {
            message: match self {
                Self::Number(number) => {
                    format!("`{what}` refers to number {number}, there are {}", names.len())
                }
                Self::Name(name) => format!("`{what}` refers to `{name}`, which there is not"),
            },
        })
    }
}

#[derive(Deserialize)]
struct WorldFile {
    data: World,
    #[serde(default)]
    expected: BTreeMap<String, Value>,
}

/// Capacities by name, or by number with the names left out.
#[derive(Deserialize)]
#[serde(untagged)]
enum Capacities {
    Named(BTreeMap<String, f64>),
    Numbered(Vec<f64>),
}

#[derive(Deserialize)]
struct World {
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
    /// Expansion cost: of a year y it is twice this times the discount factor of y.
    #[serde(default)]
    expansion_cost_times2: Vec<f64>,
    #[serde(default)]
    storage_nodes: Vec<Reference>,
    #[serde(default)]
    working_gas: Vec<f64>,
    #[serde(default)]
    storage: Option<WorldStorage>,
}

fn single() -> Vec<f64> {
    vec![1.0]
}

#[derive(Deserialize)]
struct WorldCost {
    alpha: Vec<f64>,
    beta: Vec<f64>,
    gamma: Vec<f64>,
    #[serde(rename = "Qbar")]
    capacity: Vec<f64>,
    #[serde(alias = "prod_cap_fraction")]
    cap_fraction: f64,
}

#[derive(Deserialize)]
struct WorldArc {
    frm: Reference,
    to: Reference,
    cost: f64,
    loss: f64,
    uses: Vec<Reference>,
}

#[derive(Deserialize)]
struct WorldStorage {
    inj_cost: f64,
    ext_cost: f64,
    inj_eff: f64,
}

/// The entry of a list that must have one per element.
fn entry<T: Copy>(list: &[T], index: usize, field: &'static str) -> Result<T, MarketError> {
    list.get(index).copied().ok_or_else(|| MarketError::Layout {
        message: format!("`{field}` has {} values, more are needed", list.len()),
    })
}

/// Names given, or numbers in their place.
fn names(given: &[String], count: usize, kind: &str) -> Vec<String> {
    if given.is_empty() { (0..count).map(|i| format!("{kind} {i}")).collect() } else { given.to_vec() }
}

impl WorldFile {
    fn case(self) -> Result<Case, MarketError> {
        let world = self.data;
        let regions = names(&world.regions, world.int.len(), "region");
        let traders = names(&world.traders, world.home.len(), "trader");
        let market = world.market(&regions, &traders)?;
        let mut expected = Vec::new();
        let blocks = market.blocks();
        for (key, quantity) in [("price", 0), ("consumption", 1), ("price_RxB", 0), ("consumption", 1)] {
            let Some(known) = self.expected.get(key) else { continue };
            for (node, name) in regions.iter().enumerate() {
                for block in 0..blocks {
                    let value = known.get(name).or_else(|| known.get(node)?.get(block));
                    if let Some(value) = value.and_then(Value::as_f64) {
                        let price = Quantity::Price { node, block };
                        let quantity =
                            if quantity == 0 { price } else { Quantity::Consumption { node, block } };
                        expected.push(Expected { quantity, value });
                    }
                }
            }
        }
        if let Some(known) = self.expected.get("production") {
            for (trader, name) in traders.iter().enumerate() {
                if let Some(value) = known.get(name).and_then(Value::as_f64) {
                    expected.push(Expected { quantity: Quantity::Production { trader, block: 0 }, value });
                }
            }
        }
        Ok(Case { name: String::new(), market, expected })
    }
}

impl World {
    fn market(&self, regions: &[String], traders: &[String]) -> Result<Market, MarketError> {
        let (capacity_names, capacity_values): (Vec<String>, Vec<f64>) = match &self.cap {
            Capacities::Named(map) => map.iter().map(|(name, value)| (name.clone(), *value)).unzip(),
            Capacities::Numbered(values) => (names(&[], values.len(), "capacity"), values.clone()),
        };
        let demand = |n: usize| -> Result<LinearDemand, MarketError> {
            Ok(LinearDemand {
                intercept: entry(&self.int, n, "int")?,
                slope: entry(&self.slope, n, "slope")?,
            })
        };
        let node = |(n, name): (usize, &String)| -> Result<Node, MarketError> {
            Ok(Node {
                name: name.clone(),
                demand: Some(demand(n)?.into()),
                demand_factor: Vec::new(),
                injection: Vec::new(),
            })
        };
        let capacity = |(k, name): (usize, &String)| Capacity {
            name: name.clone(),
            value: capacity_values[k],
            value_by_year: Vec::new(),
            expansion_cost: self.expansion_cost_times2.get(k).map(|cost| 2.0 * cost),
            discount: Vec::new(),
        };
        let years = self.discount.iter().enumerate().map(|(y, &discount)| {
            let demand_factor = entry(&self.year_demand_factor, y, "year_demand_factor")?;
            Ok(Year { name: (y + 1).to_string(), discount, duration: 1.0, demand_factor })
        });
        let seasons = self.season_weight.iter().enumerate().map(|(d, &weight)| {
            let demand_factor = entry(&self.season_demand_factor, d, "season_demand_factor")?;
            Ok(Season { name: (d + 1).to_string(), weight, demand_factor })
        });
        Ok(Market {
            nodes: regions.iter().enumerate().map(node).collect::<Result<_, _>>()?,
            traders: (0..traders.len())
                .map(|t| self.trader(t, regions, traders))
                .collect::<Result<_, _>>()?,
            arcs: self.arcs.iter().map(|arc| arc.read(regions, &capacity_names)).collect::<Result<_, _>>()?,
            capacities: capacity_names.iter().enumerate().map(capacity).collect(),
            storages: self.storages(regions)?,
            years: years.collect::<Result<_, MarketError>>()?,
            seasons: seasons.collect::<Result<_, MarketError>>()?,
            formulation: Formulation::Routed,
            influences: Vec::new(),
        })
    }

    fn trader(&self, t: usize, regions: &[String], traders: &[String]) -> Result<Trader, MarketError> {
        let home = self.home.get(t).ok_or_else(|| MarketError::Layout {
            message: format!("`home` of trader `{}` is missing", traders[t]),
        })?;
        let cost = &self.golombek;
        Ok(Trader {
            name: traders[t].clone(),
            home: home.find(regions, "home")?,
            cost: Golombek {
                alpha: entry(&cost.alpha, t, "alpha")?,
                beta: entry(&cost.beta, t, "beta")?,
                gamma: entry(&cost.gamma, t, "gamma")?,
                capacity: entry(&cost.capacity, t, "Qbar")?,
                cap_fraction: cost.cap_fraction,
            },
            capacity_by_year: Vec::new(),
            conjecture: self.delta.get(t).cloned().unwrap_or_default(),
            forward: Vec::new(),
            contracts: Vec::new(),
            rise: None,
            reserve: None,
            discount: Vec::new(),
        })
    }

    fn storages(&self, regions: &[String]) -> Result<Vec<Storage>, MarketError> {
        let Some(terms) = &self.storage else { return Ok(Vec::new()) };
        let storage = |(m, node): (usize, &Reference)| -> Result<Storage, MarketError> {
            let node = node.find(regions, "storage_nodes")?;
            Ok(Storage {
                name: format!("storage {}", regions[node]),
                node,
                working_gas: entry(&self.working_gas, m, "working_gas")?,
                injection_cost: terms.inj_cost,
                withdrawal_cost: terms.ext_cost,
                injection_efficiency: terms.inj_eff,
                injection_rate: None,
                withdrawal_rate: None,
            })
        };
        self.storage_nodes.iter().enumerate().map(storage).collect()
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
