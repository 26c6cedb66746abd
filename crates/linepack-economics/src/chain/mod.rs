//! The study from steel to price.
//!
//! ```text
//! Study ──► Values ──► LineStage, Operation ──► CostResult ──► MarketResult ──► DealResult ──► Outcome
//! ```
//!
//! [`Prepared::evaluate`] is one evaluation; [`run`] adds what a reader needs: other designs, built lines, attempts,
//! the tornado, inverse questions, and the ledger of formulas.

pub mod attempts;
pub mod coalition;
pub mod compare;
pub mod cost;
pub mod deal;
pub mod evaluate;
pub mod hydraulics;
pub mod ledger;
pub mod market;
pub mod negotiate;
mod picture;
pub mod stage;
pub mod tornado;
pub mod values;
pub mod waiting;

pub use evaluate::{Evaluated, Evaluation, Prepared};

use crate::outcome::{Engine, Finding, Header, Outcome, Verdict};
use crate::study::Study;
use crate::study::fault::{Fault, Faults};
use deal::Delay;
use tornado::Tornado;
use values::Values;

/// Reads the market and tabulates the gas of a study: what every evaluation shares.
///
/// # Errors
/// What is wrong with the gas or the market.
pub fn prepare(study: &Study) -> Result<Prepared, Faults> {
    Prepared::new(study).map_err(|faults| placed(study, faults))
}

/// One evaluation of the whole chain at the central values.
///
/// # Errors
/// What is wrong with a value.
pub fn evaluate(study: &Study, prepared: &Prepared) -> Result<Evaluated, Faults> {
    Ok(prepared.evaluate(Values::of(&study.inputs), None)?)
}

/// Runs a study: the evaluation and all that a report shows.
///
/// # Errors
/// What is wrong with a value or a file. A volume that cannot be carried is an outcome, not an error.
pub fn run(study: &Study, engine: &Engine) -> Result<Outcome, Faults> {
    whole(study, engine).map_err(|faults| placed(study, faults))
}

/// Gives every fault that names an input the place where the input stands.
pub(crate) fn placed(study: &Study, faults: Faults) -> Faults {
    let place = |fault: Fault| {
        let key = fault.message.split('`').nth(1).and_then(|key| study.inputs.get(key));
        match key {
            Some(input) if fault.place.is_none() => fault.at(input.place.clone()),
            _ => fault,
        }
    };
    Faults(faults.0.into_iter().map(place).collect())
}

fn whole(study: &Study, engine: &Engine) -> Result<Outcome, Faults> {
    let prepared = prepare(study)?;
    let mut outcome = empty(study, engine);
    let evaluated = evaluate(study, &prepared)?;
    outcome.alternatives = compare::designs(study, &prepared, evaluated.as_ref().ok())?;
    outcome.analogues = compare::analogues(study, &prepared, &Values::of(&study.inputs))?;
    let evaluation = match evaluated {
        Ok(evaluation) => evaluation,
        Err(infeasible) => {
            fill_infeasible(&mut outcome, study, &prepared, infeasible)?;
            return Ok(outcome);
        }
    };
    let tornado = Tornado::new(study, &prepared, &evaluation)?;
    let delay = delay(&evaluation, &tornado)?;
    outcome.attempts = attempts::attempts(study, &prepared, &evaluation)?;
    outcome.closing = attempts::today(study, &prepared, &evaluation)?;
    outcome.misfits = compare::misfits(&prepared)?;
    fill(&mut outcome, study, &prepared, &evaluation, (&tornado, Some(&delay)))?;
    outcome.tornado = tornado.swings;
    Ok(outcome)
}

/// Fills in all that one evaluation tells: verdict, figures, pictures, findings.
///
/// # Errors
/// When the greatest flow or the detailed state of the line is not found.
pub(crate) fn fill(
    outcome: &mut Outcome,
    study: &Study,
    prepared: &Prepared,
    evaluation: &Evaluation,
    (tornado, delay): (&Tornado, Option<&Delay>),
) -> Result<(), Fault> {
    let (capacity, bottleneck) =
        evaluation.line.built.capacity(&prepared.gas, &evaluation.values.line, &evaluation.operation)?;
    // The stations stand where the asked flow just arrives, found to a tenth of a per cent.
    let asked = evaluation.operation.solution.delivered;
    let sound = evaluation.operation.solution.violations.is_empty();
    let capacity = if sound { capacity.max(asked) } else { capacity };
    outcome.quantities = ledger::quantities(study, prepared, evaluation, tornado, (capacity, delay));
    picture::draw(outcome, study, prepared, evaluation)?;
    let passed = stage::LineStage::passed(&evaluation.operation);
    if !passed.is_empty() {
        outcome.verdict = Verdict::Infeasible;
        outcome.findings.insert(0, Finding { level: "limit".into(), text: passed, place: None });
    }
    outcome.findings.extend(findings(study, evaluation, tornado, bottleneck));
    Ok(())
}

/// Fills in what is known of a line that cannot carry the volume: why, and what it can carry.
///
/// # Errors
/// When the greatest flow is not found.
pub(crate) fn fill_infeasible(
    outcome: &mut Outcome,
    study: &Study,
    prepared: &Prepared,
    infeasible: stage::Infeasible,
) -> Result<(), Fault> {
    outcome.verdict = Verdict::Infeasible;
    let greatest = compare::greatest_volume(prepared, &Values::of(&study.inputs))?;
    outcome.quantities = ledger::without_line(study, greatest);
    let cause = infeasible.cause;
    outcome.findings.insert(0, Finding { level: "limit".into(), text: cause, place: None });
    Ok(())
}

/// The value of waiting, with the reservation prices private within their ranges.
pub(crate) fn delay(evaluation: &Evaluation, tornado: &Tornado) -> Result<Delay, Fault> {
    let interval = |id: &str| tornado.range(id).map_or([0.0, 0.0], |(low, high)| [low, high]);
    evaluation.deal.delay(
        &evaluation.values,
        &evaluation.cost,
        interval("deal.seller_reservation"),
        interval("deal.buyer_reservation"),
    )
}

/// What a reader should know before trusting a figure.
fn findings(
    study: &Study,
    evaluation: &Evaluation,
    tornado: &Tornado,
    bottleneck: linepack::line::Bottleneck,
) -> Vec<Finding> {
    let note = |level: &str, text: String| Finding { level: level.into(), text, place: None };
    let mut found = Vec::new();
    let place = match bottleneck.station {
        Some(station) => format!("station CS {} at km {:.0}", station + 1, bottleneck.distance / 1e3),
        None => format!("km {:.0}", bottleneck.distance / 1e3),
    };
    found.push(note(
        "note",
        format!("the greatest flow is bound at {place} by the {}", limit(bottleneck.limit)),
    ));
    for (price, again) in &evaluation.deal.seller.losing_again {
        let text = format!(
            "between {price:.0} and {again:.0} USD per 1000 m³ the company loses again, because the higher export duty falls on the whole price"
        );
        found.push(note("note", text));
    }
    for (input, cause) in &tornado.broken {
        found.push(note(
            "warning",
            format!("at one end of the range of {input} the line cannot carry the volume: {cause}"),
        ));
    }
    let unsupported = study.unsupported();
    if !unsupported.is_empty() {
        let text = format!(
            "{} of {} inputs rest on assumptions or unsourced claims alone: {}",
            unsupported.len(),
            study.inputs.iter().count(),
            unsupported.join(", ")
        );
        found.push(note("warning", text));
    }
    found.push(note(
        "limit",
        "ranges of results combine the swings of single inputs as the root of summed squares; inputs that move together are not seen".into(),
    ));
    found.push(note(
        "limit",
        "the line is steady at the yearly average; seasons, storage, transients and outages are not in these figures".into(),
    ));
    found.push(note(
        "limit",
        "the market is solved for the full volume in 2030, 2035 and 2040; a year before the first delivery only anchors the interpolation".into(),
    ));
    found.push(note(
        "limit",
        "most regional outlooks of demand and supply and all conjectures of the market are assumptions; the range of demand enters as one input for all regions".into(),
    ));
    found.push(note(
        "limit",
        "walk-away prices say whether a price exists, not that it is signed: a range at a date on which no contract was signed is left to bargaining, to the companies' taxes and to the asks".into(),
    ));
    found.push(note(
        "limit",
        "at each attempt only the spot price of LNG and the exchange rate are those of the day; costs, taxes and the long-run market are today's".into(),
    ));
    found
}

/// The words of a limit.
fn limit(limit: linepack::line::Limit) -> &'static str {
    use linepack::line::Limit::{
        DeliveryPressure, DischargePressure, DischargeTemperature, InstalledPower, MaximumTemperature,
        MinimumTemperature, OperatingPressure, PressureRatio, SuctionPressure, Velocity,
    };
    match limit {
        DischargePressure => "discharge pressure",
        DischargeTemperature => "discharge temperature",
        SuctionPressure => "suction pressure",
        PressureRatio => "pressure ratio",
        InstalledPower => "power of the running units",
        OperatingPressure => "operating pressure",
        DeliveryPressure => "delivery pressure",
        Velocity => "velocity",
        MinimumTemperature => "lowest temperature",
        MaximumTemperature => "highest temperature",
    }
}

/// An outcome with what is known before anything is computed.
pub(crate) fn empty(study: &Study, engine: &Engine) -> Outcome {
    let text = |key: &str| study.inputs.text(key).to_owned();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the reader has checked the year"
    )]
    let money_year = study.inputs.si("study.money_year") as u32;
    Outcome {
        schema: "linepack-run/1".into(),
        engine: engine.clone(),
        input_hash: study.hash(),
        inputs: study.files.clone(),
        verdict: Verdict::Feasible,
        study: Header {
            name: study.name.clone(),
            title: text("study.title"),
            as_of: text("study.as_of"),
            seller: text("study.seller"),
            buyer: text("study.buyer"),
            transit: text("study.transit"),
            delivery_point: text("study.delivery_point"),
            buyer_region: text("market.region"),
            money_year,
        },
        quantities: Vec::new(),
        attempts: Vec::new(),
        route: picture::route(study),
        profile: Vec::new(),
        stations: Vec::new(),
        alternatives: Vec::new(),
        code_checks: Vec::new(),
        analogues: Vec::new(),
        capex: Vec::new(),
        tariff_parts: Vec::new(),
        seller_parts: Vec::new(),
        buyer_parts: Vec::new(),
        capacities: Vec::new(),
        market: Vec::new(),
        misfits: Vec::new(),
        gains: Vec::new(),
        tornado: Vec::new(),
        closing: Vec::new(),
        timeline: study.timeline.clone(),
        evidence: study.ledger.values().cloned().collect(),
        findings: Vec::new(),
    }
}
