//! A crate that starts concurrency in business code and has no executor at all.

use super::direct_spawn::bypasses;
use super::{Options, path_in, rule_id, uses};
use crate::facts::{Facts, Finding, PackageFacts, Related, RuleId, Site};

pub(super) const ID: RuleId = rule_id!();

/// How many places a finding shows; the message tells their number.
const SHOWN: usize = 5;

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let packages = facts.code.packages.iter().enumerate();
    packages.filter_map(|(index, package)| report(facts, index, package)).collect()
}

fn report(facts: &Facts, index: usize, package: &PackageFacts) -> Option<Finding> {
    let sites: Vec<&Site> =
        facts.code.sites.iter().filter(|site| site.package == index && bypasses(site)).collect();
    let first = sites.first()?;
    if !package.executors.is_empty() {
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

/// The executor of another package of the same workspace: of one that this package uses first, then the
/// one in the nearest folder. One that uses this package itself can't be used by it.
fn nearest_executor(facts: &Facts, package: &PackageFacts) -> Option<String> {
    let others = facts
        .code
        .packages
        .iter()
        .filter(|other| !other.executors.is_empty() && !uses(facts, other, package));
    let shared = |other: &PackageFacts| {
        let (a, b) = (other.manifest.as_str().split('/'), package.manifest.as_str().split('/'));
        a.zip(b).take_while(|(a, b)| a == b).count()
    };
    let nearest =
        others.max_by_key(|other| (package.dependencies.contains(&other.name), shared(other)))?;
    Some(path_in(nearest, &nearest.executors.first()?.path))
}
