//! Bars: one panel or several side by side, and bars to both sides of zero.

use maud::{Markup, html};

use crate::format;
use crate::svg::{self, Anchor, Caption, Rows, Scale, Size};

/// The same rows in several panels: kinds by country, regions by year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Panels {
    /// Names of the rows.
    pub(crate) rows: Vec<String>,
    /// Names of the panels.
    pub(crate) columns: Vec<String>,
    /// `values[row][column]`; nothing where there is no value.
    pub(crate) values: Vec<Vec<Option<f64>>>,
    /// Whether numbers carry their sign.
    pub(crate) signed: bool,
    /// A row to set off from the others.
    pub(crate) strong: Option<usize>,
}

impl Panels {
    fn all(&self) -> impl Iterator<Item = f64> {
        self.values.iter().flatten().flatten().copied()
    }

    fn show(&self, value: f64) -> String {
        let largest = format::decimals(self.all());
        let digits = if self.signed { largest } else { format::decimals([value]).min(2) };
        if self.signed { format::signed(value, digits) } else { format::fixed(value, digits) }
    }
}

/// Panels side by side in a wide picture if they are few, else below each other.
pub(crate) fn panels(data: &Panels, size: Size, caption: Caption<'_>, axis: &str) -> Markup {
    if size.is_wide() && data.columns.len() <= 4 {
        side_by_side(data, caption, axis)
    } else {
        stacked(data, size, caption, axis)
    }
}

fn side_by_side(data: &Panels, caption: Caption<'_>, axis: &str) -> Markup {
    let size = Size::Wide;
    let gutter = 226.0;
    // A name of two lines needs the height of two.
    let wraps = data.rows.iter().any(|name| svg::text_width(name, 13.0) > gutter - 20.0);
    let pitch = if wraps { 36.0 } else { 26.0 };
    let rows = Rows::new(size, data.rows.len(), 34.0, gutter, 0.0).pitch(pitch, 40.0);
    let width = (rows.right - rows.left) / data.columns.len().max(1) as f64;
    let body = html! {
        @for (index, name) in data.rows.iter().enumerate() {
            (rows.label(index, if data.strong == Some(index) { "row strong" } else { "row" }, name))
            (svg::line("grid", (0.0, rows.y(index) + pitch / 2.0), (rows.right, rows.y(index) + pitch / 2.0)))
        }
        @for (column, name) in data.columns.iter().enumerate() {
            @let left = rows.left + width * column as f64;
            @let scale = scale(data, (left + 8.0, left + width - 8.0));
            (svg::label("panel-title", (left + 8.0, 18.0), Anchor::Start, name))
            (svg::line("zero", (scale.at(0.0), 28.0), (scale.at(0.0), rows.bottom())))
            @for row in 0..data.rows.len() { (one(data, row, column, &scale, rows.y(row))) }
        }
        (svg::label("axis-title", (rows.left + 8.0, rows.bottom() + 18.0), Anchor::Start, axis))
    };
    svg::picture(size, rows.bottom() + 26.0, caption, &body)
}

fn stacked(data: &Panels, size: Size, caption: Caption<'_>, axis: &str) -> Markup {
    let mut top = 0.0;
    let mut parts = Vec::new();
    for (column, name) in data.columns.iter().enumerate() {
        let present: Vec<usize> =
            (0..data.rows.len()).filter(|row| data.values[*row][column].is_some()).collect();
        let rows = Rows::new(size, present.len(), top + 30.0, 196.0, 8.0).pitch(26.0, 38.0);
        let scale = scale(data, (rows.left, rows.right));
        parts.push(html! {
            (svg::label("panel-title", (0.0, top + 20.0), Anchor::Start, name))
            @for (index, row) in present.iter().enumerate() {
                (rows.label(index, if data.strong == Some(*row) { "row strong" } else { "row" }, &data.rows[*row]))
                (svg::line("zero", (scale.at(0.0), rows.y(index) - 10.0), (scale.at(0.0), rows.y(index) + 10.0)))
                (one(data, *row, column, &scale, rows.y(index)))
            }
        });
        top = rows.bottom() + 14.0;
    }
    let body = html! {
        @for part in &parts { (part) }
        (svg::label("axis-title", (0.0, top + 6.0), Anchor::Start, axis))
    };
    svg::picture(size, top + 16.0, caption, &body)
}

/// Room for the numbers is left at both ends of the bars.
fn scale(data: &Panels, range: (f64, f64)) -> Scale {
    let low = data.all().fold(0.0, f64::min);
    let high = data.all().fold(0.0, f64::max);
    let room = (46.0 / (range.1 - range.0)).min(0.45);
    let spread = (high - low).max(1e-9) / (1.0 - room * (1.0 + f64::from(u8::from(low < 0.0 && high > 0.0))));
    let below = if low < 0.0 { low - room * spread } else { 0.0 };
    let above = if high > 0.0 { high + room * spread } else { 0.0 };
    Scale::new((below, above), range)
}

fn one(data: &Panels, row: usize, column: usize, scale: &Scale, y: f64) -> Markup {
    let Some(value) = data.values[row][column] else { return html! {} };
    let (zero, end) = (scale.at(0.0), scale.at(value));
    let text = data.show(value);
    let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    html! {
        @if !is_zero { g data-tip=(format!("{}, {}: {text}", data.rows[row], data.columns[column])) {
            (svg::bar(if value < 0.0 { "part less" } else { "part" }, (zero, end), y - 7.0, 14.0))
        } }
        @if value < 0.0 && !is_zero {
            (svg::label("value", (end - 5.0, y + 4.5), Anchor::End, &text))
        } @else {
            (svg::label("value", (end + 5.0, y + 4.5), Anchor::Start, &text))
        }
    }
}

/// Bars to the right for gains, hatched bars to the left for losses.
pub(crate) fn diverging(items: &[(String, f64)], size: Size, caption: Caption<'_>, axis: &str) -> Markup {
    let rows = Rows::new(size, items.len(), 4.0, 230.0, 8.0).pitch(32.0, 42.0);
    let data = Panels {
        rows: items.iter().map(|item| item.0.clone()).collect(),
        columns: vec![axis.to_owned()],
        values: items.iter().map(|item| vec![Some(item.1)]).collect(),
        signed: true,
        strong: None,
    };
    let scale = scale(&data, (rows.left, rows.right));
    let body = html! {
        (svg::x_axis(&scale, (4.0, rows.bottom()), if size.is_wide() { 7 } else { 4 }, axis))
        @for (index, name) in data.rows.iter().enumerate() {
            (rows.label(index, "row", name))
            (one(&data, index, 0, &scale, rows.y(index)))
        }
    };
    svg::picture(size, rows.bottom() + svg::X_AXIS, caption, &body)
}
