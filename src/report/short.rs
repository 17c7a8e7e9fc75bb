//! One line per finding, as editors and `grep` read it:
//! `file:line:column: level[rule] message`, with `.` for the project as a whole. Notes on what could
//! not be followed come last, with `note` for the level and no rule.

use std::io::{self, Write};

use super::{Format, Report, clean};

pub(crate) const FORMAT: Format = Format {
    name: "short",
    about: "One line each, for editors",
    write: |out, context| write(out, context.report),
};

/// Writes the findings of `report` to `out`.
pub(crate) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for finding in &report.findings {
        match &finding.place {
            Some(place) => write!(out, "{}", clean(&place.to_string()))?,
            None => write!(out, ".")?,
        }
        let level = finding.level.as_str();
        let message = clean(&finding.message).replace('\n', " ");
        writeln!(out, ": {level}[{}] {message}", finding.rule)?;
    }
    for note in &report.notes {
        writeln!(out, "{}: note: {}", clean(&note.place.to_string()), clean(&note.what))?;
    }
    Ok(())
}
