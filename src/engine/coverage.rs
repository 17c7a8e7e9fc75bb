//! What a run looked at. A waiver is unused, and a finding of the baseline mended, only when this run would
//! have found what it accepts.

use camino::Utf8Path;

use super::Request;
use crate::adoption::baseline::BaselineEntry;
use crate::checklist::Levels;
use crate::facts::{Confidence, Level, Waiver, WaiverScope};
use crate::workspace::{Package, Project};

/// What a run looks at: what it does not look for can't be missed.
pub(super) struct Coverage<'r> {
    project: &'r Project,
    levels: &'r Levels,
    least: Confidence,
}

impl<'r> Coverage<'r> {
    pub(super) fn new(request: &Request, project: &'r Project, levels: &'r Levels) -> Self {
        let least = request.min_confidence;
        Self { project, levels, least }
    }

    /// True when all findings of `rule` would have been found.
    pub(super) fn ran(&self, rule: &str) -> bool {
        self.levels.get(rule).is_none_or(|level| *level > Level::Allow)
    }

    /// True when `waiver` would have met all findings that it can.
    pub(super) fn judges_waiver(&self, waiver: &Waiver) -> bool {
        let everywhere = self.project.packages().all(|package| package.selected);
        let looked = everywhere || matches!(waiver.covers, WaiverScope::Lines(..));
        looked && self.ran(waiver.rule.0)
    }

    /// True when the finding that `entry` accepts would have been found again.
    pub(super) fn judges_entry(&self, entry: &BaselineEntry) -> bool {
        let sure = entry.confidence.is_none_or(|confidence| confidence >= self.least);
        let mut left_out = self.project.packages().filter(|package| !package.selected);
        let file = Utf8Path::new(&entry.file);
        let may_be_in =
            |package: &Package| entry.file.is_empty() || file.starts_with(&package.folder);
        sure && self.ran(&entry.rule) && !left_out.any(may_be_in)
    }
}
