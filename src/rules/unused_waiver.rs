//! `unused-waiver`: see `rules/unused-waiver.md`.

use super::at_waiver;
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::waivers::Waiver;

pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let waivers = evidence.waivers.waivers.iter().filter(|waiver| waiver.is_unused);
    let report = |waiver: &Waiver| {
        let message = format!("the waiver for `{}` silences nothing", waiver.rule);
        let label = "no finding of this rule in what it covers";
        let help = "remove it, or move it to the line or item that it is meant for";
        at_waiver(waiver, super::id::UNUSED_WAIVER, message, label, help)
    };
    waivers.map(report).collect()
}
