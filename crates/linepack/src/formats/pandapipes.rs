//! pandapipes: a network as tables in JSON, its pressures above the atmosphere in bar.
//!
//! ```text
//! junction  name, height_m             pipe      from_junction, to_junction, length_km, inner_diameter_mm, k_mm
//! ext_grid  junction, p_bar, t_k       valve     junction, element, opened
//! sink, source  junction, mdot_kg_per_s, scaling
//! compressor  pressure_ratio           pressure_control  controlled_p_bar          pump  (with its pressure stated)
//! ```
//!
//! The loss coefficient of a pipe becomes a resistor behind it. Tables stand as lists of rows, or as pandas writes them (`columns`, `index`, `data`, in a text). The
//! atmosphere at height h is 1.01325 bar (1 − 0.0065 h/288.15)^5.255. A `fluid` with the density
//! `rho_n_273` and Z at 1, 10 and 80 bar (relative to the normal state) is read as STANET's gas, whose Z
//! is linear in pressure.
//!
//! Source: Lohmeier et al., Sustainability 12 (2020) 9899; the barometric form is that of the package.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::Imported;
use super::case::{Case, Format, StatedGas};
use crate::findings::{Finding, Findings};
use crate::gas::{ATMOSPHERE, Law};
use crate::network::{
    CompressorStation, ControlValve, Description, Element, Link, Network, Node, NodeKind, Pipe, Resistor,
    Valve,
};
use crate::scenario::{Nomination, Scenario, Setting};
use crate::units::GAS_CONSTANT;

/// 1 bar, Pa.
const BAR: f64 = 1e5;
/// 0 °C, K.
const ZERO_CELSIUS: f64 = 273.15;

/// Tables that are read.
const TABLES: [&str; 10] = [
    "junction",
    "pipe",
    "ext_grid",
    "sink",
    "source",
    "valve",
    "compressor",
    "pressure_control",
    "pump",
    "fluid",
];

type Row = Map<String, Value>;

/// Reads a network with what is asked of it.
pub fn read(text: &str, file: &str) -> Result<Imported<Case>, Findings> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Finding::error(format!("the file is not JSON: {error}"))
            .at(file, u32::try_from(error.line()).unwrap_or(u32::MAX))
            .hint("restore the file; it may be cut off or edited by hand")
    })?;
    let net = value.get("_object").unwrap_or(&value);
    let mut reader = Reader { file, names: HashMap::new(), heights: HashMap::new(), notes: Vec::new() };
    if net.get("junction").is_none() {
        return Err(reader
            .mistake(
                "the file holds no table `junction`".into(),
                "junction",
                "give one pandapipes network a file",
            )
            .into());
    }
    let mut description =
        Description { source: file.to_owned(), title: file.to_owned(), ..Description::default() };
    let mut scenario = Scenario { name: file.to_owned(), ..Scenario::default() };
    reader.junctions(net, &mut description);
    reader.boundary(net, &mut description, &mut scenario);
    reader.links(net, &mut description, &mut scenario);
    let gas = reader.fluid(net);
    for (name, table) in net.as_object().into_iter().flatten() {
        let rows = reader.count(table);
        if !TABLES.contains(&name.as_str()) && rows > 0 && !name.starts_with('_') && !name.starts_with("res_")
        {
            reader.notes.push(Finding::note(format!("table `{name}` is not used")).at(file, 1));
        }
    }
    let mut notes = Findings::refuse_errors(reader.notes)?;
    let (network, found) = Network::new(description)?;
    notes.extend(found);
    Ok(Imported { value: Case { network, scenario: Some(scenario), gas, format: Format::Pandapipes }, notes })
}

struct Reader<'a> {
    file: &'a str,
    /// Junctions by their index.
    names: HashMap<i64, String>,
    heights: HashMap<i64, f64>,
    notes: Vec<Finding>,
}

/// Pressure of the atmosphere at a height in m, Pa.
fn atmosphere(height: f64) -> f64 {
    ATMOSPHERE * (1.0 - 0.0065 * height / 288.15).max(0.0).powf(5.255)
}

impl Reader<'_> {
    fn mistake(&self, text: String, element: &str, hint: &str) -> Finding {
        Finding::error(text).at(self.file, 1).about(element).hint(hint)
    }

    fn refuse(&mut self, text: String, element: &str, hint: &str) {
        let finding = self.mistake(text, element, hint);
        self.notes.push(finding);
    }

    fn count(&mut self, table: &Value) -> usize {
        if table.is_array() || table.get("_object").is_some() { self.rows(table, "").len() } else { 0 }
    }

    /// The rows of a table that are in service, with their index.
    fn table(&mut self, net: &Value, name: &str) -> Vec<(i64, Row)> {
        let Some(table) = net.get(name) else { return Vec::new() };
        let mut rows = self.rows(table, name);
        let before = rows.len();
        rows.retain(|(_, row)| row.get("in_service").and_then(Value::as_bool).unwrap_or(true));
        if rows.len() < before {
            let text =
                format!("{} rows of table `{name}` are out of service and left out", before - rows.len());
            self.notes.push(Finding::note(text).at(self.file, 1));
        }
        rows
    }

    fn rows(&mut self, table: &Value, name: &str) -> Vec<(i64, Row)> {
        if let Some(list) = table.as_array() {
            return (0_i64..)
                .zip(list)
                .filter_map(|(index, row)| {
                    let row = row.as_object();
                    if row.is_none() {
                        self.refuse(
                            format!("row {index} of table `{name}` is no object"),
                            name,
                            "give columns by name",
                        );
                    }
                    Some((index, row?.clone()))
                })
                .collect();
        }
        let parsed;
        let split = match table.get("_object") {
            Some(Value::String(text)) => match serde_json::from_str::<Value>(text) {
                Ok(value) => {
                    parsed = value;
                    &parsed
                }
                Err(error) => {
                    self.refuse(
                        format!("table `{name}` is not JSON: {error}"),
                        name,
                        "write the network again with to_json",
                    );
                    return Vec::new();
                }
            },
            Some(value) => value,
            None => table,
        };
        let list = |key: &str| split.get(key).and_then(Value::as_array);
        let (Some(columns), Some(index), Some(data)) = (list("columns"), list("index"), list("data")) else {
            if !name.is_empty() {
                self.refuse(
                    format!("table `{name}` has no columns, index and data"),
                    name,
                    "write the network again with to_json",
                );
            }
            return Vec::new();
        };
        let (columns, index, data) = (columns.clone(), index.clone(), data.clone());
        (0_i64..)
            .zip(index.iter().zip(&data))
            .map(|(place, (index, values))| {
                let cells = values.as_array().into_iter().flatten();
                let row = columns
                    .iter()
                    .zip(cells)
                    .map(|(column, value)| (column.as_str().unwrap_or_default().to_owned(), value.clone()))
                    .collect();
                (index.as_i64().unwrap_or(place), row)
            })
            .collect()
    }

    /// A number of a row that must be there.
    fn number(&mut self, row: &Row, owner: &str, keys: &[&str]) -> Option<f64> {
        let found = keys.iter().find_map(|key| row.get(*key)).filter(|value| !value.is_null());
        let number = found.and_then(Value::as_f64).filter(|value| value.is_finite());
        if number.is_none() {
            let said = found.map_or_else(|| "is missing".to_owned(), |value| format!("is {value}"));
            self.refuse(
                format!("`{}` of {owner} {said}", keys.first().unwrap_or(&"")),
                owner,
                "give it as a number",
            );
        }
        number
    }

    fn junction(&mut self, row: &Row, owner: &str, key: &str) -> Option<(i64, String)> {
        #[allow(clippy::cast_possible_truncation, reason = "an index is a small whole number")]
        let index = self.number(row, owner, &[key])? as i64;
        let name = self.names.get(&index).cloned();
        if name.is_none() {
            self.refuse(
                format!("{owner} names junction {index}, which does not exist or is out of service"),
                owner,
                "name a junction of the table",
            );
        }
        Some((index, name?))
    }

    fn junctions(&mut self, net: &Value, description: &mut Description) {
        let rows = self.table(net, "junction");
        let names = unique(&rows, "junction");
        for ((index, row), name) in rows.iter().zip(names) {
            let height = row.get("height_m").and_then(Value::as_f64).unwrap_or(0.0);
            self.heights.insert(*index, height);
            self.names.insert(*index, name.clone());
            description.nodes.push(Node { height, line: Some(1), ..Node::new(name, NodeKind::Junction) });
        }
    }

    fn boundary(&mut self, net: &Value, description: &mut Description, scenario: &mut Scenario) {
        let mut inflow: BTreeMap<String, f64> = BTreeMap::new();
        for (table, sign) in [("source", 1.0), ("sink", -1.0)] {
            for (index, row) in self.table(net, table) {
                let owner = format!("{table} {index}");
                let node = self.junction(&row, &owner, "junction");
                let flow = self.number(&row, &owner, &["mdot_kg_per_s"]);
                let scaling = row.get("scaling").and_then(Value::as_f64).unwrap_or(1.0);
                if let (Some((_, node)), Some(flow)) = (node, flow) {
                    *inflow.entry(node).or_default() += sign * scaling * flow;
                }
            }
        }
        for (index, row) in self.table(net, "ext_grid") {
            let owner = format!("ext_grid {index}");
            if row.get("type").and_then(Value::as_str) == Some("t") {
                continue;
            }
            let node = self.junction(&row, &owner, "junction");
            let pressure = self.number(&row, &owner, &["p_bar"]);
            if let (Some((junction, node)), Some(pressure)) = (node, pressure) {
                let height = self.heights.get(&junction).copied().unwrap_or(0.0);
                let held = pressure * BAR + atmosphere(height);
                if held <= 0.0 {
                    self.refuse(
                        format!("`p_bar` of {owner} is {pressure} bar above the atmosphere, below vacuum"),
                        &owner,
                        "pandapipes counts pressures from the atmosphere",
                    );
                }
                scenario.pressures.insert(node, held);
            }
        }
        for node in &mut description.nodes {
            let flow = inflow.get(&node.id).copied().unwrap_or(0.0);
            let held = scenario.pressures.contains_key(&node.id);
            if held || flow > 0.0 {
                node.kind = NodeKind::Entry;
            } else if flow < 0.0 {
                node.kind = NodeKind::Exit;
            }
            if flow != 0.0 && !held {
                scenario.inflows.insert(node.id.clone(), Nomination::Fixed(flow));
            } else if held && flow != 0.0 {
                let text =
                    format!("a flow of {flow} kg/s at `{}` is met there by its held pressure", node.id);
                self.notes.push(Finding::note(text).at(self.file, 1).about(&node.id));
            }
        }
        self.notes.push(
            Finding::note("pressures are read as bar above the atmosphere, as pandapipes counts them")
                .at(self.file, 1),
        );
    }

    fn links(&mut self, net: &Value, description: &mut Description, scenario: &mut Scenario) {
        for table in ["pipe", "valve", "compressor", "pressure_control", "pump"] {
            let rows = self.table(net, table);
            let names = unique(&rows, table);
            for ((_, row), name) in rows.iter().zip(names) {
                let owner = format!("{table} `{name}`");
                let (from, to) = match table {
                    "valve" => ("junction", "element"),
                    _ => ("from_junction", "to_junction"),
                };
                if table == "valve" && row.get("et").and_then(Value::as_str).is_some_and(|et| et != "ju") {
                    self.refuse(
                        format!("{owner} sits on a pipe"),
                        &owner,
                        "join it to a junction of its own",
                    );
                    continue;
                }
                let ends = (self.junction(row, &owner, from), self.junction(row, &owner, to));
                let element = self.element(table, row, &name, scenario);
                if let (Some((_, from)), Some((_, to)), Some(element)) = (ends.0, ends.1, element) {
                    let to = loss(row, &name, to, &element, description);
                    let link = Link { line: Some(1), ..Link::new(name, from, to, element) };
                    description.links.push(link);
                }
            }
        }
    }

    fn element(&mut self, table: &str, row: &Row, name: &str, scenario: &mut Scenario) -> Option<Element> {
        let owner = format!("{table} `{name}`");
        let station = || Element::CompressorStation(Box::<CompressorStation>::default());
        match table {
            "pipe" => {
                let length = self.number(row, &owner, &["length_km"]);
                let diameter = match row.get("diameter_m").and_then(Value::as_f64) {
                    Some(metres) => Some(metres),
                    None => self.number(row, &owner, &["inner_diameter_mm"]).map(|mm| mm / 1e3),
                };
                let roughness = self.number(row, &owner, &["k_mm"]);
                Some(Element::Pipe(Pipe::new(length? * 1e3, diameter?, roughness? / 1e3)))
            }
            "valve" => {
                if row.get("opened").and_then(Value::as_bool) == Some(false) {
                    scenario.settings.insert(name.to_owned(), Setting::Closed);
                }
                Some(Element::Valve(Valve::default()))
            }
            "compressor" => {
                let ratio = self.number(row, &owner, &["pressure_ratio"])?;
                scenario.settings.insert(name.to_owned(), Setting::Ratio(ratio));
                Some(station())
            }
            "pressure_control" => {
                let pressure = self.number(row, &owner, &["controlled_p_bar"])?;
                scenario
                    .settings
                    .insert(name.to_owned(), Setting::DischargePressure(pressure * BAR + ATMOSPHERE));
                Some(Element::ControlValve(ControlValve::default()))
            }
            _ => {
                let pressure = self.number(row, &owner, &["ps_stanet"])?;
                let text = format!(
                    "{owner} has no curve in the file: it is taken to hold the {pressure} bar that its column `ps_stanet` states behind it"
                );
                self.notes
                    .push(Finding::warning(text).at(self.file, 1).about(name).hint("set it with --set"));
                scenario
                    .settings
                    .insert(name.to_owned(), Setting::DischargePressure(pressure * BAR + ATMOSPHERE));
                Some(station())
            }
        }
    }

    fn fluid(&mut self, net: &Value) -> StatedGas {
        let temperature = self.table(net, "ext_grid").iter().find_map(|(_, row)| row.get("t_k")?.as_f64());
        let mut gas = StatedGas { temperature, ..StatedGas::default() };
        let Some(fluid) = net.get("fluid") else { return gas };
        let fluid = fluid.get("_object").unwrap_or(fluid);
        gas.viscosity = fluid.get("viscosity").and_then(Value::as_f64);
        if let Some(density) = fluid.get("rho_n_273").and_then(Value::as_f64) {
            gas.molar_mass = Some(density * GAS_CONSTANT * ZERO_CELSIUS / ATMOSPHERE);
            let text =
                format!("the molar mass is that of an ideal gas of {density} kg/m³ at 0 °C and 101.325 kPa");
            self.notes.push(Finding::note(text).at(self.file, 1));
        }
        let z: Vec<f64> = fluid
            .get("Z_at_1_10_80bar")
            .and_then(Value::as_array)
            .map(|list| list.iter().filter_map(Value::as_f64).collect())
            .unwrap_or_default();
        if let [_, ten, _] = z[..] {
            gas.law = Some(Law::Linear { per_pascal: (ten - 1.0) / (10.0 * BAR) });
        }
        if gas.molar_mass.is_none() {
            gas.molar_mass = match fluid.get("name").and_then(Value::as_str) {
                Some("methane") => Some(0.016_042_46),
                Some("hydrogen") => Some(0.002_015_88),
                _ => None,
            };
        }
        gas
    }
}

/// The loss coefficient of a pipe as a resistor behind it; gives the node that the pipe ends at.
fn loss(row: &Row, name: &str, to: String, element: &Element, description: &mut Description) -> String {
    let factor = row.get("loss_coefficient").and_then(Value::as_f64).unwrap_or(0.0);
    let Element::Pipe(pipe) = element else { return to };
    if factor == 0.0 {
        return to;
    }
    let height = description.nodes.iter().find(|node| node.id == to).map_or(0.0, |node| node.height);
    let between = format!("{name} before its loss");
    let node = Node { height, line: Some(1), ..Node::new(&between, NodeKind::Junction) };
    description.nodes.push(node);
    let resistor = Resistor::Drag { factor, diameter: pipe.inner_diameter };
    let link = Link::new(format!("{name} loss"), &between, to, Element::Resistor(resistor));
    description.links.push(Link { line: Some(1), ..link });
    between
}

/// Names of rows, made unique with their index.
fn unique(rows: &[(i64, Row)], table: &str) -> Vec<String> {
    let own = |row: &Row| row.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (_, row) in rows {
        *counts.entry(own(row).unwrap_or_default()).or_default() += 1;
    }
    let name = |(index, row): &(i64, Row)| match own(row) {
        Some(name) if counts.get(&name) == Some(&1) => name,
        Some(name) => format!("{name}#{index}"),
        None => format!("{table}{index}"),
    };
    rows.iter().map(name).collect()
}
