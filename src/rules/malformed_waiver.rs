//! `malformed-waiver`: see `rules/malformed-waiver.md`.

use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::waivers::{FORM, Malformed};

pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    evidence.waivers.malformed.iter().map(report).collect()
}

fn report(malformed: &Malformed) -> Finding {
    let message = format!("this is meant as a waiver and is none: {}", malformed.reason);
    Finding {
        label: malformed.reason.clone(),
        help: format!(
            "write `{FORM}` on the line, or before the item or section, that it is about"
        ),
        place: Some(malformed.place.clone()),
        ..Finding::new(super::id::MALFORMED_WAIVER, message)
    }
}
