//! What is wrong with a study: where it stands, what it is, and one thing to try.

use std::fmt;
use std::ops::Range;

/// A place in a file of the study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the file within the study's folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// The line as written.
    pub source: String,
    /// The part of `source` that is meant, as a range of bytes.
    pub span: Range<usize>,
}

impl Place {
    /// The place of a range of bytes in a file's text.
    pub fn of_span(file: &str, text: &str, span: Range<usize>) -> Self {
        let start = floor(text, span.start.min(text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = floor(text, span.end.clamp(start, line_end));
        Self {
            file: file.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            source: text[line_start..line_end].to_owned(),
            span: start - line_start..end - line_start,
        }
    }

    /// A whole line, from 1.
    pub fn of_line(file: &str, text: &str, line: usize) -> Self {
        let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_owned();
        Self { file: file.to_owned(), line, span: 0..source.len(), source }
    }
}

/// The last character border at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, with the value as written.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// One thing to try.
    pub hint: String,
}

impl Fault {
    /// A fault without a place.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, hint: hint.into() }
    }

    /// The same fault at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        if let Some(place) = &self.place {
            write!(f, "\n  --> {place}")?;
            if !place.source.trim().is_empty() {
                write!(f, "\n  {}", place.source.trim())?;
            }
        }
        write!(f, "\n  hint: {}", self.hint)
    }
}

/// Everything that is wrong, in the order it was found; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str("\n\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// The known word nearest to a misspelt one, if any is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
