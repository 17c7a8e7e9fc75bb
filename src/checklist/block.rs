//! The generated block as Markdown: its sections, items, and what is under each item.
//!
//! In: the text between the two markers. Out: ranges of bytes, in their order. Together they cover all
//! text that is not blank, so that whoever reads them drops nothing unseen.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// A block that is in nothing else.
#[derive(Debug)]
pub(super) struct Top {
    pub range: Range<usize>,
    /// Its items, when it is a list.
    pub entries: Vec<Entry>,
}

/// An item of a list that is in nothing else.
#[derive(Debug)]
pub(super) struct Entry {
    pub range: Range<usize>,
    /// Its first text, without the bullet and the box.
    pub head: Range<usize>,
    /// Where the first strong text in it ends.
    pub strong_end: Option<usize>,
    /// The blocks and items under it.
    pub parts: Vec<Range<usize>>,
}

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    List,
    Item,
    Paragraph,
    Inline,
    Other,
}

/// Reads `block`.
pub(super) fn read(block: &str) -> Vec<Top> {
    use Level::{Inline, Item, List, Other, Paragraph};
    let mut tops: Vec<Top> = Vec::new();
    let mut levels: Vec<Level> = Vec::new();
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    for (event, range) in Parser::new_ext(block, options).into_offset_iter() {
        if let Event::End(_) = event {
            levels.pop();
            continue;
        }
        let level = match &event {
            Event::Start(Tag::List(_)) => List,
            Event::Start(Tag::Item) => Item,
            Event::Start(Tag::Paragraph) => Paragraph,
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. }) => {
                Inline
            }
            Event::Start(_) | Event::Rule => Other,
            _ => Inline,
        };
        let is_strong = matches!(event, Event::Start(Tag::Strong));
        match (levels.as_slice(), tops.last_mut()) {
            ([], _) => tops.push(Top { range, entries: Vec::new() }),
            ([List], Some(top)) if level == Item => top.entries.push(entry(block, range)),
            ([List, Item, rest @ ..], Some(top)) => {
                if let Some(entry) = top.entries.last_mut() {
                    match (rest, level) {
                        ([], Other) | ([List], Item) => entry.parts.push(range),
                        ([] | [Paragraph], Inline) if entry.parts.is_empty() => {
                            if let Event::TaskListMarker(_) = event {
                                entry.head = range.end..entry.head.end.max(range.end);
                            } else if rest.is_empty() || entry.head.end >= range.start {
                                entry.head.end = entry.head.end.max(range.end);
                                if is_strong && entry.strong_end.is_none() {
                                    entry.strong_end = Some(range.end);
                                }
                            }
                        }
                        ([], Paragraph) if entry.parts.is_empty() && is_blank(block, entry) => {
                            entry.head.end = range.end;
                        }
                        ([], Paragraph) => entry.parts.push(range),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        if let Event::Start(_) = event {
            levels.push(level);
        }
    }
    with_gaps(block, tops)
}

fn is_blank(block: &str, entry: &Entry) -> bool {
    block.get(entry.head.clone()).is_none_or(|head| head.trim().is_empty())
}

/// An item whose bullet was read.
fn entry(block: &str, range: Range<usize>) -> Entry {
    let text = block.get(range.clone()).unwrap_or_default();
    let start = range.start + text.len() - without_bullet(text).len();
    Entry { range, head: start..start, strong_end: None, parts: Vec::new() }
}

/// The text of an item after its bullet or number.
pub(super) fn without_bullet(text: &str) -> &str {
    let rest = text.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix(['-', '*', '+', '.', ')']).unwrap_or(rest)
}

/// Adds what is no block to the reader, such as the targets of links.
fn with_gaps(block: &str, tops: Vec<Top>) -> Vec<Top> {
    let mut all = Vec::new();
    let mut at = 0;
    let more = |all: &mut Vec<Top>, gap: Range<usize>| {
        if let Some(range) = text_in(block, gap) {
            all.push(Top { range, entries: Vec::new() });
        }
    };
    for mut top in tops {
        more(&mut all, at..top.range.start);
        at = at.max(top.range.end);
        let mut inner = top.range.start;
        for entry in &mut top.entries {
            more(&mut all, inner..entry.range.start);
            inner = entry.range.end;
            let mut parts = Vec::new();
            let mut from = entry.head.end;
            for part in std::mem::take(&mut entry.parts) {
                parts.extend(text_in(block, from..part.start));
                from = from.max(part.end);
                parts.push(part);
            }
            parts.extend(text_in(block, from..entry.range.end));
            entry.parts = parts;
        }
        if !top.entries.is_empty() {
            more(&mut all, inner..top.range.end);
        }
        all.push(top);
    }
    more(&mut all, at..block.len());
    all
}

/// The range without the blanks around it, if anything is left.
fn text_in(block: &str, range: Range<usize>) -> Option<Range<usize>> {
    let text = block.get(range.clone())?;
    let start = range.start + text.len() - text.trim_start().len();
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| start..start + trimmed.len())
}
