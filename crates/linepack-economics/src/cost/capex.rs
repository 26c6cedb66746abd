//! Investment by segment and station, in a table that adds up exactly.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CostError, PriceBook, Prices, require};
use crate::money::{Amount, Money};

/// A stretch of route of one country and terrain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Country whose prices hold.
    pub country: String,
    /// Terrain class, a key of [`super::UnitCosts::terrain`].
    pub terrain: String,
    /// Length of the route, m (not times the strings).
    pub length: f64,
    /// Steel of all strings, kg.
    pub steel: f64,
    /// Outside diameter, m.
    pub outside_diameter: f64,
    /// Strings side by side.
    pub strings: u32,
    /// Large river crossings.
    pub crossings: u32,
    /// Way of the pipe from mill to route, m.
    pub haul: f64,
}

/// Segments of the same country, terrain, pipe and number of strings added together, in order of appearance.
pub fn merged(segments: &[Segment]) -> Vec<Segment> {
    let mut sums: Vec<Segment> = Vec::new();
    for segment in segments {
        let same = sums.iter_mut().find(|sum| {
            sum.country == segment.country
                && sum.terrain == segment.terrain
                && sum.strings == segment.strings
                && sum.outside_diameter == segment.outside_diameter
                && sum.haul == segment.haul
        });
        if let Some(sum) = same {
            sum.length += segment.length;
            sum.steel += segment.steel;
            sum.crossings += segment.crossings;
        } else {
            sums.push(segment.clone());
        }
    }
    sums
}

/// A compressor station to be paid for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationSite {
    /// Name.
    pub name: String,
    /// Country whose prices hold.
    pub country: String,
    /// Shaft power in operation at the design flow, W.
    pub shaft_power: f64,
}

/// What is to be built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Works {
    /// The line.
    pub segments: Vec<Segment>,
    /// The stations.
    pub stations: Vec<StationSite>,
    /// Installed over operating power of a station: standby units, site conditions, the size of machines.
    pub installed_ratio: f64,
    /// Gas to fill the line, thousand m³.
    pub fill: f64,
}

/// Which part of the line a cost belongs to; the parts are spent in different years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Pipe in the ground.
    Line,
    /// Compressor stations.
    Stations,
    /// The gas that fills the pipe.
    Fill,
}

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Line pipe at the mill.
    PipeSteel,
    /// Coating.
    Coating,
    /// Carrying pipe to the route.
    PipeTransport,
    /// Laying: right of way, earthworks, welding, lowering, testing.
    Laying,
    /// Large river crossings.
    Crossings,
    /// Fixed part of the stations.
    StationsFixed,
    /// Stations by installed power.
    StationsPower,
    /// Engineering, procurement and construction management.
    Engineering,
    /// Contingency.
    Contingency,
    /// Owner's cost.
    Owner,
    /// Gas that fills the line.
    Fill,
}

impl Kind {
    /// Unit of the quantity of this kind.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::PipeSteel => "t",
            Self::Coating => "m2",
            Self::PipeTransport => "t km",
            Self::Laying => "km",
            Self::Crossings => "crossings",
            Self::StationsFixed => "stations",
            Self::StationsPower => "MW installed",
            Self::Engineering | Self::Contingency | Self::Owner => "share",
            Self::Fill => "thousand m3",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CapexRow {
    /// Country.
    pub country: String,
    /// Terrain, station or, for shares, the part they are taken of.
    pub place: String,
    /// Part.
    pub part: Part,
    /// Kind.
    pub kind: Kind,
    /// How much of it, in the unit of its kind.
    pub quantity: f64,
    /// Cost in hundredths of the currency, a whole number.
    pub cents: f64,
}

/// Investment, row by row.
///
/// Every row is rounded to a hundredth of the currency when made, and sums are sums of whole numbers, so
/// that they agree to the last cent in whatever order or grouping they are taken (up to 9·10¹³ units).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CapexTable {
    /// The money of all rows.
    pub money: Money,
    /// The rows.
    pub rows: Vec<CapexRow>,
}

impl CapexTable {
    /// The cost of the works at the prices of the book.
    pub fn estimate(book: &PriceBook, works: &Works) -> Result<Self, CostError> {
        check(book, works)?;
        let mut table = Self { money: book.money, rows: Vec::new() };
        for segment in &works.segments {
            table.add_segment(book.of(&segment.country), segment)?;
        }
        for station in &works.stations {
            table.add_station(book.of(&station.country), station, works.installed_ratio);
        }
        table.add_shares(book);
        table.add_fill(book, works);
        Ok(table)
    }

    /// The sum of all rows.
    pub fn total(&self) -> Amount {
        self.sum(|_| true)
    }

    /// The sum of the rows for which `chosen` holds.
    pub fn sum(&self, chosen: impl Fn(&CapexRow) -> bool) -> Amount {
        let cents: f64 = self.rows.iter().filter(|row| chosen(row)).map(|row| row.cents).sum();
        Amount::new(cents / 100.0, self.money.currency, self.money.year)
    }

    /// The sum of one part.
    pub fn part(&self, part: Part) -> Amount {
        self.sum(|row| row.part == part)
    }

    /// Sums by country.
    pub fn by_country(&self) -> BTreeMap<String, Amount> {
        let countries = self.rows.iter().map(|row| row.country.clone());
        countries.map(|country| (country.clone(), self.sum(|row| row.country == country))).collect()
    }

    /// Sums by kind.
    pub fn by_kind(&self) -> BTreeMap<Kind, Amount> {
        self.rows.iter().map(|row| (row.kind, self.sum(|other| other.kind == row.kind))).collect()
    }

    fn push(&mut self, place: (&str, &str), what: (Part, Kind), quantity: f64, cost: f64) {
        if cost == 0.0 {
            return;
        }
        let (country, place) = (place.0.to_owned(), place.1.to_owned());
        let (part, kind) = what;
        let cents = (cost * 100.0).round();
        self.rows.push(CapexRow { country, place, part, kind, quantity, cents });
    }

    fn add_segment(&mut self, prices: &Prices, segment: &Segment) -> Result<(), CostError> {
        let Segment { country, terrain, length, steel, outside_diameter, haul, .. } = segment;
        let strings = f64::from(segment.strings);
        let kilometres = length * 1e-3;
        let multiplier = prices.terrain.get(terrain).ok_or_else(|| CostError::Terrain {
            terrain: terrain.clone(),
            country: country.clone(),
            known: prices.terrain.keys().cloned().collect::<Vec<_>>().join(", "),
        })?;
        let tonnes = steel * 1e-3;
        let surface = std::f64::consts::PI * outside_diameter * length * strings;
        let haulage = tonnes * haul * 1e-3;
        let crossings = f64::from(segment.crossings) * strings;
        let size = (outside_diameter / prices.laying_diameter).powf(prices.laying_exponent);
        let rows = 1.0 + (strings - 1.0) * prices.further_string;
        let laying = kilometres * rows * multiplier * size * prices.laying;
        let place = (country.as_str(), terrain.as_str());
        let line = |kind| (Part::Line, kind);
        self.push(place, line(Kind::PipeSteel), tonnes, tonnes * prices.pipe_steel);
        self.push(place, line(Kind::Coating), surface, surface * prices.coating);
        self.push(place, line(Kind::PipeTransport), haulage, haulage * prices.pipe_transport);
        self.push(place, line(Kind::Laying), kilometres * strings, laying);
        self.push(place, line(Kind::Crossings), crossings, crossings * prices.crossing);
        Ok(())
    }

    fn add_station(&mut self, prices: &Prices, station: &StationSite, installed_ratio: f64) {
        let megawatts = station.shaft_power * 1e-6 * installed_ratio;
        let place = (station.country.as_str(), station.name.as_str());
        let power = megawatts * prices.station_per_megawatt;
        self.push(place, (Part::Stations, Kind::StationsFixed), 1.0, prices.station_fixed);
        self.push(place, (Part::Stations, Kind::StationsPower), megawatts, power);
    }

    /// Engineering on direct cost, contingency on both, owner's cost on all three, by country and part.
    fn add_shares(&mut self, book: &PriceBook) {
        let mut direct: BTreeMap<(String, Part), f64> = BTreeMap::new();
        for row in &self.rows {
            *direct.entry((row.country.clone(), row.part)).or_default() += row.cents;
        }
        for ((country, part), cents) in direct {
            let prices = book.of(&country);
            let name = if part == Part::Line { "line" } else { "stations" };
            let mut base = cents / 100.0;
            for (kind, share) in [
                (Kind::Engineering, prices.engineering),
                (Kind::Contingency, prices.contingency),
                (Kind::Owner, prices.owner),
            ] {
                self.push((&country, name), (part, kind), share, base * share);
                base += base * share;
            }
        }
    }

    /// The fill, shared among the countries by length of pipe.
    fn add_fill(&mut self, book: &PriceBook, works: &Works) {
        let mut lengths: BTreeMap<&str, f64> = BTreeMap::new();
        for segment in &works.segments {
            *lengths.entry(&segment.country).or_default() += segment.length;
        }
        let whole: f64 = lengths.values().sum();
        if whole > 0.0 {
            for (country, length) in lengths {
                let volume = works.fill * length / whole;
                let cost = volume * book.of(country).fill_gas;
                self.push((country, "line"), (Part::Fill, Kind::Fill), volume, cost);
            }
        }
    }
}

fn check(book: &PriceBook, works: &Works) -> Result<(), CostError> {
    book.general.check()?;
    book.by_country.values().try_for_each(Prices::check)?;
    for segment in &works.segments {
        let at = |what: &str| format!("{what} of {} in {}", segment.terrain, segment.country);
        require(segment.length > 0.0, at("length (m)"), segment.length, "above zero")?;
        require(segment.steel >= 0.0, at("steel (kg)"), segment.steel, "zero or above")?;
        require(segment.haul >= 0.0, at("haul (m)"), segment.haul, "zero or above")?;
        require(segment.strings > 0, at("strings"), f64::from(segment.strings), "at least 1")?;
        let diameter = segment.outside_diameter;
        require(diameter > 0.0, at("outside diameter (m)"), diameter, "above zero")?;
    }
    for station in &works.stations {
        let what = format!("shaft power of {} (W)", station.name);
        require(station.shaft_power >= 0.0, what, station.shaft_power, "zero or above")?;
    }
    let ratio = works.installed_ratio;
    require(ratio >= 1.0, "installed over operating power", ratio, "at least 1")?;
    require(works.fill >= 0.0, "gas to fill the line (thousand m3)", works.fill, "zero or above")
}
