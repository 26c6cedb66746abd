//! Where the nodes stand in the picture: on the map, as the file draws them, or where a layout puts them.

use linepack::network::Network;

use super::layout;
use crate::map::{Ground, Point};

/// Width of the picture, its greatest height, and the room along its sides.
const WIDTH: f64 = 1000.0;
const MOST: f64 = 760.0;
const ROOM: f64 = 40.0;

/// Where the places come from.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// Longitude and latitude, with the land around them.
    Map(Ground),
    /// The drawing of the network's file.
    Drawing,
    /// No file states places.
    Layout,
}

/// Places of all nodes, x to the right and y downwards.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// One a node.
    pub(crate) nodes: Vec<Point>,
    /// Width and height of the picture.
    pub(crate) size: Point,
    /// Where they come from.
    pub(crate) origin: Origin,
}

impl Places {
    /// The best places that a network allows.
    pub(crate) fn of(network: &Network) -> Self {
        let nodes = network.nodes();
        let degrees = |p: &Point| p.0.abs() <= 360.0 && p.1.abs() <= 89.0;
        let known: Vec<Option<Point>> = nodes.iter().map(|node| node.position.filter(degrees)).collect();
        if let Some(ground) = complete(network, &known).and_then(|all| Ground::around(&all, WIDTH, MOST)) {
            return Self { nodes: ground.places.clone(), size: ground.size, origin: Origin::Map(ground) };
        }
        let finite = |p: &Point| p.0.abs() < 1e9 && p.1.abs() < 1e9;
        let drawn: Vec<Option<Point>> = nodes.iter().map(|node| node.drawn.filter(finite)).collect();
        let (points, origin) = match complete(network, &drawn) {
            Some(points) => (points, Origin::Drawing),
            None => {
                let links: Vec<_> = (0..network.links().len()).map(|link| network.ends(link)).collect();
                (layout::stress(nodes.len(), &links), Origin::Layout)
            }
        };
        let (nodes, size) = framed(&points);
        Self { nodes, size, origin }
    }
}

/// All places where most are known: those missing stand at the mean of their neighbours. Nothing where fewer than
/// four in five are known, or where all are the same.
fn complete(network: &Network, known: &[Option<Point>]) -> Option<Vec<Point>> {
    let mut places = known.to_vec();
    let stated: Vec<Point> = known.iter().flatten().copied().collect();
    let first = *stated.first()?;
    if 5 * stated.len() < 4 * known.len() || stated.iter().all(|place| *place == first) {
        return None;
    }
    let count = stated.len() as f64;
    let middle = stated.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / count, m.1 + p.1 / count));
    loop {
        let found: Vec<(usize, Point)> = (0..places.len())
            .filter(|&node| places[node].is_none())
            .filter_map(|node| {
                let beside = network.topology().links_at(node).filter_map(|link| {
                    let (from, to) = network.ends(link);
                    places[if from == node { to } else { from }]
                });
                let (x, y, n) = beside.fold((0.0, 0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1, s.2 + 1.0));
                (n > 0.0).then_some((node, (x / n, y / n)))
            })
            .collect();
        if found.is_empty() {
            return Some(places.into_iter().map(|place| place.unwrap_or(middle)).collect());
        }
        for (node, place) in found {
            places[node] = Some(place);
        }
    }
}

/// Points with y upwards, put into the picture with y downwards.
fn framed(points: &[Point]) -> (Vec<Point>, Point) {
    let bound = |of: fn(&Point) -> f64| {
        points.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
    };
    let ((left, right), (low, high)) = (bound(|p| p.0), bound(|p| p.1));
    let (dx, dy) = ((right - left).max(1e-9), (high - low).max(1e-9));
    let height = ((WIDTH - 2.0 * ROOM) * dy / dx + 2.0 * ROOM).clamp(0.4 * WIDTH, MOST);
    let scale = ((WIDTH - 2.0 * ROOM) / dx).min((height - 2.0 * ROOM) / dy);
    let place = |p: &Point| {
        let x = WIDTH / 2.0 + scale * (p.0 - f64::midpoint(left, right));
        let y = height / 2.0 - scale * (p.1 - f64::midpoint(low, high));
        (x, y)
    };
    (points.iter().map(place).collect(), (WIDTH, height))
}
