//! Lines: the state along the pipe, and prices over the years.

use linepack_economics::outcome::{MarketRow, Outcome, ProfilePoint};
use maud::{Markup, html};

use crate::format;
use crate::prose::{Prose, Text};
use crate::svg::{self, Anchor, Caption, Scale, Shape, Size};

/// Distance between points that can still be told apart in the picture.
const RESOLUTION: f64 = 0.8;

/// Class of a line, its name where it needs one, and its value.
type Line<'a> = (&'a str, Option<Text>, fn(&ProfilePoint) -> f64);

/// One band of the profile.
struct Band<'a> {
    title: Text,
    height: f64,
    lines: Vec<Line<'a>>,
}

/// Pressure, temperature and elevation below each other on one distance axis, with the stations.
pub(crate) fn profile(outcome: &Outcome, size: Size, caption: Caption<'_>, prose: &dyn Prose) -> Markup {
    let points = &outcome.profile;
    let (left, right) =
        if size.is_wide() { (46.0, size.width() - 54.0) } else { (42.0, size.width() - 54.0) };
    let reach = points.iter().map(|p| p.distance / 1e3).fold(0.0, f64::max);
    let start = points.iter().map(|p| p.distance / 1e3).fold(reach, f64::min);
    let x = Scale::new((start, reach), (left, right));
    let bands = [
        Band {
            title: Text::Pressure,
            height: 150.0,
            lines: vec![("line pressure", None, |p| p.pressure / 1e6)],
        },
        Band {
            title: Text::Temperature,
            height: 120.0,
            lines: vec![
                ("line gas", Some(Text::Gas), |p| format::celsius(p.temperature)),
                ("line ground", Some(Text::Ground), |p| format::celsius(p.ground_temperature)),
            ],
        },
        Band { title: Text::Elevation, height: 90.0, lines: vec![("line elevation", None, |p| p.elevation)] },
    ];
    let mut top = 40.0;
    let mut drawn = Vec::new();
    for band in &bands {
        let values = band.lines.iter().flat_map(|(_, _, value)| points.iter().map(value));
        let y = Scale::nice(values, 0.08, (top + band.height, top));
        let lines: Vec<(&str, Vec<(f64, f64)>)> = band
            .lines
            .iter()
            .map(|(class, _, value)| {
                (*class, thinned(points.iter().map(|p| (x.at(p.distance / 1e3), y.at(value(p))))))
            })
            .collect();
        let names = band.lines.iter().zip(&lines);
        let ends: Vec<((f64, f64), &str)> = names
            .filter_map(|((_, name, _), (_, line))| Some((*line.last()?, prose.text((*name)?))))
            .collect();
        drawn.push(html! {
            (svg::y_axis(&y, (left, right), 4, prose.text(band.title)))
            @if band.title == Text::Elevation { (area(points, &x, &y)) }
            @for (class, line) in &lines { (svg::polyline(class, line)) }
            (line_names(&ends))
        });
        top += band.height + 44.0;
    }
    let bottom = top - 44.0;
    let body = html! {
        @for station in &outcome.stations {
            @let at = x.at(station.distance / 1e3);
            (svg::line("station-line", (at, 40.0), (at, bottom)))
        }
        @for band in &drawn { (band) }
        @for station in &outcome.stations {
            @let at = x.at(station.distance / 1e3);
            (svg::mark(Shape::Triangle, "station", (at, bottom + 1.0), &prose.station(station)))
        }
        (svg::x_axis(&x, (bottom, bottom + 10.0), if size.is_wide() { 8 } else { 4 }, prose.text(Text::Distance)))
        (hover(points, &x, (40.0, bottom)))
    };
    svg::picture(size, bottom + 10.0 + svg::X_AXIS, caption, &body)
}

/// Ground below the line.
fn area(points: &[ProfilePoint], x: &Scale, y: &Scale) -> Markup {
    let mut outline = thinned(points.iter().map(|p| (x.at(p.distance / 1e3), y.at(p.elevation))));
    let base = y.range().0;
    if let (Some(first), Some(last)) = (outline.first().copied(), outline.last().copied()) {
        outline.push((last.0, base));
        outline.push((first.0, base));
    }
    html! { path class="area" d=(svg::path(&outline, true)) {} }
}

/// Leaves out points closer than can be seen, but keeps every jump.
fn thinned(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let all: Vec<(f64, f64)> = points.collect();
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for (index, point) in all.iter().enumerate() {
        let far = kept
            .last()
            .is_none_or(|last| (point.0 - last.0).abs() >= RESOLUTION || (point.1 - last.1).abs() >= 2.0);
        let before_jump = all.get(index + 1).is_some_and(|next| (next.1 - point.1).abs() >= 2.0);
        if far || before_jump || index + 1 == all.len() {
            kept.push(*point);
        }
    }
    kept
}

/// Names at the right ends of two lines, kept apart.
fn line_names(ends: &[((f64, f64), &str)]) -> Markup {
    let mut heights: Vec<f64> = ends.iter().map(|(at, _)| at.1).collect();
    if let [first, second] = heights.as_mut_slice() {
        let lack = 15.0 - (*second - *first).abs();
        if lack > 0.0 {
            let sign = if second < first { -1.0 } else { 1.0 };
            (*first, *second) = (*first - sign * lack / 2.0, *second + sign * lack / 2.0);
        }
    }
    html! {
        @for ((at, name), height) in ends.iter().zip(heights) {
            (svg::label("value", (at.0 + 6.0, height + 4.5), Anchor::Start, name))
        }
    }
}

/// Strips that show the state where the pointer is.
fn hover(points: &[ProfilePoint], x: &Scale, (top, bottom): (f64, f64)) -> Markup {
    let count = 60;
    let (left, right) = x.range();
    let width = (right - left) / f64::from(count);
    html! {
        @for strip in 0..count {
            @let middle = left + width * (f64::from(strip) + 0.5);
            @let nearest = points.iter().min_by(|a, b| {
                let off = |p: &ProfilePoint| (x.at(p.distance / 1e3) - middle).abs();
                off(a).total_cmp(&off(b))
            });
            @if let Some(p) = nearest {
                rect class="hit" x=(svg::px(middle - width / 2.0)) y=(svg::px(top)) width=(svg::px(width)) height=(svg::px(bottom - top))
                    data-tip=(format!("{} km · {} MPa · {} °C · {} m", format::fixed(p.distance / 1e3, 0), format::fixed(p.pressure / 1e6, 2),
                        format::fixed(format::celsius(p.temperature), 1), format::fixed(p.elevation, 0))) {}
            }
        }
    }
}

/// Prices of one region with and without the line.
pub(crate) fn market_prices(
    rows: &[&MarketRow],
    size: Size,
    caption: Caption<'_>,
    prose: &dyn Prose,
) -> Markup {
    let names = [Text::Without, Text::With].map(|text| svg::text_width(prose.text(text), 13.0));
    let (height, margin) = (270.0, 16.0 + names[0].max(names[1]));
    let (left, right, top, bottom) = (52.0, size.width() - margin, 40.0, height - 34.0);
    let values = rows.iter().flat_map(|row| [row.price_without, row.price_with]);
    let y = Scale::nice(values, 0.25, (bottom, top));
    let years = rows.iter().map(|row| f64::from(row.year));
    let x = Scale::new(
        (years.clone().fold(f64::MAX, f64::min), years.fold(f64::MIN, f64::max)),
        (left + 24.0, right),
    );
    let line = |price: fn(&MarketRow) -> f64| -> Vec<(f64, f64)> {
        rows.iter().map(|row| (x.at(f64::from(row.year)), y.at(price(row)))).collect()
    };
    let (without, with) = (line(|row| row.price_without), line(|row| row.price_with));
    let name = |line: &[(f64, f64)], other: &[(f64, f64)], text: Text, above: bool| {
        let (Some(end), Some(rival)) = (line.last(), other.last()) else { return html! {} };
        let apart = if (end.1 - rival.1).abs() < 16.0 { if above { -7.0 } else { 9.0 } } else { 0.0 };
        svg::label("value strong", (end.0 + 12.0, end.1 + 4.5 + apart), Anchor::Start, prose.text(text))
    };
    let with_is_lower = with.last().zip(without.last()).is_none_or(|(a, b)| a.1 >= b.1);
    let body = html! {
        (svg::y_axis(&y, (left, right + 8.0), 5, prose.text(Text::PriceUnit)))
        (svg::polyline("line dashed", &without))
        (svg::polyline("line both", &with))
        @for (row, (above, below)) in rows.iter().zip(without.iter().zip(&with)) {
            @let tip = |text: Text, value: f64| format!("{}, {}: {}", row.year, prose.text(text), format::number(value));
            (svg::mark(Shape::Circle, "mark open plain", *above, &tip(Text::Without, row.price_without)))
            (svg::mark(Shape::Square, "mark both", *below, &tip(Text::With, row.price_with)))
            (svg::label("value", (above.0, if with_is_lower { above.1 - 12.0 } else { above.1 + 22.0 }), Anchor::Middle, &format::number(row.price_without)))
            (svg::label("value", (below.0, if with_is_lower { below.1 + 22.0 } else { below.1 - 12.0 }), Anchor::Middle, &format::number(row.price_with)))
            (svg::label("tick strong", (above.0, bottom + 20.0), Anchor::Middle, &row.year.to_string()))
        }
        (svg::line("axis", (left, bottom), (right + 8.0, bottom)))
        (name(&without, &with, Text::Without, with_is_lower))
        (name(&with, &without, Text::With, !with_is_lower))
    };
    svg::picture(size, height, caption, &body)
}
