//! Why a run could not be done.

use std::io;

use camino::Utf8PathBuf;
use miette::Diagnostic;

use crate::config::ConfigErrors;
use crate::engine;
use crate::facts::FilePath;
use crate::page::PageError;

/// Everything that ends a run with status 2.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(super) enum Error {
    /// The run could not be done.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Engine(#[from] engine::Error),
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    /// A rule's page is wrong.
    #[error(transparent)]
    Page(#[from] PageError),
    /// The current folder has no name that can be used.
    #[error("the current folder can't be used: {0}")]
    CurrentFolder(String),
    /// A document that is named can't be read.
    #[error(transparent)]
    Docs(#[from] DocsError),
    /// A file that is named can't be read.
    #[error("can't read `{file}`: {reason}")]
    Read { file: Utf8PathBuf, reason: String },
    /// The map of a document can't be told from other text.
    #[error("can't update the concurrency map in `{file}`: {reason}")]
    Update {
        file: Utf8PathBuf,
        /// Why, and what to do.
        reason: String,
    },
    /// All files are there that would be written.
    #[error("`{0}` already exist: `--force` overwrites them")]
    Exists(String),
    /// A second file with configuration was to be written.
    #[error(
        "the configuration is in `{0}`, and a `golive.toml` beside it would be a second one: move it there first, or write only a map with `cargo golive inventory --write docs/architecture.md`"
    )]
    ConfiguredElsewhere(FilePath),
    /// A file can't be written.
    #[error("can't write `{file}`: {reason}")]
    Write { file: Utf8PathBuf, reason: io::Error },
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
}

/// Why nothing can be printed.
#[derive(Debug, thiserror::Error)]
pub(super) enum DocsError {
    /// A path that is named does not exist.
    #[error("{0}: no such file or folder")]
    NotFound(Utf8PathBuf),
    /// A file that is named can't be read.
    #[error("{path}: {reason}")]
    Unreadable { path: Utf8PathBuf, reason: String },
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
