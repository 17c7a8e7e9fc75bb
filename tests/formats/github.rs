//! `--format github`: its commands read back as GitHub's runner reads them.

use std::fs;

use super::Project;
use crate::support::github::commands;

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
