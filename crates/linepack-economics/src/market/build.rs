//! From market to programme: one column a volume, one row a balance or limit.
//!
//! ```text
//! min Σ_b W_b { Σ_n [−A Q + ½ B Q² + ½ B Σ_t δ_tn (s_tn − g_tn)²] + Σ c(q) + Σ c_a f + storage } + Σ γ_y I_k Δ_ky
//! ```
//!
//! | row       | meaning                                              | multiplier               |
//! |-----------|------------------------------------------------------|--------------------------|
//! | node      | Σ_t s − Q = −injection                               | W · price                |
//! | balance   | q + Σ (1 − l) f_in − Σ f_out − s + withdrawn − injected = 0 | W · value of gas to its owner |
//! | capacity  | −Σ f − spare + E = −capacity                         | W · capacity price       |
//! | grown     | E_y − E_{y−1} − Δ_{y−1} = 0                         | value of capacity to its owner |
//! | reserve   | −Σ_b n_y w_d q − left = −reserve                     | value of gas left in the ground |
//! | seller    | q − Σ_n s − surplus = 0 (swap only)                  | W · value of selling     |
//! | stock, contract | see `storage` and `contracts`                  |                          |
//!
//! Where demand is linear the traders' conditions have a symmetric Jacobian, so this one convex programme
//! has exactly their equilibria as solutions (economics: Hashimoto 1985; here with any conjecture and forward sales).
//! Curved demand with market power, influences, taxes and own rates have none, and enter as cross terms or multipliers:
//! a tax lets (1 − l) f arrive but pays (1 − l)(1 − τ) of its value; an own rate counts rents by its discount factor.

use super::{
    Demand, Formulation, Market, Rise,
    programme::{Cross, Curve, Programme, Term},
    reach::{Reach, outlets},
};

mod influences;

/// What a column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Consumption {
        node: usize,
        block: usize,
    },
    Sale {
        trader: usize,
        node: usize,
        block: usize,
    },
    Production {
        trader: usize,
        block: usize,
    },
    Flow {
        arc: usize,
        commodity: usize,
        block: usize,
    },
    Expansion {
        capacity: usize,
        year: usize,
    },
    /// All that was bought in earlier years.
    Grown {
        capacity: usize,
        year: usize,
    },
    Injection {
        storage: usize,
        commodity: usize,
        block: usize,
    },
    Withdrawal {
        storage: usize,
        commodity: usize,
        block: usize,
    },
    Stock {
        storage: usize,
        commodity: usize,
        block: usize,
    },
    /// Spare capacity, or what a contract or seller's row has beyond its limit; told apart by the row.
    Slack {
        row: usize,
    },
    /// Gas from nowhere, only to find out where an infeasible market is short.
    Shortage {
        node: usize,
        block: usize,
    },
    /// What a contract goes without, likewise.
    Undelivered {
        node: usize,
        year: usize,
    },
    /// Gas to nowhere, likewise.
    Surplus {
        node: usize,
        block: usize,
    },
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Row {
    Node { node: usize, block: usize },
    Balance { commodity: usize, node: usize, block: usize },
    Seller { trader: usize, block: usize },
    Capacity { capacity: usize, block: usize },
    Stock { storage: usize, commodity: usize, block: usize },
    StorageLimit { storage: usize, kind: usize, block: usize },
    Contract { trader: usize, contract: usize, year: usize },
    Grown { capacity: usize, year: usize },
    Reserve { trader: usize },
}

/// No row.
const NONE: usize = usize::MAX;

/// A market as a programme, with the way back.
#[derive(Clone, Debug, Default)]
pub(super) struct Build {
    pub(super) programme: Programme,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    /// Weight W of each column's block.
    pub(super) weights: Vec<f64>,
    /// Volume of one scaled unit, a power of two.
    pub(super) volume: f64,
    /// Money per volume of one scaled unit, a power of two.
    pub(super) money: f64,
    /// What the programme's value leaves out, scaled.
    pub(super) constant: f64,
    commodities: usize,
    nodes: Vec<usize>,
    balances: Vec<usize>,
    capacities: Vec<usize>,
    /// Column of consumption by node and block.
    consumers: Vec<usize>,
    /// Row of each trader's reserve.
    reserves: Vec<usize>,
    /// Entries of B that are not A's.
    dual: Vec<(usize, f64)>,
}

/// Builds the programme; `elastic` prices nothing but gas from and to nowhere.
pub(super) fn build(market: &Market, elastic: bool) -> Build {
    let commodities = match market.formulation {
        Formulation::Routed => market.traders.len(),
        Formulation::Swap => 1,
    };
    let (blocks, nodes) = (market.blocks(), market.nodes.len());
    let (volume, money) = scales(market);
    let mut build = Build {
        volume,
        money,
        commodities,
        nodes: vec![NONE; nodes * blocks],
        consumers: vec![NONE; nodes * blocks],
        balances: vec![NONE; commodities * nodes * blocks],
        capacities: vec![NONE; market.capacities.len() * blocks],
        programme: Programme::new(Vec::new()),
        ..Build::default()
    };
    build.add_reserves(market);
    let reaches: Vec<Vec<Reach>> = (0..market.years.len()).map(|year| reaches(market, year)).collect();
    for (year, reaches) in reaches.iter().enumerate() {
        let contracts = build.add_contracts(market, year);
        build.add_rows(market, year, reaches, &contracts);
        for season in 0..market.seasons.len() {
            let block = market.block(year, season);
            build.add_consumption(market, block);
            for (commodity, reach) in reaches.iter().enumerate() {
                build.add_flows(market, block, commodity, reach);
            }
            for trader in 0..market.traders.len() {
                let reach = &reaches[trader.min(commodities - 1)];
                build.add_trader(market, (trader, block), reach, &contracts);
            }
        }
        if market.seasons.len() > 1 {
            build.add_storage(market, year, reaches);
        }
    }
    build.add_expansion(market);
    build.add_slacks(market);
    build.add_influences(market);
    if !build.dual.is_empty() {
        build.programme.dual.clone_from(&build.programme.values);
        build.dual.iter().for_each(|&(entry, value)| build.programme.dual[entry] = value);
    }
    if elastic {
        build.relax(market);
    }
    build
}

/// Networks of all commodities in a year.
fn reaches(market: &Market, year: usize) -> Vec<Reach> {
    let outlets = outlets(market, year);
    let wide: Vec<bool> = (0..market.capacities.len())
        .map(|k| {
            market.capacity(k, year) > 0.0 || (year > 0 && market.capacities[k].expansion_cost.is_some())
        })
        .collect();
    let open: Vec<bool> = market.arcs.iter().map(|arc| arc.uses.iter().all(|&k| wide[k])).collect();
    let produces = |t: usize| market.cost(t, year).capacity > 0.0;
    match market.formulation {
        Formulation::Swap => {
            let homes: Vec<usize> =
                (0..market.traders.len()).filter(|&t| produces(t)).map(|t| market.traders[t].home).collect();
            vec![if homes.is_empty() { nowhere(market) } else { Reach::new(market, &homes, &outlets, &open) }]
        }
        Formulation::Routed => (0..market.traders.len())
            .map(|t| {
                if !produces(t) {
                    return nowhere(market);
                }
                let allowed =
                    |a: usize| market.arcs[a].open_to.as_ref().is_none_or(|traders| traders.contains(&t));
                let open: Vec<bool> = open.iter().enumerate().map(|(a, &open)| open && allowed(a)).collect();
                Reach::new(market, &[market.traders[t].home], &outlets, &open)
            })
            .collect(),
    }
}

fn nowhere(market: &Market) -> Reach {
    Reach { nodes: vec![false; market.nodes.len()], arcs: Vec::new() }
}

/// Typical volume and price, as powers of two so that scaling rounds nothing.
fn scales(market: &Market) -> (f64, f64) {
    let capacities = market.traders.iter().map(|trader| trader.cost.capacity);
    // Price and quantity of each demand's own scale.
    let demands = market.nodes.iter().filter_map(|node| node.demand).map(|demand| match demand {
        Demand::Linear(line) => (line.intercept, line.intercept / line.slope),
        Demand::Isoelastic(curve) => (curve.price, curve.quantity),
    });
    let injections = market.nodes.iter().flat_map(|node| node.injection.iter().map(|q| q.abs()));
    let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max);
    let wanted = largest(&mut demands.clone().map(|demand| demand.1));
    let made = largest(&mut capacities.chain(injections));
    let volume = if made > 0.0 && wanted > 0.0 { made.min(wanted) } else { made.max(wanted) };
    let costs = market.traders.iter().map(|trader| trader.cost.alpha.abs());
    let money = largest(&mut demands.map(|demand| demand.0).chain(costs));
    let power = |value: f64| if value > 0.0 { value.log2().round().exp2() } else { 1.0 };
    (power(volume), power(money))
}

impl Build {
    fn row(&mut self, row: Row, right: f64) -> usize {
        self.rows.push(row);
        self.programme.right.push(right / self.volume);
        self.rows.len() - 1
    }

    /// A column with its cost in the market's units: `linear` money per volume, `quadratic` money per volume².
    fn column(
        &mut self,
        column: Column,
        weight: f64,
        (linear, quadratic): (f64, f64),
        entries: &[(usize, f64)],
    ) {
        self.columns.push(column);
        self.weights.push(weight);
        let linear = weight * linear / self.money;
        self.programme.column(linear, weight * quadratic * self.volume / self.money, entries);
    }

    /// In the last column's condition the multiplier of its `at`th row counts by `value`.
    fn values_as(&mut self, at: usize, value: f64) {
        self.dual.push((self.programme.starts[self.columns.len() - 1] + at, value));
    }

    fn add_rows(
        &mut self,
        market: &Market,
        year: usize,
        reaches: &[Reach],
        contracts: &[(usize, usize, usize)],
    ) {
        let nodes = market.nodes.len();
        for season in 0..market.seasons.len() {
            let block = market.block(year, season);
            for node in 0..nodes {
                let injection = market.injection(node, block);
                let reached = reaches.iter().any(|reach| reach.nodes[node]);
                let obliged = contracts.iter().any(|contract| contract.1 == node);
                let bought = market.demand(node, block).is_some() && reached;
                if bought || obliged || injection < 0.0 {
                    self.nodes[block * nodes + node] = self.row(Row::Node { node, block }, -injection);
                }
                for (commodity, reach) in reaches.iter().enumerate() {
                    if reach.nodes[node] {
                        let row = self.row(Row::Balance { commodity, node, block }, 0.0);
                        self.balances[(block * self.commodities + commodity) * nodes + node] = row;
                    }
                }
            }
            for capacity in 0..market.capacities.len() {
                let used = |&a: &usize| market.arcs[a].uses.contains(&capacity);
                if reaches.iter().any(|reach| reach.arcs.iter().any(used)) {
                    let right = -market.capacity(capacity, year);
                    let row = self.row(Row::Capacity { capacity, block }, right);
                    self.capacities[block * market.capacities.len() + capacity] = row;
                }
            }
        }
    }

    fn add_consumption(&mut self, market: &Market, block: usize) {
        for node in 0..market.nodes.len() {
            let row = self.nodes[block * market.nodes.len() + node];
            let Some(demand) = market.demand(node, block).filter(|_| row != NONE) else { continue };
            let weight = market.weight(block);
            let column = Column::Consumption { node, block };
            self.consumers[block * market.nodes.len() + node] = self.columns.len();
            match demand {
                Demand::Linear(line) => {
                    self.column(column, weight, (-line.intercept, line.slope), &[(row, -1.0)]);
                }
                Demand::Isoelastic(curve) => {
                    self.column(column, weight, (0.0, 0.0), &[(row, -1.0)]);
                    let (weight, scale) = (-weight * curve.price / self.money, curve.quantity / self.volume);
                    let curve = Curve::Power { weight, scale, exponent: 1.0 / curve.elasticity };
                    self.programme.curves.push((self.columns.len() - 1, curve));
                }
            }
        }
    }

    fn balance(&self, market: &Market, (commodity, node, block): (usize, usize, usize)) -> usize {
        self.balances[(block * self.commodities + commodity) * market.nodes.len() + node]
    }

    fn add_flows(&mut self, market: &Market, block: usize, commodity: usize, reach: &Reach) {
        let mut entries = Vec::new();
        for &a in &reach.arcs {
            let arc = &market.arcs[a];
            entries.clear();
            entries.push((self.balance(market, (commodity, arc.from, block)), -1.0));
            entries.push((self.balance(market, (commodity, arc.to, block)), 1.0 - arc.loss));
            for &capacity in &arc.uses {
                let row = self.capacities[block * market.capacities.len() + capacity];
                match entries.iter_mut().find(|entry| entry.0 == row) {
                    Some(entry) => entry.1 -= 1.0,
                    None => entries.push((row, -1.0)),
                }
            }
            let column = Column::Flow { arc: a, commodity, block };
            self.column(column, market.weight(block), (arc.cost, 0.0), &entries);
            if arc.tax > 0.0 {
                self.values_as(1, (1.0 - arc.loss) * (1.0 - arc.tax));
            }
        }
    }

    fn add_trader(
        &mut self,
        market: &Market,
        (t, block): (usize, usize),
        reach: &Reach,
        contracts: &[(usize, usize, usize)],
    ) {
        let trader = &market.traders[t];
        let commodity = t.min(self.commodities - 1);
        let weight = market.weight(block);
        let (year, _) = market.year_season(block);
        let cost = market.cost(t, year);
        let produces = cost.capacity > 0.0 && reach.nodes[trader.home];
        let seller = match market.formulation {
            Formulation::Swap if produces => self.row(Row::Seller { trader: t, block }, 0.0),
            _ => NONE,
        };
        if produces {
            let mut entries = vec![(self.balance(market, (commodity, trader.home, block)), 1.0)];
            if seller != NONE {
                entries.push((seller, 1.0));
            }
            let reserve = self.reserves[t];
            let (drawn, left) = (market.drawn(block), entries.len());
            entries.extend((reserve != NONE).then_some((reserve, -drawn)));
            self.column(Column::Production { trader: t, block }, weight, (cost.alpha, cost.beta), &entries);
            if let Some(own) = trader.discount.get(year).filter(|_| reserve != NONE) {
                self.values_as(left, -drawn * market.years[year].discount / own);
            }
            let column = self.columns.len() - 1;
            let capacity = cost.capacity / self.volume;
            self.programme.upper.push((column, cost.cap_fraction * capacity));
            let price = weight / self.money;
            let tail = (cost.gamma < 0.0).then_some(Curve::Logarithm { gamma: price * cost.gamma, capacity });
            let rise = trader.rise.map(|rise| match rise {
                Rise::Reciprocal { weight } => {
                    Curve::Reciprocal { weight: price * weight / self.volume, capacity }
                }
                Rise::Power { scale, exponent } => {
                    Curve::Power { weight: price, scale: scale / self.volume, exponent }
                }
            });
            self.programme.curves.extend(tail.into_iter().chain(rise).map(|curve| (column, curve)));
        }
        for node in 0..market.nodes.len() {
            let obligations = contracts.iter().filter(|contract| contract.0 == t && contract.1 == node);
            let row = self.nodes[block * market.nodes.len() + node];
            let can_sell = row != NONE && produces && reach.nodes[node];
            if !can_sell && obligations.clone().next().is_none() {
                continue;
            }
            let mut entries = vec![(row, 1.0)];
            let place = (block * self.commodities + commodity) * market.nodes.len() + node;
            if self.balances[place] == NONE {
                // A contract for a place that this trader's gas cannot reach: the market cannot clear.
                self.balances[place] = self.row(Row::Balance { commodity, node, block }, 0.0);
            }
            entries.push((self.balances[place], -1.0));
            if seller != NONE {
                entries.push((seller, -1.0));
            }
            let season = market.seasons[market.year_season(block).1].weight;
            entries.extend(obligations.map(|contract| (contract.2, season)));
            let demand = market.demand(node, block);
            let slope = demand.and_then(|demand| demand.line()).map_or(0.0, |line| line.slope);
            let power = slope * trader.conjecture[node];
            let forward = market.forward(t, node);
            self.constant += 0.5 * weight * power * forward * forward / (self.money * self.volume);
            let column = Column::Sale { trader: t, node, block };
            self.column(column, weight, (-power * forward, power), &entries);
            self.add_markup(market, (t, node, block), demand);
        }
        if seller != NONE {
            self.column(Column::Slack { row: seller }, weight, (0.0, 0.0), &[(seller, -1.0)]);
        }
    }

    /// What a seller spoils who moves the price of a curved demand; the last column is his sale.
    fn add_markup(
        &mut self,
        market: &Market,
        (t, node, block): (usize, usize, usize),
        demand: Option<Demand>,
    ) {
        let share = market.traders[t].conjecture[node];
        let consumer = self.consumers[block * market.nodes.len() + node];
        if !matches!(demand, Some(Demand::Isoelastic(_))) || share == 0.0 || consumer == NONE {
            return;
        }
        let forward = market.forward(t, node) / self.volume;
        if let Some(&(_, curve)) = self.programme.curves.iter().rev().find(|(column, _)| *column == consumer)
        {
            let term = Term::Markup { share, forward, curve };
            self.programme.cross.push(Cross { row: self.columns.len() - 1, column: consumer, term });
        }
    }

    /// Stock rows, cyclic over the seasons of a year, and limits shared by all commodities:
    ///
    /// ```text
    /// stock_d − stock_{d−1} = w_d (η injected_d − withdrawn_d)
    /// ```
    fn add_storage(&mut self, market: &Market, year: usize, reaches: &[Reach]) {
        let seasons = market.seasons.len();
        for (m, storage) in market.storages.iter().enumerate() {
            let users: Vec<usize> =
                (0..self.commodities).filter(|&c| reaches[c].nodes[storage.node]).collect();
            if users.is_empty() || storage.working_gas == 0.0 {
                continue;
            }
            let limits = [Some(storage.working_gas), storage.injection_rate, storage.withdrawal_rate];
            let limits = [0, 1, 2].map(|kind: usize| {
                limits[kind].map(|limit| {
                    let blocks = (0..seasons).map(|season| market.block(year, season));
                    let add = |block| self.row(Row::StorageLimit { storage: m, kind, block }, -limit);
                    blocks.map(add).collect::<Vec<usize>>()
                })
            });
            for commodity in users {
                let stock: Vec<usize> = (0..seasons)
                    .map(|d| {
                        let block = market.block(year, d);
                        self.row(Row::Stock { storage: m, commodity, block }, 0.0)
                    })
                    .collect();
                for (d, season) in market.seasons.iter().enumerate() {
                    let block = market.block(year, d);
                    let weight = market.weight(block);
                    let balance = self.balance(market, (commodity, storage.node, block));
                    let limit = |kind: usize| limits[kind].as_ref().map(|rows| (rows[d], -1.0));
                    let with = |mut entries: Vec<(usize, f64)>, kind: usize| {
                        entries.extend(limit(kind));
                        entries
                    };
                    let next = stock[(d + 1) % seasons];
                    let level = with(vec![(stock[d], 1.0), (next, -1.0)], 0);
                    let injected = with(
                        vec![(balance, -1.0), (stock[d], -season.weight * storage.injection_efficiency)],
                        1,
                    );
                    let withdrawn = with(vec![(balance, 1.0), (stock[d], season.weight)], 2);
                    let place = |kind| match kind {
                        0 => Column::Stock { storage: m, commodity, block },
                        1 => Column::Injection { storage: m, commodity, block },
                        _ => Column::Withdrawal { storage: m, commodity, block },
                    };
                    self.column(place(0), weight, (0.0, 0.0), &level);
                    self.column(place(1), weight, (storage.injection_cost, 0.0), &injected);
                    self.column(place(2), weight, (storage.withdrawal_cost, 0.0), &withdrawn);
                }
            }
        }
    }

    /// Take-or-pay: Σ_d w_d s − beyond = least volume of the year. Gives seller, node and row of each.
    fn add_contracts(&mut self, market: &Market, year: usize) -> Vec<(usize, usize, usize)> {
        let mut contracts = Vec::new();
        for (t, trader) in market.traders.iter().enumerate() {
            for (c, contract) in trader.contracts.iter().enumerate() {
                let least = contract.take_or_pay * contract.volume[year];
                if least > 0.0 {
                    let row = self.row(Row::Contract { trader: t, contract: c, year }, least);
                    contracts.push((t, contract.node, row));
                }
            }
        }
        contracts
    }

    /// What each trader may produce over all years.
    fn add_reserves(&mut self, market: &Market) {
        for (trader, of) in market.traders.iter().enumerate() {
            let row = of.reserve.map(|reserve| self.row(Row::Reserve { trader }, -reserve));
            self.reserves.push(row.unwrap_or(NONE));
        }
    }

    /// Capacity bought in a year serves in all later ones: E_y = E_{y−1} + Δ_{y−1}.
    fn add_expansion(&mut self, market: &Market) {
        let (years, seasons) = (market.years.len(), market.seasons.len());
        for (k, capacity) in market.capacities.iter().enumerate() {
            let Some(cost) = capacity.expansion_cost else { continue };
            let used: Vec<Vec<usize>> = (0..years)
                .map(|year| {
                    let blocks = year * seasons..(year + 1) * seasons;
                    let rows = blocks.map(|block| self.capacities[block * market.capacities.len() + k]);
                    rows.filter(|&row| row != NONE).collect()
                })
                .collect();
            // Years after the last use buy nothing.
            let Some(last) = (1..years).rev().find(|&year| !used[year].is_empty()) else { continue };
            let grown: Vec<usize> =
                (1..=last).map(|year| self.row(Row::Grown { capacity: k, year }, 0.0)).collect();
            for year in 1..=last {
                let own = |year: usize| capacity.discount.get(year).copied();
                let mut entries: Vec<(usize, f64)> = used[year].iter().map(|&row| (row, 1.0)).collect();
                entries.push((grown[year - 1], 1.0));
                entries.extend(grown.get(year).map(|&next| (next, -1.0)));
                let discount = market.years[year].discount;
                self.column(Column::Grown { capacity: k, year }, discount, (0.0, 0.0), &entries);
                if let Some(own) = own(year) {
                    (0..used[year].len()).for_each(|at| self.values_as(at, own / discount));
                }
                let bought = own(year - 1).unwrap_or(market.years[year - 1].discount);
                let column = Column::Expansion { capacity: k, year: year - 1 };
                self.column(column, bought, (cost, 0.0), &[(grown[year - 1], -1.0)]);
            }
        }
    }

    /// What is left of each limit.
    fn add_slacks(&mut self, market: &Market) {
        for row in 0..self.rows.len() {
            let block = match self.rows[row] {
                Row::Capacity { block, .. } | Row::StorageLimit { block, .. } => block,
                Row::Reserve { .. } => 0,
                Row::Contract { year, .. } => market.block(year, 0),
                _ => continue,
            };
            self.column(Column::Slack { row }, market.weight(block), (0.0, 0.0), &[(row, -1.0)]);
        }
    }

    /// Forgets all costs but those of gas from and to nowhere.
    fn relax(&mut self, market: &Market) {
        self.programme.linear.fill(0.0);
        self.programme.quadratic.fill(0.0);
        self.programme.curves.clear();
        self.programme.cross.clear();
        self.programme.dual.clear();
        for row in 0..self.rows.len() {
            let (short, surplus) = match self.rows[row] {
                Row::Node { node, block } => {
                    (Column::Shortage { node, block }, Some(Column::Surplus { node, block }))
                }
                Row::Contract { trader, contract, year } => {
                    let node = market.traders[trader].contracts[contract].node;
                    (Column::Undelivered { node, year }, None)
                }
                _ => continue,
            };
            self.column(short, 1.0, (self.money, 0.0), &[(row, 1.0)]);
            if let Some(surplus) = surplus {
                self.column(surplus, 1.0, (self.money, 0.0), &[(row, -1.0)]);
            }
        }
    }
}
