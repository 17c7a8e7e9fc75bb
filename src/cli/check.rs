//! `cargo golive check`: reports findings.

use std::io::Write;

use clap::ValueEnum;

use super::Outcome;
use super::error::Error;
use super::lint::lint;
use super::options::LintOptions;
use super::watch;
use crate::report::terminal::Terminal;
use crate::report::{human, json, short};

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    lint: LintOptions,
    /// How to write findings
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Show only findings on what was changed since this revision
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Exit with 1 when an entry of the baseline has no finding any more
    #[arg(long)]
    strict_baseline: bool,
    /// Run again whenever a file changes that was looked at
    #[arg(long)]
    watch: bool,
}

/// How to write findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the lines they are about, for people.
    Human,
    /// One line each, for editors.
    Short,
    /// JSON, for programs.
    Json,
}

/// Runs `check`.
pub fn run(args: &Args, terminal: Terminal, out: &mut dyn Write) -> Result<Outcome, Error> {
    if args.watch {
        return watch::run(&args.lint, out, &mut |out| once(args, terminal, out));
    }
    once(args, terminal, out)
}

fn once(args: &Args, terminal: Terminal, out: &mut dyn Write) -> Result<Outcome, Error> {
    let lint = lint(&args.lint, args.since.as_deref())?;
    let report = &lint.report;
    match args.format {
        Format::Human => human::write(out, report, &lint.root, terminal, !args.lint.quiet)?,
        Format::Short => short::write(out, report)?,
        Format::Json => json::write(out, report)?,
    }
    if args.strict_baseline && report.summary.fixed > 0 {
        return Ok(Outcome::Denied);
    }
    Ok(Outcome::of(report))
}
