//! What the program says and writes: faults with their place, files that are whole or not there.

use anyhow::{Context, Result, bail};
use linepack_economics::study::fault::{Fault, Faults};
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Prints a line; a reader who has gone away, such as `head`, is no fault.
macro_rules! say {
    ($($part:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($part)*);
    }};
}
pub(crate) use say;

/// Faults as a person reads them: message, place with the line as written, one thing to try.
pub fn describe(faults: &Faults) -> String {
    faults.0.iter().map(describe_one).collect::<Vec<_>>().join("\n\n")
}

fn describe_one(fault: &Fault) -> String {
    use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
    let Some(place) = &fault.place else { return fault.to_string() };
    let snippet = Snippet::source(&place.source)
        .line_start(place.line)
        .path(&place.file)
        .annotation(AnnotationKind::Primary.span(place.span.clone()));
    let report = [
        Level::ERROR.primary_title(&fault.message).element(snippet),
        annotate_snippets::Group::with_title(Level::HELP.with_name("hint").secondary_title(&fault.hint)),
    ];
    let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report).clone()
}

/// Writes a file as a whole: beside its place first, then moved there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let Some(name) = path.file_name() else {
        bail!("error: {} is not a file\n  hint: name a file", path.display())
    };
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.part", std::process::id()));
    let beside = folder.join(beside);
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| {
        format!(
            "error: {} cannot be written\n  hint: is there room, and may you write there?",
            path.display()
        )
    })
}

/// Writes a JSON document to a file, or to standard output for `-`.
pub fn json(target: &str, document: &impl serde::Serialize) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(document)?;
    text.push(b'\n');
    match target {
        "-" => Ok(std::io::stdout().write_all(&text)?),
        path => write(Path::new(path), &text),
    }
}

/// What made the results.
pub fn engine() -> linepack_economics::outcome::Engine {
    linepack_economics::outcome::Engine {
        version: env!("CARGO_PKG_VERSION").into(),
        commit: env!("LINEPACK_COMMIT").into(),
    }
}

/// Faults as an error of the program.
pub fn told(faults: &Faults) -> anyhow::Error {
    anyhow::anyhow!(describe(faults))
}

/// A number for people: four significant digits, thousands grouped.
pub fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    #[allow(clippy::cast_possible_truncation, reason = "the exponent of an f64 fits an i32")]
    let digits = usize::try_from(3 - value.abs().log10().floor() as i32).unwrap_or(0);
    let text = format!("{value:.*}", digits.min(9));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let (whole, fraction) =
        text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len() > 4 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

/// The tables of an outcome as CSV, by file name.
pub fn tables(outcome: &linepack_economics::outcome::Outcome) -> Result<Vec<(&'static str, String)>> {
    /// Columns with their units in the name, as the page's own tables have them.
    fn table<T: serde::Serialize>(rows: &[T], units: &[(&str, &str)]) -> Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in rows {
            writer.serialize(row)?;
        }
        let text = String::from_utf8(writer.into_inner()?)?;
        let (head, body) = text.split_once('\n').unwrap_or((&text, ""));
        let named = |column: &str| {
            let unit = units.iter().find(|(name, _)| *name == column).map(|(_, unit)| *unit);
            unit.map_or_else(|| column.to_owned(), |unit| format!("{column}_{unit}"))
        };
        let head: Vec<String> = head.split(',').map(named).collect();
        Ok(format!("{}\n{body}", head.join(",")))
    }
    let place = [("distance", "m"), ("elevation", "m"), ("longitude", "deg"), ("latitude", "deg")];
    let state = [
        ("pressure", "Pa"),
        ("temperature", "K"),
        ("ground_temperature", "K"),
        ("velocity", "m_per_s"),
        ("flow", "kg_per_s"),
        ("suction_pressure", "Pa"),
        ("discharge_pressure", "Pa"),
        ("discharge_temperature", "K"),
        ("cooled_temperature", "K"),
        ("shaft_power", "W"),
        ("installed_power", "W"),
        ("fuel", "kg_per_s"),
    ];
    let physics = [place.as_slice(), state.as_slice()].concat();
    let design = [
        ("diameter", "m"),
        ("pressure", "Pa"),
        ("wall_sp36", "m"),
        ("wall_b318", "m"),
        ("power", "W"),
        ("steel", "t"),
        ("capex", "bn_USD"),
        ("tariff", "USD_per_1000m3_20C"),
    ];
    let market = [
        ("price_without", "USD_per_1000m3_20C"),
        ("price_with", "USD_per_1000m3_20C"),
        ("consumption_without", "bcm_20C"),
        ("consumption_with", "bcm_20C"),
        ("imports_without", "bcm_20C"),
        ("imports_with", "bcm_20C"),
    ];
    let swing = [("result_at_low", "USD_per_1000m3_20C"), ("result_at_high", "USD_per_1000m3_20C")];
    Ok(vec![
        ("profile.csv", table(&outcome.profile, &physics)?),
        ("stations.csv", table(&outcome.stations, &physics)?),
        ("designs.csv", table(&outcome.alternatives, &design)?),
        ("capex.csv", table(&outcome.capex, &[("value", "bn_USD")])?),
        ("market.csv", table(&outcome.market, &market)?),
        ("tornado.csv", table(&outcome.tornado, &swing)?),
    ])
}
