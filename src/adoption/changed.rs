//! Which findings lie on changes.

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::facts::{FilePath, Finding, Line, Place};
use crate::readers::rust::item_around;
use crate::workspace::Changed;

/// Deals `findings` out: those on changes, and the number of the others.
///
/// A finding lies on a change when its item was changed, or one of the places that explain it; in what
/// is no code, when its file was. One about the project as a whole lies on any change of a
/// document, an operations file or the configuration: `speaks` says which files those are.
pub(crate) fn on_changes(
    root: &Utf8Path,
    findings: Vec<Finding>,
    changed: &Changed,
    speaks: impl Fn(&FilePath) -> bool,
) -> (Vec<Finding>, usize) {
    let mut texts: BTreeMap<FilePath, String> = BTreeMap::new();
    let documents_changed = changed.files().any(speaks);
    let mut is_changed = |place: &Place| {
        if !changed.holds(&place.file) {
            return false;
        }
        if !place.file.as_str().ends_with(".rs") {
            return true;
        }
        let text = texts
            .entry(place.file.clone())
            .or_insert_with(|| std::fs::read_to_string(place.file.under(root)).unwrap_or_default());
        let (first, last): (Line, Line) = item_around(text, place.byte_range().start)
            .unwrap_or((place.start.line, place.end.line));
        changed.touches(&place.file, first, last)
    };
    let (kept, left_out): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(|finding| match &finding.place {
            None => documents_changed,
            Some(place) => {
                let related = finding.related.iter().map(|related| &related.place);
                std::iter::once(place).chain(related).any(&mut is_changed)
            }
        });
    (kept, left_out.len())
}
