//! Business code that starts a thread or task it wrote itself.

use super::{Options, at_site, rule_id};
use crate::facts::{Facts, Finding, Role, RuleId, Site, Standing};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    facts.code.sites.iter().filter(|site| bypasses(site)).map(report).collect()
}

/// True for a site at which work is started past any executor.
pub(super) fn bypasses(site: &Site) -> bool {
    site.api.is(Role::Start) && site.standing == Standing::Business
}

fn report(site: &Site) -> Finding {
    let noun = site.api.noun();
    let message = format!("`{}` starts a {noun} in business code", site.item);
    let label = format!("the {noun} is written and started here");
    let help = "hand the work to an executor: a function or trait that starts what it is given, so that how it runs \
                can change without touching this code";
    at_site(site, ID, message, &label, help)
}
