//! The baseline: findings that were there when the linter was adopted, in `golive-baseline.toml`.
//!
//! In: the file and the findings of a run. Out: which findings are new, which are accepted, and which
//! entries have no finding any more. An entry is known by its rule, item and code; its file tells a
//! file that was moved or renamed from one that is new.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::ErrorKind;

use camino::Utf8Path;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Value;

use super::identity::identify;
use crate::facts::{Confidence, Finding, LineIndex};

/// The file's name, at the project's root.
pub(crate) const FILE: &str = "golive-baseline.toml";

const VERSION: i64 = 1;

const HEADER: &str = "# Findings that were there when the linter was adopted: `cargo golive baseline` writes this file,
# and checks do not report what stands in it.
";

/// Code that is longer is shortened.
const LONGEST: usize = 100;

/// One finding that is accepted. The order of the fields is that of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BaselineEntry {
    /// The name of its rule.
    pub rule: String,
    /// Its file; empty for what is about a package or the project as a whole.
    #[serde(default)]
    pub file: String,
    /// Its item, [`Finding::item`].
    #[serde(default)]
    pub item: String,
    #[serde(default)]
    pub code: String,
    /// Set when it is so unsure that it shows only on request.
    #[serde(default)]
    pub confidence: Option<Confidence>,
}

/// Why a baseline can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{FILE}:{line}:{column}: {message}")]
pub struct BaselineError {
    line: u32,
    column: u32,
    message: String,
}

/// Findings and the entries of a baseline, brought together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matched {
    /// Findings that no entry accepts.
    pub new: Vec<Finding>,
    /// Findings that are accepted, as the entries that they are now.
    pub accepted: Vec<BaselineEntry>,
    /// Entries without a finding.
    pub fixed: Vec<BaselineEntry>,
    /// Entries without a finding that this run could not have found.
    pub unseen: Vec<BaselineEntry>,
    /// False when some accepted finding has moved, so that the file would read otherwise.
    pub is_current: bool,
}

/// The entries of the baseline under `root`; `None` when there is none.
pub(crate) fn read(root: &Utf8Path) -> Result<Option<Vec<BaselineEntry>>, BaselineError> {
    let error = |line, column, message| BaselineError { line, column, message };
    let text = match std::fs::read(root.join(FILE)).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => return Err(error(1, 1, "it is not valid UTF-8".to_owned())),
        Err(reason) if reason.kind() == ErrorKind::NotFound => return Ok(None),
        Err(reason) => return Err(error(1, 1, format!("it can't be read: {reason}"))),
    };
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        version: i64,
        accepted: Vec<BaselineEntry>,
    }
    let file: File = toml::from_str(&text).map_err(|reason| {
        let at = reason.span().map_or(0, |span| span.start);
        let at = LineIndex::new(&text).position(&text, at);
        let message = reason.message().trim().replace('\n', ", ");
        error(
            at.line,
            at.column,
            format!("{message}; fix the line, or restore the file as it was committed"),
        )
    })?;
    if file.version != VERSION {
        let message = format!("version {} is unknown, expected {VERSION}", file.version);
        return Err(error(1, 1, message));
    }
    Ok(Some(file.accepted))
}

/// The text of a baseline with `entries`: sorted, one a line.
pub(crate) fn render(mut entries: Vec<BaselineEntry>) -> String {
    entries.sort();
    let mut text = format!("{HEADER}version = {VERSION}\naccepted = [\n");
    for entry in entries {
        let confidence = entry.confidence.map_or("", Confidence::as_str).to_owned();
        let keys = [
            ("rule", entry.rule),
            ("file", entry.file),
            ("item", entry.item),
            ("code", entry.code),
            ("confidence", confidence),
        ];
        let keys: Vec<String> = keys
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key} = {}", Value::String(value)))
            .collect();
        let _ = writeln!(text, "  {{ {} }},", keys.join(", "));
    }
    text.push_str("]\n");
    text
}

/// The entries that `findings` come to, in their order.
pub(crate) fn entries(root: &Utf8Path, findings: &[Finding]) -> Vec<BaselineEntry> {
    let identities = identify(root, findings);
    let entry =
        |(finding, identity): (&Finding, crate::adoption::identity::Identity)| BaselineEntry {
            rule: finding.rule.to_string(),
            file: file_of(finding),
            item: identity.item,
            code: shortened(identity.code),
            confidence: (finding.confidence == Confidence::Low).then_some(Confidence::Low),
        };
    findings.iter().zip(identities).map(entry).collect()
}

/// The file of a finding; what is about its item as a whole is in no file.
fn file_of(finding: &Finding) -> String {
    let place = finding.place.as_ref().filter(|_| !finding.whole_item);
    place.map_or(String::new(), |place| place.file.to_string())
}

/// Brings `findings`, ordered as in a report, and `baseline` together. `can_be_accepted` tells the
/// rules that a baseline may hold, `is_judged` the entries that this run would have found.
pub(crate) fn compare(
    root: &Utf8Path,
    findings: Vec<Finding>,
    baseline: &[BaselineEntry],
    can_be_accepted: impl Fn(&Finding) -> bool,
    is_judged: impl Fn(&BaselineEntry) -> bool,
) -> Matched {
    let mut matched = Matched { is_current: true, ..Matched::default() };
    let mut counts: BTreeMap<BaselineEntry, usize> = BTreeMap::new();
    for entry in baseline {
        *counts.entry(known_by(entry)).or_default() += 1;
    }
    let (possible, impossible): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(can_be_accepted);
    matched.new = impossible;
    let mut open = Vec::new();
    let now = entries(root, &possible);
    for (finding, entry) in possible.into_iter().zip(now) {
        match counts.get_mut(&known_by(&entry)) {
            Some(left @ 1..) => {
                *left -= 1;
                matched.accepted.push(entry);
            }
            _ => open.push((finding, entry)),
        }
    }
    let mut left: Vec<BaselineEntry> = Vec::new();
    for entry in baseline {
        if let Some(count @ 1..) = counts.get_mut(&known_by(entry)) {
            *count -= 1;
            left.push(entry.clone());
        }
    }
    for (finding, entry) in open {
        match left.iter().position(|before| has_moved(root, before, &entry)) {
            Some(position) => {
                left.remove(position);
                matched.is_current = false;
                matched.accepted.push(entry);
            }
            None => matched.new.push(finding),
        }
    }
    (matched.fixed, matched.unseen) = left.into_iter().partition(is_judged);
    matched
}

/// What an entry is known by: how sure it is plays no part.
fn known_by(entry: &BaselineEntry) -> BaselineEntry {
    BaselineEntry { confidence: None, ..entry.clone() }
}

/// True when `after` is `before` in a file that was moved or renamed, whose modules have other paths.
fn has_moved(root: &Utf8Path, before: &BaselineEntry, after: &BaselineEntry) -> bool {
    let name =
        |entry: &BaselineEntry| entry.item.rsplit("::").next().unwrap_or_default().to_owned();
    before.rule == after.rule
        && before.code == after.code
        && name(before) == name(after)
        && !before.file.is_empty()
        && !root.join(&before.file).exists()
}

/// `code`, or its start and a hash of all of it.
fn shortened(code: String) -> String {
    if code.chars().count() <= LONGEST {
        return code;
    }
    let start: String = code.chars().take(LONGEST - 20).collect();
    let hash = Sha256::digest(code.as_bytes());
    let hash: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{start}… #{hash}")
}
