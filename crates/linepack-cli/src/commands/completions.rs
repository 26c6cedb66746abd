//! `linepack completions`: tab completion for a shell.

use crate::Answer;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print tab completions for a shell.
#[derive(Args)]
#[command(
    after_help = "Example:\n  linepack completions bash > ~/.local/share/bash-completion/completions/linepack"
)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    pub fn run(&self) -> Answer {
        clap_complete::generate(
            self.shell,
            &mut crate::Program::command(),
            "linepack",
            &mut std::io::stdout(),
        );
        Answer::Yes
    }
}
