//! What the page says, and that it stands alone.

use crate::fixture;

#[test]
fn the_verdict_has_three_sentences_with_ranges() {
    let sentences = linepack_report::verdict(&fixture::outcome());
    assert_eq!(
        sentences,
        [
            "The line can carry 50.3 (48.1\u{a0}to\u{a0}52.2)\u{a0}bcm (20\u{a0}°C) a year to the border at Erenhot with one string of \
             1420\u{a0}mm pipe at 9.8\u{a0}MPa and 22 compressor stations using 1543\u{a0}MW; building it would cost \
             24.8 (18.2\u{a0}to\u{a0}33.4)\u{a0}bn USD in money of 2025, and carrying the gas 88 (66\u{a0}to\u{a0}121)\u{a0}USD per 1000\u{a0}m³ (20\u{a0}°C); the \
             cheapest design compared, one string of 1420\u{a0}mm at 11.8\u{a0}MPa, would carry it for 86.",
            "In the model the seller (Seller Company) as a company would sign from 172 (128\u{a0}to\u{a0}231) upwards and the buyer (Buyer \
             Company) as an importer up to 214 (158\u{a0}to\u{a0}262), in USD per 1000\u{a0}m³ (20\u{a0}°C): both would accept a price within a \
             range 42 wide (between a gap of 61 and a range of 118), with the Nash price at 193 (150\u{a0}to\u{a0}241).",
            "The model finds a price that satisfies both at three of the five attempts; the difference between the two limits moves most with \
             “Brent over the contract”: at 55\u{a0}USD per bbl the model gives a gap of 48, at 95\u{a0}USD per bbl a range of 121.",
        ]
    );
}

#[test]
fn a_gap_is_called_a_gap() {
    let mut outcome = fixture::outcome();
    for quantity in &mut outcome.quantities {
        if quantity.id == "deal.range" {
            (quantity.value, quantity.low, quantity.high) = (-30.0, Some(-80.0), Some(12.0));
        }
    }
    let sentence = &linepack_report::verdict(&outcome)[1];
    assert!(
        sentence.ends_with(
            "no price satisfies both, and the gap is 30 wide (between a gap of 80 and a range of 12)."
        ),
        "{sentence}"
    );
}

#[test]
fn a_study_without_deal_market_and_attempts_still_has_a_page() {
    let outcome = fixture::bare();
    let page = linepack_report::html(&outcome);
    assert_eq!(linepack_report::verdict(&outcome).len(), 3);
    for absent in
        ["<figure", "id=\"market\"", "id=\"deal\"", "id=\"attempts\"", "id=\"drivers\"", "id=\"cost\""]
    {
        assert!(!page.contains(absent), "{absent}");
    }
    assert!(page.contains("id=\"q-line.capacity\""));
}

#[test]
fn an_infeasible_line_is_not_called_feasible() {
    let mut outcome = fixture::outcome();
    outcome.verdict = linepack_economics::outcome::Verdict::Infeasible;
    let sentence = &linepack_report::verdict(&outcome)[0];
    assert!(sentence.starts_with("The asked volume cannot be carried within all limits"), "{sentence}");
}

#[test]
fn every_figure_of_a_full_study_is_drawn_twice_and_has_its_table() {
    let page = linepack_report::html(&fixture::outcome());
    for id in [
        "price-axis",
        "map",
        "profile",
        "capex",
        "tariff",
        "prices",
        "changes",
        "seller-parts",
        "buyer-parts",
        "capacities",
        "gains",
        "coalition",
        "attempts",
        "tornado",
    ] {
        assert!(page.contains(&format!("<figure id=\"fig-{id}\"")), "{id}");
        for size in ["wide", "narrow"] {
            assert!(page.contains(&format!("id=\"fig-{id}-{size}-t\"")), "{id} {size}");
        }
    }
    let count = |text: &str| page.matches(text).count();
    assert_eq!(count("<figure"), 14);
    assert_eq!(count("class=\"picture wide\""), 14);
    assert_eq!(count("class=\"picture narrow\""), 14);
}

#[test]
fn the_page_stands_alone_and_stays_small() {
    let page = linepack_report::html(&fixture::outcome());
    assert!(page.len() < 600_000, "{} bytes", page.len());
    for outside in ["src=\"", "@import", "url(http", "<iframe", "<link rel=\"stylesheet\""] {
        assert!(!page.contains(outside), "{outside}");
    }
    for broken in ["NaN", "inf\"", "inf "] {
        assert!(!page.contains(broken), "{broken}");
    }
}

#[test]
fn what_a_study_writes_cannot_become_markup() {
    let mut outcome = fixture::outcome();
    let attack = "</script><img src=x onerror=alert(1)>\"'";
    outcome.study.title = attack.to_owned();
    outcome.route[0].name = attack.to_owned();
    outcome.stations[0].name = attack.to_owned();
    outcome.quantities[0].label = attack.to_owned();
    outcome.gains[0].party = attack.to_owned();
    outcome.evidence[0].source = format!("javascript:alert(1) {attack}");
    outcome.attempts[0].event = attack.to_owned();
    let page = linepack_report::html(&outcome);
    assert!(!page.contains("<img"));
    assert!(!page.contains("href=\"javascript:"));
}

#[test]
fn every_link_within_the_page_has_its_target() {
    let page = linepack_report::html(&fixture::outcome());
    let links: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() > 60, "{}", links.len());
    for link in links {
        assert!(page.contains(&format!("id=\"{link}\"")), "{link}");
    }
}

#[test]
fn inputs_without_a_source_are_counted() {
    let page = linepack_report::html(&fixture::outcome());
    assert!(
        page.contains(
            "Of 7 inputs 4 rest on rows of evidence and 2 on a stated assumption; one has neither."
        )
    );
    assert!(page.contains("No source and no reason given"));
}

#[test]
fn an_input_of_words_is_shown_in_words() {
    let page = linepack_report::html(&fixture::outcome());
    let entry = page.split("id=\"q-input.grade\"").nth(1).unwrap().split("</article>").next().unwrap();
    assert!(entry.contains("<strong>K60</strong>"), "{entry}");
}

#[test]
fn a_stored_outcome_gives_the_same_page() {
    let outcome = fixture::outcome();
    let text = serde_json::to_string(&outcome).unwrap();
    let again = serde_json::from_str(&text).unwrap();
    assert_eq!(linepack_report::html(&outcome), linepack_report::html(&again));
}

#[test]
fn values_that_are_not_finite_do_not_break_the_page() {
    let mut outcome = fixture::outcome();
    outcome.tornado[0].result_at_high = f64::INFINITY;
    outcome.gains[0].value = f64::NAN;
    outcome.market[0].price_with = f64::NAN;
    outcome.route.truncate(1);
    outcome.profile.truncate(1);
    assert!(linepack_report::html(&outcome).ends_with("</html>"));
}
