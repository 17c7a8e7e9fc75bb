//! `missing-service-map`: see `rules/missing-service-map.md`.

use crate::config::Options;
use crate::docs::Topic;
use crate::evidence::Evidence;
use crate::finding::Finding;

const HELP: &str = "add a section `## Services` with a row per service, for example: `| ingest | accepts events and queues them | one task per connection |`";

/// One finding when the documents leave the question open.
pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let Some(unanswered) = evidence.docs.unanswered(Topic::ServiceBoundaries) else {
        return Vec::new();
    };
    vec![Finding {
        label: "looked for two or more named services or components, each with its duty".into(),
        help: unanswered.help(HELP, super::id::MISSING_SERVICE_MAP),
        related: unanswered.related(),
        ..Finding::new(
            super::id::MISSING_SERVICE_MAP,
            format!("no document says which capability is which service ({})", unanswered.read),
        )
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::{DocsEvidence, read_document};
    use crate::source::FilePath;

    fn findings(document: &str) -> Vec<Finding> {
        let evidence = Evidence {
            docs: DocsEvidence {
                documents: vec![read_document(&FilePath::new("docs/app.md"), document)],
                guessed: false,
            },
            ..Evidence::default()
        };
        check(&evidence, &Options::default())
    }

    #[test]
    fn it_names_the_documents_that_do_not_answer() {
        let found = findings("# App\n\n## Services\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].message.ends_with("(read: docs/app.md)"), "{}", found[0].message);
        assert!(
            findings(
                "# App\n\n## Services\n\n- **api**: accepts requests\n- **worker**: sends mails\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn without_a_document_it_says_so() {
        let found = check(&Evidence::default(), &Options::default());
        assert!(found[0].message.ends_with("(no architecture document was found)"));
    }
}
