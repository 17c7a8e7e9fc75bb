//! A queue without a bound.

use super::at_site;
use crate::code::apis::Role;
use crate::code::sites::Site;
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::Finding;

pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let is_unbounded = |site: &&Site| site.api.is(Role::Queue) && site.api.size.is_none();
    evidence.code.sites.iter().filter(is_unbounded).map(report).collect()
}

fn report(site: &Site) -> Finding {
    let message = format!("`{}` creates a queue without a bound", site.api.short());
    let help =
        "use the bounded form with a size from configuration, and count and handle what it rejects";
    at_site(site, super::id::UNBOUNDED_QUEUE, message, "grows until memory ends", help)
}
