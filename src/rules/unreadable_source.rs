//! A file that could not be read or parsed.

use super::{Options, rule_id};
use crate::facts::{Facts, Finding, RuleId, Unreadable};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    facts.unreadable.iter().map(report).collect()
}

fn report(unreadable: &Unreadable) -> Finding {
    let message = format!("`{}` can't be read: {}", unreadable.place.file, unreadable.reason);
    Finding {
        label: "reading stopped here".to_owned(),
        help:
            "fix the file, or leave it out with `exclude` in golive.toml; nothing in it was checked"
                .to_owned(),
        place: Some(unreadable.place.clone()),
        item: unreadable.place.file.to_string(),
        whole_item: true,
        ..Finding::new(ID, message)
    }
}
