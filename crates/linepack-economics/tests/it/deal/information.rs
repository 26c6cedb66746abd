use super::{entries, number, numbers, pair, same};
use linepack_economics::deal::information::attrition::WarOfAttrition;
use linepack_economics::deal::information::coase::stationary;
use linepack_economics::deal::information::double_auction::DoubleAuction;
use linepack_economics::deal::information::screening::Screening;

const INCOMPLETE: &str = "deal/bargaining_incomplete_info.json";

#[test]
fn two_offers_screen_the_buyer() {
    let Some(cases) = linepack_cases::json(INCOMPLETE) else { return };
    for case in entries(&cases, "two_period") {
        let delta = number(case, "delta");
        let talks =
            Screening { cost: 0.0, values: [0.0, 1.0], seller_discount: delta, buyer_discount: delta };
        let offers = talks.offers().unwrap();
        let expected = &case["expected"];
        same(offers.first_price, number(expected, "p1"));
        same(offers.second_price, number(expected, "p2"));
        same(offers.cutoff, number(expected, "cutoff"));
        same(offers.trade_first, number(expected, "prob_trade_period1"));
    }
}

#[test]
fn endless_offers_fall_as_coase_expected() {
    let Some(cases) = linepack_cases::json(INCOMPLETE) else { return };
    for case in entries(&cases["infinite_horizon_gap_free"], "cases") {
        let game = stationary([0.0, 1.0], number(case, "delta")).unwrap();
        let expected = &case["expected"];
        same(game.acceptance, number(expected, "lambda_"));
        same(game.price_share, number(expected, "gamma"));
        same(game.first_price, number(expected, "first_price"));
        same(game.remaining, number(expected, "remaining_after_each_round"));
        same(game.seller_profit, number(expected, "seller_profit"));
    }
}

#[test]
fn two_unknown_reservation_prices_trade_less_than_they_should() {
    let Some(cases) = linepack_cases::json(INCOMPLETE) else { return };
    let expected = &cases["bilateral_uniform"]["expected"];
    let eq = DoubleAuction::split_the_difference([0.0, 1.0], [0.0, 1.0]).equilibrium().unwrap();
    same(eq.trade, number(expected, "prob_trade"));
    same(eq.gain, number(expected, "expected_gains"));
    same(eq.best_gain, number(expected, "first_best_gains"));
    same(eq.worthwhile, number(expected, "first_best_prob"));
    same(eq.gain / eq.best_gain, number(expected, "efficiency"));
    same(eq.inefficient_no_deal, number(expected, "prob_inefficient_no_deal"));
    // The strategies are printed as "2c/3+1/4" and "2v/3+1/12".
    assert_eq!(expected["seller_offer"], "2c/3+1/4");
    assert_eq!(expected["buyer_bid"], "2v/3+1/12");
    same(eq.offer[0], 0.25);
    same(eq.offer[1], 2.0 / 3.0);
    same(eq.bid[0], 1.0 / 12.0);
    same(eq.bid[1], 2.0 / 3.0);
}

#[test]
fn wars_of_attrition_last_as_long_as_printed() {
    let Some(cases) = linepack_cases::json(INCOMPLETE) else { return };
    let (data, expected) = (&cases["war_of_attrition"]["data"], &cases["war_of_attrition"]["expected"]);
    let game = WarOfAttrition { prize: [number(data, "V"); 2], cost: [number(data, "c"); 2] };
    let out = game.equilibrium().unwrap();
    same(out.hazard[0], number(expected, "concession_hazard_each"));
    same(out.hazard[1], number(expected, "concession_hazard_each"));
    same(out.mean_delay, number(expected, "mean_time_to_first_concession"));
    same(out.expected_payoff, number(expected, "expected_payoff"));

    let (data, expected) =
        (&cases["war_of_attrition_asym"]["data"], &cases["war_of_attrition_asym"]["expected"]);
    let out = WarOfAttrition { prize: pair(data, "V"), cost: pair(data, "c") }.equilibrium().unwrap();
    for (found, printed) in out.hazard.into_iter().zip(numbers(expected, "h")) {
        same(found, printed);
    }
    same(out.mean_delay, number(expected, "mean_delay"));
    same(out.first_concedes, number(expected, "prob_1_concedes_first"));
}
