//! `unobserved-resource`: see `rules/unobserved-resource.md`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Options, rule_id};
use crate::facts::{
    Confidence, Facts, Finding, MapRow, Point, Provenance, Related, Role, RuleId, Site,
};

pub(super) const ID: RuleId = rule_id!();

/// How many further sites a finding shows.
const MOST: usize = 5;

/// One finding per row without a metric, and one per package of a project that has no metrics.
pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let mut findings = rows(facts);
    findings.extend(packages(facts));
    findings
}

/// Rows of concurrency maps whose cell for the metric is blank.
fn rows(facts: &Facts) -> Vec<Finding> {
    let blank = facts.map_rows().filter(|row| row.asks_for_metric && row.metrics.is_empty());
    blank.filter_map(|row| row_without_metric(row, &facts.points)).collect()
}

fn row_without_metric(row: &Arc<MapRow>, points: &[Point]) -> Option<Finding> {
    let point = points.iter().find(|point| point.rows.contains(row))?;
    Some(Finding {
        label: "the cell for its metric is blank".to_owned(),
        help: "name the metric that shows how full or busy it is, and emit one when there is none"
            .to_owned(),
        place: Some(row.place.clone()),
        item: point.code.clone(),
        related: vec![Related {
            place: point.place.clone(),
            message: format!("the {} is here", point.kind),
        }],
        ..Finding::new(ID, format!("no metric shows `{}`", point.code))
    })
}

/// The packages that size something in a project that emits no metric at all.
fn packages(facts: &Facts) -> Vec<Finding> {
    let code = &facts.code;
    let whole = code.packages.iter().all(|package| package.selected);
    let has_metrics = code.packages.iter().any(|package| !package.metric_crates.is_empty());
    if !whole || has_metrics || !code.metrics.is_empty() {
        return Vec::new();
    }
    let mut by_package: BTreeMap<usize, Vec<&Site>> = BTreeMap::new();
    for site in code.sites.iter().filter(|site| is_resource(site)) {
        by_package.entry(site.package).or_default().push(site);
    }
    by_package.into_values().filter_map(|sites| without_metrics(facts, &sites)).collect()
}

/// True for what is created with a size.
fn is_resource(site: &Site) -> bool {
    let is_sized = site.size.as_ref().is_some_and(|size| size.provenance != Provenance::Signal);
    let roles = [Role::Size, Role::Queue, Role::Runtime];
    is_sized && roles.into_iter().any(|role| site.api.is(role)) && site.confidence > Confidence::Low
}

fn without_metrics(facts: &Facts, sites: &[&Site]) -> Option<Finding> {
    let (first, others) = sites.split_first()?;
    let package = facts.code.packages.get(first.package)?;
    let shown = others.iter().take(MOST).map(|site| Related {
        place: site.place.clone(),
        message: format!("`{}` here", site.api.short()),
    });
    let message = format!(
        "`{}` sizes queues, pools or permits, and no metric was found in the project",
        package.name
    );
    let label = format!("nobody sees how full or busy this {} gets", first.api.short());
    let help = "emit how full or busy each of them is, for example with the `metrics` crate. Looked for were crates for \
                metrics, such as `metrics`, `prometheus` and `opentelemetry`, and macros and functions of the project \
                such as `gauge`, `counter` and `incr` that are handed a name: declare what else emits metrics under \
                `[[metric]]` in golive.toml";
    let finding = super::at_site(first, ID, message, &label, help);
    Some(Finding { related: shown.collect(), ..finding })
}
