//! A file of questions about a deal, answered; known answers that the file brings stand beside those found.
//!
//! The layout is that of the published cases: under a name such as `nash` or `games` a question or a list of them,
//! each an object of its fields. What a field may be called is in [`KINDS`]; anything else is refused by name.

mod bargain;
mod block;
mod compare;
mod games;
mod kinds;
mod money;
mod offers;
mod options;
mod place;
mod private;

pub use compare::Deviation;
pub use kinds::{KINDS, Kind};

use block::{Block, File, joined};
use linepack::findings::{Finding, Findings};
use serde::Serialize;
use serde_json::{Map, Value};

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Where the question stands in the file, such as `games[2]`.
    pub path: String,
    /// Line of the file.
    pub line: u32,
    /// What is asked, such as `coalition game`.
    pub question: &'static str,
    /// Name that the file gives, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What was found, by the names that the file uses for known answers.
    pub found: Map<String, Value>,
    /// Known answers beside those found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deviations: Vec<Deviation>,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// All answers to a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answers {
    /// In the order of the file.
    pub answers: Vec<Answer>,
    /// Known answers that the file brings.
    pub known: usize,
    /// Known answers met within the tolerance of each.
    pub met: usize,
    /// Known answers that are disputed, with the reason in the notes.
    pub disputed: usize,
}

impl Answers {
    /// `answered`, or `differs` when a known answer is missed.
    pub fn verdict(&self) -> &'static str {
        if self.met + self.disputed == self.known { "answered" } else { "differs" }
    }
}

/// What a question comes to, before it is compared.
#[derive(Debug, Clone, Default)]
struct Found {
    values: Map<String, Value>,
    /// Differences that count as none, where they are not 1e-9, by the name of a known answer.
    allowed: Vec<(String, f64)>,
    /// Known answers that are held to be wrong, with the reason.
    disputed: Vec<(String, String)>,
    notes: Vec<String>,
}

impl Found {
    fn of<const N: usize>(values: [(&str, Value); N]) -> Self {
        let values = values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Self { values, ..Self::default() }
    }
}

/// Answers every question of a JSON text.
///
/// ```
/// use linepack_economics::deal::document::answer;
/// let text = r#"{ "nash": [ { "seller_reservation": 150, "buyer_reservation": 260, "seller_power": 0.3,
///     "expected": { "zopa": 110, "price": 183, "deal": true } } ] }"#;
/// let answers = answer("mine.json", text)?;
/// assert_eq!((answers.verdict(), answers.met), ("answered", 3));
/// assert_eq!(answers.answers[0].found["price"], 183.0);
/// let wrong = answer("mine.json", "{ \"nash\": [ { \"seller_reservation\": 150,\n \"buyer\": 260 } ] }");
/// assert!(wrong.is_err_and(|found| found.to_string().contains("mine.json:2")));
/// # Ok::<(), linepack::findings::Findings>(())
/// ```
pub fn answer(name: &str, text: &str) -> Result<Answers, Findings> {
    let file = File { name, text };
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
        let finding = Finding::error(format!("{name} is not JSON: {error}"));
        finding.at(name, line).hint("look for a missing comma or quote just before it")
    })?;
    let Value::Object(top) = &value else {
        let text = format!("the file is {}, not an object of questions", block::short(&value));
        return Err(file.wrong("", text, r#"begin with { "games": [ … ] } or another question"#).into());
    };
    let questions = questions(file, top)?;
    let mut wrong = Vec::new();
    let mut answers = Answers { answers: Vec::new(), known: 0, met: 0, disputed: 0 };
    for (kind, block) in questions {
        match one(file, kind, &block) {
            Ok(answer) => {
                answers.known += answer.deviations.len();
                answers.met += answer.deviations.iter().filter(|known| known.agrees).count();
                answers.disputed +=
                    answer.deviations.iter().filter(|known| !known.agrees && known.disputed).count();
                answers.answers.push(answer);
            }
            Err(finding) => wrong.push(finding),
        }
    }
    if !wrong.is_empty() {
        return Err(Findings(wrong));
    }
    answers.answers.sort_by_key(|answer| answer.line);
    Ok(answers)
}

fn one(file: File<'_>, kind: &'static Kind, block: &Block<'_>) -> Result<Answer, Finding> {
    block.only(kind.inputs, kind.results)?;
    let found = (kind.solve)(block)?;
    let deviations = compare::deviations(block, kind, &found);
    let unanswered = deviations.iter().filter(|known| known.found.is_null() && !known.expected.is_null());
    let mut notes = found.notes;
    notes.extend(unanswered.map(|known| format!("`{}` is not answered here", known.quantity)));
    notes.extend(deviations.iter().filter(|known| !known.agrees).filter_map(|known| {
        let reason = found.disputed.iter().find(|(quantity, _)| *quantity == known.quantity)?;
        Some(reason.1.clone())
    }));
    Ok(Answer {
        path: block.path.clone(),
        line: place::line_of(file.text, &block.path),
        question: kind.question,
        name: block.text("name").map(str::to_owned),
        found: found.values,
        deviations,
        notes,
    })
}

/// Every question of a file with its kind.
fn questions<'a>(
    file: File<'a>,
    top: &'a Map<String, Value>,
) -> Result<Vec<(&'static Kind, Block<'a>)>, Findings> {
    let mut found = Vec::new();
    if let Some(kind) = kinds::alone(top) {
        spread(file, kind, "", top, &mut found)?;
        return Ok(found);
    }
    for (key, value) in top {
        if kinds::is_remark(key) {
            continue;
        }
        let Some(kind) = kinds::named(key) else {
            let known: Vec<&str> = KINDS.iter().map(|kind| kind.key).collect();
            let hint = match crate::study::fault::nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known questions: {}", known.join(", ")),
            };
            return Err(file.wrong(key, format!("`{key}` is not a question that is known"), hint).into());
        };
        match value {
            Value::Array(list) => each(file, kind, key, list, None, &mut found)?,
            Value::Object(map) => spread(file, kind, key, map, &mut found)?,
            other => {
                let text = format!("`{key}` is {}, not a question", block::short(other));
                return Err(file.wrong(key, text, "write an object of fields, or a list of them").into());
            }
        }
    }
    if found.is_empty() {
        let known: Vec<&str> = KINDS.iter().map(|kind| kind.key).collect();
        let hint = format!("known questions: {}", known.join(", "));
        return Err(file.wrong("", "the file asks nothing", hint).into());
    }
    Ok(found)
}

/// An object is one question, or holds a list of them under `cases`, `rows`, `games` or `case`.
fn spread<'a>(
    file: File<'a>,
    kind: &'static Kind,
    path: &str,
    map: &'a Map<String, Value>,
    found: &mut Vec<(&'static Kind, Block<'a>)>,
) -> Result<(), Findings> {
    for inner in ["cases", "rows", "games"] {
        if let Some(Value::Array(list)) = map.get(inner) {
            return each(file, kind, &joined(path, inner), list, Some((path, map)), found);
        }
    }
    if let Some(Value::Object(case)) = map.get("case") {
        found.push((kind, Block::new(file, &joined(path, "case"), case).within(path, map)));
    } else {
        found.push((kind, Block::new(file, path, map)));
    }
    Ok(())
}

fn each<'a>(
    file: File<'a>,
    kind: &'static Kind,
    path: &str,
    list: &'a [Value],
    shared: Option<(&str, &'a Map<String, Value>)>,
    found: &mut Vec<(&'static Kind, Block<'a>)>,
) -> Result<(), Findings> {
    if list.is_empty() {
        return Err(file.wrong(path, format!("`{path}` is empty"), "give at least one question").into());
    }
    for (index, case) in list.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let Value::Object(map) = case else {
            let text = format!("`{path}` is {}, not an object of fields", block::short(case));
            return Err(file.wrong(&path, text, "write { … }").into());
        };
        let block = Block::new(file, &path, map);
        found.push((
            kind,
            match shared {
                Some((path, shared)) => block.within(path, shared),
                None => block,
            },
        ));
    }
    Ok(())
}
