//! What a study answers: every figure with its formula, its inputs and its sources, and the tables drawn from them.
//!
//! An [`Outcome`] is plain data. It is written as `results.json`, drawn as the report, and walked by
//! `linepack explain`. Nothing in it is text to be parsed: sentences are made from it by the report.

use serde::{Deserialize, Serialize};

/// One figure, and how it came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Dotted name, stable between versions: `deal.range`; an input of the study is `input.` and its key.
    pub id: String,
    /// What it is, in plain words.
    pub label: String,
    /// The value in `unit`; NaN never occurs, a quantity that does not exist is left out.
    pub value: f64,
    /// The words of an input that is a text or a list; its `value` is then the first number, or 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Unit as the study and the report write it, such as `USD/1000m3(20C)`; `–` for a ratio or a count.
    pub unit: String,
    /// Lower end of its range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Upper end of its range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// The formula in words and symbols; empty for an input.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub formula: String,
    /// Ids of the quantities that enter the formula.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// Ids of the rows of evidence behind an input.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// Why this value was taken, where no source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumption: Option<String>,
    /// Where the input stands: file and line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// One claim, with who made it and when. Claims that disagree stay separate rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Identifier, such as `C057`.
    pub id: String,
    /// What is claimed.
    pub quantity: String,
    /// Lower end, as printed.
    pub low: String,
    /// Central value, as printed.
    pub central: String,
    /// Upper end, as printed.
    pub high: String,
    /// Unit, as printed.
    pub unit: String,
    /// Date of the claim or of what it speaks of.
    pub date: String,
    /// Who says so.
    pub who_says: String,
    /// Where it is published.
    pub source: String,
    /// `high`, `med` or `low`.
    pub confidence: String,
    /// Remarks.
    pub note: String,
}

/// A point of the calculated state along the line. All SI.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ProfilePoint {
    /// Distance from the start, m.
    pub distance: f64,
    /// Height above the sea, m.
    pub elevation: f64,
    /// Absolute pressure, Pa.
    pub pressure: f64,
    /// Gas temperature, K.
    pub temperature: f64,
    /// Ground temperature, K.
    pub ground_temperature: f64,
    /// Gas velocity, m/s.
    pub velocity: f64,
    /// Mass flow of all strings together, kg/s.
    pub flow: f64,
}

/// A compressor station in operation. All SI.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationState {
    /// Name, such as `CS 7`.
    pub name: String,
    /// Country it stands in.
    pub country: String,
    /// Distance from the start, m.
    pub distance: f64,
    /// Longitude, degrees east (WGS 84).
    pub longitude: f64,
    /// Latitude, degrees north (WGS 84).
    pub latitude: f64,
    /// Height above the sea, m.
    pub elevation: f64,
    /// Suction pressure, Pa.
    pub suction_pressure: f64,
    /// Discharge pressure, Pa.
    pub discharge_pressure: f64,
    /// Discharge temperature before the cooler, K.
    pub discharge_temperature: f64,
    /// Temperature after the cooler, K.
    pub cooled_temperature: f64,
    /// Shaft power in operation, W.
    pub shaft_power: f64,
    /// Installed power at ISO conditions, W.
    pub installed_power: f64,
    /// Fuel burnt, kg/s.
    pub fuel: f64,
}

/// A point of the route on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoutePoint {
    /// Name; empty for a point between named places.
    pub name: String,
    /// Country.
    pub country: String,
    /// Longitude, degrees east (WGS 84).
    pub longitude: f64,
    /// Latitude, degrees north (WGS 84).
    pub latitude: f64,
    /// Distance along the line, m.
    pub distance: f64,
    /// Height above the sea, m.
    pub elevation: f64,
}

/// One line of the investment table, bn USD of the study's money year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CapexItem {
    /// Country or section.
    pub section: String,
    /// Kind: pipe steel, laying, stations, …
    pub kind: String,
    /// Amount, bn USD.
    pub value: f64,
}

/// One part of a price or tariff, USD per 1000 m³ (20 °C), in the order it is added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PricePart {
    /// What is paid for.
    pub label: String,
    /// Amount, USD per 1000 m³ (20 °C); negative where it lowers the sum.
    pub value: f64,
    /// Id of the quantity that holds it.
    pub quantity: String,
}

/// One design that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// Outside diameter, m.
    pub diameter: f64,
    /// Maximum operating pressure, Pa absolute.
    pub pressure: f64,
    /// Number of parallel strings.
    pub strings: u32,
    /// Wall by SP 36.13330, m.
    pub wall_sp36: Option<f64>,
    /// Wall by ASME B31.8, m.
    pub wall_b318: Option<f64>,
    /// Number of stations; absent where no layout works.
    pub stations: Option<u32>,
    /// Operating shaft power, W.
    pub power: Option<f64>,
    /// Fuel share of the intake.
    pub fuel_share: Option<f64>,
    /// Pipe steel, tonnes.
    pub steel: Option<f64>,
    /// Investment, bn USD.
    pub capex: Option<f64>,
    /// Levelised tariff, USD per 1000 m³ (20 °C).
    pub tariff: Option<f64>,
    /// The design the study uses.
    pub chosen: bool,
    /// The least-cost design of the table.
    pub cheapest: bool,
    /// Why it cannot be built; empty where it can.
    pub infeasible: String,
}

/// A check of a code of practice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CodeCheck {
    /// Code, such as `SP 36.13330`.
    pub code: String,
    /// Clause or formula.
    pub clause: String,
    /// What is checked.
    pub what: String,
    /// Calculated value.
    pub computed: f64,
    /// Limit.
    pub limit: f64,
    /// Unit of both.
    pub unit: String,
    /// Whether it holds.
    pub passed: bool,
}

/// A built line calculated with the same engine, against its published data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analogue {
    /// Name of the line.
    pub name: String,
    /// Published throughput, bcm(20C)/yr.
    pub throughput: f64,
    /// Published length, m.
    pub length: f64,
    /// Published number of stations.
    pub stations: u32,
    /// Published installed power, W.
    pub installed_power: f64,
    /// Operating power by the model, W; absent where the model finds no operating state.
    pub operating_power: Option<f64>,
    /// Installed over operating.
    pub ratio: Option<f64>,
    /// What to know about it.
    pub note: String,
    /// Rows of evidence.
    pub evidence: Vec<String>,
}

/// Prices and volumes of one region in one year, with and without the pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarketRow {
    /// Year of delivery.
    pub year: u32,
    /// Code of the region.
    pub region: String,
    /// Name of the region.
    pub name: String,
    /// Wholesale price without the pipeline, USD per 1000 m³ (20 °C).
    pub price_without: f64,
    /// Wholesale price with it.
    pub price_with: f64,
    /// Consumption without it, bcm(20C)/yr.
    pub consumption_without: f64,
    /// Consumption with it.
    pub consumption_with: f64,
    /// Net imports without it, bcm(20C)/yr.
    pub imports_without: f64,
    /// Net imports with it.
    pub imports_with: f64,
}

/// How well the market model repeats the base year, by region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MisfitRow {
    /// Year.
    pub year: u32,
    /// Name of the region.
    pub region: String,
    /// What is compared, such as `production`.
    pub what: String,
    /// Reported value.
    pub reported: f64,
    /// Value of the model.
    pub model: f64,
    /// Unit of both.
    pub unit: String,
}

/// What a party gains or loses by the project, bn USD a year at the Nash price unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// Party: seller, buyer, transit state, or a region.
    pub party: String,
    /// What the amount is made of, in words.
    pub note: String,
    /// Gain (positive) or loss, bn USD a year, average over the deliveries.
    pub value: f64,
}

/// Reservation prices of the two sides in one pair of capacities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capacity {
    /// The seller's capacity: `company` or `state`.
    pub seller: String,
    /// The buyer's capacity: `importer` or `country`.
    pub buyer: String,
    /// Least price the seller signs at, USD per 1000 m³ (20 °C).
    pub seller_reservation: f64,
    /// Greatest price the buyer signs at.
    pub buyer_reservation: f64,
    /// Whether this is the pair of the headline.
    pub headline: bool,
}

/// The bargain as it stood at one attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Number in order of time.
    pub number: u32,
    /// Date, ISO 8601.
    pub date: String,
    /// What happened.
    pub event: String,
    /// How it ended, as reported.
    pub outcome: String,
    /// Results by the same ids as in the main list.
    pub quantities: Vec<Quantity>,
    /// The seller's published ask, USD per 1000 m³ (20 °C).
    pub seller_ask: Option<f64>,
    /// The buyer's published ask.
    pub buyer_ask: Option<f64>,
    /// Who reported the asks, or that none were published.
    pub asks: String,
    /// What would have closed it, one finding a line.
    pub closing: Vec<Inverse>,
}

/// The answer to "what would have to be true": one unknown, solved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inverse {
    /// The question in words.
    pub question: String,
    /// Id of the input that is the unknown.
    pub unknown: String,
    /// Unit of the unknown.
    pub unit: String,
    /// Its value today.
    pub today: f64,
    /// The value that does it; absent where no value in the interval does.
    pub answer: Option<f64>,
    /// Interval that was searched.
    pub searched: (f64, f64),
}

/// How far one input moves the result, between its own low and high.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Swing {
    /// Id of the input.
    pub input: String,
    /// Plain name of the input.
    pub label: String,
    /// Unit of the input.
    pub unit: String,
    /// Low value of the input.
    pub low: f64,
    /// High value of the input.
    pub high: f64,
    /// Result at the low value, USD per 1000 m³ (20 °C).
    pub result_at_low: f64,
    /// Result at the high value.
    pub result_at_high: f64,
}

/// Something a reader should know before trusting a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// `note`, `warning` or `limit`.
    pub level: String,
    /// What was found.
    pub text: String,
    /// Where it stands, if in a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Whether the question has an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The asked volume can be carried within all limits.
    Feasible,
    /// It cannot; the findings name the element, the limit and the numbers.
    Infeasible,
    /// No answer was found.
    NotFound,
}

/// One event of the negotiations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Date or month, ISO 8601.
    pub date: String,
    /// What happened.
    pub event: String,
    /// How it ended.
    pub outcome: String,
    /// Source.
    pub source: String,
}

/// A file the study was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Name within the study's folder.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// What made the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engine {
    /// Version of linepack.
    pub version: String,
    /// Commit it was built from; empty when unknown.
    pub commit: String,
}

/// Who and what the study is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Short name: the folder's.
    pub name: String,
    /// Title for a reader.
    pub title: String,
    /// The date the study speaks of.
    pub as_of: String,
    /// Name of the selling side.
    pub seller: String,
    /// Name of the buying side.
    pub buyer: String,
    /// Name of the transit state; empty if there is none.
    pub transit: String,
    /// Place of delivery, where price and capacity are counted.
    pub delivery_point: String,
    /// Code of the buyer's region in the market.
    pub buyer_region: String,
    /// Year of money of all results.
    pub money_year: u32,
}

/// The answer of a study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Name and version of this layout: `linepack-run/1`.
    pub schema: String,
    /// What made it.
    pub engine: Engine,
    /// SHA-256 over all inputs and overrides.
    pub input_hash: String,
    /// The files it was read from.
    pub inputs: Vec<InputFile>,
    /// Whether the asked volume can be carried.
    pub verdict: Verdict,
    /// Who and what.
    pub study: Header,
    /// Every figure: results first, inputs after.
    pub quantities: Vec<Quantity>,
    /// The five attempts, or however many the study lists.
    pub attempts: Vec<Attempt>,
    /// Route on the map.
    pub route: Vec<RoutePoint>,
    /// State along the line.
    pub profile: Vec<ProfilePoint>,
    /// Stations.
    pub stations: Vec<StationState>,
    /// Designs that were looked at.
    pub alternatives: Vec<Alternative>,
    /// Checks of the wall.
    pub code_checks: Vec<CodeCheck>,
    /// Built lines for comparison.
    pub analogues: Vec<Analogue>,
    /// Investment.
    pub capex: Vec<CapexItem>,
    /// Parts of the tariff to the delivery point.
    pub tariff_parts: Vec<PricePart>,
    /// Parts of the seller's reservation price (headline capacity).
    pub seller_parts: Vec<PricePart>,
    /// Parts of the buyer's reservation price (headline capacity).
    pub buyer_parts: Vec<PricePart>,
    /// Reservation prices by capacity.
    pub capacities: Vec<Capacity>,
    /// Prices and volumes with and without the pipeline.
    pub market: Vec<MarketRow>,
    /// Reported against modelled values of the base year and of backcasts.
    pub misfits: Vec<MisfitRow>,
    /// Who gains and who loses.
    pub gains: Vec<Gain>,
    /// Inputs by how far they move `deal.range`, the strongest first.
    pub tornado: Vec<Swing>,
    /// What would have to be true for the gap to close, or for it to open.
    pub closing: Vec<Inverse>,
    /// Events of the negotiations.
    pub timeline: Vec<Event>,
    /// The ledger of claims.
    pub evidence: Vec<Evidence>,
    /// What a reader should know.
    #[serde(rename = "messages")]
    pub findings: Vec<Finding>,
}

impl Outcome {
    /// The quantity with this id.
    pub fn quantity(&self, id: &str) -> Option<&Quantity> {
        self.quantities.iter().find(|quantity| quantity.id == id)
    }

    /// The value of the quantity with this id.
    pub fn value(&self, id: &str) -> Option<f64> {
        self.quantity(id).map(|quantity| quantity.value)
    }

    /// The claim with this id.
    pub fn claim(&self, id: &str) -> Option<&Evidence> {
        self.evidence.iter().find(|claim| claim.id == id)
    }
}
