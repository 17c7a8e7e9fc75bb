//! `--format github`: its commands read back as GitHub's runner reads them.

use std::collections::BTreeMap;

use cargo_golive::report::github;
use cargo_golive::report::repository::Repository;

use super::*;

#[derive(Debug, PartialEq, Eq)]
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    message: String,
}

/// Each line as a command.
fn commands(text: &str) -> Vec<Command> {
    text.lines().map(command).collect()
}

fn command(line: &str) -> Command {
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let property = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap();
        let value = value.replace("%3A", ":").replace("%2C", ",");
        (key.to_owned(), unescaped(&value))
    };
    Command {
        name: name.to_owned(),
        properties: properties.split(',').map(property).collect(),
        message: unescaped(message),
    }
}

fn unescaped(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}

fn written_commands(findings: Vec<Finding>) -> Vec<Command> {
    let report = report(findings);
    commands(&written(|out| github::write(out, &report, &Repository::default())))
}

#[test]
fn a_finding_is_an_annotation_on_its_file_in_the_repository() {
    let commands = commands(&Project::shop().printed(&["--format", "github"]));
    let sized = commands.iter().find(|c| c.properties["title"] == "hardcoded-concurrency");
    let sized = sized.unwrap();
    assert_eq!(sized.name, "warning");
    let expected = [
        ("file", "a b/src/线程,池.rs"),
        ("line", "5"),
        ("endLine", "5"),
        ("col", "60"),
        ("endColumn", "73"),
        ("title", "hardcoded-concurrency"),
    ];
    assert_eq!(
        sized.properties,
        expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    );
    assert!(sized.message.contains("16\nhelp: "), "{sized:?}");
    let alerts = commands.iter().find(|c| c.properties["title"] == "missing-alerts").unwrap();
    assert_eq!(alerts.properties.len(), 1);
}

#[test]
fn no_text_of_a_project_becomes_a_command_or_a_property() {
    let evil = "100%25,title=x::y\r\n::error::z\u{1b}";
    let project = Project::new(&[("a:b,c=d%.rs", POOL)]);
    let mut finding = finding(Some(project.place("a:b,c=d%.rs", "16")), vec![]);
    finding.message = evil.into();
    finding.help = String::new();
    let commands = written_commands(vec![finding]);
    assert_eq!(commands.len(), 1);
    assert_eq!(commands[0].properties["file"], "a:b,c=d%.rs");
    assert_eq!(commands[0].message, "100%25,title=x::y\n::error::z\u{FFFD}");
}

#[test]
fn ten_errors_and_ten_warnings_are_written_and_a_notice_counts_the_others() {
    let with = |level| Finding { level, ..finding(None, vec![]) };
    let mut findings = vec![with(Level::Warn); 12];
    findings.extend(vec![with(Level::Deny); 11]);
    let commands = written_commands(findings);
    let count = |name: &str| commands.iter().filter(|c| c.name == name).count();
    assert_eq!((count("error"), count("warning"), count("notice")), (10, 10, 1));
    assert!(commands.last().unwrap().message.starts_with("3 more findings "));
    assert_eq!(written_commands(vec![]), []);
}

#[test]
fn a_stretch_of_several_lines_has_no_columns() {
    let project = Project::new(&[("a.rs", POOL)]);
    let commands =
        written_commands(vec![finding(Some(project.place("a.rs", POOL.trim())), vec![])]);
    assert_eq!(commands[0].properties["endLine"], "9");
    assert!(!commands[0].properties.contains_key("col"));
}

#[test]
fn the_summary_of_the_job_gets_the_report_after_what_stands_there() {
    let project = Project::shop();
    let summary = project.folder.path().join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    let run = |format: &str| {
        let mut command = project.command(&["--format", format]);
        let output = command.env("GITHUB_STEP_SUMMARY", &summary).output().unwrap();
        assert!(output.status.success());
        fs::read_to_string(&summary).unwrap()
    };
    assert_eq!(run("short"), "before\n");
    let text = run("github");
    assert!(text.starts_with("before\n<!-- golive -->\n"), "{text}");
    assert!(text.contains("| `hardcoded-concurrency` | 0 | 1 |"), "{text}");
}
