//! Prices on one axis: what each side would sign at, what lies between, and what was asked.

use linepack_economics::outcome::Capacity;
use maud::{Markup, html};

use crate::format;
use crate::prose::{Prose, Text};
use crate::svg::{self, Anchor, Caption, Rows, Scale, Shape, Size};

/// A price with its range.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// What it is.
    pub(crate) label: String,
    /// Central value, USD per 1000 m³ (20 °C).
    pub(crate) value: f64,
    /// Both ends of the range.
    pub(crate) range: Option<(f64, f64)>,
}

/// Published asks of one date.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ask {
    /// When, in words.
    pub(crate) label: String,
    /// The seller's.
    pub(crate) seller: Option<f64>,
    /// The buyer's.
    pub(crate) buyer: Option<f64>,
}

/// All that the axis shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PriceAxis {
    /// Least price of the seller.
    pub(crate) seller: Point,
    /// Greatest price of the buyer.
    pub(crate) buyer: Point,
    /// Their difference.
    pub(crate) width: Point,
    /// Fair splits.
    pub(crate) splits: Vec<Point>,
    /// Asks, the newest first.
    pub(crate) asks: Vec<Ask>,
}

impl PriceAxis {
    fn values(&self) -> impl Iterator<Item = f64> {
        let points = [&self.seller, &self.buyer].into_iter().chain(&self.splits);
        let all = points.flat_map(|p| [Some(p.value), p.range.map(|r| r.0), p.range.map(|r| r.1)]);
        all.chain(self.asks.iter().flat_map(|ask| [ask.seller, ask.buyer])).flatten()
    }
}

/// A whisker from low to high with short ends.
pub(super) fn whisker(class: &str, scale: &Scale, range: Option<(f64, f64)>, y: f64) -> Markup {
    html! {
        @if let Some((low, high)) = range {
            (svg::line(class, (scale.at(low), y), (scale.at(high), y)))
            (svg::line(class, (scale.at(low), y - 4.0), (scale.at(low), y + 4.0)))
            (svg::line(class, (scale.at(high), y - 4.0), (scale.at(high), y + 4.0)))
        }
    }
}

/// A label beside a mark, on the side where there is room.
pub(super) fn beside(scale: &Scale, value: f64, y: f64, text: &str, leftward: bool) -> Markup {
    let x = scale.at(value);
    let (left, right) = scale.range();
    let width = svg::text_width(text, 13.0);
    let leftward = if leftward { x - 12.0 - width > left } else { x + 12.0 + width > right };
    if leftward {
        svg::label("value", (x - 12.0, y + 4.5), Anchor::End, text)
    } else {
        svg::label("value", (x + 12.0, y + 4.5), Anchor::Start, text)
    }
}

/// The picture of the verdict.
pub(crate) fn price_axis(axis: &PriceAxis, size: Size, caption: Caption<'_>, prose: &dyn Prose) -> Markup {
    let asks: Vec<&Ask> =
        axis.asks.iter().filter(|ask| ask.seller.is_some() || ask.buyer.is_some()).collect();
    let rows =
        Rows::new(size, 3 + axis.splits.len() + asks.len(), 10.0, 196.0, 16.0).pitch(40.0, 64.0).lifted(28.0);
    let scale = Scale::nice(axis.values(), 0.12, (rows.left, rows.right));
    let bottom = rows.bottom();
    let (seller, buyer) = (scale.at(axis.seller.value), scale.at(axis.buyer.value));
    let opens = axis.width.value >= 0.0;
    let digits = format::decimals(axis.values());
    let show = |value: f64| format::fixed(value, digits);
    let body = html! {
        (svg::x_axis(&scale, (6.0, bottom), if size.is_wide() { 8 } else { 4 }, prose.text(Text::PriceUnit)))
        rect class=(if opens { "band both" } else { "band gap" }) x=(svg::px(seller.min(buyer))) y="6"
            width=(svg::px((seller - buyer).abs().max(1.0))) height=(svg::px(bottom - 6.0)) {}
        // The seller: from here upwards.
        (rows.label(0, "row", prose.text(Text::SellerSigns)))
        (svg::bar("reach seller", (seller, rows.right), rows.y(0) - 5.0, 10.0))
        (whisker("whisker", &scale, axis.seller.range, rows.y(0)))
        (svg::mark(Shape::Diamond, "mark seller", (seller, rows.y(0)), &format!("{}: {}", axis.seller.label, show(axis.seller.value))))
        (above(seller, rows.y(0), &show(axis.seller.value), size))
        // The buyer: up to here.
        (rows.label(1, "row", prose.text(Text::BuyerSigns)))
        (svg::bar("reach buyer", (rows.left, buyer), rows.y(1) - 5.0, 10.0))
        (whisker("whisker", &scale, axis.buyer.range, rows.y(1)))
        (svg::mark(Shape::Circle, "mark buyer", (buyer, rows.y(1)), &format!("{}: {}", axis.buyer.label, show(axis.buyer.value))))
        (above(buyer, rows.y(1), &show(axis.buyer.value), size))
        // What lies between.
        @let (name, span) = (prose.text(if opens { Text::BothSign } else { Text::Gap }), width_text(&axis.width, prose));
        @if size.is_wide() {
            (rows.label(2, "row strong", name))
            (beside(&scale, axis.seller.value.max(axis.buyer.value), rows.y(2), &span, false))
        } @else {
            (rows.label(2, "row strong", &format!("{name}: {span}")))
        }
        (svg::bar(if opens { "between both" } else { "between gap" }, (seller, buyer), rows.y(2) - 9.0, 18.0))
        @for (index, split) in axis.splits.iter().enumerate() {
            @let y = rows.y(3 + index);
            (rows.label(3 + index, "row", &split.label))
            (whisker("whisker", &scale, split.range, y))
            (svg::mark(Shape::Square, "mark both", (scale.at(split.value), y), &format!("{}: {}", split.label, show(split.value))))
            (above(scale.at(split.value), y, &show(split.value), size))
        }
        @for (index, ask) in asks.iter().enumerate() {
            @let y = rows.y(3 + axis.splits.len() + index);
            (rows.label(3 + axis.splits.len() + index, "row", &ask.label))
            @if let (Some(low), Some(high)) = (ask.buyer, ask.seller) {
                (svg::line("link", (scale.at(low), y), (scale.at(high), y)))
            }
            @if let Some(value) = ask.buyer {
                (svg::mark(Shape::Circle, "mark open buyer", (scale.at(value), y), &format!("{}, {}: {}", prose.text(Text::BuyerAsk), ask.label, show(value))))
                (below_or_beside(&scale, value, y, &format!("{} {}", prose.text(Text::Buyer), show(value)), true))
            }
            @if let Some(value) = ask.seller {
                (svg::mark(Shape::Diamond, "mark open seller", (scale.at(value), y), &format!("{}, {}: {}", prose.text(Text::SellerAsk), ask.label, show(value))))
                (below_or_beside(&scale, value, y, &format!("{} {}", prose.text(Text::Seller), show(value)), false))
            }
        }
    };
    svg::picture(size, bottom + svg::X_AXIS, caption, &body)
}

/// A value above its mark; in a narrow picture too, where the row's label stands at the left.
fn above(x: f64, y: f64, text: &str, size: Size) -> Markup {
    let half = svg::text_width(text, 13.0) / 2.0;
    let x = x.clamp(half + 2.0, size.width() - half - 2.0);
    svg::label("value", (x, y - 10.0), Anchor::Middle, text)
}

fn below_or_beside(scale: &Scale, value: f64, y: f64, text: &str, leftward: bool) -> Markup {
    let (left, right) = scale.range();
    let (x, width) = (scale.at(value), svg::text_width(text, 13.0));
    let fits = if leftward { x - 12.0 - width > left } else { x + 12.0 + width < right };
    if fits {
        beside(scale, value, y, text, leftward)
    } else {
        let x = x.clamp(left + width / 2.0, right - width / 2.0);
        svg::label("value", (x, y - 11.0), Anchor::Middle, text)
    }
}

fn width_text(width: &Point, prose: &dyn Prose) -> String {
    let (low, high) = width.range.unwrap_or((width.value, width.value));
    let digits = format::enough([width.value, low, high]);
    match width.range {
        Some((low, high)) => {
            let span = prose.span(&format::fixed(low, digits), &format::fixed(high, digits));
            format!("{} ({span})", format::fixed(width.value, digits))
        }
        None => format::fixed(width.value, digits),
    }
}

/// Walk-away prices of every pair of capacities.
pub(crate) fn capacities(pairs: &[Capacity], size: Size, caption: Caption<'_>, prose: &dyn Prose) -> Markup {
    let rows = Rows::new(size, pairs.len(), 24.0, 210.0, 24.0).pitch(42.0, 52.0);
    let values = pairs.iter().flat_map(|pair| [pair.seller_reservation, pair.buyer_reservation]);
    let scale = Scale::nice(values, 0.22, (rows.left, rows.right));
    let body = html! {
        (svg::x_axis(&scale, (24.0, rows.bottom()), if size.is_wide() { 7 } else { 4 }, prose.text(Text::PriceUnit)))
        @for (index, pair) in pairs.iter().enumerate() {
            @let y = rows.y(index);
            @let (seller, buyer) = (pair.seller_reservation, pair.buyer_reservation);
            @let name = format!("{} – {}", format::raised(&pair.seller), pair.buyer);
            (rows.label(index, if pair.headline { "row strong" } else { "row" }, &name))
            (svg::bar(if buyer >= seller { "between both" } else { "between gap" }, (scale.at(seller), scale.at(buyer)), y - 7.0, 14.0))
            (svg::mark(Shape::Diamond, "mark seller", (scale.at(seller), y), &format!("{name}, {}: {}", prose.text(Text::Seller), format::number(seller))))
            (svg::mark(Shape::Circle, "mark buyer", (scale.at(buyer), y), &format!("{name}, {}: {}", prose.text(Text::Buyer), format::number(buyer))))
            (beside(&scale, seller, y, &side(prose.text(Text::Seller), seller, index), seller <= buyer))
            (beside(&scale, buyer, y, &side(prose.text(Text::Buyer), buyer, index), seller > buyer))
        }
    };
    svg::picture(size, rows.bottom() + svg::X_AXIS, caption, &body)
}

/// The first row says which mark is whose.
fn side(name: &str, value: f64, row: usize) -> String {
    if row == 0 { format!("{name} {}", format::number(value)) } else { format::number(value) }
}
