//! The library: what it returns is what the command prints, however many runs go on in one process.

use cargo_golive::{Report, Request, Verdict, lint};
use serde_json::Value;
use tempfile::TempDir;

use crate::command::golive;
use crate::support::fixtures::copy_of_fixture;
use crate::support::folders::root_of;

#[test]
fn runs_side_by_side_and_one_after_the_other_say_what_the_command_says() {
    let projects = ["broken-service", "clean-service", "chinese-service"].map(copy_of_fixture);
    let printed: Vec<Vec<String>> = projects.iter().map(printed).collect();
    for _ in 0..2 {
        let one_after_the_other: Vec<_> = projects.iter().map(returned).collect();
        assert_eq!(one_after_the_other, printed);
    }
    let side_by_side: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = projects.iter().chain(&projects).collect();
        let runs: Vec<_> = runs.into_iter().map(|p| scope.spawn(|| returned(p))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert_eq!(side_by_side, [printed.clone(), printed].concat());
}

#[test]
fn what_keeps_a_run_from_being_done_is_an_error_and_not_the_end_of_the_process() {
    let empty = tempfile::tempdir().unwrap();
    let error = lint(&Request::new(root_of(&empty))).unwrap_err();
    assert!(error.to_string().contains("Cargo.toml"), "{error}");
    let project = copy_of_fixture("clean-service");
    let levels = vec![(cargo_golive::Level::Deny, "no-such-rule".to_owned())];
    let request = Request { levels, ..Request::new(root_of(&project)) };
    let error = lint(&request).unwrap_err();
    assert_eq!(error.to_string(), "unknown rule `no-such-rule`");
}

/// The findings and verdicts that the command prints.
fn printed(project: &TempDir) -> Vec<String> {
    let output = golive(project.path(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    let findings = findings.map(|finding| {
        format!(
            "{} {}:{} {}",
            text(&finding["rule"]),
            text(&finding["file"]),
            finding["line"],
            text(&finding["message"])
        )
    });
    let items = report["checklist"].as_array().unwrap().iter();
    let items = items.map(|item| format!("{} {}", text(&item["id"]), text(&item["verdict"])));
    findings.chain(items).collect()
}

/// The same of the report that the library returns.
fn returned(project: &TempDir) -> Vec<String> {
    let Report { findings, checklist, .. } = lint(&Request::new(root_of(project))).unwrap();
    let findings = findings.iter().map(|finding| {
        let (file, line) = match &finding.place {
            Some(place) => (place.file.to_string(), place.start.line.to_string()),
            None => (String::new(), "null".to_owned()),
        };
        format!("{} {file}:{line} {}", finding.rule, finding.message)
    });
    let items = checklist.items.iter();
    let items = items.map(|item| format!("{} {}", item.id, Verdict::as_str(item.verdict)));
    findings.chain(items).collect()
}
