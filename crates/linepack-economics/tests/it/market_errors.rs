//! Wrong markets are named: element, field, value, rule and one thing to try.

use linepack_economics::market::{
    Arc, Capacity, Contract, Element, Formulation, Golombek, Influence, IsoelasticDemand, LinearDemand,
    Market, Node, Options, Season, Trader, Year, read_cases, solve,
};

/// One producer, one market, a link of 30 between them.
fn two_nodes() -> Market {
    let node =
        |name: &str, demand| Node { name: name.into(), demand, demand_factor: vec![], injection: vec![] };
    Market {
        nodes: vec![
            node("field", None),
            node("city", Some(LinearDemand { intercept: 100.0, slope: 1.0 }.into())),
        ],
        traders: vec![Trader {
            name: "producer".into(),
            home: 0,
            cost: Golombek { alpha: 20.0, beta: 0.1, gamma: -1.0, capacity: 60.0, cap_fraction: 0.995 },
            capacity_by_year: vec![],
            conjecture: vec![0.0, 1.0],
            forward: vec![],
            contracts: vec![],
            rise: None,
            reserve: None,
            discount: vec![],
        }],
        arcs: vec![Arc {
            name: "trunk".into(),
            from: 0,
            to: 1,
            cost: 10.0,
            loss: 0.02,
            uses: vec![0],
            open_to: None,
            tax: 0.0,
        }],
        capacities: vec![Capacity {
            name: "trunk".into(),
            value: 30.0,
            value_by_year: vec![],
            expansion_cost: None,
            discount: vec![],
        }],
        storages: vec![],
        years: vec![Year { name: "2030".into(), discount: 1.0, duration: 1.0, demand_factor: 1.0 }],
        seasons: vec![
            Season { name: "summer".into(), weight: 0.5, demand_factor: 0.8 },
            Season { name: "winter".into(), weight: 0.5, demand_factor: 1.2 },
        ],
        formulation: Formulation::Routed,
        influences: vec![],
    }
}

/// The message for a market spoilt in one place.
fn message(spoil: impl FnOnce(&mut Market)) -> String {
    let mut market = two_nodes();
    spoil(&mut market);
    solve(&market, &Options::default()).err().map_or_else(|| "solved".into(), |error| error.to_string())
}

#[test]
fn the_market_used_here_is_sound() {
    assert_eq!(message(|_| ()), "solved");
}

#[test]
fn a_rising_or_level_demand_is_refused() {
    assert_eq!(
        LinearDemand::calibrated(400.0, 100.0, 0.2).unwrap_err().to_string(),
        "elasticity of demand is 0.2, must be below zero\nhint: -0.2 to -0.7 is usual for gas"
    );
    assert!(LinearDemand::calibrated(400.0, 100.0, 0.0).is_err());
    assert!(LinearDemand::calibrated(400.0, 100.0, f64::NAN).is_err());
    assert_eq!(
        LinearDemand::calibrated(400.0, -1.0, -0.4).unwrap_err().to_string(),
        "demand is calibrated at price 400 and quantity -1, both must be above zero\n\
         hint: use the base year's price and consumption"
    );
    assert_eq!(
        message(|market| market.nodes[1].demand = Some(LinearDemand { intercept: 100.0, slope: 0.0 }.into())),
        "node `city`: `slope` is 0, must be above zero\n\
         hint: calibrate it: LinearDemand::calibrated(price, quantity, elasticity)"
    );
}

#[test]
fn a_negative_capacity_is_refused() {
    assert_eq!(
        message(|market| market.capacities[0].value = -3.0),
        "capacity `trunk`: `value` is -3, must be zero or above\nhint: 0 closes what uses it"
    );
    assert_eq!(
        message(|market| market.capacities[0].value = f64::NAN),
        "capacity `trunk`: `value` is NaN, must be a finite number\nhint: 0 closes what uses it"
    );
}

#[test]
fn a_discount_factor_above_one_is_refused() {
    assert_eq!(
        message(|market| market.years[0].discount = 1.1),
        "year `2030`: `discount` is 1.1, must be a factor above zero and not above one\n\
         hint: 1/(1 + r)^n for a rate r after n years"
    );
}

#[test]
fn a_contract_above_capacity_is_refused() {
    let contract = Contract { name: "2019".into(), node: 1, volume: vec![90.0], take_or_pay: 0.8 };
    assert_eq!(
        message(|market| market.traders[0].contracts.push(contract)),
        "contract `2019` of trader `producer`: 72 must be taken in 2030, only 59.7 can be produced\n\
         hint: lower the volume or the take-or-pay share, or raise the capacity"
    );
}

#[test]
fn a_disconnected_or_unbalanced_node_is_refused() {
    let island = || Node { name: "island".into(), demand: None, demand_factor: vec![], injection: vec![] };
    assert_eq!(
        message(|market| {
            market.nodes.push(island());
            market.traders[0].conjecture.push(0.0);
        }),
        "node `island` is disconnected: no arc touches it and no trader is at home there\n\
         hint: add a link or a trader, or remove the node"
    );
    assert_eq!(
        message(|market| market.nodes[0].injection = vec![0.0, 4.0]),
        "node `field` is unbalanced in 2030 winter: 4 comes in and nothing is consumed there\n\
         hint: give it a demand, or move the injection to where the gas is used"
    );
}

#[test]
fn a_market_that_cannot_clear_names_node_and_period() {
    assert_eq!(
        message(|market| market.nodes[1].injection = vec![0.0, -35.0]),
        "the market cannot clear: node `city` lacks 5.6 in 2030 winter even if every other demand is cut\n\
         hint: raise a capacity towards it, or lower its fixed withdrawal or the take-or-pay volumes"
    );
    // 0.98 · 30 reach the city in either season, 29.4 a year; 40 are to be taken.
    let contract = Contract { name: "2019".into(), node: 1, volume: vec![50.0], take_or_pay: 0.8 };
    assert_eq!(
        message(|market| market.traders[0].contracts.push(contract)),
        "the market cannot clear: node `city` lacks 10.6 in 2030 even if every other demand is cut\n\
         hint: raise a capacity towards it, or lower its fixed withdrawal or the take-or-pay volumes"
    );
}

#[test]
fn references_to_nothing_and_lists_of_wrong_length_are_refused() {
    assert_eq!(
        message(|market| market.arcs[0].uses.push(4)),
        "arc `trunk`: `uses` refers to number 4, there are 1\nhint: count from 0"
    );
    assert_eq!(
        message(|market| market.traders[0].conjecture.push(1.0)),
        "trader `producer`: `conjecture` has 3 values, 2 expected\nhint: give one value per node"
    );
    assert_eq!(
        message(|market| market.nodes[1].name = "field".into()),
        "two nodes are named `field`\nhint: rename one"
    );
    assert_eq!(message(|market| market.seasons.clear()), "the market has no season\nhint: give at least one");
}

#[test]
fn a_file_that_is_no_market_says_why() {
    let error = |text: &str| read_cases(text).err().map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(
        error("{\"nodes\": [{\"nam\": \"A\"}]}"),
        "not a market: unknown field `nam`, expected one of `name`, `demand`, `demand_factor`, `injection` at line 1 column 17\n\
         hint: give `nodes`, `traders`, `arcs`, `capacities`, `years` and `seasons`"
    );
    assert!(error("{").contains("line 1 column 1"));
    assert!(error("{}").contains("neither `nodes` nor"));
}

#[test]
fn a_kind_of_market_without_formulation_is_refused_by_name() {
    let curved = IsoelasticDemand { price: 50.0, quantity: 50.0, elasticity: -0.4 };
    let (on, of) = (Element::Consumption(1), Element::Production(0));
    assert_eq!(
        message(|market| {
            market.nodes[1].demand = Some(curved.into());
            market.traders[0].conjecture[1] = 1.0;
        }),
        "market power of trader `producer` at node `city` under demand of constant elasticity -0.4: he would sell ever less \
         has no sound formulation here\nhint: use linear demand, calibrated at the price expected, or an elasticity below -1"
    );
    assert_eq!(
        message(|market| {
            market.nodes[1].demand = Some(curved.into());
            market.traders[0].conjecture[1] = 0.0;
            market.influences.push(Influence { on, of, slope: 1.0 });
        }),
        "influence on consumption at `city` where demand is no line has no sound formulation here\n\
         hint: give both nodes a demand with `intercept` and `slope`"
    );
    assert_eq!(
        message(|market| market.influences.push(Influence { on, of, slope: 100.0 })),
        "prices and costs that move each other more than themselves (influence on consumption at `city` among them) \
         has no sound formulation here\n\
         hint: lower the cross slopes (with the own slopes their symmetric part must be positive semidefinite), or give a seller one conjecture at nodes that influence each other"
    );
}
