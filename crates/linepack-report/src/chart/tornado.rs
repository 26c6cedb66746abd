//! How far each input moves the range.

use linepack_economics::outcome::Swing;
use maud::{Markup, html};

use crate::format;
use crate::prose::{Prose, Text};
use crate::svg::{self, Anchor, Caption, Rows, Scale, Size};

/// One bar an input, from the result at its low value to the result at its high value, around today's.
pub(crate) fn tornado(
    swings: &[Swing],
    base: Option<f64>,
    size: Size,
    caption: Caption<'_>,
    prose: &dyn Prose,
) -> Markup {
    let top = if size.is_wide() { 52.0 } else { 72.0 };
    let rows = Rows::new(size, swings.len(), top, 272.0, 30.0).pitch(38.0, 54.0);
    let values =
        swings.iter().flat_map(|swing| [swing.result_at_low, swing.result_at_high]).chain(base).chain([0.0]);
    let scale = Scale::nice(values, 0.14, (rows.left + 14.0, rows.right));
    let centre = |swing: &Swing| base.unwrap_or(f64::midpoint(swing.result_at_low, swing.result_at_high));
    let body = html! {
        (key(size, prose))
        (svg::x_axis(&scale, (top - 4.0, rows.bottom()), if size.is_wide() { 7 } else { 4 }, prose.text(Text::PriceUnit)))
        @if let Some(base) = base {
            (svg::line("base", (scale.at(base), top - 8.0), (scale.at(base), rows.bottom())))
            (svg::label("value strong", (scale.at(base), top - 14.0), Anchor::Middle, &format!("{} {}", prose.text(Text::Today), format::number(base))))
        }
        @for (index, swing) in swings.iter().enumerate() {
            @let y = rows.y(index);
            (rows.label(index, "row", &named(swing, size)))
            @for (value, result, class) in [(swing.low, swing.result_at_low, "swing low"), (swing.high, swing.result_at_high, "swing high")] {
                g data-tip=(prose.swing(swing, value, result)) {
                    (svg::bar(class, (scale.at(centre(swing)), scale.at(result)), y - 8.0, 16.0))
                }
            }
            @let left_is_low = swing.result_at_low <= swing.result_at_high;
            (end(swing, left_is_low, &scale, y, true))
            (end(swing, !left_is_low, &scale, y, false))
        }
    };
    svg::picture(size, rows.bottom() + svg::X_AXIS, caption, &body)
}

/// Which bar stands for which end of an input.
fn key(size: Size, prose: &dyn Prose) -> Markup {
    let (low, high) = (prose.text(Text::AtLow), prose.text(Text::AtHigh));
    let (x, y) = if size.is_wide() { (40.0 + svg::text_width(low, 13.0), 0.0) } else { (0.0, 20.0) };
    html! {
        (svg::bar("swing low", (1.0, 15.0), 4.0, 12.0))
        (svg::label("row", (22.0, 14.5), Anchor::Start, low))
        (svg::bar("swing high", (x + 1.0, x + 15.0), y + 4.0, 12.0))
        (svg::label("row", (x + 22.0, y + 14.5), Anchor::Start, high))
    }
}

/// An input's name, with its unit where there is one and room for it.
fn named(swing: &Swing, size: Size) -> String {
    let full = format!("{}, {}", swing.label, format::unit(&swing.unit));
    let fits = if size.is_wide() {
        svg::wrap(&full, 13.0, 258.0, 3).len() < 3
    } else {
        svg::text_width(&full, 13.0) < size.width() - 12.0
    };
    if fits && !full.ends_with(", ") { full } else { swing.label.clone() }
}

/// The input's value at one end of a bar.
fn end(swing: &Swing, low: bool, scale: &Scale, y: f64, left: bool) -> Markup {
    let (value, result) =
        if low { (swing.low, swing.result_at_low) } else { (swing.high, swing.result_at_high) };
    let (other, x) = (if low { swing.result_at_high } else { swing.result_at_low }, scale.at(result));
    let x = if left { x.min(scale.at(other)) - 5.0 } else { x.max(scale.at(other)) + 5.0 };
    svg::label(
        "value small",
        (x, y + 4.0),
        if left { Anchor::End } else { Anchor::Start },
        &format::faithful(value),
    )
}
