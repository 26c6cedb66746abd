//! Reservation prices of the sides from their outside options, the range between them, and what follows from it.
//!
//! All prices in USD per 1000 m³ (20 °C) at the delivery point; money in bn USD of the study's year.

use super::cost::CostResult;
use super::market::MarketResult;
use super::values::{PartyValues, Values};
use crate::deal::bargaining::Range;
use crate::deal::coalition::{Game, nucleolus::nucleolus, power::shapley};
use crate::deal::information::double_auction::DoubleAuction;
use crate::deal::option::waiting::{Decision, wait_value};
use crate::deal::option::{Process, difference::Grid};
use crate::project::cash_flow::{Capacity, ExportDuty, Fiscal, Project};
use crate::project::discount::present_value;
use crate::study::fault::Fault;

/// The seller's least price and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Seller {
    /// As a company, after duty and taxes.
    pub company: f64,
    /// As a state, for which duty and taxes are transfers.
    pub state: f64,
    /// Gain forgone on other uses of the gas: to the company, to the state.
    pub outside: [f64; 2],
    /// Earnings lost on the seller's other exports.
    pub cannibalised: f64,
    /// The export duty in force.
    pub duty: ExportDuty,
    /// Higher prices at which the company loses again, because a duty jumps.
    pub losing_again: Vec<(f64, f64)>,
}

/// The buyer's greatest price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Buyer {
    /// As an importer, who resells at the price that holds with the line.
    pub importer: f64,
    /// As a country, whose other gas becomes cheaper.
    pub country: f64,
    /// Wholesale price without the line, average over the deliveries.
    pub price_without: f64,
    /// Wholesale price with it.
    pub price_with: f64,
    /// Worth of the gas to the country at the city gate.
    pub worth: f64,
}

/// What the bargain comes to in the capacities of the headline.
#[derive(Debug, Clone, PartialEq)]
pub struct Bargain {
    /// The reservation prices.
    pub range: Range,
    /// Nash price, if there is a range.
    pub nash: Option<f64>,
    /// Rubinstein price, if there is a range.
    pub rubinstein: Option<f64>,
    /// Seller's share of the gain by Rubinstein.
    pub rubinstein_share: f64,
    /// Yearly joint gain of all parties, bn USD.
    pub surplus: f64,
    /// Shapley shares of seller, buyer, transit state.
    pub shapley: [f64; 3],
    /// Nucleolus shares.
    pub nucleolus: [f64; 3],
}

/// Why not now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delay {
    /// Value of waiting to the buyer, bn USD.
    pub buyer: f64,
    /// Value of waiting to the seller, bn USD.
    pub seller: f64,
    /// Probability that no deal is made although both would gain, given private reservation prices.
    pub probability: f64,
}

/// The deal of one evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct DealResult {
    /// The seller.
    pub seller: Seller,
    /// The buyer.
    pub buyer: Buyer,
    /// The bargain.
    pub bargain: Bargain,
}

fn told(error: impl std::fmt::Display) -> Fault {
    Fault::new(format!("the deal: {error}"), "check the values of [seller], [buyer] and [deal]")
}

/// The seller's project at the delivery point; `other` is what each unit sold costs besides production and transport.
pub(super) fn project(values: &Values, cost: &CostResult, other: f64) -> Project {
    let party = &values.party;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "years of delivery, at least one"
    )]
    let depreciation_years = values.cost.life.round().max(1.0) as u32;
    Project {
        capex: cost.capex_by_year.clone(),
        operation: cost.upkeep_by_year.clone(),
        sold: cost.sold_by_year.clone(),
        fuel: cost.sold_by_year.iter().map(|sold| sold * (cost.intake - 1.0)).collect(),
        price_index: vec![1.0; cost.sold_by_year.len()],
        production_cost: party.production,
        fiscal: Fiscal {
            extraction_tax: party.extraction_tax,
            export_duty: duty(party),
            transit_fee: party.transit_fee + other,
            profit_tax: party.profit_tax,
            depreciation_years,
            loss_offset_cap: 1.0,
            property_tax: party.property_tax,
        },
    }
}

/// The export duty.
fn duty(party: &PartyValues) -> ExportDuty {
    ExportDuty {
        rate_below: party.duty,
        threshold: party.duty_threshold,
        rate_above: party.duty_high,
        on_excess: party.duty_on_excess,
    }
}

/// The seller's least price in both capacities.
fn seller(values: &Values, cost: &CostResult, market: &MarketResult) -> Result<Seller, Fault> {
    let party = &values.party;
    let (rate, life, ramp) = (values.cost.rate, values.cost.life, &values.cost.ramp);
    let first = values.market.first_year;
    // Money a year over volume a year in the world's cubic metres; a price of contract gas is that times the factor.
    let cannibalised = market.average(first, ramp, life, rate, |year| {
        -year.effect.cannibalised / year.effect.volume * market.volume_factor
    });
    let domestic = party.domestic_share * (party.domestic_price - party.production).max(0.0);
    let after_tax =
        party.domestic_share * (party.domestic_price - party.production - party.extraction_tax).max(0.0);
    let least = |other: f64, capacity: Capacity| -> Result<_, Fault> {
        let found = project(values, cost, other).break_even(rate, capacity).map_err(told)?;
        let price = found.price.ok_or_else(|| told("no price pays for the line"))?;
        Ok((price, found.losing_again))
    };
    let (company, losing_again) = least(after_tax + cannibalised + party.seller_premium, Capacity::Company)?;
    let (state, _) = least(domestic + cannibalised + party.seller_premium, Capacity::State)?;
    let (outside, duty) = ([after_tax, domestic], duty(party));
    Ok(Seller { company, state, outside, cannibalised, duty, losing_again })
}

/// The buyer's greatest price in both capacities.
fn buyer(values: &Values, market: &MarketResult) -> Buyer {
    let party = &values.party;
    let factor = market.volume_factor;
    let average = |value: &dyn Fn(&super::market::MarketYear) -> f64| {
        let (ramp, life) = (&values.cost.ramp, values.cost.life);
        market.average(values.market.first_year, ramp, life, party.buyer_rate, value) * factor
    };
    let price_without = average(&|year| year.effect.price_without);
    let price_with = average(&|year| year.effect.price_with);
    let worth = average(&|year| year.effect.buyer_value());
    let at_border = |price: f64| price - party.inland + party.buyer_premium;
    Buyer { importer: at_border(price_with), country: at_border(worth), price_without, price_with, worth }
}

impl DealResult {
    /// Finds the reservation prices and solves the bargain.
    ///
    /// # Errors
    /// When a value makes no bargain.
    pub fn new(values: &Values, cost: &CostResult, market: &MarketResult) -> Result<Self, Fault> {
        let (seller, buyer) = (seller(values, cost, market)?, buyer(values, market));
        let party = &values.party;
        let least = if party.seller_is_company { seller.company } else { seller.state };
        let greatest = if party.buyer_is_importer { buyer.importer } else { buyer.country };
        let range = Range::new(least, greatest).map_err(told)?;
        // Frequent offers: the limit of alternating offers gives the seller r_buyer / (r_seller + r_buyer).
        let both = values.cost.rate + party.buyer_rate;
        let rubinstein_share = if both > 0.0 { party.buyer_rate / both } else { 0.5 };
        let transit_gain = party.transit_fee - party.transit_cost;
        let surplus = values.market.volume * (range.width() + transit_gain) / 1e3;
        let worth = surplus.max(0.0);
        // Players 0 seller, 1 buyer, 2 transit state; without the transit state only the bypass is left.
        let game = Game::from_fn(3, |members| match members {
            0b011 if party.has_transit => party.bypass * worth,
            0b011 | 0b111 => worth,
            _ => 0.0,
        })
        .map_err(told)?;
        let shares = |split: &[f64]| -> [f64; 3] {
            let share = |player: usize| split.get(player).map_or(0.0, |part| part / worth);
            if worth > 0.0 { [share(0), share(1), share(2)] } else { [0.0; 3] }
        };
        let bargain = Bargain {
            nash: range.nash_price(party.seller_power).map_err(told)?,
            rubinstein: range.price_at(rubinstein_share).map_err(told)?,
            rubinstein_share,
            surplus,
            shapley: shares(&shapley(&game)),
            nucleolus: shares(&nucleolus(&game).map_err(told)?.split),
            range,
        };
        Ok(Self { seller, buyer, bargain })
    }

    /// Why not now: the value of waiting at the Nash price, and the chance that private knowledge prevents a deal.
    ///
    /// `seller` and `buyer` are the intervals in which the reservation prices lie; `indexed` is the share of the price
    /// that follows the market.
    ///
    /// # Errors
    /// When a value makes no decision.
    pub fn delay(
        &self,
        values: &Values,
        cost: &CostResult,
        seller: [f64; 2],
        buyer: [f64; 2],
    ) -> Result<Delay, Fault> {
        let party = &values.party;
        let [least, greatest] = [self.bargain.range.seller_reservation, self.bargain.range.buyer_reservation];
        let price = self.bargain.nash.unwrap_or_else(|| f64::midpoint(least, greatest));
        let volume = |rate: f64| present_value(rate, &cost.sold_by_year) / 1e3;
        let decision = |rate: f64| Decision {
            process: Process::geometric(greatest.max(1.0), 0.0, party.volatility),
            rate,
            lapse_rate: 0.0,
            years: party.horizon,
            grid: Grid::default(),
        };
        let contract =
            |alternative: f64| price * (1.0 + party.indexed * (alternative / greatest.max(1.0) - 1.0));
        let (to_buyer, to_seller) = (volume(party.buyer_rate), volume(values.cost.rate));
        let waiting =
            |rate: f64, worth: &dyn Fn(f64) -> f64| wait_value(&decision(rate), worth).map_err(told);
        let probability = if seller[0] < seller[1] && buyer[0] < buyer[1] {
            let beliefs = DoubleAuction::split_the_difference(seller, buyer);
            beliefs.equilibrium().map_err(told)?.inefficient_no_deal
        } else {
            0.0
        };
        Ok(Delay {
            buyer: waiting(party.buyer_rate, &|market| to_buyer * (market - contract(market)))?.wait_value,
            seller: waiting(values.cost.rate, &|market| to_seller * (contract(market) - least))?.wait_value,
            probability,
        })
    }
}
