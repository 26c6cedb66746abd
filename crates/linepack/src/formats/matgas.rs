//! MATGAS `.m` of GasModels: scalars and tables of a natural-gas network in the syntax of MATLAB.
//!
//! ```text
//! mgc.temperature = 288.706;          % scalars; the units are SI
//! % id fr_junction to_junction diameter length friction_factor …     names of the columns
//! mgc.pipe = [
//! 1  5  2  0.6  50000  0.01  …
//! ];
//! ```
//!
//! A junction of type 1 is held at its nominal pressure; receipts enter, deliveries and transfers leave
//! at their nominal flow. Pipes keep their stated friction factor. Rows of status 0 and the
//! candidates of expansion (`ne_pipe`, `ne_compressor`) are left out and said.
//!
//! Source: the MATGAS description of GasModels.jl, LANL.

use std::collections::BTreeMap;

use super::Imported;
use super::case::{Case, Format, StatedGas};
use crate::findings::{Finding, Findings};
use crate::gas::Law;
use crate::network::{
    CompressorStation, ControlValve, Description, Element, Link, Network, Node, NodeKind, Pipe, Resistor,
    Valve,
};
use crate::scenario::{Nomination, Scenario, Setting};
use crate::units::GAS_CONSTANT;

/// Molar mass of air of the format, kg/mol.
const AIR: f64 = 0.028_964_7;

/// Columns of the tables where no comment names them.
const COLUMNS: [(&str, &str); 9] = [
    ("junction", "id p_min p_max p_nominal junction_type status"),
    ("pipe", "id fr_junction to_junction diameter length friction_factor p_min p_max status"),
    (
        "compressor",
        "id fr_junction to_junction c_ratio_min c_ratio_max power_max flow_min flow_max inlet_p_min inlet_p_max outlet_p_min outlet_p_max status",
    ),
    ("receipt", "id junction_id injection_min injection_max injection_nominal is_dispatchable status"),
    ("delivery", "id junction_id withdrawal_min withdrawal_max withdrawal_nominal is_dispatchable status"),
    ("transfer", "id junction_id withdrawal_min withdrawal_max withdrawal_nominal is_dispatchable status"),
    ("short_pipe", "id fr_junction to_junction status"),
    ("valve", "id fr_junction to_junction status"),
    ("resistor", "id fr_junction to_junction drag diameter status"),
];

/// One row by column.
struct Row {
    cells: BTreeMap<String, String>,
    line: u32,
}

struct Reader<'a> {
    file: &'a str,
    scalars: BTreeMap<String, (String, u32)>,
    tables: BTreeMap<String, Vec<Row>>,
    findings: Vec<Finding>,
}

/// Reads a network with what is asked of it.
pub fn read(text: &str, file: &str) -> Result<Imported<Case>, Findings> {
    let mut reader = Reader { file, scalars: BTreeMap::new(), tables: BTreeMap::new(), findings: Vec::new() };
    reader.parse(text);
    let mut description =
        Description { source: file.to_owned(), title: file.to_owned(), ..Description::default() };
    let mut scenario = Scenario { name: file.to_owned(), ..Scenario::default() };
    let base = |reader: &mut Reader<'_>, key: &str| {
        if reader.scalars.get("is_per_unit").is_some_and(|(value, _)| value == "1") {
            reader.scalar(key).unwrap_or(f64::NAN)
        } else {
            1.0
        }
    };
    if let Some((units, line)) = reader.scalars.get("units").cloned()
        && units.trim_matches('\'') != "si"
    {
        reader.refuse(format!("the units are {units}"), line, "units", "convert the file to units = 'si'");
    }
    let (pressure, flow, length) = (
        base(&mut reader, "base_pressure"),
        base(&mut reader, "base_flow"),
        base(&mut reader, "base_length"),
    );
    reader.junctions(&mut description, &mut scenario, pressure);
    reader.flows(&mut description, &mut scenario, flow);
    reader.links(&mut description, &mut scenario, [pressure, flow, length]);
    let gas = reader.gas();
    for table in reader.tables.keys().filter(|name| name.starts_with("ne_")) {
        let text = format!("table `{table}`, candidates of expansion, is left out");
        reader.findings.push(Finding::note(text).at(file, 1));
    }
    let mut notes = Findings::refuse_errors(reader.findings)?;
    let (network, found) = Network::new(description)?;
    notes.extend(found);
    Ok(Imported { value: Case { network, scenario: Some(scenario), gas, format: Format::Matgas }, notes })
}

impl Reader<'_> {
    fn refuse(&mut self, text: String, line: u32, element: &str, hint: &str) {
        self.findings.push(Finding::error(text).at(self.file, line).about(element).hint(hint));
    }

    fn parse(&mut self, text: &str) {
        let mut table: Option<(String, Vec<String>, u32)> = None;
        let mut comment: Vec<String> = Vec::new();
        for (number, whole) in (1_u32..).zip(text.lines()) {
            let line = whole.trim();
            if let Some(words) = line.strip_prefix('%') {
                if !words.starts_with('%') {
                    comment = words
                        .trim_start_matches("column_names%")
                        .split_whitespace()
                        .map(str::to_owned)
                        .collect();
                }
                continue;
            }
            let line = without_comment(line);
            if line.is_empty() {
                continue;
            }
            if let Some((name, columns, _)) = &table {
                if line.starts_with(']') {
                    table = None;
                    continue;
                }
                let (row, end) = line.strip_suffix("];").map_or((line, false), |row| (row, true));
                let cells = cells(row);
                if !cells.is_empty() {
                    let cells = columns.iter().cloned().zip(cells).collect();
                    self.tables.entry(name.clone()).or_default().push(Row { cells, line: number });
                }
                if end {
                    table = None;
                }
            } else if let Some((name, value)) =
                line.strip_prefix("mgc.").and_then(|line| line.split_once('='))
            {
                let (name, value) = (name.trim().to_owned(), value.trim());
                if value.starts_with('[') || value.starts_with('{') {
                    let known = COLUMNS.iter().find(|(table, _)| *table == name);
                    let columns = match (comment.first().map(String::as_str), known) {
                        (Some("id"), _) | (_, None) => comment.clone(),
                        (_, Some((_, columns))) => columns.split_whitespace().map(str::to_owned).collect(),
                    };
                    self.tables.entry(name.clone()).or_default();
                    table = (!value.ends_with("];")).then_some((name, columns, number));
                } else {
                    self.scalars.insert(name, (value.trim_end_matches(';').trim().to_owned(), number));
                }
                comment.clear();
            } else if !line.starts_with("function") && !line.starts_with("end") {
                self.refuse(
                    format!("`{}` is no line of MATGAS", shown(line)),
                    number,
                    "",
                    "write mgc.NAME = VALUE;",
                );
            }
        }
        if let Some((name, _, line)) = table {
            self.refuse(
                format!("table `{name}` is not closed"),
                line,
                &name,
                "the file may be cut off; end the table with ];",
            );
        }
        if self.tables.is_empty() && self.findings.is_empty() {
            self.refuse(
                "the file holds no table".into(),
                1,
                "",
                "give a MATGAS file with mgc.junction and mgc.pipe",
            );
        }
    }

    fn scalar(&mut self, key: &str) -> Option<f64> {
        let (text, line) = self.scalars.get(key)?.clone();
        let number = text.parse::<f64>().ok().filter(|value| value.is_finite());
        if number.is_none() {
            self.refuse(format!("`{key}` is `{}`", shown(&text)), line, key, "give one number");
        }
        number
    }

    /// The rows of a table that are in service.
    fn rows(&mut self, name: &str) -> Vec<Row> {
        let mut rows = self.tables.remove(name).unwrap_or_default();
        let before = rows.len();
        rows.retain(|row| row.cells.get("status").is_none_or(|status| status != "0"));
        if rows.len() < before {
            let text =
                format!("{} rows of table `{name}` have the status 0 and are left out", before - rows.len());
            self.findings.push(Finding::note(text).at(self.file, 1));
        }
        rows
    }

    fn word(&mut self, row: &Row, owner: &str, key: &str) -> Option<String> {
        let word = row.cells.get(key).cloned();
        if word.is_none() {
            self.refuse(format!("{owner} has no `{key}`"), row.line, owner, "give every column of the row");
        }
        word
    }

    fn number(&mut self, row: &Row, owner: &str, key: &str) -> Option<f64> {
        let text = self.word(row, owner, key)?;
        let number = text.parse::<f64>().ok().filter(|value| value.is_finite());
        if number.is_none() {
            let hint = if text.contains(',') {
                "write a point for the decimal comma"
            } else {
                "give a finite number"
            };
            self.refuse(format!("`{key}` of {owner} is `{}`", shown(&text)), row.line, owner, hint);
        }
        number
    }

    /// A number that may be absent; values of 1e20 and more mean none.
    fn limit(&mut self, row: &Row, owner: &str, key: &str) -> Option<f64> {
        row.cells.get(key)?;
        self.number(row, owner, key).filter(|value| value.abs() < 1e20)
    }

    fn junctions(&mut self, description: &mut Description, scenario: &mut Scenario, base: f64) {
        for row in self.rows("junction") {
            let Some(id) = self.word(&row, "a junction", "id") else { continue };
            let owner = format!("junction {id}");
            let mut node = Node::new(&id, NodeKind::Junction);
            node.line = Some(row.line);
            node.pressure_min = self.limit(&row, &owner, "p_min").map(|p| p * base);
            node.pressure_max = self.limit(&row, &owner, "p_max").map(|p| p * base);
            if row.cells.get("junction_type").is_some_and(|kind| kind == "1") {
                node.kind = NodeKind::Entry;
                if let Some(pressure) = self.number(&row, &owner, "p_nominal") {
                    scenario.pressures.insert(id.clone(), pressure * base);
                }
            }
            description.nodes.push(node);
        }
    }

    fn flows(&mut self, description: &mut Description, scenario: &mut Scenario, base: f64) {
        let mut inflow: BTreeMap<String, f64> = BTreeMap::new();
        for (table, column, sign) in [
            ("receipt", "injection_nominal", 1.0),
            ("delivery", "withdrawal_nominal", -1.0),
            ("transfer", "withdrawal_nominal", -1.0),
        ] {
            for row in self.rows(table) {
                let owner = format!("{table} of line {}", row.line);
                let node = self.word(&row, &owner, "junction_id");
                let flow = self.number(&row, &owner, column);
                if let (Some(node), Some(flow)) = (node, flow) {
                    if !description.nodes.iter().any(|known| known.id == node) {
                        self.refuse(
                            format!("{owner} names junction {node}, which does not exist"),
                            row.line,
                            &owner,
                            "name a junction of the table",
                        );
                    }
                    *inflow.entry(node).or_default() += sign * flow * base;
                }
            }
        }
        for node in &mut description.nodes {
            let Some(flow) = inflow.get(&node.id).copied().filter(|flow| *flow != 0.0) else { continue };
            if !scenario.pressures.contains_key(&node.id) {
                node.kind = if flow > 0.0 { NodeKind::Entry } else { NodeKind::Exit };
                scenario.inflows.insert(node.id.clone(), Nomination::Fixed(flow));
            }
        }
    }

    fn links(
        &mut self,
        description: &mut Description,
        scenario: &mut Scenario,
        [pressure, flow, length]: [f64; 3],
    ) {
        let mut seen = std::collections::BTreeSet::new();
        for table in ["pipe", "compressor", "short_pipe", "valve", "resistor", "loss_resistor", "regulator"] {
            for row in self.rows(table) {
                let words = table.replace('_', " ");
                let Some(id) = self.word(&row, &format!("a {words}"), "id") else { continue };
                // Kinds are numbered on their own: a pipe 1 and a compressor 1 are two elements.
                let id = format!("{words} {id}");
                seen.insert(id.clone());
                let from = self.word(&row, &id, "fr_junction");
                let to = self.word(&row, &id, "to_junction");
                let element = match table {
                    "pipe" => {
                        let (d, l) = (self.number(&row, &id, "diameter"), self.number(&row, &id, "length"));
                        let lambda = self.number(&row, &id, "friction_factor");
                        match (d, l, lambda) {
                            (Some(d), Some(l), Some(lambda)) => Some(Element::Pipe(Pipe {
                                friction_factor: Some(lambda),
                                ..Pipe::new(l * length, d, 0.0)
                            })),
                            _ => None,
                        }
                    }
                    "compressor" => {
                        scenario.settings.insert(id.clone(), Setting::Open);
                        Some(Element::CompressorStation(Box::new(CompressorStation {
                            pressure_in_min: self.limit(&row, &id, "inlet_p_min").map(|p| p * pressure),
                            pressure_out_max: self.limit(&row, &id, "outlet_p_max").map(|p| p * pressure),
                            bypass: true,
                            ..CompressorStation::default()
                        })))
                    }
                    "valve" => Some(Element::Valve(Valve::default())),
                    "regulator" => Some(Element::ControlValve(ControlValve::default())),
                    "resistor" => {
                        let (factor, d) =
                            (self.number(&row, &id, "drag"), self.number(&row, &id, "diameter"));
                        factor
                            .zip(d)
                            .map(|(factor, diameter)| Element::Resistor(Resistor::Drag { factor, diameter }))
                    }
                    "loss_resistor" => self
                        .number(&row, &id, "p_loss")
                        .map(|loss| Element::Resistor(Resistor::FixedLoss { pressure: loss * pressure })),
                    _ => Some(Element::ShortPipe),
                };
                if let (Some(from), Some(to), Some(element)) = (from, to, element) {
                    let mut link = Link::new(&id, from, to, element);
                    link.line = Some(row.line);
                    if table == "compressor" {
                        link.flow_min = self.limit(&row, &id, "flow_min").map(|q| q * flow);
                        link.flow_max = self.limit(&row, &id, "flow_max").map(|q| q * flow);
                    }
                    description.links.push(link);
                }
            }
        }
        if !scenario.settings.is_empty() {
            self.findings.push(
                Finding::note(
                    "compressors stand in bypass until they are set: the file states ranges, no set points",
                )
                .hint("set them with --set \"compressor 1.ratio=1.2\""),
            );
        }
    }

    fn gas(&mut self) -> StatedGas {
        let temperature = self.scalar("temperature");
        let z = self.scalar("compressibility_factor").unwrap_or(1.0);
        let gravity = self.scalar("gas_specific_gravity");
        let sound = self.scalar("sound_speed");
        let molar_mass = match (sound, temperature, gravity) {
            (Some(a), Some(t), _) if a > 0.0 && t > 0.0 => {
                self.findings.push(Finding::note(format!(
                    "the molar mass is the one that has the stated speed of sound, {a} m/s, by a² = Z R T/M"
                )));
                Some(z * GAS_CONSTANT * t / (a * a))
            }
            (_, _, Some(gravity)) => Some(gravity * AIR),
            _ => None,
        };
        StatedGas { molar_mass, temperature, law: Some(Law::Constant(z)), ..StatedGas::default() }
    }
}

/// A line without what follows `%` outside quotes.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    for (place, letter) in line.char_indices() {
        match letter {
            '\'' => quoted = !quoted,
            '%' if !quoted => return line.get(..place).unwrap_or(line).trim_end(),
            _ => {}
        }
    }
    line
}

/// Cells of a row: numbers and quoted words, parted by blanks or commas.
fn cells(row: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    for letter in row.chars() {
        match letter {
            '\'' => {
                quoted = !quoted;
                if !quoted {
                    found.push(std::mem::take(&mut cell));
                }
            }
            ' ' | '\t' | ';' if !quoted => {
                if !cell.is_empty() {
                    found.push(std::mem::take(&mut cell));
                }
            }
            _ => cell.push(letter),
        }
    }
    if !cell.is_empty() {
        found.push(cell);
    }
    found
}

/// A text cut for a message.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}
