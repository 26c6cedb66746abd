//! Every key of `study.toml`: what it is, its unit, and what values it takes.
//!
//! The reader, the sliders, the tornado and the reference page all follow this one table.

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A ratio from 0 to 1.
    Share,
    /// A whole number from 1 to 500.
    Count,
    /// A whole number of years, 1 to 100.
    Years,
    /// A number within bounds, both in the field's own unit.
    Within(f64, f64),
    /// Numbers, one for each year or each part, separated by commas.
    List,
    /// A text.
    Text,
    /// A date, ISO 8601.
    Date,
    /// One of a few words.
    Choice(&'static [&'static str]),
}

/// One key of `study.toml`.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Table and key: `line.diameter`.
    pub key: &'static str,
    /// What it is, in plain words.
    pub label: &'static str,
    /// The unit it is shown in; the file may use any unit of the same dimension.
    pub unit: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Whether the study may leave it out.
    pub optional: bool,
}

const fn number(key: &'static str, label: &'static str, unit: &'static str, kind: Kind) -> Field {
    Field { key, label, unit, kind, optional: false }
}

const fn word(key: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { key, label, unit: "", kind, optional: false }
}

const fn optional(field: Field) -> Field {
    Field { optional: true, ..field }
}

use Kind::{Choice, Count, Date, List, Share, Text, Within, Years};

/// Price of gas as the study shows it.
pub const PRICE: &str = "USD/1000m3(20C)";

/// The keys, table by table, in the order of the chain.
pub static FIELDS: &[Field] = &[
    word("study.title", "Title", Text),
    word("study.as_of", "Date the study speaks of", Date),
    word("study.seller", "Name of the selling side", Text),
    word("study.buyer", "Name of the buying side", Text),
    optional(word("study.transit", "Name of the transit state", Text)),
    word("study.delivery_point", "Place of delivery, where price and capacity are counted", Text),
    number("study.money_year", "Year of money of all results", "-", Within(1990.0, 2100.0)),
    word("gas.composition", "Composition of the gas, mole fractions", Text),
    number(
        "gas.contract_heating_value",
        "Heating value by which the contract turns volume into energy",
        "MJ/m3(20C)",
        Within(20.0, 60.0),
    ),
    number("line.volume", "Annual volume to be delivered", "bcm(20C)/yr", Within(0.01, 1000.0)),
    number("line.end", "Distance of the delivery point from the start", "km", Within(1.0, 20_000.0)),
    number("line.diameter", "Outside diameter", "mm", Within(100.0, 3000.0)),
    number("line.pressure", "Maximum operating pressure", "MPa", Within(3.5, 12.5)),
    number("line.strings", "Number of parallel strings", "-", Count),
    optional(number(
        "line.stations",
        "Number of compressor stations; the least-cost number where it is left out",
        "-",
        Count,
    )),
    word("line.grade", "Steel grade", Text),
    word("line.wall_code", "Code that sets the wall thickness", Choice(&["SP 36.13330", "ASME B31.8"])),
    number("line.roughness", "Roughness of the inner wall", "mm", Within(0.001, 3.0)),
    number("line.inlet_pressure", "Pressure at which the fields deliver", "MPa", Within(2.6, 12.5)),
    number("line.inlet_temperature", "Temperature at the start", "C", Within(-25.0, 60.0)),
    number("line.delivery_pressure", "Pressure at the delivery point", "MPa", Within(2.6, 12.0)),
    number(
        "line.heat_transfer",
        "Heat-transfer coefficient between gas and ground",
        "W/(m2 K)",
        Within(0.0, 50.0),
    ),
    number(
        "line.polytropic_efficiency",
        "Polytropic efficiency of the compressors",
        "%",
        Within(40.0, 100.0),
    ),
    number(
        "line.mechanical_efficiency",
        "Mechanical efficiency of the compressors",
        "%",
        Within(40.0, 100.0),
    ),
    number("line.turbine_efficiency", "Efficiency of the gas turbines", "%", Within(10.0, 70.0)),
    number("line.cooler_approach", "Gas after the cooler above the air temperature", "K", Within(0.0, 60.0)),
    number(
        "line.cooled_temperature",
        "Lowest temperature to which the coolers are set",
        "C",
        Within(-25.0, 60.0),
    ),
    number(
        "line.installed_ratio",
        "Installed power at ISO conditions over operating power",
        "-",
        Within(1.0, 10.0),
    ),
    number("line.standby", "Share of the installed power that stands by", "%", Within(0.0, 90.0)),
    number("line.greatest_ratio", "Greatest pressure ratio of a station", "-", Within(1.05, 3.0)),
    number("line.greatest_velocity", "Greatest velocity of the gas", "m/s", Within(3.0, 60.0)),
    number("design.diameters", "Outside diameters that are compared", "mm", List),
    number("design.pressures", "Maximum operating pressures that are compared", "MPa", List),
    word("design.grades", "Steel grade for each of these pressures", Text),
    number("design.strings", "Numbers of parallel strings that are compared", "-", List),
    number("cost.steel", "Pipe steel, coated, delivered", "USD/t", Within(10.0, 100_000.0)),
    number("cost.laying", "Laying, base terrain (taiga hills)", "M USD/km", Within(0.001, 1000.0)),
    number(
        "cost.laying_buyer_factor",
        "Laying outside the seller's country, relative to it",
        "-",
        Within(0.01, 100.0),
    ),
    number("cost.terrain_steppe", "Laying in steppe, relative to the base terrain", "-", Within(0.01, 100.0)),
    number("cost.terrain_desert", "Laying in desert, relative to the base terrain", "-", Within(0.01, 100.0)),
    number(
        "cost.terrain_permafrost",
        "Laying in permafrost plain, relative to the base terrain",
        "-",
        Within(0.01, 100.0),
    ),
    number("cost.terrain_swamp", "Laying in swamp, relative to the base terrain", "-", Within(0.01, 100.0)),
    number(
        "cost.terrain_mountain",
        "Laying in mountains, relative to the base terrain",
        "-",
        Within(0.01, 100.0),
    ),
    number("cost.crossing", "Crossing of a large river", "M USD", Within(0.0, 100_000.0)),
    number("cost.station", "Compressor station, by installed power", "M USD/MW", Within(0.001, 1000.0)),
    number(
        "cost.station_fixed",
        "Compressor station, fixed part: site, roads, power, housing",
        "M USD",
        Within(0.0, 100_000.0),
    ),
    number(
        "cost.laying_exponent",
        "Growth of the laying cost with the diameter, exponent",
        "-",
        Within(0.0, 5.0),
    ),
    number("cost.further_string", "Laying of each further string over the first", "%", Within(1.0, 200.0)),
    number("cost.contingency", "Contingency", "%", Within(0.0, 500.0)),
    number("cost.owner", "Owner's cost, engineering and supervision", "%", Within(0.0, 500.0)),
    number("cost.overrun", "Overrun over the estimate", "%", Within(-90.0, 1000.0)),
    number(
        "cost.rouble_share",
        "Share of the investment in the seller's country paid in roubles",
        "%",
        Share,
    ),
    number("cost.rouble_rate", "Exchange rate behind the costs", "RUB/USD", Within(0.001, 1e6)),
    number("cost.line_upkeep", "Yearly upkeep of the line, share of its investment", "%", Within(0.0, 100.0)),
    number(
        "cost.station_upkeep",
        "Yearly upkeep of the stations, share of their investment",
        "%",
        Within(0.0, 100.0),
    ),
    number("cost.phasing", "Share of the investment spent in each year of building", "%", List),
    number("cost.ramp", "Share of the full volume in each year of delivery, the last one lasting", "%", List),
    number("cost.life", "Years of delivery", "yr", Years),
    number("cost.rate", "Seller's discount rate, real", "%", Within(0.0, 50.0)),
    number("seller.production", "Cost of producing one more unit, without tax", PRICE, Within(0.0, 2000.0)),
    number("seller.extraction_tax", "Mineral extraction tax", PRICE, Within(0.0, 2000.0)),
    number("seller.duty", "Export duty below the threshold", "%", Within(0.0, 95.0)),
    number("seller.duty_high", "Export duty above the threshold", "%", Within(0.0, 95.0)),
    number(
        "seller.duty_threshold",
        "Export price from which the higher duty is taken",
        PRICE,
        Within(0.001, 2000.0),
    ),
    word("seller.duty_rule", "What the higher duty falls on", Choice(&["whole price", "excess"])),
    number("seller.profit_tax", "Profit tax", "%", Within(0.0, 95.0)),
    number("seller.property_tax", "Property tax on the line", "%", Within(0.0, 50.0)),
    number("seller.domestic_price", "Regulated domestic price at the field", PRICE, Within(0.0, 2000.0)),
    number(
        "seller.domestic_share",
        "Share of the volume that the domestic market would take instead",
        "%",
        Share,
    ),
    number(
        "seller.security_premium",
        "What the seller adds for being tied to one buyer",
        PRICE,
        Within(-2000.0, 2000.0),
    ),
    word("seller.capacity", "Capacity in which the seller decides", Choice(&["company", "state"])),
    optional(number("transit.fee", "Transit fee", PRICE, Within(0.0, 2000.0))),
    optional(number("transit.cost", "Cost of the transit to its state", PRICE, Within(0.0, 2000.0))),
    number("buyer.inland", "Transport from the delivery point to the city gate", PRICE, Within(0.0, 2000.0)),
    number(
        "buyer.security_premium",
        "What the buyer adds for a supply by land",
        PRICE,
        Within(-2000.0, 2000.0),
    ),
    number("buyer.rate", "Buyer's discount rate, real", "%", Within(0.0, 50.0)),
    word("buyer.capacity", "Capacity in which the buyer decides", Choice(&["importer", "country"])),
    word("market.region", "Buyer's region in the market", Text),
    word("market.seller_regions", "Seller's regions in the market; the gas is produced in the first", Text),
    number("market.first_year", "First year of delivery", "-", Within(2000.0, 2100.0)),
    number(
        "market.lng_spot",
        "Spot price of LNG in the buyer's region at the date of the study",
        "USD/MMBtu",
        Within(0.1, 200.0),
    ),
    number(
        "market.demand_level",
        "Demand in all regions: -1 the low, 0 the central, 1 the high outlook",
        "-",
        Within(-1.0, 1.0),
    ),
    number(
        "market.elasticity",
        "Elasticity of demand in all regions, relative to market/regions.csv",
        "-",
        Within(0.1, 5.0),
    ),
    number(
        "market.persistence",
        "Share of today's LNG price gap that is expected to last into the deliveries",
        "%",
        Share,
    ),
    number("deal.seller_power", "Seller's share of the gain in the Nash solution", "%", Share),
    number(
        "deal.bypass",
        "Value of the line without the transit state, share of its value with it",
        "%",
        Share,
    ),
    number("deal.volatility", "Volatility of the price of gas, a year", "%", Within(0.1, 300.0)),
    number("deal.indexed", "Share of the contract price that follows the market", "%", Share),
    number("deal.horizon", "Years that signing can wait", "yr", Within(0.1, 100.0)),
];

/// The field with this key.
pub fn field(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}
