//! Walls against worked numbers and known pipes.

use proptest::prelude::*;

use super::*;

fn duty(diameter_mm: f64, pressure_mpa: f64, grade: &str) -> PipeDuty {
    PipeDuty::new(diameter_mm * 1e-3, pressure_mpa * 1e6, Grade::named(grade).unwrap())
}

/// Allowable stress to 0.1 MPa and calculated wall to 0.01 mm, as printed.
fn assert_printed(code: Code, class: &str, duty: &PipeDuty, stress_mpa: f64, wall_mm: f64) {
    let wall = design(code, class, duty).unwrap();
    let place = format!("{code} {class} {} {} Pa", duty.outside_diameter, duty.pressure);
    assert!(
        (wall.allowable_stress * 1e-6 - stress_mpa).abs() <= 0.0501,
        "{place}: {}",
        wall.allowable_stress
    );
    assert!((wall.calculated * 1e3 - wall_mm).abs() <= 0.00501, "{place}: {}", wall.calculated);
}

/// Worked numbers, rows 1–12: diameter, pressure, grade, k_n when not the table's, then stress and wall of
/// categories III, I and B. Computed by hand from the formula, before this code.
type Worked = (f64, f64, &'static str, Option<f64>, [(f64, f64); 3]);
const LIMIT_STATE: [Worked; 4] = [
    (1420.0, 7.4, "K60", None, [(359.0, 15.74), (299.2, 18.81), (239.3, 23.35)]),
    (1420.0, 9.8, "K60", None, [(343.4, 21.61), (286.2, 25.77), (228.9, 31.93)]),
    (1420.0, 11.8, "K65", None, [(373.8, 23.83), (311.5, 28.40), (249.2, 35.15)]),
    (1420.0, 11.8, "K65", Some(1.10), [(390.8, 22.83), (325.6, 27.22), (260.5, 33.70)]),
];

#[test]
fn the_snip_gives_the_worked_walls_and_sp_36_the_same() {
    for (diameter, pressure, grade, reliability, expected) in LIMIT_STATE {
        for (classes, (stress, wall)) in [["III", "IV"], ["I", "II"], ["B", "B"]].iter().zip(expected) {
            let mut duty = duty(diameter, pressure, grade);
            for class in classes {
                duty.reliability_factor = reliability;
                assert_printed(Code::Snip20506, class, &duty, stress, wall);
                duty.reliability_factor = reliability.map(|factor| 1.1 * factor);
                assert_printed(Code::Sp36, class, &duty, stress, wall);
            }
        }
    }
}

#[test]
fn the_refitted_yield_form_gives_the_walls_ordered_for_11_8_mpa() {
    // (calculated, ordered) for K65 at 1,420 mm and 11.8 MPa, then K60 of 485 MPa yield at 9.8 MPa.
    let k65 = duty(1420.0, 11.8, "K65");
    for (class, stress, wall, ordered) in
        [("N", 399.6, 23.06, 23.0), ("S", 333.0, 27.68, 27.7), ("V", 277.5, 33.21, 33.4)]
    {
        assert_printed(Code::StoGazprom, class, &k65, stress, wall);
        let found = design(Code::StoGazprom, class, &k65).unwrap().calculated * 1e3;
        assert!((found / ordered - 1.0).abs() < 0.0065, "{class}: {found} against {ordered}");
    }
    let mut k60 = duty(1420.0, 9.8, "K60");
    k60.grade.yield_strength = 485e6;
    for (class, stress, wall) in [("N", 349.2, 21.92), ("S", 291.0, 26.30), ("V", 242.5, 31.56)] {
        assert_printed(Code::StoGazprom, class, &k60, stress, wall);
    }
}

/// Worked numbers, rows 19–53: stress and wall at F = 0.80, 0.72, 0.60, 0.50, 0.40, then at F_h = 0.83, 0.77.
type Row = (f64, f64, &'static str, [(f64, f64); 5], [(f64, f64); 2]);
const YIELD: [Row; 5] = [
    (
        1420.0,
        9.8,
        "K60",
        [(368.0, 18.91), (331.2, 21.01), (276.0, 25.21), (230.0, 30.25), (184.0, 37.82)],
        [(381.8, 17.99), (354.2, 19.38)],
    ),
    (
        1420.0,
        9.8,
        "X70",
        [(386.4, 18.01), (347.8, 20.01), (289.8, 24.01), (241.5, 28.81), (193.2, 36.01)],
        [(400.9, 17.15), (371.9, 18.47)],
    ),
    (
        1422.0,
        12.0,
        "X80",
        [(441.6, 19.32), (397.4, 21.47), (331.2, 25.76), (276.0, 30.91), (220.8, 38.64)],
        [(458.2, 18.38), (425.0, 19.79)],
    ),
    (
        1420.0,
        11.8,
        "K65",
        [(444.0, 18.87), (399.6, 20.97), (333.0, 25.16), (277.5, 30.19), (222.0, 37.74)],
        [(460.6, 17.96), (427.4, 19.34)],
    ),
    (
        1219.0,
        12.0,
        "X80",
        [(441.6, 16.56), (397.4, 18.40), (331.2, 22.08), (276.0, 26.50), (220.8, 33.12)],
        [(458.2, 15.76), (425.0, 16.97)],
    ),
];

#[test]
fn the_yield_codes_give_the_worked_walls() {
    for (diameter, pressure, grade, barlow, mid_wall) in YIELD {
        let duty = duty(diameter, pressure, grade);
        for (class, (stress, wall)) in ["1.1", "1.2", "2", "3", "4"].into_iter().zip(barlow) {
            assert_printed(Code::AsmeB318, class, &duty, stress, wall);
            assert_printed(Code::Gb50251, class, &duty, stress, wall);
        }
        assert_printed(Code::En1594, "line", &duty, barlow[1].0, barlow[1].1);
        for (class, (stress, wall)) in ["1", "2"].into_iter().zip(mid_wall) {
            assert_printed(Code::Iso13623, class, &duty, stress, wall);
        }
    }
}

#[test]
fn known_pipes_are_reproduced_from_the_catalogue() {
    // K60 as ordered, 590 MPa: 15.7, 18.7 and 23.3 mm at 7.4 MPa; 21.7 and 25.8 mm at 9.8 MPa.
    let mut at_7_4 = duty(1420.0, 7.4, "K60");
    at_7_4.grade.ultimate_strength = 590e6;
    at_7_4.series = WallSeries::Listed(vec![0.0232, 0.0157, 0.0188]);
    assert_eq!(design(Code::Sp36, "III", &at_7_4).unwrap().nominal, 0.0157);
    assert_eq!(design(Code::Sp36, "II", &at_7_4).unwrap().nominal, 0.0188);
    let too_thick = design(Code::Sp36, "B", &at_7_4).unwrap_err();
    assert_eq!(
        too_thick.to_string(),
        "SP 36.13330.2012, class B: 23.28 mm are needed, the thickest in the catalogue is 23.20 mm; \
         use a stronger grade, a lower pressure or a longer catalogue"
    );
    let mut at_9_8 = duty(1420.0, 9.8, "K60");
    at_9_8.series = WallSeries::Listed(vec![0.0217, 0.0258, 0.0309, 0.0320]);
    assert_eq!(design(Code::Sp36, "III", &at_9_8).unwrap().nominal, 0.0217);
    assert_eq!(design(Code::Sp36, "I", &at_9_8).unwrap().nominal, 0.0258);
    assert_eq!(design(Code::Sp36, "B", &at_9_8).unwrap().nominal, 0.0320);
    // Chinese X80, 1,219 mm at 12 MPa, 18.4 mm (West-East II).
    assert_eq!(design(Code::Gb50251, "1.2", &duty(1219.0, 12.0, "X80")).unwrap().nominal, 0.0185);
    let west_east = verify(Code::Gb50251, "1.2", &duty(1219.0, 12.0, "X80"), 0.0184).unwrap();
    let first = &west_east.checks[0];
    assert!(!first.passed && (first.computed / first.limit - 1.0).abs() < 4e-4, "{first}");
}

#[test]
fn steel_a_kilometre_is_as_tabled() {
    for (wall_mm, tonnes) in [
        (15.7, 544.0),
        (18.7, 646.0),
        (21.7, 748.0),
        (25.8, 887.0),
        (30.9, 1058.0),
        (23.0, 792.0),
        (27.7, 951.0),
        (33.4, 1142.0),
    ] {
        // Tabled with 0.02466 for π · 7850e-6 = 0.024662, and to the tonne.
        let found = steel_mass_per_length(1.420, wall_mm * 1e-3) * 0.02466 / (std::f64::consts::PI * 7850e-6);
        assert!((found - tonnes).abs() <= 0.5, "{wall_mm} mm: {found} t/km");
    }
}

#[test]
fn checks_name_clause_and_numbers() {
    let wall = design(Code::Snip20506, "III", &duty(1420.0, 9.8, "K60")).unwrap();
    let told: Vec<String> = wall.checks.iter().map(Check::to_string).collect();
    assert_eq!(
        told,
        [
            "SNiP 2.05.06-85*, 8.22, formula (12): wall less allowances against the calculated wall \
             21.7000 mm, at least 21.6091 mm: passed",
            "SNiP 2.05.06-85*, 8.22: D/140, and 4 mm above DN 200: wall against the thinnest allowed \
             21.7000 mm, at least 10.1429 mm: passed",
            "SNiP 2.05.06-85*, 8.3, formula (4); tables 1, 9 and 11: hoop stress under the factored \
             pressure 341.9297 MPa, at most 343.4134 MPa: passed",
            "SNiP 2.05.06-85*, deformation check (SNiP 8.26, formula (30)): hoop stress under the \
             working pressure 310.8452 MPa, at most 400.0000 MPa: passed",
            "SNiP 2.05.06-85*, table 11: pressure within the table of k_n (beyond it the last column \
             goes on) 9.8000 MPa, at most 9.8000 MPa: passed",
            "SNiP 2.05.06-85*, SNiP III-42-80*, strength test; not above the mill test at 0.95 of yield: \
             hoop stress in the strength test at 1.10 times the pressure 341.9297 MPa, at most 437.0000 \
             MPa: passed",
        ]
    );
}

#[test]
fn above_9_8_mpa_the_russian_codes_say_they_are_out_of_scope() {
    let wall = design(Code::Sp36, "III", &duty(1420.0, 11.8, "K65")).unwrap();
    let failed: Vec<_> = wall.checks.iter().filter(|check| !check.passed).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].clause, "table 12");
    assert!((failed[0].limit - 9.8).abs() < 1e-12 && (failed[0].computed - 11.8).abs() < 1e-12);
}

#[test]
fn small_pipe_at_low_pressure_gets_the_thinnest_wall_allowed() {
    let wall = design(Code::Sp36, "IV", &duty(720.0, 1.2, "K52")).unwrap();
    assert_eq!(wall.nominal, 0.0052); // 720/140 = 5.14 mm
    assert!(wall.calculated < 0.002);
    assert_eq!(design(Code::Sp36, "IV", &duty(325.0, 1.2, "K52")).unwrap().nominal, 0.004);
}

#[test]
fn warming_after_laying_thickens_the_wall_and_too_much_is_refused() {
    let mut duty = duty(1420.0, 9.8, "K60");
    let plain = design(Code::Sp36, "III", &duty).unwrap().calculated;
    duty.temperature_rise = 30.0; // −74 MPa by warming, +98 MPa by pressure: still in tension
    assert_eq!(design(Code::Sp36, "III", &duty).unwrap().calculated, plain);
    duty.temperature_rise = 60.0;
    let warm = design(Code::Sp36, "III", &duty).unwrap();
    assert!(warm.calculated > plain && warm.passed());
    // The wall satisfies formulas (12) and (13) at once.
    let (load, r1, t) = (1.1 * 9.8e6, warm.allowable_stress, warm.calculated);
    let axial = -1.2e-5 * 206e9 * 60.0 + 0.3 * load * (1.420 - 2.0 * t) / (2.0 * t);
    let ratio = -axial / r1;
    let psi = (1.0 - 0.75 * ratio * ratio).sqrt() - 0.5 * ratio;
    assert!((t - load * 1.420 / (2.0 * (psi * r1 + load))).abs() < 1e-12);
    duty.temperature_rise = 400.0;
    assert!(matches!(design(Code::Sp36, "III", &duty), Err(WallError::Compression { .. })));
}

#[test]
fn unknown_names_and_impossible_numbers_are_refused() {
    assert!(Grade::named("K61").unwrap_err().to_string().contains("K60, K65"));
    let good = duty(1420.0, 9.8, "K60");
    assert_eq!(
        design(Code::AsmeB318, "III", &good).unwrap_err().to_string(),
        "ASME B31.8 has no class `III`; it has 1.1, 1.2, 2, 3, 4"
    );
    for pressure in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(design(Code::Sp36, "III", &PipeDuty { pressure, ..good.clone() }).is_err());
    }
    assert!(verify(Code::Sp36, "III", &good, 0.0).is_err());
    assert!(verify(Code::Sp36, "III", &good, f64::NAN).is_err());
    assert!(verify(Code::Sp36, "III", &good, 0.8).is_err());
}

proptest! {
    #[test]
    fn the_designed_wall_passes_and_the_next_thinner_does_not(
        diameter in 0.4..1.44f64, pressure in 3e6..9.8e6f64, which in 0usize..7, allowance in 0.0..0.003f64,
    ) {
        let code = Code::ALL[which];
        let mut duty = PipeDuty::new(diameter, pressure, Grade::named("X70").unwrap());
        duty.corrosion_allowance = allowance;
        for class in code.rule().classes {
            let wall = design(code, class.name, &duty).unwrap();
            prop_assert!(wall.checks[0].passed && wall.nominal >= wall.required - 1e-9);
            let thinner = verify(code, class.name, &duty, wall.nominal - 1.0001e-4).unwrap();
            prop_assert!(!thinner.passed());
        }
    }

    #[test]
    fn more_pressure_or_a_bigger_pipe_needs_a_thicker_wall(
        diameter in 0.4..1.3f64, pressure in 3e6..9e6f64, which in 0usize..7,
    ) {
        let code = Code::ALL[which];
        let class = code.rule().classes[0].name;
        let grade = Grade::named("X70").unwrap();
        let at = |d: f64, p: f64| design(code, class, &PipeDuty::new(d, p, grade.clone())).unwrap().calculated;
        prop_assert!(at(diameter * 1.1, pressure) > at(diameter, pressure));
        prop_assert!(at(diameter, pressure * 1.08) > at(diameter, pressure));
    }
}
