//! `--format junit`: its XML read back.

use std::collections::BTreeMap;

use cargo_golive::report::junit;
use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use super::*;

/// What the schema of Jenkins' xUnit plugin, `junit-10.xsd`, allows of what is used here: each element,
/// those inside of it, and its attributes.
const SCHEMA: [(&str, &[&str], &[&str]); 6] = [
    ("", &["testsuites"], &[]),
    ("testsuites", &["testsuite"], &["name", "tests", "failures", "errors"]),
    ("testsuite", &["testcase"], &["name", "tests", "failures", "errors", "skipped"]),
    ("testcase", &["failure", "skipped"], &["name", "classname"]),
    ("failure", &[], &["message", "type"]),
    ("skipped", &[], &["message", "type"]),
];

/// The elements in their order, each with its attributes and the text right inside.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![String::new()];
    let mut elements = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let (name, attributes) = element(start);
                let allowed = |element: &str| SCHEMA.iter().find(|(e, ..)| *e == element).unwrap();
                let inside = allowed(open.last().unwrap()).1;
                assert!(inside.contains(&name.as_str()), "{name} in {open:?}");
                let known = allowed(&name).2;
                assert!(attributes.keys().all(|key| known.contains(&key.as_str())), "{name}");
                elements.push((name.clone(), attributes));
                if matches!(event, Event::Start(_)) {
                    open.push(name);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1);
    elements
}

fn element(start: &BytesStart<'_>) -> (String, BTreeMap<String, String>) {
    let attribute = |attribute: Attribute<'_>| {
        let value = quick_xml::escape::unescape(&attribute.value).unwrap();
        (attribute.key.as_ref().to_owned(), value.into_owned())
    };
    let attributes = start.attributes().map(|a| attribute(a.unwrap())).collect();
    (start.name().as_ref().to_owned(), attributes)
}

fn named<'e>(
    elements: &'e [(String, BTreeMap<String, String>)],
    name: &str,
) -> Vec<&'e BTreeMap<String, String>> {
    elements.iter().filter(|(n, _)| n == name).map(|(_, attributes)| attributes).collect()
}

#[test]
fn what_is_denied_failed_and_a_warning_is_skipped() {
    let project = Project::shop();
    let text = project.printed(&["--format", "junit", "-D", "hardcoded-concurrency"]);
    let elements = elements(&text);
    let all = named(&elements, "testsuites")[0];
    let findings = project.printed(&["--format", "short"]).lines().count();
    assert_eq!(all["tests"], findings.to_string());
    assert_eq!(all["failures"], "1");
    let failure = named(&elements, "failure")[0];
    assert_eq!(failure["message"], "`worker_threads` fixes its runtime worker threads at 16");
    assert_eq!(failure["type"], "deny");
    assert_eq!(named(&elements, "skipped").len(), findings - 1);
}

#[test]
fn a_suite_is_a_rule_and_a_test_is_a_finding_with_or_without_place() {
    let elements = elements(&Project::shop().printed(&["--format", "junit"]));
    let suites: Vec<&str> =
        named(&elements, "testsuite").iter().map(|suite| suite["name"].as_str()).collect();
    assert!(suites.contains(&"hardcoded-concurrency") && suites.is_sorted(), "{suites:?}");
    let tests = named(&elements, "testcase");
    let name =
        |rule: &str| tests.iter().find(|test| test["classname"] == rule).unwrap()["name"].as_str();
    assert_eq!(name("hardcoded-concurrency"), "src/线程,池.rs:5:60");
    assert!(name("missing-alerts").starts_with("no document says"));
}

#[test]
fn characters_that_xml_forbids_are_replaced_and_markup_stays_text() {
    let mut evil = finding(None, vec![]);
    evil.level = Level::Deny;
    evil.message = "a\u{1b}[31m\u{0}\u{FFFF} ]]> <b> & \"c\"".into();
    let text = written(|out| junit::write(out, &report(vec![evil.clone()])));
    let elements = elements(&text);
    let message = &named(&elements, "failure")[0]["message"];
    assert!(message.ends_with(" ]]> <b> & \"c\""), "{message}");
    assert!(!text.contains(['\u{1b}', '\0', '\u{FFFF}']), "{text:?}");
}

#[test]
fn a_report_without_findings_is_one_test_that_passed() {
    let elements = elements(&written(|out| junit::write(out, &report(vec![]))));
    assert_eq!(named(&elements, "testcase").len(), 1);
    assert_eq!(named(&elements, "testsuites")[0]["failures"], "0");
}
