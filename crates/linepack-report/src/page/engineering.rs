//! Can it be built, and what does it cost.

use linepack_economics::outcome::{Alternative, Analogue, CodeCheck, StationState};
use maud::{Markup, html};

use super::shell::{Cell, Context, Table, Title, figure, listing, section};
use crate::chart::{self, Panels};
use crate::format;
use crate::map;
use crate::prose::Text;

/// Map, profile, stations, designs, wall, built lines.
pub(super) fn line(context: Context<'_>) -> Option<Markup> {
    let outcome = context.outcome;
    let parts: Vec<Markup> = [
        (outcome.route.len() > 1).then(|| route(context)),
        (outcome.profile.len() > 1).then(|| profile(context)),
        (!outcome.stations.is_empty()).then(|| {
            listing(context, ("stations", Text::Stations, None), &stations(context, &outcome.stations), None)
        }),
        (!outcome.alternatives.is_empty()).then(|| {
            let table = alternatives(context, &outcome.alternatives);
            let brief = table.only(&best(&outcome.alternatives));
            listing(
                context,
                ("alternatives", Text::Alternatives, Some(Text::AlternativesLead)),
                &table,
                Some((String::new(), brief)),
            )
        }),
        (!outcome.code_checks.is_empty()).then(|| {
            let table = code_checks(context, &outcome.code_checks);
            listing(context, ("checks", Text::CodeChecks, Some(Text::CodeChecksLead)), &table, None)
        }),
        (!outcome.analogues.is_empty()).then(|| {
            let table = analogues(context, &outcome.analogues);
            listing(context, ("analogues", Text::Analogues, Some(Text::AnaloguesLead)), &table, None)
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let body = html! { @for part in &parts { (part) } };
    (!parts.is_empty()).then(|| section(context, "line", Text::Line, Some(Text::LineLead), &body))
}

fn route(context: Context<'_>) -> Markup {
    let outcome = context.outcome;
    let countries = map::countries(&outcome.route);
    let summary = context.prose.map(outcome, &countries);
    let rows = outcome.route.iter().filter(|point| !point.name.is_empty()).map(|point| {
        vec![
            Cell::text(&point.name),
            Cell::text(&point.country),
            Cell::Number(point.distance / 1e3, 0),
            Cell::Number(point.elevation, 0),
        ]
    });
    let head = [Text::Name, Text::Country, Text::Km, Text::Elevation].map(|text| context.text(text)).to_vec();
    let table = Table::new(context.text(Text::Map), head, rows.collect());
    let title = Title { id: "map", heading: Text::Map, summary: &summary };
    figure(
        context,
        title,
        |size, caption| map::map(outcome, size, caption, context.prose),
        &table,
        Some(Text::MapBorders),
    )
}

fn profile(context: Context<'_>) -> Markup {
    let outcome = context.outcome;
    let summary = context.prose.profile(outcome);
    // A table of a few dozen rows can be read; the calculation's own grid is in the results file.
    let stride = outcome.profile.len().div_ceil(60).max(1);
    let last = outcome.profile.len() - 1;
    let rows = outcome.profile.iter().enumerate().filter(|(index, _)| index % stride == 0 || *index == last);
    let rows = rows.map(|(_, p)| {
        vec![
            Cell::Number(p.distance / 1e3, 0),
            Cell::Number(p.pressure / 1e6, 3),
            Cell::Number(format::celsius(p.temperature), 1),
            Cell::Number(format::celsius(p.ground_temperature), 1),
            Cell::Number(p.elevation, 0),
            Cell::Number(p.velocity, 1),
        ]
    });
    let head =
        [Text::Km, Text::Pressure, Text::GasCelsius, Text::GroundCelsius, Text::Elevation, Text::VelocityMs];
    let table =
        Table::new(context.text(Text::Profile), head.map(|text| context.text(text)).to_vec(), rows.collect());
    let title = Title { id: "profile", heading: Text::Profile, summary: &summary };
    figure(
        context,
        title,
        |size, caption| chart::profile(outcome, size, caption, context.prose),
        &table,
        None,
    )
}

fn stations(context: Context<'_>, list: &[StationState]) -> Table {
    let head = [
        Text::Name,
        Text::Country,
        Text::Km,
        Text::Elevation,
        Text::SuctionMpa,
        Text::DischargeMpa,
        Text::OutletCelsius,
        Text::CooledCelsius,
        Text::ShaftMw,
        Text::InstalledMw,
        Text::FuelKgs,
    ];
    let rows = list.iter().map(|s| {
        vec![
            Cell::text(&s.name),
            Cell::text(&s.country),
            Cell::Number(s.distance / 1e3, 0),
            Cell::Number(s.elevation, 0),
            Cell::Number(s.suction_pressure / 1e6, 2),
            Cell::Number(s.discharge_pressure / 1e6, 2),
            Cell::Number(format::celsius(s.discharge_temperature), 1),
            Cell::Number(format::celsius(s.cooled_temperature), 1),
            Cell::Number(s.shaft_power / 1e6, 1),
            Cell::Number(s.installed_power / 1e6, 1),
            Cell::Number(s.fuel, 2),
        ]
    });
    Table::new(context.text(Text::Stations), head.map(|text| context.text(text)).to_vec(), rows.collect())
}

fn alternatives(context: Context<'_>, list: &[Alternative]) -> Table {
    let head = [
        Text::DiameterMm,
        Text::Pressure,
        Text::Strings,
        Text::WallSp36,
        Text::WallB318,
        Text::Stations,
        Text::ShaftMw,
        Text::FuelPercent,
        Text::SteelKt,
        Text::CapexBn,
        Text::TariffUnit,
        Text::Remark,
    ];
    let fixed = |value: Option<f64>, factor: f64, decimals: usize| {
        value.map_or(Cell::Missing, |value| Cell::Number(value * factor, decimals))
    };
    let rows = list.iter().map(|a| {
        let word = context.prose.alternative(a);
        let remark = html! {
            @if !word.is_empty() { strong class="badge" { (word) } " " }
            (a.infeasible)
        };
        vec![
            Cell::Number(a.diameter * 1e3, 0),
            Cell::Number(a.pressure / 1e6, 1),
            Cell::Number(f64::from(a.strings), 0),
            fixed(a.wall_sp36, 1e3, 1),
            fixed(a.wall_b318, 1e3, 1),
            a.stations.map_or(Cell::Missing, |n| Cell::Number(f64::from(n), 0)),
            fixed(a.power, 1e-6, 0),
            fixed(a.fuel_share, 100.0, 1),
            fixed(a.steel, 1e-3, 0),
            fixed(a.capex, 1.0, 1),
            fixed(a.tariff, 1.0, 1),
            Cell::Markup(remark),
        ]
    });
    let mut table = Table::new(
        context.text(Text::Alternatives),
        head.map(|text| context.text(text)).to_vec(),
        rows.collect(),
    );
    table.marked = list.iter().enumerate().filter(|(_, a)| a.chosen).map(|(index, _)| index).collect();
    table
}

/// The chosen and the cheapest design, and the cheapest of every diameter.
fn best(list: &[Alternative]) -> Vec<usize> {
    let cheapest_of_its_diameter = |index: usize| {
        let own = &list[index];
        let rivals = list.iter().filter(|rival| rival.diameter == own.diameter);
        own.tariff.is_some_and(|tariff| rivals.filter_map(|rival| rival.tariff).all(|other| tariff <= other))
    };
    (0..list.len()).filter(|i| list[*i].chosen || list[*i].cheapest || cheapest_of_its_diameter(*i)).collect()
}

fn code_checks(context: Context<'_>, list: &[CodeCheck]) -> Table {
    let head = [Text::Code, Text::Clause, Text::What, Text::Computed, Text::Limit, Text::Unit, Text::Holds];
    let rows = list.iter().map(|check| {
        vec![
            Cell::text(&check.code),
            Cell::text(&check.clause),
            Cell::text(&check.what),
            Cell::number(check.computed),
            Cell::number(check.limit),
            Cell::text(format::unit(&check.unit)),
            Cell::Markup(if check.passed {
                html! { span class="yes" { "✓ " (context.text(Text::Yes)) } }
            } else {
                html! { span class="no" { "✗ " (context.text(Text::No)) } }
            }),
        ]
    });
    Table::new(context.text(Text::CodeChecks), head.map(|text| context.text(text)).to_vec(), rows.collect())
}

fn analogues(context: Context<'_>, list: &[Analogue]) -> Table {
    let head = [
        Text::Name,
        Text::Throughput,
        Text::Km,
        Text::Stations,
        Text::InstalledMw,
        Text::OperatingMw,
        Text::Ratio,
        Text::Remark,
        Text::Sources2,
    ];
    let rows = list.iter().map(|line| {
        let claims = html! { @for id in &line.evidence { (context.claim(id)) " " } };
        vec![
            Cell::text(&line.name),
            Cell::number(line.throughput),
            Cell::Number(line.length / 1e3, 0),
            Cell::Number(f64::from(line.stations), 0),
            Cell::Number(line.installed_power / 1e6, 0),
            line.operating_power.map_or(Cell::Missing, |power| Cell::Number(power / 1e6, 0)),
            line.ratio.map_or(Cell::Missing, |ratio| Cell::Number(ratio, 2)),
            Cell::text(&line.note),
            Cell::Markup(claims),
        ]
    });
    Table::new(context.text(Text::Analogues), head.map(|text| context.text(text)).to_vec(), rows.collect())
}

/// Investment and tariff.
pub(super) fn cost(context: Context<'_>) -> Option<Markup> {
    let outcome = context.outcome;
    let parts: Vec<Markup> = [
        (!outcome.capex.is_empty()).then(|| capex(context)),
        (!outcome.tariff_parts.is_empty())
            .then(|| super::bargain::sum(context, "tariff", Text::Tariff, &outcome.tariff_parts)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let body = html! { @for part in &parts { (part) } };
    (!parts.is_empty()).then(|| section(context, "cost", Text::Cost, Some(Text::CostLead), &body))
}

fn capex(context: Context<'_>) -> Markup {
    let items = &context.outcome.capex;
    let distinct = |name: fn(&linepack_economics::outcome::CapexItem) -> &str| {
        let mut names: Vec<String> = Vec::new();
        for item in items {
            if !names.iter().any(|known| known == name(item)) {
                names.push(name(item).to_owned());
            }
        }
        names
    };
    let (sections, kinds) = (distinct(|item| &item.section), distinct(|item| &item.kind));
    let value = |kind: &str, section: &str| {
        let mut found =
            items.iter().filter(|item| item.kind == kind && item.section == section).map(|item| item.value);
        found.next().map(|first| first + found.sum::<f64>())
    };
    let data = Panels {
        values: kinds
            .iter()
            .map(|kind| sections.iter().map(|section| value(kind, section)).collect())
            .collect(),
        rows: kinds,
        columns: sections,
        signed: false,
        strong: None,
    };
    let largest = items.iter().max_by(|a, b| a.value.total_cmp(&b.value));
    let largest = largest.map(|item| (item.section.as_str(), item.kind.as_str(), item.value));
    let summary = context.prose.capex(items.iter().map(|item| item.value).sum(), largest);
    let rows = items
        .iter()
        .map(|item| vec![Cell::text(&item.section), Cell::text(&item.kind), Cell::Number(item.value, 2)])
        .collect();
    let head = vec![context.text(Text::Section), context.text(Text::Kind), context.text(Text::CapexAxis)];
    let table = Table::new(context.text(Text::Capex), head, rows);
    let title = Title { id: "capex", heading: Text::Capex, summary: &summary };
    let draw = |size, caption: crate::svg::Caption<'_>| {
        chart::panels(&data, size, caption, context.text(Text::CapexAxis))
    };
    figure(context, title, draw, &table, None)
}
