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
use super::lint::{self, Lint};
use super::options::LintOptions;
use super::replace::replace;
use crate::code::rust;
use crate::finding::Finding;
use crate::inventory::{self, write};
use crate::rules::RULES;
use crate::rules::page::pages;
use crate::source::{FilePath, Line};

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Fix {
    /// Rows of the concurrency map for code that is in none.
    Map,
    /// A waiver above each finding, whose reason is still to be written.
    Waivers,
}

/// Writes `fix` for what `lint` shows; says on `said` what was written.
pub fn run(
    fix: Fix,
    request: &LintOptions,
    lint: &Lint,
    said: &mut dyn Write,
) -> Result<(), Error> {
    match fix {
        Fix::Map => map(request, lint, said),
        Fix::Waivers => waivers(lint, said),
    }
}

/// Brings the first concurrency map up to date.
fn map(request: &LintOptions, lint: &Lint, said: &mut dyn Write) -> Result<(), Error> {
    let evidence = lint::evidence(request)?;
    let mut documents = evidence.docs.documents.iter();
    let Some(document) = documents.find(|document| !document.map.is_empty()) else {
        let hint = "`cargo golive inventory --write docs/architecture.md` writes one";
        writeln!(said, "no document has a concurrency map: {hint}")?;
        return Ok(());
    };
    let path = document.file.under(&lint.root);
    let old = read(&path)?;
    let new = write::updated(&document.file, &old, &inventory::points(&evidence), &evidence)
        .map_err(|reason| Error::Update { file: path.clone(), reason })?;
    if new != old {
        put(&path, &new)?;
        writeln!(said, "{}: the concurrency map was brought up to date", document.file)?;
    }
    Ok(())
}

/// Writes a waiver above the line of each finding in code.
fn waivers(lint: &Lint, said: &mut dyn Write) -> Result<(), Error> {
    let known = pages(RULES)?;
    let can_be =
        |finding: &Finding| known.iter().any(|(id, page)| *id == finding.rule && page.waiver);
    let mut by_file: BTreeMap<&FilePath, BTreeSet<(Line, &str)>> = BTreeMap::new();
    for finding in lint.report.findings.iter().filter(|finding| can_be(finding)) {
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
        let path = file.under(&lint.root);
        let Ok(old) = read(&path) else {
            writeln!(said, "{file}: can't be read, so that it gets no waiver")?;
            continue;
        };
        put(&path, &with_waivers(&old, &lines))?;
        for (line, rule) in lines {
            writeln!(said, "{file}:{line}: a waiver of `{rule}` waits for its reason")?;
        }
    }
    Ok(())
}

/// `text` with a waiver above each of `lines`, indented as the line below it.
fn with_waivers(text: &str, lines: &BTreeSet<(Line, &str)>) -> String {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let indent = &line[..line.len() - line.trim_start().len()];
        let of_line = lines.iter().filter(|(at, _)| *at == number);
        // What looks like the start of a line may stand inside a text.
        for (_, rule) in of_line.filter(|_| !rust::is_inside_literal(text, at)) {
            new.push_str(&format!("{indent}// golive: allow({rule}, reason = \"TODO\"){ending}"));
        }
        new.push_str(line);
        at += line.len();
    }
    new
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
