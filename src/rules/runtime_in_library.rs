//! A runtime built, or a future blocked on, outside the entry point and the executor.

use super::at_site;
use crate::code::apis::{Form, Role};
use crate::code::sites::{Site, Standing};
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::Finding;

pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    // A call that blocks further down is no site of the runtime itself.
    let is_outside = |site: &&Site| {
        site.api.is(Role::Runtime) && site.standing == Standing::Business && site.chain.is_empty()
    };
    evidence.code.sites.iter().filter(is_outside).map(report).collect()
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
    at_site(site, super::id::RUNTIME_IN_LIBRARY, message, label, help)
}
