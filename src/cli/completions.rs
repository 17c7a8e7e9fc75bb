//! `cargo golive completions`: prints a completion script for a shell.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::error::Error;
use super::{Cli, Outcome};

/// The name under which the shell finds the program.
const PROGRAM: &str = "cargo-golive";

/// The arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

/// Runs `completions`.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Error> {
    let mut command = Cli::command().bin_name(PROGRAM);
    // The generator panics when it can't write, so that it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, PROGRAM, &mut script);
    out.write_all(&script)?;
    Ok(Outcome::Clean)
}
