//! The report of one run as plain data, and one format per file. A reporter decides nothing: it
//! writes what the [`Report`] holds.
//!
//! In: the findings after levels were set, and the checklist. Out: sorted findings, counts, and
//! text in the format asked for.

pub(crate) mod cargo;
pub(crate) mod checklist;
pub(crate) mod explain;
pub(crate) mod github;
pub(crate) mod gitlab;
pub(crate) mod human;
pub(crate) mod inventory;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod markdown;
pub(crate) mod repository;
pub(crate) mod sarif;
pub(crate) mod short;
mod snippet;
pub(crate) mod terminal;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use camino::Utf8Path;
use serde::Serialize;

use self::repository::Repository;
use self::terminal::Terminal;
use crate::adoption::Waived;
use crate::adoption::baseline::Matched;
use crate::checklist::Checklist;
use crate::facts::{Confidence, FilePath, Finding, Lang, Level, RuleId, Unfollowed};
use crate::page::Page;
use crate::workspace::Project;

/// A format in which a report can be written.
#[derive(Debug)]
pub(crate) struct Format {
    /// Its name, as the command line takes it.
    pub name: &'static str,
    /// What it is for, as help tells it.
    pub about: &'static str,
    pub write: fn(&mut dyn Write, &Context<'_>) -> io::Result<()>,
}

/// All formats, in the order in which they are listed.
pub(crate) static FORMATS: [Format; 9] = [
    human::FORMAT,
    short::FORMAT,
    json::FORMAT,
    sarif::FORMAT,
    github::FORMAT,
    gitlab::FORMAT,
    junit::FORMAT,
    markdown::FORMAT,
    cargo::FORMAT,
];

/// What every format may write of.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub report: &'a Report,
    /// The pages of all rules.
    pub pages: &'a [Page],
    /// The repository around the project.
    pub repository: &'a Repository,
    /// What it is written for: widths and colours are for people.
    pub terminal: Terminal,
    /// Whether people want the counts and the headline too.
    pub with_summary: bool,
}

/// Everything that one run says.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The findings that are shown: by file, line, column and rule, those without a place last.
    pub findings: Vec<Finding>,
    /// The findings that are waived, in the same order.
    pub waived: Vec<Waived>,
    /// Their counts.
    pub summary: Summary,
    /// True when a baseline was there to compare with.
    pub(crate) has_baseline: bool,
    /// Whether an entry of the baseline that has no finding any more is denied.
    pub(crate) strict_baseline: bool,
    /// The revision since which changes were looked at.
    pub since: Option<String>,
    /// What could not be followed, when it is asked for, by place.
    pub notes: Vec<Unfollowed>,
    /// The go-live checklist.
    pub checklist: Checklist,
    /// The project that was looked at.
    pub(crate) project: Project,
    /// The file of the checklist that the configuration names.
    pub(crate) checklist_file: Option<FilePath>,
    /// The language of the checklist that the configuration names.
    pub lang: Lang,
    /// How the findings stand to the baseline; its new ones are [`Report::findings`].
    pub(crate) baseline: Matched,
    /// The names of packages that were left out, because no service depends on them.
    pub left_out_packages: Vec<String>,
    /// What was read, one line for each kind of file.
    pub(crate) consulted: String,
}

/// The counts of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Findings at `deny`.
    pub deny: usize,
    /// Findings at `warn`.
    pub warn: usize,
    /// Files with findings.
    pub files: usize,
    /// Findings that are not shown, because they are not sure enough.
    pub hidden: usize,
    /// Findings that a waiver silences.
    pub waived: usize,
    /// Findings that the baseline accepts.
    pub accepted: usize,
    /// Entries of the baseline whose finding is gone.
    pub fixed: usize,
    /// Findings that lie on no change since the revision that was named.
    pub left_out: usize,
    /// Places at which the code could not be followed.
    pub unfollowed: usize,
    /// Findings of each rule that has any.
    pub by_rule: BTreeMap<RuleId, usize>,
}

/// The findings of a run, with those left out that are not to be shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    /// Those that are shown, in the order of a report.
    pub findings: Vec<Finding>,
    /// How many are hidden because they are not sure enough.
    pub hidden: usize,
}

impl Shown {
    /// Sorts `findings`, drops those at `allow`, and hides those less sure than `least`.
    pub(crate) fn new(mut findings: Vec<Finding>, least: Confidence) -> Self {
        findings.retain(|finding| finding.level > Level::Allow);
        let before = findings.len();
        findings.retain(|finding| finding.confidence >= least);
        let hidden = before - findings.len();
        sort(&mut findings);
        Self { findings, hidden }
    }
}

impl Report {
    /// The report of what is shown.
    pub(crate) fn new(shown: Shown, checklist: Checklist) -> Self {
        let Shown { findings, hidden } = shown;
        let at = |level: Level| findings.iter().filter(|f| f.level == level).count();
        let files: BTreeSet<_> =
            findings.iter().filter_map(|f| f.place.as_ref()).map(|place| &place.file).collect();
        let mut by_rule = BTreeMap::new();
        for finding in &findings {
            *by_rule.entry(finding.rule).or_default() += 1;
        }
        let summary = Summary {
            deny: at(Level::Deny),
            warn: at(Level::Warn),
            files: files.len(),
            hidden,
            by_rule,
            ..Summary::default()
        };
        Self { findings, summary, checklist, ..Self::default() }
    }

    /// Adds the findings that are waived.
    pub(crate) fn with_waived(mut self, mut waived: Vec<Waived>) -> Self {
        waived.sort_by_cached_key(|waived| sort_key(&waived.finding));
        self.summary.waived = waived.len();
        self.waived = waived;
        self
    }

    /// Says how the findings stand to a baseline; with `strict`, an entry without a finding is denied.
    pub(crate) fn with_baseline(mut self, baseline: Matched, strict: bool) -> Self {
        self.has_baseline = true;
        self.strict_baseline = strict;
        self.summary.accepted = baseline.accepted.len();
        self.summary.fixed = baseline.fixed.len();
        self.baseline = baseline;
        self
    }

    /// Names the packages that were left out.
    pub(crate) fn with_left_out_packages(self, left_out_packages: Vec<String>) -> Self {
        Self { left_out_packages, ..self }
    }

    /// Says what was read.
    pub(crate) fn with_consulted(self, consulted: String) -> Self {
        Self { consulted, ..self }
    }

    /// Says of which project it is, and what its configuration says of the checklist.
    pub(crate) fn of_project(
        self,
        project: Project,
        checklist_file: Option<FilePath>,
        lang: Lang,
    ) -> Self {
        Self { project, checklist_file, lang, ..self }
    }

    /// The folder that all places are relative to.
    pub fn root(&self) -> &Utf8Path {
        &self.project.root
    }

    /// Says since which revision changes were looked at, and how many findings lie on none.
    pub(crate) fn with_since(mut self, since: Option<&str>, left_out: usize) -> Self {
        self.since = since.map(str::to_owned);
        self.summary.left_out = left_out;
        self
    }

    /// Counts what could not be followed; with `strict` it is shown too.
    pub(crate) fn with_unfollowed(mut self, unfollowed: Vec<Unfollowed>, strict: bool) -> Self {
        self.summary.unfollowed = unfollowed.len();
        if strict {
            self.notes = unfollowed;
        }
        self
    }

    /// True when a finding at `deny` is shown, or the baseline is stale and must not be.
    pub fn denies(&self) -> bool {
        self.summary.deny > 0 || (self.strict_baseline && self.summary.fixed > 0)
    }
}

/// Which packages were left out and why, in one line, for people; `None` when none was.
pub(crate) fn left_out_packages(names: &[String]) -> Option<String> {
    let names = names.iter().map(|name| clean(name)).collect::<Vec<_>>().join(", ");
    let them = if names.contains(',') { "them" } else { "it" };
    let line = || {
        format!(
            "left out, since no service depends on {them}: {names} (`--all-packages` looks at {them} too)"
        )
    };
    (!names.is_empty()).then(line)
}

/// Puts `findings` into the order of a report.
pub(crate) fn sort(findings: &mut [Finding]) {
    findings.sort_by_cached_key(sort_key);
}

fn sort_key(finding: &Finding) -> impl Ord + use<> {
    let place = finding.place.as_ref();
    (
        place.is_none(),
        place.map(|p| (p.file.clone(), p.start, p.end)),
        finding.rule,
        finding.message.clone(),
    )
}

/// `text` without control characters other than line feeds: what a file or its name holds must
/// not steer the terminal.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").replace(is_control, "\u{FFFD}")
}

fn is_control(c: char) -> bool {
    c != '\n' && (c.is_control() || is_bidirectional_override(c))
}

/// Characters that make text read in another order than it is written.
fn is_bidirectional_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests;
