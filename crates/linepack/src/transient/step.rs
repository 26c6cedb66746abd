//! One step in time: a one-step method that is L-stable and knows its error.
//!
//! ```text
//! Y₁ = y_n,   Yᵢ = y_n + h Σ_{j<i} a_ij f(Y_j) + γ h f(Yᵢ),   y_{n+1} = Y_s,   error = h Σ eᵢ f(Yᵢ)
//! ```

use serde::{Deserialize, Serialize};

use super::density::Density;
use super::episode::Episode;
use super::grid::Grid;
use super::stage::{Failure, Model, Rates, State, Work};
use crate::schedule::Side;

/// Stages at most.
const STAGES: usize = 4;

/// A stiffly accurate method with an explicit first stage and one γ.
#[derive(Debug, Clone, Copy)]
pub(super) struct Method {
    stages: usize,
    gamma: f64,
    time: [f64; STAGES],
    earlier: [[f64; STAGES]; STAGES],
    error: [f64; STAGES],
}

/// Third order, second-order companion; both L-stable.
///
/// Source: Kværnø, BIT Numer. Math. 44 (2004) 489–502, ESDIRK 3/2 a) with γ ≈ 0.4358665.
pub(super) const KVAERNO: Method = {
    const G: f64 = 0.435_866_521_508_459;
    const A31: f64 = (-4.0 * G * G + 6.0 * G - 1.0) / (4.0 * G);
    const A32: f64 = (1.0 - 2.0 * G) / (4.0 * G);
    const B1: f64 = (6.0 * G - 1.0) / (12.0 * G);
    const B2: f64 = -1.0 / ((24.0 * G - 12.0) * G);
    const B3: f64 = (-6.0 * G * G + 6.0 * G - 1.0) / (6.0 * G - 3.0);
    Method {
        stages: 4,
        gamma: G,
        time: [0.0, 2.0 * G, 1.0, 1.0],
        earlier: [[0.0; 4], [G, 0.0, 0.0, 0.0], [A31, A32, 0.0, 0.0], [B1, B2, B3, 0.0]],
        error: [B1 - A31, B2 - A32, B3 - G, G],
    }
};

/// What a step works with; allocated once for a run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Stepper {
    #[serde(skip)]
    pub(super) work: Work,
    /// The state at the end of the last step, and its derivatives.
    pub(super) now: State,
    #[serde(skip)]
    pub(super) next: State,
    rates: [Rates; STAGES],
    #[serde(skip)]
    first: State,
    /// ∂p/∂t and ∂ρ/∂p at every point, at the end of the last step.
    #[serde(skip)]
    p_rate: Vec<f64>,
    #[serde(skip)]
    slope: Vec<f64>,
    p_rate_before: Vec<f64>,
    q_rate_before: Vec<f64>,
    root_rate_before: Vec<f64>,
    /// Length of the step before, 0 at a start.
    before: f64,
    #[serde(skip)]
    pub(super) root_rate: Vec<f64>,
    #[serde(skip)]
    storage: Vec<f64>,
    pub(super) iterations: u64,
    pub(super) factorisations: u64,
}

impl Stepper {
    /// Makes room for a grid and an episode; a change of episode may allocate, a step never does.
    pub(super) fn fit(&mut self, grid: &Grid, episode: &Episode, sources: bool) {
        self.work.fit(grid, episode, sources);
        let nodes = grid.node_volume.len();
        for state in [&mut self.now, &mut self.next, &mut self.first] {
            for values in [&mut state.p, &mut state.q, &mut state.rho] {
                values.resize(grid.points, 0.0);
            }
            state.root.resize(nodes, 0.0);
            state.node.resize(nodes, 0.0);
            state.mass.clear();
            state.mass.resize(episode.rows, 0.0);
        }
        for rates in &mut self.rates {
            rates.rho.resize(grid.points, 0.0);
            rates.q.resize(grid.points, 0.0);
            rates.mass.clear();
            rates.mass.resize(episode.rows, 0.0);
        }
        for values in [&mut self.p_rate, &mut self.slope, &mut self.p_rate_before, &mut self.q_rate_before] {
            values.resize(grid.points, 0.0);
        }
        self.root_rate.resize(nodes, 0.0);
        self.root_rate_before.resize(nodes, 0.0);
        self.storage.resize(episode.unknowns, 0.0);
    }

    /// Derivatives at the end of the last step.
    pub(super) fn rates(&self) -> &Rates {
        &self.rates[0]
    }

    /// Starts afresh at a time: after a jump, or at the very start.
    pub(super) fn restart<D: Density>(&mut self, model: &Model<'_, D>, episode: &mut Episode, time: f64) {
        model.rates_after(episode, &mut self.work, &mut self.now, &mut self.rates[0], time);
        self.look_ahead(model, episode, time);
        self.before = 0.0;
    }

    /// Makes a stepper that was stored ready to go on from `time`, where its last step ended.
    pub(super) fn wake<D: Density>(
        mut self,
        model: &Model<'_, D>,
        episode: &mut Episode,
        time: f64,
        sources: bool,
    ) -> Self {
        let mass = self.now.mass.clone();
        let rates: Vec<Vec<f64>> = self.rates.iter().map(|rates| rates.mass.clone()).collect();
        self.fit(model.grid, episode, sources);
        self.now.mass.copy_from_slice(&mass);
        for (rates, mass) in self.rates.iter_mut().zip(rates) {
            rates.mass.copy_from_slice(&mass);
        }
        episode.at(time, Side::Before);
        self.look_ahead(model, episode, time);
        self
    }

    /// Derivatives of pressures, for guesses and for the error.
    fn look_ahead<D: Density>(&mut self, model: &Model<'_, D>, episode: &Episode, time: f64) {
        model.storages(episode, &self.now, &mut self.storage);
        model.root_rates(episode, &self.now, &self.rates[0], time, &mut self.root_rate);
        for reach in &model.grid.reaches {
            for i in reach.base..=reach.base + reach.faces {
                let slope = model.density.at(self.now.p[i]).1;
                self.slope[i] = slope;
                self.p_rate[i] = self.rates[0].rho[i] / slope;
            }
        }
    }

    /// Tries a step of length h from `time`; gives its error in Pa. The answer is in `next`.
    pub(super) fn attempt<D: Density>(
        &mut self,
        method: &Method,
        model: &Model<'_, D>,
        episode: &mut Episode,
        (time, h, tolerance): (f64, f64, f64),
    ) -> Result<f64, Failure> {
        self.next.copy_from(&self.now);
        for i in 1..method.stages {
            self.set_base(method, i, h);
            self.guess(method, i, h);
            let at = if method.time[i] == 1.0 { time + h } else { time + method.time[i] * h };
            let asked = (at, method.gamma * h, tolerance);
            let (iterations, outcome) =
                model.solve_stage(episode, &mut self.work, &mut self.next, &mut self.rates[i], asked);
            self.iterations += u64::from(iterations);
            self.factorisations += u64::from(iterations);
            outcome?;
            if i == 1 {
                self.first.copy_from(&self.next);
            }
        }
        Ok(self.error(method, model.grid, episode, h))
    }

    /// Takes over the step just tried, which ended at `time`.
    pub(super) fn accept<D: Density>(
        &mut self,
        method: &Method,
        model: &Model<'_, D>,
        episode: &Episode,
        (time, h): (f64, f64),
    ) {
        std::mem::swap(&mut self.now, &mut self.next);
        std::mem::swap(&mut self.p_rate, &mut self.p_rate_before);
        std::mem::swap(&mut self.root_rate, &mut self.root_rate_before);
        self.q_rate_before.copy_from_slice(&self.rates[0].q);
        self.rates.swap(0, method.stages - 1);
        self.look_ahead(model, episode, time);
        self.before = h;
    }

    fn set_base(&mut self, method: &Method, i: usize, h: f64) {
        let Self { work, now, rates, .. } = self;
        let a = method.earlier[i].map(|a| a * h);
        let sum = |base: &mut [f64], start: &[f64], of: fn(&Rates) -> &[f64]| {
            let [r0, r1, r2, _] = &*rates;
            match i {
                1 => {
                    for ((base, start), k) in base.iter_mut().zip(start).zip(of(r0)) {
                        *base = start + a[0] * k;
                    }
                }
                2 => {
                    for (((base, start), k), l) in base.iter_mut().zip(start).zip(of(r0)).zip(of(r1)) {
                        *base = start + (a[0] * k + a[1] * l);
                    }
                }
                _ => {
                    let k = of(r0).iter().zip(of(r1)).zip(of(r2));
                    for ((base, start), ((k, l), m)) in base.iter_mut().zip(start).zip(k) {
                        *base = start + (a[0] * k + a[1] * l + a[2] * m);
                    }
                }
            }
        };
        sum(&mut work.base.rho, &now.rho, |rates| &rates.rho);
        sum(&mut work.base.q, &now.q, |rates| &rates.q);
        sum(&mut work.base.mass, &now.mass, |rates| &rates.mass);
    }

    /// A first guess of a stage: along a parabola.
    fn guess(&mut self, method: &Method, i: usize, h: f64) {
        if self.before == 0.0 || i > 2 {
            // Nothing smooth to follow, or the stage before ends at the same time.
            return;
        }
        let t = method.time[i] * h;
        let Self { now, next, first, rates, .. } = self;
        if i == 1 {
            let bend = 0.5 * t * t / self.before;
            let follow = |to: &mut [f64], from: &[f64], rate: &[f64], before: &[f64]| {
                for (((to, from), rate), before) in to.iter_mut().zip(from).zip(rate).zip(before) {
                    *to = from + t * rate + bend * (rate - before);
                }
            };
            follow(&mut next.p, &now.p, &self.p_rate, &self.p_rate_before);
            follow(&mut next.q, &now.q, &rates[0].q, &self.q_rate_before);
            follow(&mut next.root, &now.root, &self.root_rate, &self.root_rate_before);
        } else {
            let t1 = method.time[1] * h;
            let ratio = (t / t1) * (t / t1);
            let follow = |to: &mut [f64], from: &[f64], rate: &[f64], first: &[f64]| {
                for (((to, from), rate), first) in to.iter_mut().zip(from).zip(rate).zip(first) {
                    *to = from + t * rate + (first - from - t1 * rate) * ratio;
                }
            };
            follow(&mut next.p, &now.p, &self.p_rate, &first.p);
            follow(&mut next.q, &now.q, &rates[0].q, &first.q);
            follow(&mut next.root, &now.root, &self.root_rate, &first.root);
        }
    }

    /// Largest error of a pressure, Pa.
    fn error(&self, method: &Method, grid: &Grid, episode: &Episode, h: f64) -> f64 {
        let e = method.error.map(|e| e * h);
        let [r0, r1, r2, r3] = &self.rates;
        let mut largest = 0.0_f64;
        for reach in &grid.reaches {
            for i in reach.base + 1..reach.base + reach.faces {
                let error = e[0] * r0.rho[i] + e[1] * r1.rho[i] + e[2] * r2.rho[i] + e[3] * r3.rho[i];
                largest = largest.max((error / self.slope[i]).abs());
            }
        }
        for row in 0..episode.unknowns {
            let error = e[0] * r0.mass[row] + e[1] * r1.mass[row] + e[2] * r2.mass[row] + e[3] * r3.mass[row];
            largest = largest.max((error / self.storage[row]).abs());
        }
        largest
    }

    /// Gas that escaped through holes during the step just tried, kg.
    pub(super) fn leaked(&self, method: &Method, h: f64) -> f64 {
        let last = method.stages - 1;
        let earlier: f64 =
            method.earlier[last].iter().zip(&self.rates).map(|(a, rates)| a * rates.leaked).sum();
        h * (method.gamma * self.rates[last].leaked + earlier)
    }

    /// Gas that the supplies put in during the step just tried, by supply, kg.
    pub(super) fn supplied(
        &self,
        method: &Method,
        episode: &Episode,
        h: f64,
        mut take: impl FnMut(usize, f64),
    ) {
        for row in episode.unknowns..episode.rows {
            let mut fed = method.gamma * self.rates[method.stages - 1].mass[row];
            for (a, rates) in method.earlier[method.stages - 1].iter().zip(&self.rates) {
                fed += a * rates.mass[row];
            }
            take(row - episode.unknowns, self.next.mass[row] - self.now.mass[row] - h * fed);
        }
    }
}
