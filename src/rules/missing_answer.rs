//! The five rules that ask whether the documents answer a question: `missing-concurrency-map`,
//! `missing-scaling-owner`, `missing-alerts`, `missing-load-test` and `missing-service-map`.

use super::Options;
use crate::facts::{Answer, Facts, Finding, HOW_NOT_WHO, NOT_APPLICABLE, Related, RuleId, Topic};

pub(super) const CONCURRENCY_MAP: RuleId = RuleId("missing-concurrency-map");
pub(super) const SCALING_OWNER: RuleId = RuleId("missing-scaling-owner");
pub(super) const ALERTS: RuleId = RuleId("missing-alerts");
pub(super) const LOAD_TEST: RuleId = RuleId("missing-load-test");
pub(super) const SERVICE_MAP: RuleId = RuleId("missing-service-map");

/// What a rule says when its topic is not answered.
struct Question {
    topic: Topic,
    rule: RuleId,
    message: &'static str,
    label: &'static str,
    help: &'static str,
}

pub(super) fn concurrency_map(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let question = Question {
        topic: Topic::ConcurrencyMap,
        rule: CONCURRENCY_MAP,
        message: "no document says where the system is concurrent",
        label: "looked for a sentence or table that ties threads, tasks or pools to components",
        help: "add a section `## Concurrency` with a row or sentence per pool, task and queue, for example: `| crate::ingest::run | worker pool | 8, INGEST_WORKERS |`",
    };
    question.ask(facts)
}

pub(super) fn scaling_owner(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let best = facts.docs.best(Topic::ScalingOwner);
    let question = Question {
        topic: Topic::ScalingOwner,
        rule: SCALING_OWNER,
        message: if best.is_some_and(|answer| answer.why == HOW_NOT_WHO) {
            "the architecture says how it scales, but not who owns scaling"
        } else {
            "no document says who owns scaling"
        },
        label: "looked for a named team or person as owner of the service or of its scaling",
        help: "name a team or person where scaling is described, for example: `**Scaling owner:** @acme/payments (HPA 3-12 replicas, limit: database connections)`",
    };
    question.ask(facts)
}

pub(super) fn alerts(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let question = Question {
        topic: Topic::Alerts,
        rule: ALERTS,
        message: "no document says by which signals overload is seen",
        label: "looked for a metric with a threshold that alerts somebody",
        help: "add a section `## Alerts` with a metric, a comparison and a duration, for example: `ingest_queue_depth > 800 for 5m pages @acme/payments`",
    };
    question.ask(facts)
}

/// Results of load tests answer too.
pub(super) fn load_test(facts: &Facts, _options: &Options) -> Vec<Finding> {
    if facts.load_tests().next().is_some() {
        return Vec::new();
    }
    let question = Question {
        topic: Topic::LoadTest,
        rule: LOAD_TEST,
        message: "no document shows that throughput grows with instances",
        label: "looked for a load test with its load and its result",
        help: "add a section `## Load test` with the load, the result and the instance counts, for example: `| 2 replicas | 400 users | 910 req/s | p99 80 ms |`",
    };
    question.ask(facts)
}

pub(super) fn service_map(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let question = Question {
        topic: Topic::ServiceBoundaries,
        rule: SERVICE_MAP,
        message: "no document says which capability is which service",
        label: "looked for two or more named services or components, each with its duty",
        help: "add a section `## Services` with a row per service, for example: `| ingest | accepts events and queues them | one task per connection |`",
    };
    question.ask(facts)
}

impl Question {
    /// One finding when no document answers.
    fn ask(&self, facts: &Facts) -> Vec<Finding> {
        let best = facts.docs.best(self.topic);
        if best.is_some_and(Answer::is_answered) {
            return Vec::new();
        }
        // What comes nearest to an answer: a part of one, or a section that says nothing.
        let nearest = best.filter(|answer| answer.place.is_some());
        let related = nearest.and_then(|nearest| {
            Some(Related { place: nearest.place.clone()?, message: nearest.why.clone() })
        });
        let message = format!("{} ({})", self.message, documents_read(facts));
        vec![Finding {
            label: self.label.to_owned(),
            help: self.help(nearest),
            related: related.into_iter().collect(),
            ..Finding::new(self.rule, message)
        }]
    }

    /// What to do. Where a document says that the question does not apply, that is to be recorded as a waiver: a
    /// reason in a document has neither an owner nor an end.
    fn help(&self, nearest: Option<&Answer>) -> String {
        let Self { rule, help, .. } = self;
        if nearest.is_some_and(|nearest| nearest.why == NOT_APPLICABLE) {
            format!(
                "record the reason as a `[[waiver]]` with `rule = \"{rule}\"` in `golive.toml`, or {help}"
            )
        } else {
            (*help).to_owned()
        }
    }
}

/// The documents that were read, for messages.
fn documents_read(facts: &Facts) -> String {
    const SHOWN: usize = 3;
    let documents = &facts.docs.documents;
    let names: Vec<&str> = documents.iter().take(SHOWN).map(|d| d.file.as_str()).collect();
    let names = names.join(", ");
    let guess = if facts.docs.guessed { ", chosen by their names" } else { "" };
    match documents.len().checked_sub(SHOWN) {
        _ if documents.is_empty() => "no architecture document was found".into(),
        None | Some(0) => format!("read: {names}{guess}"),
        Some(more) => format!("read: {names} and {more} more{guess}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{DocumentFacts, FilePath};
    use crate::readers::markdown::read_document;

    type Check = fn(&Facts, &Options) -> Vec<Finding>;

    const ALL: [(Topic, Check); 5] = [
        (Topic::ConcurrencyMap, concurrency_map),
        (Topic::ScalingOwner, scaling_owner),
        (Topic::Alerts, alerts),
        (Topic::LoadTest, load_test),
        (Topic::ServiceBoundaries, service_map),
    ];

    fn findings(check: Check, document: &str) -> Vec<Finding> {
        let documents = vec![read_document(&FilePath::new("docs/app.md"), document)];
        let docs = DocumentFacts { documents, guessed: false };
        check(&Facts { docs, ..Facts::default() }, &Options::default())
    }

    #[test]
    fn the_documents_that_do_not_answer_are_named() {
        for (topic, check) in ALL {
            let found = findings(check, "# App\n\nIt is an app.\n");
            assert_eq!(found.len(), 1, "{topic:?}");
            assert!(found[0].message.ends_with("(read: docs/app.md)"), "{}", found[0].message);
            let found = check(&Facts::default(), &Options::default());
            assert!(found[0].message.ends_with("(no architecture document was found)"));
        }
    }

    #[test]
    fn an_answer_is_enough() {
        let answers = [
            "`ingest` runs 8 worker threads.\n",
            "**扩容负责人：** @acme/payments\n",
            "## Alerts\n\n- queue depth > 800 for 5m\n",
            "## Load test\n\n400 users reach 900 req/s at p99 80 ms.\n",
            "## Services\n\n- **api**: accepts requests\n- **worker**: sends mails\n",
        ];
        for ((topic, check), answer) in ALL.into_iter().zip(answers) {
            assert!(findings(check, &format!("# App\n\n{answer}")).is_empty(), "{topic:?}");
        }
    }

    #[test]
    fn a_mechanism_without_an_owner_is_told_from_silence() {
        let text = "# App\n\n## Scaling\n\nThe autoscaler runs 3 to 12 replicas.\n";
        let found = findings(scaling_owner, text);
        assert!(
            found[0].message.contains("says how it scales, but not who owns scaling"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn a_reason_why_nobody_scales_it_stays_open_and_says_where_it_belongs() {
        for reason in
            ["N/A: one cron job, it runs once a day", "不涉及：该服务每天只由一个定时任务调用一次"]
        {
            let found = findings(scaling_owner, &format!("# App\n\n**Scaling owner:** {reason}\n"));
            let waiver =
                "record the reason as a `[[waiver]]` with `rule = \"missing-scaling-owner\"`";
            assert!(found[0].help.starts_with(waiver), "{}", found[0].help);
        }
    }
}
