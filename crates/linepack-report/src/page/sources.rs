//! Where each number comes from, what the calculation found worth telling, and what made the page.

use std::collections::BTreeSet;

use linepack_economics::outcome::{Evidence, Quantity};
use maud::{Markup, html};

use super::shell::{Context, anchor, section};
use crate::format::{self, Amount};
use crate::prose::Text;

/// An address of the web as a link that tells the other side nothing, all else as it is.
pub(super) fn source(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split_whitespace().enumerate() {
            @if index > 0 { " " }
            @if part.starts_with("https://") || part.starts_with("http://") {
                @let address = part.trim_end_matches([';', ',', ')']);
                a href=(address) rel="noreferrer noopener external" { (shortened(address)) }
                (part[address.len()..])
            } @else { (part) }
        }
    }
}

/// Host of an address and the beginning of its path.
fn shortened(address: &str) -> String {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/');
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    if bare.chars().count() <= 48 { bare.to_owned() } else { bare.chars().take(46).chain(['…']).collect() }
}

/// A row of the ledger as a link, all else as a source.
pub(super) fn claim_or_source(context: Context<'_>, text: &str) -> Markup {
    let known = text.split_whitespace().next().filter(|id| context.outcome.claim(id).is_some());
    html! {
        @if let Some(id) = known { (context.claim(id)) " " (source(text.trim_start().trim_start_matches(id))) }
        @else { (source(text)) }
    }
}

fn is_input(quantity: &Quantity) -> bool {
    quantity.id.starts_with("input.")
}

/// Rows of the ledger behind an input, a result of an attempt, or a built line.
fn used(context: Context<'_>) -> BTreeSet<&str> {
    let outcome = context.outcome;
    let attempts = outcome.attempts.iter().flat_map(|attempt| &attempt.quantities);
    let quantities = outcome.quantities.iter().chain(attempts).flat_map(|quantity| &quantity.evidence);
    quantities.chain(outcome.analogues.iter().flat_map(|line| &line.evidence)).map(String::as_str).collect()
}

/// Every quantity, then the ledger.
pub(super) fn sources(context: Context<'_>) -> Option<Markup> {
    let outcome = context.outcome;
    if outcome.quantities.is_empty() && outcome.evidence.is_empty() {
        return None;
    }
    let (inputs, results): (Vec<&Quantity>, Vec<&Quantity>) =
        outcome.quantities.iter().partition(|q| is_input(q));
    let used = used(context);
    let (cited, idle): (Vec<&Evidence>, Vec<&Evidence>) =
        outcome.evidence.iter().partition(|claim| used.contains(claim.id.as_str()));
    let body = html! {
        @if !results.is_empty() {
            h3 id="results" { (context.text(Text::Results)) }
            div class="ledger" { @for quantity in &results { (derivation(context, quantity)) } }
        }
        @if !inputs.is_empty() {
            h3 id="inputs" { (context.text(Text::Inputs)) }
            p class="summary" { (coverage(context, &inputs)) }
            div class="ledger" { @for quantity in &inputs { (derivation(context, quantity)) } }
        }
        @if !outcome.evidence.is_empty() {
            h3 id="evidence" { (context.text(Text::Ledger)) }
            p class="summary" { (context.prose.ledger(outcome.evidence.len(), cited.len())) }
            div class="ledger" { @for claim in &cited { (row(context, claim)) } }
            @if !idle.is_empty() {
                details class="data" {
                    summary { (context.text(Text::LedgerUnused)) " (" (idle.len()) ")" }
                    ul class="idle" { @for claim in &idle { (short_row(context, claim)) } }
                }
            }
        }
    };
    Some(section(context, "sources", Text::Sources, Some(Text::SourcesLead), &body))
}

fn coverage(context: Context<'_>, inputs: &[&Quantity]) -> String {
    let sourced = inputs.iter().filter(|input| !input.evidence.is_empty()).count();
    let assumed =
        inputs.iter().filter(|input| input.evidence.is_empty() && input.assumption.is_some()).count();
    context.prose.coverage(inputs.len(), sourced, assumed, inputs.len() - sourced - assumed)
}

/// One quantity: value, formula, what enters it, who says so.
fn derivation(context: Context<'_>, quantity: &Quantity) -> Markup {
    let amount = Amount::of(quantity);
    let shown = if is_input(quantity) { format::faithful(amount.value) } else { amount.number() };
    let bare = quantity.evidence.is_empty() && quantity.assumption.is_none();
    html! {
        article class="entry" id=(anchor("q", &quantity.id)) aria-label=(quantity.label) {
            p class="name" { (quantity.label) }
            p class="value" {
                strong { (quantity.text.clone().unwrap_or_else(|| format::with_unit(&shown, &amount.unit))) }
                @if let Some((low, high)) = amount.range {
                    " (" (context.prose.span(&end(quantity, low, &amount), &end(quantity, high, &amount))) ")"
                }
            }
            @if !quantity.formula.is_empty() { p class="formula" { (quantity.formula) } }
            @if !quantity.inputs.is_empty() {
                p { span class="key" { (context.text(Text::From)) } " "
                    @for (index, id) in quantity.inputs.iter().enumerate() { @if index > 0 { " · " } (context.link(id)) } }
            }
            @if !quantity.evidence.is_empty() {
                p { span class="key" { (context.text(Text::Evidence)) } " "
                    @for (index, id) in quantity.evidence.iter().enumerate() {
                        @if index > 0 { " · " }
                        (context.claim(id))
                        @if let Some(claim) = context.outcome.claim(id) { " " (claim.who_says) ", " (context.prose.date(&claim.date)) }
                    }
                }
            }
            @if let Some(reason) = &quantity.assumption {
                p { span class="key" { (context.text(Text::Assumption)) } " " (reason) }
            }
            @if is_input(quantity) && bare { p class="bare" { (context.text(Text::NoSource)) } }
            p class="where" { code { (quantity.id) } @if let Some(place) = &quantity.place { " · " (place) } }
        }
    }
}

fn end(quantity: &Quantity, value: f64, amount: &Amount) -> String {
    if is_input(quantity) { format::faithful(value) } else { format::fixed(value, amount.decimals()) }
}

/// What is claimed: the central value with its range, or whichever of them there is.
fn value(context: Context<'_>, claim: &Evidence) -> String {
    match (claim.low.as_str(), claim.central.as_str(), claim.high.as_str()) {
        (low, "", high) if !low.is_empty() && !high.is_empty() => context.prose.span(low, high),
        (low, central, high) if (low, high) != (central, central) && !low.is_empty() && !high.is_empty() => {
            format!("{central} ({})", context.prose.span(low, high))
        }
        (low, "", "") => low.to_owned(),
        ("", "", high) => high.to_owned(),
        (_, central, _) => central.to_owned(),
    }
}

/// One claim of the ledger.
fn row(context: Context<'_>, claim: &Evidence) -> Markup {
    html! {
        article class="entry" id=(anchor("e", &claim.id)) aria-label=(claim.id) {
            p class="name" { (claim.quantity) }
            p class="value" { strong { (value(context, claim)) } @if !claim.unit.is_empty() { " " (claim.unit) } }
            p { (claim.who_says) @if !claim.date.is_empty() { ", " (context.prose.date(&claim.date)) } }
            @if !claim.source.is_empty() { p class="source" { (source(&claim.source)) } }
            @if !claim.note.is_empty() { p class="remark" { (source(&claim.note)) } }
            p class="where" { code { (claim.id) } @if !claim.confidence.is_empty() { " · " (context.text(Text::Confidence)) ": " (claim.confidence) } }
        }
    }
}

/// One claim that stands behind no input, in a line.
fn short_row(context: Context<'_>, claim: &Evidence) -> Markup {
    html! {
        li id=(anchor("e", &claim.id)) {
            code { (claim.id) } " " b { (claim.quantity) } " " (value(context, claim)) " " (claim.unit) " · " (claim.who_says)
            @if !claim.date.is_empty() { ", " (context.prose.date(&claim.date)) }
            @if !claim.source.is_empty() { " · " (source(&claim.source)) }
            @if !claim.note.is_empty() { " · " (source(&claim.note)) }
            @if !claim.confidence.is_empty() { " · " (claim.confidence) }
        }
    }
}

/// Findings, and how to read the page.
pub(super) fn limits(context: Context<'_>) -> Markup {
    let outcome = context.outcome;
    let inputs: Vec<&Quantity> = outcome.quantities.iter().filter(|quantity| is_input(quantity)).collect();
    let body = html! {
        h3 { (context.text(Text::Findings)) }
        ul class="findings" {
            @if !inputs.is_empty() { li class="note" { span class="badge" { (context.text(Text::Note)) } p { (coverage(context, &inputs)) } } }
            @for finding in &outcome.findings {
                li class=(finding.level) {
                    span class="badge" { (level(context, &finding.level)) }
                    p { (format::raised(&finding.text)) @if let Some(place) = &finding.place { " " code { (place) } } }
                }
            }
        }
        h3 { (context.text(Text::HowToRead)) }
        p { (context.text(Text::HowToReadBody)) }
    };
    section(context, "limits", Text::Limits, Some(Text::LimitsLead), &body)
}

fn level(context: Context<'_>, level: &str) -> String {
    match level {
        "note" => context.text(Text::Note).to_owned(),
        "warning" => context.text(Text::Warning).to_owned(),
        "limit" => context.text(Text::Limit).to_lowercase(),
        other => other.to_owned(),
    }
}

/// What made the page, and from which files.
pub(super) fn footer(context: Context<'_>) -> Markup {
    let outcome = context.outcome;
    html! {
        footer {
            p { (context.prose.colophon(outcome)) }
            p { (context.text(Text::Hash)) ": " code class="hash" { (outcome.input_hash) } }
            @if !outcome.inputs.is_empty() {
                details {
                    summary { (context.text(Text::Files)) }
                    ul class="files" { @for file in &outcome.inputs { li { (file.name) " " code class="hash" { (file.sha256) } } } }
                }
            }
        }
    }
}
