//! One question of a file: its fields by name, with the place of each for what is said about it.

use super::place::line_of;
use crate::deal::Error;
use crate::study::fault::nearest;
use linepack::findings::Finding;
use serde_json::{Map, Value};

/// Fields that say something about a question without being part of it.
const REMARKS: [&str; 13] = [
    "source",
    "note",
    "notes",
    "name",
    "model",
    "formula",
    "convention",
    "description",
    "title",
    "unit",
    "units",
    "expected",
    "data",
];

/// A file as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

impl File<'_> {
    /// A finding at a path of the file.
    pub(super) fn wrong(&self, path: &str, text: impl Into<String>, hint: impl Into<String>) -> Finding {
        Finding::error(text).at(self.name, line_of(self.text, path)).hint(hint)
    }
}

/// The fields of a question: its own, those of its `data`, and those it shares with its neighbours.
#[derive(Debug, Clone)]
pub(super) struct Block<'a> {
    pub(super) path: String,
    file: File<'a>,
    layers: Vec<(String, &'a Map<String, Value>)>,
}

/// A number as files write it: plain, as text such as `"9/20"`, or as `{"frac": "9/20", "value": 0.45}`.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => fraction(text),
        Value::Object(map) => match (map.get("frac"), map.get("int"), map.get("value")) {
            (Some(Value::String(text)), ..) => fraction(text),
            (_, Some(value), _) | (_, _, Some(value)) => value.as_f64(),
            _ => None,
        },
        _ => None,
    }
}

fn fraction(text: &str) -> Option<f64> {
    let plain = |text: &str| text.trim().parse::<f64>().ok();
    match text.split_once('/') {
        Some((above, below)) => Some(plain(above)? / plain(below)?),
        None => plain(text),
    }
}

/// The first number after a word of a text, such as 0.8 for `ToP` in "ToP 80%".
pub(super) fn number_after(text: &str, word: &str) -> Option<f64> {
    let rest = text[text.find(word)? + word.len()..].trim_start_matches([' ', '=', ':']);
    let end = rest
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*c == '-' && *at == 0)))
        .map_or(rest.len(), |(at, _)| at);
    let value: f64 = rest[..end].trim_end_matches('.').parse().ok()?;
    let percent = rest[end..].trim_start().starts_with('%');
    Some(if percent { value / 100.0 } else { value })
}

impl<'a> Block<'a> {
    pub(super) fn new(file: File<'a>, path: &str, own: &'a Map<String, Value>) -> Self {
        let mut layers = vec![(path.to_owned(), own)];
        if let Some(Value::Object(data)) = own.get("data") {
            layers.push((joined(path, "data"), data));
        }
        Self { path: path.to_owned(), file, layers }
    }

    /// The same question with the fields of the list it stands in behind its own.
    pub(super) fn within(mut self, path: &str, shared: &'a Map<String, Value>) -> Self {
        self.layers.push((path.to_owned(), shared));
        self
    }

    fn find(&self, key: &str) -> Option<(String, &'a Value)> {
        self.layers.iter().find_map(|(path, map)| {
            let value = map.get(key).filter(|value| !value.is_null())?;
            Some((joined(path, key), value))
        })
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// A field as it stands.
    pub(super) fn raw(&self, key: &str) -> Option<&'a Value> {
        self.find(key).map(|(_, value)| value)
    }

    /// Text of a field, here or in what it shares; what is not text is no text.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.find(key).and_then(|(_, value)| value.as_str())
    }

    /// Own fields.
    pub(super) fn own(&self) -> &'a Map<String, Value> {
        self.layers[0].1
    }

    /// A finding about a field.
    pub(super) fn wrong(&self, key: &str, text: impl Into<String>, hint: impl Into<String>) -> Finding {
        let base = key.split(['[', '.']).next().unwrap_or_default();
        let path = match self.find(base) {
            Some((path, _)) => format!("{path}{}", &key[base.len()..]),
            None => joined(&self.path, key),
        };
        self.file.wrong(&path, text, hint)
    }

    /// A finding about an entry of a field whose name may hold a dot.
    pub(super) fn wrong_below(
        &self,
        key: &str,
        entry: &str,
        text: impl Into<String>,
        hint: impl Into<String>,
    ) -> Finding {
        let path = self.find(key).map_or_else(|| joined(&self.path, key), |(path, _)| path);
        self.file.wrong(&joined(&path, entry), text, hint)
    }

    fn missing(&self, key: &str) -> Finding {
        let near = self.layers.iter().flat_map(|(_, map)| map.keys()).map(String::as_str);
        let hint = match nearest(key, near) {
            Some(near) => format!("write `{key}` for `{near}`?"),
            None => format!("add `{key}`"),
        };
        self.wrong(key, format!("{} has no `{key}`", self.title()), hint)
    }

    /// What the question is called in a sentence.
    pub(super) fn title(&self) -> String {
        if self.path.is_empty() { "the file".into() } else { format!("`{}`", self.path) }
    }

    pub(super) fn number(&self, key: &str) -> Result<f64, Finding> {
        let (_, value) = self.find(key).ok_or_else(|| self.missing(key))?;
        number(value).ok_or_else(|| self.not_a_number(key, value))
    }

    fn not_a_number(&self, key: &str, value: &Value) -> Finding {
        let hint = "write a number, a text such as \"9/20\", or {\"frac\": \"9/20\"}";
        self.wrong(key, format!("`{key}` is {}, not a number", short(value)), hint)
    }

    pub(super) fn number_or(&self, key: &str, default: f64) -> Result<f64, Finding> {
        if self.has(key) { self.number(key) } else { Ok(default) }
    }

    pub(super) fn numbers(&self, key: &str) -> Result<Vec<f64>, Finding> {
        let (_, value) = self.find(key).ok_or_else(|| self.missing(key))?;
        let Value::Array(list) = value else {
            return Err(self.wrong(key, format!("`{key}` is {}, not a list", short(value)), "write [ … ]"));
        };
        list.iter()
            .enumerate()
            .map(|(index, value)| {
                number(value).ok_or_else(|| self.not_a_number(&format!("{key}[{index}]"), value))
            })
            .collect()
    }

    /// A list of lists of numbers.
    pub(super) fn table(&self, key: &str) -> Result<Vec<Vec<f64>>, Finding> {
        let (_, value) = self.find(key).ok_or_else(|| self.missing(key))?;
        let rows = value.as_array().ok_or_else(|| {
            self.wrong(key, format!("`{key}` is {}, not a list", short(value)), "write [[ … ], [ … ]]")
        })?;
        let mut table = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let name = format!("{key}[{index}]");
            let cells = row.as_array().ok_or_else(|| {
                self.wrong(&name, format!("`{name}` is {}, not a list", short(row)), "write [ … ]")
            })?;
            let cell = |(k, value): (usize, &Value)| {
                number(value).ok_or_else(|| self.not_a_number(&format!("{name}[{k}]"), value))
            };
            table.push(cells.iter().enumerate().map(cell).collect::<Result<_, _>>()?);
        }
        Ok(table)
    }

    pub(super) fn pair(&self, key: &str) -> Result<[f64; 2], Finding> {
        let list = self.numbers(key)?;
        let count = list.len();
        <[f64; 2]>::try_from(list).map_err(|_| {
            let text = format!("`{key}` has {count} entries, it must have 2");
            self.wrong(key, text, "give one number for each of the two sides")
        })
    }

    pub(super) fn pair_or(&self, key: &str, default: [f64; 2]) -> Result<[f64; 2], Finding> {
        if self.has(key) { self.pair(key) } else { Ok(default) }
    }

    /// Two numbers, or one that holds for both sides.
    pub(super) fn both(&self, key: &str) -> Result<[f64; 2], Finding> {
        match self.find(key) {
            Some((_, Value::Array(_))) => self.pair(key),
            _ => self.number(key).map(|value| [value; 2]),
        }
    }

    /// A yearly rate, refused above one and below zero.
    pub(super) fn rate(&self, key: &str) -> Result<f64, Finding> {
        let value = self.number(key)?;
        self.check_rate(key, value)
    }

    pub(super) fn check_rate(&self, key: &str, value: f64) -> Result<f64, Finding> {
        if (0.0..=1.0).contains(&value) {
            return Ok(value);
        }
        let text = format!("`{key}` is {value}, a yearly rate must be from 0 to 1");
        Err(self.wrong(key, text, "write 0.08 for 8 %"))
    }

    /// A whole number of at most `most`.
    pub(super) fn count(&self, key: &str, most: u32) -> Result<u32, Finding> {
        let value = self.number(key)?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
        if value >= 0.0 && value <= f64::from(most) && value.fract() == 0.0 {
            return Ok(value as u32);
        }
        let text = format!("`{key}` is {value}, it must be a whole number up to {most}");
        Err(self.wrong(key, text, "count from 0, without a fraction"))
    }

    /// Refuses every field that is neither an input, a known result, nor a remark.
    pub(super) fn only(&self, inputs: &[&str], results: &[&str]) -> Result<(), Finding> {
        for (layer, (path, map)) in self.layers.iter().enumerate() {
            for key in map.keys().map(String::as_str) {
                let known = inputs.contains(&key)
                    || REMARKS.contains(&key)
                    || results.contains(&key)
                    || (layer > 0 && matches!(key, "cases" | "rows" | "games" | "case"))
                    || number_of_kinds(path, key);
                if !known {
                    let hint = match nearest(key, inputs.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("known here: {}", inputs.join(", ")),
                    };
                    let text = format!("{} has a field `{key}` that is not known", self.title());
                    return Err(self.file.wrong(&joined(path, key), text, hint));
                }
            }
        }
        Ok(())
    }

    /// An error of the engine, in the file's own names.
    pub(super) fn told(&self, error: &Error, names: &[(&str, &str)]) -> Finding {
        self.told_text(&error.to_string(), names)
    }

    pub(super) fn told_text(&self, text: &str, names: &[(&str, &str)]) -> Finding {
        let (text, hint) = text.split_once("\n  hint: ").unwrap_or((text, "check this question's fields"));
        let rename = |text: &str| {
            names.iter().fold(text.to_owned(), |text, (ours, theirs)| {
                let text = text.replace(&format!("`{ours}`"), &format!("`{theirs}`"));
                text.replace(&format!("`{ours}["), &format!("`{theirs}["))
            })
        };
        let text = rename(text);
        let field = text.split('`').nth(1).unwrap_or_default().to_owned();
        let base = field.split('[').next().unwrap_or_default();
        let path = match self.find(base) {
            Some((path, value)) if value.is_array() => format!("{path}{}", &field[base.len()..]),
            Some((path, _)) => path,
            None => self.path.clone(),
        };
        self.file.wrong(&path, format!("{}: {text}", self.title()), rename(hint))
    }
}

/// Names of questions at the top of a file are no fields of a question that stands there itself.
fn number_of_kinds(path: &str, key: &str) -> bool {
    path.is_empty() && key == "question"
}

pub(super) fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A value as written, cut to a line.
pub(super) fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 40 {
        return text;
    }
    format!("{}…", text.chars().take(39).collect::<String>())
}
