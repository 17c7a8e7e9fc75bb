//! JUnit's XML, for CI servers that show tests: a suite per rule, a test per finding.
//!
//! What is denied has failed. What is a warning is skipped, because a failed test would make a build
//! red that passes. Without findings there is one test that passed: some servers refuse an empty file.
//! No more is written than the strictest schema allows, that of Jenkins' xUnit plugin.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Format, Report, clean};
use crate::facts::{Finding, Level, Related, RuleId};

pub(crate) const FORMAT: Format = Format {
    name: "junit",
    about: "JUnit XML, for CI servers",
    write: |out, context| write(out, context.report),
};

/// Writes the findings of `report` to `out`.
pub(crate) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut by_rule: BTreeMap<RuleId, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        by_rule.entry(finding.rule).or_default().push(finding);
    }
    let tests = report.findings.len().max(1).to_string();
    let failures = report.summary.deny.to_string();
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attributes([("name", "golive"), ("tests", &tests), ("failures", &failures)])
        .with_attribute(("errors", "0"))
        .write_inner_content(|xml| {
            if by_rule.is_empty() {
                return write_passed(xml);
            }
            by_rule.iter().try_for_each(|(rule, findings)| write_suite(xml, *rule, findings))
        })?;
    writeln!(xml.into_inner())
}

fn write_passed(xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    xml.create_element("testsuite")
        .with_attributes([("name", "golive"), ("tests", "1"), ("failures", "0"), ("errors", "0")])
        .write_inner_content(|xml| {
            let test = [("name", "no findings"), ("classname", "golive")];
            xml.create_element("testcase").with_attributes(test).write_empty().map(drop)
        })
        .map(drop)
}

fn write_suite(
    xml: &mut Writer<&mut dyn Write>,
    rule: RuleId,
    findings: &[&Finding],
) -> io::Result<()> {
    let failures = findings.iter().filter(|finding| finding.level == Level::Deny).count();
    let skipped = (findings.len() - failures).to_string();
    let (tests, failures) = (findings.len().to_string(), failures.to_string());
    xml.create_element("testsuite")
        .with_attributes([("name", rule.0), ("tests", &tests), ("failures", &failures)])
        .with_attributes([("errors", "0"), ("skipped", &skipped)])
        .write_inner_content(|xml| findings.iter().try_for_each(|f| write_test(xml, f)))
        .map(drop)
}

fn write_test(xml: &mut Writer<&mut dyn Write>, finding: &Finding) -> io::Result<()> {
    let message = text(&finding.message);
    let name = match &finding.place {
        Some(place) => text(&place.to_string()),
        None => message.clone(),
    };
    let result = if finding.level == Level::Deny { "failure" } else { "skipped" };
    xml.create_element("testcase")
        .with_attributes([("name", name.as_str()), ("classname", finding.rule.0)])
        .write_inner_content(|xml| {
            xml.create_element(result)
                .with_attributes([("message", message.as_str()), ("type", finding.level.as_str())])
                .write_text_content(BytesText::new(&details(finding)))
                .map(drop)
        })
        .map(drop)
}

/// All that a finding says.
fn details(finding: &Finding) -> String {
    let mut lines = vec![finding.message.clone()];
    lines.extend(finding.place.iter().map(|place| format!("at {place}")));
    let note = |related: &Related| format!("note: {}: {}", related.place, related.message);
    lines.extend(finding.related.iter().map(note));
    if !finding.help.is_empty() {
        lines.push(format!("help: {}", finding.help));
    }
    text(&lines.join("\n"))
}

/// `text` without the characters that XML has no way to write.
fn text(text: &str) -> String {
    clean(text).replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}
