//! What a run looked at. A waiver is unused, and a finding of the baseline mended, only when this run would
//! have found what it accepts.

use camino::Utf8Path;

use super::Request;
use crate::adoption::baseline::BaselineEntry;
use crate::checklist::Levels;
use crate::facts::{Confidence, Facts, Level, Waiver, WaiverScope};
use crate::workspace::{Package, Project};

/// What a run looks at: what it does not look for can't be missed.
pub(super) struct Coverage<'r> {
    project: &'r Project,
    levels: &'r Levels,
    /// The packages in which nothing is looked for.
    left_out: Vec<&'r Package>,
    least: Confidence,
}

impl<'r> Coverage<'r> {
    pub(super) fn new(request: &Request, project: &'r Project, levels: &'r Levels) -> Self {
        let least = request.min_confidence;
        let left_out = project.packages().filter(|package| !package.selected).collect();
        Self { project, levels, left_out, least }
    }

    /// Leaves out the packages of `facts` that do not go live.
    pub(super) fn leave_out(&mut self, facts: &Facts) {
        let packages = facts.code.packages.iter().filter(|package| !package.goes_live);
        let is_one = |package: &&Package| packages.clone().any(|p| p.manifest == package.manifest);
        self.left_out.extend(self.project.packages().filter(is_one));
    }

    /// True when all findings of `rule` would have been found.
    pub(super) fn ran(&self, rule: &str) -> bool {
        self.levels.get(rule).is_none_or(|level| *level > Level::Allow)
    }

    /// True when `waiver` would have met all findings that it can.
    pub(super) fn judges_waiver(&self, waiver: &Waiver) -> bool {
        let may_be_in = |package: &&Package| match &waiver.covers {
            WaiverScope::Lines(..) => false,
            // Who names files of what goes live says nothing of the rest.
            WaiverScope::Files(files, _) if package.selected => {
                package.sources.iter().any(|source| files.covers(source))
            }
            WaiverScope::Project if package.selected => false,
            WaiverScope::Files(..) | WaiverScope::Project => true,
        };
        let looked = !self.left_out.iter().any(may_be_in);
        looked && self.ran(waiver.rule.0)
    }

    /// True when the finding that `entry` accepts would have been found again.
    pub(super) fn judges_entry(&self, entry: &BaselineEntry) -> bool {
        let sure = entry.confidence.is_none_or(|confidence| confidence >= self.least);
        let file = Utf8Path::new(&entry.file);
        let may_be_in = |package: &&Package| match package.selected {
            true => package.sources.iter().any(|source| source.as_path() == file),
            false => entry.file.is_empty() || file.starts_with(&package.folder),
        };
        sure && self.ran(&entry.rule) && !self.left_out.iter().any(may_be_in)
    }
}
