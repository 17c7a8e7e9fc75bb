//! The rules: each reads evidence and returns findings. A rule opens no file, prints nothing and
//! is one file, named as its page in `rules/`.

pub mod page;

mod blocking_in_async;
mod dead_alert;
mod dead_link;
mod direct_spawn;
mod expired_waiver;
mod hardcoded_concurrency;
mod malformed_waiver;
mod missing_alerts;
mod missing_concurrency_map;
mod missing_executor_abstraction;
mod missing_load_test;
mod missing_scaling_owner;
mod missing_service_map;
mod placeholder_section;
mod runtime_in_library;
mod stale_concurrency_entry;
mod stale_review;
mod sublinear_scaling;
mod unbounded_queue;
mod undocumented_concurrency;
mod unknown_owner;
mod unobserved_resource;
mod unreadable_source;
mod unused_waiver;

use crate::code::sites::Site;
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::{Finding, RuleId};
use crate::waivers::Waiver;

/// One rule: its id, its page, and its check.
pub struct Rule {
    /// The id.
    pub id: RuleId,
    /// The text of `rules/<id>.md`, front matter included.
    pub page: &'static str,
    /// The check. The level of its findings is set afterwards, from configuration.
    pub check: fn(&Evidence, &Options) -> Vec<Finding>,
}

/// Ties the id of each rule to its page and its check: `CONSTANT "kebab-case" module`.
macro_rules! rules {
    ($($constant:ident $name:literal $module:ident,)*) => {
        /// The ids, by which each rule names itself in its findings.
        mod id {
            use crate::finding::RuleId;
            $(pub(super) const $constant: RuleId = RuleId($name);)*
        }

        /// All rules, in the order of the catalogue.
        pub static RULES: &[Rule] = &[$(Rule {
            id: id::$constant,
            page: include_str!(concat!("../../rules/", $name, ".md")),
            check: $module::check,
        },)*];
    };
}

rules! {
    HARDCODED_CONCURRENCY "hardcoded-concurrency" hardcoded_concurrency,
    DIRECT_SPAWN "direct-spawn" direct_spawn,
    MISSING_EXECUTOR_ABSTRACTION "missing-executor-abstraction" missing_executor_abstraction,
    RUNTIME_IN_LIBRARY "runtime-in-library" runtime_in_library,
    BLOCKING_IN_ASYNC "blocking-in-async" blocking_in_async,
    MISSING_SERVICE_MAP "missing-service-map" missing_service_map,
    UNBOUNDED_QUEUE "unbounded-queue" unbounded_queue,
    MISSING_ALERTS "missing-alerts" missing_alerts,
    DEAD_ALERT "dead-alert" dead_alert,
    UNOBSERVED_RESOURCE "unobserved-resource" unobserved_resource,
    MISSING_LOAD_TEST "missing-load-test" missing_load_test,
    SUBLINEAR_SCALING "sublinear-scaling" sublinear_scaling,
    MISSING_CONCURRENCY_MAP "missing-concurrency-map" missing_concurrency_map,
    UNDOCUMENTED_CONCURRENCY "undocumented-concurrency" undocumented_concurrency,
    STALE_CONCURRENCY_ENTRY "stale-concurrency-entry" stale_concurrency_entry,
    MISSING_SCALING_OWNER "missing-scaling-owner" missing_scaling_owner,
    UNKNOWN_OWNER "unknown-owner" unknown_owner,
    PLACEHOLDER_SECTION "placeholder-section" placeholder_section,
    DEAD_LINK "dead-link" dead_link,
    STALE_REVIEW "stale-review" stale_review,
    UNREADABLE_SOURCE "unreadable-source" unreadable_source,
    EXPIRED_WAIVER "expired-waiver" expired_waiver,
    MALFORMED_WAIVER "malformed-waiver" malformed_waiver,
    UNUSED_WAIVER "unused-waiver" unused_waiver,
}

impl Rule {
    /// True when it is about what waivers did to the findings of the others, and so comes last.
    pub fn waits_for_waivers(&self) -> bool {
        self.id == id::UNUSED_WAIVER
    }
}

/// A finding at `waiver`.
fn at_waiver(waiver: &Waiver, rule: RuleId, message: String, label: &str, help: &str) -> Finding {
    Finding {
        label: label.to_owned(),
        help: help.to_owned(),
        place: Some(waiver.place.clone()),
        item: waiver.rule.to_string(),
        ..Finding::new(rule, message)
    }
}

/// A finding at `site`.
fn at_site(site: &Site, rule: RuleId, message: String, label: &str, help: &str) -> Finding {
    Finding {
        confidence: site.confidence,
        label: label.to_owned(),
        help: help.to_owned(),
        place: Some(site.place.clone()),
        item: site.item.to_string(),
        ..Finding::new(rule, message)
    }
}
