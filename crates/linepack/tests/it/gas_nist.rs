//! GERG-2008 and AGA8 DETAIL against NIST's printed values.

use linepack::gas::{Component, Composition, EquationOfState, Gas, Properties};

/// Mole fractions in the order of `Component::ALL`, which is that of NIST's point file.
fn composition_21(values: &serde_json::Value) -> Composition {
    let parts: Vec<_> = Component::ALL
        .iter()
        .zip(values.as_array().unwrap())
        .map(|(&component, x)| (component, linepack_cases::number(x)))
        .collect();
    Composition::new(&parts).unwrap()
}

fn test_point(equation: EquationOfState, key: &str) {
    let Some(file) = linepack_cases::json("gas/nist_test_points.json") else { return };
    let state = &file["state"];
    let expected = |name: &str| linepack_cases::number(&file[key][name]);
    let gas = Gas::new(composition_21(&state["composition_21"]), equation).unwrap();
    let m = gas.molar_mass();
    let (p, t) = (1000.0 * linepack_cases::number(&state["P_kPa"]), linepack_cases::number(&state["T_K"]));
    let s = gas.state(p, t).unwrap();
    // NIST works in mol/l, g/mol, J/mol and K/kPa.
    for (name, value) in [
        ("molar_mass", 1000.0 * m),
        ("d", 1e-3 * s.density / m),
        ("Z", s.compressibility),
        ("U", (s.enthalpy - p / s.density) * m),
        ("H", s.enthalpy * m),
        ("S", s.entropy * m),
        ("Cv", s.isochoric_heat_capacity * m),
        ("Cp", s.isobaric_heat_capacity * m),
        ("W", s.speed_of_sound),
        ("G", (s.enthalpy - t * s.entropy) * m),
        ("JT", 1000.0 * s.joule_thomson),
        ("kappa", s.isentropic_exponent(p)),
    ] {
        let goal = expected(name);
        assert!((value / goal - 1.0).abs() <= 1e-12, "{key} {name}: {value} against {goal}");
    }
}

#[test]
fn gerg_2008_gives_the_test_point_to_twelve_digits() {
    test_point(EquationOfState::Gerg2008, "gerg2008");
}

/// Half of the last digit of the binary table, which is the eighth significant one but not below
/// 1e-9, and a little: it was rounded twice, so a value near a tie may have gone the other way.
fn half_a_digit(printed: f64) -> f64 {
    0.51 * 10f64.powf(printed.abs().log10().floor() - 7.0).max(1e-9)
}

/// Values that differ, each with its reason.
const BINARY_EXCEPTIONS: [(&str, &str); 1] = [(
    "CO2,0.5,decane,0.5 T=155.9 d=10.0 gerg P",
    "-0.003344826483: rounded first to -0.0033448265, then to nine decimals",
)];

/// "methane,0.5,nitrogen,0.5" as the binary table writes a mixture.
fn binary(text: &str) -> Composition {
    let words: Vec<&str> = text.split(',').collect();
    let parts: Vec<_> =
        words.chunks(2).map(|pair| (pair[0].parse().unwrap(), pair[1].parse().unwrap())).collect();
    Composition::new(&parts).unwrap()
}

fn binary_table(equation: EquationOfState, name: &str, first_column: usize) {
    let Some(text) = linepack_cases::text("gas/nist_binary.csv") else { return };
    let (mut compared, mut misses) = (0, Vec::new());
    let mut known: Option<(String, Gas)> = None;
    for line in text.lines().skip(1) {
        let (mixture, rest) = line[1..].split_once("\",").unwrap();
        if known.as_ref().is_none_or(|(name, _)| name != mixture) {
            known = Some((mixture.to_owned(), Gas::new(binary(mixture), equation).unwrap()));
        }
        let gas = &known.as_ref().unwrap().1;
        let cells: Vec<&str> = rest.split(',').collect();
        let number = |k: usize| cells[k].parse::<f64>().unwrap();
        let m = gas.molar_mass();
        let (pressure, s) = gas.state_at_density(1000.0 * number(1) * m, number(0)).unwrap();
        let values =
            [1e-6 * pressure, s.isochoric_heat_capacity * m, s.isobaric_heat_capacity * m, s.speed_of_sound];
        for (k, value) in values.into_iter().enumerate() {
            let printed = cells[first_column + k];
            let expected: f64 = printed.parse().unwrap();
            compared += 1;
            let place =
                format!("{mixture} T={} d={} {name} {}", cells[0], cells[1], ["P", "cv", "cp", "w"][k]);
            let agrees = (value - expected).abs() <= half_a_digit(expected);
            let excepted = BINARY_EXCEPTIONS.iter().any(|(known, _)| *known == place);
            if agrees == excepted {
                misses.push(format!("{place}: {value} against {printed}"));
            }
        }
    }
    assert_eq!(compared, 4 * 3645);
    assert!(misses.is_empty(), "{} of {compared} differ:\n{}", misses.len(), misses.join("\n"));
}

#[test]
fn gerg_2008_gives_every_digit_of_the_binary_table() {
    binary_table(EquationOfState::Gerg2008, "gerg", 2);
}
