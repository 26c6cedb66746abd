//! What the line costs to build, to keep and to feed: investment by part, spending by year, tariff.

use super::hydraulics::Operation;
use super::stage::LineStage;
use super::values::{CostValues, PartyValues, Values};
use crate::cost::{
    CapexTable, CostError, Opex, Phasing, PriceBook, Prices, Segment, StationSite, Works, merged,
};
use crate::money::{Currency, Money};
use crate::project::levelised::YearByYear;
use crate::study::data::Waypoint;
use crate::study::fault::Fault;
use crate::wall::steel_mass_per_length;
use std::collections::BTreeMap;

/// Diameter at which the laying cost of the study holds, m.
const LAYING_DIAMETER: f64 = 1.42;

/// The cost of one line. Money in million USD, gas in bcm (20 °C), prices in USD per 1000 m³.
#[derive(Debug, Clone)]
pub struct CostResult {
    /// Investment, row by row.
    pub table: CapexTable,
    /// Investment, bn USD.
    pub capex: f64,
    /// Pipe steel, t.
    pub steel: f64,
    /// Spending by year, the first of building first.
    pub capex_by_year: Vec<f64>,
    /// Upkeep by year.
    pub upkeep_by_year: Vec<f64>,
    /// Deliveries by year.
    pub sold_by_year: Vec<f64>,
    /// Gas taken in over gas delivered.
    pub intake: f64,
    /// Parts of the tariff: capital, upkeep, fuel.
    pub tariff_parts: [f64; 3],
    /// Tariff.
    pub tariff: f64,
}

fn told(error: impl std::fmt::Display) -> Fault {
    Fault::new(format!("the cost: {error}"), "check the values of [cost]")
}

/// The classes of terrain, as `route.csv` names them, with their multiplier; a river crossing lies in what is around it.
fn terrain(values: &CostValues) -> BTreeMap<String, f64> {
    let [steppe, desert, permafrost, swamp, mountain] = values.terrain;
    let classes = [
        ("taiga hills", 1.0),
        ("plain", 1.0),
        ("steppe", steppe),
        ("desert", desert),
        ("permafrost plain", permafrost),
        ("swamp", swamp),
        ("mountain", mountain),
    ];
    classes.map(|(name, factor)| (name.to_owned(), factor)).into()
}

/// The country in which a place of the route lies.
pub fn country(route: &[Waypoint], distance: f64) -> &str {
    let behind = route.iter().rev().find(|point| point.distance <= distance + 1.0);
    behind.or(route.first()).map_or("", |point| point.country.as_str())
}

fn segments(stage: &LineStage, route: &[Waypoint]) -> Vec<Segment> {
    let values = &stage.values;
    let steel = steel_mass_per_length(values.diameter, stage.wall) * f64::from(values.strings);
    let mut around = "plain";
    let mut found = Vec::with_capacity(route.len());
    for (point, next) in route.iter().zip(route.iter().skip(1)) {
        let length = next.distance.min(values.end) - point.distance;
        if length <= 0.0 {
            break;
        }
        let crossing = point.terrain == "river crossing";
        if !crossing {
            around = &point.terrain;
        }
        found.push(Segment {
            country: point.country.clone(),
            terrain: around.to_owned(),
            length,
            steel: steel * length,
            outside_diameter: values.diameter,
            strings: values.strings,
            crossings: u32::from(crossing),
            haul: 0.0,
        });
    }
    merged(&found)
}

fn prices(values: &CostValues, seller_country: &str, money: Money) -> PriceBook {
    let at = |laying: f64, roubles: f64| {
        let level =
            (1.0 + values.overrun) * (1.0 - roubles + roubles * values.rouble_rate / values.rouble_now);
        Prices {
            pipe_steel: values.steel * 1e3 * level,
            coating: 0.0,
            pipe_transport: 0.0,
            laying: values.laying * 1e3 * laying * level,
            crossing: values.crossing * level,
            station_fixed: values.station_fixed * level,
            station_per_megawatt: values.station * 1e6 * level,
            fill_gas: 0.0,
            laying_diameter: LAYING_DIAMETER,
            laying_exponent: values.laying_exponent,
            further_string: values.further_string,
            terrain: terrain(values),
            engineering: 0.0,
            contingency: values.contingency,
            owner: values.owner,
        }
    };
    let by_country = [(seller_country.to_owned(), at(1.0, values.rouble_share))].into();
    PriceBook { money, general: at(values.laying_abroad, 0.0), by_country }
}

/// Years of delivery: the volume of each, million m³ per thousand, after the years of building.
fn sold(values: &Values) -> Vec<f64> {
    let CostValues { phasing, ramp, life, .. } = &values.cost;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "years of delivery, at least one"
    )]
    let years = life.round().max(1.0) as usize;
    let share = |year: usize| ramp.get(year).or(ramp.last()).copied().unwrap_or(1.0);
    let deliveries = (0..years).map(|year| share(year) * values.market.volume);
    std::iter::repeat_n(0.0, phasing.len()).chain(deliveries).collect()
}

impl CostResult {
    /// Works out what a line with its operation costs.
    ///
    /// # Errors
    /// When a value makes no cost, such as a terrain without a multiplier.
    pub fn new(
        values: &Values,
        route: &[Waypoint],
        money_year: u32,
        stage: &LineStage,
        operation: &Operation,
    ) -> Result<Self, Fault> {
        let Values { cost, party, .. } = values;
        let money = Money::new(Currency::USD, money_year.cast_signed());
        let home = route.first().map_or("", |point| point.country.as_str());
        let stations = operation.solution.stations.iter().zip(1..).map(|(state, number)| StationSite {
            name: format!("CS {number}"),
            country: country(route, state.distance).to_owned(),
            shaft_power: state.shaft_power,
        });
        let works = Works {
            segments: segments(stage, route),
            stations: stations.collect(),
            installed_ratio: stage.values.installed_ratio,
            fill: 0.0,
        };
        let table =
            CapexTable::estimate(&prices(cost, home, money), &works).map_err(|error| match error {
                CostError::Terrain { .. } => {
                    Fault::new(format!("route.csv: {error}"), "use one of these classes of terrain")
                }
                _ => told(error),
            })?;
        let sold_by_year = sold(values);
        let years = sold_by_year.len();
        let phasing = Phasing {
            line: cost.phasing.clone(),
            stations: cost.phasing.clone(),
            first_gas: cost.phasing.len(),
        };
        let opex = Opex { line_share: cost.line_upkeep, station_share: cost.station_upkeep, fixed: 0.0 };
        let million =
            |series: Vec<f64>| -> Vec<f64> { series.into_iter().map(|value| value / 1e6).collect() };
        let capex_by_year = million(phasing.spending(&table, years).map_err(told)?);
        let upkeep_by_year = million(phasing.operation(&table, &opex, years).map_err(told)?);
        let solution = &operation.solution;
        let intake = solution.intake / solution.delivered;
        let tariff = tariff(party, cost, (&capex_by_year, &upkeep_by_year, &sold_by_year), intake)?;
        Ok(Self {
            capex: table.total().value / 1e9,
            steel: works.segments.iter().map(|segment| segment.steel).sum::<f64>() / 1e3,
            table,
            capex_by_year,
            upkeep_by_year,
            sold_by_year,
            intake,
            tariff_parts: tariff,
            tariff: tariff.iter().sum(),
        })
    }
}

/// Capital, upkeep and fuel of one unit delivered; fuel at the cost of production and its tax.
fn tariff(
    party: &PartyValues,
    cost: &CostValues,
    (capex, upkeep, sold): (&[f64], &[f64], &[f64]),
    intake: f64,
) -> Result<[f64; 3], Fault> {
    let gas = party.production + party.extraction_tax;
    let levelised = YearByYear {
        capex: capex.to_vec(),
        operation: upkeep.to_vec(),
        fuel: sold.iter().map(|sold| sold * (intake - 1.0) * gas).collect(),
        volume: sold.to_vec(),
        salvage: 0.0,
    }
    .levelised(cost.rate)
    .map_err(told)?;
    Ok([levelised.capital, levelised.operation, levelised.fuel])
}
