//! A call that blocks the thread in async code.

use super::at_site;
use crate::code::apis::Role;
use crate::code::sites::{Flow, Site};
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::{Finding, Related};

pub(super) fn check(evidence: &Evidence, options: &Options) -> Vec<Finding> {
    let blocks = |site: &&Site| {
        site.api.is(Role::Block)
            && site.flow == Flow::Async
            && (site.chain.is_empty() || options.blocking_in_async.chains)
    };
    evidence.code.sites.iter().filter(blocks).map(report).collect()
}

fn report(site: &Site) -> Finding {
    let name = site.api.path.as_str();
    let message = if site.chain.is_empty() {
        format!("`{name}` blocks the thread in async code")
    } else {
        format!("this call blocks the thread in async code: it reaches `{name}`")
    };
    let help = match &site.api.instead {
        Some(instead) => format!("use `{instead}`, or move the call to a blocking pool"),
        None => "move the call to a blocking pool, or use an async counterpart".to_owned(),
    };
    let related = site
        .chain
        .iter()
        .map(|hop| Related { place: hop.place.clone(), message: hop.what.clone() })
        .collect();
    let label = "every task on this thread waits for it";
    Finding {
        related,
        is_way: true,
        ..at_site(site, super::id::BLOCKING_IN_ASYNC, message, label, &help)
    }
}
