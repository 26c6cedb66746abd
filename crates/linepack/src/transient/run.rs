//! From corner to corner: steps of fitting length, events, and the account of every kilogram.

use serde::{Deserialize, Serialize};

use super::density::Density;
use super::episode::Episode;
use super::initial::Start;
use super::options::{Initial, Options};
use super::plan::{Asked, Plan};
use super::record::Recorder;
use super::solution::{Effort, Ending, Transient};
use super::stage::{Failure, Model, Rates};
use super::step::{KVAERNO, Method, Stepper};
use super::watch::{Checkpoint, Moment, Order};
use super::{Job, TransientError};
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
    plan: &'a Plan,
    links: Vec<usize>,
    episode: Episode,
    /// What a checkpoint holds.
    at: Checkpoint,
}

/// Every kilogram.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Account {
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
    /// A run from the start of its schedule.
    pub(super) fn new(
        job: Job<'a>,
        model: Model<'a, D>,
        table_limit: f64,
        asked: Asked,
        start: &Start,
    ) -> Result<Self, TransientError> {
        let Job { network, schedule, options, grid, plan } = job;
        let episode = Episode::new(network, grid, &asked, schedule.start)?;
        let out = Transient {
            effort: Effort { cells: grid.cells, unknowns: episode.unknowns, ..Effort::default() },
            messages: start.messages.clone(),
            ..Transient::empty(network, options)
        };
        let times = (options.times.as_slice(), grid.reaches.len());
        let mut run = Self {
            network,
            schedule,
            options,
            links: grid.reaches.iter().map(|reach| reach.link).collect(),
            model,
            plan,
            episode,
            at: Checkpoint {
                time: schedule.start,
                corner: 0,
                step: options.first_step,
                rejected_before: false,
                first_pressure: 0.0,
                table_limit,
                asked,
                stepper: Stepper::default(),
                recorder: Recorder::new(network, schedule, times, options.terms.inertia),
                account: Account::default(),
                out,
            },
        };
        run.begin(start)?;
        run.record(schedule.start, Side::After);
        Ok(run)
    }

    /// A run that goes on.
    pub(super) fn resumed(
        job: Job<'a>,
        model: Model<'a, D>,
        from: &Checkpoint,
    ) -> Result<Self, TransientError> {
        let Job { network, schedule, options, grid, plan } = job;
        let mut at = from.clone();
        let stray = at.stepper.now.p.len() != grid.points
            || at.asked.nodes.len() != network.nodes().len()
            || at.asked.controls.len() != network.links().len()
            || at.corner >= plan.corners.len();
        if stray {
            let text = "the checkpoint belongs to another network, schedule or grid";
            return Err(Findings::from(Finding::error(text).hint("start the run anew")).into());
        }
        let mut episode = Episode::new(network, grid, &at.asked, at.time)?;
        at.stepper = at.stepper.wake(&model, &mut episode, at.time, options.source.is_some());
        let links = grid.reaches.iter().map(|reach| reach.link).collect();
        Ok(Self { network, schedule, options, model, plan, links, episode, at })
    }

    /// Puts the state at the start on the grid.
    fn begin(&mut self, start: &Start) -> Result<(), TransientError> {
        let grid = self.model.grid;
        self.at.stepper.fit(grid, &self.episode, self.options.source.is_some());
        let mut pressure = start.pressure.clone();
        if let Initial::Profile(at) = self.options.initial {
            for reach in &grid.reaches {
                pressure[reach.from] = Some(at(reach.link, 0.0).0);
                pressure[reach.to] = Some(at(reach.link, reach.spacing * reach.faces as f64).0);
            }
        }
        let time = self.schedule.start;
        self.episode.at(time, Side::After);
        let now = &mut self.at.stepper.now;
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
        // Only roots have a pressure of their own; NaN would not survive a checkpoint.
        for root in &mut now.root {
            if root.is_nan() {
                *root = 0.0;
            }
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
        self.model.tie_nodes(&self.episode, &mut self.at.stepper.now);
        self.at.first_pressure = self.lowest().1;
        self.weigh();
        if start.settle {
            self.settle()?;
        }
        self.at.stepper.restart(&self.model, &mut self.episode, time);
        self.at.account.start = self.gas();
        Ok(())
    }

    /// Densities and masses from pressures.
    fn weigh(&mut self) {
        let now = &mut self.at.stepper.now;
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
            leaked: 0.0,
        };
        for h in SETTLING {
            let stepper = &mut self.at.stepper;
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
            self.at.out.effort.newton_iterations += u64::from(iterations);
            self.at.out.effort.factorisations += u64::from(iterations);
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
        let now = &self.at.stepper.now;
        let inside: f64 = self
            .model
            .grid
            .reaches
            .iter()
            .map(|reach| reach.volume * now.rho[reach.base + 1..reach.base + reach.faces].iter().sum::<f64>())
            .sum();
        inside + now.mass.iter().sum::<f64>()
    }

    pub(super) fn complete(
        mut self,
        watch: &mut dyn FnMut(&Moment<'_>) -> Order,
    ) -> Result<Transient, TransientError> {
        while let Some(&corner) = self.plan.corners.get(self.at.corner) {
            self.advance(corner, watch)?;
            if self.at.time < corner || self.at.out.ending != Ending::Complete {
                break;
            }
            self.at.corner += 1;
            if corner < self.schedule.end {
                self.turn(corner)?;
            }
        }
        Ok(self.conclude())
    }

    /// The answer, with its effort and balance.
    fn conclude(mut self) -> Transient {
        let (iterations, factorisations) = (self.at.stepper.iterations, self.at.stepper.factorisations);
        let change = self.gas() - self.at.account.start;
        let Account { came, lost, start, worst } = self.at.account;
        self.at.recorder.run_out(
            self.network,
            self.schedule,
            (&self.at.asked, self.at.time),
            &mut self.at.out,
        );
        let mut out = self.at.out;
        out.effort.newton_iterations += iterations;
        out.effort.factorisations += factorisations;
        out.mass_error = ((change - came) - lost).abs() / start;
        out.worst_step_mass_error = worst;
        if self.options.source.is_some() {
            // Sources belong to no one's account.
            out.mass_error = f64::NAN;
            out.worst_step_mass_error = f64::NAN;
        }
        out
    }

    /// What changes at a corner: events, and values that jump.
    fn turn(&mut self, time: f64) -> Result<(), TransientError> {
        let mut changed = false;
        for (at, change) in &self.plan.changes {
            if *at == time {
                self.at.asked.apply(change);
                changed = true;
            }
        }
        if changed {
            self.change_episode(time)?;
        } else if !self.episode.jumps(time) {
            return Ok(());
        }
        let before = self.gas();
        self.at.stepper.restart(&self.model, &mut self.episode, time);
        // A pressure that is held anew brings its node volume there at once.
        self.at.account.take(self.gas() - before);
        self.at.step = self.at.step.min(self.options.first_step);
        self.record(time, Side::After);
        Ok(())
    }

    /// Joins the nodes anew; the gas at every node stays what it is.
    fn change_episode(&mut self, time: f64) -> Result<(), TransientError> {
        let grid = self.model.grid;
        let now = &self.at.stepper.now;
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
        self.episode = Episode::new(self.network, grid, &self.at.asked, time)?;
        self.at.stepper.fit(grid, &self.episode, self.options.source.is_some());
        let now = &mut self.at.stepper.now;
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

    /// Steps up to a corner, or to the time at which a line runs empty.
    fn advance(
        &mut self,
        corner: f64,
        watch: &mut dyn FnMut(&Moment<'_>) -> Order,
    ) -> Result<(), TransientError> {
        let method: &Method = &KVAERNO;
        let tolerance = self.options.tolerance;
        while self.at.time < corner {
            let time = self.at.time;
            if self.at.out.effort.steps + self.at.out.effort.rejected >= self.options.step_limit {
                self.at.out.ending = Ending::StepLimit { time };
                return Ok(());
            }
            let wanted = self.at.step.min(self.options.longest_step);
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
                self.at.stepper.attempt(method, &self.model, &mut self.episode, (time, step, tolerance));
            match outcome {
                Ok(error) if error <= tolerance => {
                    self.accept(method, (time, end, step));
                    self.at.time = end;
                    let growth = (0.85 * (tolerance / error.max(1e-9 * tolerance)).cbrt()).clamp(0.3, 4.0);
                    let growth = if self.at.rejected_before { growth.min(1.0) } else { growth };
                    self.at.rejected_before = false;
                    // A step shortened for a corner says nothing against the longer one.
                    self.at.step = if step < wanted {
                        wanted.max(step * growth).min(wanted * growth.max(1.0))
                    } else {
                        step * growth
                    };
                    let pressure = self.at.stepper.now.p.iter().copied().fold(0.0, f64::max);
                    if pressure > self.model.density.limit() {
                        return Err(TransientError::AboveTable { time: end, pressure });
                    }
                    if self.is_empty(end) {
                        return Ok(());
                    }
                    if self.stopped_by(watch) {
                        self.at.out.ending = Ending::Stopped { time: end };
                        return Ok(());
                    }
                }
                outcome => {
                    self.at.out.effort.rejected += 1;
                    self.at.rejected_before = true;
                    self.at.step = match outcome {
                        Ok(error) if error.is_finite() => {
                            step * (0.85 * (tolerance / error).cbrt()).clamp(0.1, 0.7)
                        }
                        _ => 0.25 * step,
                    };
                    if self.at.step < SHORTEST {
                        let (element, pressure) = self.lowest();
                        let emptied = matches!(outcome, Err(Failure::Emptied))
                            || pressure < NEARLY_EMPTY * self.at.first_pressure;
                        if !emptied {
                            return Err(TransientError::Stuck { time, element, pressure });
                        }
                        self.at.out.ending = Ending::Emptied { time, element, pressure };
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Shows where the run is; whether it is to stop.
    fn stopped_by(&self, watch: &mut dyn FnMut(&Moment<'_>) -> Order) -> bool {
        let effort = self.at.out.effort;
        let store = || self.at.clone();
        let moment = Moment { time: self.at.time, steps: (effort.steps, effort.rejected), store: &store };
        watch(&moment) == Order::Stop
    }

    fn accept(&mut self, method: &Method, (time, end, step): (f64, f64, f64)) {
        let before = self.gas();
        let mut came = self.episode.fed_between(time, end);
        self.at.stepper.supplied(method, &self.episode, step, |_, mass| came += mass);
        let leaked = self.at.stepper.leaked(method, step);
        came -= leaked;
        self.at.out.leaked += leaked;
        self.at.account.take(came);
        self.at.stepper.accept(method, &self.model, &self.episode, (end, step));
        let gas = self.gas();
        self.at.account.worst = self.at.account.worst.max(((gas - before) - came).abs() / gas);
        self.at.out.effort.steps += 1;
        self.record(end, Side::Before);
    }

    fn record(&mut self, time: f64, side: Side) {
        self.at.recorder.look(&self.model, (&self.episode, &self.at.asked), &self.at.stepper, (time, side));
        self.at.recorder.write(&self.links, &mut self.at.out);
        self.at.recorder.watch(self.network, &mut self.at.out);
    }

    /// Whether some pressure fell below that of an empty line.
    fn is_empty(&mut self, time: f64) -> bool {
        let least = self.at.stepper.now.p.iter().copied().fold(f64::INFINITY, f64::min);
        if least >= self.options.empty_pressure {
            return false;
        }
        let (element, pressure) = self.lowest();
        self.at.out.ending = Ending::Emptied { time, element, pressure };
        true
    }

    /// Node or element of the lowest pressure, and that pressure.
    fn lowest(&self) -> (String, f64) {
        let now = &self.at.stepper.now;
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
