//! The rules: each reads facts and returns findings. A rule opens no file, prints nothing and is one file,
//! named as its page in `rules/`; its options are beside it.

mod blocking_in_async;
mod dead_alert;
mod dead_link;
mod direct_spawn;
mod expired_waiver;
mod hardcoded_concurrency;
mod malformed_waiver;
mod missing_answer;
mod missing_executor_abstraction;
mod nested_runtime;
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

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::embedded;
use crate::facts::{Facts, Finding, Related, RuleId, Site, Waiver};
use crate::page::{Page, PageError};

pub(crate) struct Rule {
    /// Its id, under which its page is in `rules/`.
    pub id: RuleId,
    pub phase: Phase,
    /// The check. The level of its findings is set afterwards, from configuration.
    pub check: fn(&Facts, &Options) -> Vec<Finding>,
}

/// When a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// On the facts that were read and joined.
    Facts,
    /// After waivers were held against the findings of the others.
    Waived,
}

impl Rule {
    const fn new(id: RuleId, check: fn(&Facts, &Options) -> Vec<Finding>) -> Self {
        Self { id, phase: Phase::Facts, check }
    }
}

/// All rules, in the order of the catalogue.
pub(crate) static RULES: &[Rule] = &[
    Rule::new(hardcoded_concurrency::ID, hardcoded_concurrency::check),
    Rule::new(direct_spawn::ID, direct_spawn::check),
    Rule::new(missing_executor_abstraction::ID, missing_executor_abstraction::check),
    Rule::new(runtime_in_library::ID, runtime_in_library::check),
    Rule::new(blocking_in_async::ID, blocking_in_async::check),
    Rule::new(nested_runtime::ID, nested_runtime::check),
    Rule::new(missing_answer::SERVICE_MAP, missing_answer::service_map),
    Rule::new(unbounded_queue::ID, unbounded_queue::check),
    Rule::new(missing_answer::ALERTS, missing_answer::alerts),
    Rule::new(dead_alert::ID, dead_alert::check),
    Rule::new(unobserved_resource::ID, unobserved_resource::check),
    Rule::new(missing_answer::LOAD_TEST, missing_answer::load_test),
    Rule::new(sublinear_scaling::ID, sublinear_scaling::check),
    Rule::new(missing_answer::CONCURRENCY_MAP, missing_answer::concurrency_map),
    Rule::new(undocumented_concurrency::ID, undocumented_concurrency::check),
    Rule::new(stale_concurrency_entry::ID, stale_concurrency_entry::check),
    Rule::new(missing_answer::SCALING_OWNER, missing_answer::scaling_owner),
    Rule::new(unknown_owner::ID, unknown_owner::check),
    Rule::new(placeholder_section::ID, placeholder_section::check),
    Rule::new(dead_link::ID, dead_link::check),
    Rule::new(stale_review::ID, stale_review::check),
    Rule::new(unreadable_source::ID, unreadable_source::check),
    Rule::new(expired_waiver::ID, expired_waiver::check),
    Rule::new(malformed_waiver::ID, malformed_waiver::check),
    Rule { phase: Phase::Waived, ..Rule::new(unused_waiver::ID, unused_waiver::check) },
];

/// The rules that read what calls of the workspace's own functions reach further down, which takes its time to follow.
pub(crate) const FOLLOWING: [RuleId; 2] = [blocking_in_async::ID, nested_runtime::ID];

/// The options of single rules, from `[rules.<id>]`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Options {
    pub hardcoded_concurrency: hardcoded_concurrency::Options,
    pub blocking_in_async: blocking_in_async::Options,
    pub missing_executor_abstraction: missing_executor_abstraction::Options,
    pub sublinear_scaling: sublinear_scaling::Options,
    pub stale_review: stale_review::Options,
}

/// The pages of all rules, in the order of [`RULES`].
pub(crate) fn pages() -> Result<Vec<(RuleId, Page)>, PageError> {
    let page = |rule: &Rule| {
        let file = format!("{}.md", rule.id);
        Ok((rule.id, Page::parse(&format!("rules/{file}"), embedded::text(&file))?))
    };
    RULES.iter().map(page).collect()
}

/// The id of the rule whose file this is in: `direct-spawn` in `direct_spawn.rs`.
macro_rules! rule_id {
    () => {{
        const PATH: &str = module_path!();
        const LENGTH: usize = super::length_of_name(PATH);
        const NAME: [u8; LENGTH] = super::in_kebab_case(PATH);
        match std::str::from_utf8(&NAME) {
            Ok(name) => crate::facts::RuleId(name),
            Err(_) => panic!("names of modules that are rules are ASCII"),
        }
    }};
}
use rule_id;

/// The length of the last segment of `path`.
const fn length_of_name(path: &str) -> usize {
    let bytes = path.as_bytes();
    let mut length = 0;
    while length < bytes.len() && bytes[bytes.len() - 1 - length] != b':' {
        length += 1;
    }
    length
}

/// The last `N` bytes of `path`, with `-` for `_`.
const fn in_kebab_case<const N: usize>(path: &str) -> [u8; N] {
    let bytes = path.as_bytes();
    let mut name = [0; N];
    let mut at = 0;
    while at < N {
        let byte = bytes[bytes.len() - N + at];
        name[at] = if byte == b'_' { b'-' } else { byte };
        at += 1;
    }
    name
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

/// The path of the item that `site` is in, from the name of its crate on.
fn item_of(facts: &Facts, site: &Site) -> String {
    let package = facts.code.packages.get(site.package);
    package.map_or_else(|| site.item.to_string(), |of| of.named(&site.place.file, &site.item))
}

/// A finding at the call `site` in async code, which `does` something there or, by the way that the site holds, further down.
fn on_async_task(site: &Site, rule: RuleId, does: &str, label: &str, help: &str) -> Finding {
    let name = site.api.path.as_str();
    let Some(chain) = &site.chain else {
        return at_site(site, rule, format!("`{name}` {does} in async code"), label, help);
    };
    let others = match chain.others {
        0 => String::new(),
        1 => ", and 1 other such call".to_owned(),
        others => format!(", and {others} other such calls"),
    };
    let message = format!("this call {does} in async code: it reaches `{name}`{others}");
    let hops = chain.hops.iter();
    let related = hops.map(|hop| Related { place: hop.place.clone(), message: hop.what.clone() });
    let cause = chain.hops.last().map(|last| Related {
        place: last.place.clone(),
        message: format!("`{}` {does}: it calls `{name}`", chain.function),
    });
    Finding {
        related: related.collect(),
        is_way: true,
        cause,
        ..at_site(site, rule, message, label, help)
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
