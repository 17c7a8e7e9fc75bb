//! The inventory: every concurrency point of the code, joined with what documents, alert rules and
//! owners files say of it.
//!
//! Facts go in; one [`Point`] per item of the code and kind of resource comes out, in the order of their
//! places, each with the rows of the concurrency maps that cover it. [`rows`] says what a row covers.

pub(crate) mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::rows::RowEntry;
use super::metric_names::bare;
use super::owners::owners_of;
use crate::facts::{Alert, Facts, MapRow, PackageFacts, Point, Provenance, Role, Site};

/// The concurrency points of `facts`, in the order of their places.
pub(crate) fn points(facts: &Facts) -> Vec<Point> {
    let mut found: BTreeMap<(usize, &str, String), &Site> = BTreeMap::new();
    for site in facts.code.sites.iter().filter(|site| is_point(site)) {
        let point = found.entry((site.package, &site.item, kind(site))).or_insert(site);
        if point.size.is_none() && site.size.is_some() {
            *point = site;
        }
    }
    let sized: Vec<(usize, &str)> = found
        .iter()
        .filter(|(_, site)| site.size.is_some())
        .map(|((package, item, _), _)| (*package, *item))
        .collect();
    // Where a runtime or pool is sized it is one point, and not two.
    found.retain(|(package, item, _), site| {
        !site.api.is(Role::Runtime) || site.size.is_some() || !sized.contains(&(*package, *item))
    });
    let rows: Vec<(&Arc<MapRow>, Vec<RowEntry<'_>>)> = facts
        .docs
        .documents
        .iter()
        .flat_map(|document| &document.map)
        .map(|row| (row, row.code.iter().map(|code| RowEntry::new(&code.text)).collect()))
        .collect();
    let mut points: Vec<Point> = found
        .into_iter()
        .filter_map(|((package, item, kind), site)| {
            let package = facts.code.packages.get(package)?;
            Some(point(facts, &rows, package, item, kind, site))
        })
        .collect();
    points.sort_by(|a, b| (&a.place, &a.kind).cmp(&(&b.place, &b.kind)));
    points
}

fn point(
    facts: &Facts,
    rows: &[(&Arc<MapRow>, Vec<RowEntry<'_>>)],
    package: &Arc<PackageFacts>,
    item: &str,
    kind: String,
    site: &Site,
) -> Point {
    let mut point = Point {
        place: site.place.clone(),
        package: Arc::clone(package),
        code: package.named(&site.place.file, item),
        kind,
        api: Arc::clone(&site.api),
        size: site.size.clone(),
        rows: Vec::new(),
        metrics: Vec::new(),
        alerts: Vec::new(),
        owner: None,
    };
    let covering =
        rows.iter().filter(|(_, entries)| entries.iter().any(|entry| entry.covers(&point)));
    point.rows = covering.map(|(row, _)| Arc::clone(row)).collect();
    let metrics = point.rows.iter().flat_map(|row| &row.metrics);
    point.metrics = distinct(metrics.map(|metric| &metric.text));
    let written = point.rows.iter().flat_map(|row| &row.alerts).map(|alert| &alert.text);
    let joined = facts.ops.alerts.iter().filter(|alert| reads_one_of(alert, &point.metrics));
    point.alerts = distinct(written.chain(joined.map(|alert| &alert.name.text)));
    point.owner = owner(facts, &point);
    point
}

/// True for what is a concurrency point: what starts work or sizes, queues or runs it; not what
/// waits for it, and no hand-off.
fn is_point(site: &Site) -> bool {
    let roles = [Role::Start, Role::Size, Role::Queue, Role::Runtime];
    let is_signal = site.size.as_ref().is_some_and(|size| size.provenance == Provenance::Signal);
    roles.into_iter().any(|role| site.api.is(role)) && !site.api.is(Role::Block) && !is_signal
}

fn kind(site: &Site) -> String {
    let api = &site.api;
    let kind = match &api.size {
        Some(_) if api.is(Role::Queue) => "bounded queue",
        None if api.is(Role::Queue) => "unbounded queue",
        // `#[tokio::main]` without a number.
        Some(_) if api.is(Role::Runtime) && site.size.is_none() => "runtime",
        _ => api.noun(),
    };
    kind.to_owned()
}

fn owner(facts: &Facts, point: &Point) -> Option<String> {
    let written = point.rows.iter().find_map(|row| row.owner.as_ref());
    written.map(|owner| owner.text.clone()).or_else(|| {
        let owners = owners_of(&facts.ops.code_owners, &point.place.file);
        let names: Vec<&str> = owners.iter().map(|owner| owner.text.as_str()).collect();
        (!names.is_empty()).then(|| names.join(" "))
    })
}

/// True when `alert` reads one of `metrics`, whatever suffix an exporter adds.
pub(crate) fn reads_one_of<M: AsRef<str>>(alert: &Alert, metrics: &[M]) -> bool {
    let read = alert.metrics.iter().map(|metric| bare(&metric.text));
    read.into_iter().any(|read| metrics.iter().any(|metric| bare(metric.as_ref()) == read))
}

fn distinct<'e>(names: impl Iterator<Item = &'e String>) -> Vec<String> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(name) {
            distinct.push(name.clone());
        }
    }
    distinct
}
