//! `--format gitlab`: what GitLab's code quality reads.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

#[test]
fn every_finding_has_what_gitlab_asks_for_and_a_fingerprint_of_its_own() {
    let project = Project::shop();
    let text = project.printed(&["--format", "gitlab", "-D", "hardcoded-concurrency"]);
    let issues: Vec<Value> = serde_json::from_str(&text).unwrap();
    let short = project.printed(&["--format", "short"]);
    assert_eq!(issues.len(), short.lines().count());
    let fingerprints: BTreeSet<&str> =
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(fingerprints.len(), issues.len());
    let of = |rule: &str| issues.iter().find(|issue| issue["check_name"] == rule).unwrap();
    let sized = of("hardcoded-concurrency");
    assert_eq!(sized["severity"], "major");
    assert_eq!(sized["description"], "`worker_threads` fixes its runtime worker threads at 16");
    assert_eq!(sized["location"], json!({"path": "a b/src/线程,池.rs", "lines": {"begin": 5}}));
    let alerts = of("missing-alerts");
    assert_eq!(alerts["severity"], "minor");
    assert_eq!(alerts["location"], json!({"path": "a b/Cargo.toml", "lines": {"begin": 1}}));
}
