//! The go-live checklist: items under the three questions, each with a verdict and its proofs.
//!
//! In: the items of `rules/checklist.toml`, the evidence, the findings that are shown, and the
//! level of each rule that there is. Out: one [`Item`] per line of the checklist, and whether the
//! project is ready.

pub mod items;
pub mod written;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use crate::adoption::Waived;
use crate::code::apis::Role;
use crate::docs::{Answer, State, Topic};
use crate::evidence::Evidence;
use crate::finding::{Finding, Level};
use crate::ops::scaling;
use crate::rules::page::Question;
use crate::source::Place;
use items::{Subject, Template};

/// The level of every rule that there is, by the rule's id.
pub type Levels = BTreeMap<&'static str, Level>;

/// The checklist of one project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checklist {
    /// The items, sorted by question.
    pub items: Vec<Item>,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id in kebab-case.
    pub id: String,
    /// The question that it belongs to.
    pub question: Question,
    /// What is true when it passes.
    pub title: String,
    /// How it stands.
    pub verdict: Verdict,
    /// What shows the verdict.
    pub proofs: Vec<Proof>,
}

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Its rules looked and found nothing.
    Pass,
    /// One of its rules has a finding.
    Fail,
    /// Somebody decided that it is not to be looked at.
    Waived,
    /// The evidence is not in this repository.
    Unknown,
    /// A person must say.
    SignOff,
    /// A person said so, with a name and a date.
    Signed,
    /// The project has nothing that it is about.
    NotApplicable,
}

impl Verdict {
    /// The verdict's name, as output writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Waived => "waived",
            Self::Unknown => "unknown",
            Self::SignOff => "sign-off",
            Self::Signed => "signed",
            Self::NotApplicable => "n/a",
        }
    }

    /// True when nothing is left to do.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Pass | Self::Waived | Self::Signed | Self::NotApplicable)
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One thing that shows a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What it shows.
    pub text: String,
    /// Where, when it has a place.
    pub place: Option<Place>,
}

impl Checklist {
    /// Decides every one of `templates`.
    ///
    /// `findings` are those that nobody waived, `waived` the others, and `levels` names exactly the rules
    /// that there are.
    pub fn new(
        templates: &[Template],
        evidence: &Evidence,
        findings: &[Finding],
        waived: &[Waived],
        levels: &Levels,
    ) -> Self {
        let decided = |template: &Template| {
            let (verdict, proofs) = decide(template, evidence, findings, waived, levels);
            Item {
                id: template.id.clone(),
                question: template.question,
                title: template.title.en.clone(),
                verdict,
                proofs,
            }
        };
        Self { items: templates.iter().map(decided).collect() }
    }

    /// How many items have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let with_it = |item: &&Item| item.verdict == verdict;
        self.items.iter().filter(with_it).count()
    }

    /// Whether the project is ready to go live, in one line without a full stop.
    pub fn headline(&self) -> String {
        let total = self.items.len();
        let fail = self.count(Verdict::Fail);
        let open = self.count(Verdict::SignOff) + self.count(Verdict::Unknown);
        let person = match open {
            0 => String::new(),
            1 => ", 1 needs a person".to_string(),
            _ => format!(", {open} need a person"),
        };
        let items = counted(total, "item");
        match (fail, open) {
            (0, 0) => format!("ready: none of {items} fails"),
            (0, _) => format!("ready for sign-off: none of {items} fails{person}"),
            (1, _) => format!("not ready: 1 of {items} fails{person}"),
            _ => format!("not ready: {fail} of {items} fail{person}"),
        }
    }
}

fn decide(
    template: &Template,
    evidence: &Evidence,
    findings: &[Finding],
    waived: &[Waived],
    levels: &Levels,
) -> (Verdict, Vec<Proof>) {
    let existing: Vec<(&str, Level)> = template
        .rules
        .iter()
        .filter_map(|id| levels.get_key_value(id.as_str()))
        .map(|(&id, &level)| (id, level))
        .collect();
    if template.sign_off || existing.is_empty() {
        return (Verdict::SignOff, vec![]);
    }
    let failed: Vec<Proof> = findings
        .iter()
        .filter(|f| f.level > Level::Allow && existing.iter().any(|(id, _)| *id == f.rule.0))
        .map(|f| Proof { text: f.message.clone(), place: f.place.clone() })
        .collect();
    if !failed.is_empty() {
        return (Verdict::Fail, failed);
    }
    if existing.iter().all(|(_, level)| *level == Level::Allow) {
        let off = existing.iter().map(|(id, _)| says(format!("`{id}` is at allow"))).collect();
        return (Verdict::Waived, off);
    }
    let waived = waived.iter();
    let waived: Vec<Proof> = waived
        .filter(|waived| existing.iter().any(|(id, _)| *id == waived.finding.rule.0))
        .map(accepted)
        .collect();
    if !waived.is_empty() {
        return (Verdict::Waived, waived);
    }
    settle(template, evidence)
}

/// A finding with the decision that accepts it.
fn accepted(waived: &Waived) -> Proof {
    let terms = &waived.terms;
    let owner = terms.owner.as_ref().map_or(String::new(), |owner| format!(" by {owner}"));
    let until = terms.until.map_or(String::new(), |until| format!(" until {until}"));
    let text = format!("{}: waived{owner}{until}: {}", waived.finding.message, terms.reason);
    Proof { text, place: Some(waived.waiver.clone()) }
}

/// The verdict of an item whose rules looked and found nothing.
fn settle(template: &Template, evidence: &Evidence) -> (Verdict, Vec<Proof>) {
    let shown = match &template.subject {
        Some(Subject::Sites(roles)) => read_sites(evidence, roles),
        Some(Subject::Topic(topic)) => answered(evidence, *topic),
        Some(Subject::Scaling) => grows(evidence),
        Some(Subject::Documents) => read_files(evidence.docs.documents.len(), "document"),
        Some(Subject::Packages) => read_files(evidence.code.packages.len(), "package"),
        None => None,
    };
    match (shown, &template.unknown_when, &template.subject) {
        (Some(proof), ..) => (Verdict::Pass, vec![proof]),
        (None, Some(reason), _) => (Verdict::Unknown, vec![says(reason.clone())]),
        (None, None, Some(Subject::Topic(_))) => {
            let reason = "no document of this repository answers it";
            (Verdict::Unknown, vec![says(reason.to_string())])
        }
        (None, None, Some(Subject::Sites(roles))) => {
            let roles: Vec<String> = roles.iter().map(|role| format!("`{role:?}`")).collect();
            let reason = format!("no site in the code has the role {}", roles.join(" or "));
            (Verdict::NotApplicable, vec![says(reason.to_ascii_lowercase())])
        }
        (None, None, Some(Subject::Scaling)) => {
            let reason = "no load test has three counts of instances or more";
            (Verdict::Unknown, vec![says(reason.to_string())])
        }
        (None, None, Some(Subject::Documents)) => {
            let reason = "there is no architecture document";
            (Verdict::NotApplicable, vec![says(reason.to_string())])
        }
        (None, None, Some(Subject::Packages) | None) => {
            let reason = "there is no code";
            (Verdict::NotApplicable, vec![says(reason.to_string())])
        }
    }
}

fn read_sites(evidence: &Evidence, roles: &[Role]) -> Option<Proof> {
    let sites = evidence.code.sites.iter();
    let files: Vec<_> = sites
        .filter(|site| site.api.role.iter().any(|role| roles.contains(role)))
        .map(|site| &site.place.file)
        .collect();
    let distinct: BTreeSet<_> = files.iter().collect();
    (!files.is_empty()).then(|| {
        says(format!(
            "{} read in {}",
            counted(files.len(), "site"),
            counted(distinct.len(), "file")
        ))
    })
}

fn answered(evidence: &Evidence, topic: Topic) -> Option<Proof> {
    let (document, answer) = evidence
        .docs
        .documents
        .iter()
        .flat_map(|document| document.answers.iter().map(move |a| (document, a)))
        .find(|(_, a): &(_, &Answer)| a.topic == topic && a.state == State::Answered)?;
    let guess = if evidence.docs.guessed {
        ", in a document that was taken for an architecture document by its name and content"
    } else {
        ""
    };
    let text = match &answer.place {
        Some(_) => format!("{}{guess}", answer.why),
        None => format!("{}: {}{guess}", document.file, answer.why),
    };
    Some(Proof { text, place: answer.place.clone() })
}

/// The load test whose largest count does least.
fn grows(evidence: &Evidence) -> Option<Proof> {
    let judged = evidence.load_tests().filter_map(scaling);
    let least = judged.min_by(|a, b| a.efficiency.total_cmp(&b.efficiency))?;
    let text = format!(
        "at {} instances, each does {:.0} % of what it does at {}",
        least.largest.instances.unwrap_or_default(),
        100.0 * least.efficiency,
        least.smallest.instances.unwrap_or_default()
    );
    Some(Proof { text, place: Some(least.largest.place.clone()) })
}

fn read_files(count: usize, noun: &str) -> Option<Proof> {
    (count > 0).then(|| says(format!("{} read", counted(count, noun))))
}

fn says(text: String) -> Proof {
    Proof { text, place: None }
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests;
