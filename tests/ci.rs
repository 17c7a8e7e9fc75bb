//! What teams copy into their CI: every command of `docs/ci.md` and of the action is run here, as far as
//! a machine without the service can.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::fixtures::copy_of_fixture;
use serde_json::Value;

#[test]
fn the_recipes_pass_on_a_project_in_order_and_fail_on_a_broken_one() {
    let recipes = recipes();
    assert!(recipes.len() >= 5, "docs/ci.md has too few recipes: {recipes:?}");
    for (fixture, status) in [("clean-service", 0), ("broken-service", 1)] {
        for recipe in &recipes {
            let project = checkout(fixture);
            if recipe.contains("--verify") {
                let written = run(project.path(), "cargo golive checklist -o docs/go-live.md", &[]);
                assert_ne!(written.status.code(), Some(2), "{}", said(&written));
            }
            let output = run(project.path(), recipe, &[]);
            // Nothing was changed since `origin/main`, nor since the checklist was written.
            let unchanged = ["--since", "--verify"].iter().any(|option| recipe.contains(option));
            let expected = if unchanged { 0 } else { status };
            assert_eq!(
                output.status.code(),
                Some(expected),
                "on {fixture}:\n{recipe}\n{}",
                said(&output)
            );
            for file in written_files(recipe) {
                assert!(project.path().join(&file).is_file(), "{recipe} does not write {file}");
            }
        }
    }
}

#[test]
fn the_action_annotates_what_a_pull_request_changes_and_writes_a_summary() {
    let project = checkout("broken-service");
    let git = |args: &str| {
        let output = run(project.path(), &format!("git {args}"), &[]);
        assert!(output.status.success(), "git {args}: {}", said(&output));
    };
    git("checkout -q -b topic");
    let source = project.path().join("src/dispatch.rs");
    let text = fs::read_to_string(&source).unwrap();
    let more = "\npub fn more() { let _ = tokio::sync::mpsc::unbounded_channel::<u8>(); }\n";
    fs::write(&source, text + more).unwrap();
    git("commit -qam more");

    let summary = project.path().join("summary.md");
    let summary_path = summary.to_str().unwrap();
    let environment = [
        ("GITHUB_BASE_REF", "main"),
        ("GITHUB_STEP_SUMMARY", summary_path),
        ("SARIF", "golive.sarif"),
        ("ALL", "false"),
        ("ARGS", "-D unbounded-queue"),
    ];
    let output = run(project.path(), &action_check(), &environment);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let annotations = String::from_utf8(output.stdout).unwrap();
    let about_change = |line: &&str| line.starts_with("::error file=src/dispatch.rs,");
    let found: Vec<&str> = annotations.lines().filter(about_change).collect();
    assert_eq!(found.len(), 1, "{annotations}");
    assert!(fs::read_to_string(&summary).unwrap().contains("unbounded-queue"));
    let sarif = fs::read_to_string(project.path().join("golive.sarif")).unwrap();
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["version"], "2.1.0");

    let all = [environment[0], environment[1], ("SARIF", ""), ("ALL", "true"), ("ARGS", "")];
    let output = run(project.path(), &action_check(), &all);
    let annotations = String::from_utf8(output.stdout).unwrap();
    assert!(annotations.contains("file=src/intake.rs,"), "{annotations}");
}

#[test]
fn the_hook_of_pre_commit_checks_the_project() {
    let hooks = yaml(&repository().join(".pre-commit-hooks.yaml"));
    let entry = hooks[0]["entry"].as_str().unwrap();
    assert_eq!(hooks[0]["id"], "cargo-golive");
    assert_eq!(hooks[0]["pass_filenames"], false);
    let project = checkout("broken-service");
    let output = run(project.path(), &format!("{entry} -D warnings"), &[]);
    assert_eq!(output.status.code(), Some(1));
}

/// The fixture `name` as a git checkout whose `origin` has the same commit on `main`.
fn checkout(name: &str) -> tempfile::TempDir {
    let project = copy_of_fixture(name);
    let set_up = "git init -q -b main . && git config user.name t && git config user.email t@t && \
        git add -A && git commit -q -m all && git init -q --bare .git/origin && \
        git remote add origin .git/origin && git push -q origin main";
    let output = run(project.path(), set_up, &[]);
    assert!(output.status.success(), "{}", said(&output));
    project
}

/// Runs `script` in `folder` with the built command on the path.
fn run(folder: &Path, script: &str, environment: &[(&str, &str)]) -> Output {
    let built = Path::new(env!("CARGO_BIN_EXE_cargo-golive")).parent().unwrap();
    let mut path = OsString::from(built);
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap());
    let mut command = Command::new("bash");
    command.args(["-euo", "pipefail", "-c", script]).current_dir(folder).env("PATH", path);
    for variable in ["GITHUB_BASE_REF", "GITHUB_STEP_SUMMARY"] {
        command.env(variable, "");
    }
    command.envs(environment.iter().copied()).output().unwrap()
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text)).concat()
}

/// The commands of each recipe of `docs/ci.md`, without the installation.
fn recipes() -> Vec<String> {
    let text = fs::read_to_string(repository().join("docs/ci.md")).unwrap();
    let mut recipes = Vec::new();
    let mut blocks = text.split("\n```");
    blocks.next();
    while let (Some(block), Some(_)) = (blocks.next(), blocks.next()) {
        let (language, code) = block.split_once('\n').unwrap();
        let commands = match language {
            "sh" => code.lines().map(str::to_owned).collect(),
            "groovy" => quoted_commands(code),
            "yaml" => {
                let mut commands = Vec::new();
                scripts(&serde_saphyr::from_str(code).unwrap(), &mut commands);
                commands
            }
            other => panic!("a recipe in {other}"),
        };
        let installs = |command: &String| command.starts_with("cargo install");
        let commands: Vec<String> = commands.into_iter().filter(|c| !installs(c)).collect();
        if !commands.is_empty() {
            recipes.push(commands.join("\n"));
        }
    }
    recipes
}

/// The commands in `sh '…'`.
fn quoted_commands(groovy: &str) -> Vec<String> {
    let rests = groovy.split("sh '").skip(1);
    rests.map(|rest| rest.split('\'').next().unwrap().to_owned()).collect()
}

/// The texts under `run` and `script`.
fn scripts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| scripts(item, found)),
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(command) if key == "run" => found.push(command.clone()),
                    Value::Array(commands) if key == "script" => {
                        found.extend(commands.iter().map(|c| c.as_str().unwrap().to_owned()));
                    }
                    value => scripts(value, found),
                }
            }
        }
        _ => {}
    }
}

/// The files that formats of `recipe` are written to.
fn written_files(recipe: &str) -> Vec<String> {
    let formats = recipe.split("--format ").skip(1);
    let files = formats.filter_map(|format| format.split_whitespace().next()?.split_once('='));
    files.map(|(_, file)| file.to_owned()).collect()
}

/// The script of the action's last step.
fn action_check() -> String {
    let action = yaml(&repository().join("action.yml"));
    let steps = action["runs"]["steps"].as_array().unwrap();
    steps.last().unwrap()["run"].as_str().unwrap().to_owned()
}

fn yaml(file: &Path) -> Value {
    serde_saphyr::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
