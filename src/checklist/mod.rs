//! The go-live checklist: items under the three questions, each with a verdict and its proofs.
//!
//! In: the items of `rules/checklist.toml`, the facts, the findings that are shown, and the
//! level of each rule that there is. Out: one [`Item`] per line of the checklist, and whether the
//! project is ready.

mod block;
pub(crate) mod items;
pub(crate) mod lines;
pub(crate) mod services;
pub(crate) mod words;
pub(crate) mod written;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use crate::adoption::Waived;
use crate::facts::{Answer, AnswerState, Facts, Finding, Lang, Level, Place, Point, Role, Topic};
use crate::joins::scaling::scaling;
use crate::joins::watched;
use crate::page::Question;
use items::{Form, ItemTemplate, Subject};
use services::Service;
use words::{Texts, Words};

/// The level of every rule that there is, by the rule's id.
pub(crate) type Levels = BTreeMap<&'static str, Level>;

/// The checklist of one project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checklist {
    /// The items, sorted by question.
    pub items: Vec<Item>,
    /// The services that are declared, and how they stand.
    pub services: Vec<Service>,
    /// The names of packages that it does not look at, because no service depends on them.
    pub left_out: Vec<String>,
    /// The words in which it is printed.
    pub(crate) texts: Texts,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id in kebab-case.
    pub id: String,
    /// The question that it belongs to.
    pub question: Question,
    /// What is true when it passes.
    pub title: Words,
    /// How it stands.
    pub verdict: Verdict,
    /// What shows the verdict.
    pub evidence: Vec<Evidence>,
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
    /// The facts is not in this repository.
    Unknown,
    /// A person must say.
    SignOff,
    /// A person said so, with a name and a date.
    Signed,
    /// The project has nothing that it is about.
    NotApplicable,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Pass,
        Self::Fail,
        Self::Waived,
        Self::Unknown,
        Self::SignOff,
        Self::Signed,
        Self::NotApplicable,
    ];

    /// The verdict's name, as programs read it.
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
pub struct Evidence {
    /// What it shows.
    pub text: Words,
    /// Where, when it has a place.
    pub place: Option<Place>,
}

impl Checklist {
    /// Decides every item of `form`.
    ///
    /// `findings` are those that nobody waived, `waived` the others, and `levels` names exactly the rules
    /// that there are.
    pub(crate) fn new(
        form: Form,
        facts: &Facts,
        findings: &[Finding],
        waived: &[Waived],
        levels: &Levels,
    ) -> Self {
        let Form { items, texts } = form;
        let known = Grounds { texts: &texts, facts, findings, waived, levels };
        let decided = |template: &ItemTemplate| {
            let (verdict, evidence) = known.decide(template);
            Item {
                id: template.id.clone(),
                question: template.question,
                title: template.title.clone(),
                verdict,
                evidence,
            }
        };
        let items = items.iter().map(decided).collect();
        Self { items, services: Vec::new(), left_out: Vec::new(), texts }
    }

    /// How many items have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let with_it = |item: &&Item| item.verdict == verdict;
        self.items.iter().filter(with_it).count()
    }

    /// How many items are left to people.
    fn open(&self) -> usize {
        self.count(Verdict::SignOff) + self.count(Verdict::Unknown)
    }

    /// Whether `service` is ready to go live.
    pub(crate) fn state(&self, service: &Service) -> &Words {
        match (service.failing, self.open()) {
            (0, 0) => &self.texts.is_ready,
            (0, _) => &self.texts.is_ready_for_sign_off,
            _ => &self.texts.is_not_ready,
        }
    }

    /// Whether the project is ready to go live, in one line without a full stop.
    pub fn headline(&self, lang: Lang) -> String {
        let texts = &self.texts;
        let fail = self.count(Verdict::Fail);
        let open = self.open();
        let people = match open {
            0 => Words::default(),
            1 => texts.person.clone(),
            _ => texts.people.fill(&[("open", open.into())]),
        };
        let headline = match (fail, open) {
            (0, 0) => &texts.ready,
            (0, _) => &texts.ready_for_sign_off,
            (1, _) => &texts.not_ready_one,
            _ => &texts.not_ready,
        };
        let items = texts.item_noun.counted(self.items.len());
        let values = [("items", items), ("fail", fail.into()), ("people", people)];
        headline.fill(&values).get(lang).to_owned()
    }
}

/// What an item is decided from.
struct Grounds<'a> {
    texts: &'a Texts,
    facts: &'a Facts,
    findings: &'a [Finding],
    waived: &'a [Waived],
    levels: &'a Levels,
}

impl Grounds<'_> {
    fn decide(&self, template: &ItemTemplate) -> (Verdict, Vec<Evidence>) {
        let existing: Vec<(&str, Level)> = template
            .rules
            .iter()
            .filter_map(|id| self.levels.get_key_value(id.as_str()))
            .map(|(&id, &level)| (id, level))
            .collect();
        if template.sign_off || existing.is_empty() {
            return (Verdict::SignOff, vec![]);
        }
        let decides = |rule: &str| existing.iter().any(|(id, _)| *id == rule);
        let failed: Vec<Evidence> = self
            .findings
            .iter()
            .filter(|f| f.level > Level::Allow && decides(f.rule.0))
            .map(|f| Evidence { text: Words::from(&f.message), place: f.place.clone() })
            .collect();
        if !failed.is_empty() {
            return (Verdict::Fail, failed);
        }
        if existing.iter().all(|(_, level)| *level == Level::Allow) {
            let off = |(id, _): &(&str, Level)| says(self.texts.off.fill(&[("rule", id.into())]));
            return (Verdict::Waived, existing.iter().map(off).collect());
        }
        let waived = self.waived.iter().filter(|waived| decides(waived.finding.rule.0));
        let waived: Vec<Evidence> = waived.map(|waived| self.accepted(waived)).collect();
        if !waived.is_empty() {
            return (Verdict::Waived, waived);
        }
        self.settle(template)
    }

    /// A finding with the decision that accepts it.
    fn accepted(&self, waived: &Waived) -> Evidence {
        let Texts { accepted, by, until, .. } = self.texts;
        let terms = &waived.terms;
        let owner = terms.owner.as_ref().map(|owner| by.fill(&[("owner", owner.into())]));
        let date = terms.until.map(|date| until.fill(&[("date", date.into())]));
        let text = accepted.fill(&[
            ("finding", Words::from(&waived.finding.message)),
            ("by", owner.unwrap_or_default()),
            ("until", date.unwrap_or_default()),
            ("reason", Words::from(&terms.reason)),
        ]);
        Evidence { text, place: Some(waived.waiver.clone()) }
    }

    /// The verdict of an item whose rules looked and found nothing.
    fn settle(&self, template: &ItemTemplate) -> (Verdict, Vec<Evidence>) {
        let Self { texts, facts, .. } = self;
        let shown = match &template.subject {
            Some(Subject::Sites(roles)) => self.read_sites(roles),
            Some(Subject::Topic(topic)) => self.answered(*topic),
            Some(Subject::Scaling) => self.grows(),
            Some(Subject::Documents) => {
                self.read_files(facts.docs.documents.len(), &texts.document_noun)
            }
            Some(Subject::Packages) => {
                self.read_files(facts.code.packages.len(), &texts.package_noun)
            }
            Some(Subject::Alerts) if watched::unfollowed(&facts.watched).next().is_none() => {
                self.read_files(facts.ops.alerts.len(), &texts.alert_noun)
            }
            Some(Subject::Resources) => return self.observed(),
            Some(Subject::Alerts) | None => None,
        };
        let (verdict, reason) = match (shown, &template.unknown_when, &template.subject) {
            (Some(proof), ..) => return (Verdict::Pass, vec![proof]),
            (None, Some(reason), _) => (Verdict::Unknown, reason.clone()),
            (None, None, Some(Subject::Topic(_))) => (Verdict::Unknown, texts.unanswered.clone()),
            (None, None, Some(Subject::Sites(roles))) => {
                (Verdict::NotApplicable, self.no_site(roles))
            }
            (None, None, Some(Subject::Scaling)) => (Verdict::Unknown, texts.no_load_test.clone()),
            (None, None, Some(Subject::Documents)) => {
                (Verdict::NotApplicable, texts.no_document.clone())
            }
            (None, None, Some(Subject::Packages | Subject::Alerts | Subject::Resources) | None) => {
                (Verdict::NotApplicable, texts.no_code.clone())
            }
        };
        (verdict, vec![says(reason)])
    }

    /// Whether every queue, pool and runtime is in a row of a map that names its metric.
    fn observed(&self) -> (Verdict, Vec<Evidence>) {
        let roles = [Role::Size, Role::Queue, Role::Runtime];
        let is_resource = |point: &&Point| roles.iter().any(|role| point.api.is(*role));
        let points: Vec<&Point> = self.facts.points.iter().filter(is_resource).collect();
        let all = points.len();
        let points: Vec<&Point> = points.into_iter().filter(|p| p.metrics.is_empty()).collect();
        match points.first() {
            _ if all == 0 => (Verdict::NotApplicable, vec![says(self.no_site(&roles))]),
            None => (Verdict::Pass, self.read_sites(&roles).into_iter().collect()),
            Some(first) => {
                let count = |number: usize| Words::from(number.to_string());
                let counts = [("some", count(points.len())), ("all", count(all))];
                let text = self.texts.unobserved.fill(&counts);
                (Verdict::Unknown, vec![Evidence { text, place: Some(first.place.clone()) }])
            }
        }
    }

    fn no_site(&self, roles: &[Role]) -> Words {
        let roles: Vec<String> =
            roles.iter().map(|role| format!("`{role:?}`").to_ascii_lowercase()).collect();
        let [en, zh] = Lang::ALL.map(|lang| roles.join(self.texts.or.get(lang)));
        self.texts.no_site.fill(&[("roles", Words { en, zh })])
    }

    fn read_sites(&self, roles: &[Role]) -> Option<Evidence> {
        let sites = self.facts.code.sites.iter();
        let files: Vec<_> = sites
            .filter(|site| site.api.role.iter().any(|role| roles.contains(role)))
            .map(|site| &site.place.file)
            .collect();
        let distinct: BTreeSet<_> = files.iter().collect();
        let sites = self.texts.site_noun.counted(files.len());
        let count = self.texts.file_noun.counted(distinct.len());
        let text = self.texts.sites.fill(&[("sites", sites), ("files", count)]);
        (!files.is_empty()).then(|| says(text))
    }

    fn answered(&self, topic: Topic) -> Option<Evidence> {
        let docs = &self.facts.docs;
        let (document, answer) = docs
            .documents
            .iter()
            .flat_map(|document| document.answers.iter().map(move |a| (document, a)))
            .find(|(_, a): &(_, &Answer)| a.topic == topic && a.state == AnswerState::Answered)?;
        let mut text = match &answer.place {
            Some(_) => Words::from(&answer.why),
            None => Words::from(format!("{}: {}", document.file, answer.why)),
        };
        if docs.guessed {
            text = self.texts.guessed.fill(&[("why", text)]);
        }
        Some(Evidence { text, place: answer.place.clone() })
    }

    /// The load test whose largest count does least.
    fn grows(&self) -> Option<Evidence> {
        let judged = self.facts.load_tests().filter_map(scaling);
        let least = judged.min_by(|a, b| a.efficiency.total_cmp(&b.efficiency))?;
        let text = self.texts.scaling.fill(&[
            ("most", least.largest.instances.unwrap_or_default().into()),
            ("share", format!("{:.0}", 100.0 * least.efficiency).into()),
            ("least", least.smallest.instances.unwrap_or_default().into()),
        ]);
        Some(Evidence { text, place: Some(least.largest.place.clone()) })
    }

    fn read_files(&self, count: usize, noun: &Words) -> Option<Evidence> {
        let text = self.texts.read.fill(&[("things", noun.counted(count))]);
        (count > 0).then(|| says(text))
    }
}

fn says(text: Words) -> Evidence {
    Evidence { text, place: None }
}

#[cfg(test)]
mod tests;
