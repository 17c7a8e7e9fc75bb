//! `undocumented-concurrency`: see `rules/undocumented-concurrency.md`.

use super::{Options, rule_id};
use crate::facts::{Facts, Finding, MapRow, Point, Related, RuleId};

pub(super) const ID: RuleId = rule_id!();

/// One finding per concurrency point in no row, when there is a map at all.
pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let Some(first) = facts.map_rows().next() else {
        return Vec::new();
    };
    let undocumented = facts.points.iter().filter(|point| point.rows.is_empty());
    undocumented.map(|point| finding(point, first)).collect()
}

fn finding(point: &Point, first: &MapRow) -> Finding {
    let message = format!("`{}` ({}) is not in the concurrency map", point.code, point.kind);
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
            message: "the concurrency map is here".to_owned(),
        }],
        ..Finding::new(ID, message)
    }
}
