//! Where pressures and flows stand: a staggered grid with half a cell of volume at each pipe end.
//!
//! ```text
//! node u                                             node v
//!   p₀ ──q₀── p₁ ──q₁── p₂ ── … ── p_{n−1} ──q_{n−1}── p_n
//!   V/2       V         V          V                   V/2      V = A Δx
//! ```
//!
//! Points p₁ … p_{n−1} are a pipe's own; p₀ and p_n are its nodes. A resistor is a pipe of one face
//! and no volume.

use std::f64::consts::PI;

use super::options::Options;
use super::plan::Asked;
use crate::equations::friction::{Friction, reynolds_number};
use crate::equations::pipe::STANDARD_GRAVITY;
use crate::network::{Element, Network, Pipe, Resistor};
use crate::schedule::Control;

/// Flow per area below which the slope of a friction law counts as the one there, kg/(s m²): a law
/// without laminar branch has none at rest.
const SLOW: f64 = 1e-4;

/// A pipe or resistor between two nodes.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    pub(super) link: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Place of its first point, and of its first face.
    pub(super) base: usize,
    /// Number of faces n; there is one point more.
    pub(super) faces: usize,
    /// Distance of its points Δx, m.
    pub(super) spacing: f64,
    /// Volume of a whole cell V, m³.
    pub(super) volume: f64,
    /// Cross-section A, m².
    pub(super) area: f64,
    /// A/Δx, m.
    pub(super) drive: f64,
    /// A g h′, m³/s².
    pub(super) weight: f64,
    /// Whether inertia counts: 1 or 0.
    pub(super) inertia: f64,
    /// Whether convection counts.
    pub(super) convection: bool,
    pub(super) resistance: Resistance,
}

/// What resists the flow: R(q) in A Δp/Δx + R(q)/ρ = 0.
#[derive(Debug, Clone, Copy)]
pub(super) enum Resistance {
    /// R = K q|q|.
    Square { coefficient: f64, slow: f64 },
    /// R from λ Re² of a friction law.
    Law {
        friction: Friction,
        diameter: f64,
        roughness: f64,
        viscosity: f64,
        /// (π D μ/4)²/(2 D A E²).
        scale: f64,
    },
    /// The same loss of pressure at every flow, already times A/Δx and not over ρ.
    Fixed { loss: f64, slow: f64 },
}

/// All reaches of a network.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    pub(super) reaches: Vec<Reach>,
    /// Number of points, and of faces with one unused at the end of each reach.
    pub(super) points: usize,
    /// Number of faces in use.
    pub(super) cells: usize,
    /// Volume at each node, m³.
    pub(super) node_volume: Vec<f64>,
    /// Reach of each link, if it is one.
    pub(super) reach_of: Vec<Option<usize>>,
}

impl Grid {
    pub(super) fn new(network: &Network, options: &Options<'_>) -> Self {
        let mut grid = Self {
            node_volume: vec![0.0; network.nodes().len()],
            reach_of: vec![None; network.links().len()],
            ..Self::default()
        };
        for (link, at) in network.links().iter().enumerate() {
            let (from, to) = network.ends(link);
            let rise = network.nodes()[to].height - network.nodes()[from].height;
            let mut reach = match &at.element {
                Element::Pipe(pipe) => of_pipe(pipe, rise, options),
                Element::Resistor(resistor) if at.element.has_loss() => of_resistor(resistor),
                _ => continue,
            };
            (reach.link, reach.from, reach.to, reach.base) = (link, from, to, grid.points);
            grid.points += reach.faces + 1;
            grid.cells += reach.faces;
            grid.node_volume[from] += 0.5 * reach.volume;
            grid.node_volume[to] += 0.5 * reach.volume;
            grid.reach_of[link] = Some(grid.reaches.len());
            grid.reaches.push(reach);
        }
        grid
    }

    /// Whether gas can pass a link without loss, so that its ends have one pressure up to a factor.
    pub(super) fn is_free(&self, asked: &Asked, link: usize) -> bool {
        self.reach_of[link].is_none() && !matches!(asked.controls[link], Control::Closed | Control::Flow(_))
    }
}

fn of_pipe(pipe: &Pipe, rise: f64, options: &Options<'_>) -> Reach {
    let (d, area) = (pipe.inner_diameter, pipe.area());
    let faces = count(pipe.length / options.cell_length).max(options.least_cells).max(1);
    let spacing = pipe.length / faces as f64;
    let efficiency = pipe.efficiency * pipe.efficiency;
    let square = |lambda: f64| Resistance::Square {
        coefficient: lambda / (2.0 * d * area * efficiency),
        slow: SLOW * area,
    };
    let friction = pipe.friction_factor.map_or(options.friction, Friction::Constant);
    let resistance = match friction {
        Friction::Constant(_) | Friction::Nikuradse | Friction::Weymouth => {
            square(friction.factor(1e7, d, pipe.roughness).value)
        }
        _ => {
            let to_flow = 0.25 * PI * d * options.viscosity;
            Resistance::Law {
                friction,
                diameter: d,
                roughness: pipe.roughness,
                viscosity: options.viscosity,
                scale: to_flow * to_flow / (2.0 * d * area * efficiency),
            }
        }
    };
    let switch = |on: bool| if on { 1.0 } else { 0.0 };
    Reach {
        link: 0,
        from: 0,
        to: 0,
        base: 0,
        faces,
        spacing,
        volume: area * spacing,
        area,
        drive: area / spacing,
        weight: switch(options.terms.gravity) * area * STANDARD_GRAVITY * rise / pipe.length,
        inertia: switch(options.terms.inertia),
        convection: options.terms.convection,
        resistance,
    }
}

fn of_resistor(resistor: &Resistor) -> Reach {
    let (area, resistance) = match *resistor {
        Resistor::Drag { factor, diameter } => {
            let area = 0.25 * PI * diameter * diameter;
            (area, Resistance::Square { coefficient: 0.5 * factor / area, slow: SLOW * area })
        }
        Resistor::FixedLoss { pressure } => (1.0, Resistance::Fixed { loss: pressure, slow: SLOW }),
    };
    Reach {
        link: 0,
        from: 0,
        to: 0,
        base: 0,
        faces: 1,
        spacing: 1.0,
        volume: 0.0,
        area,
        drive: area,
        weight: 0.0,
        inertia: 0.0,
        convection: false,
        resistance,
    }
}

/// A number of cells, rounded up.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a saturating cast is meant")]
fn count(value: f64) -> usize {
    // A length that is a whole number of cells up to rounding keeps that number.
    (value - 1e-9).ceil() as usize
}

/// R(q), dR/dq, and half the second derivative |R″|/2 of a law of friction at a flow; `near` is as in
/// [`Friction::loss_near`].
#[inline]
pub(super) fn law_of_friction(
    (friction, diameter, roughness, viscosity, scale): (Friction, f64, f64, f64, f64),
    q: f64,
    near: &mut f64,
) -> (f64, f64, f64) {
    let re = reynolds_number(q, diameter, viscosity);
    let loss = friction.loss_near(re, diameter, roughness, near);
    if q == 0.0 {
        return (0.0, scale * loss.slope * 4.0 / (PI * diameter * viscosity), 0.0);
    }
    let value = scale * loss.value;
    (value.copysign(q), scale * loss.slope * re / q.abs(), value / (q * q))
}
