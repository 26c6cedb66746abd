//! `.scn`: what is nominated at which node.

use super::quantity::{Dimension, quantity};
use crate::findings::{Finding, Findings, Place};
use crate::formats::Imported;
use crate::formats::xml::XmlElement;
use crate::network::Network;
use crate::scenario::{Nomination, PressureLimits, Scenario};

pub(super) fn read(root: &XmlElement, file: &str, network: &Network) -> Result<Imported<Scenario>, Findings> {
    let scenarios: Vec<&XmlElement> = root.children.iter().filter(|child| child.name == "scenario").collect();
    let [scenario] = scenarios[..] else {
        let text = format!("`{}` holds {} scenarios", root.name, scenarios.len());
        return Err(Finding::error(text).at(file, root.line).hint("keep one scenario a file").into());
    };
    let mut reader = ScenarioReader {
        file,
        normal_density: network.mean_gas().normal_density,
        scenario: Scenario {
            name: scenario.attribute("id").unwrap_or_default().to_owned(),
            ..Scenario::default()
        },
        notes: Vec::new(),
    };
    for element in &scenario.children {
        if element.name == "node" {
            reader.node(element, network);
        } else {
            let text = format!("`{}` of the scenario is not used", element.name);
            reader.notes.push(Finding::note(text).at(file, element.line));
        }
    }
    let notes = Findings::refuse_errors(reader.notes)?;
    Ok(Imported { value: reader.scenario, notes })
}

struct ScenarioReader<'a> {
    file: &'a str,
    normal_density: Option<f64>,
    scenario: Scenario,
    notes: Vec<Finding>,
}

/// A value with a lower and an upper bound, which may be the same.
#[derive(Default)]
struct Bounds {
    lower: Option<f64>,
    upper: Option<f64>,
}

impl ScenarioReader<'_> {
    fn refuse(&mut self, text: String, element: &XmlElement, hint: &str) {
        self.notes.push(Finding::error(text).at(self.file, element.line).hint(hint));
    }

    fn node(&mut self, element: &XmlElement, network: &Network) {
        let Some(id) = element.attribute("id") else {
            return self.refuse("a node has no id".into(), element, "add id=\"…\"");
        };
        if network.node(id).is_none() {
            let text = format!("node `{id}` is not in network `{}`", network.source());
            return self.refuse(text, element, "check that scenario and network belong together");
        }
        let sign = match element.attribute("type") {
            Some("entry") => 1.0,
            Some("exit") => -1.0,
            other => {
                let text = format!("node `{id}` has the type `{}`", other.unwrap_or_default());
                return self.refuse(text, element, "write type=\"entry\" or type=\"exit\"");
            }
        };
        let owner = format!("node `{id}`");
        let flow = self.bounds(element, "flow", Dimension::NormalFlow, &owner);
        let pressure = self.bounds(element, "pressure", Dimension::Pressure, &owner);
        if self.scenario.places.contains_key(id) {
            let text =
                format!("node `{id}` is nominated twice as {}", if sign > 0.0 { "entry" } else { "exit" });
            return self.refuse(text, element, "keep one of the two");
        }
        self.scenario.places.insert(id.to_owned(), Place { file: self.file.to_owned(), line: element.line });
        match (flow.lower, flow.upper) {
            (None, None) => {}
            (lower, upper) => {
                let Some(density) = self.normal_density else {
                    let text =
                        format!("the flow at {owner} is a volume, and no entry states its normDensity");
                    return self.refuse(text, element, "add normDensity to a source of the network");
                };
                let (low, high) = (lower.unwrap_or(0.0), upper.unwrap_or(f64::INFINITY));
                if low > high {
                    let text = format!("the flow at {owner} has its lower bound above its upper bound");
                    return self.refuse(text, element, "exchange the two");
                }
                let nomination = if low == high {
                    Nomination::Fixed(sign * low * density)
                } else if sign > 0.0 {
                    Nomination::Between(low * density, high * density)
                } else {
                    Nomination::Between(-high * density, -low * density)
                };
                self.scenario.inflows.insert(id.to_owned(), nomination);
            }
        }
        match (pressure.lower, pressure.upper) {
            (Some(low), Some(high)) if low == high && low > 0.0 => {
                self.scenario.pressures.insert(id.to_owned(), low);
                if self.scenario.inflows.remove(id).is_some() {
                    let text = format!(
                        "{owner} has a pressure of {low} Pa and a flow; the pressure is held, the flow is free"
                    );
                    self.notes.push(Finding::warning(text).at(self.file, element.line).about(id));
                }
            }
            (None, None) => {}
            (min, max) => {
                self.scenario.pressure_limits.insert(id.to_owned(), PressureLimits { min, max });
            }
        }
    }

    fn bounds(&mut self, node: &XmlElement, name: &str, dimension: Dimension, owner: &str) -> Bounds {
        let mut bounds = Bounds::default();
        for element in node.children.iter().filter(|child| child.name == name) {
            let value = match quantity(element, dimension, owner, self.file) {
                Ok(value) => Some(value),
                Err(finding) => {
                    self.notes.push(*finding);
                    continue;
                }
            };
            match element.attribute("bound") {
                Some("lower") => bounds.lower = value,
                Some("upper") => bounds.upper = value,
                Some("both") => bounds = Bounds { lower: value, upper: value },
                other => {
                    let text = format!("{name} of {owner} has the bound `{}`", other.unwrap_or_default());
                    self.refuse(text, element, "write bound=\"lower\", \"upper\" or \"both\"");
                }
            }
        }
        bounds
    }
}
