//! Primal-dual interior point for convex programmes and monotone complementarity problems, costs as they are.
//!
//! ```text
//! F(x) − Bᵀy − z + v = 0,   A x = b,   x z = μ,   (u − x) v = μ,   μ → 0
//! ```
//!
//! Predictor and corrector after Mehrotra, SIAM J. Optim. 2 (1992) 575–601; curved costs enter with their
//! derivatives at the present point. Near the end the active set is read off and settled exactly:
//! see [`active_set`](super::active_set).

use super::{kkt::Kkt, programme::Programme};

/// Regularisation δ of the rows: small against any scaled entry.
pub(super) const DELTA: f64 = 1e-11;
/// Regularisation ρ of the columns: keeps 1/D within what double precision can add up.
const RHO: f64 = 1e-9;
/// Share of the way to the boundary that a step may go.
const TO_BOUNDARY: f64 = 0.995;
/// Least share of μ that each pair x z keeps, as far as some shortening of the step can do it.
const NEIGHBOURHOOD: f64 = 1e-4;
/// Factor of one shortening, and their greatest number.
const SHORTER: f64 = 0.9;
/// See [`SHORTER`].
const SHORTENINGS: usize = 8;
/// Share of μ that a corrected step may leave.
const WORTHWHILE: f64 = 0.8;
/// Least share of μ aimed at when it leaves more.
const CENTRED: f64 = 0.2;

/// A step of this length needs no further correction.
const LONG: f64 = 0.95;
/// A correction looks at this many times the present length, and so much more.
const FURTHER: (f64, f64) = (1.5, 0.3);
/// Range of products x z, as shares of the one aimed at, that it leaves alone.
const PRODUCTS: (f64, f64) = (0.1, 10.0);
/// Share of the lengthening it looked at that it must bring.
const WORTH: f64 = 0.1;
/// Least share of μ that corrections aim at.
const LEAST_CENTRE: f64 = 1e-3;

/// A point with its multipliers, and room for the steps.
#[derive(Clone, Debug, Default)]
pub(super) struct InteriorPoint {
    /// Columns.
    pub(super) x: Vec<f64>,
    /// Multipliers of the rows.
    pub(super) y: Vec<f64>,
    /// Multipliers of x ≥ 0.
    pub(super) z: Vec<f64>,
    /// Multipliers of x ≤ u, in the order of `Programme::upper`.
    pub(super) v: Vec<f64>,
    /// Mean complementarity μ.
    pub(super) mu: f64,
    /// Greatest residual of rows and columns.
    pub(super) residual: f64,
    gradient: Vec<f64>,
    curvature: Vec<f64>,
    /// Residual of the columns, then the right-hand side and the step.
    r_d: Vec<f64>,
    r_p: Vec<f64>,
    dx: Vec<f64>,
    dy: Vec<f64>,
    dz: Vec<f64>,
    dv: Vec<f64>,
    /// Right-hand sides of the complementarity rows.
    r_c: Vec<f64>,
    r_v: Vec<f64>,
    /// The direction before a correction.
    before: [Vec<f64>; 4],
}

impl InteriorPoint {
    /// Takes a starting point inside the bounds of a programme of which nothing is known.
    pub(super) fn start(&mut self, programme: &Programme, kkt: &mut Kkt) {
        self.make_room(programme);
        self.first_point(programme, kkt);
    }

    /// Starts on the central path's side of a point that nearly solves the programme:
    ///
    /// ```text
    /// x ← (t + √(t² + 4μ))/2,   z ← (−t + √(t² + 4μ))/2,   t = x − (F(x) − Bᵀy)
    /// ```
    ///
    /// so that x z = μ everywhere, and both keep their difference.
    pub(super) fn start_near(&mut self, programme: &Programme, (x, y): (&[f64], &[f64]), mu: f64) {
        self.make_room(programme);
        self.x.copy_from_slice(x);
        self.y.copy_from_slice(y);
        programme.derivatives(&self.x, &mut self.gradient, &mut self.curvature);
        self.r_d.fill(0.0);
        programme.add_transposed(&self.y, &mut self.r_d);
        let slopes = self.gradient.iter().zip(&self.r_d);
        for ((x, z), (g, value)) in self.x.iter_mut().zip(&mut self.z).zip(slopes) {
            let t = *x - (g - value).max(0.0);
            let root = (t * t + 4.0 * mu).sqrt();
            (*x, *z) = if t > 0.0 {
                (0.5 * (t + root), 2.0 * mu / (t + root))
            } else {
                (2.0 * mu / (root - t), 0.5 * (root - t))
            };
        }
        for (at, &(j, upper)) in programme.upper.iter().enumerate() {
            self.x[j] = self.x[j].min(upper - mu.sqrt().min(0.5 * upper));
            self.v[at] = mu / (upper - self.x[j]);
        }
    }

    fn make_room(&mut self, programme: &Programme) {
        let (n, m, k) = (programme.columns(), programme.right.len(), programme.upper.len());
        for list in
            [&mut self.x, &mut self.z, &mut self.gradient, &mut self.curvature, &mut self.r_d, &mut self.dx]
        {
            list.clear();
            list.resize(n, 0.0);
        }
        for list in [&mut self.dz, &mut self.r_c] {
            list.clear();
            list.resize(n, 0.0);
        }
        for list in [&mut self.y, &mut self.r_p, &mut self.dy] {
            list.clear();
            list.resize(m, 0.0);
        }
        for list in [&mut self.v, &mut self.dv, &mut self.r_v] {
            list.clear();
            list.resize(k, 0.0);
        }
    }

    /// The minimiser of the costs, made quadratic, on the rows alone; then pushed inside the bounds (Mehrotra §7).
    fn first_point(&mut self, programme: &Programme, kkt: &mut Kkt) {
        programme.curves.iter().for_each(|&(j, curve)| self.x[j] = curve.usual());
        programme.derivatives(&self.x, &mut self.gradient, &mut self.curvature);
        let softened = kkt.inverse.iter_mut().zip(&self.curvature);
        softened.for_each(|(inverse, h)| *inverse = 1.0 / (h + 1.0));
        kkt.factorise(programme, &self.x, DELTA);
        programme.row_residual(&self.x, &mut self.dy);
        self.dx.iter_mut().zip(&self.gradient).for_each(|(dx, g)| *dx = -g);
        kkt.solve(programme, &mut self.dx, &mut self.dy);
        self.y.copy_from_slice(&self.dy);
        self.x.iter_mut().zip(&self.dx).for_each(|(x, dx)| *x += dx);
        // Inside the bounds; a steep cost must not turn a small volume into a large multiplier.
        for (x, h) in self.x.iter_mut().zip(&self.curvature) {
            *x = x.max(FIRST / (1.0 + h));
        }
        programme.upper.iter().for_each(|&(j, upper)| self.x[j] = self.x[j].min(0.5 * upper));
        programme.derivatives(&self.x, &mut self.gradient, &mut self.curvature);
        self.r_d.iter_mut().for_each(|r| *r = 0.0);
        programme.add_transposed(&self.y, &mut self.r_d);
        let excess = self.z.iter_mut().zip(self.gradient.iter().zip(&self.r_d));
        excess.for_each(|(z, (g, value))| *z = (g - value).max(FIRST));
        for (at, &(j, _)) in programme.upper.iter().enumerate() {
            self.v[at] = (self.r_d[j] - self.gradient[j]).max(FIRST);
        }
    }

    /// One predictor-corrector step; says whether the point was worth one (finite numbers only).
    pub(super) fn step(&mut self, programme: &Programme, kkt: &mut Kkt) -> bool {
        kkt.inverse.copy_from_slice(&self.curvature);
        for (d, (x, z)) in kkt.inverse.iter_mut().zip(self.x.iter().zip(&self.z)) {
            *d += z / x;
        }
        for (&(j, upper), v) in programme.upper.iter().zip(&self.v) {
            kkt.inverse[j] += v / (upper - self.x[j]);
        }
        kkt.inverse.iter_mut().for_each(|d| *d = 1.0 / (*d + RHO));
        kkt.factorise(programme, &self.x, DELTA);

        // Predictor: aim at the solution itself.
        self.aim(programme, 0.0);
        self.direction(programme, kkt);
        let alpha = self.length(programme).min(1.0);
        let sigma = (self.mu_after(programme, alpha) / self.mu).powi(3);

        // Corrector: aim at the path, allowing for the second-order part of the predictor.
        let target = sigma * self.mu;
        for (j, r) in self.r_c.iter_mut().enumerate() {
            *r += target - self.dx[j] * self.dz[j];
        }
        for (at, &(j, _)) in programme.upper.iter().enumerate() {
            self.r_v[at] += target + self.dx[j] * self.dv[at];
        }
        self.direction(programme, kkt);
        let near = TO_BOUNDARY.max(1.0 - self.mu);
        let mut alpha = (near * self.length(programme)).min(1.0);
        let mut target = target;
        if self.mu_after(programme, alpha) > WORTHWHILE * self.mu {
            // The second-order part misled: it may do so for ever. Towards the path, without it.
            target = sigma.clamp(CENTRED, 1.0) * self.mu;
            self.aim(programme, target);
            self.direction(programme, kkt);
            alpha = (near * self.length(programme)).min(1.0);
        }
        alpha = self.centre(programme, kkt, alpha, target.max(LEAST_CENTRE * self.mu));
        alpha = self.kept_near(programme, alpha);
        self.advance(alpha);
        alpha.is_finite() && self.x.iter().chain(&self.y).all(|value| value.is_finite())
    }

    /// Corrections of the direction towards products x z that are neither far above nor far below `target`, as long
    /// as each lengthens the step; as many as are cheap beside a factorisation. Gives the length.
    ///
    /// Source: Gondzio, Comput. Optim. Appl. 6 (1996) 137–156; Colombo and Gondzio, ibid. 41 (2008) 277–305.
    fn centre(&mut self, programme: &Programme, kkt: &mut Kkt, alpha: f64, target: f64) -> f64 {
        let mut alpha = alpha;
        let near = TO_BOUNDARY.max(1.0 - self.mu);
        for _ in 0..kkt.spare_solves() {
            if alpha > LONG {
                break;
            }
            let [dx, dy, dz, dv] = &mut self.before;
            dx.clone_from(&self.dx);
            dy.clone_from(&self.dy);
            dz.clone_from(&self.dz);
            dv.clone_from(&self.dv);
            let trial = (FURTHER.0 * alpha + FURTHER.1).min(1.0);
            let (low, high) = (PRODUCTS.0 * target, PRODUCTS.1 * target);
            let missing = |product: f64| (product.clamp(low, high) - product).max(-high);
            let lower = self.x.iter().zip(&self.dx).zip(self.z.iter().zip(&self.dz));
            for (r, ((x, dx), (z, dz))) in self.r_c.iter_mut().zip(lower) {
                *r += missing((x + trial * dx) * (z + trial * dz));
            }
            for (at, &(j, upper)) in programme.upper.iter().enumerate() {
                let distance = upper - self.x[j] - trial * self.dx[j];
                self.r_v[at] += missing(distance * (self.v[at] + trial * self.dv[at]));
            }
            self.direction(programme, kkt);
            let longer = (near * self.length(programme)).min(1.0);
            // Written so that a length that is no number is given up too.
            if longer.is_nan() || longer < alpha + WORTH * (trial - alpha) {
                let [dx, dy, dz, dv] = &self.before;
                self.dx.clone_from(dx);
                self.dy.clone_from(dy);
                self.dz.clone_from(dz);
                self.dv.clone_from(dv);
                break;
            }
            alpha = longer;
        }
        alpha
    }

    /// Right-hand sides that ask for complementarity `target` everywhere.
    fn aim(&mut self, programme: &Programme, target: f64) {
        self.r_c.iter_mut().zip(self.x.iter().zip(&self.z)).for_each(|(r, (x, z))| *r = target - x * z);
        for (r, (&(j, upper), v)) in self.r_v.iter_mut().zip(programme.upper.iter().zip(&self.v)) {
            *r = target - (upper - self.x[j]) * v;
        }
    }

    /// Residuals and mean complementarity at the present point.
    pub(super) fn measure(&mut self, programme: &Programme) {
        programme.derivatives(&self.x, &mut self.gradient, &mut self.curvature);
        programme.row_residual(&self.x, &mut self.r_p);
        self.r_d.iter_mut().zip(&self.gradient).for_each(|(r, g)| *r = -g);
        self.r_d.iter_mut().zip(&self.z).for_each(|(r, z)| *r += z);
        programme.upper.iter().zip(&self.v).for_each(|(&(j, _), v)| self.r_d[j] -= v);
        programme.add_transposed(&self.y, &mut self.r_d);
        let largest = |list: &[f64]| list.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
        self.residual = largest(&self.r_p).max(largest(&self.r_d));
        let lower: f64 = self.x.iter().zip(&self.z).map(|(x, z)| x * z).sum();
        let upper: f64 =
            programme.upper.iter().zip(&self.v).map(|(&(j, upper), v)| (upper - self.x[j]) * v).sum();
        self.mu = (lower + upper) / (self.x.len() + self.v.len()).max(1) as f64;
    }

    /// Newton direction for the present right-hand sides `r_c`, `r_v`.
    fn direction(&mut self, programme: &Programme, kkt: &mut Kkt) {
        self.dy.copy_from_slice(&self.r_p);
        self.dx.copy_from_slice(&self.r_d);
        let lower = self.dx.iter_mut().zip(self.r_c.iter().zip(&self.x));
        lower.for_each(|(g, (r, x))| *g += r / x);
        for (&(j, upper), r) in programme.upper.iter().zip(&self.r_v) {
            self.dx[j] -= r / (upper - self.x[j]);
        }
        kkt.solve(programme, &mut self.dx, &mut self.dy);
        for (j, dz) in self.dz.iter_mut().enumerate() {
            *dz = (self.r_c[j] - self.z[j] * self.dx[j]) / self.x[j];
        }
        for (at, &(j, upper)) in programme.upper.iter().enumerate() {
            self.dv[at] = (self.r_v[at] + self.v[at] * self.dx[j]) / (upper - self.x[j]);
        }
    }

    /// Longest step that keeps all distances and multipliers above zero.
    fn length(&self, programme: &Programme) -> f64 {
        let mut shrink = 0.0_f64;
        let lower = self.dx.iter().zip(&self.x).zip(self.dz.iter().zip(&self.z));
        for ((dx, x), (dz, z)) in lower {
            shrink = shrink.max(-dx / x).max(-dz / z);
        }
        for (at, &(j, upper)) in programme.upper.iter().enumerate() {
            shrink = shrink.max(self.dx[j] / (upper - self.x[j])).max(-self.dv[at] / self.v[at]);
        }
        1.0 / shrink
    }

    /// Mean complementarity after a step of this length.
    fn mu_after(&self, programme: &Programme, alpha: f64) -> f64 {
        let lower = self.x.iter().zip(&self.dx).zip(self.z.iter().zip(&self.dz));
        let lower: f64 = lower.map(|((x, dx), (z, dz))| (x + alpha * dx) * (z + alpha * dz)).sum();
        let upper = programme.upper.iter().zip(self.v.iter().zip(&self.dv));
        let upper: f64 = upper
            .map(|(&(j, upper), (v, dv))| (upper - self.x[j] - alpha * self.dx[j]) * (v + alpha * dv))
            .sum();
        (lower + upper) / (self.r_c.len() + self.v.len()).max(1) as f64
    }

    /// The step shortened until no pair is much closer to its bound than the average one: a pair left far behind
    /// blocks all later steps.
    fn kept_near(&self, programme: &Programme, alpha: f64) -> f64 {
        let mut alpha = alpha;
        for _ in 0..SHORTENINGS {
            let least = NEIGHBOURHOOD * self.mu_after(programme, alpha);
            let lower = self.x.iter().zip(&self.dx).zip(self.z.iter().zip(&self.dz));
            let mut lower = lower.map(|((x, dx), (z, dz))| (x + alpha * dx) * (z + alpha * dz));
            let mut upper = programme
                .upper
                .iter()
                .zip(self.v.iter().zip(&self.dv))
                .map(|(&(j, u), (v, dv))| (u - self.x[j] - alpha * self.dx[j]) * (v + alpha * dv));
            if lower.all(|pair| pair >= least) && upper.all(|pair| pair >= least) {
                break;
            }
            alpha *= SHORTER;
        }
        alpha
    }

    fn advance(&mut self, alpha: f64) {
        let add = |to: &mut [f64], step: &[f64]| to.iter_mut().zip(step).for_each(|(x, dx)| *x += alpha * dx);
        add(&mut self.x, &self.dx);
        add(&mut self.y, &self.dy);
        add(&mut self.z, &self.dz);
        add(&mut self.v, &self.dv);
    }
}

/// Least distance from its bounds, and least multiplier, at the start (scaled units).
const FIRST: f64 = 0.05;
