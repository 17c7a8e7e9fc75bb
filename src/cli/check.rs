//! `cargo golive check`: reports findings.

use std::io::{Write, stderr};

use super::error::Error;
use super::fix::{self, Fix};
use super::formats::{self, MessageFormat, Output, OutputParser};
use super::options::{LintOptions, lint};
use super::{Outcome, watch};
use crate::engine::Request;
use crate::report::terminal::Terminal;

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    lint: LintOptions,
    /// Show only findings on what was changed since this revision
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Exit with 1 when an entry of the baseline has no finding any more
    #[arg(long)]
    strict_baseline: bool,
    /// How to write findings, and to which file instead of standard output (may be given again)
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = OutputParser)]
    formats: Vec<Output>,
    /// Write findings as cargo writes messages: `json` is for editors that run cargo
    #[arg(long, value_enum, value_name = "FORMAT")]
    message_format: Option<MessageFormat>,
    /// Write what is safe to write: rows of the concurrency map, or waivers without their reasons
    #[arg(long, value_enum, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "map")]
    fix: Option<Fix>,
    /// Run again whenever a file changes that was looked at
    #[arg(long, conflicts_with = "fix")]
    watch: bool,
}

/// Runs `check`.
pub(super) fn run(args: &Args, terminal: Terminal, out: &mut dyn Write) -> Result<Outcome, Error> {
    let outputs = formats::outputs(&args.formats, args.message_format)?;
    if args.watch {
        return watch::run(&args.lint.request()?, out, &mut |out| {
            once(args, &outputs, terminal, out)
        });
    }
    once(args, &outputs, terminal, out)
}

fn once(
    args: &Args,
    outputs: &[Output],
    terminal: Terminal,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let request = Request {
        since: args.since.clone(),
        strict_baseline: args.strict_baseline,
        ..args.lint.request()?
    };
    let mut report = lint(&args.lint, &request)?;
    if let Some(fix) = args.fix {
        fix::run(fix, &request, &report, &mut stderr())?;
        report = lint(&args.lint, &request)?;
    }
    formats::write(outputs, &report, terminal, !args.lint.quiet, out)?;
    Ok(Outcome::of(&report))
}
