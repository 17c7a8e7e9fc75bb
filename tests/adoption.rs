//! The story of an old project: it is adopted with a baseline, and a pull request is judged by what it
//! changes.
//!
//! `tests/golden/adoption.txt` holds every command with its output and status.

use std::fs;

use crate::repositories::Repository;
use crate::support::golden::assert_golden;

/// How many files of the old project start how many tasks each.
const FILES: usize = 20;
const TASKS: usize = 5;

#[test]
fn an_old_project_is_adopted_and_a_pull_request_shows_only_what_it_adds() {
    let old = old_project();
    let mut story = String::new();
    let mut step = |title: &str, args: &[&str], last: usize| {
        let output = old.golive(args);
        let stdout = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = stdout.lines().collect();
        let shown = lines[lines.len().saturating_sub(last)..].join("\n");
        let status = output.status.code().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        story.push_str(&format!("# {title}\n$ cargo golive {}\n", args.join(" ")));
        story.push_str(&format!("{stderr}{shown}\nstatus {status}\n\n"));
    };

    step("The old project, the end of its report", &["check"], 8);
    step("It is adopted", &["baseline"], 99);
    old.commit("Adopt the linter");
    step("Nothing is new", &["check", "-D", "warnings"], 99);

    old.git(&["switch", "-q", "-c", "change"]);
    old.append("src/jobs_00.rs", "\npub fn added() {\n    tokio::spawn(async { \"added\" });\n}\n");
    old.replace("src/jobs_01.rs", "    tokio::spawn(async { 2 });\n", "");
    fs::create_dir(old.path().join("src/archive")).unwrap();
    old.git(&["mv", "src/jobs_02.rs", "src/archive/old_jobs.rs"]);
    old.replace("src/lib.rs", "mod jobs_02;\n", "mod archive;\n");
    old.write("src/archive.rs", "mod old_jobs;\n");
    old.commit("Add one task, drop one, and move a file");

    step("A pull request adds one, fixes one and moves a file", &["check", "-D", "warnings"], 99);
    step("Only what it changes", &["check", "--since", "main", "--format", "short"], 99);
    step("What is fixed fails only on request", &["check", "--strict-baseline", "-q"], 0);
    step("The baseline does not grow by itself", &["baseline"], 99);
    step("It shrinks on request", &["baseline", "--prune"], 99);
    let difference = old.git(&["diff", "--unified=0", "--", "golive-baseline.toml"]);
    let changed = difference.lines().skip_while(|line| !line.starts_with("@@"));
    let changed: Vec<&str> = changed.filter(|line| !line.starts_with("@@")).collect();
    step("Nothing is left to fix", &["check", "--strict-baseline", "--format", "short"], 99);
    step("It grows on request", &["baseline", "--allow-new"], 99);
    step("And all is quiet", &["check", "-D", "warnings", "--strict-baseline"], 99);
    story.push_str(&format!("# What pruning changed\n{}\n", changed.join("\n")));

    assert_golden("adoption.txt", &story);
}

fn old_project() -> Repository {
    let old = Repository::new();
    let mut root = String::new();
    for file in 0..FILES {
        root.push_str(&format!("mod jobs_{file:02};\n"));
        let task =
            |task| format!("pub fn run_{task}() {{\n    tokio::spawn(async {{ {task} }});\n}}\n");
        let tasks: Vec<String> = (0..TASKS).map(task).collect();
        old.write(&format!("src/jobs_{file:02}.rs"), &tasks.join("\n"));
    }
    old.write("src/lib.rs", &root);
    old.commit("Start");
    old
}

#[test]
fn a_check_never_writes_the_baseline() {
    let old = old_project();
    old.golive(&["check"]);
    assert!(!old.path().join("golive-baseline.toml").exists());
    old.golive(&["baseline"]);
    let before = fs::read(old.path().join("golive-baseline.toml")).unwrap();
    old.append("src/jobs_00.rs", "\npub fn added() {\n    tokio::spawn(async {});\n}\n");
    old.golive(&["check", "--strict-baseline"]);
    assert_eq!(fs::read(old.path().join("golive-baseline.toml")).unwrap(), before);
}

#[test]
fn one_more_of_the_same_in_one_function_is_new() {
    let old = old_project();
    let twice = "    tokio::spawn(async { 0 });\n    tokio::spawn(async { 0 });\n";
    old.replace("src/jobs_00.rs", "    tokio::spawn(async { 0 });\n", twice);
    old.golive(&["baseline"]);
    let new = |old: &Repository| old.stdout(&["check", "--format", "short"]);
    assert_eq!(new(&old), "");
    old.replace("src/jobs_00.rs", twice, &format!("{twice}    tokio::spawn(async {{ 0 }});\n"));
    assert_eq!(new(&old).lines().count(), 1, "{}", new(&old));
}

#[test]
fn the_counts_are_in_json() {
    let old = old_project();
    old.golive(&["baseline"]);
    old.replace("src/jobs_00.rs", "    tokio::spawn(async { 0 });\n", "");
    let report: serde_json::Value =
        serde_json::from_str(&old.stdout(&["check", "--format", "json"])).unwrap();
    assert_eq!(report["summary"]["fixed"], 1);
    assert_eq!(report["summary"]["accepted"], FILES * TASKS + 5);
    assert_eq!(report["findings"], serde_json::json!([]));
}

#[test]
fn what_a_run_did_not_look_for_is_not_taken_for_fixed() {
    let old = old_project();
    old.golive(&["baseline", "--min-confidence", "low"]);
    for args in
        [&["check", "--strict-baseline"][..], &["check", "--strict-baseline", "-A", "direct-spawn"]]
    {
        assert_eq!(old.golive(args).status.code(), Some(0), "{args:?}");
    }
}

#[test]
fn a_mangled_baseline_is_one_error_with_its_place() {
    let old = old_project();
    let mangled = [
        ("version = 1\naccepted = [\n<<<<<<< HEAD\n]\n", "golive-baseline.toml:3:"),
        (
            "version = 1\naccepted = [\n  { file = \"a\" },\n]\n",
            "golive-baseline.toml:3:3: missing field `rule`",
        ),
        ("version = 9\naccepted = []\n", "version 9 is unknown"),
    ];
    for (text, said) in mangled {
        old.write("golive-baseline.toml", text);
        let output = old.golive(&["check"]);
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(said), "{stderr}");
        assert_eq!(stderr.matches("golive-baseline.toml").count(), 1, "{stderr}");
    }
}

#[test]
fn what_must_not_be_accepted_stays_a_finding() {
    let old = Repository::new();
    old.write("src/lib.rs", "// golive: allow(direct-spawn)\npub fn a() {}\n");
    assert!(old.stdout(&["baseline"]).contains("1 finding can't be accepted"));
    assert!(old.stdout(&["check", "--format", "short"]).contains("malformed-waiver"));
}
