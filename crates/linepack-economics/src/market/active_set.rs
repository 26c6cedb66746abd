//! Newton's method on the active set: which volumes are zero or at their limit, and exactly how large the rest are.
//!
//! With the set right, the remaining equations are solved to rounding; with a few members wrong, each round
//! moves them. It ends the interior point's path, and begins a warm start.
//!
//! A column that costs nothing extra per unit may be undetermined (two ways of one cost); each round looks
//! for the solution nearest to the last (weights ρ on columns, δ on rows), which leaves the solution exact.
//!
//! Source: Hintermüller, Ito and Kunisch, SIAM J. Optim. 13 (2003) 865–888 (the method on the set);
//! Rockafellar, Math. Oper. Res. 1 (1976) 97–116 (proximal weights).

use super::{
    interior_point::DELTA,
    kkt::Kkt,
    programme::{Programme, natural},
};

/// Proximal weight ρ of the columns, scaled units.
const RHO: f64 = 1e-6;
/// Least ρ: the weights 1/ρ must still add up with those of the other columns in double precision.
const LEAST_RHO: f64 = 1e-8;
/// Factor on ρ from round to round when the set stays.
const LIGHTER: f64 = 0.1;
/// Solves with one factorisation.
const SOLVES: usize = 8;
/// A column changes its place only for more than this.
const SLACK: f64 = 1e-13;

/// Rise of the residual over its least so far at which the rounds are given up.
const ASTRAY: f64 = 10.0;

/// Where a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At 0.
    Lower,
    /// Between its bounds.
    Between,
    /// At its upper bound.
    Upper,
}

/// A point and its active set.
#[derive(Clone, Debug, Default)]
pub(super) struct ActiveSet {
    /// Columns.
    pub(super) x: Vec<f64>,
    /// Multipliers of the rows.
    pub(super) y: Vec<f64>,
    /// Where each column stands.
    pub(super) places: Vec<Place>,
    /// Upper bound of each column, infinite if it has none.
    upper: Vec<f64>,
    gradient: Vec<f64>,
    curvature: Vec<f64>,
    dx: Vec<f64>,
    dy: Vec<f64>,
}

impl ActiveSet {
    /// Begins at a point; `places` is to be filled by the caller or by [`ActiveSet::guess`].
    pub(super) fn start(&mut self, programme: &Programme, x: &[f64], y: &[f64]) {
        let n = programme.columns();
        self.x.clear();
        self.x.extend_from_slice(x);
        self.y.clear();
        self.y.extend_from_slice(y);
        self.upper.clear();
        self.upper.resize(n, f64::INFINITY);
        programme.upper.iter().for_each(|&(j, upper)| self.upper[j] = upper);
        self.places.clear();
        self.places.resize(n, Place::Between);
        for list in [&mut self.gradient, &mut self.curvature, &mut self.dx] {
            list.resize(n, 0.0);
        }
        self.dy.resize(programme.right.len(), 0.0);
    }

    /// Reads the places off the point and its multipliers: a bound holds where the multiplier outweighs the distance.
    pub(super) fn guess(&mut self, programme: &Programme) {
        self.slopes(programme);
        for j in 0..self.x.len() {
            let (x, z) = (self.x[j], self.gradient[j]);
            self.places[j] = if x < z {
                Place::Lower
            } else if self.upper[j] - x < -z {
                Place::Upper
            } else {
                Place::Between
            };
        }
    }

    /// Rounds until the natural residual is at most `target`, or `rounds` are spent; gives the residual and the rounds.
    pub(super) fn settle(
        &mut self,
        programme: &Programme,
        kkt: &mut Kkt,
        target: f64,
        rounds: usize,
    ) -> (f64, usize) {
        let mut best = f64::INFINITY;
        let mut residual = f64::INFINITY;
        let mut rho = RHO;
        for round in 1..=rounds {
            self.solve(programme, kkt, rho);
            residual = self.residual(programme);
            // A set that leaves its equations nearly singular throws the point far off: no use going on from there.
            let astray = residual.is_nan() || residual > ASTRAY * best;
            if residual <= target || astray {
                return (residual, round);
            }
            if !self.rearrange() {
                // The right set, perhaps, but costs so nearly level that the weight ρ holds the point back.
                if rho <= LEAST_RHO || residual > 0.5 * best {
                    return (residual, round);
                }
                rho *= LIGHTER;
            }
            best = residual.min(best);
        }
        (residual, rounds)
    }

    /// Solves the equations of the present set.
    fn solve(&mut self, programme: &Programme, kkt: &mut Kkt, rho: f64) {
        for (j, place) in self.places.iter().enumerate() {
            match place {
                Place::Lower => self.x[j] = 0.0,
                Place::Upper => self.x[j] = self.upper[j],
                Place::Between => {}
            }
        }
        let mut last = f64::INFINITY;
        for solve in 0..SOLVES {
            self.slopes(programme);
            programme.row_residual(&self.x, &mut self.dy);
            let mut error = self.dy.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
            for (dx, (z, place)) in self.dx.iter_mut().zip(self.gradient.iter().zip(&self.places)) {
                *dx = if *place == Place::Between { -z } else { 0.0 };
                error = error.max(dx.abs());
            }
            if error < 1e-15 || (solve > 1 && error > 0.9 * last) {
                return;
            }
            last = error;
            if solve == 0 {
                let columns = kkt.inverse.iter_mut().zip(self.curvature.iter().zip(&self.places));
                for (inverse, (h, place)) in columns {
                    *inverse = if *place == Place::Between { 1.0 / (h + rho) } else { 0.0 };
                }
                kkt.factorise(programme, &self.x, DELTA);
            }
            kkt.solve(programme, &mut self.dx, &mut self.dy);
            self.x.iter_mut().zip(&self.dx).for_each(|(x, dx)| *x += dx);
            self.y.iter_mut().zip(&self.dy).for_each(|(y, dy)| *y += dy);
        }
    }

    /// gradient ← F(x) − Bᵀy, curvature ← ∂F_j/∂x_j.
    fn slopes(&mut self, programme: &Programme) {
        programme.derivatives(&self.x, &mut self.gradient, &mut self.curvature);
        self.gradient.iter_mut().for_each(|g| *g = -*g);
        programme.add_transposed(&self.y, &mut self.gradient);
        self.gradient.iter_mut().for_each(|g| *g = -*g);
    }

    /// Natural residual, scaled units.
    pub(super) fn residual(&mut self, programme: &Programme) -> f64 {
        self.slopes(programme);
        programme.row_residual(&self.x, &mut self.dy);
        let mut worst = self.dy.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
        for (j, (&x, &z)) in self.x.iter().zip(&self.gradient).enumerate() {
            let distance = natural(x, z, self.upper[j]);
            worst = if distance.is_nan() { f64::NAN } else { worst.max(distance) };
        }
        worst
    }

    /// Moves the columns that stand wrong; says whether any did.
    fn rearrange(&mut self) -> bool {
        let mut moved = false;
        for j in 0..self.x.len() {
            let (x, z) = (self.x[j], self.gradient[j]);
            let place = match self.places[j] {
                Place::Between if x < -SLACK => Place::Lower,
                Place::Between if x > self.upper[j] + SLACK => Place::Upper,
                Place::Lower if z < -SLACK => Place::Between,
                Place::Upper if z > SLACK => Place::Between,
                place => place,
            };
            moved |= place != self.places[j];
            self.places[j] = place;
        }
        moved
    }
}
