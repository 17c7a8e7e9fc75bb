//! The keys of `golive.toml`, as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Options;
use crate::code::apis::Api;
use crate::finding::Level;

/// A text with its place in the file.
pub(super) type Text = Spanned<String>;

/// One `golive.toml`. Patterns are globs relative to the project's root; one that names a folder
/// covers all in it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct File {
    /// Architecture documents: files or globs.
    pub docs: Option<Vec<Text>>,
    /// Operations files: alert rules, owners, load-test results.
    pub operations: Option<Vec<Text>>,
    /// Code that starts what it is handed: files, globs, or paths of items (`my_crate::exec::Pool`).
    pub executors: Vec<Text>,
    /// Files whose functions count as entry points.
    pub entries: Vec<Text>,
    /// Files that are not linted.
    pub exclude: Vec<Text>,
    /// Levels by rule: `allow`, `warn` or `deny`.
    pub levels: BTreeMap<String, Level>,
    /// Options by rule.
    pub rules: Options,
    /// The project's own APIs, written as in `rules/apis/*.toml`.
    pub api: Vec<Api>,
}
