//! Waivers: recorded decisions to accept a finding, each with a reason.

use jiff::civil::Date;

use super::{FilePath, Finding, Line, PathGlobs, Place, RuleId};

/// A comment that is written as a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WaiverComment {
    /// Its text without the signs of the comment.
    pub text: String,
    pub place: Place,
    /// The first and the last line that it covers; `None` when nothing follows it.
    pub covers: Option<(Line, Line)>,
}

/// A `[[waiver]]` of `golive.toml`, its patterns compiled.
#[derive(Debug, Clone)]
pub(crate) struct ConfiguredWaiver {
    pub place: Place,
    /// The name of the rule.
    pub rule: String,
    /// The files that it covers; `None` for findings about the project as a whole.
    pub files: Option<PathGlobs>,
    /// The item that it covers in these files; `None` for all.
    pub item: Option<String>,
    pub terms: WaiverTerms,
}

/// What every waiver says beside its rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaiverTerms {
    /// Why the finding is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Its last day.
    pub until: Option<Date>,
}

/// What a project asks of its waivers, from `[waivers]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct WaiverPolicy {
    /// Every waiver names an owner.
    pub require_owner: bool,
    pub require_until: bool,
    /// How far from today a waiver may end, with its name: `180 days`.
    pub longest: Option<(String, jiff::Span)>,
}

/// The waivers of a project.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waivers {
    /// Those that are in order, ordered by place.
    pub waivers: Vec<Waiver>,
    /// What was meant to be a waiver and is none, ordered by place.
    pub malformed: Vec<MalformedWaiver>,
}

#[derive(Debug, Clone)]
pub(crate) struct Waiver {
    /// The rule whose findings it accepts.
    pub rule: RuleId,
    pub terms: WaiverTerms,
    pub place: Place,
    pub covers: WaiverScope,
    /// Whether it silences nothing, which is known only when its rule looked at all that it covers.
    pub is_unused: bool,
}

/// What a waiver covers.
#[derive(Debug, Clone)]
pub(crate) enum WaiverScope {
    /// Lines of one file, the first and the last.
    Lines(FilePath, Line, Line),
    /// Files, and in them one item or all.
    Files(PathGlobs, Option<String>),
    /// The project as a whole: findings without a place.
    Project,
}

/// Something that was meant to be a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MalformedWaiver {
    pub place: Place,
    /// What is wrong with it.
    pub reason: String,
}

impl Waiver {
    /// True when `today` is past its last day.
    pub(crate) fn has_expired(&self, today: Date) -> bool {
        self.terms.until.is_some_and(|until| until < today)
    }

    /// True when it is about `finding`, whether or not it has expired.
    pub(crate) fn covers(&self, finding: &Finding) -> bool {
        let within = match (&self.covers, &finding.place) {
            (WaiverScope::Project, place) => place.is_none(),
            (WaiverScope::Lines(file, first, last), Some(place)) => {
                place.file == *file && (*first..=*last).contains(&place.start.line)
            }
            (WaiverScope::Files(files, item), Some(place)) => {
                files.covers(&place.file) && item.as_ref().is_none_or(|item| is_in(finding, item))
            }
            (_, None) => false,
        };
        within && self.rule == finding.rule
    }
}

/// True when `finding` is about `item` or something in it.
fn is_in(finding: &Finding, item: &str) -> bool {
    let rest = finding.item.strip_prefix(item);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// How a waiver is written.
pub(crate) const WAIVER_FORM: &str =
    "golive: allow(rule, reason = \"…\", owner = \"@team\", until = 2027-03-31)";

/// True when a comment starts as a waiver does, or nearly: prose that mentions one does not.
pub(crate) fn is_waiver_comment(comment: &str) -> bool {
    let Some(rest) = comment.trim_start().strip_prefix("golive:") else { return false };
    let rest = rest.trim_start();
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    behind.len() < rest.len() && behind.trim_start().starts_with('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_starts_as_a_waiver_is_meant_as_one() {
        for meant in ["golive: allow(a)", " golive:allow (a)", "golive: ignore(x)"] {
            assert!(is_waiver_comment(meant), "{meant}");
        }
        for prose in [
            "see golive: allow(a)",
            "golive: the linter (a tool)",
            "golive:some-item",
            "`golive: allow(a)` is the form",
        ] {
            assert!(!is_waiver_comment(prose), "{prose}");
        }
    }
}
