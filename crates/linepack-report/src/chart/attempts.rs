//! The bargain at each attempt: walk-away prices by the model beside asks as reported.

use linepack_economics::outcome::Attempt;
use maud::{Markup, html};

use crate::format;
use crate::prose::{Bargain, Prose, Text};
use crate::svg::{self, Anchor, Caption, Scale, Shape, Size};

/// One column an attempt, prices upwards.
pub(crate) fn attempts(list: &[Attempt], size: Size, caption: Caption<'_>, prose: &dyn Prose) -> Markup {
    let height = if size.is_wide() { 420.0 } else { 430.0 };
    let (left, right, top, bottom) = (
        if size.is_wide() { 52.0 } else { 34.0 },
        size.width() - 8.0,
        44.0,
        height - if size.is_wide() { 74.0 } else { 98.0 },
    );
    let bargains: Vec<Option<Bargain<'_>>> =
        list.iter().map(|attempt| Bargain::of(&attempt.quantities)).collect();
    let walk_away = bargains.iter().flatten().flat_map(|bargain| [bargain.seller.value, bargain.buyer.value]);
    let asks = list.iter().flat_map(|attempt| [attempt.seller_ask, attempt.buyer_ask]).flatten();
    let scale = Scale::nice(walk_away.chain(asks), 0.1, (bottom, top));
    let step = (right - left) / list.len().max(1) as f64;
    let half = (step * 0.16).min(16.0);
    let body = html! {
        (svg::y_axis(&scale, (left, right), 6, prose.text(Text::PriceUnit)))
        @for (index, (attempt, bargain)) in list.iter().zip(&bargains).enumerate() {
            @let x = left + step * (index as f64 + 0.5);
            @let name = prose.date(&attempt.date);
            @if let Some(bargain) = bargain {
                (column(bargain, &scale, (x - 0.16 * step, half), &name, prose))
            }
            @let beside = x + 0.2 * step;
            @if let (Some(seller), Some(buyer)) = (attempt.seller_ask, attempt.buyer_ask) {
                (svg::line("link", (beside, scale.at(seller)), (beside, scale.at(buyer))))
            }
            @if let Some(ask) = attempt.seller_ask {
                (svg::mark(Shape::Diamond, "mark open seller", (beside, scale.at(ask)), &format!("{name}, {}: {}", prose.text(Text::SellerAsk), format::number(ask))))
                @if size.is_wide() { (svg::label("value", (beside + 12.0, scale.at(ask) + 4.5), Anchor::Start, &format::number(ask))) }
            }
            @if let Some(ask) = attempt.buyer_ask {
                (svg::mark(Shape::Circle, "mark open buyer", (beside, scale.at(ask)), &format!("{name}, {}: {}", prose.text(Text::BuyerAsk), format::number(ask))))
                @if size.is_wide() { (svg::label("value", (beside + 12.0, scale.at(ask) + 4.5), Anchor::Start, &format::number(ask))) }
            }
            (dates(&name, x, bottom + 18.0, size))
        }
        (svg::line("axis", (left, bottom), (right, bottom)))
        (key(size, height - 12.0, prose))
    };
    svg::picture(size, height, caption, &body)
}

/// The model's two prices and what lies between.
fn column(
    bargain: &Bargain<'_>,
    scale: &Scale,
    (x, half): (f64, f64),
    name: &str,
    prose: &dyn Prose,
) -> Markup {
    let (seller, buyer) = (bargain.seller.value, bargain.buyer.value);
    let (low, high) = (scale.at(seller.min(buyer)), scale.at(seller.max(buyer)));
    let tip = |text: Text, value: f64| format!("{name}, {}: {}", prose.text(text), format::number(value));
    html! {
        rect class=(if bargain.opens() { "between both" } else { "between gap" }) x=(svg::px(x - half)) y=(svg::px(high))
            width=(svg::px(2.0 * half)) height=(svg::px((low - high).max(1.0))) {}
        (svg::mark(Shape::Diamond, "mark seller", (x, scale.at(seller)), &tip(Text::SellerSigns, seller)))
        (svg::mark(Shape::Circle, "mark buyer", (x, scale.at(buyer)), &tip(Text::BuyerSigns, buyer)))
        @let (up, down) = if seller > buyer { (seller, buyer) } else { (buyer, seller) };
        (svg::label("value", (x, scale.at(up) - 11.0), Anchor::Middle, &format::number(up)))
        (svg::label("value", (x, scale.at(down) + 20.0), Anchor::Middle, &format::number(down)))
    }
}

/// A date in lines of one word in a narrow picture.
fn dates(name: &str, x: f64, y: f64, size: Size) -> Markup {
    let words: Vec<&str> = name.split([' ', '\u{a0}']).collect();
    let lines: Vec<String> = if size.is_wide() {
        vec![name.to_owned()]
    } else {
        match words.as_slice() {
            [day, month, year] => {
                vec![format!("{day} {}", month.chars().take(3).collect::<String>()), (*year).to_owned()]
            }
            _ => vec![name.to_owned()],
        }
    };
    html! {
        @for (index, line) in lines.iter().enumerate() {
            (svg::label("tick strong", (x, y + 15.0 * index as f64), Anchor::Middle, line))
        }
    }
}

/// Which mark is whose: filled by the model, open as reported.
fn key(size: Size, y: f64, prose: &dyn Prose) -> Markup {
    let items = [
        (Shape::Diamond, "mark seller", Text::SellerSigns),
        (Shape::Circle, "mark buyer", Text::BuyerSigns),
        (Shape::Diamond, "mark open seller", Text::SellerAsk),
        (Shape::Circle, "mark open buyer", Text::BuyerAsk),
    ];
    let columns: usize = if size.is_wide() { 4 } else { 2 };
    let width = size.width() / columns as f64;
    html! {
        @for (index, (shape, class, text)) in items.into_iter().enumerate() {
            @let (column, row) = (index % columns, index / columns);
            @let x = 10.0 + width * column as f64;
            @let y = if size.is_wide() { y } else { y - 20.0 + 20.0 * row as f64 };
            (svg::mark(shape, class, (x, y - 4.0), prose.text(text)))
            (svg::label("row", (x + 14.0, y), Anchor::Start, prose.text(text)))
        }
    }
}
