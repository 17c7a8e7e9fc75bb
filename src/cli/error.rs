//! Why a run could not be done.

use std::io;

use camino::Utf8PathBuf;
use miette::Diagnostic;

use super::docs::DocsError;
use crate::adoption::baseline::BaselineError;
use crate::checklist::items::ItemsError;
use crate::code::apis::CatalogueError;
use crate::config::ConfigErrors;
use crate::rules::page::PageError;
use crate::source::FilePath;
use crate::workspace::{ChangedError, WorkspaceError};

/// Everything that ends a run with status 2.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A rule is named that does not exist.
    #[error("there is no rule `{name}`")]
    UnknownRule {
        /// What was written.
        name: String,
        /// What may have been meant.
        #[help]
        help: String,
    },
    /// The current folder has no name that can be used.
    #[error("the current folder can't be used: {0}")]
    CurrentFolder(String),
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
    /// A document that is named can't be read.
    #[error(transparent)]
    Docs(#[from] DocsError),
    /// The catalogue is wrong.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// A file that is named can't be read.
    #[error("can't read `{file}`: {reason}")]
    Read {
        /// The file.
        file: Utf8PathBuf,
        /// Why.
        reason: String,
    },
    /// The map of a document can't be told from other text.
    #[error("the map in `{file}` can't be brought up to date: {reason}")]
    Update {
        /// The document.
        file: Utf8PathBuf,
        /// Why, and what to do.
        reason: String,
    },
    /// All files are there that would be written.
    #[error("`{0}` are there already: `--force` overwrites them")]
    Exists(String),
    /// A second file with configuration was to be written.
    #[error(
        "the configuration stands in `{0}`, and `golive.toml` beside it would be a second one: move it there first, or write only a map with `cargo golive inventory --write docs/architecture.md`"
    )]
    ConfiguredElsewhere(FilePath),
    /// A file can't be written.
    #[error("can't write `{file}`: {reason}")]
    Write {
        /// The file.
        file: Utf8PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// The file of the checklist is nowhere named.
    #[error(
        "`{0}` needs a file, expected `-o FILE` or `checklist = \"docs/go-live.md\"` in golive.toml"
    )]
    NoChecklist(&'static str),
    /// Two outputs would overwrite each other.
    #[error("{0}, expected one format for each")]
    SameOutput(String),
    /// Changes can't be watched.
    #[error("can't watch for changes: {0}")]
    Watch(String),
    /// Standard output can't be written.
    #[error("can't write to standard output: {0}")]
    Output(io::Error),
    /// A rule's page is wrong.
    #[error(transparent)]
    Page(#[from] PageError),
    /// The checklist's items are wrong.
    #[error(transparent)]
    Items(#[from] ItemsError),
}

impl From<notify::Error> for Error {
    fn from(error: notify::Error) -> Self {
        Self::Watch(error.to_string())
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
