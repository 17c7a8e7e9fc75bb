//! A runtime built, or a future blocked on, outside the entry point and the executor.

use super::{Options, at_site, item_of, rule_id};
use crate::facts::{Facts, Finding, Form, Role, RuleId, Site, Standing};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    // A call that blocks further down is no site of the runtime itself.
    let is_outside = |site: &&Site| {
        site.api.is(Role::Runtime) && site.standing == Standing::Business && site.chain.is_none()
    };
    facts.code.sites.iter().filter(is_outside).map(|site| report(facts, site)).collect()
}

fn report(facts: &Facts, site: &Site) -> Finding {
    let item = item_of(facts, site);
    let name = site.api.short();
    let (message, label) = if site.api.form == Form::Attribute {
        (
            format!("`#[{name}]` hides a runtime in `{item}`, which is not `main`"),
            "builds a runtime on every call",
        )
    } else if site.api.is(Role::Block) {
        (
            format!("`{item}` blocks on a future outside the entry point and the executor"),
            "the thread waits here",
        )
    } else {
        (
            format!("`{item}` builds a runtime outside the entry point and the executor"),
            "built here",
        )
    };
    let help = "make the function async, or take a handle from the caller; only `main` and the executor know the runtime";
    at_site(site, ID, message, label, help)
}
