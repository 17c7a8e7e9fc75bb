//! When a document was reviewed and when it is due again, as it says itself.
//!
//! Front matter, lead-ins such as `Last reviewed: 2026-03-01` and rows of two cells go in (the words are
//! under `review` in `rules/topics.toml`); the days and the interval come out with their places. Whether a day is
//! over is for the rule to say, which knows today.

use std::ops::Range;

use super::Places;
use super::dates::{date, span};
use super::page::{Block, Page};
use super::text::label_and_value;
use super::words::{Words, topics};
use crate::facts::{Interval, Review, ReviewDay, SourceText};

/// What `page` says of its review. The first of equal keys counts, front matter before text.
pub(super) fn read(page: &Page, places: &Places) -> Review {
    let words = &topics().review;
    let [mut last, mut every, mut due]: [Option<SourceText>; 3] = [None, None, None];
    let mut take = |key: &str, value: &str, line: &Range<usize>| {
        let key = key.replace('_', " ");
        let is = |words: &Words| words.are(&key);
        let slot = match () {
            () if is(&words.last) => &mut last,
            () if is(&words.every) => &mut every,
            () if is(&words.due) => &mut due,
            () => return,
        };
        if slot.is_none() && !value.is_empty() {
            *slot = Some(SourceText {
                text: value.to_string(),
                place: places.of(&inside(places, line, value)),
            });
        }
    };
    for field in &page.front {
        take(&field.key, &field.value, &field.bytes);
    }
    for block in page.sections.iter().flat_map(|section| &section.blocks) {
        match block {
            Block::Text(text) => {
                for line in &text.lines {
                    let parts = line.text.split(['|', '·']);
                    for (label, value) in parts.filter_map(label_and_value) {
                        take(label, value, &line.bytes);
                    }
                }
            }
            // `| Last reviewed | 2026-03-01 |`
            Block::Table(table) => {
                for row in &table.rows {
                    if let [label, value] = &row.cells[..] {
                        take(label.trim_matches([' ', '*', ':']), value.trim(), &row.bytes);
                    }
                }
            }
            Block::Code(_) | Block::Image => {}
        }
    }
    let every = every.and_then(|written| span(&written.text));
    Review {
        last: last.and_then(day),
        every: every.map(|(span, written)| Interval { span, written }),
        due: due.and_then(day),
    }
}

/// What is written where a day belongs; `None` when it is in a form that is not read.
fn day(written: SourceText) -> Option<ReviewDay> {
    let day = date(&written.text)?;
    Some(ReviewDay { written, day })
}

/// Where `value` is in `line`; all of the line where it is written otherwise.
fn inside(places: &Places, line: &Range<usize>, value: &str) -> Range<usize> {
    let written = places.text.get(line.clone()).unwrap_or_default();
    match written.rfind(value) {
        Some(at) => line.start + at..line.start + at + value.len(),
        None => line.clone(),
    }
}
