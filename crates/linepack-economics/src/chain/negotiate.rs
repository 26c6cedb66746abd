//! The deal of a study alone: everything that is too slow or too long for every run.

use super::coalition::{MarketGame, market_game};
use super::evaluate::{Evaluation, Prepared};
use super::tornado::Tornado;
use super::values::Values;
use super::waiting::{Stance, WaitRow, processes, rows};
use super::{attempts::at_date, evaluate, placed, prepare};
use crate::deal::bargaining::hold_up::{SunkProject, SunkVerdict, sunk_project};
use crate::deal::information::coase;
use crate::deal::information::double_auction::DoubleAuction;
use crate::deal::information::screening::Screening;
use crate::deal::packages::{Package, standings};
use crate::project::discount::present_value;
use crate::study::Study;
use crate::study::fault::{Fault, Faults};
use serde::Serialize;

/// The reservation prices with their parts, and the prices of the solutions; USD per 1000 m³ (20 °C).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Splits {
    /// Seller's least price in the capacity of the headline, as a company, as a state.
    pub seller: [f64; 3],
    /// Gain forgone on other uses of the gas as company and as state; earnings lost on other exports.
    pub seller_parts: [f64; 3],
    /// Buyer's greatest price in the capacity of the headline, as importer, as country.
    pub buyer: [f64; 3],
    /// Range.
    pub range: f64,
    /// Range in present value at each side's rate, bn USD: seller's, buyer's.
    pub range_bn: [f64; 2],
    /// Price that the rest is told for: the one asked for, or the Nash price.
    pub price: f64,
    /// Gains at that price, USD per 1000 m³: seller, buyer.
    pub gains: [f64; 2],
    /// Nash with the study's powers.
    pub nash: Option<f64>,
    /// Kalai and Smorodinsky; with one payoff in money it is the middle.
    pub kalai_smorodinsky: Option<f64>,
    /// Equal gains.
    pub egalitarian: Option<f64>,
    /// Alternating offers in quick succession.
    pub rubinstein: Option<f64>,
}

/// What one side alone knowing its limit does to the talks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Private {
    /// Interval of the seller's limit.
    pub seller: [f64; 2],
    /// Interval of the buyer's limit.
    pub buyer: [f64; 2],
    /// Double auction: probability of trade, and of no deal in spite of a gain.
    pub trade: f64,
    /// Probability of no deal although both would gain.
    pub inefficient_no_deal: f64,
    /// Share of the possible gain that is reached.
    pub efficiency: f64,
    /// Two offers a year apart by the seller: the prices, the probability of a deal at the first.
    pub offers: [f64; 2],
    /// Probability that the first offer is taken.
    pub first_taken: f64,
    /// Probability that a worthwhile deal is not made at the first offer.
    pub delay: f64,
    /// Expected years of delay when the seller repeats its offer each half year and its cost is the least value.
    pub mean_delay_years: f64,
}

/// An offer and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offer {
    /// Price, USD per 1000 m³ (20 °C).
    pub price: f64,
    /// Share of the volume paid for in any case.
    pub take_or_pay: f64,
    /// Loan of the buyer to the seller, bn USD, at half the seller's rate over ten years.
    pub loan: f64,
    /// Gain of seller and buyer in present value, bn USD.
    pub payoffs: [f64; 2],
    /// Whether another offer is better for one and worse for none.
    pub dominated: bool,
    /// Whether both would sign and nothing dominates it.
    pub worth_tabling: bool,
}

/// Who would rather have waited at an attempt, by the model with that day's prices.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttemptWaiting {
    /// Number.
    pub number: u32,
    /// Date.
    pub date: String,
    /// How it ended, as reported.
    pub outcome: String,
    /// Reservation prices of seller and buyer then, model.
    pub range: [f64; 2],
    /// Published asks of seller and buyer, as reported.
    pub asks: [Option<f64>; 2],
    /// Spot price of LNG that day, USD per 1000 m³ (20 °C), as reported.
    pub spot: f64,
    /// Price by the seller's existing oil formula that day.
    pub formula: Option<f64>,
    /// Spot over formula less one: what the lag of the formula hides.
    pub spot_over_formula: Option<f64>,
    /// Value of waiting of seller and buyer if the price wanders, bn USD.
    pub wait: [f64; 2],
    /// The same if it returns to today's level.
    pub wait_reverting: [f64; 2],
    /// The same with shocks.
    pub wait_shocks: [f64; 2],
    /// The sentence.
    pub reading: String,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Negotiation {
    /// Prices.
    pub splits: Splits,
    /// Value of waiting of both sides by three methods under three processes.
    pub waiting: Vec<WaitRow>,
    /// Private limits.
    pub private: Option<Private>,
    /// A line sunk before the price is agreed again: the seller as investor with half of the later gain.
    pub hold_up: Sunk,
    /// Coalitions.
    pub coalition: MarketGame,
    /// Offers.
    pub offers: Vec<Offer>,
    /// The attempts.
    pub attempts: Vec<AttemptWaiting>,
}

/// Hold-up over the line's investment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sunk {
    /// Whether the line pays for both together.
    pub worth_building: bool,
    /// Whether the seller builds it when the gain is split only afterwards.
    pub built: bool,
    /// Least share of the later gain with which it builds.
    pub least_share: Option<f64>,
    /// Least prepayment with which it builds, bn USD.
    pub least_prepayment: f64,
}

fn told(error: impl std::fmt::Display) -> Fault {
    Fault::new(format!("the deal: {error}"), "check the values of [seller], [buyer] and [deal]")
}

/// The deal of a study; `price` instead of the Nash price, `tick` is told of progress.
///
/// # Errors
/// What is wrong with the study; a line that cannot carry the volume is the message of a fault.
pub fn negotiate(
    study: &Study,
    price: Option<f64>,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<Negotiation, Faults> {
    whole(study, price, tick).map_err(|faults| placed(study, faults))
}

fn whole(
    study: &Study,
    price: Option<f64>,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<Negotiation, Faults> {
    let prepared = prepare(study)?;
    let base = evaluate(study, &prepared)?
        .map_err(|infeasible| Fault::new(infeasible.cause, "ask for less, or for a larger line"))?;
    let party = &base.values.party;
    let stances = Stance::both(&base.deal, &base.values, &base.cost, price);
    let tornado = Tornado::new(study, &prepared, &base)?;
    Ok(Negotiation {
        splits: splits(&base, stances[0].price).map_err(told)?,
        waiting: rows(&stances, party.volatility, party.horizon)?,
        private: private(&base, &tornado).map_err(told)?,
        hold_up: sunk(&base).map_err(told)?,
        coalition: market_game(study, &prepared, &base, tick)?,
        offers: offers(&base, &stances).map_err(told)?,
        attempts: attempts(study, &prepared, &base)?,
    })
}

fn splits(base: &Evaluation, price: f64) -> Result<Splits, crate::deal::Error> {
    let (deal, party) = (&base.deal, &base.values.party);
    let range = deal.bargain.range;
    let volume = |rate: f64| present_value(rate, &base.cost.sold_by_year) / 1e3;
    let limits = [f64::NEG_INFINITY, f64::INFINITY];
    Ok(Splits {
        seller: [range.seller_reservation, deal.seller.company, deal.seller.state],
        seller_parts: [deal.seller.outside[0], deal.seller.outside[1], deal.seller.cannibalised],
        buyer: [range.buyer_reservation, deal.buyer.importer, deal.buyer.country],
        range: range.width(),
        range_bn: [base.values.cost.rate, party.buyer_rate].map(|rate| volume(rate) * range.width()),
        price,
        gains: range.gains(price),
        nash: deal.bargain.nash,
        kalai_smorodinsky: range.kalai_smorodinsky_price(limits)?,
        egalitarian: range.egalitarian_price()?,
        rubinstein: deal.bargain.rubinstein,
    })
}

fn private(base: &Evaluation, tornado: &Tornado) -> Result<Option<Private>, crate::deal::Error> {
    let of = |id: &str| tornado.range(id).map(|(low, high)| [low, high]);
    let (Some(seller), Some(buyer)) = (of("deal.seller_reservation"), of("deal.buyer_reservation")) else {
        return Ok(None);
    };
    if seller[0] >= seller[1] || buyer[0] >= buyer[1] {
        return Ok(None);
    }
    let auction = DoubleAuction::split_the_difference(seller, buyer).equilibrium()?;
    let cost = base.deal.bargain.range.seller_reservation;
    if buyer[1] <= cost {
        return Ok(None);
    }
    let discount = |rate: f64| (-rate).exp();
    let talks = Screening {
        cost,
        values: buyer,
        seller_discount: discount(base.values.cost.rate),
        buyer_discount: discount(base.values.party.buyer_rate),
    };
    let offers = talks.offers()?;
    Ok(Some(Private {
        seller,
        buyer,
        trade: auction.trade,
        inefficient_no_deal: auction.inefficient_no_deal,
        efficiency: if auction.best_gain > 0.0 { auction.gain / auction.best_gain } else { 1.0 },
        offers: [offers.first_price, offers.second_price],
        first_taken: offers.trade_first,
        delay: offers.delay_or_loss,
        mean_delay_years: coase::mean_delay(base.values.cost.rate, 0.5)?,
    }))
}

fn sunk(base: &Evaluation) -> Result<Sunk, crate::deal::Error> {
    let rate = base.values.cost.rate;
    let investment = present_value(rate, &base.cost.capex_by_year) / 1e3;
    let range = base.deal.bargain.range.width() * present_value(rate, &base.cost.sold_by_year) / 1e3;
    // Once the pipe is sunk its cost is no reason any more: the gain to be split is larger by it.
    let project = SunkProject { investment, later_gains: (range + investment).max(0.0) };
    let SunkVerdict { worth_building, built, least_share, least_prepayment, .. } =
        sunk_project(project, base.values.party.seller_power)?;
    Ok(Sunk { worth_building, built, least_share, least_prepayment })
}

/// Offers over price, take-or-pay and a loan.
///
/// A buyer free to take less leaves the gas when its alternative is cheaper: worth (1 − t) V E[(p − m)⁺], half a horizon
/// ahead, to it, and lost to the seller. A loan at half the seller's rate is worth the difference to the seller, and costs
/// the buyer what it earns less than its own rate.
fn offers(base: &Evaluation, stances: &[Stance; 2]) -> Result<Vec<Offer>, crate::deal::Error> {
    let range = base.deal.bargain.range;
    let [low, high] = [range.seller_reservation, range.buyer_reservation];
    let (low, high) = (low.min(high), low.max(high));
    let party = &base.values.party;
    let investment = base.cost.capex;
    let ahead = 0.5 * party.horizon;
    let swing = |price: f64| {
        // E[(p − m)⁺] for m lognormal about today's alternative, by the trapezium rule over the normal deviate.
        let spread = party.volatility * ahead.sqrt();
        let (mut sum, mut weights) = (0.0, 0.0);
        for k in -60..=60 {
            let z = f64::from(k) / 10.0;
            let weight = (-0.5 * z * z).exp();
            let market = stances[1].today * (spread * z - 0.5 * spread * spread).exp();
            sum += weight * (price - market).max(0.0);
            weights += weight;
        }
        sum / weights
    };
    let annuity = |rate: f64| (1..=10).map(|year| (1.0 + rate).powi(-year)).sum::<f64>();
    // Ten equal repayments of a loan at half the seller's rate.
    let easy = 0.5 * base.values.cost.rate;
    let grant = |rate: f64| 1.0 - annuity(rate) / annuity(easy).max(1e-9);
    let mut found = Vec::new();
    for step in 0..5 {
        let price = low + (high - low) * f64::from(step) / 4.0;
        for take_or_pay in [0.6, 0.85] {
            for share in [0.0, 0.5] {
                let loan = share * investment;
                let free = (1.0 - take_or_pay) * swing(price);
                let payoffs = [
                    stances[0].volume * (price - range.seller_reservation - free)
                        + loan * grant(base.values.cost.rate),
                    stances[1].volume * (range.buyer_reservation - price + free)
                        - loan * grant(party.buyer_rate),
                ];
                found.push(Offer {
                    price,
                    take_or_pay,
                    loan,
                    payoffs,
                    dominated: false,
                    worth_tabling: false,
                });
            }
        }
    }
    let packages: Vec<Package> =
        found.iter().map(|offer| Package { name: String::new(), payoffs: offer.payoffs.to_vec() }).collect();
    for (offer, standing) in found.iter_mut().zip(standings(&packages, &[0.0, 0.0], 1e-9)?) {
        offer.dominated = !standing.undominated();
        offer.worth_tabling = standing.worth_tabling();
    }
    Ok(found)
}

fn attempts(study: &Study, prepared: &Prepared, base: &Evaluation) -> Result<Vec<AttemptWaiting>, Fault> {
    let mut found = Vec::new();
    for facts in &study.attempts {
        let values: Values = at_date(&base.values, facts);
        let Ok(then) = prepared.evaluate(values, Some(base))? else { continue };
        let party = &then.values.party;
        let stances = Stance::both(&then.deal, &then.values, &then.cost, None);
        let mut waits = [[0.0; 2]; 3];
        for (side, stance) in stances.iter().enumerate() {
            for (kind, (_, process)) in processes(stance.today, party.volatility).into_iter().enumerate() {
                waits[kind][side] = stance.wait(process, party.horizon).map_err(told)?.wait_value;
            }
        }
        let range = then.deal.bargain.range;
        // USD/MMBtu times the contract's heating value.
        let spot = facts.lng_spot * then.values.market.heating_value;
        let spot_over_formula = facts.formula_price.map(|formula| spot / formula - 1.0);
        found.push(AttemptWaiting {
            number: facts.number,
            date: facts.date.clone(),
            outcome: facts.outcome.clone(),
            range: [range.seller_reservation, range.buyer_reservation],
            asks: [facts.seller_ask, facts.buyer_ask],
            spot,
            formula: facts.formula_price,
            spot_over_formula,
            wait: waits[0],
            wait_reverting: waits[1],
            wait_shocks: waits[2],
            reading: reading(&then, (facts.seller_ask, facts.buyer_ask), spot_over_formula, waits[0]),
        });
    }
    Ok(found)
}

/// What the model says of an attempt, and what it does not.
fn reading(
    then: &Evaluation,
    (seller_ask, buyer_ask): (Option<f64>, Option<f64>),
    spot_over_formula: Option<f64>,
    wait: [f64; 2],
) -> String {
    let range = then.deal.bargain.range;
    let mut parts = Vec::new();
    let states = if range.exists() {
        format!(
            "model: a price satisfies both ({:.0} to {:.0})",
            range.seller_reservation, range.buyer_reservation
        )
    } else {
        "model: no price satisfies both".to_owned()
    };
    parts.push(states);
    if then.deal.seller.company > then.deal.buyer.importer {
        parts.push("none satisfies the companies under the taxes in force".to_owned());
    }
    let who = match wait.map(|value| value > 0.0) {
        [true, true] if wait[1] > wait[0] => "both gain by waiting, the buyer more",
        [true, true] => "both gain by waiting, the seller more",
        [false, true] => "only the buyer gains by waiting",
        [true, false] => "only the seller gains by waiting",
        [false, false] => "neither gains by waiting",
    };
    parts.push(format!("{who} ({:.1} and {:.1} bn USD for seller and buyer)", wait[0], wait[1]));
    if let Some(over) = spot_over_formula {
        let word = if over >= 0.0 { "above" } else { "below" };
        parts.push(format!("spot LNG stood {:.0} % {word} the lagged oil formula", 100.0 * over.abs()));
    }
    match (seller_ask, buyer_ask) {
        (Some(seller), Some(buyer)) => {
            parts
                .push(format!("reported asks were {:.0} apart ({seller:.0} and {buyer:.0})", seller - buyer));
            if buyer < range.seller_reservation {
                parts.push("the buyer's ask lay below what the seller needs".to_owned());
            }
        }
        _ => parts.push("no pair of asks was published".to_owned()),
    }
    parts.join("; ")
}
