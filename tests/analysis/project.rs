//! Small projects in temporary folders, linted through the command.
//!
//! A line that must be reported ends in `//~ rule-id`, with one id per finding; every other line
//! must stay silent. Findings about a package or the project as a whole do not count.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// Rules whose findings in code are about a package as a whole.
const ABOUT_PACKAGES: [&str; 2] = ["missing-executor-abstraction", "unobserved-resource"];

/// What a project depends on when it brings no manifest of its own.
const DEPENDENCIES: [&str; 20] = [
    "async-channel",
    "bb8",
    "clap",
    "crossbeam-channel",
    "crossbeam-queue",
    "deadpool",
    "flume",
    "fs-err",
    "futures",
    "num_cpus",
    "quinn",
    "r2d2",
    "rayon",
    "reqwest",
    "rocksdb",
    "serde",
    "sqlx",
    "tokio",
    "tonic",
    "tower",
];

/// Paths and texts.
pub(super) type Files<'f> = &'f [(&'f str, &'f str)];

/// Asserts that the library `source` is reported at its markers and nowhere else.
#[track_caller]
pub(super) fn reads(source: &str) {
    reads_files(&[("src/lib.rs", source)]);
}

/// Asserts that `files` are reported at their markers and nowhere else.
#[track_caller]
pub(super) fn reads_files(files: Files<'_>) {
    reads_with(files, &[]);
}

/// As [`reads_files`], with further arguments for the command.
#[track_caller]
pub(super) fn reads_with(files: Files<'_>, args: &[&str]) {
    let found = findings(files, args);
    let expected = marked(files);
    let without = |all: &[String], some: &[String]| -> Vec<String> {
        let mut rest = some.to_vec();
        let is_new = |line: &&String| match rest.iter().position(|other| other == *line) {
            Some(index) => {
                rest.swap_remove(index);
                false
            }
            None => true,
        };
        all.iter().filter(is_new).cloned().collect()
    };
    assert!(
        found == expected,
        "not reported: {:#?}\nreported without a marker: {:#?}",
        without(&expected, &found),
        without(&found, &expected),
    );
}

/// The findings in `files`, each as `path:line rule`, sorted.
pub(super) fn findings(files: Files<'_>, args: &[&str]) -> Vec<String> {
    let report = report(files, args);
    let all = report["findings"].as_array().unwrap();
    let is_about_code = |finding: &&Value| {
        let in_code = finding["file"].as_str().is_some_and(|file| file.ends_with(".rs"));
        in_code && !ABOUT_PACKAGES.contains(&finding["rule"].as_str().unwrap())
    };
    let about_code = all.iter().filter(is_about_code);
    let line = |finding: &Value| {
        let (file, rule) = (finding["file"].as_str().unwrap(), finding["rule"].as_str().unwrap());
        format!("{file}:{} {rule}", finding["line"])
    };
    let mut lines: Vec<String> = about_code.map(line).collect();
    lines.sort();
    lines
}

/// The JSON report on `files`.
pub(super) fn report(files: Files<'_>, args: &[&str]) -> Value {
    let folder = folder(files);
    let output = lint(&folder, args);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs the command on `folder`, which stays as it is.
pub(super) fn lint(folder: &TempDir, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

/// The command that lints `folder`.
pub(super) fn command(folder: &TempDir, args: &[&str]) -> Command {
    crate::command::command(folder.path(), &[&["check", "--format", "json"], args].concat())
}

/// A folder with `files`, and a manifest when they hold none.
pub(super) fn folder(files: Files<'_>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    if !files.iter().any(|(path, _)| *path == "Cargo.toml") {
        fs::write(folder.path().join("Cargo.toml"), manifest("service", &DEPENDENCIES)).unwrap();
    }
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The manifest of a package `name` that depends on `dependencies`; a name with `../` in front is
/// that of a package in a sibling folder, and one with an `=` is written as it is.
pub(super) fn manifest(name: &str, dependencies: &[&str]) -> String {
    let line = |dependency: &&str| match dependency.strip_prefix("../") {
        Some(sibling) => format!("{sibling} = {{ path = \"{dependency}\" }}\n"),
        None if dependency.contains('=') => format!("{dependency}\n"),
        None => format!("{dependency} = \"1\"\n"),
    };
    let dependencies: String = dependencies.iter().map(line).collect();
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
    )
}

/// The markers in `files`, each as `path:line rule`, sorted.
fn marked(files: Files<'_>) -> Vec<String> {
    let mut expected = Vec::new();
    for (path, text) in files {
        for (index, line) in text.lines().enumerate() {
            let rules = line.split_once("//~").map_or("", |(_, rules)| rules);
            let rules = rules.split_whitespace();
            expected.extend(rules.map(|rule| format!("{path}:{} {rule}", index + 1)));
        }
    }
    expected.sort();
    expected
}
