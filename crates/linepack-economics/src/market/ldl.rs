//! Sparse factorisation of a symmetric positive definite or quasi-definite matrix whose pattern stays while its numbers change.
//!
//! ```text
//! P K Pᵀ = L D Lᵀ
//! ```
//!
//! Multifrontal: columns of L with one pattern form a front, a small dense matrix, factorised in place; what
//! is left of it is added to the front of its parent. Ordering by approximate minimum degree. All indices and
//! memory are settled once by [`Factor::new`]; nothing is allocated after that.
//!
//! Sources: Duff and Reid, ACM TOMS 9 (1983) 302–325; Liu, SIAM Review 34 (1992) 82–109; Amestoy, Davis and
//! Duff, SIAM J. Matrix Anal. Appl. 17 (1996) 886–905 (the ordering, crate `amd`).

use super::dense;

/// Columns are merged into one front if that stores no more zeros than this.
const FEW_ZEROS: usize = 12;
/// Or if zeros are no more than this share of what is stored.
const ZERO_SHARE: f64 = 0.15;
/// A pivot below this share of its own diagonal entry marks a dependent row.
pub(super) const DEPENDENT: f64 = 1e-15;
/// Pivot put in the place of a dependent row's: its unknown becomes zero.
pub(super) const BARRED: f64 = 1e64;

/// A matrix and, after [`Factor::factorise`], its factors.
#[derive(Clone, Debug, Default)]
pub(super) struct Factor {
    /// Entries of K before, of L (strictly below) and D (on the diagonal) after factorising, front by front.
    pub(super) values: Vec<f64>,
    /// New place of each unknown.
    place: Vec<usize>,
    fronts: Vec<Front>,
    /// Rows of each front, its own columns first; new places, ascending.
    rows: Vec<usize>,
    /// Where each row below a front's own columns sits in the parent's front.
    relative: Vec<usize>,
    /// Front of each column, by new place.
    front_of: Vec<usize>,
    /// Children of all fronts, front by front, the last first.
    children: Vec<usize>,
    /// Remainders of fronts that wait for their parent.
    stack: Vec<f64>,
    /// Diagonal of K, to know a pivot that is nothing but rounding.
    diagonal: Vec<f64>,
    work: Vec<f64>,
    /// Unknowns of one front.
    tall: Vec<f64>,
}

/// A dense trapezoid of `height` rows and `width` columns, column by column in `values`.
#[derive(Clone, Debug)]
struct Front {
    first: usize,
    width: usize,
    height: usize,
    rows: usize,
    relative: usize,
    values: usize,
    /// First and one past last of its children in `Factor::children`.
    children: (usize, usize),
}

impl Front {
    fn rest(&self) -> usize {
        self.height - self.width
    }
}

impl Factor {
    /// Settles ordering, pattern and memory for the symmetric matrix with these neighbours:
    /// those of unknown i are `neighbours[starts[i]..starts[i + 1]]`, each pair listed in both, none with itself.
    pub(super) fn new(starts: &[usize], neighbours: &[usize]) -> Self {
        let n = starts.len().saturating_sub(1);
        let order = ordering(n, starts, neighbours);
        let inverse = |order: &[usize]| {
            let mut place = vec![0; n];
            order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
            place
        };
        let first = patterns(&order, &inverse(&order), starts, neighbours);
        let order = tallest_last(&order, &first);
        let place = inverse(&order);
        let patterns = patterns(&order, &place, starts, neighbours);
        let chains = merge(&patterns);
        Self::lay_out(n, place, &patterns, &chains)
    }

    fn lay_out(n: usize, place: Vec<usize>, patterns: &[Vec<usize>], chains: &[(usize, usize)]) -> Self {
        let (work, diagonal) = (vec![0.0; n], vec![0.0; n]);
        let mut factor = Self { place, front_of: vec![0; n], work, diagonal, ..Self::default() };
        let mut values = 0;
        for &(first, last) in chains {
            let start = factor.rows.len();
            factor.rows.extend(first..=last);
            // The union of the columns' patterns beyond the front; the last column has most of it.
            let mut below: Vec<usize> =
                patterns[first..=last].iter().flatten().copied().filter(|&row| row > last).collect();
            below.sort_unstable();
            below.dedup();
            factor.rows.extend(&below);
            let (width, height) = (last + 1 - first, factor.rows.len() - start);
            (first..=last).for_each(|column| factor.front_of[column] = factor.fronts.len());
            factor.fronts.push(Front {
                first,
                width,
                height,
                rows: start,
                relative: 0,
                values,
                children: (0, 0),
            });
            values += width * height;
        }
        factor.values = vec![0.0; values];
        let mut children = vec![Vec::new(); factor.fronts.len()];
        for f in 0..factor.fronts.len() {
            factor.fronts[f].relative = factor.relative.len();
            let front = factor.fronts[f].clone();
            let below = front.rows + front.width..front.rows + front.height;
            let Some(&up) = factor.rows.get(below.clone()).and_then(<[usize]>::first) else { continue };
            let parent = factor.front_of[up];
            children[parent].push(f);
            let above = &factor.fronts[parent];
            let parent_rows = &factor.rows[above.rows..above.rows + above.height];
            let mut at = 0;
            for &row in &factor.rows[below] {
                while parent_rows[at] < row {
                    at += 1;
                }
                factor.relative.push(at);
            }
        }
        for (front, list) in factor.fronts.iter_mut().zip(&children) {
            let start = factor.children.len();
            factor.children.extend(list.iter().rev());
            front.children = (start, factor.children.len());
        }
        factor.stack = vec![0.0; factor.stack_needed()];
        let tallest = factor.fronts.iter().map(|front| front.height).max();
        factor.tall = vec![0.0; tallest.unwrap_or(0)];
        factor
    }

    /// Numbers the stack must hold: children's remainders lie below their parent's while it is assembled.
    fn stack_needed(&self) -> usize {
        let (mut waiting, mut top, mut most) = (Vec::new(), 0, 0);
        for front in &self.fronts {
            let own = front.rest() * front.rest();
            most = most.max(top + own);
            for _ in front.children.0..front.children.1 {
                top -= waiting.pop().unwrap_or(0);
            }
            waiting.push(own);
            top += own;
        }
        most
    }

    /// Place in `values` of the entry in row i and column j, in the caller's numbering; the entry must be in the pattern.
    pub(super) fn position(&self, i: usize, j: usize) -> usize {
        let (i, j) = (self.place[i], self.place[j]);
        let (row, column) = (i.max(j), i.min(j));
        let front = &self.fronts[self.front_of[column]];
        let rows = &self.rows[front.rows..front.rows + front.height];
        let at = rows.partition_point(|&other| other < row);
        front.values + (column - front.first) * front.height + at
    }

    /// Operations of a factorisation over those of a solve.
    pub(super) fn solves_per_factorisation(&self) -> f64 {
        let cost = |front: &Front| -> f64 {
            (0..front.width).map(|k| ((front.height - k) * (front.height - k)) as f64).sum()
        };
        self.fronts.iter().map(cost).sum::<f64>() / (4 * self.values.len()).max(1) as f64
    }

    /// Numbers in L and D, stored zeros included.
    #[cfg(test)]
    pub(super) fn stored(&self) -> usize {
        self.values.len()
    }

    /// Factorises the matrix whose entries stand in `values` (lower half, see [`Factor::position`]), in place.
    pub(super) fn factorise(&mut self) {
        for front in &self.fronts {
            let entries = self.values[front.values..].iter().step_by(front.height + 1);
            let own = &mut self.diagonal[front.first..front.first + front.width];
            own.iter_mut().zip(entries).for_each(|(own, entry)| *own = *entry);
        }
        let mut top = 0;
        for f in 0..self.fronts.len() {
            let front = self.fronts[f].clone();
            let (height, width, rest) = (front.height, front.width, front.rest());
            let panel = &mut self.values[front.values..front.values + height * width];
            let (waiting, free) = self.stack.split_at_mut(top);
            let own = &mut free[..rest * rest];
            own.fill(0.0);
            // The children's remainders end where the free stack begins, the last one's on top.
            let mut end = top;
            for &child in &self.children[front.children.0..front.children.1] {
                let (size, start) = (self.fronts[child].rest(), self.fronts[child].relative);
                end -= size * size;
                let relative = &self.relative[start..start + size];
                extend_add(&waiting[end..end + size * size], relative, panel, own, (height, width));
            }
            let diagonal = &self.diagonal[front.first..front.first + width];
            dense::factorise(panel, own, height, diagonal);
            self.stack.copy_within(top..top + rest * rest, end);
            top = end + rest * rest;
        }
    }

    /// Solves K x = b in place: `x` holds b before and x after.
    pub(super) fn solve(&mut self, x: &mut [f64]) {
        let work = &mut self.work;
        self.place.iter().zip(x.iter()).for_each(|(&new, &value)| work[new] = value);
        let tall = &mut self.tall;
        for front in &self.fronts {
            let rows = &self.rows[front.rows..front.rows + front.height];
            let tall = &mut tall[..front.height];
            tall.iter_mut().zip(rows).for_each(|(value, &row)| *value = work[row]);
            dense::forward(&self.values[front.values..], tall, front.width);
            tall.iter().zip(rows).for_each(|(value, &row)| work[row] = *value);
        }
        for front in self.fronts.iter().rev() {
            let rows = &self.rows[front.rows..front.rows + front.height];
            let tall = &mut tall[..front.height];
            tall.iter_mut().zip(rows).for_each(|(value, &row)| *value = work[row]);
            dense::backward(&self.values[front.values..], tall, front.width);
            work[front.first..front.first + front.width].copy_from_slice(&tall[..front.width]);
        }
        self.place.iter().zip(x.iter_mut()).for_each(|(&new, value)| *value = work[new]);
    }
}

/// Adds a child's remainder to its parent's front.
fn extend_add(
    child: &[f64],
    relative: &[usize],
    panel: &mut [f64],
    own: &mut [f64],
    (height, width): (usize, usize),
) {
    let (size, rest) = (relative.len(), height - width);
    for (j, &column) in relative.iter().enumerate() {
        let source = &child[j * size + j..(j + 1) * size];
        if column < width {
            let target = &mut panel[column * height..(column + 1) * height];
            relative[j..].iter().zip(source).for_each(|(&row, value)| target[row] += value);
        } else {
            let target = &mut own[(column - width) * rest..(column - width + 1) * rest];
            relative[j..].iter().zip(source).for_each(|(&row, value)| target[row - width] += value);
        }
    }
}

/// Fill-reducing order, old indices in their new order.
pub(super) fn ordering(n: usize, starts: &[usize], neighbours: &[usize]) -> Vec<usize> {
    if n == 0 {
        return Vec::new();
    }
    // The ordering counts on a full diagonal.
    let (mut with_diagonal, mut entries) = (vec![0], Vec::with_capacity(neighbours.len() + n));
    for i in 0..n {
        entries.push(i);
        entries.extend_from_slice(&neighbours[starts[i]..starts[i + 1]]);
        with_diagonal.push(entries.len());
    }
    let order = match amd::order(n, &with_diagonal, &entries, &amd::Control::default()) {
        Ok((order, _, _)) => order,
        Err(_) => (0..n).collect(),
    };
    // Postorder of the elimination tree: a subtree's columns stand together.
    let mut place = vec![0; n];
    order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
    let parents = elimination_tree(&order, &place, starts, neighbours);
    let mut children = vec![Vec::new(); n];
    let mut roots = Vec::new();
    for column in (0..n).rev() {
        if parents[column] == n { roots.push(column) } else { children[parents[column]].push(column) }
    }
    postorder(order.as_slice(), roots, &children)
}

/// The order in which a column comes right after the tallest of those that it is the parent of: the two can then
/// make one front.
fn tallest_last(order: &[usize], patterns: &[Vec<usize>]) -> Vec<usize> {
    let mut children = vec![Vec::new(); order.len()];
    let mut roots = Vec::new();
    for (column, pattern) in patterns.iter().enumerate() {
        pattern.first().map_or(&mut roots, |&parent| &mut children[parent]).push(column);
    }
    for list in &mut children {
        list.sort_by_key(|&child| patterns[child].len());
    }
    roots.reverse();
    postorder(order, roots, &children)
}

/// Each column after its children, in their order; the roots from the last.
fn postorder(order: &[usize], mut roots: Vec<usize>, children: &[Vec<usize>]) -> Vec<usize> {
    let n = order.len();
    let mut postorder = Vec::with_capacity(n);
    let mut open: Vec<(usize, usize)> = Vec::new();
    while let Some(root) = roots.pop() {
        open.push((root, 0));
        while let Some((column, next)) = open.pop() {
            if let Some(&child) = children[column].get(next) {
                open.push((column, next + 1));
                open.push((child, 0));
            } else {
                postorder.push(order[column]);
            }
        }
    }
    postorder
}

/// Parent of each column in the elimination tree (n for a root), after Liu (1986), with path compression.
fn elimination_tree(order: &[usize], place: &[usize], starts: &[usize], neighbours: &[usize]) -> Vec<usize> {
    let n = order.len();
    let (mut parents, mut ancestors) = (vec![n; n], vec![n; n]);
    for (column, &old) in order.iter().enumerate() {
        for &neighbour in &neighbours[starts[old]..starts[old + 1]] {
            let mut at = place[neighbour];
            while at < column {
                let next = ancestors[at];
                ancestors[at] = column;
                if next == n {
                    parents[at] = column;
                }
                at = next;
            }
        }
    }
    parents
}

/// Rows below the diagonal of each column of L, ascending.
pub(super) fn patterns(
    order: &[usize],
    place: &[usize],
    starts: &[usize],
    neighbours: &[usize],
) -> Vec<Vec<usize>> {
    let n = order.len();
    let mut patterns: Vec<Vec<usize>> = vec![Vec::new(); n];
    let mut children = vec![Vec::new(); n];
    let mut seen = vec![n; n];
    for column in 0..n {
        let old = order[column];
        seen[column] = column;
        let mut pattern = Vec::new();
        let entries = neighbours[starts[old]..starts[old + 1]].iter().map(|&neighbour| place[neighbour]);
        let inherited = children[column].iter().flat_map(|&child: &usize| patterns[child].iter().copied());
        for row in entries.chain(inherited).filter(|&row| row > column) {
            if seen[row] != column {
                seen[row] = column;
                pattern.push(row);
            }
        }
        pattern.sort_unstable();
        if let Some(&parent) = pattern.first() {
            children[parent].push(column);
        }
        patterns[column] = pattern;
    }
    patterns
}

/// Columns of each front, first and last: neighbours in the tree with nearly one pattern.
fn merge(patterns: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut chains: Vec<(usize, usize)> = Vec::new();
    let mut full = 0;
    for (column, pattern) in patterns.iter().enumerate() {
        let height = pattern.len() + 1;
        if let Some(chain) = chains.last_mut() {
            let width = column - chain.0;
            let stored = (width + 1) * (width + height) - width * (width + 1) / 2;
            let joined = patterns[chain.1].first() == Some(&column);
            let zeros = stored.saturating_sub(full + height);
            if joined && (zeros <= FEW_ZEROS || zeros as f64 <= ZERO_SHARE * stored as f64) {
                chain.1 = column;
                full += height;
                continue;
            }
        }
        chains.push((column, column));
        full = height;
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grid's Laplacian plus a diagonal, as neighbours and dense matrix.
    fn grid(side: usize) -> (Vec<usize>, Vec<usize>, Vec<Vec<f64>>) {
        let n = side * side;
        let (mut starts, mut neighbours) = (vec![0], Vec::new());
        let mut dense = vec![vec![0.0; n]; n];
        for (i, line) in dense.iter_mut().enumerate() {
            let (row, column) = (i / side, i % side);
            for j in 0..n {
                let far = row.abs_diff(j / side) + column.abs_diff(j % side);
                // One row coupled to all: a capacity that everybody shares.
                if i != j && (far == 1 || i == 0 || j == 0) {
                    neighbours.push(j);
                    line[j] = -1.0 - (i * j % 7) as f64 / 10.0;
                    line[i] += 1.0 + (i * j % 7) as f64 / 10.0;
                }
            }
            line[i] += 0.5;
            starts.push(neighbours.len());
        }
        (starts, neighbours, dense)
    }

    fn factorised(starts: &[usize], neighbours: &[usize], dense: &[Vec<f64>]) -> Factor {
        let mut factor = Factor::new(starts, neighbours);
        for i in 0..dense.len() {
            let at = factor.position(i, i);
            factor.values[at] = dense[i][i];
            for &j in neighbours[starts[i]..starts[i + 1]].iter().filter(|&&j| j < i) {
                let at = factor.position(i, j);
                factor.values[at] = dense[i][j];
            }
        }
        factor.factorise();
        factor
    }

    #[test]
    fn a_factorised_matrix_solves_its_equations() {
        for side in 1..=9 {
            let (starts, neighbours, dense) = grid(side);
            let mut factor = factorised(&starts, &neighbours, &dense);
            let exact: Vec<f64> = (0..dense.len()).map(|i| (i as f64).sin()).collect();
            let mut x: Vec<f64> =
                dense.iter().map(|row| row.iter().zip(&exact).map(|(a, b)| a * b).sum()).collect();
            factor.solve(&mut x);
            for (x, exact) in x.iter().zip(&exact) {
                assert!((x - exact).abs() < 1e-12, "side {side}: {x} against {exact}");
            }
        }
    }

    #[test]
    fn a_second_factorisation_forgets_the_first() {
        let (starts, neighbours, dense) = grid(5);
        let first = factorised(&starts, &neighbours, &dense);
        let mut second = first.clone();
        second.values.fill(0.0);
        for i in 0..dense.len() {
            let at = second.position(i, i);
            second.values[at] = 2.0;
        }
        second.factorise();
        let mut x = vec![3.0; dense.len()];
        second.solve(&mut x);
        assert!(x.iter().all(|x| *x == 1.5), "{x:?}");
    }

    #[test]
    fn a_dependent_row_gets_the_value_zero() {
        // K = [1 1; 1 1]: the second row says nothing new.
        let mut factor = Factor::new(&[0, 1, 2], &[1, 0]);
        for (i, j) in [(0, 0), (1, 1), (1, 0)] {
            let at = factor.position(i, j);
            factor.values[at] = 1.0;
        }
        factor.factorise();
        let mut x = vec![2.0, 2.0];
        factor.solve(&mut x);
        assert!((x[0] + x[1] - 2.0).abs() < 1e-12, "{x:?}");
        assert!(x.contains(&0.0) || x.iter().any(|x| x.abs() < 1e-60), "{x:?}");
    }

    #[test]
    fn a_hub_is_eliminated_last_and_fill_stays_small() {
        let (starts, neighbours, _) = grid(9);
        let factor = Factor::new(&starts, &neighbours);
        assert!(factor.stored() < 1500, "{}", factor.stored());
    }
}
