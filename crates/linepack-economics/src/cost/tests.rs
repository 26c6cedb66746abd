//! Investment against sums done by hand.

use proptest::prelude::*;

use super::*;
use crate::money::Currency;

const USD2025: Money = Money::new(Currency::USD, 2025);

pub(crate) fn prices() -> Prices {
    let terrain = [("steppe", 0.75), ("taiga hills", 1.0), ("swamp", 1.55), ("mountain", 2.0)];
    Prices {
        pipe_steel: 1_300.0,
        coating: 40.0,
        pipe_transport: 0.08,
        laying: 3.0e6,
        crossing: 60e6,
        station_fixed: 40e6,
        station_per_megawatt: 2.2e6,
        fill_gas: 60.0,
        laying_diameter: 1.420,
        laying_exponent: 0.8,
        further_string: 0.85,
        terrain: terrain.map(|(name, value)| (name.to_owned(), value)).into(),
        engineering: 0.06,
        contingency: 0.15,
        owner: 0.03,
    }
}

fn segment(country: &str, terrain: &str, kilometres: f64) -> Segment {
    Segment {
        country: country.to_owned(),
        terrain: terrain.to_owned(),
        length: kilometres * 1e3,
        steel: kilometres * 748e3,
        outside_diameter: 1.420,
        strings: 1,
        crossings: 0,
        haul: 2_500e3,
    }
}

fn station(country: &str, megawatts: f64) -> StationSite {
    StationSite { name: format!("CS {megawatts}"), country: country.to_owned(), shaft_power: megawatts * 1e6 }
}

fn works() -> Works {
    Works {
        segments: vec![
            Segment { crossings: 2, ..segment("Russia", "swamp", 500.0) },
            segment("Russia", "taiga hills", 1_000.0),
            segment("Mongolia", "steppe", 900.0),
        ],
        stations: vec![station("Russia", 60.0), station("Mongolia", 80.0)],
        installed_ratio: 1.5,
        fill: 300_000.0,
    }
}

#[test]
fn every_kind_of_cost_is_as_worked_by_hand() {
    let table = CapexTable::estimate(&PriceBook::uniform(USD2025, prices()), &works()).unwrap();
    let kinds = table.by_kind();
    let near = |kind: Kind, expected: f64| {
        let found = kinds[&kind].value;
        assert!((found - expected).abs() < 0.05, "{kind:?}: {found} for {expected}");
    };
    // 2,400 km of 748 t/km: 1,795,200 t
    near(Kind::PipeSteel, 1_795_200.0 * 1_300.0);
    near(Kind::PipeTransport, 1_795_200.0 * 2_500.0 * 0.08);
    near(Kind::Coating, std::f64::consts::PI * 1.420 * 2.4e6 * 40.0);
    near(Kind::Laying, (500.0 * 1.55 + 1_000.0 + 900.0 * 0.75) * 3.0e6);
    near(Kind::Crossings, 120e6);
    near(Kind::StationsFixed, 80e6);
    near(Kind::StationsPower, 210.0 * 2.2e6);
    near(Kind::Fill, 18e6);
    let direct: f64 = [
        Kind::PipeSteel,
        Kind::PipeTransport,
        Kind::Coating,
        Kind::Laying,
        Kind::Crossings,
        Kind::StationsFixed,
        Kind::StationsPower,
    ]
    .map(|kind| kinds[&kind].value)
    .iter()
    .sum();
    near(Kind::Engineering, direct * 0.06);
    near(Kind::Contingency, direct * 1.06 * 0.15);
    near(Kind::Owner, direct * 1.06 * 1.15 * 0.03);
    assert!((table.total().value - (direct * 1.06 * 1.15 * 1.03 + 18e6)).abs() < 0.1);
}

#[test]
fn the_table_adds_up_exactly_however_it_is_cut() {
    let table = CapexTable::estimate(&PriceBook::uniform(USD2025, prices()), &works()).unwrap();
    let cents = |sums: Vec<f64>| sums.iter().map(|value| (value * 100.0).round()).sum::<f64>();
    let total = (table.total().value * 100.0).round();
    assert_eq!(cents(table.by_country().values().map(|sum| sum.value).collect()), total);
    assert_eq!(cents(table.by_kind().values().map(|sum| sum.value).collect()), total);
    let parts = [Part::Line, Part::Stations, Part::Fill].map(|part| table.part(part).value);
    assert_eq!(cents(parts.to_vec()), total);
    assert_eq!(table.rows.iter().rev().map(|row| row.cents).sum::<f64>(), total);
}

#[test]
fn a_second_string_is_cheaper_to_lay_and_a_smaller_one_too() {
    let book = PriceBook::uniform(USD2025, prices());
    let laying = |strings, outside_diameter| {
        let segments = vec![Segment { outside_diameter, strings, ..segment("Russia", "taiga hills", 100.0) }];
        let works = Works { segments, stations: vec![], installed_ratio: 1.0, fill: 0.0 };
        CapexTable::estimate(&book, &works).unwrap().by_kind()[&Kind::Laying].value
    };
    assert_eq!(laying(1, 1.420), 300e6);
    assert_eq!(laying(2, 1.420), 555e6);
    assert!((laying(1, 1.020) / 300e6 - (1.020f64 / 1.420).powf(0.8)).abs() < 1e-9);
}

#[test]
fn a_country_may_have_its_own_prices() {
    let mut book = PriceBook::uniform(USD2025, prices());
    book.by_country.insert("Mongolia".to_owned(), Prices { laying: 6.0e6, contingency: 0.0, ..prices() });
    let table = CapexTable::estimate(&book, &works()).unwrap();
    let laying = table.sum(|row| row.country == "Mongolia" && row.kind == Kind::Laying);
    assert_eq!(laying.value, 900.0 * 0.75 * 6.0e6);
    assert_eq!(table.sum(|row| row.country == "Mongolia" && row.kind == Kind::Contingency).value, 0.0);
}

#[test]
fn merging_segments_changes_no_cost() {
    let book = PriceBook::uniform(USD2025, prices());
    let mut many = works();
    many.segments.extend(works().segments);
    let mut few = many.clone();
    few.segments = merged(&many.segments);
    assert_eq!((many.segments.len(), few.segments.len()), (6, 3));
    let totals = [many, few].map(|works| CapexTable::estimate(&book, &works).unwrap().total().value);
    assert!((totals[0] - totals[1]).abs() < 0.2, "{totals:?}");
}

#[test]
fn each_price_is_converted_once_from_its_own_money() {
    let amount = |value| Amount::new(value, Currency::RUB, 2020);
    let basis = CostBasis {
        pipe_steel: amount(76_934.0),
        coating: amount(2_000.0),
        pipe_transport: amount(5.0),
        laying: amount(199e6),
        crossing: amount(4e9),
        station_fixed: amount(3e9),
        station_per_megawatt: Amount::new(2.2e6, Currency::USD, 2025),
        fill_gas: amount(4_240.0),
        laying_diameter: 1.42,
        laying_exponent: 0.8,
        further_string: 0.85,
        terrain: prices().terrain,
        engineering: 0.06,
        contingency: 0.15,
        owner: 0.03,
    };
    let conversion = Conversion::from_base(Currency::USD)
        .with_rate(Currency::RUB, 2020, 72.1)
        .and_then(|table| table.with_index(Currency::USD, 2020, 100.0))
        .and_then(|table| table.with_index(Currency::USD, 2025, 125.0))
        .unwrap();
    let converted = basis.converted(&conversion, USD2025, Path::ExchangeFirst).unwrap();
    assert!((converted.pipe_steel - 76_934.0 / 72.1 * 1.25).abs() < 1e-9);
    assert!((converted.laying - 199e6 / 72.1 * 1.25).abs() < 1e-6);
    assert_eq!(converted.station_per_megawatt, 2.2e6);
    let poor = Conversion::from_base(Currency::USD);
    assert!(basis.converted(&poor, USD2025, Path::ExchangeFirst).is_err());
}

#[test]
fn an_unknown_terrain_and_numbers_that_cannot_be_are_refused() {
    let book = PriceBook::uniform(USD2025, prices());
    let mut wrong = works();
    wrong.segments[0].terrain = "tundra".to_owned();
    assert_eq!(
        CapexTable::estimate(&book, &wrong).unwrap_err().to_string(),
        "no laying multiplier for terrain `tundra` in Russia; known are mountain, steppe, swamp, taiga hills"
    );
    let mut wrong = works();
    wrong.segments[1].length = -1.0;
    let error = CapexTable::estimate(&book, &wrong).unwrap_err().to_string();
    assert_eq!(error, "length (m) of taiga hills in Russia is -1; it must be above zero");
    assert!(CapexTable::estimate(&book, &Works { installed_ratio: 0.9, ..works() }).is_err());
    let bad = PriceBook::uniform(USD2025, Prices { laying: f64::NAN, ..prices() });
    assert!(CapexTable::estimate(&bad, &works()).is_err());
}

#[test]
fn spending_by_year_sums_to_the_table_and_operation_follows_what_stands() {
    let table = CapexTable::estimate(&PriceBook::uniform(USD2025, prices()), &works()).unwrap();
    let phasing = Phasing {
        line: vec![0.06, 0.18, 0.28, 0.30, 0.18],
        stations: vec![0.0, 0.0, 0.1, 0.2, 0.2, 0.3, 0.2],
        first_gas: 5,
    };
    let spent = phasing.spending(&table, 30).unwrap();
    assert!((spent.iter().sum::<f64>() - table.total().value).abs() < 1e-3);
    let (line, stations) = (table.part(Part::Line).value, table.part(Part::Stations).value);
    assert!((spent[5] - (0.3 * stations + 18e6)).abs() < 1e-3);
    let opex = Opex { line_share: 0.01, station_share: 0.04, fixed: 5e6 };
    let operation = phasing.operation(&table, &opex, 30).unwrap();
    assert_eq!(operation[4], 0.0);
    assert!((operation[5] - (0.01 * line + 0.04 * 0.5 * stations + 5e6)).abs() < 1e-3);
    assert!((operation[7] - (0.01 * line + 0.04 * stations + 5e6)).abs() < 1e-3);
    assert_eq!(operation[29], operation[7]);
    let short = Phasing { line: vec![0.5, 0.4], ..phasing.clone() };
    assert_eq!(
        short.spending(&table, 30).unwrap_err().to_string(),
        "sum of the yearly shares of the line is 0.9; it must be 1, of shares not below 0"
    );
    assert!(phasing.spending(&table, 5).is_err());
}

proptest! {
    #[test]
    fn an_s_curve_sums_to_one_and_is_symmetric(years in 1usize..20, steepness in 0.5..4.0f64) {
        let shares = s_curve(years, steepness);
        prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        for year in 0..years {
            prop_assert!((shares[year] - shares[years - 1 - year]).abs() < 1e-12 && shares[year] > 0.0);
        }
    }

    #[test]
    fn cost_grows_with_everything_that_is_built(
        kilometres in 1.0..3000.0f64, megawatts in 0.0..500.0f64, more in 1.01..2.0f64,
    ) {
        let book = PriceBook::uniform(USD2025, prices());
        let total = |kilometres, megawatts| {
            let works = Works {
                segments: vec![segment("Russia", "swamp", kilometres)],
                stations: vec![station("Russia", megawatts)],
                installed_ratio: 1.4,
                fill: 0.0,
            };
            CapexTable::estimate(&book, &works).unwrap().total().value
        };
        prop_assert!(total(kilometres * more, megawatts) > total(kilometres, megawatts));
        prop_assert!(total(kilometres, megawatts * more + 1.0) > total(kilometres, megawatts));
    }
}
