//! `golive.toml`: what a project says about itself.
//!
//! [`load`] reads `golive.toml` at the project's root, or `[workspace.metadata.golive]` or
//! `[package.metadata.golive]` in the manifest there, checks it against the project that was
//! discovered, and gives a [`Config`], or every problem of it at once. Without either it gives the
//! default. A `golive.toml` further down is not read: one run has one configuration.

mod globs;
mod lenient;
mod packages;
mod patterns;
mod problems;
mod schema;
mod services;
mod show;
#[cfg(test)]
mod tests;
mod text;
mod waivers;

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::facts::{
    Api, ConfiguredWaiver, Declared, FilePath, Lang, Level, PackageKind, PathGlobs, SourceText,
    WaiverPolicy,
};
use crate::rules;
use crate::workspace::Project;

pub(crate) use problems::ConfigErrors;
pub(crate) use show::{EffectiveValue, effective};

/// What a project's configuration comes to, its patterns expanded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Config {
    /// The architecture documents; `None` when none were named, and they are to be guessed.
    pub docs: Option<Vec<FilePath>>,
    /// The templates of the architecture documents.
    pub templates: Vec<FilePath>,
    /// The operations files; `None` when none were named, and they are to be guessed.
    pub operations: Option<Vec<FilePath>>,
    /// What it says about the code and the services.
    pub declared: Declared,
    /// What packages are, by their names: for [`Project::declare`].
    pub packages: BTreeMap<String, PackageKind>,
    /// Files that are not linted: for [`Project::leave_out`].
    pub exclude: PathGlobs,
    /// Owners that are known besides those that CODEOWNERS and the like name.
    pub owners: Vec<SourceText>,
    /// The file of the checklist.
    pub checklist: Option<FilePath>,
    /// The language of the checklist.
    pub lang: Lang,
    /// The levels of single rules, by id.
    pub levels: BTreeMap<String, Level>,
    /// The options of single rules.
    pub options: rules::Options,
    /// The waivers that are in the configuration.
    pub waivers: Vec<ConfiguredWaiver>,
    /// What waivers must say.
    pub waiver_policy: WaiverPolicy,
    /// The project's own entries of the catalogue of APIs.
    pub apis: Vec<Api>,
}

/// The JSON Schema of `golive.toml`, which may name the rules `known_rules`.
pub(crate) fn schema(known_rules: &[&str]) -> serde_json::Value {
    let mut schema = schemars::schema_for!(schema::File).to_value();
    if let Some(levels) = schema.pointer_mut("/properties/levels") {
        levels["propertyNames"] = serde_json::json!({ "enum": known_rules });
    }
    schema
}

/// The file with the configuration of the project at `root`, if it has one.
pub(crate) fn file(root: &Utf8Path) -> Result<Option<FilePath>, ConfigErrors> {
    Ok(text::find(root)?.map(|text| text.file))
}

/// Loads the configuration of `project`, which may name the rules `known_rules`.
///
/// The project must be complete: [`Config::exclude`] is applied afterwards, so that a pattern that
/// matches nothing can be told from one that matches what is left out.
pub(crate) fn load(project: &Project, known_rules: &[&str]) -> Result<Config, ConfigErrors> {
    let Some(text) = text::find(&project.root)? else {
        return Ok(Config::default());
    };
    let (file, mut problems) = lenient::read(&text, known_rules);
    let config = patterns::resolve(file, project, &mut problems);
    problems.into_result(config)
}
