//! `--since`: findings on what was changed, and on nothing else, as git knows it.

use std::process::Command;

use crate::repositories::Repository;

/// A function that starts a task.
fn starts(name: &str) -> String {
    format!("pub fn {name}() {{\n    tokio::spawn(async {{}});\n}}\n")
}

/// The lines of findings in code on what was changed since `main`.
fn changed(repository: &Repository) -> Vec<String> {
    let output = repository.golive(&["check", "--since", "main", "--format", "short"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    let direct = stdout.lines().filter(|line| line.contains("[direct-spawn]"));
    direct.map(|line| line.split(": ").next().unwrap().to_owned()).collect()
}

#[test]
fn a_change_anywhere_in_an_item_shows_the_findings_of_that_item_alone() {
    let repository = Repository::new();
    let text = format!("{}\n{}\n{}", starts("a"), starts("b"), starts("c"));
    repository.write("src/lib.rs", &text);
    repository.commit("Start");
    assert_eq!(changed(&repository), [""; 0]);
    // Not committed, three lines above the call.
    repository.replace("src/lib.rs", "pub fn b() {\n", "pub fn b() {\n    let _x = 1;\n");
    assert_eq!(changed(&repository), ["src/lib.rs:7:12"]);
    repository.commit("Change");
    repository.git(&["switch", "-q", "-c", "topic", "HEAD"]);
    repository.replace("src/lib.rs", "    let _x = 1;\n", "");
    repository.commit("Take out a line");
    assert_eq!(changed(&repository), ["src/lib.rs:6:12"], "where lines are gone");
}

#[test]
fn files_that_git_does_not_know_yet_are_changed_and_renamed_ones_are_not() {
    let repository = Repository::within("down/here");
    repository.write("src/lib.rs", "mod moved;\n#[path = \"größe 1.rs\"]\nmod size;\nmod fresh;\n");
    repository.write("src/old.rs", &starts("a"));
    repository.write(
        "src/größe 1.rs",
        &format!("{}\n{}", starts("a"), starts("b")).replace('\n', "\r\n"),
    );
    repository.commit("Start");
    repository.git(&["mv", "src/old.rs", "src/moved.rs"]);
    repository.write("src/fresh.rs", &starts("c"));
    repository.replace("src/größe 1.rs", "fn b() {\r\n", "fn b() {\r\n    // why\r\n");
    assert_eq!(changed(&repository), ["src/fresh.rs:2:12", "src/größe 1.rs:7:12"]);
}

#[test]
fn what_main_got_in_the_meantime_is_no_change() {
    let repository = Repository::new();
    repository.write("src/lib.rs", &starts("a"));
    repository.commit("Start");
    repository.git(&["switch", "-q", "-c", "topic"]);
    repository.append("src/lib.rs", &starts("b"));
    repository.commit("Topic");
    repository.git(&["switch", "-q", "main"]);
    repository.replace("src/lib.rs", "async {}", "async { 1 }");
    repository.commit("Main");
    repository.git(&["switch", "-q", "topic"]);
    assert_eq!(changed(&repository), ["src/lib.rs:5:12"]);
}

#[test]
fn findings_about_the_project_show_when_documents_changed_and_are_counted_when_not() {
    let repository = Repository::new();
    repository.write("src/lib.rs", "");
    repository.write("README.md", "# Old\n");
    repository.commit("Start");
    let summary = |key: &str| {
        let text = repository.stdout(&["check", "--since", "main", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        report["summary"][key].as_u64().unwrap()
    };
    assert_eq!((summary("warn"), summary("left_out")), (0, 5));
    let human = repository.stdout(&["check", "--since", "main"]);
    assert!(
        human.contains("5 findings left out, on nothing that was changed since main"),
        "{human}"
    );
    repository.append("README.md", "\nIt is old.\n");
    assert_eq!((summary("warn"), summary("left_out")), (5, 0));
}

#[test]
fn a_commit_that_is_not_in_a_shallow_clone_is_named_with_what_to_fetch() {
    let origin = Repository::new();
    origin.write("src/lib.rs", &starts("a"));
    origin.commit("Start");
    origin.git(&["switch", "-q", "-c", "topic"]);
    origin.append("src/lib.rs", &starts("b"));
    origin.commit("Topic");
    let clone = tempfile::tempdir().unwrap();
    let run = |program: &str, args: &[&str]| {
        let mut command = Command::new(program);
        command.current_dir(clone.path()).args(args).env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.output().unwrap()
    };
    let url = format!("file://{}", origin.path().display());
    let cloned = run("git", &["clone", "-q", "--depth=1", "--branch=topic", &url, "."]);
    assert!(cloned.status.success());

    let golive = env!("CARGO_BIN_EXE_cargo-golive");
    let check = ["check", "--since", "origin/main", "--format", "short"];
    let output = run(golive, &check);
    assert_eq!(output.status.code(), Some(2));
    let stderr =
        String::from_utf8(output.stderr).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let fetch = "git fetch --depth=100 origin main:refs/remotes/origin/main";
    assert!(stderr.replace("│ ", "").contains(fetch), "{stderr}");

    let args: Vec<&str> = fetch.split(' ').skip(1).collect();
    assert!(run("git", &args).status.success());
    let output = run(golive, &check);
    assert_eq!(output.status.code(), Some(0));
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(stdout.matches("[direct-spawn]").count(), 1, "{stdout}");
}

#[test]
fn nothing_that_the_repository_names_is_run() {
    let repository = Repository::new();
    repository.write("src/lib.rs", &starts("a"));
    repository.write(".gitattributes", "*.rs diff=evil\n");
    repository.commit("Start");
    let evil = format!("touch {}/evil; true", repository.path().display());
    for key in
        ["core.fsmonitor", "diff.external", "diff.evil.textconv", "diff.evil.command", "core.pager"]
    {
        repository.git(&["config", key, &evil]);
    }
    repository.append("src/lib.rs", &starts("b"));
    assert_eq!(changed(&repository), ["src/lib.rs:5:12"]);
    assert!(!repository.path().join("evil").exists());
    repository.git(&["diff"]);
    assert!(repository.path().join("evil").exists(), "git itself would have run it");
}

#[test]
fn what_can_not_be_known_is_an_error() {
    let repository = Repository::new();
    repository.write("src/lib.rs", "");
    repository.commit("Start");
    for (rev, said) in
        [("no-such", "there is no commit `no-such`"), ("--help", "there is no commit `--help`")]
    {
        let since = format!("--since={rev}");
        let output = repository.golive(&["check", &since]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains(said));
    }
    std::fs::remove_dir_all(repository.path().join(".git")).unwrap();
    assert!(repository.stderr(&["check", "--since", "main"]).contains("needs a git repository"));
}
