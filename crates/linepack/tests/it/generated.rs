//! Networks drawn at random, the same ones in every run.

use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe, Resistor};
use linepack::scenario::Scenario;

/// A small generator of good numbers (Vigna's SplitMix64).
pub(crate) struct Draws(pub(crate) u64);

impl Draws {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.bits() >> 11) as f64 / (1_u64 << 53) as f64)
    }

    /// From `low` to `high`, evenly by decades.
    pub(crate) fn decades(&mut self, low: f64, high: f64) -> f64 {
        self.between(low.ln(), high.ln()).exp()
    }

    /// Below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.bits() % count as u64).unwrap()
    }
}

/// Shape of a drawn network.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// Every node hangs on an earlier one.
    Tree,
    /// A tree with as many again other pipes across.
    Meshed,
    /// A square grid.
    Grid,
}

/// Side of a square grid of at least so many pipes.
fn side(pipes: usize) -> usize {
    (2..=pipes + 2).find(|side| 2 * side * (side - 1) >= pipes).unwrap()
}

/// A network of about `pipes` pipes, with short pipes and resistors between, and demands on it.
///
/// Diameters span three decades, lengths four; pressures may fall short, which is an answer too.
pub(crate) fn network(draws: &mut Draws, shape: Shape, pipes: usize) -> (Network, Scenario) {
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let nodes = match shape {
        Shape::Tree => pipes + 1,
        Shape::Meshed => pipes / 2 + 1,
        Shape::Grid => side(pipes) * side(pipes),
    };
    match shape {
        Shape::Tree | Shape::Meshed => {
            for node in 1..nodes {
                ends.push((draws.below(node), node));
            }
            while ends.len() < pipes && nodes > 1 {
                let (a, b) = (draws.below(nodes), draws.below(nodes));
                if a != b {
                    ends.push((a, b));
                }
            }
        }
        Shape::Grid => {
            let side = side(pipes);
            for i in 0..side {
                for j in 0..side {
                    let here = i * side + j;
                    if j + 1 < side {
                        ends.push((here, here + 1));
                    }
                    if i + 1 < side {
                        ends.push((here, here + side));
                    }
                }
            }
        }
    }
    let level = draws.below(3) == 0;
    let mut description = Description::default();
    for i in 0..nodes {
        let mut node = Node::new(format!("n{i}"), if i == 0 { NodeKind::Entry } else { NodeKind::Exit });
        if !level {
            node.height = draws.between(-50.0, 50.0);
        }
        description.nodes.push(node);
    }
    for (k, &(a, b)) in ends.iter().enumerate() {
        let (a, b) = if draws.below(2) == 0 { (a, b) } else { (b, a) };
        let element = match draws.below(20) {
            0 => Element::ShortPipe,
            1 => Element::Resistor(Resistor::Drag {
                factor: draws.decades(0.1, 100.0),
                diameter: draws.between(0.2, 1.2),
            }),
            _ => Element::Pipe(Pipe::new(
                draws.decades(10.0, 100e3),
                draws.decades(0.02, 1.4),
                draws.decades(1e-6, 1e-4),
            )),
        };
        description.links.push(Link::new(format!("e{k}"), format!("n{a}"), format!("n{b}"), element));
    }
    let (network, _) = Network::new(description).unwrap();
    let mut scenario = Scenario::default().pressure("n0", 8e6);
    let demand = draws.decades(1e-3, 100.0) / nodes as f64;
    for i in 1..nodes {
        if draws.below(3) > 0 {
            scenario = scenario.inflow(&format!("n{i}"), -demand * draws.between(0.0, 2.0));
        }
    }
    if nodes > 3 && draws.below(4) == 0 {
        let second = format!("n{}", 1 + draws.below(nodes - 1));
        scenario.inflows.remove(&second);
        let held =
            network.nodes()[0].height - network.node(&second).map_or(0.0, |i| network.nodes()[i].height);
        // Not the pressure of rest, so that the two sources push against each other.
        scenario = scenario.pressure(&second, 7.9e6 + 600.0 * held);
    }
    (network, scenario)
}
