//! From corner to corner: steps of fitting length, events, and the account of every kilogram.

use super::TransientError;
use super::density::Density;
use super::episode::Episode;
use super::initial::Start;
use super::options::{Initial, Options};
use super::plan::{Asked, Plan};
use super::record::Recorder;
use super::solution::{Effort, Ending, Transient};
use super::stage::{Failure, Model, Rates};
use super::step::{KVAERNO, Method, Stepper};
use crate::findings::{Finding, Findings};
use crate::network::Network;
use crate::schedule::Schedule;
use crate::schedule::Side;

/// Shortest step, s: below it a line counts as empty or the run as stuck.
const SHORTEST: f64 = 1e-4;

/// Part of its first pressure below which a line that allows no step counts as empty.
const NEARLY_EMPTY: f64 = 0.2;

/// Pseudo-steps to the steady state of the grid, s.
const SETTLING: [f64; 6] = [1e4, 1e6, 1e8, 1e10, 1e12, 1e12];

/// A run under way.
pub(super) struct Run<'a, D> {
    network: &'a Network,
    schedule: &'a Schedule,
    options: &'a Options<'a>,
    model: Model<'a, D>,
    plan: Plan,
    asked: Asked,
    episode: Episode,
    stepper: Stepper,
    recorder: Recorder,
    links: Vec<usize>,
    first_pressure: f64,
    account: Account,
    out: Transient,
}

/// Every kilogram.
#[derive(Debug, Clone, Copy, Default)]
struct Account {
    start: f64,
    /// What came in, and the rounding of its sum.
    came: f64,
    lost: f64,
    worst: f64,
}

impl Account {
    fn take(&mut self, mass: f64) {
        let sum = self.came + mass;
        let added = sum - self.came;
        self.lost += (self.came - (sum - added)) + (mass - added);
        self.came = sum;
    }
}

impl<'a, D: Density> Run<'a, D> {
    pub(super) fn new(
        network: &'a Network,
        schedule: &'a Schedule,
        options: &'a Options<'a>,
        model: Model<'a, D>,
        (plan, asked, episode): (Plan, Asked, Episode),
        start: &Start,
    ) -> Result<Self, TransientError> {
        let empty = |count: usize| -> Vec<Vec<f64>> {
            (0..count).map(|_| Vec::with_capacity(options.times.len())).collect()
        };
        let out = Transient {
            ending: Ending::Complete,
            times: Vec::new(),
            pressure: empty(network.nodes().len()),
            inflow: empty(network.nodes().len()),
            flow_in: empty(network.links().len()),
            flow_out: empty(network.links().len()),
            linepack: empty(network.links().len()),
            total_linepack: Vec::new(),
            mass_error: 0.0,
            worst_step_mass_error: 0.0,
            limits_passed: Vec::new(),
            effort: Effort { cells: model.grid.cells, unknowns: episode.unknowns, ..Effort::default() },
            terms: options.terms,
            messages: start.messages.clone(),
        };
        let mut run = Self {
            network,
            schedule,
            options,
            links: model.grid.reaches.iter().map(|reach| reach.link).collect(),
            recorder: Recorder::new(
                network,
                schedule,
                (&options.times, model.grid.reaches.len()),
                options.terms.inertia,
            ),
            model,
            plan,
            asked,
            episode,
            stepper: Stepper::default(),
            first_pressure: 0.0,
            account: Account::default(),
            out,
        };
        run.begin(start)?;
        Ok(run)
    }

    /// Puts the state at the start on the grid.
    fn begin(&mut self, start: &Start) -> Result<(), TransientError> {
        let grid = self.model.grid;
        self.stepper.fit(grid, &self.episode, self.options.source.is_some());
        let mut pressure = start.pressure.clone();
        if let Initial::Profile(at) = self.options.initial {
            for reach in &grid.reaches {
                pressure[reach.from] = Some(at(reach.link, 0.0).0);
                pressure[reach.to] = Some(at(reach.link, reach.spacing * reach.faces as f64).0);
            }
        }
        let time = self.schedule.start;
        self.episode.at(time, Side::After);
        let now = &mut self.stepper.now;
        now.root.fill(f64::NAN);
        for (node, pressure) in pressure.iter().enumerate() {
            let root = self.episode.root[node] as usize;
            if let Some(p) = pressure.filter(|_| now.root[root].is_nan()) {
                now.root[root] = p / self.episode.factor[node];
            }
        }
        self.episode.held(time, Side::After, &mut now.root);
        self.model.tie_nodes(&self.episode, now);
        if let Some(node) = now.node.iter().position(|p| p.is_nan() || *p <= 0.0) {
            let id = &self.network.nodes()[node].id;
            let mistake = Finding::error(format!("no pressure is known at `{id}` at the start"))
                .about(id)
                .hint(format!("give the pressure at `{id}`, or start from a steady state"));
            return Err(Findings::from(mistake).into());
        }
        for reach in &grid.reaches {
            let (base, n) = (reach.base, reach.faces);
            let (p0, p1) = (now.node[reach.from], now.node[reach.to]);
            for i in 0..=n {
                let x = i as f64 / n as f64;
                now.p[base + i] = (p0 * p0 + x * (p1 * p1 - p0 * p0)).sqrt();
            }
            now.q[base..base + n].fill(start.flow[reach.link]);
            if let Initial::Profile(at) = self.options.initial {
                for i in 0..n {
                    now.q[base + i] = at(reach.link, reach.spacing * (i as f64 + 0.5)).1;
                    now.p[base + i] = at(reach.link, reach.spacing * i as f64).0;
                }
            }
        }
        self.model.tie_nodes(&self.episode, &mut self.stepper.now);
        self.first_pressure = self.lowest().1;
        self.weigh();
        if start.settle {
            self.settle()?;
        }
        self.stepper.restart(&self.model, &mut self.episode, time);
        self.account.start = self.gas();
        Ok(())
    }

    /// Densities and masses from pressures.
    fn weigh(&mut self) {
        let now = &mut self.stepper.now;
        for reach in &self.model.grid.reaches {
            for i in reach.base..=reach.base + reach.faces {
                now.rho[i] = self.model.density.at(now.p[i]).0;
            }
        }
        now.mass.fill(0.0);
        for (node, &volume) in self.model.grid.node_volume.iter().enumerate() {
            now.mass[self.episode.row[node] as usize] += volume * self.model.density.at(now.node[node]).0;
        }
    }

    /// Finds the steady state of the grid by ever longer steps of implicit Euler.
    fn settle(&mut self) -> Result<(), TransientError> {
        let grid = self.model.grid;
        let mut rates = Rates {
            rho: vec![0.0; grid.points],
            q: vec![0.0; grid.points],
            mass: vec![0.0; self.episode.rows],
        };
        for h in SETTLING {
            let stepper = &mut self.stepper;
            stepper.work.base.rho.copy_from_slice(&stepper.now.rho);
            stepper.work.base.q.copy_from_slice(&stepper.now.q);
            stepper.work.base.mass.copy_from_slice(&stepper.now.mass);
            let asked = (self.schedule.start, h, 1e-6);
            let (iterations, outcome) = self.model.solve_stage(
                &mut self.episode,
                &mut stepper.work,
                &mut stepper.now,
                &mut rates,
                asked,
            );
            self.out.effort.newton_iterations += u64::from(iterations);
            self.out.effort.factorisations += u64::from(iterations);
            if outcome.is_err() {
                let sentence = "the steady state on the grid of the run was not found".to_owned();
                return Err(TransientError::NoStart(sentence));
            }
            self.weigh();
        }
        Ok(())
    }

    /// Gas in all pipes, kg.
    fn gas(&self) -> f64 {
        let now = &self.stepper.now;
        let inside: f64 = self
            .model
            .grid
            .reaches
            .iter()
            .map(|reach| reach.volume * now.rho[reach.base + 1..reach.base + reach.faces].iter().sum::<f64>())
            .sum();
        inside + now.mass.iter().sum::<f64>()
    }

    pub(super) fn complete(mut self) -> Result<Transient, TransientError> {
        let mut time = self.schedule.start;
        self.record(time, Side::After);
        let corners = self.plan.corners.clone();
        let mut h = self.options.first_step;
        for corner in corners {
            time = self.advance(time, corner, &mut h)?;
            if time < corner {
                break;
            }
            if corner < self.schedule.end {
                self.turn(corner, &mut h)?;
            }
        }
        self.out.effort.newton_iterations += self.stepper.iterations;
        self.out.effort.factorisations += self.stepper.factorisations;
        let change = self.gas() - self.account.start;
        self.out.mass_error = ((change - self.account.came) - self.account.lost).abs() / self.account.start;
        self.out.worst_step_mass_error = self.account.worst;
        if self.options.source.is_some() {
            // Sources belong to no one's account.
            self.out.mass_error = f64::NAN;
            self.out.worst_step_mass_error = f64::NAN;
        }
        Ok(self.out)
    }

    /// What changes at a corner: events, and values that jump.
    fn turn(&mut self, time: f64, h: &mut f64) -> Result<(), TransientError> {
        let mut changed = false;
        for (at, change) in &self.plan.changes {
            if *at == time {
                self.asked.apply(change);
                changed = true;
            }
        }
        if changed {
            self.change_episode(time)?;
        } else if !self.episode.jumps(time) {
            return Ok(());
        }
        let before = self.gas();
        self.stepper.restart(&self.model, &mut self.episode, time);
        // A pressure that is held anew brings its node volume there at once.
        self.account.take(self.gas() - before);
        *h = h.min(self.options.first_step);
        self.record(time, Side::After);
        Ok(())
    }

    /// Joins the nodes anew; the gas at every node stays what it is.
    fn change_episode(&mut self, time: f64) -> Result<(), TransientError> {
        let grid = self.model.grid;
        let now = &self.stepper.now;
        let mut gas: Vec<f64> = now
            .node
            .iter()
            .zip(&grid.node_volume)
            .map(|(&p, &volume)| volume * self.model.density.at(p).0)
            .collect();
        let mut told = vec![0.0; self.episode.rows];
        for (gas, &row) in gas.iter().zip(&self.episode.row) {
            told[row as usize] += gas;
        }
        for (gas, &row) in gas.iter_mut().zip(&self.episode.row) {
            if told[row as usize] > 0.0 {
                *gas *= now.mass[row as usize] / told[row as usize];
            }
        }
        let node = now.node.clone();
        self.episode = Episode::new(self.network, grid, &self.asked, time)?;
        self.stepper.fit(grid, &self.episode, self.options.source.is_some());
        let now = &mut self.stepper.now;
        // Nodes joined by the event share a pressure at once: that of the most volume.
        let mut weight = vec![0.0; node.len()];
        now.root.fill(0.0);
        for (place, &p) in node.iter().enumerate() {
            let root = self.episode.root[place] as usize;
            let share = grid.node_volume[place] + f64::MIN_POSITIVE;
            now.root[root] += share * (p / self.episode.factor[place]);
            weight[root] += share;
        }
        for (root, weight) in now.root.iter_mut().zip(&weight) {
            if *weight > 0.0 {
                *root /= weight;
            }
        }
        self.episode.held(time, Side::After, &mut now.root);
        self.model.tie_nodes(&self.episode, now);
        for (gas, &row) in gas.iter().zip(&self.episode.row) {
            now.mass[row as usize] += gas;
        }
        Ok(())
    }

    /// Steps up to a corner; gives the time reached, which is earlier when a line runs empty.
    fn advance(&mut self, from: f64, corner: f64, h: &mut f64) -> Result<f64, TransientError> {
        let method: &Method = &KVAERNO;
        let tolerance = self.options.tolerance;
        let mut time = from;
        let mut rejected_before = false;
        while time < corner {
            if self.out.effort.steps + self.out.effort.rejected >= self.options.step_limit {
                self.out.ending = Ending::StepLimit { time };
                return Ok(time);
            }
            let wanted = h.min(self.options.longest_step);
            let left = corner - time;
            // No sliver before a corner: two halves instead of a whole and a rest.
            let (step, end) = if wanted >= left * (1.0 - 1e-9) {
                (left, corner)
            } else if 2.0 * wanted > left {
                (0.5 * left, time + 0.5 * left)
            } else {
                (wanted, time + wanted)
            };
            let outcome =
                self.stepper.attempt(method, &self.model, &mut self.episode, (time, step, tolerance));
            match outcome {
                Ok(error) if error <= tolerance => {
                    self.accept(method, (time, end, step));
                    time = end;
                    let growth = (0.85 * (tolerance / error.max(1e-9 * tolerance)).cbrt()).clamp(0.3, 4.0);
                    let growth = if rejected_before { growth.min(1.0) } else { growth };
                    rejected_before = false;
                    // A step shortened for a corner says nothing against the longer one.
                    *h = if step < wanted {
                        wanted.max(step * growth).min(wanted * growth.max(1.0))
                    } else {
                        step * growth
                    };
                    let pressure = self.stepper.now.p.iter().copied().fold(0.0, f64::max);
                    if pressure > self.model.density.limit() {
                        return Err(TransientError::AboveTable { time, pressure });
                    }
                    if self.is_empty(time) {
                        return Ok(time);
                    }
                }
                outcome => {
                    self.out.effort.rejected += 1;
                    rejected_before = true;
                    *h = match outcome {
                        Ok(error) if error.is_finite() => {
                            step * (0.85 * (tolerance / error).cbrt()).clamp(0.1, 0.7)
                        }
                        _ => 0.25 * step,
                    };
                    if *h < SHORTEST {
                        let (element, pressure) = self.lowest();
                        let emptied = matches!(outcome, Err(Failure::Emptied))
                            || pressure < NEARLY_EMPTY * self.first_pressure;
                        if !emptied {
                            return Err(TransientError::Stuck { time, element, pressure });
                        }
                        self.out.ending = Ending::Emptied { time, element, pressure };
                        return Ok(time);
                    }
                }
            }
        }
        Ok(time)
    }

    fn accept(&mut self, method: &Method, (time, end, step): (f64, f64, f64)) {
        let before = self.gas();
        let account = &mut self.account;
        let mut came = self.episode.fed_between(time, end);
        self.stepper.supplied(method, &self.episode, step, |_, mass| came += mass);
        account.take(came);
        self.stepper.accept(method, &self.model, &self.episode, (end, step));
        let gas = self.gas();
        self.account.worst = self.account.worst.max(((gas - before) - came).abs() / gas);
        self.out.effort.steps += 1;
        self.record(end, Side::Before);
    }

    fn record(&mut self, time: f64, side: Side) {
        self.recorder.look(&self.model, (&self.episode, &self.asked), &self.stepper, (time, side));
        self.recorder.write(&self.links, &mut self.out);
        self.recorder.watch(self.network, &mut self.out);
    }

    /// Whether some pressure fell below that of an empty line.
    fn is_empty(&mut self, time: f64) -> bool {
        let least = self.stepper.now.p.iter().copied().fold(f64::INFINITY, f64::min);
        if least >= self.options.empty_pressure {
            return false;
        }
        let (element, pressure) = self.lowest();
        self.out.ending = Ending::Emptied { time, element, pressure };
        true
    }

    /// Node or element of the lowest pressure, and that pressure.
    fn lowest(&self) -> (String, f64) {
        let now = &self.stepper.now;
        let mut lowest = (String::new(), f64::INFINITY);
        for (node, &p) in self.network.nodes().iter().zip(&now.node) {
            if p < lowest.1 {
                lowest = (node.id.clone(), p);
            }
        }
        for reach in &self.model.grid.reaches {
            for &p in &now.p[reach.base..=reach.base + reach.faces] {
                if p < lowest.1 {
                    lowest = (self.network.links()[reach.link].id.clone(), p);
                }
            }
        }
        lowest
    }
}
