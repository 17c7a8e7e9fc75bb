//! `--format junit` on findings that no project has.

use super::*;
use crate::report::junit;
use crate::support::junit::{elements, named};

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
