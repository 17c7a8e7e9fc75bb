//! Business code that starts a thread or task it wrote itself.

use super::at_site;
use crate::code::apis::Role;
use crate::code::sites::{Site, Standing};
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::Finding;

pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    evidence.code.sites.iter().filter(|site| bypasses(site)).map(report).collect()
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
    at_site(site, super::id::DIRECT_SPAWN, message, &label, help)
}
