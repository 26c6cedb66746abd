//! Flows that balance to the last digit, along a tree.
//!
//! Where a wide pipe hardly flows, one digit of its pressures is more flow than its node misses, and no
//! solve in pressures can close that gap. A tree can: from its leaves to the held pressures every
//! balance hands what it has too much to the next. The tree is the one of least resistance, where a
//! little more flow disturbs the laws least.

use super::join::index;
use super::state::{Equations, State};
use super::system::NONE;

/// Moves the imbalances of a state along a tree of its arcs to where any flow may enter.
pub(super) fn mend(equations: &Equations<'_>, state: &mut State) {
    let system = equations.system;
    let ground = system.unknowns;
    let row = |site: u32| match (site as usize).checked_sub(ground) {
        None => site as usize,
        Some(k) if system.beyond[k].balance == NONE => ground,
        Some(k) => system.beyond[k].balance as usize,
    };
    let ends: Vec<(usize, usize)> = system.arcs.iter().map(|arc| (row(arc.from), row(arc.to))).collect();
    let mut order: Vec<u32> = (0..index(ends.len())).collect();
    order.sort_by(|&a, &b| state.slope[a as usize].total_cmp(&state.slope[b as usize]));

    // Kruskal's tree, then every balance below the one that is nearer to the ground.
    let mut root: Vec<u32> = (0..=index(ground)).collect();
    let mut neighbours: Vec<Vec<u32>> = vec![Vec::new(); ground + 1];
    for arc in order {
        let (u, v) = ends[arc as usize];
        let (a, b) = (find(&mut root, u), find(&mut root, v));
        if a != b {
            root[a] = index(b);
            neighbours[u].push(arc);
            neighbours[v].push(arc);
        }
    }
    let mut sequence = vec![(ground, NONE)];
    let mut seen = vec![false; ground + 1];
    seen[ground] = true;
    let mut next = 0;
    while next < sequence.len() {
        let (at, _) = sequence[next];
        next += 1;
        for &arc in &neighbours[at] {
            let (u, v) = ends[arc as usize];
            let other = if u == at { v } else { u };
            if !seen[other] {
                seen[other] = true;
                sequence.push((other, arc));
            }
        }
    }
    for &(at, arc) in sequence.iter().rev() {
        if arc == NONE {
            continue;
        }
        let surplus = std::mem::take(&mut state.imbalance[at]);
        let (u, v) = ends[arc as usize];
        let (upper, sign) = if u == at { (v, 1.0) } else { (u, -1.0) };
        state.q[arc as usize] += sign * surplus;
        if upper != ground {
            state.imbalance[upper] += surplus;
        }
    }
}

fn find(parent: &mut [u32], member: usize) -> usize {
    let mut at = member;
    while parent[at] as usize != at {
        parent[at] = parent[parent[at] as usize];
        at = parent[at] as usize;
    }
    at
}
