//! Tables of elements and nodes: the first rows, which the script replaces by those asked for.

use linepack::network::Network;
use linepack::solution::Solution;
use maud::{Markup, html};

use super::data::{Data, capital};
use crate::format;

/// Rows of a page of a table; the script pages by the same number.
const ROWS: usize = 100;

/// A column: key of the script, heading, and what the unit belongs to.
type Column = (&'static str, &'static str, Option<&'static str>);

const ELEMENTS: [Column; 8] = [
    ("id", "Element", None),
    ("kind", "Kind", None),
    ("ends", "From and to", None),
    ("flow", "Flow", Some("q")),
    ("before", "Pressure at from", Some("p")),
    ("behind", "Pressure at to", Some("p")),
    ("share", "Share of the limit", Some("%")),
    ("mode", "Setting", None),
];

const NODES: [Column; 7] = [
    ("id", "Node", None),
    ("kind", "Kind", None),
    ("pressure", "Pressure", Some("p")),
    ("least", "Least allowed", Some("p")),
    ("greatest", "Greatest allowed", Some("p")),
    ("inflow", "Flow into the network", Some("q")),
    ("share", "Share of the limit", Some("%")),
];

/// Both tables, one shown at a time.
pub(super) fn tables(network: &Network, solution: &Solution, data: &Data<'_>) -> Markup {
    let pressure = |node: usize| bar(solution.nodes.get(node).and_then(|state| state.pressure));
    let links = fullest(&data.links.share).into_iter().map(|link| {
        let (from, to) = network.ends(link);
        let at = &network.links()[link];
        vec![
            at.id.clone(),
            capital(at.element.words()),
            format!("{} → {}", at.from, at.to),
            solution.links.get(link).map_or_else(missing, |state| format::fixed(state.flow, 3)),
            pressure(from),
            pressure(to),
            percent(data.links.share[link]),
            solution
                .links
                .get(link)
                .map_or_else(missing, |state| capital(&state.mode.word().replace('_', " "))),
        ]
    });
    let nodes = fullest(&data.nodes.share).into_iter().map(|node| {
        let at = &network.nodes()[node];
        vec![
            at.id.clone(),
            capital(at.kind.word()),
            pressure(node),
            bar(at.pressure_min),
            bar(at.pressure_max),
            solution.nodes.get(node).map_or_else(missing, |state| format::fixed(state.inflow, 3)),
            percent(data.nodes.share[node]),
        ]
    });
    html! {
        section id="tables" aria-labelledby="tables-h" {
            h2 id="tables-h" { "Tables" }
            div class="tabs" role="group" aria-label="Table" hidden {
                button type="button" data-table="links" aria-pressed="true" { "Elements (" (network.links().len()) ")" }
                button type="button" data-table="nodes" aria-pressed="false" { "Nodes (" (network.nodes().len()) ")" }
            }
            (table("links", "Elements", &ELEMENTS, network.links().len(), &links.collect::<Vec<_>>()))
            (table("nodes", "Nodes", &NODES, network.nodes().len(), &nodes.collect::<Vec<_>>()))
        }
    }
}

fn table(id: &str, caption: &str, columns: &[Column], all: usize, rows: &[Vec<String>]) -> Markup {
    html! {
        div class="listing" id={ "list-" (id) } {
            h3 { (caption) }
            p class="note count" role="status" {
                @if all > rows.len() { "The " (rows.len()) " nearest to a limit, of " (all) "." } @else { (all) " in all." }
            }
            div class="scroll" tabindex="0" role="region" aria-label=(caption) {
                table id={ "table-" (id) } {
                    caption class="unseen" { (caption) }
                    thead { tr {
                        @for (key, name, unit) in columns {
                            th scope="col" class=[unit.map(|_| "num")] data-key=(key) {
                                (name) @if let Some(unit) = unit { " " span class="unit" data-unit=(unit) { (words(unit)) } }
                            }
                        }
                    } }
                    tbody {
                        @for row in rows {
                            tr { @for (cell, (_, _, unit)) in row.iter().zip(columns) {
                                @if std::ptr::eq(cell, &raw const row[0]) { th scope="row" { (cell) } }
                                @else { td class=[unit.map(|_| "num")] { (cell) } }
                            } }
                        }
                    }
                }
            }
            div class="paging" hidden {
                button type="button" data-page="-1" { "Previous" }
                span class="note" data-range {}
                button type="button" data-page="1" { "Next" }
                button type="button" data-csv=(id) { "Save as CSV" }
            }
        }
    }
}

fn words(unit: &str) -> &str {
    match unit {
        "p" => "bar(a)",
        "q" => "kg/s",
        other => other,
    }
}

/// Indices of the rows to show, those nearest to a limit first.
fn fullest(shares: &[Option<f64>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| shares[b].unwrap_or(-1.0).total_cmp(&shares[a].unwrap_or(-1.0)).then(a.cmp(&b)));
    order.truncate(ROWS);
    order
}

fn missing() -> String {
    "–".to_owned()
}

fn bar(pressure: Option<f64>) -> String {
    pressure.map_or_else(missing, |pressure| format::fixed(pressure / 1e5, 3))
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(missing, |share| format::fixed(100.0 * share, 1))
}
