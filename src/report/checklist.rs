//! The checklist as Markdown: a task list under each question, each item with its verdict, its
//! proofs as links, and, where a person must say, blanks for who, when and why.
//!
//! The comment after an item, `<!-- golive:<id> -->`, is what identifies it. The last comment of the
//! block holds the sums of its lines, by which they are told from what people write between them.

use std::io::{self, Write};

use super::Report;
use crate::checklist::written::Written;
use crate::checklist::{Checklist, Evidence, Item, Verdict, lines};
use crate::facts::{CHECKLIST, Lang};
use crate::page::Question;

/// How many proofs of one item are listed.
const MOST_PROOFS: usize = 20;

/// Writes the checklist of `report` to `out` in `lang`. `to_root` leads from the folder of the written
/// file to the project's root: empty, or ending in `/`. What people wrote is that of `written`.
pub(crate) fn write(
    out: &mut dyn Write,
    report: &Report,
    to_root: &str,
    lang: Lang,
    written: &Written,
) -> io::Result<()> {
    let checklist = &report.checklist;
    let block = Block { checklist, to_root, lang, written, lines: Vec::new(), sums: Vec::new() };
    out.write_all(block.text().as_bytes())
}

/// The block as it is written.
struct Block<'a> {
    checklist: &'a Checklist,
    to_root: &'a str,
    lang: Lang,
    written: &'a Written,
    lines: Vec<String>,
    sums: Vec<String>,
}

impl Block<'_> {
    fn text(mut self) -> String {
        let texts = &self.checklist.texts;
        self.lines.push(CHECKLIST[0].to_string());
        self.lines.push(format!("# {}\n", texts.title.get(self.lang)));
        let headline = self.checklist.headline(self.lang);
        self.own(format!("**{headline}**"));
        self.left_out();
        self.services();
        for question in Question::ALL {
            let text = texts.question(question).get(self.lang);
            self.lines.push(format!("\n## {}. {text}\n", question.number()));
            for item in self.checklist.items.iter().filter(|i| i.question == question) {
                self.item(item);
            }
        }
        self.gone();
        self.notes();
        self.sums.sort_unstable();
        self.sums.dedup();
        self.lines.push(format!("\n{}", lines::comment(&self.sums)));
        self.lines.push(format!("{}\n", CHECKLIST[1]));
        self.lines.join("\n")
    }

    /// Adds a line that is not people's.
    fn own(&mut self, line: String) {
        self.sums.push(lines::sum(&line));
        self.lines.push(line);
    }

    /// The packages that are not looked at.
    fn left_out(&mut self) {
        let names: Vec<String> =
            self.checklist.left_out.iter().map(|name| format!("`{name}`")).collect();
        if names.is_empty() {
            return;
        }
        let values = [("packages", names.join(", ").into())];
        let line = self.checklist.texts.left_out.fill(&values);
        self.lines.push(String::new());
        self.own(escape(line.get(self.lang)));
    }

    /// The services that are declared, in a table.
    fn services(&mut self) {
        let texts = &self.checklist.texts;
        let services = &self.checklist.services;
        if services.is_empty() {
            return;
        }
        let row = |cells: [&str; 4]| format!("| {} |", cells.map(cell).join(" | "));
        let header = [&texts.service, &texts.state, &texts.failing, &texts.owner];
        let mut rows = vec![row(header.map(|words| words.get(self.lang)))];
        rows.push("| --- | --- | --- | --- |".to_string());
        rows.extend(services.iter().map(|service| {
            let state = self.checklist.state(service).get(self.lang);
            let owner = service.owner.as_deref().unwrap_or_default();
            row([&service.name, state, &service.failing.to_string(), owner])
        }));
        self.lines.push(String::new());
        self.own(rows.join("\n"));
    }

    fn item(&mut self, item: &Item) {
        let texts = &self.checklist.texts;
        let tick = if item.verdict.is_settled() { 'x' } else { ' ' };
        let title = escape(item.title.get(self.lang));
        let verdict = texts.verdict(item.verdict).get(self.lang);
        let colon = match self.lang {
            Lang::En => ": ",
            Lang::Zh => "：",
        };
        let id = &item.id;
        self.lines.push(format!("- [{tick}] {title}{colon}**{verdict}** <!-- golive:{id} -->"));
        for proof in item.evidence.iter().take(MOST_PROOFS) {
            self.own(proof_line(proof, self.to_root, self.lang));
        }
        if let Some(more @ 1..) = item.evidence.len().checked_sub(MOST_PROOFS) {
            let more = texts.more.fill(&[("count", more.into())]);
            self.own(format!("  - {}", more.get(self.lang)));
        }
        let kept = self.written.items.get(id);
        for text in kept.iter().flat_map(|kept| &kept.texts) {
            self.lines.push(bullet("  ", text));
        }
        let is_open = matches!(item.verdict, Verdict::SignOff | Verdict::Unknown);
        if is_open && !kept.is_some_and(|kept| kept.has_blanks(texts)) {
            for blank in [&texts.who, &texts.date, &texts.note] {
                self.lines.push(format!("  - {}", blank.get(self.lang)));
            }
        }
    }

    /// Items that people wrote under, and that are no more.
    fn gone(&mut self) {
        let asked = |id: &String| self.checklist.items.iter().any(|item| item.id == *id);
        let gone: Vec<_> = self.written.items.iter().filter(|(id, _)| !asked(id)).collect();
        if !gone.is_empty() {
            self.heading(self.checklist.texts.gone.get(self.lang));
        }
        for (id, kept) in gone {
            let head = kept.head.split_whitespace().collect::<Vec<_>>().join(" ");
            let head = if head.is_empty() { escape(id) } else { head };
            self.lines.push(format!("- [ ] {head} <!-- golive:{id} -->"));
            self.lines.extend(kept.texts.iter().map(|text| bullet("  ", text)));
        }
    }

    /// What people wrote in the block and under no item.
    fn notes(&mut self) {
        if !self.written.notes.is_empty() {
            self.heading(self.checklist.texts.notes.get(self.lang));
        }
        self.lines.extend(self.written.notes.iter().map(|text| bullet("", text)));
    }

    fn heading(&mut self, text: &str) {
        self.lines.push(format!("\n## {text}\n"));
    }
}

/// `text` in a cell of a table, where a bar ends the cell even in code.
fn cell(text: &str) -> String {
    escape(text).replace('|', "\\|")
}

/// `text` as an item of a list, indented by `indent`.
fn bullet(indent: &str, text: &str) -> String {
    let line = |(at, line): (usize, &str)| match (at, line) {
        (0, line) => format!("{indent}- {line}"),
        (_, "") => String::new(),
        (_, line) => format!("{indent}  {line}"),
    };
    text.lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

fn proof_line(proof: &Evidence, to_root: &str, lang: Lang) -> String {
    let text = escape(proof.text.get(lang));
    let Some(place) = &proof.place else {
        return format!("  - {text}");
    };
    let (file, line) = (place.file.as_str(), place.start.line);
    let target = encode(&format!("{to_root}{file}"));
    format!("  - {text}: [{}:{line}]({target}#L{line})", escape(file))
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
