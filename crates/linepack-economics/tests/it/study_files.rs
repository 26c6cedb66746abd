//! The flagship study's tables: every row reads, every id is used once, every id cited exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

fn study() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../studies/power-of-siberia-2")
}

fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(study().join(name)).unwrap();
    reader.deserialize().map(|row| row.unwrap_or_else(|error| panic!("{name}: {error}"))).collect()
}

fn ids() -> BTreeSet<String> {
    table("evidence.csv").into_iter().map(|row| row["id"].clone()).collect()
}

#[test]
fn every_claim_has_an_id_of_its_own_a_source_and_numbers_in_order() {
    let claims = table("evidence.csv");
    assert_eq!(ids().len(), claims.len());
    for claim in &claims {
        let id = &claim["id"];
        assert!(!claim["quantity"].is_empty() && !claim["source"].is_empty(), "{id}");
        assert!(["high", "med", "low"].contains(&claim["confidence"].as_str()), "{id}");
        let numbers: Vec<f64> = ["low", "central", "high"]
            .iter()
            .filter(|column| !claim[**column].is_empty())
            .map(|column| claim[*column].parse().unwrap_or_else(|_| panic!("{id}: {column}")))
            .collect();
        assert!(numbers.is_sorted(), "{id}: {numbers:?}");
        assert!(numbers.is_empty() || !claim["unit"].is_empty(), "{id} has no unit");
    }
}

#[test]
fn attempts_events_and_route_cite_claims_that_exist() {
    let ids = ids();
    for name in ["attempts.csv", "timeline.csv", "route.csv"] {
        for (line, row) in (2..).zip(table(name)) {
            let cited: Vec<&str> = row["evidence"].split_whitespace().collect();
            assert!(!cited.is_empty(), "{name}:{line}");
            for id in cited {
                assert!(ids.contains(id), "{name}:{line} cites `{id}`");
            }
        }
    }
}

#[test]
fn the_route_runs_forward_from_field_to_city() {
    let route = table("route.csv");
    let at = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    assert!(route.is_sorted_by(|a, b| at(a, "distance_km") < at(b, "distance_km")));
    let length = |country: &str| {
        let of = || route.iter().filter(|row| row["country"] == country).map(|row| at(row, "distance_km"));
        of().fold(f64::MIN, f64::max) - of().fold(f64::MAX, f64::min)
    };
    // within one step of at most 46 km of the published 2,600, 963 and 560 km
    assert!((length("Russia") - 2600.0).abs() < 46.0, "{}", length("Russia"));
    assert!((length("Mongolia") - 963.0).abs() < 46.0, "{}", length("Mongolia"));
    assert!((length("China") - 560.0).abs() < 46.0, "{}", length("China"));
}

#[test]
fn an_ask_that_was_never_published_is_left_empty() {
    let attempts = table("attempts.csv");
    assert_eq!(attempts.len(), 5);
    for attempt in &attempts[..2] {
        assert!(attempt["buyer_ask_usd_per_1000m3_20C"].is_empty());
        assert!(attempt["seller_ask_usd_per_1000m3_20C"].is_empty());
    }
    assert_eq!(attempts[3]["buyer_ask_usd_per_1000m3_20C"], "125");
    assert_eq!(attempts[3]["seller_ask_usd_per_1000m3_20C"], "275");
}
