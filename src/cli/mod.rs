//! The command line: arguments in, text on standard output, one clear message on standard error
//! when a run can't be done, and an exit status.
//!
//! Each subcommand is one file: its arguments, and a function that runs it. `lint` is the way from
//! a project to a report, which they share.

mod baseline;
mod check;
mod checklist;
mod completions;
mod config;
mod docs;
mod error;
mod explain;
mod fix;
mod formats;
mod init;
mod inventory;
mod levels;
mod man;
mod options;
mod output;
mod pager;
mod progress;
mod replace;
mod rules;
mod watch;

use std::ffi::OsString;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::report::terminal::{Color, Terminal};
use crate::report::{Report, human};
use error::Error;
use output::QuietPipe;

/// Checks a service's concurrency architecture before it goes live
///
/// Where is it concurrent, who scales it, and how do we know it can't keep up? Answers from the
/// code, the architecture documents and the operations files, without compiling or running
/// anything. Without a command, `check` is run.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-golive",
    bin_name = "cargo golive",
    version,
    after_help = "Exit status: 0 no finding at deny, 1 findings at deny, 2 the run could not be done"
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: check::Args,
    /// Use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Report findings (the default)
    Check(check::Args),
    /// Print the go-live checklist, or write it to a file
    Checklist(checklist::Args),
    /// Accept the findings that are there, so that only new ones are reported
    Baseline(baseline::Args),
    /// Say which document answers which question, and where
    Docs(docs::Args),
    /// List the concurrency points of the code, or keep the map in a document up to date
    Inventory(inventory::Args),
    /// Write a configuration and an architecture document to fill in
    Init(init::Args),
    /// List the rules
    Rules(rules::Args),
    /// Explain a rule: what it reports, why, and what to do
    Explain(explain::Args),
    /// Show the configuration in force, or its schema
    Config(config::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print the manual page, or write one per command
    Man(man::Args),
}

/// How a run that could be done ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing is denied.
    Clean,
    /// There are findings at `deny`.
    Denied,
}

impl Outcome {
    fn of(report: &Report) -> Self {
        if report.denies() { Self::Denied } else { Self::Clean }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Denied => Self::from(1),
        }
    }
}

/// Runs the command line `args`, the program's name first, and returns the exit status.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match parse(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell when this can't be printed.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let mut out = BufWriter::new(QuietPipe::new(std::io::stdout().lock()));
    let done = dispatch(&cli, &mut out).and_then(|outcome| {
        out.flush()?;
        Ok(outcome)
    });
    match done {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            let text = human::render(&error, "error:", Terminal::stderr(cli.color));
            // As above.
            let _ = std::io::stderr().write_all(text.trim_start().as_bytes());
            ExitCode::from(2)
        }
    }
}

fn dispatch(cli: &Cli, out: &mut dyn Write) -> Result<Outcome, Error> {
    let terminal = Terminal::stdout(cli.color);
    match &cli.command {
        None => check::run(&cli.check, terminal, out),
        Some(Command::Check(args)) => check::run(args, terminal, out),
        Some(Command::Checklist(args)) => checklist::run(args, out),
        Some(Command::Baseline(args)) => baseline::run(args, out),
        Some(Command::Docs(args)) => docs::run(args, out),
        Some(Command::Inventory(args)) => inventory::run(args, terminal, out),
        Some(Command::Init(args)) => init::run(args, out),
        Some(Command::Rules(args)) => rules::run(args, terminal, out),
        Some(Command::Explain(args)) => explain::run(args, terminal, out),
        Some(Command::Config(args)) => config::run(args, out),
        Some(Command::Completions(args)) => completions::run(args, out),
        Some(Command::Man(args)) => man::run(args, out),
    }
}

/// Reads the arguments. Options of `check` may stand alone, and not before another command, which
/// would not see them.
fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let matches = command.try_get_matches_from_mut(without_subcommand_of_cargo(args))?;
    if let Some(name) = matches.subcommand_name() {
        let is_given = |arg: &&Arg| {
            let source = matches.value_source(arg.get_id().as_str());
            !arg.is_global_set() && source == Some(ValueSource::CommandLine)
        };
        let given = command.get_arguments().find(is_given);
        if let Some(option) = given.and_then(Arg::get_long) {
            let message =
                format!("options go after the command: `cargo golive {name} --{option} …`");
            return Err(command.error(ErrorKind::ArgumentConflict, message));
        }
    }
    Cli::from_arg_matches(&matches)
}

/// Cargo runs `cargo golive …` as `cargo-golive golive …`.
fn without_subcommand_of_cargo(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    if args.get(1).is_some_and(|arg| arg == "golive") {
        args.remove(1);
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }
}
