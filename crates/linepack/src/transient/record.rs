//! From steps to the times asked for, and the watch over limits.

use super::density::Density;
use super::episode::Episode;
use super::plan::Asked;
use super::solution::{LimitPassed, Transient};
use super::stage::Model;
use super::step::Stepper;
use crate::network::Network;
use crate::schedule::Schedule;
use crate::schedule::Side;

/// What is recorded, at the end of one step; slopes where they are known.
#[derive(Debug, Clone, Default)]
struct Snapshot {
    time: f64,
    pressure: Vec<(f64, f64)>,
    inflow: Vec<f64>,
    /// Flow at the first and the last face.
    first: Vec<(f64, f64)>,
    last: Vec<(f64, f64)>,
    /// What half a cell stores at each end, kg/s.
    stored: Vec<(f64, f64)>,
    linepack: Vec<(f64, f64)>,
}

/// Records a run.
#[derive(Debug, Clone)]
pub(super) struct Recorder {
    times: Vec<f64>,
    done: usize,
    before: Snapshot,
    here: Snapshot,
    /// Limits not yet passed: node, limit, whether it is a least one.
    watched: Vec<(usize, f64, bool)>,
    inertia: bool,
}

impl Recorder {
    pub(super) fn new(
        network: &Network,
        schedule: &Schedule,
        (times, reaches): (&[f64], usize),
        inertia: bool,
    ) -> Self {
        let mut watched = Vec::new();
        for (place, node) in network.nodes().iter().enumerate() {
            let asked = schedule.pressure_limits.get(&node.id).copied().unwrap_or_default();
            let least = node.pressure_min.into_iter().chain(asked.min).reduce(f64::max);
            let most = node.pressure_max.into_iter().chain(asked.max).reduce(f64::min);
            watched.extend(least.filter(|&limit| limit > 0.0).map(|limit| (place, limit, true)));
            watched.extend(most.map(|limit| (place, limit, false)));
        }
        let times = times.iter().copied().filter(|&t| t >= schedule.start && t <= schedule.end).collect();
        let snapshot = Snapshot {
            pressure: vec![(0.0, 0.0); network.nodes().len()],
            inflow: vec![0.0; network.nodes().len()],
            first: vec![(0.0, 0.0); reaches],
            last: vec![(0.0, 0.0); reaches],
            stored: vec![(0.0, 0.0); reaches],
            linepack: vec![(0.0, 0.0); reaches],
            time: 0.0,
        };
        Self { times, done: 0, before: snapshot.clone(), here: snapshot, watched, inertia }
    }

    /// Takes the state of the stepper at a time; `side` says which side of a jump.
    pub(super) fn look<D: Density>(
        &mut self,
        model: &Model<'_, D>,
        (episode, asked): (&Episode, &Asked),
        stepper: &Stepper,
        (time, side): (f64, Side),
    ) {
        std::mem::swap(&mut self.before, &mut self.here);
        let here = &mut self.here;
        let (now, rates) = (&stepper.now, stepper.rates());
        here.time = time;
        asked.inflows(time, side, &mut here.inflow);
        for (node, pressure) in here.pressure.iter_mut().enumerate() {
            let root = episode.root[node] as usize;
            let rate =
                stepper.root_rate[root] * episode.factor[node] + now.root[root] * episode.factor_rate[node];
            *pressure = (now.node[node], rate);
        }
        for (k, reach) in model.grid.reaches.iter().enumerate() {
            let (base, n) = (reach.base, reach.faces);
            here.first[k] = (now.q[base], rates.q[base]);
            here.last[k] = (now.q[base + n - 1], rates.q[base + n - 1]);
            let store = |i: usize, node: usize| {
                0.5 * reach.volume * model.density.at(now.p[i]).1 * here.pressure[node].1
            };
            here.stored[k] = (store(base, reach.from), store(base + n, reach.to));
            let ends = 0.5 * (model.density.at(now.p[base]).0 + model.density.at(now.p[base + n]).0);
            let inside: f64 = now.rho[base + 1..base + n].iter().sum();
            let gain = here.first[k].0 + here.stored[k].0 - here.last[k].0 + here.stored[k].1;
            here.linepack[k] = (reach.volume * (inside + ends), gain);
        }
        // A supply gives what its node stores and its pipes take.
        for (supply, &node) in episode.supplier.iter().enumerate() {
            let row = episode.unknowns + supply;
            here.inflow[node as usize] -= rates.mass[row];
        }
        for (node, &volume) in model.grid.node_volume.iter().enumerate() {
            let row = episode.row[node] as usize;
            if row >= episode.unknowns {
                let supplier = episode.supplier[row - episode.unknowns] as usize;
                here.inflow[supplier] += volume * model.density.at(now.node[node]).1 * here.pressure[node].1;
            }
        }
    }

    /// Writes all times asked for up to the last look.
    pub(super) fn write(&mut self, model_reaches: &[usize], out: &mut Transient) {
        while let Some(&time) = self.times.get(self.done).filter(|&&time| time <= self.here.time) {
            self.done += 1;
            out.times.push(time);
            let (a, b) = (&self.before, &self.here);
            let h = b.time - a.time;
            let s = if h > 0.0 { (time - a.time) / h } else { 1.0 };
            let line = |a: f64, b: f64| a + s * (b - a);
            let curve = |a: (f64, f64), b: (f64, f64)| {
                let (m, n) = (h * a.1 - (b.0 - a.0), h * b.1 - (b.0 - a.0));
                line(a.0, b.0) + s * (1.0 - s) * ((1.0 - s) * m - s * n)
            };
            let flow = |a: (f64, f64), b: (f64, f64)| {
                if self.inertia { curve(a, b) } else { line(a.0, b.0) }
            };
            for (node, row) in out.pressure.iter_mut().enumerate() {
                row.push(curve(a.pressure[node], b.pressure[node]));
                out.inflow[node].push(line(a.inflow[node], b.inflow[node]));
            }
            let mut total = 0.0;
            for (k, &link) in model_reaches.iter().enumerate() {
                let half = (line(a.stored[k].0, b.stored[k].0), line(a.stored[k].1, b.stored[k].1));
                out.flow_in[link].push(flow(a.first[k], b.first[k]) + half.0);
                out.flow_out[link].push(flow(a.last[k], b.last[k]) - half.1);
                let linepack = curve(a.linepack[k], b.linepack[k]);
                out.linepack[link].push(linepack);
                total += linepack;
            }
            out.total_linepack.push(total);
        }
    }

    /// Notes limits passed between the last two looks.
    pub(super) fn watch(&mut self, network: &Network, out: &mut Transient) {
        let (before, here) = (&self.before, &self.here);
        self.watched.retain(|&(node, bound, least)| {
            let (p, old) = (here.pressure[node].0, before.pressure[node].0);
            let passed = |p: f64| if least { p < bound * (1.0 - 1e-9) } else { p > bound * (1.0 + 1e-9) };
            if !passed(p) {
                return true;
            }
            let h = here.time - before.time;
            let time = if h > 0.0 && !passed(old) && p != old {
                before.time + h * ((bound - old) / (p - old)).clamp(0.0, 1.0)
            } else {
                here.time
            };
            out.limits_passed.push(LimitPassed {
                element: network.nodes()[node].id.clone(),
                limit: if least { "pressure_min" } else { "pressure_max" }.to_owned(),
                bound,
                time,
            });
            false
        });
    }
}
