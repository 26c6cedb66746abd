//! The state at the start, as far as it is given or the steady engine knows it.

use super::TransientError;
use super::options::{Initial, Options};
use super::plan::Plan;
use crate::equations::compressibility::Compressibility;
use crate::findings::{Finding, Findings};
use crate::network::Network;
use crate::scenario::{PressureLimits, Scenario};
use crate::schedule::Schedule;
use crate::solution::Verdict;
use crate::steady;

/// Pressures and flows to start from.
#[derive(Debug, Clone, Default)]
pub(super) struct Start {
    /// Pressure at each node, Pa.
    pub(super) pressure: Vec<Option<f64>>,
    /// Flow of each link, kg/s.
    pub(super) flow: Vec<f64>,
    /// Whether the steady state of the grid is still to be found from here.
    pub(super) settle: bool,
    pub(super) messages: Vec<Finding>,
}

/// What stands at the start.
pub(super) fn start(
    network: &Network,
    schedule: &Schedule,
    options: &Options<'_>,
    plan: &Plan,
    gas: (Compressibility<'_>, f64, f64),
) -> Result<Start, TransientError> {
    match &options.initial {
        Initial::Steady => steady_start(network, schedule, options, plan, gas),
        Initial::State { pressures, flows } => {
            let mut start = Start {
                pressure: vec![None; network.nodes().len()],
                flow: vec![0.0; network.links().len()],
                ..Start::default()
            };
            let mut mistakes = Vec::new();
            for (id, &pressure) in pressures {
                match network.node(id) {
                    Some(node) if pressure > 0.0 && pressure <= 1e9 => start.pressure[node] = Some(pressure),
                    Some(_) => mistakes.push(
                        Finding::error(format!(
                            "the pressure at `{id}` at the start is {pressure} Pa absolute"
                        ))
                        .about(id)
                        .hint("give it above vacuum and below 10000 bar"),
                    ),
                    None => mistakes.push(unknown("node", id)),
                }
            }
            for (id, &flow) in flows {
                match network.link(id) {
                    Some(link) if flow.is_finite() => start.flow[link] = flow,
                    Some(_) => mistakes.push(
                        Finding::error(format!("the flow of `{id}` at the start is {flow} kg/s"))
                            .about(id)
                            .hint("give a finite flow"),
                    ),
                    None => mistakes.push(unknown("element", id)),
                }
            }
            Findings::refuse_errors(mistakes)?;
            Ok(start)
        }
        Initial::Profile(_) => Ok(Start {
            pressure: vec![None; network.nodes().len()],
            flow: vec![0.0; network.links().len()],
            ..Start::default()
        }),
    }
}

fn unknown(what: &str, id: &str) -> Finding {
    Finding::error(format!("the state at the start names the {what} `{id}`, which is not in the network"))
        .about(id)
        .hint(format!("name a {what} of the network"))
}

/// The steady engine's state under what is asked at the start.
fn steady_start(
    network: &Network,
    schedule: &Schedule,
    options: &Options<'_>,
    plan: &Plan,
    (gas, molar_mass, temperature): (Compressibility<'_>, f64, f64),
) -> Result<Start, TransientError> {
    let mut scenario = Scenario::default();
    let asked = plan.asked_at_start(schedule.start);
    for (node, at) in network.nodes().iter().zip(&asked.nodes) {
        if let Some(series) = &at.flow {
            scenario = scenario.inflow(&node.id, series.after(schedule.start));
        }
        if let Some(series) = &at.held {
            scenario = scenario.pressure(&node.id, series.after(schedule.start));
        }
        if let Some(limits) = schedule.pressure_limits.get(&node.id) {
            scenario.pressure_limits.insert(node.id.clone(), PressureLimits { ..*limits });
        }
    }
    for (link, control) in network.links().iter().zip(&asked.controls) {
        scenario = scenario.setting(&link.id, control.after(schedule.start));
    }
    let steady_options = steady::Options {
        gas: Some(gas),
        molar_mass: Some(molar_mass),
        temperature: Some(temperature),
        friction: options.friction,
        viscosity: options.viscosity,
        inertia: options.terms.convection,
        find_feasible_scale: false,
        hold_limits: false,
        ..steady::Options::default()
    };
    let solution = steady::solve(network, &scenario, &steady_options)?;
    if let Verdict::Infeasible(cause) | Verdict::NotFound(cause) = &solution.verdict {
        return Err(TransientError::NoStart(cause.sentence.clone()));
    }
    Ok(Start {
        pressure: solution.nodes.iter().map(|node| node.pressure).collect(),
        flow: solution.links.iter().map(|link| link.flow).collect(),
        settle: true,
        messages: solution.messages,
    })
}
