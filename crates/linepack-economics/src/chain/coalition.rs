//! Who adds what: a coalition game whose values are markets, one for each set of open links.
//!
//! ```text
//! v(S) = Σ_{i∈S} ( W_i(links of S) − W_i(no link) ) − cost of transport, if S builds the line
//! ```
//!
//! A link to the buyer is open when both its ends are in S: the line through the transit state, its bypass, and what each
//! rival supplier sends to the buyer. W is the account of a region in the equilibrium of that market in the middle year.
//! The value of the bypass is the study's share of the line's.

use super::evaluate::{Evaluation, Prepared};
use super::market::{YEARS, told};
use crate::deal::coalition::Game;
use crate::deal::coalition::core::least_core;
use crate::deal::coalition::nucleolus::{nucleolus, prenucleolus};
use crate::deal::coalition::power::{banzhaf_normalised, myerson, shapley};
use crate::market::world::{MMBTU_PER_1000_M3, MarketScenario, PipeSupply, World, welfare};
use crate::market::{Options, Workspace, solve_in};
use crate::study::Study;
use crate::study::fault::Fault;
use serde::Serialize;
use std::collections::BTreeMap;

/// Players before the rivals: seller, buyer, transit state, bypass.
const FIRST: usize = 4;
/// Most rival suppliers that are players.
const RIVALS: usize = 6;

/// The game and its solutions, shares in M USD a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarketGame {
    /// Names of the players, in the order of the bits.
    pub players: Vec<String>,
    /// Year of the market.
    pub year: u32,
    /// v(S) in bit order, M USD a year.
    pub values: Vec<f64>,
    /// Markets solved; coalitions with the same open links share one.
    pub markets: usize,
    /// Greatest natural residual of them.
    pub residual: f64,
    /// Shapley values.
    pub shapley: Vec<f64>,
    /// Nucleolus, or prenucleolus where the players lose together.
    pub nucleolus: Vec<f64>,
    /// Whether `nucleolus` is the prenucleolus.
    pub pre: bool,
    /// What its proof leaves open, 0 but for rounding.
    pub certificate: f64,
    /// Whether the core holds a split.
    pub core_exists: bool,
    /// Largest complaint in the least core.
    pub least_core_excess: f64,
    /// A split of the least core.
    pub least_core: Vec<f64>,
    /// Banzhaf values, scaled so that they share what all earn together.
    pub banzhaf: Option<Vec<f64>>,
    /// Myerson values: rivals and transit states talk to the buyer, transit states also to the seller.
    pub myerson: Vec<f64>,
}

/// The suppliers of the buyer besides the seller, greatest first.
fn rivals(world: &World, buyer: usize, own: &[usize], year: i32) -> Vec<usize> {
    let mut flows: BTreeMap<usize, f64> = BTreeMap::new();
    for route in world.routes.iter().filter(|route| route.to == buyer) {
        *flows.entry(route.from).or_default() += route.flow_2024;
    }
    for pipeline in world.pipelines.iter().filter(|pipeline| pipeline.to == buyer) {
        *flows.entry(pipeline.from).or_default() += pipeline.firm.level(year);
    }
    let mut found: Vec<(usize, f64)> =
        flows.into_iter().filter(|(region, _)| !own.contains(region) && *region != buyer).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found.into_iter().map(|(region, _)| region).take(RIVALS).collect()
}

/// A world in which these suppliers send nothing to the buyer.
fn closed(world: &World, buyer: usize, shut: &[usize]) -> World {
    let mut world = world.clone();
    world.routes.retain(|route| !(route.to == buyer && shut.contains(&route.from)));
    world.contracts.retain(|contract| {
        !(contract.buyer == buyer && contract.seller.is_some_and(|seller| shut.contains(&seller)))
    });
    let own =
        |pipeline: &crate::market::world::Pipeline| pipeline.to == buyer && shut.contains(&pipeline.from);
    for pipeline in world.pipelines.iter_mut().filter(|pipeline| own(pipeline)) {
        pipeline.firm.values = [0.0; 4];
        pipeline.capacity.values = [0.0; 4];
    }
    world
}

/// Solves the markets of all coalitions and the game.
///
/// # Errors
/// When a market does not clear, or the game has no solution.
pub fn market_game(
    study: &Study,
    prepared: &Prepared,
    evaluation: &Evaluation,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<MarketGame, Fault> {
    let values = &evaluation.values;
    let market = &values.market;
    let world = &prepared.market.world;
    let region = |code: &str| world.region(code).map_err(|error| told(&error));
    let buyer = region(&market.region)?;
    let own = market.seller_regions.iter().map(|code| region(code)).collect::<Result<Vec<_>, _>>()?;
    let middle = YEARS.len() / 2;
    let year = YEARS[middle];
    let at = year.cast_signed();
    let rivals = rivals(world, buyer, &own, at);
    let count = FIRST + rivals.len();

    let factor = evaluation.market.volume_factor;
    let volume = market.volume * factor;
    let gap = market.lng_spot * MMBTU_PER_1000_M3 - prepared.market.lng_price[middle];
    let without = MarketScenario {
        lng_cost_shift: market.persistence * gap,
        demand_level: market.demand_level,
        elasticity_scale: Some(market.elasticity),
        ..MarketScenario::default()
    };
    let pipe = PipeSupply {
        seller: market.seller_regions.first().cloned().unwrap_or_default(),
        buyer: market.region.clone(),
        volume,
        intake: volume * evaluation.cost.intake,
    };
    let with = MarketScenario { pipe: Some(pipe), ..without.clone() };
    // Capital and upkeep; the fuel is in the gas taken in.
    let transport = (evaluation.cost.tariff_parts[0] + evaluation.cost.tariff_parts[1]) * market.volume;

    // Accounts of seller, buyer and rivals by open rivals and line.
    let mut accounts: BTreeMap<(usize, bool), Vec<f64>> = BTreeMap::new();
    let mut work = Workspace::default();
    let mut residual: f64 = 0.0;
    let sets = 1_usize << rivals.len();
    for open in 0..sets {
        let shut: Vec<usize> = (0..rivals.len()).filter(|r| open >> r & 1 == 0).map(|r| rivals[r]).collect();
        let world = closed(world, buyer, &shut);
        for line in [false, true] {
            let scenario = if line { &with } else { &without };
            let made = world.market(at, scenario).map_err(|error| told(&error))?;
            let found = solve_in(&mut work, &made, &Options::default()).map_err(|error| {
                Fault::new(format!("the market of a coalition: {error}"), "check the files of market/")
            })?;
            residual = residual.max(found.residual);
            let account = welfare(&world, at, scenario, &found).map_err(|error| told(&error))?.accounts;
            let mut parts =
                vec![own.iter().map(|&region| account[region].total()).sum(), account[buyer].total()];
            parts.extend(rivals.iter().map(|&rival| account[rival].total()));
            accounts.insert((open, line), parts);
        }
        tick(open + 1, sets);
    }
    let nothing = accounts[&(0, false)].clone();
    let game = Game::from_fn(count, |members| {
        let has = |player: usize| members >> player & 1 == 1;
        let open = if has(1) { members >> FIRST } else { 0 };
        let gain = |line: bool| -> f64 {
            let account = &accounts[&(open, line)];
            let both = (0..2).filter(|&player| has(player)).map(|player| account[player] - nothing[player]);
            let others =
                (0..rivals.len()).filter(|&r| has(FIRST + r)).map(|r| account[2 + r] - nothing[2 + r]);
            both.chain(others).sum::<f64>() - if line { transport } else { 0.0 }
        };
        let base = gain(false);
        if !(has(0) && has(1)) {
            return base;
        }
        let line = (gain(true) - base).max(0.0);
        base + if has(2) {
            line
        } else if has(3) {
            values.party.bypass * line
        } else {
            0.0
        }
    });
    let wrong = |error: crate::deal::Error| {
        Fault::new(format!("the coalition game: {error}"), "check the files of market/ and deal.bypass")
    };
    let game = game.map_err(wrong)?;
    let (pre, split) = match nucleolus(&game) {
        Ok(found) => (false, found),
        Err(crate::deal::Error::NoImputation { .. }) => (true, prenucleolus(&game).map_err(wrong)?),
        Err(error) => return Err(wrong(error)),
    };
    let least = least_core(&game).map_err(wrong)?;
    let mut links = vec![(0, 2), (2, 1), (0, 3), (3, 1)];
    links.extend((0..rivals.len()).map(|r| (1, FIRST + r)));
    let text = |key: &str| study.inputs.text(key).to_owned();
    let mut players =
        vec![text("study.seller"), text("study.buyer"), text("study.transit"), "bypass".to_owned()];
    players.extend(rivals.iter().map(|&rival| world.regions[rival].name.clone()));
    Ok(MarketGame {
        players,
        year,
        markets: accounts.len(),
        residual,
        shapley: shapley(&game),
        certificate: split.certificate.residual(&game, &split.split).map_err(wrong)?,
        nucleolus: split.split,
        pre,
        core_exists: least.core_exists(),
        least_core_excess: least.excess,
        least_core: least.split,
        banzhaf: banzhaf_normalised(&game),
        myerson: myerson(&game, &links).map_err(wrong)?,
        values: game.values().to_vec(),
    })
}
