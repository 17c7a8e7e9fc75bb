//! `cargo golive explain`: prints a rule's page.

use std::io::Write;

use super::error::Error;
use super::{Outcome, pager};
use crate::engine;
use crate::report::explain;
use crate::report::terminal::Terminal;
use crate::rules::{self, RULES};

/// The arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The rule's id, as in `warn[some-rule]`
    rule: String,
}

/// Runs `explain`.
pub(super) fn run(args: &Args, terminal: Terminal, out: &mut dyn Write) -> Result<Outcome, Error> {
    let pages = rules::pages()?;
    let asked_for = pages.iter().find(|(id, _)| id.0 == args.rule);
    let Some((_, explain)) = asked_for else {
        return Err(engine::unknown_rule(&args.rule, RULES.iter().map(|rule| rule.id.0)).into());
    };
    let mut text = Vec::new();
    explain::write(&mut text, explain, terminal.width)?;
    pager::show(&String::from_utf8_lossy(&text), terminal, out)?;
    Ok(Outcome::Clean)
}
