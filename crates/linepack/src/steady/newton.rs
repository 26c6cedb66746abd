//! The loop: Newton's method on the nodal system, made to converge from anywhere.
//!
//! The first step is a linear network: every law takes its secant at a usual gas speed, so the
//! flows balance from then on. A symmetric system is the optimality condition of a strictly convex
//! function of balanced flows, the content
//!
//! ```text
//! C(q) = Σ_a ∫₀^{q_a} B_a − Σ_held x_s q_s,     C′ along dq = −Σ_a f_a dq_a
//! ```
//!
//! (Maugis, RAIRO Rech. Opér. 11 (1977) 243–248), and a line search that lowers it cannot cycle. Any other system
//! is searched along Σ f², which Newton's step lowers at first.

use super::mend::mend;
use super::state::{Equations, Errors, State};
use crate::sparse::{Factor, Pattern};

/// How the loop ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Outcome {
    pub(super) converged: bool,
    pub(super) errors: Errors,
    pub(super) iterations: u32,
    pub(super) factorisations: u32,
}

/// What the loop needs besides the equations.
#[derive(Debug, Clone, Copy)]
pub(super) struct Goal {
    /// Largest imbalance to be content with, over the largest flow.
    pub(super) mass: f64,
    /// Largest residual of a law to be content with, over the largest drop of the nodal variable.
    pub(super) law: f64,
    /// Least flow that counts as large, kg/s.
    pub(super) flow: f64,
    pub(super) iteration_limit: u32,
}

impl Goal {
    fn is_met(&self, errors: &Errors) -> bool {
        self.is_balanced(errors, 1.0) && self.is_lawful(errors, 1.0)
    }

    fn is_lawful(&self, errors: &Errors, slack: f64) -> bool {
        errors.law <= slack * self.law * errors.drop
    }

    fn is_balanced(&self, errors: &Errors, slack: f64) -> bool {
        errors.mass <= slack * self.mass * errors.flow.max(self.flow)
    }
}

/// Change of a flow by one step, over the largest flow, after which Newton's next error is out of sight.
const SETTLED: f64 = 2e-9;

/// Steps at most to settle flows once all laws hold.
const POLISHING: u32 = 8;

/// Memory of the loop, reused between runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Workspace {
    factor: Factor,
    dx: Vec<f64>,
    dq: Vec<f64>,
    trial: State,
}

/// Iterates from `state` until the laws hold; `secant` holds the slope of each law for a first,
/// linear step, or nothing when `state` is a guess worth keeping.
pub(super) fn iterate(
    equations: &Equations<'_>,
    pattern: &Pattern,
    work: &mut Workspace,
    state: &mut State,
    secant: Option<&[f64]>,
    goal: &Goal,
) -> Outcome {
    let mut outcome = Outcome {
        converged: false,
        errors: Errors { mass: f64::NAN, law: f64::NAN, flow: f64::NAN, drop: f64::NAN },
        iterations: 0,
        factorisations: 0,
    };
    equations.evaluate(state);
    if let Some(secant) = secant {
        state.slope.copy_from_slice(secant);
    }
    let mut polished = 0;
    loop {
        outcome.errors = state.errors;
        // A little imbalance is mended by the next step anyhow; much of it, or at the end any, is not.
        let unbalanced = |slack| !goal.is_balanced(&outcome.errors, slack);
        let mending = unbalanced(1e4) || unbalanced(1.0) && goal.is_lawful(&outcome.errors, 1.0);
        if outcome.iterations > 0 && mending {
            mend(equations, state);
            equations.evaluate(state);
            outcome.errors = state.errors;
        }
        if outcome.iterations > 0 && goal.is_met(&outcome.errors) {
            // Flows of little loss are still settling when every law already holds: a few more steps.
            let settled = work.dq.iter().all(|dq| dq.abs() <= SETTLED * outcome.errors.flow);
            if settled || polished == POLISHING {
                outcome.converged = true;
                return outcome;
            }
            polished += 1;
        }
        if outcome.iterations >= goal.iteration_limit {
            return outcome;
        }
        let steps = (&mut work.dx, &mut work.dq);
        outcome.iterations += 1;
        outcome.factorisations += 1;
        if equations.step(state, pattern, &mut work.factor, steps).is_err() {
            return outcome;
        }
        // Near the goal rounding would mislead a search, and Newton's full step is safe.
        if outcome.iterations == 1 || goal.is_lawful(&outcome.errors, 1e4) {
            work.take(state, 1.0, 1.0);
            equations.evaluate(state);
        } else {
            search(equations, work, state);
        }
    }
}

impl Workspace {
    /// Moves a state along the step: its nodal variables by `t_x` of it, its flows by `t`.
    fn take(&self, state: &mut State, t_x: f64, t: f64) {
        for ((x, low), dx) in state.x.iter_mut().zip(&mut state.low).zip(&self.dx) {
            (*x, *low) = add(*x, *low, t_x * dx);
        }
        for (q, dq) in state.q.iter_mut().zip(&self.dq) {
            *q += t * dq;
        }
    }

    fn try_step(&mut self, equations: &Equations<'_>, state: &State, t_x: f64, t: f64) {
        let mut trial = std::mem::take(&mut self.trial);
        trial.x.clone_from(&state.x);
        trial.low.clone_from(&state.low);
        trial.q.clone_from(&state.q);
        if trial.near.len() != state.near.len() {
            trial.near.clone_from(&state.near);
        }
        self.take(&mut trial, t_x, t);
        equations.evaluate(&mut trial);
        self.trial = trial;
    }

    fn accept(&mut self, state: &mut State) {
        std::mem::swap(&mut self.trial, state);
    }
}

/// x + dx, and what rounding loses with what it lost before (Knuth's two-sum).
fn add(x: f64, low: f64, dx: f64) -> (f64, f64) {
    let sum = x + dx;
    let added = sum - x;
    (sum, low + ((x - (sum - added)) + (dx - added)))
}

/// Moves `state` along the step as far as its merit falls.
fn search(equations: &Equations<'_>, work: &mut Workspace, state: &mut State) {
    if equations.system.symmetric {
        search_content(equations, work, state);
    } else {
        search_squares(equations, work, state);
    }
}

/// Finds t near the lowest content along dq, by its slope: that is −Σ f_q dq² at t = 0 and only rises.
///
/// The nodal variables are multipliers of this minimum and take the whole step whatever t is; in a
/// tree, where dq is nothing but rounding, the step is theirs alone.
fn search_content(equations: &Equations<'_>, work: &mut Workspace, state: &mut State) {
    let start: f64 = state.slope.iter().zip(&work.dq).map(|(slope, dq)| -slope * dq * dq).sum();
    let (mut low, mut high) = (0.0, 1.0);
    let (mut slope_low, mut t) = (start, 1.0);
    for _ in 0..30 {
        work.try_step(equations, state, 1.0, t);
        let slope: f64 = work.trial.residual.iter().zip(&work.dq).map(|(f, dq)| -f * dq).sum();
        // Losses grow at least as fast as the flow, so a slope this small leaves the content below its start.
        let (beyond, timid) = (slope > 0.2 * start.abs(), t < 1.0 && slope < 0.9 * start);
        if !beyond && !timid {
            break;
        }
        if slope > 0.0 {
            high = t;
        } else {
            low = t;
            slope_low = slope;
        }
        let secant = low + (high - low) * slope_low / (slope_low - slope.max(0.0));
        t = secant.clamp(low + 0.1 * (high - low), high - 0.1 * (high - low));
    }
    work.accept(state);
}

/// Halves the step until Σ f² falls, at most eight times, and takes the best tried.
fn search_squares(equations: &Equations<'_>, work: &mut Workspace, state: &mut State) {
    let squares = |state: &State| state.residual.iter().map(|f| f * f).sum::<f64>();
    let start = squares(state);
    let (mut best, mut best_t, mut t) = (f64::INFINITY, 1.0, 1.0);
    for _ in 0..9 {
        work.try_step(equations, state, t, t);
        let here = squares(&work.trial);
        if here <= start * (1.0 - 1e-4 * t) {
            return work.accept(state);
        }
        if here < best {
            (best, best_t) = (here, t);
        }
        t *= 0.5;
    }
    work.try_step(equations, state, best_t, best_t);
    work.accept(state);
}
