//! `linepack serve`: a study on a loopback address, with figures for every change and runs that are kept.

use crate::Answer;
use crate::document::Input;
use crate::source::Source;
use anyhow::{Result, anyhow};
use clap::Args;
use linepack_economics::live::{Live, Memory, Request};
use linepack_economics::study::fault::{Faults, nearest};
use linepack_server::{Engine, Limits, Options, Refusal, SentFile};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Serve a study on this machine: its page, figures for every change, runs that are kept.
#[derive(Args)]
#[command(after_help = "\
The address that is printed holds a random token: who has it may ask, nobody else. Only this machine is served.

Examples:
  linepack serve
  linepack serve power-of-siberia-2 --port 8080
  linepack serve studies/mine --store out/mine.sqlite")]
pub struct Serve {
    /// Folder, .toml file, or name of a bundled study.
    #[arg(default_value = "power-of-siberia-2")]
    study: String,
    /// Port on 127.0.0.1; 0 takes any that is free.
    #[arg(long, default_value_t = 0, value_name = "N")]
    port: u16,
    /// Where runs are kept, so that they outlive the program.
    #[arg(long, default_value = "out/runs.sqlite", value_name = "FILE")]
    store: PathBuf,
    /// End by itself after so many seconds.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
}

impl Serve {
    /// Serves until Ctrl-C.
    pub fn run(&self) -> Result<Answer> {
        let source = Source::find(&self.study)?;
        let live = Live::new(&source.name, &source.files, crate::output::engine())
            .map_err(|faults| crate::output::told(&faults))?;
        let token = linepack_server::token().map_err(|refusal| anyhow!("error: {}", refusal.message))?;
        let options = Options {
            port: self.port,
            store: Some(self.store.clone()),
            token: token.clone(),
            limits: Limits::default(),
        };
        let seconds = self.seconds;
        let stop = async move {
            match seconds {
                Some(seconds) => linepack_server::sleep(Duration::from_secs(seconds)).await,
                None => std::future::pending().await,
            }
        };
        let ready = |address: std::net::SocketAddr| {
            crate::output::say!("{}: http://{address}/{token}/", source.name);
            crate::output::say!("Ctrl-C ends it; runs are kept in {}", self.store.display());
        };
        linepack_server::serve(Arc::new(Study(live)), options, ready, stop)?;
        Ok(Answer::Yes)
    }
}

/// A study that answers.
struct Study(Live);

fn refusal(faults: &Faults) -> Refusal {
    let first = faults.0.first();
    Refusal::new(
        first.map_or_else(|| "the study cannot be evaluated".to_owned(), |fault| fault.message.clone()),
        first.map_or_else(String::new, |fault| fault.hint.clone()),
    )
}

impl Engine for Study {
    fn page(&self) -> Result<String, Refusal> {
        let outcome = self.0.whole(&[]).map_err(|faults| refusal(&faults))?;
        Ok(linepack_report::html(&outcome))
    }

    fn evaluate(&self, settings: &[String]) -> Result<Value, Refusal> {
        // What is wrong with a setting is a refusal here, not an answer.
        self.0.set(settings).map_err(|faults| refusal(&faults))?;
        Ok(self.0.respond(&Request::Figures { set: settings.to_vec() }, &mut Memory::default()))
    }

    fn explain(&self, settings: &[String], quantity: &str) -> Result<Value, Refusal> {
        let outcome = self.0.whole(settings).map_err(|faults| refusal(&faults))?;
        if outcome.quantity(quantity).is_none() {
            let known = outcome.quantities.iter().map(|quantity| quantity.id.as_str());
            let hint = nearest(quantity, known).map_or_else(
                || "evaluate lists every id".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Refusal::new(format!("the study has no figure `{quantity}`"), hint));
        }
        Ok(super::explain::document(&outcome, quantity))
    }

    fn flow(&self, network: &[SentFile], scenario: Option<&SentFile>, page: bool) -> Result<Value, Refusal> {
        let input =
            |file: &SentFile| Input { file: file.name.clone(), bytes: file.text.clone().into_bytes() };
        super::flow::answer(network.iter().map(input).collect(), scenario.map(input), page).map_err(|error| {
            let told = format!("{error:#}");
            let (message, hint) = told.split_once("hint: ").unwrap_or((&told, "check the files"));
            Refusal::new(message.trim(), hint.trim())
        })
    }

    fn parts(&self) -> &'static [&'static str] {
        &["figures", "ranges", "attempts", "closing", "designs"]
    }

    fn part(&self, part: &str, settings: &[String]) -> Result<Value, Refusal> {
        self.0.set(settings).map_err(|faults| refusal(&faults))?;
        let set = settings.to_vec();
        let request = match part {
            "figures" => Request::Figures { set },
            "ranges" => Request::Ranges { set },
            "attempts" => Request::Attempts { set },
            "closing" => Request::Closing { set },
            _ => Request::Designs { set },
        };
        Ok(self.0.respond(&request, &mut Memory::default()))
    }
}
