//! The still picture of a network, for print, for saving, and for readers without script.
//!
//! Colours are written out in it, so that the saved file stands alone.

use linepack::network::{Element, Network, NodeKind};
use linepack::solution::{Mode, Solution};
use maud::{Markup, html};

use super::places::{Origin, Places};
use crate::map::Point;
use crate::svg;

/// Stops of the viridis map (van der Walt and Smith, 2015), evenly spaced.
const VIRIDIS: [[u8; 3]; 9] = [
    [68, 1, 84],
    [71, 45, 123],
    [59, 82, 139],
    [44, 114, 142],
    [33, 145, 140],
    [40, 174, 128],
    [94, 201, 98],
    [173, 220, 48],
    [253, 231, 37],
];

/// Links up to which every end of the network is named.
const NAMED: usize = 60;

/// Colour of a position from 0 to 1 along viridis, as `#rrggbb`.
fn viridis(at: f64) -> String {
    let place = at.clamp(0.0, 1.0) * 8.0;
    let step =
        VIRIDIS.iter().zip(&VIRIDIS[1..]).zip(0_u8..).filter(|(_, step)| f64::from(*step) <= place).last();
    let Some(((below, above), step)) = step else { return String::from("#440154") };
    let rest = place - f64::from(step);
    let channel =
        |k: usize| (f64::from(below[k]) + rest * (f64::from(above[k]) - f64::from(below[k]))).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a channel lies between 0 and 255"
    )]
    let [r, g, b] = [0, 1, 2].map(|k| channel(k) as u8);
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Least and greatest pressure of a state.
pub(crate) fn pressures(solution: &Solution) -> Option<(f64, f64)> {
    solution.nodes.iter().filter_map(|node| node.pressure).fold(None, |range, p| {
        let (low, high) = range.unwrap_or((p, p));
        Some((f64::min(low, p), f64::max(high, p)))
    })
}

/// Draws it.
pub(crate) fn picture(network: &Network, solution: &Solution, places: &Places, summary: &str) -> Markup {
    let (low, high) = pressures(solution).unwrap_or((0.0, 1.0));
    let most = solution.links.iter().fold(0.0_f64, |most, link| most.max(link.flow.abs()));
    let position = |p: f64| if high > low { (p - low) / (high - low) } else { 0.5 };
    let pressure = |node: usize| solution.nodes.get(node).and_then(|state| state.pressure);
    let at = |node: usize| places.nodes.get(node).copied().unwrap_or_default();
    let ends = |link: usize| {
        let (from, to) = network.ends(link);
        (at(from), at(to))
    };
    let crowd = (60.0 / (network.links().len().max(1) as f64).sqrt()).clamp(0.35, 1.0);
    let width = |link: usize| {
        let flow = solution.links.get(link).map_or(0.0, |state| state.flow.abs());
        crowd * if most > 0.0 { 1.4 + 5.6 * (flow / most).sqrt() } else { 1.4 }
    };
    let colour = |link: usize| {
        let (from, to) = network.ends(link);
        match (pressure(from), pressure(to)) {
            (Some(a), Some(b)) => viridis(position(f64::midpoint(a, b))),
            _ => String::from("#8a8f98"),
        }
    };
    let line = |link: usize, stroke: &str, width: f64| {
        let (a, b) = ends(link);
        let closed = solution.links.get(link).is_some_and(|state| state.mode == Mode::Closed);
        html! {
            line x1=(svg::px(a.0)) y1=(svg::px(a.1)) x2=(svg::px(b.0)) y2=(svg::px(b.1)) stroke=(stroke)
                stroke-width=(svg::px(width)) stroke-dasharray=[closed.then_some("4 4")] {}
        }
    };
    let links = 0..network.links().len();
    html! {
        svg id="still" class="still" xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="still-t still-d"
            viewBox={ "0 0 " (svg::px(places.size.0)) " " (svg::px(places.size.1)) }
            font-family="system-ui, sans-serif" font-size="12" {
            title id="still-t" { "Pressures and flows" }
            desc id="still-d" { (summary) }
            rect width=(svg::px(places.size.0)) height=(svg::px(places.size.1)) fill="#ffffff" {}
            @if let Origin::Map(ground) = &places.origin {
                rect width=(svg::px(places.size.0)) height=(svg::px(places.size.1)) fill="#e6eef3" {}
                path d=(ground.paths[0]) fill="#faf8f3" stroke="#b6ab97" stroke-width="0.5" {}
                path d=(ground.paths[1]) fill="#e6eef3" {}
                path d=(ground.paths[2]) fill="none" stroke="#b6ab97" {}
            }
            g stroke-linecap="round" {
                @for link in links.clone() { (line(link, "#33383f", width(link) + 1.4 * crowd)) }
                @for link in links.clone() { (line(link, &colour(link), width(link))) }
            }
            g fill="#1b1e23" {
                @for link in links.clone() {
                    @if let Some(d) = arrow(ends(link), solution.links.get(link).map_or(0.0, |s| s.flow), width(link)) {
                        path d=(d) stroke="#ffffff" stroke-width="0.6" {}
                    }
                }
            }
            g stroke="#1b1e23" fill="#ffffff" stroke-width="1.2" {
                @for link in links {
                    @if !matches!(network.links()[link].element, Element::Pipe(_) | Element::ShortPipe) {
                        @let (a, b) = ends(link);
                        @let middle = (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
                        (symbol(&network.links()[link].element, middle, 5.0 * crowd.max(0.5)))
                    }
                }
                @for (node, place) in network.nodes().iter().zip(&places.nodes) {
                    (node_mark(node.kind, *place, crowd))
                }
            }
            @if network.nodes().iter().filter(|node| super::data::is_end(node.kind)).count() <= NAMED {
                g fill="#1b1e23" stroke="#ffffff" stroke-width="3" paint-order="stroke" stroke-linejoin="round" {
                    @for (node, place) in network.nodes().iter().zip(&places.nodes) {
                        @if super::data::is_end(node.kind) {
                            text x=(svg::px(place.0 + 8.0)) y=(svg::px(place.1 - 6.0)) { (node.id) }
                        }
                    }
                }
            }
        }
    }
}

/// The sign of an entry (pointing up), an exit (pointing down), a store (a square) or a junction.
fn node_mark(kind: NodeKind, (x, y): Point, crowd: f64) -> Markup {
    let r = 5.5 * crowd.max(0.5);
    let triangle = |up: f64| svg::path(&[(x, y - up * r), (x + r, y + up * r), (x - r, y + up * r)], true);
    html! {
        @match kind {
            NodeKind::Entry => path d=(triangle(1.0)) fill="#1b1e23" {},
            NodeKind::Storage => rect x=(svg::px(x - r)) y=(svg::px(y - r)) width=(svg::px(2.0 * r)) height=(svg::px(2.0 * r)) {},
            NodeKind::Exit => path d=(triangle(-1.0)) {},
            NodeKind::Junction => circle cx=(svg::px(x)) cy=(svg::px(y)) r=(svg::px(0.4 * r)) {},
        }
    }
}

/// The sign of an element that is no pipe.
fn symbol(element: &Element, (x, y): Point, r: f64) -> Markup {
    let bow = svg::path(
        &[(x - r, y - 0.7 * r), (x + r, y + 0.7 * r), (x + r, y - 0.7 * r), (x - r, y + 0.7 * r)],
        true,
    );
    html! {
        @match element {
            Element::CompressorStation(_) => {
                circle cx=(svg::px(x)) cy=(svg::px(y)) r=(svg::px(1.3 * r)) {}
                path d=(svg::path(&[(x - 0.6 * r, y - 0.8 * r), (x + 0.9 * r, y), (x - 0.6 * r, y + 0.8 * r)], true)) fill="#1b1e23" {}
            },
            Element::Resistor(_) => rect x=(svg::px(x - r)) y=(svg::px(y - 0.5 * r)) width=(svg::px(2.0 * r)) height=(svg::px(r)) {},
            Element::ControlValve(_) => {
                path d=(bow) {}
                path d=(svg::path(&[(x, y), (x, y - 1.3 * r), (x - 0.6 * r, y - 1.3 * r), (x + 0.6 * r, y - 1.3 * r)], false)) fill="none" {}
            },
            _ => path d=(bow) {},
        }
    }
}

/// An arrow in the middle of a link that is long enough, in the direction of the flow.
fn arrow((a, b): (Point, Point), flow: f64, width: f64) -> Option<String> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let long = dx.hypot(dy);
    let size = 2.6 + 0.9 * width;
    if flow == 0.0 || long < 4.0 * size {
        return None;
    }
    let (ux, uy) = (flow.signum() * dx / long, flow.signum() * dy / long);
    let (x, y) = (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
    let point = |along: f64, aside: f64| (x + along * ux - aside * uy, y + along * uy + aside * ux);
    Some(svg::path(
        &[point(size, 0.0), point(-0.8 * size, 0.8 * size), point(-0.8 * size, -0.8 * size)],
        true,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viridis_runs_from_purple_through_green_to_yellow() {
        assert_eq!([0.0, 0.5, 1.0].map(viridis), ["#440154", "#21918c", "#fde725"]);
        assert_eq!(viridis(f64::NAN), "#440154");
    }

    #[test]
    fn an_arrow_points_with_the_flow() {
        let tip = |flow: f64| arrow(((0.0, 0.0), (100.0, 0.0)), flow, 2.0).unwrap();
        assert!(tip(1.0).starts_with("M54.4 0"), "{}", tip(1.0));
        assert!(tip(-1.0).starts_with("M45.6 0"), "{}", tip(-1.0));
        assert!(arrow(((0.0, 0.0), (100.0, 0.0)), 0.0, 2.0).is_none());
    }
}
