//! From the files to the market of one year.

use super::{Liquefaction, MMBTU_PER_1000_M3, MarketScenario, Path, Pipeline, World, WorldError};
use crate::market::{
    Arc, Capacity, Contract, Equilibrium, Formulation, Golombek, LinearDemand, Market, MarketError, Node,
    Options, Season, Trader, Workspace, Year, solve_in,
};

/// Carbon dioxide of 1000 m³(EI) burnt, t: 40 GJ gross, nine tenths of it net, 56.1 kg/GJ net (IPCC 2006, vol. 2,
/// table 1.4).
const CARBON_PER_1000_M3: f64 = 40.0 * 0.9 * 56.1e-3;
/// Use of capacity at which `last_cost` stands.
const LAST_USE: f64 = 0.99;
/// Below this, a capacity or a flow is none, bcm.
const NOTHING: f64 = 1e-9;

/// What bounds supply in a year: from the outlook, or from what happened.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    /// Production capacity by region.
    pub(super) production: Vec<f64>,
    /// LNG that each row of `liquefaction` can make.
    pub(super) liquefaction: Vec<f64>,
    /// Firm flow delivered by pipeline.
    pub(super) firm: Vec<f64>,
    /// Flow beyond the firm one that each pipeline can deliver.
    pub(super) free: Vec<f64>,
}

/// A way for gas that answers to prices; the arcs of the market in the same order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// Region it leaves, whose trader alone uses it.
    pub(super) from: usize,
    /// Region it reaches.
    pub(super) to: usize,
    /// Whether it carries LNG.
    pub(super) lng: bool,
    /// Cost per 1000 m³ delivered, before pooling.
    pub(super) cost: f64,
    /// Pooling margin per 1000 m³ delivered: what the buying region adds to the price it asks at home.
    pub(super) pooling: f64,
    /// Share lost on the way.
    pub(super) loss: f64,
    /// Index of the capacity it uses.
    pub(super) capacity: usize,
}

/// The ways of a year with the capacities they use (sent, before loss).
pub(super) struct Links {
    pub(super) links: Vec<Link>,
    pub(super) capacities: Vec<Capacity>,
}

/// Value on the straight line from 2024 to 2035, level outside.
fn between(year: i32, in_2024: f64, in_2035: f64) -> f64 {
    let share = (f64::from(year - 2024) / 11.0).clamp(0.0, 1.0);
    in_2024 + share * (in_2035 - in_2024)
}

impl World {
    /// The market of a year under a scenario: one year, one season, the regions as nodes in their order,
    /// the regions that produce as traders in theirs.
    pub fn market(&self, year: i32, scenario: &MarketScenario) -> Result<Market, WorldError> {
        self.market_within(year, scenario, &self.bounds(year, scenario)?)
    }

    /// The equilibrium of a year under a scenario; one that cannot clear names the row that bounds the region's gas.
    pub fn equilibrium(
        &self,
        year: i32,
        scenario: &MarketScenario,
        workspace: &mut Workspace,
    ) -> Result<Equilibrium, WorldError> {
        let market = self.market(year, scenario)?;
        solve_in(workspace, &market, &Options::default()).map_err(|error| self.placed(error))
    }

    /// An error of the market at the row that governs it: the supply of the region that is short of gas, or its demand.
    pub(super) fn placed(&self, error: MarketError) -> WorldError {
        let MarketError::Infeasible { node, .. } = &error else { return error.into() };
        let row = |file: &str| self.citations.iter().find(|row| row.file == file && row.subject == *node);
        match row("supply.csv").or_else(|| row("demand.csv")) {
            None => error.into(),
            Some(row) => WorldError::Short {
                file: row.file.clone(),
                line: row.line,
                source_line: row.source.clone(),
                error: Box::new(error),
            },
        }
    }

    /// Bounds of supply by the outlook and what a scenario changes in them.
    pub(super) fn bounds(&self, year: i32, scenario: &MarketScenario) -> Result<Bounds, WorldError> {
        let mut bounds = self.outlook(year);
        for (link, factor) in &scenario.pipeline_scale {
            for at in self.pipelines_of(link)? {
                bounds.firm[at] *= factor;
                bounds.free[at] *= factor;
            }
        }
        for (code, added) in &scenario.liquefaction_added {
            let region = self.region(code)?;
            let plant = self.liquefaction.iter().rposition(|plant| plant.region == region);
            match plant {
                Some(row) => bounds.liquefaction[row] += added,
                None => {
                    return Err(WorldError::Missing {
                        file: "liquefaction.csv".to_owned(),
                        what: format!("a row of region `{code}`, where a scenario adds LNG,"),
                    });
                }
            }
        }
        Ok(bounds)
    }

    /// Pipelines by `FROM-TO` or by their name.
    fn pipelines_of(&self, link: &str) -> Result<Vec<usize>, WorldError> {
        let name =
            |pipe: &Pipeline| format!("{}-{}", self.regions[pipe.from].code, self.regions[pipe.to].code);
        let meant = |pipe: &&Pipeline| name(pipe) == link || pipe.name == link;
        let found: Vec<usize> = (0..self.pipelines.len()).filter(|&at| meant(&&self.pipelines[at])).collect();
        if found.is_empty() {
            let names: Vec<String> = self.pipelines.iter().map(name).collect();
            let hint = super::table::nearest(link, names.iter().map(String::as_str));
            return Err(WorldError::UnknownLink { link: link.to_owned(), hint });
        }
        Ok(found)
    }

    /// Every region produces gas or is reached by a pipeline or an LNG route.
    pub(super) fn check_connection(&self) -> Result<(), WorldError> {
        for (at, region) in self.regions.iter().enumerate() {
            let reached = self.routes.iter().any(|route| route.to == at)
                || self.pipelines.iter().any(|pipe| pipe.to == at);
            if region.supply.is_some() || reached {
                continue;
            }
            let line =
                self.citations.iter().find(|row| row.file == "regions.csv" && row.subject == region.code);
            return Err(WorldError::Value {
                file: "regions.csv".to_owned(),
                line: line.map_or(1, |row| row.line),
                column: "region".to_owned(),
                value: region.code.clone(),
                expected: "connected: it produces nothing, and no pipeline and no LNG route reaches it",
                hint: "add a row to supply.csv, pipelines.csv or lng_routes.csv, or remove the region"
                    .to_owned(),
            });
        }
        Ok(())
    }

    pub(super) fn market_within(
        &self,
        year: i32,
        scenario: &MarketScenario,
        bounds: &Bounds,
    ) -> Result<Market, WorldError> {
        let Links { links, capacities } = self.links(year, scenario, bounds)?;
        let producers = self.producers();
        let trader_of = |region: usize| producers.iter().position(|&home| home == region);
        let injection = self.injection(year, scenario, bounds)?;
        let mut nodes = Vec::with_capacity(self.regions.len());
        for (region, injection) in injection.into_iter().enumerate() {
            nodes.push(Node {
                name: self.regions[region].code.clone(),
                demand: Some(self.demand(region, year, scenario)?.into()),
                demand_factor: Vec::new(),
                injection: vec![injection],
            });
        }
        let binding = self.parameters.lng_contract_share.level(year);
        let traders = producers
            .iter()
            .filter_map(|&home| {
                let cost = self.golombek(home, year, bounds.production[home])?;
                let running = self.running(home, scenario, bounds);
                let contracts =
                    self.routes.iter().filter(|route| route.from == home && route.flow_2024 > 0.0);
                Some(Trader {
                    name: self.regions[home].code.clone(),
                    home,
                    cost,
                    capacity_by_year: Vec::new(),
                    conjecture: self.conjectures[home].clone(),
                    forward: Vec::new(),
                    contracts: contracts
                        .map(|route| Contract {
                            name: format!(
                                "LNG {} to {}",
                                self.regions[home].code, self.regions[route.to].code
                            ),
                            node: route.to,
                            volume: vec![route.flow_2024 * running],
                            take_or_pay: binding,
                        })
                        .collect(),
                    rise: None,
                    reserve: None,
                    discount: Vec::new(),
                })
            })
            .collect();
        let arcs = links
            .iter()
            .filter_map(|link| {
                Some(Arc {
                    name: format!(
                        "{} {} to {}",
                        capacities[link.capacity].name,
                        self.regions[link.from].code,
                        self.regions[link.to].code
                    ),
                    from: link.from,
                    to: link.to,
                    cost: (link.cost + link.pooling) * (1.0 - link.loss),
                    loss: link.loss,
                    uses: vec![link.capacity],
                    open_to: Some(vec![trader_of(link.from)?]),
                    tax: 0.0,
                })
            })
            .collect();
        Ok(Market {
            nodes,
            traders,
            arcs,
            capacities,
            storages: Vec::new(),
            years: vec![Year { name: year.to_string(), discount: 1.0, duration: 1.0, demand_factor: 1.0 }],
            seasons: vec![Season { name: "year".to_owned(), weight: 1.0, demand_factor: 1.0 }],
            formulation: Formulation::Routed,
            influences: Vec::new(),
        })
    }

    /// Regions that produce, in the order of the traders.
    pub(super) fn producers(&self) -> Vec<usize> {
        (0..self.regions.len()).filter(|&region| self.regions[region].supply.is_some()).collect()
    }

    /// Bounds of supply by the outlook.
    pub(super) fn outlook(&self, year: i32) -> Bounds {
        let firm: Vec<f64> = self.pipelines.iter().map(|pipeline| pipeline.firm.level(year)).collect();
        Bounds {
            production: self
                .regions
                .iter()
                .map(|region| region.supply.map_or(0.0, |supply| supply.capacity.level(year)))
                .collect(),
            liquefaction: self.liquefaction.iter().map(|plant| plant.capacity.level(year)).collect(),
            free: self
                .pipelines
                .iter()
                .zip(&firm)
                .map(|(pipe, firm)| pipe.capacity.level(year) - firm)
                .collect(),
            firm,
        }
    }

    /// Production cost of a region in a year at a production capacity, bcm(EI); `None` for one that does not produce.
    ///
    /// ```text
    /// c′(q) = α + β q + γ ln(1 − q/Q̄)
    /// α = k c₁,   c′(u₀ Q̄) = k c₀,   c′(0.99 Q̄) = k c₂,   u₀ = q₂₀₂₄/Q̄₂₀₂₄,   k = c₀(year)/c₀(2024)
    /// ```
    ///
    /// with the file's first (c₁), marginal (c₀) and last cost (c₂). Where the three do not lie on a curve with β ≥ 0
    /// and γ ≤ 0, the last cost gives way.
    pub fn golombek(&self, region: usize, year: i32, capacity: f64) -> Option<Golombek> {
        let of = self.regions.get(region)?;
        let supply = of.supply?;
        let marginal = between(year, supply.marginal_2024, supply.marginal_2035);
        let drift = marginal / supply.marginal_2024;
        let alpha = supply.first_cost * drift;
        let used = of.production / supply.capacity.values[0];
        let (here, there) = (marginal - alpha, supply.last_cost * drift - alpha);
        let (log_here, log_there) = ((-used).ln_1p(), (-LAST_USE).ln_1p());
        // here = b used + g log_here, there = b 0.99 + g log_there, with b = β Q̄, g = γ
        let determinant = used * log_there - LAST_USE * log_here;
        let slope = (here * log_there - there * log_here) / determinant;
        let tail = (used * there - LAST_USE * here) / determinant;
        let (slope, tail) = match (slope >= 0.0, tail <= 0.0) {
            (true, true) => (slope, tail),
            (false, _) => (0.0, here / log_here),
            (true, false) => (here / used, 0.0),
        };
        Some(Golombek { alpha, beta: slope / capacity, gamma: tail, capacity, cap_fraction: 0.995 })
    }

    /// Demand of a region in a year: through the outlook's quantity at the reference price.
    pub fn demand(
        &self,
        region: usize,
        year: i32,
        scenario: &MarketScenario,
    ) -> Result<LinearDemand, WorldError> {
        for code in scenario
            .demand_level_of
            .keys()
            .chain(scenario.demand_scale.keys())
            .chain(scenario.carbon_price_of.keys())
        {
            self.region(code)?;
        }
        let of = &self.regions[region];
        let level = scenario.demand_level_of.get(&of.code).unwrap_or(&scenario.demand_level);
        let scale = scenario.demand_scale.get(&of.code).unwrap_or(&1.0);
        let [low, central, high] = of.demand.map(|path: Path| path.trend(year));
        let quantity = central + level.max(0.0) * (high - central) + (-level).max(0.0) * (low - central);
        let price = between(year, of.price, of.price_2035);
        let elasticity = of.elasticity * scenario.elasticity_scale.unwrap_or(1.0);
        let line = LinearDemand::calibrated(price, quantity * scale, elasticity)?;
        // Consumers pay the carbon price on top of the gas price.
        Ok(LinearDemand { intercept: line.intercept - self.carbon(region, scenario), ..line })
    }

    /// What the carbon price of a scenario adds to the consumers' price in a region, USD per 1000 m³(EI).
    pub fn carbon(&self, region: usize, scenario: &MarketScenario) -> f64 {
        let code = &self.regions[region].code;
        scenario.carbon_price_of.get(code).unwrap_or(&scenario.carbon_price) * CARBON_PER_1000_M3
    }

    /// Pooling margin of a region in a year, USD per 1000 m³(EI) of LNG: wholesale price less border price and
    /// regasification of 2024, fading to nothing.
    pub fn pooling(&self, region: usize, year: i32) -> f64 {
        let of = &self.regions[region];
        let ends = self.parameters.pooling_ends.max(2025);
        let remains = (f64::from(ends - year) / f64::from(ends - 2024)).clamp(0.0, 1.0);
        of.border_price.map_or(0.0, |border| (of.price - border - self.regasification()) * remains)
    }

    /// Brent in a year under a scenario, USD per barrel.
    pub fn brent(&self, year: i32, scenario: &MarketScenario) -> f64 {
        let share = (f64::from(year - 2024) / 6.0).clamp(0.0, 1.0);
        let own = self.parameters.brent_2024 + share * (self.parameters.brent - self.parameters.brent_2024);
        scenario.brent.unwrap_or(own)
    }

    /// Cost of regasification, USD per 1000 m³(EI).
    pub(super) fn regasification(&self) -> f64 {
        self.parameters.regasification * MMBTU_PER_1000_M3
    }

    /// Share of a region's existing plants of 2024 that runs in a year: its contracts shrink with it, and never grow.
    fn running(&self, region: usize, scenario: &MarketScenario, bounds: &Bounds) -> f64 {
        let existing =
            |plant: &&(usize, &Liquefaction)| plant.1.region == region && plant.1.tier == "existing";
        let plants = || self.liquefaction.iter().enumerate();
        let then: f64 = plants().filter(|p| existing(&p)).map(|(_, plant)| plant.capacity.values[0]).sum();
        let now: f64 = plants().filter(|p| existing(&p)).map(|(row, _)| bounds.liquefaction[row]).sum();
        let offline = scenario.liquefaction_offline.get(&self.regions[region].code).unwrap_or(&0.0);
        if then > 0.0 { ((now - offline) / then).clamp(0.0, 1.0) } else { 0.0 }
    }

    pub(super) fn links(
        &self,
        year: i32,
        scenario: &MarketScenario,
        bounds: &Bounds,
    ) -> Result<Links, WorldError> {
        let mut capacities = Vec::new();
        let mut links = Vec::new();
        for (pipeline, &free) in self.pipelines.iter().zip(&bounds.free) {
            if free <= NOTHING {
                continue;
            }
            let kept = 1.0 - pipeline.loss;
            links.push(Link {
                from: pipeline.from,
                to: pipeline.to,
                lng: false,
                cost: pipeline.cost / kept,
                pooling: 0.0,
                loss: pipeline.loss,
                capacity: capacities.len(),
            });
            capacities.push(capacity(&format!("pipeline {}", pipeline.name), free / kept));
        }
        for code in scenario.liquefaction_offline.keys() {
            self.region(code)?;
        }
        let (parameters, loss) = (&self.parameters, self.parameters.liquefaction_loss);
        for (plant, &able) in self.liquefaction.iter().zip(&bounds.liquefaction) {
            let code = &self.regions[plant.region].code;
            let offline =
                if plant.tier == "existing" { scenario.liquefaction_offline.get(code) } else { None };
            let able = able - offline.unwrap_or(&0.0);
            if able <= NOTHING {
                continue;
            }
            for route in self.routes.iter().filter(|route| route.from == plant.region) {
                let freight = parameters.freight_fixed
                    + parameters.freight_per_1000_nautical_miles * route.distance / 1000.0
                    + route.canal;
                links.push(Link {
                    from: route.from,
                    to: route.to,
                    lng: true,
                    cost: (plant.cost + freight + parameters.regasification) * MMBTU_PER_1000_M3
                        + scenario.lng_cost_shift,
                    pooling: self.pooling(route.to, year),
                    loss,
                    capacity: capacities.len(),
                });
            }
            capacities.push(capacity(&format!("LNG {code} {}", plant.tier), able / (1.0 - loss)));
        }
        Ok(Links { links, capacities })
    }

    /// Gas that comes in by region whatever the price: firm pipelines, the unexplained rest, the new pipe.
    fn injection(
        &self,
        year: i32,
        scenario: &MarketScenario,
        bounds: &Bounds,
    ) -> Result<Vec<f64>, WorldError> {
        let mut injection: Vec<f64> =
            (0..self.regions.len()).map(|region| self.other_supply(region, year)).collect();
        for (pipeline, firm) in self.pipelines.iter().zip(&bounds.firm) {
            injection[pipeline.to] += firm;
            injection[pipeline.from] -= firm / (1.0 - pipeline.loss);
        }
        if let Some(pipe) = &scenario.pipe {
            injection[self.region(&pipe.buyer)?] += pipe.volume;
            injection[self.region(&pipe.seller)?] -= pipe.intake;
        }
        Ok(injection)
    }

    /// Gas of a region in a year that no flow explains, bcm(EI); what storage gave in 2024 it gives in no other year.
    pub fn other_supply(&self, region: usize, year: i32) -> f64 {
        let drawn = if year == 2024 { 0.0 } else { self.regions[region].stock_draw };
        self.balance[region] - drawn
    }

    /// Every region that sends gas must produce some.
    pub(super) fn check_exporters(&self) -> Result<(), WorldError> {
        let plants = self.liquefaction.iter().map(|plant| plant.region);
        let routes = self.routes.iter().map(|route| route.from);
        let lines = self.pipelines.iter().map(|pipeline| pipeline.from);
        match plants.chain(routes).chain(lines).find(|&region| self.regions[region].supply.is_none()) {
            Some(region) => Err(WorldError::Missing {
                file: "supply.csv".to_owned(),
                what: format!("region `{}`, which sends gas to others,", self.regions[region].code),
            }),
            None => Ok(()),
        }
    }

    /// What the balance of 2024 leaves over: consumption and exports less production and imports.
    pub(super) fn unexplained(&self) -> Vec<f64> {
        let mut rest: Vec<f64> = self.regions.iter().map(|of| of.consumption - of.production).collect();
        for route in &self.routes {
            rest[route.to] -= route.flow_2024;
            rest[route.from] += route.flow_2024 / (1.0 - self.parameters.liquefaction_loss);
        }
        for pipeline in &self.pipelines {
            rest[pipeline.to] -= pipeline.flow_2024;
            rest[pipeline.from] += pipeline.flow_2024 / (1.0 - pipeline.loss);
        }
        rest
    }
}

fn capacity(name: &str, value: f64) -> Capacity {
    Capacity {
        name: name.to_owned(),
        value,
        value_by_year: Vec::new(),
        expansion_cost: None,
        discount: Vec::new(),
    }
}
