//! What a report draws: route, profile, stations, investment, prices, parts, gains.

use super::cost::country;
use super::evaluate::{Evaluation, Prepared};
use super::market::MarketYear;
use crate::cost::{Kind, Part};
use crate::market::world::Account;
use crate::outcome::{
    Capacity, CapexItem, CodeCheck, Gain, MarketRow, Outcome, PricePart, ProfilePoint, RoutePoint,
    StationState,
};
use crate::study::Study;
use crate::study::data::Waypoint;
use crate::study::fault::Fault;

/// The whole route, beyond the delivery point too.
pub(super) fn route(study: &Study) -> Vec<RoutePoint> {
    study
        .route
        .iter()
        .map(|point| RoutePoint {
            name: point.name.clone(),
            country: point.country.clone(),
            longitude: point.longitude,
            latitude: point.latitude,
            distance: point.distance,
            elevation: point.elevation,
        })
        .collect()
}

/// Longitude and latitude of a place on the route, along the chord between its neighbours.
fn coordinates(route: &[Waypoint], distance: f64) -> (f64, f64) {
    for (a, b) in route.iter().zip(route.iter().skip(1)) {
        if distance <= b.distance {
            let share = ((distance - a.distance) / (b.distance - a.distance)).clamp(0.0, 1.0);
            let between = |x: f64, y: f64| x + share * (y - x);
            return (between(a.longitude, b.longitude), between(a.latitude, b.latitude));
        }
    }
    route.last().map_or((0.0, 0.0), |point| (point.longitude, point.latitude))
}

/// Fills in everything that is drawn.
pub(super) fn draw(
    outcome: &mut Outcome,
    study: &Study,
    prepared: &Prepared,
    evaluation: &Evaluation,
) -> Result<(), Fault> {
    let solution = evaluation.line.built.detailed(&prepared.gas, &evaluation.operation.stations)?;
    outcome.profile = solution
        .profile
        .iter()
        .map(|point| ProfilePoint {
            distance: point.distance,
            elevation: point.elevation,
            pressure: point.pressure,
            temperature: point.temperature,
            ground_temperature: point.ground_temperature,
            velocity: point.velocity,
            flow: point.flow,
        })
        .collect();
    outcome.stations = solution
        .stations
        .iter()
        .zip(1..)
        .map(|(state, number)| {
            let (longitude, latitude) = coordinates(&study.route, state.distance);
            StationState {
                name: format!("CS {number}"),
                country: country(&study.route, state.distance).to_owned(),
                distance: state.distance,
                longitude,
                latitude,
                elevation: state.elevation,
                suction_pressure: state.suction_pressure,
                discharge_pressure: state.discharge_pressure,
                discharge_temperature: state.compressor_temperature,
                cooled_temperature: state.discharge_temperature,
                shaft_power: state.shaft_power,
                installed_power: state.shaft_power * evaluation.values.line.installed_ratio,
                fuel: state.fuel,
            }
        })
        .collect();
    outcome.code_checks = [&evaluation.line.wall_sp36, &evaluation.line.wall_b318]
        .into_iter()
        .flatten()
        .flat_map(|wall| &wall.checks)
        .map(|check| CodeCheck {
            code: check.code.to_string(),
            clause: check.clause.clone(),
            what: check.what.clone(),
            computed: check.computed,
            limit: check.limit,
            unit: check.unit.clone(),
            passed: check.passed,
        })
        .collect();
    outcome.capex = capex(evaluation);
    parts(outcome, evaluation);
    market(outcome, prepared, evaluation);
    gains(outcome, prepared, evaluation);
    Ok(())
}

/// Investment by country and kind.
fn capex(evaluation: &Evaluation) -> Vec<CapexItem> {
    let table = &evaluation.cost.table;
    let name = |kind: Kind| match kind {
        Kind::PipeSteel => "pipe steel",
        Kind::Coating => "coating",
        Kind::PipeTransport => "transport of pipe",
        Kind::Laying => "laying",
        Kind::Crossings => "river crossings",
        Kind::StationsFixed => "stations, fixed part",
        Kind::StationsPower => "stations, by power",
        Kind::Engineering => "engineering",
        Kind::Contingency => "contingency",
        Kind::Owner => "owner's cost",
        Kind::Fill => "gas that fills the line",
    };
    let mut found = Vec::new();
    for section in table.by_country().into_keys() {
        for kind in table.by_kind().into_keys() {
            let value = table.sum(|row| row.country == section && row.kind == kind).value / 1e9;
            if value > 0.0 {
                found.push(CapexItem { section: section.clone(), kind: name(kind).to_owned(), value });
            }
        }
    }
    debug_assert!(
        (found.iter().map(|item| item.value).sum::<f64>() - table.total().value / 1e9).abs() < 1e-6
    );
    debug_assert!(table.part(Part::Fill).value == 0.0);
    found
}

/// How tariff and reservation prices are made up; every list sums to its quantity.
fn parts(outcome: &mut Outcome, evaluation: &Evaluation) {
    let part = |label: &str, value: f64, quantity: &str| PricePart {
        label: label.to_owned(),
        value,
        quantity: quantity.to_owned(),
    };
    let (cost, party, deal) = (&evaluation.cost, &evaluation.values.party, &evaluation.deal);
    let [capital, upkeep, fuel] = cost.tariff_parts;
    outcome.tariff_parts = vec![
        part("capital", capital, "cost.tariff.capital"),
        part("upkeep", upkeep, "cost.tariff.upkeep"),
        part("fuel gas", fuel, "cost.tariff.fuel"),
    ];
    let company = party.seller_is_company;
    let outside = deal.seller.outside[usize::from(!company)];
    let mut seller = vec![part("production", party.production, "input.seller.production")];
    if company {
        seller.push(part("extraction tax", party.extraction_tax, "input.seller.extraction_tax"));
    }
    let fuel = if company { fuel } else { party.production * (cost.intake - 1.0) };
    seller.extend([
        part("line: capital", capital, "cost.tariff.capital"),
        part("line: upkeep", upkeep, "cost.tariff.upkeep"),
        part("line: fuel gas", fuel, "cost.tariff.fuel"),
        part("transit fee", party.transit_fee, "input.transit.fee"),
        part(
            "other uses forgone",
            outside,
            if company { "deal.outside.company" } else { "deal.outside.state" },
        ),
        part("other exports lost", deal.seller.cannibalised, "deal.cannibalised"),
        part("premium", party.seller_premium, "input.seller.security_premium"),
    ]);
    let total = if company { deal.seller.company } else { deal.seller.state };
    let sum: f64 = seller.iter().map(|part| part.value).sum();
    if company {
        let duty = evaluation.deal.seller.duty.on(total);
        seller.push(part("export duty", duty, "input.seller.duty"));
        seller.push(part("profit and property tax", total - sum - duty, "input.seller.profit_tax"));
    }
    outcome.seller_parts = seller.into_iter().filter(|part| part.value.abs() > 1e-9).collect();
    let buyer = &deal.buyer;
    let mut parts = if party.buyer_is_importer {
        vec![part("wholesale price with the line", buyer.price_with, "market.price.with")]
    } else {
        vec![
            part("wholesale price with the line", buyer.price_with, "market.price.with"),
            part("cheaper gas for the whole country", buyer.worth - buyer.price_with, "market.worth"),
        ]
    };
    parts.extend([
        part("transport to the city gate", -party.inland, "input.buyer.inland"),
        part("premium", party.buyer_premium, "input.buyer.security_premium"),
    ]);
    outcome.buyer_parts = parts.into_iter().filter(|part| part.value.abs() > 1e-9).collect();
    outcome.capacities = [("company", deal.seller.company), ("state", deal.seller.state)]
        .into_iter()
        .flat_map(|(seller, least)| {
            [("importer", deal.buyer.importer), ("country", deal.buyer.country)].map(|(buyer, greatest)| {
                Capacity {
                    seller: seller.to_owned(),
                    buyer: buyer.to_owned(),
                    seller_reservation: least,
                    buyer_reservation: greatest,
                    headline: (seller == "company") == party.seller_is_company
                        && (buyer == "importer") == party.buyer_is_importer,
                }
            })
        })
        .collect();
}

/// Prices and volumes by year and region.
fn market(outcome: &mut Outcome, prepared: &Prepared, evaluation: &Evaluation) {
    let factor = evaluation.market.volume_factor;
    for year in &evaluation.market.years {
        for (region, (before, after)) in
            prepared.market.world.regions.iter().zip(year.without.accounts.iter().zip(&year.with.accounts))
        {
            let imports = |account: &Account| (account.consumption - account.production) / factor;
            outcome.market.push(MarketRow {
                year: year.year,
                region: region.code.clone(),
                name: region.name.clone(),
                price_without: before.price * factor,
                price_with: after.price * factor,
                consumption_without: before.consumption / factor,
                consumption_with: after.consumption / factor,
                imports_without: imports(before),
                imports_with: imports(after),
            });
        }
    }
}

/// Who gains and who loses at the Nash price, bn USD a year.
fn gains(outcome: &mut Outcome, prepared: &Prepared, evaluation: &Evaluation) {
    let (deal, party, values) = (&evaluation.deal, &evaluation.values.party, &evaluation.values);
    let Some(price) = deal.bargain.nash else { return };
    let volume = values.market.volume / 1e3;
    let mut gain = |party: &str, note: &str, value: f64| {
        outcome.gains.push(Gain { party: party.to_owned(), note: note.to_owned(), value });
    };
    let (seller, buyer) = (outcome.study.seller.clone(), outcome.study.buyer.clone());
    let kept = |price: f64| price - deal.seller.duty.on(price);
    let company = (kept(price) - kept(deal.seller.company)) * (1.0 - party.profit_tax) * volume;
    let state = (price - deal.seller.state) * volume;
    gain(&format!("{seller}: company"), "price above its least price, after duty and profit tax", company);
    gain(
        &format!("{seller}: budget"),
        "export duty, extraction, profit and property tax, less those forgone",
        state - company,
    );
    let importer = (deal.buyer.importer - price) * volume;
    gain(&format!("{buyer}: importer"), "resale price less price, transport and premium", importer);
    let country = (deal.buyer.country - price) * volume;
    gain(
        &format!("{buyer}: all others"),
        "cheaper gas for consumers, less what domestic producers and other importers lose",
        country - importer,
    );
    if party.has_transit {
        let fee = (party.transit_fee - party.transit_cost) * volume;
        gain(&outcome.study.transit.clone(), "transit fee less cost of the transit", fee);
    }
    let average = |value: &dyn Fn(&MarketYear) -> f64| {
        evaluation.market.average(
            values.market.first_year,
            &values.cost.ramp,
            values.cost.life,
            party.buyer_rate,
            value,
        )
    };
    let mut others: Vec<(String, f64)> = Vec::new();
    for (index, region) in prepared.market.world.regions.iter().enumerate() {
        if region.code != values.market.region && !values.market.seller_regions.contains(&region.code) {
            let change = average(&|year| year.effect.change.get(index).copied().unwrap_or(0.0)) / 1e3;
            others.push((region.name.clone(), change));
        }
    }
    others.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
    for (name, change) in others.into_iter().take(6) {
        gain(&name, "change of consumers' surplus and sellers' profit in the gas market", change);
    }
}
