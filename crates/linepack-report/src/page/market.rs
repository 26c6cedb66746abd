//! The gas market with and without the line.

use linepack_economics::outcome::MarketRow;
use maud::{Markup, html};

use super::shell::{Cell, Context, Table, Title, figure, listing, section};
use crate::chart::{self, Panels};
use crate::prose::Text;
use crate::svg::Caption;

/// Prices, changes, the table of regions, and how well the model repeats the past.
pub(super) fn market(context: Context<'_>) -> Option<Markup> {
    let outcome = context.outcome;
    let rows = &outcome.market;
    if rows.is_empty() && outcome.misfits.is_empty() {
        return None;
    }
    let buyer: Vec<&MarketRow> = rows.iter().filter(|row| row.region == outcome.study.buyer_region).collect();
    let body = html! {
        @if !buyer.is_empty() { (prices(context, &buyer)) }
        @if !rows.is_empty() { (changes(context)) (listing(context, ("market", Text::MarketTable, None), &table(context), None)) }
        @if !outcome.misfits.is_empty() {
            @let all = misfits(context);
            @let largest = all.only(&largest_misfits(context));
            @let name = context.prose.largest(largest.rows.len(), all.rows.len());
            (listing(context, ("misfits", Text::Misfits, Some(Text::MisfitsLead)), &all, Some((name, largest))))
        }
    };
    Some(section(context, "market", Text::Market, Some(Text::MarketLead), &body))
}

fn prices(context: Context<'_>, rows: &[&MarketRow]) -> Markup {
    let numbers: Vec<(u32, f64, f64)> =
        rows.iter().map(|row| (row.year, row.price_without, row.price_with)).collect();
    let summary = context.prose.market_prices(&rows[0].name, &numbers);
    let head = [Text::Year, Text::PriceWithout, Text::PriceWith, Text::Change]
        .map(|text| context.text(text))
        .to_vec();
    let cells = numbers.iter().map(|(year, without, with)| {
        vec![
            Cell::text(year.to_string()),
            Cell::Number(*without, 1),
            Cell::Number(*with, 1),
            Cell::Number(with - without, 1),
        ]
    });
    let table = Table::new(context.text(Text::MarketPrices), head, cells.collect());
    let title = Title { id: "prices", heading: Text::MarketPrices, summary: &summary };
    let draw = |size, caption: Caption<'_>| chart::market_prices(rows, size, caption, context.prose);
    figure(context, title, draw, &table, None)
}

fn changes(context: Context<'_>) -> Markup {
    let rows = &context.outcome.market;
    let mut years: Vec<u32> = rows.iter().map(|row| row.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut regions: Vec<(&str, &str)> = Vec::new();
    for row in rows {
        if !regions.iter().any(|(code, _)| *code == row.region) {
            regions.push((&row.region, &row.name));
        }
    }
    let change = |code: &str, year: u32| {
        rows.iter()
            .find(|row| row.region == code && row.year == year)
            .map(|row| row.price_with - row.price_without)
    };
    // Before the line delivers nothing changes: such a year has no panel.
    let moves = |year: &u32| {
        regions.iter().filter_map(|(code, _)| change(code, *year)).any(|value| value.abs() >= 0.05)
    };
    if years.iter().any(moves) {
        years.retain(moves);
    }
    let latest = years.last().copied().unwrap_or_default();
    // The largest change stands first.
    let size = |code: &str| change(code, latest).map_or(0.0, f64::abs);
    regions.sort_by(|a, b| size(b.0).total_cmp(&size(a.0)));
    let data = Panels {
        rows: regions.iter().map(|(_, name)| (*name).to_owned()).collect(),
        columns: years.iter().map(u32::to_string).collect(),
        values: regions
            .iter()
            .map(|(code, _)| years.iter().map(|year| change(code, *year)).collect())
            .collect(),
        signed: true,
        strong: regions.iter().position(|(code, _)| *code == context.outcome.study.buyer_region),
    };
    let by_change = |a: &&MarketRow, b: &&MarketRow| {
        (a.price_with - a.price_without).total_cmp(&(b.price_with - b.price_without))
    };
    let say = |row: &MarketRow| (row.name.clone(), row.year, row.price_with - row.price_without);
    let (low, high) = (rows.iter().min_by(by_change).map(say), rows.iter().max_by(by_change).map(say));
    let summary = context.prose.market_changes(
        low.as_ref().map(|(name, year, value)| (name.as_str(), *year, *value)),
        high.as_ref().map(|(name, year, value)| (name.as_str(), *year, *value)),
    );
    let mut cells = Vec::new();
    for (code, name) in &regions {
        for year in &years {
            if let Some(value) = change(code, *year) {
                cells.push(vec![Cell::text(*name), Cell::text(year.to_string()), Cell::Number(value, 2)]);
            }
        }
    }
    let head = [Text::Region, Text::Year, Text::Change].map(|text| context.text(text)).to_vec();
    let table = Table::new(context.text(Text::MarketChanges), head, cells);
    let title = Title { id: "changes", heading: Text::MarketChanges, summary: &summary };
    let draw =
        |size, caption: Caption<'_>| chart::panels(&data, size, caption, context.text(Text::PriceUnit));
    figure(context, title, draw, &table, None)
}

fn table(context: Context<'_>) -> Table {
    let head = [
        Text::Region,
        Text::Year,
        Text::PriceWithout,
        Text::PriceWith,
        Text::ConsumptionWithout,
        Text::ConsumptionWith,
        Text::ImportsWithout,
        Text::ImportsWith,
    ];
    let rows = context.outcome.market.iter().map(|row| {
        vec![
            Cell::text(&row.name),
            Cell::text(row.year.to_string()),
            Cell::Number(row.price_without, 1),
            Cell::Number(row.price_with, 1),
            Cell::Number(row.consumption_without, 1),
            Cell::Number(row.consumption_with, 1),
            Cell::Number(row.imports_without, 1),
            Cell::Number(row.imports_with, 1),
        ]
    });
    Table::new(context.text(Text::MarketTable), head.map(|text| context.text(text)).to_vec(), rows.collect())
}

/// Rows with the largest differences between model and report, each as a share of the largest reported value of its kind.
fn largest_misfits(context: Context<'_>) -> Vec<usize> {
    let rows = &context.outcome.misfits;
    let scale = |index: usize| {
        let alike = rows.iter().filter(|row| row.what == rows[index].what && row.unit == rows[index].unit);
        alike.map(|row| row.reported.abs()).fold(f64::MIN_POSITIVE, f64::max)
    };
    let size = |index: &usize| (rows[*index].model - rows[*index].reported).abs() / scale(*index);
    let mut indices: Vec<usize> = (0..rows.len()).collect();
    indices.sort_by(|a, b| size(b).total_cmp(&size(a)));
    indices.truncate(10);
    indices
}

/// Name of a region given by its code or by its name.
fn region_name(context: Context<'_>, region: &str) -> String {
    let row = context.outcome.market.iter().find(|row| row.region == region);
    row.map_or_else(|| region.to_owned(), |row| row.name.clone())
}

fn misfits(context: Context<'_>) -> Table {
    let head =
        [Text::Region, Text::Year, Text::What, Text::Reported, Text::Model, Text::Difference, Text::Unit];
    let rows = context.outcome.misfits.iter().map(|row| {
        vec![
            Cell::text(region_name(context, &row.region)),
            Cell::text(row.year.to_string()),
            Cell::text(&row.what),
            Cell::Number(row.reported, 1),
            Cell::Number(row.model, 1),
            Cell::Number(row.model - row.reported, 1),
            Cell::text(crate::format::unit(&row.unit)),
        ]
    });
    Table::new(context.text(Text::Misfits), head.map(|text| context.text(text)).to_vec(), rows.collect())
}
