//! How far each input moves each result between its own low and high, one at a time.

use super::evaluate::{Evaluation, Prepared};
use super::values::Values;
use crate::outcome::Swing;
use crate::study::Study;
use crate::study::fault::Fault;
use crate::study::inputs::{Content, shown};
use linepack::units::Shape;

/// A result by its id.
type Named = (&'static str, fn(&Evaluation) -> f64);

/// The results whose ranges are told, in a fixed order.
pub const RESULTS: [Named; 16] = [
    ("line.power", |e| e.operation.solution.shaft_power / 1e6),
    ("line.fuel_share", |e| e.operation.solution.fuel_share),
    ("cost.capex", |e| e.cost.capex),
    ("cost.tariff", |e| e.cost.tariff),
    ("market.price.without", |e| e.deal.buyer.price_without),
    ("market.price.with", |e| e.deal.buyer.price_with),
    ("deal.seller_reservation", |e| e.deal.bargain.range.seller_reservation),
    ("deal.seller_reservation.company", |e| e.deal.seller.company),
    ("deal.seller_reservation.state", |e| e.deal.seller.state),
    ("deal.buyer_reservation", |e| e.deal.bargain.range.buyer_reservation),
    ("deal.buyer_reservation.importer", |e| e.deal.buyer.importer),
    ("deal.buyer_reservation.country", |e| e.deal.buyer.country),
    ("market.worth", |e| e.deal.buyer.worth),
    ("deal.nash_price", |e| e.deal.bargain.nash.unwrap_or(f64::NAN)),
    ("deal.rubinstein_price", |e| e.deal.bargain.rubinstein.unwrap_or(f64::NAN)),
    ("deal.range", |e| e.deal.bargain.range.width()),
];

/// The swings of one study.
#[derive(Debug, Clone, Default)]
pub struct Tornado {
    /// Swings of `deal.range`, the widest first.
    pub swings: Vec<Swing>,
    /// Low and high of every result of [`RESULTS`]: the central value less and plus the root of the summed squares.
    pub ranges: Vec<(&'static str, f64, f64)>,
    /// Inputs at one end of which the line cannot carry the volume, with the cause.
    pub broken: Vec<(&'static str, String)>,
}

impl Tornado {
    /// Moves every input that has a range to its low and its high.
    ///
    /// The range of a result combines the swings as if the inputs were independent and their effects added:
    /// √Σ(Δᵢ²) below and above, each side from the swings that go its way.
    ///
    /// # Errors
    /// What is wrong with a value at one end of its range.
    pub fn new(study: &Study, prepared: &Prepared, base: &Evaluation) -> Result<Self, Fault> {
        let central: Vec<f64> = RESULTS.iter().map(|(_, result)| result(base)).collect();
        let mut below = vec![0.0; RESULTS.len()];
        let mut above = vec![0.0; RESULTS.len()];
        let mut tornado = Self::default();
        for input in study.inputs.iter() {
            let Content::Number(range) = &input.content else { continue };
            if range.shape == Shape::Fixed {
                continue;
            }
            let mut ends = [None, None];
            for (end, value) in ends.iter_mut().zip([range.low, range.high]) {
                let values = Values::of(&study.inputs.with(input.key, value));
                match prepared.evaluate(values, Some(base))? {
                    Ok(evaluation) => *end = Some(evaluation),
                    Err(infeasible) => tornado.broken.push((input.key, infeasible.cause)),
                }
            }
            for (index, (_, result)) in RESULTS.iter().enumerate() {
                let moves = ends.iter().flatten().map(|evaluation| result(evaluation) - central[index]);
                let moves = moves.filter(|by| by.is_finite());
                let (down, up) = moves.fold((0.0_f64, 0.0_f64), |(down, up), by| (down.min(by), up.max(by)));
                below[index] += down * down;
                above[index] += up * up;
            }
            let at =
                |end: &Option<Evaluation>| end.as_ref().map_or(f64::NAN, |e| e.deal.bargain.range.width());
            let [low, high] = [at(&ends[0]), at(&ends[1])];
            if low.is_finite() && high.is_finite() {
                let field = input.field();
                tornado.swings.push(Swing {
                    input: format!("input.{}", input.key),
                    label: field.label.to_owned(),
                    unit: field.unit.to_owned(),
                    low: shown(field, range.low),
                    high: shown(field, range.high),
                    result_at_low: low,
                    result_at_high: high,
                });
            }
        }
        let width = |swing: &Swing| (swing.result_at_high - swing.result_at_low).abs();
        tornado.swings.sort_by(|a, b| width(b).total_cmp(&width(a)).then_with(|| a.input.cmp(&b.input)));
        tornado.ranges = RESULTS
            .iter()
            .enumerate()
            .map(|(index, (id, _))| {
                (*id, central[index] - below[index].sqrt(), central[index] + above[index].sqrt())
            })
            .collect();
        Ok(tornado)
    }

    /// Low and high of one result.
    pub fn range(&self, id: &str) -> Option<(f64, f64)> {
        self.ranges.iter().find(|(known, ..)| *known == id).map(|(_, low, high)| (*low, *high))
    }
}
