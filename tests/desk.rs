//! What helps at the desk: completions, manual pages, the configuration in force, running again on
//! changes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use crate::command::{command, golive};
use crate::support::fixtures::copy_of_fixture;
use crate::support::folders::files;

fn stdout(output: &Output) -> &str {
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn completions_know_the_commands_and_options_for_each_shell() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = golive(folder.path(), &["completions", shell]);
        for word in ["checklist", "min-confidence", "cargo-golive"] {
            assert!(stdout(&output).contains(word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let page = golive(folder.path(), &["man"]);
    assert!(stdout(&page).contains(".TH cargo-golive 1"));

    let written = golive(folder.path(), &["man", "-o", "pages/man1"]);
    let files: Vec<&str> = stdout(&written).lines().collect();
    assert!(files.contains(&"pages/man1/cargo-golive.1"));
    assert!(files.contains(&"pages/man1/cargo-golive-check.1"));
    for file in files {
        let page = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(page.contains(".SH NAME"), "{file} is no manual page");
    }
}

#[test]
fn the_schema_describes_every_key_and_knows_the_rules() {
    let folder = tempfile::tempdir().unwrap();
    let output = golive(folder.path(), &["config", "--schema"]);
    let schema: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(schema["title"], "golive.toml");
    assert_eq!(schema["additionalProperties"], false);
    for (key, property) in schema["properties"].as_object().unwrap() {
        let described = property.get("description").or_else(|| property.get("$ref"));
        assert!(described.is_some(), "`{key}` is not described");
    }
    let rules = schema["properties"]["levels"]["propertyNames"]["enum"].as_array().unwrap();
    assert_eq!(rules.len(), cargo_golive::pages().unwrap().len());
}

#[test]
fn the_configuration_in_force_shows_where_each_value_comes_from() {
    let project = copy_of_fixture("clean-service");
    let file = project.path().join("golive.toml");
    let text = fs::read_to_string(&file).unwrap();
    let more = "[levels]\nunbounded-queue = \"deny\"\n\n[rules.hardcoded-concurrency]\nminimum = 8\n\n\
        [[api]]\npath = \"our_pool::Pool::with\"\nrole = \"size\"\nsize = 0\n";
    fs::write(&file, format!("{text}\n{more}")).unwrap();

    let output = golive(project.path(), &["config", "-A", "direct-spawn"]);
    let shown = stdout(&output);
    for line in [
        "docs = [\"docs/architecture.md\"]  # golive.toml:1",
        "exclude = []  # default",
        "unbounded-queue = \"deny\"  # golive.toml:4",
        "direct-spawn = \"allow\"  # command line",
        "hardcoded-concurrency = \"warn\"  # default",
        "minimum = 8  # golive.toml:7",
        "machine = true  # default",
        "path = \"our_pool::Pool::with\"",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "no line `{line}` in:\n{shown}");
    }

    // What is shown can be saved, and then means the same.
    fs::write(&file, shown).unwrap();
    let again = golive(project.path(), &["config"]);
    let values = |text: &str| -> toml::Table { toml::from_str(text).unwrap() };
    assert_eq!(values(stdout(&again)), values(shown));
}

#[test]
fn without_a_configuration_the_guessed_documents_are_shown() {
    let project = copy_of_fixture("broken-service");
    let output = golive(project.path(), &["config", "--show"]);
    let guessed = stdout(&output).lines().find(|line| line.starts_with("docs = "));
    let guessed = guessed.and_then(|line| line.strip_suffix("  # guessed by their names"));
    assert!(guessed.is_some_and(|files| files.contains("\"docs/architecture.md\"")));
}

#[test]
fn watching_runs_again_when_a_file_changes() {
    let project = copy_of_fixture("clean-service");
    let mut child = command(project.path(), &["--watch", "--format", "short"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    let watching = "watching for changes, stop with Ctrl-C";
    assert_eq!(said.next().unwrap().unwrap(), watching);

    let source = project.path().join("src/dispatch.rs");
    let text = fs::read_to_string(&source).unwrap();
    let more = "pub fn more() { let _ = tokio::sync::mpsc::unbounded_channel::<u8>(); }\n";
    fs::write(&source, text + more).unwrap();
    assert_eq!(said.next().unwrap().unwrap(), watching);

    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let found = String::from_utf8(output.stdout).unwrap();
    assert!(found.contains("warn[unbounded-queue]"), "{found}");
}

#[test]
fn verbose_says_on_standard_error_what_was_read_and_changes_nothing_else() {
    let project = copy_of_fixture("clean-service");
    let quiet = golive(project.path(), &["--format", "json"]);
    let verbose = golive(project.path(), &["--format", "json", "-v"]);
    assert_eq!(verbose.stdout, quiet.stdout);
    let said = String::from_utf8(verbose.stderr).unwrap();
    for line in ["code: 6 Rust files, packages: 1", "documents: docs/architecture.md"] {
        assert!(said.lines().any(|said| said == line), "no line `{line}` in:\n{said}");
    }
}

#[test]
fn fix_adds_what_is_missing_to_the_map_and_marks_what_is_gone() {
    let project = copy_of_fixture("broken-service");
    let file = project.path().join("docs/architecture.md");
    let before = fs::read_to_string(&file).unwrap();
    let fixed = golive(project.path(), &["--fix", "--format", "short"]);
    let said = String::from_utf8(fixed.stderr).unwrap();
    assert_eq!(said, "docs/architecture.md: the concurrency map was updated\n");
    let found = String::from_utf8(fixed.stdout).unwrap();
    assert!(!found.contains("undocumented-concurrency"), "{found}");
    let after = fs::read_to_string(&file).unwrap();
    assert!(after.contains("| ~~`orders::courier::Pool`~~ (gone) |"), "{after}");
    assert!(after.contains("\n| `orders::intake::Intake::new` | unbounded queue |"), "{after}");
    assert!(before.lines().all(|line| line.contains("courier") || after.contains(line)));

    let again = golive(project.path(), &["--fix", "--format", "short"]);
    assert_eq!(String::from_utf8(again.stderr).unwrap(), "");
    assert_eq!(fs::read_to_string(&file).unwrap(), after);
}

#[test]
fn fix_writes_waivers_that_count_only_when_their_reason_is_written() {
    let project = copy_of_fixture("broken-service");
    let file = project.path().join("src/receipts.rs");
    let fixed = golive(project.path(), &["--fix=waivers", "--format", "short"]);
    assert_eq!(fixed.status.code(), Some(1));
    let found = String::from_utf8(fixed.stdout).unwrap();
    let waits = "its reason is a placeholder: `TODO`";
    let waiting = |found: &str| {
        let of_file = found.lines().filter(|line| line.starts_with("src/receipts.rs:"));
        of_file.filter(|line| line.ends_with(waits)).count()
    };
    assert_eq!(waiting(&found), 2, "{found}");
    assert!(found.contains("warn[blocking-in-async]"), "a blank waiver silences nothing: {found}");

    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("\"TODO\"", "\"written once a day\"")).unwrap();
    let after = golive(project.path(), &["--format", "short"]);
    let found = String::from_utf8(after.stdout).unwrap();
    assert_eq!(found.lines().filter(|line| line.starts_with("src/receipts.rs:")).count(), 0);
}

#[test]
fn fix_says_which_waivers_it_could_not_write() {
    let project = files(&[
        (
            "Cargo.toml",
            "[package]\nname = \"a\"\nedition = \"2024\"\n\n[dependencies]\ntokio = \"1\"\n",
        ),
        ("src/lib.rs", "pub fn run() {\n    log(\"one\ntwo\", tokio::spawn(async {}));\n}\n"),
    ]);
    let file = project.path().join("src/lib.rs");
    let before = fs::read_to_string(&file).unwrap();
    let fixed = golive(project.path(), &["--fix=waivers", "--format", "short"]);
    let said = String::from_utf8(fixed.stderr).unwrap();
    let of_file: Vec<&str> = said.lines().filter(|line| line.starts_with("src/lib.rs")).collect();
    let expected = "src/lib.rs:3: no waiver of `direct-spawn` was written: the line begins inside a string or comment";
    assert!(of_file.contains(&expected), "{said}");
    assert!(!said.contains("src/lib.rs:3: a waiver"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
}

#[cfg(target_os = "linux")]
#[test]
fn threads_that_can_not_be_had_end_the_run_and_are_never_replaced_by_smaller_ones() {
    let project = copy_of_fixture("clean-service");
    let command = env!("CARGO_BIN_EXE_cargo-golive");
    let output = Command::new("sh")
        .current_dir(project.path())
        .args(["-c", &format!("ulimit -v 600000 && exec '{command}' check")])
        .env("RAYON_NUM_THREADS", "8")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("can't start the reading threads"), "{said}");
    assert!(said.contains("RAYON_NUM_THREADS"), "{said}");
}
