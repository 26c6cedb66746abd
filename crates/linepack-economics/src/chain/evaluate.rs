//! One evaluation of the chain: values in, numbers out; a stage whose values have not changed is not run again.

use super::cost::CostResult;
use super::deal::DealResult;
use super::hydraulics::{GasData, Operation};
use super::market::{MarketResult, Prepared as PreparedMarket};
use super::stage::{Infeasible, LineStage, STRIDE};
use super::values::Values;
use crate::study::Study;
use crate::study::data::Waypoint;
use crate::study::fault::{Fault, Faults};

/// What does not change between evaluations of one study.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The gas, tabulated.
    pub gas: GasData,
    /// The world of the market, with its long run.
    pub market: PreparedMarket,
    /// The route.
    pub route: Vec<Waypoint>,
    /// Year of money.
    pub money_year: u32,
}

/// The numbers of one evaluation of a line that can carry the volume.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// The values it was made from.
    pub values: Values,
    /// The line.
    pub line: LineStage,
    /// Number of stations.
    pub stations: u32,
    /// Its operation.
    pub operation: Operation,
    /// Its cost.
    pub cost: CostResult,
    /// The market without and with it.
    pub market: MarketResult,
    /// The deal.
    pub deal: DealResult,
}

/// The numbers, or why the volume cannot be carried.
pub type Evaluated = Result<Evaluation, Infeasible>;

impl Prepared {
    /// Prepares a study: reads its market, tabulates its gas.
    ///
    /// # Errors
    /// What is wrong with the gas or the market.
    pub fn new(study: &Study) -> Result<Self, Faults> {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the reader has checked the year"
        )]
        let money_year = study.inputs.si("study.money_year") as u32;
        let region = study.inputs.text("market.region");
        Ok(Self {
            gas: GasData::new(study.inputs.text("gas.composition"))?,
            market: PreparedMarket::new(study.world.clone(), region)?,
            route: study.route.clone(),
            money_year,
        })
    }

    /// Evaluates values, taking over from `before` every stage that they leave unchanged.
    ///
    /// The search for the number of stations begins at that of `before`: for values near those of `before`.
    ///
    /// # Errors
    /// What is wrong with a value.
    pub fn evaluate(&self, values: Values, before: Option<&Evaluation>) -> Result<Evaluated, Fault> {
        let start = before.map_or((None, STRIDE), |before| (Some(before.stations), 1));
        self.evaluate_from(values, before, start)
    }

    /// The evaluation that no other came before, to the last bit, though stages are taken over from `before`.
    ///
    /// # Errors
    /// What is wrong with a value.
    pub fn afresh(&self, values: Values, before: Option<&Evaluation>) -> Result<Evaluated, Fault> {
        self.evaluate_from(values, before, (None, STRIDE))
    }

    /// Evaluates values; `start` is the number of stations and the stride with which their search begins.
    fn evaluate_from(
        &self,
        values: Values,
        before: Option<&Evaluation>,
        start: (Option<u32>, i32),
    ) -> Result<Evaluated, Fault> {
        let mut line = match before {
            Some(before) if before.values.line == values.line => before.line.clone(),
            _ => LineStage::new(&values.line, &self.route, &self.gas)?,
        };
        let tariff = |line: &LineStage, operation: &Operation| {
            CostResult::new(&values, &self.route, self.money_year, line, operation).map(|cost| cost.tariff)
        };
        let stations = match line.best(&self.gas, start, tariff)? {
            Ok(stations) => stations,
            Err(infeasible) => return Ok(Err(infeasible)),
        };
        let operation = match line.operation(&self.gas, stations) {
            Ok(operation) => operation.clone(),
            Err(_) => return Ok(Err(Infeasible { cause: format!("{stations} stations do not work") })),
        };
        let cost = CostResult::new(&values, &self.route, self.money_year, &line, &operation)?;
        let market = match before {
            Some(before) if before.values.market == values.market && before.cost.intake == cost.intake => {
                before.market.clone()
            }
            _ => self.market.solve(&values.market, cost.intake)?,
        };
        let deal = DealResult::new(&values, &cost, &market)?;
        Ok(Ok(Evaluation { values, line, stations, operation, cost, market, deal }))
    }
}
