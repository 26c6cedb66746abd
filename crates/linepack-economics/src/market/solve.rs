//! From market to equilibrium: warm start or interior point, then the active set, then the answer.

use std::collections::HashMap;
use std::hash::Hash;

use super::{
    Equilibrium, Market, MarketError, State,
    active_set::ActiveSet,
    answer::answer,
    build::{Build, Column, build},
    interior_point::InteriorPoint,
    kkt::Kkt,
    programme::Programme,
};

/// How hard to try, and where to begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Greatest natural residual accepted, in the market's own volumes and prices; for markets whose numbers
    /// exceed a thousand it grows in proportion, as rounding does.
    pub tolerance: f64,
    /// Greatest number of interior-point steps.
    pub max_iterations: usize,
    /// Where an earlier equilibrium of a market of the same shape stood ([`Equilibrium::state`]).
    pub start: Option<State>,
}

impl Default for Options {
    fn default() -> Self {
        Self { tolerance: 1e-8, max_iterations: 100, start: None }
    }
}

/// Memory and ordering that solves of markets of one shape share. Results do not depend on it.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    kkt: Kkt,
    point: InteriorPoint,
    active: ActiveSet,
    best: Best,
}

/// The point with the least residual of a solve so far.
#[derive(Clone, Debug, Default)]
struct Best {
    residual: f64,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Best {
    fn keep(&mut self, active: &ActiveSet, residual: f64) {
        if residual < self.residual {
            self.residual = residual;
            self.x.clone_from(&active.x);
            self.y.clone_from(&active.y);
        }
    }
}

/// Residual, scaled, at which the active set counts as settled.
const SETTLED: f64 = 1e-13;
/// Residual, scaled, up to which rounding may be to blame when it stops falling.
const ROUNDED: f64 = 2e-12;
/// Rounds on the active set at the end of the interior point's path.
const ROUNDS_AT_END: usize = 6;
/// Rounds on the active set at a warm start before the interior point takes over.
const ROUNDS_AT_START: usize = 12;
/// Mean complementarity, scaled, from which the interior point goes on at a warm start.
const WARM_MU: f64 = 1e-5;
/// Interior-point steps from a warm start before it counts as a bad one.
const STEPS_WHEN_WARM: usize = 20;
/// Mean complementarity, scaled, at which the interior point has nothing left to do.
const LEAST_MU: f64 = 1e-18;
/// Volume, scaled, from which gas is called short.
const SHORT: f64 = 1e-7;
/// Mean complementarity, scaled, at which the active set is first tried.
const NEAR: f64 = 1e-6;
/// The same where a factorisation is dear.
const NEAR_IF_DEAR: f64 = 1e-9;

/// Solves a market.
///
/// ```
/// use linepack_economics::market::{self, *};
/// // Two Cournot sellers, P = 100 − Q, cost 10: price 40, each sells 30.
/// let node = Node {
///     name: "city".into(),
///     demand: Some(LinearDemand { intercept: 100.0, slope: 1.0 }.into()),
///     demand_factor: vec![],
///     injection: vec![],
/// };
/// let trader = |name: &str| Trader {
///     name: name.into(),
///     home: 0,
///     cost: Golombek { alpha: 10.0, beta: 0.0, gamma: 0.0, capacity: 100.0, cap_fraction: 1.0 },
///     capacity_by_year: vec![],
///     conjecture: vec![1.0],
///     forward: vec![],
///     contracts: vec![],
///     rise: None,
///     reserve: None,
///     discount: vec![],
/// };
/// let market = Market {
///     nodes: vec![node],
///     traders: vec![trader("north"), trader("south")],
///     arcs: vec![],
///     capacities: vec![],
///     storages: vec![],
///     years: vec![Year { name: "2030".into(), discount: 1.0, duration: 1.0, demand_factor: 1.0 }],
///     seasons: vec![Season { name: "year".into(), weight: 1.0, demand_factor: 1.0 }],
///     formulation: Formulation::Routed,
///     influences: vec![],
/// };
/// let equilibrium = market::solve(&market, &Options::default())?;
/// assert!((equilibrium.price[0][0] - 40.0).abs() < 1e-9);
/// assert!((equilibrium.sales[1][0][0] - 30.0).abs() < 1e-9);
/// # Ok::<(), MarketError>(())
/// ```
pub fn solve(market: &Market, options: &Options) -> Result<Equilibrium, MarketError> {
    solve_in(&mut Workspace::default(), market, options)
}

/// Solves a market with the memory of earlier solves; the fastest when their shapes are the same.
pub fn solve_in(
    workspace: &mut Workspace,
    market: &Market,
    options: &Options,
) -> Result<Equilibrium, MarketError> {
    market.check()?;
    let build = build(market, false);
    let mut outcome = Outcome { iterations: 0, settled: false };
    workspace.kkt.prepare(&build.programme);
    if let Some(state) = &options.start {
        outcome = workspace.resume(&build, state);
    }
    if !outcome.settled {
        let steps = outcome.iterations;
        workspace.point.start(&build.programme, &mut workspace.kkt);
        outcome = workspace.descend(&build.programme, options.max_iterations);
        outcome.iterations += steps + 1;
    }
    let equilibrium = answer(market, &build, &workspace.active, outcome.iterations);
    let tolerance = options.tolerance * (build.volume / 1024.0).max(build.money / 1024.0).max(1.0);
    if equilibrium.residual <= tolerance {
        return Ok(equilibrium);
    }
    let (residual, iterations) = (equilibrium.residual, outcome.iterations);
    Err(workspace.shortage(market, options).unwrap_or(MarketError::NotSolved {
        residual,
        iterations,
        tolerance,
    }))
}

/// How a solve went.
struct Outcome {
    iterations: usize,
    settled: bool,
}

impl Workspace {
    /// Newton on the active set from an earlier state.
    fn resume(&mut self, build: &Build, state: &State) -> Outcome {
        let x = carried(&state.columns, &state.x, &build.columns, build.volume);
        let y = carried(&state.rows, &state.y, &build.rows, build.money);
        self.active.start(&build.programme, &x, &y);
        self.active.guess(&build.programme);
        let (residual, iterations) =
            self.active.settle(&build.programme, &mut self.kkt, SETTLED, ROUNDS_AT_START);
        if residual <= ROUNDED {
            return Outcome { iterations, settled: true };
        }
        self.point.start_near(&build.programme, (&x, &y), WARM_MU);
        let outcome = self.descend(&build.programme, STEPS_WHEN_WARM);
        Outcome { iterations: iterations + outcome.iterations, ..outcome }
    }

    /// Interior point, until its active set can be settled; leaves the answer in `active`.
    fn descend(&mut self, programme: &Programme, most: usize) -> Outcome {
        let Self { kkt, point, active, best } = self;
        best.residual = f64::INFINITY;
        let mut iterations = 0;
        // Where steps are dear a set is tried late and seldom: a wrong one costs a few of them.
        let (mut near, later) = if kkt.spare_solves() > 0 { (NEAR_IF_DEAR, 1e-3) } else { (NEAR, 1e-2) };
        for _ in 0..most {
            point.measure(programme);
            if point.mu <= near && point.residual <= near.sqrt() * 1e-2 {
                active.start(programme, &point.x, &point.y);
                let residual = active.residual(programme);
                best.keep(active, residual);
                active.guess(programme);
                let (residual, rounds) = active.settle(programme, kkt, SETTLED, ROUNDS_AT_END);
                iterations += rounds;
                if residual <= ROUNDED {
                    return Outcome { iterations, settled: true };
                }
                best.keep(active, residual);
                near = point.mu * later;
            }
            iterations += 1;
            if point.mu < LEAST_MU || !point.step(programme, kkt) {
                break;
            }
        }
        if best.residual.is_finite() {
            active.start(programme, &best.x, &best.y);
        } else {
            active.start(programme, &point.x, &point.y);
        }
        Outcome { iterations, settled: false }
    }

    /// Where an infeasible market is short of gas, if it is infeasible: the largest shortage when their sum is least.
    fn shortage(&mut self, market: &Market, options: &Options) -> Option<MarketError> {
        let build = build(market, true);
        self.kkt.prepare(&build.programme);
        self.point.start(&build.programme, &mut self.kkt);
        self.descend(&build.programme, options.max_iterations);
        let mut worst: Option<(f64, usize, String)> = None;
        for (column, x) in build.columns.iter().zip(&self.active.x) {
            let (node, period, x) = match *column {
                Column::Shortage { node, block } => (node, market.block_name(block), *x),
                Column::Surplus { node, block } => (node, market.block_name(block), -x),
                Column::Undelivered { node, year } => (node, market.years[year].name.clone(), *x),
                _ => continue,
            };
            if x.abs() > SHORT && worst.as_ref().is_none_or(|(most, ..)| x.abs() > most.abs()) {
                worst = Some((x, node, period));
            }
        }
        worst.map(|(x, node, period)| MarketError::Infeasible {
            node: market.nodes[node].name.clone(),
            period,
            shortage: x * build.volume,
        })
    }
}

/// Values of an earlier solve for the present keys, scaled; 0 for what is new.
fn carried<Key: Copy + Eq + Hash>(from: &[Key], values: &[f64], to: &[Key], unit: f64) -> Vec<f64> {
    if from == to {
        return values.iter().map(|value| value / unit).collect();
    }
    let known: HashMap<Key, f64> = from.iter().copied().zip(values.iter().copied()).collect();
    to.iter().map(|key| known.get(key).copied().unwrap_or(0.0) / unit).collect()
}
