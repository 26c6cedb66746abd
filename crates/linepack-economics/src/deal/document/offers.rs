//! Offers with several payoffs, and price formulas on past prices.

use super::Found;
use super::block::{Block, number, short};
use crate::deal::Error;
use crate::deal::contract::price::{Month, MonthlySeries, PriceFormula};
use crate::deal::packages::{Package, expected_payoffs, standings};
use linepack::findings::Finding;
use serde_json::{Value, json};

pub(super) fn packages(block: &Block<'_>) -> Result<Found, Finding> {
    let probabilities = if block.has("probabilities") { Some(block.numbers("probabilities")?) } else { None };
    let Some(Value::Array(list)) = block.raw("offers") else {
        let hint = "write \"offers\": [ {\"name\": \"A\", \"payoffs\": [1, 2]} ]";
        return Err(block.wrong("offers", format!("{} has no list `offers`", block.title()), hint));
    };
    let mut offers = Vec::new();
    for (index, offer) in list.iter().enumerate() {
        let at = format!("offers[{index}]");
        let name = offer.get("name").and_then(Value::as_str).map_or_else(|| at.clone(), str::to_owned);
        let row = |value: &Value| -> Option<Vec<f64>> { value.as_array()?.iter().map(number).collect() };
        let payoffs = match (offer.get("payoffs"), offer.get("payoffs_by_state"), &probabilities) {
            (Some(payoffs), None, _) => row(payoffs),
            (None, Some(Value::Array(states)), Some(probabilities)) => {
                let by_state: Option<Vec<Vec<f64>>> = states.iter().map(row).collect();
                match by_state {
                    Some(by_state) => Some(
                        expected_payoffs(&by_state, probabilities)
                            .map_err(|error| block.told(&error, &[]))?,
                    ),
                    None => None,
                }
            }
            (None, Some(_), None) => {
                let text =
                    format!("`{at}` has payoffs by state but {} has no `probabilities`", block.title());
                return Err(block.wrong(&at, text, "add one probability a state, summing to 1"));
            }
            _ => None,
        };
        let payoffs = payoffs.ok_or_else(|| {
            let text = format!("`{at}` is {}, without payoffs that can be read", short(offer));
            block.wrong(&at, text, "give \"payoffs\": one number a party, or \"payoffs_by_state\"")
        })?;
        offers.push(Package { name, payoffs });
    }
    let walk_away = if block.has("walk_away") {
        block.numbers("walk_away")?
    } else {
        vec![0.0; offers.first().map_or(0, |offer| offer.payoffs.len())]
    };
    let tolerance = block.number_or("tolerance", 0.0)?;
    let standing = standings(&offers, &walk_away, tolerance).map_err(|error| block.told(&error, &[]))?;
    let rows: Vec<Value> = offers
        .iter()
        .zip(&standing)
        .map(|(offer, standing)| {
            json!({
                "name": offer.name, "payoffs": offer.payoffs, "dominated_by": standing.dominated_by,
                "refused_by": standing.refused_by, "worth_tabling": standing.worth_tabling(),
            })
        })
        .collect();
    let named = |keep: &dyn Fn(usize) -> bool| -> Vec<&str> {
        (0..offers.len()).filter(|&k| keep(k)).map(|k| offers[k].name.as_str()).collect()
    };
    Ok(Found::of([
        ("offers", json!(rows)),
        ("pareto", json!(named(&|k| standing[k].undominated()))),
        ("dominated", json!(named(&|k| !standing[k].undominated()))),
        ("worth_tabling", json!(named(&|k| standing[k].worth_tabling()))),
    ]))
}

/// A monthly series of an object such as `{"2025-01": 74.9}`.
fn series(block: &Block<'_>, key: &str) -> Result<MonthlySeries, Finding> {
    let Some(Value::Object(map)) = block.raw(key) else {
        let hint = "write {\"2025-01\": 74.9, \"2025-02\": 72.1}";
        return Err(block.wrong(key, format!("{} has no `{key}` by month", block.title()), hint));
    };
    let mut points = Vec::new();
    for (month, value) in map {
        let at = format!("{key}.{month}");
        let month = Month::parse(month).map_err(|_| {
            let text = format!("`{month}` in `{key}` is not a month");
            block.wrong(key, text, "write year-month, for instance 2026-05")
        })?;
        let value = number(value).ok_or_else(|| {
            block.wrong(&at, format!("`{at}` is {}, not a number", short(value)), "fill it from the source")
        })?;
        points.push((month, value));
    }
    points.sort_by_key(|(month, _)| *month);
    // The month before a gap is where a reader looks.
    for pair in points.windows(2) {
        if pair[1].0.since(pair[0].0) != 1 {
            let (before, missing) = (pair[0], pair[0].0.plus(1));
            let text = format!("`{key}` has no value for {missing}, after {} of {}", before.1, before.0);
            let hint = "fill the gap from the source, or let the series begin after it";
            return Err(block.wrong_below(key, &before.0.to_string(), text, hint));
        }
    }
    MonthlySeries::new(key, &points).map_err(|error| block.told(&error, &[]))
}

pub(super) fn back_test(block: &Block<'_>) -> Result<Found, Finding> {
    let index = series(block, "series")?;
    let months = |key: &str, default: u32| if block.has(key) { block.count(key, 60) } else { Ok(default) };
    let formula = PriceFormula {
        constant: block.number_or("constant", 0.0)?,
        slope: block.number_or("slope", 1.0)?,
        averaged_months: months("averaged_months", 1)?,
        lag_months: months("lag_months", 0)?,
        valid_months: months("valid_months", 1)?,
        floor: block.number_or("floor", f64::NEG_INFINITY)?,
        cap: block.number_or("cap", f64::INFINITY)?,
    };
    let month = |key: &str, default: Month| match block.text(key) {
        Some(text) => Month::parse(text).map_err(|error: Error| block.told(&error, &[("month", key)])),
        None => Ok(default),
    };
    let reach = formula.averaged_months + formula.lag_months + formula.valid_months.saturating_sub(1);
    let first = month("first", index.first().plus(reach.cast_signed()))?;
    let last = month("last", index.last().plus(1))?;
    let prices = formula.prices(&index, first, last).map_err(|error| block.told(&error, &[]))?;
    let by_month = |values: &[f64]| -> serde_json::Map<String, Value> {
        (0..).zip(values).map(|(k, value)| (first.plus(k).to_string(), json!(value))).collect()
    };
    let mean = prices.iter().sum::<f64>() / prices.len() as f64;
    let latest = formula.last_month_used(first);
    let mut found = Found::of([
        ("prices", Value::Object(by_month(&prices))),
        ("mean", json!(mean)),
        ("last_month_used_for_the_first", json!(latest.to_string())),
    ]);
    if block.has("compare_with") {
        let other = series(block, "compare_with")?;
        let gaps: Vec<f64> =
            (0..).zip(&prices).filter_map(|(k, price)| Some(price - other.at(first.plus(k))?)).collect();
        let count = gaps.len() as f64;
        let average =
            |f: &dyn Fn(f64) -> f64| (count > 0.0).then(|| gaps.iter().map(|x| f(*x)).sum::<f64>() / count);
        found.values.insert("months_compared".into(), json!(gaps.len()));
        found.values.insert("mean_gap".into(), json!(average(&|x| x)));
        found.values.insert("mean_absolute_gap".into(), json!(average(&f64::abs)));
        found
            .values
            .insert("greatest_absolute_gap".into(), json!(gaps.iter().map(|x| x.abs()).reduce(f64::max)));
    }
    Ok(found)
}
