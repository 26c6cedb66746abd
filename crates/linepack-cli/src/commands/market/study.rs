//! The market of a study: a year with and without the line, scenarios side by side, who gains and who loses, backcasts.

use super::scenario::{self, Line, Named};
use super::{SCHEMA, say};
use crate::Answer;
use crate::document::{Document, Input};
use crate::output::{describe, number, told as faults_told};
use crate::source::Source;
use anyhow::{Result, anyhow, bail};
use linepack::findings::Finding;
use linepack_economics::chain;
use linepack_economics::market::world::{
    Account, MMBTU_PER_1000_M3, MarketScenario, Misfit, PipeSupply, World, WorldError, welfare,
};
use linepack_economics::market::{self, Options, Workspace};
use linepack_economics::study::Study;
use linepack_economics::study::fault::Faults;
use serde::Serialize;
use std::io::Write as _;

/// What is asked of a study's market.
pub struct Question<'a> {
    /// Study.
    pub study: &'a str,
    /// Year.
    pub year: i32,
    /// Scenarios in words.
    pub scenarios: &'a [String],
    /// Links taken away in every scenario.
    pub without: &'a [String],
    /// Past years to run.
    pub backcast: &'a [i32],
    /// Inputs set.
    pub set: &'a [String],
    /// Where the JSON goes.
    pub json: Option<&'a str>,
}

/// One scenario solved.
#[derive(Serialize)]
struct Solved {
    #[serde(flatten)]
    answer: market::Answer,
    scenario: MarketScenario,
    accounts: Vec<Account>,
    /// What the changes are measured from: the base, with the scenario's elasticity if it has its own, since money
    /// of consumers compares on one demand curve only.
    reference: String,
    /// Figures less those of the reference.
    change: Vec<Account>,
    /// Gain of each region over the reference, millions of USD.
    gain: Vec<(String, f64)>,
}

/// A past year beside the record.
#[derive(Serialize)]
struct Past {
    year: i32,
    residual: f64,
    misfits: Vec<Misfit>,
}

#[derive(Serialize)]
struct Body {
    year: i32,
    units: &'static str,
    cases: Vec<Solved>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    backcasts: Vec<Past>,
}

/// Units of the world's figures.
const UNITS: &str = "bcm/yr of 40 MJ/m3 (37.91 MMBtu per 1000 m3), USD per 1000 of them, million USD";

/// An error of the world's market in the program's words.
pub fn told(error: &WorldError) -> anyhow::Error {
    anyhow!(describe(&Faults(vec![chain::market::told(error)])))
}

/// Solves, prints, writes.
pub fn run(question: &Question) -> Result<Answer> {
    let source = Source::find(question.study)?;
    let study = source.study(question.set)?;
    if !(2021..=2050).contains(&question.year) {
        bail!("error: the outlooks speak of 2024 to 2050, not of {}\n  hint: --year 2035", question.year);
    }
    let shown = question.json != Some("-");
    let backcasts = backcasts(&study.world, question.backcast)?;
    if !backcasts.is_empty() {
        if shown {
            backcasts.iter().for_each(print_past);
        }
        let body = Body { year: question.year, units: UNITS, cases: Vec::new(), backcasts };
        return answered(&source, question, body, &[]);
    }
    let scenarios = scenarios(&study, question)?;
    let mut work = Workspace::default();
    let base = scenarios[0].scenario.clone();
    let mut cases: Vec<Solved> = Vec::new();
    let mut messages = Vec::new();
    for named in &scenarios {
        match solved(&study.world, question.year, named, &base, &mut work) {
            Ok(solved) => cases.push(solved),
            Err(error @ WorldError::Short { .. }) => {
                let text = format!("scenario `{}`: {error}", named.name);
                let (text, hint) = text.split_once("\nhint: ").unwrap_or((text.as_str(), ""));
                let finding = Finding::error(text).hint(hint);
                messages.push(match &error {
                    WorldError::Short { file, line, .. } => {
                        finding.at(&format!("market/{file}"), u32::try_from(*line).unwrap_or_default())
                    }
                    _ => finding,
                });
                let _ = writeln!(std::io::stderr(), "scenario `{}`\n{:#}", named.name, told(&error));
            }
            Err(error) => return Err(told(&error)),
        }
    }
    if shown && messages.is_empty() {
        print(&study.world, question.year, &cases);
    }
    let body = Body { year: question.year, units: UNITS, cases, backcasts };
    answered(&source, question, body, &messages)
}

/// Writes the JSON; a market that cannot clear is an answer too.
fn answered(source: &Source, question: &Question, body: Body, messages: &[Finding]) -> Result<Answer> {
    let answer = if messages.is_empty() { Answer::Yes } else { Answer::No };
    let Some(target) = question.json else { return Ok(answer) };
    let input =
        |(file, text): (&String, &String)| Input { file: file.clone(), bytes: text.clone().into_bytes() };
    let inputs: Vec<Input> = source.files.iter().map(input).collect();
    let verdict = if messages.is_empty() { "equilibrium" } else { "infeasible" };
    crate::output::json(target, &Document::new(SCHEMA, &inputs, verdict, messages, body))?;
    Ok(answer)
}

/// The base without the line, the base with it, and those asked for.
fn scenarios(study: &Study, question: &Question) -> Result<Vec<Named>> {
    let faults = |faults| faults_told(&faults);
    let world = &study.world;
    let values = chain::values::Values::of(&study.inputs).market;
    let prepared = chain::prepare(study).map_err(faults)?;
    let evaluated = chain::evaluate(study, &prepared).map_err(faults)?;
    let intake = match evaluated {
        Ok(evaluation) => evaluation.cost.intake,
        Err(infeasible) => bail!(
            "error: the line cannot carry its volume: {}\n  hint: lower it with --set line.volume",
            infeasible.cause
        ),
    };
    let seller = values.seller_regions.first().cloned().unwrap_or_default();
    let factor = values.heating_value / MMBTU_PER_1000_M3;
    let line = Line { seller: seller.clone(), buyer: values.region.clone(), intake, factor };
    let mut base = MarketScenario {
        demand_level: values.demand_level,
        elasticity_scale: Some(values.elasticity),
        ..MarketScenario::default()
    };
    for link in question.without {
        base.pipeline_scale.insert(link.clone(), 0.0);
    }
    let volume = values.volume * factor;
    let pipe = PipeSupply { seller, buyer: values.region, volume, intake: volume * intake };
    let with = MarketScenario { pipe: Some(pipe), ..base.clone() };
    let mut all = vec![
        Named { name: "base".into(), scenario: base.clone() },
        Named { name: "with the pipe".into(), scenario: with },
    ];
    for text in question.scenarios {
        all.push(scenario::read(text, &base, world, question.year, &line)?);
    }
    Ok(all)
}

fn solved(
    world: &World,
    year: i32,
    named: &Named,
    base: &MarketScenario,
    work: &mut Workspace,
) -> Result<Solved, WorldError> {
    let scenario = named.scenario.clone();
    let found = world.equilibrium(year, &scenario, work)?;
    let accounts = welfare(world, year, &scenario, &found)?.accounts;
    let elasticity_scale = scenario.elasticity_scale;
    let own = elasticity_scale != base.elasticity_scale;
    let reference = MarketScenario { elasticity_scale, ..base.clone() };
    let before = world.equilibrium(year, &reference, work)?;
    let before = welfare(world, year, &reference, &before)?.accounts;
    let reference = match elasticity_scale.filter(|_| own) {
        Some(scale) => format!("base with elasticities times {scale}"),
        None => "base".to_owned(),
    };
    let change: Vec<Account> = accounts.iter().zip(&before).map(|(now, before)| now.less(before)).collect();
    let gain = change.iter().map(|account| (account.region.clone(), account.total())).collect();
    let answer = market::Answer::of(&named.name, &world.market(year, &scenario)?, &found);
    Ok(Solved { answer, scenario, accounts, reference, change, gain })
}

/// One player's part of an account.
type Part = fn(&Account) -> f64;

/// Prices side by side, then who gains and who loses, by region and by player.
fn print(world: &World, year: i32, cases: &[Solved]) {
    say!("gas market of {year}; {UNITS}");
    say!("formulation: every trader routes his own gas; prices and consumption are unique\n");
    let head: Vec<String> = cases.iter().map(|case| format!("{:>16}", short(&case.answer.name))).collect();
    say!("{:<8}{}", "price", head.concat());
    for (at, region) in world.regions.iter().enumerate() {
        let cells = cases.iter().map(|case| format!("{:>16}", number(case.accounts[at].price)));
        say!("{:<8}{}", region.code, cells.collect::<String>());
    }
    say!("\n{:<8}{}", "consumed", head.concat());
    for (at, region) in world.regions.iter().enumerate() {
        let cells = cases.iter().map(|case| format!("{:>16}", number(case.accounts[at].consumption)));
        say!("{:<8}{}", region.code, cells.collect::<String>());
    }
    say!("\ngain over the base, million USD a year, gas of the pipe not yet paid for");
    say!("{:<8}{}", "", head[1..].concat());
    for (at, region) in world.regions.iter().enumerate() {
        let cells = cases[1..].iter().map(|case| format!("{:>16.0}", case.change[at].total().round() + 0.0));
        say!("{:<8}{}", region.code, cells.collect::<String>());
    }
    say!("\nby player, all regions");
    let parts: [(&str, Part); 6] = [
        ("consumers", |account| account.consumer_surplus),
        ("producers", |account| account.producer_profit),
        ("contracts", |account| account.contract_sales + account.contract_purchases),
        ("pooling buyers", |account| account.pooling),
        ("treasuries", |account| account.carbon),
        ("pipe, other gas", |account| account.pipe + account.other_supply),
    ];
    for (name, part) in parts {
        let cells = cases[1..].iter().map(|case| {
            let sum: f64 = case.change.iter().map(part).sum();
            format!("{:>16.0}", sum.round() + 0.0)
        });
        say!("{name:<16}{}", cells.collect::<String>());
    }
    for case in cases[1..].iter().filter(|case| case.reference != "base") {
        say!("{}: gains are over the {}", case.answer.name, case.reference);
    }
    let moved = |case: &&Solved| {
        let (own, base) = (&case.scenario, &cases[0].scenario);
        own.demand_level != base.demand_level
            || own.demand_level_of != base.demand_level_of
            || own.demand_scale != base.demand_scale
    };
    for case in cases[1..].iter().filter(moved) {
        say!(
            "{}: demand itself moves, so its consumers' gain compares two different demands",
            case.answer.name
        );
    }
    let worst = cases.iter().map(|case| case.answer.residual).fold(0.0, f64::max);
    say!(
        "\nresidual {worst:.1e}; gains come from volumes, prices and contracts, not from rents of full links"
    );
}

fn short(name: &str) -> String {
    name.chars().take(15).collect()
}

fn backcasts(world: &World, years: &[i32]) -> Result<Vec<Past>> {
    let run = |&year: &i32| {
        let options = Options::default();
        let found = if year == 2024 { world.base_year(&options) } else { world.backcast(year, &options) };
        let (found, misfits) = found.map_err(|error| told(&error))?;
        Ok(Past { year, residual: found.residual, misfits })
    };
    years.iter().map(run).collect()
}

fn print_past(past: &Past) {
    let basis = if past.year == 2024 { "calibrated on" } else { "not shown to the model" };
    say!("{} ({basis}): model, record, relative error; residual {:.1e}", past.year, past.residual);
    say!("{:<6}{:>30}{:>30}{:>30}{:>30}", "region", "price", "consumption", "LNG bought", "LNG sold");
    for misfit in &past.misfits {
        let cells =
            [&misfit.price, &misfit.consumption, &misfit.lng_imports, &misfit.lng_exports].map(|compared| {
                let actual = compared.actual.map_or_else(|| "-".to_owned(), number);
                let error = compared
                    .relative()
                    .map_or_else(|| "-".to_owned(), |error| format!("{:+.0} %", 100.0 * error));
                format!("{:>12}{:>10}{:>8}", number(compared.model), actual, error)
            });
        say!("{:<6}{}", misfit.region, cells.concat());
    }
    say!("");
}
