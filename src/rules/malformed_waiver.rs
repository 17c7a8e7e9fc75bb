//! `malformed-waiver`: see `rules/malformed-waiver.md`.

use super::{Options, rule_id};
use crate::facts::{Facts, Finding, MalformedWaiver, RuleId, WAIVER_FORM};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    facts.waivers.malformed.iter().map(report).collect()
}

fn report(malformed: &MalformedWaiver) -> Finding {
    let message = format!("malformed waiver: {}", malformed.reason);
    Finding {
        label: malformed.reason.clone(),
        help: format!(
            "write `{WAIVER_FORM}` on the line, or before the item or section, that it is about"
        ),
        place: Some(malformed.place.clone()),
        ..Finding::new(ID, message)
    }
}
