//! A convex programme whose costs are separable, and its optimality conditions.
//!
//! ```text
//! min Σ φ_j(x_j)   subject to   A x = b,   0 ≤ x_j ≤ u_j (few u_j finite)
//! ```
//!
//! with φ_j(x) = c x + ½ h x² and, for few columns, a curve. Everything here is in scaled units.

/// What production costs near its capacity: φ′ = γ ln(1 − x/Q̄), γ ≤ 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Curve {
    /// γ.
    pub(super) gamma: f64,
    /// Q̄.
    pub(super) capacity: f64,
}

impl Curve {
    /// φ, φ′ and φ″ at x below the capacity.
    fn at(self, x: f64) -> (f64, f64, f64) {
        let Self { gamma, capacity } = self;
        let log = (-x / capacity).ln_1p();
        (-gamma * ((capacity - x) * log + x), gamma * log, -gamma / (capacity - x))
    }
}

/// Share of the capacity up to which a curve is evaluated; beyond, and below 0, φ′ goes on as its tangent.
const LAST: f64 = 0.999_999;

/// The programme: columns with their costs, and the rows that tie them.
#[derive(Clone, Debug, Default)]
pub(super) struct Programme {
    /// c of each column.
    pub(super) linear: Vec<f64>,
    /// h of each column.
    pub(super) quadratic: Vec<f64>,
    /// Columns with a curve.
    pub(super) curves: Vec<(usize, Curve)>,
    /// Columns with an upper bound, and the bound, above 0.
    pub(super) upper: Vec<(usize, f64)>,
    /// First entry of each column in `rows` and `values`.
    pub(super) starts: Vec<usize>,
    /// Row of each entry of A.
    pub(super) rows: Vec<usize>,
    /// Entries of A.
    pub(super) values: Vec<f64>,
    /// b.
    pub(super) right: Vec<f64>,
}

impl Programme {
    /// An empty programme with these right-hand sides.
    pub(super) fn new(right: Vec<f64>) -> Self {
        Self { right, starts: vec![0], ..Self::default() }
    }

    /// Number of columns.
    pub(super) fn columns(&self) -> usize {
        self.linear.len()
    }

    /// Adds a column x ≥ 0 and gives its number.
    pub(super) fn column(&mut self, linear: f64, quadratic: f64, entries: &[(usize, f64)]) -> usize {
        self.linear.push(linear);
        self.quadratic.push(quadratic);
        for &(row, value) in entries {
            self.rows.push(row);
            self.values.push(value);
        }
        self.starts.push(self.rows.len());
        self.linear.len() - 1
    }

    /// Σ φ_j(x_j).
    pub(super) fn value(&self, x: &[f64]) -> f64 {
        let costs = self.linear.iter().zip(&self.quadratic).zip(x);
        let smooth: f64 = costs.map(|((c, h), x)| x * (c + 0.5 * h * x)).sum();
        smooth + self.curves.iter().map(|&(j, curve)| curve.at(x[j]).0).sum::<f64>()
    }

    /// φ′ and φ″ of every column.
    pub(super) fn derivatives(&self, x: &[f64], gradient: &mut [f64], curvature: &mut [f64]) {
        for (g, ((c, h), x)) in gradient.iter_mut().zip(self.linear.iter().zip(&self.quadratic).zip(x)) {
            *g = c + h * x;
        }
        curvature.copy_from_slice(&self.quadratic);
        for &(j, curve) in &self.curves {
            let inside = x[j].clamp(0.0, LAST * curve.capacity);
            let (_, slope, bend) = curve.at(inside);
            gradient[j] += slope + bend * (x[j] - inside);
            curvature[j] += bend;
        }
    }

    /// out ← b − A x.
    pub(super) fn row_residual(&self, x: &[f64], out: &mut [f64]) {
        out.copy_from_slice(&self.right);
        for (j, &x) in x.iter().enumerate() {
            let entries = self.starts[j]..self.starts[j + 1];
            self.rows[entries.clone()].iter().zip(&self.values[entries]).for_each(|(&i, a)| out[i] -= a * x);
        }
    }

    /// out ← out + Aᵀ y.
    pub(super) fn add_transposed(&self, y: &[f64], out: &mut [f64]) {
        for (j, out) in out.iter_mut().enumerate() {
            let entries = self.starts[j]..self.starts[j + 1];
            *out += self.rows[entries.clone()]
                .iter()
                .zip(&self.values[entries])
                .map(|(&i, a)| a * y[i])
                .sum::<f64>();
        }
    }
}

/// Distance of one column from its optimality condition: x − median(0, x − z, u) with z = φ′ − (Aᵀy).
///
/// Zero exactly when x = 0 and z ≥ 0, or x = u and z ≤ 0, or z = 0 between.
pub(super) fn natural(x: f64, z: f64, upper: f64) -> f64 {
    (x - (x - z).clamp(0.0, upper)).abs()
}
