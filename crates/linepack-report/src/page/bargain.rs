//! Walk-away prices, the range between them, who gains, the attempts, and what would change the answer.

use linepack_economics::outcome::{Attempt, Gain, Inverse, PricePart, Quantity};
use maud::{Markup, html};

use super::shell::{Cell, Context, Table, Title, figure, listing, section};
use crate::chart::{self, Ask, Panels, Point, PriceAxis};
use crate::format::{self, Amount};
use crate::prose::{Bargain, Text, tally};
use crate::svg::Caption;

/// Swings shown in the picture.
const STRONGEST: usize = 10;

fn point(quantity: &Quantity) -> Point {
    let amount = Amount::of(quantity);
    Point { label: quantity.label.clone(), value: amount.value, range: amount.range }
}

/// The picture of the verdict.
pub(super) fn price(context: Context<'_>) -> Option<Markup> {
    let outcome = context.outcome;
    let bargain = Bargain::of(&outcome.quantities)?;
    let splits = outcome.quantities.iter().filter(|q| q.id.starts_with("deal.") && q.id.ends_with("_price"));
    let asks = outcome.attempts.iter().rev().map(|attempt| Ask {
        label: format!("{}, {}", context.text(Text::Asks), context.prose.date(&attempt.date)),
        seller: attempt.seller_ask,
        buyer: attempt.buyer_ask,
    });
    let axis = PriceAxis {
        seller: point(bargain.seller),
        buyer: point(bargain.buyer),
        width: bargain
            .range
            .map_or_else(|| Point { label: String::new(), value: bargain.width(), range: None }, point),
        splits: splits.map(point).collect(),
        asks: asks.filter(|ask| ask.seller.is_some() || ask.buyer.is_some()).take(3).collect(),
    };
    let summary = context.prose.price_axis(&bargain);
    let row = |point: &Point| {
        vec![
            Cell::text(&point.label),
            Cell::Number(point.value, 1),
            Cell::maybe(point.range.map(|range| range.0)),
            Cell::maybe(point.range.map(|range| range.1)),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = [&axis.seller, &axis.buyer, &axis.width].into_iter().map(row).collect();
    rows.extend(axis.splits.iter().map(row));
    for ask in &axis.asks {
        for (who, value) in [(Text::BuyerAsk, ask.buyer), (Text::SellerAsk, ask.seller)] {
            let name = format!("{}: {}", ask.label, context.text(who));
            rows.push(vec![Cell::text(name), Cell::maybe(value), Cell::Missing, Cell::Missing]);
        }
    }
    let head = [Text::Quantity, Text::PriceUnit, Text::LowValue, Text::HighValue]
        .map(|text| context.text(text))
        .to_vec();
    let table = Table::new(context.text(Text::PriceAxisFigure), head, rows);
    let title = Title { id: "price-axis", heading: Text::PriceAxisFigure, summary: &summary };
    let draw = |size, caption: Caption<'_>| chart::price_axis(&axis, size, caption, context.prose);
    Some(section(context, "price", Text::PriceAxis, None, &figure(context, title, draw, &table, None)))
}

/// A price taken apart.
pub(super) fn sum(context: Context<'_>, id: &str, heading: Text, parts: &[PricePart]) -> Markup {
    let total = context.prose.parts(parts.iter().map(|part| part.value).sum());
    let tariff = context.outcome.quantity("cost.tariff").filter(|_| heading == Text::Tariff);
    let summary =
        tariff.map_or_else(|| total.clone(), |tariff| format!("{} {total}", context.prose.pays(tariff)));
    let rows = parts.iter().map(|part| {
        let name = context.named_link(&part.quantity, &format::raised(&part.label));
        vec![Cell::Markup(name), Cell::Number(part.value, 2)]
    });
    let head = [Text::Part, Text::PriceUnit].map(|text| context.text(text)).to_vec();
    let table = Table::new(context.text(heading), head, rows.collect());
    let title = Title { id, heading, summary: &summary };
    let draw = |size, caption: Caption<'_>| chart::waterfall(parts, size, caption, context.prose);
    figure(context, title, draw, &table, None)
}

/// Parts of both prices, capacities, gains, shares, waiting.
pub(super) fn deal(context: Context<'_>) -> Option<Markup> {
    let outcome = context.outcome;
    let waiting: Vec<&Quantity> =
        ["deal.wait_value", "deal.delay"].iter().flat_map(|p| context.starting(p)).collect();
    let parts: Vec<Markup> = [
        (!outcome.seller_parts.is_empty())
            .then(|| sum(context, "seller-parts", Text::SellerParts, &outcome.seller_parts)),
        (!outcome.buyer_parts.is_empty())
            .then(|| sum(context, "buyer-parts", Text::BuyerParts, &outcome.buyer_parts)),
        (!outcome.capacities.is_empty()).then(|| capacities(context)),
        (!outcome.gains.is_empty()).then(|| gains(context, &outcome.gains)),
        coalition(context),
        (!waiting.is_empty()).then(|| {
            let rows = waiting.iter().map(|quantity| {
                vec![Cell::Markup(context.link(&quantity.id)), Cell::text(context.prose.amount(quantity))]
            });
            let head = vec![context.text(Text::Quantity), context.text(Text::Value)];
            let table = Table::new(context.text(Text::Waiting), head, rows.collect());
            listing(context, ("waiting", Text::Waiting, Some(Text::WaitingLead)), &table, None)
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let body = html! { @for part in &parts { (part) } };
    (!parts.is_empty()).then(|| section(context, "deal", Text::Deal, Some(Text::DealLead), &body))
}

fn capacities(context: Context<'_>) -> Markup {
    let pairs = &context.outcome.capacities;
    let open = pairs.iter().filter(|pair| pair.buyer_reservation >= pair.seller_reservation).count();
    let summary =
        format!("{} {}", context.prose.capacities(open, pairs.len()), context.text(Text::CapacitiesLead));
    let rows = pairs.iter().map(|pair| {
        vec![
            Cell::text(&pair.seller),
            Cell::text(&pair.buyer),
            Cell::Number(pair.seller_reservation, 1),
            Cell::Number(pair.buyer_reservation, 1),
            Cell::Number(pair.buyer_reservation - pair.seller_reservation, 1),
            Cell::text(if pair.headline { context.text(Text::Headline) } else { "" }),
        ]
    });
    let head =
        [Text::SellerAs, Text::BuyerAs, Text::SellerPrice, Text::BuyerPrice, Text::RangeWidth, Text::Remark];
    let table = Table::new(
        context.text(Text::Capacities),
        head.map(|text| context.text(text)).to_vec(),
        rows.collect(),
    );
    let title = Title { id: "capacities", heading: Text::Capacities, summary: &summary };
    let draw = |size, caption: Caption<'_>| chart::capacities(pairs, size, caption, context.prose);
    figure(context, title, draw, &table, None)
}

fn gains(context: Context<'_>, list: &[Gain]) -> Markup {
    let names = |keep: fn(f64) -> bool| -> Vec<&str> {
        list.iter().filter(|gain| keep(gain.value)).map(|gain| gain.party.as_str()).collect()
    };
    let summary = context.prose.gains(&names(|value| value > 0.0), &names(|value| value < 0.0));
    let items: Vec<(String, f64)> = list.iter().map(|gain| (gain.party.clone(), gain.value)).collect();
    let rows = list
        .iter()
        .map(|gain| vec![Cell::text(&gain.party), Cell::number(gain.value), Cell::text(&gain.note)]);
    let head = [Text::Party, Text::AmountBn, Text::Remark].map(|text| context.text(text)).to_vec();
    let table = Table::new(context.text(Text::Gains), head, rows.collect());
    let title = Title { id: "gains", heading: Text::Gains, summary: &summary };
    let draw =
        |size, caption: Caption<'_>| chart::diverging(&items, size, caption, context.text(Text::GainsAxis));
    figure(context, title, draw, &table, None)
}

/// Shares by Shapley and by the nucleolus, where the study has them.
fn coalition(context: Context<'_>) -> Option<Markup> {
    let rules = [("deal.shapley.", Text::Shapley), ("deal.nucleolus.", Text::Nucleolus)];
    let present: Vec<(&str, Text)> =
        rules.into_iter().filter(|(prefix, _)| !context.starting(prefix).is_empty()).collect();
    let mut parties: Vec<&str> = Vec::new();
    for (prefix, _) in &present {
        for quantity in context.starting(prefix) {
            let party = &quantity.id[prefix.len()..];
            if !parties.contains(&party) {
                parties.push(party);
            }
        }
    }
    let first = present.first().and_then(|(prefix, _)| context.starting(prefix).first().copied())?;
    let value = |prefix: &str, party: &str| {
        context.outcome.quantity(&format!("{prefix}{party}")).map(|quantity| Amount::of(quantity).value)
    };
    let unit = match Amount::of(first).unit {
        unit if unit.is_empty() => context.text(Text::Share).to_owned(),
        unit => unit,
    };
    let data = Panels {
        rows: parties.iter().map(|party| party.replace('_', " ")).collect(),
        columns: present.iter().map(|(_, rule)| context.text(*rule).to_owned()).collect(),
        values: parties
            .iter()
            .map(|party| present.iter().map(|(prefix, _)| value(prefix, party)).collect())
            .collect(),
        signed: false,
        strong: None,
    };
    let mut head = vec![context.text(Text::Party)];
    head.extend(present.iter().map(|(_, rule)| context.text(*rule)));
    let rows = data.rows.iter().zip(&data.values).map(|(party, values)| {
        let mut row = vec![Cell::text(party)];
        row.extend(values.iter().map(|value| Cell::maybe(*value)));
        row
    });
    let table = Table::new(context.text(Text::Coalition), head, rows.collect());
    let title =
        Title { id: "coalition", heading: Text::Coalition, summary: context.text(Text::CoalitionLead) };
    let draw = |size, caption: Caption<'_>| chart::panels(&data, size, caption, &unit);
    Some(figure(context, title, draw, &table, None))
}

/// The chart over the dates, each attempt in words, and the timeline.
pub(super) fn attempts(context: Context<'_>) -> Option<Markup> {
    let outcome = context.outcome;
    if outcome.attempts.is_empty() && outcome.timeline.is_empty() {
        return None;
    }
    let body = html! {
        @if !outcome.attempts.is_empty() {
            (attempts_figure(context))
            ol class="attempts" { @for attempt in &outcome.attempts { (one_attempt(context, attempt)) } }
        }
        @if !outcome.timeline.is_empty() { (timeline(context)) }
    };
    Some(section(context, "attempts", Text::Attempts, Some(Text::AttemptsLead), &body))
}

fn attempts_figure(context: Context<'_>) -> Markup {
    let list = &context.outcome.attempts;
    let summary = context.prose.attempts(tally(context.outcome), list.len());
    let rows = list.iter().map(|attempt| {
        let bargain = Bargain::of(&attempt.quantities);
        vec![
            Cell::text(context.prose.date(&attempt.date)),
            Cell::maybe(bargain.map(|b| b.seller.value)),
            Cell::maybe(bargain.map(|b| b.buyer.value)),
            Cell::maybe(bargain.map(|b| b.width())),
            Cell::maybe(attempt.seller_ask),
            Cell::maybe(attempt.buyer_ask),
            Cell::text(&attempt.asks),
            Cell::text(&attempt.outcome),
        ]
    });
    let head = [
        Text::Date,
        Text::SellerPrice,
        Text::BuyerPrice,
        Text::RangeWidth,
        Text::SellerAsk,
        Text::BuyerAsk,
        Text::Asks,
        Text::Outcome,
    ];
    let table = Table::new(
        context.text(Text::AttemptsTable),
        head.map(|text| context.text(text)).to_vec(),
        rows.collect(),
    );
    let title = Title { id: "attempts", heading: Text::AttemptsFigure, summary: &summary };
    let draw = |size, caption: Caption<'_>| chart::attempts(list, size, caption, context.prose);
    figure(context, title, draw, &table, None)
}

fn one_attempt(context: Context<'_>, attempt: &Attempt) -> Markup {
    let bargain = Bargain::of(&attempt.quantities);
    html! {
        li class="attempt" {
            h3 { span class="date" { (context.prose.date(&attempt.date)) } " " (attempt.event) }
            dl {
                @if let Some(bargain) = bargain {
                    div {
                        dt { (context.text(Text::ModelShort)) }
                        dd { (context.prose.price_axis(&bargain)) }
                    }
                }
                div { dt { (context.text(Text::Asks)) } dd { (attempt.asks) } }
                div { dt { (context.text(Text::Outcome)) } dd { (attempt.outcome) } }
                @for waiting in attempt.quantities.iter().filter(|one| one.id.starts_with("deal.wait_value.")) {
                    div {
                        dt { (context.text(Text::ModelShort)) ": " (waiting.label) }
                        dd { (given(waiting.value, &waiting.unit)) }
                    }
                }
                @if !attempt.closing.is_empty() {
                    div {
                        dt { (context.text(Text::AttemptsClosing)) }
                        dd { ul { @for inverse in &attempt.closing { li {
                            (context.prose.question(inverse)) " " strong { (context.prose.inverse(inverse)) }
                            " (" (context.text(Text::Today).to_lowercase()) " " (given(inverse.today, &inverse.unit)) ")"
                        } } } }
                    }
                }
            }
        }
    }
}

fn given(value: f64, unit: &str) -> String {
    format::with_unit(&format::faithful(value), &format::unit(unit))
}

fn timeline(context: Context<'_>) -> Markup {
    html! {
        div class="figure" {
            h3 { (context.text(Text::Timeline)) }
            p class="summary" { (context.text(Text::TimelineLead)) }
            ol class="timeline" {
                @for event in &context.outcome.timeline {
                    @let met = context.outcome.attempts.iter().any(|attempt| attempt.date == event.date);
                    li class=[met.then_some("met")] {
                        p class="date" { (context.prose.date(&event.date)) }
                        div {
                            p { (event.event) }
                            @if !event.outcome.is_empty() { p class="outcome" { (event.outcome) } }
                            @if !event.source.is_empty() { p class="source" { (super::sources::claim_or_source(context, &event.source)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The tornado and what would have to be true.
pub(super) fn drivers(context: Context<'_>) -> Option<Markup> {
    let outcome = context.outcome;
    if outcome.tornado.is_empty() && outcome.closing.is_empty() {
        return None;
    }
    let body = html! {
        @if !outcome.tornado.is_empty() { (tornado(context)) }
        @if !outcome.closing.is_empty() {
            (listing(context, ("closing", Text::Closing, Some(Text::ClosingLead)), &closing(context, &outcome.closing), None))
        }
    };
    Some(section(context, "drivers", Text::Drivers, Some(Text::DriversLead), &body))
}

fn tornado(context: Context<'_>) -> Markup {
    let list = &context.outcome.tornado;
    let strongest = &list[..list.len().min(STRONGEST)];
    let base = context.outcome.value("deal.range");
    let summary = context.prose.tornado(base, &list[0]);
    let rows = list.iter().map(|swing| {
        vec![
            Cell::Markup(context.named_link(&swing.input, &swing.label)),
            Cell::text(given(swing.low, &swing.unit)),
            Cell::text(given(swing.high, &swing.unit)),
            Cell::Number(swing.result_at_low, 1),
            Cell::Number(swing.result_at_high, 1),
        ]
    });
    let head = [Text::Input, Text::LowValue, Text::HighValue, Text::ResultLow, Text::ResultHigh];
    let table =
        Table::new(context.text(Text::Tornado), head.map(|text| context.text(text)).to_vec(), rows.collect());
    let title = Title { id: "tornado", heading: Text::Tornado, summary: &summary };
    let draw = |size, caption: Caption<'_>| chart::tornado(strongest, base, size, caption, context.prose);
    figure(context, title, draw, &table, None)
}

fn closing(context: Context<'_>, list: &[Inverse]) -> Table {
    let rows = list.iter().map(|inverse| {
        let (low, high) = inverse.searched;
        vec![
            Cell::text(context.prose.question(inverse)),
            Cell::Markup(context.link(&inverse.unknown)),
            Cell::text(given(inverse.today, &inverse.unit)),
            Cell::Markup(html! { strong { (context.prose.inverse(inverse)) } }),
            Cell::text(context.prose.span(&format::faithful(low), &format::faithful(high))),
        ]
    });
    let head = [Text::Question, Text::Input, Text::Today, Text::Answer, Text::Searched];
    Table::new(context.text(Text::Closing), head.map(|text| context.text(text)).to_vec(), rows.collect())
}
