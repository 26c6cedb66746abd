//! A link may carry a subsidy, that is a cost below zero, as long as no closed loop pays.

use super::{Market, MarketError};

impl Market {
    /// Refuses a loop of links whose costs sum to less than zero: going round it would pay without end.
    ///
    /// Bellman and Ford: with no such loop, the cheapest ways settle after as many rounds as there are nodes.
    pub(super) fn check_loops(&self) -> Result<(), MarketError> {
        if self.arcs.iter().all(|arc| arc.cost >= 0.0) {
            return Ok(());
        }
        let mut cheapest = vec![0.0_f64; self.nodes.len()];
        for _ in 0..=self.nodes.len() {
            let mut settled = true;
            for arc in &self.arcs {
                let way = cheapest[arc.from] + arc.cost;
                if way < cheapest[arc.to] - 1e-9 * (1.0 + arc.cost.abs()) {
                    cheapest[arc.to] = way;
                    settled = false;
                }
            }
            if settled {
                return Ok(());
            }
        }
        let arc = self.arcs.iter().find(|arc| arc.cost < 0.0).map_or("", |arc| &arc.name);
        Err(MarketError::Refused {
            what: format!("a closed loop of links with a cost below zero (arc `{arc}` among the subsidised)"),
            hint: "raise the cost until no round trip pays",
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::market::{
        Arc, Formulation, Golombek, LinearDemand, Market, MarketError, Node, Options, Season, Trader, Year,
        solve,
    };

    fn two_towns(there: f64, back: Option<f64>) -> Market {
        let node = |name: &str| Node {
            name: name.into(),
            demand: Some(LinearDemand { intercept: 100.0, slope: 1.0 }.into()),
            demand_factor: vec![],
            injection: vec![],
        };
        let arc = |from, to, cost| Arc {
            name: format!("{from} to {to}"),
            from,
            to,
            cost,
            loss: 0.0,
            uses: vec![],
            open_to: None,
            tax: 0.0,
        };
        let mut arcs = vec![arc(0, 1, there)];
        arcs.extend(back.map(|cost| arc(1, 0, cost)));
        Market {
            nodes: vec![node("field"), node("city")],
            traders: vec![Trader {
                name: "seller".into(),
                home: 0,
                cost: Golombek { alpha: 40.0, beta: 0.0, gamma: 0.0, capacity: 1000.0, cap_fraction: 1.0 },
                capacity_by_year: vec![],
                conjecture: vec![0.0, 0.0],
                forward: vec![],
                contracts: vec![],
                rise: None,
                reserve: None,
                discount: vec![],
            }],
            arcs,
            capacities: vec![],
            storages: vec![],
            years: vec![Year { name: "2030".into(), discount: 1.0, duration: 1.0, demand_factor: 1.0 }],
            seasons: vec![Season { name: "year".into(), weight: 1.0, demand_factor: 1.0 }],
            formulation: Formulation::Routed,
            influences: vec![],
        }
    }

    #[test]
    fn a_subsidised_link_lowers_the_price_behind_it() {
        let equilibrium = solve(&two_towns(-15.0, None), &Options::default()).unwrap();
        assert!((equilibrium.price[0][0] - 40.0).abs() < 1e-8);
        assert!((equilibrium.price[1][0] - 25.0).abs() < 1e-8);
    }

    #[test]
    fn a_loop_that_costs_is_allowed_and_one_that_pays_is_refused() {
        assert!(two_towns(-15.0, Some(15.5)).check().is_ok());
        let error = two_towns(-15.0, Some(14.5)).check().unwrap_err();
        assert!(matches!(&error, MarketError::Refused { what, .. } if what.contains("`0 to 1`")), "{error}");
    }
}
