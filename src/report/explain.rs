//! A rule's page as plain text for a terminal.

use std::io::{self, Write};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use textwrap::{Options, WordSplitter};

use crate::page::{Page, split_marker};

/// Writes `page` in lines of `width` columns.
pub(crate) fn write(out: &mut dyn Write, page: &Page, width: usize) -> io::Result<()> {
    writeln!(out, "{}", page.id)?;
    let question = page.question;
    writeln!(
        out,
        "{}, {} by default; question {}: {}",
        page.group.as_str(),
        page.level.as_str(),
        question.number(),
        question.text()
    )?;
    write!(out, "{}", plain(&page.body, width))
}

/// `markdown` as text: paragraphs wrapped, headings underlined, code indented.
pub(super) fn plain(markdown: &str, width: usize) -> String {
    let mut text = PlainText { width, ..PlainText::default() };
    for event in Parser::new(markdown) {
        text.add(event);
    }
    text.flush();
    text.written
}

/// Text as it is written, block by block.
#[derive(Default)]
struct PlainText {
    written: String,
    width: usize,
    /// The block that is being read, on one line.
    block: String,
    /// For each list that is open, the number of its next item if it has numbers.
    lists: Vec<Option<u64>>,
    /// What comes before the first line of the block.
    bullet: String,
    /// True when the next block follows without an empty line.
    tight: bool,
}

impl PlainText {
    fn add(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.block.push_str(&text);
            }
            Event::Code(code) => self.block.push_str(&format!("`{code}`")),
            Event::SoftBreak => self.block.push(' '),
            Event::HardBreak => self.block.push('\n'),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(kind) => {
                self.flush();
                self.separate();
                if let CodeBlockKind::Fenced(info) = kind {
                    for word in info.split_whitespace().filter(|w| is_promise(w)) {
                        self.written.push_str(&format!("{word}:\n"));
                    }
                }
            }
            Tag::List(first) => {
                self.flush();
                self.tight |= !self.lists.is_empty();
                self.lists.push(*first);
            }
            Tag::Item => {
                self.bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_string(),
                };
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                let width = textwrap::core::display_width(&self.block);
                self.flush();
                self.written.push_str(&"-".repeat(width.min(self.width)));
                self.written.push('\n');
                self.tight = true;
            }
            TagEnd::Paragraph => self.flush(),
            TagEnd::Item => {
                self.flush();
                self.tight = true;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.tight = !self.lists.is_empty();
            }
            TagEnd::CodeBlock => {
                let code = std::mem::take(&mut self.block);
                for line in code.lines().map(|line| split_marker(line).0) {
                    let indent = if line.is_empty() { "" } else { "    " };
                    self.written.push_str(&format!("{indent}{line}\n"));
                }
            }
            _ => {}
        }
    }

    /// Writes the block that was read.
    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.trim().is_empty() {
            return;
        }
        self.separate();
        let depth = self.lists.len().saturating_sub(1);
        let outer = "  ".repeat(depth);
        let bullet = std::mem::take(&mut self.bullet);
        let hanging = if self.lists.is_empty() { "" } else { "  " };
        let first = format!("{outer}{}", if bullet.is_empty() { hanging } else { &bullet });
        let rest = format!("{outer}{}", " ".repeat(bullet.len().max(hanging.len())));
        let options = Options::new(self.width)
            .initial_indent(&first)
            .subsequent_indent(&rest)
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation);
        self.written.push_str(&textwrap::fill(block.trim(), options));
        self.written.push('\n');
    }

    /// Sets the next block apart from the one before.
    fn separate(&mut self) {
        if !std::mem::take(&mut self.tight) {
            self.written.push('\n');
        }
    }
}

fn is_promise(word: &str) -> bool {
    word == "bad" || word == "good"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_as_plain_text() {
        let markdown = "A queue *without* a bound hides\noverload `here`.\n\n## Why\n\n- one is \
            rather long and wraps\n- two\n  1. inner\n\n```rust bad\nfn a() {} //~\n\nfn b() {}\n```\n\nEnd.\n";
        assert_eq!(
            plain(markdown, 24),
            "\nA queue without a bound\nhides overload `here`.\n\nWhy\n---\n- one is rather long and\n  \
             wraps\n- two\n  1. inner\n\nbad:\n    fn a() {}\n\n    fn b() {}\n\nEnd.\n"
        );
    }
}
