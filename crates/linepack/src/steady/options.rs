//! Which physics a run follows, and when it is content.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::equations::compressibility::Compressibility;
use crate::equations::friction::Friction;
use crate::equations::steady_element::PipeLaw;
use crate::gas::Composition;

/// Choices of a steady run.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "switches that do not depend on each other")]
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
    /// Form of the momentum balance of a pipe.
    pub pipe_law: PipeLaw,
    /// Whether the convective term counts.
    pub inertia: bool,
    /// When an iteration is good enough.
    pub tolerance: Tolerance,
    /// Newton iterations at most.
    pub iteration_limit: u32,
    /// Whether active elements leave their set points where a limit asks for it; if not, set points are
    /// held whatever it takes and the limits that do not hold are listed.
    pub hold_limits: bool,
    /// Isentropic exponent κ of the gas in stations, dimensionless, above 1.
    pub isentropic_exponent: f64,
    /// Efficiency of machines without a map where a power is set, dimensionless, above 0 to 1.
    pub compression_efficiency: f64,
    /// Temperature of the air at the stations, K.
    pub ambient_temperature: f64,
    /// Whether the gases that enter are followed to every node.
    pub follow_gases: bool,
    /// Composition of the gas that enters at each named node, to be followed through the network; others
    /// enter as their node says. Pressures are those of one gas all the same.
    pub gases: BTreeMap<String, Composition>,
    /// Whether an infeasible demand is scaled down until it fits.
    pub find_feasible_scale: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            gas: None,
            molar_mass: None,
            temperature: None,
            friction: Friction::ColebrookWhite,
            viscosity: 1.1e-5,
            pipe_law: PipeLaw::Ode,
            inertia: false,
            tolerance: Tolerance::default(),
            iteration_limit: 200,
            hold_limits: true,
            isentropic_exponent: 1.29,
            compression_efficiency: 0.82,
            ambient_temperature: 288.15,
            follow_gases: true,
            gases: BTreeMap::new(),
            find_feasible_scale: true,
        }
    }
}

/// When an iteration is good enough, relative to the largest value of the network.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// Imbalance of a node over the largest flow asked for.
    pub mass: f64,
    /// Residual of a law over the largest drop along an element (of p² or ∫ρ dp).
    pub momentum: f64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self { mass: 1e-11, momentum: 1e-11 }
    }
}
