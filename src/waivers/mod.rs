//! Waivers: recorded decisions to accept a finding, each with a reason.
//!
//! In: the comments that the readers found and the `[[waiver]]` tables of `golive.toml`. Out: the
//! waivers as evidence, and what was meant to be one and is none. Which findings they cover is told
//! in [`crate::adoption`].

mod form;

use jiff::civil::Date;

use crate::finding::{Finding, RuleId};
use crate::source::{FilePath, Line, Place};
use crate::workspace::PathGlobs;

pub(crate) use form::date;
pub use form::{FORM, is_directive};

/// A comment that is written as a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its text without the signs of the comment.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// The first and the last line that it covers; `None` when nothing follows it.
    pub covers: Option<(Line, Line)>,
}

/// A `[[waiver]]` of `golive.toml`, its patterns compiled.
#[derive(Debug, Clone)]
pub struct Configured {
    /// Where it stands.
    pub place: Place,
    /// The name of the rule.
    pub rule: String,
    /// The files that it covers; `None` for findings about the project as a whole.
    pub files: Option<PathGlobs>,
    /// The item that it covers in these files; `None` for all.
    pub item: Option<String>,
    /// What it says.
    pub terms: Terms,
}

/// What every waiver says beside its rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Why the finding is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Its last day.
    pub until: Option<Date>,
}

/// What a project asks of its waivers, from `[waivers]`.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Every waiver names an owner.
    pub require_owner: bool,
    /// Every waiver ends.
    pub require_until: bool,
    /// How far from today a waiver may end, with its name: `180 days`.
    pub longest: Option<(String, jiff::Span)>,
}

/// A rule, and whether its findings can be waived.
pub type Known = (RuleId, bool);

/// The waivers of a project.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    /// Those that are in order, ordered by place.
    pub waivers: Vec<Waiver>,
    /// What was meant to be a waiver and is none, ordered by place.
    pub malformed: Vec<Malformed>,
}

/// A waiver.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The rule whose findings it accepts.
    pub rule: RuleId,
    /// What it says.
    pub terms: Terms,
    /// Where it stands.
    pub place: Place,
    /// What it covers.
    pub covers: Covers,
    /// Whether it silences nothing, which is known only when its rule looked at all that it covers.
    pub is_unused: bool,
}

/// What a waiver covers.
#[derive(Debug, Clone)]
pub enum Covers {
    /// Lines of one file, the first and the last.
    Lines(FilePath, Line, Line),
    /// Files, and in them one item or all.
    Files(PathGlobs, Option<String>),
    /// The project as a whole: findings without a place.
    Project,
}

/// Something that was meant to be a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Where it stands.
    pub place: Place,
    /// What is wrong with it.
    pub reason: String,
}

impl Waiver {
    /// True when `today` is past its last day.
    pub fn has_expired(&self, today: Date) -> bool {
        self.terms.until.is_some_and(|until| until < today)
    }

    /// True when it is about `finding`, whether or not it has expired.
    pub fn covers(&self, finding: &Finding) -> bool {
        let within = match (&self.covers, &finding.place) {
            (Covers::Project, place) => place.is_none(),
            (Covers::Lines(file, first, last), Some(place)) => {
                place.file == *file && (*first..=*last).contains(&place.start.line)
            }
            (Covers::Files(files, item), Some(place)) => {
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

/// The waivers that `comments` and `configured` come to.
pub fn read(
    comments: &[Comment],
    configured: &[Configured],
    policy: &Policy,
    known: &[Known],
    today: Date,
) -> Waivers {
    let mut waivers = Waivers::default();
    let mut add = |place: &Place, waiver: Result<Waiver, String>| match waiver {
        Ok(waiver) => waivers.waivers.push(waiver),
        Err(reason) => waivers.malformed.push(Malformed { place: place.clone(), reason }),
    };
    for comment in comments {
        let waiver = form::parse(&comment.text).and_then(|(rule, terms)| {
            let rule = form::rule(&rule, known)?;
            form::obey(&terms, policy, today)?;
            let (first, last) = comment.covers.ok_or("nothing follows it that it could cover")?;
            let covers = Covers::Lines(comment.place.file.clone(), first, last);
            Ok(Waiver { rule, terms, place: comment.place.clone(), covers, is_unused: false })
        });
        add(&comment.place, waiver);
    }
    for entry in configured {
        let waiver = form::rule(&entry.rule, known).and_then(|rule| {
            form::obey(&entry.terms, policy, today)?;
            let covers = match &entry.files {
                Some(files) => Covers::Files(files.clone(), entry.item.clone()),
                None => Covers::Project,
            };
            let (terms, place) = (entry.terms.clone(), entry.place.clone());
            Ok(Waiver { rule, terms, place, covers, is_unused: false })
        });
        add(&entry.place, waiver);
    }
    waivers.waivers.sort_by(|a, b| a.place.cmp(&b.place));
    waivers.malformed.sort_by(|a, b| a.place.cmp(&b.place));
    waivers
}
