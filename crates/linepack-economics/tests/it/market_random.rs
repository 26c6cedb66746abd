//! Random markets for property tests.

use linepack_economics::market::{
    Arc, Capacity, Formulation, Golombek, LinearDemand, Market, Node, Season, Trader, Year,
};
use proptest::prelude::*;

/// What kinds of markets to draw.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// Every trader's conjecture; none: drawn.
    pub(crate) conjecture: Option<f64>,
    /// Whether production costs have their logarithmic tail.
    pub(crate) tail: bool,
    pub(crate) years: usize,
}

/// Markets of two to six nodes on a ring with chords, one to five traders.
pub(crate) fn markets(kind: Kind) -> impl Strategy<Value = Market> {
    let numbers = prop::collection::vec(0.0..1.0_f64, 400);
    (2..7_usize, 1..6_usize, 0..8_usize, numbers).prop_map(move |(nodes, traders, chords, numbers)| {
        draw(kind, (nodes, traders, chords), &mut numbers.into_iter())
    })
}

fn draw(
    kind: Kind,
    (nodes, traders, chords): (usize, usize, usize),
    numbers: &mut dyn Iterator<Item = f64>,
) -> Market {
    let mut next = |low: f64, high: f64| low + (high - low) * numbers.next().unwrap_or(0.5);
    let mut pick = {
        let mut state = 7_usize;
        move |count: usize| {
            state = (state * 31 + 17) % 10_007;
            state % count
        }
    };
    let year = |y: usize| Year {
        name: (2030 + 5 * y).to_string(),
        discount: 0.9_f64.powi(y.try_into().unwrap_or(0)),
        duration: 1.0,
        demand_factor: 1.0 + 0.3 * y as f64,
    };
    let mut market = Market {
        nodes: Vec::new(),
        traders: Vec::new(),
        arcs: Vec::new(),
        capacities: Vec::new(),
        storages: Vec::new(),
        years: (0..kind.years).map(year).collect(),
        seasons: vec![Season { name: "year".into(), weight: 1.0, demand_factor: 1.0 }],
        formulation: Formulation::Routed,
        influences: vec![],
    };
    for n in 0..nodes {
        let demand = LinearDemand { intercept: next(100.0, 1200.0), slope: next(0.5, 10.0) };
        market.nodes.push(Node {
            name: format!("node {n}"),
            demand: Some(demand.into()),
            demand_factor: vec![],
            injection: vec![],
        });
    }
    for t in 0..traders {
        let cost = Golombek {
            alpha: next(10.0, 80.0),
            beta: next(0.05, 1.0),
            gamma: if kind.tail { next(-20.0, 0.0) } else { 0.0 },
            capacity: next(20.0, 300.0),
            cap_fraction: 0.995,
        };
        let conjecture = (0..nodes).map(|_| kind.conjecture.unwrap_or_else(|| next(0.0, 1.0))).collect();
        market.traders.push(Trader {
            name: format!("trader {t}"),
            home: pick(nodes),
            cost,
            capacity_by_year: vec![],
            conjecture,
            forward: vec![],
            contracts: vec![],
            rise: None,
            reserve: None,
            discount: vec![],
        });
    }
    let ring: Vec<(usize, usize)> = (0..nodes).map(|n| (n, (n + 1) % nodes)).collect();
    let chords: Vec<(usize, usize)> = (0..chords).map(|_| (pick(nodes), pick(nodes))).collect();
    for (from, to) in ring.into_iter().chain(chords).filter(|(from, to)| from != to) {
        let name = format!("link {}", market.arcs.len());
        let uses = vec![market.capacities.len()];
        let (cost, loss) = (next(5.0, 60.0), next(0.0, 0.1));
        market.arcs.push(Arc { name: name.clone(), from, to, cost, loss, uses, open_to: None, tax: 0.0 });
        let expansion_cost = (kind.years > 1).then(|| next(5.0, 200.0));
        market.capacities.push(Capacity {
            name,
            value: next(5.0, 80.0),
            value_by_year: vec![],
            expansion_cost,
            discount: vec![],
        });
    }
    market
}
