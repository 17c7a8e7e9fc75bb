//! `dead-link`: see `rules/dead-link.md`.

use super::{Options, rule_id};
use crate::facts::{DeadLink, DeadRunbook, Facts, Finding, RuleId, SourceText};

pub(super) const ID: RuleId = rule_id!();

/// One finding per link of a document, and per runbook of an alert, that is broken.
pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let links = facts.docs.documents.iter().flat_map(|document| &document.dead_links);
    let links = links.map(|DeadLink { link, why, nearest }| {
        let help = match nearest {
            Some(nearest) => {
                format!("link to `{nearest}` if that is meant, or write what is missing")
            }
            None => "link to what is there, or write what is missing".into(),
        };
        finding(link, format!("broken link to `{}`", link.text), why, help)
    });
    let runbooks = facts.dead_runbooks.iter().map(|DeadRunbook { link, why }| {
        let message = format!("the runbook `{}` of an alert does not exist", link.text);
        finding(link, message, why, "name the runbook that is there, or write it".into())
    });
    links.chain(runbooks).collect()
}

fn finding(link: &SourceText, message: String, why: &str, help: String) -> Finding {
    Finding {
        label: why.to_owned(),
        help,
        place: Some(link.place.clone()),
        item: link.text.clone(),
        ..Finding::new(ID, message)
    }
}
