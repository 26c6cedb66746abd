//! The program `linepack`: reads a file, prints a short answer, writes the same answer as JSON.
//!
//! Exit codes: 0 answered; 1 the answer is "no" (infeasible, a check failed); 2 the input or the
//! call is wrong; 3 no answer found.
#![allow(unreachable_pub, reason = "nothing of a program is public")]

mod commands;
mod document;
mod network_files;
mod output;
mod source;

use clap::{Parser, Subcommand};
use std::io::Write as _;
use std::process::ExitCode;

/// Gas-pipeline studies from the steel of the pipe to the price at which both sides would sign.
#[derive(Parser)]
#[command(name = "linepack", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  linepack run power-of-siberia-2
  linepack run power-of-siberia-2 --set line.diameter=\"1220 mm\"
  linepack explain power-of-siberia-2 deal.range
  linepack flow GasLib-40.net --scenario GasLib-40.scn
  linepack units \"265 USD/1000m3(20C)\" \"USD/MMBtu\"";

#[derive(Subcommand)]
enum Command {
    Run(commands::run::Run),
    Simulate(Box<commands::simulate::Simulate>),
    Explain(commands::explain::Explain),
    Check(commands::check::Check),
    Flow(commands::flow::Flow),
    Market(commands::market::Market),
    Gas(commands::gas::GasSheet),
    Compare(commands::compare::Compare),
    Serve(commands::serve::Serve),
    Units(commands::units::Units),
    Deal(commands::deal::Deal),
    Completions(commands::completions::Completions),
}

/// How a command ended, as its exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// Answered.
    Yes = 0,
    /// The answer is "no".
    No = 1,
    /// The input or the call is wrong.
    Wrong = 2,
    /// No answer found.
    NotFound = 3,
}

fn main() -> ExitCode {
    let program = Program::parse();
    let answer = match program.command {
        Command::Run(command) => command.run(),
        Command::Simulate(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Flow(command) => command.run(),
        Command::Market(command) => command.run(),
        Command::Gas(command) => command.run(),
        Command::Compare(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Units(command) => command.run(),
        Command::Deal(command) => command.run(),
        Command::Completions(command) => Ok(command.run()),
    };
    match answer {
        Ok(answer) => ExitCode::from(answer as u8),
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "{failure:#}");
            ExitCode::from(Answer::Wrong as u8)
        }
    }
}
