//! The scaffold of a rule: one call puts it everywhere where rules are listed.

#[path = "../examples/new_rule.rs"]
#[allow(dead_code, reason = "its main is not called")]
mod example;

use std::fs;
use std::path::Path;

use example::{NewRule, new_rule};

#[test]
fn a_new_rule_has_a_page_a_file_its_place_in_the_catalogue_and_in_the_checklist() {
    let copy = copy_of_rules();
    let rule = NewRule {
        id: "missing-backoff",
        group: "capacity",
        question: "3",
        item: "calls-have-timeouts",
    };
    new_rule(copy.path(), &rule).unwrap();
    let read = |file: &str| fs::read_to_string(copy.path().join(file)).unwrap();
    assert!(read("rules/missing-backoff.md").starts_with("+++\nid = \"missing-backoff\"\n"));
    assert!(read("src/rules/missing_backoff.rs").contains("const ID: RuleId = rule_id!();"));

    let registry = read("src/rules/mod.rs");
    assert!(registry.contains("mod missing_answer;\nmod missing_backoff;\nmod missing_executor"));
    let rule = "    Rule::new(missing_backoff::ID, missing_backoff::check),\n";
    let (before, after) = registry.split_once(rule).unwrap();
    assert!(before.ends_with("sublinear_scaling::check),\n"), "{before}");
    assert!(after.starts_with("    Rule::new(missing_answer::CONCURRENCY_MAP"), "{after}");

    let checklist = read("rules/checklist.toml");
    let item = checklist.split("[[item]]").find(|item| item.contains("calls-have-timeouts"));
    let item = item.unwrap();
    assert!(item.contains("rules = [\"missing-backoff\"]") && !item.contains("sign_off"), "{item}");
}

#[test]
fn a_rule_that_is_there_or_an_item_that_is_not_changes_nothing() {
    let copy = copy_of_rules();
    let before = fs::read_to_string(copy.path().join("src/rules/mod.rs")).unwrap();
    let rule = |id, group, item| NewRule { id, group, question: "3", item };
    for (rule, said) in [
        (rule("direct-spawn", "isolation", "calls-have-timeouts"), "there is a rule"),
        (rule("Missing_Backoff", "capacity", "calls-have-timeouts"), "is not in kebab-case"),
        (rule("missing-backoff", "speed", "calls-have-timeouts"), "no rule is in the group"),
        (rule("missing-backoff", "capacity", "calls-back-off"), "has no item"),
    ] {
        let error = new_rule(copy.path(), &rule).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
        assert!(!copy.path().join("rules/missing-backoff.md").exists());
    }
    let after = fs::read_to_string(copy.path().join("src/rules/mod.rs")).unwrap();
    assert_eq!(before, after);
}

#[test]
fn every_file_of_a_rule_is_registered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let pages = cargo_golive::pages().unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().replace('_', "-");
        let is_rule = !matches!(name.as_str(), "mod" | "missing-answer");
        assert!(!is_rule || pages.iter().any(|page| page.id == name), "{name} is in no list");
    }
}

/// The files that a new rule touches.
fn copy_of_rules() -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = tempfile::tempdir().unwrap();
    for folder in ["rules", "src/rules"] {
        fs::create_dir_all(copy.path().join(folder)).unwrap();
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, copy.path().join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    copy
}
