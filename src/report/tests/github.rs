//! `--format github` on findings that no project has.

use super::*;
use crate::report::github;
use crate::support::github::{Command, commands};

fn written_commands(findings: Vec<Finding>) -> Vec<Command> {
    let report = report(findings);
    commands(&in_context(&report, |out, context| github::write(out, context)))
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
