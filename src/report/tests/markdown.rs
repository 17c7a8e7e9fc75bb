//! `--format markdown`: a comment that stays short.

use pulldown_cmark::{Event, Parser};

use super::*;
use crate::adoption::baseline::{BaselineEntry, Matched};
use crate::report::markdown;

fn comment_on(findings: Vec<Finding>) -> String {
    let report = report(findings);
    written(|out| markdown::write(out, &report))
}

#[test]
fn denied_findings_come_first_and_the_tail_is_folded_and_then_counted() {
    let mut findings = vec![finding(None, vec![]); 60];
    findings[59].level = Level::Deny;
    let text = comment_on(findings);
    assert!(text.starts_with("<!-- golive -->\n"));
    let items: Vec<&str> = text.lines().filter(|line| line.starts_with("- ")).collect();
    assert!(items[0].starts_with("- **deny** "));
    assert_eq!(items.len(), 50);
    let (open, folded) = text.split_once("<details><summary>50 more</summary>").unwrap();
    assert_eq!(open.lines().filter(|line| line.starts_with("- ")).count(), 10);
    assert!(folded.contains("\nand 10 that are not listed here.\n\n</details>"), "{folded}");
}

#[test]
fn a_comment_fits_into_a_pull_request_whatever_the_messages() {
    let mut long = finding(None, vec![]);
    long.message = "架<*".repeat(10_000);
    // GitHub takes 65,536 characters.
    assert!(comment_on(vec![long; 1000]).chars().count() < 60_000);
}

#[test]
fn nobody_is_called_and_no_markup_comes_from_a_message() {
    let project = Project::new(&[("a`b.md", "x")]);
    let mut evil = finding(Some(project.place("a`b.md", "x")), vec![]);
    evil.message = "ask @acme/team or `@here` <img src=x> [a](b)".into();
    let text = comment_on(vec![evil]);
    assert!(text.contains("ask @<!-- -->acme/team or `@here`"), "{text}");
    let list = text.lines().find(|line| line.starts_with("- ")).unwrap();
    let markup = |event: &Event<'_>| match event {
        Event::InlineHtml(html) => html.as_ref() != "<!-- -->",
        Event::Start(pulldown_cmark::Tag::Link { .. }) => true,
        _ => false,
    };
    assert_eq!(Parser::new(list).filter(|event| markup(event)).count(), 0, "{list}");
}

#[test]
fn without_findings_there_is_only_the_headline() {
    assert_eq!(comment_on(vec![]).lines().filter(|line| line.starts_with(['-', '|'])).count(), 0);
}

#[test]
fn what_is_new_fixed_and_accepted_is_counted_where_there_is_a_baseline() {
    let report = report(vec![finding(None, vec![])]);
    let entries = |count: usize| vec![entry(); count];
    let matched = Matched { accepted: entries(7), fixed: entries(2), ..Matched::default() };
    let report = report.with_baseline(matched, false).with_since(Some("main"), 3);
    let text = written(|out| markdown::write(out, &report));
    assert!(text.contains("| new | fixed | accepted | waived |"), "{text}");
    assert!(text.contains("| 4 | 2 | 7 | 0 |"), "{text}");
    assert!(text.contains("changed since main: 3"), "{text}");
    assert!(!comment_on(vec![finding(None, vec![])]).contains("accepted"));
}

fn entry() -> BaselineEntry {
    let text = String::new;
    BaselineEntry { rule: text(), file: text(), item: text(), code: text(), confidence: None }
}
