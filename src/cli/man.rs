//! `cargo golive man`: prints the manual page, or writes one page per command to a folder.

use std::fs;
use std::io::{self, Write};

use camino::Utf8PathBuf;
use clap::CommandFactory;
use clap_mangen::Man;

use super::error::Error;
use super::{Cli, Outcome};

/// The arguments of `man`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Write one page per command to this folder, which is made when it is not there
    #[arg(short, long, value_name = "DIR")]
    output: Option<Utf8PathBuf>,
}

/// Runs `man`.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Error> {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = &args.output else {
        Man::new(command).render(out)?;
        return Ok(Outcome::Clean);
    };
    let failed = |file: &Utf8PathBuf| {
        let file = file.clone();
        move |reason: io::Error| Error::Write { file, reason }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let is_ours = |command: &&clap::Command| command.get_name() != "help";
    let subcommands: Vec<_> = command.get_subcommands().filter(is_ours).cloned().collect();
    for command in std::iter::once(command).chain(subcommands) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        let file = folder.join(format!("{name}.1"));
        let mut page = Vec::new();
        Man::new(command).render(&mut page).map_err(failed(&file))?;
        fs::write(&file, page).map_err(failed(&file))?;
        writeln!(out, "{file}")?;
    }
    Ok(Outcome::Clean)
}
