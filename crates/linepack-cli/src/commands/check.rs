//! `linepack check`: everything that is wrong with a study, at once.

use crate::Answer;
use crate::source::Source;
use anyhow::Result;
use clap::Args;

/// Check a study: units, keys, tables, evidence.
#[derive(Args)]
#[command(after_help = "Example:\n  linepack check studies/power-of-siberia-2")]
pub struct Check {
    /// Folder, .toml file, or name of a bundled study.
    study: String,
}

impl Check {
    /// Reads the study and says what was found.
    pub fn run(&self) -> Result<Answer> {
        let source = Source::find(&self.study)?;
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
}
