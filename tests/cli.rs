//! The command line from outside: what it accepts, what it prints where, and its exit status.

use std::fs;
use std::process::{Output, Stdio};

use crate::command::{command, golive};

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A package without concurrency.
fn package() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "[package]\nname = \"calm\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "pub fn calm() {}\n").unwrap();
    folder
}

#[test]
fn check_is_run_when_no_command_is_named() {
    let package = package();
    let named = golive(package.path(), &["check", "--format", "json"]);
    let unnamed = golive(package.path(), &["--format", "json"]);
    assert_eq!(named.status.code(), Some(0));
    assert_eq!(stdout(&named), stdout(&unnamed));
}

#[test]
fn cargo_may_pass_its_own_name_for_the_command() {
    let package = package();
    let through_cargo = golive(package.path(), &["golive", "check"]);
    let direct = golive(package.path(), &["check"]);
    assert_eq!(through_cargo.status.code(), Some(0));
    assert_eq!(stdout(&through_cargo), stdout(&direct));
}

#[test]
fn help_speaks_of_cargo_golive() {
    let package = package();
    for args in [vec!["--help"], vec!["golive", "--help"]] {
        let output = golive(package.path(), &args);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("Usage: cargo golive"));
    }
    let output = golive(package.path(), &["checklist", "--help"]);
    assert!(stdout(&output).contains("Usage: cargo golive checklist"));
}

#[test]
fn arguments_that_can_not_be_are_refused_with_status_2() {
    let package = package();
    let refused: [(&[&str], &str); 8] = [
        (&["chekc"], "'check'"),
        (&["-q", "check"], "`cargo golive check --quiet …`"),
        (&["--no-such-option"], "--no-such-option"),
        (&["check", "--format", "xml"], "xml"),
        (&["check", "--min-confidence", "sure"], "sure"),
        (&["-D", "no-such-rule"], "unknown rule `no-such-rule`"),
        (&["explain", "no-such-rule"], "unknown rule `no-such-rule`"),
        (&["explain"], "RULE"),
    ];
    for (args, named) in refused {
        let output = golive(package.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(stdout(&output), "", "{args:?}");
        assert!(stderr(&output).starts_with("error: "), "{args:?}");
        assert!(stderr(&output).contains(named), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn colour_may_be_chosen_before_and_after_the_command() {
    let package = package();
    for args in [["--color", "never", "check"], ["check", "--color", "never"]] {
        assert_eq!(golive(package.path(), &args).status.code(), Some(0));
    }
    let always = golive(package.path(), &["explain", "no-such-rule", "--color", "always"]);
    assert!(stderr(&always).contains("\u{1b}["));
    let auto = golive(package.path(), &["explain", "no-such-rule"]);
    assert!(!stderr(&auto).contains('\u{1b}'));
}

#[test]
fn json_is_all_that_is_on_standard_output() {
    let package = package();
    let output = golive(package.path(), &["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["schema"], 1);
    assert!(report["summary"]["by_rule"].is_object());
    assert!(report["findings"].is_array());
    assert!(report["checklist"].as_array().is_some_and(|items| !items.is_empty()));
    assert_eq!(stderr(&output), "");
}

#[test]
fn the_human_report_ends_with_the_counts_and_the_headline() {
    let package = package();
    let output = golive(package.path(), &["check"]);
    let lines: Vec<&str> = stdout(&output).lines().rev().take(2).collect();
    assert!(lines[0].contains("ready"), "{lines:?}");
    assert!(lines[1].contains(" deny, "), "{lines:?}");
    let quiet = golive(package.path(), &["check", "--quiet"]);
    assert!(!stdout(&quiet).contains("ready"));
}

#[test]
fn a_reader_that_goes_away_changes_neither_the_status_nor_standard_error() {
    let package = package();
    for args in [vec!["check"], vec!["check", "--format", "json"], vec!["checklist"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let child =
            command(package.path(), &args).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(stderr(&output), "", "{args:?}");
    }
}

#[test]
fn rules_are_listed_with_their_levels_in_both_formats() {
    let package = package();
    let json = golive(package.path(), &["rules", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(list["schema"], 1);
    let human = golive(package.path(), &["rules"]);
    for rule in list["rules"].as_array().unwrap() {
        let (id, level) = (rule["id"].as_str().unwrap(), rule["level"].as_str().unwrap());
        assert!(stdout(&human).contains(&format!("{id} ({level}, ")));
        let page = golive(package.path(), &["explain", id]);
        assert_eq!(page.status.code(), Some(0));
        assert!(stdout(&page).starts_with(&format!("{id}\n")));
    }
}

#[test]
fn docs_without_paths_reads_the_documents_that_the_configuration_names() {
    let package = package();
    let folder = package.path();
    fs::write(folder.join("README.md"), "# Calm\n").unwrap();
    fs::create_dir(folder.join("design")).unwrap();
    fs::write(folder.join("design/notes.md"), "# Notes\n").unwrap();
    fs::write(folder.join("golive.toml"), "docs = [\"design/notes.md\"]\n").unwrap();
    let output = golive(folder, &["docs", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let documents = value["documents"].as_array().unwrap();
    let files: Vec<_> = documents.iter().map(|document| &document["file"]).collect();
    assert_eq!(files, ["design/notes.md"]);
}

#[test]
fn docs_with_paths_takes_the_templates_of_the_project_away_too() {
    let package = package();
    let folder = package.path();
    let text = "# Orders\n\n## Alerts\n\n- error rate > 1% for 5m\n";
    for name in ["alerts.md", "template.md"] {
        fs::write(folder.join(name), text).unwrap();
    }
    let state = || {
        let output = golive(folder, &["docs", "--format", "json", "alerts.md"]);
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        value["documents"][0]["topics"]["alerts"]["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state(), "answered");
    fs::write(folder.join("golive.toml"), "template = [\"temp*.md\"]\n").unwrap();
    assert_eq!(state(), "placeholder");
    fs::write(folder.join("golive.toml"), "docs = [\"*.md\"]\ntemplate = \"template.md\"\n")
        .unwrap();
    let output = golive(folder, &["docs"]);
    assert!(!stdout(&output).contains("template.md\n"), "{}", stdout(&output));
}

#[test]
fn strict_names_what_could_not_be_followed_and_a_closing_line_counts_it() {
    let package = package();
    let source = "pub fn open(n: usize) -> std::sync::mpsc::Receiver<u8> {\n    \
                  std::sync::mpsc::sync_channel(n).1\n}\n";
    fs::write(package.path().join("src/lib.rs"), source).unwrap();
    let quiet = golive(package.path(), &["check"]);
    assert!(stdout(&quiet).contains("1 place could not be followed: `--strict` names them\n"));
    let strict = golive(package.path(), &["check", "--strict"]);
    assert!(
        stdout(&strict).contains("src/lib.rs:2:22: the queue capacity of"),
        "{}",
        stdout(&strict)
    );
    assert!(stdout(&strict).contains("1 place could not be followed\n"));
    let short = golive(package.path(), &["check", "--strict", "--format", "short"]);
    assert!(stdout(&short).contains("src/lib.rs:2:22: note: "));
}
