//! The report as Markdown for a comment on a pull request, or the summary of a job. It stays short
//! however many findings there are: counts, the first findings, and some more that are folded.
//!
//! The comment on the first line lets a script find what it wrote before.

use std::io::{self, Write};

use super::checklist::escape;
use super::{Format, Report, clean, left_out_packages};
use crate::facts::{Finding, Lang, Level, RuleId};

pub(crate) const FORMAT: Format = Format {
    name: "markdown",
    about: "A short comment on a pull request",
    write: |out, context| write(out, context.report),
};

/// How many findings are shown at once.
const SHOWN: usize = 10;
/// How many more are folded.
const FOLDED: usize = 40;
/// The longest message, in characters.
const LONGEST: usize = 300;

/// Writes `report` to `out`.
pub(crate) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let summary = &report.summary;
    writeln!(out, "<!-- golive -->\n### cargo golive\n")?;
    let files = match summary.files {
        1 => "1 file".to_string(),
        files => format!("{files} files"),
    };
    writeln!(out, "**{} deny, {} warn in {files}**\n", summary.deny, summary.warn)?;
    writeln!(out, "{}", report.checklist.headline(Lang::En))?;
    write_adoption(out, report)?;
    write_counts(out, report)?;

    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    // The order within a level stays.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let (shown, rest) = findings.split_at(SHOWN.min(findings.len()));
    let (folded, left) = rest.split_at(FOLDED.min(rest.len()));
    write_list(out, shown)?;
    if !folded.is_empty() {
        writeln!(out, "\n<details><summary>{} more</summary>", rest.len())?;
        write_list(out, folded)?;
        if !left.is_empty() {
            writeln!(out, "\nand {} that are not listed here.", left.len())?;
        }
        writeln!(out, "\n</details>")?;
    }
    Ok(())
}

/// What was accepted and what was left out, when anything was.
fn write_adoption(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let summary = &report.summary;
    if report.has_baseline || summary.waived > 0 {
        let new = report.findings.len() + summary.left_out;
        let (fixed, accepted, waived) = (summary.fixed, summary.accepted, summary.waived);
        writeln!(out, "\n| new | fixed | accepted | waived |\n| ---: | ---: | ---: | ---: |")?;
        writeln!(out, "| {new} | {fixed} | {accepted} | {waived} |")?;
    }
    if let Some(left_out) = left_out_packages(&report.left_out_packages) {
        writeln!(out, "\n{}", escape(&format!("Note: {left_out}")))?;
    }
    if let Some(since) = &report.since {
        let (left_out, since) = (summary.left_out, prose(since));
        writeln!(out, "\nLeft out, on nothing that was changed since {since}: {left_out}")?;
    }
    Ok(())
}

fn write_counts(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| rule | deny | warn |\n| --- | ---: | ---: |")?;
    for &rule in report.summary.by_rule.keys() {
        let (deny, warn) = (count(report, rule, Level::Deny), count(report, rule, Level::Warn));
        writeln!(out, "| `{rule}` | {deny} | {warn} |")?;
    }
    Ok(())
}

fn count(report: &Report, rule: RuleId, level: Level) -> usize {
    report.findings.iter().filter(|f| f.rule == rule && f.level == level).count()
}

fn write_list(out: &mut dyn Write, findings: &[&Finding]) -> io::Result<()> {
    if !findings.is_empty() {
        writeln!(out)?;
    }
    for finding in findings {
        write!(out, "- **{}** `{}`", finding.level.as_str(), finding.rule)?;
        if let Some(place) = &finding.place {
            // No backtick may end the code early.
            let place = clean(&place.to_string()).replace(['`', '\n'], "\u{FFFD}");
            write!(out, " `{place}`")?;
        }
        writeln!(out, ": {}", prose(&finding.message))?;
    }
    Ok(())
}

/// `text` as prose that calls nobody: `@team` must not send a message.
fn prose(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    let mut quiet = String::with_capacity(short.len());
    let mut in_code = false;
    let escaped = escape(&clean(&short));
    let mut before = ' ';
    for c in escaped.chars() {
        in_code ^= c == '`' && before != '\\';
        quiet.push(c);
        if c == '@' && !in_code {
            quiet.push_str("<!-- -->");
        }
        before = c;
    }
    quiet
}
