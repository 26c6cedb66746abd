//! The steady state as a person and as a program reads it.

use super::physics::Physics;
use crate::Answer;
use crate::output::{number, say};
use linepack::equations::steady_element::PipeLaw;
use linepack::findings::{Finding, Level};
use linepack::network::{Element, Network};
use linepack::solution::{Cause, Mode, Residuals, Solution, Verdict, Violation};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// A solved network.
pub struct Answered<'a> {
    /// The network.
    pub network: &'a Network,
    /// Its state.
    pub solution: &'a Solution,
    /// The physics it follows.
    pub physics: &'a Physics,
}

/// The verdict as one word.
pub fn word(solution: &Solution) -> &'static str {
    match solution.verdict {
        Verdict::Feasible => "feasible",
        Verdict::Infeasible(_) => "infeasible",
        Verdict::NotFound(_) => "not_found",
    }
}

/// The exit code of a verdict.
pub fn exit(solution: &Solution) -> Answer {
    match solution.verdict {
        Verdict::Feasible => Answer::Yes,
        Verdict::Infeasible(_) => Answer::No,
        Verdict::NotFound(_) => Answer::NotFound,
    }
}

/// Why there is no state.
pub fn cause(solution: &Solution) -> Option<&Cause> {
    match &solution.verdict {
        Verdict::Feasible => None,
        Verdict::Infeasible(cause) | Verdict::NotFound(cause) => Some(cause),
    }
}

/// What `linepack-flow/1` holds beside the head.
#[derive(Serialize)]
pub struct Body<'a> {
    physics: Value,
    nodes: Map<String, Value>,
    elements: Map<String, Value>,
    residuals: Residuals,
    iterations: u32,
    factorisations: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    solve_seconds: Option<f64>,
    violations: &'a [Violation],
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_feasible_scale: Option<f64>,
    #[serde(flatten)]
    columns: Columns,
}

/// The same state as one map a quantity, SI, the layout of independent checkers.
#[derive(Serialize)]
struct Columns {
    pressure: Map<String, Value>,
    flow: Map<String, Value>,
    injection: Map<String, Value>,
    closed: Vec<String>,
    temperature: f64,
    #[serde(rename = "Z", skip_serializing_if = "Option::is_none")]
    z: Option<f64>,
    ratio: Map<String, Value>,
    pset: Map<String, Value>,
}

impl<'a> Answered<'a> {
    /// Everything about the state.
    pub fn body(&self, seconds: Option<f64>) -> Body<'a> {
        let Self { network, solution, physics } = *self;
        let (mut nodes, mut elements) = (Map::new(), Map::new());
        let mut columns = Columns {
            pressure: Map::new(),
            flow: Map::new(),
            injection: Map::new(),
            closed: Vec::new(),
            temperature: physics.temperature,
            z: physics.constant_z(),
            ratio: Map::new(),
            pset: Map::new(),
        };
        for (node, state) in network.nodes().iter().zip(&solution.nodes) {
            let entry = json!({ "kind": node.kind.word(), "pressure": state.pressure, "temperature": state.temperature, "inflow": state.inflow });
            nodes.insert(node.id.clone(), entry);
            columns.pressure.insert(node.id.clone(), json!(state.pressure));
            columns.injection.insert(node.id.clone(), json!(state.inflow));
        }
        for (index, (link, state)) in network.links().iter().zip(&solution.links).enumerate() {
            let (from, to) = network.ends(index);
            let pressure = |node: usize| solution.nodes.get(node).and_then(|state| state.pressure);
            let (p_from, p_to) = (pressure(from), pressure(to));
            let mut entry = json!({
                "kind": kind(&link.element), "from": link.from, "to": link.to,
                "flow": state.flow, "mode": state.mode.word(),
            });
            let active = matches!(link.element, Element::CompressorStation(_) | Element::ControlValve(_));
            if let (true, Some(p_from), Some(p_to), Some(entry)) =
                (active, p_from, p_to, entry.as_object_mut())
            {
                entry.insert("suction_pressure".into(), json!(p_from));
                entry.insert("discharge_pressure".into(), json!(p_to));
                if state.mode == Mode::Ratio {
                    columns.ratio.insert(link.id.clone(), json!(p_to / p_from));
                } else if state.mode == Mode::DischargePressure {
                    columns.pset.insert(link.id.clone(), json!(p_to));
                }
            }
            if state.mode == Mode::Closed {
                columns.closed.push(link.id.clone());
            }
            columns.flow.insert(link.id.clone(), json!(state.flow));
            elements.insert(link.id.clone(), entry);
        }
        let cause = cause(solution);
        Body {
            physics: json!({
                "equation_of_state": physics.equation, "molar_mass": physics.molar_mass,
                "temperature": physics.temperature, "friction": physics.friction,
                "viscosity": physics.viscosity, "pipe_law": physics.pipe_law, "inertia": physics.inertia,
            }),
            nodes,
            elements,
            residuals: solution.residuals,
            iterations: solution.effort.iterations,
            factorisations: solution.effort.factorisations,
            solve_seconds: seconds,
            violations: &solution.violations,
            cause: cause.map(|cause| json!(cause)),
            max_feasible_scale: cause.and_then(|cause| cause.max_feasible_scale),
            columns,
        }
    }

    /// The short answer.
    pub fn say(&self, network: &str, scenario: &str, seconds: f64, notes: &[Finding]) {
        let Self { solution, physics, .. } = self;
        let under = if scenario.is_empty() { String::new() } else { format!(" under {scenario}") };
        say!("{}: {network}{under}", word(solution).replace('_', " "));
        if let Some(cause) = cause(solution) {
            say!("  cause             {}", cause.sentence);
            if let Some(scale) = cause.max_feasible_scale {
                say!("  greatest scale    {} of what is asked can be carried", number(scale));
            }
        }
        if let Some((node, pressure)) = solution.lowest_pressure(self.network) {
            say!("  lowest pressure   {} at `{node}`", bara(pressure));
        }
        say!(
            "  residuals         mass {:.1e} kg/s, momentum {:.1e} Pa",
            solution.residuals.mass,
            solution.residuals.momentum
        );
        say!(
            "  iterations        {} ({} factorisations) in {} ms, {} nodes, {} elements",
            solution.effort.iterations,
            solution.effort.factorisations,
            number(1e3 * seconds),
            solution.nodes.len(),
            solution.links.len()
        );
        say!(
            "  physics           {}, {} g/mol, {} K, friction {}, viscosity {:e} Pa s, {}",
            physics.equation,
            number(1e3 * physics.molar_mass),
            physics.temperature,
            serde_json::to_string(&physics.friction).unwrap_or_default().replace(['"', '{', '}'], ""),
            physics.viscosity,
            match (physics.pipe_law, physics.inertia) {
                (PipeLaw::MeanZ, _) => "closed form with mean Z, no inertia",
                (PipeLaw::Ode, false) => "integrated with local Z, no inertia",
                (PipeLaw::Ode, true) => "integrated with local Z and inertia",
            }
        );
        match solution.violations.as_slice() {
            [] => say!("  limits            none is violated"),
            list => say!("  limits            {} do not hold:", list.len()),
        }
        for violation in solution.violations.iter().take(10) {
            say!("    {}", violated(violation));
        }
        if let Some(more) = solution.violations.len().checked_sub(10).filter(|more| *more > 0) {
            say!("    and {more} more, all in the JSON answer");
        }
        for level in [Level::Warning, Level::Note] {
            let found: Vec<&Finding> = notes.iter().filter(|note| note.level == level).collect();
            for note in found.iter().take(12) {
                say!("  {note}");
            }
            if let Some(more) = found.len().checked_sub(12).filter(|more| *more > 0) {
                say!("  and {more} more of this kind, all in the JSON answer");
            }
        }
    }

    /// The state as rows.
    pub fn rows(&self) -> String {
        let mut text = String::new();
        let states = || self.network.nodes().iter().zip(&self.solution.nodes);
        for (node, state) in states() {
            if let Some(pressure) = state.pressure {
                let _ = writeln!(text, "node,{},{pressure}", quoted(&node.id));
            }
        }
        for (link, state) in self.network.links().iter().zip(&self.solution.links) {
            let _ = writeln!(text, "arc,{},{}", quoted(&link.id), state.flow);
        }
        for (node, state) in states() {
            let _ = writeln!(text, "inj,{},{}", quoted(&node.id), state.inflow);
        }
        text
    }
}

/// A field of a CSV row.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A pressure for people.
pub fn bara(pressure: f64) -> String {
    format!("{:.4} bara", pressure / 1e5)
}

/// A limit that does not hold, in a line.
pub fn violated(violation: &Violation) -> String {
    let Violation { element, limit, value, bound, unit } = violation;
    let limit = limit.replace('_', " ");
    if unit == "Pa" {
        format!("{limit} of `{element}`: {} against {}", bara(*value), bara(*bound))
    } else {
        format!("{limit} of `{element}`: {} against {} {unit}", number(*value), number(*bound))
    }
}

fn kind(element: &Element) -> String {
    element.words().replace(' ', "_")
}
