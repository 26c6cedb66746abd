//! The linear system that every step solves, with the columns eliminated by hand.
//!
//! ```text
//! [ D  −Aᵀ ] [dx]   [ g ]        (A D⁻¹ Aᵀ + δI) dy = r − A D⁻¹ g
//! [ A   δI ] [dy] = [ r ]        dx = D⁻¹ (g + Aᵀ dy)
//! ```
//!
//! D is diagonal since costs are separable. The quasi-definite system on the left always has a solution;
//! on the right it is symmetric positive definite and small: one row a balance or capacity.

use super::{ldl::Factor, programme::Programme};

/// The system for programmes of one pattern; ordering and memory are kept while the pattern stays.
#[derive(Clone, Debug, Default)]
pub(super) struct Kkt {
    /// 1/D by column; 0 takes a column out (it stays where it is).
    pub(super) inverse: Vec<f64>,
    starts: Vec<usize>,
    rows: Vec<usize>,
    factor: Factor,
    /// Place and coefficient of each product a_ij a_kj, column by column, i ≥ k in order of entry.
    positions: Vec<usize>,
    coefficients: Vec<f64>,
    pairs: Vec<usize>,
    diagonal: Vec<usize>,
    right: Vec<f64>,
}

impl Kkt {
    /// Makes ready for a programme; orders anew only if its pattern is another one than before.
    pub(super) fn prepare(&mut self, programme: &Programme) {
        let same = self.starts == programme.starts
            && self.rows == programme.rows
            && self.diagonal.len() == programme.right.len();
        if !same {
            *self = Self::order(programme);
        }
        self.coefficients.clear();
        for column in programme.starts.windows(2) {
            let values = &programme.values[column[0]..column[1]];
            for (at, a) in values.iter().enumerate() {
                self.coefficients.extend(values[..=at].iter().map(|b| a * b));
            }
        }
    }

    fn order(programme: &Programme) -> Self {
        let (n, columns) = (programme.right.len(), programme.columns());
        let mut neighbours_of = vec![Vec::new(); n];
        for column in programme.starts.windows(2) {
            let rows = &programme.rows[column[0]..column[1]];
            for &i in rows {
                neighbours_of[i].extend(rows.iter().copied().filter(|&k| k != i));
            }
        }
        let (mut starts, mut neighbours) = (vec![0], Vec::new());
        for list in &mut neighbours_of {
            list.sort_unstable();
            list.dedup();
            neighbours.extend_from_slice(list);
            starts.push(neighbours.len());
        }
        let factor = Factor::new(&starts, &neighbours);
        let (mut positions, mut pairs) = (Vec::new(), vec![0]);
        for column in programme.starts.windows(2) {
            let rows = &programme.rows[column[0]..column[1]];
            for (at, &i) in rows.iter().enumerate() {
                positions.extend(rows[..=at].iter().map(|&k| factor.position(i, k)));
            }
            pairs.push(positions.len());
        }
        Self {
            inverse: vec![0.0; columns],
            starts: programme.starts.clone(),
            rows: programme.rows.clone(),
            coefficients: Vec::with_capacity(positions.len()),
            diagonal: (0..n).map(|i| factor.position(i, i)).collect(),
            right: vec![0.0; n],
            factor,
            positions,
            pairs,
        }
    }

    /// Factorises A D⁻¹ Aᵀ + δI for the current `inverse`.
    pub(super) fn factorise(&mut self, delta: f64) {
        let values = &mut self.factor.values;
        values.fill(0.0);
        for (pairs, &inverse) in self.pairs.windows(2).zip(&self.inverse) {
            if inverse == 0.0 {
                continue;
            }
            let range = pairs[0]..pairs[1];
            let products = self.positions[range.clone()].iter().zip(&self.coefficients[range]);
            products.for_each(|(&position, coefficient)| values[position] += coefficient * inverse);
        }
        self.diagonal.iter().for_each(|&position| values[position] += delta);
        self.factor.factorise();
    }

    /// Solves for dx and dy; `dx` holds g and `dy` holds r before.
    pub(super) fn solve(&mut self, programme: &Programme, dx: &mut [f64], dy: &mut [f64]) {
        self.right.copy_from_slice(dy);
        for (j, (g, inverse)) in dx.iter().zip(&self.inverse).enumerate() {
            let step = g * inverse;
            let entries = self.starts[j]..self.starts[j + 1];
            let entries = self.rows[entries.clone()].iter().zip(&programme.values[entries]);
            entries.for_each(|(&i, a)| self.right[i] -= a * step);
        }
        self.factor.solve(&mut self.right);
        dy.copy_from_slice(&self.right);
        programme.add_transposed(dy, dx);
        dx.iter_mut().zip(&self.inverse).for_each(|(dx, inverse)| *dx *= inverse);
    }
}
