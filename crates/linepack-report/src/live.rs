//! The page that moves: its sections drawn again after each setting, and the file that holds all it needs.
//!
//! ```text
//! { "ask": "page",  "set": ["line.diameter=1220 mm"] }  ──►  figures and the sections that one evaluation fills
//! { "ask": "whole", "set": ["line.diameter=1220 mm"] }  ──►  the whole outcome, every section
//! ```
//!
//! Every other request is one of [`linepack_economics::live`]. The figures of both come from the same call.

use crate::page::{self, Context};
use crate::prose::English;
use linepack_economics::live::{Live, Memory, fields};
use linepack_economics::outcome::Outcome;
use linepack_economics::study::fault::Faults;
use linepack_economics::study::{Files, Study};
use serde::Deserialize;
use serde_json::{Value, json};

/// What a page needs to be moved.
#[derive(Debug, Clone, Copy)]
pub struct Moving<'a> {
    /// The script of the page, built from `web/`.
    pub script: &'a str,
    /// The engine as WebAssembly.
    pub engine: &'a [u8],
    /// The study that was run, with its settings.
    pub study: &'a Study,
    /// The study's files.
    pub files: &'a Files,
    /// The settings of the run, `key=value`.
    pub settings: &'a [String],
}

impl Moving<'_> {
    /// Study, inputs and figures as JSON that may stand in a page.
    pub(crate) fn study(&self, outcome: &Outcome) -> String {
        let text = json!({
            "name": self.study.name,
            "files": self.files,
            "version": outcome.engine.version,
            "commit": outcome.engine.commit,
            "settings": self.settings,
            "fields": fields(self.study),
            "figures": figures(outcome),
            "study": outcome.study,
        });
        text.to_string().replace('<', "\\u003c")
    }

    /// The engine in base 64 (RFC 4648).
    pub(crate) fn engine(&self) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::with_capacity(self.engine.len().div_ceil(3) * 4);
        for chunk in self.engine.chunks(3) {
            let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
            let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
            for place in 0..4 {
                let letter = LETTERS[((bits >> (18 - 6 * place)) & 63) as usize];
                text.push(if place > chunk.len() { '=' } else { char::from(letter) });
            }
        }
        text
    }
}

#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
enum Drawn {
    Page {
        #[serde(default)]
        set: Vec<String>,
    },
    Whole {
        #[serde(default)]
        set: Vec<String>,
    },
}

/// Answers a request of this module or of [`linepack_economics::live`], both as JSON.
pub fn answer(live: &Live, request: &str, memory: &mut Memory) -> String {
    let (outcome, whole): (Result<Outcome, Faults>, bool) = match serde_json::from_str(request) {
        Ok(Drawn::Page { set }) => (live.figures(&set, memory), false),
        Ok(Drawn::Whole { set }) => (live.whole(&set), true),
        Err(_) => return live.answer(request, memory),
    };
    match outcome {
        Ok(outcome) => drawn(&outcome, whole).to_string(),
        Err(faults) => linepack_economics::live::told(&faults).to_string(),
    }
}

fn drawn(outcome: &Outcome, whole: bool) -> Value {
    let context = Context { outcome, prose: &English };
    let sections: Vec<(&str, String)> = [("verdict", page::verdict(context).into_string())]
        .into_iter()
        .chain(page::sections(context, whole).into_iter().map(|(id, _, body)| (id, body.into_string())))
        .collect();
    json!({
        "verdict": outcome.verdict,
        "input_hash": outcome.input_hash,
        "figures": figures(outcome),
        "messages": outcome.findings,
        "sections": sections,
    })
}

/// The results: id, label, value, unit, low, high.
fn figures(outcome: &Outcome) -> Vec<Value> {
    let results = outcome.quantities.iter().filter(|quantity| !quantity.id.starts_with("input."));
    let shown = results.map(|quantity| {
        json!({
            "id": quantity.id, "label": quantity.label, "value": quantity.value, "unit": quantity.unit,
            "low": quantity.low, "high": quantity.high,
        })
    });
    shown.collect()
}
