//! The page: sections in the order in which a reader asks.

mod bargain;
mod engineering;
mod front;
mod market;
mod shell;
mod sources;

use linepack_economics::outcome::Outcome;
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub(crate) use self::shell::Context;
use self::shell::verbatim;
use crate::live::Moving;
use crate::prose::{Prose, Text};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Nothing but what the file itself holds may be loaded.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; \
                      worker-src blob:; img-src data: blob:; base-uri 'none'; form-action 'none'";

/// The sections that an outcome fills, in their order; without those that one evaluation alone does not fill, if not `whole`.
pub(crate) fn sections(context: Context<'_>, whole: bool) -> Vec<(&'static str, Text, Markup)> {
    [
        ("figures", Text::KeyFigures, front::key_figures(context)),
        ("price", Text::PriceAxis, bargain::price(context)),
        ("line", Text::Line, engineering::line(context)),
        ("cost", Text::Cost, engineering::cost(context)),
        ("market", Text::Market, market::market(context)),
        ("deal", Text::Deal, bargain::deal(context)),
        ("attempts", Text::Attempts, whole.then(|| bargain::attempts(context)).flatten()),
        ("drivers", Text::Drivers, whole.then(|| bargain::drivers(context)).flatten()),
        ("limits", Text::Limits, whole.then(|| sources::limits(context))),
        ("sources", Text::Sources, sources::sources(context)),
    ]
    .into_iter()
    .filter_map(|(id, heading, body)| body.map(|body| (id, heading, body)))
    .collect()
}

/// The verdict as its own section.
pub(crate) fn verdict(context: Context<'_>) -> Markup {
    front::verdict(context)
}

/// Draws the whole page; with what it needs to be moved, where that is given.
pub(crate) fn page(outcome: &Outcome, prose: &dyn Prose, moving: Option<&Moving<'_>>) -> Markup {
    let context = Context { outcome, prose };
    let sections = sections(context, true);
    html! {
        (DOCTYPE)
        html lang=(prose.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "linepack " (outcome.engine.version) };
                meta name="description" content=(crate::prose::verdict(outcome, prose).join(" "));
                title { (outcome.study.title) }
                link rel="icon" href="data:,";
                style { (verbatim(STYLE)) }
            }
            body {
                a class="skip" href="#main" { (context.text(Text::SkipToContent)) }
                (patterns())
                (front::header(context))
                main id="main" tabindex="-1" {
                    (front::verdict(context))
                    @if moving.is_some() { div id="live" {} }
                    div class="columns" {
                        nav aria-label=(context.text(Text::Contents)) {
                            p aria-hidden="true" { (context.text(Text::Contents)) }
                            ol { @for (id, heading, _) in &sections { li { a href={ "#" (id) } { (context.text(*heading)) } } } }
                        }
                        div class="content" { @for (_, _, body) in &sections { (body) } }
                    }
                }
                (sources::footer(context))
                div id="tip" role="presentation" hidden {}
                script { (verbatim(SCRIPT)) }
                @if let Some(moving) = moving {
                    script type="application/json" id="linepack-study" { (PreEscaped(moving.study(outcome))) }
                    script type="text/plain" id="linepack-engine" { (PreEscaped(moving.engine())) }
                    script type="module" { (PreEscaped(moving.script.replace("</script", "<\\/script"))) }
                }
            }
        }
    }
}

/// Hatchings, shared by all pictures: the second sign beside colour for gaps and losses.
fn patterns() -> Markup {
    html! {
        svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                pattern id="hatch-gap" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect class="hatch-ground-gap" width="7" height="7" {}
                    line class="hatch-gap" x1="0" y1="0" x2="0" y2="7" {}
                }
                pattern id="hatch-less" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)" {
                    rect class="hatch-ground-less" width="5" height="5" {}
                    line class="hatch-less" x1="0" y1="0" x2="0" y2="5" {}
                }
            }
        }
    }
}
