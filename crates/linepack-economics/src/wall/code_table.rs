//! The codes as data: where the hoop stress is taken, which strength, which factors, which clauses.
//!
//! | code | strength | allowable stress S | n | hoop stress at |
//! |---|---|---|---|---|
//! | SNiP 2.05.06-85*, SP 36.13330.2012 | ultimate | R_un m / (k₁ k_n) | 1.10 | inside diameter |
//! | STO Gazprom form (refitted) | yield | F SMYS | 1.10 | outside diameter |
//! | ASME B31.8 | yield | F E T SMYS | 1 | outside diameter |
//! | GB 50251-2015 | yield | F φ t SMYS | 1 | outside diameter |
//! | EN 1594 | yield | f₀ R_t0.5 | 1 | outside diameter |
//! | ISO 13623 | yield | F_h SMYS | 1 | middle of the wall |
//!
//! The STO row is not read from the standard: it is the form and the factors that give back the
//! walls ordered for 11.8 MPa (23.0, 27.7 and 33.4 mm of K65 at 1,420 mm) within 0.6 %.
//! SP 36.13330 multiplied both m and k_n by 1.1, so that it gives the walls of the SNiP; the two
//! tables must not be mixed, and here each code carries its own pair.
//! Test factors of the SNiP, B31.8 and ISO 13623 are from practice, not checked against the texts;
//! EN 1594 and GB 50251 have none here for want of a source.

use super::code::{Class, Code, HoopAt, Minimum, Rule, Strength};

const fn class(name: &'static str, factor: f64, test_factor: Option<f64>, meaning: &'static str) -> Class {
    Class { name, factor, test_factor, meaning }
}

/// Reliability factor k_n of SNiP 2.05.06-85*, table 11: outside diameter up to (m), then k_n for
/// gas at up to 5.4, 7.4 and 9.8 MPa. SP 36.13330.2012, table 12, has these times 1.1.
pub(super) const RELIABILITY: [(f64, [f64; 3]); 4] = [
    (0.530, [1.00, 1.00, 1.00]),
    (1.020, [1.00, 1.00, 1.05]),
    (1.220, [1.05, 1.05, 1.10]),
    (1.440, [1.05, 1.10, 1.15]),
];

/// Upper ends of the pressure columns of [`RELIABILITY`], Pa.
pub(super) const RELIABILITY_PRESSURES: [f64; 3] = [5.4e6, 7.4e6, 9.8e6];

/// Temperature derating T of ASME B31.8, table 841.1.8-1: temperature (K) and factor.
const B318_DERATING: [(f64, f64); 5] =
    [(394.15, 1.0), (422.15, 0.967), (450.15, 0.933), (477.15, 0.900), (505.15, 0.867)];

const SNIP_CLASSES: [Class; 5] = [
    class("B", 0.60, Some(1.50), "the most dangerous crossings"),
    class("I", 0.75, Some(1.25), "crossings of rivers, railways and large roads; beside stations"),
    class("II", 0.75, Some(1.25), "other crossings and difficult ground"),
    class("III", 0.90, Some(1.10), "plain line of 1,200 mm and more, or in the northern zone"),
    class("IV", 0.90, Some(1.10), "plain line below 1,200 mm"),
];

const SP36_CLASSES: [Class; 5] = [
    class("B", 0.660, Some(1.50), "the most dangerous crossings"),
    class("I", 0.825, Some(1.25), "crossings of rivers, railways and large roads; beside stations"),
    class("II", 0.825, Some(1.25), "other crossings and difficult ground"),
    class("III", 0.990, Some(1.10), "plain line of 1,200 mm and more, or in the northern zone"),
    class("IV", 0.990, Some(1.10), "plain line below 1,200 mm"),
];

const STO_CLASSES: [Class; 3] = [
    class("N", 0.72, Some(1.10), "normal"),
    class("S", 0.60, Some(1.25), "medium"),
    class("V", 0.50, Some(1.50), "high"),
];

const B318_CLASSES: [Class; 5] = [
    class("1.1", 0.80, Some(1.25), "class 1, division 1: at most 10 buildings a mile, tested higher"),
    class("1.2", 0.72, Some(1.25), "class 1, division 2: at most 10 buildings a mile"),
    class("2", 0.60, Some(1.25), "11 to 45 buildings a mile"),
    class("3", 0.50, Some(1.50), "46 buildings a mile and more"),
    class("4", 0.40, Some(1.50), "buildings of many storeys"),
];

const GB_CLASSES: [Class; 5] = [
    class("1.1", 0.80, None, "class 1, first kind"),
    class("1.2", 0.72, None, "class 1, second kind"),
    class("2", 0.60, None, "scattered houses"),
    class("3", 0.50, None, "dense houses"),
    class("4", 0.40, None, "buildings of many storeys"),
];

const EN_CLASSES: [Class; 2] = [
    class("line", 0.72, None, "straight buried pipe"),
    class("station", 0.67, None, "within stations, and where national rules ask for it"),
];

const ISO_CLASSES: [Class; 5] = [
    class("1", 0.83, Some(1.25), "rural"),
    class("2", 0.77, Some(1.25), "few people"),
    class("3", 0.67, Some(1.25), "suburban"),
    class("4", 0.55, Some(1.25), "dense"),
    class("5", 0.45, Some(1.25), "buildings of many storeys"),
];

const SNIP_MINIMUM: Minimum =
    Minimum { diameter_ratio: 140.0, absolute: 0.004, clause: "8.22: D/140, and 4 mm above DN 200" };

pub(super) static RULES: [Rule; 7] = [
    Rule {
        code: Code::Snip20506,
        title: "SNiP 2.05.06-85*",
        strength: Strength::Ultimate,
        hoop_at: HoopAt::Inside,
        load_factor: 1.10,
        reliability_scale: Some(1.0),
        classes: &SNIP_CLASSES,
        minimum: Some(SNIP_MINIMUM),
        derating: &[],
        test_stress_share: 0.95,
        wall_clause: "8.22, formula (12)",
        stress_clause: "8.3, formula (4); tables 1, 9 and 11",
        scope_clause: "table 11",
        test_clause: "SNiP III-42-80*, strength test; not above the mill test at 0.95 of yield",
    },
    Rule {
        code: Code::Sp36,
        title: "SP 36.13330.2012",
        strength: Strength::Ultimate,
        hoop_at: HoopAt::Inside,
        load_factor: 1.10,
        reliability_scale: Some(1.1),
        classes: &SP36_CLASSES,
        minimum: Some(Minimum {
            clause: "section 12.2 (SNiP 8.22): D/140, and 4 mm above DN 200",
            ..SNIP_MINIMUM
        }),
        derating: &[],
        test_stress_share: 0.95,
        wall_clause: "section 12.2 (SNiP 8.22, formula (12))",
        stress_clause: "section 12.1 (SNiP 8.3, formula (4)); tables 1, 10 and 12",
        scope_clause: "table 12",
        test_clause: "SP 86.13330, strength test; not above the mill test at 0.95 of yield",
    },
    Rule {
        code: Code::StoGazprom,
        title: "STO Gazprom form, refitted to ordered walls",
        strength: Strength::Yield,
        hoop_at: HoopAt::Outside,
        load_factor: 1.10,
        reliability_scale: None,
        classes: &STO_CLASSES,
        minimum: None,
        derating: &[],
        test_stress_share: 0.95,
        wall_clause: "refitted: t = 1.1 p D/(2 F SMYS)",
        stress_clause: "refitted: F 0.72, 0.60, 0.50",
        scope_clause: "",
        test_clause: "as SP 86.13330",
    },
    Rule {
        code: Code::AsmeB318,
        title: "ASME B31.8",
        strength: Strength::Yield,
        hoop_at: HoopAt::Outside,
        load_factor: 1.0,
        reliability_scale: None,
        classes: &B318_CLASSES,
        minimum: None,
        derating: &B318_DERATING,
        test_stress_share: 1.0,
        wall_clause: "841.1.1",
        stress_clause: "841.1.1; tables 841.1.6-1, 841.1.7-1 and 841.1.8-1",
        scope_clause: "",
        test_clause: "table 841.3.2-1",
    },
    Rule {
        code: Code::Gb50251,
        title: "GB 50251-2015",
        strength: Strength::Yield,
        hoop_at: HoopAt::Outside,
        load_factor: 1.0,
        reliability_scale: None,
        classes: &GB_CLASSES,
        minimum: None,
        derating: &[(393.15, 1.0)],
        test_stress_share: 1.0,
        wall_clause: "section 5.1",
        stress_clause: "section 5.1; strength design factor by regional class, section 4.2",
        scope_clause: "",
        test_clause: "",
    },
    Rule {
        code: Code::En1594,
        title: "EN 1594",
        strength: Strength::Yield,
        hoop_at: HoopAt::Outside,
        load_factor: 1.0,
        reliability_scale: None,
        classes: &EN_CLASSES,
        minimum: None,
        derating: &[],
        test_stress_share: 1.0,
        wall_clause: "section 7, internal pressure",
        stress_clause: "section 7, f₀ times R_t0.5",
        scope_clause: "",
        test_clause: "",
    },
    Rule {
        code: Code::Iso13623,
        title: "ISO 13623",
        strength: Strength::Yield,
        hoop_at: HoopAt::Middle,
        load_factor: 1.0,
        reliability_scale: None,
        classes: &ISO_CLASSES,
        minimum: None,
        derating: &[],
        test_stress_share: 1.0,
        wall_clause: "6.4.2.2",
        stress_clause: "6.4.2.2; annex B, F_h of category D and E",
        scope_clause: "",
        test_clause: "6.7, strength test",
    },
];
