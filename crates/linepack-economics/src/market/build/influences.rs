//! Prices and costs that other quantities move, as cross terms of the problem.

use std::collections::HashMap;

use super::{Build, Column, Cross, Market, Term};
use crate::market::Element;

impl Build {
    /// Adds every influence in every block.
    pub(super) fn add_influences(&mut self, market: &Market) {
        if market.influences.is_empty() {
            return;
        }
        let mut columns: HashMap<(Element, usize), Vec<usize>> = HashMap::new();
        let mut sales = HashMap::new();
        for (at, column) in self.columns.iter().enumerate() {
            let (element, block) = match *column {
                Column::Consumption { node, block } => (Element::Consumption(node), block),
                Column::Production { trader, block } => (Element::Production(trader), block),
                Column::Flow { arc, block, .. } => (Element::Flow(arc), block),
                Column::Sale { trader, node, block } => {
                    sales.insert((trader, node, block), at);
                    continue;
                }
                _ => continue,
            };
            columns.entry((element, block)).or_default().push(at);
        }
        for influence in &market.influences {
            for block in 0..market.blocks() {
                let slope = market.influence(influence, block);
                let found = |element| columns.get(&(element, block)).map_or(&[][..], Vec::as_slice);
                let (rows, of) = (found(influence.on), found(influence.of));
                for &row in rows {
                    for &column in of {
                        self.tie(market, block, (row, column), slope);
                    }
                    if let (Element::Consumption(node), []) = (influence.of, of) {
                        // Gas that nobody can trade: all that comes in is consumed.
                        self.raise(market, block, row, slope * market.injection(node, block).max(0.0));
                    }
                }
                let (Element::Consumption(on), Element::Consumption(of)) = (influence.on, influence.of)
                else {
                    continue;
                };
                // Who sells here and there spoils his price there by selling here.
                for (t, trader) in market.traders.iter().enumerate() {
                    let slope = slope * trader.conjecture[of];
                    if let Some(&row) = sales.get(&(t, of, block)).filter(|_| slope != 0.0) {
                        if let Some(&column) = sales.get(&(t, on, block)) {
                            self.tie(market, block, (row, column), slope);
                        }
                        self.raise(market, block, row, -slope * market.forward(t, on));
                    }
                }
            }
        }
    }

    /// Adds slope · x_column to the condition of column `row`.
    fn tie(&mut self, market: &Market, block: usize, (row, column): (usize, usize), slope: f64) {
        let slope = market.weight(block) * slope * self.volume / self.money;
        if row == column {
            self.programme.quadratic[row] += slope;
        } else {
            self.programme.cross.push(Cross { row, column, term: Term::Slope(slope) });
        }
    }

    /// Adds a constant, money per volume, to the condition of column `row`.
    fn raise(&mut self, market: &Market, block: usize, row: usize, cost: f64) {
        self.programme.linear[row] += market.weight(block) * cost / self.money;
    }
}
