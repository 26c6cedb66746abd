//! Markets without a potential, and what storages, reserves and closed capacities are worth: closed forms.

use linepack_economics::market::{
    Arc, Capacity, Demand, Element, Equilibrium, Formulation, Golombek, Influence, IsoelasticDemand,
    LinearDemand, Market, MarketError, Node, Options, Season, Storage, Trader, Year, answers, solve,
};

/// A field without demand, a city with P = 100 − Q; a price taker at cost 20, a link of capacity 60 at cost 10.
fn market() -> Market {
    let node =
        |name: &str, demand| Node { name: name.into(), demand, demand_factor: vec![], injection: vec![] };
    let line: Demand = LinearDemand { intercept: 100.0, slope: 1.0 }.into();
    Market {
        nodes: vec![node("field", None), node("city", Some(line))],
        traders: vec![Trader {
            name: "producer".into(),
            home: 0,
            cost: Golombek { alpha: 20.0, beta: 0.0, gamma: 0.0, capacity: 1000.0, cap_fraction: 1.0 },
            capacity_by_year: vec![],
            conjecture: vec![0.0; 2],
            forward: vec![],
            contracts: vec![],
            rise: None,
            reserve: None,
            discount: vec![],
        }],
        arcs: vec![Arc {
            name: "link".into(),
            from: 0,
            to: 1,
            cost: 10.0,
            loss: 0.0,
            uses: vec![0],
            open_to: None,
            tax: 0.0,
        }],
        capacities: vec![Capacity {
            name: "link".into(),
            value: 60.0,
            value_by_year: vec![],
            expansion_cost: None,
            discount: vec![],
        }],
        storages: vec![],
        years: vec![year("2030", 1.0)],
        seasons: vec![season("year", 1.0)],
        formulation: Formulation::Routed,
        influences: vec![],
    }
}

fn year(name: &str, discount: f64) -> Year {
    Year { name: name.into(), discount, duration: 1.0, demand_factor: 1.0 }
}

fn season(name: &str, demand_factor: f64) -> Season {
    Season { name: name.into(), weight: 1.0, demand_factor }
}

fn solved(market: &Market) -> Result<Equilibrium, MarketError> {
    let found = solve(market, &Options::default())?;
    assert!(found.residual <= 1e-10, "residual {:e}", found.residual);
    Ok(found)
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
}

type Outcome = Result<(), MarketError>;

#[test]
fn a_tax_on_value_takes_its_share_of_the_price() -> Outcome {
    // 0.6 P = 20 + 10; with loss 0.2 as well 0.6 · 0.8 P = 30, at two links one after the other each takes its share.
    let mut market = market();
    market.arcs[0].tax = 0.4;
    let found = solved(&market)?;
    near(found.price[1][0], 50.0);
    near(found.price[0][0], 20.0);
    assert!(!found.unique.price && !found.unique.production[0]);
    market.arcs[0].loss = 0.2;
    let found = solved(&market)?;
    near(found.price[1][0], 62.5);
    near(found.production[0][0], 37.5 / 0.8);
    Ok(())
}

#[test]
fn a_taxed_monopolist_restricts_as_his_condition_says() -> Outcome {
    // (1 − τ)(100 − 2 s) = 30 with τ = 1/4: s = 30.
    let mut market = market();
    market.arcs[0].tax = 0.25;
    market.traders[0].conjecture[1] = 1.0;
    let found = solved(&market)?;
    near(found.sales[0][1][0], 30.0);
    near(found.price[1][0], 70.0);
    Ok(())
}

#[test]
fn an_impatient_owner_builds_less() -> Outcome {
    // Free of capacity the price would be 30; a link of 30 rents P − 30 = 70 − E. Owner's factor 1/2: ½ (40 − E) = 10.
    let mut market = market();
    market.capacities[0].value = 30.0;
    market.capacities[0].expansion_cost = Some(10.0);
    market.years = vec![year("2030", 1.0), year("2035", 0.8)];
    let common = solved(&market)?;
    near(common.expansion[0][0], 40.0 - 10.0 / 0.8);
    market.capacities[0].discount = vec![1.0, 0.5];
    let found = solved(&market)?;
    near(found.expansion[0][0], 20.0);
    near(found.capacity_price[0][1], 20.0);
    Ok(())
}

#[test]
fn a_reserve_is_spread_over_time_at_its_owners_own_rate() -> Outcome {
    // Hotelling: P_y − 30 = λ/γ_y, Q_1 + Q_2 = 80, so λ (1 + 1/γ) = 60.
    let mut market = market();
    market.years = vec![year("2030", 1.0), year("2035", 0.8)];
    market.traders[0].reserve = Some(80.0);
    let found = solved(&market)?;
    let rent = 60.0 / (1.0 + 1.0 / 0.8);
    near(found.price[1][0], 30.0 + rent);
    near(found.price[1][1], 30.0 + rent / 0.8);
    near(found.reserve_rent[0], rent);
    market.traders[0].discount = vec![1.0, 0.5];
    let found = solved(&market)?;
    near(found.price[1][0], 50.0);
    near(found.price[1][1], 70.0);
    market.traders[0].reserve = Some(1000.0);
    let found = solved(&market)?;
    near(found.price[1][1], 40.0);
    near(found.reserve_rent[0], 0.0);
    Ok(())
}

#[test]
fn a_monopolist_facing_constant_elasticity_marks_up_by_it() -> Outcome {
    // P (1 + 1/ε) = 30 with ε = −3: P = 45; a price taker sells at 30.
    let mut market = market();
    let curve = IsoelasticDemand { price: 45.0, quantity: 40.0, elasticity: -3.0 };
    market.nodes[1].demand = Some(curve.into());
    market.traders[0].conjecture[1] = 1.0;
    let found = solved(&market)?;
    near(found.price[1][0], 45.0);
    near(found.sales[0][1][0], 40.0);
    market.traders[0].conjecture[1] = 0.5;
    market.capacities[0].value = 100.0;
    near(solved(&market)?.price[1][0], 36.0);
    // What is sold forward spoils nothing: P (1 − (s − g)/(3 s)) = 30.
    market.traders[0].conjecture[1] = 1.0;
    market.traders[0].forward = vec![0.0, 20.0];
    let found = solved(&market)?;
    let (price, sold) = (found.price[1][0], found.sales[0][1][0]);
    near(price * (1.0 - (sold - 20.0) / (3.0 * sold)), 30.0);
    Ok(())
}

#[test]
fn a_seller_of_two_commodities_minds_what_each_does_to_the_other() -> Outcome {
    // P_i = 100 − Q_i − ½ Q_j at cost 10: a monopolist sells 30 of each; Jacobian symmetric.
    let mut both = market();
    both.nodes[0].demand = both.nodes[1].demand;
    (both.arcs, both.capacities) = (vec![], vec![]);
    both.traders[0].cost.alpha = 10.0;
    both.traders[0].conjecture = vec![1.0, 1.0];
    let second = Trader { name: "second".into(), home: 1, ..both.traders[0].clone() };
    both.traders.push(second);
    let (a, b) = (Element::Consumption(0), Element::Consumption(1));
    both.influences = vec![Influence { on: a, of: b, slope: 0.5 }, Influence { on: b, of: a, slope: 0.5 }];
    // Two sellers, each with one commodity: 100 − 2 s − ½ s = 10.
    let found = solved(&both)?;
    near(found.sales[0][0][0], 36.0);
    near(found.price[1][0], 46.0);
    assert!(found.unique.price && !found.unique.production[0]);
    // One seller of both, over a free link: 100 − 2 s − ½ s − ½ s = 10.
    both.traders.pop();
    both.traders[0].conjecture = vec![1.0, 1.0];
    both.arcs = market().arcs;
    (both.arcs[0].cost, both.arcs[0].uses) = (0.0, vec![]);
    let found = solved(&both)?;
    near(found.sales[0][0][0], 30.0);
    near(found.sales[0][1][0], 30.0);
    near(found.price[0][0], 55.0);
    Ok(())
}

#[test]
fn a_road_that_clogs_costs_everybody_its_average() -> Outcome {
    // P = 100 − Q = 20 + 10 + Q/2.
    let mut market = market();
    let on = Element::Flow(0);
    market.influences = vec![Influence { on, of: on, slope: 0.5 }];
    let found = solved(&market)?;
    near(found.consumption[1][0], 140.0 / 3.0);
    near(found.price[0][0], 20.0);
    Ok(())
}

#[test]
fn a_closed_link_is_worth_the_difference_of_prices_it_would_bridge() -> Outcome {
    // Nothing reaches the city but at 80 from its own wells: a first unit of the link earns 80 − 20 − 10.
    let mut market = market();
    market.capacities[0].value = 0.0;
    let cost = Golombek { alpha: 80.0, ..market.traders[0].cost };
    let wells = Trader { name: "wells".into(), home: 1, cost, ..market.traders[0].clone() };
    market.traders.push(wells);
    near(solved(&market)?.capacity_price[0][0], 50.0);
    market.arcs[0].loss = 0.1;
    market.arcs[0].tax = 0.25;
    near(solved(&market)?.capacity_price[0][0], 0.9 * 0.75 * 80.0 - 30.0);
    // A Cournot seller abroad: his first unit spoils nothing yet, it fetches the price.
    market.traders[0].conjecture[1] = 1.0;
    market.formulation = Formulation::Routed;
    near(solved(&market)?.capacity_price[0][0], 24.0);
    // Closed to the only trader whom it would serve: worth nothing.
    market.arcs[0].open_to = Some(vec![1]);
    near(solved(&market)?.capacity_price[0][0], 0.0);
    Ok(())
}

#[test]
fn the_rent_of_a_closed_link_is_the_limit_of_a_nearly_closed_one() -> Outcome {
    let mut market = market();
    let cost = Golombek { alpha: 5.0, beta: 2.0, ..market.traders[0].cost };
    let wells = Trader {
        name: "wells".into(),
        home: 1,
        cost,
        conjecture: vec![0.0, 0.5],
        ..market.traders[0].clone()
    };
    market.traders.push(wells);
    market.traders[0].conjecture[1] = 0.7;
    market.traders[0].cost.beta = 0.4;
    for formulation in [Formulation::Routed, Formulation::Swap] {
        market.formulation = formulation;
        market.capacities[0].value = 1e-7;
        let open = solved(&market)?.capacity_price[0][0];
        market.capacities[0].value = 0.0;
        let closed = solved(&market)?.capacity_price[0][0];
        assert!((open - closed).abs() < 1e-5 && closed > 1.0, "{formulation:?}: {open} and {closed}");
    }
    Ok(())
}

#[test]
fn a_storage_earns_what_the_seasons_differ_by() -> Outcome {
    // Two seasons, demand 100 − Q and 100 − Q/2 with 40 produced in each at most; 5 can be stored at a cost of 3.
    let mut market = market();
    market.years = vec![year("2030", 0.5)];
    market.seasons = vec![season("summer", 1.0), season("winter", 2.0)];
    market.traders[0].cost.capacity = 40.0;
    market.storages.push(Storage {
        name: "cavern".into(),
        node: 1,
        working_gas: 5.0,
        injection_cost: 2.0,
        withdrawal_cost: 1.0,
        injection_efficiency: 1.0,
        injection_rate: None,
        withdrawal_rate: None,
    });
    let found = solved(&market)?;
    near(found.price[1][0], 65.0);
    near(found.price[1][1], 77.5);
    let total: f64 = found.storage_rent[0].iter().sum();
    near(total, 77.5 - 65.0 - 3.0);
    // The same room, limited by the rate of withdrawal instead: the rent goes to the rate.
    market.storages[0].working_gas = 100.0;
    market.storages[0].withdrawal_rate = Some(5.0);
    let found = solved(&market)?;
    near(found.withdrawal_rent[0][1], 9.5);
    near(found.storage_rent[0].iter().sum(), 0.0);
    assert!(!found.unique.storage_rent && !found.unique.withdrawal);
    Ok(())
}

#[test]
fn every_reference_file_becomes_a_answers_that_agrees_with_it() -> Outcome {
    for file in [
        "allaz_vila_forward",
        "capacity_expansion",
        "cournot_cv",
        "euras12_cv0",
        "euras12_cv1",
        "gtm_gas_trade",
        "multiperiod_layout",
        "nagurney_2x2",
        "oligopoly_mss5",
        "storage_two_season",
        "takayama_judge",
        "take_or_pay",
        "two_region_capacity",
    ] {
        let Some(text) = linepack_cases::text(&format!("market/market_{file}.json")) else { return Ok(()) };
        let found = answers(&text, &Options::default())?;
        assert_eq!(
            (found.verdict.as_str(), found.messages.len()),
            ("equilibrium", 0),
            "{file}: {:?}",
            found.messages
        );
        let answers: Vec<_> = found.answer.iter().chain(&found.cases).collect();
        assert!(
            !answers.is_empty()
                && answers.iter().all(|answer| answer.residual <= 1e-8 && !answer.known.is_empty())
        );
        let written = serde_json::to_string(&found).unwrap();
        let read: linepack_economics::market::Answers = serde_json::from_str(&written).unwrap();
        assert_eq!(read, found, "{file}");
    }
    Ok(())
}

#[test]
fn a_market_that_cannot_clear_has_a_verdict_and_a_message_with_a_hint() -> Outcome {
    let mut market = market();
    market.nodes[1].injection = vec![-70.0];
    let found = answers(&serde_json::to_string(&market).unwrap(), &Options::default())?;
    assert_eq!(found.verdict, "infeasible");
    assert!(found.messages[0].text.contains("node `city` lacks 10 in 2030"), "{:?}", found.messages);
    assert!(found.messages[0].hint.as_ref().is_some_and(|hint| hint.starts_with("raise a capacity")));
    Ok(())
}
