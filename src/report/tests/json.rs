//! `--format json`, and the checklist in Markdown.

use serde_json::json;

use super::*;
use crate::checklist::written::Written;
use crate::facts::{Lang, Unfollowed};
use crate::report::{checklist as format, json};

#[test]
fn json_says_all_that_the_report_holds_under_stable_keys() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let place = project.place("src/pool.rs", "worker_threads");
    let hop = related(project.place("src/pool.rs", "16"), "fixed here");
    let mut report = report(vec![finding(Some(place.clone()), vec![hop]), finding(None, vec![])]);
    report.checklist = checklist(place);
    let at = project.place("src/pool.rs", "16");
    let note = Unfollowed { place: at, what: "no way further".to_string() };
    let report = report.with_unfollowed(vec![note], true);
    let text = written(|out| json::write(out, &report));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value,
        json!({
            "schema": 1,
            "summary": {
                "deny": 0, "warn": 2, "files": 1, "hidden": 0,
                "waived": 0, "accepted": 0, "fixed": 0, "left_out": 0, "unfollowed": 1,
                "by_rule": {"hardcoded-concurrency": 2},
            },
            "findings": [
                {
                    "rule": "hardcoded-concurrency", "level": "warn", "confidence": "high",
                    "message": "the number of workers is fixed at 16",
                    "help": "read it from a setting, with 16 as the default",
                    "file": "src/pool.rs",
                    "line": 8, "column": 20, "end_line": 8, "end_column": 34,
                    "related": [{
                        "file": "src/pool.rs", "line": 1, "column": 24, "message": "fixed here",
                    }],
                    "cause": null,
                },
                {
                    "rule": "hardcoded-concurrency", "level": "warn", "confidence": "high",
                    "message": "the number of workers is fixed at 16",
                    "help": "read it from a setting, with 16 as the default",
                    "file": null, "line": null, "column": null,
                    "end_line": null, "end_column": null, "related": [], "cause": null,
                },
            ],
            "waived": [],
            "notes": [{
                "file": "src/pool.rs", "line": 1, "column": 24, "message": "no way further",
            }],
            "checklist": [
                {
                    "id": "sizes", "question": 1, "title": "The title of <sizes>",
                    "verdict": "fail",
                    "evidence": [{
                        "text": "`Vec<u8>` is_fixed at 16", "file": "src/pool.rs", "line": 8,
                    }],
                },
                {
                    "id": "spawns", "question": 1, "title": "The title of <spawns>",
                    "verdict": "pass",
                    "evidence": [
                        {"text": "3 sites read in 2 files", "file": null, "line": null},
                    ],
                },
                {
                    "id": "owner", "question": 2, "title": "The title of <owner>",
                    "verdict": "sign-off", "evidence": [],
                },
                {
                    "id": "limits", "question": 3, "title": "The title of <limits>",
                    "verdict": "n/a", "evidence": [],
                },
            ],
            "left_out_packages": [],
        "services": [],
        })
    );
    assert!(text.starts_with("{\n  \"schema\": 1,\n  \"summary\": {\n    \"deny\": 0,"));
}

#[test]
fn markdown_has_ticks_verdicts_links_and_blanks_to_sign() {
    let project = Project::new(&[("src/pool.rs", POOL)]);
    let mut report = report(vec![]);
    report.checklist = checklist(project.place("src/pool.rs", "worker_threads"));
    let text = written(|out| format::write(out, &report, "../", Lang::En, &Written::default()));
    assert_golden("checklist.txt", &text);
    let text = written(|out| format::write(out, &report, "../", Lang::Zh, &Written::default()));
    assert_golden("checklist_zh.txt", &text);
}
