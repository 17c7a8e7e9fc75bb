//! The keys of `golive.toml`, as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::Options;
use crate::code::apis::Api;
use crate::finding::Level;

/// A text with its place in the file.
pub(super) type Text = Spanned<String>;

/// One `golive.toml`. Patterns are globs relative to the project's root; one that names a folder
/// covers all in it.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "golive.toml")]
pub(super) struct File {
    /// Architecture documents: files or globs.
    #[schemars(with = "Option<Vec<String>>")]
    pub docs: Option<Vec<Text>>,
    /// Operations files: alert rules, owners, load-test results.
    #[schemars(with = "Option<Vec<String>>")]
    pub operations: Option<Vec<Text>>,
    /// Code that starts what it is handed: files, globs, or paths of items (`my_crate::exec::Pool`).
    #[schemars(with = "Vec<String>")]
    pub executors: Vec<Text>,
    /// Files whose functions count as entry points.
    #[schemars(with = "Vec<String>")]
    pub entries: Vec<Text>,
    /// Files that are not linted.
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<Text>,
    /// Owners that are known besides those that CODEOWNERS and the like name.
    #[schemars(with = "Vec<String>")]
    pub owners: Vec<Text>,
    /// Levels by rule: `allow`, `warn` or `deny`.
    pub levels: BTreeMap<String, Level>,
    /// Options by rule.
    pub rules: Options,
    /// The project's own APIs, written as in `rules/apis/*.toml`.
    pub api: Vec<Api>,
}
