//! By what a finding is known when lines and files move: its rule, its item and its code.
//!
//! In: the findings of a run, in the order of a report, and the project's root, where the lines of
//! their places are read. Out: one [`Identity`] per finding. No line number is part of it, and no
//! file.

use std::collections::HashMap;

use camino::Utf8Path;
use sha2::{Digest, Sha256};

use crate::facts::{FilePath, Finding, RuleId};
use crate::readers::rust::code_lines;

/// By what a finding is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Identity {
    pub rule: RuleId,
    /// Its [`Finding::item`].
    pub item: String,
    /// The lines of its place, without comments, their blanks folded; empty when it has no place or is
    /// about its item as a whole.
    pub code: String,
    /// Its number among the findings that are otherwise the same, from 0, in the order of their places.
    pub occurrence: usize,
}

impl Identity {
    /// A short text that no other finding of a report has, the same in every run and on every machine.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for part in [self.rule.0, &self.item, &self.code, &self.occurrence.to_string()] {
            hash.update(part.as_bytes());
            // No part holds this byte, so that the parts can't run into each other.
            hash.update([0xFF]);
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The identities of `findings`, whose files lie under `root`, in their order.
pub(crate) fn identify(root: &Utf8Path, findings: &[Finding]) -> Vec<Identity> {
    let mut files: HashMap<&FilePath, Vec<String>> = HashMap::new();
    let mut met: HashMap<(RuleId, &str, String), usize> = HashMap::new();
    let identity = |finding| {
        let code = code_of(root, finding, &mut files);
        let key = (finding.rule, finding.item.as_str(), code.clone());
        let count = met.entry(key).or_default();
        let occurrence = *count;
        *count += 1;
        Identity { rule: finding.rule, item: finding.item.clone(), code, occurrence }
    };
    findings.iter().map(identity).collect()
}

/// The code at the place of `finding`; each file is read once.
fn code_of<'f>(
    root: &Utf8Path,
    finding: &'f Finding,
    files: &mut HashMap<&'f FilePath, Vec<String>>,
) -> String {
    let Some(place) = finding.place.as_ref().filter(|_| !finding.whole_item) else {
        return String::new();
    };
    let lines = files.entry(&place.file).or_insert_with(|| {
        // A file that is gone or not UTF-8 has no code to know anything by.
        let text = std::fs::read_to_string(place.file.under(root)).unwrap_or_default();
        if place.file.as_str().ends_with(".rs") { code_lines(&text) } else { folded(&text) }
    });
    let first = place.start.line.max(1) as usize;
    // A place that ends at the start of a line does not reach into it.
    let last = if place.end.column == 1 { place.end.line - 1 } else { place.end.line } as usize;
    let lines = lines.get(first - 1..last.max(first).min(lines.len())).unwrap_or_default();
    let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|l| !l.is_empty()).collect();
    lines.join(" ")
}

/// The lines of any other text, without the comments of Markdown that end on their line.
fn folded(text: &str) -> Vec<String> {
    let without_comments = |line: &str| {
        let mut left = line.to_owned();
        while let Some(start) = left.find("<!--")
            && let Some(length) = left.get(start..).and_then(|rest| rest.find("-->"))
        {
            left.replace_range(start..start + length + "-->".len(), "");
        }
        left.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    text.lines().map(without_comments).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::LineIndex;

    /// The fingerprints of findings at each `spawn` of `text`.
    fn fingerprints(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::write(root.join("a.rs"), text).unwrap();
        let lines = LineIndex::new(text);
        let findings: Vec<Finding> = text
            .match_indices("spawn")
            .map(|(at, word)| Finding {
                place: Some(lines.place(&FilePath::new("a.rs"), text, at..at + word.len())),
                item: "crate::run".to_owned(),
                ..Finding::new(RuleId("direct-spawn"), "starts a task")
            })
            .collect();
        identify(root, &findings).iter().map(Identity::fingerprint).collect()
    }

    #[test]
    fn lines_blanks_and_comments_do_not_matter_and_code_does() {
        let before = fingerprints("fn run() {\n    spawn(a);\n}\n");
        let moved = fingerprints("\r\n\r\nfn run() {\r\n  spawn(a); // a\r\n}\r\n");
        assert_eq!(before, moved);
        assert_ne!(before, fingerprints("fn run() {\n    spawn(b);\n}\n"));
        assert_eq!(before, ["121e4bbf17221cb7239cd371c76619f6"]);
    }

    #[test]
    fn identical_findings_are_told_apart_by_their_number() {
        let one = fingerprints("spawn(a);\n");
        let two = fingerprints("spawn(a);\nspawn(a);\n");
        assert_eq!(one[0], two[0]);
        assert_ne!(two[0], two[1]);
    }
}
