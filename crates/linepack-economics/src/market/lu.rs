//! Sparse factorisation of an unsymmetric matrix of symmetric pattern that stays while its numbers change.
//!
//! ```text
//! P K Pᵀ = L D U,   L and U with unit diagonal
//! ```
//!
//! Row and column k together, from the left (Crout), in the order of [`ldl`](super::ldl) and without pivoting:
//! the matrices of monotone problems have a positive definite symmetric part (in the quasi-definite sense), for
//! which every order has pivots. What rounding spoils, [`Lu::solve`] refines against the matrix itself.
//!
//! Source: Li, Saad and Chow, SIAM J. Sci. Comput. 25 (2003) 716–728, §2 (Crout's form); Golub and Van Loan,
//! Linear Algebra Appl. 28 (1979) 85–98 (no pivoting).

use super::ldl::{BARRED, DEPENDENT, ordering, patterns};

/// Rounds of refinement.
const REFINEMENTS: usize = 3;
/// Residual, relative to the right-hand side, at which refinement ends.
const REFINED: f64 = 1e-15;
/// No place.
const NONE: usize = usize::MAX;

/// A matrix and, after [`Lu::factorise`], its factors.
#[derive(Clone, Debug, Default)]
pub(super) struct Lu {
    /// The matrix: diagonal, below it column by column, right of it row by row (same places); new order.
    pub(super) values: Vec<f64>,
    place: Vec<usize>,
    /// First of each column's rows in `rows`.
    starts: Vec<usize>,
    rows: Vec<usize>,
    diagonal: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// Columns still to be taken off each column, as linked lists, and where they are up to.
    next: Vec<usize>,
    first: Vec<usize>,
    at: Vec<usize>,
    work: [Vec<f64>; 3],
}

impl Lu {
    /// Settles ordering, pattern and memory; neighbours as for [`Factor::new`](super::ldl::Factor::new).
    pub(super) fn new(starts: &[usize], neighbours: &[usize]) -> Self {
        let n = starts.len().saturating_sub(1);
        let order = ordering(n, starts, neighbours);
        let mut place = vec![0; n];
        order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
        let mut lu = Self { place, starts: vec![0], ..Self::default() };
        for pattern in patterns(&order, &lu.place, starts, neighbours) {
            lu.rows.extend(pattern);
            lu.starts.push(lu.rows.len());
        }
        let stored = lu.rows.len();
        lu.values = vec![0.0; n + 2 * stored];
        lu.diagonal = vec![0.0; n];
        (lu.lower, lu.upper) = (vec![0.0; stored], vec![0.0; stored]);
        (lu.next, lu.first, lu.at) = (vec![NONE; n], vec![NONE; n], vec![0; n]);
        lu.work = [vec![0.0; n], vec![0.0; n], vec![0.0; n]];
        lu
    }

    /// Place in `values` of the entry in row i and column j, in the caller's numbering; it must be in the pattern.
    pub(super) fn position(&self, i: usize, j: usize) -> usize {
        let (i, j) = (self.place[i], self.place[j]);
        let n = self.diagonal.len();
        if i == j {
            return i;
        }
        let column = i.min(j);
        let rows = &self.rows[self.starts[column]..self.starts[column + 1]];
        let at = self.starts[column] + rows.partition_point(|&row| row < i.max(j));
        if i > j { n + at } else { n + self.rows.len() + at }
    }

    /// Factorises the matrix that stands in `values`, which stays as it is.
    pub(super) fn factorise(&mut self) {
        let (n, stored) = (self.diagonal.len(), self.rows.len());
        self.first.fill(NONE);
        let [mut column, mut row, last] = std::mem::take(&mut self.work);
        for k in 0..n {
            let own = self.starts[k]..self.starts[k + 1];
            let before = self.values[k];
            let mut pivot = before;
            for at in own.clone() {
                column[self.rows[at]] = self.values[n + at];
                row[self.rows[at]] = self.values[n + stored + at];
            }
            let mut earlier = self.first[k];
            while earlier != NONE {
                let (at, end, following) = (self.at[earlier], self.starts[earlier + 1], self.next[earlier]);
                let d = self.diagonal[earlier];
                let (l, u) = (self.lower[at] * d, self.upper[at] * d);
                pivot -= l * self.upper[at];
                for at in at + 1..end {
                    column[self.rows[at]] -= self.lower[at] * u;
                    row[self.rows[at]] -= self.upper[at] * l;
                }
                self.wait(earlier, at + 1);
                earlier = following;
            }
            if pivot * before.signum() <= DEPENDENT * before.abs() {
                pivot = BARRED * before.signum();
            }
            self.diagonal[k] = pivot;
            for at in own.clone() {
                self.lower[at] = column[self.rows[at]] / pivot;
                self.upper[at] = row[self.rows[at]] / pivot;
            }
            self.wait(k, own.start);
        }
        self.work = [column, row, last];
    }

    /// Solves K x = b in place: `x` holds b before and x after.
    pub(super) fn solve(&mut self, x: &mut [f64]) {
        let [mut right, mut residual, mut total] = std::mem::take(&mut self.work);
        self.place.iter().zip(x.iter()).for_each(|(&new, &value)| right[new] = value);
        let size = right.iter().fold(0.0, |most: f64, b| most.max(b.abs()));
        residual.copy_from_slice(&right);
        total.fill(0.0);
        let mut last = f64::INFINITY;
        for _ in 0..=REFINEMENTS {
            self.substitute(&mut residual);
            total.iter_mut().zip(&residual).for_each(|(x, step)| *x += step);
            residual.copy_from_slice(&right);
            self.take_product(&total, &mut residual);
            let error = residual.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
            // Written so that a residual that is no number ends it too.
            if !(error > REFINED * size && error < 0.5 * last) {
                break;
            }
            last = error;
        }
        self.place.iter().zip(x.iter_mut()).for_each(|(&new, value)| *value = total[new]);
        self.work = [right, residual, total];
    }

    /// x ← (L D U)⁻¹ x.
    fn substitute(&self, x: &mut [f64]) {
        for k in 0..x.len() {
            let own = self.starts[k]..self.starts[k + 1];
            let value = x[k];
            self.rows[own.clone()].iter().zip(&self.lower[own]).for_each(|(&i, l)| x[i] -= l * value);
        }
        for k in (0..x.len()).rev() {
            let own = self.starts[k]..self.starts[k + 1];
            let above = self.rows[own.clone()].iter().zip(&self.upper[own]).map(|(&i, u)| u * x[i]);
            x[k] = x[k] / self.diagonal[k] - above.sum::<f64>();
        }
    }

    /// out ← out − K x, in the new order.
    fn take_product(&self, x: &[f64], out: &mut [f64]) {
        let (n, stored) = (x.len(), self.rows.len());
        for k in 0..n {
            out[k] -= self.values[k] * x[k];
            for at in self.starts[k]..self.starts[k + 1] {
                let i = self.rows[at];
                out[i] -= self.values[n + at] * x[k];
                out[k] -= self.values[n + stored + at] * x[i];
            }
        }
    }

    /// Column k waits for the row at `at` of its pattern.
    fn wait(&mut self, k: usize, at: usize) {
        if at < self.starts[k + 1] {
            let row = self.rows[at];
            self.at[k] = at;
            self.next[k] = self.first[row];
            self.first[row] = k;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A monotone matrix: positive diagonal, half of the rest skew.
    fn matrix(n: usize) -> (Vec<usize>, Vec<usize>, Vec<Vec<f64>>) {
        let (mut starts, mut neighbours) = (vec![0], Vec::new());
        let mut dense = vec![vec![0.0; n]; n];
        for (i, row) in dense.iter_mut().enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                if i != j && (i.abs_diff(j) <= 1 || i * j % 5 == 4 || i == 3 || j == 3) {
                    neighbours.push(j);
                    let size = 1.0 + ((i.min(j) * 7 + i.max(j)) % 11) as f64;
                    *entry = if i < j { size } else { 0.1 - size };
                }
            }
            row[i] = 2.0 + 0.2 * n as f64;
            starts.push(neighbours.len());
        }
        (starts, neighbours, dense)
    }

    #[test]
    fn an_unsymmetric_matrix_solves_its_equations() {
        for n in [1, 2, 5, 23, 60] {
            let (starts, neighbours, dense) = matrix(n);
            let mut lu = Lu::new(&starts, &neighbours);
            for (i, row) in dense.iter().enumerate() {
                for (j, &entry) in row.iter().enumerate().filter(|(_, entry)| **entry != 0.0) {
                    let at = lu.position(i, j);
                    lu.values[at] = entry;
                }
            }
            lu.factorise();
            let exact: Vec<f64> = (0..n).map(|i| (i as f64).cos()).collect();
            let mut x: Vec<f64> =
                dense.iter().map(|row| row.iter().zip(&exact).map(|(a, b)| a * b).sum()).collect();
            lu.solve(&mut x);
            for (x, exact) in x.iter().zip(&exact) {
                assert!((x - exact).abs() < 1e-12, "{n} unknowns: {x} against {exact}");
            }
        }
    }
}
