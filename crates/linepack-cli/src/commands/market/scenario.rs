//! Scenarios of the market as words: `NAME: TERM, TERM`, such as `Gulf stop: offline.GLF=6 months, elasticity=0.2`.

use anyhow::{Result, bail};
use linepack_economics::market::world::{MarketScenario, PipeSupply, World};

/// What a term may say, with the units that its value may have; an empty unit is a plain number.
const TERMS: [(&str, &[&str], &str); 12] = [
    ("offline.REGION", &["bcm/yr", "months"], "liquefaction out of service, or all of it for so many months"),
    ("new_lng.REGION", &["bcm/yr"], "liquefaction beyond the outlook"),
    ("demand.REGION", &[""], "factor on demand"),
    ("demand_level", &[""], "outlook of demand: -1 low, 0 central, 1 high"),
    ("demand_level.REGION", &[""], "the same for one region"),
    ("elasticity", &[""], "factor on every elasticity; below 1 for a shock within a year"),
    ("brent", &["USD/bbl"], "price of oil in the contracts"),
    ("lng_cost", &["USD/1000m3"], "added to the cost of every delivery of LNG"),
    ("carbon", &["USD/t"], "price of carbon dioxide that consumers pay"),
    ("carbon.REGION", &["USD/t"], "the same in one region"),
    ("stop.FROM-TO", &["months"], "pipelines that stand still for so many months of the year"),
    ("pipe", &["bcm(20C)/yr"], "contract volume through the study's line"),
];

/// A scenario with its name.
#[derive(Debug, Clone)]
pub struct Named {
    /// Name for tables.
    pub name: String,
    /// The scenario.
    pub scenario: MarketScenario,
}

/// Who sells and buys through the study's line, and the gas taken in over the gas delivered.
#[derive(Debug, Clone)]
pub struct Line {
    /// Region where the gas is produced.
    pub seller: String,
    /// Region that takes it.
    pub buyer: String,
    /// Intake over delivery.
    pub intake: f64,
    /// World volume over contract volume of the same energy.
    pub factor: f64,
}

/// Every term with its units, for `--help`.
pub fn help() -> String {
    let line = |(term, units, meaning): &(&str, &[&str], &str)| {
        let unit = units.join(" or ");
        format!("  {term:<22} {unit:<18} {meaning}")
    };
    TERMS.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads `NAME: TERM, TERM` on top of a base scenario.
pub fn read(text: &str, base: &MarketScenario, world: &World, year: i32, line: &Line) -> Result<Named> {
    let (name, terms) = match text.split_once(':') {
        Some((name, terms)) => (name.trim().to_owned(), terms),
        None => (text.trim().to_owned(), text),
    };
    let mut scenario = base.clone();
    for term in terms.split(',').map(str::trim).filter(|term| !term.is_empty()) {
        let Some((key, value)) = term.split_once('=') else {
            bail!(
                "error: `{term}` in scenario `{name}` has no `=`\n  hint: write a term such as brent=\"90 USD/bbl\""
            );
        };
        apply(&mut scenario, (key.trim(), value.trim().trim_matches('"')), world, year, line)?;
    }
    Ok(Named { name, scenario })
}

fn apply(
    scenario: &mut MarketScenario,
    (key, value): (&str, &str),
    world: &World,
    year: i32,
    line: &Line,
) -> Result<()> {
    let (stem, of) = key.split_once('.').map_or((key, None), |(stem, of)| (stem, Some(of)));
    let known = TERMS.iter().find(|(term, ..)| {
        let (own, takes) = term.split_once('.').map_or((*term, false), |(own, _)| (own, true));
        own == stem && takes == of.is_some()
    });
    let Some((_, units, _)) = known else {
        let terms: Vec<&str> = TERMS.iter().map(|(term, ..)| *term).collect();
        bail!("error: there is no term `{key}` of a scenario\n  hint: one of {}", terms.join(", "));
    };
    let (number, unit) = value.split_once(' ').map_or((value, ""), |(number, unit)| (number, unit.trim()));
    let number: f64 = match number.parse() {
        Ok(number) if f64::is_finite(number) && units.contains(&unit) => number,
        Ok(_) | Err(_) if units == &[""] => {
            bail!("error: `{key}={value}` is no plain number\n  hint: write {key}=1.1")
        }
        _ => bail!(
            "error: `{key}={value}` needs a number with the unit {}\n  hint: write {key}=\"10 {}\"",
            units.join(" or "),
            units[0]
        ),
    };
    let least = if ["demand_level", "lng_cost"].contains(&stem) { f64::NEG_INFINITY } else { 0.0 };
    let most = if unit == "months" { 12.0 } else { f64::INFINITY };
    if number < least || number > most {
        bail!("error: `{key}={value}` is out of range\n  hint: from {least} to {most}");
    }
    let region = of.unwrap_or_default().to_owned();
    if of.is_some() && stem != "stop" {
        world.region(&region).map_err(|error| super::study::told(&error))?;
    }
    match (stem, of) {
        ("offline", _) if unit == "months" => {
            let at = world.region(&region).map_err(|error| super::study::told(&error))?;
            let plants =
                world.liquefaction.iter().filter(|plant| plant.region == at && plant.tier == "existing");
            let all: f64 = plants.map(|plant| plant.capacity.level(year)).sum();
            scenario.liquefaction_offline.insert(region, all * number / 12.0);
        }
        ("offline", _) => drop(scenario.liquefaction_offline.insert(region, number)),
        ("new_lng", _) => drop(scenario.liquefaction_added.insert(region, number)),
        ("demand", _) => drop(scenario.demand_scale.insert(region, number)),
        ("demand_level", None) => scenario.demand_level = number,
        ("demand_level", _) => drop(scenario.demand_level_of.insert(region, number)),
        ("elasticity", _) => scenario.elasticity_scale = Some(number),
        ("brent", _) => scenario.brent = Some(number),
        ("lng_cost", _) => scenario.lng_cost_shift = number,
        ("carbon", None) => scenario.carbon_price = number,
        ("carbon", _) => drop(scenario.carbon_price_of.insert(region, number)),
        ("stop", _) => drop(scenario.pipeline_scale.insert(region, 1.0 - number / 12.0)),
        _ => {
            let volume = number * line.factor;
            let (seller, buyer, intake) = (line.seller.clone(), line.buyer.clone(), volume * line.intake);
            scenario.pipe = Some(PipeSupply { seller, buyer, volume, intake });
        }
    }
    Ok(())
}
