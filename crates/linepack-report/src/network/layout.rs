//! Places for the nodes of a network that states none: distances in the picture like those along the links.
//!
//! ```text
//! stress = Σ w_ij (|x_i − x_j| − d_ij)²,   w_ij = d_ij⁻²
//! ```
//!
//! d_ij is the number of links between two nodes. The stress is lowered term by term with a shrinking step. A
//! network of many nodes keeps the terms of its links and those to some pivots, which stand for their neighbourhood.
//! The same network always gives the same picture.
//!
//! Sources: Zheng, Pawar and Goodman, IEEE Trans. Vis. Comput. Graph. 25 (2019) 2738–2748, section 3;
//! Ortmann, Klimenta and Brandes, J. Graph Algorithms Appl. 21 (2017) 791–821, section 4.

use std::collections::VecDeque;

use crate::map::Point;

/// Nodes up to which every pair has its term.
const ALL_PAIRS: usize = 320;
/// Terms to pivots at most, and pivots at most.
const PIVOT_TERMS: usize = 1_200_000;
const PIVOTS: usize = 120;
/// Rounds of the descent, and its last step relative to the largest weight.
const ROUNDS: i32 = 60;
const LAST_STEP: f64 = 0.01;
/// Links of empty room between parts that nothing joins.
const ROOM: f64 = 1.5;

/// A pair of nodes, the distance asked, and the weight with which each end follows it.
struct Term {
    ends: [usize; 2],
    distance: f64,
    weight: [f64; 2],
}

/// Places of nodes joined by links, with about one unit a link; parts that nothing joins stand side by side.
pub(crate) fn stress(nodes: usize, links: &[(usize, usize)]) -> Vec<Point> {
    let mut neighbours = vec![Vec::new(); nodes];
    for &(a, b) in links {
        neighbours[a].push(b);
        neighbours[b].push(a);
    }
    let mut part_of = vec![usize::MAX; nodes];
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for seed in 0..nodes {
        if part_of[seed] == usize::MAX {
            let mut part = vec![seed];
            part_of[seed] = parts.len();
            let mut next = 0;
            while let Some(&node) = part.get(next) {
                for &other in &neighbours[node] {
                    if part_of[other] == usize::MAX {
                        part_of[other] = parts.len();
                        part.push(other);
                    }
                }
                next += 1;
            }
            parts.push(part);
        }
    }
    let mut inner = vec![0; nodes];
    let drawn: Vec<Vec<Point>> = parts
        .iter()
        .map(|part| {
            part.iter().enumerate().for_each(|(i, &node)| inner[node] = i);
            let graph: Vec<Vec<usize>> = part
                .iter()
                .map(|&node| neighbours[node].iter().map(|&other| inner[other]).collect())
                .collect();
            upright(one_part(&graph))
        })
        .collect();
    let mut places = vec![(0.0, 0.0); nodes];
    for ((part, points), corner) in parts.iter().zip(&drawn).zip(shelves(&drawn)) {
        for (&node, point) in part.iter().zip(points) {
            places[node] = (point.0 + corner.0, point.1 + corner.1);
        }
    }
    places
}

/// Places of one connected part.
fn one_part(graph: &[Vec<usize>]) -> Vec<Point> {
    let mut draws = Draws(0x9E37_79B9_7F4A_7C15);
    let spread = (graph.len() as f64).sqrt();
    let mut places: Vec<Point> =
        graph.iter().map(|_| (spread * draws.unit(), spread * draws.unit())).collect();
    let mut terms = if graph.len() <= ALL_PAIRS { all_pairs(graph) } else { to_pivots(graph) };
    let weights = || terms.iter().flat_map(|term| term.weight).filter(|weight| *weight > 0.0);
    let (least, most) = weights().fold((f64::INFINITY, 0.0_f64), |(a, b), w| (a.min(w), b.max(w)));
    if terms.is_empty() {
        return places;
    }
    let (first, last) = (1.0 / least, LAST_STEP / most);
    let decay = (last / first).ln() / f64::from(ROUNDS - 1);
    for round in 0..ROUNDS {
        let step = first * (decay * f64::from(round)).exp();
        draws.shuffle(&mut terms);
        for Term { ends: [i, j], distance, weight } in &terms {
            let (dx, dy) = (places[*i].0 - places[*j].0, places[*i].1 - places[*j].1);
            let long = dx.hypot(dy).max(1e-9);
            let pull = 0.5 * (long - distance) / long;
            let [a, b] = weight.map(|weight| (weight * step).min(1.0) * pull);
            places[*i].0 -= a * dx;
            places[*i].1 -= a * dy;
            places[*j].0 += b * dx;
            places[*j].1 += b * dy;
        }
    }
    places
}

fn all_pairs(graph: &[Vec<usize>]) -> Vec<Term> {
    let mut terms = Vec::new();
    for from in 0..graph.len() {
        for (to, hops) in hops(graph, from).into_iter().enumerate().take(from) {
            let distance = f64::from(hops);
            terms.push(Term { ends: [from, to], distance, weight: [distance.powi(-2); 2] });
        }
    }
    terms
}

/// Terms of the links, and of every node to pivots that lie far from one another.
fn to_pivots(graph: &[Vec<usize>]) -> Vec<Term> {
    let count = (PIVOT_TERMS / graph.len()).clamp(8, PIVOTS);
    let mut terms = Vec::new();
    for (from, others) in graph.iter().enumerate() {
        let below = others.iter().filter(|to| **to < from);
        terms.extend(below.map(|&to| Term { ends: [from, to], distance: 1.0, weight: [1.0; 2] }));
    }
    let mut pivots: Vec<(usize, Vec<u32>)> = Vec::new();
    let mut nearest = vec![(u32::MAX, 0); graph.len()];
    let mut pivot = 0;
    for rank in 0..count {
        let hops = hops(graph, pivot);
        for (near, &hop) in nearest.iter_mut().zip(&hops) {
            if hop < near.0 {
                *near = (hop, rank);
            }
        }
        pivots.push((pivot, hops));
        pivot = (0..graph.len()).max_by_key(|&node| nearest[node].0).unwrap_or(0);
    }
    let mut regions: Vec<Vec<u32>> = vec![Vec::new(); count];
    for &(hop, rank) in &nearest {
        regions[rank].push(hop);
    }
    for ((pivot, hops), region) in pivots.iter().zip(&mut regions) {
        region.sort_unstable();
        for (node, &hop) in hops.iter().enumerate().filter(|(_, hop)| **hop > 1) {
            // A pivot speaks for those of its region that lie at most half as far from it as the node.
            let heard = region.partition_point(|&near| 2 * near <= hop).max(1);
            let distance = f64::from(hop);
            let weight = heard as f64 * distance.powi(-2);
            terms.push(Term { ends: [node, *pivot], distance, weight: [weight, 0.0] });
        }
    }
    terms
}

/// Number of links from a node to every other.
fn hops(graph: &[Vec<usize>], from: usize) -> Vec<u32> {
    let mut hops = vec![u32::MAX; graph.len()];
    let mut queue = VecDeque::from([from]);
    hops[from] = 0;
    while let Some(node) = queue.pop_front() {
        for &other in &graph[node] {
            if hops[other] == u32::MAX {
                hops[other] = hops[node] + 1;
                queue.push_back(other);
            }
        }
    }
    hops
}

/// The points turned so that the longer axis lies level, with their least coordinates at zero.
fn upright(mut points: Vec<Point>) -> Vec<Point> {
    let n = points.len() as f64;
    let (mx, my) = points.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
    let (xx, xy, yy) = points.iter().fold((0.0, 0.0, 0.0), |(xx, xy, yy), p| {
        let (x, y) = (p.0 - mx, p.1 - my);
        (xx + x * x, xy + x * y, yy + y * y)
    });
    let (sin, cos) = (0.5 * (2.0 * xy).atan2(xx - yy)).sin_cos();
    let mut least = (f64::INFINITY, f64::INFINITY);
    for point in &mut points {
        let (x, y) = (point.0 - mx, point.1 - my);
        *point = (cos * x + sin * y, cos * y - sin * x);
        least = (least.0.min(point.0), least.1.min(point.1));
    }
    points.iter().map(|point| (point.0 - least.0, point.1 - least.1)).collect()
}

/// Lower left corners of the parts, in rows about as wide as the largest part or as the square root of the whole.
fn shelves(parts: &[Vec<Point>]) -> Vec<Point> {
    let size = |part: &Vec<Point>| part.iter().fold((0.0_f64, 0.0_f64), |s, p| (s.0.max(p.0), s.1.max(p.1)));
    let sizes: Vec<Point> = parts.iter().map(size).collect();
    let area: f64 = sizes.iter().map(|s| (s.0 + ROOM) * (s.1 + ROOM)).sum();
    let widest = sizes.iter().fold((1.6 * area).sqrt(), |most, s| most.max(s.0));
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| sizes[b].1.total_cmp(&sizes[a].1).then(a.cmp(&b)));
    let mut corners = vec![(0.0, 0.0); parts.len()];
    let (mut x, mut y, mut tall) = (0.0, 0.0, 0.0_f64);
    for part in order {
        if x > 0.0 && x + sizes[part].0 > widest {
            (x, y, tall) = (0.0, y + tall + ROOM, 0.0);
        }
        corners[part] = (x, y);
        x += sizes[part].0 + ROOM;
        tall = tall.max(sizes[part].1);
    }
    corners
}

/// Draws of a shift-register generator with a fixed start (Marsaglia, J. Stat. Softw. 8 (2003) 14).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 to 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = usize::try_from(self.next() % (last as u64 + 1)).unwrap_or(0);
            list.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: Point, b: Point) -> f64 {
        (a.0 - b.0).hypot(a.1 - b.1)
    }

    #[test]
    fn a_line_of_pipes_is_drawn_evenly_and_all_but_straight() {
        let links: Vec<(usize, usize)> = (1..30).map(|i| (i - 1, i)).collect();
        let places = stress(30, &links);
        for &(a, b) in &links {
            assert!((between(places[a], places[b]) - 1.0).abs() < 0.05);
        }
        assert!(between(places[0], places[29]) > 28.0);
        let height = places.iter().fold(0.0_f64, |most, place| most.max(place.1));
        assert!(height < 0.1 * 29.0, "{height}");
    }

    #[test]
    fn a_ring_is_drawn_round() {
        let links: Vec<(usize, usize)> = (0..24).map(|i| (i, (i + 1) % 24)).collect();
        let places = stress(24, &links);
        let middle = places.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / 24.0, m.1 + p.1 / 24.0));
        let radii: Vec<f64> = places.iter().map(|place| between(*place, middle)).collect();
        let (least, most) = radii.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), r| (a.min(*r), b.max(*r)));
        assert!(most / least < 1.05, "{least} {most}");
    }

    #[test]
    fn a_grid_of_many_nodes_keeps_its_shape() {
        // 40 by 25 nodes are too many for all pairs; ends of rows must still be far apart.
        let at = |x: usize, y: usize| y * 40 + x;
        let mut links = Vec::new();
        for y in 0..25 {
            for x in 0..40 {
                if x > 0 {
                    links.push((at(x - 1, y), at(x, y)));
                }
                if y > 0 {
                    links.push((at(x, y - 1), at(x, y)));
                }
            }
        }
        let places = stress(1000, &links);
        let mean =
            links.iter().map(|&(a, b)| between(places[a], places[b])).sum::<f64>() / links.len() as f64;
        let diagonal = between(places[at(0, 0)], places[at(39, 24)]) / mean;
        assert!((36.0..64.0).contains(&diagonal), "{diagonal}");
        let crossing = between(places[at(0, 24)], places[at(39, 0)]) / mean;
        assert!((36.0..64.0).contains(&crossing), "{crossing}");
    }

    #[test]
    fn parts_that_nothing_joins_stand_apart() {
        let places = stress(7, &[(0, 1), (1, 2), (3, 4), (4, 5)]);
        for a in 0..7 {
            for b in 0..a {
                assert!(between(places[a], places[b]) > 0.5, "{a} {b} {places:?}");
            }
        }
    }

    #[test]
    fn the_same_network_gives_the_same_picture() {
        let links: Vec<(usize, usize)> = (1..400).map(|i| (i / 2, i)).collect();
        assert_eq!(stress(400, &links), stress(400, &links));
        assert!(stress(0, &[]).is_empty());
        assert_eq!(stress(1, &[(0, 0)]), [(0.0, 0.0)]);
    }
}
