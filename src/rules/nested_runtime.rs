//! Async code that enters a runtime, which panics there.

use super::{Options, on_async_task, rule_id};
use crate::facts::{Facts, Finding, Flow, RuleId, Site};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let panics = |site: &&Site| site.api.panics && site.flow == Flow::Async;
    facts.code.sites.iter().filter(panics).map(report).collect()
}

fn report(site: &Site) -> Finding {
    let label = "panics: a runtime can't be entered from within a runtime";
    let help = "await the future instead; where the caller can't be async, move the call to a blocking pool or a thread";
    on_async_task(site, ID, "enters a runtime", label, help)
}
