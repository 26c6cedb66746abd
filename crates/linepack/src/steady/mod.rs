//! Steady state of a network: every pressure and flow that the laws allow under what is asked.
//!
//! ```text
//! join (no loss, no unknown) → hold a pressure in every island → nodal system → Newton → recover → verdict
//! ```
//!
//! A network of pipes has exactly one solution, and it is found from any start. Where no gas could
//! have the pressure that the laws ask for, that solution proves it, and the verdict is infeasible.

mod active;
mod active_element;
mod boundary;
mod join;
mod limits;
mod mend;
mod newton;
mod options;
mod quality;
mod recover;
mod reference;
mod state;
mod station;
mod system;
mod verdict;

use crate::equations::compressibility::Compressibility;
use crate::equations::isotherm::Isotherm;
use crate::equations::steady_element::Medium;
use crate::findings::Findings;
use crate::gas::GasError;
use crate::network::{Element, Network};
use crate::scenario::{Scenario, Setting};
use crate::solution::{Effort, LinkState, Mode, NodeState, Residuals, Solution, Verdict};
use crate::sparse::Pattern;

use boundary::Boundary;
use newton::{Goal, Outcome, Workspace};
use recover::{Origin, Recovered};
use reference::References;
use state::{Equations, State};
use system::{NONE, Numbering, System};

pub use options::{Options, Tolerance};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SteadyError {
    /// The scenario does not fit the network.
    #[error("{0}")]
    Scenario(#[from] Findings),
    /// The gas has no properties at the pressures of the network.
    #[error("error: {0}")]
    Gas(#[from] GasError),
    /// Neither options nor network say which gas flows.
    #[error("error: the {0} of the gas is not known\n  hint: give it, or add it to an entry of the network")]
    UnknownGas(&'static str),
}

/// Usual gas speed, m/s: the secants of the first, linear step are taken there.
const USUAL_SPEED: f64 = 5.0;

/// Errors that no one can measure, kg/s and Pa.
const TRIFLING_FLOW: f64 = 1e-10;
const TRIFLING_PRESSURE: f64 = 1e-6;

/// Flow below which an imbalance counts by itself and not relative to the flow, kg/s.
const LITTLE_FLOW: f64 = 1e-3;

/// What one run leaves for the next on the same network with the same options: the gas, the analysis
/// of the topology, and the last state as a start.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    isotherm: Option<Isotherm>,
    analysis: Option<Analysis>,
    work: Workspace,
    last: Option<(Vec<u32>, State)>,
}

/// The pattern of a system, and the system it belongs to.
#[derive(Debug, Clone)]
struct Analysis {
    unknowns: usize,
    numbering: Numbering,
    edges: Vec<(u32, u32)>,
    pattern: Pattern,
}

/// Steady state of a network under a scenario.
///
/// ```
/// use linepack::equations::compressibility::Compressibility;
/// use linepack::equations::friction::Friction;
/// use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
/// use linepack::scenario::Scenario;
/// use linepack::steady::{Options, solve};
///
/// let description = Description {
///     nodes: vec![Node::new("field", NodeKind::Entry), Node::new("city", NodeKind::Exit)],
///     links: vec![Link::new("line", "field", "city", Element::Pipe(Pipe::new(100e3, 1.0, 1e-5)))],
///     ..Description::default()
/// };
/// let (network, _) = Network::new(description).unwrap();
/// let scenario = Scenario::default().pressure("field", 8e6).inflow("city", -300.0);
/// let options = Options {
///     gas: Some(Compressibility::Constant(0.9)),
///     molar_mass: Some(0.0185),
///     temperature: Some(288.15),
///     friction: Friction::Nikuradse,
///     ..Options::default()
/// };
/// let solution = solve(&network, &scenario, &options).unwrap();
/// let city = solution.pressure(&network, "city").unwrap();
/// assert!((city / 7_091_690.137_254_49 - 1.0).abs() < 1e-12);
/// ```
pub fn solve(network: &Network, scenario: &Scenario, options: &Options<'_>) -> Result<Solution, SteadyError> {
    solve_again(network, scenario, options, &mut Memory::default())
}

/// Steady state, starting from what an earlier run on the same network with the same options left.
pub fn solve_again(
    network: &Network,
    scenario: &Scenario,
    options: &Options<'_>,
    memory: &mut Memory,
) -> Result<Solution, SteadyError> {
    let mut solution = answer(network, scenario, options, memory)?;
    if let Verdict::Infeasible(cause) = &mut solution.verdict
        && options.find_feasible_scale
        && verdict::fades(cause)
    {
        cause.max_feasible_scale = feasible_scale(network, scenario, options, memory)?;
    }
    if options.follow_gases && solution.verdict == Verdict::Feasible {
        solution.quality = quality::qualities(network, &solution, &options.gases);
    }
    if let Some(isotherm) = &memory.isotherm
        && solution.verdict == Verdict::Feasible
    {
        solution.stations = station::operating_points(network, &solution, isotherm, options);
    }
    Ok(solution)
}

/// The state under what is asked, with limits or without.
fn answer(
    network: &Network,
    scenario: &Scenario,
    options: &Options<'_>,
    memory: &mut Memory,
) -> Result<Solution, SteadyError> {
    let asked = Boundary::new(network, scenario)?;
    let powers = asked.setting.iter().any(|setting| matches!(setting, Setting::Power(_)));
    if powers || options.hold_limits && limits::matter(network, &asked) {
        limits::answer(network, scenario, asked, options, memory)
    } else {
        run(network, scenario, asked, options, memory)
    }
}

/// The temperature of a run, K.
fn temperature(network: &Network, options: &Options<'_>) -> Result<f64, SteadyError> {
    let stated = options.temperature.or_else(|| network.mean_gas().temperature);
    stated.ok_or(SteadyError::UnknownGas("temperature"))
}

/// Largest part of a nomination that leaves the gas a pressure everywhere, by bisection.
fn feasible_scale(
    network: &Network,
    scenario: &Scenario,
    options: &Options<'_>,
    memory: &mut Memory,
) -> Result<Option<f64>, SteadyError> {
    let (mut low, mut high) = (0.0, scenario.scale);
    let mut scaled = scenario.clone();
    let mut found = None;
    while high - low > 1e-6 * scenario.scale {
        scaled.scale = 0.5 * (low + high);
        let solution = answer(network, &scaled, options, memory)?;
        match solution.verdict {
            Verdict::Feasible => {
                low = scaled.scale;
                found = Some(low);
            }
            Verdict::Infeasible(_) | Verdict::NotFound(_) => high = scaled.scale,
        }
    }
    Ok(found)
}

fn run(
    network: &Network,
    scenario: &Scenario,
    mut asked: Boundary,
    options: &Options<'_>,
    memory: &mut Memory,
) -> Result<Solution, SteadyError> {
    let temperature = temperature(network, options)?;
    let mut joined = match join::join(network, &asked) {
        Ok(joined) => joined,
        Err(cause) => return Ok(no_state(network, &asked, temperature, Verdict::Infeasible(*cause))),
    };
    let references = reference::hold_references(network, scenario, &mut asked, &mut joined);
    let known = memory.analysis.as_mut().map(|known| std::mem::take(&mut known.numbering));
    let known = known.unwrap_or_default();
    let system = System::new(network, &asked, &joined, &references, options, known);

    let mut effort = Effort { unknowns: system.unknowns, ..Effort::default() };
    let pattern = match memory.analysis.take() {
        Some(known) if known.unknowns == system.unknowns && known.edges == system.edges => known.pattern,
        _ => {
            effort.analyses = 1;
            memory.last = None;
            Pattern::ordered(system.unknowns, &system.edges)
        }
    };
    effort.fill = pattern.fill();

    let highest = highest_pressure(network, &asked, &system);
    let mut limit = memory.isotherm.as_ref().map_or(0.0, Isotherm::limit).max(1.05 * highest);
    let mut attempts = 0;
    let origin = Origin { network, asked: &asked, joined: &joined, references: &references, temperature };
    let (outcome, recovered) = loop {
        let isotherm = match memory.isotherm.take() {
            Some(isotherm) if isotherm.limit() >= limit => isotherm,
            _ => isotherm(network, options, temperature, limit)?,
        };
        let medium = Medium::new(&isotherm, options.pipe_law, options.inertia, highest);
        let (equations, secant, flow) = equations(network, &asked, &system, medium, highest);
        let goal = Goal {
            mass: options.tolerance.mass,
            law: options.tolerance.momentum,
            flow: flow.max(LITTLE_FLOW),
            iteration_limit: options.iteration_limit,
        };
        let links: Vec<u32> = system.arcs.iter().map(|arc| arc.link).collect();
        let (mut state, warm) = match memory.last.take() {
            Some((arcs, state)) if arcs == links && state.x.len() == system.sites() => (state, true),
            _ => (cold(&system), false),
        };
        let mut outcome = newton::iterate(
            &equations,
            &pattern,
            &mut memory.work,
            &mut state,
            (!warm).then_some(&secant[..]),
            &goal,
        );
        effort.add(&outcome);
        if warm && !outcome.converged {
            state = cold(&system);
            outcome =
                newton::iterate(&equations, &pattern, &mut memory.work, &mut state, Some(&secant), &goal);
            effort.add(&outcome);
        }
        let recovered = recover::recover(&origin, &equations, &state);
        let reached = recovered.pressure.iter().fold(0.0_f64, |most, &p| most.max(p));
        if outcome.converged {
            memory.last = Some((links, state));
        }
        let covered = reached <= isotherm.limit();
        memory.isotherm = Some(isotherm);
        if covered || attempts == 3 {
            break (outcome, recovered);
        }
        attempts += 1;
        limit = 1.2 * reached;
    };
    let System { unknowns, numbering, edges, .. } = system;
    memory.analysis = Some(Analysis { unknowns, numbering, edges, pattern });
    Ok(conclude(network, scenario, asked, references, (outcome, recovered, effort)))
}

impl Effort {
    fn add(&mut self, outcome: &Outcome) {
        self.iterations += outcome.iterations;
        self.factorisations += outcome.factorisations;
    }
}

/// Verdict and limits of what was computed.
fn conclude(
    network: &Network,
    scenario: &Scenario,
    asked: Boundary,
    references: References,
    (outcome, recovered, effort): (Outcome, Recovered, Effort),
) -> Solution {
    // Where next to nothing is lost, the relative goal lies below rounding: what is missed then decides.
    let Residuals { mass, momentum } = recovered.residuals;
    let found = outcome.converged || mass <= TRIFLING_FLOW && momentum <= TRIFLING_PRESSURE;
    let verdict = if !found {
        let sentence = format!(
            "the laws still miss by {} kg/s and {} Pa after {} iterations",
            recovered.residuals.mass, recovered.residuals.momentum, outcome.iterations
        );
        Verdict::NotFound(join::cause("", "residual", recovered.residuals.momentum, 0.0, "Pa", sentence))
    } else if let Some(cause) = references.impossible {
        Verdict::Infeasible(cause)
    } else if let Some(cause) = verdict::exhausted(network, &recovered) {
        Verdict::Infeasible(cause)
    } else if let Some(cause) = references.missing {
        Verdict::NotFound(cause)
    } else {
        Verdict::Feasible
    };
    let violations = verdict::violations(network, scenario, &asked, &recovered);
    Solution {
        verdict,
        nodes: recovered.nodes,
        links: recovered.links,
        residuals: recovered.residuals,
        effort,
        violations,
        quality: Vec::new(),
        heat: Vec::new(),
        stations: Vec::new(),
        messages: asked.messages,
    }
}

/// The answer when what is asked contradicts itself before any gas flows.
fn no_state(network: &Network, asked: &Boundary, temperature: f64, verdict: Verdict) -> Solution {
    let nodes = asked.inflow.iter().map(|&inflow| NodeState { pressure: None, temperature, inflow });
    Solution {
        verdict,
        nodes: nodes.collect(),
        links: vec![LinkState { flow: 0.0, mode: Mode::Passive, limit: None }; network.links().len()],
        residuals: Residuals::default(),
        effort: Effort::default(),
        violations: Vec::new(),
        quality: Vec::new(),
        heat: Vec::new(),
        stations: Vec::new(),
        messages: asked.messages.clone(),
    }
}

/// The gas at the temperature of the run, tabulated up to a pressure.
fn isotherm(
    network: &Network,
    options: &Options<'_>,
    temperature: f64,
    pressure_limit: f64,
) -> Result<Isotherm, SteadyError> {
    let stated = network.mean_gas();
    let molar_mass = options.molar_mass.or(stated.molar_mass).ok_or(SteadyError::UnknownGas("molar mass"))?;
    let gas = match options.gas {
        Some(gas) => gas,
        None => Compressibility::Papay {
            critical_pressure: stated
                .pseudocritical_pressure
                .ok_or(SteadyError::UnknownGas("pseudocritical pressure"))?,
            critical_temperature: stated
                .pseudocritical_temperature
                .ok_or(SteadyError::UnknownGas("pseudocritical temperature"))?,
        },
    };
    Ok(Isotherm::new(gas, molar_mass, temperature, pressure_limit)?)
}

/// Highest pressure that is held or set; where none is, an ordinary one.
fn highest_pressure(network: &Network, asked: &Boundary, system: &System) -> f64 {
    let held = system.column.iter().zip(&system.balance).zip(&system.factor);
    let highest = held.filter(|((column, _), _)| **column == NONE).map(|(_, &p)| p).fold(0.0, f64::max);
    let ratios =
        network.links().iter().zip(&asked.setting).map(|(link, setting)| match (&link.element, setting) {
            (Element::CompressorStation(_), Setting::Ratio(ratio)) => ratio.max(1.0),
            _ => 1.0,
        });
    if highest > 1.0 { highest * ratios.fold(1.0, f64::max) } else { 5e6 }
}

/// The equations of a run, the secants of the laws at a usual speed, and the flow asked for in all.
fn equations<'a>(
    network: &Network,
    asked: &Boundary,
    system: &'a System,
    medium: Medium<'a>,
    highest: f64,
) -> (Equations<'a>, Vec<f64>, f64) {
    let mut supply = vec![0.0; system.sites()];
    let mut flow = 0.0;
    let mut feed = |node: usize, q: f64| {
        flow += 0.5 * q.abs();
        if system.balance[node] != NONE {
            supply[system.balance[node] as usize] += q;
        }
    };
    for (node, &q) in asked.inflow.iter().enumerate() {
        if asked.held[node].is_none() {
            feed(node, q);
        }
    }
    for (link, setting) in asked.setting.iter().enumerate() {
        if let Setting::Flow(q) = *setting {
            let (u, v) = network.ends(link);
            feed(u, -q);
            feed(v, q);
        }
    }
    let held = system
        .beyond
        .iter()
        .map(|at| if at.unknown == NONE { medium.variable(at.factor) } else { 0.0 })
        .collect();
    let x = [medium.variable(highest); 2];
    let p = [highest; 2];
    let density = medium.isotherm.density(highest).0;
    let mut widest = 0.0_f64;
    let mut secant = Vec::with_capacity(system.arcs.len());
    let mut floor = Vec::with_capacity(system.arcs.len());
    for (law, area) in system.laws.iter().zip(&system.areas) {
        let at = |q: f64| law.linearise(&medium, x, p, q);
        let usual = USUAL_SPEED * density * area;
        widest = widest.max(usual);
        secant.push((at(0.0).residual - at(usual).residual) / usual);
        let little = if flow > 0.0 { usual.min(flow) } else { usual };
        floor.push(at((1e-9 * little).max(1e-12)).flow);
    }
    (Equations { system, medium, supply, held, floor, reach: 1e3 * flow.max(widest) }, secant, flow)
}

/// The highest pressure everywhere, and nothing flows.
fn cold(system: &System) -> State {
    State {
        x: vec![0.0; system.sites()],
        low: vec![0.0; system.sites()],
        q: vec![0.0; system.arcs.len()],
        ..State::default()
    }
}
