//! `golive.toml`: what a project says about itself.
//!
//! [`load`] reads `golive.toml` at the project's root, or `[workspace.metadata.golive]` or
//! `[package.metadata.golive]` in the manifest there, checks it against the project that was
//! discovered, and gives a [`Config`], or every problem of it at once. Without either it gives the
//! default. A `golive.toml` further down is not read: one run has one configuration.

mod lenient;
mod patterns;
mod problems;
mod schema;
mod services;
mod show;
mod text;
mod waivers;

use std::collections::BTreeMap;

use camino::Utf8Path;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::services::Declared;
use crate::checklist::words::Lang;
use crate::code::apis::Api;
use crate::finding::Level;
use crate::source::{FilePath, Text};
use crate::waivers::{Configured, Policy};
use crate::workspace::{PathGlobs, Project};

pub use problems::{ConfigErrors, Problem};
pub use show::{Known, effective};

/// What a project's configuration comes to, its patterns expanded.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The architecture documents; `None` when none were named, and they are to be guessed.
    pub docs: Option<Vec<FilePath>>,
    /// The templates of the architecture documents.
    pub templates: Vec<FilePath>,
    /// The operations files; `None` when none were named, and they are to be guessed.
    pub operations: Option<Vec<FilePath>>,
    /// The code that starts what it is handed.
    pub executors: Executors,
    /// Files whose functions count as entry points.
    pub entries: PathGlobs,
    /// Files that are not linted: for [`Project::leave_out`].
    pub exclude: PathGlobs,
    /// Owners that are known besides those that CODEOWNERS and the like name.
    pub owners: Vec<Text>,
    /// The file of the checklist.
    pub checklist: Option<FilePath>,
    /// The language of the checklist.
    pub lang: Lang,
    /// The services of the project.
    pub services: Vec<Declared>,
    /// The levels of single rules, by id.
    pub levels: BTreeMap<String, Level>,
    /// The options of single rules.
    pub options: Options,
    /// The waivers that stand in the configuration.
    pub waivers: Vec<Configured>,
    /// What waivers must say.
    pub waiver_policy: Policy,
    /// The project's own entries of the catalogue of APIs.
    pub apis: Vec<Api>,
    /// What is put before the names of all metrics where they are exported.
    pub metric_prefix: String,
}

/// Code that is declared to start what it is handed.
#[derive(Debug, Clone, Default)]
pub struct Executors {
    /// Files in which everything does.
    pub files: PathGlobs,
    /// Paths of functions, traits and types that do, starting with a crate's name or `crate`.
    pub items: Vec<String>,
}

/// Options of single rules, from `[rules.<id>]`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// `[rules.hardcoded-concurrency]`.
    pub hardcoded_concurrency: HardcodedConcurrency,
    /// `[rules.blocking-in-async]`.
    pub blocking_in_async: BlockingInAsync,
    /// `[rules.sublinear-scaling]`.
    pub sublinear_scaling: SublinearScaling,
    /// `[rules.stale-review]`.
    pub stale_review: StaleReview,
}

/// Options of `hardcoded-concurrency`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct HardcodedConcurrency {
    /// Report sizes that are only a formula of the machine.
    pub machine: bool,
    /// The smallest fixed number that is reported.
    pub minimum: u32,
}

impl Default for HardcodedConcurrency {
    fn default() -> Self {
        Self { machine: true, minimum: 1 }
    }
}

/// Options of `stale-review`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct StaleReview {
    /// How many months a review holds; without a limit when it is not set.
    pub months: Option<u32>,
}

/// Options of `blocking-in-async`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct BlockingInAsync {
    /// Report calls that block further down, in functions of the workspace.
    pub chains: bool,
}

impl Default for BlockingInAsync {
    fn default() -> Self {
        Self { chains: true }
    }
}

/// Options of `sublinear-scaling`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SublinearScaling {
    /// The least throughput of an instance at the largest tested count, as a share of that at the
    /// smallest.
    pub efficiency: f64,
}

impl Default for SublinearScaling {
    fn default() -> Self {
        Self { efficiency: 0.7 }
    }
}

/// The JSON Schema of `golive.toml`, which may name the rules `known_rules`.
pub fn schema(known_rules: &[&str]) -> serde_json::Value {
    let mut schema = schemars::schema_for!(schema::File).to_value();
    if let Some(levels) = schema.pointer_mut("/properties/levels") {
        levels["propertyNames"] = serde_json::json!({ "enum": known_rules });
    }
    schema
}

/// The file with the configuration of the project at `root`, if it has one.
pub fn file(root: &Utf8Path) -> Result<Option<FilePath>, ConfigErrors> {
    Ok(text::find(root)?.map(|text| text.file))
}

/// Loads the configuration of `project`, which may name the rules `known_rules`.
///
/// The project must be complete: [`Config::exclude`] is applied afterwards, so that a pattern that
/// matches nothing can be told from one that matches what is left out.
pub fn load(project: &Project, known_rules: &[&str]) -> Result<Config, ConfigErrors> {
    let Some(text) = text::find(&project.root)? else {
        return Ok(Config::default());
    };
    let (file, mut problems) = lenient::read(&text, known_rules);
    let config = patterns::resolve(file, project, &mut problems);
    problems.into_result(config)
}
