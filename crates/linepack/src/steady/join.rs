//! Nodes that have one pressure, up to a factor, are one unknown.
//!
//! ```text
//! short pipe, open valve, bypass:  p_v = p_u        station at a ratio:  p_v = r p_u
//! station at a set pressure:       p_v = p_set, and what it carries is what u must supply
//! ```
//!
//! A union-find with factors contracts the first kind, so rings of them, parallel open valves and
//! parallel machines are ordinary; the second fixes one side and hands its mass balance to the other.

use crate::network::Network;
use crate::scenario::Setting;
use crate::solution::Cause;

use super::boundary::Boundary;

/// How nodes hang together by elements that carry any flow.
#[derive(Debug, Clone)]
pub(super) struct Joined {
    /// Root of each node.
    pub(super) root: Vec<u32>,
    /// p at the node over p at its root.
    pub(super) factor: Vec<f64>,
    /// Pressure held at a root, Pa.
    pub(super) held: Vec<Option<f64>>,
    /// For a root held by a set pressure: a node on the other side, which balances its mass.
    pub(super) balanced_by: Vec<Option<u32>>,
    /// Links that carry whatever their nodes need.
    pub(super) free: Vec<u32>,
}

/// Joins the nodes of a network, or says which element contradicts the others.
pub(super) fn join(network: &Network, asked: &Boundary) -> Result<Joined, Box<Cause>> {
    let nodes = network.nodes().len();
    let mut sets = Sets { parent: (0..).take(nodes).collect(), factor: vec![1.0; nodes] };
    let mut free = Vec::new();
    for (link, at) in network.links().iter().enumerate() {
        let (u, v) = network.ends(link);
        let ratio = match (&at.element, asked.setting[link]) {
            (_, Setting::Closed | Setting::Flow(_) | Setting::Power(_)) => continue,
            (element, _) if element.has_loss() => continue,
            (_, Setting::DischargePressure(_) | Setting::SuctionPressure(_)) => {
                free.push(index(link));
                continue;
            }
            (_, Setting::Ratio(ratio)) => ratio,
            (_, Setting::Open) => 1.0,
        };
        free.push(index(link));
        let around = sets.join(u, v, ratio);
        if (around - 1.0).abs() > 1e-12 {
            let sentence = format!(
                "{} `{}` holds the ratio {ratio}, but open elements around it ask for {}",
                at.element.words(),
                at.id,
                ratio / around
            );
            return Err(Box::new(cause(&at.id, "ratio", ratio, ratio / around, "", sentence)));
        }
    }
    let root: Vec<u32> = (0..nodes).map(|node| index(sets.find(node).0)).collect();
    let factor: Vec<f64> = (0..nodes).map(|node| sets.find(node).1).collect();
    let mut joined = Joined { root, factor, held: vec![None; nodes], balanced_by: vec![None; nodes], free };
    joined.hold_asked(network, asked)?;
    joined.hold_set_points(network, asked)?;
    Ok(joined)
}

impl Joined {
    fn hold_asked(&mut self, network: &Network, asked: &Boundary) -> Result<(), Box<Cause>> {
        for (node, pressure) in asked.held.iter().enumerate() {
            let Some(pressure) = *pressure else { continue };
            let root = self.root[node] as usize;
            let at_root = pressure / self.factor[node];
            match self.held[root] {
                Some(other) if (other / at_root - 1.0).abs() > 1e-12 => {
                    let id = &network.nodes()[node].id;
                    let bound = other * self.factor[node];
                    let sentence = format!(
                        "`{id}` is held at {pressure} Pa, but open elements without loss join it to a node held at {bound} Pa"
                    );
                    return Err(Box::new(cause(id, "pressure", pressure, bound, "Pa", sentence)));
                }
                _ => self.held[root] = Some(at_root),
            }
        }
        Ok(())
    }

    fn hold_set_points(&mut self, network: &Network, asked: &Boundary) -> Result<(), Box<Cause>> {
        for &link in &self.free {
            let link = link as usize;
            let (u, v) = network.ends(link);
            let (set, other, pressure) = match asked.setting[link] {
                Setting::DischargePressure(pressure) => (v, u, pressure),
                Setting::SuctionPressure(pressure) => (u, v, pressure),
                _ => continue,
            };
            let (root, factor) = (self.root[set] as usize, self.factor[set]);
            let at = &network.links()[link];
            if let Some(known) = self.held[root] {
                // Two that set the same pressure from the same side share what they carry.
                let same = (known * factor / pressure - 1.0).abs() <= 1e-12;
                let beside = self.balanced_by[root].map(|by| self.root[by as usize]);
                if same && beside == Some(self.root[other]) {
                    continue;
                }
                let sentence = format!(
                    "{} `{}` sets {pressure} Pa at `{}`, where another pressure, {} Pa, is already held",
                    at.element.words(),
                    at.id,
                    network.nodes()[set].id,
                    known * factor
                );
                return Err(Box::new(cause(
                    &at.id,
                    "set pressure",
                    pressure,
                    known * factor,
                    "Pa",
                    sentence,
                )));
            }
            if self.root[other] as usize == root {
                let sentence = format!(
                    "{} `{}` sets a pressure between nodes that open elements without loss join",
                    at.element.words(),
                    at.id
                );
                return Err(Box::new(cause(&at.id, "set pressure", pressure, f64::NAN, "Pa", sentence)));
            }
            self.held[root] = Some(pressure / factor);
            self.balanced_by[root] = Some(index(other));
        }
        Ok(())
    }

    /// The root that balances the mass of a root; none where a held pressure lets any flow in, or
    /// where set pressures hand the balance around in a ring.
    pub(super) fn balancing_root(&self, root: usize) -> Option<usize> {
        let mut at = root;
        for _ in 0..=self.free.len() {
            match (self.held[at], self.balanced_by[at]) {
                (None, _) => return Some(at),
                (Some(_), Some(other)) => at = self.root[other as usize] as usize,
                (Some(_), None) => return None,
            }
        }
        None
    }
}

pub(super) fn cause(
    element: &str,
    limit: &str,
    value: f64,
    bound: f64,
    unit: &str,
    sentence: String,
) -> Cause {
    Cause {
        element: element.to_owned(),
        limit: limit.to_owned(),
        value,
        bound,
        unit: unit.to_owned(),
        sentence,
        max_feasible_scale: None,
    }
}

/// A count as an index; networks are capped far below 2³².
#[allow(clippy::cast_possible_truncation, reason = "sizes are capped by network::SIZE_LIMIT")]
pub(super) fn index(count: usize) -> u32 {
    count as u32
}

/// Disjoint sets whose members are multiples of their root.
struct Sets {
    parent: Vec<u32>,
    factor: Vec<f64>,
}

impl Sets {
    /// Root of a member, and the member over its root.
    fn find(&mut self, member: usize) -> (usize, f64) {
        let (mut root, mut factor) = (member, 1.0);
        while self.parent[root] as usize != root {
            factor *= self.factor[root];
            root = self.parent[root] as usize;
        }
        let (mut at, mut rest) = (member, factor);
        while self.parent[at] as usize != root && at != root {
            let (next, own) = (self.parent[at] as usize, self.factor[at]);
            self.parent[at] = index(root);
            self.factor[at] = rest;
            rest /= own;
            at = next;
        }
        (root, factor)
    }

    /// Makes v = ratio u; gives ratio u / v as it was if they were joined before, else 1.
    fn join(&mut self, u: usize, v: usize, ratio: f64) -> f64 {
        let ((root_u, f_u), (root_v, f_v)) = (self.find(u), self.find(v));
        if root_u == root_v {
            return ratio * f_u / f_v;
        }
        // v = f_v root_v = ratio f_u root_u.
        self.parent[root_v] = index(root_u);
        self.factor[root_v] = ratio * f_u / f_v;
        1.0
    }
}
