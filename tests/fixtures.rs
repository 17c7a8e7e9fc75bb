//! The stories in `fixtures/`: what is found in each, line by line, and how the run ends.
//!
//! `tests/golden/fixtures/<name>.txt` holds the findings in the short format.

use std::path::Path;
use std::process::Output;

use crate::command::golive;
use crate::support::fixtures::copy_of_fixture;
use crate::support::golden::assert_golden;

#[test]
fn the_clean_service_has_no_finding() {
    assert_eq!(assert_found("clean-service"), "");
}

#[test]
fn the_broken_service_and_the_chinese_one_break_every_rule() {
    // A service with a load test that shows too little can't lack a load test too.
    let found = assert_found("broken-service") + &assert_found("chinese-service");
    for page in cargo_golive::pages().unwrap() {
        let named = format!("[{}]", page.id);
        assert!(found.contains(&named), "nothing breaks {named}");
    }
}

#[test]
fn odd_layouts_are_found_whole() {
    assert_found("odd-layouts");
}

#[test]
fn a_monorepo_is_one_report() {
    assert_found("monorepo");
}

#[test]
fn an_empty_project_is_no_mistake() {
    assert_found("empty");
}

/// Lints the fixture `name`, compares what is found with its golden text, and gives it.
fn assert_found(name: &str) -> String {
    let fixture = copy_of_fixture(name);
    let output = check(fixture.path(), &["--format", "short"]);
    assert_eq!(stderr(&output), "");
    let found = String::from_utf8(output.stdout.clone()).unwrap();
    assert_golden(&format!("fixtures/{name}.txt"), &found);

    let denied = i32::from(found.contains(": deny["));
    assert_eq!(output.status.code(), Some(denied), "only what is denied fails");
    let gate = check(fixture.path(), &["--format", "short", "-D", "warnings"]);
    let status = i32::from(!found.is_empty());
    assert_eq!(gate.status.code(), Some(status), "as a gate");
    found
}

fn check(folder: &Path, args: &[&str]) -> Output {
    golive(folder, &[&["check"], args].concat())
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}
