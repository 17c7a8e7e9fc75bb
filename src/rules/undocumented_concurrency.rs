//! `undocumented-concurrency`: see `rules/undocumented-concurrency.md`.

use crate::config::Options;
use crate::docs::MapRow;
use crate::evidence::Evidence;
use crate::finding::{Finding, Related};
use crate::inventory::{Point, points};

/// One finding per concurrency point in no row, when there is a map at all.
pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let mut rows = evidence.docs.documents.iter().flat_map(|document| &document.map);
    let Some(first) = rows.next() else {
        return Vec::new();
    };
    let points = points(evidence);
    let undocumented = points.iter().filter(|point| point.rows.is_empty());
    undocumented.map(|point| finding(point, first)).collect()
}

fn finding(point: &Point<'_>, first: &MapRow) -> Finding {
    let message =
        format!("`{}` ({}) stands in no row of the concurrency map", point.code, point.kind);
    let file = &first.place.file;
    Finding {
        label: format!("a concurrency point: {}", point.kind),
        help: format!(
            "add a row that starts with `{}` and name its owner, or let `cargo golive inventory --write {file}` add it",
            point.code
        ),
        place: Some(point.place.clone()),
        item: point.code.clone(),
        related: vec![Related {
            place: first.place.clone(),
            message: "the concurrency map stands here".to_owned(),
        }],
        ..Finding::new(super::id::UNDOCUMENTED_CONCURRENCY, message)
    }
}
