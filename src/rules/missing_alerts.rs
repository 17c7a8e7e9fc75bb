//! `missing-alerts`: see `rules/missing-alerts.md`.

use crate::config::Options;
use crate::docs::Topic;
use crate::evidence::Evidence;
use crate::finding::Finding;

const HELP: &str = "add a section `## Alerts` with a metric, a comparison and a duration, for example: `ingest_queue_depth > 800 for 5m pages @acme/payments`";

/// One finding when the documents leave the question open.
pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let Some(unanswered) = evidence.docs.unanswered(Topic::Alerts) else {
        return Vec::new();
    };
    vec![Finding {
        label: "looked for a metric with a threshold that alerts somebody".into(),
        help: unanswered.help(HELP, super::id::MISSING_ALERTS),
        related: unanswered.related(),
        ..Finding::new(
            super::id::MISSING_ALERTS,
            format!("no document says by which signals overload is seen ({})", unanswered.read),
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
        let found = findings("# App\n\n## Alerts\n\nTBD\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].message.ends_with("(read: docs/app.md)"), "{}", found[0].message);
        assert!(findings("# App\n\n## Alerts\n\n- queue depth > 800 for 5m\n").is_empty());
    }

    #[test]
    fn without_a_document_it_says_so() {
        let found = check(&Evidence::default(), &Options::default());
        assert!(found[0].message.ends_with("(no architecture document was found)"));
    }
}
