//! One state of the nodal system, and how far it is from the laws.

use super::system::{Arc, NONE, Place, System};
use crate::equations::steady_element::{Medium, SteadyLaw};
use crate::sparse::{Factor, Pattern, Singular};

/// The nodal system with the numbers of a run.
#[derive(Debug)]
pub(super) struct Equations<'a> {
    pub(super) system: &'a System,
    pub(super) medium: Medium<'a>,
    /// Flow into each site's balance, kg/s; only unknowns have one.
    pub(super) supply: Vec<f64>,
    /// Nodal variable of each site behind the unknowns, where its pressure is held.
    pub(super) held: Vec<f64>,
    /// Least slope ∂f/∂q of each arc: where a law is flat at rest, Newton's step still has a length.
    pub(super) floor: Vec<f64>,
    /// Flow that no single step changes an arc by on its own account, kg/s: a law far from holding at
    /// a flow where it is flat would ask for more than the digits of the rest can bear.
    pub(super) reach: f64,
}

/// Unknowns and flows, with everything that follows from them.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// Nodal variable of each site: first the unknowns, then what follows from them or is held.
    pub(super) x: Vec<f64>,
    /// What rounding took from each: a wide pipe beside a thin one loses less than the last digit of
    /// the thin one's x.
    pub(super) low: Vec<f64>,
    /// Flow through each arc, kg/s.
    pub(super) q: Vec<f64>,
    /// Pressure of each site, Pa; only kept where a law needs it.
    pub(super) pressure: Vec<f64>,
    /// dx of each site behind the unknowns over dx of its unknown.
    pub(super) stretch: Vec<f64>,
    /// Where the friction of each arc ended, to start from again.
    pub(super) near: Vec<f64>,
    /// Residual f of each law, in units of x.
    pub(super) residual: Vec<f64>,
    /// −∂f/∂q of each law, above zero.
    pub(super) slope: Vec<f64>,
    /// ∂f/∂x_u and −∂f/∂x_v of each law; empty where all are 1.
    pub(super) by_ends: Vec<[f64; 2]>,
    /// What each balance lacks, kg/s.
    pub(super) imbalance: Vec<f64>,
    /// The largest errors.
    pub(super) errors: Errors,
}

/// Largest errors of a state; NaN anywhere gives NaN.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Errors {
    /// Largest |imbalance|, kg/s.
    pub(super) mass: f64,
    /// Largest |f|, in units of the nodal variable.
    pub(super) law: f64,
    /// Largest |q|, kg/s.
    pub(super) flow: f64,
    /// Largest difference of the nodal variable between the ends of an element.
    pub(super) drop: f64,
}

/// The larger amount; NaN is larger than anything.
fn worse(most: f64, value: f64) -> f64 {
    if value.abs() > most || value.is_nan() { value.abs() } else { most }
}

impl Equations<'_> {
    /// Fills in everything that follows from the unknowns and the flows.
    pub(super) fn evaluate(&self, state: &mut State) {
        self.spread(state);
        if self.system.symmetric {
            self.linearise_level(state);
        } else {
            self.linearise(state);
        }
        self.balance(state);
    }

    /// Nodal variables behind the unknowns, and pressures where they are needed.
    fn spread(&self, state: &mut State) {
        let System { unknowns, beyond, symmetric, multiples, .. } = self.system;
        state.x.truncate(*unknowns);
        state.x.extend(&self.held);
        state.low.resize(state.x.len(), 0.0);
        state.near.resize(state.q.len(), 0.0);
        if *symmetric {
            return;
        }
        state.pressure.clear();
        state.pressure.extend(state.x.iter().map(|&x| self.medium.pressure(x)));
        state.stretch.clear();
        if !multiples {
            return;
        }
        for (site, at) in (*unknowns..).zip(beyond) {
            let mut stretch = 1.0;
            if at.unknown != NONE {
                let base = state.pressure[at.unknown as usize];
                let own = base * at.factor;
                state.pressure[site] = own;
                state.x[site] = self.medium.variable(own);
                stretch = at.factor * self.medium.slope(own) / self.medium.slope(base);
                state.low[site] = state.low[at.unknown as usize];
            }
            state.stretch.push(stretch);
        }
    }

    /// The laws of level pipes: x_u − x_v is what friction takes.
    fn linearise_level(&self, state: &mut State) {
        let State { x, low, q, near, residual, slope, by_ends, errors, .. } = state;
        let Self { system, floor, reach, .. } = self;
        by_ends.clear();
        residual.clear();
        slope.clear();
        let (mut law_most, mut flow, mut most) = (0.0, 0.0, 0.0);
        let laws = system.arcs.iter().zip(&system.laws).zip(floor).zip(q).zip(near);
        for ((((arc, law), &floor), &mut q), near) in laws {
            let (u, v) = (arc.from as usize, arc.to as usize);
            let drop = x[u] - x[v];
            let (loss, rise) = match law {
                SteadyLaw::Pipe { wall, .. } => wall.loss_near(q, near),
                _ => (f64::NAN, f64::NAN),
            };
            let f = (drop - loss) + low[u] - low[v];
            law_most = worse(law_most, f);
            flow = worse(flow, q);
            most = worse(most, drop);
            residual.push(f);
            slope.push(rise.max(floor).max(f.abs() / reach));
        }
        (errors.law, errors.flow, errors.drop) = (law_most, flow, most);
    }

    fn linearise(&self, state: &mut State) {
        let State { x, low, q, near, pressure, residual, slope, by_ends, errors, .. } = state;
        let Self { system, floor, reach, medium, .. } = self;
        by_ends.clear();
        residual.clear();
        slope.clear();
        let (mut law_most, mut flow, mut most) = (0.0, 0.0, 0.0);
        let laws = system.arcs.iter().zip(&system.laws).zip(floor).zip(q).zip(near);
        for ((((arc, law), &floor), &mut q), near) in laws {
            let (u, v) = (arc.from as usize, arc.to as usize);
            let at = law.linearise_near(medium, [x[u], x[v]], [pressure[u], pressure[v]], q, near);
            let f = at.residual + at.from * low[u] - at.to * low[v];
            law_most = worse(law_most, f);
            flow = worse(flow, q);
            most = worse(most, x[u] - x[v]);
            residual.push(f);
            slope.push(at.flow.max(floor).max(f.abs() / reach));
            by_ends.push([at.from, at.to]);
        }
        (errors.law, errors.flow, errors.drop) = (law_most, flow, most);
    }

    fn balance(&self, state: &mut State) {
        let State { imbalance, q, errors, .. } = state;
        imbalance.clone_from(&self.supply);
        for (arc, q) in self.system.arcs.iter().zip(q) {
            imbalance[arc.from as usize] -= *q;
            imbalance[arc.to as usize] += *q;
        }
        self.hand_over(imbalance);
        errors.mass = imbalance.iter().fold(0.0, |most, &lack| worse(most, lack));
    }

    /// What sites behind the unknowns lack is lacked by their balance, or by nobody.
    fn hand_over(&self, lack: &mut [f64]) {
        let unknowns = self.system.unknowns;
        for (site, at) in (unknowns..).zip(&self.system.beyond) {
            let own = std::mem::take(&mut lack[site]);
            if at.balance != NONE {
                lack[at.balance as usize] += own;
            }
        }
    }

    /// Newton's step (dx, dq) at a state: one factorisation, one solve.
    pub(super) fn step(
        &self,
        state: &State,
        pattern: &Pattern,
        factor: &mut Factor,
        (dx, dq): (&mut Vec<f64>, &mut Vec<f64>),
    ) -> Result<(), Singular> {
        let System { arcs, symmetric, unknowns, .. } = self.system;
        factor.clear(pattern, *symmetric);
        dx.clone_from(&state.imbalance);
        for ((arc, residual), slope) in arcs.iter().zip(&state.residual).zip(&state.slope) {
            let w = 1.0 / slope;
            let pull = residual * w;
            dx[arc.from as usize] -= pull;
            dx[arc.to as usize] += pull;
            if *symmetric {
                match arc.place {
                    Place::Edge(edge) => factor.add_edge(pattern, edge as usize, w),
                    Place::From => factor.add_excess(pattern, arc.from as usize, w),
                    Place::To => factor.add_excess(pattern, arc.to as usize, w),
                    _ => {}
                }
            }
        }
        self.hand_over(dx);
        if !symmetric {
            for ((arc, by_ends), slope) in arcs.iter().zip(&state.by_ends).zip(&state.slope) {
                self.place(state, pattern, factor, (arc, by_ends, 1.0 / slope));
            }
        }
        factor.factorise(pattern)?;
        factor.solve(pattern, &mut dx[..*unknowns]);
        for (at, site) in self.system.beyond.iter().zip(*unknowns..) {
            dx[site] = match at.unknown {
                NONE => 0.0,
                unknown => dx[unknown as usize] * stretch(state, site, *unknowns),
            };
        }
        dq.clear();
        let laws = arcs.iter().zip(&state.residual).zip(&state.slope);
        if *symmetric {
            dq.extend(laws.map(|((arc, residual), slope)| {
                (residual + dx[arc.from as usize] - dx[arc.to as usize]) / slope
            }));
        } else {
            dq.extend(laws.zip(&state.by_ends).map(|(((arc, residual), slope), [from, to])| {
                (residual + from * dx[arc.from as usize] - to * dx[arc.to as usize]) / slope
            }));
        }
        Ok(())
    }

    fn place(
        &self,
        state: &State,
        pattern: &Pattern,
        factor: &mut Factor,
        (arc, [by_from, by_to], w): (&Arc, &[f64; 2], f64),
    ) {
        let System { unknowns, beyond, .. } = self.system;
        let (u, v) = (arc.from as usize, arc.to as usize);
        // A site behind the unknowns enters by the unknown it is a multiple of.
        let own = |site: usize| match site.checked_sub(*unknowns) {
            None => site,
            Some(k) => beyond[k].unknown as usize,
        };
        let w_u = || by_from * stretch(state, u, *unknowns) * w;
        let w_v = || by_to * stretch(state, v, *unknowns) * w;
        match arc.place {
            Place::Apart => {}
            Place::Edge(edge) => factor.add_edge_pair(pattern, edge as usize, w_v(), w_u()),
            Place::From => factor.add_excess(pattern, own(u), w_u()),
            Place::To => factor.add_excess(pattern, own(v), w_v()),
            Place::FromAcross(edge) => factor.add_edge_pair(pattern, edge as usize, 0.0, w_u()),
            Place::ToAcross(edge) => factor.add_edge_pair(pattern, edge as usize, 0.0, w_v()),
        }
    }
}

/// dx of a site over dx of its unknown.
fn stretch(state: &State, site: usize, unknowns: usize) -> f64 {
    match site.checked_sub(unknowns) {
        None => 1.0,
        Some(k) => state.stretch.get(k).copied().unwrap_or(1.0),
    }
}
