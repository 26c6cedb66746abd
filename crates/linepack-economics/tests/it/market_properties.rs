//! What holds in every market, and agreement with a general conic solver on random ones.

use clarabel::{
    algebra::CscMatrix,
    solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, ZeroConeT},
};
use linepack_economics::market::{
    Equilibrium, Formulation, Market, MarketError, Options, Workspace, solve, solve_in,
};
use proptest::prelude::*;

use crate::market_random::{Kind, markets};

const ANY: Kind = Kind { conjecture: None, tail: true, years: 1 };
const PRICE_TAKERS: Kind = Kind { conjecture: Some(0.0), tail: true, years: 1 };
const QUADRATIC: Kind = Kind { conjecture: None, tail: false, years: 1 };
const YEARS: Kind = Kind { conjecture: None, tail: true, years: 3 };

/// Solves, as a test that may fail.
fn solved(market: &Market) -> Result<Equilibrium, TestCaseError> {
    solve(market, &Options::default()).map_err(|error| TestCaseError::fail(error.to_string()))
}

/// Largest difference of prices, relative to the unit given.
fn price_gap(one: &Equilibrium, other: &Equilibrium, factor: f64) -> f64 {
    let prices = one.price.iter().flatten().zip(other.price.iter().flatten());
    prices.fold(0.0, |most: f64, (one, other)| most.max((one * factor - other).abs()))
}

/// Whether every trader's gas is either sold or lost, at every node.
fn imbalance(market: &Market, answer: &Equilibrium) -> f64 {
    let mut worst = 0.0_f64;
    for block in 0..market.blocks() {
        for (t, trader) in market.traders.iter().enumerate() {
            for node in 0..market.nodes.len() {
                let mut left = -answer.sales[t][node][block];
                if trader.home == node {
                    left += answer.production[t][block];
                }
                for (arc, flows) in market.arcs.iter().zip(&answer.flows) {
                    let flow = flows[t][block];
                    left += if arc.to == node { (1.0 - arc.loss) * flow } else { 0.0 };
                    left -= if arc.from == node { flow } else { 0.0 };
                }
                worst = worst.max(left.abs());
            }
        }
        for node in 0..market.nodes.len() {
            let sold: f64 = answer.sales.iter().map(|sales| sales[node][block]).sum();
            worst = worst.max((sold - answer.consumption[node][block]).abs());
        }
        let (year, _) = market.year_season(block);
        for k in 0..market.capacities.len() {
            let arcs = market.arcs.iter().zip(&answer.flows).filter(|(arc, _)| arc.uses.contains(&k));
            let used: f64 = arcs.flat_map(|(_, flows)| flows.iter().map(|flow| flow[block])).sum();
            let added: f64 = answer.expansion[k][..year].iter().sum();
            worst = worst.max(used - market.capacity(k, year) - added);
        }
    }
    worst
}

/// Prices and objective by clarabel on the same programme written out without any preparation; quadratic costs, one block.
fn by_conic_solver(market: &Market) -> (Vec<f64>, f64) {
    let (nodes, traders, arcs) = (market.nodes.len(), market.traders.len(), market.arcs.len());
    let sale = |t: usize, n: usize| nodes + t * nodes + n;
    let production = |t: usize| nodes + traders * nodes + t;
    let flow = |t: usize, a: usize| nodes + traders * (nodes + 1) + t * arcs + a;
    let n = nodes + traders * (nodes + 1 + arcs);
    let (mut diagonal, mut linear) = (vec![0.0; n], vec![0.0; n]);
    let mut rows: Vec<(Vec<(usize, f64)>, f64)> = Vec::new();
    for (node, demand) in market.nodes.iter().filter_map(|node| node.demand?.line()).enumerate() {
        (diagonal[node], linear[node]) = (demand.slope, -demand.intercept);
        let mut row = vec![(node, -1.0)];
        for (t, trader) in market.traders.iter().enumerate() {
            diagonal[sale(t, node)] = demand.slope * trader.conjecture[node];
            row.push((sale(t, node), 1.0));
        }
        rows.push((row, 0.0));
    }
    for (t, trader) in market.traders.iter().enumerate() {
        (diagonal[production(t)], linear[production(t)]) = (trader.cost.beta, trader.cost.alpha);
        for node in 0..nodes {
            let mut row = vec![(sale(t, node), -1.0)];
            if trader.home == node {
                row.push((production(t), 1.0));
            }
            for (a, arc) in market.arcs.iter().enumerate() {
                linear[flow(t, a)] = arc.cost;
                if arc.to == node {
                    row.push((flow(t, a), 1.0 - arc.loss));
                }
                if arc.from == node {
                    row.push((flow(t, a), -1.0));
                }
            }
            rows.push((row, 0.0));
        }
    }
    let equalities = rows.len();
    rows.extend((0..n).map(|j| (vec![(j, -1.0)], 0.0)));
    for (t, trader) in market.traders.iter().enumerate() {
        rows.push((vec![(production(t), 1.0)], trader.cost.cap_fraction * trader.cost.capacity));
    }
    for (k, capacity) in market.capacities.iter().enumerate() {
        let users = market.arcs.iter().enumerate().filter(|(_, arc)| arc.uses.contains(&k));
        let row = users.flat_map(|(a, _)| (0..traders).map(move |t| (flow(t, a), 1.0))).collect();
        rows.push((row, capacity.value));
    }
    let (mut i, mut j, mut v) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (row, _)) in rows.iter().enumerate() {
        for &(column, value) in row {
            i.push(at);
            j.push(column);
            v.push(value);
        }
    }
    let a = CscMatrix::new_from_triplets(rows.len(), n, i, j, v);
    let all: Vec<usize> = (0..n).collect();
    let p = CscMatrix::new_from_triplets(n, n, all.clone(), all, diagonal);
    let b: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let cones = [ZeroConeT(equalities), NonnegativeConeT(rows.len() - equalities)];
    let settings = DefaultSettings {
        verbose: false,
        tol_gap_abs: 1e-11,
        tol_gap_rel: 1e-11,
        tol_feas: 1e-11,
        ..DefaultSettings::default()
    };
    let Ok(mut solver) = DefaultSolver::new(&p, &linear, &a, &b, &cones, settings) else {
        return (Vec::new(), f64::NAN);
    };
    solver.solve();
    let demands = market.nodes.iter().filter_map(|node| node.demand?.line()).zip(&solver.solution.x);
    let prices = demands.map(|(demand, &quantity)| demand.price(quantity)).collect();
    (prices, solver.solution.obj_val)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_general_conic_solver_finds_the_same_prices(market in markets(QUADRATIC)) {
        let ours = solved(&market)?;
        let (theirs, objective) = by_conic_solver(&market);
        prop_assert_eq!(theirs.len(), market.nodes.len());
        prop_assert!((ours.objective - objective).abs() < 1e-7 * objective.abs(), "{} {objective}", ours.objective);
        for (ours, theirs) in ours.price.iter().zip(&theirs) {
            // An objective known to ε leaves a price of slope B unknown to √(2 ε B): the conic solver's limit.
            prop_assert!((ours[0] - theirs).abs() < 2e-2, "{} against {theirs}", ours[0]);
        }
    }

    #[test]
    fn gas_is_sold_or_lost_and_no_capacity_exceeded(market in markets(YEARS)) {
        let answer = solved(&market)?;
        prop_assert!(imbalance(&market, &answer) < 1e-9, "{:e}", imbalance(&market, &answer));
        prop_assert!(answer.residual < 1e-8, "{:e}", answer.residual);
    }

    #[test]
    fn prices_follow_the_unit_of_money(market in markets(ANY), factor in 0.01..100.0_f64) {
        let mut dear = market.clone();
        for demand in dear.nodes.iter_mut().filter_map(|node| node.demand.as_mut()?.line_mut()) {
            demand.intercept *= factor;
            demand.slope *= factor;
        }
        for trader in &mut dear.traders {
            trader.cost.alpha *= factor;
            trader.cost.beta *= factor;
            trader.cost.gamma *= factor;
        }
        dear.arcs.iter_mut().for_each(|arc| arc.cost *= factor);
        let (cheap, dear) = (solved(&market)?, solved(&dear)?);
        prop_assert!(price_gap(&cheap, &dear, factor) < 1e-9 * factor.max(1.0) * 1e3);
        for (cheap, dear) in cheap.consumption.iter().flatten().zip(dear.consumption.iter().flatten()) {
            prop_assert!((cheap - dear).abs() < 1e-7, "{cheap} against {dear}");
        }
    }

    #[test]
    fn price_takers_leave_no_arbitrage(market in markets(PRICE_TAKERS)) {
        let answer = solved(&market)?;
        for arc in &market.arcs {
            if answer.consumption[arc.from][0] > 1e-6 {
                let rent: f64 = arc.uses.iter().map(|&k| answer.capacity_price[k][0]).sum();
                let gain = (1.0 - arc.loss) * answer.price[arc.to][0] - answer.price[arc.from][0];
                prop_assert!(gain <= arc.cost + rent + 1e-7, "{}: {gain} above {} + {rent}", arc.name, arc.cost);
            }
        }
    }

    #[test]
    fn both_formulations_agree_among_price_takers(market in markets(PRICE_TAKERS)) {
        let routed = solved(&market)?;
        let swap = solved(&Market { formulation: Formulation::Swap, ..market })?;
        prop_assert!(price_gap(&routed, &swap, 1.0) < 1e-7, "{:e}", price_gap(&routed, &swap, 1.0));
        prop_assert!((routed.objective - swap.objective).abs() < 1e-6 * routed.objective.abs().max(1.0));
    }

    #[test]
    fn small_conjectures_approach_the_price_takers(market in markets(ANY)) {
        let with = |delta: f64| {
            let mut market = market.clone();
            market.traders.iter_mut().for_each(|trader| trader.conjecture.fill(delta));
            solved(&market)
        };
        let (none, tenth, little) = (with(0.0)?, with(1e-2)?, with(1e-4)?);
        let (far, near) = (price_gap(&none, &tenth, 1.0), price_gap(&none, &little, 1.0));
        prop_assert!(near <= 0.5 * far + 1e-7, "{near:e} after {far:e}");
    }

    #[test]
    fn twins_sell_the_same(market in markets(QUADRATIC)) {
        let mut market = market;
        let mut twin = market.traders[0].clone();
        "twin".clone_into(&mut twin.name);
        market.traders[0].conjecture.fill(1.0);
        twin.conjecture.fill(1.0);
        market.traders.push(twin);
        let answer = solved(&market)?;
        let (first, last) = (&answer.sales[0], &answer.sales[market.traders.len() - 1]);
        for (first, last) in first.iter().flatten().zip(last.iter().flatten()) {
            prop_assert!((first - last).abs() < 1e-7, "{first} against {last}");
        }
    }

    #[test]
    fn a_warm_start_ends_where_a_cold_one_does(market in markets(YEARS), shift in 0.8..1.25_f64) {
        let first = solved(&market)?;
        let mut shifted = market;
        for demand in shifted.nodes.iter_mut().filter_map(|node| node.demand.as_mut()?.line_mut()) {
            demand.intercept *= shift;
        }
        // Closing a link changes the programme's shape: what is known must be carried over by name.
        shifted.capacities[0].value = 0.0;
        let cold = solved(&shifted)?;
        let options = Options { start: Some(first.state), ..Options::default() };
        let warm = solve_in(&mut Workspace::default(), &shifted, &options)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(price_gap(&cold, &warm, 1.0) < 1e-7, "{:e}", price_gap(&cold, &warm, 1.0));
    }
}

#[test]
fn an_unchanged_market_restarts_in_one_step() -> Result<(), MarketError> {
    let Some(text) = linepack_cases::text("market/market_euras12_cv1.json") else { return Ok(()) };
    let market = linepack_economics::market::read_cases(&text)?.remove(0).market;
    let mut workspace = Workspace::default();
    let first = solve_in(&mut workspace, &market, &Options::default())?;
    let options = Options { start: Some(first.state.clone()), ..Options::default() };
    let again = solve_in(&mut workspace, &market, &options)?;
    assert_eq!(again.iterations, 1);
    assert!(price_gap(&first, &again, 1.0) < 1e-9);
    Ok(())
}

#[test]
fn memory_of_earlier_solves_changes_no_result() -> Result<(), MarketError> {
    let mut workspace = Workspace::default();
    for file in ["market/market_multiperiod_layout.json", "market/market_euras12_cv1.json"] {
        let Some(text) = linepack_cases::text(file) else { return Ok(()) };
        let market = linepack_economics::market::read_cases(&text)?.remove(0).market;
        let fresh = solve(&market, &Options::default())?;
        assert_eq!(fresh, solve_in(&mut workspace, &market, &Options::default())?);
        assert_eq!(fresh, solve_in(&mut workspace, &market, &Options::default())?);
    }
    Ok(())
}
