//! A schedule brought to the places of its network: what stands at the start, changes, corners.

use serde::{Deserialize, Serialize};

use crate::findings::{Finding, Findings};
use crate::network::{Element, Network};
use crate::schedule::{Action, Control, Event, Orifice, Schedule, Series, Side};

/// What is asked at a node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct AtNode {
    pub(super) flow: Option<Series>,
    pub(super) held: Option<Series>,
    pub(super) leak: Option<Orifice>,
}

/// What is asked, by place in the network, as it stands between two events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) nodes: Vec<AtNode>,
    pub(super) controls: Vec<Control>,
}

/// A change by place.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Control(usize, Control),
    Flow(usize, Series),
    Pressure(usize, Series),
    Leak(usize, Option<Orifice>),
}

/// A schedule that fits its network: what stands at the start, the changes, and the corners.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) asked: Asked,
    /// Ascending in time.
    pub(super) changes: Vec<(f64, Change)>,
    /// Times at which a step must end, ascending, after the start and up to the end.
    pub(super) corners: Vec<f64>,
}

impl Plan {
    pub(super) fn new(network: &Network, schedule: &Schedule) -> Result<Self, Findings> {
        let mut reader = Reader { network, schedule, mistakes: Vec::new(), corners: Vec::new() };
        let plan = reader.read();
        Findings::refuse_errors(reader.mistakes)?;
        Ok(plan)
    }

    /// What is asked once everything up to the start has happened.
    pub(super) fn asked_at_start(&self, start: f64) -> Asked {
        let mut asked = self.asked.clone();
        for (_, change) in self.changes.iter().filter(|(time, _)| *time <= start) {
            asked.apply(change);
        }
        asked
    }
}

impl Asked {
    /// Flow asked for at each node on one side of a time, kg/s; not that of stations that hold a flow.
    pub(super) fn inflows(&self, time: f64, side: Side, inflow: &mut [f64]) {
        for (inflow, at) in inflow.iter_mut().zip(&self.nodes) {
            *inflow = at.flow.as_ref().map_or(0.0, |series| side.of(series, time));
        }
    }

    pub(super) fn apply(&mut self, change: &Change) {
        match change {
            Change::Control(link, control) => self.controls[*link] = control.clone(),
            Change::Flow(node, series) => {
                let leak = self.nodes[*node].leak;
                self.nodes[*node] = AtNode { flow: Some(series.clone()), held: None, leak };
            }
            Change::Leak(node, leak) => self.nodes[*node].leak = *leak,
            Change::Pressure(node, series) => self.nodes[*node].held = Some(series.clone()),
        }
    }
}

struct Reader<'a> {
    network: &'a Network,
    schedule: &'a Schedule,
    mistakes: Vec<Finding>,
    corners: Vec<f64>,
}

impl Reader<'_> {
    fn read(&mut self) -> Plan {
        let (start, end) = (self.schedule.start, self.schedule.end);
        if !(start.is_finite() && end.is_finite() && end > start) {
            self.mistakes.push(
                Finding::error(format!("the run goes from {start} s to {end} s"))
                    .hint("give an end after the start"),
            );
        }
        let mut asked = Asked {
            nodes: vec![AtNode::default(); self.network.nodes().len()],
            controls: vec![Control::Open; self.network.links().len()],
        };
        for (id, series) in &self.schedule.flows {
            if let Some(node) = self.node(id) {
                self.look(&format!("the flow at `{id}`"), series, id);
                asked.nodes[node].flow = Some(series.clone());
            }
        }
        for (id, series) in &self.schedule.pressures {
            if let Some(node) = self.node(id) {
                self.pressure(&format!("the pressure at `{id}`"), series, id);
                asked.nodes[node].held = Some(series.clone());
            }
        }
        for (id, control) in &self.schedule.controls {
            if let Some(link) = self.control(id, control) {
                asked.controls[link] = control.clone();
            }
        }
        for link in self.network.links().iter().filter(|link| link.element == Element::CheckValve) {
            self.mistakes.push(
                Finding::error(format!("check valve `{}` cannot be followed through time", link.id))
                    .about(&link.id)
                    .hint("replace it by a valve, open or closed"),
            );
        }
        for id in self.schedule.pressure_limits.keys() {
            self.node(id);
        }
        let mut changes = Vec::with_capacity(self.schedule.events.len());
        for event in &self.schedule.events {
            if !(event.time >= start && event.time <= end) {
                self.mistakes.push(
                    Finding::error(format!(
                        "the event at `{}` is at {} s, outside the run from {start} s to {end} s",
                        event.element, event.time
                    ))
                    .about(&event.element)
                    .hint("move it into the run"),
                );
            }
            if let Some(change) = self.change(event) {
                changes.push((event.time, change));
                self.corners.push(event.time);
            }
        }
        changes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut corners = std::mem::take(&mut self.corners);
        corners.push(end);
        corners.retain(|&t| t > start && t <= end);
        corners.sort_by(f64::total_cmp);
        corners.dedup();
        Plan { asked, changes, corners }
    }

    fn change(&mut self, event: &Event) -> Option<Change> {
        let id = &event.element;
        Some(match &event.action {
            Action::Set(control) => Change::Control(self.control(id, control)?, control.clone()),
            Action::Trip => {
                let link = self.link(id)?;
                let control = match &self.network.links()[link].element {
                    Element::CompressorStation(station) if station.bypass => Control::Open,
                    Element::ControlValve(valve) if valve.bypass => Control::Open,
                    _ => Control::Closed,
                };
                self.active(link, id, "trip").then_some(Change::Control(link, control))?
            }
            Action::Flow(series) => {
                let node = self.node(id)?;
                self.look(&format!("the flow at `{id}` from {} s", event.time), series, id);
                Change::Flow(node, series.clone())
            }
            Action::Leak(hole) => {
                let node = self.node(id)?;
                let sound = |value: f64| value > 0.0 && value <= 10.0;
                if !(sound(hole.diameter) && sound(hole.discharge_coefficient)) {
                    let Orifice { diameter, discharge_coefficient } = hole;
                    let text = format!(
                        "the hole at `{id}` from {} s has a diameter of {diameter} m and a discharge coefficient of {discharge_coefficient}",
                        event.time
                    );
                    let hint = "give a diameter above 0 and below 10 m, and a coefficient such as 0.8";
                    self.mistakes.push(Finding::error(text).about(id).hint(hint));
                }
                Change::Leak(node, Some(*hole))
            }
            Action::Repair => Change::Leak(self.node(id)?, None),
            Action::Pressure(series) => {
                let node = self.node(id)?;
                self.pressure(&format!("the pressure at `{id}` from {} s", event.time), series, id);
                Change::Pressure(node, series.clone())
            }
        })
    }

    fn look(&mut self, what: &str, series: &Series, id: &str) {
        match series.mistake(what, self.schedule.start, self.schedule.end) {
            Some(mistake) => self.mistakes.push(mistake.about(id)),
            None => self.corners.extend(&series.times),
        }
    }

    fn pressure(&mut self, what: &str, series: &Series, id: &str) {
        self.look(what, series, id);
        if let Some(p) = series.values.iter().find(|&&p| !(p > 0.0 && p <= 1e9)) {
            self.mistakes.push(
                Finding::error(format!("{what} is {p} Pa absolute"))
                    .about(id)
                    .hint("give it above vacuum and below 10000 bar"),
            );
        }
    }

    fn control(&mut self, id: &str, control: &Control) -> Option<usize> {
        let link = self.link(id)?;
        let word = control.after(self.schedule.start).word().replace('_', " ");
        let element = &self.network.links()[link].element;
        match control {
            Control::Open => {}
            Control::Closed => {
                self.active(link, id, "be closed");
            }
            Control::Power(_) => self.mistakes.push(
                Finding::error(format!("the power of `{id}` cannot be held through time"))
                    .about(id)
                    .hint("set a ratio, a pressure or a flow"),
            ),
            _ if matches!(element, Element::CompressorStation(_) | Element::ControlValve(_)) => {}
            _ => self.mistakes.push(
                Finding::error(format!("{} `{id}` cannot hold a {word}", element.words()))
                    .about(id)
                    .hint("set it on a compressor station or a control valve"),
            ),
        }
        if let Some(series) = control.series() {
            let what = format!("the {word} of `{id}`");
            if matches!(control, Control::Flow(_)) {
                self.look(&what, series, id);
            } else {
                self.pressure(&what, series, id);
            }
        }
        Some(link)
    }

    /// Whether an element can act; says so if not.
    fn active(&mut self, link: usize, id: &str, verb: &str) -> bool {
        let element = &self.network.links()[link].element;
        let active =
            matches!(element, Element::CompressorStation(_) | Element::ControlValve(_) | Element::Valve(_));
        if !active {
            self.mistakes.push(
                Finding::error(format!("{} `{id}` cannot {verb}", element.words()))
                    .about(id)
                    .hint("name a valve, a control valve or a compressor station"),
            );
        }
        active
    }

    fn node(&mut self, id: &str) -> Option<usize> {
        let found = self.network.node(id);
        if found.is_none() {
            self.unknown("node", id, self.network.nodes().iter().map(|node| node.id.as_str()));
        }
        found
    }

    fn link(&mut self, id: &str) -> Option<usize> {
        let found = self.network.link(id);
        if found.is_none() {
            self.unknown("element", id, self.network.links().iter().map(|link| link.id.as_str()));
        }
        found
    }

    fn unknown<'n>(&mut self, what: &str, id: &str, known: impl Iterator<Item = &'n str>) {
        let nearest = known.map(|name| (strsim::damerau_levenshtein(name, id), name)).min();
        let hint = match nearest {
            Some((distance, name)) if distance <= 3 => format!("did you mean `{name}`?"),
            _ => format!("name a {what} of the network"),
        };
        let text = format!("the schedule names the {what} `{id}`, which is not in the network");
        self.mistakes.push(Finding::error(text).about(id).hint(hint));
    }
}
