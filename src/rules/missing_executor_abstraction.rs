//! A crate that starts concurrency in business code and has no executor at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::direct_spawn::bypasses;
use super::rule_id;
use crate::facts::{Facts, Finding, Offered, PackageFacts, Related, RuleId, Site};

pub(super) const ID: RuleId = rule_id!();

/// Options of `missing-executor-abstraction`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(inline)]
pub(crate) struct Options {
    /// In how many places a crate starts work, at the least, to be reported.
    pub least_starts: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { least_starts: 3 }
    }
}

/// How many places a finding shows; the message tells their number.
const SHOWN: usize = 5;

pub(super) fn check(facts: &Facts, options: &super::Options) -> Vec<Finding> {
    let least = options.missing_executor_abstraction.least_starts;
    let packages = facts.code.packages.iter().enumerate();
    packages.filter_map(|(index, package)| report(facts, index, package, least)).collect()
}

fn report(facts: &Facts, index: usize, package: &PackageFacts, least: usize) -> Option<Finding> {
    let sites: Vec<&Site> =
        facts.code.sites.iter().filter(|site| site.package == index && bypasses(site)).collect();
    let first = sites.first()?;
    if !package.executors.is_empty() || sites.len() < least {
        return None;
    }
    let places =
        if sites.len() == 1 { "place".to_owned() } else { format!("{} places", sites.len()) };
    let count = if sites.len() == 1 { "one " } else { "" };
    let help = match nearest_executor(facts, package) {
        Some(executor) => format!("start work through `{executor}`, the workspace's own executor"),
        None => "define a function or trait that starts the work it is handed, and start everything through it; \
                 declare it under `executors` in golive.toml when the linter does not see it"
            .to_owned(),
    };
    Some(Finding {
        label: "started here, past any executor".to_owned(),
        help,
        place: Some(first.place.clone()),
        item: package.name.clone(),
        whole_item: true,
        related: sites
            .iter()
            .skip(1)
            .take(SHOWN - 1)
            .map(|site| Related { place: site.place.clone(), message: "and here".to_owned() })
            .collect(),
        ..Finding::new(
            ID,
            format!(
                "`{}` starts concurrency in {count}{places} of business code and has no executor",
                package.name
            ),
        )
    })
}

/// The executor of another package of the workspace that this one depends on, and that it sees; of several, of the one in the
/// nearest folder.
fn nearest_executor(facts: &Facts, package: &PackageFacts) -> Option<String> {
    let shared = |other: &PackageFacts| {
        let (a, b) = (other.manifest.as_str().split('/'), package.manifest.as_str().split('/'));
        a.zip(b).take_while(|(a, b)| a == b).count()
    };
    let others = facts.code.packages.iter();
    let others = others.filter(|other| package.dependencies.contains(&other.name));
    let offered = others.filter_map(|other| {
        let mut executors = other.executors.iter();
        let seen = executors.find(|executor| executor.offered == Offered::Everybody)?;
        Some((other, seen))
    });
    let (nearest, executor) = offered.max_by_key(|(other, _)| shared(other))?;
    Some(nearest.named(&executor.place.file, &executor.path))
}
