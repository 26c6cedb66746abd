//! The nodal system: unknowns, and where the law of each element enters.
//!
//! ```text
//! mass   0 = s_r + Σ q_in − Σ q_out            for every balance r
//! law    0 = f_a(x_u, x_v, q_a)                for every pipe and resistor a
//! ```
//!
//! Linearised, each law gives its own dq = (f + f_u dx_u − f_v dx_v)/f_q; put into the balances,
//! this leaves one sparse system in the nodal variables (the Schur complement of the flows).

use super::boundary::Boundary;
use super::join::{Joined, index};
use super::options::Options;
use super::reference::References;
use crate::equations::friction::Friction;
use crate::equations::steady_element::{GRAVITY, PipeLaw, SteadyLaw, Wall, WallGeometry};
use crate::network::{Element, Network, Resistor};
use crate::scenario::Setting;
use crate::sparse::order;

/// Stands for "no unknown" and "no balance".
pub(super) const NONE: u32 = u32::MAX;

/// What is solved.
///
/// A site is a place with a pressure of its own: first the unknowns in the order of elimination, then
/// held pressures and multiples of unknowns. Arcs follow the sites, so that a pass over them walks
/// through memory once.
#[derive(Debug, Clone, Default)]
pub(super) struct System {
    /// Number of unknowns, and of balances.
    pub(super) unknowns: usize,
    /// Unknown of each node, or [`NONE`].
    pub(super) column: Vec<u32>,
    /// Balance of each node, or [`NONE`] where any flow may enter.
    pub(super) balance: Vec<u32>,
    /// p of the node over p of its unknown, or over 1 Pa where the pressure is held.
    pub(super) factor: Vec<f64>,
    /// The sites behind the unknowns.
    pub(super) beyond: Vec<Beyond>,
    /// Elements with a law: where they are.
    pub(super) arcs: Vec<Arc>,
    /// The law of each, apart: an iteration walks over the places three times and over the laws once.
    pub(super) laws: Vec<SteadyLaw>,
    /// Cross-section of each, m².
    pub(super) areas: Vec<f64>,
    /// The order of elimination, and what it was found for.
    pub(super) numbering: Numbering,
    /// Pairs of unknowns that meet, for the factorisation.
    pub(super) edges: Vec<(u32, u32)>,
    /// Whether the matrix is symmetric: every law is a difference of x less a loss by q alone.
    pub(super) symmetric: bool,
    /// Whether some node's pressure is a multiple of its unknown's.
    pub(super) multiples: bool,
}

/// An order of elimination, and the graph it belongs to.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    /// Pairs of unknowns that meet, before they were renumbered.
    edges: Vec<(u32, u32)>,
    /// New number of each unknown.
    order: Vec<u32>,
}

/// A site without an unknown of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beyond {
    /// Its unknown, or [`NONE`] where its pressure is held.
    pub(super) unknown: u32,
    /// Its balance, or [`NONE`].
    pub(super) balance: u32,
    /// p over p of its unknown, or over 1 Pa.
    pub(super) factor: f64,
}

/// An element with a law.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    /// Its link.
    pub(super) link: u32,
    /// Site of its `from` node.
    pub(super) from: u32,
    /// Site of its `to` node.
    pub(super) to: u32,
    /// How it enters the matrix.
    pub(super) place: Place,
}

/// An element with a law, before it has a place.
#[derive(Debug, Clone, Copy)]
struct Draft {
    link: u32,
    ends: (usize, usize),
    law: SteadyLaw,
    area: f64,
}

/// How an arc enters the matrix, by which of its ends have an unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Not at all: both pressures are held, or both ends share one balance.
    Apart,
    /// Between the unknowns of its ends.
    Edge(u32),
    /// Only the unknown of `from`; what leaves there enters a node where any flow may enter.
    From,
    /// Only the unknown of `to`, likewise.
    To,
    /// Only the unknown of `from`; what leaves there enters another balance.
    FromAcross(u32),
    /// Only the unknown of `to`, likewise.
    ToAcross(u32),
}

impl System {
    pub(super) fn new(
        network: &Network,
        asked: &Boundary,
        joined: &Joined,
        references: &References,
        options: &Options<'_>,
        known: Numbering,
    ) -> Self {
        let nodes = network.nodes().len();
        let mut number = vec![NONE; nodes];
        let mut unknowns = 0;
        for (root, number) in number.iter_mut().enumerate() {
            let is_root = joined.root[root] as usize == root;
            if is_root && joined.held[root].is_none() && !references.undetermined[root] {
                *number = index(unknowns);
                unknowns += 1;
            }
        }
        let mut system = Self { unknowns, symmetric: true, numbering: known, ..Self::default() };
        let dead = |node: usize| references.undetermined[joined.root[node] as usize];
        let mut drafts = Vec::with_capacity(network.links().len());
        for (link, at) in network.links().iter().enumerate() {
            let (u, v) = network.ends(link);
            if asked.setting[link] == Setting::Closed || dead(u) || dead(v) {
                continue;
            }
            let lift = GRAVITY * (network.nodes()[v].height - network.nodes()[u].height);
            let Some(law) = law(&at.element, lift, options) else { continue };
            system.symmetric &= stays_symmetric(&law, options);
            let area = match &at.element {
                Element::Pipe(pipe) => pipe.area(),
                Element::Resistor(Resistor::Drag { diameter, .. }) => disc(*diameter),
                _ => 0.1,
            };
            drafts.push(Draft { link: index(link), ends: (u, v), law, area });
        }
        system.number(joined, &mut number, &drafts);
        system.place_arcs(joined, &drafts);
        system
    }

    /// Numbers unknowns in the order of elimination, and says for each node where it enters.
    fn number(&mut self, joined: &Joined, number: &mut [u32], drafts: &[Draft]) {
        let balance = |number: &[u32], node: usize| match joined.held[joined.root[node] as usize] {
            None => number[joined.root[node] as usize],
            Some(_) => joined.balancing_root(joined.root[node] as usize).map_or(NONE, |root| number[root]),
        };
        let column = |number: &[u32], node: usize| number[joined.root[node] as usize];
        let edges: Vec<(u32, u32)> = drafts
            .iter()
            .map(|draft| draft.ends)
            .filter(|&(u, v)| column(number, u) != NONE || column(number, v) != NONE)
            .map(|(u, v)| (balance(number, u), balance(number, v)))
            .filter(|&(a, b)| a != b && a != NONE && b != NONE)
            .collect();
        if self.numbering.order.len() != self.unknowns || self.numbering.edges != edges {
            self.numbering = Numbering { order: order(self.unknowns, &edges), edges };
        }
        let order = &self.numbering.order;
        for number in number.iter_mut().filter(|number| **number != NONE) {
            *number = order[*number as usize];
        }
        let nodes = joined.root.len();
        self.column = (0..nodes).map(|node| column(number, node)).collect();
        self.balance = (0..nodes).map(|node| balance(number, node)).collect();
        self.factor.clone_from(&joined.factor);
        for node in 0..nodes {
            if let Some(held) = joined.held[joined.root[node] as usize] {
                self.factor[node] *= held;
            } else if self.factor[node] != 1.0 && self.column[node] != NONE {
                self.multiples = true;
                self.symmetric = false;
            }
        }
    }

    /// Sites of the ends, arcs in the order of their sites, and where each enters the matrix.
    fn place_arcs(&mut self, joined: &Joined, drafts: &[Draft]) {
        let mut site = self.column.clone();
        let mut of_root = vec![NONE; site.len()];
        for (node, site) in site.iter_mut().enumerate() {
            let (unknown, factor) = (self.column[node], self.factor[node]);
            if unknown != NONE && factor == 1.0 {
                continue;
            }
            let shared = &mut of_root[joined.root[node] as usize];
            if joined.factor[node] == 1.0 && *shared != NONE {
                *site = *shared;
                continue;
            }
            *site = index(self.unknowns + self.beyond.len());
            self.beyond.push(Beyond { unknown, balance: self.balance[node], factor });
            if joined.factor[node] == 1.0 {
                *shared = *site;
            }
        }
        // By counting: arcs that start at the same site stay together.
        let first = |&(u, v): &(usize, usize)| site[u].min(site[v]) as usize;
        let mut next = vec![0_u32; self.sites() + 1];
        for draft in drafts {
            next[first(&draft.ends) + 1] += 1;
        }
        for i in 1..next.len() {
            next[i] += next[i - 1];
        }
        let mut sorted = vec![0_u32; drafts.len()];
        for (i, draft) in (0_u32..).zip(drafts) {
            let slot = &mut next[first(&draft.ends)];
            sorted[*slot as usize] = i;
            *slot += 1;
        }
        for draft in sorted {
            let Draft { link, ends: (u, v), law, area } = drafts[draft as usize];
            let place = self.place(u, v);
            self.arcs.push(Arc { link, from: site[u], to: site[v], place });
            self.laws.push(law);
            self.areas.push(area);
        }
    }

    fn place(&mut self, u: usize, v: usize) -> Place {
        let mut edge = |a: u32, b: u32| {
            self.edges.push((a, b));
            index(self.edges.len() - 1)
        };
        let (row_u, row_v) = (self.balance[u], self.balance[v]);
        let ends = (self.column[u] != NONE, self.column[v] != NONE);
        let place = match ends {
            _ if row_u == row_v => Place::Apart,
            (false, false) => Place::Apart,
            (true, true) => Place::Edge(edge(row_u, row_v)),
            (true, false) if row_v == NONE => Place::From,
            (true, false) => Place::FromAcross(edge(row_u, row_v)),
            (false, true) if row_u == NONE => Place::To,
            (false, true) => Place::ToAcross(edge(row_v, row_u)),
        };
        self.symmetric &= !matches!(place, Place::FromAcross(_) | Place::ToAcross(_));
        place
    }

    /// Number of sites.
    pub(super) fn sites(&self) -> usize {
        self.unknowns + self.beyond.len()
    }
}

/// The law of an element, if it has one.
fn law(element: &Element, lift: f64, options: &Options<'_>) -> Option<SteadyLaw> {
    match element {
        _ if !element.has_loss() => None,
        Element::Pipe(pipe) => {
            let geometry = WallGeometry {
                length: pipe.length,
                inner_diameter: pipe.inner_diameter,
                roughness: pipe.roughness,
                efficiency: pipe.efficiency,
            };
            let friction = pipe.friction_factor.map_or(options.friction, Friction::Constant);
            let wall = Wall::new(geometry, friction, options.viscosity);
            Some(SteadyLaw::Pipe { wall, area: pipe.area(), lift })
        }
        Element::Resistor(Resistor::Drag { factor, diameter }) => {
            let area = disc(*diameter);
            Some(SteadyLaw::Drag { coefficient: factor / (2.0 * area * area) })
        }
        Element::Resistor(Resistor::FixedLoss { pressure }) => {
            Some(SteadyLaw::FixedLoss { pressure: *pressure })
        }
        _ => None,
    }
}

fn disc(diameter: f64) -> f64 {
    std::f64::consts::PI * diameter * diameter / 4.0
}

fn stays_symmetric(law: &SteadyLaw, options: &Options<'_>) -> bool {
    options.pipe_law == PipeLaw::Ode
        && !options.inertia
        && matches!(law, SteadyLaw::Pipe { lift, .. } if *lift == 0.0)
}
