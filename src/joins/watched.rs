//! Whether the code emits a metric that somebody watches.
//!
//! The metrics of the code, the recording rules and what is known about the packages go in; what
//! comes out for each watched name is one of five answers. `Dead` is only said when nothing speaks
//! against it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::mentions;
use super::metric_names::{bare, exported};
use crate::embedded;
use crate::facts::{
    Emission, Facts, Mentions, Metric, MetricName, SourceText, Unfollowed, Watched,
};
use crate::workspace::Project;

/// The metrics that are watched in `facts`, in the order of alerts, recording rules and maps. What the code of
/// `project` mentions is not told to be dead; exporters put `metric_prefix` before all names.
pub(crate) fn watched(facts: &Facts, project: &Project, metric_prefix: &str) -> Vec<Watched> {
    let emitted = Emitted::new(facts, metric_prefix);
    let names = names(facts).cloned();
    let mut watched: Vec<Watched> =
        names.map(|name| Watched { emission: emitted.emission_of(&name.text), name }).collect();
    let dead = watched.iter().filter(|watched| watched.emission == Emission::Dead);
    let dead: BTreeSet<String> = dead.flat_map(|watched| spoken(&watched.name.text)).collect();
    if !dead.is_empty() {
        let sources = project.packages().flat_map(|package| &package.sources);
        let wanted = Mentions { metrics: dead, ..Mentions::default() };
        let mentioned = mentions::find(&project.root, sources, &wanted).metrics;
        for watched in &mut watched {
            let is_mentioned = || spoken(&watched.name.text).any(|name| mentioned.contains(&name));
            if watched.emission == Emission::Dead && is_mentioned() {
                let why = "the code mentions it, but does not emit it".to_owned();
                watched.emission = Emission::Unknown(why);
            }
        }
    }
    watched
}

/// What is known of the names of metrics, from `rules/metrics.toml`.
static KNOWN: LazyLock<KnownNames> = LazyLock::new(|| {
    toml::from_str(embedded::text("metrics.toml"))
        .expect("rules/metrics.toml is embedded and a test reads it")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownNames {
    /// The first words of the metrics that exporters and libraries bring.
    others: Vec<String>,
    /// How the metrics of collectors of the process end.
    process: Vec<String>,
    /// Crates that put a unit of the project's own behind a name.
    units: Vec<String>,
}

/// How the code may mention the metric `name`: with or without what an exporter adds.
fn spoken(name: &str) -> impl Iterator<Item = String> {
    let inner = Some(bare(name)).filter(|inner| inner.contains('_'));
    std::iter::once(exported(name)).chain(inner)
}

/// The metrics of a project, as questions are asked of them.
struct Emitted<'e> {
    facts: &'e Facts,
    by_bare_name: FxHashMap<String, &'e Metric>,
    /// Metrics that are written by hand. They make no other name dead.
    by_hand: FxHashSet<String>,
    /// Metrics whose names are known in part.
    partly: Vec<(&'e Metric, String, String)>,
    /// The words with which all metrics of a package start.
    namespaces: FxHashSet<String>,
    recorded: FxHashSet<&'e str>,
    /// Why nothing can be said to be dead.
    unread: Option<String>,
}

impl<'e> Emitted<'e> {
    fn new(facts: &'e Facts, metric_prefix: &str) -> Self {
        let prefix = exported(metric_prefix);
        let mut emitted = Self {
            facts,
            by_bare_name: FxHashMap::default(),
            by_hand: FxHashSet::default(),
            partly: Vec::new(),
            namespaces: FxHashSet::default(),
            recorded: facts.ops.recordings.iter().map(|r| r.name.text.as_str()).collect(),
            unread: unread(facts),
        };
        let mut names_of: FxHashMap<usize, BTreeSet<String>> = FxHashMap::default();
        for metric in &facts.code.metrics {
            match &metric.name {
                MetricName::Known(name) if metric.by_hand => {
                    emitted.by_hand.insert(bare(&format!("{prefix}{name}")));
                }
                MetricName::Known(name) => {
                    let name = bare(&format!("{prefix}{name}"));
                    names_of.entry(metric.package).or_default().insert(name.clone());
                    emitted.by_bare_name.entry(name).or_insert(metric);
                }
                MetricName::Unknown { prefix: start, suffix } => {
                    let start = exported(start);
                    let start = if start.is_empty() { start } else { format!("{prefix}{start}") };
                    emitted.partly.push((metric, start, exported(suffix)));
                }
            }
        }
        emitted.namespaces = names_of.values().filter_map(namespace).collect();
        emitted
    }

    /// What the code says about the metric `name`.
    fn emission_of(&self, name: &str) -> Emission {
        let written = exported(name);
        let wanted = bare(&written);
        if self.recorded.contains(name.trim()) || written.contains(':') {
            return Emission::Recorded;
        }
        if self.by_bare_name.contains_key(&wanted) || self.by_hand.contains(&wanted) {
            return Emission::Emitted;
        }
        if !self.is_own(&written) {
            return Emission::OfOthers;
        }
        if let Some(why) = &self.unread {
            return Emission::Unknown(why.clone());
        }
        // A registry may put a prefix before all names.
        let mut inner = wanted.as_str();
        while let Some((_, rest)) = inner.split_once('_') {
            if let Some(metric) = self.by_bare_name.get(rest).filter(|_| rest.contains('_')) {
                let why = format!("{} emits `{rest}`, to which a prefix may be put", at(metric));
                return Emission::Unknown(why);
            }
            inner = rest;
        }
        let outer =
            wanted.rsplit_once('_').and_then(|(outer, _)| self.by_bare_name.get_key_value(outer));
        if let Some((name, metric)) = outer.filter(|_| self.may_add_units()) {
            let why = format!("{} emits `{name}`, behind which a unit may be put", at(metric));
            return Emission::Unknown(why);
        }
        let maybe = self.partly.iter().find(|(_, prefix, suffix)| {
            written.starts_with(prefix.as_str())
                && (written.ends_with(suffix.as_str()) || wanted.ends_with(&bare(suffix)))
        });
        if let Some((metric, ..)) = maybe {
            return Emission::Unknown(format!(
                "{} emits a metric whose name can't be followed",
                at(metric)
            ));
        }
        Emission::Dead
    }

    fn may_add_units(&self) -> bool {
        let packages = self.facts.code.packages.iter();
        let mut crates = packages.flat_map(|package| &package.metric_crates);
        crates.any(|found| KNOWN.units.iter().any(|name| name == found.name))
    }

    /// True when `name` starts as the project's own metrics do.
    fn is_own(&self, name: &str) -> bool {
        let first = first_word(name);
        let of_process = KNOWN.process.iter().any(|end| name.ends_with(end));
        let of_others = KNOWN.others.iter().any(|word| word == first);
        if of_process || of_others || !name.contains('_') || self.by_bare_name.is_empty() {
            return false;
        }
        let named_like = |package: &str| {
            let package = package.replace('-', "_");
            name.strip_prefix(package.as_str()).is_some_and(|rest| rest.starts_with('_'))
        };
        self.namespaces.contains(first)
            || self.facts.code.packages.iter().any(|package| named_like(&package.name))
    }
}

/// The word with which all of the metrics `names` of a package start; one metric alone shows none.
fn namespace(names: &BTreeSet<String>) -> Option<String> {
    let first = first_word(names.first()?);
    let is_shared = names.len() > 1 && names.iter().all(|name| first_word(name) == first);
    is_shared.then(|| first.to_owned())
}

/// The metrics that alerts, recording rules and concurrency maps name, each with its place.
fn names(facts: &Facts) -> impl Iterator<Item = &SourceText> {
    let alerts = facts.ops.alerts.iter().flat_map(|alert| &alert.metrics);
    let recordings = facts.ops.recordings.iter().flat_map(|recording| &recording.metrics);
    let rows = facts.docs.documents.iter().flat_map(|document| &document.map);
    let cells = rows.flat_map(|row| &row.metrics).filter(|cell| is_name(&cell.text));
    alerts.chain(recordings).chain(cells)
}

/// False for prose in the column of the metrics.
fn is_name(cell: &str) -> bool {
    let name = cell.split('{').next().unwrap_or_default().trim();
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.:-".contains(c))
}

/// The watched metrics of which it is unknown whether the code emits them.
pub(crate) fn unfollowed(watched: &[Watched]) -> impl Iterator<Item = Unfollowed> {
    watched.iter().filter_map(|Watched { name, emission }| match emission {
        Emission::Unknown(why) => Some(Unfollowed {
            place: name.place.clone(),
            what: format!("can't tell whether the code emits `{}`: {why}", name.text),
        }),
        _ => None,
    })
}

fn unread(facts: &Facts) -> Option<String> {
    let packages = &facts.code.packages;
    let crates = packages.iter().flat_map(|package| &package.metric_crates);
    if let Some(found) = crates.into_iter().find(|found| !found.read) {
        return Some(format!("metrics that go through `{}` are not read", found.name));
    }
    let whole = packages.iter().all(|package| package.selected);
    (!whole).then(|| "only some of the packages were read".to_owned())
}

fn first_word(name: &str) -> &str {
    name.split('_').next().unwrap_or_default()
}

fn at(metric: &Metric) -> String {
    format!("`{}:{}`", metric.place.file, metric.place.start.line)
}
