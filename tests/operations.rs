//! What operations files promise: which of them count, and what is said of what they say.

use crate::command::golive;
use crate::support::folders::{files, root_of};

const MANIFEST: &str = "[package]\nname = \"my-service\"\nedition = \"2024\"\n";

/// Alert rules whose only alert belongs to `owner`.
fn rules(owner: &str) -> String {
    format!(
        "groups:\n- rules:\n  - alert: Full\n    expr: queue_depth > 1\n    labels:\n      team: \"{owner}\"\n"
    )
}

/// What `check` prints for a project of these files, on `rule` or as a note.
fn said(project: &[(&str, &str)], rule: &str, args: &[&str]) -> Vec<String> {
    let folder = files(&[&[("Cargo.toml", MANIFEST), ("src/lib.rs", "")], project].concat());
    let output = golive(root_of(&folder), &[&["check", "--format", "short"], args].concat());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter(|line| line.contains(rule)).map(str::to_owned);
    lines.collect()
}

fn unknown_owners(project: &[(&str, &str)]) -> Vec<String> {
    said(project, "[unknown-owner]", &[])
}

#[test]
fn an_owner_of_an_alert_must_be_one_whom_codeowners_knows() {
    let found =
        unknown_owners(&[("CODEOWNERS", "* @acme/orders\n"), ("ops/a.yml", &rules("@acme/ordrs"))]);
    assert_eq!(
        found,
        [
            "ops/a.yml:6:14: deny[unknown-owner] unknown owner `@acme/ordrs`, did you mean `@acme/orders`?"
        ]
    );
    assert!(unknown_owners(&[("ops/a.yml", &rules("@acme/ordrs"))]).is_empty());
}

#[test]
fn of_several_codeowners_the_one_counts_that_code_hosts_take() {
    let project = |owner| {
        unknown_owners(&[
            ("CODEOWNERS", "* @acme/old\n"),
            (".github/CODEOWNERS", "* @acme/new\n"),
            ("ops/a.yml", &rules(owner)),
        ])
        .len()
    };
    assert_eq!((project("@acme/new"), project("@acme/old")), (0, 1));
}

#[test]
fn the_configuration_makes_an_owner_known() {
    let project = [
        ("CODEOWNERS", "* @acme/orders\n"),
        ("golive.toml", "owners = [\"@acme/night\"]\n"),
        ("ops/a.yml", &rules("@acme/night")),
    ];
    assert!(unknown_owners(&project).is_empty());
}

#[test]
fn rules_of_tests_examples_and_others_count_only_when_they_are_named() {
    let rules = rules("@acme/nobody");
    let mut project = vec![("CODEOWNERS", "* @acme/orders\n")];
    for path in ["tests/a.yml", "examples/a.yml", "vendor/x/a.yml", "a/fixtures/a.yml"] {
        project.push((path, &rules));
    }
    assert!(unknown_owners(&project).is_empty());
    project.push(("golive.toml", "operations = [\"CODEOWNERS\", \"tests/a.yml\"]\n"));
    assert_eq!(unknown_owners(&project).len(), 1);
}

#[test]
fn what_can_not_be_followed_is_a_note_under_strict() {
    let rules = "groups:\n- rules:\n  - alert: Full\n    expr: queue_depth > {{ .Values.most }}\n";
    let project = [("chart/rules.yaml", rules)];
    assert!(said(&project, "note", &[]).is_empty());
    assert_eq!(
        said(&project, "note", &["--strict"]),
        ["chart/rules.yaml:4:11: note: a template fills in the expression"]
    );
}

#[test]
fn results_of_load_tests_answer_and_are_judged() {
    let rule = "[missing-load-test]";
    assert_eq!(said(&[], rule, &[]).len(), 1);
    let results = "{\"metrics\":{\"http_reqs\":{\"count\":9,\"rate\":910}}}";
    assert!(said(&[("load/k6.json", results)], rule, &[]).is_empty());
    let file = |rate| format!("{{\"latencies\":{{}},\"throughput\":{rate}}}");
    let (one, two, eight) = (file("100"), file("180"), file("200.5"));
    let found = said(
        &[("load/1-pod.json", &one), ("load/2-pods.json", &two), ("load/8-pods.json", &eight)],
        "[sublinear-scaling]",
        &[],
    );
    assert_eq!(
        found,
        [
            "load/8-pods.json:1:30: warn[sublinear-scaling] at 8 instances, each does 25 % of what it does at 1; the minimum is 70 %"
        ]
    );
}

#[test]
fn the_checklist_says_how_throughput_grows_or_that_nobody_can_tell() {
    let item = |results: &str| {
        let docs = "# A\n\n## Load test\n\nSee load/results.csv.\n";
        let folder = files(&[
            ("Cargo.toml", MANIFEST),
            ("src/lib.rs", ""),
            ("docs/architecture.md", docs),
            ("load/results.csv", results),
        ]);
        let output = golive(root_of(&folder), &["check", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let items = report["checklist"].as_array().unwrap();
        let item = items.iter().find(|item| item["id"] == "throughput-grows").unwrap();
        (item["verdict"].clone(), item["evidence"][0]["text"].clone())
    };
    assert_eq!(
        item("replicas,rps\n1,100\n2,195\n4,360\n"),
        ("pass".into(), "at 4 instances, each does 90 % of what it does at 1".into())
    );
    assert_eq!(
        item("replicas,rps\n1,100\n2,195\n"),
        ("unknown".into(), "no load test has three counts of instances or more".into())
    );
    assert_eq!(item("replicas,rps\n1,100\n2,105\n4,107\n").0, "fail");
}
