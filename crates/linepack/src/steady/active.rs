//! Which term of every active element holds: set points and limits as one complementarity problem.
//!
//! The laws of [`ActiveElement`] join those of the pipes with their corners rounded over a width that
//! shrinks from stage to stage. Rounded, every slope has its sign and the matrix is an M-matrix at
//! every state, so Newton's step lowers Σ f² until it is zero: no stage can cycle or stall at a false
//! minimum (Chen, Qi, Sun, Math. Comp. 67 (1998) 519–540). The terms that hold at the end are then solved
//! exactly by the engine of set points.

use super::active_element::{ActiveElement, Hold, Rounding, Slopes, Term, Work};
use super::boundary::Boundary;
use super::join::index;
use super::options::Options;
use super::system::{NONE, System};
use crate::equations::steady_element::{Linearised, Medium};
use crate::network::{Element, Network};
use crate::scenario::Setting;
use crate::solution::Limit;
use crate::sparse::{Factor, Pattern};

/// Newton steps at most in one stage.
const STEPS: u32 = 60;

/// Widths of the corners over the highest pressure, from stage to stage.
const CORNERS: [f64; 7] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8, 1e-10];

/// Pressure that an element whose flow is open loses in the search, Pa s/kg.
const LOSS: f64 = 1e-4;

/// Shares of the pressures in terms that leave them open. The first is out of sight. Where nothing is found
/// with it, wider leaks relax the limits: gas that runs out even then has run out for certain.
pub(super) const LEAKS: [f64; 4] = [1e-9, 1e-6, 1e-4, 1e-2];

/// The links whose terms are to be found.
pub(super) fn elements(
    network: &Network,
    asked: &Boundary,
    options: &Options<'_>,
    energy: f64,
) -> Vec<(usize, ActiveElement)> {
    let work = Work {
        energy,
        exponent: (options.isentropic_exponent - 1.0) / options.isentropic_exponent,
        efficiency: options.compression_efficiency,
    };
    let links = network.links().iter().zip(&asked.setting).enumerate();
    links
        .filter_map(|(link, (at, &setting))| {
            let hold = match setting {
                Setting::Closed => return None,
                Setting::Open => None,
                Setting::Ratio(ratio) => Some(Hold::Ratio(ratio)),
                Setting::DischargePressure(pressure) => Some(Hold::Discharge(pressure)),
                Setting::SuctionPressure(pressure) => Some(Hold::Suction(pressure)),
                Setting::Flow(flow) => Some(Hold::Flow(flow)),
                Setting::Power(power) => Some(Hold::Power(power)),
            };
            let (least, greatest) = terms(&at.element, hold, at.flow_max)?;
            Some((link, ActiveElement { least, greatest, work }))
        })
        .collect()
}

/// The terms of an element, those of which the least and those of which the greatest holds.
fn terms(element: &Element, hold: Option<Hold>, flow_max: Option<f64>) -> Option<(Vec<Term>, Vec<Term>)> {
    let term = |hold, limit| Term { hold, limit: Some(limit) };
    let closed = term(Hold::Closed, Limit::FlowDirection);
    let mut least = vec![Term { hold: hold.unwrap_or(Hold::Through), limit: None }];
    let mut limit = |hold: Option<Hold>, limit| least.extend(hold.map(|hold| term(hold, limit)));
    match element {
        Element::CheckValve => Some((least, vec![closed])),
        Element::CompressorStation(station) if hold.is_some() => {
            limit(station.pressure_in_min.map(Hold::Suction), Limit::PressureInMin);
            limit(station.pressure_out_max.map(Hold::Discharge), Limit::PressureOutMax);
            limit(flow_max.filter(|&q| q > 0.0).map(Hold::Flow), Limit::FlowMax);
            Some((least, vec![closed, term(Hold::Through, Limit::PressureRiseMin)]))
        }
        Element::ControlValve(valve) if hold.is_some() => {
            let least_drop = valve.pressure_differential_min.unwrap_or(0.0);
            limit(valve.pressure_in_min.map(Hold::Suction), Limit::PressureInMin);
            limit(valve.pressure_out_max.map(Hold::Discharge), Limit::PressureOutMax);
            limit(flow_max.filter(|&q| q > 0.0).map(Hold::Flow), Limit::FlowMax);
            limit(Some(Hold::Difference(least_drop)), Limit::PressureDifferentialMin);
            let mut greatest = vec![closed];
            greatest.extend(
                valve
                    .pressure_differential_max
                    .map(|most| term(Hold::Difference(most), Limit::PressureDifferentialMax)),
            );
            Some((least, greatest))
        }
        _ => None,
    }
}

/// What the search found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The term that holds at each element.
    pub(super) terms: Vec<Term>,
    /// Flow through each element, kg/s.
    pub(super) flows: Vec<f64>,
    /// Pressure at each node, Pa; at or below zero where the gas has run out.
    pub(super) pressure: Vec<f64>,
    /// Newton steps taken.
    pub(super) iterations: u32,
}

/// A network whose active elements are laws, not joints.
pub(super) struct Search<'a> {
    network: &'a Network,
    system: &'a System,
    medium: Medium<'a>,
    elements: &'a [(usize, ActiveElement)],
    /// Flow into each balance, kg/s.
    supply: Vec<f64>,
    /// Least slope ∂f/∂q of each pipe.
    floor: &'a [f64],
    unit: f64,
    highest: f64,
    pattern: Pattern,
    /// Slot of each arc's edge, pipes first, then active elements.
    edges: Vec<Option<u32>>,
}

/// A state of the search: nodal variables and flows.
#[derive(Debug, Clone, Default)]
struct Guess {
    x: Vec<f64>,
    q: Vec<f64>,
    laws: Vec<Linearised>,
    lack: Vec<f64>,
    merit: f64,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        network: &'a Network,
        system: &'a System,
        medium: Medium<'a>,
        elements: &'a [(usize, ActiveElement)],
        (supply, floor): (Vec<f64>, &'a [f64]),
        (highest, flow): (f64, f64),
    ) -> Self {
        let mut search = Self {
            network,
            system,
            medium,
            elements,
            supply,
            floor,
            unit: 0.1 * highest / flow.max(1.0),
            highest,
            pattern: Pattern::default(),
            edges: Vec::new(),
        };
        let mut pairs = Vec::new();
        for k in 0..system.arcs.len() + elements.len() {
            let [u, v] = search.ends(k).map(|node| system.column[node]);
            search.edges.push((u != NONE && v != NONE && u != v).then(|| {
                pairs.push((u, v));
                index(pairs.len() - 1)
            }));
        }
        search.pattern = Pattern::new(system.unknowns, &pairs);
        search
    }

    fn ends(&self, arc: usize) -> [usize; 2] {
        let (u, v) = match self.system.arcs.get(arc) {
            Some(arc) => self.network.ends(arc.link as usize),
            None => self.network.ends(self.elements[arc - self.system.arcs.len()].0),
        };
        [u, v]
    }

    fn nodal(&self, x: &[f64], node: usize) -> f64 {
        match self.system.column[node] {
            NONE => self.medium.variable(self.system.factor[node]),
            unknown => x[unknown as usize],
        }
    }

    fn evaluate(&self, guess: &mut Guess, rounding: &Rounding) {
        let pipes = self.system.arcs.len();
        let scale = self.medium.slope(self.highest);
        guess.laws.clear();
        guess.lack.clone_from(&self.supply);
        for k in 0..pipes + self.elements.len() {
            let ends = self.ends(k);
            let x = ends.map(|node| self.nodal(&guess.x, node));
            let p = x.map(|x| self.medium.pressure(x));
            let q = guess.q[k];
            let law = if k < pipes {
                let mut law = self.system.laws[k].linearise(&self.medium, x, p, q);
                law.flow = law.flow.max(self.floor[k]);
                law
            } else {
                let Slopes { value, from, to, flow } = self.elements[k - pipes].1.at(p, q, rounding);
                let slope = |p: f64| scale / self.medium.slope(p.abs().max(1e-3 * self.highest));
                Linearised {
                    residual: scale * value,
                    from: from * slope(p[0]),
                    to: to * slope(p[1]),
                    flow: scale * flow,
                }
            };
            guess.laws.push(law);
            for (node, sign) in ends.into_iter().zip([-1.0, 1.0]) {
                if self.system.column[node] != NONE {
                    guess.lack[self.system.column[node] as usize] += sign * q;
                }
            }
        }
        let law = scale * self.highest;
        let mass = self.highest / self.unit;
        guess.merit = guess.laws.iter().map(|f| (f.residual / law).powi(2)).sum::<f64>()
            + guess.lack.iter().map(|lack| (lack / mass).powi(2)).sum::<f64>();
    }

    fn rounding(&self, corner: f64, leak: f64) -> Rounding {
        Rounding { unit: self.unit, corner, loss: LOSS, leak }
    }

    /// Newton's step, or nothing where the matrix has no inverse.
    fn step(&self, guess: &Guess, factor: &mut Factor) -> Option<(Vec<f64>, Vec<f64>)> {
        let column = &self.system.column;
        let mut dx = guess.lack.clone();
        factor.clear(&self.pattern, false);
        for (k, law) in guess.laws.iter().enumerate() {
            let [u, v] = self.ends(k).map(|node| column[node]);
            let pull = law.residual / law.flow;
            if u != NONE {
                dx[u as usize] -= pull;
            }
            if v != NONE {
                dx[v as usize] += pull;
            }
            let (by_u, by_v) = (law.from / law.flow, law.to / law.flow);
            match self.edges[k] {
                Some(edge) => factor.add_edge_pair(&self.pattern, edge as usize, by_v, by_u),
                None if u == v => {}
                None if u != NONE => factor.add_excess(&self.pattern, u as usize, by_u),
                None => factor.add_excess(&self.pattern, v as usize, by_v),
            }
        }
        factor.factorise(&self.pattern).ok()?;
        factor.solve(&self.pattern, &mut dx);
        let change = |node: usize| dx.get(column[node] as usize).copied().unwrap_or(0.0);
        let dq = guess.laws.iter().enumerate().map(|(k, law)| {
            let [u, v] = self.ends(k);
            (law.residual + law.from * change(u) - law.to * change(v)) / law.flow
        });
        let dq = dq.collect();
        Some((dx, dq))
    }

    /// The terms that hold, or nothing where the search did not settle.
    pub(super) fn run(&self, leak: f64) -> Option<Found> {
        let pipes = self.system.arcs.len();
        let mut guess = Guess {
            x: vec![0.0; self.system.unknowns],
            q: vec![0.0; pipes + self.elements.len()],
            ..Guess::default()
        };
        let mut factor = Factor::default();
        let mut trial = Guess::default();
        let mut iterations = 0;
        for corner in CORNERS {
            let rounding = self.rounding(corner * self.highest, leak);
            self.evaluate(&mut guess, &rounding);
            for _ in 0..STEPS {
                if guess.merit <= 1e-24 {
                    break;
                }
                iterations += 1;
                let (dx, dq) = self.step(&guess, &mut factor)?;
                let (mut t, before) = (1.0, guess.merit);
                loop {
                    let move_by =
                        |from: &[f64], by: &[f64]| from.iter().zip(by).map(|(a, d)| a + t * d).collect();
                    trial.x = move_by(&guess.x, &dx);
                    trial.q = move_by(&guess.q, &dq);
                    self.evaluate(&mut trial, &rounding);
                    if trial.merit <= before * (1.0 - 1e-4 * t) || t < 1e-6 {
                        break;
                    }
                    t *= 0.5;
                }
                if trial.merit.is_nan() {
                    return None;
                }
                let settled = trial.merit >= before * (1.0 - 1e-8);
                if trial.merit < before {
                    std::mem::swap(&mut guess, &mut trial);
                }
                if settled {
                    break;
                }
            }
        }
        if guess.merit > 1e-14 {
            return None;
        }
        let rounding = self.rounding(0.0, leak);
        let pressure: Vec<f64> = (0..self.network.nodes().len())
            .map(|node| self.medium.pressure(self.nodal(&guess.x, node)))
            .collect();
        let terms = self.elements.iter().zip(&guess.q[pipes..]).map(|((link, element), &q)| {
            let (u, v) = self.network.ends(*link);
            element.holding([pressure[u], pressure[v]], q, &rounding)
        });
        Some(Found { terms: terms.collect(), flows: guess.q[pipes..].to_vec(), pressure, iterations })
    }
}

/// How far a state is from what an element does, in Pa.
pub(super) fn off(element: &ActiveElement, p: [f64; 2], q: f64, unit: f64) -> f64 {
    let exact = Rounding { unit, corner: 0.0, loss: 0.0, leak: 0.0 };
    element.at(p, q, &exact).value.abs()
}

/// A network whose active elements are taken out: what their laws are added to.
pub(super) fn without(asked: &Boundary, elements: &[(usize, ActiveElement)]) -> Boundary {
    let mut base = asked.clone();
    for (link, _) in elements {
        base.setting[*link] = Setting::Closed;
    }
    base
}

/// The setting that makes a term hold exactly; p and q are those of the search.
pub(super) fn setting(term: &Term, element: &ActiveElement, p: [f64; 2], q: f64) -> Option<Setting> {
    Some(match term.hold {
        Hold::Closed => Setting::Closed,
        Hold::Through | Hold::Difference(0.0) => Setting::Open,
        Hold::Difference(_) if p[0] > 0.0 => Setting::Ratio(p[1] / p[0]),
        Hold::Difference(_) => return None,
        Hold::Discharge(pressure) => Setting::DischargePressure(pressure),
        Hold::Suction(pressure) => Setting::SuctionPressure(pressure),
        Hold::Ratio(ratio) => Setting::Ratio(ratio),
        Hold::Flow(flow) => Setting::Flow(flow),
        Hold::Power(power) => Setting::Ratio(element.work.ratio(power, q).0),
    })
}
