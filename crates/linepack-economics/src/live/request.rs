//! Requests and answers as JSON, the same words in the page and behind a server.
//!
//! ```text
//! { "ask": "figures", "set": ["line.diameter=1220 mm"] }  ──►  { "verdict": …, "quantities": […], … }
//! ```

use super::{Live, Memory, fields};
use crate::outcome::Outcome;
use crate::study::fault::{Fault, Faults};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What is asked, with the settings under which it is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// The whole outcome and every input with its bounds: about a second.
    Study {
        /// Settings, `key=value`.
        #[serde(default)]
        set: Vec<String>,
    },
    /// What one evaluation tells: some ten milliseconds.
    Figures {
        /// Settings, `key=value`.
        #[serde(default)]
        set: Vec<String>,
    },
    /// Low and high of the results, the value of waiting, the tornado.
    Ranges {
        /// Settings, `key=value`.
        #[serde(default)]
        set: Vec<String>,
    },
    /// The bargain at each attempt.
    Attempts {
        /// Settings, `key=value`.
        #[serde(default)]
        set: Vec<String>,
    },
    /// What would have to be true today.
    Closing {
        /// Settings, `key=value`.
        #[serde(default)]
        set: Vec<String>,
    },
    /// Other designs.
    Designs {
        /// Settings, `key=value`.
        #[serde(default)]
        set: Vec<String>,
    },
    /// One unknown, solved so that a result reaches a target.
    Solve {
        /// Settings, `key=value`.
        #[serde(default)]
        set: Vec<String>,
        /// Key of the unknown.
        unknown: String,
        /// Least value that is tried, in the unknown's unit.
        from: f64,
        /// Greatest value that is tried.
        to: f64,
        /// Id of the result.
        result: String,
        /// What it should reach, in the result's unit.
        target: f64,
    },
}

impl Live {
    /// Answers a request given as JSON; what is wrong with it is an answer too: `{ "faults": [...] }`.
    pub fn answer(&self, request: &str, memory: &mut Memory) -> String {
        match serde_json::from_str(request) {
            Ok(request) => self.respond(&request, memory),
            Err(error) => {
                let hint = "write {\"ask\": \"figures\", \"set\": [\"line.diameter=1220 mm\"]}";
                told(&Faults::from(Fault::new(format!("the request cannot be read: {error}"), hint)))
            }
        }
        .to_string()
    }

    /// Answers a request.
    pub fn respond(&self, request: &Request, memory: &mut Memory) -> Value {
        let answer = match request {
            Request::Study { set } => self.whole(set).and_then(|outcome| {
                let fields = fields(&self.set(set)?);
                Ok(json!({ "outcome": outcome, "fields": fields }))
            }),
            Request::Figures { set } => self.figures(set, memory).map(|outcome| moved(&outcome)),
            Request::Ranges { set } => self.ranges(set, memory).map(|mut ranges| {
                ranges.quantities.retain(|quantity| !quantity.id.starts_with("input."));
                json!(ranges)
            }),
            Request::Attempts { set } => {
                self.attempts(set, memory).map(|attempts| json!({ "attempts": attempts }))
            }
            Request::Closing { set } => {
                self.closing(set, memory).map(|closing| json!({ "closing": closing }))
            }
            Request::Designs { set } => {
                self.designs(set, memory).map(|designs| json!({ "alternatives": designs }))
            }
            Request::Solve { set, unknown, from, to, result, target } => {
                self.solve(set, (unknown, *from, *to), (result, *target), memory).map(|solved| json!(solved))
            }
        };
        answer.unwrap_or_else(|faults| told(&faults))
    }
}

/// The part of an outcome that an evaluation moves.
fn moved(outcome: &Outcome) -> Value {
    let results = outcome.quantities.iter().filter(|quantity| !quantity.id.starts_with("input."));
    json!({
        "input_hash": outcome.input_hash,
        "verdict": outcome.verdict,
        "quantities": results.collect::<Vec<_>>(),
        "profile": outcome.profile,
        "stations": outcome.stations,
        "code_checks": outcome.code_checks,
        "capex": outcome.capex,
        "tariff_parts": outcome.tariff_parts,
        "seller_parts": outcome.seller_parts,
        "buyer_parts": outcome.buyer_parts,
        "capacities": outcome.capacities,
        "market": outcome.market,
        "gains": outcome.gains,
        "messages": outcome.findings,
    })
}

/// Faults as JSON: what, where, and one thing to try.
pub fn told(faults: &Faults) -> Value {
    let fault = |fault: &Fault| {
        let place = fault.place.as_ref();
        json!({
            "message": fault.message,
            "hint": fault.hint,
            "file": place.map(|place| &place.file),
            "line": place.map(|place| place.line),
        })
    };
    json!({ "faults": faults.0.iter().map(fault).collect::<Vec<_>>() })
}
