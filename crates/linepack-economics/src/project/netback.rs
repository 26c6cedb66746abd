//! Netback: what gas is worth earlier on its way, from the price where it is sold.
//!
//! ```text
//! pᵢ = (pᵢ₊₁ − cᵢ)(1 − ℓᵢ)
//! ```
//!
//! A leg takes in one unit, loses the share ℓ, and delivers the rest at a cost c for each unit delivered.

use serde::{Deserialize, Serialize};

/// A leg of the way to the market.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// Name, such as `Erenhot to Beijing`.
    pub name: String,
    /// Cost for each unit delivered at its end, M/U.
    pub cost: f64,
    /// Gas lost or burnt over gas taken in.
    pub loss: f64,
}

impl Leg {
    /// A leg.
    pub fn new(name: impl Into<String>, cost: f64, loss: f64) -> Self {
        Self { name: name.into(), cost, loss }
    }
}

/// The value of gas at the inlet of each leg, M/U, first leg first; the price holds at the end of the last.
///
/// ```
/// use linepack_economics::project::netback::{netback, Leg};
/// let way = [Leg::new("liquefaction", 110.0, 0.10), Leg::new("shipping", 40.0, 0.0)];
/// let values = netback(380.0, &way);
/// assert_eq!(values, [207.0, 340.0]); // USD/1000 m³: feed gas, then free on board
/// ```
pub fn netback(price: f64, way: &[Leg]) -> Vec<f64> {
    let mut values: Vec<f64> = way
        .iter()
        .rev()
        .scan(price, |value, leg| {
            *value = (*value - leg.cost) * (1.0 - leg.loss);
            Some(*value)
        })
        .collect();
    values.reverse();
    values
}

/// The cost of delivering one unit at the end of the way from gas that costs `price` at its start, M/U.
///
/// ```text
/// pᵢ₊₁ = pᵢ/(1 − ℓᵢ) + cᵢ
/// ```
pub fn delivered_cost(price: f64, way: &[Leg]) -> f64 {
    way.iter().fold(price, |value, leg| value / (1.0 - leg.loss) + leg.cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_netback_agrees() {
        let Some(case) = linepack_cases::json("finance/project_finance.json") else { return };
        let case = &case["netback"]["case"];
        let of = |key: &str| linepack_cases::number(&case[key]);
        let way =
            [Leg::new("liquefaction", of("liq"), of("feed_loss")), Leg::new("shipping", of("ship"), 0.0)];
        assert_eq!(
            netback(of("p_lng_des"), &way)[0],
            linepack_cases::number(&case["expected"]["netback_feedgas"])
        );
    }

    #[test]
    fn a_city_gate_price_nets_back_to_the_border() {
        // Beijing 1,860 CNY/1000 m³ with 9 % VAT; 560 km at 0.2783 CNY with VAT; 7.15 CNY/USD: 219 at the border.
        let vat = 1.09;
        let way = [Leg::new("Erenhot to Beijing", 560.0 * 0.2783 / vat / 7.15, 0.0)];
        assert_eq!(netback(1860.0 / vat / 7.15, &way)[0].round(), 219.0);
        assert_eq!(netback(1860.0 * 1.185 / vat / 7.15, &way)[0].round(), 263.0);
    }

    #[test]
    fn netback_and_delivered_cost_undo_each_other() {
        let way = [Leg::new("a", 31.0, 0.06), Leg::new("b", 22.0, 0.015), Leg::new("c", 5.0, 0.0)];
        let inlet = netback(300.0, &way)[0];
        assert!((delivered_cost(inlet, &way) - 300.0).abs() < 1e-12);
        assert!(netback(300.0, &[]).is_empty());
    }
}
