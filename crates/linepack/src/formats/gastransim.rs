//! The folders of GasTranSim and GasSteadySim: `network.json`, `params.json`, `bc.json`, `ic.json`.
//!
//! ```text
//! network.json   nodes {id: …}, pipes {id: from_node, to_node, diameter, length, friction_factor}, compressors
//! params.json    temperature (K), specific gravity, initial and final time (s)
//! bc.json        boundary_pslack {node: p}, boundary_nonslack_flow {node: withdrawal}, boundary_compressor
//! ic.json        pressures (Pa) and flows (kg/s) at the start
//! ```
//!
//! A value of the boundary is a number, or times and values joined by straight lines. Compressor
//! control 0 is a ratio, 1 a discharge pressure, 2 a flow. Nodes and links keep their ids as names, a
//! pipe as `pipe 3`, a compressor as `compressor 1`. Specific gravity is turned into molar mass with
//! the constants of the source, R = 8.314 J/(mol K) and 28.96 g/mol for air.
//!
//! Source: Srinivasan, Sundar, Gyrya and Zlotnik, IEEE Trans. Control Netw. Syst. 10 (2023) 1405–1416.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Imported;
use crate::findings::{Finding, Findings};
use crate::network::{CompressorStation, Description, Element, Link, Network, Node, NodeKind, Pipe};
use crate::schedule::{Control, Schedule, Series};
use crate::units::GAS_CONSTANT;

/// Gas constant of the source, J/(mol K).
const SOURCE_GAS_CONSTANT: f64 = 8.314;

/// Molar mass of air in the source, kg/mol.
const SOURCE_AIR: f64 = 0.02896;

/// Largest size of a number that is a pressure or flow.
const LARGEST: f64 = 1e12;

/// The texts of a folder.
#[derive(Debug, Clone, Copy)]
pub struct Folder<'a> {
    /// `network.json`.
    pub network: &'a str,
    /// `params.json`.
    pub parameters: &'a str,
    /// `bc.json`.
    pub boundary: &'a str,
    /// `ic.json`, if there is one.
    pub initial: Option<&'a str>,
}

/// What a folder holds.
#[derive(Debug, Clone)]
pub struct Case {
    /// The network.
    pub network: Network,
    /// What is asked over time.
    pub schedule: Schedule,
    /// Temperature, K.
    pub temperature: f64,
    /// Molar mass, kg/mol.
    pub molar_mass: f64,
    /// Pressures at the start by node, Pa absolute.
    pub pressures: BTreeMap<String, f64>,
    /// Flows at the start by pipe, kg/s.
    pub flows: BTreeMap<String, f64>,
}

/// Reads a folder.
pub fn read(folder: &Folder<'_>) -> Result<Imported<Case>, Findings> {
    let mut reader = Reader { findings: Vec::new() };
    let network = reader.parse("network.json", folder.network);
    let parameters = reader.parse("params.json", folder.parameters);
    let boundary = reader.parse("bc.json", folder.boundary);
    let initial = folder.initial.map_or(Value::Null, |text| reader.parse("ic.json", text));
    let description = reader.description(&network);
    let parameters = parameters.get("simulation_params").cloned().unwrap_or(Value::Null);
    let temperature = reader.parameter(&parameters, "Temperature (K)");
    let gravity = reader.parameter(&parameters, "Gas specific gravity (G)");
    let mut schedule = Schedule {
        start: reader.parameter(&parameters, "Initial time"),
        end: reader.parameter(&parameters, "Final time"),
        ..Schedule::default()
    };
    reader.boundary(&boundary, &mut schedule);
    let pressures = reader.numbers(&initial, &["initial_nodal_pressure", "nodal_pressure"], "");
    let flows = reader.numbers(&initial, &["initial_pipe_flow", "pipe_flow"], "pipe ");
    Findings::refuse_errors(reader.findings)?;
    let (network, notes) = Network::new(description)?;
    let molar_mass = gravity * SOURCE_AIR * GAS_CONSTANT / SOURCE_GAS_CONSTANT;
    Ok(Imported { value: Case { network, schedule, temperature, molar_mass, pressures, flows }, notes })
}

struct Reader {
    findings: Vec<Finding>,
}

impl Reader {
    fn refuse(&mut self, file: &str, text: String, hint: &str) {
        self.findings.push(Finding::error(text).at(file, 1).hint(hint));
    }

    fn parse(&mut self, file: &str, text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_else(|error| {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
            self.findings.push(
                Finding::error(format!("the file is not JSON: {error}"))
                    .at(file, line)
                    .hint("mend the syntax"),
            );
            Value::Null
        })
    }

    fn parameter(&mut self, parameters: &Value, key: &str) -> f64 {
        let found = parameters.as_object().into_iter().flatten();
        let value = found.filter(|(name, _)| name.trim_end_matches(':') == key).find_map(|(_, v)| v.as_f64());
        value.unwrap_or_else(|| {
            self.refuse("params.json", format!("`{key}` is missing or not a number"), "give it as a number");
            f64::NAN
        })
    }

    fn description(&mut self, network: &Value) -> Description {
        let mut description = Description { source: "network.json".to_owned(), ..Description::default() };
        for (id, node) in objects(network, "nodes") {
            let number = |key: &str| node.get(key).and_then(Value::as_f64);
            let slack = number("slack_bool").is_some_and(|slack| slack > 0.0);
            let kind = if slack { NodeKind::Entry } else { NodeKind::Junction };
            description.nodes.push(Node {
                pressure_min: number("min_pressure"),
                pressure_max: number("max_pressure"),
                drawn: number("x_coord").zip(number("y_coord")),
                ..Node::new(id, kind)
            });
        }
        description.nodes.sort_by_key(|node| node.id.parse::<u64>().unwrap_or(u64::MAX));
        for (id, pipe) in objects(network, "pipes") {
            let [length, diameter, friction] = ["length", "diameter", "friction_factor"].map(|key| {
                pipe.get(key).and_then(Value::as_f64).unwrap_or_else(|| {
                    self.refuse("network.json", format!("pipe {id} has no `{key}`"), "give it as a number");
                    1.0
                })
            });
            let element =
                Element::Pipe(Pipe { friction_factor: Some(friction), ..Pipe::new(length, diameter, 0.0) });
            self.link(&mut description, format!("pipe {id}"), pipe, element);
        }
        for (id, compressor) in objects(network, "compressors") {
            let element = Element::CompressorStation(Box::<CompressorStation>::default());
            self.link(&mut description, format!("compressor {id}"), compressor, element);
        }
        for kind in ["valves", "control_valves", "resistors", "loss_resistors", "short_pipes"] {
            if objects(network, kind).next().is_some() {
                self.refuse("network.json", format!("`{kind}` are not read"), "replace them by pipes");
            }
        }
        description
    }

    fn link(&mut self, description: &mut Description, id: String, at: &Value, element: Element) {
        let end = |keys: [&str; 2]| keys.iter().find_map(|key| at.get(key)).and_then(Value::as_u64);
        match (end(["from_node", "fr_node"]), end(["to_node", "to_node"])) {
            (Some(from), Some(to)) => {
                description.links.push(Link::new(id, from.to_string(), to.to_string(), element));
            }
            _ => self.refuse("network.json", format!("{id} lacks an end"), "give from_node and to_node"),
        }
    }

    fn boundary(&mut self, boundary: &Value, schedule: &mut Schedule) {
        for (id, value) in objects(boundary, "boundary_pslack") {
            if let Some(series) = self.series(&format!("the pressure at {id}"), value, 1.0) {
                schedule.pressures.insert(id.clone(), series);
            }
        }
        for (id, value) in objects(boundary, "boundary_nonslack_flow") {
            if let Some(series) = self.series(&format!("the withdrawal at {id}"), value, -1.0) {
                schedule.flows.insert(id.clone(), series);
            }
        }
        for (id, value) in objects(boundary, "boundary_compressor") {
            let what = format!("the control of compressor {id}");
            let kinds: Vec<i64> = match value.get("control_type") {
                Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_i64).collect(),
                Some(kind) => kind.as_i64().into_iter().collect(),
                None => Vec::new(),
            };
            let value = if value.get("time").is_some() { value } else { value.get("value").unwrap_or(value) };
            let Some(series) = self.series(&what, value, 1.0) else { continue };
            let control = match kinds.first() {
                Some(_) if kinds.iter().any(|kind| Some(kind) != kinds.first()) => None,
                Some(0) => Some(Control::Ratio(series)),
                Some(1) => Some(Control::DischargePressure(series)),
                Some(2) => Some(Control::Flow(series)),
                _ => None,
            };
            match control {
                Some(control) => {
                    schedule.controls.insert(format!("compressor {id}"), control);
                }
                None => self.refuse(
                    "bc.json",
                    format!("{what} has the types {kinds:?}"),
                    "give one of 0 (ratio), 1 (discharge pressure), 2 (flow) for the whole run",
                ),
            }
        }
    }

    /// A number, or times and values.
    fn series(&mut self, what: &str, value: &Value, sign: f64) -> Option<Series> {
        let list = |key: &str| -> Option<Vec<f64>> {
            value.get(key)?.as_array()?.iter().map(Value::as_f64).collect()
        };
        let series = match (value.as_f64(), list("time"), list("value")) {
            (Some(number), ..) => Series::constant(sign * number),
            (None, Some(times), Some(values)) if times.len() == values.len() && !times.is_empty() => {
                let points: Vec<(f64, f64)> =
                    times.into_iter().zip(values.into_iter().map(|value| sign * value)).collect();
                Series::lines(&points)
            }
            _ => {
                self.refuse(
                    "bc.json",
                    format!("{what} is neither a number nor times and values"),
                    "give as many values as times",
                );
                return None;
            }
        };
        if series.values.iter().any(|value| value.abs() > LARGEST) {
            self.refuse("bc.json", format!("{what} is larger than {LARGEST}"), "give Pa and kg/s");
        }
        Some(series)
    }

    fn numbers(&mut self, value: &Value, keys: &[&str], prefix: &str) -> BTreeMap<String, f64> {
        let mut numbers = BTreeMap::new();
        for (id, value) in keys.iter().flat_map(|key| objects(value, key)) {
            match value.as_f64() {
                Some(number) => {
                    numbers.insert(format!("{prefix}{id}"), number);
                }
                None => {
                    self.refuse("ic.json", format!("the value of {prefix}{id} is {value}"), "give a number");
                }
            }
        }
        numbers
    }
}

fn objects<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = (&'v String, &'v Value)> + use<'v> {
    value.get(key).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NETWORK: &str = r#"{"nodes": {"1": {"slack_bool": 1}, "2": {}, "3": {}},
        "pipes": {"1": {"from_node": 1, "to_node": 2, "diameter": 0.5, "length": 1000, "friction_factor": 0.01}},
        "compressors": {"1": {"fr_node": 2, "to_node": 3}}}"#;
    const PARAMETERS: &str = r#"{"simulation_params": {"Temperature (K):": 288.7, "Gas specific gravity (G)": 0.6,
        "Initial time": 0, "Final time": 3600}}"#;
    const BOUNDARY: &str = r#"{"boundary_pslack": {"1": 5e6},
        "boundary_nonslack_flow": {"3": {"time": [0, 3600], "value": [10, 20]}},
        "boundary_compressor": {"1": {"control_type": 0, "value": 1.2}}}"#;

    #[test]
    fn withdrawals_become_negative_inflows_and_ratios_controls() {
        let folder = Folder { network: NETWORK, parameters: PARAMETERS, boundary: BOUNDARY, initial: None };
        let case = read(&folder).unwrap().value;
        assert_eq!(case.schedule.flows["3"].after(1800.0), -15.0);
        assert_eq!(case.schedule.controls["compressor 1"], Control::Ratio(Series::constant(1.2)));
        assert_eq!(case.network.ends(1), (1, 2));
    }

    #[test]
    fn broken_files_are_refused_by_name() {
        let bad = BOUNDARY.replace("[10, 20]", "[10]");
        let folder = Folder { network: NETWORK, parameters: "{", boundary: &bad, initial: None };
        let found = read(&folder).unwrap_err().to_string();
        assert!(found.contains("params.json") && found.contains("the withdrawal at 3"), "{found}");
    }
}
