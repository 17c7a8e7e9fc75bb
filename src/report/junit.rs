//! JUnit's XML, for CI servers that show tests: a suite per rule, a test per finding.
//!
//! What is denied has failed. What is a warning is skipped, because a failed test would make a build
//! red that passes. Without findings there is one test that passed: some servers refuse an empty file.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::{Report, clean};
use crate::finding::{Finding, Level, RuleId};

/// Writes the findings of `report` to `out`.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut by_rule: BTreeMap<RuleId, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        by_rule.entry(finding.rule).or_default().push(finding);
    }
    let mut suites = Suites::new("golive");
    for (rule, findings) in &by_rule {
        let mut suite = TestSuite::new(rule.0);
        suite.add_test_cases(findings.iter().map(|finding| test(finding)));
        suites.add_test_suite(suite);
    }
    if by_rule.is_empty() {
        let mut suite = TestSuite::new("golive");
        suite.add_test_case(TestCase::new("no findings", TestCaseStatus::success()));
        suites.add_test_suite(suite);
    }
    suites.serialize(&mut *out).map_err(io::Error::other)
}

fn test(finding: &Finding) -> TestCase {
    let message = clean(&finding.message);
    let mut text = message.clone();
    let mut say = |line: String| {
        text.push('\n');
        text.push_str(&clean(&line));
    };
    if let Some(place) = &finding.place {
        say(format!("at {place}"));
    }
    for related in &finding.related {
        say(format!("note: {}: {}", related.place, related.message));
    }
    if !finding.help.is_empty() {
        say(format!("help: {}", finding.help));
    }
    let mut status = match finding.level {
        Level::Deny => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Level::Warn | Level::Allow => TestCaseStatus::skipped(),
    };
    status.set_message(message.as_str()).set_type(finding.level.as_str()).set_description(text);
    let name = match &finding.place {
        Some(place) => clean(&place.to_string()),
        None => message,
    };
    let mut test = TestCase::new(name, status);
    test.set_classname(finding.rule.0);
    test
}
