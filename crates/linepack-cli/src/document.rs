//! The head that every answer in JSON has: schema, engine, inputs by hash, verdict, messages.

use crate::output::engine;
use anyhow::{Context, Result, anyhow, bail};
use linepack::findings::Finding;
use linepack_economics::outcome::Engine;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The largest file that a command reads.
const LARGEST: u64 = 512 << 20;

/// A file that was read, and its fingerprint.
#[derive(Debug, Clone)]
pub struct Input {
    /// The path as the caller gave it.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Input {
    /// Reads a file of bounded size.
    pub fn read(path: &Path) -> Result<Self> {
        let file = path.display().to_string();
        let found = fs::metadata(path).with_context(|| {
            format!("error: {file} cannot be read\n  hint: check the path and its rights")
        })?;
        if found.is_dir() {
            bail!("error: {file} is a folder, a file is needed\n  hint: name a file in it");
        }
        if found.len() > LARGEST {
            bail!(
                "error: {file} has {} bytes, more than the {LARGEST} that are read\n  hint: split it",
                found.len()
            );
        }
        let bytes = fs::read(path).with_context(|| format!("error: {file} cannot be read"))?;
        Ok(Self { file, bytes })
    }

    /// Its fingerprint.
    pub fn sha256(&self) -> String {
        sha256(&self.bytes)
    }

    /// Its text, without a byte-order mark.
    pub fn text(&self) -> Result<&str> {
        let text = std::str::from_utf8(&self.bytes).map_err(|error| {
            anyhow!("error: {} is not UTF-8: {error}\n  hint: save it as UTF-8", self.file)
        })?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }
}

/// An answer as JSON: the head, then the fields of `body`.
#[derive(Debug, Serialize)]
pub struct Document<'a, T> {
    schema: &'a str,
    engine: Engine,
    inputs: Vec<Fingerprint<'a>>,
    verdict: &'a str,
    messages: Vec<Message<'a>>,
    #[serde(flatten)]
    body: T,
}

#[derive(Debug, Serialize)]
struct Fingerprint<'a> {
    file: &'a str,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    level: linepack::findings::Level,
    text: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    element: Option<&'a str>,
    hint: Option<&'a str>,
}

impl<'a, T: Serialize> Document<'a, T> {
    /// The document of an answer; `schema` is name and version, such as `linepack-flow/1`.
    pub fn new(
        schema: &'a str,
        inputs: &'a [Input],
        verdict: &'a str,
        messages: &'a [Finding],
        body: T,
    ) -> Self {
        let fingerprint =
            |input: &'a Input| Fingerprint { file: input.file.as_str(), sha256: sha256(&input.bytes) };
        let message = |finding: &'a Finding| Message {
            level: finding.level,
            text: &finding.text,
            file: finding.place.as_ref().map(|place| place.file.as_str()),
            line: finding.place.as_ref().map(|place| place.line),
            element: finding.element.as_deref(),
            hint: finding.hint.as_deref(),
        };
        Self {
            schema,
            engine: engine(),
            inputs: inputs.iter().map(fingerprint).collect(),
            verdict,
            messages: messages.iter().map(message).collect(),
            body,
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_its_head_before_its_body() {
        let input = Input { file: "valley.net".into(), bytes: b"abc".to_vec() };
        let finding = Finding::note("one choice").at("valley.net", 3).about("V7");
        let inputs = [input];
        let messages = [finding];
        let body = serde_json::json!({ "iterations": 4 });
        let document = Document::new("linepack-flow/1", &inputs, "feasible", &messages, body);
        let json = serde_json::to_value(&document).unwrap();
        assert_eq!(
            json["inputs"][0]["sha256"],
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(json["messages"][0]["line"], 3);
        assert_eq!(json["messages"][0]["level"], "note");
        assert_eq!(json["verdict"], "feasible");
        assert_eq!(json["iterations"], 4);
    }
}
