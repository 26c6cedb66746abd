//! Whether a market makes sense, element by element.

use std::collections::HashSet;

use super::{Demand, Formulation, IsoelasticDemand, LinearDemand, Market, MarketError, Rise};

const FINITE: &str = "a finite number";
const POSITIVE: &str = "above zero";
const NOT_NEGATIVE: &str = "zero or above";

/// One element of the market, to name it in messages.
struct Element<'a> {
    kind: &'static str,
    name: &'a str,
}

impl Element<'_> {
    fn label(&self) -> String {
        format!("{} `{}`", self.kind, self.name)
    }

    fn value(
        &self,
        field: &'static str,
        value: f64,
        (holds, rule): (bool, &'static str),
        hint: &'static str,
    ) -> Result<(), MarketError> {
        if holds && value.is_finite() {
            return Ok(());
        }
        let rule = if value.is_finite() { rule } else { FINITE };
        Err(MarketError::Value { element: self.label(), field, value, rule, hint })
    }

    fn length(
        &self,
        field: &'static str,
        found: usize,
        expected: usize,
        per: &'static str,
    ) -> Result<(), MarketError> {
        if found == expected {
            return Ok(());
        }
        Err(MarketError::Length { element: self.label(), field, found, expected, per })
    }

    fn index(&self, field: &'static str, index: usize, count: usize) -> Result<(), MarketError> {
        if index < count {
            return Ok(());
        }
        Err(MarketError::Reference { element: self.label(), field, index, count })
    }
}

impl Market {
    /// Says what is wrong with the market, if anything: the first thing found.
    ///
    /// Whether obligations can be met is not checked here: [`solve`](super::solve) finds that out.
    pub fn check(&self) -> Result<(), MarketError> {
        for (what, count) in
            [("node", self.nodes.len()), ("year", self.years.len()), ("season", self.seasons.len())]
        {
            if count == 0 {
                return Err(MarketError::Empty { what });
            }
        }
        unique("node", self.nodes.iter().map(|node| node.name.as_str()))?;
        unique("trader", self.traders.iter().map(|trader| trader.name.as_str()))?;
        unique("capacity", self.capacities.iter().map(|capacity| capacity.name.as_str()))?;
        unique("storage", self.storages.iter().map(|storage| storage.name.as_str()))?;
        self.check_time()?;
        self.check_nodes()?;
        self.check_capacities()?;
        self.check_arcs()?;
        self.check_traders()?;
        self.check_storages()?;
        self.check_influences()?;
        self.check_connection()
    }

    fn check_time(&self) -> Result<(), MarketError> {
        for year in &self.years {
            let element = Element { kind: "year", name: &year.name };
            let (discount, duration, factor) = (year.discount, year.duration, year.demand_factor);
            let range = (discount > 0.0 && discount <= 1.0, "a factor above zero and not above one");
            element.value("discount", discount, range, "1/(1 + r)^n for a rate r after n years")?;
            element.value("duration", duration, (duration > 0.0, POSITIVE), "1 for a single year")?;
            element.value(
                "demand_factor",
                factor,
                (factor >= 0.0, NOT_NEGATIVE),
                "1 leaves demand as it is",
            )?;
        }
        for season in &self.seasons {
            let element = Element { kind: "season", name: &season.name };
            let (weight, factor) = (season.weight, season.demand_factor);
            element.value("weight", weight, (weight > 0.0, POSITIVE), "the season's share of the year")?;
            element.value(
                "demand_factor",
                factor,
                (factor >= 0.0, NOT_NEGATIVE),
                "1 leaves demand as it is",
            )?;
        }
        Ok(())
    }

    fn check_nodes(&self) -> Result<(), MarketError> {
        for node in &self.nodes {
            let element = Element { kind: "node", name: &node.name };
            match node.demand {
                Some(Demand::Linear(LinearDemand { intercept, slope })) => {
                    let hint = "calibrate it: LinearDemand::calibrated(price, quantity, elasticity)";
                    element.value("intercept", intercept, (intercept > 0.0, POSITIVE), hint)?;
                    element.value("slope", slope, (slope > 0.0, POSITIVE), hint)?;
                }
                Some(Demand::Isoelastic(IsoelasticDemand { price, quantity, elasticity })) => {
                    let hint = "use the base year's price and consumption";
                    element.value("price", price, (price > 0.0, POSITIVE), hint)?;
                    element.value("quantity", quantity, (quantity > 0.0, POSITIVE), hint)?;
                    let rule = (elasticity < 0.0, "below zero");
                    element.value("elasticity", elasticity, rule, "-0.2 to -0.7 is usual for gas")?;
                }
                None => {}
            }
            if !node.demand_factor.is_empty() {
                element.length(
                    "demand_factor",
                    node.demand_factor.len(),
                    self.blocks(),
                    "year and season",
                )?;
            }
            for &factor in &node.demand_factor {
                element.value("demand_factor", factor, (factor >= 0.0, NOT_NEGATIVE), "0 means no demand")?;
            }
            if !node.injection.is_empty() {
                element.length("injection", node.injection.len(), self.blocks(), "year and season")?;
            }
            for &injection in &node.injection {
                element.value("injection", injection, (true, FINITE), "negative means a withdrawal")?;
            }
        }
        Ok(())
    }

    fn check_capacities(&self) -> Result<(), MarketError> {
        for capacity in &self.capacities {
            let element = Element { kind: "capacity", name: &capacity.name };
            let value = capacity.value;
            element.value("value", value, (value >= 0.0, NOT_NEGATIVE), "0 closes what uses it")?;
            if !capacity.value_by_year.is_empty() {
                let count = capacity.value_by_year.len();
                element.length("value_by_year", count, self.years.len(), "year")?;
            }
            for &value in &capacity.value_by_year {
                element.value(
                    "value_by_year",
                    value,
                    (value >= 0.0, NOT_NEGATIVE),
                    "0 closes what uses it",
                )?;
            }
            self.check_discount(&element, &capacity.discount)?;
            if let Some(cost) = capacity.expansion_cost {
                let hint = "leave it out if the capacity cannot be expanded";
                element.value("expansion_cost", cost, (cost > 0.0, POSITIVE), hint)?;
            }
        }
        Ok(())
    }

    fn check_arcs(&self) -> Result<(), MarketError> {
        for arc in &self.arcs {
            let element = Element { kind: "arc", name: &arc.name };
            element.index("from", arc.from, self.nodes.len())?;
            element.index("to", arc.to, self.nodes.len())?;
            for &capacity in &arc.uses {
                element.index("uses", capacity, self.capacities.len())?;
            }
            for &trader in arc.open_to.iter().flatten() {
                element.index("open_to", trader, self.traders.len())?;
            }
            element.value("cost", arc.cost, (true, FINITE), "below zero is a subsidy")?;
            let range = (arc.loss >= 0.0 && arc.loss < 1.0, "a share from 0 to below 1");
            element.value("loss", arc.loss, range, "3 % is 0.03")?;
            let range = (arc.tax >= 0.0 && arc.tax < 1.0, "a share from 0 to below 1");
            element.value("tax", arc.tax, range, "30 % of the value that arrives is 0.3")?;
            if arc.from == arc.to {
                let what = format!("arc `{}` from a node to itself", arc.name);
                return Err(MarketError::Refused { what, hint: "remove it" });
            }
        }
        self.check_loops()
    }

    fn check_traders(&self) -> Result<(), MarketError> {
        let nodes = self.nodes.len();
        for (t, trader) in self.traders.iter().enumerate() {
            let element = Element { kind: "trader", name: &trader.name };
            element.index("home", trader.home, nodes)?;
            let cost = trader.cost;
            element.value("alpha", cost.alpha, (true, FINITE), "the cost of the first unit")?;
            element.value(
                "beta",
                cost.beta,
                (cost.beta >= 0.0, NOT_NEGATIVE),
                "marginal cost must not fall",
            )?;
            let rule = (cost.gamma <= 0.0, "zero or below");
            element.value("gamma", cost.gamma, rule, "marginal cost must not fall towards capacity")?;
            let fraction = cost.cap_fraction;
            let rule = (fraction > 0.0 && fraction <= 1.0, "above zero and not above one");
            element.value("cap_fraction", fraction, rule, "0.995 is usual")?;
            let rule = (fraction < 1.0 || cost.gamma == 0.0, "below one, since `gamma` is not zero");
            element.value("cap_fraction", fraction, rule, "0.995 is usual")?;
            element.value("capacity", cost.capacity, (cost.capacity >= 0.0, NOT_NEGATIVE), "0 stops him")?;
            if !trader.capacity_by_year.is_empty() {
                let count = trader.capacity_by_year.len();
                element.length("capacity_by_year", count, self.years.len(), "year")?;
            }
            for &capacity in &trader.capacity_by_year {
                element.value(
                    "capacity_by_year",
                    capacity,
                    (capacity >= 0.0, NOT_NEGATIVE),
                    "0 stops him",
                )?;
            }
            element.length("conjecture", trader.conjecture.len(), nodes, "node")?;
            for &delta in &trader.conjecture {
                let rule = ((0.0..=1.0).contains(&delta), "from 0 (price taker) to 1 (Cournot)");
                element.value("conjecture", delta, rule, "0 at home, 1 abroad is usual")?;
            }
            if !trader.forward.is_empty() {
                element.length("forward", trader.forward.len(), nodes, "node")?;
            }
            for &volume in &trader.forward {
                element.value("forward", volume, (volume >= 0.0, NOT_NEGATIVE), "0 where nothing is sold")?;
            }
            self.check_own(t)?;
            self.check_contracts(t)?;
        }
        Ok(())
    }

    /// A trader's own rate, reserve and rise of cost, and whether he has a best answer where demand is curved.
    fn check_own(&self, t: usize) -> Result<(), MarketError> {
        let trader = &self.traders[t];
        let element = Element { kind: "trader", name: &trader.name };
        self.check_discount(&element, &trader.discount)?;
        let reserve = trader.reserve.unwrap_or(1.0);
        element.value("reserve", reserve, (reserve > 0.0, POSITIVE), "leave it out if there is no limit")?;
        match trader.rise {
            Some(Rise::Reciprocal { weight }) => {
                let rule = (weight >= 0.0, NOT_NEGATIVE);
                element.value("rise", weight, rule, "marginal cost must not fall")?;
                let rule =
                    (trader.cost.cap_fraction < 1.0, "below one, since `rise` has no end at full capacity");
                element.value("cap_fraction", trader.cost.cap_fraction, rule, "0.995 is usual")?;
            }
            Some(Rise::Power { scale, exponent }) => {
                element.value("rise", scale, (scale > 0.0, POSITIVE), "the rate at which the term is 1")?;
                element.value("rise", exponent, (exponent > 0.0, POSITIVE), "marginal cost must not fall")?;
            }
            None => {}
        }
        for (node, &delta) in self.nodes.iter().zip(&trader.conjecture) {
            let Some(Demand::Isoelastic(curve)) = node.demand else { continue };
            if delta > 0.0 && curve.elasticity >= -1.0 {
                let what = format!(
                    "market power of trader `{}` at node `{}` under demand of constant elasticity {}: he would sell ever less",
                    trader.name, node.name, curve.elasticity
                );
                let hint = "use linear demand, calibrated at the price expected, or an elasticity below -1";
                return Err(MarketError::Refused { what, hint });
            }
        }
        Ok(())
    }

    /// Own discount factors, one a year.
    fn check_discount(&self, element: &Element<'_>, own: &[f64]) -> Result<(), MarketError> {
        if !own.is_empty() {
            element.length("discount", own.len(), self.years.len(), "year")?;
        }
        own.iter().try_for_each(|&factor| {
            let range = (factor > 0.0 && factor <= 1.0, "a factor above zero and not above one");
            element.value("discount", factor, range, "1/(1 + r)^n for a rate r after n years")
        })
    }

    fn check_contracts(&self, t: usize) -> Result<(), MarketError> {
        let trader = &self.traders[t];
        let mut least = vec![0.0; self.years.len()];
        for contract in &trader.contracts {
            let element = Element { kind: "contract", name: &contract.name };
            element.index("node", contract.node, self.nodes.len())?;
            element.length("volume", contract.volume.len(), self.years.len(), "year")?;
            let share = contract.take_or_pay;
            let rule = ((0.0..=1.0).contains(&share), "a share from 0 to 1");
            element.value("take_or_pay", share, rule, "80 % is 0.8")?;
            for (year, &volume) in contract.volume.iter().enumerate() {
                element.value("volume", volume, (volume >= 0.0, NOT_NEGATIVE), "0 when not in force")?;
                least[year] += share * volume;
                let cost = self.cost(t, year);
                let seasons: f64 = self.seasons.iter().map(|season| season.weight).sum();
                let capacity = cost.cap_fraction * cost.capacity * seasons;
                if least[year] > capacity * (1.0 + 1e-12) {
                    return Err(MarketError::ContractAboveCapacity {
                        contract: contract.name.clone(),
                        trader: trader.name.clone(),
                        year: self.years[year].name.clone(),
                        volume: least[year],
                        capacity,
                    });
                }
            }
        }
        Ok(())
    }

    fn check_storages(&self) -> Result<(), MarketError> {
        for storage in &self.storages {
            let element = Element { kind: "storage", name: &storage.name };
            element.index("node", storage.node, self.nodes.len())?;
            let efficiency = storage.injection_efficiency;
            let rule = (efficiency > 0.0 && efficiency <= 1.0, "above zero and not above one");
            element.value("injection_efficiency", efficiency, rule, "0.985 is usual")?;
            for (field, value) in [
                ("working_gas", Some(storage.working_gas)),
                ("injection_cost", Some(storage.injection_cost)),
                ("withdrawal_cost", Some(storage.withdrawal_cost)),
                ("injection_rate", storage.injection_rate),
                ("withdrawal_rate", storage.withdrawal_rate),
            ] {
                let value = value.unwrap_or(0.0);
                element.value(field, value, (value >= 0.0, NOT_NEGATIVE), "0 closes the storage")?;
            }
        }
        Ok(())
    }

    /// Every node is touched by an arc or is somebody's home; gas that comes in has a use.
    fn check_connection(&self) -> Result<(), MarketError> {
        let mut touched = vec![self.nodes.len() == 1; self.nodes.len()];
        self.arcs.iter().for_each(|arc| (touched[arc.from], touched[arc.to]) = (true, true));
        self.traders.iter().for_each(|trader| touched[trader.home] = true);
        for (n, node) in self.nodes.iter().enumerate() {
            if !touched[n] && node.injection.is_empty() {
                return Err(MarketError::Disconnected { node: node.name.clone() });
            }
            for block in 0..self.blocks() {
                let injection = self.injection(n, block);
                let stranded = injection > 0.0 && self.demand(n, block).is_none();
                if stranded && self.formulation == Formulation::Routed {
                    return Err(MarketError::Unbalanced {
                        node: node.name.clone(),
                        block: self.block_name(block),
                        injection,
                    });
                }
            }
        }
        Ok(())
    }
}

fn unique<'a>(kind: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), MarketError> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(MarketError::Duplicate { kind, name: name.to_owned() });
        }
    }
    Ok(())
}
