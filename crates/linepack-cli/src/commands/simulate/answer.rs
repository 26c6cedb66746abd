//! What a run answers: JSON, tables, and a few lines for a reader.

use anyhow::{Context, Result};
use linepack::findings::{Finding, Level};
use linepack::network::{Element, Network};
use linepack::schedule::Schedule;
use linepack::transient::{Effort, Ending, LimitPassed, Lowest, Shortfall, Terms, Transient};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// One of the three verdicts.
pub fn verdict(course: &Transient) -> &'static str {
    match course.ending {
        Ending::Emptied { .. } => "infeasible",
        Ending::StepLimit { .. } | Ending::Stopped { .. } => "not_found",
        // As of a steady state: a limit that does not hold is data.
        Ending::Complete => "feasible",
    }
}

/// The fields of the answer.
#[derive(Serialize)]
pub struct Body<'a> {
    ending: &'a Ending,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    times: &'a [f64],
    nodes: BTreeMap<&'a str, NodeCourse<'a>>,
    elements: BTreeMap<&'a str, ElementCourse<'a>>,
    total_linepack: &'a [f64],
    zones: Vec<Zone<'a>>,
    survival: Option<Survival<'a>>,
    lowest_pressure: Option<&'a Lowest>,
    shortfalls: &'a [Shortfall],
    limits_passed: &'a [LimitPassed],
    leaked: f64,
    terms: Terms,
    mass_error: f64,
    worst_step_mass_error: f64,
    steps: u64,
    rejected: u64,
    newton_iterations: u64,
    effort: Effort,
    solve_seconds: f64,
}

#[derive(Serialize)]
struct NodeCourse<'a> {
    pressure: &'a [f64],
    inflow: &'a [f64],
}

#[derive(Serialize)]
struct ElementCourse<'a> {
    kind: &'static str,
    flow_in: &'a [f64],
    flow_out: &'a [f64],
    linepack: &'a [f64],
}

/// Pipes joined without passing a valve, control valve or station.
#[derive(Serialize)]
struct Zone<'a> {
    elements: Vec<&'a str>,
    linepack: Vec<f64>,
}

#[derive(Serialize)]
struct Survival<'a> {
    /// From the first event or change on, s; from the start if there is none.
    time: f64,
    element: &'a str,
    after_first_change: f64,
}

/// The answer of a run.
pub fn body<'a>(
    network: &'a Network,
    schedule: &Schedule,
    course: &'a Transient,
    solve_seconds: f64,
) -> Body<'a> {
    let nodes = network.nodes().iter().enumerate().map(|(i, node)| {
        (node.id.as_str(), NodeCourse { pressure: &course.pressure[i], inflow: &course.inflow[i] })
    });
    let elements = network.links().iter().enumerate().map(|(i, link)| {
        let at = ElementCourse {
            kind: link.element.words(),
            flow_in: &course.flow_in[i],
            flow_out: &course.flow_out[i],
            linepack: &course.linepack[i],
        };
        (link.id.as_str(), at)
    });
    let first = schedule.events.iter().map(|event| event.time).fold(f64::INFINITY, f64::min);
    let first = if first.is_finite() { first } else { schedule.start };
    let survival =
        course.survival().map(|(time, element)| Survival { time, element, after_first_change: time - first });
    Body {
        ending: &course.ending,
        cause: cause(course),
        times: &course.times,
        nodes: nodes.collect(),
        elements: elements.collect(),
        total_linepack: &course.total_linepack,
        zones: zones(network, course),
        survival,
        lowest_pressure: course.lowest.as_ref(),
        shortfalls: &course.shortfalls,
        limits_passed: &course.limits_passed,
        leaked: course.leaked,
        terms: course.terms,
        mass_error: course.mass_error,
        worst_step_mass_error: course.worst_step_mass_error,
        steps: course.effort.steps,
        rejected: course.effort.rejected,
        newton_iterations: course.effort.newton_iterations,
        effort: course.effort,
        solve_seconds,
    }
}

/// Why the answer is no.
fn cause(course: &Transient) -> Option<String> {
    let Ending::Emptied { time, element, pressure } = &course.ending else { return None };
    let (hours, bar) = (time / 3600.0, pressure / 1e5);
    Some(format!("the line is drawn empty after {hours:.3} h: {bar:.3} bara at `{element}`"))
}

fn zones<'a>(network: &'a Network, course: &Transient) -> Vec<Zone<'a>> {
    let mut zone: Vec<usize> = (0..network.nodes().len()).collect();
    for (i, link) in network.links().iter().enumerate() {
        if matches!(link.element, Element::Pipe(_) | Element::ShortPipe | Element::Resistor(_)) {
            let (u, v) = network.ends(i);
            let (u, v) = (find(&mut zone, u), find(&mut zone, v));
            zone[v] = u;
        }
    }
    let mut zones: BTreeMap<usize, Zone<'a>> = BTreeMap::new();
    for (i, link) in network.links().iter().enumerate() {
        if matches!(link.element, Element::Pipe(_)) {
            let root = find(&mut zone, network.ends(i).0);
            let at = zones
                .entry(root)
                .or_insert_with(|| Zone { elements: Vec::new(), linepack: vec![0.0; course.times.len()] });
            at.elements.push(&link.id);
            for (sum, gas) in at.linepack.iter_mut().zip(&course.linepack[i]) {
                *sum += gas;
            }
        }
    }
    zones.into_values().collect()
}

fn find(zone: &mut [usize], mut at: usize) -> usize {
    while zone[at] != at {
        zone[at] = zone[zone[at]];
        at = zone[at];
    }
    at
}

/// Writes trajectories as CSV, one column an id, units in the head.
pub fn tables(network: &Network, course: &Transient, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| {
        format!("error: the folder {} cannot be made\n  hint: choose another with --out", folder.display())
    })?;
    let nodes: Vec<&str> = network.nodes().iter().map(|node| node.id.as_str()).collect();
    let links: Vec<&str> = network.links().iter().map(|link| link.id.as_str()).collect();
    for (name, unit, ids, rows) in [
        ("pressures.csv", "Pa", &nodes, &course.pressure),
        ("inflows.csv", "kg_per_s", &nodes, &course.inflow),
        ("flows_in.csv", "kg_per_s", &links, &course.flow_in),
        ("flows_out.csv", "kg_per_s", &links, &course.flow_out),
        ("linepack.csv", "kg", &links, &course.linepack),
    ] {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let head = ids.iter().map(|id| format!("{id}_{unit}"));
        writer.write_record(std::iter::once("time_s".to_owned()).chain(head))?;
        for (i, time) in course.times.iter().enumerate() {
            let row = rows.iter().map(|row| row[i].to_string());
            writer.write_record(std::iter::once(time.to_string()).chain(row))?;
        }
        crate::output::write(&folder.join(name), &writer.into_inner()?)?;
    }
    Ok(())
}

/// A few lines for a reader.
pub fn print(network: &Network, course: &Transient, messages: &[Finding], seconds: f64) {
    let mut text = String::new();
    let hours = course.times.last().copied().unwrap_or(0.0) / 3600.0;
    let _ = match &course.ending {
        Ending::Complete => writeln!(text, "{}: {hours:.2} h", verdict(course)),
        Ending::Emptied { .. } => writeln!(text, "infeasible"),
        Ending::Stopped { time } => writeln!(text, "stopped after {:.3} h", time / 3600.0),
        Ending::StepLimit { time } => {
            writeln!(text, "not found: too many steps before {:.3} h", time / 3600.0)
        }
    };
    if let Some(cause) = cause(course) {
        let _ = writeln!(text, "  {cause}");
    }
    for LimitPassed { element, limit, bound, time } in course.limits_passed.iter().take(10) {
        let (bar, hours) = (bound / 1e5, time / 3600.0);
        let _ =
            writeln!(text, "  limit passed     {limit} of {bar:.3} bara at `{element}` after {hours:.3} h");
    }
    if let Some(Lowest { element, pressure, time }) = &course.lowest {
        let _ = writeln!(
            text,
            "  lowest pressure  {:.4} bara at `{element}` after {:.3} h",
            pressure / 1e5,
            time / 3600.0
        );
    }
    if let (Some(first), Some(last)) = (course.total_linepack.first(), course.total_linepack.last()) {
        let _ = writeln!(
            text,
            "  linepack         {:.1} t at the start, {:.1} t at the end",
            first / 1e3,
            last / 1e3
        );
    }
    for short in course.shortfalls.iter().filter(|short| short.missing > 0.0) {
        let _ = writeln!(
            text,
            "  shortfall        {:.1} t of {:.1} t at `{}` over {:.2} h",
            short.missing / 1e3,
            short.asked / 1e3,
            short.element,
            short.duration / 3600.0
        );
    }
    let effort = course.effort;
    let _ = writeln!(
        text,
        "  balance          {:.1e} of the linepack; worst step {:.1e}",
        course.mass_error, course.worst_step_mass_error
    );
    let _ = writeln!(
        text,
        "  effort           {} nodes, {} cells, {} steps, {} rejected, {} Newton iterations, {:.1} ms",
        network.nodes().len(),
        effort.cells,
        effort.steps,
        effort.rejected,
        effort.newton_iterations,
        1e3 * seconds
    );
    for message in messages.iter().filter(|message| message.level != Level::Note) {
        let _ = writeln!(text, "{message}");
    }
    crate::output::say!("{}", text.trim_end());
}
