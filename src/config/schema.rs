//! The keys of `golive.toml`, as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::value::Datetime;

use crate::facts::{Api, Form, Lang, Level, MetricApi, MetricKind, PackageKind, Role};
use crate::rules::Options;

/// A text with its place in the file.
pub(super) type SpannedText = Spanned<String>;

/// A text, or a list of them.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a text or a list of texts")]
pub(super) enum OneOrMore {
    /// One.
    One(String),
    /// Several.
    More(Vec<String>),
}

impl OneOrMore {
    /// All texts of `value`, each at the place of all of it.
    pub(super) fn texts(value: Spanned<Self>) -> Vec<SpannedText> {
        let span = value.span();
        let texts = match value.into_inner() {
            Self::One(text) => vec![text],
            Self::More(texts) => texts,
        };
        texts.into_iter().map(|text| Spanned::new(span.clone(), text)).collect()
    }
}

/// One `golive.toml`. Patterns are globs relative to the project's root; one that names a folder
/// covers all in it.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "golive.toml")]
pub(super) struct File {
    /// Architecture documents: files or globs.
    #[schemars(with = "Option<Vec<String>>")]
    pub docs: Option<Vec<SpannedText>>,
    /// The templates of the architecture documents, a file or a list of files or globs: a text that one of them
    /// has too is no answer.
    #[schemars(with = "Option<OneOrMore>")]
    pub template: Option<Spanned<OneOrMore>>,
    /// Operations files: alert rules, owners, load-test results.
    #[schemars(with = "Option<Vec<String>>")]
    pub operations: Option<Vec<SpannedText>>,
    /// Code that starts what it is handed: files, globs, or paths of items (`my_crate::exec::Pool`).
    #[schemars(with = "Vec<String>")]
    pub executors: Vec<SpannedText>,
    /// Files whose functions count as entry points.
    #[schemars(with = "Vec<String>")]
    pub entries: Vec<SpannedText>,
    /// Files that are not linted.
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<SpannedText>,
    /// Owners that are known besides those that CODEOWNERS and the like name.
    #[schemars(with = "Vec<String>")]
    pub owners: Vec<SpannedText>,
    /// The file of the checklist, relative to the project's root.
    pub checklist: Option<String>,
    /// The language of the checklist.
    pub lang: Lang,
    /// Levels by rule: `allow`, `warn` or `deny`.
    pub levels: BTreeMap<String, Level>,
    /// Options by rule.
    pub rules: Options,
    /// Findings that are accepted.
    pub waiver: Vec<Waiver>,
    /// What waivers must say.
    pub waivers: Policy,
    /// The services of the project.
    pub service: Vec<Service>,
    /// What packages are whose code or name does not tell.
    pub package: Vec<Package>,
    /// Which code is looked at.
    pub scope: Scope,
    /// The project's own APIs, written as in `rules/apis/*.toml`.
    pub api: Vec<Api>,
    /// The project's own functions and macros that emit metrics.
    pub metric: Vec<OwnMetric>,
    /// What is put before the names of all metrics where they are exported: `orders_`.
    #[serde(rename = "metric-prefix")]
    pub metric_prefix: String,
}

/// A function or macro of the project that emits a metric.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnMetric {
    /// Its path, starting with a crate's name or `crate`: `crate::stats::count`.
    pub path: String,
    /// How it is written: `function` (the default), `method` or `macro`.
    #[serde(default)]
    pub form: Form,
    /// The argument that is the metric's name, from 0.
    #[serde(default)]
    pub name: usize,
    /// What it measures with: `counter`, `gauge` or `histogram`.
    #[serde(default)]
    pub kind: MetricKind,
}

impl OwnMetric {
    /// As an entry of the catalogue.
    pub(super) fn api(&self) -> Api {
        Api {
            path: self.path.clone(),
            role: vec![Role::Metric],
            form: self.form,
            metric: Some(MetricApi { name: self.name, kind: self.kind, ..MetricApi::default() }),
            ..Api::default()
        }
    }
}

/// A service of the project.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    /// Its name.
    #[schemars(with = "String")]
    pub name: SpannedText,
    /// Its packages: names or globs of names.
    #[schemars(with = "Vec<String>")]
    pub packages: Vec<SpannedText>,
    /// Who answers for it.
    pub owner: Option<String>,
}

/// What a package is.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Package {
    /// Its name.
    #[schemars(with = "String")]
    pub name: SpannedText,
    /// What it is: `tests`, `tool` or `service`.
    pub kind: PackageKind,
}

/// Which code is looked at.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Scope {
    /// The packages: `live` leaves out those that no service depends on, where there is a service.
    pub packages: ScopedPackages,
}

/// Which packages are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ScopedPackages {
    /// Those of services, and those that they depend on; all where there is no service.
    #[default]
    Live,
    /// All of them.
    All,
}

/// A finding that is accepted, or several alike.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Waiver {
    /// The rule.
    #[schemars(with = "String")]
    pub rule: SpannedText,
    /// A file or glob; without it, findings about the project as a whole are accepted.
    #[schemars(with = "Option<String>")]
    pub path: Option<SpannedText>,
    /// The path of an item, `crate::net::run`; without it, all of the file.
    pub item: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day, `2027-03-31`.
    #[schemars(with = "Option<String>")]
    pub until: Option<Datetime>,
}

/// What waivers must say beside their reason.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Policy {
    /// Every waiver names an owner.
    pub require_owner: bool,
    /// Every waiver has a last day.
    pub require_until: bool,
    /// How far from today that day may be: `180 days`.
    #[schemars(with = "Option<String>")]
    pub longest: Option<SpannedText>,
}
