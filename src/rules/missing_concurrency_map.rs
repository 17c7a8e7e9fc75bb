//! `missing-concurrency-map`: see `rules/missing-concurrency-map.md`.

use crate::config::Options;
use crate::docs::Topic;
use crate::evidence::Evidence;
use crate::finding::Finding;

const HELP: &str = "add a section `## Concurrency` with a row or sentence per pool, task and queue, for example: `| crate::ingest::run | worker pool | 8, INGEST_WORKERS |`";

/// One finding when the documents leave the question open.
pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let Some(unanswered) = evidence.docs.unanswered(Topic::ConcurrencyMap) else {
        return Vec::new();
    };
    vec![Finding {
        label: "looked for a sentence or table that ties threads, tasks or pools to components"
            .into(),
        help: unanswered.help(HELP, super::id::MISSING_CONCURRENCY_MAP),
        related: unanswered.related(),
        ..Finding::new(
            super::id::MISSING_CONCURRENCY_MAP,
            format!("no document says where the system is concurrent ({})", unanswered.read),
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
        let found = findings("# App\n\nIt is fast.\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].message.ends_with("(read: docs/app.md)"), "{}", found[0].message);
        assert!(findings("# App\n\n`ingest` runs 8 worker threads.\n").is_empty());
    }

    #[test]
    fn without_a_document_it_says_so() {
        let found = check(&Evidence::default(), &Options::default());
        assert!(found[0].message.ends_with("(no architecture document was found)"));
    }
}
