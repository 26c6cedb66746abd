//! A mixed complementarity problem whose costs are separable but for few terms.
//!
//! ```text
//! F(x) − Bᵀy ⟂ 0 ≤ x ≤ u,   A x = b,   F_j(x) = φ_j′(x_j) + Σ_k cross terms (few u_j finite)
//! ```
//!
//! with φ_j(x) = c x + ½ h x² and, for few columns, a curve. Where B = A and there is no cross term, it is the convex
//! programme min Σ φ_j(x_j). B differs from A where money and gas go different ways (taxes, an owner's own discount
//! rate); cross terms are prices and costs that other quantities move. Everything here is in scaled units.

/// A part of φ′ that is not a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Curve {
    /// φ′ = γ ln(1 − x/Q̄), γ ≤ 0: what production costs near its capacity.
    Logarithm {
        /// γ.
        gamma: f64,
        /// Q̄.
        capacity: f64,
    },
    /// φ′ = w/(Q̄ − x), w ≥ 0: likewise.
    Reciprocal {
        /// w.
        weight: f64,
        /// Q̄.
        capacity: f64,
    },
    /// φ′ = w (x/s)^e with w e ≥ 0: a demand of constant elasticity (w < 0), or a cost (w > 0).
    Power {
        /// w.
        weight: f64,
        /// s.
        scale: f64,
        /// e.
        exponent: f64,
    },
}

/// A curve at a point: φ and its first three derivatives.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bend {
    value: f64,
    first: f64,
    second: f64,
    third: f64,
}

impl Curve {
    /// Greatest part of the range on which the curve is finite; beyond it φ′ goes on as its tangent.
    fn range(self) -> (f64, f64) {
        match self {
            Self::Logarithm { capacity, .. } | Self::Reciprocal { capacity, .. } => (0.0, LAST * capacity),
            Self::Power { scale, .. } => (FIRST * scale, f64::INFINITY),
        }
    }

    /// The curve at a point within its range.
    fn at(self, x: f64) -> Bend {
        match self {
            Self::Logarithm { gamma, capacity } => {
                let (log, rest) = ((-x / capacity).ln_1p(), capacity - x);
                let value = -gamma * (rest * log + x);
                Bend { value, first: gamma * log, second: -gamma / rest, third: -gamma / (rest * rest) }
            }
            Self::Reciprocal { weight, capacity } => {
                let rest = capacity - x;
                let first = weight / rest;
                let value = -weight * (-x / capacity).ln_1p();
                Bend { value, first, second: first / rest, third: 2.0 * first / (rest * rest) }
            }
            Self::Power { weight, scale, exponent } => {
                let first = weight * (x / scale).powf(exponent);
                let second = exponent * first / x;
                let flat = exponent == -1.0;
                let value =
                    if flat { weight * scale * (x / scale).ln() } else { first * x / (exponent + 1.0) };
                Bend { value, first, second, third: (exponent - 1.0) * second / x }
            }
        }
    }

    /// The curve at any point.
    fn anywhere(self, x: f64) -> Bend {
        let (from, to) = self.range();
        let inside = x.clamp(from, to);
        let bend = self.at(inside);
        let off = x - inside;
        Bend { first: bend.first + bend.second * off, value: bend.value + bend.first * off, ..bend }
    }

    /// A usual value of x, where nothing better is known.
    pub(super) fn usual(self) -> f64 {
        match self {
            Self::Power { weight, scale, .. } if weight < 0.0 => scale,
            _ => 0.0,
        }
    }
}

/// Share of the capacity up to which a curve is evaluated; beyond, and below 0, φ′ goes on as its tangent.
const LAST: f64 = 0.999_999;
/// Share of its scale from which a power is evaluated; below, φ′ goes on as its tangent.
const FIRST: f64 = 1e-9;

/// A term of F_row that depends on another column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cross {
    /// Column whose F it is part of.
    pub(super) row: usize,
    /// Column that it depends on.
    pub(super) column: usize,
    /// How.
    pub(super) term: Term,
}

impl Cross {
    /// ∂F_row/∂x_column.
    pub(super) fn slope(&self, x: &[f64]) -> f64 {
        match self.term {
            Term::Slope(slope) => slope,
            Term::Markup { share, forward, curve } => {
                share * curve.anywhere(x[self.column]).third * (x[self.row] - forward)
            }
        }
    }
}

/// How one column's F depends on another column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Term {
    /// k x_column.
    Slope(f64),
    /// share · φ″(x_column) (x_row − forward): what a seller spoils who moves a curved demand's price.
    Markup {
        /// His conjecture δ.
        share: f64,
        /// What he has sold forward.
        forward: f64,
        /// The demand's φ.
        curve: Curve,
    },
}

/// The problem: columns with their costs, and the rows that tie them.
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
    /// Entries of B; empty where they are A's.
    pub(super) dual: Vec<f64>,
    /// Terms of F beyond the separable ones.
    pub(super) cross: Vec<Cross>,
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

    /// Entries by which the rows' multipliers count in the columns' conditions: B.
    pub(super) fn dual(&self) -> &[f64] {
        if self.dual.is_empty() { &self.values } else { &self.dual }
    }

    /// Whether the conditions are those of a separable convex programme.
    pub(super) fn separable(&self) -> bool {
        self.dual.is_empty() && self.cross.is_empty()
    }

    /// Σ φ_j(x_j), without cross terms.
    pub(super) fn value(&self, x: &[f64]) -> f64 {
        let costs = self.linear.iter().zip(&self.quadratic).zip(x);
        let smooth: f64 = costs.map(|((c, h), x)| x * (c + 0.5 * h * x)).sum();
        smooth + self.curves.iter().map(|&(j, curve)| curve.anywhere(x[j]).value).sum::<f64>()
    }

    /// F and ∂F_j/∂x_j of every column.
    pub(super) fn derivatives(&self, x: &[f64], gradient: &mut [f64], curvature: &mut [f64]) {
        for (g, ((c, h), x)) in gradient.iter_mut().zip(self.linear.iter().zip(&self.quadratic).zip(x)) {
            *g = c + h * x;
        }
        curvature.copy_from_slice(&self.quadratic);
        for &(j, curve) in &self.curves {
            let bend = curve.anywhere(x[j]);
            gradient[j] += bend.first;
            curvature[j] += bend.second;
        }
        for cross in &self.cross {
            match cross.term {
                Term::Slope(slope) => gradient[cross.row] += slope * x[cross.column],
                Term::Markup { share, forward, curve } => {
                    let power = share * curve.anywhere(x[cross.column]).second;
                    gradient[cross.row] += power * (x[cross.row] - forward);
                    curvature[cross.row] += power;
                }
            }
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

    /// out ← out + Bᵀ y.
    pub(super) fn add_transposed(&self, y: &[f64], out: &mut [f64]) {
        let values = self.dual();
        for (j, out) in out.iter_mut().enumerate() {
            let entries = self.starts[j]..self.starts[j + 1];
            let entries = self.rows[entries.clone()].iter().zip(&values[entries]);
            *out += entries.map(|(&i, b)| b * y[i]).sum::<f64>();
        }
    }
}

/// Distance of one column from its optimality condition: x − median(0, x − z, u) with z = F − (Bᵀy).
///
/// Zero exactly when x = 0 and z ≥ 0, or x = u and z ≤ 0, or z = 0 between.
pub(super) fn natural(x: f64, z: f64, upper: f64) -> f64 {
    (x - (x - z).clamp(0.0, upper)).abs()
}
