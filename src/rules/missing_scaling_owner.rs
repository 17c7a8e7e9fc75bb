//! `missing-scaling-owner`: see `rules/missing-scaling-owner.md`.

use crate::config::Options;
use crate::docs::{HOW_NOT_WHO, Topic};
use crate::evidence::Evidence;
use crate::finding::Finding;

const HELP: &str = "name a team or person where scaling is described, for example: `**Scaling owner:** @acme/payments (HPA 3-12 replicas, limit: database connections)`";

/// One finding when the documents leave the question open.
pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let Some(unanswered) = evidence.docs.unanswered(Topic::ScalingOwner) else {
        return Vec::new();
    };
    let how = unanswered.nearest.is_some_and(|nearest| nearest.why == HOW_NOT_WHO);
    let what = if how {
        format!("the architecture {HOW_NOT_WHO}")
    } else {
        "no document says who owns scaling".into()
    };
    vec![Finding {
        label: "looked for a named team or person as owner of the service or of its scaling".into(),
        help: unanswered.help(HELP, super::id::MISSING_SCALING_OWNER),
        related: unanswered.related(),
        ..Finding::new(super::id::MISSING_SCALING_OWNER, format!("{what} ({})", unanswered.read))
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
        let found = findings("# App\n\nIt scales.\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].message.ends_with("(read: docs/app.md)"), "{}", found[0].message);
        assert!(findings("# App\n\n**扩容负责人：** @acme/payments\n").is_empty());
    }

    #[test]
    fn a_mechanism_without_an_owner_is_told_from_silence() {
        let found = findings("# App\n\n## Scaling\n\nThe autoscaler runs 3 to 12 replicas.\n");
        assert!(
            found[0].message.contains("says how it scales and not who"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn a_reason_why_nobody_scales_it_stays_open_and_says_where_it_belongs() {
        for reason in
            ["N/A: one cron job, it runs once a day", "不涉及：该服务每天只由一个定时任务调用一次"]
        {
            let found = findings(&format!("# App\n\n**Scaling owner:** {reason}\n"));
            let waiver =
                "record the reason as a `[[waiver]]` with `rule = \"missing-scaling-owner\"`";
            assert!(found[0].help.starts_with(waiver), "{}", found[0].help);
        }
    }

    #[test]
    fn without_a_document_it_says_so() {
        let found = check(&Evidence::default(), &Options::default());
        assert!(found[0].message.ends_with("(no architecture document was found)"));
    }
}
