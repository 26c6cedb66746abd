//! What is said about an input: where, what, and one thing to try.
//!
//! A reader or a check collects [`Finding`]s; when one of them is an error, the whole list is the
//! error ([`Findings`]), so that a user sees every mistake of a file at once.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Name of the file as the caller gave it.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing: a value that was guessed, a choice that was made.
    Note,
    /// Probably a mistake; the input is used as it stands.
    Warning,
    /// The input is refused.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One thing to say about an input.
///
/// ```
/// use linepack::findings::Finding;
/// let finding = Finding::error("length of pipe `P1` is -3 m").at("valley.net", 88).hint("give a length above 0");
/// assert_eq!(
///     finding.to_string(),
///     "error: length of pipe `P1` is -3 m\n  --> valley.net:88\n  hint: give a length above 0"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How grave it is.
    pub level: Level,
    /// What was found, with numbers and units.
    pub text: String,
    /// Where, if it came from a file.
    pub place: Option<Place>,
    /// The node or element it is about.
    pub element: Option<String>,
    /// One thing to try.
    pub hint: Option<String>,
}

impl Finding {
    /// A finding that refuses the input.
    pub fn error(text: impl Into<String>) -> Self {
        Self::new(Level::Error, text.into())
    }

    /// A finding that lets the input pass.
    pub fn warning(text: impl Into<String>) -> Self {
        Self::new(Level::Warning, text.into())
    }

    /// Something worth knowing.
    pub fn note(text: impl Into<String>) -> Self {
        Self::new(Level::Note, text.into())
    }

    fn new(level: Level, text: String) -> Self {
        Self { level, text, place: None, element: None, hint: None }
    }

    /// The same finding, at a line of a file.
    #[must_use]
    pub fn at(mut self, file: &str, line: u32) -> Self {
        self.place = Some(Place { file: file.to_owned(), line });
        self
    }

    /// The same finding, about a node or an element.
    #[must_use]
    pub fn about(mut self, element: &str) -> Self {
        self.element = Some(element.to_owned());
        self
    }

    /// The same finding, with one thing to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.level, self.text)?;
        if let Some(place) = &self.place {
            write!(out, "\n  --> {}:{}", place.file, place.line)?;
        }
        if let Some(hint) = &self.hint {
            write!(out, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// All that was found in an input that is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// The findings as an error if one of them is one, else the findings.
    pub fn refuse_errors(found: Vec<Finding>) -> Result<Vec<Finding>, Self> {
        if found.iter().any(|finding| finding.level == Level::Error) { Err(Self(found)) } else { Ok(found) }
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, finding) in self.0.iter().enumerate() {
            if i > 0 {
                out.write_str("\n")?;
            }
            finding.fmt(out)?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}
