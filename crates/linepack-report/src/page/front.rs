//! What a reader sees first: title, verdict, key figures.

use linepack_economics::outcome::{Quantity, Verdict};
use maud::{Markup, html};

use super::shell::{Context, amount, anchor, section};
use crate::format::{self, Amount};
use crate::prose::{self, Text};

/// Title and the switch between light and dark.
pub(super) fn header(context: Context<'_>) -> Markup {
    html! {
        header class="top" {
            div {
                p class="study" { "linepack · " (context.outcome.study.name) }
                h1 { (context.outcome.study.title) }
                p class="subtitle" { (context.prose.subtitle(context.outcome)) }
            }
            button type="button" id="theme" hidden aria-label=(context.text(Text::ThemeSwitch)) title=(context.text(Text::ThemeSwitch)) {
                svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false" {
                    circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="1.8" {}
                    path d="M10 2a8 8 0 0 1 0 16z" fill="currentColor" {}
                }
            }
        }
    }
}

/// The answer in three sentences.
pub(super) fn verdict(context: Context<'_>) -> Markup {
    let sentences = prose::verdict(context.outcome, context.prose);
    let state = match context.outcome.verdict {
        Verdict::Feasible => "feasible",
        Verdict::Infeasible => "infeasible",
        Verdict::NotFound => "not-found",
    };
    html! {
        section id="verdict" class=(state) aria-labelledby="verdict-h" {
            h2 id="verdict-h" class="unseen" { (context.text(Text::Verdict)) }
            ol { @for sentence in &sentences { li { (sentence) } } }
        }
    }
}

/// Cards with central value, range, and the way to the derivation.
pub(super) fn key_figures(context: Context<'_>) -> Option<Markup> {
    let ids = [
        "deal.seller_reservation",
        "deal.buyer_reservation",
        "deal.range",
        "deal.nash_price",
        "deal.rubinstein_price",
        "cost.tariff",
        "cost.capex",
        "line.capacity",
        "line.power",
        "line.fuel_share",
    ];
    let design = ["line.diameter", "line.pressure", "line.wall", "line.stations", "line.length"];
    let present = |ids: &[&str]| -> Vec<&Quantity> {
        ids.iter().filter_map(|id| context.outcome.quantity(id)).collect()
    };
    let (results, design) = (present(&ids), present(&design));
    if results.is_empty() && design.is_empty() {
        return None;
    }
    let body = html! {
        ul class={ "cards" @if results.len() == 8 { " by-four" } } { @for quantity in results { (card(context, quantity)) } }
        @if !design.is_empty() { ul class="cards design" { @for quantity in design { (card(context, quantity)) } } }
    };
    Some(section(context, "figures", Text::KeyFigures, Some(Text::KeyFiguresLead), &body))
}

fn card(context: Context<'_>, quantity: &Quantity) -> Markup {
    let whose = match quantity.id.as_str() {
        "deal.seller_reservation" => "seller",
        "deal.buyer_reservation" => "buyer",
        "deal.range" if quantity.value < 0.0 => "gap",
        "deal.range" | "deal.nash_price" | "deal.rubinstein_price" => "both",
        _ => "",
    };
    let shown = Amount::of(quantity);
    let digits = shown.decimals();
    html! {
        li class={ "card " (whose) } {
            p class="name" { (quantity.label) }
            p class="value" { (amount(quantity)) }
            @if let Some((low, high)) = shown.range {
                p class="span" { (context.prose.span(&format::fixed(low, digits), &format::fixed(high, digits))) }
            } @else if !quantity.id.starts_with("line.") {
                p class="span" { (context.text(Text::NoRange)) }
            }
            a href={ "#" (anchor("q", &quantity.id)) } aria-label=(context.prose.derivation_of(&quantity.label)) { (context.text(Text::Derivation)) }
        }
    }
}
