//! Which arcs a trader can ever use in a year: those between his home and a node where gas can be sold.

use super::Market;

/// The part of the network that one commodity (a trader's gas, or everybody's) can use in a year.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// Nodes that its gas can reach and from which it can be sold on.
    pub(super) nodes: Vec<bool>,
    /// Arcs between such nodes.
    pub(super) arcs: Vec<usize>,
}

/// Where gas can be sold in a year: demand, a fixed withdrawal, or a contract in force.
pub(super) fn outlets(market: &Market, year: usize) -> Vec<bool> {
    let seasons = 0..market.seasons.len();
    let mut outlets: Vec<bool> = (0..market.nodes.len())
        .map(|node| {
            seasons.clone().any(|season| {
                let block = market.block(year, season);
                market.demand(node, block).is_some() || market.injection(node, block) < 0.0
            })
        })
        .collect();
    for contract in market.traders.iter().flat_map(|trader| &trader.contracts) {
        outlets[contract.node] |= contract.take_or_pay * contract.volume[year] > 0.0;
    }
    outlets
}

impl Reach {
    /// The network for gas from these homes over arcs that are `open`, between its sources and the outlets.
    ///
    /// With one home and no storage an arc back into it is left out: its gas would only have gone in a circle.
    pub(super) fn new(market: &Market, homes: &[usize], outlets: &[bool], open: &[bool]) -> Self {
        let circles = homes.len() > 1 || (market.seasons.len() > 1 && !market.storages.is_empty());
        let usable = |a: usize| open[a] && (circles || market.arcs[a].to != homes[0]);
        let arcs: Vec<usize> = (0..market.arcs.len()).filter(|&a| usable(a)).collect();
        let mut forward = vec![false; market.nodes.len()];
        for &home in homes {
            forward[home] = true;
        }
        spread(&mut forward, &arcs.iter().map(|&a| (market.arcs[a].from, market.arcs[a].to)));
        let mut onward = outlets.to_vec();
        spread(&mut onward, &arcs.iter().map(|&a| (market.arcs[a].to, market.arcs[a].from)));
        let nodes: Vec<bool> =
            forward.iter().zip(&onward).map(|(reached, useful)| *reached && *useful).collect();
        let arcs = arcs.into_iter().filter(|&a| nodes[market.arcs[a].from] && nodes[market.arcs[a].to]);
        Self { arcs: arcs.collect(), nodes }
    }
}

/// Marks everything that marked nodes lead to.
fn spread(marked: &mut [bool], links: &(impl Iterator<Item = (usize, usize)> + Clone)) {
    let mut grown = true;
    while grown {
        grown = false;
        for (from, to) in links.clone() {
            if marked[from] && !marked[to] {
                marked[to] = true;
                grown = true;
            }
        }
    }
}
