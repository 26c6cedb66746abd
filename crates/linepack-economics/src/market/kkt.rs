//! The linear system that every step solves, with most columns eliminated by hand.
//!
//! ```text
//! [ D + G  −Bᵀ ] [dx]   [ g ]
//! [ A      δI  ] [dy] = [ r ]
//! ```
//!
//! D is diagonal. Columns without a term in G and with few entries are eliminated: dx = D⁻¹ (g + Bᵀ dy), which leaves
//! A D⁻¹ Bᵀ + δI between the rows. The others (c) are kept as unknowns, since eliminating them would fill the system:
//!
//! ```text
//! [ A D⁻¹ Bᵀ + δI   A_c       ] [dy  ]   [ r − A D⁻¹ g ]
//! [ B_cᵀ            −(D_c + G)] [dx_c] = [ −g_c        ]
//! ```
//!
//! For a separable convex programme (B = A, G = 0) it is symmetric and quasi-definite, and LDLᵀ in any order
//! exists (Vanderbei, SIAM J. Optim. 5 (1995) 100–113); otherwise LU.

use super::{ldl::Factor, lu::Lu, programme::Programme};

/// Columns with more entries than this are kept.
const MANY: usize = 6;
/// A factorisation that costs more operations than this many solves leaves room for further ones,
const DEAR: f64 = 40.0;
/// that is for this many.
const SOLVES: usize = 3;
/// No place.
const NONE: usize = usize::MAX;

/// The system for programmes of one pattern; ordering and memory are kept while the pattern stays.
#[derive(Clone, Debug, Default)]
pub(super) struct Kkt {
    /// 1/D by column; 0 takes a column out (it stays where it is).
    pub(super) inverse: Vec<f64>,
    pattern: Pattern,
    system: System,
    /// Place and coefficient of each product a_ij b_kj, column by column of those eliminated.
    positions: Vec<usize>,
    coefficients: Vec<f64>,
    pairs: Vec<usize>,
    /// Columns kept, and the place among them of each column.
    kept: Vec<usize>,
    kept_at: Vec<usize>,
    /// Places of the kept columns' entries of A and B (one for both in a symmetric system).
    links: Vec<(usize, usize)>,
    /// Places of the cross terms.
    crosses: Vec<usize>,
    diagonal: Vec<usize>,
    right: Vec<f64>,
}

/// What the ordering depends on.
#[derive(Clone, Debug, Default, PartialEq)]
struct Pattern {
    starts: Vec<usize>,
    rows: Vec<usize>,
    right: usize,
    symmetric: bool,
    crosses: Vec<(usize, usize)>,
}

/// The matrix and its factors.
#[derive(Clone, Debug)]
enum System {
    Symmetric(Factor),
    Unsymmetric(Lu),
}

impl Default for System {
    fn default() -> Self {
        Self::Symmetric(Factor::default())
    }
}

impl System {
    fn position(&self, i: usize, j: usize) -> usize {
        match self {
            Self::Symmetric(factor) => factor.position(i, j),
            Self::Unsymmetric(lu) => lu.position(i, j),
        }
    }

    fn values(&mut self) -> &mut [f64] {
        match self {
            Self::Symmetric(factor) => &mut factor.values,
            Self::Unsymmetric(lu) => &mut lu.values,
        }
    }
}

impl Kkt {
    /// Makes ready for a programme; orders anew only if its pattern is another one than before.
    pub(super) fn prepare(&mut self, programme: &Programme) {
        let same = self.pattern.starts == programme.starts
            && self.pattern.rows == programme.rows
            && self.pattern.right == programme.right.len()
            && self.pattern.symmetric == programme.separable()
            && self.pattern.crosses.iter().copied().eq(programme.cross.iter().map(|c| (c.row, c.column)));
        if !same {
            *self = Self::order(programme);
        }
        let dual = programme.dual();
        self.coefficients.clear();
        for (j, column) in programme.starts.windows(2).enumerate() {
            if self.kept_at[j] != NONE {
                continue;
            }
            let (own, prices) = (&programme.values[column[0]..column[1]], &dual[column[0]..column[1]]);
            for (at, a) in own.iter().enumerate() {
                let last = if self.pattern.symmetric { at + 1 } else { own.len() };
                self.coefficients.extend(prices[..last].iter().map(|b| a * b));
            }
        }
    }

    fn order(programme: &Programme) -> Self {
        let (m, columns) = (programme.right.len(), programme.columns());
        let symmetric = programme.separable();
        let mut keep: Vec<bool> =
            programme.starts.windows(2).map(|column| column[1] - column[0] > MANY).collect();
        programme.cross.iter().for_each(|cross| (keep[cross.row], keep[cross.column]) = (true, true));
        let kept: Vec<usize> = (0..columns).filter(|&j| keep[j]).collect();
        let mut kept_at = vec![NONE; columns];
        kept.iter().enumerate().for_each(|(at, &j)| kept_at[j] = at);

        let mut neighbours_of = vec![Vec::new(); m + kept.len()];
        for (j, column) in programme.starts.windows(2).enumerate() {
            let rows = &programme.rows[column[0]..column[1]];
            if keep[j] {
                let own = m + kept_at[j];
                for &i in rows {
                    neighbours_of[i].push(own);
                }
                neighbours_of[own].extend_from_slice(rows);
            } else {
                for &i in rows {
                    neighbours_of[i].extend(rows.iter().copied().filter(|&k| k != i));
                }
            }
        }
        for cross in programme.cross.iter().filter(|cross| cross.row != cross.column) {
            let (i, j) = (m + kept_at[cross.row], m + kept_at[cross.column]);
            neighbours_of[i].push(j);
            neighbours_of[j].push(i);
        }
        let (mut starts, mut neighbours) = (vec![0], Vec::new());
        for list in &mut neighbours_of {
            list.sort_unstable();
            list.dedup();
            neighbours.extend_from_slice(list);
            starts.push(neighbours.len());
        }
        let system = if symmetric {
            System::Symmetric(Factor::new(&starts, &neighbours))
        } else {
            System::Unsymmetric(Lu::new(&starts, &neighbours))
        };

        let (mut positions, mut pairs, mut links) = (Vec::new(), vec![0], Vec::new());
        for (j, column) in programme.starts.windows(2).enumerate() {
            let rows = &programme.rows[column[0]..column[1]];
            if keep[j] {
                let own = m + kept_at[j];
                links.extend(rows.iter().map(|&i| (system.position(i, own), system.position(own, i))));
            } else {
                for (at, &i) in rows.iter().enumerate() {
                    let last = if symmetric { at + 1 } else { rows.len() };
                    positions.extend(rows[..last].iter().map(|&k| system.position(i, k)));
                }
            }
            pairs.push(positions.len());
        }
        let place = |column: usize| m + kept_at[column];
        let crosses = programme.cross.iter().map(|c| system.position(place(c.row), place(c.column)));
        Self {
            inverse: vec![0.0; columns],
            pattern: Pattern {
                starts: programme.starts.clone(),
                rows: programme.rows.clone(),
                right: m,
                symmetric,
                crosses: programme.cross.iter().map(|cross| (cross.row, cross.column)).collect(),
            },
            coefficients: Vec::with_capacity(positions.len()),
            diagonal: (0..m + kept.len()).map(|i| system.position(i, i)).collect(),
            right: vec![0.0; m + kept.len()],
            crosses: crosses.collect(),
            system,
            positions,
            pairs,
            kept,
            kept_at,
            links,
        }
    }

    /// Solves that together cost little beside a factorisation.
    pub(super) fn spare_solves(&self) -> usize {
        let solves = match &self.system {
            System::Symmetric(factor) => factor.solves_per_factorisation(),
            System::Unsymmetric(_) => 0.0,
        };
        if solves > DEAR { SOLVES } else { 0 }
    }

    /// Factorises the system for the current `inverse`, with the cross terms as they are at x.
    pub(super) fn factorise(&mut self, programme: &Programme, x: &[f64], delta: f64) {
        let values = self.system.values();
        values.fill(0.0);
        for (pairs, &inverse) in self.pairs.windows(2).zip(&self.inverse) {
            if inverse == 0.0 {
                continue;
            }
            let range = pairs[0]..pairs[1];
            let products = self.positions[range.clone()].iter().zip(&self.coefficients[range]);
            products.for_each(|(&position, coefficient)| values[position] += coefficient * inverse);
        }
        let (rows, columns) = self.diagonal.split_at(self.pattern.right);
        for &position in rows {
            values[position] += delta;
        }
        let (dual, mut link) = (programme.dual(), self.links.iter());
        for (&j, &position) in self.kept.iter().zip(columns) {
            let out = self.inverse[j] == 0.0;
            values[position] -= if out { 1.0 } else { 1.0 / self.inverse[j] };
            for (entry, &(of_a, of_b)) in (programme.starts[j]..programme.starts[j + 1]).zip(link.by_ref()) {
                if !out {
                    values[of_a] = programme.values[entry];
                    values[of_b] = dual[entry];
                }
            }
        }
        for (cross, &position) in programme.cross.iter().zip(&self.crosses) {
            if self.inverse[cross.row] != 0.0 && self.inverse[cross.column] != 0.0 {
                values[position] -= cross.slope(x);
            }
        }
        match &mut self.system {
            System::Symmetric(factor) => factor.factorise(),
            System::Unsymmetric(lu) => lu.factorise(),
        }
    }

    /// Solves for dx and dy; `dx` holds g and `dy` holds r before.
    pub(super) fn solve(&mut self, programme: &Programme, dx: &mut [f64], dy: &mut [f64]) {
        let m = dy.len();
        let (right, columns) = self.right.split_at_mut(m);
        right.copy_from_slice(dy);
        for (j, (g, inverse)) in dx.iter().zip(&self.inverse).enumerate() {
            if self.kept_at[j] != NONE {
                columns[self.kept_at[j]] = if *inverse == 0.0 { 0.0 } else { -g };
                continue;
            }
            let step = g * inverse;
            let entries = programme.starts[j]..programme.starts[j + 1];
            let entries = programme.rows[entries.clone()].iter().zip(&programme.values[entries]);
            entries.for_each(|(&i, a)| right[i] -= a * step);
        }
        match &mut self.system {
            System::Symmetric(factor) => factor.solve(&mut self.right),
            System::Unsymmetric(lu) => lu.solve(&mut self.right),
        }
        dy.copy_from_slice(&self.right[..m]);
        programme.add_transposed(dy, dx);
        dx.iter_mut().zip(&self.inverse).for_each(|(dx, inverse)| *dx *= inverse);
        self.kept.iter().zip(&self.right[m..]).for_each(|(&j, &step)| dx[j] = step);
    }
}
