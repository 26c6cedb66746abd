//! The values of a study as the chain takes them: one struct a stage, so that a stage runs again only when its own change.

use crate::study::inputs::{Inputs, shown};

/// The gas and the line; SI.
#[derive(Debug, Clone, PartialEq)]
pub struct LineValues {
    /// Composition as written.
    pub composition: String,
    /// Delivered gas, mol/s averaged over the year.
    pub volume: f64,
    /// Distance of the delivery point, m.
    pub end: f64,
    /// Outside diameter, m.
    pub diameter: f64,
    /// Maximum operating pressure, Pa.
    pub pressure: f64,
    /// Number of parallel strings.
    pub strings: u32,
    /// Number of stations, if it is set.
    pub stations: Option<u32>,
    /// Steel grade.
    pub grade: String,
    /// Code that sets the wall.
    pub wall_code: String,
    /// Roughness, m.
    pub roughness: f64,
    /// Pressure at which the fields deliver, Pa.
    pub inlet_pressure: f64,
    /// Temperature at the start, K.
    pub inlet_temperature: f64,
    /// Pressure at the delivery point, Pa.
    pub delivery_pressure: f64,
    /// Heat-transfer coefficient, W/(m² K).
    pub heat_transfer: f64,
    /// Polytropic efficiency.
    pub polytropic_efficiency: f64,
    /// Mechanical efficiency.
    pub mechanical_efficiency: f64,
    /// Efficiency of the gas turbines.
    pub turbine_efficiency: f64,
    /// Gas after the cooler above the air, K.
    pub cooler_approach: f64,
    /// Lowest temperature to which the coolers are set, K.
    pub cooled_temperature: f64,
    /// Installed over operating power.
    pub installed_ratio: f64,
    /// Share of the installed power that stands by.
    pub standby: f64,
    /// Greatest pressure ratio of a station.
    pub greatest_ratio: f64,
    /// Greatest velocity of the gas, m/s.
    pub greatest_velocity: f64,
}

/// What building and keeping costs; USD of the study's money year, SI otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct CostValues {
    /// Pipe steel, USD/kg.
    pub steel: f64,
    /// Laying in the base terrain, USD/m.
    pub laying: f64,
    /// Laying outside the seller's country, relative.
    pub laying_abroad: f64,
    /// Laying by terrain, relative: steppe, desert, permafrost plain, swamp, mountain.
    pub terrain: [f64; 5],
    /// Crossing of a large river, USD.
    pub crossing: f64,
    /// Stations, USD/W installed.
    pub station: f64,
    /// Fixed cost of a station, USD.
    pub station_fixed: f64,
    /// Growth of the laying cost with the diameter, exponent.
    pub laying_exponent: f64,
    /// Laying of each further string over the first.
    pub further_string: f64,
    /// Contingency, share.
    pub contingency: f64,
    /// Owner's cost, share.
    pub owner: f64,
    /// Overrun, share.
    pub overrun: f64,
    /// Share of the investment in the seller's country paid in roubles.
    pub rouble_share: f64,
    /// Exchange rate behind the costs, RUB/USD.
    pub rouble_rate: f64,
    /// Exchange rate in force, RUB/USD.
    pub rouble_now: f64,
    /// Upkeep of the line, share of its investment a year.
    pub line_upkeep: f64,
    /// Upkeep of the stations, share of their investment a year.
    pub station_upkeep: f64,
    /// Share of the investment in each year of building.
    pub phasing: Vec<f64>,
    /// Share of the full volume in each year of delivery.
    pub ramp: Vec<f64>,
    /// Years of delivery.
    pub life: f64,
    /// Discount rate of the seller.
    pub rate: f64,
}

/// What the sides reckon with; USD per 1000 m³ (20 °C) and shares.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is an independent choice of the study")]
pub struct PartyValues {
    /// Cost of producing one more unit.
    pub production: f64,
    /// Mineral extraction tax.
    pub extraction_tax: f64,
    /// Export duty below the threshold, share of the price.
    pub duty: f64,
    /// Export duty above it.
    pub duty_high: f64,
    /// Threshold.
    pub duty_threshold: f64,
    /// Whether the higher duty falls on the part above the threshold only.
    pub duty_on_excess: bool,
    /// Profit tax, share.
    pub profit_tax: f64,
    /// Property tax, share of the value a year.
    pub property_tax: f64,
    /// Domestic price at the field.
    pub domestic_price: f64,
    /// Share of the volume the domestic market would take.
    pub domestic_share: f64,
    /// Premium of the seller for being tied.
    pub seller_premium: f64,
    /// Whether the seller decides as a company (otherwise as a state).
    pub seller_is_company: bool,
    /// Whether there is a transit state.
    pub has_transit: bool,
    /// Transit fee.
    pub transit_fee: f64,
    /// Cost of the transit to its state.
    pub transit_cost: f64,
    /// Transport from the delivery point to the city gate.
    pub inland: f64,
    /// Premium of the buyer for a supply by land.
    pub buyer_premium: f64,
    /// Discount rate of the buyer.
    pub buyer_rate: f64,
    /// Whether the buyer decides as an importer (otherwise as a country).
    pub buyer_is_importer: bool,
    /// Seller's share of the gain in the Nash solution.
    pub seller_power: f64,
    /// Value of the line without the transit state, share.
    pub bypass: f64,
    /// Volatility of the price of gas, a year.
    pub volatility: f64,
    /// Years that signing can wait.
    pub horizon: f64,
    /// Share of the contract price that follows the market.
    pub indexed: f64,
}

/// What the market needs to know of the line.
#[derive(Debug, Clone, PartialEq)]
pub struct MarketValues {
    /// Buyer's region.
    pub region: String,
    /// The seller's regions; the gas is produced in the first.
    pub seller_regions: Vec<String>,
    /// First year of delivery.
    pub first_year: u32,
    /// Volume delivered, bcm(20C)/yr.
    pub volume: f64,
    /// Share of the gap between today's and the long-run LNG price that lasts.
    pub persistence: f64,
    /// Demand between the low (−1) and the high (1) outlook.
    pub demand_level: f64,
    /// Elasticity of demand, relative.
    pub elasticity: f64,
    /// Heating value of the contract, MMBtu per 1000 m³ (20 °C).
    pub heating_value: f64,
    /// LNG spot price of the day, USD/MMBtu.
    pub lng_spot: f64,
}

/// All values of one evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// The line.
    pub line: LineValues,
    /// Its cost.
    pub cost: CostValues,
    /// The sides.
    pub party: PartyValues,
    /// The market.
    pub market: MarketValues,
}

/// Joules in a million British thermal units (International Table).
const MMBTU: f64 = 1.05505585262e9;
/// Moles in 1000 m³ at 20 °C and 101.325 kPa, ideal.
pub const MOLES: f64 = 1000.0 * 101_325.0 / (8.31446261815324 * 293.15);

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the reader has checked the count"
)]
fn count(value: f64) -> u32 {
    value as u32
}

impl Values {
    /// Takes the values from the inputs of a study, at the exchange rate behind the costs.
    pub fn of(inputs: &Inputs) -> Self {
        let si = |key: &str| inputs.si(key);
        let own = |key: &str| inputs.get(key).map_or(f64::NAN, |input| shown(input.field(), inputs.si(key)));
        let optional = |key: &str| inputs.number(key).map(|range| range.central);
        let or_zero = |key: &str| if inputs.get(key).is_some() { own(key) } else { 0.0 };
        let mut phasing = inputs.list("cost.phasing").to_vec();
        let total: f64 = phasing.iter().sum();
        for share in &mut phasing {
            *share /= total;
        }
        Self {
            line: LineValues {
                composition: inputs.text("gas.composition").to_owned(),
                volume: si("line.volume"),
                end: si("line.end"),
                diameter: si("line.diameter"),
                pressure: si("line.pressure"),
                strings: count(si("line.strings")),
                stations: optional("line.stations").map(count),
                grade: inputs.text("line.grade").to_owned(),
                wall_code: inputs.text("line.wall_code").to_owned(),
                roughness: si("line.roughness"),
                inlet_pressure: si("line.inlet_pressure"),
                inlet_temperature: si("line.inlet_temperature"),
                delivery_pressure: si("line.delivery_pressure"),
                heat_transfer: si("line.heat_transfer"),
                polytropic_efficiency: si("line.polytropic_efficiency"),
                mechanical_efficiency: si("line.mechanical_efficiency"),
                turbine_efficiency: si("line.turbine_efficiency"),
                cooler_approach: si("line.cooler_approach"),
                cooled_temperature: si("line.cooled_temperature"),
                installed_ratio: si("line.installed_ratio"),
                standby: si("line.standby"),
                greatest_ratio: si("line.greatest_ratio"),
                greatest_velocity: si("line.greatest_velocity"),
            },
            cost: CostValues {
                steel: si("cost.steel"),
                laying: si("cost.laying"),
                laying_abroad: si("cost.laying_buyer_factor"),
                terrain: ["steppe", "desert", "permafrost", "swamp", "mountain"]
                    .map(|terrain| si(&format!("cost.terrain_{terrain}"))),
                crossing: si("cost.crossing"),
                station: si("cost.station"),
                station_fixed: si("cost.station_fixed"),
                laying_exponent: si("cost.laying_exponent"),
                further_string: si("cost.further_string"),
                contingency: si("cost.contingency"),
                owner: si("cost.owner"),
                overrun: si("cost.overrun"),
                rouble_share: si("cost.rouble_share"),
                rouble_rate: si("cost.rouble_rate"),
                rouble_now: si("cost.rouble_rate"),
                line_upkeep: si("cost.line_upkeep"),
                station_upkeep: si("cost.station_upkeep"),
                phasing,
                ramp: inputs.list("cost.ramp").to_vec(),
                life: own("cost.life"),
                rate: si("cost.rate"),
            },
            party: PartyValues {
                production: own("seller.production"),
                extraction_tax: own("seller.extraction_tax"),
                duty: si("seller.duty"),
                duty_high: si("seller.duty_high"),
                duty_threshold: own("seller.duty_threshold"),
                duty_on_excess: inputs.text("seller.duty_rule") == "excess",
                profit_tax: si("seller.profit_tax"),
                property_tax: si("seller.property_tax"),
                domestic_price: own("seller.domestic_price"),
                domestic_share: si("seller.domestic_share"),
                seller_premium: own("seller.security_premium"),
                seller_is_company: inputs.text("seller.capacity") == "company",
                has_transit: !inputs.text("study.transit").is_empty(),
                transit_fee: or_zero("transit.fee"),
                transit_cost: or_zero("transit.cost"),
                inland: own("buyer.inland"),
                buyer_premium: own("buyer.security_premium"),
                buyer_rate: si("buyer.rate"),
                buyer_is_importer: inputs.text("buyer.capacity") == "importer",
                seller_power: si("deal.seller_power"),
                bypass: si("deal.bypass"),
                volatility: si("deal.volatility"),
                horizon: own("deal.horizon"),
                indexed: si("deal.indexed"),
            },
            market: MarketValues {
                region: inputs.text("market.region").to_owned(),
                seller_regions: inputs
                    .text("market.seller_regions")
                    .split(',')
                    .map(|region| region.trim().to_owned())
                    .collect(),
                first_year: count(si("market.first_year")),
                volume: own("line.volume"),
                demand_level: si("market.demand_level"),
                elasticity: si("market.elasticity"),
                persistence: si("market.persistence"),
                heating_value: si("gas.contract_heating_value") * MOLES / MMBTU,
                lng_spot: own("market.lng_spot"),
            },
        }
    }
}
