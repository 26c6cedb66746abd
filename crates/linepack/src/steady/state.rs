//! One state of the nodal system, and how far it is from the laws.

use super::system::{NONE, Place, System};
use crate::equations::steady_element::{Linearised, Medium};
use crate::sparse::{Factor, Pattern, Singular};

/// The nodal system with the numbers of a run.
#[derive(Debug)]
pub(super) struct Equations<'a> {
    pub(super) system: &'a System,
    pub(super) medium: Medium<'a>,
    /// Flow into each balance, kg/s.
    pub(super) supply: Vec<f64>,
    /// Nodal variable of each node with a held pressure.
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
    /// Nodal variable of each unknown.
    pub(super) x: Vec<f64>,
    /// What rounding took from each unknown: a wide pipe beside a thin one loses less than the last
    /// digit of the thin one's x.
    pub(super) low: Vec<f64>,
    /// Flow through each arc, kg/s.
    pub(super) q: Vec<f64>,
    /// Nodal variable of each node.
    pub(super) nodal: Vec<f64>,
    /// Pressure of each node, Pa; only kept where a law needs it.
    pub(super) pressure: Vec<f64>,
    /// The law of each arc here.
    pub(super) laws: Vec<Linearised>,
    /// What each balance lacks, kg/s.
    pub(super) imbalance: Vec<f64>,
}

/// Largest errors of a state.
#[derive(Debug, Clone, Copy, PartialEq)]
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

impl Equations<'_> {
    /// Fills in everything that follows from `x` and `q`.
    pub(super) fn evaluate(&self, state: &mut State) {
        self.spread(state);
        self.linearise(state);
        self.balance(state);
    }

    /// Nodal variables, and pressures where they are needed, from the unknowns.
    fn spread(&self, state: &mut State) {
        let System { column, factor, symmetric, multiples, .. } = self.system;
        state.nodal.clone_from(&self.held);
        for (x, &unknown) in state.nodal.iter_mut().zip(column) {
            if unknown != NONE {
                *x = state.x[unknown as usize];
            }
        }
        if *symmetric {
            return;
        }
        state.pressure.clear();
        state.pressure.extend(state.nodal.iter().map(|&x| self.medium.pressure(x)));
        if !multiples {
            return;
        }
        for (node, &unknown) in column.iter().enumerate() {
            if unknown != NONE && factor[node] != 1.0 {
                state.pressure[node] *= factor[node];
                state.nodal[node] = self.medium.variable(state.pressure[node]);
            }
        }
    }

    fn linearise(&self, state: &mut State) {
        let State { q, low, nodal, pressure, laws, .. } = state;
        let column = &self.system.column;
        let rest = |node: usize| low.get(column[node] as usize).copied().unwrap_or(0.0);
        laws.clear();
        laws.extend(self.system.arcs.iter().zip(&self.system.laws).zip(q).zip(&self.floor).map(
            |(((arc, law), q), floor)| {
                let (u, v) = (arc.from as usize, arc.to as usize);
                let p = if self.system.symmetric { [0.0; 2] } else { [pressure[u], pressure[v]] };
                let mut law = law.linearise(&self.medium, [nodal[u], nodal[v]], p, *q);
                law.residual += law.from * rest(u) - law.to * rest(v);
                law.flow = law.flow.max(*floor).max(law.residual.abs() / self.reach);
                law
            },
        ));
    }

    fn balance(&self, state: &mut State) {
        state.imbalance.clone_from(&self.supply);
        let rows = &self.system.balance;
        for (arc, q) in self.system.arcs.iter().zip(&state.q) {
            let (from, to) = (rows[arc.from as usize], rows[arc.to as usize]);
            if from != NONE {
                state.imbalance[from as usize] -= q;
            }
            if to != NONE {
                state.imbalance[to as usize] += q;
            }
        }
    }

    /// Largest errors; NaN anywhere gives NaN.
    pub(super) fn errors(&self, state: &State) -> Errors {
        let largest = |values: &mut dyn Iterator<Item = f64>| {
            values.fold(0.0_f64, |most, v| if v.abs() <= most { most } else { v.abs() })
        };
        Errors {
            mass: largest(&mut state.imbalance.iter().copied()),
            law: largest(&mut state.laws.iter().map(|law| law.residual)),
            flow: largest(&mut state.q.iter().copied()),
            drop: largest(
                &mut self
                    .system
                    .arcs
                    .iter()
                    .map(|arc| state.nodal[arc.from as usize] - state.nodal[arc.to as usize]),
            ),
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
        let System { arcs, balance, column, symmetric, .. } = self.system;
        let stretch = |node: u32| self.stretch(state, node as usize);
        factor.clear(pattern, *symmetric);
        dx.clone_from(&state.imbalance);
        for (arc, law) in arcs.iter().zip(&state.laws) {
            let pull = law.residual / law.flow;
            let (row_u, row_v) = (balance[arc.from as usize], balance[arc.to as usize]);
            if row_u != NONE {
                dx[row_u as usize] -= pull;
            }
            if row_v != NONE {
                dx[row_v as usize] += pull;
            }
            let (own_u, own_v) = (row_u as usize, row_v as usize);
            match arc.place {
                Place::Apart => {}
                Place::Edge(edge) if *symmetric => factor.add_edge(pattern, edge as usize, 1.0 / law.flow),
                Place::Edge(edge) => {
                    let w_uv = law.to * stretch(arc.to) / law.flow;
                    let w_vu = law.from * stretch(arc.from) / law.flow;
                    factor.add_edge_pair(pattern, edge as usize, w_uv, w_vu);
                }
                Place::From => factor.add_excess(pattern, own_u, law.from * stretch(arc.from) / law.flow),
                Place::To => factor.add_excess(pattern, own_v, law.to * stretch(arc.to) / law.flow),
                Place::FromAcross(edge) => {
                    factor.add_edge_pair(
                        pattern,
                        edge as usize,
                        0.0,
                        law.from * stretch(arc.from) / law.flow,
                    );
                }
                Place::ToAcross(edge) => {
                    factor.add_edge_pair(pattern, edge as usize, 0.0, law.to * stretch(arc.to) / law.flow);
                }
            }
        }
        factor.factorise(pattern)?;
        factor.solve(pattern, dx);
        let change = |node: u32| match column[node as usize] {
            NONE => 0.0,
            unknown => dx[unknown as usize] * stretch(node),
        };
        dq.clear();
        dq.extend(arcs.iter().zip(&state.laws).map(|(arc, law)| {
            (law.residual + law.from * change(arc.from) - law.to * change(arc.to)) / law.flow
        }));
        Ok(())
    }

    /// dx of a node over dx of its unknown.
    fn stretch(&self, state: &State, node: usize) -> f64 {
        let factor = self.system.factor[node];
        if !self.system.multiples || factor == 1.0 || self.system.column[node] == NONE {
            return 1.0;
        }
        let own = state.pressure[node];
        factor * self.medium.slope(own) / self.medium.slope(own / factor)
    }
}
