use super::{entries, number, numbers, same};
use linepack_economics::deal::option::difference::{Grid, finite_differences};
use linepack_economics::deal::option::lattice::binomial;
use linepack_economics::deal::option::perpetual::PerpetualOption;
use linepack_economics::deal::option::simulation::{Paths, longstaff_schwartz};
use linepack_economics::deal::option::{Exercise, Process, Terms};

const OPTIONS: &str = "deal/real_options.json";

#[test]
fn the_right_to_invest_for_ever_agrees() {
    let Some(cases) = linepack_cases::json(OPTIONS) else { return };
    for case in entries(&cases["perpetual_invest"], "cases") {
        let right = PerpetualOption {
            rate: number(case, "r"),
            yield_forgone: number(case, "dividend_yield"),
            volatility: number(case, "sigma"),
            investment: number(case, "I"),
        };
        let (trigger, expected) = (right.trigger().unwrap(), &case["expected"]);
        same(trigger.beta, number(expected, "beta"));
        same(trigger.value, number(expected, "V_star"));
        same(trigger.worth(1.0).unwrap(), number(expected, "F_at_V1"));
        same(trigger.worth(trigger.value).unwrap(), number(expected, "F_at_V_star"));
    }
}

#[test]
fn a_price_that_returns_to_a_mean_has_the_moments_printed() {
    let Some(cases) = linepack_cases::json(OPTIONS) else { return };
    let (data, expected) = (&cases["ou_schwartz"]["data"], &cases["ou_schwartz"]["expected"]);
    let process = Process::reverting(
        number(data, "S0"),
        number(data, "kappa"),
        number(data, "mu"),
        number(data, "sigma"),
    );
    let years = number(data, "T");
    same(process.log_mean_after(years), number(expected, "mean_log"));
    same(process.log_variance_after(years), number(expected, "var_log"));
    same(process.expected_after(years), number(expected, "expected_S"));
}

#[test]
fn the_eight_paths_of_longstaff_and_schwartz_are_reproduced() {
    let Some(cases) = linepack_cases::json(OPTIONS) else { return };
    let (case, expected) = (&cases["ls_8_path"], &cases["ls_8_path"]["expected"]);
    let rows: Vec<Vec<f64>> = entries(case, "paths")
        .iter()
        .map(|row| row.as_array().unwrap().iter().map(linepack_cases::number).collect())
        .collect();
    let strike = number(case, "strike");
    let paths = Paths::given(&rows).unwrap();
    let found = longstaff_schwartz(&paths, |s| strike - s, number(case, "r"), 2).unwrap();
    same(found.value, number(expected, "value"));
    same(found.at_end, number(expected, "european"));
    for (date, printed) in [(0, "regression_t1"), (1, "regression_t2")] {
        let coefficients = found.coefficients[date].as_ref().unwrap();
        for (c, printed) in coefficients.iter().zip(numbers(expected, printed)) {
            same(*c, printed);
        }
    }
}

/// Row of the table: process, exercise dates and years.
fn rows(check: impl Fn(&serde_json::Value, Process, usize, f64)) {
    let Some(cases) = linepack_cases::json(OPTIONS) else { return };
    assert_eq!(entries(&cases["ls_table1"], "rows").len(), 20);
    for row in entries(&cases["ls_table1"], "rows") {
        let years = number(row, "T");
        let dates = if years == 1.0 { 50 } else { 100 };
        check(row, Process::geometric(number(row, "S"), 0.06, number(row, "sigma")), dates, years);
    }
}

const STRIKE: f64 = 40.0;

#[test]
fn binomial_trees_agree_to_the_digits_printed() {
    rows(|row, process, dates, years| {
        let terms = Terms { years, rate: 0.06, exercise: Exercise::AnyTime };
        let value = binomial(&process, |s| STRIKE - s, terms, 4000).unwrap();
        let printed = number(row, "american_crr4000");
        assert!((value - printed).abs() < 0.6e-5, "{value} {printed}");
        let terms = Terms { exercise: Exercise::Dates(dates), ..terms };
        let value = binomial(&process, |s| STRIKE - s, terms, 4000).unwrap();
        let printed = number(row, "bermudan50_crr4000");
        assert!((value - printed).abs() < 0.6e-5, "{value} {printed}");
    });
}

#[test]
fn finite_differences_agree_with_the_trees_to_a_thousandth() {
    rows(|row, process, dates, years| {
        let terms = Terms { years, rate: 0.06, exercise: Exercise::Dates(dates) };
        let grid = Grid { space: 600, time: 4 * dates };
        let value = finite_differences(&process, |s| STRIKE - s, terms, grid).unwrap().value;
        let printed = number(row, "bermudan50_crr4000");
        assert!((value - printed).abs() < 1e-3, "{value} {printed}");
        // The table says of its recalled column that the trees confirm it to 0.006.
        assert!((value - number(row, "published_fd")).abs() < 0.006 + 1e-3, "{value}");
        let terms = Terms { exercise: Exercise::AtEnd, ..terms };
        let value = finite_differences(&process, |s| STRIKE - s, terms, grid).unwrap().value;
        let printed = number(row, "european");
        assert!((value - printed).abs() < 1e-3, "{value} {printed}");
    });
}

#[test]
fn simulation_agrees_within_its_standard_error() {
    rows(|row, process, dates, years| {
        let paths = Paths::simulated(&process, years, dates, 20_000, 2001).unwrap();
        let found = longstaff_schwartz(&paths, |s| STRIKE - s, 0.06 * years / dates as f64, 3).unwrap();
        let best = number(row, "bermudan50_crr4000");
        // The published runs lie up to 0.025 below the best rule; ours may too.
        assert!(
            (found.value - best).abs() < 4.0 * found.standard_error,
            "{} {best} {}",
            found.value,
            found.standard_error
        );
        let at_end = number(row, "european");
        assert!((found.at_end - at_end).abs() < 4.0 * found.at_end_error, "{} {at_end}", found.at_end);
        for (printed, error) in [("published_lsm", "published_se"), ("our_lsm", "our_se")] {
            let both = found.standard_error.hypot(number(row, error));
            assert!((found.value - number(row, printed)).abs() < 4.0 * both, "{} {row}", found.value);
        }
        // The paper's errors are for 100 000 paths; a fifth of them may miss by √5 as much.
        assert!(found.standard_error < 5_f64.sqrt() * number(row, "published_se"));
    });
}
