//! Small cases with exact answers: the layouts of their files, and the markets that their words describe.

use serde_json::Value;

use super::{
    Arc, Capacity, Contract, Formulation, Golombek, LinearDemand, Market, MarketError, Node, Season, Storage,
    Trader, Year,
    cases::{Case, Expected, Quantity},
};

/// A capacity that never binds.
pub(super) const AMPLE: f64 = 1000.0;

/// The cases of a file, if its layout is one of these.
pub(super) fn read(file: &Value) -> Result<Option<Vec<Case>>, MarketError> {
    let Some(first) = file.get("cases").and_then(|cases| cases.get(0)) else {
        return take_or_pay(file);
    };
    let has = |key: &str| first.get(key).is_some();
    let (build, fields): (Builder, &[&str]) = if has("inverse_demand") {
        (|case| Ok(vec![oligopoly(case)?]), &["inverse_demand", "marginal_cost", "delta"])
    } else if has("cournot") {
        (|case| Ok(vec![two_regions(case)?]), &["cournot", "cap"])
    } else if has("K") {
        (|case| Ok(vec![two_seasons(case)?]), &["K"])
    } else if has("k") {
        (|case| Ok(vec![two_years(case)?]), &["k"])
    } else if has("a") && has("c") {
        (forward, &["a", "c", "f"])
    } else {
        return Ok(None);
    };
    let cases = file.get("cases").and_then(Value::as_array).into_iter().flatten();
    let mut read = Vec::new();
    for case in cases.chain(file.get("fixed_contract_case")) {
        no_others(case, fields)?;
        read.extend(build(case)?);
    }
    Ok(Some(read))
}

/// Makes the markets of one entry of a file.
type Builder = fn(&Value) -> Result<Vec<Case>, MarketError>;

/// Refuses a field that this kind of case does not have.
fn no_others(case: &Value, known: &[&str]) -> Result<(), MarketError> {
    let always = ["name", "note", "expected"];
    let mut keys = case.as_object().into_iter().flat_map(|fields| fields.keys());
    match keys.find(|key| !always.contains(&key.as_str()) && !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(MarketError::Layout {
            message: format!("a case has the unknown field `{key}`, known are {}", known.join(", ")),
        }),
    }
}

/// A number written as such, or as `{"frac": …, "value": …}` or `{"int": …}`.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.get("value").or_else(|| value.get("int"))?.as_f64())
}

fn field(value: &Value, key: &str) -> Result<f64, MarketError> {
    value
        .get(key)
        .and_then(number)
        .ok_or_else(|| MarketError::Layout { message: format!("no number `{key}`") })
}

fn list(value: &Value, key: &str) -> Result<Vec<f64>, MarketError> {
    let numbers = value.get(key).and_then(Value::as_array).map(|list| list.iter().map(number).collect());
    numbers.flatten().ok_or_else(|| MarketError::Layout { message: format!("no list of numbers `{key}`") })
}

/// The known numbers among those that an answer could be compared with.
fn expected(case: &Value, known: &[(&str, Quantity)]) -> Vec<Expected> {
    let case = case.get("expected").unwrap_or(&Value::Null);
    let found = |&(key, quantity): &(&str, Quantity)| {
        Some(Expected { quantity, value: case.get(key).and_then(number)? })
    };
    known.iter().filter_map(found).collect()
}

/// The known numbers of a list, one a seller.
fn listed(case: &Value, key: &str, quantity: impl Fn(usize) -> Quantity) -> Vec<Expected> {
    let values = case.get("expected").and_then(|known| known.get(key)).and_then(Value::as_array);
    let found = |(seller, value): (usize, &Value)| {
        Some(Expected { quantity: quantity(seller), value: number(value)? })
    };
    values.into_iter().flatten().enumerate().filter_map(found).collect()
}

pub(super) fn node(name: &str, intercept: f64, slope: f64) -> Node {
    let demand = (intercept > 0.0).then_some(LinearDemand { intercept, slope }.into());
    Node { name: name.into(), demand, demand_factor: Vec::new(), injection: Vec::new() }
}

pub(super) fn trader(name: &str, home: usize, marginal_cost: f64, conjecture: Vec<f64>) -> Trader {
    Trader {
        name: name.into(),
        home,
        cost: Golombek { alpha: marginal_cost, beta: 0.0, gamma: 0.0, capacity: AMPLE, cap_fraction: 1.0 },
        capacity_by_year: Vec::new(),
        conjecture,
        forward: Vec::new(),
        contracts: Vec::new(),
        rise: None,
        reserve: None,
        discount: Vec::new(),
    }
}

pub(super) fn market(nodes: Vec<Node>, traders: Vec<Trader>) -> Market {
    Market {
        nodes,
        traders,
        arcs: Vec::new(),
        capacities: Vec::new(),
        storages: Vec::new(),
        years: vec![Year { name: "1".into(), discount: 1.0, duration: 1.0, demand_factor: 1.0 }],
        seasons: vec![Season { name: "1".into(), weight: 1.0, demand_factor: 1.0 }],
        formulation: Formulation::Routed,
        influences: Vec::new(),
    }
}

fn link(market: &mut Market, cost: f64, capacity: f64, expansion_cost: Option<f64>) {
    market.arcs.push(Arc {
        name: "A to B".into(),
        from: 0,
        to: 1,
        cost,
        loss: 0.0,
        uses: vec![0],
        open_to: None,
        tax: 0.0,
    });
    let name = "link".into();
    market.capacities.push(Capacity {
        name,
        value: capacity,
        value_by_year: Vec::new(),
        expansion_cost,
        discount: Vec::new(),
    });
}

/// One market, sellers with conjectures: `inverse_demand`, `marginal_cost`, `delta`.
fn oligopoly(case: &Value) -> Result<Case, MarketError> {
    let demand = case.get("inverse_demand").unwrap_or(&Value::Null);
    let (costs, deltas) = (list(case, "marginal_cost")?, list(case, "delta")?);
    if costs.len() != deltas.len() {
        let message = format!("`marginal_cost` has {} values, `delta` {}", costs.len(), deltas.len());
        return Err(MarketError::Layout { message });
    }
    let sellers = costs.iter().zip(&deltas).enumerate();
    let sellers = sellers.map(|(i, (&c, &delta))| trader(&format!("seller {}", i + 1), 0, c, vec![delta]));
    let market =
        market(vec![node("market", field(demand, "int")?, field(demand, "slope")?)], sellers.collect());
    let mut known = expected(case, &[("price", Quantity::Price { node: 0, block: 0 })]);
    known.extend(listed(case, "q", |trader| Quantity::Sales { trader, node: 0, block: 0 }));
    known.extend(listed(case, "profit", |trader| Quantity::Profit { trader }));
    let name = case.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(Case { name, market, expected: known })
}

/// P = a − Q, two Cournot firms with cost c: without forward sales, and with those of Allaz and Vila's first
/// round, f = (a − c)/5 each (J. Econ. Theory 59 (1993) 1–16); or with the forward sales `f` of the file.
fn forward(case: &Value) -> Result<Vec<Case>, MarketError> {
    let (a, c) = (field(case, "a")?, field(case, "c")?);
    let sales = |trader| Quantity::Sales { trader, node: 0, block: 0 };
    let (price, sold) = (Quantity::Price { node: 0, block: 0 }, Quantity::Forward { trader: 0, node: 0 });
    let market = |forward: &[f64]| {
        let firm = |(i, &f): (usize, &f64)| Trader {
            forward: vec![f],
            ..trader(["first", "second"][i], 0, c, vec![1.0])
        };
        market(vec![node("market", a, 1.0)], forward.iter().take(2).enumerate().map(firm).collect())
    };
    let name = format!("a = {a}, c = {c}");
    if case.get("f").is_some() {
        let mut known = expected(case, &[("p", price)]);
        known.extend(listed(case, "q", sales));
        let market = market(&list(case, "f")?);
        return Ok(vec![Case { name: format!("{name}, forward sales given"), market, expected: known }]);
    }
    let spot = [("cournot_p", price), ("cournot_q", sales(0)), ("cournot_q", sales(1))];
    let round = [("forward_f", sold), ("p", price), ("q", sales(0)), ("q", sales(1))];
    let first = (a - c) / 5.0;
    Ok(vec![
        Case {
            name: format!("{name}, spot only"),
            market: market(&[0.0; 2]),
            expected: expected(case, &spot),
        },
        Case {
            name: format!("{name}, one forward round"),
            market: market(&[first; 2]),
            expected: expected(case, &round),
        },
    ])
}

/// P = 60 − Q in A and B; one trader in A at cost 4, a link at cost 5 with capacity `cap`, one in B at cost 10.
fn two_regions(case: &Value) -> Result<Case, MarketError> {
    let cournot = case.get("cournot").and_then(Value::as_bool).unwrap_or_default();
    let delta = if cournot { 1.0 } else { 0.0 };
    let traders = vec![trader("A", 0, 4.0, vec![delta; 2]), trader("B", 1, 10.0, vec![delta; 2])];
    let mut market = market(vec![node("A", 60.0, 1.0), node("B", 60.0, 1.0)], traders);
    let capacity = field(case, "cap")?;
    link(&mut market, 5.0, capacity, None);
    let known = [
        ("sA", Quantity::Sales { trader: 0, node: 0, block: 0 }),
        ("pA", Quantity::Price { node: 0, block: 0 }),
        ("x_AB", Quantity::Flow { arc: 0, block: 0 }),
        ("sB_local", Quantity::Sales { trader: 1, node: 1, block: 0 }),
        ("pB", Quantity::Price { node: 1, block: 0 }),
        ("congestion_rent", Quantity::CapacityPrice { capacity: 0, block: 0 }),
    ];
    let name = format!("{}, capacity {capacity}", if cournot { "Cournot" } else { "price takers" });
    Ok(Case { name, market, expected: expected(case, &known) })
}

/// P = 60 − Q and 120 − Q in two seasons, supply at marginal cost q, storage at 4 a unit with capacity `K`.
fn two_seasons(case: &Value) -> Result<Case, MarketError> {
    let mut producer = trader("producer", 0, 0.0, vec![0.0; 2]);
    producer.cost.beta = 1.0;
    // 60 − Q in the first season; twice the intercept needs its own node, as a factor would turn the slope too.
    let mut low = node("low", 60.0, 1.0);
    low.demand_factor = vec![1.0, 0.0];
    let mut high = node("high", 120.0, 1.0);
    high.demand_factor = vec![0.0, 1.0];
    let mut market = market(vec![low, high], vec![producer]);
    market.seasons =
        ["L", "H"].map(|name| Season { name: name.into(), weight: 1.0, demand_factor: 1.0 }).to_vec();
    link(&mut market, 0.0, AMPLE, None);
    let capacity = field(case, "K")?;
    market.storages.push(Storage {
        name: "storage".into(),
        node: 0,
        working_gas: capacity,
        injection_cost: 4.0,
        withdrawal_cost: 0.0,
        injection_efficiency: 1.0,
        injection_rate: None,
        withdrawal_rate: None,
    });
    let known = [
        ("transfer", Quantity::Withdrawal { storage: 0, block: 1 }),
        ("rent", Quantity::StorageRent { storage: 0, block: 0 }),
        ("P_L", Quantity::Price { node: 0, block: 0 }),
        ("P_H", Quantity::Price { node: 1, block: 1 }),
    ];
    Ok(Case { name: format!("storage {capacity}"), market, expected: expected(case, &known) })
}

/// P = 100 − Q in B in two years, supply in A at 20, transport 10, capacity 30, expansion in year 1 at `k` a unit, r = 10 %.
fn two_years(case: &Value) -> Result<Case, MarketError> {
    let nodes = vec![node("A", 0.0, 0.0), node("B", 100.0, 1.0)];
    let mut market = market(nodes, vec![trader("producer", 0, 20.0, vec![0.0; 2])]);
    market.years = [("1", 1.0), ("2", 1.0 / 1.1)]
        .map(|(name, discount)| Year { name: name.into(), discount, duration: 1.0, demand_factor: 1.0 })
        .to_vec();
    let cost = field(case, "k")?;
    link(&mut market, 10.0, 30.0, Some(cost));
    let known = [
        ("p1", Quantity::Price { node: 1, block: 0 }),
        ("p2", Quantity::Price { node: 1, block: 1 }),
        ("D", Quantity::Expansion { capacity: 0, year: 0 }),
        ("rent1", Quantity::CapacityPrice { capacity: 0, block: 0 }),
    ];
    Ok(Case { name: format!("expansion at {cost}"), market, expected: expected(case, &known) })
}

/// P = 100 − Q, spot gas at 40 (or `spot_mc`), a contract of 50 at 55 of which 80 % must be taken.
fn take_or_pay(file: &Value) -> Result<Option<Vec<Case>>, MarketError> {
    let told = file.get("data").and_then(Value::as_str).is_some_and(|words| words.contains("take-or-pay"));
    if !told && file.get("expected").and_then(|known| known.get("contract_taken")).is_none() {
        return Ok(None);
    }
    let case = |spot: f64, answers: &Value| -> Result<Case, MarketError> {
        let mut contract = trader("contract", 0, 55.0, vec![0.0]);
        contract.cost.capacity = 50.0;
        contract.contracts.push(Contract {
            name: "50".into(),
            node: 0,
            volume: vec![50.0],
            take_or_pay: 0.8,
        });
        let spot_seller = trader("spot", 0, spot, vec![0.0]);
        let market = market(vec![node("market", 100.0, 1.0)], vec![contract, spot_seller]);
        let known = [
            ("contract_taken", Quantity::Sales { trader: 0, node: 0, block: 0 }),
            ("spot", Quantity::Sales { trader: 1, node: 0, block: 0 }),
            ("Q", Quantity::Consumption { node: 0, block: 0 }),
            ("price", Quantity::Price { node: 0, block: 0 }),
        ];
        let mut known = expected(answers, &known);
        let loss = expected(answers, &[("contract_loss", Quantity::Profit { trader: 0 })]);
        known.extend(loss.into_iter().map(|loss| Expected { value: -loss.value, ..loss }));
        Ok(Case { name: format!("spot gas at {spot}"), market, expected: known })
    };
    let mut cases = vec![case(40.0, file)?];
    if let Some(variant) = file.get("variant") {
        cases.push(case(field(variant, "spot_mc")?, variant)?);
    }
    Ok(Some(cases))
}
