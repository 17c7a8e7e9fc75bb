//! Evidence from architecture documents: which of five topics a document answers, and where.
//!
//! The text of a Markdown file goes in. It becomes a page (`page`), each topic is judged by its
//! content (`topics`, with the words of `rules/topics.toml`), sections that say nothing are found
//! (`placeholder`), and a [`Document`] with one [`Answer`] per topic comes out. [`choose`] says
//! which files of a project are architecture documents, [`read_all`] reads them.

mod anchors;
mod choose;
mod dead;
mod links;
mod load_tables;
mod map;
mod page;
mod placeholder;
mod read;
mod review;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod topics;
mod traditional;
mod waivers;
mod words;

use std::ops::Range;

use camino::Utf8Path;

pub(crate) use anchors::lead_to;
pub use choose::{Choice, choose};
pub use dead::DeadLink;
pub(crate) use links::resolve;
pub use map::{CLOSING, Column, MapTable, MapTableRow, OPENING, Problem, marked};
pub use read::{CHECKLIST, read_all};
pub(crate) use read::{is_markdown, read_text};
pub use review::Review;
pub use template::Template;
pub use waivers::waivers;

/// What a document lacks that tells of an autoscaler and names nobody.
pub const HOW_NOT_WHO: &str = "says how it scales and not who";

/// What a document says that puts `N/A` and a reason where an answer should stand.
pub const NOT_APPLICABLE: &str = "does not apply, with a reason";

use self::page::{Section, read_page};
use self::topics::{Fit, Reading, Verdict, alerts, boundaries, concurrency, load_test, owner};
use crate::finding::{Related, RuleId};
use crate::ops::LoadTest;
use crate::source::{FilePath, LineIndex, Place, Text};

/// The five topics that documents must speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Where is it concurrent?
    ConcurrencyMap,
    /// Who scales it?
    ScalingOwner,
    /// How do we know it can't keep up?
    Alerts,
    /// Does throughput grow with instances?
    LoadTest,
    /// Which capability is which service?
    ServiceBoundaries,
}

impl Topic {
    /// All topics, in their order.
    pub const ALL: [Self; 5] = [
        Self::ConcurrencyMap,
        Self::ScalingOwner,
        Self::Alerts,
        Self::LoadTest,
        Self::ServiceBoundaries,
    ];

    /// The topic's name, as output writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConcurrencyMap => "concurrency_map",
            Self::ScalingOwner => "scaling_owner",
            Self::Alerts => "alerts",
            Self::LoadTest => "load_test",
            Self::ServiceBoundaries => "service_boundaries",
        }
    }

    fn judge(self, reading: &Reading) -> Option<Verdict> {
        match self {
            Self::ConcurrencyMap => concurrency::judge(reading),
            Self::ScalingOwner => owner::judge(reading),
            Self::Alerts => alerts::judge(reading),
            Self::LoadTest => load_test::judge(reading),
            Self::ServiceBoundaries => boundaries::judge(reading),
        }
    }

    /// How surely a section's own heading promises the topic.
    fn promised_by(self, section: &Section) -> Fit {
        match self {
            Self::ConcurrencyMap => concurrency::promises(section),
            Self::ScalingOwner => owner::promises(section),
            Self::Alerts => alerts::promises(section),
            Self::LoadTest => load_test::promises(section),
            Self::ServiceBoundaries => boundaries::promises(section),
        }
    }
}

/// How far documents answer a topic. The order is from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Nothing speaks of it.
    Absent,
    /// A section is there and says nothing.
    Placeholder,
    /// On topic, and not enough.
    Partial,
    /// Answered by content.
    Answered,
}

impl State {
    /// The state's name, as output writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Placeholder => "placeholder",
            Self::Partial => "partial",
            Self::Answered => "answered",
        }
    }
}

/// What one document says about one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The topic.
    pub topic: Topic,
    /// How far it is answered.
    pub state: State,
    /// The heading (or row, or lead-in) that decides it; `None` when the topic is absent.
    pub place: Option<Place>,
    /// What was found or is missing, in a few words, for messages and the checklist.
    pub why: String,
}

/// One document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its file.
    pub file: FilePath,
    /// One answer per topic, in the order of [`Topic`].
    pub answers: Vec<Answer>,
    /// Sections that are there and say nothing, whatever their topic.
    pub placeholders: Vec<Placeholder>,
    /// Local files that it links to, sorted, relative to the project's root.
    pub links: Vec<FilePath>,
    /// The links in it that lead nowhere.
    pub dead_links: Vec<DeadLink>,
    /// What it says of its review.
    pub review: Review,
    /// The rows of its concurrency maps, in their order.
    pub map: Vec<MapRow>,
    /// Load tests in its tables, in their order.
    pub load_tests: Vec<LoadTest>,
    /// Who is named wherever it answers who owns or scales: handles, addresses, references to groups.
    pub scaling_owner: Vec<Text>,
}

impl Document {
    /// The answer to `topic`.
    pub fn answer(&self, topic: Topic) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.topic == topic)
    }
}

/// One row of a concurrency map: what a document says of one concurrency point, or of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapRow {
    /// The whole row.
    pub place: Place,
    /// The code that it is about: paths of items, modules, files or patterns of either, one each.
    pub code: Vec<Text>,
    /// What the point is: `bounded queue`.
    pub kind: Option<Text>,
    /// The setting that sizes it.
    pub setting: Option<Text>,
    /// The metrics that show it.
    pub metrics: Vec<Text>,
    /// True when its table has a column for the metrics.
    pub asks_for_metric: bool,
    /// The alerts on it.
    pub alerts: Vec<Text>,
    /// Who owns it.
    pub owner: Option<Text>,
}

/// A section on a topic that says nothing: `TODO`, `TBD`, nothing at all, template hints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// The topic that its heading promises.
    pub topic: Topic,
    /// The heading.
    pub place: Place,
    /// What stands there instead of an answer, in a few words: `only "TBD"`, `no text`.
    pub why: String,
}

/// What the document reader found.
#[derive(Debug, Default)]
pub struct DocsEvidence {
    /// The architecture documents.
    pub documents: Vec<Document>,
    /// True when no configuration and no front matter named them, so that they are a guess.
    pub guessed: bool,
}

impl DocsEvidence {
    /// The project's verdict on `topic`: the best answer of all documents, the first of equal ones.
    /// `None` when no document was read.
    pub fn best(&self, topic: Topic) -> Option<&Answer> {
        let answers = self.documents.iter().filter_map(|d| d.answer(topic));
        answers.reduce(|best, answer| if answer.state > best.state { answer } else { best })
    }

    /// What keeps `topic` from being answered; `None` when it is.
    pub fn unanswered(&self, topic: Topic) -> Option<Unanswered<'_>> {
        let best = self.best(topic);
        if best.is_some_and(|answer| answer.state == State::Answered) {
            return None;
        }
        Some(Unanswered {
            nearest: best.filter(|answer| answer.place.is_some()),
            read: self.documents_read(),
        })
    }

    /// The documents that were read, for messages.
    fn documents_read(&self) -> String {
        const SHOWN: usize = 3;
        let names = self.documents.iter().take(SHOWN).map(|d| d.file.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        let guess = if self.guessed { ", chosen by their names" } else { "" };
        match self.documents.len().checked_sub(SHOWN) {
            _ if self.documents.is_empty() => "no architecture document was found".into(),
            None | Some(0) => format!("read: {names}{guess}"),
            Some(more) => format!("read: {names} and {more} more{guess}"),
        }
    }
}

/// A topic that no document answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered<'e> {
    /// What comes nearest to an answer: a part of one, or a section that says nothing.
    pub nearest: Option<&'e Answer>,
    /// Which documents were read, for messages: `read: README.md`.
    pub read: String,
}

impl Unanswered<'_> {
    /// What to do: `help`, or how to record that the question does not apply when a document says so. A reason in
    /// the document has neither an owner nor an end, so that it is no waiver.
    pub fn help(&self, help: &str, rule: RuleId) -> String {
        if self.nearest.is_some_and(|nearest| nearest.why == NOT_APPLICABLE) {
            format!(
                "record the reason as a `[[waiver]]` with `rule = \"{rule}\"` in `golive.toml`, or {help}"
            )
        } else {
            help.to_owned()
        }
    }

    /// The place of what comes nearest, with what it lacks, for [`Finding::related`](crate::finding::Finding::related).
    pub fn related(&self) -> Vec<Related> {
        let nearest = self.nearest.and_then(|answer| Some((answer, answer.place.clone()?)));
        let related = nearest.map(|(answer, place)| Related { place, message: answer.why.clone() });
        related.into_iter().collect()
    }
}

/// The anchors of the Markdown `text`, to which [`lead_to`] compares.
pub(crate) fn anchors_of(text: &str) -> Vec<String> {
    read_page("", text).anchors
}

/// The concurrency maps of the text of one document, with their layout, for those who edit them.
pub fn read_map(file: &FilePath, text: &str) -> Vec<MapTable> {
    let places = Places { file, text, lines: LineIndex::new(text) };
    map::read(&Reading::new(&read_page("", text)), &places)
}

/// Reads the text of one document. Where its links lead is not looked at.
pub fn read_document(file: &FilePath, text: &str) -> Document {
    read_with(&Template::default(), file, text)
}

/// The same; what the document has from `template` answers nothing.
pub fn read_with(template: &Template, file: &FilePath, text: &str) -> Document {
    read_in(None, template, file, text)
}

/// Reads the text of one document of the project at `root`.
fn read_in(root: Option<&Utf8Path>, template: &Template, file: &FilePath, text: &str) -> Document {
    let name = file.file_name();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let mut page = read_page(&stem.replace(['-', '_'], " "), text);
    template.take_from(&mut page);
    let reading = Reading::new(&page);
    let places = Places { file, text, lines: LineIndex::new(text) };
    let mut document = Document {
        file: file.clone(),
        answers: Vec::new(),
        placeholders: Vec::new(),
        links: links::local_links(file, &page.links),
        load_tests: load_tables::find(&reading, &places),
        scaling_owner: Vec::new(),
        dead_links: root.map_or_else(Vec::new, |root| dead::find(root, &page, &places)),
        review: review::read(&page, &places),
        map: map::read(&reading, &places).into_iter().flat_map(MapTable::says).collect(),
    };
    for topic in Topic::ALL {
        let empty = placeholder::find(&reading, |section| topic.promised_by(section));
        let judged = topic.judge(&reading.without(&empty.sections));
        let verdict = empty.outside.iter().cloned().fold(None, Verdict::or);
        // A link to what may answer says nothing itself; the document behind it is judged on its own.
        let says = |verdict: &Verdict| {
            verdict.state == State::Answered
                || !placeholder::only_links(&page, &verdict.bytes, text)
        };
        let verdict = verdict.into_iter().chain(judged.filter(says)).fold(None, Verdict::or);
        let verdict = empty.verdicts.iter().cloned().fold(verdict, Verdict::or);
        if topic == Topic::ScalingOwner {
            let named = owner::named(&reading.without(&empty.sections), verdict.as_ref(), text);
            let named = named.into_iter();
            let said = |bytes: Range<usize>| Text {
                text: text.get(bytes.clone()).unwrap_or_default().into(),
                place: places.of(&bytes),
            };
            document.scaling_owner.extend(named.map(said));
        }
        document.answers.push(Answer {
            topic,
            state: verdict.as_ref().map_or(State::Absent, |v| v.state),
            place: verdict.as_ref().map(|v| places.of(&v.bytes)),
            why: verdict.map_or_else(|| "nothing speaks of it".into(), |v| v.why),
        });
        let nothing = empty.verdicts.into_iter();
        let nothing = nothing.filter(|v| v.state == State::Placeholder);
        document.placeholders.extend(nothing.map(|v| Placeholder {
            topic,
            place: places.of(&v.bytes),
            why: v.why,
        }));
    }
    document.placeholders.sort_by_key(|found| (found.place.bytes, found.topic));
    document
}

/// One text, by whose lines bytes become places.
struct Places<'t> {
    file: &'t FilePath,
    text: &'t str,
    lines: LineIndex,
}

impl Places<'_> {
    /// The place of `bytes`, without the blanks at their end.
    fn of(&self, bytes: &Range<usize>) -> Place {
        let part = self.text.get(bytes.clone()).unwrap_or_default();
        let end = bytes.start + part.trim_end().len();
        self.lines.place(self.file, self.text, bytes.start..end)
    }
}
