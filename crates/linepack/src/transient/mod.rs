//! How pressures and flows of a network change with time: linepack, trips, survival.
//!
//! ```text
//! mass      A ∂ρ/∂t + ∂q/∂x = 0
//! momentum  ∂q/∂t + ∂(q²/(ρA))/∂x + A ∂p/∂x + λ q|q|/(2 D A ρ) + A ρ g h′ = 0
//! ```
//!
//! Staggered finite volumes, half a cell at each pipe end; masses are carried as sums of flows, so
//! the balance is exact whatever the iteration leaves. Steps of an L-stable one-step method end on
//! every corner of what is asked and on every event. One temperature everywhere; energy and
//! composition are not here.

mod condense;
mod density;
mod episode;
mod grid;
mod initial;
mod leak;
mod options;
mod plan;
mod record;
mod run;
mod solution;
mod stage;
mod step;
mod watch;

use crate::equations::compressibility::Compressibility;
use crate::findings::Findings;
use crate::gas::GasError;
use crate::network::Network;
use crate::schedule::{Control, Schedule, Series};
use crate::steady::SteadyError;

use density::{Density, Law};
use episode::Episode;
use grid::Grid;
use plan::{Asked, Plan};

pub use options::{Initial, Options, Source, Terms};
pub use solution::{Effort, Ending, LimitPassed, Lowest, Shortfall, Transient};
pub use watch::{Checkpoint, Moment, Order};

/// Why there is no course.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TransientError {
    /// The schedule does not fit the network, or what it asks is ill posed.
    #[error("{0}")]
    Schedule(#[from] Findings),
    /// The gas has no properties at the pressures of the network.
    #[error("error: {0}")]
    Gas(#[from] GasError),
    /// Neither options nor network say which gas flows.
    #[error("error: the {0} of the gas is not known\n  hint: give it, or add it to an entry of the network")]
    UnknownGas(&'static str),
    /// No steady state was found to start from.
    #[error(
        "error: there is no steady state to start from: {0}\n  hint: give the state at the start, or change what is asked then"
    )]
    NoStart(String),
    /// The steady state to start from could not be asked for.
    #[error("{0}")]
    Steady(#[from] SteadyError),
    /// Pressures rise again and again above those that the gas is tabulated for.
    #[error("error: at {time} s the pressure is {pressure} Pa\n  hint: look for an inflow without outlet")]
    AboveTable {
        /// When, s.
        time: f64,
        /// Highest pressure, Pa absolute.
        pressure: f64,
    },
    /// The equations could not be solved, although no line is empty.
    #[error(
        "error: no step from {time} s settles; the lowest pressure is {pressure} Pa at `{element}`\n  hint: use shorter cells, or look for a value far from ordinary there"
    )]
    Stuck {
        /// When, s.
        time: f64,
        /// Node or element of the lowest pressure.
        element: String,
        /// Lowest pressure, Pa absolute.
        pressure: f64,
    },
}

/// The course of a network under a schedule.
///
/// A line of 100 km feeds a city that asks for half as much again after an hour:
/// ```
/// use linepack::equations::compressibility::Compressibility;
/// use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
/// use linepack::schedule::{Schedule, Series};
/// use linepack::transient::{Options, simulate};
///
/// let description = Description {
///     nodes: vec![Node::new("field", NodeKind::Entry), Node::new("city", NodeKind::Exit)],
///     links: vec![Link::new("line", "field", "city", Element::Pipe(Pipe::new(100e3, 1.0, 1e-5)))],
///     ..Description::default()
/// };
/// let (network, _) = Network::new(description).unwrap();
/// let schedule = Schedule::lasting(86_400.0)
///     .pressure("field", Series::constant(8e6))
///     .flow("city", Series::steps(&[(0.0, -200.0), (3600.0, -300.0)]));
/// let options = Options {
///     gas: Some(Compressibility::Constant(0.9)),
///     molar_mass: Some(0.0185),
///     temperature: Some(288.15),
///     times: vec![0.0, 3600.0, 86_400.0],
///     ..Options::default()
/// };
/// let course = simulate(&network, &schedule, &options).unwrap();
/// let city = course.pressure_at(&network, "city").unwrap();
/// assert!((city[0] - 7.6e6).abs() < 0.1e6 && (city[2] - 7.1e6).abs() < 0.1e6);
/// assert!(course.mass_error < 1e-12);
/// ```
pub fn simulate(
    network: &Network,
    schedule: &Schedule,
    options: &Options<'_>,
) -> Result<Transient, TransientError> {
    simulate_watched(network, schedule, options, None, &mut |_| Order::Continue)
}

/// [`simulate`] with someone who looks on after every step, from the start or from a checkpoint.
pub fn simulate_watched(
    network: &Network,
    schedule: &Schedule,
    options: &Options<'_>,
    from: Option<&Checkpoint>,
    watch: &mut dyn FnMut(&Moment<'_>) -> Order,
) -> Result<Transient, TransientError> {
    Findings::refuse_errors(options.mistakes(network))?;
    let plan = Plan::new(network, schedule)?;
    let grid = Grid::new(network, options);
    let gas = gas(network, options)?;
    let asked = plan.asked_at_start(schedule.start);
    let job = Job { network, schedule, options, grid: &grid, plan: &plan };
    let (origin, mut limit) = match from {
        Some(checkpoint) => (Origin::Checkpoint(checkpoint), checkpoint.table_limit),
        None => {
            Episode::new(network, &grid, &asked, schedule.start)?;
            let start = initial::start(network, schedule, options, &plan, gas)?;
            (Origin::Start(asked, Box::new(start)), 1.3 * highest_pressure(&plan, network, options))
        }
    };
    for _ in 0..TABLES {
        match job.run_up_to(limit, gas, &origin, watch) {
            Err(TransientError::AboveTable { pressure, .. }) => limit = 2.0 * pressure,
            outcome => return outcome,
        }
    }
    job.run_up_to(limit, gas, &origin, watch)
}

/// How often a run starts anew with a gas known to higher pressures.
const TABLES: u32 = 3;

/// What a run is to do.
#[derive(Clone, Copy)]
struct Job<'a> {
    network: &'a Network,
    schedule: &'a Schedule,
    options: &'a Options<'a>,
    grid: &'a Grid,
    plan: &'a Plan,
}

/// Where a run begins.
enum Origin<'c> {
    Start(Asked, Box<initial::Start>),
    Checkpoint(&'c Checkpoint),
}

impl Job<'_> {
    /// A run with the gas tabulated up to a pressure.
    fn run_up_to(
        self,
        limit: f64,
        gas: (Compressibility<'_>, f64, f64),
        origin: &Origin<'_>,
        watch: &mut dyn FnMut(&Moment<'_>) -> Order,
    ) -> Result<Transient, TransientError> {
        match &Law::new(gas.0, gas.1, gas.2, limit)? {
            Law::Quadratic(density) => self.follow(density, limit, origin, watch),
            Law::Table(density) => self.follow(density, limit, origin, watch),
        }
    }

    fn follow<D: Density>(
        self,
        density: &D,
        limit: f64,
        origin: &Origin<'_>,
        watch: &mut dyn FnMut(&Moment<'_>) -> Order,
    ) -> Result<Transient, TransientError> {
        let model = stage::Model { grid: self.grid, density, source: self.options.source };
        match origin {
            Origin::Start(asked, start) => run::Run::new(self, model, limit, asked.clone(), start)?,
            Origin::Checkpoint(checkpoint) => run::Run::resumed(self, model, checkpoint)?,
        }
        .complete(watch)
    }
}

/// The gas, its molar mass in kg/mol and its temperature in K.
fn gas<'a>(
    network: &Network,
    options: &Options<'a>,
) -> Result<(Compressibility<'a>, f64, f64), TransientError> {
    let stated = network.mean_gas();
    let unknown = TransientError::UnknownGas;
    let temperature = options.temperature.or(stated.temperature).ok_or(unknown("temperature"))?;
    let molar_mass = options.molar_mass.or(stated.molar_mass).ok_or(unknown("molar mass"))?;
    let gas = match options.gas {
        Some(gas) => gas,
        None => Compressibility::Papay {
            critical_pressure: stated.pseudocritical_pressure.ok_or(unknown("pseudocritical pressure"))?,
            critical_temperature: stated
                .pseudocritical_temperature
                .ok_or(unknown("pseudocritical temperature"))?,
        },
    };
    Ok((gas, molar_mass, temperature))
}

/// Highest pressure that is held, set or given, Pa; where none is, an ordinary one.
fn highest_pressure(plan: &Plan, network: &Network, options: &Options<'_>) -> f64 {
    let top = |series: &Series| series.values.iter().copied().fold(0.0, f64::max);
    let mut highest = plan.asked.nodes.iter().filter_map(|at| at.held.as_ref()).map(top).fold(0.0, f64::max);
    let mut ratio = 1.0_f64;
    let mut look = |control: &Control| match control {
        Control::DischargePressure(series) | Control::SuctionPressure(series) => {
            highest = highest.max(top(series));
        }
        Control::Ratio(series) => ratio = ratio.max(top(series)),
        _ => {}
    };
    plan.asked.controls.iter().for_each(&mut look);
    for (_, change) in &plan.changes {
        match change {
            plan::Change::Control(_, control) => look(control),
            plan::Change::Pressure(_, series) => look(&Control::DischargePressure(series.clone())),
            plan::Change::Flow(..) | plan::Change::Leak(..) => {}
        }
    }
    match &options.initial {
        Initial::Steady => {}
        Initial::State { pressures, .. } => highest = pressures.values().copied().fold(highest, f64::max),
        Initial::Profile(at) => {
            for (link, described) in network.links().iter().enumerate() {
                if let crate::network::Element::Pipe(pipe) = &described.element {
                    highest = highest.max(at(link, 0.0).0).max(at(link, pipe.length).0);
                }
            }
        }
    }
    let greatest = network.nodes().iter().filter_map(|node| node.pressure_max).fold(0.0, f64::max);
    if highest > 0.0 { highest * ratio } else { greatest.max(5e6) }
}
