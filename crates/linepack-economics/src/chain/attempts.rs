//! The same machine at the date of each attempt, and what would have to be true.

use super::evaluate::{Evaluation, Prepared};
use super::values::Values;
use super::waiting::{Stance, processes};
use crate::deal::inverse::{Answer, Question, solve};
use crate::outcome::{Attempt, Inverse, Quantity};
use crate::study::Study;
use crate::study::data::AttemptFacts;
use crate::study::fault::Fault;
use crate::study::fields::{PRICE, field};

/// Points of the scan before a root is closed in.
const SCAN: usize = 6;
/// Deviation that counts as reached, USD per 1000 m³.
pub(crate) const REACHED: f64 = 0.05;

/// The values at the date of an attempt: the spot price of LNG and the rouble of that day.
pub fn at_date(values: &Values, facts: &AttemptFacts) -> Values {
    let mut then = values.clone();
    then.market.lng_spot = facts.lng_spot;
    then.cost.rouble_now = facts.rub_per_usd;
    then
}

/// One unknown, solved so that a result reaches a target.
pub struct Unknown<'a> {
    /// The question in words.
    pub question: String,
    /// Key of the input.
    pub key: &'static str,
    /// Its value today, in the unit of its field.
    pub today: f64,
    /// Interval that is searched, in the unit of its field.
    pub searched: (f64, f64),
    /// Puts a value of the unknown into the values.
    pub set: &'a dyn Fn(&mut Values, f64),
    /// The result that should reach the target.
    pub result: &'a dyn Fn(&Evaluation) -> f64,
    /// The target.
    pub target: f64,
}

/// Solves for one unknown; an absent answer means that no value in the interval does it.
///
/// # Errors
/// When the question itself is wrong.
pub fn inverse(prepared: &Prepared, base: &Evaluation, unknown: &Unknown) -> Result<Inverse, Fault> {
    let (low, high) = unknown.searched;
    let question = Question { interval: [low, high], target: unknown.target, tolerance: REACHED, scan: SCAN };
    let answer = solve(
        |value| {
            let mut values = base.values.clone();
            (unknown.set)(&mut values, value);
            match prepared.evaluate(values, Some(base)) {
                Ok(Ok(evaluation)) => (unknown.result)(&evaluation),
                _ => f64::NAN,
            }
        },
        &question,
    )
    .map_err(|error| {
        Fault::new(format!("{}: {error}", unknown.question), "check the interval that is searched")
    })?;
    Ok(Inverse {
        question: unknown.question.clone(),
        unknown: format!("input.{}", unknown.key),
        unit: field(unknown.key).map_or("", |field| field.unit).to_owned(),
        today: unknown.today,
        answer: match answer {
            Answer::At(found) => found.first().copied(),
            Answer::NoValueDoesIt { .. } => None,
        },
        searched: unknown.searched,
    })
}

/// The unknowns whose change would bring a published ask within the other side's reach.
fn closing(
    prepared: &Prepared,
    then: &Evaluation,
    seller_ask: Option<f64>,
    buyer_ask: Option<f64>,
) -> Result<Vec<Inverse>, Fault> {
    let range = then.deal.bargain.range;
    let mut found = Vec::new();
    if let Some(ask) = seller_ask.filter(|ask| *ask > range.buyer_reservation) {
        found.push(inverse(
            prepared,
            then,
            &Unknown {
                question: format!("which share of the gap between the spot and the long-run price of LNG must last for the buyer to accept the seller's ask of {ask:.0} USD per 1000 m³"),
                key: "market.persistence",
                today: then.values.market.persistence * 100.0,
                searched: (0.0, 100.0),
                set: &|values, share| values.market.persistence = share / 100.0,
                result: &|e| e.deal.bargain.range.buyer_reservation,
                target: ask,
            },
        )?);
    }
    if let Some(ask) = buyer_ask.filter(|ask| *ask < range.seller_reservation) {
        found.push(inverse(
            prepared,
            then,
            &Unknown {
                question: format!(
                    "which discount rate makes the buyer's ask of {ask:.0} USD per 1000 m³ pay for the seller"
                ),
                key: "cost.rate",
                today: then.values.cost.rate * 100.0,
                searched: (0.5, 15.0),
                set: &|values, rate| values.cost.rate = rate / 100.0,
                result: &|e| e.deal.bargain.range.seller_reservation,
                target: ask,
            },
        )?);
    }
    let deal = &then.deal;
    if deal.seller.company > deal.buyer.importer {
        let target = deal.buyer.importer;
        found.push(inverse(
            prepared,
            then,
            &Unknown {
                question: format!(
                    "which export duty lets the company sign at {target:.0} USD per 1000 m³, the most the importer can pay"
                ),
                key: "seller.duty",
                today: then.values.party.duty * 100.0,
                searched: (0.0, 50.0),
                set: &|values, duty| values.party.duty = duty / 100.0,
                result: &|e| e.deal.seller.company,
                target,
            },
        )?);
    }
    Ok(found)
}

/// What would have to be true today for the asks to meet, and for the range to close.
///
/// # Errors
/// When a question is wrong.
pub fn today(study: &Study, prepared: &Prepared, base: &Evaluation) -> Result<Vec<Inverse>, Fault> {
    let last = |ask: fn(&AttemptFacts) -> Option<f64>| study.attempts.iter().rev().find_map(ask);
    let mut found = closing(prepared, base, last(|facts| facts.seller_ask), last(|facts| facts.buyer_ask))?;
    found.push(inverse(
        prepared,
        base,
        &Unknown {
            question: "which overrun of the investment closes the range".into(),
            key: "cost.overrun",
            today: base.values.cost.overrun * 100.0,
            searched: (-50.0, 300.0),
            set: &|values, overrun| values.cost.overrun = overrun / 100.0,
            result: &|e| e.deal.bargain.range.width(),
            target: 0.0,
        },
    )?);
    found.push(inverse(
        prepared,
        base,
        &Unknown {
            question: "which discount rate of the seller closes the range".into(),
            key: "cost.rate",
            today: base.values.cost.rate * 100.0,
            searched: (0.5, 30.0),
            set: &|values, rate| values.cost.rate = rate / 100.0,
            result: &|e| e.deal.bargain.range.width(),
            target: 0.0,
        },
    )?);
    Ok(found)
}

/// Value of waiting of seller and buyer at the Nash price of an evaluation, the price wandering without drift.
fn waiting(then: &Evaluation) -> Result<[(&'static str, f64); 2], Fault> {
    let party = &then.values.party;
    let mut found = [("seller", 0.0), ("buyer", 0.0)];
    let stances = Stance::both(&then.deal, &then.values, &then.cost, None);
    for (stance, found) in stances.iter().zip(&mut found) {
        let [(_, process), ..] = processes(stance.today, party.volatility);
        let wait = stance.wait(process, party.horizon).map_err(|error| {
            Fault::new(format!("the value of waiting: {error}"), "check deal.volatility and deal.horizon")
        })?;
        found.1 = wait.wait_value;
    }
    Ok(found)
}

/// The results at each attempt.
///
/// # Errors
/// When the market of a date does not clear.
pub fn attempts(study: &Study, prepared: &Prepared, base: &Evaluation) -> Result<Vec<Attempt>, Fault> {
    let mut found = Vec::with_capacity(study.attempts.len());
    for facts in &study.attempts {
        let Ok(then) = prepared.evaluate(at_date(&base.values, facts), Some(base))? else { continue };
        let deal = &then.deal;
        let price = |id: &str, label: &str, value: Option<f64>| {
            value.map(|value| Quantity {
                id: id.to_owned(),
                label: label.to_owned(),
                value,
                text: None,
                unit: PRICE.to_owned(),
                low: None,
                high: None,
                formula: format!(
                    "as `{id}`, with the spot price of LNG and the exchange rate of {}",
                    facts.date
                ),
                inputs: vec![id.to_owned()],
                evidence: facts.evidence.clone(),
                assumption: None,
                place: None,
            })
        };
        let range = deal.bargain.range;
        let waiting = waiting(&then)?.map(|(side, value)| {
            let id = format!("deal.wait_value.{side}");
            let mut quantity = price(&id, &format!("Value of waiting to the {side}"), Some(value));
            if let Some(quantity) = &mut quantity {
                "bn USD".clone_into(&mut quantity.unit);
            }
            quantity
        });
        let quantities = [
            price("market.price.without", "Wholesale price without the line", Some(deal.buyer.price_without)),
            price("market.price.with", "Wholesale price with the line", Some(deal.buyer.price_with)),
            price("cost.tariff", "Transport tariff", Some(then.cost.tariff)),
            price(
                "deal.seller_reservation",
                "Least price the seller signs at",
                Some(range.seller_reservation),
            ),
            price("deal.seller_reservation.company", "as a company", Some(deal.seller.company)),
            price("deal.seller_reservation.state", "as a state", Some(deal.seller.state)),
            price(
                "deal.buyer_reservation",
                "Greatest price the buyer signs at",
                Some(range.buyer_reservation),
            ),
            price("deal.buyer_reservation.importer", "as an importer", Some(deal.buyer.importer)),
            price("deal.buyer_reservation.country", "as a country", Some(deal.buyer.country)),
            price("deal.range", "Range in which both sign", Some(range.width())),
            price("deal.nash_price", "Nash price", deal.bargain.nash),
            price("deal.rubinstein_price", "Rubinstein price", deal.bargain.rubinstein),
        ];
        found.push(Attempt {
            number: facts.number,
            date: facts.date.clone(),
            event: facts.event.clone(),
            outcome: facts.outcome.clone(),
            quantities: quantities.into_iter().chain(waiting).flatten().collect(),
            seller_ask: facts.seller_ask,
            buyer_ask: facts.buyer_ask,
            asks: if facts.asks.is_empty() { "no ask was published".to_owned() } else { facts.asks.clone() },
            closing: closing(prepared, &then, facts.seller_ask, facts.buyer_ask)?,
        });
    }
    Ok(found)
}
