//! Workflow commands, by which GitHub shows findings beside the lines of a pull request.
//!
//! GitHub shows ten errors and ten warnings of a step and drops the others without a word; so more
//! are not written, and a notice tells how many are left.

use std::io::{self, Write};

use super::repository::Repository;
use super::{Context, Format, clean};
use crate::facts::{Finding, Level};

pub(crate) const FORMAT: Format =
    Format { name: "github", about: "Annotations in a GitHub workflow, and its summary", write };

/// How many errors, and how many warnings, GitHub shows of one step.
const MOST: usize = 10;

/// Writes the findings of `report` to `out`.
pub(crate) fn write(out: &mut dyn Write, context: &Context<'_>) -> io::Result<()> {
    let Context { report, repository, .. } = *context;
    let mut left = 0;
    for level in [Level::Deny, Level::Warn] {
        let of_level = report.findings.iter().filter(|finding| finding.level == level);
        for (index, finding) in of_level.enumerate() {
            if index < MOST {
                write_finding(out, finding, repository)?;
            } else {
                left += 1;
            }
        }
    }
    if left > 0 {
        let findings = if left == 1 { "finding is" } else { "findings are" };
        writeln!(
            out,
            "::notice title=golive::{left} more {findings} not shown beside the code; \
             the summary of the job counts all"
        )?;
    }
    Ok(())
}

fn write_finding(
    out: &mut dyn Write,
    finding: &Finding,
    repository: &Repository,
) -> io::Result<()> {
    let command = if finding.level == Level::Deny { "error" } else { "warning" };
    write!(out, "::{command} ")?;
    if let Some(place) = &finding.place {
        let file = property(&repository.path(&place.file));
        let (start, end) = (place.start, place.end);
        write!(out, "file={file},line={},endLine={},", start.line, end.line.max(start.line))?;
        // Columns of a stretch of several lines are refused.
        if start.line == end.line {
            let last = end.column.saturating_sub(1).max(start.column);
            write!(out, "col={},endColumn={last},", start.column)?;
        }
    }
    let mut message = finding.message.clone();
    if !finding.help.is_empty() {
        message.push_str("\nhelp: ");
        message.push_str(&finding.help);
    }
    writeln!(out, "title={}::{}", property(finding.rule.0), data(&message))
}

/// `text` as the message of a command.
fn data(text: &str) -> String {
    clean(text).replace('%', "%25").replace('\n', "%0A")
}

/// `text` as the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
