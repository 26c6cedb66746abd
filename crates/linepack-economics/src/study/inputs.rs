//! The inputs of a study, read from `study.toml`: each with unit, range, and evidence or a reason.

use super::fault::{Fault, Faults, Place, nearest};
use super::fields::{FIELDS, Field, Kind, field};
use linepack::units::{Dimension, Range, Shape, Unit};
use std::collections::BTreeMap;
use std::ops::Range as Span;
use toml_edit::{Document, Item, TableLike, Value};

/// A value of `study.toml`.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A number with its range, SI.
    Number(Range),
    /// Numbers, SI.
    List(Vec<f64>),
    /// A text, a date or a choice.
    Text(String),
}

/// One input: its value, where it stands and what supports it.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its key: `line.diameter`.
    pub key: &'static str,
    /// The value.
    pub content: Content,
    /// Rows of evidence.
    pub evidence: Vec<String>,
    /// Why this value, where no source gives it.
    pub assumption: Option<String>,
    /// Where it stands.
    pub place: Place,
}

impl Input {
    /// The field it fills.
    pub fn field(&self) -> &'static Field {
        // A key is only ever taken from the table itself.
        field(self.key).unwrap_or(&FIELDS[0])
    }

    /// Whether it has neither evidence nor a reason, though it is a number.
    pub fn without_source(&self) -> bool {
        !matches!(self.content, Content::Text(_)) && self.evidence.is_empty() && self.assumption.is_none()
    }
}

/// The inputs of a study by key.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs {
    values: BTreeMap<&'static str, Input>,
}

impl Inputs {
    /// Reads `study.toml`.
    ///
    /// # Errors
    /// Every fault of the file at once: syntax, unknown or missing keys, units, ranges.
    pub fn read(file: &str, text: &str) -> Result<Self, Faults> {
        let document = Document::parse(text).map_err(|error| {
            let place = Place::of_span(file, text, error.span().unwrap_or(0..0));
            let message = error.message().lines().next().unwrap_or("not TOML").to_owned();
            Faults::from(Fault::new(message, "check quotes, brackets and commas around this place").at(place))
        })?;
        let mut reader = Reader { file, text, inputs: Self::default(), faults: Vec::new() };
        for (name, item) in document.as_table() {
            let span = document.as_table().key(name).and_then(toml_edit::Key::span);
            reader.section(name, item, span);
        }
        reader.missing();
        if reader.faults.is_empty() { Ok(reader.inputs) } else { Err(Faults(reader.faults)) }
    }

    /// Every input, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = &Input> {
        FIELDS.iter().filter_map(|field| self.values.get(field.key))
    }

    /// The input with this key.
    pub fn get(&self, key: &str) -> Option<&Input> {
        self.values.get(key)
    }

    /// The central value in SI of a number that the reader has made sure is there; NaN for a key that is no number.
    pub fn si(&self, key: &str) -> f64 {
        self.number(key).map_or(f64::NAN, |range| range.central)
    }

    /// The number with its range.
    pub fn number(&self, key: &str) -> Option<&Range> {
        match self.values.get(key).map(|input| &input.content) {
            Some(Content::Number(range)) => Some(range),
            _ => None,
        }
    }

    /// The list of numbers in SI.
    pub fn list(&self, key: &str) -> &[f64] {
        match self.values.get(key).map(|input| &input.content) {
            Some(Content::List(values)) => values,
            _ => &[],
        }
    }

    /// The text.
    pub fn text(&self, key: &str) -> &str {
        match self.values.get(key).map(|input| &input.content) {
            Some(Content::Text(text)) => text,
            _ => "",
        }
    }

    /// The same inputs with one number set to a value in SI; its range is kept.
    #[must_use]
    pub fn with(&self, key: &str, value: f64) -> Self {
        let mut changed = self.clone();
        if let Some(Input { content: Content::Number(range), .. }) = changed.values.get_mut(key) {
            *range = Range { central: value, ..range.clone() };
        }
        changed
    }

    /// The same inputs with one value replaced by a text as the file would hold it, such as `"1220 mm"`.
    ///
    /// # Errors
    /// When there is no such key, or the value does not fit it.
    pub fn replaced(&self, key: &str, value: &str) -> Result<Self, Fault> {
        let Some(known) = field(key) else {
            return Err(Fault::new(
                format!("unknown input `{key}`"),
                near_hint(key, FIELDS.iter().map(|f| f.key)),
            ));
        };
        let content = content(known, value).map_err(|(message, hint)| Fault::new(message, hint))?;
        let mut changed = self.clone();
        let place =
            Place { file: "command line".into(), line: 1, source: format!("{key}={value}"), span: 0..0 };
        let reason = Some("set on the command line".to_owned());
        let input = Input { key: known.key, content, evidence: Vec::new(), assumption: reason, place };
        changed.values.insert(known.key, input);
        Ok(changed)
    }
}

fn near_hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    inputs: Inputs,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn place(&self, span: Option<Span<usize>>) -> Place {
        Place::of_span(self.file, self.text, span.unwrap_or(0..0))
    }

    fn fault(&mut self, span: Option<Span<usize>>, message: String, hint: String) {
        let place = self.place(span);
        self.faults.push(Fault::new(message, hint).at(place));
    }

    fn section(&mut self, name: &str, item: &Item, span: Option<Span<usize>>) {
        let mut sections: Vec<&str> = FIELDS.iter().filter_map(|f| f.key.split('.').next()).collect();
        sections.dedup();
        if !sections.contains(&name) {
            return self.fault(span, format!("unknown table `[{name}]`"), near_hint(name, sections));
        }
        let Some(table) = item.as_table_like() else {
            return self.fault(
                span,
                format!("`{name}` is not a table"),
                format!("write `[{name}]` and its keys below"),
            );
        };
        for (key, item) in table.iter() {
            let span = table.key(key).and_then(toml_edit::Key::span).or_else(|| item.span());
            let full = format!("{name}.{key}");
            match field(&full) {
                Some(known) => self.entry(known, item, span),
                None => {
                    let prefix = format!("{name}.");
                    let keys = FIELDS.iter().filter_map(|f| f.key.strip_prefix(prefix.as_str()));
                    let hint = near_hint(key, keys.collect::<Vec<_>>());
                    self.fault(span, format!("unknown key `{key}` in `[{name}]`"), hint);
                }
            }
        }
    }

    fn entry(&mut self, known: &'static Field, item: &Item, span: Option<Span<usize>>) {
        let (value, evidence, assumption) = match item.as_table_like() {
            None => (Some(item), Vec::new(), None),
            Some(table) => {
                let Some(support) = self.support(known, table) else { return };
                (table.get("value"), support.0, support.1)
            }
        };
        let Some(value) = value else {
            let hint = "write { value = \"…\", evidence = [\"A001\"] }".to_owned();
            return self.fault(span, format!("`{}` has no `value`", known.key), hint);
        };
        let value_span = value.span().or(span);
        let text = match value.as_value() {
            Some(Value::String(text)) => text.value().clone(),
            Some(Value::Integer(number)) => number.value().to_string(),
            Some(Value::Float(number)) => number.value().to_string(),
            Some(Value::Datetime(date)) => date.value().to_string(),
            _ => {
                let hint = "write a text in quotes, with its unit".to_owned();
                return self.fault(value_span, format!("`{}` is neither text nor number", known.key), hint);
            }
        };
        let place = self.place(value_span.clone());
        match content(known, &text) {
            Ok(content) => {
                let input = Input { key: known.key, content, evidence, assumption, place };
                self.inputs.values.insert(known.key, input);
            }
            Err((message, hint)) => self.fault(value_span, format!("`{}`: {message}", known.key), hint),
        }
    }

    /// The evidence ids and the reason of an input.
    fn support(&mut self, known: &Field, table: &dyn TableLike) -> Option<(Vec<String>, Option<String>)> {
        let (mut evidence, mut assumption) = (Vec::new(), None);
        for (key, item) in table.iter() {
            let span = item.span();
            match key {
                "value" => {}
                "assumption" => match item.as_str() {
                    Some(text) if !text.trim().is_empty() => assumption = Some(text.to_owned()),
                    _ => {
                        let hint = "say in one sentence why this value was taken".to_owned();
                        self.fault(span, format!("the assumption of `{}` gives no reason", known.key), hint);
                        return None;
                    }
                },
                "evidence" => {
                    for id in item.as_array().into_iter().flatten() {
                        match id.as_str() {
                            Some(id) => evidence.push(id.to_owned()),
                            None => {
                                let hint = "write evidence = [\"A001\", \"A002\"]".to_owned();
                                self.fault(id.span(), "an evidence id is a text".to_owned(), hint);
                                return None;
                            }
                        }
                    }
                }
                other => {
                    let hint = near_hint(other, ["value", "evidence", "assumption"]);
                    self.fault(span, format!("unknown key `{other}` in `{}`", known.key), hint);
                    return None;
                }
            }
        }
        Some((evidence, assumption))
    }

    fn missing(&mut self) {
        let broken: Vec<String> = self.faults.iter().map(|fault| fault.message.clone()).collect();
        for known in FIELDS.iter().filter(|known| !known.optional) {
            let reported = broken.iter().any(|message| message.contains(&format!("`{}`", known.key)));
            if self.inputs.get(known.key).is_none() && !reported {
                let hint = match known.unit {
                    "" => format!("add it: {}", known.label.to_lowercase()),
                    unit => format!("add it: {}, in {unit}", known.label.to_lowercase()),
                };
                let header = format!("[{}]", known.key.split('.').next().unwrap_or_default());
                let span = self.text.find(&header).map(|at| at..at + header.len());
                self.fault(span, format!("`{}` is missing", known.key), hint);
            }
        }
    }
}

/// Reads the text of a value as its field asks; otherwise what is wrong, and one thing to try.
fn content(known: &Field, text: &str) -> Result<Content, (String, String)> {
    match known.kind {
        Kind::Text if text.trim().is_empty() => Err(("is empty".into(), known.label.to_lowercase())),
        Kind::Text => Ok(Content::Text(text.to_owned())),
        Kind::Date => match is_date(text) {
            true => Ok(Content::Text(text.to_owned())),
            false => Err((format!("`{text}` is not a date"), "write a date as 2026-05-20".into())),
        },
        Kind::Choice(choices) if choices.contains(&text) => Ok(Content::Text(text.to_owned())),
        Kind::Choice(choices) => {
            Err((format!("`{text}` is not one of the choices"), near_hint(text, choices.to_vec())))
        }
        Kind::List => list(known, text).map(Content::List),
        _ => number(known, text).map(Content::Number),
    }
}

/// Whether a text is a date `YYYY-MM-DD` with a month and a day that exist.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let within = |part: &str, digits: usize, low: u32, high: u32| {
        part.len() == digits && part.parse().is_ok_and(|number: u32| (low..=high).contains(&number))
    };
    within(year, 4, 1900, 2200) && within(month, 2, 1, 12) && within(day, 2, 1, 31)
}

fn list(known: &Field, text: &str) -> Result<Vec<f64>, (String, String)> {
    let unit = text.trim_start_matches(|c: char| !c.is_alphabetic() && c != '%').trim();
    let numbers = text[..text.len() - unit.len()].trim();
    let mut values = Vec::new();
    for part in numbers.split(',') {
        let range =
            number(&Field { kind: Kind::Within(0.0, 1e6), ..*known }, &format!("{} {unit}", part.trim()))?;
        values.push(range.central);
    }
    let wrong = |why: &str, hint: &str| Err((format!("`{text}`: {why}"), hint.to_owned()));
    if values.len() > 60 {
        return wrong("more than 60 numbers", "give fewer");
    }
    let sum: f64 = values.iter().sum();
    if known.key == "cost.phasing" && (sum - 1.0).abs() > 0.011 {
        return wrong(&format!("the shares sum to {:.1} %", sum * 100.0), "they must sum to 100 %");
    }
    if known.key == "cost.ramp" && !(sum > 0.0 && values.iter().all(|share| *share <= 1.0)) {
        return wrong(
            "a share lies above 100 %, or all are zero",
            "give shares of the full volume, the last one lasting",
        );
    }
    if known.key.starts_with("design.") && values.contains(&0.0) {
        return wrong("a value is zero", "leave it out");
    }
    Ok(values)
}

fn number(known: &Field, text: &str) -> Result<Range, (String, String)> {
    let range: Range =
        text.parse().map_err(|error: linepack::units::UnitError| (error.to_string(), error.hint()))?;
    let expected = Unit::parse(known.unit).map_or(Dimension::NONE, |unit| unit.dimension);
    if range.dimension() != expected {
        let what = expected.describe();
        let found = range.dimension();
        let message = match found == Dimension::NONE && !text.contains('%') {
            true => format!("`{text}` has no unit; {what} is expected"),
            false => format!("`{text}` is {}, where {what} is expected", found.describe()),
        };
        return Err((message, format!("write it in {}, or in any unit of that kind", known.unit)));
    }
    let outside = |limit: &str| {
        let hint = format!("check the value, its sign and its unit: {}", known.label.to_lowercase());
        Err((format!("`{text}` is {limit}"), hint))
    };
    let own = |value: f64| shown(known, value);
    match known.kind {
        Kind::Share if range.low < 0.0 || range.high > 1.0 => outside("not between 0 and 100 %"),
        Kind::Count if range.low < 1.0 || range.high > 500.0 || range.central.fract() != 0.0 => {
            outside("not a whole number from 1 to 500")
        }
        Kind::Years
            if range.low < linepack::units::YEAR
                || own(range.high) > 100.0
                || own(range.central).fract() != 0.0 =>
        {
            outside("not a whole number of years from 1 to 100")
        }
        Kind::Within(least, greatest) => {
            let slack = 1e-9 * (greatest - least);
            if own(range.low) < least - slack || own(range.high) > greatest + slack {
                let unit = if known.unit == "-" { String::new() } else { format!(" {}", known.unit) };
                return outside(&format!("not between {least} and {greatest}{unit}"));
            }
            Ok(range)
        }
        _ => Ok(range),
    }
}

/// The value in the field's own unit, as shown to people.
pub fn shown(known: &Field, si: f64) -> f64 {
    Unit::parse(known.unit).map_or(si, |unit| unit.of_si(si))
}

/// Low, central and high in the field's own unit.
pub fn shown_range(known: &Field, range: &Range) -> (Option<f64>, f64, Option<f64>) {
    let bound = |value: f64| (range.shape != Shape::Fixed).then(|| shown(known, value));
    (bound(range.low), shown(known, range.central), bound(range.high))
}
