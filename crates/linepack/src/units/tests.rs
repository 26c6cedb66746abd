use super::*;
use proptest::prelude::*;

fn si(text: &str) -> f64 {
    text.parse::<Quantity>().unwrap().value
}

fn refusal(text: &str) -> String {
    let error = text.parse::<Range>().unwrap_err();
    format!("{error} | {}", error.hint())
}

#[test]
fn the_ratios_of_the_reference_states_are_those_of_the_conventions() {
    let ratio = |state: &str| "1 m3(0C)".parse::<Quantity>().unwrap().to(&format!("m3({state})")).unwrap();
    assert_eq!(format!("{:.4} {:.4}", ratio("15C"), ratio("20C")), "1.0549 1.0732");
}

#[test]
fn fifty_bcm_a_year_is_1585_m3_a_second_at_20_c() {
    let flow = "50 bcm(20C)/yr".parse::<AmountFlow>().unwrap();
    assert!((flow.to("m3(20C)/s").unwrap() - 50e9 / YEAR).abs() < 1e-9);
    assert!((flow.to("mcm(20C)/d").unwrap() - 50e3 / 365.0).abs() < 1e-9);
}

#[test]
fn units_of_the_field_have_their_defined_values() {
    for (text, expected) in [
        ("1 mi", 1609.344),
        ("1 MPa(g)", 1_101_325.0),
        ("0 barg", 101_325.0),
        ("14.695948775513 psia", 101_325.0),
        ("5 C", 278.15),
        ("32 F", 273.15),
        ("1 MMBtu", 1.05505585262e9),
        ("1 hp", 745.69987158227),
        ("35 %", 0.35),
        ("2 W/(m2 K)", 2.0),
        ("24.7 bn USD2024", 24.7e9),
        ("2.9 M USD/km", 2900.0),
        ("1 420 mm", 1.42),
        ("1e-5 m", 1e-5),
        (
            "1 MMscfd",
            1e6 * 0.028316846592 * 14.696 * 6894.757293168 / (GAS_CONSTANT * 519.67 / 1.8) / 86400.0,
        ),
    ] {
        let value = si(text);
        assert!((value - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{text}: {value}");
    }
}

#[test]
fn a_price_by_thousand_cubic_metres_counts_the_thousand() {
    let price = "265 USD/1000m3(20C)".parse::<MoneyPerGas>().unwrap();
    assert!((price.to("USD/m3(20C)").unwrap() - 0.265).abs() < 1e-15);
    assert!((price.to("USD/1000m3(0C)").unwrap() - 265.0 * 293.15 / 273.15).abs() < 1e-9);
}

#[test]
fn ranges_and_distributions_keep_their_three_numbers() {
    for (text, low, central, high, shape) in [
        ("5 to 9 bn USD2025", 5e9, 7e9, 9e9, Shape::Uniform),
        ("24.7 (13.6 to 30) bn USD2024", 13.6e9, 24.7e9, 30e9, Shape::Stated),
        ("triangular(5, 6, 9) %", 0.05, 0.06, 0.09, Shape::Triangular),
        ("uniform(1, 3) MPa", 1e6, 2e6, 3e6, Shape::Uniform),
        ("normal(10, 2) %", 0.08, 0.10, 0.12, Shape::Normal),
        ("9.8 MPa", 9.8e6, 9.8e6, 9.8e6, Shape::Fixed),
        ("2 (-3 to 4) C", 270.15, 275.15, 277.15, Shape::Stated),
    ] {
        let range: Range = text.parse().unwrap();
        for (value, expected) in [(range.low, low), (range.central, central), (range.high, high)] {
            assert!((value - expected).abs() <= 1e-12 * expected.abs(), "{text}: {value} not {expected}");
        }
        assert_eq!(range.shape, shape, "{text}");
    }
}

#[test]
fn what_is_ambiguous_or_wrong_is_refused_with_the_choices() {
    let expected = [
        ("70 bar", "`bar` does not say whether it is absolute or gauge; write `bara` or `barg`"),
        ("50 bcm/yr", "`bcm` leaves out its reference state; write `bcm(20C)`, `bcm(15C)` or `bcm(0C)`"),
        ("250 USD/1000m3", "`m3` leaves out its reference state; write `m3(20C)`, `m3(15C)` or `m3(0C)`"),
        ("1 m3(25C)", "unknown reference state `(25C)`; use `(20C)`, `(15C)` or `(0C)`"),
        ("9,8 MPa", "`9,8 MPa` has a comma; a decimal point is expected"),
        ("9.8 Mpa", "unknown unit `Mpa`; did you mean `MPa`?"),
        ("abc", "`abc` does not start with a number"),
        ("1e999 m", "`1e999 m` is not a finite number"),
        ("-2 barg", "`-2 barg` lies below vacuum (0 Pa absolute)"),
        ("-300 C", "`-300 C` lies below absolute zero (-273.15 C)"),
        ("9 to 5 MPa", "`9 to 5 MPa`: low, central and high are not in order"),
        ("triangular(1, 2) m", "`triangular(1, 2) m`: triangular takes low, mode and high"),
    ];
    for (text, message) in expected {
        let refusal = refusal(text);
        assert!(refusal.starts_with(message), "{text}: {refusal}");
        assert!(refusal.len() > message.len() + 10, "{text}: a hint follows");
    }
}

#[test]
fn a_number_without_a_unit_and_a_wrong_dimension_are_told_apart() {
    let bare = "1420".parse::<Length>().unwrap_err();
    assert_eq!(bare.to_string(), "`1420` has no unit; a length such as `1420 mm` is expected");
    let wrong = "9.8 MPa".parse::<Length>().unwrap_err();
    assert!(wrong.to_string().contains("is a pressure such as"), "{wrong}");
}

#[test]
fn money_of_two_years_is_not_mixed() {
    let amount: Quantity = "1 bn USD2024".parse().unwrap();
    assert!(amount.to("bn USD").is_ok());
    assert!(matches!(amount.to("bn USD2025"), Err(UnitError::Currency { .. })));
    assert!(matches!(amount.to("bn EUR"), Err(UnitError::Currency { .. })));
}

#[test]
fn gas_converts_between_volume_mass_and_energy() {
    let gas = Convention::parse("37.6655 MJ/m3(20C)", "0.68 kg/m3(20C)").unwrap();
    let convert = |from: &str, to: &str| Conversion::new(&from.parse().unwrap(), to, gas).unwrap().value;
    assert!((convert("1000 m3(20C)", "MMBtu") - 35.7).abs() < 1e-3);
    assert!((convert("50 bcm(20C)/yr", "kg/s") - 50e9 * 0.68 / YEAR).abs() < 1e-6);
    assert!((convert("10 USD/MMBtu", "USD/MWh") - 34.121).abs() < 1e-3);
    assert!(Conversion::new(&"1 m".parse().unwrap(), "s", gas).is_err());
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,40}") {
        let _ = text.parse::<Range>();
        let _ = Unit::parse(&text);
    }

    #[test]
    fn a_number_survives_every_unit_and_back(value in 1e-3_f64..1e6, index in 0_usize..60) {
        let names = Unit::names();
        let unit = Unit::parse(&names[index % names.len()]).unwrap();
        let back = unit.of_si(unit.to_si(value));
        // A shift by absolute zero or one atmosphere costs digits of the small number, not of the sum.
        prop_assert!((back - value).abs() <= 1e-12 * (value + unit.offset / unit.factor));
    }
}
