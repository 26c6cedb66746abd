//! Parts that add up to a price.

use linepack_economics::outcome::PricePart;
use maud::{Markup, html};

use crate::format;
use crate::prose::{Prose, Text};
use crate::svg::{self, Anchor, Caption, Rows, Scale, Size};

/// One bar a part, each from where the one before it ended, and the sum last.
pub(crate) fn waterfall(parts: &[PricePart], size: Size, caption: Caption<'_>, prose: &dyn Prose) -> Markup {
    let rows = Rows::new(size, parts.len() + 1, 6.0, 250.0, 56.0).pitch(30.0, 44.0);
    let mut ends = vec![0.0];
    for part in parts {
        ends.push(ends[ends.len() - 1] + part.value);
    }
    let total = ends[ends.len() - 1];
    let scale = Scale::nice(ends.iter().copied(), 0.05, (rows.left, rows.right));
    let digits = format::decimals([total]).max(usize::from(total.abs() < 1000.0));
    let body = html! {
        (svg::x_axis(&scale, (6.0, rows.bottom()), if size.is_wide() { 7 } else { 4 }, prose.text(Text::PriceUnit)))
        @for (index, part) in parts.iter().enumerate() {
            @let (from, to, y) = (scale.at(ends[index]), scale.at(ends[index + 1]), rows.y(index));
            (rows.label(index, "row", &format::raised(&part.label)))
            g data-tip=(format!("{}: {}", part.label, format::signed(part.value, digits))) {
                (svg::bar(if part.value < 0.0 { "part less" } else { "part" }, (from, to), y - 8.0, 16.0))
            }
            (svg::line("joint", (to, y - 8.0), (to, rows.y(index + 1) + 8.0)))
            (svg::label("value", (from.max(to) + 7.0, y + 4.5), Anchor::Start, &format::signed(part.value, digits)))
        }
        @let y = rows.y(parts.len());
        (rows.label(parts.len(), "row strong", prose.text(Text::Total)))
        (svg::bar("part total", (scale.at(0.0), scale.at(total)), y - 8.0, 16.0))
        (svg::label("value strong", (scale.at(total.max(0.0)) + 7.0, y + 4.5), Anchor::Start, &format::fixed(total, digits)))
    };
    svg::picture(size, rows.bottom() + svg::X_AXIS, caption, &body)
}
