//! A call that blocks the thread in async code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{on_async_task, rule_id};
use crate::facts::{Facts, Finding, Flow, Role, RuleId, Site};

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
        // What panics there is said by `nested-runtime`.
        site.api.is(Role::Block)
            && !site.api.panics
            && site.flow == Flow::Async
            && (site.chain.is_none() || options.blocking_in_async.chains)
    };
    facts.code.sites.iter().filter(blocks).map(report).collect()
}

fn report(site: &Site) -> Finding {
    let help = match &site.api.instead {
        Some(instead) => format!("use `{instead}`, or move the call to a blocking pool"),
        None => "move the call to a blocking pool, or use an async counterpart".to_owned(),
    };
    let label = "every task on this thread waits for it";
    on_async_task(site, ID, "blocks the thread", label, &help)
}
