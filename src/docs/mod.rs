//! Evidence from architecture documents.

use crate::source::{FilePath, Place};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its file.
    pub file: FilePath,
    /// One answer per topic, in the order of [`Topic`].
    pub answers: Vec<Answer>,
    /// Sections that are there and say nothing, whatever their topic.
    pub placeholders: Vec<Placeholder>,
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
