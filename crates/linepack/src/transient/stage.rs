//! One implicit stage: Newton on everything, condensed to one matrix of the nodes.

use serde::{Deserialize, Serialize};

use super::condense::{Condensed, Implicit, Kept, Moved, acceleration, condense, spread};
use super::density::Density;
use super::episode::{Episode, NONE};
use super::grid::Grid;
use super::leak::outflow;
use super::options::Source;
use crate::schedule::Side;
use crate::sparse::Factor;

/// Newton iterations of a stage at most; a step that needs more is too long.
const ITERATIONS: u32 = 12;

/// Error that a stage may keep, relative to that of a step.
const SLACK: f64 = 0.02;

/// Pressures, flows and masses at one time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    /// Pressure at every point, Pa.
    pub(super) p: Vec<f64>,
    /// Flow at every face, kg/s.
    pub(super) q: Vec<f64>,
    /// Density at every point, kg/m³: of a pipe's own points the sum of what flowed in and out.
    pub(super) rho: Vec<f64>,
    /// Pressure at the root of every node's group, at the root's place, Pa.
    pub(super) root: Vec<f64>,
    /// Pressure at every node, Pa.
    pub(super) node: Vec<f64>,
    /// Gas in the node volumes of every mass balance, kg.
    pub(super) mass: Vec<f64>,
}

impl State {
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.p.copy_from_slice(&other.p);
        self.q.copy_from_slice(&other.q);
        self.rho.copy_from_slice(&other.rho);
        self.root.copy_from_slice(&other.root);
        self.node.copy_from_slice(&other.node);
        self.mass.copy_from_slice(&other.mass);
    }
}

/// Time derivatives of a state, in the same places.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Rates {
    pub(super) rho: Vec<f64>,
    pub(super) q: Vec<f64>,
    pub(super) mass: Vec<f64>,
    /// What escapes through holes, kg/s.
    pub(super) leaked: f64,
}

/// Why a stage was not solved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Failure {
    /// Newton did not settle.
    Unsettled,
    /// A pressure fell towards vacuum at this node or point.
    Emptied,
    /// The pressure of this unknown is not determined.
    Singular(usize),
}

/// What Newton works with; allocated once for a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Work {
    /// Base of the stage: y = base + γh f(y).
    pub(super) base: Rates,
    kept: Vec<Kept>,
    factor: Factor,
    step: Vec<f64>,
    fixed: Vec<f64>,
    balance: Vec<f64>,
    gas: Vec<f64>,
    mass_source: Vec<f64>,
    momentum_source: Vec<f64>,
}

impl Work {
    /// Makes room.
    pub(super) fn fit(&mut self, grid: &Grid, episode: &Episode, sources: bool) {
        for values in [&mut self.base.rho, &mut self.base.q] {
            values.resize(grid.points, 0.0);
        }
        for values in [&mut self.base.mass, &mut self.fixed, &mut self.balance, &mut self.gas] {
            values.clear();
            values.resize(episode.rows, 0.0);
        }
        self.kept.resize(grid.points, Kept::default());
        self.step.resize(episode.unknowns, 0.0);
        if sources {
            self.mass_source.resize(grid.points, 0.0);
            self.momentum_source.resize(grid.points, 0.0);
        }
    }
}

/// What a run is made of, apart from its state.
pub(super) struct Model<'a, D> {
    pub(super) grid: &'a Grid,
    pub(super) density: &'a D,
    pub(super) source: Option<Source<'a>>,
}

impl<D: Density> Model<'_, D> {
    /// Solves a stage that ends at `time`; `state` holds a guess and becomes the answer, `rates` its
    /// derivatives. Gives the number of iterations.
    pub(super) fn solve_stage(
        &self,
        episode: &mut Episode,
        work: &mut Work,
        state: &mut State,
        rates: &mut Rates,
        (time, reach_of_step, tolerance): (f64, f64, f64),
    ) -> (u32, Result<(), Failure>) {
        episode.at(time, Side::Before);
        self.prepare(episode, work, state, time, Side::Before);
        let per_time = 1.0 / reach_of_step;
        let mut iterations = 0;
        loop {
            iterations += 1;
            match self.iterate(episode, work, state, per_time) {
                Err(failure) => return (iterations, Err(failure)),
                Ok(moved) => {
                    if moved.fall > 0.6 {
                        return (iterations, Err(Failure::Emptied));
                    }
                    // What the next iteration would still move, by the curvature of the laws.
                    let left = moved.remainder + moved.pressure * moved.fall.abs();
                    if left <= SLACK * tolerance {
                        break;
                    }
                    if iterations == ITERATIONS || !left.is_finite() {
                        return (iterations, Err(Failure::Unsettled));
                    }
                }
            }
        }
        self.conclude(episode, work, state, rates, reach_of_step);
        (iterations, Ok(()))
    }

    /// Sets what is given at a time: held pressures, flows fed, sources.
    fn prepare(&self, episode: &Episode, work: &mut Work, state: &mut State, time: f64, side: Side) {
        episode.held(time, side, &mut state.root);
        self.tie_nodes(episode, state);
        work.fixed.fill(0.0);
        episode.fed(time, side, &mut work.fixed);
        let Some(Source(source)) = self.source else { return };
        for reach in &self.grid.reaches {
            for i in 0..=reach.faces {
                let (mass, _) = source(reach.link, reach.spacing * i as f64, time);
                work.mass_source[reach.base + i] = mass;
                if i < reach.faces {
                    let (_, momentum) = source(reach.link, reach.spacing * (i as f64 + 0.5), time);
                    work.momentum_source[reach.base + i] = momentum;
                }
            }
            let half = 0.5 * reach.spacing;
            let (first, last) = (work.mass_source[reach.base], work.mass_source[reach.base + reach.faces]);
            work.fixed[episode.row[reach.from] as usize] += half * first;
            work.fixed[episode.row[reach.to] as usize] += half * last;
        }
    }

    /// Brings node pressures and pipe ends to the pressures of their roots.
    pub(super) fn tie_nodes(&self, episode: &Episode, state: &mut State) {
        for ((node, &root), factor) in state.node.iter_mut().zip(&episode.root).zip(&episode.factor) {
            *node = state.root[root as usize] * factor;
        }
        for reach in &self.grid.reaches {
            state.p[reach.base] = state.node[reach.from];
            state.p[reach.base + reach.faces] = state.node[reach.to];
        }
    }

    fn iterate(
        &self,
        episode: &Episode,
        work: &mut Work,
        state: &mut State,
        per_time: f64,
    ) -> Result<Moved, Failure> {
        let pattern = &episode.pattern;
        let unknowns = episode.unknowns;
        work.factor.clear(pattern, false);
        work.gas.fill(0.0);
        work.balance.copy_from_slice(&work.fixed);
        for (node, &volume) in self.grid.node_volume.iter().enumerate() {
            if volume > 0.0 {
                let (rho, slope) = self.density.at(state.node[node]);
                work.gas[episode.row[node] as usize] += volume * rho;
                let column = episode.column[node];
                if column != NONE {
                    let storage = volume * slope * episode.factor[node] * per_time;
                    work.factor.add_excess(pattern, column as usize, storage);
                }
            }
        }
        for &(node, ref hole) in &episode.leaks {
            let node = node as usize;
            let (flow, slope) = outflow(hole, self.density, state.node[node]);
            work.balance[episode.row[node] as usize] -= flow;
            if episode.column[node] != NONE {
                let slope = slope.max(0.0) * episode.factor[node];
                work.factor.add_excess(pattern, episode.column[node] as usize, slope);
            }
        }
        work.step.fill(0.0);
        let base = &work.base;
        for (reach, place) in self.grid.reaches.iter().zip(&episode.places) {
            let (from, to) = (reach.base, reach.base + reach.faces + 1);
            let stage = Implicit {
                per_time,
                density: &base.rho[from..to],
                flow: &base.q[from..to],
                mass_source: work.mass_source.get(from..to).unwrap_or(&[]),
                momentum_source: work.momentum_source.get(from..to).unwrap_or(&[]),
            };
            let (p, q) = (&state.p[from..to], &state.q[from..to]);
            let condensed = condense(reach, self.density, &stage, (p, q), &mut work.kept[from..to]);
            let (u, v) = (reach.from, reach.to);
            let (row_u, row_v) = (episode.row[u] as usize, episode.row[v] as usize);
            work.balance[row_u] -= q[0];
            work.balance[row_v] += q[reach.faces - 1];
            if row_u < unknowns {
                work.step[row_u] += condensed.right_from;
            }
            if row_v < unknowns {
                work.step[row_v] += condensed.right_to;
            }
            let Condensed { from_row, to_row, excess_from, excess_to, .. } = condensed;
            let (column_u, column_v) = (episode.column[u], episode.column[v]);
            if column_u != NONE {
                let factor = episode.factor[u];
                let lost = place.down.is_none() && row_v != column_u as usize;
                let excess = factor * (excess_from + if lost { to_row } else { 0.0 });
                work.factor.add_excess(pattern, column_u as usize, excess);
                if let Some((edge, _)) = place.down {
                    work.factor.add_edge_pair(pattern, edge, factor * to_row, 0.0);
                }
            }
            if column_v != NONE {
                let factor = episode.factor[v];
                let lost = place.up.is_none() && row_u != column_v as usize;
                let excess = factor * (excess_to + if lost { from_row } else { 0.0 });
                work.factor.add_excess(pattern, column_v as usize, excess);
                if let Some((edge, row_first)) = place.up {
                    let w = factor * from_row;
                    let (ab, ba) = if row_first { (w, 0.0) } else { (0.0, w) };
                    work.factor.add_edge_pair(pattern, edge, ab, ba);
                }
            }
        }
        for row in 0..unknowns {
            work.step[row] += work.balance[row] - (work.gas[row] - work.base.mass[row]) * per_time;
        }
        work.factor.factorise(pattern).map_err(|singular| Failure::Singular(singular.0))?;
        work.factor.solve(pattern, &mut work.step);

        let change = |node: usize| {
            let column = episode.column[node];
            if column == NONE { 0.0 } else { work.step[column as usize] * episode.factor[node] }
        };
        let mut moved = Moved::default();
        for reach in &self.grid.reaches {
            let (from, to) = (reach.base, reach.base + reach.faces + 1);
            let ends = (change(reach.from), change(reach.to));
            let (p, q) = (&mut state.p[from..to], &mut state.q[from..to]);
            let along = spread(reach, &work.kept[from..to], ends, (p, q));
            moved.pressure = moved.pressure.max(along.pressure);
            moved.remainder = moved.remainder.max(along.remainder);
            moved.fall = moved.fall.max(along.fall);
        }
        for (node, pressure) in state.node.iter_mut().enumerate() {
            *pressure += change(node);
        }
        for (&root, step) in episode.root_of.iter().zip(&work.step) {
            state.root[root as usize] += step;
        }
        if moved.pressure.is_finite() { Ok(moved) } else { Err(Failure::Unsettled) }
    }

    /// Masses from flows, so that not a gram is lost to the iteration.
    fn conclude(&self, episode: &Episode, work: &mut Work, state: &mut State, rates: &mut Rates, h: f64) {
        self.flux_rates(work, state, rates, episode);
        let base = &work.base;
        let advance = |values: &mut [f64], base: &[f64], rate: &[f64]| {
            for ((value, base), rate) in values.iter_mut().zip(base).zip(rate) {
                *value = base + h * rate;
            }
        };
        advance(&mut state.rho, &base.rho, &rates.rho);
        advance(&mut state.mass, &base.mass, &rates.mass);
        for ((rate, q), base) in rates.q.iter_mut().zip(&state.q).zip(&base.q) {
            *rate = (q - base) / h;
        }
        for reach in &self.grid.reaches {
            for i in [reach.base, reach.base + reach.faces] {
                state.rho[i] = self.density.at(state.p[i]).0;
                rates.rho[i] = (state.rho[i] - base.rho[i]) / h;
            }
        }
        self.weigh_supplies(episode, state);
    }

    /// Gas at nodes of held pressure is what the pressure says; the supply makes up for it.
    pub(super) fn weigh_supplies(&self, episode: &Episode, state: &mut State) {
        state.mass[episode.unknowns..].fill(0.0);
        for (node, &volume) in self.grid.node_volume.iter().enumerate() {
            let row = episode.row[node] as usize;
            if row >= episode.unknowns {
                state.mass[row] += volume * self.density.at(state.node[node]).0;
            }
        }
    }

    /// Inflow less outflow of every volume.
    fn flux_rates(&self, work: &Work, state: &State, rates: &mut Rates, episode: &Episode) {
        rates.mass.copy_from_slice(&work.fixed);
        rates.leaked = 0.0;
        for &(node, ref hole) in &episode.leaks {
            let flow = outflow(hole, self.density, state.node[node as usize]).0;
            rates.mass[episode.row[node as usize] as usize] -= flow;
            rates.leaked += flow;
        }
        for reach in &self.grid.reaches {
            let (base, n) = (reach.base, reach.faces);
            rates.mass[episode.row[reach.from] as usize] -= state.q[base];
            rates.mass[episode.row[reach.to] as usize] += state.q[base + n - 1];
            if n > 1 {
                let per = 1.0 / reach.volume;
                for (rate, q) in rates.rho[base + 1..base + n].iter_mut().zip(state.q[base..].windows(2)) {
                    *rate = (q[0] - q[1]) * per;
                }
                if self.source.is_some() {
                    for i in base + 1..base + n {
                        rates.rho[i] += work.mass_source[i] / reach.area;
                    }
                }
            }
        }
    }

    /// Derivatives of a state as the equations have them just after `time`.
    pub(super) fn rates_after(
        &self,
        episode: &mut Episode,
        work: &mut Work,
        state: &mut State,
        rates: &mut Rates,
        time: f64,
    ) {
        episode.at(time, Side::After);
        self.prepare(episode, work, state, time, Side::After);
        self.flux_rates(work, state, rates, episode);
        let mut root_rate = vec![0.0; state.root.len()];
        self.root_rates(episode, state, rates, time, &mut root_rate);
        for reach in &self.grid.reaches {
            for (i, node) in [(reach.base, reach.from), (reach.base + reach.faces, reach.to)] {
                let (rho, slope) = self.density.at(state.p[i]);
                let root = episode.root[node] as usize;
                state.rho[i] = rho;
                rates.rho[i] = slope
                    * (root_rate[root] * episode.factor[node] + state.root[root] * episode.factor_rate[node]);
            }
            let (from, to) = (reach.base, reach.base + reach.faces + 1);
            let stage = Implicit {
                per_time: 0.0,
                density: &[],
                flow: &[],
                mass_source: work.mass_source.get(from..to).unwrap_or(&[]),
                momentum_source: work.momentum_source.get(from..to).unwrap_or(&[]),
            };
            let (p, q) = (&state.p[from..to], &state.q[from..to]);
            acceleration(reach, self.density, &stage, (p, q), &rates.rho[from..to], &mut rates.q[from..to]);
        }
        self.weigh_supplies(episode, state);
    }

    /// How fast the pressure of every root changes, Pa/s.
    pub(super) fn root_rates(
        &self,
        episode: &Episode,
        state: &State,
        rates: &Rates,
        time: f64,
        root_rate: &mut [f64],
    ) {
        root_rate.fill(0.0);
        episode.held_rates(time, &state.root, root_rate);
        // Σ V ρ′ (f ṗ + ḟ p) = ṁ over the nodes of a balance.
        for (&root, &rate) in episode.root_of.iter().zip(&rates.mass) {
            root_rate[root as usize] = rate;
        }
        let storage = |node: usize| self.grid.node_volume[node] * self.density.at(state.node[node]).1;
        for node in 0..state.node.len() {
            let (row, column) = (episode.row[node] as usize, episode.column[node]);
            if row >= episode.unknowns || self.grid.node_volume[node] == 0.0 {
                continue;
            }
            let root = episode.root[node] as usize;
            let mut known = state.root[root] * episode.factor_rate[node];
            if column == NONE {
                known += root_rate[root] * episode.factor[node];
            }
            if known != 0.0 {
                root_rate[episode.root_of[row] as usize] -= storage(node) * known;
            }
        }
        for &root in &episode.root_of {
            root_rate[root as usize] /= self.stored_at(episode, state, root as usize);
        }
    }

    /// Σ V ρ′ f over the nodes of a root's group, kg/Pa.
    fn stored_at(&self, episode: &Episode, state: &State, root: usize) -> f64 {
        let mut sum = 0.0;
        for &node in episode.members(root) {
            let node = node as usize;
            sum += self.grid.node_volume[node] * self.density.at(state.node[node]).1 * episode.factor[node];
        }
        if sum > 0.0 { sum } else { f64::INFINITY }
    }

    /// Storage of every unknown, kg/Pa.
    pub(super) fn storages(&self, episode: &Episode, state: &State, storage: &mut [f64]) {
        for (storage, &root) in storage.iter_mut().zip(&episode.root_of) {
            *storage = self.stored_at(episode, state, root as usize);
        }
    }
}
