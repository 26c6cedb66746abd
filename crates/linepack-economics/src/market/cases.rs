//! Markets written as JSON: our own layout, and the layouts of the published and reference cases.
//!
//! | layout                  | told by                                          |
//! |-------------------------|--------------------------------------------------|
//! | own                     | `nodes`, `traders`, …: a [`Market`] as it stands |
//! | world                   | `data.golombek`: see [`layout`](super::layout)   |
//! | published models        | see [`published`](super::published)              |
//! | oligopoly and small     | see [`exact`](super::exact)                      |
//!
//! A file may carry what is expected of its answer; [`Case::differences`] compares.

use serde_json::Value;

use super::{Equilibrium, Market, MarketError, exact, layout, published};

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
    Forward { trader: usize, node: usize },
}

/// Reads the case or cases of a JSON text.
///
/// ```
/// use linepack_economics::market::read_cases;
/// let wrong = read_cases("{\"data\": {\"golombek\": {}}}");
/// assert!(wrong.is_err_and(|error| error.to_string().contains("missing field")));
/// ```
pub fn read_cases(text: &str) -> Result<Vec<Case>, MarketError> {
    let value: Value = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    if value.get("nodes").is_some() {
        // Read from the text, not from the value: errors then tell line and column.
        let market = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
        return Ok(vec![Case { name: String::new(), market, expected: Vec::new() }]);
    }
    if value.get("data").and_then(|data| data.get("golombek")).is_some() {
        return Ok(vec![layout::read(text)?]);
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

/// A text that is not what it should be, with line and column where known.
pub(super) fn unreadable(error: &serde_json::Error) -> MarketError {
    MarketError::Layout { message: error.to_string() }
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
            Quantity::Forward { trader, node } => self.market.forward(trader, node),
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
