//! Evidence: all that the readers found, as plain data.

use crate::code::emitted::Watched;
use crate::code::sites::CodeEvidence;
use crate::docs::DocsEvidence;
use crate::ops::{LoadTest, OpsEvidence};
use crate::source::Place;
use crate::waivers::Waivers;

/// Everything that the rules may look at.
#[derive(Debug, Default)]
pub struct Evidence {
    /// What the code reader found.
    pub code: CodeEvidence,
    /// What the document reader found.
    pub docs: DocsEvidence,
    /// What the reader of operations files found.
    pub ops: OpsEvidence,
    /// The metrics that alerts, recording rules and concurrency maps name.
    pub watched: Vec<Watched>,
    /// The waivers, wherever they stand.
    pub waivers: Waivers,
    /// The day of the run, by which dates are judged.
    pub today: jiff::civil::Date,
    /// Files that could not be read, each with the reason.
    pub unreadable: Vec<Unreadable>,
}

impl Evidence {
    /// The load tests of documents and of operations files.
    pub fn load_tests(&self) -> impl Iterator<Item = &LoadTest> {
        self.docs.documents.iter().flat_map(|d| &d.load_tests).chain(&self.ops.load_tests)
    }
}

/// A file that could not be read or parsed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// The file, and in it the place where reading stopped.
    pub place: Place,
    /// Why, lower-case: `not valid UTF-8`, `expected …`.
    pub reason: String,
}
