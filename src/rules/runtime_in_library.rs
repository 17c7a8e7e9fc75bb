//! A runtime built, or a future blocked on, outside the entry point and the executor.

use super::{Options, at_site, rule_id};
use crate::facts::{Facts, Finding, Form, Role, RuleId, Site, Standing};

pub(super) const ID: RuleId = rule_id!();

pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    // A call that blocks further down is no site of the runtime itself.
    let is_outside = |site: &&Site| {
        site.api.is(Role::Runtime) && site.standing == Standing::Business && site.chain.is_none()
    };
    facts.code.sites.iter().filter(is_outside).map(report).collect()
}

fn report(site: &Site) -> Finding {
    let name = site.api.short();
    let (message, label) = if site.api.form == Form::Attribute {
        (
            format!("`#[{name}]` hides a runtime in `{}`, which is not `main`", site.item),
            "builds a runtime on every call",
        )
    } else if site.api.is(Role::Block) {
        (
            format!("`{}` blocks on a future outside the entry point and the executor", site.item),
            "the thread waits here",
        )
    } else {
        (
            format!("`{}` builds a runtime outside the entry point and the executor", site.item),
            "built here",
        )
    };
    let help = "make the function async, or take a handle from the caller; only `main` and the executor know the runtime";
    at_site(site, ID, message, label, help)
}
