//! `check --fix`: writes what is safe to write, and leaves to people what only they can say.
//!
//! `map` adds rows to the concurrency map for what is in none; `waivers` writes a waiver above each finding,
//! which counts only when its reason is written. The behaviour of code never changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};

use camino::Utf8Path;
use clap::ValueEnum;

use super::error::Error;
use super::replace::replace;
use crate::edit::map;
use crate::edit::waivers::with_waivers;
use crate::engine::{self, Request};
use crate::facts::{FilePath, Finding, Line};
use crate::report::Report;
use crate::rules;

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Fix {
    /// Rows of the concurrency map for code that is in none.
    Map,
    /// A waiver above each finding, whose reason is still to be written.
    Waivers,
}

/// Writes `fix` for what `lint` shows; says on `said` what was written.
pub(super) fn run(
    fix: Fix,
    request: &Request,
    report: &Report,
    said: &mut dyn Write,
) -> Result<(), Error> {
    match fix {
        Fix::Map => map(request, report, said),
        Fix::Waivers => waivers(report, said),
    }
}

/// Brings the first concurrency map up to date.
fn map(request: &Request, report: &Report, said: &mut dyn Write) -> Result<(), Error> {
    let facts = engine::facts(request)?;
    let mut documents = facts.docs.documents.iter();
    let Some(document) = documents.find(|document| !document.map.is_empty()) else {
        let hint = "`cargo golive inventory --write docs/architecture.md` writes one";
        writeln!(said, "no document has a concurrency map: {hint}")?;
        return Ok(());
    };
    let path = document.file.under(report.root());
    let old = read(&path)?;
    let new = map::updated(&document.file, &old, &facts)
        .map_err(|reason| Error::Update { file: path.clone(), reason })?;
    if new != old {
        put(&path, &new)?;
        writeln!(said, "{}: the concurrency map was updated", document.file)?;
    }
    Ok(())
}

/// Writes a waiver above the line of each finding in code.
fn waivers(report: &Report, said: &mut dyn Write) -> Result<(), Error> {
    let known = rules::pages()?;
    let can_be =
        |finding: &Finding| known.iter().any(|(id, page)| *id == finding.rule && page.waiver);
    let mut by_file: BTreeMap<&FilePath, BTreeSet<(Line, &str)>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| can_be(finding)) {
        match finding.place.as_ref().filter(|place| place.file.as_str().ends_with(".rs")) {
            Some(place) => {
                let lines = by_file.entry(&place.file).or_default();
                lines.insert((place.start.line, finding.rule.0));
            }
            None => writeln!(
                said,
                "{}: to be waived by hand, in the document or in golive.toml",
                finding.rule
            )?,
        }
    }
    for (file, lines) in by_file {
        let path = file.under(report.root());
        let Ok(old) = read(&path) else {
            writeln!(said, "{file}: can't be read, no waiver was written")?;
            continue;
        };
        let (new, written) = with_waivers(&old, &lines);
        if !written.is_empty() {
            put(&path, &new)?;
        }
        for wanted @ (line, rule) in lines {
            if written.contains(&wanted) {
                writeln!(
                    said,
                    "{file}:{line}: a waiver of `{rule}` was written, its reason is still missing"
                )?;
            } else {
                writeln!(
                    said,
                    "{file}:{line}: no waiver of `{rule}` was written: the line begins inside a string or comment"
                )?;
            }
        }
    }
    Ok(())
}

fn read(path: &Utf8Path) -> Result<String, Error> {
    let failed =
        |reason: io::Error| Error::Read { file: path.to_owned(), reason: reason.to_string() };
    fs::read_to_string(path).map_err(failed)
}

fn put(path: &Utf8Path, text: &str) -> Result<(), Error> {
    replace(path, |out| out.write_all(text.as_bytes()))
        .map_err(|reason| Error::Write { file: path.to_owned(), reason })
}
