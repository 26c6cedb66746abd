//! Numbers of the factors, refilled every iteration.

use super::pattern::Pattern;

/// L, D and U of one matrix on a [`Pattern`].
///
/// Off the diagonal the negated entries are kept, so that every stored number is non-negative.
#[derive(Debug, Clone, Default)]
pub(crate) struct Factor {
    /// L below the diagonal, each column over its pivot; before factorisation W below it.
    lower: Vec<f64>,
    /// U right of the diagonal, row by row on the slots of L; unused while W is symmetric.
    upper: Vec<f64>,
    /// D.
    pivot: Vec<f64>,
    /// Column sums e of what is not yet eliminated.
    excess: Vec<f64>,
    below: Vec<f64>,
    right: Vec<f64>,
    solution: Vec<f64>,
    symmetric: bool,
}

/// A pivot was zero or not finite: this unknown (in the caller's numbers) is not determined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Singular(pub(crate) usize);

impl Factor {
    /// Empties the matrix and makes room for the pattern.
    pub(crate) fn clear(&mut self, pattern: &Pattern, symmetric: bool) {
        let fresh = |values: &mut Vec<f64>, len: usize| {
            values.clear();
            values.resize(len, 0.0);
        };
        self.symmetric = symmetric;
        fresh(&mut self.lower, pattern.fill());
        fresh(&mut self.upper, if symmetric { 0 } else { pattern.fill() });
        fresh(&mut self.right, if symmetric { 0 } else { pattern.size() });
        for values in [&mut self.pivot, &mut self.excess, &mut self.below, &mut self.solution] {
            fresh(values, pattern.size());
        }
    }

    /// Adds an edge of a symmetric matrix: −w at both places, w to both diagonals.
    pub(crate) fn add_edge(&mut self, pattern: &Pattern, edge: usize, w: f64) {
        self.lower[pattern.edges[edge].0 as usize] += w;
    }

    /// Adds −w_ab in row a, column b and −w_ba in row b, column a of an edge (a, b), and the same
    /// numbers to the diagonals of their columns.
    pub(crate) fn add_edge_pair(&mut self, pattern: &Pattern, edge: usize, w_ab: f64, w_ba: f64) {
        let (slot, first_is_row) = pattern.edges[edge];
        let (lower, upper) = if first_is_row { (w_ab, w_ba) } else { (w_ba, w_ab) };
        self.lower[slot as usize] += lower;
        self.upper[slot as usize] += upper;
    }

    /// Adds to a diagonal alone: what flows to a node of known pressure.
    pub(crate) fn add_excess(&mut self, pattern: &Pattern, unknown: usize, w: f64) {
        self.excess[pattern.new[unknown] as usize] += w;
    }

    /// Factorises what was added, left-looking, by additions alone.
    pub(crate) fn factorise(&mut self, pattern: &Pattern) -> Result<(), Singular> {
        if self.symmetric { self.factorise_symmetric(pattern) } else { self.factorise_general(pattern) }
    }

    fn factorise_symmetric(&mut self, pattern: &Pattern) -> Result<(), Singular> {
        let Self { lower, pivot, excess, below, .. } = self;
        for k in 0..pattern.size() {
            for &(j, slot) in pattern.across(k) {
                let (slot, end) = (slot as usize, pattern.column[j as usize + 1] as usize);
                let u = lower[slot] * pivot[j as usize];
                if u == 0.0 {
                    continue;
                }
                for (&row, &l) in pattern.row[slot + 1..end].iter().zip(&lower[slot + 1..end]) {
                    below[row as usize] += l * u;
                }
            }
            let (from, to) = (pattern.column[k] as usize, pattern.column[k + 1] as usize);
            let mut d = excess[k];
            for (&row, w) in pattern.row[from..to].iter().zip(&mut lower[from..to]) {
                *w += std::mem::take(&mut below[row as usize]);
                d += *w;
            }
            if !(d > 0.0 && d.is_finite()) {
                return Err(Singular(pattern.old(k)));
            }
            pivot[k] = d;
            let share = excess[k] / d;
            for (&row, w) in pattern.row[from..to].iter().zip(&mut lower[from..to]) {
                excess[row as usize] += *w * share;
                *w /= d;
            }
        }
        Ok(())
    }

    fn factorise_general(&mut self, pattern: &Pattern) -> Result<(), Singular> {
        let Self { lower, upper, pivot, excess, below, right, .. } = self;
        for k in 0..pattern.size() {
            for &(j, slot) in pattern.across(k) {
                let (slot, end) = (slot as usize, pattern.column[j as usize + 1] as usize);
                let (l, u) = (lower[slot], upper[slot]);
                for i in slot + 1..end {
                    let row = pattern.row[i] as usize;
                    below[row] += lower[i] * u;
                    right[row] += l * upper[i];
                }
            }
            let (from, to) = (pattern.column[k] as usize, pattern.column[k + 1] as usize);
            let mut d = excess[k];
            for i in from..to {
                let row = pattern.row[i] as usize;
                lower[i] += std::mem::take(&mut below[row]);
                upper[i] += std::mem::take(&mut right[row]);
                d += lower[i];
            }
            if !(d > 0.0 && d.is_finite()) {
                return Err(Singular(pattern.old(k)));
            }
            pivot[k] = d;
            let share = excess[k] / d;
            for i in from..to {
                excess[pattern.row[i] as usize] += upper[i] * share;
                lower[i] /= d;
            }
        }
        Ok(())
    }

    /// Solves M x = b; `values` holds b and becomes x.
    pub(crate) fn solve(&mut self, pattern: &Pattern, values: &mut [f64]) {
        let Self { lower, upper, pivot, solution: x, symmetric, .. } = self;
        for (&new, &b) in pattern.new.iter().zip(&*values) {
            x[new as usize] = b;
        }
        for k in 0..pattern.size() {
            let (from, to) = (pattern.column[k] as usize, pattern.column[k + 1] as usize);
            let b = x[k];
            for (&row, &l) in pattern.row[from..to].iter().zip(&lower[from..to]) {
                x[row as usize] += l * b;
            }
        }
        for k in (0..pattern.size()).rev() {
            let (from, to) = (pattern.column[k] as usize, pattern.column[k + 1] as usize);
            let right = if *symmetric { &lower[from..to] } else { &upper[from..to] };
            let sum: f64 =
                pattern.row[from..to].iter().zip(right).map(|(&row, &u)| u * x[row as usize]).sum();
            x[k] = if *symmetric { x[k] / pivot[k] + sum } else { (x[k] + sum) / pivot[k] };
        }
        for (&new, value) in pattern.new.iter().zip(values) {
            *value = x[new as usize];
        }
    }
}

impl Pattern {
    fn across(&self, k: usize) -> &[(u32, u32)] {
        &self.across[self.across_start[k] as usize..self.across_start[k + 1] as usize]
    }

    fn old(&self, k: usize) -> usize {
        self.new.iter().position(|&new| new as usize == k).unwrap_or(k)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Dense columns of M from edges (a, b, w_ab, w_ba) and excess.
    fn dense(n: usize, edges: &[(u32, u32, f64, f64)], excess: &[f64]) -> Vec<Vec<f64>> {
        let mut m = vec![vec![0.0; n]; n];
        for (i, e) in excess.iter().enumerate() {
            m[i][i] += e;
        }
        for &(a, b, ab, ba) in edges {
            let (a, b) = (a as usize, b as usize);
            m[a][b] -= ab;
            m[b][b] += ab;
            m[b][a] -= ba;
            m[a][a] += ba;
        }
        m
    }

    fn solve(
        n: usize,
        edges: &[(u32, u32, f64, f64)],
        excess: &[f64],
        b: &[f64],
        symmetric: bool,
    ) -> Vec<f64> {
        let graph: Vec<_> = edges.iter().map(|&(a, b, ..)| (a, b)).collect();
        let pattern = Pattern::new(n, &graph);
        let mut factor = Factor::default();
        factor.clear(&pattern, symmetric);
        for (i, &(_, _, ab, ba)) in edges.iter().enumerate() {
            if symmetric {
                factor.add_edge(&pattern, i, ab);
            } else {
                factor.add_edge_pair(&pattern, i, ab, ba);
            }
        }
        for (i, &e) in excess.iter().enumerate() {
            factor.add_excess(&pattern, i, e);
        }
        factor.factorise(&pattern).unwrap();
        let mut x = b.to_vec();
        factor.solve(&pattern, &mut x);
        x
    }

    proptest! {
        #[test]
        fn a_solution_satisfies_its_equations(
            n in 1_usize..40,
            raw in prop::collection::vec((0_u32..40, 0_u32..40, 0.1_f64..10.0, 0.1_f64..10.0), 0..120),
            e in prop::collection::vec(0.01_f64..1.0, 40),
            b in prop::collection::vec(-1.0_f64..1.0, 40),
            symmetric: bool,
        ) {
            let size = u32::try_from(n).unwrap();
            let edges: Vec<_> = raw.iter()
                .map(|&(i, j, v, w)| (i % size, j % size, v, if symmetric { v } else { w }))
                .filter(|&(i, j, ..)| i != j)
                .collect();
            let m = dense(n, &edges, &e[..n]);
            let x = solve(n, &edges, &e[..n], &b[..n], symmetric);
            for (row, want) in m.iter().zip(&b) {
                let got: f64 = row.iter().zip(&x).map(|(m, x)| m * x).sum();
                let scale: f64 = row.iter().zip(&x).map(|(m, x)| (m * x).abs()).sum();
                prop_assert!((got - want).abs() <= 1e-13 * (scale + want.abs()), "{got} for {want}");
            }
        }
    }

    #[test]
    fn weights_thirty_decades_apart_keep_every_digit() {
        // A chain 0 – 1 – 2 – reference: two mighty edges, one that a diagonal entry would swallow.
        let edges = [(0, 1, 1e15, 1e15), (1, 2, 1e15, 1e15)];
        let x = solve(3, &edges, &[0.0, 0.0, 1e-15], &[1.0, 0.0, 0.0], true);
        for value in x {
            assert!((value / 1e15 - 1.0).abs() < 1e-15, "{value}");
        }
    }

    #[test]
    fn a_part_without_reference_is_named() {
        let pattern = Pattern::new(3, &[(0, 1)]);
        let mut factor = Factor::default();
        factor.clear(&pattern, true);
        factor.add_edge(&pattern, 0, 1.0);
        factor.add_excess(&pattern, 2, 1.0);
        let Singular(unknown) = factor.factorise(&pattern).unwrap_err();
        assert!(unknown < 2);
    }

    #[test]
    fn one_unknown_and_none_are_ordinary() {
        assert_eq!(solve(1, &[], &[4.0], &[2.0], true), [0.5]);
        assert_eq!(solve(0, &[], &[], &[], false), Vec::<f64>::new());
    }

    #[test]
    fn a_square_grid_fills_little() {
        let side = 100_u32;
        let mut edges = Vec::new();
        for i in 0..side {
            for j in 0..side {
                let here = i * side + j;
                if j + 1 < side {
                    edges.push((here, here + 1));
                }
                if i + 1 < side {
                    edges.push((here, here + side));
                }
            }
        }
        let pattern = Pattern::new((side * side) as usize, &edges);
        assert!(pattern.fill() < 200_000, "{}", pattern.fill());
    }
}
