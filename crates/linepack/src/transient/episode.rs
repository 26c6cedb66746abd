//! How nodes hang together between two events: which pressures are unknown, and who balances whose mass.
//!
//! Open elements without loss tie pressures, p_v = r(t) p_u; a tied group has one unknown. A group
//! whose pressure is held hands its mass balance to the supply there, or, behind a set pressure, to
//! the group on the other side. Every group keeps its own gas: there is no volume to share but that
//! of the pipes, so a group without any, and without a held pressure within reach, is refused.

use super::grid::Grid;
use super::plan::Asked;
use crate::findings::{Finding, Findings};
use crate::network::Network;
use crate::schedule::{Control, Orifice, Series, Side};
use crate::sparse::Pattern;

/// No row or column.
pub(super) const NONE: u32 = u32::MAX;

/// A node that takes its pressure from another of its group.
#[derive(Debug, Clone)]
struct Tie {
    node: usize,
    parent: usize,
    /// Ratio of the element, and whether the node is behind it.
    ratio: Option<(Series, bool)>,
}

/// A pressure held at a node.
#[derive(Debug, Clone)]
struct Hold {
    node: usize,
    root: usize,
    series: Series,
}

/// A flow put in at one node, or moved from one to another.
#[derive(Debug, Clone)]
struct Feed {
    node: usize,
    series: Series,
    /// +1 or −1.
    sign: f64,
}

/// Places of a reach in the nodal matrix.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Edge of (row of `to`, column of `from`), and whether the row is its first end.
    pub(super) down: Option<(usize, bool)>,
    /// Edge of (row of `from`, column of `to`).
    pub(super) up: Option<(usize, bool)>,
}

/// The groups of one network between two events.
#[derive(Debug, Clone)]
pub(super) struct Episode {
    /// Group (by its root node) of each node.
    pub(super) root: Vec<u32>,
    /// Unknown of each node's group, or none where its pressure is held.
    pub(super) column: Vec<u32>,
    /// Mass balance that each node belongs to: below `unknowns` one that is solved, above a supply.
    pub(super) row: Vec<u32>,
    pub(super) unknowns: usize,
    /// Mass balances, solved and supplied.
    pub(super) rows: usize,
    /// Node at the root of each unknown.
    pub(super) root_of: Vec<u32>,
    /// Members of each root's group, group by group.
    member: Vec<u32>,
    member_start: Vec<u32>,
    /// Node whose flow is free, of each supply.
    pub(super) supplier: Vec<u32>,
    /// Pressure of each node over that of its root.
    pub(super) factor: Vec<f64>,
    /// How fast it changes, 1/s.
    pub(super) factor_rate: Vec<f64>,
    pub(super) pattern: Pattern,
    pub(super) places: Vec<Place>,
    /// Free links as a forest from its roots out: link, node nearer the root, node farther, and
    /// whether the link starts at the node farther.
    pub(super) forest: Vec<(u32, u32, u32, bool)>,
    /// Links that hold their flow, with the nodes at their ends.
    pub(super) moved: Vec<(u32, u32, u32)>,
    /// Nodes with a hole.
    pub(super) leaks: Vec<(u32, Orifice)>,
    edges: Vec<(u32, u32)>,
    ties: Vec<Tie>,
    holds: Vec<Hold>,
    feeds: Vec<Feed>,
    varies: bool,
}

impl Episode {
    pub(super) fn new(network: &Network, grid: &Grid, asked: &Asked, time: f64) -> Result<Self, Findings> {
        let nodes = network.nodes().len();
        let mut episode = Self {
            root: vec![NONE; nodes],
            column: vec![NONE; nodes],
            row: vec![NONE; nodes],
            unknowns: 0,
            rows: 0,
            root_of: Vec::new(),
            member: Vec::new(),
            member_start: Vec::new(),
            supplier: Vec::new(),
            factor: vec![1.0; nodes],
            factor_rate: vec![0.0; nodes],
            pattern: Pattern::default(),
            places: Vec::new(),
            forest: forest(network, grid, asked),
            moved: Vec::new(),
            leaks: Vec::new(),
            edges: Vec::new(),
            ties: Vec::new(),
            holds: Vec::new(),
            feeds: Vec::new(),
            varies: false,
        };
        episode.tie(network, grid, asked);
        episode.varies = episode
            .ties
            .iter()
            .any(|tie| tie.ratio.as_ref().is_some_and(|(series, _)| series.times.len() > 1));
        episode.set_factors(time, Side::After);
        episode.refuse_contradicting_ratios(network, grid, asked, time)?;
        let handed = episode.hold(network, grid, asked)?;
        episode.number(&handed);
        episode.refuse_groups_without_gas(network, grid, time)?;
        episode.feed(network, asked);
        episode.place(grid);
        Ok(episode)
    }

    /// Groups by breadth-first search over free elements that tie pressures.
    fn tie(&mut self, network: &Network, grid: &Grid, asked: &Asked) {
        let mut queue = Vec::new();
        for root in 0..network.nodes().len() {
            if self.root[root] != NONE {
                continue;
            }
            self.root[root] = index(root);
            queue.push(root);
            while let Some(parent) = queue.pop() {
                for link in network.topology().links_at(parent) {
                    if !grid.is_free(asked, link) {
                        continue;
                    }
                    let (u, v) = network.ends(link);
                    let node = if parent == u { v } else { u };
                    let ratio = match &asked.controls[link] {
                        Control::DischargePressure(_) | Control::SuctionPressure(_) => continue,
                        Control::Ratio(series) => Some((series.clone(), node == v)),
                        _ => None,
                    };
                    if self.root[node] == NONE {
                        self.root[node] = index(root);
                        self.ties.push(Tie { node, parent, ratio });
                        queue.push(node);
                    }
                }
            }
        }
    }

    fn set_factors(&mut self, time: f64, side: Side) {
        for tie in &self.ties {
            let (factor, rate) = match &tie.ratio {
                None => (1.0, 0.0),
                Some((series, true)) => (side.of(series, time), series.slope_after(time)),
                Some((series, false)) => {
                    let ratio = side.of(series, time);
                    (1.0 / ratio, -series.slope_after(time) / (ratio * ratio))
                }
            };
            let (parent, parent_rate) = (self.factor[tie.parent], self.factor_rate[tie.parent]);
            self.factor[tie.node] = parent * factor;
            self.factor_rate[tie.node] = parent_rate * factor + parent * rate;
        }
    }

    fn refuse_contradicting_ratios(
        &self,
        network: &Network,
        grid: &Grid,
        asked: &Asked,
        time: f64,
    ) -> Result<(), Findings> {
        for (link, at) in network.links().iter().enumerate() {
            if !grid.is_free(asked, link) {
                continue;
            }
            let (u, v) = network.ends(link);
            let ratio = match &asked.controls[link] {
                Control::DischargePressure(_) | Control::SuctionPressure(_) => continue,
                Control::Ratio(series) => series.after(time),
                _ => 1.0,
            };
            let around = self.factor[v] / self.factor[u];
            if (around / ratio - 1.0).abs() > 1e-9 {
                let text = format!(
                    "{} `{}` holds the ratio {ratio} from {time} s, but open elements around it ask for {around}",
                    at.element.words(),
                    at.id
                );
                return Err(Finding::error(text)
                    .about(&at.id)
                    .hint("close one of them, or set equal ratios")
                    .into());
            }
        }
        Ok(())
    }

    /// Collects held pressures; gives for each root that a set pressure holds the node that feeds it.
    fn hold(&mut self, network: &Network, grid: &Grid, asked: &Asked) -> Result<Vec<Option<u32>>, Findings> {
        let mut held_at: Vec<Option<(usize, String)>> = vec![None; network.nodes().len()];
        let mut handed = vec![None; network.nodes().len()];
        let refuse = |text: String, id: &str| -> Findings {
            Finding::error(text)
                .about(id)
                .hint("hold one pressure in each group of nodes joined without loss")
                .into()
        };
        for (node, at) in asked.nodes.iter().enumerate() {
            let Some(series) = &at.held else { continue };
            let root = self.root[node] as usize;
            let id = &network.nodes()[node].id;
            if let Some((_, other)) = &held_at[root] {
                let text = format!(
                    "a pressure is held at `{id}` and another at `{other}`, which open elements without loss join"
                );
                return Err(refuse(text, id));
            }
            held_at[root] = Some((node, id.clone()));
            self.holds.push(Hold { node, root, series: series.clone() });
        }
        for (link, at) in network.links().iter().enumerate() {
            if !grid.is_free(asked, link) {
                continue;
            }
            let (u, v) = network.ends(link);
            let (set, other, series) = match &asked.controls[link] {
                Control::DischargePressure(series) => (v, u, series),
                Control::SuctionPressure(series) => (u, v, series),
                _ => continue,
            };
            let root = self.root[set] as usize;
            let (words, id, node) = (at.element.words(), &at.id, &network.nodes()[set].id);
            if let Some((_, known)) = &held_at[root] {
                let text = format!(
                    "{words} `{id}` sets the pressure at `{node}`, where `{known}` already holds one"
                );
                return Err(refuse(text, id));
            }
            if self.root[other] as usize == root {
                let text = format!(
                    "{words} `{id}` sets a pressure between nodes that open elements without loss join"
                );
                return Err(refuse(text, id));
            }
            held_at[root] = Some((set, id.clone()));
            self.holds.push(Hold { node: set, root, series: series.clone() });
            handed[root] = Some(index(other));
        }
        Ok(handed)
    }

    /// Numbers unknowns and mass balances.
    fn number(&mut self, handed: &[Option<u32>]) {
        let nodes = self.root.len();
        let mut held = vec![false; nodes];
        for hold in &self.holds {
            held[hold.root] = true;
        }
        let mut column = vec![NONE; nodes];
        for root in 0..nodes {
            if self.root[root] as usize == root && !held[root] {
                column[root] = index(self.unknowns);
                self.unknowns += 1;
                self.root_of.push(index(root));
            }
        }
        // Who balances a root: itself, the far side of its set pressure, or the supply at the end of the chain.
        let mut supply = vec![NONE; nodes];
        self.rows = self.unknowns;
        let holds: Vec<(usize, usize)> = self.holds.iter().map(|hold| (hold.root, hold.node)).collect();
        for (root, node) in holds {
            if handed[root].is_none() {
                supply[root] = index(self.rows);
                self.rows += 1;
                self.supplier.push(index(node));
            }
        }
        let mut row = vec![NONE; nodes];
        for (root, row) in row.iter_mut().enumerate() {
            let mut at = root;
            for _ in 0..=nodes {
                if !held[at] {
                    *row = column[at];
                    break;
                }
                if supply[at] != NONE {
                    *row = supply[at];
                    break;
                }
                let Some(other) = handed[at] else { break };
                at = self.root[other as usize] as usize;
            }
        }
        self.member_start = vec![0; nodes + 1];
        for node in 0..nodes {
            let root = self.root[node] as usize;
            self.column[node] = column[root];
            self.row[node] = row[root];
            self.member_start[root + 1] += 1;
        }
        for root in 0..nodes {
            self.member_start[root + 1] += self.member_start[root];
        }
        let mut next = self.member_start.clone();
        self.member = vec![0; nodes];
        for node in 0..nodes {
            let place = &mut next[self.root[node] as usize];
            self.member[*place as usize] = index(node);
            *place += 1;
        }
    }

    /// The nodes of a root's group.
    pub(super) fn members(&self, root: usize) -> &[u32] {
        &self.member[self.member_start[root] as usize..self.member_start[root + 1] as usize]
    }

    fn refuse_groups_without_gas(&self, network: &Network, grid: &Grid, time: f64) -> Result<(), Findings> {
        if let Some(node) = self.row.iter().position(|&row| row == NONE) {
            let id = &network.nodes()[node].id;
            let text = format!(
                "from {time} s the set pressure at `{id}` is fed by itself: stations in a ring set pressures"
            );
            return Err(Finding::error(text)
                .about(id)
                .hint("let one of the stations hold a ratio or a flow")
                .into());
        }
        // An island of unknowns joined by reaches needs storage or a held neighbour.
        let mut island: Vec<u32> = (0..index(self.unknowns)).collect();
        let mut settled = vec![false; self.unknowns];
        for (node, &volume) in grid.node_volume.iter().enumerate() {
            let row = self.row[node] as usize;
            if volume > 0.0 && row < self.unknowns && self.column[node] != NONE {
                settled[row] = true;
            }
        }
        for reach in &grid.reaches {
            match [self.column[reach.from], self.column[reach.to]] {
                [NONE, NONE] => {}
                [NONE, k] | [k, NONE] => settled[k as usize] = true,
                [a, b] => {
                    let (a, b) = (find(&mut island, a), find(&mut island, b));
                    island[b as usize] = a;
                }
            }
        }
        let mut alive = vec![false; self.unknowns];
        for k in 0..self.unknowns {
            alive[find(&mut island, index(k)) as usize] |= settled[k];
        }
        for k in 0..self.unknowns {
            if !alive[find(&mut island, index(k)) as usize] {
                let id = &network.nodes()[self.root_of[k] as usize].id;
                let text = format!(
                    "from {time} s nothing determines the pressure at `{id}`: no pipe that stores gas reaches it, and none is held there"
                );
                return Err(Finding::error(text).about(id).hint(format!("hold a pressure at `{id}`")).into());
            }
        }
        Ok(())
    }

    fn feed(&mut self, network: &Network, asked: &Asked) {
        for (node, at) in asked.nodes.iter().enumerate() {
            if let Some(hole) = at.leak {
                self.leaks.push((index(node), hole));
            }
            if let Some(series) = &at.flow {
                self.feeds.push(Feed { node, series: series.clone(), sign: 1.0 });
            }
        }
        for (link, control) in asked.controls.iter().enumerate() {
            if let Control::Flow(series) = control {
                let (u, v) = network.ends(link);
                self.moved.push((index(link), index(u), index(v)));
                self.feeds.push(Feed { node: u, series: series.clone(), sign: -1.0 });
                self.feeds.push(Feed { node: v, series: series.clone(), sign: 1.0 });
            }
        }
    }

    /// Finds the place of every reach in the nodal matrix.
    fn place(&mut self, grid: &Grid) {
        let mut edge = |row: u32, column: u32| {
            if column == NONE || row as usize >= self.unknowns || row == column {
                return None;
            }
            self.edges.push((row, column));
            Some((self.edges.len() - 1, true))
        };
        let mut places = Vec::with_capacity(grid.reaches.len());
        for reach in &grid.reaches {
            let (u, v) = (reach.from, reach.to);
            let down = edge(self.row[v], self.column[u]);
            let up = match down {
                // The usual case: both entries are the two of one edge.
                Some((at, _)) if self.row[v] == self.column[v] && self.row[u] == self.column[u] => {
                    Some((at, false))
                }
                _ => edge(self.row[u], self.column[v]),
            };
            places.push(Place { down, up });
        }
        self.places = places;
        self.pattern = Pattern::new(self.unknowns, &self.edges);
    }

    /// Brings ratios to a time.
    pub(super) fn at(&mut self, time: f64, side: Side) {
        if self.varies {
            self.set_factors(time, side);
        }
    }

    /// Fills in the pressures held at a time: of every node of a held group.
    pub(super) fn held(&self, time: f64, side: Side, root_pressure: &mut [f64]) {
        for hold in &self.holds {
            root_pressure[hold.root] = side.of(&hold.series, time) / self.factor[hold.node];
        }
    }

    /// How fast held root pressures change after a time, Pa/s.
    pub(super) fn held_rates(&self, time: f64, root_pressure: &[f64], rate: &mut [f64]) {
        for hold in &self.holds {
            let factor = self.factor[hold.node];
            rate[hold.root] = (hold.series.slope_after(time)
                - root_pressure[hold.root] * self.factor_rate[hold.node])
                / factor;
        }
    }

    /// Adds the flows asked for at a time to the mass balances, kg/s.
    pub(super) fn fed(&self, time: f64, side: Side, balance: &mut [f64]) {
        for feed in &self.feeds {
            balance[self.row[feed.node] as usize] += feed.sign * side.of(&feed.series, time);
        }
    }

    /// Gas fed between two times by each solved mass balance, kg, added up.
    pub(super) fn fed_between(&self, from: f64, to: f64) -> f64 {
        self.feeds.iter().map(|feed| feed.sign * feed.series.integral(from, to)).sum()
    }

    /// Whether a value jumps at a time.
    pub(super) fn jumps(&self, time: f64) -> bool {
        let jump = |series: &Series| series.before(time) != series.after(time);
        self.feeds.iter().any(|feed| jump(&feed.series))
            || self.holds.iter().any(|hold| jump(&hold.series))
            || self.ties.iter().any(|tie| tie.ratio.as_ref().is_some_and(|(series, _)| jump(series)))
    }
}

/// Links that gas passes without loss, as a forest in order of distance from its roots.
fn forest(network: &Network, grid: &Grid, asked: &Asked) -> Vec<(u32, u32, u32, bool)> {
    let mut forest = Vec::new();
    let mut seen = vec![false; network.nodes().len()];
    for root in 0..network.nodes().len() {
        if seen[root] {
            continue;
        }
        seen[root] = true;
        let mut queue = std::collections::VecDeque::from([root]);
        while let Some(parent) = queue.pop_front() {
            for link in network.topology().links_at(parent) {
                let (u, v) = network.ends(link);
                let child = if parent == u { v } else { u };
                if grid.is_free(asked, link) && !seen[child] {
                    seen[child] = true;
                    forest.push((index(link), index(parent), index(child), child == u));
                    queue.push_back(child);
                }
            }
        }
    }
    forest
}

fn find(parent: &mut [u32], member: u32) -> u32 {
    let mut at = member;
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}

/// A count as an index; networks are capped far below 2³².
#[allow(clippy::cast_possible_truncation, reason = "sizes are capped by network::SIZE_LIMIT")]
fn index(count: usize) -> u32 {
    count as u32
}
