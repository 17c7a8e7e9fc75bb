//! `cargo golive init` from outside.

use std::fs;
use std::process::Output;

use crate::command::golive;
use crate::support::fixtures::copy_of_fixture;
use serde_json::Value;

const TEMPLATES: [&str; 2] =
    [include_str!("../templates/golive.en.toml"), include_str!("../templates/golive.zh.toml")];

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> String {
    // Long messages are wrapped.
    let lines = std::str::from_utf8(&output.stderr).unwrap().lines();
    lines.map(|line| line.trim_start_matches([' ', '│']).trim()).collect::<Vec<_>>().join(" ")
}

/// A copy of the fixture `name` without its documents.
fn without_documents(name: &str) -> tempfile::TempDir {
    let copy = copy_of_fixture(name);
    let _ = fs::remove_dir_all(copy.path().join("docs"));
    let _ = fs::remove_file(copy.path().join("README.md"));
    copy
}

#[test]
fn what_it_writes_is_seen_as_questions_and_never_as_answers() {
    for language in ["en", "zh"] {
        for fixture in ["broken-service", "clean-service", "empty"] {
            let project = without_documents(fixture);
            let folder = project.path();
            let _ = fs::remove_file(folder.join("golive.toml"));
            let written = golive(folder, &["init", "--lang", language]);
            assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));

            let docs = golive(folder, &["docs", "--format", "json"]);
            let docs: Value = serde_json::from_slice(&docs.stdout).unwrap();
            let topics = docs["documents"][0]["topics"].as_object().unwrap();
            assert_eq!(topics.len(), 5);
            for (topic, answer) in topics {
                assert_eq!(answer["state"], "placeholder", "{language} {fixture}: {topic}");
            }

            let found = golive(folder, &["check", "--format", "short"]);
            let text = fs::read_to_string(folder.join("docs/architecture.md")).unwrap();
            let sections: Vec<&str> = stdout(&found)
                .lines()
                .filter(|finding| finding.contains("[placeholder-section]"))
                .filter_map(|finding| finding.split(':').nth(1)?.parse::<usize>().ok())
                .map(|line| text.lines().nth(line - 1).unwrap())
                .collect();
            let expected = match (language, fixture) {
                ("en", "empty") => [
                    "Service map",
                    "Concurrency map",
                    "Scaling and its owner",
                    "Alerts",
                    "Load test",
                ],
                ("en", _) => [
                    "Service map",
                    "# Concurrency model",
                    "Scaling and its owner",
                    "Alerts",
                    "Load test",
                ],
                (_, "empty") => ["服务划分", "并发地图", "扩容与负责人", "告警", "压测"],
                _ => ["服务划分", "# 并发模型", "扩容与负责人", "告警", "压测"],
            };
            assert_eq!(
                sections,
                expected.map(|heading| format!(
                    "##{}{heading}",
                    if heading.starts_with('#') { "" } else { " " }
                )),
                "{language} {fixture}"
            );
        }
    }
}

#[test]
fn the_map_holds_the_code_and_leaves_the_owners_to_people() {
    let project = without_documents("broken-service");
    let said = golive(project.path(), &["init"]);
    assert_eq!(
        stdout(&said).lines().take(4).collect::<Vec<_>>(),
        [
            "wrote docs/architecture.md",
            "wrote golive.toml",
            "",
            "concurrency points in the map: 7 in 7 rows"
        ]
    );
    assert!(stdout(&said).contains("\nnext:\n"));
    let text = fs::read_to_string(project.path().join("docs/architecture.md")).unwrap();
    let (_, map) = text.split_once("<!-- golive:map -->").unwrap();
    let (map, _) = map.split_once("<!-- /golive:map -->").unwrap();
    let rows: Vec<&str> = map.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(rows.len(), 7);
    assert!(
        rows.iter().any(|row| {
            row.starts_with("| `orders::dispatch::run` | concurrent futures |  | 32 |")
        }),
        "{map}"
    );
    // CODEOWNERS knows owners of all of it.
    assert!(rows.iter().all(|row| row.ends_with("|  |")), "{map}");

    let update = ["inventory", "--write", "docs/architecture.md"];
    assert_eq!(golive(project.path(), &update).status.code(), Some(0));
    let text = fs::read_to_string(project.path().join("docs/architecture.md")).unwrap();
    assert!(!text.contains("| @acme/orders |"), "who answers is for a person to say: {text}");
}

#[test]
fn a_file_that_is_there_is_kept_and_the_other_is_written() {
    for (taken, other) in
        [("golive.toml", "docs/architecture.md"), ("docs/architecture.md", "golive.toml")]
    {
        let project = without_documents("empty");
        let folder = project.path();
        fs::create_dir_all(folder.join("docs")).unwrap();
        fs::write(folder.join(taken), "# ours\n").unwrap();
        let output = golive(folder, &["init"]);
        assert_eq!(output.status.code(), Some(0));
        let expected =
            format!("wrote {other}\nkept {taken}, which already exists: `--force` overwrites it\n");
        assert!(stdout(&output).starts_with(&expected), "{}", stdout(&output));
        let adds = "`cargo golive inventory --write docs/architecture.md` adds";
        assert_eq!(stdout(&output).contains(adds), taken == "docs/architecture.md");
        assert_eq!(fs::read_to_string(folder.join(taken)).unwrap(), "# ours\n");
        assert!(folder.join(other).exists());

        assert_eq!(golive(folder, &["init", "--force"]).status.code(), Some(0));
        assert_ne!(fs::read_to_string(folder.join(taken)).unwrap(), "# ours\n");
    }
}

#[test]
fn the_checklist_is_in_the_language_of_what_was_written() {
    for (language, title) in [("en", "# Go-live checklist"), ("zh", "# 上线检查清单")] {
        let project = without_documents("empty");
        let _ = fs::remove_file(project.path().join("golive.toml"));
        assert_eq!(golive(project.path(), &["init", "--lang", language]).status.code(), Some(0));
        let checklist = golive(project.path(), &["checklist"]);
        assert!(stdout(&checklist).contains(title), "{}", stdout(&checklist));
    }
}

#[test]
fn when_both_files_are_there_nothing_is_written() {
    let project = without_documents("empty");
    let folder = project.path();
    fs::create_dir_all(folder.join("docs")).unwrap();
    for file in ["golive.toml", "docs/architecture.md"] {
        fs::write(folder.join(file), "# ours\n").unwrap();
    }
    let output = golive(folder, &["init"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: `golive.toml` and `docs/architecture.md` already exist: `--force` overwrites them"
    );
    for file in ["golive.toml", "docs/architecture.md"] {
        assert_eq!(fs::read_to_string(folder.join(file)).unwrap(), "# ours\n");
    }
}

#[test]
fn when_one_file_can_not_be_written_neither_is() {
    let project = without_documents("empty");
    fs::create_dir(project.path().join("docs")).unwrap();
    fs::create_dir(project.path().join("docs/architecture.md")).unwrap();
    let output = golive(project.path(), &["init", "--force"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("docs/architecture.md"), "{}", stderr(&output));
    assert!(!project.path().join("golive.toml").exists());
}

#[test]
fn a_configuration_in_the_manifest_gets_no_second_one() {
    let project = without_documents("empty");
    let manifest = project.path().join("Cargo.toml");
    let mut text = fs::read_to_string(&manifest).unwrap();
    text.push_str("\n[package.metadata.golive]\nowners = [\"@acme/calm\"]\n");
    fs::write(&manifest, text).unwrap();
    for args in [&["init"][..], &["init", "--force"]] {
        let output = golive(project.path(), args);
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        assert!(said.starts_with("error: the configuration is in `Cargo.toml`"), "{said}");
        assert!(!project.path().join("docs").exists());
    }
}

#[test]
fn it_writes_at_the_root_from_wherever_it_is_started() {
    let project = without_documents("broken-service");
    let output = golive(project.path().join("src"), &["init"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(project.path().join("golive.toml").exists());
    assert!(project.path().join("docs/architecture.md").exists());

    let elsewhere = tempfile::tempdir().unwrap();
    let manifest = project.path().join("Cargo.toml");
    let args = ["init", "--force", "--manifest-path", manifest.to_str().unwrap()];
    assert_eq!(golive(elsewhere.path(), &args).status.code(), Some(0));
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

/// `template` with all its examples in force.
fn with_examples(template: &str) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(example) if !example.is_empty() && !example.starts_with(' ') => example.to_owned(),
        _ => line.to_owned(),
    };
    template.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_example_of_the_configuration_is_accepted() {
    for (template, in_force) in TEMPLATES.into_iter().zip(["", "lang = \"zh\""]) {
        let read = |text| toml::from_str::<toml::Table>(text).unwrap();
        assert_eq!(read(template), read(in_force), "only the language is chosen");
        let project = without_documents("empty");
        let folder = project.path();
        for file in [
            "docs/architecture.md",
            "docs/template.md",
            "docs/runbooks/overload.md",
            "ops/alerts.yaml",
            ".github/CODEOWNERS",
            "src/exec/mod.rs",
            "src/bootstrap.rs",
            "src/generated/api.rs",
            "src/cache.rs",
        ] {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let code = "mod bootstrap;\nmod cache;\nmod exec;\nmod generated { mod api; }\nmod pool { pub struct Pool; }\n";
        fs::write(folder.join("src/lib.rs"), code).unwrap();
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        fs::write(folder.join("Cargo.toml"), manifest.replace("empty", "my-service")).unwrap();
        fs::write(folder.join("golive.toml"), with_examples(template)).unwrap();
        let output = golive(folder, &["check", "--today", "2026-11-24"]);
        assert_eq!(output.stderr, b"", "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_key_of_the_configuration_stands_in_the_template() {
    let folder = tempfile::tempdir().unwrap();
    let schema = golive(folder.path(), &["config", "--schema"]);
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    for template in TEMPLATES {
        let examples: toml::Value = toml::from_str(&with_examples(template)).unwrap();
        let mut missing = Vec::new();
        find_missing(&schema, &schema, &examples, "", &mut missing);
        assert_eq!(missing, [""; 0]);
    }
}

/// The keys that `node` of `schema` knows and that `examples` does not have.
fn find_missing(
    schema: &Value,
    node: &Value,
    examples: &toml::Value,
    path: &str,
    missing: &mut Vec<String>,
) {
    let node = match node["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).unwrap(),
        None => node,
    };
    if let (Some(items), Some(examples)) = (node.get("items"), examples.as_array()) {
        find_missing(schema, items, &examples[0], path, missing);
    }
    for (key, node) in node["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{key}");
        match examples.get(key) {
            Some(examples) => find_missing(schema, node, examples, &path, missing),
            None => missing.push(path),
        }
    }
}
