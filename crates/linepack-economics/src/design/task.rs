//! What a design is asked for.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::DesignError;
use crate::cost::{Opex, Phasing, PriceBook};
use crate::wall::{Code, Grade, WallSeries};

/// A pressure to be looked at, with the steel that goes with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PressureClass {
    /// Greatest operating pressure, Pa.
    pub pressure: f64,
    /// Steel.
    pub grade: Grade,
}

/// How much of the length lies in a class of a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassShare {
    /// The class, such as `III` or `1.2`.
    pub class: String,
    /// Share of the length, 0 to 1.
    pub share: f64,
}

/// A code and the shares of its classes; the first class is the plain line, whose wall sets the bore.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WallPlan {
    /// The code.
    pub code: Code,
    /// The shares, which sum to 1.
    pub classes: Vec<ClassShare>,
    /// Countries in which it governs; a plan that governs nowhere is shown beside.
    pub countries: Vec<String>,
}

/// A stretch of the route of one country and terrain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RouteStretch {
    /// Country.
    pub country: String,
    /// Terrain class.
    pub terrain: String,
    /// Length, m.
    pub length: f64,
    /// Large river crossings.
    pub crossings: u32,
    /// Way of the pipe from mill to route, m.
    pub haul: f64,
}

/// How many of the alternatives are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thoroughness {
    /// Every number of stations of every combination.
    Exhaustive,
    /// Every combination, the number of stations by search.
    #[default]
    Full,
    /// As `Full`, but a combination whose pipe alone costs more than the best line is left out.
    Pruned,
}

/// What is to be carried, over which route, at which prices, and what may be chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DesignTask {
    /// Outside diameters to look at, m.
    pub diameters: Vec<f64>,
    /// Pressures to look at, with their steel.
    pub pressures: Vec<PressureClass>,
    /// Numbers of strings to look at.
    pub strings: Vec<u32>,
    /// Numbers of stations to look at.
    pub stations: RangeInclusive<usize>,
    /// Walls that can be bought.
    pub wall_series: WallSeries,
    /// Code plans.
    pub plans: Vec<WallPlan>,
    /// The route from inlet to end.
    pub route: Vec<RouteStretch>,
    /// Flow to be delivered at full load, all strings, kg/s.
    pub delivered: f64,
    /// Gas delivered a year at the plateau, thousand m³.
    pub annual_volume: f64,
    /// Share of the plateau in each year from first gas; the last holds to the end.
    pub ramp_up: Vec<f64>,
    /// Years of operation from first gas.
    pub years: usize,
    /// Density of the gas at the reference state of the volumes, kg/m³.
    pub standard_density: f64,
    /// Price of the gas burnt, money per thousand m³.
    pub gas_price: f64,
    /// Fuel grows with the share of the plateau to this power (3: friction of a line that is not full).
    pub fuel_exponent: f64,
    /// Prices of what is built.
    pub book: PriceBook,
    /// Installed over operating power of stations.
    pub installed_ratio: f64,
    /// Years in which the money is spent.
    pub phasing: Phasing,
    /// Yearly cost of operation.
    pub opex: Opex,
    /// Share of the fill that is worth its price in the last year.
    pub fill_salvage: f64,
    /// Discount rate, 1/yr.
    pub rate: f64,
    /// How many alternatives are looked at.
    pub thoroughness: Thoroughness,
}

impl DesignTask {
    /// Years from the first spending to the end.
    pub fn horizon(&self) -> usize {
        self.phasing.first_gas + self.years
    }

    /// Length of the route, m.
    pub fn length(&self) -> f64 {
        self.route.iter().map(|stretch| stretch.length).sum()
    }

    /// The share of the plateau in a year counted from the first spending.
    pub fn load(&self, year: usize) -> f64 {
        match year.checked_sub(self.phasing.first_gas) {
            Some(age) => self.ramp_up.get(age).or(self.ramp_up.last()).copied().unwrap_or(1.0),
            None => 0.0,
        }
    }

    /// The country at a distance from the inlet (m).
    pub fn country_at(&self, distance: f64) -> &str {
        let mut end = 0.0;
        let at = self.route.iter().find(|stretch| {
            end += stretch.length;
            distance < end
        });
        at.or(self.route.last()).map_or("", |stretch| &stretch.country)
    }

    pub(super) fn check(&self) -> Result<(), DesignError> {
        let refuse = |what: &str, problem: String, hint| {
            Err(DesignError::Task { what: what.to_owned(), problem, hint })
        };
        for (what, count) in [
            ("diameters", self.diameters.len()),
            ("pressures", self.pressures.len()),
            ("strings", self.strings.len()),
            ("numbers of stations", self.stations.clone().count()),
            ("code plans", self.plans.len()),
            ("stretches of the route", self.route.len()),
            ("years of operation", self.years),
        ] {
            if count == 0 {
                return refuse(what, "there are none".to_owned(), "give at least one");
            }
        }
        for (what, value) in [
            ("delivered flow (kg/s)", self.delivered),
            ("yearly volume (thousand m3)", self.annual_volume),
            ("density at the reference state (kg/m3)", self.standard_density),
            ("fuel exponent", self.fuel_exponent),
        ] {
            if !(value > 0.0 && value.is_finite()) {
                return refuse(what, format!("it is {value}"), "give a number above zero");
            }
        }
        for (what, value, most) in [
            ("gas price (money per thousand m3)", self.gas_price, f64::MAX),
            ("share of the fill left at the end", self.fill_salvage, 1.0),
        ]
        .into_iter()
        .chain(self.ramp_up.iter().map(|share| ("share of the plateau", *share, 1.0)))
        {
            if !(0.0..=most).contains(&value) {
                return refuse(
                    what,
                    format!("it is {value}"),
                    "give a number from zero up, a share at most 1",
                );
            }
        }
        if self.strings.contains(&0) {
            return refuse("strings", "0 is among them".to_owned(), "a line has at least one");
        }
        for plan in &self.plans {
            let sum: f64 = plan.classes.iter().map(|class| class.share).sum();
            let sound = plan.classes.iter().all(|class| class.share >= 0.0) && (sum - 1.0).abs() <= 1e-9;
            if !sound {
                let what = format!("class shares of {}", plan.code);
                return refuse(
                    &what,
                    format!("they sum to {sum:.4}"),
                    "give shares from zero up that sum to 1",
                );
            }
        }
        let mut governed: BTreeMap<&str, usize> = BTreeMap::new();
        for country in self.plans.iter().flat_map(|plan| &plan.countries) {
            *governed.entry(country).or_default() += 1;
        }
        for stretch in &self.route {
            let plans = governed.get(stretch.country.as_str()).copied().unwrap_or(0);
            if plans != 1 {
                let what = format!("wall code in {}", stretch.country);
                return refuse(
                    &what,
                    format!("{plans} plans govern"),
                    "let exactly one plan name the country",
                );
            }
        }
        Ok(())
    }
}
