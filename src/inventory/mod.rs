//! The inventory: every concurrency point of the code, joined with what documents, alert rules and
//! owners files say of it.
//!
//! Evidence goes in; one [`Point`] per item of the code and kind of resource comes out, in the
//! order of their places, each with the rows of the concurrency maps that cover it. [`rows`] says what a
//! row covers, [`write`] keeps the map of a document up to date.

mod kinds;
pub mod rows;
pub mod write;

use std::collections::BTreeMap;

use crate::code::apis::Role;
use crate::code::metrics::bare;
use crate::code::sites::{PackageEvidence, Provenance, Site, Size};
use crate::docs::MapRow;
use crate::evidence::Evidence;
use crate::ops::Alert;
use crate::source::Place;

/// One concurrency point: an item of the code that starts, sizes or queues work in one way.
#[derive(Debug, Clone)]
pub struct Point<'e> {
    /// The first place in the item.
    pub place: &'e Place,
    /// Its package.
    pub package: &'e PackageEvidence,
    /// The item, as documents write it: `orders::intake::Intake::new`.
    pub code: String,
    /// What it is: `bounded queue`, `task`, `runtime worker threads`.
    pub kind: String,
    /// Its concurrency model: `tokio`, `threads`.
    pub model: &'e str,
    /// What the API that makes it does.
    pub roles: &'e [Role],
    /// What sizes it, when it has a size.
    pub size: Option<&'e Size>,
    /// The rows of concurrency maps that cover it.
    pub rows: Vec<&'e MapRow>,
    /// The metrics that show it.
    pub metrics: Vec<&'e str>,
    /// The alerts on it.
    pub alerts: Vec<&'e str>,
    /// Who owns it.
    pub owner: Option<String>,
}

impl Point<'_> {
    /// Its size for people: `32`, `from the machine`, `configured`; `None` when it has none.
    pub fn size_text(&self) -> Option<String> {
        Some(match &self.size?.provenance {
            Provenance::Fixed(Some(number)) => number.to_string(),
            Provenance::Fixed(None) => "fixed in the code".to_owned(),
            Provenance::Machine => "from the machine".to_owned(),
            Provenance::Configured(_) => "configured".to_owned(),
            Provenance::Signal => "hand-off".to_owned(),
            Provenance::Unknown(_) => "unknown".to_owned(),
        })
    }

    /// The setting that sizes it, when there is one.
    pub fn setting(&self) -> Option<&str> {
        match &self.size?.provenance {
            Provenance::Configured(setting) => Some(setting),
            _ => None,
        }
    }
}

/// The concurrency points of `evidence`, in the order of their places.
pub fn points(evidence: &Evidence) -> Vec<Point<'_>> {
    let rows: Vec<&MapRow> = evidence.docs.documents.iter().flat_map(|d| &d.map).collect();
    let mut found: BTreeMap<(usize, &str, String), &Site> = BTreeMap::new();
    for site in evidence.code.sites.iter().filter(|site| is_point(site)) {
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
    let mut points: Vec<Point<'_>> = found
        .into_iter()
        .filter_map(|((package, item, kind), site)| {
            let package = evidence.code.packages.get(package)?;
            Some(point(evidence, &rows, package, item, kind, site))
        })
        .collect();
    points.sort_by(|a, b| (a.place, &a.kind).cmp(&(b.place, &b.kind)));
    points
}

fn point<'e>(
    evidence: &'e Evidence,
    rows: &[&'e MapRow],
    package: &'e PackageEvidence,
    item: &str,
    kind: String,
    site: &'e Site,
) -> Point<'e> {
    let mut point = Point {
        place: &site.place,
        package,
        code: in_words_of_documents(package.crate_of(&site.place.file), item),
        kind,
        model: site.api.model.as_deref().unwrap_or_default(),
        roles: &site.api.role,
        size: site.size.as_ref(),
        rows: Vec::new(),
        metrics: Vec::new(),
        alerts: Vec::new(),
        owner: None,
    };
    point.rows = rows.iter().copied().filter(|row| rows::covers(row, &point)).collect();
    let metrics = point.rows.iter().flat_map(|row| &row.metrics);
    point.metrics = distinct(metrics.map(|metric| metric.text.as_str()));
    let written = point.rows.iter().flat_map(|row| &row.alerts).map(|alert| alert.text.as_str());
    let joined = evidence.ops.alerts.iter().filter(|alert| reads_one_of(alert, &point.metrics));
    point.alerts = distinct(written.chain(joined.map(|alert| alert.name.text.as_str())));
    point.owner = owner(evidence, &point);
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

/// `crate::intake::Intake` with the name of its crate.
fn in_words_of_documents(crate_name: &str, item: &str) -> String {
    match item.strip_prefix("crate") {
        Some(rest) => format!("{crate_name}{rest}"),
        None => item.to_owned(),
    }
}

fn owner(evidence: &Evidence, point: &Point<'_>) -> Option<String> {
    let written = point.rows.iter().find_map(|row| row.owner.as_ref());
    written.map(|owner| owner.text.clone()).or_else(|| {
        let owners = evidence.ops.owners_of(&point.place.file);
        let names: Vec<&str> = owners.iter().map(|owner| owner.text.as_str()).collect();
        (!names.is_empty()).then(|| names.join(" "))
    })
}

/// True when `alert` reads one of `metrics`, whatever suffix an exporter adds.
pub fn reads_one_of(alert: &Alert, metrics: &[&str]) -> bool {
    let read = alert.metrics.iter().map(|metric| bare(&metric.text));
    read.into_iter().any(|read| metrics.iter().any(|metric| bare(metric) == read))
}

fn distinct<'e>(names: impl Iterator<Item = &'e str>) -> Vec<&'e str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}
