//! Injections, withdrawals, transit, closed links, discounting: small markets whose answer is known by hand.

use linepack_economics::market::{
    Arc, Capacity, Contract, Formulation, Golombek, LinearDemand, Market, MarketError, Node, Options, Season,
    Storage, Trader, Year, solve,
};

/// A field without demand, a city with P = 100 − Q; a producer at cost 20, a link of capacity 60 at cost 10.
fn chain() -> Market {
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
            cost: Golombek { alpha: 20.0, beta: 0.0, gamma: 0.0, capacity: 500.0, cap_fraction: 1.0 },
            capacity_by_year: vec![],
            conjecture: vec![0.0; 2],
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
            loss: 0.0,
            uses: vec![0],
            open_to: None,
            tax: 0.0,
        }],
        capacities: vec![Capacity {
            name: "trunk".into(),
            value: 60.0,
            value_by_year: vec![],
            expansion_cost: None,
            discount: vec![],
        }],
        storages: vec![],
        years: vec![Year { name: "2030".into(), discount: 1.0, duration: 1.0, demand_factor: 1.0 }],
        seasons: vec![Season { name: "year".into(), weight: 1.0, demand_factor: 1.0 }],
        formulation: Formulation::Routed,
        influences: vec![],
    }
}

#[track_caller]
fn close(found: f64, known: f64) {
    assert!((found - known).abs() < 1e-9, "{found}, not {known}");
}

#[test]
fn gas_in_transit_is_worth_what_the_market_pays_less_the_way() -> Result<(), MarketError> {
    let answer = solve(&chain(), &Options::default())?;
    close(answer.price[1][0], 40.0);
    close(answer.capacity_price[0][0], 10.0);
    close(answer.price[0][0], 20.0);
    Ok(())
}

#[test]
fn injected_gas_is_consumed_first_and_withdrawn_gas_is_delivered() -> Result<(), MarketError> {
    let mut market = chain();
    market.nodes[1].injection = vec![25.0];
    let answer = solve(&market, &Options::default())?;
    close(answer.price[1][0], 30.0);
    close(answer.consumption[1][0], 70.0);
    close(answer.sales[0][1][0], 45.0);
    market.nodes[1].injection = vec![-25.0];
    let answer = solve(&market, &Options::default())?;
    close(answer.price[1][0], 65.0);
    close(answer.consumption[1][0], 35.0);
    close(answer.sales[0][1][0], 60.0);
    Ok(())
}

#[test]
fn a_fixed_withdrawal_alone_has_its_cost_as_price() -> Result<(), MarketError> {
    let mut market = chain();
    market.nodes[1].demand = None;
    market.nodes[1].injection = vec![-25.0];
    close(solve(&market, &Options::default())?.price[1][0], 30.0);
    Ok(())
}

#[test]
fn a_link_closed_to_the_trader_leaves_the_city_without_gas() -> Result<(), MarketError> {
    let mut market = chain();
    market.arcs[0].open_to = Some(vec![]);
    let answer = solve(&market, &Options::default())?;
    close(answer.price[1][0], 100.0);
    close(answer.production[0][0], 0.0);
    market.arcs[0].open_to = Some(vec![0]);
    close(solve(&market, &Options::default())?.price[1][0], 40.0);
    market.capacities[0].value = 0.0;
    close(solve(&market, &Options::default())?.price[1][0], 100.0);
    Ok(())
}

#[test]
fn weights_of_years_and_seasons_leave_each_block_its_own_price() -> Result<(), MarketError> {
    let mut market = chain();
    market.capacities[0].value_by_year = vec![60.0, 30.0];
    market.years.push(Year { name: "2035".into(), discount: 0.6, duration: 5.0, demand_factor: 1.0 });
    market.seasons = vec![
        Season { name: "summer".into(), weight: 0.7, demand_factor: 0.5 },
        Season { name: "winter".into(), weight: 0.3, demand_factor: 1.0 },
    ];
    let answer = solve(&market, &Options::default())?;
    // Summer: P = 100 − 2 Q, cost 30, Q = 35 or the capacity of 30. Winter: Q = 60 or 30.
    for (block, price) in [30.0, 40.0, 40.0, 70.0].into_iter().enumerate() {
        close(answer.price[1][block], price);
        close(answer.capacity_price[0][block], price - 30.0);
    }
    Ok(())
}

#[test]
fn storage_pays_its_losses_and_ends_the_year_as_it_began() -> Result<(), MarketError> {
    let mut market = chain();
    market.seasons = vec![
        Season { name: "summer".into(), weight: 0.5, demand_factor: 0.25 },
        Season { name: "winter".into(), weight: 0.5, demand_factor: 1.0 },
    ];
    market.storages.push(Storage {
        name: "cavern".into(),
        node: 1,
        working_gas: 50.0,
        injection_cost: 1.0,
        withdrawal_cost: 2.0,
        injection_efficiency: 0.8,
        injection_rate: None,
        withdrawal_rate: None,
    });
    let answer = solve(&market, &Options::default())?;
    // Summer gas at 30, (30 + 1)/0.8 + 2 = 40.75 in winter: more than the 40 that the link's capacity makes it.
    close(answer.withdrawal[0][1], 0.0);
    market.storages[0].injection_efficiency = 1.0;
    let answer = solve(&market, &Options::default())?;
    // At 33 in winter: 67 consumed, 60 come by the link, 7 from storage.
    close(answer.price[1][1], 33.0);
    close(answer.withdrawal[0][1], 7.0);
    close(answer.withdrawal[0][0], -7.0);
    market.storages[0].working_gas = 2.0;
    let answer = solve(&market, &Options::default())?;
    // A stock of 2 is a rate of 4 a year over half a year.
    close(answer.withdrawal[0][1], 4.0);
    close(answer.price[1][1], 36.0);
    market.storages[0].withdrawal_rate = Some(3.0);
    close(solve(&market, &Options::default())?.price[1][1], 37.0);
    Ok(())
}

#[test]
fn take_or_pay_counts_over_the_whole_year() -> Result<(), MarketError> {
    let mut market = chain();
    market.seasons = vec![
        Season { name: "summer".into(), weight: 0.5, demand_factor: 1.0 },
        Season { name: "winter".into(), weight: 0.5, demand_factor: 1.0 },
    ];
    market.traders[0].cost.alpha = 95.0;
    let contract = Contract { name: "2019".into(), node: 1, volume: vec![50.0], take_or_pay: 0.8 };
    market.traders[0].contracts.push(contract);
    let answer = solve(&market, &Options::default())?;
    // Nobody would buy at 105; 40 a year must be taken, at the same price in both seasons.
    close(answer.sales[0][1][0], 40.0);
    close(answer.sales[0][1][1], 40.0);
    close(answer.price[1][0], 60.0);
    Ok(())
}

#[test]
fn what_is_unique_is_said() -> Result<(), MarketError> {
    let mut market = chain();
    market.traders[0].conjecture = vec![0.0, 0.5];
    let unique = solve(&market, &Options::default())?.unique;
    assert_eq!(unique.production, [false]);
    assert_eq!(unique.sales, [[false, true]]);
    market.traders[0].cost.beta = 0.1;
    assert_eq!(solve(&market, &Options::default())?.unique.production, [true]);
    Ok(())
}
