//! Order and structure of the factors, found once for a topology.

use std::iter::zip;

/// Places of the entries of L (and of Uᵀ, which has the same pattern).
///
/// Old numbers are the caller's, new ones those of the elimination order. All counts fit `u32`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pattern {
    /// New number of each old one.
    pub(super) new: Vec<u32>,
    /// First slot of each column.
    pub(super) column: Vec<u32>,
    /// Row of each slot, ascending within a column.
    pub(super) row: Vec<u32>,
    /// First entry of each row in `across`.
    pub(super) across_start: Vec<u32>,
    /// (column, slot) of each entry of a row.
    pub(super) across: Vec<(u32, u32)>,
    /// Where each edge goes: its slot, and whether its first end is the row.
    pub(super) edges: Vec<(u32, bool)>,
}

impl Pattern {
    /// Analyses the graph of `n` unknowns joined by `edges` between different unknowns.
    ///
    /// Parallel edges share a slot.
    pub(crate) fn new(n: usize, edges: &[(u32, u32)]) -> Self {
        Self::with_order(order(n, edges), edges)
    }

    /// Analyses a graph whose unknowns are numbered in the order of elimination already, so that what
    /// follows each other in the factors does so everywhere.
    pub(crate) fn ordered(n: usize, edges: &[(u32, u32)]) -> Self {
        Self::with_order((0..index(n)).collect(), edges)
    }

    fn with_order(new: Vec<u32>, edges: &[(u32, u32)]) -> Self {
        let n = new.len();
        let (start, neighbours) = adjacency(n, edges);
        let mut old = vec![0_u32; n];
        for (i, &k) in (0_u32..).zip(&new) {
            old[k as usize] = i;
        }
        let earlier = |k: usize| {
            let i = old[k] as usize;
            neighbours[start[i] as usize..start[i + 1] as usize]
                .iter()
                .map(|&j| new[j as usize])
                .filter(move |&j| (j as usize) < k)
        };

        // Row k of L is what the elimination tree reaches from the earlier neighbours of k
        // (Gilbert, Ng and Peyton, SIAM J. Matrix Anal. Appl. 15 (1994) 1075–1091).
        let mut parent = vec![u32::MAX; n];
        let mut seen = vec![u32::MAX; n];
        let mut column = vec![0_u32; n + 1];
        let mut across_start = vec![0_u32; n + 1];
        for (k, name) in (0_u32..).take(n).enumerate() {
            seen[k] = name;
            let mut count = 0;
            for mut j in earlier(k) {
                while seen[j as usize] != name {
                    seen[j as usize] = name;
                    if parent[j as usize] == u32::MAX {
                        parent[j as usize] = name;
                    }
                    column[j as usize + 1] += 1;
                    count += 1;
                    j = parent[j as usize];
                }
            }
            across_start[k + 1] = across_start[k] + count;
        }
        for k in 0..n {
            column[k + 1] += column[k];
        }

        let fill = column[n] as usize;
        let mut next = column.clone();
        let mut row = vec![0_u32; fill];
        let mut across = Vec::with_capacity(fill);
        seen.fill(u32::MAX);
        for (k, name) in (0_u32..).take(n).enumerate() {
            seen[k] = name;
            for mut j in earlier(k) {
                while seen[j as usize] != name {
                    seen[j as usize] = name;
                    let slot = next[j as usize];
                    next[j as usize] += 1;
                    row[slot as usize] = name;
                    across.push((j, slot));
                    j = parent[j as usize];
                }
            }
        }

        let mut pattern = Self { new, column, row, across_start, across, edges: Vec::new() };
        pattern.edges = edges.iter().map(|&(a, b)| pattern.place(a, b)).collect();
        pattern
    }

    /// Number of unknowns.
    pub(crate) fn size(&self) -> usize {
        self.new.len()
    }

    /// Entries of L below the diagonal.
    pub(crate) fn fill(&self) -> usize {
        self.row.len()
    }

    fn place(&self, a: u32, b: u32) -> (u32, bool) {
        let (a, b) = (self.new[a as usize], self.new[b as usize]);
        let (low, high) = (a.min(b), a.max(b));
        let (from, to) = (self.column[low as usize] as usize, self.column[low as usize + 1] as usize);
        let within = self.row[from..to].partition_point(|&row| row < high);
        (index(from + within), a > b)
    }
}

/// A count as an index; networks are capped far below 2³².
#[allow(clippy::cast_possible_truncation, reason = "sizes are capped by network::SIZE_LIMIT")]
pub(super) fn index(count: usize) -> u32 {
    count as u32
}

/// Neighbours of every unknown and itself, each once: the ordering wants the diagonal in the pattern.
fn adjacency(n: usize, edges: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
    let mut start = vec![1_u32; n + 1];
    start[0] = 0;
    for &(a, b) in edges {
        start[a as usize + 1] += 1;
        start[b as usize + 1] += 1;
    }
    for i in 0..n {
        start[i + 1] += start[i];
    }
    let mut next = start.clone();
    let mut neighbours = vec![0_u32; n + 2 * edges.len()];
    for (i, slot) in (0..).zip(&mut next[..n]) {
        neighbours[*slot as usize] = i;
        *slot += 1;
    }
    for &(a, b) in edges {
        for (from, to) in [(a, b), (b, a)] {
            neighbours[next[from as usize] as usize] = to;
            next[from as usize] += 1;
        }
    }
    let mut kept = 0;
    let mut compact = vec![0_u32; n + 1];
    for i in 0..n {
        let (from, to) = (start[i] as usize, start[i + 1] as usize);
        neighbours[from..to].sort_unstable();
        let first = kept;
        for slot in from..to {
            if kept == first || neighbours[kept - 1] != neighbours[slot] {
                neighbours[kept] = neighbours[slot];
                kept += 1;
            }
        }
        compact[i + 1] = index(kept);
    }
    neighbours.truncate(kept);
    (compact, neighbours)
}

/// An elimination order of little fill: the new number of each of `n` unknowns joined by `edges`.
///
/// Source: Amestoy, Davis and Duff, SIAM J. Matrix Anal. Appl. 17 (1996) 886–905.
pub(crate) fn order(n: usize, edges: &[(u32, u32)]) -> Vec<u32> {
    let (start, neighbours) = adjacency(n, edges);
    let signed = |values: &[u32]| values.iter().map(|&v| i32::try_from(v).ok()).collect::<Option<Vec<i32>>>();
    let order = signed(&start).zip(signed(&neighbours)).zip(i32::try_from(n).ok()).and_then(
        |((start, neighbours), n)| amd::order::<i32>(n, &start, &neighbours, &amd::Control::default()).ok(),
    );
    let mut new: Vec<u32> = (0..index(n)).collect();
    if let Some((old, _, _)) = order {
        for (k, i) in zip(0.., old) {
            if let Ok(i) = usize::try_from(i) {
                new[i] = k;
            }
        }
    }
    new
}
