//! The items of the checklist, as `rules/checklist.toml` describes them.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::words::{Texts, Words};
use crate::embedded;
use crate::facts::{Line, LineIndex, Role, Topic};
use crate::page::Question;

const FILE: &str = "rules/checklist.toml";

/// One item before anything is known about a project.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemTemplate {
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
    /// Why its facts may lie outside the repository.
    pub unknown_when: Option<Words>,
}

/// What the rules of an item look at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Subject {
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
    /// The queues, pools and runtimes, when each is in a row of a concurrency map with its metric.
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
pub(crate) struct Form {
    /// The items, in the order in which they are printed.
    #[serde(rename = "item")]
    pub items: Vec<ItemTemplate>,
    /// Everything else that it says.
    pub texts: Texts,
}

/// Reads the items and the texts.
pub(crate) fn form() -> Result<Form, ItemsError> {
    parse(embedded::text("checklist.toml"))
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

    #[test]
    fn every_rule_stands_behind_exactly_one_item() {
        let mut named: Vec<String> =
            form().unwrap().items.into_iter().flat_map(|item| item.rules).collect();
        named.sort();
        let mut rules: Vec<&str> = RULES.iter().map(|rule| rule.id.0).collect();
        rules.sort_unstable();
        assert_eq!(named, rules);
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
