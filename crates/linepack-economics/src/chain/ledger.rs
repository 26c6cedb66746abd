//! Every figure of an evaluation with its formula, its inputs and its range: what `explain` walks.

use super::deal::{Delay, project};
use super::evaluate::{Evaluation, Prepared};
use super::tornado::Tornado;
use crate::outcome::Quantity;
use crate::project::cash_flow::Capacity;
use crate::project::discount::present_value;
use crate::project::irr::internal_rate_of_return;
use crate::study::Study;
use crate::study::fields::PRICE;
use crate::study::inputs::{Content, shown_range};
use std::collections::BTreeSet;

/// Collects quantities.
struct Ledger<'a> {
    tornado: &'a Tornado,
    found: Vec<Quantity>,
}

impl Ledger<'_> {
    /// Adds one figure. `inputs` are ids separated by blanks.
    fn add(&mut self, id: &str, label: &str, (value, unit): (f64, &str), formula: &str, inputs: &str) {
        if !value.is_finite() {
            return;
        }
        let range = self.tornado.range(id);
        self.found.push(Quantity {
            id: id.to_owned(),
            label: label.to_owned(),
            value,
            text: None,
            unit: unit.to_owned(),
            low: range.map(|(low, _)| low),
            high: range.map(|(_, high)| high),
            formula: formula.to_owned(),
            inputs: inputs.split_whitespace().map(str::to_owned).collect(),
            evidence: Vec::new(),
            assumption: None,
            place: None,
        });
    }
}

/// The figures of the line.
fn line(ledger: &mut Ledger, evaluation: &Evaluation, prepared: &Prepared, capacity: f64) {
    let (solution, values) = (&evaluation.operation.solution, &evaluation.values.line);
    let bcm = evaluation.values.market.volume;
    let physics = "input.gas.composition input.line.end input.line.diameter line.wall input.line.strings input.line.pressure \
                   input.line.roughness input.line.heat_transfer input.line.inlet_pressure input.line.inlet_temperature \
                   input.line.delivery_pressure input.line.polytropic_efficiency input.line.mechanical_efficiency \
                   input.line.turbine_efficiency input.line.cooler_approach input.line.cooled_temperature line.flow line.stations";
    ledger.add(
        "gas.molar_mass",
        "Molar mass of the gas",
        (prepared.gas.molar_mass * 1e3, "g/mol"),
        "M = Σ xᵢ Mᵢ over the composition",
        "input.gas.composition",
    );
    ledger.add(
        "gas.heating_value",
        "Superior heating value, burnt at 25 °C, metered at 20 °C",
        (prepared.gas.superior_heating_value / 1e6, "MJ/m3(20C)"),
        "ISO 6976:2016",
        "input.gas.composition",
    );
    ledger.add(
        "line.flow",
        "Mass flow at the delivery point",
        (solution.delivered, "kg/s"),
        "q = annual volume × molar mass / 365 d",
        "input.line.volume gas.molar_mass",
    );
    ledger.add(
        "line.capacity",
        "Greatest annual flow at the delivery point",
(bcm * capacity / solution.delivered, "bcm(20C)/yr"),
        "greatest flow at which every running station stays within its power and pressure ratio, the gas within its velocity, and arrives at the delivery pressure",
        &format!("{physics} line.installed_power input.line.standby input.line.greatest_ratio input.line.greatest_velocity"),
    );
    ledger.add(
        "line.diameter",
        "Outside diameter",
        (values.diameter * 1e3, "mm"),
        "as set",
        "input.line.diameter",
    );
    ledger.add(
        "line.pressure",
        "Maximum operating pressure",
        (values.pressure / 1e6, "MPa"),
        "as set",
        "input.line.pressure",
    );
    ledger.add(
        "line.wall",
        "Wall thickness",
        (evaluation.line.wall * 1e3, "mm"),
        "δ = n p D / (2 (R₁ + n p)) by SP 36.13330, category III; t = p D / (2 SMYS F E T) by ASME B31.8; next 0.1 mm",
        "input.line.pressure input.line.diameter input.line.grade input.line.wall_code",
    );
    ledger.add(
        "line.length",
        "Length to the delivery point",
        (values.end / 1e3, "km"),
        "as set",
        "input.line.end",
    );
    ledger.add(
        "line.stations",
        "Number of compressor stations",
        (f64::from(evaluation.stations), "-"),
        "the number with the least levelised tariff; sites where the pressure has fallen to a common suction pressure",
        "input.line.greatest_ratio input.cost.station input.cost.station_fixed input.cost.steel input.cost.rate input.line.delivery_pressure",
    );
    ledger.add(
        "line.suction_pressure",
        "Suction pressure of the stations",
        (evaluation.operation.suction_pressure / 1e6, "MPa"),
        "the common suction pressure at which the last section arrives with the delivery pressure",
        physics,
    );
    ledger.add(
        "line.power",
        "Operating power at the shafts",
        (solution.shaft_power / 1e6, "MW"),
        "P = Σ q Δh / η_mech, Δh along the real-gas polytropic path",
        physics,
    );
    ledger.add(
        "line.installed_power",
        "Installed power at ISO conditions",
        (solution.shaft_power / 1e6 * values.installed_ratio, "MW"),
        "operating power × ratio of installed to operating power",
        "line.power input.line.installed_ratio",
    );
    ledger.add(
        "line.fuel_share",
        "Fuel gas, share of the intake",
        (solution.fuel_share, "-"),
        "Σ P / (η_turbine H_i) / intake",
        "line.power input.line.turbine_efficiency input.gas.composition",
    );
    ledger.add(
        "line.linepack",
        "Gas in the line",
        (solution.linepack / prepared.gas.molar_mass / 41.571e6, "mcm(20C)"),
        "∫ ρ A dx",
        physics,
    );
    ledger.add(
        "line.steel",
        "Pipe steel",
        (evaluation.cost.steel / 1e6, "Mt"),
        "π (D − δ) δ ρ L × strings",
        "line.wall line.length input.line.diameter input.line.strings",
    );
}

/// The figures of cost and project.
fn cost(ledger: &mut Ledger, evaluation: &Evaluation) {
    let cost = &evaluation.cost;
    let kinds = "input.cost.steel input.cost.laying input.cost.laying_buyer_factor input.cost.terrain_steppe \
                 input.cost.terrain_desert input.cost.terrain_permafrost input.cost.terrain_swamp input.cost.terrain_mountain \
                 input.cost.laying_exponent input.cost.further_string input.cost.crossing input.cost.station \
                 input.cost.station_fixed input.cost.contingency input.cost.owner input.cost.overrun \
                 input.cost.rouble_share input.cost.rouble_rate";
    ledger.add(
        "cost.capex",
        "Investment",
        (cost.capex, "bn USD"),
        "Σ (steel × price + km × laying × terrain + crossings + stations) × (1 + contingency)(1 + owner)(1 + overrun)",
        &format!("line.steel line.installed_power line.stations line.length {kinds}"),
    );
    let parts = [
        (
            "cost.tariff.capital",
            "Tariff: capital",
            "PV(investment) / PV(volume)",
            "cost.capex input.cost.phasing",
        ),
        (
            "cost.tariff.upkeep",
            "Tariff: upkeep",
            "PV(upkeep) / PV(volume)",
            "cost.capex input.cost.line_upkeep input.cost.station_upkeep",
        ),
        (
            "cost.tariff.fuel",
            "Tariff: fuel gas",
            "fuel over delivered gas × (production + extraction tax)",
            "line.fuel_share input.seller.production input.seller.extraction_tax",
        ),
    ];
    let time = "input.cost.rate input.cost.ramp input.cost.life input.line.volume";
    for ((id, label, formula, inputs), value) in parts.into_iter().zip(cost.tariff_parts) {
        ledger.add(id, label, (value, PRICE), formula, &format!("{inputs} {time}"));
    }
    ledger.add(
        "cost.tariff",
        "Levelised cost of transport to the delivery point",
        (cost.tariff, PRICE),
        "capital + upkeep + fuel",
        "cost.tariff.capital cost.tariff.upkeep cost.tariff.fuel line.fuel_share",
    );
    let Some(price) = evaluation.deal.bargain.nash else { return };
    let seller = &evaluation.deal.seller;
    let project = project(&evaluation.values, cost, seller.outside[0] + seller.cannibalised);
    let Ok(flow) = project.cash_flow(price) else { return };
    let net = flow.net(Capacity::Company);
    let inputs = "deal.nash_price cost.capex cost.tariff.upkeep input.seller.production input.seller.extraction_tax \
                  input.seller.duty input.seller.profit_tax input.transit.fee input.cost.rate";
    ledger.add(
        "cost.npv",
        "Net present value to the company at the Nash price",
        (present_value(evaluation.values.cost.rate, &net) / 1e3, "bn USD"),
        "Σ net cash flow / (1 + r)ᵗ, first year of building undiscounted",
        inputs,
    );
    if let Some(rate) = internal_rate_of_return(&net).single() {
        ledger.add(
            "cost.irr",
            "Rate of return to the company at the Nash price",
            (rate * 100.0, "%"),
            "rate at which the net present value is zero",
            inputs,
        );
    }
}

/// The figures of the market.
fn market(ledger: &mut Ledger, evaluation: &Evaluation) {
    let buyer = &evaluation.deal.buyer;
    let base = "input.market.region input.market.lng_spot input.market.persistence input.market.demand_level input.market.elasticity input.market.files input.cost.ramp input.cost.life input.buyer.rate \
                input.market.first_year input.gas.contract_heating_value";
    ledger.add(
        "market.price.without",
        "Wholesale price in the buyer's region without the line",
        (buyer.price_without, PRICE),
        "equilibrium of the gas market of 2030, 2035 and 2040 (market/*.csv) with LNG dearer by the lasting share of (spot − long-run price); average over the deliveries",
        base,
    );
    ledger.add(
        "market.price.with",
        "Wholesale price in the buyer's region with the line",
        (buyer.price_with, PRICE),
        "the same with the contract volume delivered",
        &format!("{base} input.line.volume line.fuel_share"),
    );
    let residual = evaluation.market.years.iter().map(|year| year.residual).fold(0.0, f64::max);
    ledger.add(
        "market.residual",
        "Greatest natural residual of the market equilibria",
        (residual, "-"),
        "largest violation of any balance or complementarity condition",
        "market.price.without market.price.with",
    );
    ledger.add(
        "market.worth",
        "Worth of the gas to the buying country at the city gate",
        (buyer.worth, PRICE),
        "(change of consumers' surplus, of its producers' profit, of contract and pooled purchases, and the gas itself) / volume",
        &format!("{base} market.price.without market.price.with"),
    );
}

/// The figures of the deal.
fn deal(ledger: &mut Ledger, evaluation: &Evaluation) {
    let (seller, buyer, bargain) =
        (&evaluation.deal.seller, &evaluation.deal.buyer, &evaluation.deal.bargain);
    let party = &evaluation.values.party;
    let least = "cost.tariff cost.capex input.seller.production deal.cannibalised input.transit.fee input.seller.security_premium";
    let taxes = "input.seller.extraction_tax input.seller.duty input.seller.duty_high input.seller.duty_threshold input.seller.duty_rule input.seller.profit_tax input.seller.property_tax";
    let home = "input.seller.domestic_share input.seller.domestic_price input.seller.production";
    ledger.add(
        "deal.outside.company",
        "Gain forgone on other uses of the gas, to the company",
        (seller.outside[0], PRICE),
        "share sold at home instead × (domestic price − production − extraction tax)",
        &format!("{home} input.seller.extraction_tax"),
    );
    ledger.add(
        "deal.outside.state",
        "Gain forgone on other uses of the gas, to the state",
        (seller.outside[1], PRICE),
        "share sold at home instead × (domestic price − production)",
        home,
    );
    ledger.add(
        "deal.cannibalised",
        "Earnings lost on the seller's other exports",
        (seller.cannibalised, PRICE),
        "fall of the export revenue of the seller's regions / volume, average over the deliveries",
        "market.price.without market.price.with input.market.seller_regions",
    );
    ledger.add(
        "deal.seller_reservation.company",
        "Least price the seller signs at, as a company",
        (seller.company, PRICE),
        "price at which the net present value after duty and taxes is zero",
        &format!("{least} deal.outside.company {taxes}"),
    );
    ledger.add(
        "deal.seller_reservation.state",
        "Least price the seller signs at, as a state",
        (seller.state, PRICE),
        "price at which the net present value before duty and taxes is zero: they are transfers",
        &format!("{least} deal.outside.state"),
    );
    ledger.add(
        "deal.buyer_reservation.importer",
        "Greatest price the buyer signs at, as an importer",
        (buyer.importer, PRICE),
        "wholesale price with the line − transport to the city gate + premium",
        "market.price.with input.buyer.inland input.buyer.security_premium",
    );
    ledger.add(
        "deal.buyer_reservation.country",
        "Greatest price the buyer signs at, as a country",
        (buyer.country, PRICE),
        "worth of the gas to the country − transport to the city gate + premium",
        "market.worth input.buyer.inland input.buyer.security_premium",
    );
    let own_seller = if party.seller_is_company {
        "deal.seller_reservation.company"
    } else {
        "deal.seller_reservation.state"
    };
    let own_buyer = if party.buyer_is_importer {
        "deal.buyer_reservation.importer"
    } else {
        "deal.buyer_reservation.country"
    };
    ledger.add(
        "deal.seller_reservation",
        "Least price the seller signs at",
        (bargain.range.seller_reservation, PRICE),
        "in the capacity in which it decides",
        &format!("{own_seller} input.seller.capacity cost.tariff"),
    );
    ledger.add(
        "deal.buyer_reservation",
        "Greatest price the buyer signs at",
        (bargain.range.buyer_reservation, PRICE),
        "in the capacity in which it decides",
        &format!("{own_buyer} input.buyer.capacity"),
    );
    ledger.add(
        "deal.range",
        "Range in which both sign",
        (bargain.range.width(), PRICE),
        "greatest price of the buyer − least price of the seller; negative: no price satisfies both",
        "deal.buyer_reservation deal.seller_reservation",
    );
    let both = "deal.seller_reservation deal.buyer_reservation";
    if let Some(price) = bargain.nash {
        ledger.add(
            "deal.nash_price",
            "Nash price",
            (price, PRICE),
            "least price + seller's power × range",
            &format!("{both} input.deal.seller_power"),
        );
    }
    if let Some(price) = bargain.rubinstein {
        ledger.add(
            "deal.rubinstein_price",
            "Rubinstein price",
            (price, PRICE),
            "least price + r_buyer / (r_seller + r_buyer) × range: frequent alternating offers",
            &format!("{both} input.cost.rate input.buyer.rate"),
        );
    }
    ledger.add(
        "deal.surplus",
        "Joint gain of all parties",
        (bargain.surplus, "bn USD/yr"),
        "volume × (range + transit fee − cost of transit)",
        "deal.range input.line.volume input.transit.fee input.transit.cost",
    );
    let shares = "deal.surplus input.deal.bypass";
    for (party, name, index) in
        [("seller", "seller", 0), ("buyer", "buyer", 1), ("transit", "transit state", 2)]
    {
        if bargain.surplus > 0.0 && (index < 2 || evaluation.values.party.has_transit) {
            ledger.add(
                &format!("deal.shapley.{party}"),
                &format!("Shapley share: {name}"),
                (bargain.shapley[index], "-"),
                "mean contribution over all orders of joining",
                shares,
            );
            ledger.add(
                &format!("deal.nucleolus.{party}"),
                &format!("Nucleolus share: {name}"),
                (bargain.nucleolus[index], "-"),
                "the split whose greatest complaint of any coalition is least",
                shares,
            );
        }
    }
}

/// Why not now.
fn waiting(ledger: &mut Ledger, delay: &Delay) {
    let both = "deal.seller_reservation deal.buyer_reservation";
    let waiting =
        "deal.nash_price deal.buyer_reservation input.deal.volatility input.deal.horizon input.deal.indexed";
    ledger.add(
        "deal.wait_value.buyer",
        "Value of waiting to the buyer",
        (delay.buyer, "bn USD"),
        "best plan of signing within the horizon − signing now at the Nash price; the alternative moves as geometric Brownian motion",
        &format!("{waiting} input.buyer.rate"),
    );
    ledger.add(
        "deal.wait_value.seller",
        "Value of waiting to the seller",
        (delay.seller, "bn USD"),
        "best plan of signing within the horizon − signing now at the Nash price",
        &format!("{waiting} deal.seller_reservation input.cost.rate"),
    );
    ledger.add(
        "deal.delay_probability",
        "Probability of no deal although both would gain",
        (delay.probability, "-"),
        "linear equilibrium of the double auction, each side's reservation price known to itself alone and uniform on its range",
        both,
    );
}

/// The inputs as quantities.
fn inputs(study: &Study) -> Vec<Quantity> {
    let mut found = Vec::new();
    for input in study.inputs.iter() {
        let field = input.field();
        let quantity = |value: f64, low: Option<f64>, high: Option<f64>, text: Option<String>| Quantity {
            id: format!("input.{}", input.key),
            label: field.label.to_owned(),
            value,
            text,
            unit: field.unit.to_owned(),
            low,
            high,
            formula: String::new(),
            inputs: Vec::new(),
            evidence: input.evidence.clone(),
            assumption: input.assumption.clone(),
            place: Some(input.place.to_string()),
        };
        match &input.content {
            Content::Number(range) => {
                let (low, value, high) = shown_range(field, range);
                found.push(quantity(value, low, high, None));
            }
            Content::List(values) => {
                let unit = linepack::units::Unit::parse(field.unit);
                let shown: Vec<String> = values
                    .iter()
                    .map(|value| unit.as_ref().map_or(*value, |unit| unit.of_si(*value)))
                    .map(|value| format!("{}", (value * 1e6).round() / 1e6))
                    .collect();
                let first =
                    unit.as_ref().map_or(0.0, |unit| unit.of_si(values.first().copied().unwrap_or(0.0)));
                found.push(quantity(first, None, None, Some(format!("{} {}", shown.join(", "), field.unit))));
            }
            Content::Text(text) => found.push(quantity(1.0, None, None, Some(text.clone()))),
        }
    }
    found.push(market_files(study));
    found
}

/// The rows of the market's files as one input: all claims they cite.
fn market_files(study: &Study) -> Quantity {
    let citations = &study.world.citations;
    let evidence: BTreeSet<&String> = citations.iter().flat_map(|citation| &citation.evidence).collect();
    let assumed = citations.iter().filter(|citation| !citation.assumption.is_empty()).count();
    Quantity {
        id: "input.market.files".into(),
        label: "Regions, supply, demand, LNG, pipelines and contracts of the gas market".into(),
        value: citations.len() as f64,
        text: Some(format!("{} rows of market/*.csv, each with its claims or reason", citations.len())),
        unit: "-".into(),
        low: None,
        high: None,
        formula: String::new(),
        inputs: Vec::new(),
        evidence: evidence.into_iter().filter(|id| study.ledger.contains_key(*id)).cloned().collect(),
        assumption: Some(format!("{assumed} of the rows state an assumption of their own")),
        place: Some("market/*.csv".into()),
    }
}

/// Every figure: results first, inputs after; the value of waiting where it has been worked out.
pub fn quantities(
    study: &Study,
    prepared: &Prepared,
    evaluation: &Evaluation,
    tornado: &Tornado,
    (capacity, delay): (f64, Option<&Delay>),
) -> Vec<Quantity> {
    let mut ledger = Ledger { tornado, found: Vec::new() };
    line(&mut ledger, evaluation, prepared, capacity);
    cost(&mut ledger, evaluation);
    market(&mut ledger, evaluation);
    deal(&mut ledger, evaluation);
    if let Some(delay) = delay {
        waiting(&mut ledger, delay);
    }
    let mut found = ledger.found;
    found.extend(inputs(study));
    found
}

/// The figures of a study whose line cannot carry the volume: what it can carry, bcm (20 °C) a year, and the inputs.
pub fn without_line(study: &Study, greatest: f64) -> Vec<Quantity> {
    let mut ledger = Ledger { tornado: &Tornado::default(), found: Vec::new() };
    ledger.add(
        "line.capacity",
        "Greatest annual flow at the delivery point",
        (greatest, "bcm(20C)/yr"),
        "greatest flow for which some number of stations, at least 40 km apart and within their pressure ratio, delivers at the delivery pressure",
        "input.line.diameter input.line.pressure input.line.strings input.line.end input.line.greatest_ratio input.line.greatest_velocity input.line.delivery_pressure",
    );
    let mut found = ledger.found;
    found.extend(inputs(study));
    found
}
