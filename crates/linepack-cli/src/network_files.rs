//! From paths to a network: which files belong together, and what was found in them.

use crate::document::Input;
use anyhow::{Context, Result, anyhow, bail};
use linepack::findings::Finding;
use linepack::formats::{self, Case, File, Imported};
use std::fs;
use std::path::{Path, PathBuf};

/// A network with the files it was read from.
pub struct Loaded {
    /// What the files say.
    pub case: Case,
    /// What there is to say about them.
    pub notes: Vec<Finding>,
    /// The files.
    pub inputs: Vec<Input>,
}

/// Reads a network from a file or a folder; `stations` names its station file, else a `.cs` beside it is taken.
pub fn load(network: &Path, stations: Option<&Path>) -> Result<Loaded> {
    let mut paths = if network.is_dir() { folder(network, &["json"])? } else { vec![network.to_owned()] };
    if paths.is_empty() {
        bail!(
            "error: the folder {} holds no network\n  hint: name a network file, or a folder with network.json",
            network.display()
        );
    }
    let beside = network.with_extension("cs");
    let mut notes = Vec::new();
    match stations {
        Some(stations) => paths.push(stations.to_owned()),
        None if !network.is_dir() && beside != network && beside.is_file() => {
            notes.push(Finding::note(format!(
                "the machines of the stations are read from {}, which lies beside the network",
                beside.display()
            )));
            paths.push(beside);
        }
        None => {}
    }
    let inputs = paths.iter().map(|path| Input::read(path)).collect::<Result<Vec<_>>>()?;
    let files: Vec<File<'_>> =
        inputs.iter().map(|input| File { name: &input.file, bytes: &input.bytes }).collect();
    let Imported { value: case, notes: found } =
        formats::read(&files).map_err(|findings| anyhow!("{findings}"))?;
    notes.extend(found);
    Ok(Loaded { case, notes, inputs })
}

/// The files of a folder with one of the endings, by name.
pub fn folder(path: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let unreadable =
        || format!("error: the folder {} cannot be read\n  hint: check its rights", path.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(path).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_file() && endings.contains(&ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
