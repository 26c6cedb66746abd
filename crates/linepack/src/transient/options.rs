//! Which physics a run follows, how fine its grid is, and how exact its steps.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::equations::compressibility::Compressibility;
use crate::equations::friction::Friction;
use crate::findings::Finding;
use crate::network::{Element, Network};

/// Choices of a transient run.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// Z(p, T); by default Papay at the mean pseudocritical state of the network's entries.
    pub gas: Option<Compressibility<'a>>,
    /// Molar mass, kg/mol; by default the mean of the network's entries.
    pub molar_mass: Option<f64>,
    /// Temperature everywhere, K; by default the mean of the network's entries.
    pub temperature: Option<f64>,
    /// Law of wall friction.
    pub friction: Friction,
    /// Dynamic viscosity, Pa s.
    pub viscosity: f64,
    /// Terms of the momentum balance.
    pub terms: Terms,
    /// Longest cell, m.
    pub cell_length: f64,
    /// Cells of a pipe at least.
    pub least_cells: usize,
    /// Error of pressure that one step may make, Pa.
    pub tolerance: f64,
    /// Longest step, s.
    pub longest_step: f64,
    /// Step at the start and after every jump, s.
    pub first_step: f64,
    /// Times at which the state is wanted, s, ascending.
    pub times: Vec<f64>,
    /// The state at the start.
    pub initial: Initial<'a>,
    /// Sources of mass and momentum, for verification.
    pub source: Option<Source<'a>>,
    /// Pressure below which a line counts as emptied, Pa absolute.
    pub empty_pressure: f64,
    /// Steps at most, accepted and rejected.
    pub step_limit: u64,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            gas: None,
            molar_mass: None,
            temperature: None,
            friction: Friction::ColebrookWhite,
            viscosity: 1.1e-5,
            terms: Terms::default(),
            cell_length: 5e3,
            least_cells: 2,
            tolerance: 20.0,
            longest_step: 3600.0,
            first_step: 1.0,
            times: Vec::new(),
            initial: Initial::Steady,
            source: None,
            empty_pressure: 2e4,
            step_limit: 10_000_000,
        }
    }
}

/// Cells that one run may have.
const CELL_LIMIT: f64 = 5e7;

impl Options<'_> {
    /// What no run can follow, and a grid too fine to hold.
    pub(super) fn mistakes(&self, network: &Network) -> Vec<Finding> {
        let mut mistakes = Vec::new();
        for (what, value) in [
            ("longest cell in m", self.cell_length),
            ("error allowed in Pa", self.tolerance),
            ("longest step in s", self.longest_step),
            ("first step in s", self.first_step),
            ("viscosity in Pa s", self.viscosity),
        ] {
            if value.is_nan() || value <= 0.0 {
                let text = format!("the {what} is {value}");
                mistakes.push(Finding::error(text).hint("give a number above 0"));
            }
        }
        let disordered = |pair: &&[f64]| pair.iter().any(|t| t.is_nan()) || pair[1] <= pair[0];
        if let Some([a, b]) = self.times.windows(2).find(disordered) {
            let text = format!("the times asked for go from {a} s to {b} s");
            mistakes.push(Finding::error(text).hint("give times in ascending order, each once"));
        }
        let cells = |length: f64| (length / self.cell_length).max(self.least_cells as f64);
        let cells: f64 = network
            .links()
            .iter()
            .filter_map(|link| match &link.element {
                Element::Pipe(pipe) => Some(cells(pipe.length)),
                _ => None,
            })
            .sum();
        if cells > CELL_LIMIT {
            let text = format!("the grid would have {cells:.0} cells, more than {CELL_LIMIT:.0}");
            mistakes.push(Finding::error(text).hint("allow longer cells"));
        }
        mistakes
    }
}

/// Terms of the momentum balance; a result repeats which were on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Inertia ∂q/∂t: without it pressure waves travel at no speed of their own.
    pub inertia: bool,
    /// Convection ∂(q²/(ρA))/∂x.
    pub convection: bool,
    /// Weight of the gas, A ρ g h′.
    pub gravity: bool,
}

impl Default for Terms {
    /// Everything on.
    fn default() -> Self {
        Self { inertia: true, convection: true, gravity: true }
    }
}

/// Sources along a pipe: (link, distance from its start in m, time in s) to a source of mass in
/// kg/(m s) and one of momentum in N/m. They belong to the method of manufactured solutions.
#[derive(Clone, Copy)]
pub struct Source<'a>(pub &'a dyn Fn(usize, f64, f64) -> (f64, f64));

impl fmt::Debug for Source<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Source")
    }
}

/// The state at the start.
#[derive(Clone)]
pub enum Initial<'a> {
    /// Steady under what is asked at the start.
    Steady,
    /// Given at nodes and links; along a pipe p² is straight.
    State {
        /// Pressure at every node that a pipe or resistor meets, Pa absolute.
        pressures: BTreeMap<String, f64>,
        /// Flow of each link, kg/s; those not named have none.
        flows: BTreeMap<String, f64>,
    },
    /// Pressure in Pa absolute and flow in kg/s of a link at a distance from its start in m.
    Profile(&'a dyn Fn(usize, f64) -> (f64, f64)),
}

impl fmt::Debug for Initial<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Steady => "Steady",
            Self::State { .. } => "State",
            Self::Profile(_) => "Profile",
        })
    }
}
