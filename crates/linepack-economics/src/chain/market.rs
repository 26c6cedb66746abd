//! The gas market without and with the line, in the years the outlooks speak of, and its worth to each side.

use super::values::MarketValues;
use crate::market::world::{
    MMBTU_PER_1000_M3, MarketScenario, PipeEffect, PipeSupply, Welfare, World, WorldError, pipe_effect,
    welfare,
};
use crate::market::{Equilibrium, Workspace};
use crate::study::fault::{Fault, Place};

/// Years in which the market is solved; between them everything is linear, outside them flat.
pub const YEARS: [u32; 3] = [2030, 2035, 2040];

/// The market of one year.
#[derive(Debug, Clone)]
pub struct MarketYear {
    /// Year.
    pub year: u32,
    /// What the line changes.
    pub effect: PipeEffect,
    /// Accounts without it.
    pub without: Welfare,
    /// Accounts with it.
    pub with: Welfare,
    /// Greatest natural residual of the two equilibria.
    pub residual: f64,
}

/// The market of all years.
#[derive(Debug, Clone)]
pub struct MarketResult {
    /// In the order of [`YEARS`].
    pub years: Vec<MarketYear>,
    /// Contract volume over the world's volume of the same energy.
    pub volume_factor: f64,
}

/// The world as read, with its long-run price of LNG in the buyer's region without the line.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The world.
    pub world: World,
    /// Long-run price of LNG at the buyer's border in each of [`YEARS`], USD per 1000 m³(EI).
    pub lng_price: Vec<f64>,
}

/// The words of an error of the market, with its own hint kept.
pub fn told(error: &WorldError) -> Fault {
    let text = error.to_string();
    let (message, hint) = text
        .split_once(
            "
hint: ",
        )
        .unwrap_or((text.as_str(), "check the files of market/"));
    let fault = |message: &str| Fault::new(format!("the market: {message}"), hint);
    let WorldError::Short { file, line, source_line, .. } = error else { return fault(message) };
    let message = message.splitn(3, ':').nth(2).unwrap_or(message).trim();
    let line = usize::try_from(*line).unwrap_or(usize::MAX);
    let (file, source, span) = (format!("market/{file}"), source_line.clone(), 0..source_line.len());
    fault(message).at(Place { file, line, source, span })
}

fn equilibrium(
    world: &World,
    year: u32,
    scenario: &MarketScenario,
    work: &mut Workspace,
) -> Result<Equilibrium, WorldError> {
    world.equilibrium(year.cast_signed(), scenario, work)
}

impl Prepared {
    /// Solves the long run without the line once.
    ///
    /// # Errors
    /// When the market of a year does not clear.
    pub fn new(world: World, region: &str) -> Result<Self, Fault> {
        let mut work = Workspace::default();
        let mut lng_price = Vec::with_capacity(YEARS.len());
        for year in YEARS {
            let scenario = MarketScenario::default();
            let found = equilibrium(&world, year, &scenario, &mut work).map_err(|error| told(&error))?;
            let accounts =
                welfare(&world, year.cast_signed(), &scenario, &found).map_err(|error| told(&error))?;
            let account = accounts.of(region).ok_or_else(|| {
                Fault::new(
                    format!("`market.region`: no region `{region}` in the market"),
                    "use a code of market/regions.csv",
                )
            })?;
            lng_price.push(if account.lng_price > 0.0 { account.lng_price } else { account.price });
        }
        Ok(Self { world, lng_price })
    }

    /// Solves the market without and with the line.
    ///
    /// `intake` is the gas taken in at the fields over the gas delivered.
    ///
    /// # Errors
    /// When the market of a year does not clear.
    pub fn solve(&self, values: &MarketValues, intake: f64) -> Result<MarketResult, Fault> {
        let volume_factor = values.heating_value / MMBTU_PER_1000_M3;
        let volume = values.volume * volume_factor;
        let mut work = Workspace::default();
        let mut years = Vec::with_capacity(YEARS.len());
        for (year, long_run) in YEARS.into_iter().zip(&self.lng_price) {
            let gap = values.lng_spot * MMBTU_PER_1000_M3 - long_run;
            let pipe = PipeSupply {
                seller: values.seller_regions.first().cloned().unwrap_or_default(),
                buyer: values.region.clone(),
                volume,
                intake: volume * intake,
            };
            let without = MarketScenario {
                lng_cost_shift: values.persistence * gap,
                demand_level: values.demand_level,
                elasticity_scale: Some(values.elasticity),
                ..MarketScenario::default()
            };
            let with = MarketScenario { pipe: Some(pipe), ..without.clone() };
            let solved = |error: WorldError| told(&error);
            let before = equilibrium(&self.world, year, &without, &mut work).map_err(solved)?;
            let after = equilibrium(&self.world, year, &with, &mut work).map_err(solved)?;
            let own: Vec<&str> = values.seller_regions.iter().map(String::as_str).collect();
            let at = year.cast_signed();
            years.push(MarketYear {
                year,
                effect: pipe_effect(&self.world, at, &with, (&before, &after), &own).map_err(solved)?,
                without: welfare(&self.world, at, &without, &before).map_err(solved)?,
                with: welfare(&self.world, at, &with, &after).map_err(solved)?,
                residual: before.residual.max(after.residual),
            });
        }
        Ok(MarketResult { years, volume_factor })
    }
}

impl MarketResult {
    /// The average over the deliveries of a value known in [`YEARS`], weighted by volume and discounted.
    ///
    /// `ramp` is the share of the full volume in each year of delivery, the last one lasting; `life` years.
    pub fn average(
        &self,
        first_year: u32,
        ramp: &[f64],
        life: f64,
        rate: f64,
        value: impl Fn(&MarketYear) -> f64,
    ) -> f64 {
        let known: Vec<(f64, f64)> =
            self.years.iter().map(|year| (f64::from(year.year), value(year))).collect();
        let (mut sum, mut weights, mut year) = (0.0, 0.0, 0.0);
        let mut discount = 1.0;
        let mut shares = ramp.iter().copied();
        let mut share = 1.0;
        while year < life {
            share = shares.next().unwrap_or(share);
            let weight = share * discount;
            sum += weight * interpolated(&known, f64::from(first_year) + year);
            weights += weight;
            discount /= 1.0 + rate;
            year += 1.0;
        }
        if weights > 0.0 { sum / weights } else { f64::NAN }
    }
}

/// Linear between known points, flat outside.
fn interpolated(known: &[(f64, f64)], x: f64) -> f64 {
    let after = known.iter().position(|(at, _)| *at >= x);
    match after {
        Some(0) => known[0].1,
        Some(index) => {
            let ((x0, y0), (x1, y1)) = (known[index - 1], known[index]);
            y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        }
        None => known.last().map_or(f64::NAN, |(_, y)| *y),
    }
}
