//! `expired-waiver`: see `rules/expired-waiver.md`.

use super::{Options, at_waiver, rule_id};
use crate::facts::{Facts, Finding, RuleId, Waiver};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let waivers = facts.waivers.waivers.iter();
    let expired = waivers.filter(|waiver| waiver.has_expired(facts.today));
    expired.map(report).collect()
}

fn report(waiver: &Waiver) -> Finding {
    let until = waiver.terms.until.map(|until| until.to_string()).unwrap_or_default();
    let owner = waiver.terms.owner.as_ref().map(|owner| format!(" of {owner}"));
    let owner = owner.unwrap_or_default();
    let message = format!(
        "the waiver{owner} for `{}` expired on {until}: {}",
        waiver.rule, waiver.terms.reason
    );
    let help = "fix what it covers and remove it, or set a new end date";
    at_waiver(waiver, ID, message, "no longer silences anything", help)
}
