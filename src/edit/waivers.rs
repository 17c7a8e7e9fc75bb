//! Writes waivers into code, whose reasons are still to be written.
//!
//! The text of a file and the lines with findings go in; the text with a comment above each of them comes out,
//! and which of them got one.

use std::collections::BTreeSet;

use crate::facts::Line;
use crate::readers::rust;

/// A line, and the rule whose finding on it is to be waived.
pub(crate) type Wanted<'r> = (Line, &'r str);

/// `text` with a waiver above each of `lines`, indented as the line below it, and those that were written: a
/// line that begins inside a string or a comment can't have one.
pub(crate) fn with_waivers<'r>(
    text: &str,
    lines: &BTreeSet<Wanted<'r>>,
) -> (String, BTreeSet<Wanted<'r>>) {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut new = String::with_capacity(text.len());
    let mut written = BTreeSet::new();
    let mut start = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let indent = &line[..line.len() - line.trim_start().len()];
        for wanted in lines.iter().filter(|(of_finding, _)| *of_finding == number) {
            if rust::is_inside_literal(text, start) {
                continue;
            }
            let rule = wanted.1;
            new.push_str(&format!("{indent}// golive: allow({rule}, reason = \"TODO\"){ending}"));
            written.insert(*wanted);
        }
        new.push_str(line);
        start += line.len();
    }
    (new, written)
}
