//! `cargo golive`: an architecture checklist linter.
//!
//! Data flows one way, and every stage knows only the one before it:
//!
//! ```text
//! workspace ─▶ readers ─▶ evidence ─▶ rules ─▶ checklist ─▶ report
//!              code · docs · ops
//! ```
//!
//! [`workspace`] finds packages, sources, documents and operations files; [`code`], [`docs`] and
//! [`ops`] each read one kind of them into [`evidence`]; [`rules`] turn evidence into
//! [findings](finding); [`adoption`] deals out those that [`waivers`] or the baseline accept;
//! [`inventory`] joins evidence into concurrency points; [`checklist`] folds findings into items with verdicts; [`report`] writes
//! one format per file. [`cli`] is the only client of all of them.

pub mod adoption;
pub mod checklist;
pub mod cli;
pub mod code;
pub mod config;
pub mod docs;
pub mod evidence;
pub mod finding;
pub mod identity;
pub mod inventory;
pub mod ops;
pub mod report;
pub mod rules;
pub mod source;
pub mod suggest;
pub mod waivers;
pub mod workspace;
