//! The checklist as Markdown: a task list under each question, each item with its verdict, its
//! proofs as links, and, where a person must say, blanks for who, when and why.
//!
//! The comment after an item, `<!-- golive:<id> -->`, is what identifies it.

use std::io::{self, Write};

use super::Report;
use crate::checklist::written::{END, START, Written};
use crate::checklist::{Item, Proof, Verdict};
use crate::rules::page::Question;

/// How many proofs of one item are listed.
const MOST_PROOFS: usize = 20;

/// Writes the checklist of `report` to `out`. `to_root` leads from the folder of the written file
/// to the project's root: empty, or ending in `/`. The lines that people own are those of `written`.
pub fn write(
    out: &mut dyn Write,
    report: &Report,
    to_root: &str,
    written: &Written,
) -> io::Result<()> {
    let checklist = &report.checklist;
    writeln!(out, "{START}")?;
    writeln!(out, "# Go-live checklist\n")?;
    writeln!(out, "**{}**", checklist.headline())?;
    for question in Question::ALL {
        let number = question.number();
        writeln!(out, "\n## {number}. {}\n", question.text())?;
        for item in checklist.items.iter().filter(|i| i.question == question) {
            write_item(out, item, to_root, written)?;
        }
    }
    let gone = |id: &String| checklist.items.iter().all(|item| item.id != *id);
    let gone: Vec<_> = written.lines.iter().filter(|(id, _)| gone(id)).collect();
    if !gone.is_empty() {
        writeln!(out, "\n## No longer asked\n")?;
    }
    for (id, lines) in gone {
        writeln!(out, "- [ ] {} <!-- golive:{id} -->", escape(id))?;
        for line in lines {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "{END}")
}

fn write_item(
    out: &mut dyn Write,
    item: &Item,
    to_root: &str,
    written: &Written,
) -> io::Result<()> {
    let tick = if item.verdict.is_settled() { 'x' } else { ' ' };
    let title = escape(&item.title);
    let verdict = item.verdict.as_str();
    writeln!(out, "- [{tick}] {title}: **{verdict}** <!-- golive:{} -->", item.id)?;
    for proof in item.proofs.iter().take(MOST_PROOFS) {
        write_proof(out, proof, to_root)?;
    }
    if let Some(more @ 1..) = item.proofs.len().checked_sub(MOST_PROOFS) {
        writeln!(out, "  - and {more} more")?;
    }
    if let Some(lines) = written.lines.get(&item.id) {
        for line in lines {
            writeln!(out, "{line}")?;
        }
    } else if matches!(item.verdict, Verdict::SignOff | Verdict::Unknown) {
        for blank in ["Who", "Date", "Note"] {
            writeln!(out, "  - {blank}:")?;
        }
    }
    Ok(())
}

fn write_proof(out: &mut dyn Write, proof: &Proof, to_root: &str) -> io::Result<()> {
    let text = escape(&proof.text);
    let Some(place) = &proof.place else {
        return writeln!(out, "  - {text}");
    };
    let (file, line) = (place.file.as_str(), place.start.line);
    let target = encode(&format!("{to_root}{file}"));
    writeln!(out, "  - {text}: [{}:{line}]({target}#L{line})", escape(file))
}

/// Keeps Markdown from reading `text` as markup, except code between backticks.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let balanced = text.matches('`').count().is_multiple_of(2);
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '`' if balanced => {
                in_code = !in_code;
                escaped.push(c);
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' if !in_code => {
                escaped.extend(['\\', c]);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A path as the target of a link.
fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '%' | '#' | '?' | '\\' => {
                encoded.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => encoded.push(c),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_keeps_its_signs_and_prose_loses_its_markup() {
        assert_eq!(escape("a `Vec<u8>` and a <b>_x_"), "a `Vec<u8>` and a \\<b\\>\\_x\\_");
        assert_eq!(escape("one ` alone *"), "one \\` alone \\*");
    }

    #[test]
    fn a_link_survives_blanks_and_brackets() {
        assert_eq!(encode("docs/a (b)#1.md"), "docs/a%20%28b%29%231.md");
    }
}
