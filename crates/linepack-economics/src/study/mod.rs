//! A study: a folder of inputs with their sources, read and checked as a whole.
//!
//! | file | holds |
//! |---|---|
//! | `study.toml` | what is asked: every key of [`fields::FIELDS`] |
//! | `route.csv` | points along the route with elevation, ground and air temperature, terrain, country |
//! | `attempts.csv` | the state of the market and the published asks at each attempt to sign; may be absent |
//! | `timeline.csv` | dated events; may be absent |
//! | `analogues.csv` | built lines to compare with; may be absent |
//! | `evidence.csv` | the ledger of claims that the inputs point to |
//! | `market/*.csv` | the gas market, see [`crate::market`] |

pub mod data;
pub mod fault;
pub mod fields;
pub mod inputs;
pub mod table;

use crate::market::world::World;
use crate::outcome::{Event, Evidence, InputFile};
use data::{AnalogueFacts, AttemptFacts, Waypoint};
use fault::Place;
use fault::{Fault, Faults};
use inputs::Inputs;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The files of a study by their name within its folder, such as `market/regions.csv`.
pub type Files = BTreeMap<String, String>;

/// A study that has been read and checked.
#[derive(Debug, Clone)]
pub struct Study {
    /// Short name: the folder's.
    pub name: String,
    /// What is asked.
    pub inputs: Inputs,
    /// The route.
    pub route: Vec<Waypoint>,
    /// The attempts to sign.
    pub attempts: Vec<AttemptFacts>,
    /// Dated events.
    pub timeline: Vec<Event>,
    /// Built lines to compare with.
    pub analogues: Vec<AnalogueFacts>,
    /// The gas market.
    pub world: World,
    /// The ledger of claims.
    pub ledger: BTreeMap<String, Evidence>,
    /// The files it was read from, with their hashes.
    pub files: Vec<InputFile>,
}

impl Study {
    /// Reads a study from its files.
    ///
    /// # Errors
    /// Every fault found, each with its place and one thing to try.
    pub fn read(name: &str, files: &Files) -> Result<Self, Faults> {
        let need = |file: &str| {
            files.get(file).map(String::as_str).ok_or_else(|| {
                let hint = "a study is a folder with study.toml, route.csv, evidence.csv and market/*.csv";
                Fault::new(format!("the study has no `{file}`"), hint)
            })
        };
        let may = |file: &str| files.get(file).map(String::as_str);
        let inputs = Inputs::read("study.toml", need("study.toml")?)?;
        let ledger = data::evidence("evidence.csv", need("evidence.csv")?)?;
        let mut faults = Vec::new();
        for input in inputs.iter() {
            for (id, near) in data::unknown_ids(&input.evidence, &ledger) {
                let hint = match near {
                    Some(near) => {
                        format!("did you mean `{near}`? evidence.csv holds {} claims", ledger.len())
                    }
                    None => format!("evidence.csv holds {} claims; add a row with this id", ledger.len()),
                };
                let message = format!("`{}`: there is no evidence `{id}`", input.key);
                faults.push(Fault::new(message, hint).at(input.place.clone()));
            }
        }
        let mut keep = |fault: Fault| faults.push(fault);
        let route = data::route("route.csv", need("route.csv")?).map_err(&mut keep).unwrap_or_default();
        let attempts = may("attempts.csv").map(|text| data::attempts("attempts.csv", text));
        let attempts = attempts.transpose().map_err(&mut keep).unwrap_or_default().unwrap_or_default();
        let timeline = may("timeline.csv").map(|text| data::timeline("timeline.csv", text, &ledger));
        let timeline = timeline.transpose().map_err(&mut keep).unwrap_or_default().unwrap_or_default();
        let analogues = may("analogues.csv").map(|text| data::analogues("analogues.csv", text));
        let analogues = analogues.transpose().map_err(&mut keep).unwrap_or_default().unwrap_or_default();
        let world = World::read(&|file| {
            files
                .get(&format!("market/{file}"))
                .cloned()
                .ok_or_else(|| "the study has no such file".to_owned())
        });
        let world = world.map_err(|error| keep(market_fault(&error.to_string(), files))).ok();
        let (end, length) =
            (inputs.si("line.end"), route.last().map_or(f64::INFINITY, |point| point.distance));
        if end > length
            && let Some(input) = inputs.get("line.end")
        {
            let message =
                format!("`line.end`: {} km lies beyond the route's end at {} km", end / 1e3, length / 1e3);
            keep(Fault::new(message, "extend route.csv, or move the delivery point").at(input.place.clone()));
        }
        faults.extend(contradictions(&inputs));
        let Some(world) = world.filter(|_| faults.is_empty()) else {
            return Err(Faults(faults));
        };
        let files = files
            .iter()
            .map(|(name, text)| InputFile { name: name.clone(), sha256: sha256(text.as_bytes()) })
            .collect();
        Ok(Self { name: name.to_owned(), inputs, route, attempts, timeline, analogues, world, ledger, files })
    }

    /// SHA-256 over the hashes of all files and over every value in force, overrides included.
    pub fn hash(&self) -> String {
        let mut text = String::new();
        for file in &self.files {
            let _ = writeln!(text, "{} {}", file.name, file.sha256);
        }
        for input in self.inputs.iter() {
            let _ = writeln!(text, "{} {:?}", input.key, input.content);
        }
        sha256(text.as_bytes())
    }

    /// The keys of inputs that no source supports: without evidence, or with claims that name no source.
    pub fn unsupported(&self) -> Vec<&'static str> {
        let sourced = |id: &String| {
            self.ledger
                .get(id)
                .is_some_and(|claim| !claim.source.is_empty() && !claim.source.starts_with("unsourced"))
        };
        self.inputs
            .iter()
            .filter(|input| !matches!(input.content, inputs::Content::Text(_)))
            .filter(|input| !input.evidence.iter().any(sourced))
            .map(|input| input.key)
            .collect()
    }
}

/// A fault of the market's files, with the place that its text names: `file:line: message`, then `hint: …`.
pub fn market_fault(text: &str, files: &Files) -> Fault {
    let (told, hint) = text.split_once("\nhint: ").unwrap_or((text, "check the files of market/"));
    let mut parts = told.splitn(3, ':');
    let place = parts.next().zip(parts.next().and_then(|line| line.parse::<usize>().ok())).and_then(
        |(file, line)| {
            let name = format!("market/{file}");
            files.get(&name).map(|text| Place::of_line(&name, text, line))
        },
    );
    match (place, parts.next()) {
        (Some(place), Some(message)) => Fault::new(message.trim(), hint).at(place),
        _ if told
            .split(':')
            .next()
            .is_some_and(|name| Path::new(name).extension().is_some_and(|end| end == "csv")) =>
        {
            Fault::new(format!("market/{told}"), hint)
        }
        _ => Fault::new(told, hint),
    }
}

/// Inputs that cannot hold together.
pub fn contradictions(inputs: &Inputs) -> Vec<Fault> {
    let mega = |key: &str| inputs.si(key) / 1e6;
    let mut found = Vec::new();
    let mut check = |wrong: bool, message: String, hint: &str, key: &'static str| {
        if wrong {
            let fault = Fault::new(message, hint);
            found.push(match inputs.get(key) {
                Some(input) => fault.at(input.place.clone()),
                None => fault,
            });
        }
    };
    let [greatest, delivery, inlet] =
        ["line.pressure", "line.delivery_pressure", "line.inlet_pressure"].map(mega);
    check(
        delivery >= greatest,
        format!(
            "`line.delivery_pressure`: {delivery:.2} MPa is not below the operating pressure of {greatest:.2} MPa"
        ),
        "lower it, or raise line.pressure",
        "line.delivery_pressure",
    );
    check(
        inlet > greatest,
        format!("`line.inlet_pressure`: {inlet:.2} MPa is above the operating pressure of {greatest:.2} MPa"),
        "lower it, or raise line.pressure",
        "line.inlet_pressure",
    );
    let (diameter, roughness) = (inputs.si("line.diameter"), inputs.si("line.roughness"));
    check(
        roughness > 0.01 * diameter,
        "`line.roughness` is more than a hundredth of the diameter".to_owned(),
        "roughness is in millimetres: 0.012 mm for a coated wall",
        "line.roughness",
    );
    let (transit, fee) = (!inputs.text("study.transit").is_empty(), inputs.get("transit.fee").is_some());
    check(
        transit != fee,
        "`study.transit` and `transit.fee` do not agree: one is there without the other".to_owned(),
        "give both, or leave both out",
        if transit { "study.transit" } else { "transit.fee" },
    );
    let regions = inputs.text("market.seller_regions");
    let buyer = inputs.text("market.region");
    check(
        regions.split(',').any(|region| region.trim() == buyer),
        format!("`market.seller_regions` holds the buyer's region `{buyer}`"),
        "name the seller's regions only",
        "market.seller_regions",
    );
    found
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
