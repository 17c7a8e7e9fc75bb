//! `unused-waiver`: see `rules/unused-waiver.md`.

use super::{Options, at_waiver, rule_id};
use crate::facts::{Facts, Finding, RuleId, Waiver};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let waivers = facts.waivers.waivers.iter().filter(|waiver| waiver.is_unused);
    let report = |waiver: &Waiver| {
        let message = format!("the waiver for `{}` silences nothing", waiver.rule);
        let label = "no finding of this rule in what it covers";
        let help = "remove it, or move it to the line or item that it is meant for";
        at_waiver(waiver, ID, message, label, help)
    };
    waivers.map(report).collect()
}
