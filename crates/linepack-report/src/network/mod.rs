//! The page of a network: its picture, its tables, and what is wrong, in one file.
//!
//! ```text
//! Network, Scenario, Solution ──► Places ──► Data ──► still picture, tables, script
//! ```
//!
//! The script only draws what the data state. Without it the page shows the still picture, the violations and the
//! first rows of the tables.

mod data;
mod layout;
mod picture;
mod places;
mod share;
mod table;

use linepack::network::{Network, NodeKind};
use linepack::scenario::Scenario;
use linepack::solution::{Solution, Verdict};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::data::Data;
use self::places::{Origin, Places};
use crate::format;
use crate::policy;

const STYLE: &str = concat!(include_str!("../page/style.css"), include_str!("page.css"));
const SCRIPT: &str = concat!(include_str!("picture.js"), include_str!("tables.js"), include_str!("page.js"));

/// Notes that are listed at most.
const NOTES: usize = 40;

/// Draws the whole page.
pub(crate) fn page(network: &Network, scenario: &Scenario, solution: &Solution) -> Markup {
    let places = Places::of(network);
    let data = Data::new(network, scenario, solution, &places);
    let title = match (network.title(), network.source()) {
        ("", "") => "Network",
        ("", source) => source,
        (title, _) => title,
    };
    let answer = sentences(network, solution);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy::page(STYLE, SCRIPT));
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("linepack ", env!("CARGO_PKG_VERSION")));
                meta name="description" content=(answer.join(" "));
                title { (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body class="network" {
                a class="skip" href="#main" { "Skip to content" }
                (header(network, scenario, title))
                main id="main" tabindex="-1" {
                    section id="verdict" class=(state(&solution.verdict)) aria-labelledby="verdict-h" {
                        h2 id="verdict-h" class="unseen" { "Answer" }
                        ol { @for sentence in &answer { li { (sentence) } } }
                    }
                    (cards(network, solution, &data))
                    (stage(network, solution, &places, &answer.join(" ")))
                    (violations(&data))
                    (table::tables(network, solution, &data))
                    (notes(solution))
                }
                footer {
                    p { "linepack " (env!("CARGO_PKG_VERSION")) " · " (network.source()) " · "
                        "residuals " (format::faithful(solution.residuals.mass)) " kg/s and "
                        (format::faithful(solution.residuals.momentum)) " Pa · "
                        (solution.effort.iterations) " iterations · " (solution.effort.unknowns) " unknowns" }
                }
                script type="application/json" id="data" { (PreEscaped(data.text())) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn state(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Feasible => "feasible",
        Verdict::Infeasible(_) => "infeasible",
        Verdict::NotFound(_) => "not-found",
    }
}

/// The answer: whether a state exists, whether all limits hold, where the pressure is lowest.
fn sentences(network: &Network, solution: &Solution) -> Vec<String> {
    let first = match &solution.verdict {
        Verdict::Feasible if solution.violations.is_empty() => {
            "The flow asked for is feasible, and every limit holds.".to_owned()
        }
        Verdict::Feasible => match solution.violations.len() {
            1 => "A steady state exists, but one limit does not hold in it.".to_owned(),
            count => format!("A steady state exists, but {count} limits do not hold in it."),
        },
        Verdict::Infeasible(cause) => format!("The flow asked for is infeasible: {}.", cause.sentence),
        Verdict::NotFound(cause) => format!("No state was found, which proves nothing: {}.", cause.sentence),
    };
    let mut told = vec![first];
    if let Verdict::Infeasible(cause) = &solution.verdict
        && let Some(scale) = cause.max_feasible_scale
    {
        told.push(format!(
            "It would be feasible with all flows at {} % of it.",
            format::faithful(100.0 * scale)
        ));
    }
    if let Some((node, pressure)) = solution.lowest_pressure(network) {
        told.push(format!(
            "The lowest pressure is {} bar (absolute), at {node}.",
            format::fixed(pressure / 1e5, 2)
        ));
    }
    told
}

fn header(network: &Network, scenario: &Scenario, title: &str) -> Markup {
    let count = |kind: NodeKind| network.nodes().iter().filter(|node| node.kind == kind).count();
    html! {
        header class="top" {
            div {
                p class="study" { "linepack · steady state" @if !scenario.name.is_empty() { " · " (scenario.name) } }
                h1 { (title) }
                p class="subtitle" {
                    (network.nodes().len()) " nodes (" (count(NodeKind::Entry)) " entries, " (count(NodeKind::Exit))
                    " exits), " (network.links().len()) " elements"
                }
            }
            button type="button" id="theme" hidden aria-label="Switch between light and dark" title="Switch between light and dark" {
                svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false" {
                    circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="1.8" {}
                    path d="M10 2a8 8 0 0 1 0 16z" fill="currentColor" {}
                }
            }
        }
    }
}

/// The figures that a reader looks for first.
fn cards(network: &Network, solution: &Solution, data: &Data<'_>) -> Markup {
    let into: f64 = solution.nodes.iter().map(|node| node.inflow.max(0.0)).sum();
    let range = picture::pressures(solution);
    let shares = data.links.share.iter().enumerate();
    let fullest = shares.filter_map(|(i, share)| Some((i, (*share)?))).max_by(|a, b| a.1.total_cmp(&b.1));
    let card = |name: &str, number: String, unit: &str, below: &str| {
        html! {
            li class="card" {
                p class="name" { (name) }
                p class="value" { span class="number" { (number) } " " span class="unit" { (unit) } }
                p class="span" { (below) }
            }
        }
    };
    let at = |pressure: f64| {
        let node = solution.nodes.iter().position(|node| node.pressure == Some(pressure));
        node.map_or("", |node| network.nodes()[node].id.as_str())
    };
    html! {
        section id="figures" aria-labelledby="figures-h" {
            h2 id="figures-h" class="unseen" { "Key figures" }
            ul class="cards" {
                @if let Some((low, high)) = range {
                    (card("Lowest pressure", format::fixed(low / 1e5, 2), "bar (absolute)", at(low)))
                    (card("Highest pressure", format::fixed(high / 1e5, 2), "bar (absolute)", at(high)))
                }
                (card("Gas entering", format::number(into), "kg/s", "in all"))
                @if let Some((link, share)) = fullest {
                    (card("Nearest to a limit", format::number(100.0 * share), "%", &network.links()[link].id))
                }
                (card("Limits that do not hold", solution.violations.len().to_string(), "", if solution.violations.is_empty() { "none" } else { "listed below" }))
            }
        }
    }
}

/// The picture with its tools, its legend, and what is selected.
fn stage(network: &Network, solution: &Solution, places: &Places, summary: &str) -> Markup {
    let lead = match &places.origin {
        Origin::Map(_) => "Nodes stand at their longitude and latitude.",
        Origin::Drawing => "Nodes stand where the network's file draws them.",
        Origin::Layout => {
            "The file states no places: distances in the picture follow the number of elements between nodes."
        }
    };
    let tool = |action: &str, label: &str, sign: Markup| {
        html! { button type="button" data-view=(action) aria-label=(label) title=(label) { (sign) } }
    };
    let text = |sign: &str| html! { span aria-hidden="true" { (sign) } };
    html! {
        section id="picture" aria-labelledby="picture-h" {
            h2 id="picture-h" { "Pressures and flows" }
            p class="lead" { (lead) " Colour is pressure, width is flow, arrows show its direction." }
            div class="controls" hidden {
                label class="field grow" { span { "Find a node or element" }
                    input id="find" type="search" autocomplete="off" spellcheck="false" list="names"; }
                datalist id="names" {}
                label class="field" { span { "Colour" }
                    select id="paint" {
                        option value="pressure" { "Pressure" }
                        option value="share" { "Share of the limit" }
                    } }
                label class="field" { span { "Pressure in" } select id="unit-p" {} }
                label class="field" { span { "Flow in" } select id="unit-q" {} }
            }
            p id="found" role="status" class="note" {}
            div class="stage" {
                div class="frame" {
                    (picture::picture(network, solution, places, summary))
                    canvas id="view" hidden tabindex="0" role="application" aria-roledescription="network map"
                        aria-label="Network map. Arrow keys move it, plus and minus zoom, 0 shows all, Enter selects what is nearest to the middle, N and P step through the elements, Escape clears." {}
                    div class="zoom" hidden {
                        (tool("in", "Zoom in", text("+")))
                        (tool("out", "Zoom out", text("−")))
                        (tool("all", "Show all", html! {
                            svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false" {
                                path d="M1 5V1h4M9 1h4v4M13 9v4H9M5 13H1V9" fill="none" stroke="currentColor" stroke-width="1.6" {}
                            }
                        }))
                    }
                    div id="tip" role="presentation" hidden {}
                }
                aside id="chosen" hidden aria-live="polite" aria-label="Selection" {}
            }
            div id="legend" class="legend" {}
            (signs())
            div class="tools" {
                button type="button" hidden data-save="png" { "Save the view as PNG" }
                button type="button" hidden data-save="svg" { "Save the picture as SVG" }
            }
        }
    }
}

/// What the signs in the picture mean.
fn signs() -> Markup {
    let sign = |name: &str, body: Markup| {
        html! { li { svg class="sign" width="22" height="16" viewBox="0 0 22 16" aria-hidden="true" focusable="false" { (body) } (name) } }
    };
    html! {
        ul class="signs" {
            (sign("entry", html! { path class="full" d="M11 3l5 10H6z" {} }))
            (sign("exit", html! { path class="open" d="M11 13l5-10H6z" {} }))
            (sign("storage", html! { path class="open" d="M6 3h10v10H6z" {} }))
            (sign("compressor station", html! { circle class="open" cx="11" cy="8" r="6.5" {} path class="full" d="M8 4l7 4-7 4z" {} }))
            (sign("control valve", html! { path class="open" d="M5 6l12 7V6L5 13z M11 9V2M8 2h6" {} }))
            (sign("valve", html! { path class="open" d="M5 4l12 8V4L5 12z" {} }))
            (sign("resistor", html! { path class="open" d="M5 5h12v6H5z" {} }))
            (sign("closed", html! { path class="open dashed" d="M2 8h18" {} }))
            (sign("limit does not hold", html! { circle class="broken" cx="11" cy="8" r="6" {} path class="mark" d="M11 4.5v4.5M11 11v1.4" {} }))
        }
    }
}

/// Every limit that does not hold, each with a button that shows the place.
fn violations(data: &Data<'_>) -> Markup {
    let at = |broken: &[Vec<String>], kind: &'static str| -> Vec<(&'static str, usize, String)> {
        let each = broken.iter().enumerate();
        each.flat_map(|(index, told)| told.iter().map(move |text| (kind, index, text.clone()))).collect()
    };
    let mut all = at(&data.nodes.broken, "node");
    all.extend(at(&data.links.broken, "link"));
    html! {
        section id="violations" aria-labelledby="violations-h" {
            h2 id="violations-h" { "Limits that do not hold" @if !all.is_empty() { " (" (all.len()) ")" } }
            @if all.is_empty() { p class="lead" { "None: every limit of the network and of the nomination holds." } }
            @else {
                ol class="broken-list" {
                    @for (kind, index, text) in &all {
                        li { span { (text) } " "
                            button type="button" hidden data-show={ (kind) ":" (index) } aria-label={ "Show in the picture: " (text) } { "Show" } }
                    }
                }
            }
        }
    }
}

/// What was assumed or guessed on the way.
fn notes(solution: &Solution) -> Markup {
    html! {
        @if !solution.messages.is_empty() {
            section id="notes" aria-labelledby="notes-h" {
                h2 id="notes-h" { "What was assumed" }
                ul class="findings" {
                    @for finding in solution.messages.iter().take(NOTES) {
                        li class=(finding.level.to_string()) {
                            span class="badge" { (finding.level) }
                            span { (finding.text) @if let Some(hint) = &finding.hint { ". " (data::capital(hint)) "." } }
                        }
                    }
                }
                @if solution.messages.len() > NOTES { p class="note" { "and " (solution.messages.len() - NOTES) " more" } }
            }
        }
    }
}
