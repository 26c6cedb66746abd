//! Which links meet at which node: a compressed table.

/// The links at every node, node by node.
#[derive(Debug, Clone, Default)]
pub struct Topology {
    start: Vec<u32>,
    links: Vec<u32>,
}

impl Topology {
    /// The table for links given by their end nodes.
    pub(crate) fn new(nodes: usize, ends: &[(u32, u32)]) -> Self {
        let mut start = vec![0_u32; nodes + 1];
        for &(from, to) in ends {
            start[from as usize + 1] += 1;
            start[to as usize + 1] += 1;
        }
        for i in 0..nodes {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut links = vec![0_u32; 2 * ends.len()];
        for (link, &(from, to)) in (0_u32..).zip(ends) {
            for node in [from, to] {
                let slot = &mut next[node as usize];
                links[*slot as usize] = link;
                *slot += 1;
            }
        }
        Self { start, links }
    }

    /// The links that start or end at a node, in ascending order.
    ///
    /// # Panics
    /// When there is no such node.
    pub fn links_at(&self, node: usize) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.links[self.start[node] as usize..self.start[node + 1] as usize].iter().map(|&link| link as usize)
    }
}
