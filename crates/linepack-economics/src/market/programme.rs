//! A convex programme whose costs are separable, and its optimality conditions.
//!
//!     min Σ φ_j(x_j)   subject to   A x = b,   0 ≤ x_j ≤ u_j   (some x_j free)
//!
//! with φ_j(x) = c x + ½ h x² and, for few columns, a curve. Everything here is in scaled units.

/// What a column costs beyond its linear and quadratic part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Curve {
    /// φ′ = γ ln(1 − x/Q̄), γ ≤ 0: production near its capacity.
    Golombek { gamma: f64, capacity: f64 },
    /// φ′ = b/(c − x), b ≥ 0: supply that grows dear as `limit` c nears.
    Hyperbolic { scale: f64, limit: f64 },
    /// φ′ = −k x^(1/ε), ε < 0: demand of constant elasticity.
    Isoelastic { scale: f64, elasticity: f64 },
}

impl Curve {
    /// φ, φ′ and φ″ at x inside the curve's range.
    fn at(self, x: f64) -> (f64, f64, f64) {
        match self {
            Self::Golombek { gamma, capacity } => {
                let log = (-x / capacity).ln_1p();
                (-gamma * ((capacity - x) * log + x), gamma * log, -gamma / (capacity - x))
            }
            Self::Hyperbolic { scale, limit } => {
                let rest = limit - x;
                (-scale * (-x / limit).ln_1p(), scale / rest, scale / (rest * rest))
            }
            Self::Isoelastic { scale, elasticity } => {
                let slope = -scale * x.powf(1.0 / elasticity);
                (slope * x / (1.0 + 1.0 / elasticity), slope, slope / (elasticity * x))
            }
        }
    }

    /// Where the curve is evaluated: outside it goes on as the tangent of φ′.
    fn range(self) -> (f64, f64) {
        match self {
            Self::Golombek { capacity, .. } => (0.0, LAST * capacity),
            Self::Hyperbolic { limit, .. } => (0.0, LAST * limit),
            Self::Isoelastic { .. } => (LEAST, f64::INFINITY),
        }
    }
}

/// Share of its pole up to which a curve is evaluated.
const LAST: f64 = 0.999_999;
/// Least quantity at which demand of constant elasticity is evaluated: its price has no end at zero.
const LEAST: f64 = 1e-6;

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
    /// Columns before this one have the lower bound 0, those from it on are free.
    pub(super) bounded: usize,
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
        self.bounded = self.linear.len();
        self.bounded - 1
    }

    /// Adds a free column; no bounded one may follow.
    pub(super) fn free_column(&mut self, linear: f64, quadratic: f64, entries: &[(usize, f64)]) -> usize {
        let bounded = self.bounded;
        let column = self.column(linear, quadratic, entries);
        self.bounded = bounded;
        column
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
            let (low, high) = curve.range();
            let inside = x[j].clamp(low, high);
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
