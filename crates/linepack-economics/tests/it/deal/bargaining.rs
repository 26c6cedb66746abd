use super::{entries, number, pair, same};
use linepack_economics::deal::bargaining::Range;
use linepack_economics::deal::bargaining::alternating::{
    AlternatingOffers, opening_share, quick_breakdown_share,
};
use linepack_economics::deal::bargaining::hold_up::{Investment, hold_up};
use linepack_economics::deal::bargaining::issues::{Issue, link};
use linepack_economics::deal::netback::{LngChain, lng_netback};

const COMPLETE: &str = "deal/bargaining_complete_info.json";

#[test]
fn rubinstein_shares_agree() {
    let Some(cases) = linepack_cases::json(COMPLETE) else { return };
    for case in entries(&cases, "rubinstein") {
        let split = AlternatingOffers::impatient(pair(case, "delta")).agreement().unwrap().unwrap();
        same(split.first_opens[0], number(&case["expected"], "share_proposer1"));
        same(split.first_opens[1], number(&case["expected"], "share_2"));
    }
}

/// The file's `accept_threshold_1_as_responder` is δ₁ (1 − δ₁)/(1 − δ₁ δ₂), discounting what the *other* side gets when
/// it opens. The least share side 1 accepts is what it would get by refusing and opening itself, δ₁ x₁; the two agree
/// only for equal discount factors. Backward induction confirms δ₁ x₁ (see the unit tests of `alternating`).
#[test]
fn the_published_threshold_differs_unless_both_are_equally_patient() {
    let Some(cases) = linepack_cases::json(COMPLETE) else { return };
    for case in entries(&cases, "rubinstein") {
        let delta = pair(case, "delta");
        let split = AlternatingOffers::impatient(delta).agreement().unwrap().unwrap();
        let printed = number(&case["expected"], "accept_threshold_1_as_responder");
        same(delta[0] * split.second_opens[1], printed);
        same(split.threshold[0], delta[0] * split.first_opens[0]);
        assert_eq!((split.threshold[0] - printed).abs() < 1e-9, delta[0] == delta[1]);
    }
}

#[test]
fn shares_at_yearly_rates_agree_in_the_limit_and_at_a_finite_step() {
    let Some(cases) = linepack_cases::json(COMPLETE) else { return };
    for case in entries(&cases["rubinstein_continuous_limit"], "cases") {
        let rates = pair(case, "r");
        same(opening_share(rates, 0.0).unwrap(), number(case, "expected_share1"));
        same(opening_share(rates, 0.01).unwrap(), number(case, "at_dt_0p01"));
    }
}

#[test]
fn outside_options_count_only_when_they_beat_waiting() {
    let Some(cases) = linepack_cases::json(COMPLETE) else { return };
    for case in entries(&cases["outside_option"], "cases") {
        let delta = number(case, "delta");
        let outside = [f64::NEG_INFINITY, number(case, "outside_option_of_responder")];
        let game = AlternatingOffers { outside, ..AlternatingOffers::impatient([delta, delta]) };
        let split = game.agreement().unwrap().unwrap();
        same(split.first_opens[1], number(&case["expected"], "responder_gets"));
        same(split.first_opens[0], number(&case["expected"], "proposer_gets"));
        assert_eq!(split.outside_binds[1], outside[1] > delta / (1.0 + delta));
    }
}

#[test]
fn the_risk_of_breakdown_splits_what_exceeds_its_payoffs() {
    let Some(cases) = linepack_cases::json(COMPLETE) else { return };
    for case in entries(&cases["breakdown"], "cases") {
        let payoffs = pair(case, "breakdown_payoffs");
        let game = AlternatingOffers::fearing_breakdown(number(case, "breakdown_prob"), payoffs);
        let split = game.agreement().unwrap().unwrap();
        same(split.first_opens[0], number(&case["expected"], "share1_when_1_proposes"));
        same(quick_breakdown_share(payoffs).unwrap().unwrap(), number(&case["expected"], "limit_q_to_0"));
    }
}

#[test]
fn nash_prices_agree_and_no_range_gives_no_price() {
    let Some(cases) = linepack_cases::json(COMPLETE) else { return };
    for case in entries(&cases, "nash") {
        let range =
            Range::new(number(case, "seller_reservation"), number(case, "buyer_reservation")).unwrap();
        let expected = &case["expected"];
        same(range.width(), number(expected, "zopa"));
        assert_eq!(range.exists(), expected["deal"].as_bool().unwrap());
        let price = range.nash_price(number(case, "seller_power")).unwrap();
        if expected["price"].is_null() {
            assert_eq!(price, None);
        } else {
            same(price.unwrap(), number(expected, "price"));
        }
    }
}

#[test]
fn linked_issues_gain_over_separate_ones() {
    let Some(cases) = linepack_cases::json(COMPLETE) else { return };
    let expected = &cases["multi_issue"]["expected"];
    let deal = link(&[Issue { first: 4.0, second: 1.0 }, Issue { first: 1.0, second: 4.0 }], 0.5).unwrap();
    same(deal.linked[0], number(&expected["linked_nash"], "u1"));
    same(deal.linked[1], number(&expected["linked_nash"], "u2"));
    same(deal.separate[0], number(&expected["separate_equal_split"], "u1"));
    same(deal.separate[1], number(&expected["separate_equal_split"], "u2"));
    same(deal.gain[0], number(expected, "gain_from_linkage"));
    same(deal.gain[1], number(expected, "gain_from_linkage"));
    assert_eq!(deal.first_shares, [1.0, 0.0]);
}

#[test]
fn hold_up_shrinks_the_investment() {
    let Some(cases) = linepack_cases::json("deal/bargaining_holdup.json") else { return };
    for case in entries(&cases, "cases") {
        let out = hold_up(Investment { scale: 2.0, exponent: 0.5 }, number(case, "a")).unwrap();
        same(out.investment, number(&case["expected"], "k"));
        same(out.joint_surplus, number(&case["expected"], "joint_surplus"));
    }
}

#[test]
fn the_netback_of_a_cargo_agrees() {
    let Some(cases) = linepack_cases::json("finance/project_finance.json") else { return };
    let case = &cases["netback"]["case"];
    let chain = LngChain {
        delivered_price: number(case, "p_lng_des"),
        shipping: number(case, "ship"),
        liquefaction: number(case, "liq"),
        feed_loss: number(case, "feed_loss"),
    };
    same(lng_netback(&chain).unwrap(), number(&case["expected"], "netback_feedgas"));
}
