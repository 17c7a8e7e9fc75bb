//! A file that could not be read or parsed.

use crate::config::Options;
use crate::evidence::{Evidence, Unreadable};
use crate::finding::{Confidence, Finding, Level};

pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    evidence.unreadable.iter().map(report).collect()
}

fn report(unreadable: &Unreadable) -> Finding {
    Finding {
        rule: super::id::UNREADABLE_SOURCE,
        level: Level::Warn,
        confidence: Confidence::High,
        message: format!("`{}` can't be read: {}", unreadable.place.file, unreadable.reason),
        label: "reading stopped here".to_owned(),
        help: "mend the file, or leave it out with `exclude` in golive.toml; nothing in it was checked".to_owned(),
        place: Some(unreadable.place.clone()),
        related: Vec::new(),
    }
}
