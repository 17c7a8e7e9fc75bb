//! JUnit XML, read back.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

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
pub fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
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

pub fn named<'e>(
    elements: &'e [(String, BTreeMap<String, String>)],
    name: &str,
) -> Vec<&'e BTreeMap<String, String>> {
    elements.iter().filter(|(n, _)| n == name).map(|(_, attributes)| attributes).collect()
}
