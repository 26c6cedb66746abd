//! The `.net` and `.ini` files of morgen: a network as a table of edges, and a scenario of steps.
//!
//! ```text
//! .net   P,1,2,363000.0,1.422,0,0.00001          pipe: from, to, length, diameter, rise, roughness [m]
//!        S,4,1                                   short pipe: from, to
//! .ini   T0 = 3.1          °C                    Rs = 530.0      J/(kg K)        tH = 86400.0   s
//!        up = 84.0|84.0    bar at the supplies   uq = 463.33|540.55   kg/s at the demands
//!        ut = 0|21600.0    s
//! ```
//!
//! Values of several nodes are parted by `;`, times by `|`; each holds until the next time. A node
//! with one edge is a supply where the edge starts and a demand where it ends, in order of their
//! numbers. Compressors are refused.
//!
//! Source: Himpel, Grundel and Benner, Model reduction for gas and energy systems, J. Math. Ind. 11 (2021) 13.

use std::collections::BTreeMap;

use super::Imported;
use crate::findings::{Finding, Findings};
use crate::network::{Description, Element, Link, Network, Node, NodeKind, Pipe, Valve};
use crate::schedule::{Schedule, Series};
use crate::units::GAS_CONSTANT;

/// 0 °C, K (exact).
const ZERO_CELSIUS: f64 = 273.15;

/// 1 bar, Pa (exact).
const BAR: f64 = 1e5;

/// A scenario, with the gas it states.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What is asked over time.
    pub schedule: Schedule,
    /// Temperature, K.
    pub temperature: f64,
    /// Molar mass that has the specific gas constant of the file, kg/mol.
    pub molar_mass: f64,
}

/// Reads a `.net` file; `name` is said in findings.
pub fn read_network(text: &str, name: &str) -> Result<Imported<Network>, Findings> {
    let mut findings = Vec::new();
    let mut links: Vec<(Link, f64)> = Vec::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', '%']) {
            continue;
        }
        match edge(line, links.len() + 1) {
            Ok((mut link, rise)) => {
                link.line = Some(number);
                links.push((link, rise));
            }
            Err(mistake) => findings.push(mistake.at(name, number)),
        }
    }
    let heights = heights(&links, name, &mut findings);
    let mut nodes = Vec::with_capacity(heights.len());
    for (id, height) in &heights {
        let mut ends = links.iter().filter(|(link, _)| link.from == *id || link.to == *id);
        let kind = match (ends.next(), ends.next()) {
            (Some((link, _)), None) if link.from == *id => NodeKind::Entry,
            (Some(_), None) => NodeKind::Exit,
            _ => NodeKind::Junction,
        };
        nodes.push(Node { height: *height, ..Node::new(id, kind) });
    }
    // Numbers in their own order, so that supplies and demands stand as the scenario lists them.
    nodes.sort_by_key(|node| (node.id.parse::<u64>().unwrap_or(u64::MAX), node.id.clone()));
    Findings::refuse_errors(findings)?;
    let description = Description {
        source: name.to_owned(),
        title: name.to_owned(),
        nodes,
        links: links.into_iter().map(|(link, _)| link).collect(),
    };
    let (value, notes) = Network::new(description)?;
    Ok(Imported { value, notes })
}

fn edge(line: &str, place: usize) -> Result<(Link, f64), Finding> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let [kind, from, to, rest @ ..] = fields.as_slice() else {
        return Err(Finding::error(format!("`{line}` has fewer than three fields"))
            .hint("write kind, from, to and, for a pipe, length, diameter, rise and roughness"));
    };
    let number = |i: usize, what: &str| -> Result<f64, Finding> {
        let text = rest.get(i).copied().unwrap_or("");
        text.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| {
            Finding::error(format!("the {what} of edge {place} is `{text}`"))
                .about(&place.to_string())
                .hint(format!("give the {what} as a number in m"))
        })
    };
    let (element, rise) = match *kind {
        "P" => {
            let pipe = Pipe::new(number(0, "length")?, number(1, "diameter")?, number(3, "roughness")?);
            (Element::Pipe(pipe), number(2, "rise")?)
        }
        "S" => (Element::ShortPipe, 0.0),
        "V" => (Element::Valve(Valve::default()), 0.0),
        other => {
            return Err(Finding::error(format!("edge {place} is of kind `{other}`, which is not read"))
                .hint("only pipes (P), short pipes (S) and valves (V) are"));
        }
    };
    Ok((Link::new(place.to_string(), *from, *to, element), rise))
}

/// Heights of the nodes from the rises of the edges, the first node at 0.
fn heights(links: &[(Link, f64)], name: &str, findings: &mut Vec<Finding>) -> BTreeMap<String, f64> {
    let mut heights: BTreeMap<String, f64> = BTreeMap::new();
    let mut waiting: Vec<&(Link, f64)> = links.iter().collect();
    while !waiting.is_empty() {
        let count = waiting.len();
        waiting.retain(|(link, rise)| {
            match (heights.get(&link.from).copied(), heights.get(&link.to).copied()) {
                (None, None) => return true,
                (Some(from), None) => {
                    heights.insert(link.to.clone(), from + rise);
                }
                (None, Some(to)) => {
                    heights.insert(link.from.clone(), to - rise);
                }
                (Some(from), Some(to)) => {
                    if (to - from - rise).abs() > 1e-6 {
                        let text = format!(
                            "edge {} rises {rise} m, but the edges around it rise {} m",
                            link.id,
                            to - from
                        );
                        let finding = Finding::error(text).hint("make the rises of every ring add up to 0");
                        findings.push(finding.at(name, link.line.unwrap_or(0)));
                    }
                }
            }
            false
        });
        if waiting.len() == count
            && let Some((link, _)) = waiting.first()
        {
            heights.insert(link.from.clone(), 0.0);
        }
    }
    heights
}

/// Reads an `.ini` file for a network; `name` is said in findings.
pub fn read_scenario(text: &str, name: &str, network: &Network) -> Result<Imported<Scenario>, Findings> {
    let mut reader = Reader { name, fields: BTreeMap::new(), findings: Vec::new() };
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim();
        if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with([';', '#'])) {
            reader.fields.insert(key.trim().to_owned(), (value.trim().to_owned(), number));
        }
    }
    let temperature = reader.one("T0") + ZERO_CELSIUS;
    let molar_mass = GAS_CONSTANT / reader.one("Rs");
    let mut schedule = Schedule::lasting(reader.one("tH"));
    let times = reader.table("ut");
    let times: Vec<f64> = times.into_iter().map(|row| row.first().copied().unwrap_or(f64::NAN)).collect();
    let (pressures, flows) = (reader.table("up"), reader.table("uq"));
    for (kind, table, key) in [(NodeKind::Entry, pressures, "up"), (NodeKind::Exit, flows, "uq")] {
        let ids: Vec<&str> =
            network.nodes().iter().filter(|node| node.kind == kind).map(|node| node.id.as_str()).collect();
        if table.len() != times.len() || table.iter().any(|row| row.len() != ids.len()) {
            let text = format!(
                "`{key}` must have {} values at each of {} times: one for each {} of the network",
                ids.len(),
                times.len(),
                kind.word()
            );
            reader.refuse(key, text, "part nodes by `;` and times by `|`");
            continue;
        }
        for (i, id) in ids.into_iter().enumerate() {
            let points: Vec<(f64, f64)> = times
                .iter()
                .zip(&table)
                .map(|(&t, row)| (t, if key == "up" { row[i] * BAR } else { -row[i] }))
                .collect();
            let series = Series::steps(&points);
            schedule = if key == "up" { schedule.pressure(id, series) } else { schedule.flow(id, series) };
        }
    }
    Findings::refuse_errors(reader.findings)?;
    Ok(Imported { value: Scenario { schedule, temperature, molar_mass }, notes: Vec::new() })
}

struct Reader<'a> {
    name: &'a str,
    fields: BTreeMap<String, (String, u32)>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn refuse(&mut self, key: &str, text: String, hint: &str) {
        let line = self.fields.get(key).map_or(0, |field| field.1);
        self.findings.push(Finding::error(text).at(self.name, line).hint(hint));
    }

    fn one(&mut self, key: &str) -> f64 {
        let text = self.fields.get(key).map_or("", |field| field.0.as_str()).to_owned();
        match text.parse::<f64>().ok().filter(|value| value.is_finite()) {
            Some(value) => value,
            None => {
                self.refuse(key, format!("`{key}` is `{text}`"), "give one number");
                f64::NAN
            }
        }
    }

    /// Rows by time, columns by node.
    fn table(&mut self, key: &str) -> Vec<Vec<f64>> {
        let text = self.fields.get(key).map_or("", |field| field.0.as_str()).to_owned();
        let rows: Option<Vec<Vec<f64>>> = text
            .split('|')
            .map(|row| row.split(';').map(|value| value.trim().parse::<f64>().ok()).collect())
            .collect();
        rows.unwrap_or_else(|| {
            self.refuse(key, format!("`{key}` is `{text}`"), "part nodes by `;` and times by `|`");
            Vec::new()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn supplies_and_demands_are_the_ends_of_the_network() {
        let text = "# kind, from, to\nP,1,2,1000.0,0.5,3,0.0001\nS,4,1\nS,2,5\n";
        let network = read_network(text, "small.net").unwrap().value;
        let ini = "T0 = 10.0\nRs = 530.0\ntH = 7200.0\nup = 50|51\nuq = 20|25\nut = 0|3600\n";
        let scenario = read_scenario(ini, "day.ini", &network).unwrap().value;
        assert_eq!(scenario.schedule.pressures["4"].after(0.0), 50e5);
        assert_eq!(scenario.schedule.flows["5"].after(3600.0), -25.0);
        assert_eq!(network.nodes()[network.node("2").unwrap()].height, 3.0);
        assert_eq!(scenario.temperature, 283.15);
    }

    #[test]
    fn mistakes_are_said_with_their_line() {
        let found = read_network("P,1,2,abc,0.5,0,0.0001\nC,2,3\n", "bad.net").unwrap_err().to_string();
        assert!(found.contains("bad.net:1") && found.contains("bad.net:2"), "{found}");
        let network = read_network("P,1,2,1000,0.5,0,0.0001\n", "a.net").unwrap().value;
        let found = read_scenario("T0 = 1\nRs = 500\ntH = 1\nup = 5;6\nuq = 1\nut = 0", "b.ini", &network);
        assert!(found.unwrap_err().to_string().contains("b.ini:4"));
    }
}
