use std::sync::Arc;

use super::*;
use crate::facts::{
    Api, Confidence, Document, FilePath, Flow, Offered, PackageFacts, Position, Review, RuleId,
    Serves, Site, Standing,
};

fn place(file: &str, line: u32) -> Place {
    Place {
        file: FilePath::new(file),
        start: Position { line, column: 1 },
        end: Position { line, column: 2 },
        bytes: (0, 1),
    }
}

fn finding(rule: &'static str, level: Level) -> Finding {
    Finding {
        level,
        confidence: Confidence::High,
        place: Some(place("src/a.rs", 7)),
        related: vec![],
        ..Finding::new(RuleId(rule), format!("{rule} is broken"))
    }
}

fn site(role: Role, file: &str) -> Site {
    let api = Api { path: "tokio::spawn".into(), role: vec![role], ..Api::default() };
    Site {
        place: place(file, 1),
        api: Arc::new(api),
        package: 0,
        item: "crate::run".into(),
        standing: Standing::Business,
        offered: Offered::Nobody,
        awaited: false,
        flow: Flow::Sync,
        size: None,
        chain: None,
        confidence: Confidence::High,
    }
}

/// The verdict of the item `id` and the texts of its proofs.
fn verdict(
    id: &str,
    facts: &Facts,
    findings: &[Finding],
    levels: &[(&'static str, Level)],
) -> (Verdict, Vec<String>) {
    let levels = levels.iter().copied().collect();
    let checklist = Checklist::new(items::form().unwrap(), facts, findings, &[], &levels);
    let item = checklist.items.into_iter().find(|i| i.id == id).unwrap();
    let texts = item.evidence.into_iter().map(|p| p.text.en).collect();
    (item.verdict, texts)
}

#[test]
fn a_finding_of_one_of_its_rules_fails_an_item() {
    let levels = [("direct-spawn", Level::Warn)];
    let id = "work-goes-through-an-executor";
    let facts = Facts::default();
    let found = [finding("direct-spawn", Level::Warn)];
    assert_eq!(
        verdict(id, &facts, &found, &levels),
        (Verdict::Fail, vec!["direct-spawn is broken".to_string()])
    );
}

#[test]
fn an_item_without_findings_says_how_many_sites_were_read() {
    let mut facts = Facts::default();
    facts.code.sites = vec![
        site(Role::Start, "src/a.rs"),
        site(Role::Start, "src/b.rs"),
        site(Role::Start, "src/b.rs"),
        site(Role::Queue, "src/c.rs"),
    ];
    let levels = [("direct-spawn", Level::Warn)];
    assert_eq!(
        verdict("work-goes-through-an-executor", &facts, &[], &levels),
        (Verdict::Pass, vec!["3 sites read in 2 files".to_string()])
    );
}

#[test]
fn an_item_about_sites_that_are_not_there_does_not_apply() {
    let levels = [("unbounded-queue", Level::Warn)];
    assert_eq!(
        verdict("queues-have-bounds", &Facts::default(), &[], &levels),
        (Verdict::NotApplicable, vec!["no site in the code has the role `queue`".to_string()])
    );
}

#[test]
fn an_item_without_a_rule_needs_a_person() {
    let facts = Facts::default();
    for id in ["owner-agreed", "queues-have-bounds"] {
        assert_eq!(verdict(id, &facts, &[], &[]), (Verdict::SignOff, vec![]));
    }
}

#[test]
fn a_rule_turned_off_waives_its_item() {
    let levels = [("unbounded-queue", Level::Allow)];
    assert_eq!(
        verdict("queues-have-bounds", &Facts::default(), &[], &levels),
        (Verdict::Waived, vec!["`unbounded-queue` is at allow".to_string()])
    );
}

#[test]
fn the_document_that_answers_is_the_proof() {
    let answer = |topic, state, line| Answer {
        topic,
        state,
        place: Some(place("docs/architecture.md", line)),
        why: format!("line {line}"),
    };
    let mut facts = Facts::default();
    facts.docs.documents = vec![Document {
        file: FilePath::new("docs/architecture.md"),
        answers: vec![
            answer(Topic::Alerts, AnswerState::Partial, 3),
            answer(Topic::Alerts, AnswerState::Answered, 9),
            answer(Topic::LoadTest, AnswerState::Answered, 20),
        ],
        links: Vec::new(),
        dead_links: Vec::new(),
        review: Review::default(),
        map: vec![],
        load_tests: vec![],
        scaling_owner: vec![],
        placeholders: vec![],
        waivers: vec![],
    }];
    let levels = [("missing-alerts", Level::Warn)];
    assert_eq!(
        verdict("alerts", &facts, &[], &levels),
        (Verdict::Pass, vec!["line 9".to_string()])
    );
}

#[test]
fn evidence_that_may_lie_elsewhere_is_unknown_and_never_a_failure() {
    let levels = [("dead-alert", Level::Deny)];
    assert_eq!(
        verdict("alerts-are-alive", &Facts::default(), &[], &levels),
        (Verdict::Unknown, vec!["the alert rules may live in another repository".to_string()])
    );
}

#[test]
fn the_headline_counts_failures_and_open_items() {
    let headline = |verdicts: &[Verdict]| {
        let item = |&verdict: &Verdict| Item {
            id: "a".into(),
            question: Question::Where,
            title: "A".into(),
            verdict,
            evidence: vec![],
        };
        let items = verdicts.iter().map(item).collect();
        Checklist { items, services: vec![], left_out: vec![], texts: items::form().unwrap().texts }
            .headline(Lang::En)
    };
    use Verdict::{Fail, NotApplicable, Pass, SignOff, Unknown, Waived};
    assert_eq!(
        headline(&[Pass, Fail, Fail, SignOff, Unknown]),
        "not ready: 2 of 5 items fail, 2 need a person"
    );
    assert_eq!(headline(&[Fail, SignOff]), "not ready: 1 of 2 items fails, 1 needs a person");
    assert_eq!(
        headline(&[Pass, SignOff]),
        "ready for sign-off: none of 2 items fails, 1 needs a person"
    );
    assert_eq!(headline(&[Pass, Waived, NotApplicable]), "ready: none of 3 items fails");
}

#[test]
fn a_pass_about_packages_says_how_many_were_read() {
    let mut facts = Facts::default();
    facts.code.packages = vec![Arc::new(PackageFacts {
        name: "a".into(),
        manifest: FilePath::new("Cargo.toml"),
        crates: vec![],
        selected: true,
        kind: None,
        is_test: false,
        serves: Serves::No,
        goes_live: true,
        executors: vec![],
        dependencies: vec![],
        metric_crates: vec![],
    })];
    let levels = [("unreadable-source", Level::Warn)];
    assert_eq!(
        verdict("every-source-was-read", &facts, &[], &levels),
        (Verdict::Pass, vec!["1 package read".to_string()])
    );
}

#[test]
fn a_person_can_sign_for_evidence_that_lies_elsewhere() {
    let levels = [("dead-alert", Level::Deny)].into_iter().collect();
    let form = items::form().unwrap();
    let mut checklist = Checklist::new(form, &Facts::default(), &[], &[], &levels);
    let signed = "<!-- golive:checklist -->\n- [ ] a <!-- golive:alerts-are-alive -->\n  - **Who:** Ana\n  \
        - **Date:** 2026-03-01\n<!-- /golive:checklist -->\n";
    let written = written::Written::read(signed, &checklist).unwrap();
    let today = "2026-03-02".parse().unwrap();
    written.sign(&mut checklist, today);
    let item = checklist.items.iter().find(|item| item.id == "alerts-are-alive").unwrap();
    assert_eq!(item.verdict, Verdict::Signed);
}
