//! The vocabulary: all that the readers find and the joins add, as plain data.
//!
//! One file per subject: what is in code, documents, operations files and waivers, and what rules
//! say of it. Nothing here reads a file or judges; the room uses no other room.

use std::sync::Arc;

mod apis;
mod code;
mod declared;
mod documents;
mod finding;
mod globs;
mod inventory;
mod lang;
mod metrics;
mod operations;
mod place;

mod waivers;

pub(crate) use apis::*;
pub use code::*;
pub(crate) use declared::*;
pub(crate) use documents::*;
pub use finding::*;
pub(crate) use globs::*;
pub(crate) use inventory::*;
pub use lang::*;
pub(crate) use metrics::*;
pub(crate) use operations::*;
pub use place::*;
pub use waivers::*;

/// Everything that the rules may look at.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub code: CodeFacts,
    pub docs: DocumentFacts,
    pub ops: OperationFacts,
    pub waivers: Waivers,
    /// The day of the run, by which dates are judged.
    pub today: jiff::civil::Date,
    /// Files that could not be read, each with the reason.
    pub unreadable: Vec<Unreadable>,
    /// Joined: the concurrency points, in the order of their places.
    pub points: Vec<Point>,
    /// Joined: the metrics that alerts, recording rules and concurrency maps name.
    pub watched: Vec<Watched>,
    /// Joined: what of the names that concurrency maps use is in the project.
    pub mentioned: Mentions,
    /// Joined: runbooks of alerts that are not there, in the order of the alerts.
    pub dead_runbooks: Vec<DeadRunbook>,
}

impl Facts {
    /// The load tests of documents and of operations files.
    pub(crate) fn load_tests(&self) -> impl Iterator<Item = &LoadTest> {
        self.docs.documents.iter().flat_map(|d| &d.load_tests).chain(&self.ops.load_tests)
    }

    /// The rows of the concurrency maps of all documents.
    pub(crate) fn map_rows(&self) -> impl Iterator<Item = &Arc<MapRow>> {
        self.docs.documents.iter().flat_map(|document| &document.map)
    }

    /// What could not be followed, in order.
    pub(crate) fn unfollowed(&self) -> Vec<Unfollowed> {
        let all = self.code.unfollowed.iter().chain(&self.ops.unfollowed);
        let mut all: Vec<Unfollowed> = all.cloned().collect();
        all.sort();
        all
    }
}

/// A file that could not be read or parsed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unreadable {
    /// The file, and in it the place where reading stopped.
    pub place: Place,
    /// Why, lower-case: `not valid UTF-8`, `expected …`.
    pub reason: String,
}
