//! What a run looked at. A waiver is only unused, and a finding of the baseline only mended, when
//! this run would have found what it accepts.

use camino::Utf8Path;

use crate::adoption::baseline::Entry;
use crate::checklist::Levels;
use crate::finding::{Confidence, Level};
use crate::waivers::{Covers, Waiver};
use crate::workspace::{Package, Project};

/// What this run looked at: what it did not look for can't be missed.
pub(super) struct Ran<'r> {
    pub(super) project: &'r Project,
    pub(super) levels: &'r Levels,
    /// Whether calls that block further down were followed.
    pub(super) chains: bool,
    pub(super) least: Confidence,
}

impl Ran<'_> {
    /// True when all findings of `rule` would have been found.
    fn ran(&self, rule: &str) -> bool {
        self.levels.get(rule).is_none_or(|level| *level > Level::Allow)
    }

    /// True when `waiver` would have met all findings that it can.
    pub(super) fn judges_waiver(&self, waiver: &Waiver) -> bool {
        let everywhere = self.project.packages().all(|package| package.selected);
        let looked = everywhere || matches!(waiver.covers, Covers::Lines(..));
        let followed = waiver.rule.0 != "blocking-in-async" || self.chains;
        looked && followed && self.ran(waiver.rule.0)
    }

    /// True when the finding that `entry` accepts would have been found again.
    pub(super) fn judges_entry(&self, entry: &Entry) -> bool {
        let sure = entry.confidence.is_none_or(|confidence| confidence >= self.least);
        let mut left_out = self.project.packages().filter(|package| !package.selected);
        let file = Utf8Path::new(&entry.file);
        let may_be_in =
            |package: &Package| entry.file.is_empty() || file.starts_with(&package.folder);
        sure && self.ran(&entry.rule) && !left_out.any(may_be_in)
    }
}
