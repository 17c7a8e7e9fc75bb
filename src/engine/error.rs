//! Why a run could not be done.

use miette::Diagnostic;

use crate::adoption::baseline::BaselineError;
use crate::catalogue::CatalogueError;
use crate::checklist::items::ItemsError;
use crate::config::ConfigErrors;
use crate::page::PageError;
use crate::workspace::{ChangedError, WorkspaceError};

/// Everything that keeps a run from being done. What is wrong is told in one message with its place.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum Error {
    /// A rule is named that does not exist.
    #[error("unknown rule `{name}`")]
    UnknownRule {
        /// What was written.
        name: String,
        /// What may have been meant.
        #[help]
        help: String,
    },
    /// There is nothing to look at.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    /// The baseline is wrong.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// What was changed can't be known.
    #[error(transparent)]
    Changed(#[from] ChangedError),
    /// The threads that read can't be started.
    #[error("can't start the reading threads: {0}")]
    #[diagnostic(help(
        "each has a stack of 256 MB of address space: raise the limit (`ulimit -v`), or set RAYON_NUM_THREADS to fewer"
    ))]
    Threads(String),
    /// The catalogue that ships with the linter is wrong.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The page of a rule is wrong.
    #[error(transparent)]
    Page(#[from] PageError),
    /// The items of the checklist are wrong.
    #[error(transparent)]
    Items(#[from] ItemsError),
}
