//! A small kit for static pictures: frames, axes with round ticks, marks, and labels beside what they name.
//!
//! Every picture is drawn twice, for a wide column and for a telephone, because text in a scaled drawing would
//! become too small to read; the page shows one of them. Colours are classes, so that both themes work.

mod scale;

pub(crate) use scale::Scale;

use maud::{Markup, html};

use crate::format;

/// For which column a picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// A text column of a desktop or of a printed page.
    Wide,
    /// A telephone.
    Narrow,
}

impl Size {
    /// Both sizes.
    pub(crate) const BOTH: [Self; 2] = [Self::Wide, Self::Narrow];

    /// Width of the drawing, in units of which one is about a pixel.
    pub(crate) fn width(self) -> f64 {
        match self {
            Self::Wide => 760.0,
            Self::Narrow => 328.0,
        }
    }

    /// Class of the drawing, and the end of its ids.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }

    /// Whether it is the wide one.
    pub(crate) fn is_wide(self) -> bool {
        self == Self::Wide
    }
}

/// Horizontal alignment of a label to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The label starts at the point.
    Start,
    /// The label is centred on it.
    Middle,
    /// The label ends at it.
    End,
}

impl Anchor {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// What a picture is called and shows, for those who cannot see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caption<'a> {
    /// Identifier within the page.
    pub(crate) id: &'a str,
    /// Title.
    pub(crate) title: &'a str,
    /// What is to be seen, with numbers.
    pub(crate) description: &'a str,
}

/// The frame of a picture.
pub(crate) fn picture(size: Size, height: f64, caption: Caption<'_>, body: &Markup) -> Markup {
    let (title, description) =
        (format!("{}-{}-t", caption.id, size.name()), format!("{}-{}-d", caption.id, size.name()));
    html! {
        svg class={ "picture " (size.name()) } viewBox={ "0 0 " (px(size.width())) " " (px(height)) } role="img"
            aria-labelledby={ (title) " " (description) } xmlns="http://www.w3.org/2000/svg" {
            title id=(title) { (caption.title) }
            desc id=(description) { (caption.description) }
            (body)
        }
    }
}

/// A coordinate with one decimal and no idle zeros.
pub(crate) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { String::from("0") } else { text.to_owned() }
}

/// Width of a label, estimated from its letters in a wide face such as DejaVu Sans, for keeping labels apart:
/// the reader's own system font is not known, and most are narrower.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let letters: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | '.' | ',' | '\'' | '|' | ':' | ' ' | '\u{a0}' | format::THIN => 0.32,
            'm' | 'M' | 'W' | '%' => 0.97,
            'w' => 0.82,
            c if c.is_uppercase() => 0.70,
            c if (c as u32) > 0x2e80 => 1.0,
            _ => 0.62,
        })
        .sum();
    letters * size
}

/// Words in lines of at most `width`; what does not fit into `lines` lines ends with an ellipsis.
pub(crate) fn wrap(text: &str, size: f64, width: f64, lines: usize) -> Vec<String> {
    let mut result: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match result.last_mut() {
            Some(line) if text_width(line, size) + text_width(word, size) + 0.3 * size <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => result.push(word.to_owned()),
        }
    }
    if result.len() > lines {
        result.truncate(lines);
        if let Some(last) = result.last_mut() {
            last.push('…');
        }
    }
    result
}

/// A straight line.
pub(crate) fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> Markup {
    html! { line class=(class) x1=(px(from.0)) y1=(px(from.1)) x2=(px(to.0)) y2=(px(to.1)) {} }
}

/// A line through points; nothing for fewer than two.
pub(crate) fn polyline(class: &str, points: &[(f64, f64)]) -> Markup {
    html! { @if points.len() > 1 { path class=(class) d=(path(points, false)) {} } }
}

/// The `d` of a path through points.
pub(crate) fn path(points: &[(f64, f64)], closed: bool) -> String {
    let mut d = String::new();
    let mut last = (String::new(), String::new());
    for point in points {
        let next = (px(point.0), px(point.1));
        if next == last {
            continue;
        }
        d.push(if d.is_empty() { 'M' } else { 'L' });
        d.push_str(&next.0);
        d.push(' ');
        d.push_str(&next.1);
        last = next;
    }
    if closed {
        d.push('Z');
    }
    d
}

/// A bar between two positions along x.
pub(crate) fn bar(class: &str, x: (f64, f64), y: f64, height: f64) -> Markup {
    let (left, right) = (x.0.min(x.1), x.0.max(x.1));
    html! { rect class=(class) x=(px(left)) y=(px(y)) width=(px((right - left).max(0.8))) height=(px(height)) rx="2" {} }
}

/// A label.
pub(crate) fn label(class: &str, at: (f64, f64), anchor: Anchor, text: &str) -> Markup {
    html! { text class=(class) x=(px(at.0)) y=(px(at.1)) text-anchor=(anchor.name()) { (text) } }
}

/// A mark of the given shape, 6 units in radius, with a text shown where the pointer rests.
pub(crate) fn mark(shape: Shape, class: &str, at: (f64, f64), tip: &str) -> Markup {
    let (x, y) = at;
    let r = 6.0;
    html! {
        @match shape {
            Shape::Circle => circle class=(class) cx=(px(x)) cy=(px(y)) r=(px(r)) data-tip=(tip) {},
            Shape::Square => rect class=(class) x=(px(x - 5.0)) y=(px(y - 5.0)) width="10" height="10" data-tip=(tip) {},
            Shape::Diamond => path class=(class) data-tip=(tip)
                d=(path(&[(x, y - r - 1.0), (x + r + 1.0, y), (x, y + r + 1.0), (x - r - 1.0, y)], true)) {},
            Shape::Triangle => path class=(class) data-tip=(tip)
                d=(path(&[(x, y - r), (x + r, y + r - 1.0), (x - r, y + r - 1.0)], true)) {},
        }
    }
}

/// Shape of a mark: the second sign beside colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The buyer.
    Circle,
    /// A solution between the sides.
    Square,
    /// The seller.
    Diamond,
    /// The transit state, a station.
    Triangle,
}

/// Vertical grid lines with numbers below them and the name of the axis at its left end.
pub(crate) fn x_axis(scale: &Scale, y: (f64, f64), count: usize, title: &str) -> Markup {
    let (ticks, decimals) = scale.ticks(count);
    let (left, right) = scale.range();
    html! {
        @for tick in &ticks {
            (line(if *tick == 0.0 { "zero" } else { "grid" }, (scale.at(*tick), y.0), (scale.at(*tick), y.1)))
            (label("tick", (scale.at(*tick), y.1 + 16.0), Anchor::Middle, &format::fixed(*tick, decimals)))
        }
        (line("axis", (left, y.1), (right, y.1)))
        (label("axis-title", (f64::midpoint(left, right), y.1 + 36.0), Anchor::Middle, title))
    }
}

/// Room that [`x_axis`] takes below the drawing.
pub(crate) const X_AXIS: f64 = 44.0;

/// Horizontal grid lines with numbers left of them and the name of the axis above.
pub(crate) fn y_axis(scale: &Scale, x: (f64, f64), count: usize, title: &str) -> Markup {
    let (ticks, decimals) = scale.ticks(count);
    let top = scale.range().0.min(scale.range().1);
    html! {
        @for tick in &ticks {
            (line(if *tick == 0.0 { "zero" } else { "grid" }, (x.0, scale.at(*tick)), (x.1, scale.at(*tick))))
            (label("tick", (x.0 - 8.0, scale.at(*tick) + 4.0), Anchor::End, &format::fixed(*tick, decimals)))
        }
        (label("axis-title", (0.0, top - 12.0), Anchor::Start, title))
    }
}

/// Rows of a chart, each with a label: beside the row in a wide picture, above it in a narrow one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows {
    size: Size,
    /// Left end of the drawing area.
    pub(crate) left: f64,
    /// Right end of the drawing area.
    pub(crate) right: f64,
    top: f64,
    pitch: f64,
    /// Distance of a label above its row's marks in a narrow picture.
    lift: f64,
    count: usize,
}

impl Rows {
    /// `count` rows below `top`, with labels up to `gutter` wide, and `margin` kept free at the right.
    pub(crate) fn new(size: Size, count: usize, top: f64, gutter: f64, margin: f64) -> Self {
        let (left, pitch) = if size.is_wide() { (gutter, 34.0) } else { (6.0, 46.0) };
        Self { size, left, right: size.width() - margin, top, pitch, lift: 14.0, count }
    }

    /// Rows closer together or farther apart.
    pub(crate) fn pitch(self, wide: f64, narrow: f64) -> Self {
        Self { pitch: if self.size.is_wide() { wide } else { narrow }, ..self }
    }

    /// Labels higher above the marks in a narrow picture, where numbers stand between the two.
    pub(crate) fn lifted(self, lift: f64) -> Self {
        Self { lift, ..self }
    }

    /// Height of the middle of a row's marks.
    pub(crate) fn y(&self, row: usize) -> f64 {
        let top = self.top + self.pitch * row as f64;
        if self.size.is_wide() { top + self.pitch / 2.0 } else { top + self.pitch - 13.0 }
    }

    /// Lower end of the last row.
    pub(crate) fn bottom(&self) -> f64 {
        self.top + self.pitch * self.count as f64 + if self.size.is_wide() { 4.0 } else { 6.0 }
    }

    /// Label of a row.
    pub(crate) fn label(&self, row: usize, class: &str, text: &str) -> Markup {
        let y = self.y(row);
        if !self.size.is_wide() {
            let short = wrap(text, 13.0, self.size.width() - 8.0, 1).concat();
            return label(class, (0.0, y - self.lift), Anchor::Start, &short);
        }
        let lines = wrap(text, 13.0, self.left - 14.0, 2);
        let first = y + 4.5 - 7.5 * (lines.len().saturating_sub(1)) as f64;
        html! {
            @for (index, text) in lines.iter().enumerate() {
                (label(class, (0.0, first + 15.0 * index as f64), Anchor::Start, text))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_drops_repeated_points() {
        assert_eq!(path(&[(0.0, 0.0), (0.01, 0.0), (10.0, 2.55)], false), "M0 0L10 2.5");
    }

    #[test]
    fn long_labels_wrap_and_end_with_an_ellipsis() {
        assert_eq!(wrap("one two three", 10.0, 45.0, 2), ["one two", "three"]);
        assert_eq!(wrap("one two three four", 10.0, 45.0, 1), ["one two…"]);
    }

    #[test]
    fn text_in_a_picture_is_escaped() {
        let text = label("x", (0.0, 0.0), Anchor::Start, "<b> & \"c\"").into_string();
        assert!(text.contains("&lt;b&gt; &amp; &quot;c&quot;"));
    }
}
