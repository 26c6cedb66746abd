//! The project's money: levelised cost, present value, take-or-pay, netback.

use super::Found;
use super::block::{Block, number_after};
use crate::cost::regression::parker as parker_cost;
use crate::deal::contract::take_or_pay::{TakeOrPay, Year};
use crate::deal::netback::{LngChain, lng_netback};
use crate::project::discount::{capital_recovery_factor, payback, present_value};
use crate::project::irr::{Irr, internal_rate_of_return};
use crate::project::levelised::{SimpleTariff, YearByYear};
use linepack::findings::Finding;
use serde_json::{Value, json};

pub(super) fn levelised(block: &Block<'_>) -> Result<Found, Finding> {
    let tariff = SimpleTariff {
        capex: block.number("capex_musd")?,
        maintenance_share: block.number("om_frac")?,
        rate: block.rate("rate")?,
        years: block.number("years")?,
        capacity: block.number("capacity_bcm")?,
        utilisation: block.number_or("utilisation", 1.0)?,
        fuel_share: block.number_or("fuel_frac", 0.0)?,
        gas_price: block.number_or("gas_price", 0.0)?,
    };
    let told = |error: crate::project::ProjectError| block.told_text(&error.to_string(), &[]);
    let recovery = capital_recovery_factor(tariff.rate, tariff.years).map_err(told)?;
    let parts = tariff.levelised().map_err(told)?;
    Ok(Found::of([
        ("crf", json!(recovery)),
        ("annuity_musd", json!(recovery * tariff.capex)),
        ("levelised_usd_per_1000m3", json!(parts.total())),
        ("capital_usd_per_1000m3", json!(parts.capital)),
        ("operation_usd_per_1000m3", json!(parts.operation)),
        ("fuel_usd_per_1000m3", json!(parts.fuel)),
    ]))
}

pub(super) fn npv_irr(block: &Block<'_>) -> Result<Found, Finding> {
    let flow = block.numbers("cashflow")?;
    let irr = internal_rate_of_return(&flow);
    let mut found = Found::of([("irr", json!(irr.single()))]);
    if let Irr::Several(rates) = &irr {
        found.values.insert("irr_all".into(), json!(rates));
        found.notes.push(
            "the cash flow changes sign more than once: several rates make its present value zero".into(),
        );
    } else if irr.single().is_none() {
        found.notes.push("no rate makes the present value zero".into());
    }
    let rate = if block.has("rate") { block.rate("rate")? } else { 0.10 };
    found.values.insert("npv".into(), json!(present_value(rate, &flow)));
    found.values.insert("payback_years".into(), json!(payback(rate, &flow)));
    // The known answers name their rate: npv_10pct.
    let known = block.raw("expected").and_then(Value::as_object).into_iter().flat_map(|known| known.keys());
    let named = known.filter_map(|key| {
        let percent = key.strip_prefix("npv_")?.strip_suffix("pct")?.replace('p', ".");
        Some((key, percent.parse::<f64>().ok()?))
    });
    for (key, percent) in named {
        found.values.insert(key.clone(), json!(present_value(percent / 100.0, &flow)));
    }
    found.values.entry("npv_10pct").or_insert_with(|| json!(present_value(0.10, &flow)));
    Ok(found)
}

pub(super) fn ramp_up(block: &Block<'_>) -> Result<Found, Finding> {
    let spent = block.numbers("capex")?;
    let key = if block.has("volumes") { "volumes" } else { "volumes_from_year3" };
    let volumes = block.numbers(key)?;
    let (rate, cost) = (block.rate("rate")?, block.number("opex_per_year")?);
    let years = spent.len() + volumes.len();
    let after = |zeros: usize, rest: &[f64]| [vec![0.0; zeros], rest.to_vec()].concat();
    let project = YearByYear {
        capex: [spent.clone(), vec![0.0; volumes.len()]].concat(),
        operation: after(spent.len(), &vec![cost; volumes.len()]),
        fuel: vec![0.0; years],
        volume: after(spent.len(), &volumes),
        salvage: 0.0,
    };
    let unit = project.levelised(rate).map_err(|error| block.told_text(&error.to_string(), &[]))?;
    Ok(Found::of([
        ("pv_cost", json!(present_value(rate, &project.capex) + present_value(rate, &project.operation))),
        ("pv_volume", json!(present_value(rate, &project.volume))),
        ("levelised", json!(unit.total())),
    ]))
}

pub(super) fn parker(block: &Block<'_>) -> Result<Found, Finding> {
    let (inches, miles) = (block.number("D_in")?, block.number("L_mile")?);
    for (key, value) in [("D_in", inches), ("L_mile", miles)] {
        if value.is_nan() || value <= 0.0 {
            let text = format!("`{key}` is {value}, it must be above 0");
            return Err(block.wrong(key, text, "give inches and miles"));
        }
    }
    let line = parker_cost(inches * 0.0254, miles * 1609.344);
    let mut found = Found::of([
        ("material", json!(line.material)),
        ("labor", json!(line.labour)),
        ("misc", json!(line.miscellaneous)),
        ("row", json!(line.right_of_way)),
        ("total_usd2000", json!(line.total())),
        ("usd_per_inch_mile", json!(line.total() / inches / miles)),
    ]);
    if inches > 42.0 {
        found.notes.push(format!("{inches} inch lies beyond the 4 to 42 inch of the data"));
    }
    Ok(found)
}

pub(super) fn take_or_pay(block: &Block<'_>) -> Result<Found, Finding> {
    // "ACQ 50 bcm, ToP 80%, price 250, buyer nominates 30; make-up allowed" in the file's words, unless fields say it.
    let words = block.text("data").unwrap_or_default();
    let value = |key: &str, word: &str| match number_after(words, word) {
        Some(value) if !block.has(key) => Ok(value),
        _ => block.number(key),
    };
    let nominations = match number_after(words, "nominates") {
        Some(value) if !block.has("nominations") => vec![value],
        _ if block.raw("nominations").is_some_and(Value::is_array) => block.numbers("nominations")?,
        _ => vec![block.number("nominations")?],
    };
    let prices = match block.raw("price") {
        Some(Value::Array(_)) => block.numbers("price")?,
        _ => vec![value("price", "price")?; nominations.len()],
    };
    if prices.len() != nominations.len() {
        let text = format!("`price` has {} entries for {} years", prices.len(), nominations.len());
        return Err(block.wrong("price", text, "give one price, or one a year"));
    }
    let make_up = if block.has("make_up_years") { block.count("make_up_years", 100)? } else { 5 };
    let mut terms =
        TakeOrPay::with_make_up(value("acq_bcm", "ACQ")?, value("take_or_pay_share", "ToP")?, make_up);
    if block.has("carry_forward_years") {
        terms.carry_forward_years = block.count("carry_forward_years", 100)?;
    }
    terms.carry_forward_share = block.number_or("carry_forward_share", terms.carry_forward_share)?;
    terms.greatest_multiple = block.number_or("greatest_multiple", terms.greatest_multiple)?;
    terms.prepaid_share = block.number_or("prepaid_share", terms.prepaid_share)?;
    let years: Vec<Year> =
        nominations.iter().zip(&prices).map(|(&nominated, &price)| Year { nominated, price }).collect();
    let names = [("annual_quantity", "acq_bcm"), ("pay_share", "take_or_pay_share")];
    let settled = terms.settle(&years).map_err(|error| block.told(&error, &names))?;
    let all = |value: fn(&crate::deal::contract::take_or_pay::Settlement) -> f64| {
        let list: Vec<f64> = settled.iter().map(value).collect();
        if let [only] = list[..] { json!(only) } else { json!(list) }
    };
    let mut found = Found::of([
        ("take_or_pay_quantity", all(|year| year.take_or_pay_quantity)),
        ("taken", all(|year| year.taken)),
        ("deficiency", all(|year| year.deficiency)),
        ("deficiency_payment_musd", all(|year| year.deficiency_payment)),
        ("commodity_payment_musd", all(|year| year.commodity_payment)),
        ("payment_total_musd", all(|year| year.payment)),
        ("makeup_taken_bcm", all(|year| year.make_up_taken)),
        ("makeup_bank_bcm", all(|year| year.make_up_bank)),
        ("makeup_lapsed_bcm", all(|year| year.make_up_lapsed)),
    ]);
    if !block.has("make_up_years") {
        found.notes.push(format!("paid gas can be made up for {make_up} years"));
    }
    Ok(found)
}

pub(super) fn netback(block: &Block<'_>) -> Result<Found, Finding> {
    let chain = LngChain {
        delivered_price: block.number("p_lng_des")?,
        shipping: block.number("ship")?,
        liquefaction: block.number("liq")?,
        feed_loss: block.number("feed_loss")?,
    };
    let names = [("delivered_price", "p_lng_des"), ("shipping", "ship"), ("liquefaction", "liq")];
    let netback = lng_netback(&chain).map_err(|error| block.told(&error, &names))?;
    Ok(Found::of([("netback_feedgas", json!(netback))]))
}
