//! Bargaining with everything known.

use super::Found;
use super::block::{Block, number_after};
use crate::deal::bargaining::alternating::{
    Agreement, AlternatingOffers, opening_share, quick_breakdown_share,
};
use crate::deal::bargaining::hold_up::{Investment, hold_up};
use crate::deal::bargaining::issues::{Issue, link};
use crate::deal::bargaining::{Frontier, Range};
use linepack::findings::Finding;
use serde_json::{Value, json};

pub(super) fn nash(block: &Block<'_>) -> Result<Found, Finding> {
    let range = Range {
        seller_reservation: block.number("seller_reservation")?,
        buyer_reservation: block.number("buyer_reservation")?,
    };
    let power = block.number_or("seller_power", 0.5)?;
    let limits = block.pair_or("price_limits", [f64::NEG_INFINITY, f64::INFINITY])?;
    let told = |error| block.told(&error, &[("limits", "price_limits")]);
    let price = range.nash_price(power).map_err(told)?;
    let gains = price.map(|price| range.gains(price));
    let mut found = Found::of([
        ("zopa", json!(range.width())),
        ("deal", json!(range.exists())),
        ("price", json!(price)),
        ("seller_gain", json!(gains.map(|gains| gains[0]))),
        ("buyer_gain", json!(gains.map(|gains| gains[1]))),
        ("kalai_smorodinsky_price", json!(range.kalai_smorodinsky_price(limits).map_err(told)?)),
        ("egalitarian_price", json!(range.egalitarian_price().map_err(told)?)),
    ]);
    if block.has("volume") {
        let volume = block.number("volume")?;
        found.values.insert("joint_gain".into(), json!(range.width() * volume));
    }
    Ok(found)
}

pub(super) fn frontier(block: &Block<'_>) -> Result<Found, Finding> {
    let mut points = Vec::new();
    for (index, row) in block.table("points")?.into_iter().enumerate() {
        let count = row.len();
        points.push(<[f64; 2]>::try_from(row).map_err(|_| {
            let name = format!("points[{index}]");
            let text = format!("`{name}` has {count} entries, it must have 2");
            block.wrong(&name, text, "give the payoffs of the two sides")
        })?);
    }
    let told = |error| block.told(&error, &[("first_power", "power")]);
    let disagreement = block.pair_or("disagreement", [0.0; 2])?;
    let power = block.number_or("power", 0.5)?;
    let Some(frontier) = Frontier::through(&points, disagreement).map_err(told)? else {
        let mut found = Found::of([("deal", json!(false))]);
        found.notes.push("no point gives both sides at least what they have without a deal".into());
        return Ok(found);
    };
    Ok(Found::of([
        ("deal", json!(true)),
        ("vertices", json!(frontier.vertices())),
        ("nash", json!(frontier.nash(power).map_err(told)?)),
        ("kalai_smorodinsky", json!(frontier.kalai_smorodinsky())),
        ("egalitarian", json!(frontier.egalitarian())),
        ("ideal_gains", json!(frontier.ideal_gains())),
    ]))
}

const OFFERS: [(&str, &str); 4] = [
    ("discount", "delta"),
    ("breakdown", "breakdown_prob"),
    ("outside", "outside_options"),
    ("breakdown_payoffs", "breakdown_payoffs"),
];

fn agreement(block: &Block<'_>, game: &AlternatingOffers) -> Result<Option<Agreement>, Finding> {
    game.agreement().map_err(|error| block.told(&error, &OFFERS))
}

pub(super) fn rubinstein(block: &Block<'_>) -> Result<Found, Finding> {
    let discount = block.both("delta")?;
    let game = AlternatingOffers {
        discount,
        outside: block.pair_or("outside_options", [f64::NEG_INFINITY; 2])?,
        breakdown: block.number_or("breakdown_prob", 0.0)?,
        breakdown_payoffs: block.pair_or("breakdown_payoffs", [0.0; 2])?,
    };
    let Some(split) = agreement(block, &game)? else {
        let mut found = Found::of([("deal", json!(false))]);
        found.notes.push("what the sides get without a deal leaves no split that both accept".into());
        return Ok(found);
    };
    let mut found = Found::of([
        ("deal", json!(true)),
        ("share_proposer1", json!(split.first_opens[0])),
        ("share_2", json!(split.first_opens[1])),
        ("share_1_when_2_proposes", json!(split.second_opens[0])),
        ("share_proposer2", json!(split.second_opens[1])),
        ("accept_threshold_1_as_responder", json!(split.threshold[0])),
        ("accept_threshold_2_as_responder", json!(split.threshold[1])),
    ]);
    let published = discount[0] * split.second_opens[1];
    if (published - split.threshold[0]).abs() > 1e-12 {
        let reason = format!(
            "`accept_threshold_1_as_responder` is δ₁ x₁ = {:.6} here: what side 1 gets by refusing and opening itself. A known answer of δ₁ (1 − δ₁)/(1 − δ₁ δ₂) = {published:.6} discounts what the other side gets when it opens; backward induction from a far last round confirms the former",
            split.threshold[0]
        );
        let key = "accept_threshold_1_as_responder";
        let known = block.raw("expected").and_then(|known| super::block::number(known.get(key)?));
        if known.is_some_and(|known| (known - published).abs() <= 1e-9) {
            found.disputed.push((key.into(), reason));
        }
    }
    Ok(found)
}

pub(super) fn continuous(block: &Block<'_>) -> Result<Found, Finding> {
    let rates = block.pair("r")?;
    for (side, rate) in rates.into_iter().enumerate() {
        block.check_rate(&format!("r[{side}]"), rate)?;
    }
    let told = |error| block.told(&error, &[("rates", "r"), ("years", "dt")]);
    let at = |dt: f64| opening_share(rates, dt).map_err(told);
    let mut found = Found::of([
        ("share1", json!(at(0.0)?)),
        ("share2", json!(1.0 - at(0.0)?)),
        ("at_dt_0p01", json!(at(0.01)?)),
    ]);
    if block.has("dt") {
        found.values.insert("at_dt".into(), json!(at(block.number("dt")?)?));
    }
    Ok(found)
}

pub(super) fn outside(block: &Block<'_>) -> Result<Found, Finding> {
    let own = block.number_or("outside_option_of_proposer", f64::NEG_INFINITY)?;
    let outside = [own, block.number("outside_option_of_responder")?];
    let game = AlternatingOffers { outside, ..AlternatingOffers::impatient(block.both("delta")?) };
    let names = [("discount", "delta"), ("outside[1]", "outside_option_of_responder")];
    let split = game.agreement().map_err(|error| block.told(&error, &names))?;
    let mut found = Found::of([
        ("responder_gets", json!(split.map(|split| split.first_opens[1]))),
        ("proposer_gets", json!(split.map(|split| split.first_opens[0]))),
        ("outside_option_binds", json!(split.map(|split| split.outside_binds[1]))),
        ("deal", json!(split.is_some())),
    ]);
    if split.is_none() {
        found.notes.push("the outside options together exceed what there is to share".into());
    }
    Ok(found)
}

pub(super) fn breakdown(block: &Block<'_>) -> Result<Found, Finding> {
    let payoffs = block.pair("breakdown_payoffs")?;
    let discount = if block.has("delta") { block.both("delta")? } else { [1.0; 2] };
    let breakdown = block.number("breakdown_prob")?;
    let game = AlternatingOffers { discount, ..AlternatingOffers::fearing_breakdown(breakdown, payoffs) };
    let split = agreement(block, &game)?;
    let limit = quick_breakdown_share(payoffs).map_err(|error| block.told(&error, &OFFERS))?;
    Ok(Found::of([
        ("share1_when_1_proposes", json!(split.map(|split| split.first_opens[0]))),
        ("share1_when_2_proposes", json!(split.map(|split| split.second_opens[0]))),
        ("limit_q_to_0", json!(limit)),
        ("deal", json!(split.is_some())),
    ]))
}

/// The issues of a text such as "(A: weights u1=4,u2=1), (B: u1=1,u2=4)".
fn issues_in_words(text: &str) -> Option<Vec<Issue>> {
    let parts = text.split('(').skip(1).map(|part| part.split(')').next().unwrap_or_default());
    let issue =
        |part: &str| Some(Issue { first: number_after(part, "u1")?, second: number_after(part, "u2")? });
    let found: Option<Vec<Issue>> = parts.map(issue).collect();
    found.filter(|found| !found.is_empty())
}

pub(super) fn issues(block: &Block<'_>) -> Result<Found, Finding> {
    let issues = if block.has("issues") {
        let mut issues = Vec::new();
        for (index, row) in block.table("issues")?.into_iter().enumerate() {
            let [first, second] = row[..] else {
                let name = format!("issues[{index}]");
                let text = format!("`{name}` has {} entries, it must have 2", row.len());
                return Err(block.wrong(&name, text, "give its worth to each side"));
            };
            issues.push(Issue { first, second });
        }
        issues
    } else {
        block.text("data").and_then(issues_in_words).ok_or_else(|| {
            let hint = "write \"issues\": [[4, 1], [1, 4]], the worth of each to the two sides";
            block.wrong("data", format!("{} names no issues", block.title()), hint)
        })?
    };
    let power = block.number_or("power", 0.5)?;
    let deal = link(&issues, power).map_err(|error| block.told(&error, &[("first_power", "power")]))?;
    let name = |k: usize| match block.raw("names").and_then(|names| names.get(k)).and_then(Value::as_str) {
        Some(name) => name.to_owned(),
        None => u8::try_from(k)
            .ok()
            .filter(|k| *k < 26)
            .map_or(format!("issue {}", k + 1), |k| char::from(b'A' + k).to_string()),
    };
    let mut parts = Vec::new();
    for side in [1, 2] {
        for (k, share) in deal.first_shares.iter().enumerate() {
            let share = if side == 1 { *share } else { 1.0 - share };
            if share >= 1.0 {
                parts.push(format!("{side} takes {}", name(k)));
            } else if share > 0.0 {
                parts.push(format!("{side} takes {share:.4} of {}", name(k)));
            }
        }
    }
    let both = |[u1, u2]: [f64; 2]| json!({ "u1": u1, "u2": u2 });
    let mut linked = both(deal.linked);
    linked["allocation"] = json!(parts.join(", "));
    let [gain, other] = deal.gain;
    let gain_from_linkage = if (gain - other).abs() <= 1e-12 { json!(gain) } else { json!(deal.gain) };
    Ok(Found::of([
        ("linked_nash", linked),
        ("first_shares", json!(deal.first_shares)),
        ("separate_equal_split", both(deal.separate)),
        ("gain_from_linkage", gain_from_linkage),
    ]))
}

pub(super) fn sunk(block: &Block<'_>) -> Result<Found, Finding> {
    // "v(k)=2 sqrt(k)" in the file's words, unless fields say otherwise.
    let words = block.text("source").or_else(|| block.text("formula")).unwrap_or_default();
    let in_words = words.contains("sqrt(k)").then(|| number_after(words, "v(k)")).flatten();
    let value = Investment {
        scale: block.number_or("scale", in_words.unwrap_or(2.0))?,
        exponent: block.number_or("exponent", 0.5)?,
    };
    let out =
        hold_up(value, block.number("a")?).map_err(|error| block.told(&error, &[("investor_share", "a")]))?;
    let mut found = Found::of([
        ("k", json!(out.investment)),
        ("joint_surplus", json!(out.joint_surplus)),
        ("investor_surplus", json!(out.investor_surplus)),
        ("best_k", json!(out.best_investment)),
        ("best_joint_surplus", json!(out.best_joint_surplus)),
    ]);
    found.notes.push(format!("value of the investment taken as v(k) = {} k^{}", value.scale, value.exponent));
    Ok(found)
}
