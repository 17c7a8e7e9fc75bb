//! `cargo golive`: an architecture checklist linter.
//!
//! It answers three questions about a service before it goes live, with evidence from its code, its architecture
//! documents and its operations files: where is it concurrent, who scales it, and how do we know that it can't keep
//! up? Nothing is compiled and nothing of the project is run.
//!
//! [`lint`] does what the command does, and returns what it would print:
//!
//! ```no_run
//! use cargo_golive::{Request, lint};
//!
//! let report = lint(&Request::new("."))?;
//! for finding in &report.findings {
//!     println!("{}: {}", finding.rule, finding.message);
//! }
//! # Ok::<(), cargo_golive::Error>(())
//! ```
//!
//! A [`Report`] holds the [findings](Finding), those that [waivers](Waived) silence, and the [`Checklist`] with a
//! [`Verdict`] for each item. [`pages`] are what the rules say of themselves. Runs share nothing, so that several may go on in
//! one process.
//!
//! Data flows one way through the rooms of this crate; `docs/architecture.md` shows the way.

mod adoption;
mod catalogue;
mod checklist;
pub mod cli;
mod config;
mod edit;
mod embedded;
mod engine;
mod facts;
mod joins;
mod page;
mod readers;
mod report;
mod rules;
mod suggest;
#[cfg(test)]
#[path = "../tests/support/mod.rs"]
mod support;
mod workspace;

pub use adoption::Waived;
pub use checklist::services::Service;
pub use checklist::words::Words;
pub use checklist::{Checklist, Evidence, Item, Verdict};
pub use engine::{Error, Request, lint, pages, search_words};
pub use facts::{
    Confidence, FilePath, Finding, Lang, Level, Line, Place, Position, Related, RuleId, Unfollowed,
    WaiverTerms,
};
pub use page::{Block, Group, Page, PageError, Promise, Question, split_marker};
pub use report::{Report, Summary};
