//! The items of the checklist, as `rules/checklist.toml` describes them.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::words::{Texts, Words};
use crate::code::apis::Role;
use crate::docs::Topic;
use crate::rules::page::Question;
use crate::source::{Line, LineIndex};

const FILE: &str = "rules/checklist.toml";
const TEXT: &str = include_str!("../../rules/checklist.toml");

/// One item before anything is known about a project.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its id in kebab-case.
    pub id: String,
    /// The question that it belongs to.
    pub question: Question,
    /// What is true when it passes.
    pub title: Words,
    /// The ids of the rules that decide it.
    #[serde(default)]
    pub rules: Vec<String>,
    /// True when only a person can say.
    #[serde(default)]
    pub sign_off: bool,
    /// What its rules look at.
    pub subject: Option<Subject>,
    /// Why its evidence may lie outside the repository.
    pub unknown_when: Option<Words>,
}

/// What the rules of an item look at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// Sites of any of these roles.
    Sites(Vec<Role>),
    /// What documents say about a topic.
    Topic(#[serde(with = "TopicName")] Topic),
    /// What load tests say about growth.
    Scaling,
    /// The architecture documents as they are.
    Documents,
    /// The packages as a whole.
    Packages,
    /// The alert rules, when of every metric that they watch it is known whether it is emitted.
    Alerts,
    /// The queues, pools and runtimes, when each stands in a row of a concurrency map with its metric.
    Resources,
}

/// The names of topics, as output writes them too.
#[derive(Deserialize)]
#[serde(remote = "Topic", rename_all = "snake_case")]
enum TopicName {
    ConcurrencyMap,
    ScalingOwner,
    Alerts,
    LoadTest,
    ServiceBoundaries,
}

/// Why the items can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{FILE}:{line}: {message}")]
pub struct ItemsError {
    line: Line,
    message: String,
}

/// The checklist before anything is known about a project.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The items, in the order in which they are printed.
    #[serde(rename = "item")]
    pub items: Vec<Template>,
    /// Everything else that it says.
    pub texts: Texts,
}

/// Reads the items and the texts.
pub fn form() -> Result<Form, ItemsError> {
    parse(TEXT)
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ItemsError> {
    toml::from_str(text).map_err(|e| ItemsError {
        line: e.span().map_or(1, |span| LineIndex::new(text).line(span.start)),
        message: e.message().to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rules::RULES;

    /// Every rule of the catalogue, those of later versions too.
    const CATALOGUE: &[&str] = &[
        "hardcoded-concurrency",
        "direct-spawn",
        "missing-executor-abstraction",
        "runtime-in-library",
        "blocking-in-async",
        "single-face-io",
        "fixed-strategy",
        "missing-service-map",
        "direct-service-call",
        "mixed-concurrency-models",
        "gateway-duty-in-service",
        "unbounded-queue",
        "ignored-rejection",
        "missing-timeout",
        "unobserved-resource",
        "missing-alerts",
        "dead-alert",
        "missing-load-test",
        "sublinear-scaling",
        "missing-concurrency-map",
        "undocumented-concurrency",
        "stale-concurrency-entry",
        "missing-scaling-owner",
        "unknown-owner",
        "placeholder-section",
        "dead-link",
        "stale-review",
        "expired-waiver",
        "malformed-waiver",
        "unused-waiver",
        "unreadable-source",
    ];

    #[test]
    fn every_rule_of_the_catalogue_stands_behind_exactly_one_item() {
        let mut named: Vec<String> =
            form().unwrap().items.into_iter().flat_map(|i| i.rules).collect();
        named.sort();
        let mut catalogue = CATALOGUE.to_vec();
        catalogue.sort_unstable();
        assert_eq!(named, catalogue);
    }

    #[test]
    fn every_rule_there_is_stands_in_the_catalogue() {
        for rule in RULES {
            assert!(CATALOGUE.contains(&rule.id.0), "{} is in no item", rule.id);
        }
    }

    #[test]
    fn items_are_sorted_by_question_and_named_once_and_decided_somehow() {
        let items = form().unwrap().items;
        assert!(items.is_sorted_by_key(|item| item.question));
        let ids: BTreeSet<_> = items.iter().map(|item| &item.id).collect();
        assert_eq!(ids.len(), items.len());
        for item in &items {
            assert_eq!(item.rules.is_empty(), item.sign_off, "{}", item.id);
            assert!(!item.title.en.is_empty() && !item.title.zh.is_empty());
        }
    }

    #[test]
    fn an_unknown_role_is_named_with_its_line() {
        let text = "[[item]]\nid = \"a\"\nquestion = 1\ntitle = { en = \"a\", zh = \"b\" }\n\
            subject = { sites = [\"stat\"] }\n";
        let said = parse::<Form>(text).unwrap_err().to_string();
        assert!(said.starts_with("rules/checklist.toml:5: unknown variant `stat`"), "{said}");
    }
}
