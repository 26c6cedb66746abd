//! How far the model misses what happened: the base year it stands on, and years it was not shown.

use serde::{Deserialize, Serialize};

use super::build::Bounds;
use super::{MarketScenario, World, WorldError};
use crate::market::{Equilibrium, Options, solve};

/// A figure of the model beside the one on record.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Of the model.
    pub model: f64,
    /// On record; `None` where there is no series.
    pub actual: Option<f64>,
}

impl Compared {
    /// Relative error, model over record less 1; `None` without a record above zero.
    ///
    /// ```
    /// use linepack_economics::market::world::Compared;
    /// assert_eq!(Compared { model: 110.0, actual: Some(100.0) }.relative(), Some(0.10000000000000009));
    /// assert_eq!(Compared { model: 5.0, actual: Some(0.0) }.relative(), None);
    /// ```
    pub fn relative(&self) -> Option<f64> {
        self.actual.filter(|actual| *actual > 0.0).map(|actual| self.model / actual - 1.0)
    }
}

/// Model and record of one region in one year; volumes in bcm(EI), price in USD per 1000 m³(EI).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Misfit {
    /// Code of the region.
    pub region: String,
    /// Wholesale price.
    pub price: Compared,
    /// Consumption.
    pub consumption: Compared,
    /// Production.
    pub production: Compared,
    /// LNG bought.
    pub lng_imports: Compared,
    /// LNG sold.
    pub lng_exports: Compared,
}

impl World {
    /// The base year 2024 solved, and how far it misses the figures it was set on, by region.
    pub fn base_year(&self, options: &Options) -> Result<(Equilibrium, Vec<Misfit>), WorldError> {
        let scenario = MarketScenario::default();
        let bounds = self.outlook(2024);
        let equilibrium = solve(&self.market_within(2024, &scenario, &bounds)?, options)
            .map_err(|error| self.placed(error))?;
        let flows = |to: bool, n: usize| -> f64 {
            let at = |route: &&super::LngRoute| if to { route.to == n } else { route.from == n };
            self.routes.iter().filter(at).map(|route| route.flow_2024).sum()
        };
        let misfits = self.compare(&equilibrium, 2024, &bounds, |n| {
            let of = &self.regions[n];
            [
                Some(of.price),
                Some(of.consumption),
                Some(of.production),
                Some(flows(true, n)),
                Some(flows(false, n)),
            ]
        })?;
        Ok((equilibrium, misfits))
    }

    /// A past year run with the supply of that year and the demand of 2024 moved back along the outlooks' trend,
    /// and how far it misses what happened.
    ///
    /// Given from the record: what each region produced (as capacity), what each could liquefy (its exports),
    /// the firm flow of the pipelines. Not given: prices, consumption, who bought the LNG.
    pub fn backcast(&self, year: i32, options: &Options) -> Result<(Equilibrium, Vec<Misfit>), WorldError> {
        let record = |n: usize| self.history.iter().find(|record| record.year == year && record.region == n);
        if (0..self.regions.len()).any(|n| record(n).is_none()) {
            let mut years: Vec<i32> = self.history.iter().map(|record| record.year).collect();
            years.sort_unstable();
            years.dedup();
            let known = years.iter().map(i32::to_string).collect::<Vec<_>>().join(", ");
            return Err(WorldError::NoHistory { year, known });
        }
        let bounds = self.past(year);
        let equilibrium = solve(&self.market_within(year, &MarketScenario::default(), &bounds)?, options)?;
        let misfits = self.compare(&equilibrium, year, &bounds, |n| match record(n) {
            Some(of) => {
                let volumes = [of.consumption, of.production, of.lng_imports, of.lng_exports].map(Some);
                [of.price, volumes[0], volumes[1], volumes[2], volumes[3]]
            }
            None => [None; 5],
        })?;
        Ok((equilibrium, misfits))
    }

    /// Bounds of supply as they were: those of 2024 in proportion to the record.
    fn past(&self, year: i32) -> Bounds {
        let ratio = |n: usize, figure: fn(&super::Record) -> f64| {
            let of = |year: i32| self.history.iter().find(|record| record.year == year && record.region == n);
            match (of(year).map(figure), of(2024).map(figure)) {
                (Some(then), Some(base)) if base > 0.0 => then / base,
                _ => 1.0,
            }
        };
        let mut bounds = self.outlook(2024);
        for (n, capacity) in bounds.production.iter_mut().enumerate() {
            *capacity *= ratio(n, |record| record.production);
        }
        for (plant, able) in self.liquefaction.iter().zip(&mut bounds.liquefaction) {
            *able *= ratio(plant.region, |record| record.lng_exports);
        }
        for (pipeline, firm) in self.pipelines.iter().zip(&mut bounds.firm) {
            let past = |flow: &&super::PastFlow| {
                (flow.from, flow.to, flow.year) == (pipeline.from, pipeline.to, year)
            };
            *firm = self.past_flows.iter().find(past).map_or(*firm, |flow| flow.flow);
        }
        bounds
    }

    fn compare(
        &self,
        equilibrium: &Equilibrium,
        year: i32,
        bounds: &Bounds,
        actual: impl Fn(usize) -> [Option<f64>; 5],
    ) -> Result<Vec<Misfit>, WorldError> {
        let links = self.links(year, &MarketScenario::default(), bounds)?.links;
        let lng = |end: fn(&super::build::Link) -> usize, n: usize| -> f64 {
            let through = links.iter().zip(&equilibrium.flows).filter(|(link, _)| link.lng && end(link) == n);
            through
                .map(|(link, flow)| flow.iter().map(|blocks| blocks[0]).sum::<f64>() * (1.0 - link.loss))
                .sum()
        };
        let producers = self.producers();
        Ok(self
            .regions
            .iter()
            .enumerate()
            .map(|(n, region)| {
                let [price, consumption, production, imports, exports] = actual(n);
                let trader = producers.iter().position(|&home| home == n);
                Misfit {
                    region: region.code.clone(),
                    price: Compared { model: equilibrium.price[n][0], actual: price },
                    consumption: Compared { model: equilibrium.consumption[n][0], actual: consumption },
                    production: Compared {
                        model: trader.map_or(0.0, |t| equilibrium.production[t][0]),
                        actual: production,
                    },
                    lng_imports: Compared { model: lng(|link| link.to, n), actual: imports },
                    lng_exports: Compared { model: lng(|link| link.from, n), actual: exports },
                }
            })
            .collect())
    }
}
