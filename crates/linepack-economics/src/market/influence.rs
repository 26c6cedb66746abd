//! Prices and costs that depend on other quantities than their own.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Market, MarketError};

/// A linear dependence of one element's price or marginal cost on another's quantity, in the same block.
///
/// ```text
/// P_on = A − B Q_on − k Q_of        (consumption)
/// c_on = … + k q_of                 (production; flow of all traders together)
/// ```
///
/// k is `slope`, money per volume squared. Two commodities of one region are two nodes with an influence each way.
/// Where the two slopes of a pair agree there is still a convex programme; where they do not, the market is
/// solved as a complementarity problem. For quantities taken with a demand factor f, Q/f counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Influence {
    /// Whose price falls, or whose marginal cost rises.
    pub on: Element,
    /// With whose quantity.
    pub of: Element,
    /// By how much per unit.
    pub slope: f64,
}

/// A quantity of the market, by the element's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Element {
    /// Consumption at a node.
    Consumption(usize),
    /// Production of a trader.
    Production(usize),
    /// Flow sent over an arc, of all traders together.
    Flow(usize),
}

impl Market {
    /// Slope of an influence in a block: quantities taken with a demand factor count less by it.
    pub(super) fn influence(&self, influence: &Influence, block: usize) -> f64 {
        match influence.of {
            Element::Consumption(node) => match self.demand_factor(node, block) {
                factor if factor > 0.0 => influence.slope / factor,
                _ => 0.0,
            },
            _ => influence.slope,
        }
    }

    /// Sum of the influences on an element in a block, money per volume.
    pub(super) fn influenced(&self, on: Element, block: usize, quantity: &dyn Fn(Element) -> f64) -> f64 {
        let terms = self.influences.iter().filter(|influence| influence.on == on);
        terms.map(|influence| self.influence(influence, block) * quantity(influence.of)).sum()
    }

    /// Refuses influences that refer to nothing, or under which the problem is not monotone.
    pub(super) fn check_influences(&self) -> Result<(), MarketError> {
        for influence in &self.influences {
            for (field, element) in [("on", influence.on), ("of", influence.of)] {
                let (index, count) = match element {
                    Element::Consumption(node) => (node, self.nodes.len()),
                    Element::Production(trader) => (trader, self.traders.len()),
                    Element::Flow(arc) => (arc, self.arcs.len()),
                };
                let label = || format!("influence on {}", self.told(influence.on));
                if index >= count {
                    return Err(MarketError::Reference { element: "influence".into(), field, index, count });
                }
                if let Element::Consumption(node) = element
                    && self.nodes[node].demand.is_none_or(|demand| demand.line().is_none())
                {
                    return Err(MarketError::Refused {
                        what: format!("{} where demand is no line", label()),
                        hint: "give both nodes a demand with `intercept` and `slope`",
                    });
                }
                if !influence.slope.is_finite() {
                    return Err(MarketError::Value {
                        element: label(),
                        field: "slope",
                        value: influence.slope,
                        rule: "a finite number",
                        hint: "0 is no influence",
                    });
                }
            }
        }
        if self.influences.is_empty() || self.monotone().is_some() {
            return Ok(());
        }
        Err(MarketError::Refused {
            what: format!(
                "prices and costs that move each other more than themselves (influence on {} among them)",
                self.told(self.influences[0].on)
            ),
            hint: "lower the cross slopes (with the own slopes their symmetric part must be positive semidefinite), or give a seller one conjecture at nodes that influence each other",
        })
    }

    fn told(&self, element: Element) -> String {
        match element {
            Element::Consumption(node) => format!("consumption at `{}`", self.nodes[node].name),
            Element::Production(trader) => format!("production of `{}`", self.traders[trader].name),
            Element::Flow(arc) => format!("flow over `{}`", self.arcs[arc].name),
        }
    }

    /// Whether own slopes and influences together are monotone (`Some`), and strictly in consumption (`Some(true)`).
    pub(super) fn monotone(&self) -> Option<bool> {
        let elements: BTreeSet<Element> = self.influences.iter().flat_map(|i| [i.on, i.of]).collect();
        let elements: Vec<Element> = elements.into_iter().collect();
        let at = |element| elements.binary_search(&element).unwrap_or_default();
        let mut strict = true;
        for block in 0..self.blocks() {
            let own = |element: &Element| match *element {
                Element::Consumption(node) => {
                    let line = self.demand(node, block).and_then(|demand| demand.line());
                    line.map_or(1.0, |line| line.slope)
                }
                Element::Production(trader) => self.traders[trader].cost.beta,
                Element::Flow(_) => 0.0,
            };
            let mut slopes = vec![vec![0.0; elements.len()]; elements.len()];
            elements.iter().enumerate().for_each(|(i, element)| slopes[i][i] = own(element));
            for influence in &self.influences {
                slopes[at(influence.on)][at(influence.of)] += self.influence(influence, block);
            }
            strict &= positive(&slopes)?;
            // A seller's marginal revenues: his conjecture of where he sells more times the price's fall there and elsewhere.
            for trader in &self.traders {
                let mut powers = vec![vec![0.0; elements.len()]; elements.len()];
                for (m, of) in elements.iter().enumerate() {
                    let Element::Consumption(node) = *of else { continue };
                    for (n, on) in elements.iter().enumerate() {
                        if matches!(on, Element::Consumption(_)) {
                            powers[m][n] = trader.conjecture[node] * slopes[n][m];
                        }
                    }
                }
                positive(&powers)?;
            }
        }
        Some(strict)
    }
}

/// Whether the symmetric part is positive semidefinite (`Some`), or definite (`Some(true)`): Cholesky's pivots.
fn positive(matrix: &[Vec<f64>]) -> Option<bool> {
    let n = matrix.len();
    let mut a: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| 0.5 * (matrix[i][j] + matrix[j][i])).collect()).collect();
    let largest = (0..n).fold(0.0, |most: f64, i| most.max(a[i][i]));
    let nothing = 1e-12 * largest;
    let mut strict = true;
    for k in 0..n {
        let pivot = a[k][k];
        if pivot > nothing {
            let (done, later) = a.split_at_mut(k + 1);
            for row in later {
                let factor = row[k] / pivot;
                row.iter_mut().zip(&done[k]).skip(k + 1).for_each(|(entry, above)| *entry -= factor * above);
            }
            continue;
        }
        strict = false;
        // A pivot of zero needs a row of zeros.
        if pivot < -nothing || a[k][k + 1..].iter().any(|entry| entry.abs() > nothing.sqrt() * largest.sqrt())
        {
            return None;
        }
    }
    Some(strict)
}
