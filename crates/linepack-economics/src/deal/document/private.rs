//! Bargaining over what only one side knows.

use super::Found;
use super::block::Block;
use crate::deal::information::attrition::WarOfAttrition;
use crate::deal::information::coase;
use crate::deal::information::double_auction::DoubleAuction;
use crate::deal::information::screening::Screening;
use linepack::findings::Finding;
use serde_json::json;

pub(super) fn two_period(block: &Block<'_>) -> Result<Found, Finding> {
    let common = if block.has("delta") { block.number("delta")? } else { f64::NAN };
    let discount = |key: &str| {
        if common.is_nan() { block.number(key) } else { block.number_or(key, common) }
    };
    let talks = Screening {
        cost: block.number_or("cost", 0.0)?,
        values: block.pair_or("values", [0.0, 1.0])?,
        seller_discount: discount("seller_discount")?,
        buyer_discount: discount("buyer_discount")?,
    };
    let names: &[(&str, &str)] = if block.has("seller_discount") || block.has("buyer_discount") {
        &[]
    } else {
        &[("seller_discount", "delta"), ("buyer_discount", "delta")]
    };
    let offers = talks.offers().map_err(|error| block.told(&error, names))?;
    let gain = offers.seller_profit + offers.buyer_gain;
    Ok(Found::of([
        ("p1", json!(offers.first_price)),
        ("p2", json!(offers.second_price)),
        ("cutoff", json!(offers.cutoff)),
        ("prob_trade_period1", json!(offers.trade_first)),
        ("prob_trade_period2", json!(offers.trade_second)),
        ("prob_delay_or_loss", json!(offers.delay_or_loss)),
        ("prob_no_trade", json!(1.0 - offers.trade_first - offers.trade_second)),
        ("seller_profit", json!(offers.seller_profit)),
        ("buyer_gain", json!(offers.buyer_gain)),
        ("first_best_gains", json!(offers.best_gain)),
        ("efficiency", json!(gain / offers.best_gain)),
    ]))
}

pub(super) fn coase(block: &Block<'_>) -> Result<Found, Finding> {
    let values = block.pair_or("values", [0.0, 1.0])?;
    let game = coase::stationary(values, block.number("delta")?)
        .map_err(|error| block.told(&error, &[("discount", "delta")]))?;
    let mut found = Found::of([
        ("lambda_", json!(game.acceptance)),
        ("gamma", json!(game.price_share)),
        ("first_price", json!(game.first_price)),
        ("remaining_after_each_round", json!(game.remaining)),
        ("seller_profit", json!(game.seller_profit)),
        ("buyer_gain", json!(game.buyer_gain)),
        ("prob_delay", json!(game.delay_probability)),
        ("mean_rounds", json!(game.mean_rounds)),
        ("lost_share", json!(game.lost_share)),
    ]);
    if block.has("rate") {
        let (rate, years) = (block.rate("rate")?, block.number("years_between_offers")?);
        let delay = coase::mean_delay(rate, years)
            .map_err(|error| block.told(&error, &[("years", "years_between_offers")]))?;
        found.values.insert("mean_delay_years".into(), json!(delay));
    }
    Ok(found)
}

/// A number as a fraction of small terms where it is one, else in six digits.
fn written(value: f64) -> String {
    for below in 1..=360_u32 {
        let above = value * f64::from(below);
        if (above - above.round()).abs() <= 1e-12 * f64::from(below) {
            let whole = above.round() + 0.0;
            return if below == 1 { format!("{whole}") } else { format!("{whole}/{below}") };
        }
    }
    format!("{value:.6}")
}

/// A straight line in a named variable, such as `2c/3+1/4`.
fn line([constant, slope]: [f64; 2], variable: &str) -> String {
    let slope = written(slope);
    let term = match slope.split_once('/') {
        Some(("1", below)) => format!("{variable}/{below}"),
        Some((above, below)) => format!("{above}{variable}/{below}"),
        None if slope == "1" => variable.to_owned(),
        None => format!("{slope}{variable}"),
    };
    if constant.abs() <= 1e-12 {
        term
    } else if constant < 0.0 {
        format!("{term}-{}", written(-constant))
    } else {
        format!("{term}+{}", written(constant))
    }
}

pub(super) fn double_auction(block: &Block<'_>) -> Result<Found, Finding> {
    let talks = DoubleAuction {
        costs: block.pair_or("costs", [0.0, 1.0])?,
        values: block.pair_or("values", [0.0, 1.0])?,
        bid_weight: block.number_or("bid_weight", 0.5)?,
    };
    let eq = talks.equilibrium().map_err(|error| block.told(&error, &[]))?;
    let ratio = eq.offer[1] / eq.bid[1];
    let trade_line = [(eq.offer[0] - eq.bid[0]) / eq.bid[1], ratio];
    Ok(Found::of([
        ("seller_offer", json!(line(eq.offer, "c"))),
        ("buyer_bid", json!(line(eq.bid, "v"))),
        ("trade_iff", json!(format!("v>={}", line(trade_line, "c")))),
        ("seller_offer_line", json!(eq.offer)),
        ("buyer_bid_line", json!(eq.bid)),
        ("price_bounds", json!(eq.price_bounds)),
        ("prob_trade", json!(eq.trade)),
        ("expected_gains", json!(eq.gain)),
        ("seller_gain", json!(eq.seller_gain)),
        ("buyer_gain", json!(eq.buyer_gain)),
        ("first_best_gains", json!(eq.best_gain)),
        ("first_best_prob", json!(eq.worthwhile)),
        ("efficiency", json!((eq.best_gain > 0.0).then(|| eq.gain / eq.best_gain))),
        ("prob_inefficient_no_deal", json!(eq.inefficient_no_deal)),
        ("prices_that_always_trade", json!(eq.single_price)),
    ]))
}

pub(super) fn attrition(block: &Block<'_>) -> Result<Found, Finding> {
    let game = WarOfAttrition { prize: block.both("V")?, cost: block.both("c")? };
    let out = game.equilibrium().map_err(|error| block.told(&error, &[("prize", "V"), ("cost", "c")]))?;
    let mut found = Found::of([
        ("h", json!(out.hazard)),
        ("mean_delay", json!(out.mean_delay)),
        ("mean_time_to_first_concession", json!(out.mean_delay)),
        ("prob_1_concedes_first", json!(out.first_concedes)),
        ("expected_payoff", json!(out.expected_payoff)),
    ]);
    if out.hazard[0] == out.hazard[1] {
        found.values.insert("concession_hazard_each".into(), json!(out.hazard[0]));
    }
    Ok(found)
}
