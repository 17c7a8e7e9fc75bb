//! `missing-load-test`: see `rules/missing-load-test.md`.

use crate::config::Options;
use crate::docs::Topic;
use crate::evidence::Evidence;
use crate::finding::Finding;

const HELP: &str = "add a section `## Load test` with the load, the result and the instance counts, for example: `| 2 replicas | 400 users | 910 req/s | p99 80 ms |`";

/// One finding when the documents and the results of load tests leave the question open.
pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    if evidence.load_tests().next().is_some() {
        return Vec::new();
    }
    let Some(unanswered) = evidence.docs.unanswered(Topic::LoadTest) else {
        return Vec::new();
    };
    vec![Finding {
        label: "looked for a load test with its load and its result".into(),
        help: unanswered.help(HELP, super::id::MISSING_LOAD_TEST),
        related: unanswered.related(),
        ..Finding::new(
            super::id::MISSING_LOAD_TEST,
            format!("no document shows that throughput grows with instances ({})", unanswered.read),
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
        let found = findings("# App\n\nRun k6.\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].message.ends_with("(read: docs/app.md)"), "{}", found[0].message);
        assert!(
            findings("# App\n\n## Load test\n\n400 users reach 900 req/s at p99 80 ms.\n")
                .is_empty()
        );
    }

    #[test]
    fn without_a_document_it_says_so() {
        let found = check(&Evidence::default(), &Options::default());
        assert!(found[0].message.ends_with("(no architecture document was found)"));
    }
}
