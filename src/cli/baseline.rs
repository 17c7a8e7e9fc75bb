//! `cargo golive baseline`: accepts the findings that are there. Once there is a baseline it grows only
//! when asked to, and shrinks only when asked to.

use std::io::Write;

use super::Outcome;
use super::error::Error;
use super::options::LintOptions;
use super::replace::replace;
use crate::adoption::baseline::{self, FILE};
use crate::engine;
use crate::facts::Finding;
use crate::report::short;
use crate::rules;

/// The arguments of `baseline`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    lint: LintOptions,
    /// Accept findings that are not in the baseline yet
    #[arg(long)]
    allow_new: bool,
    /// Remove entries whose finding is gone
    #[arg(long)]
    prune: bool,
}

/// Runs `baseline`.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Error> {
    let mut report = engine::lint(&args.lint.request()?)?;
    let pages = rules::pages()?;
    let can_be_accepted =
        |finding: &Finding| pages.iter().any(|(rule, page)| *rule == finding.rule && page.baseline);
    let findings = std::mem::take(&mut report.findings);
    let (new, kept_out): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(can_be_accepted);
    let is_first = !report.has_baseline;
    let grows = !new.is_empty() && !is_first;
    let is_refused = grows && !args.allow_new && !args.prune;
    let fixed = report.baseline.fixed.len();

    if !is_first {
        let accepted = report.baseline.accepted.len();
        writeln!(out, "{FILE}: {} new, {fixed} fixed, {accepted} accepted", new.len())?;
    }
    if grows && !args.prune {
        report.findings = new.clone();
        short::write(out, &report)?;
    }
    let grows_now = is_first || args.allow_new;
    let root = report.root().to_owned();
    let mut entries = report.baseline.accepted;
    entries.extend(report.baseline.unseen);
    if !args.prune {
        entries.extend(report.baseline.fixed);
    }
    if grows_now {
        entries.extend(baseline::entries(&root, &new));
    }
    let is_changed = is_first
        || !report.baseline.is_current
        || args.prune && fixed > 0
        || args.allow_new && grows;
    if is_changed && !is_refused {
        let file = root.join(FILE);
        let count = entries.len();
        let text = baseline::render(entries);
        replace(&file, |out| out.write_all(text.as_bytes()))
            .map_err(|reason| Error::Write { file, reason })?;
        writeln!(out, "{FILE}: {} written", findings_of(count))?;
    }
    if !kept_out.is_empty() {
        let kept_out = findings_of(kept_out.len());
        writeln!(out, "{kept_out} can't be accepted: `cargo golive check` shows them")?;
    }
    if fixed > 0 && !args.prune {
        writeln!(out, "`--prune` removes what is fixed")?;
    }
    if is_refused {
        writeln!(out, "the baseline grows only with `--allow-new`")?;
        return Ok(Outcome::Denied);
    }
    Ok(Outcome::Clean)
}

fn findings_of(count: usize) -> String {
    if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") }
}
