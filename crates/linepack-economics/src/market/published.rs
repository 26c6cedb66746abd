//! Published models in the layouts of their case files.
//!
//! | layout | model | told by |
//! |--------|-------|---------|
//! | gas trade | Manne and Beltramo (1984), price takers, demand of constant elasticity | `data.supply_ref` |
//! | commodities | Takayama and Judge, J. Farm Econ. 46 (1964) 67–93, cross prices | `data.alphaD` |
//! | costs that depend on others | Nagurney, Network Economics, 2nd ed. (1999) | `data.c11` |
//! | five firms | Murphy, Sherali and Soyster, Math. Programming 24 (1982) 92–106 | `data.L` |

use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Arc, Capacity, Element, Golombek, Influence, IsoelasticDemand, LinearDemand, Market, MarketError, Node,
    Rise, Trader,
    cases::{Case, Expected, Quantity},
    exact::{AMPLE, market, node, trader},
};

/// The cases of a file, if its layout is one of these.
pub(super) fn read(file: &Value) -> Result<Option<Vec<Case>>, MarketError> {
    let data = file.get("data").unwrap_or(&Value::Null);
    let known = file.get("expected").unwrap_or(&Value::Null);
    let has = |key: &str| data.get(key).is_some();
    let case = if has("supply_ref") {
        vec![gas_trade(&parsed(data)?, known)?]
    } else if has("alphaD") {
        commodities(&parsed(data)?, file)?
    } else if has("c11") {
        vec![influenced(&parsed(data)?, known)?]
    } else if has("L") && has("gamma") {
        vec![five_firms(&parsed(data)?, known)?]
    } else {
        return Ok(None);
    };
    Ok(Some(case))
}

fn parsed<T: DeserializeOwned>(data: &Value) -> Result<T, MarketError> {
    serde_json::from_value(data.clone()).map_err(|error| MarketError::Layout { message: error.to_string() })
}

fn wrong(message: String) -> MarketError {
    MarketError::Layout { message }
}

fn arc(name: String, (from, to): (usize, usize), cost: f64, uses: Vec<usize>) -> Arc {
    Arc { name, from, to, cost, loss: 0.0, uses, open_to: None, tax: 0.0 }
}

/// Known numbers by a list of what stands where.
fn known<'a>(at: &Value, what: impl IntoIterator<Item = (&'a str, Quantity)>) -> Vec<Expected> {
    let found = |(key, quantity): (&str, Quantity)| {
        let value = at.pointer(&format!("/{}", key.replace('~', "~0"))).and_then(Value::as_f64)?;
        Some(Expected { quantity, value })
    };
    what.into_iter().filter_map(found).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GasTrade {
    /// Price and quantity at two points, and the limit.
    supply_ref: BTreeMap<String, (f64, f64, f64, f64, Option<f64>)>,
    /// Price, quantity, elasticity.
    demand_ref: BTreeMap<String, (f64, f64, f64)>,
    fixed_demand: Vec<String>,
    unit_transport_cost: BTreeMap<String, f64>,
    pipeline_cap: BTreeMap<String, Option<f64>>,
}

/// Share of a supply's limit that can be produced.
const PRODUCIBLE: f64 = 0.99;

/// Supply cost a s − b ln(1 − s/c) through two points, c being the limit.
fn gas_trade(data: &GasTrade, expected: &Value) -> Result<Case, MarketError> {
    let supplies: Vec<&String> = data.supply_ref.keys().collect();
    let demands: Vec<&String> = data.demand_ref.keys().collect();
    let mut nodes: Vec<Node> =
        supplies.iter().map(|name| node(&format!("{name} supply"), 0.0, 0.0)).collect();
    for (&name, &(price, quantity, elasticity)) in demands.iter().zip(data.demand_ref.values()) {
        let fixed = data.fixed_demand.contains(name);
        let curve = IsoelasticDemand { price, quantity, elasticity };
        nodes.push(Node {
            name: (*name).clone(),
            demand: (!fixed).then(|| curve.into()),
            demand_factor: Vec::new(),
            injection: if fixed { vec![-quantity] } else { Vec::new() },
        });
    }
    let mut traders = Vec::new();
    for (home, (&name, &(p1, q1, p2, q2, limit))) in supplies.iter().zip(data.supply_ref.values()).enumerate()
    {
        let (mut alpha, mut rise) = (p1, None);
        if let Some(c) = limit {
            let weight = (p1 - p2) / (1.0 / (c - q1) - 1.0 / (c - q2));
            alpha = p1 - weight / (c - q1);
            rise = (weight > 0.0).then_some(Rise::Reciprocal { weight });
        }
        let (capacity, cap_fraction) = (limit.unwrap_or(AMPLE), PRODUCIBLE);
        let cost = Golombek { alpha, beta: 0.0, gamma: 0.0, capacity, cap_fraction };
        traders.push(Trader { cost, rise, ..trader(name, home, alpha, vec![0.0; nodes.len()]) });
    }
    let mut market = market(nodes, traders);
    for (name, &cost) in &data.unit_transport_cost {
        let ends = name.split_once("->").and_then(|(from, to)| {
            let from = supplies.iter().position(|supply| *supply == from)?;
            let to = demands.iter().position(|demand| *demand == to)?;
            Some((from, supplies.len() + to))
        });
        let ends = ends
            .ok_or_else(|| wrong(format!("`unit_transport_cost` has `{name}`, which joins nothing known")))?;
        let uses = match data.pipeline_cap.get(name).copied().flatten() {
            Some(value) => {
                let (name, value_by_year) = (name.clone(), Vec::new());
                market.capacities.push(Capacity {
                    name,
                    value,
                    value_by_year,
                    expansion_cost: None,
                    discount: Vec::new(),
                });
                vec![market.capacities.len() - 1]
            }
            None => Vec::new(),
        };
        market.arcs.push(arc(name.clone(), ends, cost, uses));
    }
    let block = 0;
    let mut numbers = Vec::new();
    for (s, name) in supplies.iter().enumerate() {
        numbers.push((format!("supply/{name}"), Quantity::Production { trader: s, block }));
        numbers.push((format!("supply_price/{name}"), Quantity::Price { node: s, block }));
    }
    for (d, name) in demands.iter().enumerate() {
        let node = supplies.len() + d;
        numbers.push((format!("demand_price/{name}"), Quantity::Price { node, block }));
        if !data.fixed_demand.contains(name) {
            numbers.push((format!("demand/{name}"), Quantity::Consumption { node, block }));
        }
    }
    let fixed = data.demand_ref.iter().filter(|(name, _)| data.fixed_demand.contains(name));
    let fixed: f64 =
        fixed.map(|(_, (price, quantity, elasticity))| price * quantity / (1.0 + 1.0 / elasticity)).sum();
    // The published objective is the welfare, with the (constant) benefit of fixed demands.
    let objective = known(expected, [("objective", Quantity::Objective)]);
    let mut expected = known(expected, numbers.iter().map(|(key, quantity)| (key.as_str(), *quantity)));
    expected.extend(objective.into_iter().map(|known| Expected { value: fixed - known.value, ..known }));
    Ok(Case { name: String::new(), market, expected })
}

type Pairs = Vec<[f64; 2]>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(non_snake_case, reason = "the names of the published data")]
struct Commodities {
    alphaD: Pairs,
    betaD: Vec<[[f64; 2]; 2]>,
    alphaS: Pairs,
    betaS: Vec<[[f64; 2]; 2]>,
    transport: Vec<Vec<[f64; 2]>>,
}

/// Regions with two commodities each, Q = α + B P: a node a commodity; with the cross prices, and with every
/// coefficient of B on the own price, as the model library's file has it.
fn commodities(data: &Commodities, file: &Value) -> Result<Vec<Case>, MarketError> {
    let mut cases = Vec::new();
    let any = file.get("expected_cross_price").or(file.get("expected_as_coded_in_gams_spatequ")).is_some();
    for (name, key, cross) in [
        ("cross prices", "expected_cross_price", true),
        ("own prices", "expected_as_coded_in_gams_spatequ", false),
    ] {
        // Without known numbers, the market with cross prices stands.
        let Some(expected) = file.get(key).or((cross && !any).then_some(&Value::Null)) else { continue };
        let market = data.market(cross)?;
        let (mut numbers, block) = (Vec::new(), 0);
        for region in 0..data.alphaD.len() {
            for commodity in 0..2 {
                let at = 2 * region + commodity;
                let place = format!("{region}/{commodity}");
                numbers.push((format!("price/{place}"), Quantity::Price { node: at, block }));
                numbers.push((format!("Qd/{place}"), Quantity::Consumption { node: at, block }));
                numbers.push((format!("Qs/{place}"), Quantity::Production { trader: at, block }));
            }
        }
        for (arc, of) in market.arcs.iter().enumerate() {
            numbers.push((format!("flows/{}", of.name), Quantity::Flow { arc, block }));
        }
        let expected = known(expected, numbers.iter().map(|(key, quantity)| (key.as_str(), *quantity)));
        cases.push(Case { name: name.into(), market, expected });
    }
    Ok(cases)
}

impl Commodities {
    fn market(&self, cross: bool) -> Result<Market, MarketError> {
        let regions = self.alphaD.len();
        let short = || wrong("`betaD`, `alphaS`, `betaS` and `transport` need one entry a region".into());
        let (mut nodes, mut traders, mut influences) = (Vec::new(), Vec::new(), Vec::new());
        for r in 0..regions {
            let (beta_s, alpha_s) =
                (self.betaS.get(r).ok_or_else(short)?, self.alphaS.get(r).ok_or_else(short)?);
            let demand = inverse(self.alphaD[r], *self.betaD.get(r).ok_or_else(short)?, cross);
            let supply = inverse(*alpha_s, *beta_s, cross);
            for c in 0..2 {
                let at = nodes.len();
                let name = format!("Reg{} Com{}", r + 1, c + 1);
                nodes.push(node(&name, demand.0[c], -demand.1[c][c]));
                let cost = Golombek {
                    alpha: supply.0[c],
                    beta: supply.1[c][c],
                    gamma: 0.0,
                    capacity: AMPLE,
                    cap_fraction: 1.0,
                };
                traders.push(Trader { cost, ..trader(&name, at, 0.0, vec![0.0; 2 * regions]) });
                if cross {
                    let other = 2 * r + 1 - c;
                    let slopes = [
                        (Element::Consumption(at), Element::Consumption(other), -demand.1[c][1 - c]),
                        (Element::Production(at), Element::Production(other), supply.1[c][1 - c]),
                    ];
                    influences.extend(slopes.map(|(on, of, slope)| Influence { on, of, slope }));
                }
            }
        }
        let mut market = market(nodes, traders);
        market.influences = influences;
        for (i, line) in self.transport.iter().enumerate() {
            for (j, costs) in line.iter().enumerate().filter(|&(j, _)| j != i) {
                for (c, &cost) in costs.iter().enumerate() {
                    let name = format!("Reg{}->Reg{} Com{}", i + 1, j + 1, c + 1);
                    market.arcs.push(arc(name, (2 * i + c, 2 * j + c), cost, Vec::new()));
                }
            }
        }
        Ok(market)
    }
}

/// P = −B⁻¹ α + B⁻¹ Q from Q = α + B P; without cross prices, B's rows are summed onto the own price.
fn inverse(alpha: [f64; 2], beta: [[f64; 2]; 2], cross: bool) -> ([f64; 2], [[f64; 2]; 2]) {
    let [[a, b], [c, d]] =
        if cross { beta } else { [[beta[0][0] + beta[0][1], 0.0], [0.0, beta[1][0] + beta[1][1]]] };
    let det = a * d - b * c;
    let slopes = [[d / det, -b / det], [-c / det, a / det]];
    (slopes.map(|row| -(row[0] * alpha[0] + row[1] * alpha[1])), slopes)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Influenced {
    pi1: String,
    pi2: String,
    c11: String,
    c12: String,
    c21: String,
    c22: String,
    rho1: String,
    rho2: String,
}

/// Two supply and two demand markets whose prices and transport costs are sums such as `5 s1 + s2 + 2`.
fn influenced(data: &Influenced, expected: &Value) -> Result<Case, MarketError> {
    let element = |name: &str| match name {
        "s1" => Some(Element::Production(0)),
        "s2" => Some(Element::Production(1)),
        "Q11" => Some(Element::Flow(0)),
        "Q12" => Some(Element::Flow(1)),
        "Q21" => Some(Element::Flow(2)),
        "Q22" => Some(Element::Flow(3)),
        "d1" => Some(Element::Consumption(2)),
        "d2" => Some(Element::Consumption(3)),
        _ => None,
    };
    let mut influences = Vec::new();
    // Constant and own slope of a sum; the other terms become influences.
    let mut split = |on: Element, text: &str, sign: f64| -> Result<(f64, f64), MarketError> {
        let (mut constant, mut own) = (0.0, 0.0);
        for (coefficient, name) in sum(text)? {
            match element(&name) {
                Some(of) if of == on && !matches!(on, Element::Flow(_)) => own += sign * coefficient,
                Some(of) => influences.push(Influence { on, of, slope: sign * coefficient }),
                None if name.is_empty() => constant += coefficient,
                None => return Err(wrong(format!("`{text}` depends on `{name}`, which there is not"))),
            }
        }
        Ok((constant, own))
    };
    let mut nodes = vec![node("supply 1", 0.0, 0.0), node("supply 2", 0.0, 0.0)];
    let mut traders = Vec::new();
    for (i, text) in [&data.pi1, &data.pi2].into_iter().enumerate() {
        let (alpha, beta) = split(Element::Production(i), text, 1.0)?;
        let cost = Golombek { alpha, beta, gamma: 0.0, capacity: AMPLE, cap_fraction: 1.0 };
        traders.push(Trader { cost, ..trader(&format!("supply {}", i + 1), i, alpha, vec![0.0; 4]) });
    }
    for (j, text) in [&data.rho1, &data.rho2].into_iter().enumerate() {
        let (intercept, slope) = split(Element::Consumption(2 + j), text, -1.0)?;
        let demand = Some(LinearDemand { intercept, slope }.into());
        nodes.push(Node { demand, ..node(&format!("demand {}", j + 1), 0.0, 0.0) });
    }
    let mut arcs = Vec::new();
    for (a, text) in [&data.c11, &data.c12, &data.c21, &data.c22].into_iter().enumerate() {
        let (cost, _) = split(Element::Flow(a), text, 1.0)?;
        let name = format!("{} to {}", a / 2 + 1, a % 2 + 1);
        arcs.push(arc(name, (a / 2, 2 + a % 2), cost, Vec::new()));
    }
    let mut market = market(nodes, traders);
    (market.arcs, market.influences) = (arcs, influences);
    let block = 0;
    let mut numbers = Vec::new();
    for (a, name) in ["Q11", "Q12", "Q21", "Q22"].into_iter().enumerate() {
        numbers.push((name, Quantity::Flow { arc: a, block }));
    }
    for (i, [s, pi]) in [["s/0", "pi/0"], ["s/1", "pi/1"]].into_iter().enumerate() {
        numbers.push((s, Quantity::Production { trader: i, block }));
        numbers.push((pi, Quantity::Price { node: i, block }));
    }
    for (j, [d, rho]) in [["d/0", "rho/0"], ["d/1", "rho/1"]].into_iter().enumerate() {
        numbers.push((d, Quantity::Consumption { node: 2 + j, block }));
        numbers.push((rho, Quantity::Price { node: 2 + j, block }));
    }
    Ok(Case { name: String::new(), market, expected: known(expected, numbers) })
}

/// Terms of a sum such as `-2 d1 - d2 + 28.75`: coefficient and name, empty for the constant.
fn sum(text: &str) -> Result<Vec<(f64, String)>, MarketError> {
    let (mut terms, mut sign, mut coefficient) = (Vec::new(), 1.0, None);
    let spaced = text.replace('+', " + ").replace('-', " - ");
    for word in spaced.split_whitespace().chain(["+"]) {
        match (word, word.parse::<f64>()) {
            ("+" | "-", _) => {
                terms.extend(coefficient.take().map(|value: f64| (sign * value, String::new())));
                sign = if word == "-" { -1.0 } else { 1.0 };
            }
            (_, Ok(number)) if coefficient.is_none() => coefficient = Some(number),
            (name, _) if name.starts_with(char::is_alphabetic) => {
                terms.push((sign * coefficient.take().unwrap_or(1.0), name.to_owned()));
            }
            _ => return Err(wrong(format!("`{text}` is no sum of terms such as `5 s1`"))),
        }
    }
    Ok(terms)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FiveFirms {
    c: Vec<f64>,
    #[serde(rename = "L")]
    scales: Vec<f64>,
    b: Vec<f64>,
    gamma: f64,
}

/// Quantity that is bought at a price of 1 in [`five_firms`].
const AT_ONE: f64 = 5000.0;

/// Cournot firms with C′(q) = c + (q/L)^(1/b), p = 5000^(1/γ) Q^(−1/γ).
fn five_firms(data: &FiveFirms, expected: &Value) -> Result<Case, MarketError> {
    if data.scales.len() != data.c.len() || data.b.len() != data.c.len() {
        return Err(wrong("`c`, `L` and `b` need one entry a firm".into()));
    }
    let curve = IsoelasticDemand { price: 1.0, quantity: AT_ONE, elasticity: -data.gamma };
    let nodes = vec![Node { demand: Some(curve.into()), ..node("market", 0.0, 0.0) }];
    let firm = |(i, ((&c, &scale), b)): (usize, ((&f64, &f64), &f64))| Trader {
        rise: Some(Rise::Power { scale, exponent: 1.0 / b }),
        ..trader(&format!("firm {}", i + 1), 0, c, vec![1.0])
    };
    let traders = data.c.iter().zip(&data.scales).zip(&data.b).enumerate().map(firm).collect();
    let block = 0;
    let sold = |trader| (format!("q/{trader}"), Quantity::Sales { trader, node: 0, block });
    let mut numbers: Vec<(String, Quantity)> = (0..data.c.len()).map(sold).collect();
    numbers.push(("price".into(), Quantity::Price { node: 0, block }));
    let expected = known(expected, numbers.iter().map(|(key, quantity)| (key.as_str(), *quantity)));
    Ok(Case { name: String::new(), market: market(nodes, traders), expected })
}
