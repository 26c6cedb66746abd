//! Who gains and who loses: money by region, from volumes and prices alone, never from the rents of full capacities.
//!
//! Every dollar that one account pays, another receives or a real cost swallows: the sum over all regions is the
//! consumers' benefit less the cost of production and delivery. A new pipe's gas is not yet paid for in these accounts.

use serde::{Deserialize, Serialize};

use super::{MarketScenario, World, WorldError};
use crate::market::Equilibrium;

/// The account of one region in a year, millions of USD.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Code of the region.
    pub region: String,
    /// Wholesale price, USD per 1000 m³(EI).
    pub price: f64,
    /// Consumption, bcm(EI).
    pub consumption: f64,
    /// Production, bcm(EI).
    pub production: f64,
    /// LNG bought, bcm(EI).
    pub lng_imports: f64,
    /// LNG sold, bcm(EI).
    pub lng_exports: f64,
    /// Price of spot LNG at the border, USD per 1000 m³(EI); 0 where the region buys none.
    pub lng_price: f64,
    /// Volume bought at prices that do not follow the hub, bcm(EI).
    pub contract_cover: f64,
    /// Paid to other regions for gas, the new pipe's apart.
    pub import_bill: f64,
    /// Earned from other regions for gas, delivery paid, the new pipe's apart.
    pub export_revenue: f64,
    /// What consumption is worth to the consumers beyond its price.
    pub consumer_surplus: f64,
    /// Sales of the region's producers at market prices, less cost of production and delivery.
    pub producer_profit: f64,
    /// Firm sales by pipeline and the producers' part in LNG contracts: contract price less home price and delivery.
    pub contract_sales: f64,
    /// Purchases under contract: home price (for LNG: spot price) less contract price.
    pub contract_purchases: f64,
    /// Loss (negative) of buyers who sell LNG at home below its cost.
    pub pooling: f64,
    /// Gas that the balance does not explain, at the home price.
    pub other_supply: f64,
    /// What consumers pay for carbon dioxide, received by the region's treasury.
    #[serde(default)]
    pub carbon: f64,
    /// Gas of the new pipe at the home price: received (positive) or given (negative), unpaid.
    pub pipe: f64,
}

impl Account {
    /// Every figure less that of another account of the region.
    #[must_use]
    pub fn less(&self, b: &Self) -> Self {
        let a = self;
        Self {
            region: a.region.clone(),
            price: a.price - b.price,
            consumption: a.consumption - b.consumption,
            production: a.production - b.production,
            lng_imports: a.lng_imports - b.lng_imports,
            lng_exports: a.lng_exports - b.lng_exports,
            lng_price: a.lng_price - b.lng_price,
            contract_cover: a.contract_cover - b.contract_cover,
            import_bill: a.import_bill - b.import_bill,
            export_revenue: a.export_revenue - b.export_revenue,
            consumer_surplus: a.consumer_surplus - b.consumer_surplus,
            producer_profit: a.producer_profit - b.producer_profit,
            contract_sales: a.contract_sales - b.contract_sales,
            contract_purchases: a.contract_purchases - b.contract_purchases,
            pooling: a.pooling - b.pooling,
            other_supply: a.other_supply - b.other_supply,
            carbon: a.carbon - b.carbon,
            pipe: a.pipe - b.pipe,
        }
    }

    /// All that the region gains.
    pub fn total(&self) -> f64 {
        self.consumer_surplus
            + self.producer_profit
            + self.contract_sales
            + self.contract_purchases
            + self.pooling
            + self.other_supply
            + self.carbon
            + self.pipe
    }
}

/// The accounts of all regions in a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Welfare {
    /// Year.
    pub year: i32,
    /// By region, in the order of the world.
    pub accounts: Vec<Account>,
}

impl Welfare {
    /// The account of a region.
    pub fn of(&self, code: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.region == code)
    }

    /// What all regions together gain, millions of USD.
    pub fn total(&self) -> f64 {
        self.accounts.iter().map(Account::total).sum()
    }
}

/// The accounts of an equilibrium of [`World::market`] of the same year and scenario.
pub fn welfare(
    world: &World,
    year: i32,
    scenario: &MarketScenario,
    equilibrium: &Equilibrium,
) -> Result<Welfare, WorldError> {
    let bounds = world.bounds(year, scenario)?;
    let links = world.links(year, scenario, &bounds)?.links;
    let price: Vec<f64> = equilibrium.price.iter().map(|blocks| blocks[0]).collect();
    let mut accounts: Vec<Account> = Vec::with_capacity(world.regions.len());
    for (n, region) in world.regions.iter().enumerate() {
        let consumption = equilibrium.consumption[n][0];
        let slope = world.demand(n, year, scenario)?.slope;
        accounts.push(Account {
            region: region.code.clone(),
            price: price[n],
            consumption,
            consumer_surplus: 0.5 * slope * consumption * consumption,
            other_supply: price[n] * world.other_supply(n, year),
            carbon: world.carbon(n, scenario) * consumption,
            ..Account::default()
        });
    }

    for (t, home) in world.producers().into_iter().enumerate() {
        let produced = equilibrium.production[t][0];
        let cost =
            world.golombek(home, year, bounds.production[home]).map_or(0.0, |cost| cost.total(produced));
        let sales: f64 = equilibrium.sales[t].iter().zip(&price).map(|(sold, price)| sold[0] * price).sum();
        accounts[home].production = produced;
        accounts[home].producer_profit = sales - cost;
    }
    let mut lng = vec![vec![0.0; world.regions.len()]; world.regions.len()];
    for (link, flows) in links.iter().zip(&equilibrium.flows) {
        let delivered = flows.iter().map(|blocks| blocks[0]).sum::<f64>() * (1.0 - link.loss);
        accounts[link.from].producer_profit -= (link.cost + link.pooling) * delivered;
        accounts[link.to].pooling += link.pooling * delivered;
        // regasification is paid and spent by the buyer: part of his bill neither here nor in the border price
        let paid =
            if link.lng { price[link.to] - world.regasification() - link.pooling } else { price[link.to] };
        let shipping = if link.lng { link.cost - world.regasification() } else { link.cost };
        accounts[link.to].import_bill += paid * delivered;
        accounts[link.from].export_revenue += (paid - shipping) * delivered;
        if link.lng {
            lng[link.to][link.from] += delivered;
            accounts[link.from].lng_exports += delivered;
            accounts[link.to].lng_imports += delivered;
            accounts[link.to].lng_price = paid;
        }
    }

    let brent = world.brent(year, scenario);
    for (pipeline, &firm) in world.pipelines.iter().zip(&bounds.firm) {
        let contract = world
            .contracts
            .iter()
            .find(|contract| contract.seller == Some(pipeline.from) && contract.buyer == pipeline.to);
        let covered = contract.map_or(0.0, |contract| contract.volume.level(year).min(firm));
        let at_hub = price[pipeline.to];
        let bill =
            (firm - covered) * at_hub + contract.map_or(0.0, |contract| covered * contract.price(brent));
        let sent = firm / (1.0 - pipeline.loss);
        let (seller, buyer) = (pipeline.from, pipeline.to);
        accounts[buyer].contract_purchases += firm * at_hub - bill;
        accounts[buyer].import_bill += bill;
        accounts[buyer].contract_cover += covered;
        accounts[seller].export_revenue += bill - pipeline.cost * sent;
        accounts[seller].contract_sales += bill - (pipeline.cost + price[seller]) * sent;
    }
    for contract in world.contracts.iter().filter(|contract| contract.seller.is_none()) {
        let buyer = contract.buyer;
        let bought: f64 = lng[buyer].iter().sum();
        if bought <= 0.0 {
            continue;
        }
        let volume = contract.volume.level(year);
        let gain = volume * (accounts[buyer].lng_price - contract.price(brent));
        accounts[buyer].contract_cover += volume;
        accounts[buyer].contract_purchases += gain;
        accounts[buyer].import_bill -= gain;
        for (seller, sold) in lng[buyer].iter().enumerate() {
            accounts[seller].contract_sales -= gain * sold / bought;
            accounts[seller].export_revenue -= gain * sold / bought;
        }
    }
    if let Some(pipe) = &scenario.pipe {
        let (buyer, seller) = (world.region(&pipe.buyer)?, world.region(&pipe.seller)?);
        accounts[buyer].pipe += price[buyer] * pipe.volume;
        accounts[seller].pipe -= price[seller] * pipe.intake;
    }
    Ok(Welfare { year, accounts })
}

/// What a new pipe changes in a year, before anything is paid for its gas; millions of USD.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipeEffect {
    /// Year.
    pub year: i32,
    /// Volume at the border, bcm(EI).
    pub volume: f64,
    /// Wholesale price of the buying region without the pipe, USD per 1000 m³(EI).
    pub price_without: f64,
    /// The same with the pipe.
    pub price_with: f64,
    /// Change of every part of the buying region's account; its total is the gross benefit.
    pub buyer: Account,
    /// Change of the account of the region where the gas is produced.
    pub seller: Account,
    /// Change of what the seller's regions earn from their other exports, delivery paid.
    pub cannibalised: f64,
    /// Change of the total by region, in the order of the world.
    pub change: Vec<f64>,
}

impl PipeEffect {
    /// What the gas is worth to the buying region as a country, before it is paid for, millions of USD:
    /// consumers, its own producers, contracts that do not follow the hub, and cheaper other imports.
    pub fn buyer_gross_benefit(&self) -> f64 {
        self.buyer.total()
    }

    /// The same per 1000 m³(EI) of the pipe's gas: the price at the border at which the buying country is as well off as without.
    pub fn buyer_value(&self) -> f64 {
        self.buyer_gross_benefit() / self.volume
    }

    /// What giving the gas costs the seller's regions, millions of USD: production, home consumers, other exports.
    pub fn seller_cost(&self, world: &World, seller_regions: &[&str]) -> Result<f64, WorldError> {
        let mut cost = 0.0;
        for code in seller_regions {
            cost -= self.change[world.region(code)?];
        }
        Ok(cost)
    }
}

/// What the pipe of `scenario` changes, given the equilibria of the year without and with it.
///
/// `seller_regions` are those whose exports the seller cares for, such as `["RUW", "RUE"]`. A scenario without
/// a pipe changes nothing.
pub fn pipe_effect(
    world: &World,
    year: i32,
    scenario: &MarketScenario,
    (without, with): (&Equilibrium, &Equilibrium),
    seller_regions: &[&str],
) -> Result<PipeEffect, WorldError> {
    let before = welfare(world, year, &MarketScenario { pipe: None, ..scenario.clone() }, without)?;
    let after = welfare(world, year, scenario, with)?;
    let difference = |code: &str| -> Result<Account, WorldError> {
        let at = world.region(code)?;
        let (a, b) = (&after.accounts[at], &before.accounts[at]);
        Ok(a.less(b))
    };
    let mut cannibalised = 0.0;
    for code in seller_regions {
        cannibalised += difference(code)?.export_revenue;
    }
    let change = after.accounts.iter().zip(&before.accounts).map(|(a, b)| a.total() - b.total()).collect();
    let (buyer, seller, volume) = match &scenario.pipe {
        Some(pipe) => (difference(&pipe.buyer)?, difference(&pipe.seller)?, pipe.volume),
        None => (Account::default(), Account::default(), 0.0),
    };
    let price = |of: &Welfare| of.of(&buyer.region).map_or(0.0, |account| account.price);
    Ok(PipeEffect {
        year,
        volume,
        price_without: price(&before),
        price_with: price(&after),
        buyer,
        seller,
        cannibalised,
        change,
    })
}
