//! What a first unit of a closed capacity would earn.
//!
//! ```text
//! price = max over traders and arcs that lack nothing else of  (1 − l)(1 − τ) w(to) − u(from) − cost − rents
//! ```
//!
//! u is what a trader's gas costs him at a node, from home over the arcs that are open; w is what it fetches
//! him there, sold at its marginal revenue or sent on over them. In the swap formulation flows that a first unit
//! would cancel are not counted.

use std::collections::HashMap;

use super::{Equilibrium, Formulation, Market, answer::arc_cost};

/// Value of gas to its owner by commodity, node and block, where the programme has a row for it.
pub(super) type Values = HashMap<(usize, usize, usize), f64>;

/// Fills the prices of closed capacities.
pub(super) fn prices(market: &Market, values: &Values, answer: &mut Equilibrium) {
    for block in 0..market.blocks() {
        let (year, _) = market.year_season(block);
        let room = |k: usize| market.capacity(k, year) + answer.expansion[k][..year].iter().sum::<f64>();
        let closed: Vec<bool> = (0..market.capacities.len()).map(|k| room(k) <= 0.0).collect();
        if !closed.iter().any(|closed| *closed) {
            continue;
        }
        let mut worth = vec![0.0_f64; market.capacities.len()];
        for trader in 0..market.traders.len() {
            Ways::new(market, values, answer, (trader, block), &closed).raise(&mut worth);
        }
        for (k, worth) in worth.into_iter().enumerate().filter(|&(k, _)| closed[k]) {
            // An expansion that the programme considered has its own price, never below this one.
            let price = &mut answer.capacity_price[k][block];
            *price = price.max(worth);
        }
    }
}

/// An arc with what passing it costs and keeps.
struct Way {
    from: usize,
    to: usize,
    cost: f64,
    keeps: f64,
    /// The closed capacity that it lacks, if it lacks one only.
    lacks: Option<usize>,
}

/// One trader's ways in a block: what his gas costs him and what it fetches, by node.
struct Ways {
    all: Vec<Way>,
    costs: Vec<f64>,
    fetches: Vec<f64>,
}

impl Ways {
    fn new(
        market: &Market,
        values: &Values,
        answer: &Equilibrium,
        (t, block): (usize, usize),
        closed: &[bool],
    ) -> Self {
        let routed = market.formulation == Formulation::Routed;
        let trader = &market.traders[t];
        let commodity = if routed { t } else { 0 };
        let (year, _) = market.year_season(block);
        let mut ways = Vec::new();
        for (a, arc) in market.arcs.iter().enumerate() {
            let open = !routed || arc.open_to.as_ref().is_none_or(|traders| traders.contains(&t));
            let lacking: Vec<usize> = arc.uses.iter().copied().filter(|&k| closed[k]).collect();
            let single = lacking.iter().all(|k| Some(k) == lacking.first());
            if !open || !single {
                continue;
            }
            let rents: f64 =
                arc.uses.iter().filter(|&&k| !closed[k]).map(|&k| answer.capacity_price[k][block]).sum();
            ways.push(Way {
                from: arc.from,
                to: arc.to,
                cost: arc_cost(market, answer, a, block) + rents,
                keeps: (1.0 - arc.loss) * (1.0 - arc.tax),
                lacks: lacking.first().copied(),
            });
        }
        let value = |node: usize| {
            let own = values.get(&(commodity, node, block)).copied();
            if routed { own } else { Some(own? + values.get(&(1 + t, node, block))?) }
        };
        let mut costs = vec![f64::INFINITY; market.nodes.len()];
        let cost = market.cost(t, year);
        if cost.capacity > 0.0 {
            let first =
                cost.marginal(0.0) + trader.rise.map_or(0.0, |rise| rise.marginal(0.0, cost.capacity));
            costs[trader.home] = value(trader.home).unwrap_or(first);
        }
        let revenue = |node: usize| {
            let demand = market.demand(node, block)?;
            let slope = demand.line().map_or(0.0, |line| line.slope);
            let unspoilt = answer.sales[t][node][block] - market.forward(t, node);
            Some(answer.price[node][block] - slope * trader.conjecture[node] * unspoilt)
        };
        let fetches = (0..market.nodes.len())
            .map(|node| if routed { value(node).or(revenue(node)) } else { revenue(node) }.unwrap_or(0.0))
            .collect();
        let mut all = Self { all: ways, costs, fetches };
        all.settle();
        all
    }

    /// Bellman and Ford over the open ways.
    fn settle(&mut self) {
        for _ in 0..self.costs.len() {
            let mut settled = true;
            for way in self.all.iter().filter(|way| way.lacks.is_none()) {
                let (there, back) = (
                    (self.costs[way.from] + way.cost) / way.keeps,
                    way.keeps * self.fetches[way.to] - way.cost,
                );
                if there < self.costs[way.to] {
                    self.costs[way.to] = there;
                    settled = false;
                }
                if back > self.fetches[way.from] {
                    self.fetches[way.from] = back;
                    settled = false;
                }
            }
            if settled {
                return;
            }
        }
    }

    fn raise(&self, worth: &mut [f64]) {
        for way in &self.all {
            if let Some(k) = way.lacks {
                let gain = way.keeps * self.fetches[way.to] - self.costs[way.from] - way.cost;
                worth[k] = worth[k].max(gain);
            }
        }
    }
}
