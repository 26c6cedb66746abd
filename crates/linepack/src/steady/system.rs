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

/// Stands for "no unknown" and "no balance".
pub(super) const NONE: u32 = u32::MAX;

/// What is solved.
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
    /// Elements with a law: where they are.
    pub(super) arcs: Vec<Arc>,
    /// The law of each, apart: an iteration walks over the places three times and over the laws once.
    pub(super) laws: Vec<SteadyLaw>,
    /// Cross-section of each, m².
    pub(super) areas: Vec<f64>,
    /// Pairs of unknowns that meet, for the factorisation.
    pub(super) edges: Vec<(u32, u32)>,
    /// Whether the matrix is symmetric: every law is a difference of x less a loss by q alone.
    pub(super) symmetric: bool,
    /// Whether some node's pressure is a multiple of its unknown's.
    pub(super) multiples: bool,
}

/// An element with a law.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    /// Its link.
    pub(super) link: u32,
    /// Its `from` node.
    pub(super) from: u32,
    /// Its `to` node.
    pub(super) to: u32,
    /// How it enters the matrix.
    pub(super) place: Place,
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
        let of_root = |root: usize| match joined.held[root] {
            None => number[root],
            Some(_) => joined.balancing_root(root).map_or(NONE, |root| number[root]),
        };
        let mut system = Self {
            unknowns,
            column: joined.root.iter().map(|&root| number[root as usize]).collect(),
            balance: joined.root.iter().map(|&root| of_root(root as usize)).collect(),
            factor: joined.factor.clone(),
            symmetric: true,
            ..Self::default()
        };
        for node in 0..nodes {
            if let Some(held) = joined.held[joined.root[node] as usize] {
                system.factor[node] *= held;
            } else if system.factor[node] != 1.0 && system.column[node] != NONE {
                system.multiples = true;
                system.symmetric = false;
            }
        }
        for (link, at) in network.links().iter().enumerate() {
            let (u, v) = network.ends(link);
            let dead = |node: usize| references.undetermined[joined.root[node] as usize];
            if asked.setting[link] == Setting::Closed || dead(u) || dead(v) {
                continue;
            }
            let lift = GRAVITY * (network.nodes()[v].height - network.nodes()[u].height);
            let Some(law) = law(&at.element, lift, options) else { continue };
            system.symmetric &= stays_symmetric(&law, options);
            let place = system.place(u, v);
            let area = match &at.element {
                Element::Pipe(pipe) => pipe.area(),
                Element::Resistor(Resistor::Drag { diameter, .. }) => disc(*diameter),
                _ => 0.1,
            };
            system.arcs.push(Arc { link: index(link), from: index(u), to: index(v), place });
            system.laws.push(law);
            system.areas.push(area);
        }
        system
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
