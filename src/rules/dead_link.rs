//! `dead-link`: see `rules/dead-link.md`.

use crate::config::Options;
use crate::docs::DeadLink;
use crate::evidence::Evidence;
use crate::finding::Finding;

/// One finding per link that leads nowhere.
pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let documents = evidence.docs.documents.iter();
    documents
        .flat_map(|document| &document.dead_links)
        .map(|DeadLink { link, why, nearest }| Finding {
            label: why.clone(),
            help: match nearest {
                Some(nearest) => {
                    format!("link to `{nearest}`, if that is meant; else write what is missing")
                }
                None => "link to what is there, or write what is missing".into(),
            },
            place: Some(link.place.clone()),
            item: link.text.clone(),
            ..Finding::new(
                super::id::DEAD_LINK,
                format!("the link to `{}` leads nowhere", link.text),
            )
        })
        .collect()
}
