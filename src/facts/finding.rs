//! Findings: what a rule says about the facts.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Place;

/// The id of a rule in kebab-case, as its page in `rules/` is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What a finding of a rule does, as in rustc.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported; the exit status stays 0.
    Warn,
    /// Reported; the exit status is 1.
    Deny,
}

impl Level {
    /// The level's name, as configuration and output write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

impl FromStr for Level {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Allow, Self::Warn, Self::Deny].into_iter().find(|l| l.as_str() == text).ok_or(())
    }
}

/// How sure a finding is. Only findings of [`Confidence::High`] and [`Confidence::Medium`] are
/// shown by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A guess: shown only on request.
    Low,
    /// Matched by a name that alone identifies it, or reached by a chain of calls that may not matter: a path that is rarely
    /// taken, a call that is over at once.
    Medium,
    /// Every step was followed.
    High,
}

impl Confidence {
    /// The confidence's name, as configuration and output write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A further place that explains a finding: a hop from a number to the call, the other side of a
/// contradiction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What it shows there, lower-case, a few words.
    pub message: String,
}

/// One result of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// The level after configuration and command line.
    pub level: Level,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is wrong, lower-case, naming the thing.
    pub message: String,
    /// What the label under [`Finding::place`] says: what is wrong just there.
    pub label: String,
    /// What to do.
    pub help: String,
    /// Where; `None` when it is about the project as a whole.
    pub place: Option<Place>,
    /// What it is about, by which it is known when lines move: the path of a function or constant
    /// (`crate::net::Server::run`), the headings above a place in a document; empty when there is none.
    pub item: String,
    /// True when it is about [`Finding::item`] as a whole, so that the code at its place does not tell it
    /// from others.
    pub whole_item: bool,
    /// Further places, in the order in which they explain the finding.
    pub related: Vec<Related>,
    /// True when [`Finding::related`] is a way through the code that starts at [`Finding::place`].
    pub is_way: bool,
    /// Where this and others like it can be mended at once, and what is there: the function that blocks, of a call that
    /// reaches it.
    pub cause: Option<Related>,
}

impl Finding {
    /// A finding of `rule` that is sure and says `message`; the rest is to be filled in.
    pub fn new(rule: RuleId, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: Level::Warn,
            confidence: Confidence::High,
            message: message.into(),
            label: String::new(),
            help: String::new(),
            place: None,
            item: String::new(),
            whole_item: false,
            related: Vec::new(),
            is_way: false,
            cause: None,
        }
    }
}
