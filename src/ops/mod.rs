//! Evidence from operations files: alert rules, owners and load-test results.
//!
//! The operations files of a project go in, by path; [`read_all`] tells by name and content what each
//! of them is, and what it says comes out as [`OpsEvidence`]. Files of other kinds are passed over.

mod alerts;
mod known;
mod load;
mod owners;
mod promql;
mod read;
mod runbooks;
mod scaling;
mod yaml;

pub use known::{OwnerKind, owners_in};
pub use load::{LoadPoint, LoadTest};
pub(crate) use load::{Row, in_table};
pub use owners::OwnedFiles;
pub use read::read_all;
pub use runbooks::DeadRunbook;
pub use scaling::{Scaling, scaling};

use crate::code::sites::Unfollowed;
use crate::source::Text;

/// What the operations files say.
#[derive(Debug, Default)]
pub struct OpsEvidence {
    /// Alert rules, by place.
    pub alerts: Vec<Alert>,
    /// Recording rules, by place: metrics that are computed from others.
    pub recordings: Vec<Recording>,
    /// Runbooks of alerts that are not there, in the order of the alerts.
    pub dead_runbooks: Vec<DeadRunbook>,
    /// Everybody who is named as an owner, by place.
    pub owners: Vec<KnownOwner>,
    /// The lines of CODEOWNERS, in their order.
    pub code_owners: Vec<OwnedFiles>,
    /// Load tests, one per file or table, by place.
    pub load_tests: Vec<LoadTest>,
    /// Files that could not be followed, each with the reason: Helm templates, broken PromQL.
    pub unfollowed: Vec<Unfollowed>,
}

/// One alert rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its name, `OrdersQueueFilling`.
    pub name: Text,
    /// The metrics that its expression reads, as far as it names them.
    pub metrics: Vec<Text>,
    /// True when `metrics` are all: nothing of the expression stayed unknown.
    pub followed: bool,
    /// How long the expression must hold, as written: `5m`.
    pub hold: Option<String>,
    /// Its `severity` label.
    pub severity: Option<Text>,
    /// Its `owner` or `team`, a label or an annotation.
    pub owner: Option<Text>,
    /// Its `runbook_url` or `runbook`, an annotation.
    pub runbook: Option<Text>,
}

/// One recording rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// The metric that it gives.
    pub name: Text,
    /// The metrics that its expression reads, as far as it names them.
    pub metrics: Vec<Text>,
    /// True when `metrics` are all: nothing of the expression stayed unknown.
    pub followed: bool,
}

/// Somebody whom an owners file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOwner {
    /// As it is written: `@acme/orders`, `ops@acme.example`, `group:default/orders`.
    pub name: Text,
    /// The files that it owns, a pattern as CODEOWNERS writes it; `None` when the file says it of
    /// the whole project.
    pub pattern: Option<String>,
}
