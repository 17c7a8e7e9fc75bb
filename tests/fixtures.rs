//! The stories in `fixtures/`: what is found in each, line by line, and how the run ends.
//!
//! `tests/golden/fixtures/<name>.txt` holds the findings in the short format; `GOLDEN=write` writes
//! these files instead of comparing with them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::fixtures::copy_of_fixture;

#[test]
fn the_clean_service_has_no_finding() {
    assert_eq!(assert_found("clean-service"), "");
}

#[test]
fn the_broken_service_is_broken_in_one_way_per_rule() {
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

    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let golden = repository.join(format!("tests/golden/fixtures/{name}.txt"));
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "write") {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, &found).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap().replace("\r\n", "\n");
    assert_eq!(found, expected, "differs from {}", golden.display());

    let denied = i32::from(found.contains(": deny["));
    assert_eq!(output.status.code(), Some(denied), "only what is denied fails");
    let gate = check(fixture.path(), &["--format", "short", "-D", "warnings"]);
    let status = i32::from(!found.is_empty());
    assert_eq!(gate.status.code(), Some(status), "as a gate");
    found
}

fn check(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-golive"))
        .current_dir(folder)
        .arg("check")
        .args(args)
        .output()
        .unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}
