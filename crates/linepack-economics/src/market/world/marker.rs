//! A world in which LNG costs what a marker says: one unknown, the cost of every delivery, solved for.

use super::{MarketScenario, World, WorldError};
use crate::market::{Equilibrium, Options, solve};

/// Least and greatest shift of the cost of LNG looked at, USD per 1000 m³(EI).
const SHIFTS: (f64, f64) = (-200.0, 2000.0);
/// How near to the marker is near enough, USD per 1000 m³(EI).
const NEAR: f64 = 1e-6;
/// Greatest number of markets solved.
const SOLVES: usize = 200;

impl World {
    /// The scenario, and its equilibrium, in which spot LNG at a region's border costs `price`, USD per 1000 m³(EI):
    /// the cost of all LNG is shifted until it does. `None` where no shift between −200 and 2,000 reaches the price.
    ///
    /// While plants are scarce their rent swallows a shift, so the shift found says how far the marker is from
    /// today's rent and cost, not what a plant costs.
    pub fn at_lng_price(
        &self,
        year: i32,
        scenario: &MarketScenario,
        (region, price): (&str, f64),
        options: &Options,
    ) -> Result<Option<(MarketScenario, Equilibrium)>, WorldError> {
        let region = self.region(region)?;
        let aside = self.regasification() + self.pooling(region, year);
        let mut options = options.clone();
        let mut gap = |shift: f64| -> Result<(f64, MarketScenario, Equilibrium), WorldError> {
            let shifted = MarketScenario { lng_cost_shift: shift, ..scenario.clone() };
            let equilibrium = solve(&self.market(year, &shifted)?, &options)?;
            options.start = Some(equilibrium.state.clone());
            Ok((equilibrium.price[region][0] - aside - price, shifted, equilibrium))
        };
        let (mut low, mut high) = SHIFTS;
        if gap(low)?.0 > NEAR || gap(high)?.0 < -NEAR {
            return Ok(None);
        }
        // the price rises with the shift, level where rents swallow it: halving finds the least shift
        for _ in 0..SOLVES {
            let middle = 0.5 * (low + high);
            let (above, shifted, equilibrium) = gap(middle)?;
            if above.abs() <= NEAR || high - low <= f64::EPSILON * high.abs() {
                return Ok(Some((shifted, equilibrium)));
            }
            if above < 0.0 { low = middle } else { high = middle }
        }
        Ok(None)
    }
}
