//! Beside the study's line: other designs, built lines, and how well the market repeats what happened.

use super::cost::CostResult;
use super::evaluate::{Evaluation, Prepared};
use super::hydraulics::{Operation, Unbuildable};
use super::market::told;
use super::stage::{LineStage, STRIDE};
use super::values::{LineValues, Values};
use crate::market::Options;
use crate::market::world::to_contract_price;
use crate::outcome::{Alternative, Analogue, MisfitRow};
use crate::study::Study;
use crate::study::data::Waypoint;
use crate::study::fault::Fault;

/// The designs of `[design]`: every diameter with every pressure and number of strings, each with its best number of stations.
///
/// # Errors
/// When the lists do not fit each other, or a value makes no line.
pub fn designs(
    study: &Study,
    prepared: &Prepared,
    chosen: Option<&Evaluation>,
) -> Result<Vec<Alternative>, Fault> {
    let inputs = &study.inputs;
    let base = Values::of(inputs);
    let grades: Vec<&str> = inputs.text("design.grades").split(',').map(str::trim).collect();
    let pressures = inputs.list("design.pressures");
    if grades.len() != pressures.len() {
        let message =
            format!("`design.grades` has {} grades for {} pressures", grades.len(), pressures.len());
        let fault = Fault::new(message, "name one grade for each of design.pressures");
        return Err(match inputs.get("design.grades") {
            Some(input) => fault.at(input.place.clone()),
            None => fault,
        });
    }
    let mut found = Vec::new();
    for &diameter in inputs.list("design.diameters") {
        for (&pressure, &grade) in pressures.iter().zip(&grades) {
            for &strings in inputs.list("design.strings") {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
                let strings = strings.round().max(1.0) as u32;
                let line = LineValues {
                    diameter,
                    pressure,
                    strings,
                    grade: grade.to_owned(),
                    stations: None,
                    ..base.line.clone()
                };
                let same = base.line == LineValues { stations: base.line.stations, ..line.clone() };
                let row = match chosen.filter(|_| same) {
                    Some(evaluation) => of(evaluation),
                    None => {
                        let start = chosen.map(|chosen| likely(chosen, &line));
                        design(prepared, &Values { line, ..base.clone() }, start)?
                    }
                };
                found.push(Alternative { chosen: same, ..row });
            }
        }
    }
    if let Some(evaluation) = chosen.filter(|_| !found.iter().any(|row| row.chosen)) {
        let row = of(evaluation);
        found.push(Alternative { chosen: true, ..row });
    }
    let sound = |row: &Alternative| row.tariff.filter(|_| row.infeasible.is_empty());
    let least = found.iter().filter_map(sound).fold(f64::INFINITY, f64::min);
    for row in &mut found {
        row.cheapest = sound(row) == Some(least);
    }
    Ok(found)
}

/// A likely number of stations: friction takes pressure as the square of flow and pressure and the fifth power of diameter.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the search")]
fn likely(chosen: &Evaluation, line: &LineValues) -> u32 {
    let known = &chosen.values.line;
    let strings = f64::from(known.strings) / f64::from(line.strings);
    let (wider, higher) = (known.diameter / line.diameter, known.pressure / line.pressure);
    let number = f64::from(chosen.stations) * strings.powi(2) * wider.powi(5) * higher.powi(2);
    number.round().clamp(1.0, 1e3) as u32
}

/// The study's own line as a row.
fn of(evaluation: &Evaluation) -> Alternative {
    let passed = LineStage::passed(&evaluation.operation);
    row(&evaluation.line, Some((&evaluation.operation, &evaluation.cost)), passed)
}

/// One design with its best number of stations.
fn design(prepared: &Prepared, values: &Values, start: Option<u32>) -> Result<Alternative, Fault> {
    let mut stage = match LineStage::new(&values.line, &prepared.route, &prepared.gas) {
        Ok(stage) => stage,
        Err(fault) => return Ok(unbuilt(&values.line, fault.message)),
    };
    let cost = |stage: &LineStage, operation: &Operation| {
        CostResult::new(values, &prepared.route, prepared.money_year, stage, operation)
    };
    let best = stage.best(&prepared.gas, (start, STRIDE), |stage, operation| {
        cost(stage, operation).map(|cost| cost.tariff)
    })?;
    match best {
        Ok(number) => match stage.operation(&prepared.gas, number).clone() {
            Ok(operation) => {
                let cost = cost(&stage, &operation)?;
                Ok(row(&stage, Some((&operation, &cost)), LineStage::passed(&operation)))
            }
            Err(_) => Ok(unbuilt(&values.line, format!("{number} stations do not work"))),
        },
        Err(infeasible) => Ok(row(&stage, None, infeasible.cause)),
    }
}

fn unbuilt(values: &LineValues, infeasible: String) -> Alternative {
    Alternative {
        diameter: values.diameter,
        pressure: values.pressure,
        strings: values.strings,
        wall_sp36: None,
        wall_b318: None,
        stations: None,
        power: None,
        fuel_share: None,
        steel: None,
        capex: None,
        tariff: None,
        chosen: false,
        cheapest: false,
        infeasible,
    }
}

fn row(stage: &LineStage, works: Option<(&Operation, &CostResult)>, infeasible: String) -> Alternative {
    let nominal = |wall: &Result<crate::wall::Wall, String>| wall.as_ref().ok().map(|wall| wall.nominal);
    let solution = works.map(|(operation, _)| &operation.solution);
    Alternative {
        wall_sp36: nominal(&stage.wall_sp36),
        wall_b318: nominal(&stage.wall_b318),
        stations: solution.and_then(|solution| u32::try_from(solution.stations.len()).ok()),
        power: solution.map(|solution| solution.shaft_power),
        fuel_share: solution.map(|solution| solution.fuel_share),
        steel: works.map(|(_, cost)| cost.steel),
        capex: works.map(|(_, cost)| cost.capex),
        tariff: works.map(|(_, cost)| cost.tariff),
        ..unbuilt(&stage.values, infeasible)
    }
}

/// The greatest volume that some number of stations delivers, bcm (20 °C) a year, to a thousandth of the asked one.
///
/// # Errors
/// When a value makes no line.
pub fn greatest_volume(prepared: &Prepared, values: &Values) -> Result<f64, Fault> {
    let (mut carried, mut refused) = (0.0, 1.0);
    while refused - carried > 1e-3 {
        let share = f64::midpoint(carried, refused);
        let line = LineValues { volume: values.line.volume * share, ..values.line.clone() };
        let mut stage = LineStage::new(&line, &prepared.route, &prepared.gas)?;
        match stage.best(&prepared.gas, (None, STRIDE), |_, operation| Ok(operation.solution.shaft_power))? {
            Ok(number)
                if stage
                    .operation(&prepared.gas, number)
                    .as_ref()
                    .is_ok_and(|operation| LineStage::passed(operation).is_empty()) =>
            {
                carried = share;
            }
            _ => refused = share,
        }
    }
    Ok(values.market.volume * carried)
}

/// Built lines followed with the same engine: published stations and power against ours.
///
/// # Errors
/// When a row makes no line.
pub fn analogues(study: &Study, prepared: &Prepared, base: &Values) -> Result<Vec<Analogue>, Fault> {
    let mut found = Vec::with_capacity(study.analogues.len());
    for facts in &study.analogues {
        let point = |distance: f64| Waypoint {
            distance,
            longitude: 0.0,
            latitude: 0.0,
            elevation: 0.0,
            ground_temperature: facts.ground_temperature,
            air_temperature: facts.air_temperature,
            terrain: "plain".into(),
            country: String::new(),
            name: String::new(),
        };
        let line = LineValues {
            volume: base.line.volume * facts.throughput / base.market.volume,
            end: facts.length,
            diameter: facts.diameter,
            pressure: facts.pressure,
            strings: 1,
            stations: Some(facts.stations),
            ..base.line.clone()
        };
        let stage = LineStage::new(&line, &[point(0.0), point(facts.length)], &prepared.gas);
        let (operating_power, finding) = match stage {
            Err(fault) => (None, fault.message),
            Ok(mut stage) => match stage.operation(&prepared.gas, facts.stations).clone() {
                Ok(operation) => (Some(operation.solution.shaft_power), String::new()),
                Err(Unbuildable::TooFew { needed: Some(needed), reached }) => {
                    let more = stage
                        .operation(&prepared.gas, needed)
                        .as_ref()
                        .ok()
                        .map(|o| o.solution.shaft_power / 1e6);
                    let power =
                        more.map_or_else(String::new, |power| format!(", with {power:.0} MW operating"));
                    let text = format!(
                        "in the model {} stations reach km {:.0} of {:.0} at this flow on one string; {needed} are needed{power}: the published stations cannot serve this flow over this length",
                        facts.stations,
                        reached / 1e3,
                        facts.length / 1e3
                    );
                    (None, text)
                }
                Err(Unbuildable::TooMany) => (None, "in the model fewer stations do".to_owned()),
                Err(Unbuildable::TooFew { .. }) => {
                    (None, "in the model no number of stations carries this flow".to_owned())
                }
                Err(Unbuildable::Flow(reason)) => (None, reason),
            },
        };
        let note = [facts.note.as_str(), finding.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>();
        found.push(Analogue {
            name: facts.name.clone(),
            throughput: facts.throughput,
            length: facts.length,
            stations: facts.stations,
            installed_power: facts.installed_power,
            operating_power,
            ratio: operating_power.map(|power| facts.installed_power / power),
            note: note.join("; "),
            evidence: facts.evidence.clone(),
        });
    }
    Ok(found)
}

/// Reported against modelled prices and volumes of the base year and of the years since.
///
/// # Errors
/// When the market of such a year does not clear.
pub fn misfits(prepared: &Prepared) -> Result<Vec<MisfitRow>, Fault> {
    let world = &prepared.market.world;
    let options = Options::default();
    let mut found = Vec::new();
    let (_, base) = world.base_year(&options).map_err(|error| told(&error))?;
    let mut years = vec![(2024, base)];
    for year in [2021, 2023, 2025] {
        if let Ok((_, rows)) = world.backcast(year, &options) {
            years.push((year.cast_unsigned(), rows));
        }
    }
    for (year, rows) in years {
        for row in rows {
            let mut add = |what: &str, compared: &crate::market::world::Compared, price: bool| {
                let Some(reported) = compared.actual else { return };
                let scale = |value: f64| if price { to_contract_price(value) } else { value };
                found.push(MisfitRow {
                    year,
                    region: row.region.clone(),
                    what: what.to_owned(),
                    reported: scale(reported),
                    model: scale(compared.model),
                    unit: if price { "USD/1000m3(20C)" } else { "bcm(EI)/yr" }.to_owned(),
                });
            };
            add("price", &row.price, true);
            add("consumption", &row.consumption, false);
            add("production", &row.production, false);
            add("LNG imports", &row.lng_imports, false);
            add("LNG exports", &row.lng_exports, false);
        }
    }
    Ok(found)
}
