//! `linepack check`: everything that is wrong with a study or a network, at once.

use crate::Answer;
use crate::document::Input;
use crate::network_files;
use crate::source::Source;
use anyhow::Result;
use clap::Args;
use linepack::formats::{self, File};
use std::path::Path;

/// Check a study (units, keys, tables, evidence) or the files of a network and its scenarios.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  linepack check studies/power-of-siberia-2\n  linepack check GasLib-40.net GasLib-40.scn"
)]
pub struct Check {
    /// Study (folder, .toml file, or name of a bundled one), or a network file and scenarios for it.
    #[arg(required = true)]
    files: Vec<String>,
}

impl Check {
    /// Reads the study and says what was found.
    pub fn run(&self) -> Result<Answer> {
        let Some(first) = self.files.first() else { return Ok(Answer::Wrong) };
        let path = Path::new(first);
        let study = path.is_dir() && path.join("study.toml").is_file();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !study && (path.join("network.json").is_file() || ["net", "m", "json", "xml"].contains(&ending)) {
            return self.network(path);
        }
        let source = Source::find(first)?;
        let study = source.study(&[])?;
        let unsupported = study.unsupported();
        crate::output::say!("{} ({}): no fault", study.name, source.place);
        crate::output::say!(
            "{} inputs, {} claims, {} attempts; {} inputs rest on assumptions or unsourced claims alone:",
            study.inputs.iter().count(),
            study.ledger.len(),
            study.attempts.len(),
            unsupported.len()
        );
        for key in unsupported {
            crate::output::say!("  {key}");
        }
        Ok(Answer::Yes)
    }

    /// Reads a network and its scenarios, and says everything that was found.
    fn network(&self, path: &Path) -> Result<Answer> {
        let loaded = network_files::load(path, None)?;
        let network = &loaded.case.network;
        let mut found = loaded.notes.clone();
        let mut wrong = 0;
        for file in self.files.iter().skip(1) {
            let input = Input::read(Path::new(file))?;
            match formats::read_scenario(&File { name: &input.file, bytes: &input.bytes }, network) {
                Ok(read) => found.extend(read.notes),
                Err(findings) => {
                    wrong += 1;
                    found.extend(findings.0);
                }
            }
        }
        crate::output::say!(
            "{} ({}): {} nodes, {} elements, {}",
            path.display(),
            loaded.case.format.name(),
            network.nodes().len(),
            network.links().len(),
            if wrong == 0 { "no fault".to_owned() } else { format!("{wrong} scenarios with faults") }
        );
        for finding in &found {
            crate::output::say!("{finding}");
        }
        Ok(if wrong == 0 { Answer::Yes } else { Answer::Wrong })
    }
}
