//! A queue without a bound.

use super::{Options, at_site, rule_id};
use crate::facts::{Facts, Finding, Role, RuleId, Site};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    // A size of what takes none says that it carries signals, or that a setting chose it.
    let is_unbounded =
        |site: &&Site| site.api.is(Role::Queue) && site.api.size.is_none() && site.size.is_none();
    facts.code.sites.iter().filter(is_unbounded).map(report).collect()
}

fn report(site: &Site) -> Finding {
    let message = format!("`{}` creates a queue without a bound", site.api.short());
    let help =
        "use the bounded form with a size from configuration, and count and handle what it rejects";
    at_site(site, ID, message, "grows until memory runs out", help)
}
