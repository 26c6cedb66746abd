//! The tables of a study: route, attempts, timeline and the ledger of evidence.

use super::fault::{Fault, Faults};
use super::table::{Table, ids};
use crate::outcome::{Event, Evidence};
use std::collections::{BTreeMap, BTreeSet};

/// A point of the route as surveyed.
#[derive(Debug, Clone, PartialEq)]
pub struct Waypoint {
    /// Distance from the start, m.
    pub distance: f64,
    /// Longitude, degrees east (WGS 84).
    pub longitude: f64,
    /// Latitude, degrees north (WGS 84).
    pub latitude: f64,
    /// Height above the sea, m.
    pub elevation: f64,
    /// Mean temperature of the ground at the depth of the pipe, K.
    pub ground_temperature: f64,
    /// Mean temperature of the air, K.
    pub air_temperature: f64,
    /// Class of terrain.
    pub terrain: String,
    /// Country.
    pub country: String,
    /// Name; empty for a point between named places.
    pub name: String,
}

/// Reads `route.csv`.
///
/// # Errors
/// An unreadable row, distances that do not increase, coordinates off the Earth, fewer than two points.
pub fn route(file: &str, text: &str) -> Result<Vec<Waypoint>, Fault> {
    let columns = [
        "distance_km",
        "longitude_deg",
        "latitude_deg",
        "elevation_m",
        "ground_temperature_C",
        "air_temperature_C",
        "terrain",
        "country",
        "name",
        "evidence",
    ];
    let table = Table::read(file, text, &columns, &columns[..8])?;
    let mut points: Vec<Waypoint> = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        let point = Waypoint {
            distance: table.number(row, "distance_km")? * 1e3,
            longitude: table.number(row, "longitude_deg")?,
            latitude: table.number(row, "latitude_deg")?,
            elevation: table.number(row, "elevation_m")?,
            ground_temperature: table.number(row, "ground_temperature_C")? + 273.15,
            air_temperature: table.number(row, "air_temperature_C")? + 273.15,
            terrain: table.text(row, "terrain").to_owned(),
            country: table.text(row, "country").to_owned(),
            name: table.text(row, "name").to_owned(),
        };
        let at = |message: String, hint: &str| Err(Fault::new(message, hint).at(table.place(row)));
        if point.distance < 0.0 {
            let km = point.distance / 1e3;
            return at(
                format!("`distance_km`: {km} is negative"),
                "count kilometres from the start of the line",
            );
        }
        if points.last().is_some_and(|last| last.distance >= point.distance) {
            let km = point.distance / 1e3;
            let hint = "put the points in order from the start, each once";
            return at(format!("`distance_km`: {km} does not lie beyond the row before"), hint);
        }
        if point.longitude.abs() > 180.0 || point.latitude.abs() > 90.0 {
            let (lon, lat) = (point.longitude, point.latitude);
            let hint = "longitude is degrees east, latitude degrees north; are they exchanged?";
            return at(format!("{lon} east, {lat} north is not on the Earth"), hint);
        }
        if !(150.0..350.0).contains(&point.ground_temperature)
            || !(150.0..350.0).contains(&point.air_temperature)
        {
            return at(
                "a temperature lies outside -120 to 75 C".into(),
                "temperatures are in degrees Celsius",
            );
        }
        if point.elevation.abs() > 9000.0 {
            return at(
                format!("`elevation_m`: {} is above every mountain", point.elevation),
                "elevations are in metres",
            );
        }
        points.push(point);
    }
    if points.len() < 2 {
        return Err(Fault::new(
            format!("{file} has fewer than two points"),
            "give the start and the end at least",
        ));
    }
    Ok(points)
}

/// What was known at the date of one attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptFacts {
    /// Number in order of time.
    pub number: u32,
    /// Date, ISO 8601.
    pub date: String,
    /// What happened.
    pub event: String,
    /// Spot price of LNG in the buyer's market, USD/MMBtu.
    pub lng_spot: f64,
    /// Price of oil-indexed LNG, USD/MMBtu.
    pub lng_oil_indexed: Option<f64>,
    /// Price by the seller's existing formula, USD/1000 m³ (20 °C).
    pub formula_price: Option<f64>,
    /// Price paid under the seller's existing contract, as reported, USD/1000 m³ (20 °C).
    pub contract_price: Option<f64>,
    /// Price of Brent, USD/bbl.
    pub brent: Option<f64>,
    /// Roubles in a dollar.
    pub rub_per_usd: f64,
    /// The buyer's ask, USD/1000 m³ (20 °C).
    pub buyer_ask: Option<f64>,
    /// The seller's ask.
    pub seller_ask: Option<f64>,
    /// Who says so; empty where no ask was published.
    pub asks: String,
    /// How it ended, as reported.
    pub outcome: String,
    /// Rows of evidence.
    pub evidence: Vec<String>,
}

/// Reads `attempts.csv`.
///
/// # Errors
/// An unreadable row.
pub fn attempts(file: &str, text: &str) -> Result<Vec<AttemptFacts>, Fault> {
    let known = [
        "attempt",
        "date",
        "event",
        "brent_usd_per_bbl",
        "brent_lagged_usd_per_bbl",
        "formula_price_usd_per_1000m3_20C",
        "pos1_price_low_usd_per_1000m3_20C",
        "pos1_price_usd_per_1000m3_20C",
        "jkm_low_usd_per_mmbtu",
        "jkm_usd_per_mmbtu",
        "jkm_high_usd_per_mmbtu",
        "oil_indexed_lng_usd_per_mmbtu",
        "ttf_usd_per_mmbtu",
        "ttf_previous_year_usd_per_mmbtu",
        "japan_lng_usd_per_mmbtu",
        "henry_hub_usd_per_mmbtu",
        "rub_per_usd",
        "buyer_ask_low_usd_per_1000m3_20C",
        "buyer_ask_usd_per_1000m3_20C",
        "buyer_ask_high_usd_per_1000m3_20C",
        "seller_ask_low_usd_per_1000m3_20C",
        "seller_ask_usd_per_1000m3_20C",
        "seller_ask_high_usd_per_1000m3_20C",
        "asks_said_by",
        "pos1_volume_bcm_20C",
        "russia_to_europe_bcm_20C",
        "russia_to_europe_year",
        "outcome",
        "evidence",
    ];
    let required = ["attempt", "date", "event", "jkm_usd_per_mmbtu", "rub_per_usd", "outcome"];
    let table = Table::read(file, text, &known, &required)?;
    let mut found = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        let lng_spot = table.number(row, "jkm_usd_per_mmbtu")?;
        let rub_per_usd = table.number(row, "rub_per_usd")?;
        if lng_spot <= 0.0 || rub_per_usd <= 0.0 {
            let hint = "prices and exchange rates are above zero";
            return Err(
                Fault::new("a price or an exchange rate is not above zero", hint).at(table.place(row))
            );
        }
        found.push(AttemptFacts {
            number: u32::try_from(row + 1).unwrap_or(u32::MAX),
            date: table.text(row, "date").to_owned(),
            event: table.text(row, "event").to_owned(),
            lng_spot,
            lng_oil_indexed: table.optional(row, "oil_indexed_lng_usd_per_mmbtu")?,
            formula_price: table.optional(row, "formula_price_usd_per_1000m3_20C")?,
            contract_price: table.optional(row, "pos1_price_usd_per_1000m3_20C")?,
            brent: table.optional(row, "brent_usd_per_bbl")?,
            rub_per_usd,
            buyer_ask: table.optional(row, "buyer_ask_usd_per_1000m3_20C")?,
            seller_ask: table.optional(row, "seller_ask_usd_per_1000m3_20C")?,
            asks: table.text(row, "asks_said_by").to_owned(),
            outcome: table.text(row, "outcome").to_owned(),
            evidence: ids(table.text(row, "evidence")),
        });
    }
    Ok(found)
}

/// A built line to compare the engine with.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalogueFacts {
    /// Name.
    pub name: String,
    /// Throughput, bcm (20 °C) a year.
    pub throughput: f64,
    /// Length, m.
    pub length: f64,
    /// Outside diameter, m.
    pub diameter: f64,
    /// Maximum operating pressure, Pa.
    pub pressure: f64,
    /// Number of stations.
    pub stations: u32,
    /// Installed power, W.
    pub installed_power: f64,
    /// Mean temperature of the ground, K.
    pub ground_temperature: f64,
    /// Mean temperature of the air, K.
    pub air_temperature: f64,
    /// What to know about it.
    pub note: String,
    /// Rows of evidence.
    pub evidence: Vec<String>,
}

/// Reads `analogues.csv`.
///
/// # Errors
/// An unreadable row, a number that is not above zero.
pub fn analogues(file: &str, text: &str) -> Result<Vec<AnalogueFacts>, Fault> {
    let columns = [
        "name",
        "throughput_bcm_20C",
        "length_km",
        "diameter_mm",
        "pressure_MPa",
        "stations",
        "installed_power_MW",
        "ground_temperature_C",
        "air_temperature_C",
        "evidence",
        "note",
    ];
    let table = Table::read(file, text, &columns, &columns[..10])?;
    let mut found = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        let positive = |column: &str| {
            let value = table.number(row, column)?;
            if value > 0.0 {
                return Ok(value);
            }
            let hint = "built lines have numbers above zero; leave the row out if one is not known";
            Err(Fault::new(format!("`{column}`: {value} is not above zero"), hint).at(table.place(row)))
        };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of stations above zero"
        )]
        let stations = positive("stations")?.round().min(1e4) as u32;
        found.push(AnalogueFacts {
            name: table.text(row, "name").to_owned(),
            throughput: positive("throughput_bcm_20C")?,
            length: positive("length_km")? * 1e3,
            diameter: positive("diameter_mm")? * 1e-3,
            pressure: positive("pressure_MPa")? * 1e6,
            stations,
            installed_power: positive("installed_power_MW")? * 1e6,
            ground_temperature: table.number(row, "ground_temperature_C")? + 273.15,
            air_temperature: table.number(row, "air_temperature_C")? + 273.15,
            note: table.text(row, "note").to_owned(),
            evidence: ids(table.text(row, "evidence")),
        });
    }
    Ok(found)
}

/// Reads `timeline.csv`; the source of an event is the claim behind it.
///
/// # Errors
/// An unreadable row.
pub fn timeline(file: &str, text: &str, ledger: &BTreeMap<String, Evidence>) -> Result<Vec<Event>, Fault> {
    let known =
        ["date", "event", "seller_position", "buyer_position", "transit_position", "outcome", "evidence"];
    let table = Table::read(file, text, &known, &["date", "event", "outcome"])?;
    Ok((0..table.len())
        .map(|row| {
            let claim = ids(table.text(row, "evidence")).into_iter().find_map(|id| ledger.get(&id));
            Event {
                date: table.text(row, "date").to_owned(),
                event: table.text(row, "event").to_owned(),
                outcome: table.text(row, "outcome").to_owned(),
                source: claim.map(|claim| format!("{} {}", claim.id, claim.who_says)).unwrap_or_default(),
            }
        })
        .collect())
}

/// Reads `evidence.csv`, the ledger of claims by id.
///
/// # Errors
/// An unreadable row, an id that is empty or stands twice, a confidence that is none of the three words.
pub fn evidence(file: &str, text: &str) -> Result<BTreeMap<String, Evidence>, Faults> {
    let columns = [
        "id",
        "quantity",
        "low",
        "central",
        "high",
        "unit",
        "date",
        "who_says",
        "source",
        "confidence",
        "note",
    ];
    let table = Table::read(file, text, &columns, &columns[..10])?;
    let mut ledger = BTreeMap::new();
    for row in 0..table.len() {
        let cell = |column: &str| table.text(row, column).to_owned();
        let claim = Evidence {
            id: cell("id"),
            quantity: cell("quantity"),
            low: cell("low"),
            central: cell("central"),
            high: cell("high"),
            unit: cell("unit"),
            date: cell("date"),
            who_says: cell("who_says"),
            source: cell("source"),
            confidence: cell("confidence"),
            note: cell("note"),
        };
        let at = |message: String, hint: &str| Faults::from(Fault::new(message, hint).at(table.place(row)));
        if claim.id.is_empty() {
            return Err(at("a claim has no id".into(), "give every row an id of its own, such as C057"));
        }
        if !["high", "med", "low"].contains(&claim.confidence.as_str()) {
            let message = format!("`confidence`: `{}` is not one of the choices", claim.confidence);
            return Err(at(message, "write high, med or low"));
        }
        let id = claim.id.clone();
        if ledger.insert(id.clone(), claim).is_some() {
            return Err(at(
                format!("the id `{id}` stands twice"),
                "claims that disagree are rows of their own ids",
            ));
        }
    }
    Ok(ledger)
}

/// The ids among `used` that the ledger does not hold, with the nearest id it does.
pub fn unknown_ids<'a>(
    used: impl IntoIterator<Item = &'a String>,
    ledger: &BTreeMap<String, Evidence>,
) -> Vec<(String, Option<String>)> {
    let missing: BTreeSet<&String> = used.into_iter().filter(|id| !ledger.contains_key(*id)).collect();
    missing
        .into_iter()
        .map(|id| {
            let near = super::fault::nearest(id, ledger.keys().map(String::as_str));
            (id.clone(), near.map(str::to_owned))
        })
        .collect()
}
