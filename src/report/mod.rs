//! The report of one run as plain data, and one format per file. A reporter decides nothing: it
//! writes what the [`Report`] holds.
//!
//! In: the findings after levels were set, and the checklist. Out: sorted findings, counts, and
//! text in the format asked for.

pub mod cargo;
pub mod comment;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod inventory;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod page;
pub mod repository;
pub mod sarif;
pub mod short;
mod snippet;
pub mod terminal;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::adoption::Waived;
use crate::checklist::Checklist;
use crate::code::sites::Unfollowed;
use crate::finding::{Confidence, Finding, Level, RuleId};

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
    pub has_baseline: bool,
    /// Whether an entry of the baseline that has no finding any more is denied.
    pub strict_baseline: bool,
    /// The revision since which changes were looked at.
    pub since: Option<String>,
    /// What could not be followed, when it is asked for, by place.
    pub notes: Vec<Unfollowed>,
    /// The go-live checklist.
    pub checklist: Checklist,
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
pub struct Shown {
    /// Those that are shown, in the order of a report.
    pub findings: Vec<Finding>,
    /// How many are hidden because they are not sure enough.
    pub hidden: usize,
}

impl Shown {
    /// Sorts `findings`, drops those at `allow`, and hides those less sure than `least`.
    pub fn new(mut findings: Vec<Finding>, least: Confidence) -> Self {
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
    pub fn new(shown: Shown, checklist: Checklist) -> Self {
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
    pub fn with_waived(mut self, mut waived: Vec<Waived>) -> Self {
        waived.sort_by_cached_key(|waived| sort_key(&waived.finding));
        self.summary.waived = waived.len();
        self.waived = waived;
        self
    }

    /// Adds the counts of findings that a baseline accepts, and of its entries that have none.
    pub fn with_baseline(mut self, accepted: usize, fixed: usize) -> Self {
        self.has_baseline = true;
        self.summary.accepted = accepted;
        self.summary.fixed = fixed;
        self
    }

    /// Says since which revision changes were looked at, and how many findings lie on none.
    pub fn with_since(mut self, since: Option<&str>, left_out: usize) -> Self {
        self.since = since.map(str::to_owned);
        self.summary.left_out = left_out;
        self
    }

    /// Counts what could not be followed; with `strict` it is shown too.
    pub fn with_unfollowed(mut self, unfollowed: Vec<Unfollowed>, strict: bool) -> Self {
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

/// Puts `findings` into the order of a report.
pub fn sort(findings: &mut [Finding]) {
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
mod tests {
    use super::*;

    fn finding(level: Level, confidence: Confidence) -> Finding {
        Finding {
            level,
            confidence,
            related: vec![],
            ..Finding::new(RuleId("some-rule"), String::new())
        }
    }

    #[test]
    fn only_what_is_shown_denies_and_what_is_allowed_is_not_even_hidden() {
        let findings = vec![
            finding(Level::Deny, Confidence::Low),
            finding(Level::Warn, Confidence::Medium),
            finding(Level::Allow, Confidence::Low),
        ];
        let report = |least| {
            let shown = Shown::new(findings.clone(), least);
            Report::new(shown, Checklist::default())
        };
        let by_default = report(Confidence::Medium);
        assert!(!by_default.denies());
        assert_eq!(by_default.summary.hidden, 1);
        assert!(report(Confidence::Low).denies());
    }
}
