//! `--format junit`: its XML read back.

use super::Project;
use crate::support::junit::{elements, named};

#[test]
fn what_is_denied_failed_and_a_warning_is_skipped() {
    let project = Project::shop();
    let text = project.printed(&["--format", "junit", "-D", "hardcoded-concurrency"]);
    let elements = elements(&text);
    let all = named(&elements, "testsuites")[0];
    let findings = project.printed(&["--format", "short"]).lines().count();
    assert_eq!(all["tests"], findings.to_string());
    assert_eq!(all["failures"], "1");
    let failure = named(&elements, "failure")[0];
    assert_eq!(failure["message"], "`worker_threads` fixes its runtime worker threads at 16");
    assert_eq!(failure["type"], "deny");
    assert_eq!(named(&elements, "skipped").len(), findings - 1);
}

#[test]
fn a_suite_is_a_rule_and_a_test_is_a_finding_with_or_without_place() {
    let elements = elements(&Project::shop().printed(&["--format", "junit"]));
    let suites: Vec<&str> =
        named(&elements, "testsuite").iter().map(|suite| suite["name"].as_str()).collect();
    assert!(suites.contains(&"hardcoded-concurrency") && suites.is_sorted(), "{suites:?}");
    let tests = named(&elements, "testcase");
    let name =
        |rule: &str| tests.iter().find(|test| test["classname"] == rule).unwrap()["name"].as_str();
    assert_eq!(name("hardcoded-concurrency"), "src/线程,池.rs:5:60");
    assert!(name("missing-alerts").starts_with("no document says"));
}
