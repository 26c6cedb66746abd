//! The answers to a file by names, ready to be written as JSON.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Case, Equilibrium, Formulation, Market, MarketError, Options, Quantity, Unique, line_of, read_cases,
    solve,
};

/// Numbers by block's name.
type Blocks = IndexMap<String, f64>;

/// What [`answers`] returns.
///
/// A file with one market has its answer's fields at the top; one with several lists them under `cases`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// `equilibrium` if every market of the file has one, else `not_found`, `infeasible` or `refused`: the first found.
    pub verdict: String,
    /// What went wrong, known answers that are missed, fields that were not read.
    pub messages: Vec<Message>,
    /// Units of the file's numbers, in its own words; empty if it does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub units: String,
    /// The answer to the file's only market.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// The answers of a file of several markets, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Answer>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `error`, `warning` or `note`.
    pub level: String,
    /// What is the matter.
    pub text: String,
    /// Line of the text, counted from 1, where that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// One thing to try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// The equilibrium of one market by names. Volumes are annual rates of their block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Name within its file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// `routed` or `swap`.
    pub formulation: Formulation,
    /// Names of the blocks, in order.
    pub blocks: Vec<String>,
    /// Price by node and block.
    pub prices: IndexMap<String, Blocks>,
    /// Consumption by node and block, with fixed withdrawals where there is no demand.
    pub consumption: IndexMap<String, Blocks>,
    /// Production by trader and block.
    pub production: IndexMap<String, Blocks>,
    /// Sales by trader, node and block; what is nothing in every block is left out.
    pub sales: IndexMap<String, IndexMap<String, Blocks>>,
    /// Flow sent by arc and block, of all traders together.
    pub flows: IndexMap<String, Blocks>,
    /// Net withdrawal by storage and block.
    pub withdrawal: IndexMap<String, Blocks>,
    /// Rent by capacity and block.
    pub capacity_prices: IndexMap<String, Blocks>,
    /// Rent of working gas by storage and block.
    pub storage_rents: IndexMap<String, Blocks>,
    /// Expansion by capacity and year.
    pub expansion: IndexMap<String, Blocks>,
    /// Natural complementarity residual, the market's own units.
    pub residual: f64,
    /// Factorisations.
    pub iterations: usize,
    /// Volumes solved for.
    pub variables: usize,
    /// Which quantities are the only possible ones.
    pub unique: Unique,
    /// Known numbers, if the file brings them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Known>,
}

impl Answer {
    /// The answer of a market by names.
    pub fn of(name: &str, market: &Market, equilibrium: &Equilibrium) -> Self {
        let case = Case { name: name.to_owned(), market: market.clone(), expected: Vec::new() };
        written(&case, equilibrium)
    }
}

/// A known number beside the one found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// What it is, such as `price of CHN in 2030`.
    pub quantity: String,
    /// As the file has it.
    pub expected: f64,
    /// As found here.
    pub found: f64,
    /// Whether no other number is possible.
    pub unique: bool,
}

/// Difference, relative to one or the number itself, from which a known answer counts as missed.
const MISSED: f64 = 1e-6;

/// Solves every market of a JSON text (see [`read_cases`]) and writes the answers down.
///
/// An `Err` is a text that is no market, or a market that makes no sense; a sound market without an
/// answer is a verdict.
///
/// ```
/// use linepack_economics::market::{Options, answers};
/// let text = r#"{ "cases": [ { "name": "duopoly", "inverse_demand": { "int": 100, "slope": 1 },
///     "marginal_cost": [10, 10], "delta": [1, 1],
///     "expected": { "price": 40, "q": [30, 30], "profit": [900, 900] } } ] }"#;
/// let answer = answers(text, &Options::default())?;
/// assert_eq!(answer.verdict, "equilibrium");
/// let found = answer.answer.ok_or("one market")?;
/// assert!((found.prices["market"]["1"] - 40.0).abs() < 1e-9 && found.residual <= 1e-8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn answers(text: &str, options: &Options) -> Result<Answers, MarketError> {
    let file: Value = serde_json::from_str(text).unwrap_or_default();
    let mut document = Answers {
        verdict: "equilibrium".into(),
        messages: unread(&file, text),
        units: file.get("units").and_then(Value::as_str).unwrap_or_default().to_owned(),
        answer: None,
        cases: Vec::new(),
    };
    for case in read_cases(text)? {
        let verdict = match solve(&case.market, options) {
            Ok(equilibrium) => {
                let answer = written(&case, &equilibrium);
                document.messages.extend(missed(&answer));
                document.cases.push(answer);
                continue;
            }
            Err(error) => {
                let verdict = match error {
                    MarketError::Infeasible { .. } => "infeasible",
                    MarketError::NotSolved { .. } => "not_found",
                    MarketError::Refused { .. } => "refused",
                    error => return Err(error),
                };
                document.messages.push(told(&case.name, &error, text));
                verdict
            }
        };
        if document.verdict == "equilibrium" {
            document.verdict = verdict.into();
        }
    }
    if document.cases.len() == 1 {
        document.answer = document.cases.pop();
    }
    Ok(document)
}

/// Fields beside the market that were not read; words are taken for remarks.
fn unread(file: &Value, text: &str) -> Vec<Message> {
    const READ: [&str; 8] = [
        "data",
        "cases",
        "expected",
        "expected_cross_price",
        "expected_as_coded_in_gams_spatequ",
        "variant",
        "fixed_contract_case",
        "units",
    ];
    let fields = file.as_object().filter(|_| file.get("nodes").is_none());
    let others = fields
        .into_iter()
        .flatten()
        .filter(|(key, value)| !READ.contains(&key.as_str()) && !value.is_string());
    let message = |(key, _): (&String, &Value)| Message {
        level: "warning".into(),
        line: line_of(text, &MarketError::Layout { message: format!("`{key}`") }),
        text: format!("field `{key}` of the file was not read"),
        hint: Some("the market stands in `data` or `cases`".into()),
    };
    others.map(message).collect()
}

fn told(case: &str, error: &MarketError, file: &str) -> Message {
    let text = error.to_string();
    let (text, hint) = match text.split_once("\nhint: ") {
        Some((text, hint)) => (text.to_owned(), Some(hint.to_owned())),
        None => (text, None),
    };
    let text = if case.is_empty() { text } else { format!("{case}: {text}") };
    Message { level: "error".into(), text, line: line_of(file, error), hint }
}

fn missed(answer: &Answer) -> Vec<Message> {
    let near = |known: &&Known| {
        let far = (known.found - known.expected).abs() / known.expected.abs().max(1.0);
        far.is_nan() || far > MISSED
    };
    let case = if answer.name.is_empty() { String::new() } else { format!("{}: ", answer.name) };
    let message = |known: &Known| Message {
        level: if known.unique { "warning" } else { "note" }.into(),
        line: None,
        text: format!("{case}{} is {}, the file expects {}", known.quantity, known.found, known.expected),
        hint: (!known.unique).then(|| "this quantity need not be unique".into()),
    };
    answer.known.iter().filter(near).map(message).collect()
}

fn written(case: &Case, equilibrium: &Equilibrium) -> Answer {
    let market = &case.market;
    let names: Vec<String> = (0..market.blocks()).map(|block| market.block_name(block)).collect();
    let line = |values: &[f64]| -> Blocks { names.iter().cloned().zip(values.iter().copied()).collect() };
    let table = |of: &mut dyn Iterator<Item = &str>, rows: &[Vec<f64>]| -> IndexMap<String, Blocks> {
        of.zip(rows).map(|(name, row)| (name.to_owned(), line(row))).collect()
    };
    let nodes = || market.nodes.iter().map(|node| node.name.as_str());
    let traders = || market.traders.iter().map(|trader| trader.name.as_str());
    let storages = || market.storages.iter().map(|storage| storage.name.as_str());
    let sales = traders().zip(&equilibrium.sales).map(|(trader, rows)| {
        let sold = nodes().zip(rows).filter(|(_, row)| row.iter().any(|volume| *volume > 0.0));
        (trader.to_owned(), sold.map(|(node, row)| (node.to_owned(), line(row))).collect())
    });
    let totals: Vec<Vec<f64>> = equilibrium
        .flows
        .iter()
        .map(|rows| (0..names.len()).map(|block| rows.iter().map(|row| row[block]).sum()).collect())
        .collect();
    let years = |values: &[f64]| -> Blocks {
        market.years.iter().map(|year| year.name.clone()).zip(values.iter().copied()).collect()
    };
    let expansion = market.capacities.iter().zip(&equilibrium.expansion);
    let expansion = expansion.filter(|(capacity, _)| capacity.expansion_cost.is_some());
    // A withdrawal that is fixed is consumption too where there is no other.
    let taken = |(n, row): (usize, &Vec<f64>)| -> Vec<f64> {
        let fixed = |block: usize| match market.nodes[n].demand {
            None => (-market.injection(n, block)).max(0.0),
            Some(_) => 0.0,
        };
        row.iter().enumerate().map(|(block, volume)| volume + fixed(block)).collect()
    };
    let consumption: Vec<Vec<f64>> = equilibrium.consumption.iter().enumerate().map(taken).collect();
    Answer {
        name: case.name.clone(),
        formulation: market.formulation,
        prices: table(&mut nodes(), &equilibrium.price),
        consumption: table(&mut nodes(), &consumption),
        production: table(&mut traders(), &equilibrium.production),
        sales: sales.collect(),
        flows: arcs(market, &totals, &line),
        withdrawal: table(&mut storages(), &equilibrium.withdrawal),
        capacity_prices: table(
            &mut market.capacities.iter().map(|capacity| capacity.name.as_str()),
            &equilibrium.capacity_price,
        ),
        storage_rents: table(&mut storages(), &equilibrium.storage_rent),
        expansion: expansion.map(|(capacity, row)| (capacity.name.clone(), years(row))).collect(),
        residual: equilibrium.residual,
        iterations: equilibrium.iterations,
        variables: equilibrium.variables,
        unique: equilibrium.unique.clone(),
        known: known(case, equilibrium),
        blocks: names.clone(),
    }
}

/// Flows by arc; arcs of one name are told apart by their number.
fn arcs(market: &Market, totals: &[Vec<f64>], line: &dyn Fn(&[f64]) -> Blocks) -> IndexMap<String, Blocks> {
    let mut flows = IndexMap::new();
    for (a, (arc, row)) in market.arcs.iter().zip(totals).enumerate() {
        let taken = flows.contains_key(&arc.name);
        let name = if taken { format!("{} #{a}", arc.name) } else { arc.name.clone() };
        flows.insert(name, line(row));
    }
    flows
}

fn known(case: &Case, equilibrium: &Equilibrium) -> Vec<Known> {
    let one = |expected: &super::Expected| Known {
        quantity: name_of(&case.market, expected.quantity),
        expected: expected.value,
        found: case.found(equilibrium, expected.quantity),
        unique: is_unique(&equilibrium.unique, expected.quantity),
    };
    case.expected.iter().map(one).collect()
}

fn is_unique(unique: &Unique, quantity: Quantity) -> bool {
    match quantity {
        Quantity::Price { .. } => unique.price,
        Quantity::Consumption { .. } => unique.consumption,
        Quantity::Production { trader, .. } => unique.production.get(trader).is_some_and(|known| *known),
        Quantity::Sales { trader, node, .. } => {
            unique.sales.get(trader).and_then(|row| row.get(node)).is_some_and(|known| *known)
        }
        Quantity::Objective | Quantity::Forward { .. } => true,
        Quantity::Flow { .. } => unique.flows,
        Quantity::Withdrawal { .. } => unique.withdrawal,
        Quantity::Expansion { .. } => unique.expansion,
        Quantity::StorageRent { .. } => unique.storage_rent,
        Quantity::CapacityPrice { .. } => unique.capacity_price,
        Quantity::Profit { trader } => {
            unique.price && unique.sales.get(trader).is_some_and(|row| row.iter().all(|known| *known))
        }
    }
}

fn name_of(market: &Market, quantity: Quantity) -> String {
    let node = |n: usize| market.nodes.get(n).map_or("", |node| &node.name);
    let trader = |t: usize| market.traders.get(t).map_or("", |trader| &trader.name);
    let storage = |m: usize| market.storages.get(m).map_or("", |storage| &storage.name);
    let capacity = |k: usize| market.capacities.get(k).map_or("", |capacity| &capacity.name);
    let (what, block) = match quantity {
        Quantity::Price { node: n, block } => (format!("price at {}", node(n)), block),
        Quantity::Consumption { node: n, block } => (format!("consumption at {}", node(n)), block),
        Quantity::Production { trader: t, block } => (format!("production of {}", trader(t)), block),
        Quantity::Sales { trader: t, node: n, block } => {
            (format!("sales of {} at {}", trader(t), node(n)), block)
        }
        Quantity::Flow { arc, block } => {
            (format!("flow over {}", market.arcs.get(arc).map_or("", |arc| &arc.name)), block)
        }
        Quantity::Withdrawal { storage: m, block } => (format!("withdrawal from {}", storage(m)), block),
        Quantity::CapacityPrice { capacity: k, block } => (format!("rent of {}", capacity(k)), block),
        Quantity::StorageRent { storage: m, block } => {
            (format!("rent of working gas of {}", storage(m)), block)
        }
        Quantity::Expansion { capacity: k, year } => {
            let year = market.years.get(year).map_or("", |year| &year.name);
            return format!("expansion of {} in {year}", capacity(k));
        }
        Quantity::Profit { trader: t } => return format!("profit of {}", trader(t)),
        Quantity::Forward { trader: t, node: n } => {
            return format!("forward sales of {} at {}", trader(t), node(n));
        }
        Quantity::Objective => return "objective".into(),
    };
    format!("{what} in {}", market.block_name(block))
}
