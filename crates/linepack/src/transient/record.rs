//! From steps to the times asked for, and the watch over limits.

use super::density::Density;
use super::episode::Episode;
use super::leak::outflow;
use super::plan::Asked;
use serde::{Deserialize, Serialize};

use super::solution::{Ending, LimitPassed, Lowest, Shortfall, Transient};
use super::stage::Model;
use super::step::Stepper;
use crate::network::Network;
use crate::schedule::{Control, Schedule, Side};

/// What is recorded, at the end of one step; slopes where they are known.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
    /// Flow of each link without loss, kg/s, at the link's place; empty if there is none.
    passed: Vec<f64>,
    /// What each node still has to pass on.
    surplus: Vec<f64>,
}

/// What an exit asked for, what of it was missing, in kg, and for how long, s.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Missing {
    asked: f64,
    short: f64,
    duration: f64,
}

/// Records a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Recorder {
    times: Vec<f64>,
    done: usize,
    before: Snapshot,
    here: Snapshot,
    /// Limits not yet passed: node, limit, whether it is a least one.
    watched: Vec<(usize, f64, bool)>,
    /// Exits with a least pressure: node, limit, and what they miss.
    exits: Vec<(usize, f64, Missing)>,
    lowest: (f64, usize, f64),
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
        let exits = watched
            .iter()
            .filter(|(node, _, least)| *least && schedule.draws(&network.nodes()[*node].id))
            .map(|&(node, limit, _)| (node, limit, Missing::default()))
            .collect();
        let lossless = network.links().len() > reaches;
        let times = times.iter().copied().filter(|&t| t >= schedule.start && t <= schedule.end).collect();
        let snapshot = Snapshot {
            pressure: vec![(0.0, 0.0); network.nodes().len()],
            inflow: vec![0.0; network.nodes().len()],
            first: vec![(0.0, 0.0); reaches],
            last: vec![(0.0, 0.0); reaches],
            stored: vec![(0.0, 0.0); reaches],
            linepack: vec![(0.0, 0.0); reaches],
            passed: if lossless { vec![0.0; network.links().len()] } else { Vec::new() },
            surplus: vec![0.0; network.nodes().len()],
            time: schedule.start,
        };
        Self {
            times,
            done: 0,
            before: snapshot.clone(),
            here: snapshot,
            watched,
            exits,
            lowest: (f64::INFINITY, 0, 0.0),
            inertia,
        }
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
        for &(node, ref hole) in &episode.leaks {
            here.inflow[node as usize] -= outflow(hole, model.density, now.node[node as usize]).0;
        }
        if !here.passed.is_empty() {
            pass(model, (episode, asked), here, (time, side));
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
            for (link, (a, b)) in a.passed.iter().zip(&b.passed).enumerate() {
                // Pipes and resistors have theirs already.
                if out.flow_in[link].len() < out.times.len() {
                    let flow = line(*a, *b);
                    out.flow_in[link].push(flow);
                    out.flow_out[link].push(flow);
                    out.linepack[link].push(0.0);
                }
            }
            out.total_linepack.push(total);
        }
    }

    /// Notes limits passed between the last two looks, and what exits missed.
    pub(super) fn watch(&mut self, network: &Network, out: &mut Transient) {
        self.measure();
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
        let (pressure, node, time) = self.lowest;
        let element = network.nodes()[node].id.clone();
        out.lowest = Some(Lowest { element, pressure, time });
    }

    /// Lowest pressure, and what exits missed since the look before.
    fn measure(&mut self) {
        let (before, here) = (&self.before, &self.here);
        for (node, &(p, _)) in here.pressure.iter().enumerate() {
            if p < self.lowest.0 {
                self.lowest = (p, node, here.time);
            }
        }
        let h = here.time - before.time;
        for (node, limit, missing) in &mut self.exits {
            let (p, old) = (here.pressure[*node].0, before.pressure[*node].0);
            let below = match (old < *limit, p < *limit) {
                (true, true) => 1.0,
                (false, false) => 0.0,
                (false, true) => (*limit - p) / (old - p),
                (true, false) => (*limit - old) / (p - old),
            };
            let drawn = -0.5 * (here.inflow[*node] + before.inflow[*node]) * h;
            missing.asked += drawn;
            missing.short += below * drawn;
            missing.duration += below * h;
        }
    }

    /// What exits missed in all, with what was asked for after a line ran empty.
    pub(super) fn run_out(
        &self,
        network: &Network,
        schedule: &Schedule,
        (asked, time): (&Asked, f64),
        out: &mut Transient,
    ) {
        let emptied = matches!(out.ending, Ending::Emptied { .. });
        for &(node, _, missing) in &self.exits {
            let mut missing = missing;
            if emptied && let Some(series) = &asked.nodes[node].flow {
                let rest = -series.integral(time, schedule.end);
                missing.asked += rest;
                missing.short += rest;
                missing.duration += schedule.end - time;
            }
            out.shortfalls.push(Shortfall {
                element: network.nodes()[node].id.clone(),
                asked: missing.asked,
                missing: missing.short,
                duration: missing.duration,
            });
        }
    }
}

/// Flows through links without loss: what their nodes have left over.
fn pass<D: Density>(
    model: &Model<'_, D>,
    (episode, asked): (&Episode, &Asked),
    here: &mut Snapshot,
    (time, side): (f64, Side),
) {
    here.surplus.copy_from_slice(&here.inflow);
    for (k, reach) in model.grid.reaches.iter().enumerate() {
        here.surplus[reach.from] -= here.first[k].0 + here.stored[k].0;
        here.surplus[reach.to] += here.last[k].0 - here.stored[k].1;
    }
    here.passed.fill(0.0);
    for &(link, from, to) in &episode.moved {
        let (link, from, to) = (link as usize, from as usize, to as usize);
        if let Control::Flow(series) = &asked.controls[link] {
            let flow = side.of(series, time);
            here.surplus[from] -= flow;
            here.surplus[to] += flow;
            here.passed[link] = flow;
        }
    }
    for &(link, parent, child, along) in episode.forest.iter().rev() {
        let (link, parent, child) = (link as usize, parent as usize, child as usize);
        let flow = here.surplus[child];
        here.surplus[child] = 0.0;
        here.surplus[parent] += flow;
        here.passed[link] = if along { flow } else { -flow };
    }
}
