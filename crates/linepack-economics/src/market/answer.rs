//! From the programme's solution back to prices and volumes by name.

use super::{
    Equilibrium, Formulation, Market, Rise, State, Unique,
    active_set::ActiveSet,
    build::{Build, Column, Row},
    closed::{self, Values},
    influence::Element,
    programme::{Cross, Term, natural},
};

/// Reads the equilibrium off a point.
pub(super) fn answer(market: &Market, build: &Build, active: &ActiveSet, iterations: usize) -> Equilibrium {
    let x = inside(build, &active.x);
    let mut answer = empty(market, build);
    for (column, x) in build.columns.iter().zip(&x) {
        let volume = x * build.volume;
        match *column {
            Column::Consumption { node, block } => answer.consumption[node][block] = volume,
            Column::Sale { trader, node, block } => answer.sales[trader][node][block] = volume,
            Column::Production { trader, block } => answer.production[trader][block] = volume,
            Column::Flow { arc, commodity, block } => answer.flows[arc][commodity][block] = volume,
            Column::Expansion { capacity, year } => answer.expansion[capacity][year] = volume,
            Column::Injection { storage, block, .. } => answer.withdrawal[storage][block] -= volume,
            Column::Withdrawal { storage, block, .. } => answer.withdrawal[storage][block] += volume,
            // Some stand for what others sum up to; the last three stand only in the programme that looks for shortages, whose answer is not read here.
            Column::Grown { .. }
            | Column::Stock { .. }
            | Column::Slack { .. }
            | Column::Shortage { .. }
            | Column::Undelivered { .. }
            | Column::Surplus { .. } => {}
        }
    }
    let mut marginal = vec![vec![0.0; market.blocks()]; market.nodes.len()];
    let mut values = Values::default();
    for (row, y) in build.rows.iter().zip(&active.y) {
        match *row {
            Row::Node { node, block } => marginal[node][block] = y * build.money / market.weight(block),
            Row::Capacity { capacity, block } => {
                answer.capacity_price[capacity][block] = y * build.money / market.weight(block);
            }
            Row::StorageLimit { storage, kind: 0, block } => {
                // Stock is a volume, not a rate: no season's weight.
                let (year, _) = market.year_season(block);
                let year = &market.years[year];
                answer.storage_rent[storage][block] = y * build.money / (year.discount * year.duration);
            }
            Row::StorageLimit { storage, kind, block } => {
                let rents = if kind == 1 { &mut answer.injection_rent } else { &mut answer.withdrawal_rent };
                rents[storage][block] = y * build.money / market.weight(block);
            }
            Row::Balance { commodity, node, block } => {
                values.insert((commodity, node, block), y * build.money / market.weight(block));
            }
            // What selling is worth in the swap formulation stands beside the gas it sells.
            Row::Seller { trader, block } => {
                let key = (1 + trader, market.traders[trader].home, block);
                values.insert(key, y * build.money / market.weight(block));
            }
            Row::Reserve { trader } => answer.reserve_rent[trader] = y * build.money,
            _ => {}
        }
    }
    prices(market, &mut answer, &marginal);
    closed::prices(market, &values, &mut answer);
    answer.residual = residual(build, &x, &active.y);
    answer.iterations = iterations;
    answer.objective =
        (build.programme.value(&x) + crossed(build, &x) + build.constant) * build.volume * build.money;
    answer.state = State {
        columns: build.columns.clone(),
        x: x.iter().map(|x| x * build.volume).collect(),
        rows: build.rows.clone(),
        y: active.y.iter().map(|y| y * build.money).collect(),
    };
    answer
}

/// Part of the programme's value that symmetric cross terms make, ½ Σ k x_row x_column.
fn crossed(build: &Build, x: &[f64]) -> f64 {
    let terms = build.programme.cross.iter().map(|cross| match cross.term {
        Term::Slope(slope) => 0.5 * slope * x[cross.row] * x[cross.column],
        Term::Markup { .. } => 0.0,
    });
    terms.sum()
}

/// The point with what rounding left outside the bounds put back on them.
fn inside(build: &Build, x: &[f64]) -> Vec<f64> {
    let mut x: Vec<f64> = x.iter().map(|x| x.max(0.0)).collect();
    build.programme.upper.iter().for_each(|&(j, upper)| x[j] = x[j].min(upper));
    x
}

fn empty(market: &Market, build: &Build) -> Equilibrium {
    let (blocks, nodes) = (market.blocks(), market.nodes.len());
    let table = |rows: usize| vec![vec![0.0; blocks]; rows];
    let commodities = match market.formulation {
        Formulation::Routed => market.traders.len(),
        Formulation::Swap => 1,
    };
    // Where the conditions are monotone, what they rise with strictly is unique.
    let markup = |cross: &Cross| matches!(cross.term, Term::Markup { .. });
    let level = build.programme.dual.is_empty() && !build.programme.cross.iter().any(markup);
    let monotone = level && (market.influences.is_empty() || market.monotone() == Some(true));
    // Influences may undo what an own slope does.
    let own = level && market.influences.is_empty();
    let rises = |t: usize| {
        let trader = &market.traders[t];
        let rise = match trader.rise {
            Some(Rise::Reciprocal { weight }) => weight > 0.0,
            Some(Rise::Power { .. }) => true,
            None => false,
        };
        own && (trader.cost.beta > 0.0 || trader.cost.gamma < 0.0 || rise)
    };
    let sold =
        |t: usize, n: usize| own && market.traders[t].conjecture[n] > 0.0 && market.nodes[n].demand.is_some();
    let traders = 0..market.traders.len();
    Equilibrium {
        price: table(nodes),
        consumption: table(nodes),
        production: table(market.traders.len()),
        sales: vec![table(nodes); market.traders.len()],
        flows: vec![table(commodities); market.arcs.len()],
        withdrawal: table(market.storages.len()),
        capacity_price: table(market.capacities.len()),
        storage_rent: table(market.storages.len()),
        injection_rent: table(market.storages.len()),
        withdrawal_rent: table(market.storages.len()),
        reserve_rent: vec![0.0; market.traders.len()],
        expansion: vec![vec![0.0; market.years.len()]; market.capacities.len()],
        residual: f64::INFINITY,
        iterations: 0,
        variables: build.columns.len(),
        objective: 0.0,
        unique: Unique {
            price: monotone,
            consumption: monotone,
            production: traders.clone().map(rises).collect(),
            sales: traders.map(|t| (0..nodes).map(|n| sold(t, n)).collect()).collect(),
            flows: false,
            withdrawal: false,
            expansion: false,
            storage_rent: false,
            capacity_price: false,
        },
        state: State::default(),
    }
}

/// Prices from consumption where there is any, else from what a unit more is worth.
fn prices(market: &Market, answer: &mut Equilibrium, marginal: &[Vec<f64>]) {
    for block in 0..market.blocks() {
        for (node, marginal) in marginal.iter().enumerate() {
            let unreached = marginal[block] == 0.0 && market.demand(node, block).is_some();
            if unreached && market.injection(node, block) > 0.0 {
                answer.consumption[node][block] = market.injection(node, block);
            }
        }
        let mut known = vec![false; market.nodes.len()];
        for (node, marginal) in marginal.iter().enumerate() {
            let (injection, marginal) = (market.injection(node, block), marginal[block]);
            if let Some(demand) = market.demand(node, block) {
                let consumption = answer.consumption[node][block];
                let moved =
                    market.influenced(Element::Consumption(node), block, &|of| quantity(answer, of, block));
                let bid = demand.price(consumption) - moved;
                // Below a fixed withdrawal the price may exceed what the first free buyer would pay.
                let above = injection < 0.0 && consumption <= 0.0;
                answer.price[node][block] = if above { bid.max(marginal) } else { bid };
                known[node] = true;
            } else if injection < 0.0 {
                answer.price[node][block] = marginal;
                known[node] = true;
            }
        }
        netback(market, answer, block, &known);
    }
}

/// Value of gas where nobody consumes it: sent on by the best way, after loss, cost and capacity price.
fn netback(market: &Market, answer: &mut Equilibrium, block: usize, known: &[bool]) {
    let (year, _) = market.year_season(block);
    let costs: Vec<f64> = (0..market.arcs.len()).map(|a| arc_cost(market, answer, a, block)).collect();
    let cost = |a: usize| costs[a];
    for _ in 0..market.nodes.len() {
        let mut grown = false;
        for (a, arc) in market.arcs.iter().enumerate().filter(|(_, arc)| !known[arc.from]) {
            let added = |k: usize| answer.expansion[k][..year].iter().sum::<f64>();
            let open = arc.uses.iter().all(|&k| market.capacity(k, year) + added(k) > 0.0);
            let rent: f64 = arc.uses.iter().map(|&k| answer.capacity_price[k][block]).sum();
            let value = (1.0 - arc.loss) * (1.0 - arc.tax) * answer.price[arc.to][block] - cost(a) - rent;
            if open && value > answer.price[arc.from][block] {
                answer.price[arc.from][block] = value;
                grown = true;
            }
        }
        if !grown {
            return;
        }
    }
}

/// Quantity of an element in a block.
fn quantity(answer: &Equilibrium, of: Element, block: usize) -> f64 {
    match of {
        Element::Consumption(node) => answer.consumption[node][block],
        Element::Production(trader) => answer.production[trader][block],
        Element::Flow(arc) => answer.flows[arc].iter().map(|flow| flow[block]).sum(),
    }
}

/// Cost of sending one more unit over an arc, without its capacities' rents.
pub(super) fn arc_cost(market: &Market, answer: &Equilibrium, arc: usize, block: usize) -> f64 {
    let moved = market.influenced(Element::Flow(arc), block, &|of| quantity(answer, of, block));
    market.arcs[arc].cost + moved
}

/// Natural residual in the market's own volumes and (undiscounted) prices.
fn residual(build: &Build, x: &[f64], y: &[f64]) -> f64 {
    let programme = &build.programme;
    let mut rows = vec![0.0; build.rows.len()];
    programme.row_residual(x, &mut rows);
    let worst = rows.iter().fold(0.0, |most: f64, r| worse(most, r.abs() * build.volume));
    let (mut gradient, mut curvature) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    programme.derivatives(x, &mut gradient, &mut curvature);
    let mut value = vec![0.0; x.len()];
    programme.add_transposed(y, &mut value);
    let mut upper = vec![f64::INFINITY; x.len()];
    programme.upper.iter().for_each(|&(j, bound)| upper[j] = bound);
    (0..x.len()).fold(worst, |most, j| {
        let z = (gradient[j] - value[j]) * build.money / build.weights[j];
        worse(most, natural(x[j] * build.volume, z, upper[j] * build.volume))
    })
}

/// The larger of two, where a number that is none is the worst.
fn worse(a: f64, b: f64) -> f64 {
    if b.is_nan() { f64::INFINITY } else { a.max(b) }
}
