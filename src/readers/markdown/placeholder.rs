//! Sections that are there and say nothing.
//!
//! A section is judged with everything under it, after comments, quoted hints, blanks, brackets to
//! fill in, boxes that nobody ticked and sentences of templates are taken away.

use std::ops::Range;

use super::page::{Block, Link, Page, Section, Text, TextKind};
use super::text::{label_and_value, words_in};
use super::topics::{Fit, Reading, Verdict, shown};
use super::words::topics;
use crate::facts::NOT_APPLICABLE;

/// The fewest words of the reason behind `N/A` that make it a decision and no filler.
const REASON_WORDS: usize = 5;
/// The most words around a link that only say where to look.
const POINTER_WORDS: usize = 12;
/// The most words beside links in an entry of a list of documents.
const LISTING_WORDS: usize = 6;

/// What [`find`] finds.
#[derive(Debug, Default)]
pub(super) struct Empty {
    /// The outermost of nested sections that promise a topic and say nothing; and those that say
    /// with a reason that it does not apply, as partial answers.
    pub(super) verdicts: Vec<Verdict>,
    /// Sections that only point to a place outside the repository, as partial answers.
    pub(super) outside: Vec<Verdict>,
    /// The indices of these sections and of all in them.
    pub(super) sections: Vec<usize>,
}

/// The sections that promise a topic and say nothing. `promises` says how surely the heading of a
/// section promises it.
pub(super) fn find(reading: &Reading, promises: impl Fn(&Section) -> Fit) -> Empty {
    let mut empty = Empty::default();
    for (index, section) in reading.sections() {
        if section.parent.is_some_and(|parent| empty.sections.contains(&parent)) {
            empty.sections.push(index);
            continue;
        }
        let above = section.parent.and_then(|parent| reading.page.sections.get(parent));
        let promised = match promises(section) {
            Fit::Strong => true,
            // A long question under a heading that is on the topic.
            Fit::Weak => above.is_some_and(|above| promises(above) == Fit::Strong),
            Fit::No => false,
        };
        if !promised || section.level == 0 {
            continue;
        }
        match content(reading, index) {
            Content::Text => continue,
            Content::Outside(address) => {
                let why = format!("{address} lies outside the repository and can't be checked");
                empty.outside.push(Verdict::partial(&section.bytes, why));
                continue;
            }
            Content::Waiver => {
                empty.verdicts.push(Verdict::partial(&section.bytes, NOT_APPLICABLE))
            }
            Content::Nothing(why) => empty.verdicts.push(Verdict::placeholder(&section.bytes, why)),
        }
        empty.sections.push(index);
    }
    empty
}

/// What is in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    /// Something that may answer.
    Text,
    /// `N/A` with a reason.
    Waiver,
    /// Only a link to this address.
    Outside(String),
    /// Nothing that answers; what is there, for messages.
    Nothing(String),
}

/// What is in the section `index` and all those in it.
fn content(reading: &Reading, index: usize) -> Content {
    let mut found = Found::default();
    collect(reading, index, &mut found);
    if found.text {
        Content::Text
    } else if found.waiver {
        Content::Waiver
    } else if let Some(address) = found.outside {
        Content::Outside(address)
    } else {
        Content::Nothing(match (found.filler, found.hints) {
            (Some(filler), _) => format!("only \"{filler}\""),
            (None, _) if found.from_template => "as the template has it".into(),
            (None, true) => "only template hints".into(),
            (None, false) => "no text".into(),
        })
    }
}

#[derive(Debug, Default)]
struct Found {
    text: bool,
    waiver: bool,
    filler: Option<String>,
    hints: bool,
    from_template: bool,
    outside: Option<String>,
}

fn collect(reading: &Reading, index: usize, found: &mut Found) {
    if let Some(section) = reading.page.sections.get(index) {
        found.from_template |= section.from_template;
        collect_own(reading.page, section, found);
    }
    // Children follow their parent, so this ends.
    for child in reading.children(index) {
        collect(reading, child, found);
    }
}

fn collect_own(page: &Page, section: &Section, found: &mut Found) {
    for block in &section.blocks {
        match block {
            Block::Text(text) => judge_text(page, text, found),
            Block::Image => found.text = true,
            Block::Code(code) => found.text |= !code.text.trim().is_empty(),
            Block::Table(table) => {
                // The first column names what the others must say.
                let says = |cell: &String| !is_blank(cell.trim());
                let mut others = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
                found.text |= others.any(says);
                found.hints = true;
            }
        }
    }
}

fn judge_text(page: &Page, text: &Text, found: &mut Found) {
    let words = &topics().placeholder;
    let joined = text.joined();
    let joined = joined.trim();
    if is_waiver(joined) {
        found.waiver = true;
    } else if is_filler(joined) {
        found.filler.get_or_insert_with(|| shown(joined));
    } else if matches!(text.kind, TextKind::Quote | TextKind::Unticked)
        || words.hint_pattern.is_in(joined)
        || words.template_pattern.is_in(joined)
        || text.lines.iter().all(|line| has_blank_value(&line.text))
    {
        found.hints = true;
    } else if let Some(address) = outside(page, text, joined) {
        found.outside.get_or_insert(address);
    } else {
        found.text = true;
    }
}

/// True for `N/A: reason`.
pub(super) fn is_waiver(text: &str) -> bool {
    let reason = topics().placeholder.waiver_pattern.0.captures(text);
    let reason = reason.as_ref().and_then(|captures| captures.name("reason"));
    reason.is_some_and(|reason| words_in(reason.as_str()) >= REASON_WORDS)
}

/// The address outside the repository to which a text points that says little else.
fn outside(page: &Page, text: &Text, joined: &str) -> Option<String> {
    let is_address = |target: &str| target.starts_with("https://") || target.starts_with("http://");
    let mut links = page.links.iter();
    let link = links.find(|link| {
        is_address(&link.target)
            && text.bytes.start <= link.bytes.start
            && link.bytes.end <= text.bytes.end
    });
    let bare = || {
        joined
            .split_whitespace()
            .map(|word| word.trim_matches(['(', ')', '.', ',']))
            .find(|word| is_address(word))
    };
    let address = link.map(|link| link.target.as_str()).or_else(bare)?;
    let said = joined.split_whitespace().filter(|word| !word.contains("://"));
    let said = said.collect::<Vec<_>>().join(" ");
    (words_in(&said) <= POINTER_WORDS).then(|| shown(address))
}

/// True when links to files of the project are all that is at `bytes` of `text`, but for a few words.
pub(super) fn only_links(page: &Page, bytes: &Range<usize>, text: &str) -> bool {
    let inside = |link: &&Link| bytes.start <= link.bytes.start && link.bytes.end <= bytes.end;
    let mut links = page.links.iter().filter(inside).peekable();
    if links.peek().is_none() {
        return false;
    }
    let mut said = 0;
    let mut from = bytes.start;
    for link in links {
        if link.target.contains(':') {
            return false;
        }
        said += words_in(text.get(from..link.bytes.start).unwrap_or_default());
        from = from.max(link.bytes.end);
    }
    said + words_in(text.get(from..bytes.end).unwrap_or_default()) <= LISTING_WORDS
}

/// `Owner:` or `Owner: ____`: a label that nobody filled in.
fn has_blank_value(line: &str) -> bool {
    label_and_value(line).is_some_and(|(_, value)| is_blank(value))
}

/// True when `text` is nothing, a blank to fill in, or a word that stands for nothing.
pub(super) fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || topics().placeholder.blank_pattern.is_in(text) || is_filler(text)
}

/// `TODO`, `TBD`, `待定`, and short texts that begin so.
fn is_filler(text: &str) -> bool {
    let words = &topics().placeholder;
    let bare = text.trim().trim_matches(['*', '_', '`', '(', ')', '[', ']']);
    let bare = bare.trim_end_matches(['.', '。', '!']).trim();
    words.words.are(bare)
        || (words.deferral_pattern.is_in(text) && words_in(text) <= words.deferral_words)
}
