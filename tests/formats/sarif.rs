//! `--format sarif`: the schema, and what code scanning services read.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::support::sarif::{assert_valid, errors};

fn log(project: &Project, args: &[&str]) -> Value {
    let args = [&["check", "--format", "sarif"], args].concat();
    let log = serde_json::from_str(&project.printed(&args)).unwrap();
    assert_valid(&log);
    log
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().unwrap()
}

fn result_of<'l>(log: &'l Value, rule: &str) -> &'l Value {
    results(log).iter().find(|result| result["ruleId"] == rule).unwrap()
}

#[test]
fn the_schema_refuses_what_is_no_sarif() {
    let place = json!({"physicalLocation": {"artifactLocation": {"uri": "a b"}}});
    let result = json!({"message": {"text": "a"}, "level": "loud", "locations": [place]});
    let run = json!({"tool": {"driver": {"name": "golive"}}, "results": [result]});
    let errors = errors(&json!({"version": "2.1.0", "runs": [run]}));
    for wrong in ["results/0/level': value must be one of", "'a b' is not valid uri-reference"] {
        assert!(errors.contains(wrong), "{errors}");
    }
}

#[test]
fn all_rules_are_listed_with_help_so_that_alerts_close() {
    let log = log(&Project::shop(), &["-A", "unbounded-queue"]);
    let driver = &log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["name"], "cargo-golive");
    let rules = driver["rules"].as_array().unwrap();
    let listed: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    let pages = cargo_golive::pages().unwrap();
    assert_eq!(listed, pages.iter().map(|page| page.id.as_str()).collect::<Vec<_>>());
    for (rule, page) in rules.iter().zip(&pages) {
        for text in ["/shortDescription/text", "/fullDescription/text", "/help/text"] {
            assert!(!rule.pointer(text).unwrap().as_str().unwrap().is_empty(), "{rule}");
        }
        let markdown = rule["help"]["markdown"].as_str().unwrap();
        assert!(markdown.contains("```") && !markdown.contains("//~"), "{markdown}");
        let level = if page.level == cargo_golive::Level::Deny { "error" } else { "warning" };
        assert_eq!(rule["defaultConfiguration"]["level"], level);
    }
    for result in results(&log) {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(result["ruleId"], listed[index]);
    }
}

#[test]
fn a_place_is_a_uri_from_the_root_of_the_repository_and_columns_count_characters() {
    let log = log(&Project::shop(), &[]);
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let result = result_of(&log, "hardcoded-concurrency");
    assert_eq!(
        result["locations"][0]["physicalLocation"],
        json!({
            "artifactLocation": {
                "uri": "a%20b/src/%E7%BA%BF%E7%A8%8B%2C%E6%B1%A0.rs",
                "uriBaseId": "%SRCROOT%",
            },
            "region": {"startLine": 5, "startColumn": 60, "endLine": 5, "endColumn": 74},
        })
    );
    assert_eq!(result["level"], "warning");
    assert_eq!(result["properties"]["confidence"], "high");
}

#[test]
fn the_way_to_a_number_is_a_code_flow() {
    let log = log(&Project::shop(), &[]);
    let result = result_of(&log, "hardcoded-concurrency");
    let steps = result.pointer("/codeFlows/0/threadFlows/0/locations").unwrap();
    let lines: Vec<_> = steps
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step.pointer("/location/physicalLocation/region/startLine").unwrap())
        .collect();
    assert_eq!(lines, [5, 2]);
    let related = &result["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "`WORKERS` is declared here");
}

#[test]
fn a_finding_without_a_place_stands_in_the_manifest() {
    let log = log(&Project::shop(), &[]);
    let result = result_of(&log, "missing-alerts");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b/Cargo.toml");
    assert_eq!(place["region"]["startLine"], 1);
}

#[test]
fn fingerprints_differ_from_each_other_and_outlive_moved_lines() {
    let project = Project::shop();
    let fingerprints = || -> Vec<Value> {
        let log = log(&project, &[]);
        results(&log).iter().map(|r| r["partialFingerprints"].clone()).collect()
    };
    let before = fingerprints();
    let different: BTreeSet<String> = before.iter().map(Value::to_string).collect();
    assert_eq!(different.len(), before.len());
    let file = project.folder.path().join("a b/src/线程,池.rs");
    fs::write(&file, format!("\n\n{POOL_OF_SHOP}")).unwrap();
    assert_eq!(fingerprints(), before);
}

#[test]
fn the_invocation_tells_the_exit_status() {
    let project = Project::shop();
    let code = |args: &[&str]| {
        let log = log(&project, args);
        log["runs"][0]["invocations"][0]["exitCode"].clone()
    };
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["-D", "warnings"]), 1);
}

#[test]
fn a_waived_finding_is_a_suppressed_result_with_its_reason() {
    let project = Project::shop();
    let file = "a b/src/线程,池.rs";
    let waiver = "\r\n// golive: allow(hardcoded-concurrency, reason = \"one machine\")\r\n";
    let text = POOL_OF_SHOP.replace("\r\n\tlet", &format!("{waiver}\tlet"));
    fs::write(project.folder.path().join(file), text).unwrap();
    let log = log(&project, &[]);
    let suppression = &result_of(&log, "hardcoded-concurrency")["suppressions"][0];
    assert_eq!(suppression["kind"], "inSource");
    assert_eq!(suppression["justification"], "one machine");
    let at = suppression.pointer("/location/physicalLocation/region/startLine").unwrap();
    assert_eq!(at, 5);
    assert!(result_of(&log, "missing-alerts")["suppressions"].is_null());
}
