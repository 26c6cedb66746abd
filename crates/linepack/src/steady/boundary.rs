//! From what is asked, by name, to numbers by node and link.

use crate::findings::{Finding, Findings};
use crate::network::{Element, Network};
use crate::scenario::{Nomination, Scenario, Setting};

/// What is asked, by place.
#[derive(Debug, Clone, Default)]
pub(super) struct Boundary {
    /// Flow into the network at each node, kg/s.
    pub(super) inflow: Vec<f64>,
    /// Pressure held at a node, Pa.
    pub(super) held: Vec<Option<f64>>,
    /// How each link is set.
    pub(super) setting: Vec<Setting>,
    /// What was chosen.
    pub(super) messages: Vec<Finding>,
}

impl Boundary {
    pub(super) fn new(network: &Network, scenario: &Scenario) -> Result<Self, Findings> {
        let mut asked = Self {
            inflow: vec![0.0; network.nodes().len()],
            held: vec![None; network.nodes().len()],
            setting: Vec::with_capacity(network.links().len()),
            messages: Vec::new(),
        };
        let mut mistakes = Vec::new();
        if !(scenario.scale >= 0.0 && scenario.scale.is_finite()) {
            mistakes.push(
                Finding::error(format!("the scale of all flows is {}", scenario.scale))
                    .hint("give 0 or more"),
            );
        }
        asked.flows(network, scenario, &mut mistakes);
        asked.pressures(network, scenario, &mut mistakes);
        asked.settings(network, scenario, &mut mistakes);
        Findings::refuse_errors(mistakes)?;
        Ok(asked)
    }

    fn flows(&mut self, network: &Network, scenario: &Scenario, mistakes: &mut Vec<Finding>) {
        for (id, nomination) in &scenario.inflows {
            let Some(node) = network.node(id) else {
                mistakes.push(unknown(
                    "node",
                    id,
                    network.nodes().iter().map(|node| node.id.as_str()),
                    scenario,
                ));
                continue;
            };
            let flow = match *nomination {
                Nomination::Fixed(flow) => flow,
                Nomination::Between(low, high) => {
                    let flow = 0.0_f64.max(low).min(high);
                    let text = format!("`{id}` may take {low} to {high} kg/s; {flow} kg/s is assumed");
                    self.messages.push(Finding::note(text).about(id));
                    flow
                }
            };
            if flow.is_finite() {
                self.inflow[node] = flow * scenario.scale;
            } else {
                mistakes.push(
                    place(Finding::error(format!("the flow at `{id}` is {flow} kg/s")), id, scenario)
                        .hint("give a finite flow"),
                );
            }
        }
    }

    fn pressures(&mut self, network: &Network, scenario: &Scenario, mistakes: &mut Vec<Finding>) {
        for (id, &pressure) in &scenario.pressures {
            let Some(node) = network.node(id) else {
                mistakes.push(unknown(
                    "node",
                    id,
                    network.nodes().iter().map(|node| node.id.as_str()),
                    scenario,
                ));
                continue;
            };
            if !(pressure > 0.0 && pressure <= 1e9) {
                let text = format!("the pressure held at `{id}` is {pressure} Pa absolute");
                mistakes.push(
                    place(Finding::error(text), id, scenario)
                        .hint("give it above vacuum and below 10000 bar"),
                );
            }
            self.held[node] = Some(pressure);
        }
    }

    fn settings(&mut self, network: &Network, scenario: &Scenario, mistakes: &mut Vec<Finding>) {
        for link in network.links() {
            self.setting.push(match link.element {
                Element::CompressorStation(_) | Element::ControlValve(_) => scenario.others,
                _ => Setting::Open,
            });
        }
        for (id, &setting) in &scenario.settings {
            let Some(link) = network.link(id) else {
                mistakes.push(unknown(
                    "element",
                    id,
                    network.links().iter().map(|link| link.id.as_str()),
                    scenario,
                ));
                continue;
            };
            let element = &network.links()[link].element;
            let active = matches!(element, Element::CompressorStation(_) | Element::ControlValve(_));
            let (value, unit) = match setting {
                Setting::Open | Setting::Closed => (1.0, ""),
                Setting::Ratio(ratio) => (ratio, ""),
                Setting::DischargePressure(pressure) | Setting::SuctionPressure(pressure) => {
                    (pressure, " Pa")
                }
                Setting::Flow(flow) => (flow.abs().max(f64::MIN_POSITIVE), " kg/s"),
                Setting::Power(power) => (power, " W"),
            };
            if !active && !matches!(setting, Setting::Open | Setting::Closed) {
                let text =
                    format!("{} `{id}` cannot hold a {}", element.words(), setting.word().replace('_', " "));
                mistakes.push(
                    Finding::error(text).about(id).hint("set it on a compressor station or a control valve"),
                );
            } else if !(value > 0.0 && value <= 1e9) {
                let text =
                    format!("the {} of `{id}` is set to {value}{unit}", setting.word().replace('_', " "));
                mistakes.push(Finding::error(text).about(id).hint("give a finite value above 0"));
            }
            if matches!(setting, Setting::Power(_)) && !matches!(element, Element::CompressorStation(_)) {
                let text = format!("{} `{id}` cannot hold a power", element.words());
                mistakes.push(Finding::error(text).about(id).hint("set it on a compressor station"));
            }
            self.setting[link] = setting;
        }
    }
}

fn place(finding: Finding, id: &str, scenario: &Scenario) -> Finding {
    match scenario.places.get(id) {
        Some(place) => finding.at(&place.file, place.line),
        None => finding,
    }
    .about(id)
}

fn unknown<'n>(what: &str, id: &str, known: impl Iterator<Item = &'n str>, scenario: &Scenario) -> Finding {
    let nearest = known.map(|name| (strsim::damerau_levenshtein(name, id), name)).min();
    let hint = match nearest {
        Some((distance, name)) if distance <= 3 => format!("did you mean `{name}`?"),
        _ => format!("name a {what} of the network"),
    };
    place(
        Finding::error(format!("the scenario names the {what} `{id}`, which is not in the network")),
        id,
        scenario,
    )
    .hint(hint)
}
