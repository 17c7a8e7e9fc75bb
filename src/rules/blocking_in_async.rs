//! A call that blocks the thread in async code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{at_site, rule_id};
use crate::facts::{Facts, Finding, Flow, Related, Role, RuleId, Site};

pub(super) const ID: RuleId = rule_id!();

/// Options of `blocking-in-async`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(inline)]
pub(crate) struct Options {
    /// Report calls that block further down, in functions of the workspace.
    pub chains: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { chains: true }
    }
}

pub(super) fn check(facts: &Facts, options: &super::Options) -> Vec<Finding> {
    let blocks = |site: &&Site| {
        site.api.is(Role::Block)
            && site.flow == Flow::Async
            && (site.chain.is_empty() || options.blocking_in_async.chains)
    };
    facts.code.sites.iter().filter(blocks).map(report).collect()
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
    Finding { related, is_way: true, ..at_site(site, ID, message, label, &help) }
}
