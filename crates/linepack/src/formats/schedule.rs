//! Our own schedules: what is asked of a network over time, in TOML, with series in CSV beside it.
//!
//! ```text
//! duration = "24 h"
//! [flows]        exit = "-40 kg/s"                      constant; positive into the network
//! [pressures]    entry = { times = ["0 h", "24 h"], values = ["70 bara", "72 bara"], shape = "linear" }
//! [controls]     station = { discharge_pressure = "80 bara" }      or "open", "closed"
//! [limits]       exit = { min = "40 bara" }
//! [[events]]     time = "6 h", element = "station", action = "trip"   or open, close, repair, flow, pressure, set, leak
//! ```
//!
//! A table has a head such as `time [h], flow exit [kg/s], pressure entry [bara] step`.

use toml_edit::{Document, Item, TableLike, Value};

use super::Imported;
use crate::findings::{Finding, Findings};
use crate::network::Network;
use crate::scenario::PressureLimits;
use crate::schedule::{Action, Control, Event, Orifice, Schedule, Series, Shape};
use crate::units::{Length, MassFlow, Pressure, Quantity, Time};

/// Reads a schedule in TOML; `name` is said in findings. Values of volume flow need the molar mass in kg/mol.
///
/// ```
/// use linepack::formats::schedule;
/// let text = "duration = \"2 h\"\n[flows]\ncity = \"-40 kg/s\"\n";
/// let schedule = schedule::read(text, "day.toml", None).unwrap().value;
/// assert_eq!(schedule.flows["city"].after(0.0), -40.0);
/// ```
pub fn read(text: &str, name: &str, molar_mass: Option<f64>) -> Result<Imported<Schedule>, Findings> {
    let line_of = |at: usize| {
        let before = text.as_bytes().get(..at).unwrap_or_default();
        1 + before.iter().map(|&byte| u32::from(byte == b'\n')).sum::<u32>()
    };
    let document = match Document::parse(text.to_owned()) {
        Ok(document) => document,
        Err(error) => {
            let line = error.span().map_or(1, |span| line_of(span.start));
            let finding = Finding::error(format!("the file is not TOML: {}", error.message().trim()));
            return Err(finding.at(name, line).hint("mend the syntax").into());
        }
    };
    let mut reader = Reader { name, line_of: &line_of, molar_mass, findings: Vec::new() };
    let schedule = reader.schedule(document.as_table());
    let notes = Findings::refuse_errors(reader.findings)?;
    Ok(Imported { value: schedule, notes })
}

struct Reader<'a> {
    name: &'a str,
    line_of: &'a dyn Fn(usize) -> u32,
    molar_mass: Option<f64>,
    findings: Vec<Finding>,
}

/// What a series measures.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Flow,
    Pressure,
    Ratio,
}

impl Reader<'_> {
    fn refuse(&mut self, item: &Item, text: impl Into<String>, element: &str, hint: &str) {
        let line = item.span().map_or(1, |span| (self.line_of)(span.start));
        self.findings.push(Finding::error(text).at(self.name, line).about(element).hint(hint));
    }

    fn schedule(&mut self, table: &dyn TableLike) -> Schedule {
        let mut schedule = Schedule::default();
        for (key, item) in table.iter() {
            match (key, item.as_table_like()) {
                ("duration", _) => schedule.end = self.time(item, "duration").unwrap_or(0.0),
                ("flows", Some(table)) => {
                    for (id, item) in table.iter() {
                        if let Some(series) = self.series(item, id, Kind::Flow) {
                            schedule.flows.insert(id.to_owned(), series);
                        }
                    }
                }
                ("pressures", Some(table)) => {
                    for (id, item) in table.iter() {
                        if let Some(series) = self.series(item, id, Kind::Pressure) {
                            schedule.pressures.insert(id.to_owned(), series);
                        }
                    }
                }
                ("controls", Some(table)) => {
                    for (id, item) in table.iter() {
                        if let Some(control) = self.control(item, id) {
                            schedule.controls.insert(id.to_owned(), control);
                        }
                    }
                }
                ("limits", Some(table)) => {
                    for (id, item) in table.iter() {
                        let mut limit = |key: &str| {
                            let item = item.as_table_like()?.get(key)?;
                            self.number(item, id, Kind::Pressure)
                        };
                        let limits = PressureLimits { min: limit("min"), max: limit("max") };
                        schedule.pressure_limits.insert(id.to_owned(), limits);
                    }
                }
                ("events", _) if item.is_array_of_tables() || item.is_array() => {
                    let tables: Vec<&dyn TableLike> = match (item.as_array_of_tables(), item.as_array()) {
                        (Some(tables), _) => tables.iter().map(|table| table as &dyn TableLike).collect(),
                        (_, Some(array)) => array
                            .iter()
                            .filter_map(|value| value.as_inline_table().map(|table| table as &dyn TableLike))
                            .collect(),
                        _ => Vec::new(),
                    };
                    for table in tables {
                        if let Some(event) = self.event(item, table) {
                            schedule.events.push(event);
                        }
                    }
                }
                _ => self.refuse(
                    item,
                    format!("`{key}` is not part of a schedule"),
                    key,
                    "known are duration, flows, pressures, controls, limits and events",
                ),
            }
        }
        schedule
    }

    fn event(&mut self, whole: &Item, table: &dyn TableLike) -> Option<Event> {
        let element = table.get("element").and_then(Item::as_str).map(str::to_owned);
        let Some(element) = element else {
            self.refuse(whole, "an event names no element", "", "write element = \"station\"");
            return None;
        };
        let Some(time) = table.get("time") else {
            let text = format!("the event at `{element}` has no time");
            self.refuse(whole, text, &element, "write time = \"6 h\"");
            return None;
        };
        let at = self.time(time, &element)?;
        let action = if let Some(item) = table.get("flow") {
            Action::Flow(self.series(item, &element, Kind::Flow)?)
        } else if let Some(item) = table.get("pressure") {
            Action::Pressure(self.series(item, &element, Kind::Pressure)?)
        } else if let Some(item) = table.get("leak") {
            Action::Leak(self.hole(item, &element)?)
        } else if let Some(item) = table.get("set") {
            Action::Set(self.control(item, &element)?)
        } else {
            match table.get("action").and_then(Item::as_str) {
                Some("trip") => Action::Trip,
                Some("repair") => Action::Repair,
                Some("open") => Action::Set(Control::Open),
                Some("closed" | "close") => Action::Set(Control::Closed),
                other => {
                    let text = format!("the event at `{element}` does `{}`", other.unwrap_or("nothing"));
                    let hint = "write action = \"trip\", \"open\", \"close\" or \"repair\", or give flow, pressure, leak or set";
                    self.refuse(time, text, &element, hint);
                    return None;
                }
            }
        };
        Some(Event { time: at, element, action })
    }

    /// `{ diameter = "50 mm", discharge_coefficient = 0.8 }`, or the diameter alone.
    fn hole(&mut self, item: &Item, id: &str) -> Option<Orifice> {
        let table = item.as_table_like();
        let text = table.map_or(item.as_str(), |table| table.get("diameter").and_then(Item::as_str));
        let coefficient = table.and_then(|table| table.get("discharge_coefficient")).map(Item::as_float);
        match (text.map(str::parse::<Length>), coefficient) {
            (Some(Ok(diameter)), None) => {
                Some(Orifice { diameter: diameter.si(), discharge_coefficient: 0.8 })
            }
            (Some(Ok(diameter)), Some(Some(discharge_coefficient))) => {
                Some(Orifice { diameter: diameter.si(), discharge_coefficient })
            }
            _ => {
                let text = format!("the hole at `{id}` is not understood");
                let hint = "write leak = { diameter = \"50 mm\", discharge_coefficient = 0.8 }";
                self.refuse(item, text, id, hint);
                None
            }
        }
    }

    fn control(&mut self, item: &Item, id: &str) -> Option<Control> {
        match (item.as_str(), item.as_table_like()) {
            (Some("open"), _) => Some(Control::Open),
            (Some("closed"), _) => Some(Control::Closed),
            (_, Some(table)) if table.len() == 1 => {
                let (key, item) = table.iter().next()?;
                match key {
                    "ratio" => self.series(item, id, Kind::Ratio).map(Control::Ratio),
                    "discharge_pressure" => {
                        self.series(item, id, Kind::Pressure).map(Control::DischargePressure)
                    }
                    "suction_pressure" => self.series(item, id, Kind::Pressure).map(Control::SuctionPressure),
                    "flow" => self.series(item, id, Kind::Flow).map(Control::Flow),
                    _ => self.no_control(item, id),
                }
            }
            _ => self.no_control(item, id),
        }
    }

    fn no_control(&mut self, item: &Item, id: &str) -> Option<Control> {
        self.refuse(
            item,
            format!("the control of `{id}` is not understood"),
            id,
            "write \"open\", \"closed\", or one of ratio, discharge_pressure, suction_pressure and flow",
        );
        None
    }

    fn series(&mut self, item: &Item, id: &str, kind: Kind) -> Option<Series> {
        let Some(table) = item.as_table_like() else {
            return self.number(item, id, kind).map(Series::constant);
        };
        let list = |key: &str| table.get(key).and_then(Item::as_array);
        let (Some(times), Some(values)) = (list("times"), list("values")) else {
            let hint = "write { times = [\"0 h\", \"6 h\"], values = [\"-40 kg/s\", \"-60 kg/s\"] }";
            self.refuse(item, format!("the series of `{id}` lacks times or values"), id, hint);
            return None;
        };
        let shape = match table.get("shape").and_then(Item::as_str) {
            None | Some("linear") => Shape::Linear,
            Some("step") => Shape::Step,
            Some(other) => {
                let text = format!("the series of `{id}` has the shape `{other}`");
                self.refuse(item, text, id, "write \"linear\" or \"step\"");
                return None;
            }
        };
        let place = |value: &Value| Item::Value(value.clone());
        let times: Vec<f64> = times.iter().map(|v| self.time(&place(v), id)).collect::<Option<_>>()?;
        let values: Vec<f64> =
            values.iter().map(|v| self.number(&place(v), id, kind)).collect::<Option<_>>()?;
        let series = Series { times, values, shape };
        if let Some(mistake) = series.mistake(&format!("the series of `{id}`"), f64::MAX, f64::MIN) {
            self.refuse(item, mistake.text, id, mistake.hint.as_deref().unwrap_or("mend it"));
            return None;
        }
        Some(series)
    }

    fn time(&mut self, item: &Item, id: &str) -> Option<f64> {
        match item.as_str().map(str::parse::<Time>) {
            Some(Ok(time)) => Some(time.si()),
            Some(Err(error)) => {
                self.refuse(item, format!("the time at `{id}`: {error}"), id, &error.hint());
                None
            }
            None => {
                self.refuse(item, format!("the time at `{id}` has no unit"), id, "write it as \"6 h\"");
                None
            }
        }
    }

    fn number(&mut self, item: &Item, id: &str, kind: Kind) -> Option<f64> {
        let ratio = item.as_float().or_else(|| item.as_integer().map(whole)).filter(|_| kind == Kind::Ratio);
        if ratio.is_some() {
            return ratio;
        }
        let Some(text) = item.as_str() else {
            let example = if kind == Kind::Flow { "\"-40 kg/s\"" } else { "\"70 bara\"" };
            self.refuse(
                item,
                format!("the value of `{id}` has no unit"),
                id,
                &format!("write it as {example}"),
            );
            return None;
        };
        match quantity(text, kind, self.molar_mass) {
            Ok(value) => Some(value),
            Err((text, hint)) => {
                self.refuse(item, format!("the value of `{id}`: {text}"), id, &hint);
                None
            }
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "a ratio is small")]
fn whole(value: i64) -> f64 {
    value as f64
}

/// A text as a number in SI; why not, and what to try.
fn quantity(text: &str, kind: Kind, molar_mass: Option<f64>) -> Result<f64, (String, String)> {
    match kind {
        Kind::Pressure => text.parse::<Pressure>().map(Pressure::si).map_err(|e| (e.to_string(), e.hint())),
        Kind::Ratio => text.parse::<f64>().map_err(|_| (format!("`{text}` is no ratio"), "write 1.2".into())),
        Kind::Flow => {
            let read: Quantity =
                text.parse().map_err(|e: crate::units::UnitError| (e.to_string(), e.hint()))?;
            if let (Ok(moles), Some(molar_mass)) = (read.to("mol/s"), molar_mass) {
                return Ok(moles * molar_mass);
            }
            text.parse::<MassFlow>().map(MassFlow::si).map_err(|e| (e.to_string(), e.hint()))
        }
    }
}

/// Adds the series of a table in CSV to a schedule; the head names kind, place and unit of each column.
pub fn read_table(
    text: &str,
    name: &str,
    molar_mass: Option<f64>,
    schedule: &mut Schedule,
) -> Result<(), Findings> {
    let refuse = |line: u32, text: String, hint: &str| -> Findings {
        Finding::error(text).at(name, line).hint(hint).into()
    };
    let mut lines = (1_u32..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let (_, head) =
        lines.next().ok_or_else(|| refuse(1, "the table is empty".into(), "give a head and rows"))?;
    let mut columns = Vec::new();
    for cell in head.split(',').map(str::trim) {
        let parts = cell.split_once('[').and_then(|(what, rest)| Some((what, rest.split_once(']')?)));
        let Some((what, (unit, after))) = parts else {
            let hint = "write time [h], flow city [kg/s], pressure field [bara] step";
            return Err(refuse(1, format!("the column `{cell}` has no unit"), hint));
        };
        let (kind, id) = what.trim().split_once(' ').unwrap_or((what.trim(), ""));
        let shape = if after.trim() == "step" { Shape::Step } else { Shape::Linear };
        columns.push((kind.to_owned(), id.trim().to_owned(), unit.to_owned(), shape, Vec::new()));
    }
    if columns.first().is_none_or(|column| column.0 != "time") {
        return Err(refuse(1, "the first column is not the time".into(), "begin with time [h]"));
    }
    let mut times: Vec<f64> = Vec::new();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        if cells.len() != columns.len() {
            let text = format!("the row has {} values for {} columns", cells.len(), columns.len());
            return Err(refuse(number, text, "give one value for each column"));
        }
        for (place, (cell, (kind, id, unit, _, values))) in cells.iter().zip(&mut columns).enumerate() {
            if cell.is_empty() {
                let text = format!("the {kind} of `{id}` has a gap");
                return Err(refuse(number, text, "give a value in every row"));
            }
            let whole = format!("{cell} {unit}");
            let read = match kind.as_str() {
                "time" => whole.parse::<Time>().map(Time::si).map_err(|e| (e.to_string(), e.hint())),
                "flow" => quantity(&whole, Kind::Flow, molar_mass),
                "pressure" | "discharge_pressure" | "suction_pressure" => {
                    quantity(&whole, Kind::Pressure, None)
                }
                "ratio" => quantity(cell, Kind::Ratio, None),
                other => Err((
                    format!("`{other}` is not a kind of column"),
                    "known are time, flow, pressure, ratio, discharge_pressure and suction_pressure".into(),
                )),
            };
            match read {
                Err((text, hint)) => return Err(refuse(number, format!("{kind} {id}: {text}"), &hint)),
                Ok(time) if place == 0 => {
                    if times.last().is_some_and(|&last| time <= last) {
                        let fault = if times.last() == Some(&time) { "repeated" } else { "out of order" };
                        return Err(refuse(
                            number,
                            format!("the time {whole} is {fault}"),
                            "sort the rows by time",
                        ));
                    }
                    times.push(time);
                }
                Ok(value) => values.push(value),
            }
        }
    }
    for (kind, id, _, shape, values) in columns.into_iter().skip(1) {
        let series = Series { times: times.clone(), values, shape };
        match kind.as_str() {
            "flow" => drop(schedule.flows.insert(id, series)),
            "pressure" => drop(schedule.pressures.insert(id, series)),
            "ratio" => drop(schedule.controls.insert(id, Control::Ratio(series))),
            "suction_pressure" => drop(schedule.controls.insert(id, Control::SuctionPressure(series))),
            _ => drop(schedule.controls.insert(id, Control::DischargePressure(series))),
        }
    }
    Ok(())
}

/// Refuses two pressures or a pressure and a flow asked for at one node, by name.
pub fn contradictions(schedule: &Schedule, network: &Network) -> Vec<Finding> {
    let mut found = Vec::new();
    for id in schedule.pressures.keys().filter(|id| schedule.flows.contains_key(*id)) {
        if network.node(id).is_some() {
            let text = format!(
                "both a pressure and a flow are asked for at `{id}`; the pressure is held and the flow is free"
            );
            found.push(Finding::warning(text).about(id).hint("leave out one of them"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_has_series_controls_limits_and_events() {
        let text = r#"
duration = "24 h"
[flows]
city = { times = ["0 h", "6 h"], values = ["-40 kg/s", "-50 kg/s"], shape = "step" }
[pressures]
field = "70 bara"
[controls]
station = { discharge_pressure = "80 bara" }
[limits]
city = { min = "40 bara" }
[[events]]
time = "3 h"
element = "station"
action = "trip"
"#;
        let schedule = read(text, "day.toml", None).unwrap().value;
        assert_eq!(schedule.end, 86_400.0);
        assert_eq!(schedule.flows["city"].after(30_000.0), -50.0);
        assert_eq!(schedule.pressures["field"].after(0.0), 7e6);
        assert_eq!(schedule.pressure_limits["city"].min, Some(4e6));
        assert_eq!(schedule.events[0].action, Action::Trip);
    }

    #[test]
    fn mistakes_are_said_with_file_and_line() {
        for (text, words) in [
            ("duration = 5\n", "day.toml:1"),
            ("[flows]\ncity = \"-40 bara\"\n", "day.toml:2"),
            ("[pressures]\nfield = \"70 bar\"\n", "absolute or gauge"),
            (
                "[flows]\na = { times = [\"2 h\", \"1 h\"], values = [\"1 kg/s\", \"2 kg/s\"] }\n",
                "out of order",
            ),
            ("[[events]]\ntime = \"1 h\"\nelement = \"v\"\naction = \"jump\"\n", "`jump`"),
            ("colour = 1\n", "not part of a schedule"),
            ("a = [\n", "not TOML"),
        ] {
            let found = read(text, "day.toml", None).unwrap_err().to_string();
            assert!(found.contains(words) && found.contains("day.toml:"), "{found}");
        }
    }

    #[test]
    fn a_table_is_read_by_its_head_and_refused_by_line() {
        let mut schedule = Schedule::default();
        let good = "time [h],flow city [kg/s],pressure field [bara] step\n0,-40,70\n6,-50,71\n";
        read_table(good, "day.csv", None, &mut schedule).unwrap();
        assert_eq!(schedule.flows["city"].after(10_800.0), -45.0);
        for (bad, words) in [
            ("time [h],flow city [kg/s]\n0,-40\n0,-50\n", "repeated"),
            ("time [h],flow city [kg/s]\n1,-40\n0,-50\n", "out of order"),
            ("time [h],flow city [kg/s]\n0,\n", "gap"),
            ("time [h],flow city\n0,1\n", "no unit"),
            ("time [h],flow city [bara]\n0,1\n", "day.csv:2"),
        ] {
            let found = read_table(bad, "day.csv", None, &mut schedule).unwrap_err().to_string();
            assert!(found.contains(words), "{found}");
        }
    }
}
