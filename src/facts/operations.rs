//! What alert rules, owners files and results of load tests say.

use ignore::gitignore::Gitignore;

use super::{FilePath, Place, SourceText, Unfollowed};

/// What the operations files say.

#[derive(Debug, Default)]
pub(crate) struct OperationFacts {
    /// Alert rules, by place.
    pub alerts: Vec<Alert>,
    /// Recording rules, by place: metrics that are computed from others.
    pub recordings: Vec<Recording>,
    /// Everybody who is named as an owner, by place.
    pub owners: Vec<KnownOwner>,
    /// The lines of CODEOWNERS, in their order.
    pub code_owners: Vec<OwnedFiles>,
    /// Load tests, one per file or table, by place.
    pub load_tests: Vec<LoadTest>,
    /// Files that could not be followed, each with the reason: Helm templates, broken PromQL.
    pub unfollowed: Vec<Unfollowed>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alert {
    /// Its name, `OrdersQueueFilling`.
    pub name: SourceText,
    /// The metrics that its expression reads, as far as it names them.
    pub metrics: Vec<SourceText>,
    /// True when `metrics` are all: nothing of the expression stayed unknown.
    pub followed: bool,
    /// How long the expression must hold, as written: `5m`.
    pub hold: Option<String>,
    /// Its `severity` label.
    pub severity: Option<SourceText>,
    /// Its `owner` or `team`, a label or an annotation.
    pub owner: Option<SourceText>,
    /// Its `runbook_url` or `runbook`, an annotation.
    pub runbook: Option<SourceText>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recording {
    /// The metric that it gives.
    pub name: SourceText,
    /// The metrics that its expression reads, as far as it names them.
    pub metrics: Vec<SourceText>,
    /// True when `metrics` are all: nothing of the expression stayed unknown.
    pub followed: bool,
}

/// Somebody whom an owners file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownOwner {
    /// As it is written: `@acme/orders`, `ops@acme.example`, `group:default/orders`.
    pub name: SourceText,
    /// The files that it owns, a pattern as CODEOWNERS writes it; `None` when the file says it of
    /// the whole project.
    pub pattern: Option<String>,
}

/// One line of CODEOWNERS.
#[derive(Debug, Clone)]
pub(crate) struct OwnedFiles {
    /// The pattern of its files.
    pub pattern: SourceText,
    /// Their owners; empty when the line says that nobody owns them.
    pub owners: Vec<SourceText>,
    pub files: Gitignore,
}

impl OwnedFiles {
    pub(crate) fn covers(&self, file: &FilePath) -> bool {
        // `docs/*` is about the files directly in `docs`, where a `.gitignore` means all below.
        if self.pattern.text.ends_with("/*") {
            self.files.matched(file.as_path(), false).is_ignore()
        } else {
            self.files.matched_path_or_any_parents(file.as_path(), false).is_ignore()
        }
    }
}

/// The result of one load test.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LoadTest {
    pub place: Place,
    /// What it measured, by number of instances.
    pub points: Vec<LoadPoint>,
}

/// The throughput of one number of instances.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LoadPoint {
    /// How many instances (or workers) shared the load; `None` when the result does not say.
    pub instances: Option<f64>,
    /// Work done per second.
    pub throughput: f64,
    pub place: Place,
}

/// A link of an alert that is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeadRunbook {
    /// The link as it is written.
    pub link: SourceText,
    /// Why it is broken, lower-case.
    pub why: String,
}
