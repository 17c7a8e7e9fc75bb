//! `placeholder-section`: see `rules/placeholder-section.md`.

use super::{Options, rule_id};
use crate::facts::{Facts, Finding, Placeholder, RuleId, Topic};

pub(super) const ID: RuleId = rule_id!();

/// One finding per section on a topic that says nothing, at its heading.
pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let documents = facts.docs.documents.iter();
    let placeholders = documents.flat_map(|document| &document.placeholders);
    placeholders.map(finding).collect()
}

fn finding(placeholder: &Placeholder) -> Finding {
    let (subject, example) = match placeholder.topic {
        Topic::ConcurrencyMap => (
            "where the system is concurrent",
            "`ingest` runs 8 worker threads, set by INGEST_WORKERS",
        ),
        Topic::ScalingOwner => ("who owns scaling", "**Scaling owner:** @acme/payments"),
        Topic::Alerts => {
            ("how overload is seen", "ingest_queue_depth > 800 for 5m pages @acme/payments")
        }
        Topic::LoadTest => {
            ("how the system performs under load", "400 users, 2 replicas: 910 req/s, p99 80 ms")
        }
        Topic::ServiceBoundaries => {
            ("which part does what", "**ingest**: accepts events and queues them")
        }
    };
    Finding {
        label: placeholder.why.clone(),
        help: format!(
            "write the answer, for example: `{example}`; or `N/A: <reason>` with the reason why it does not apply"
        ),
        place: Some(placeholder.place.clone()),
        item: placeholder.topic.as_str().to_owned(),
        ..Finding::new(
            ID,
            format!("this section should say {subject}, but says nothing: {}", placeholder.why),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{DocumentFacts, FilePath};
    use crate::readers::markdown::read_document;

    #[test]
    fn each_empty_section_is_reported_at_its_heading() {
        let text = "# App\n\n## Alerts\n\nTODO\n\n## 并发模型\n\n<!-- 请填写 -->\n\n## Load test\n\nN/A: the service has one user, who is a cron job\n";
        let facts = Facts {
            docs: DocumentFacts {
                documents: vec![read_document(&FilePath::new("docs/app.md"), text)],
                guessed: false,
            },
            ..Facts::default()
        };
        let found = check(&facts, &Options::default());
        let places: Vec<String> =
            found.iter().filter_map(|f| f.place.as_ref()).map(|p| p.to_string()).collect();
        assert_eq!(places, ["docs/app.md:3:1", "docs/app.md:7:1"]);
        assert_eq!(found[0].label, "only \"TODO\"");
        assert_eq!(found[1].label, "no text");
    }
}
