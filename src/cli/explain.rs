//! `cargo golive explain`: prints a rule's page.

use std::io::Write;

use super::Outcome;
use super::error::Error;
use super::levels::unknown_rule;
use super::pager;
use crate::report::page;
use crate::report::terminal::Terminal;
use crate::rules::RULES;
use crate::rules::page::pages;

/// The arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule's id, as in `warn[some-rule]`
    rule: String,
}

/// Runs `explain`.
pub fn run(args: &Args, terminal: Terminal, out: &mut dyn Write) -> Result<Outcome, Error> {
    let pages = pages(RULES)?;
    let asked_for = pages.iter().find(|(id, _)| id.0 == args.rule);
    let Some((_, page)) = asked_for else {
        return Err(unknown_rule(&args.rule, RULES.iter().map(|rule| rule.id.0)));
    };
    let mut text = Vec::new();
    page::write(&mut text, page, terminal.width)?;
    pager::show(&String::from_utf8_lossy(&text), terminal, out)?;
    Ok(Outcome::Clean)
}
