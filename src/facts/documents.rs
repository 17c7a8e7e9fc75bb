//! What the architecture documents say.

use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;

use super::{FilePath, LoadTest, Place, SourceText, WaiverComment};

/// The lines around the checklist that this tool writes into a document.
pub(crate) const CHECKLIST: [&str; 2] = ["<!-- golive:checklist -->", "<!-- /golive:checklist -->"];

/// What a document lacks that tells of an autoscaler and names nobody.
pub(crate) const HOW_NOT_WHO: &str = "says how it scales, but not who owns scaling";

/// What a document says that puts `N/A` and a reason where an answer should stand.
pub(crate) const NOT_APPLICABLE: &str = "does not apply, with a reason";

/// The five topics that documents must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// Where is it concurrent?
    ConcurrencyMap,
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
    pub(crate) const ALL: [Self; 5] = [
        Self::ConcurrencyMap,
        Self::ScalingOwner,
        Self::Alerts,
        Self::LoadTest,
        Self::ServiceBoundaries,
    ];

    /// The topic's name, as output writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ConcurrencyMap => "concurrency_map",
            Self::ScalingOwner => "scaling_owner",
            Self::Alerts => "alerts",
            Self::LoadTest => "load_test",
            Self::ServiceBoundaries => "service_boundaries",
        }
    }
}

/// How far documents answer a topic. The order is from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum AnswerState {
    /// Nothing mentions it.
    Absent,
    /// A section is there and says nothing.
    Placeholder,
    /// On topic, and not enough.
    Partial,
    Answered,
}

impl AnswerState {
    /// The state's name, as output writes it.
    pub(crate) fn as_str(self) -> &'static str {
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
pub(crate) struct Answer {
    pub topic: Topic,
    /// How far it is answered.
    pub state: AnswerState,
    /// The heading (or row, or lead-in) that decides it; `None` when the topic is absent.
    pub place: Option<Place>,
    /// What was found or is missing, in a few words, for messages and the checklist.
    pub why: String,
}

impl Answer {
    /// True when nothing is missing.
    pub(crate) fn is_answered(&self) -> bool {
        self.state == AnswerState::Answered
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub file: FilePath,
    /// One answer per topic, in the order of [`Topic`].
    pub answers: Vec<Answer>,
    /// Sections that are there and say nothing, whatever their topic.
    pub placeholders: Vec<Placeholder>,
    /// Local files that it links to, sorted, relative to the project's root.
    pub links: Vec<FilePath>,
    /// The links in it that are broken.
    pub dead_links: Vec<DeadLink>,
    /// What it says of its review.
    pub review: Review,
    /// The rows of its concurrency maps, in their order.
    pub map: Vec<Arc<MapRow>>,
    /// Load tests in its tables, in their order.
    pub load_tests: Vec<LoadTest>,
    /// Comments in it that are written as waivers, in their order.
    pub waivers: Vec<WaiverComment>,
    /// Who is named wherever it answers who owns or scales: handles, addresses, references to groups.
    pub scaling_owner: Vec<SourceText>,
}

impl Document {
    /// The answer to `topic`.
    pub(crate) fn answer(&self, topic: Topic) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.topic == topic)
    }
}

/// One row of a concurrency map: what a document says of one concurrency point, or of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MapRow {
    pub place: Place,
    /// The code that it is about: paths of items, modules, files or patterns of either, one each.
    pub code: Vec<SourceText>,
    /// What the point is: `bounded queue`.
    pub kind: Option<SourceText>,
    /// The setting that sizes it.
    pub setting: Option<SourceText>,
    /// The metrics that show it.
    pub metrics: Vec<SourceText>,
    /// True when its table has a column for the metrics.
    pub asks_for_metric: bool,
    /// The alerts on it.
    pub alerts: Vec<SourceText>,
    pub owner: Option<SourceText>,
}

/// A section on a topic that says nothing: `TODO`, `TBD`, nothing at all, template hints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placeholder {
    /// The topic that its heading promises.
    pub topic: Topic,
    pub place: Place,
    /// What is there instead of an answer, in a few words: `only "TBD"`, `no text`.
    pub why: String,
}

/// What the document reader found.
#[derive(Debug, Default)]
pub(crate) struct DocumentFacts {
    pub documents: Vec<Document>,
    /// True when no configuration and no front matter named them, so that they are a guess.
    pub guessed: bool,
}

impl DocumentFacts {
    /// The project's verdict on `topic`: the best answer of all documents, the first of equal ones.
    /// `None` when no document was read.
    pub(crate) fn best(&self, topic: Topic) -> Option<&Answer> {
        let answers = self.documents.iter().filter_map(|d| d.answer(topic));
        answers.reduce(|best, answer| if answer.state > best.state { answer } else { best })
    }
}

/// A link that is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeadLink {
    /// The target as it is written, at the place of the whole link.
    pub link: SourceText,
    /// What is not there, lower-case: `there is no docs/alerts.md`.
    pub why: String,
    /// What is there instead and may be meant: a file's name, or an anchor with its `#`.
    pub nearest: Option<String>,
}

/// What a document says of its review.
#[derive(Debug, Clone, Default)]
pub(crate) struct Review {
    pub last: Option<ReviewDay>,
    /// How long it holds.
    pub every: Option<Interval>,
    /// The day of the next one.
    pub due: Option<ReviewDay>,
}

/// What is written where a day belongs.
#[derive(Debug, Clone)]
pub(crate) struct ReviewDay {
    pub written: SourceText,
    /// The day, or why it is not one, lower-case.
    pub day: Result<Date, String>,
}

/// A span of time between reviews.
#[derive(Debug, Clone)]
pub(crate) struct Interval {
    pub span: Span,
    /// `6 months`, also where the document gives it a name.
    pub written: String,
}
