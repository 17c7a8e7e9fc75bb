//! What a page says about each topic: one file per topic.
//!
//! A topic's file gets a [`Reading`], the page with the standing of its sections, and returns its
//! best [`Verdict`]. Words and patterns are in `rules/topics.toml`; the files here say how they
//! must come together to be an answer.

pub(super) mod alerts;
pub(super) mod boundaries;
pub(super) mod concurrency;
pub(super) mod load_test;
mod names;
pub(super) mod owner;

use std::ops::Range;

use super::page::{Block, Page, Row, Section, Table, Text, TextKind};
use super::text::{bare_heading, words_in};
use super::words::{Words, topics};
use crate::facts::AnswerState;

/// The most words of a heading that a phrase in it can decide. In a longer one, a question say, the
/// phrase may be by the way.
const SHORT_HEADING: usize = 6;

/// What a topic's file decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) state: AnswerState,
    pub(super) bytes: Range<usize>,
    pub(super) why: String,
}

impl Verdict {
    pub(super) fn answered(bytes: &Range<usize>, why: impl Into<String>) -> Self {
        Self::new(AnswerState::Answered, bytes, why)
    }

    pub(super) fn partial(bytes: &Range<usize>, why: impl Into<String>) -> Self {
        Self::new(AnswerState::Partial, bytes, why)
    }

    pub(super) fn placeholder(bytes: &Range<usize>, why: impl Into<String>) -> Self {
        Self::new(AnswerState::Placeholder, bytes, why)
    }

    fn new(state: AnswerState, bytes: &Range<usize>, why: impl Into<String>) -> Self {
        Self { state, bytes: bytes.clone(), why: why.into() }
    }

    /// The better of two; the first of two equal ones.
    pub(super) fn or(best: Option<Self>, other: Self) -> Option<Self> {
        match best {
            Some(best) if best.state >= other.state => Some(best),
            _ => Some(other),
        }
    }
}

/// How well a heading fits a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    No,
    Weak,
    Strong,
}

/// A page, and how each of its sections stands.
pub(super) struct Reading<'p> {
    pub(super) page: &'p Page,
    standings: Vec<SectionStanding>,
}

#[derive(Debug, Clone, Copy)]
struct SectionStanding {
    /// The section or one that it is part of does not describe the system.
    aside: bool,
    /// It is about a test.
    test: bool,
    /// It promises the topic and says nothing.
    empty: bool,
}

impl<'p> Reading<'p> {
    pub(super) fn new(page: &'p Page) -> Self {
        let mut reading = Self { page, standings: Vec::new() };
        reading.standings = (0..page.sections.len()).map(|index| reading.standing(index)).collect();
        reading
    }

    fn standing(&self, index: usize) -> SectionStanding {
        let words = &topics().common;
        let mut standing = SectionStanding { aside: false, test: false, empty: false };
        for section in self.path(index) {
            let heading = bare_heading(&section.heading);
            let short = words_in(heading) <= SHORT_HEADING;
            standing.aside |= short && words.asides.are_in(heading);
            standing.aside |= words.general_pattern.is_in(section.heading.trim());
            standing.test |= short && words.tests.are_in(heading);
        }
        standing
    }

    /// The section and those that it is part of, innermost first. A heading of level 1 that comes
    /// first is the title of the whole page.
    fn path(&self, index: usize) -> Vec<&'p Section> {
        let sections = &self.page.sections;
        let mut indices = vec![index];
        while let Some(parent) =
            indices.last().and_then(|&i| sections.get(i)).and_then(|section| section.parent)
        {
            indices.push(parent);
        }
        let titled = sections.get(1).is_some_and(|first| first.level == 1);
        if titled && !indices.contains(&1) {
            indices.push(1);
        }
        indices.iter().filter_map(|&i| sections.get(i)).collect()
    }

    /// The same page, of which the sections `empty` say nothing.
    pub(super) fn without(&self, empty: &[usize]) -> Self {
        let mut standings = self.standings.clone();
        for &index in empty {
            if let Some(standing) = standings.get_mut(index) {
                standing.empty = true;
            }
        }
        Self { page: self.page, standings }
    }

    /// The sections that describe the system, with their indices.
    pub(super) fn sections(&self) -> impl Iterator<Item = (usize, &'p Section)> {
        let sections = self.page.sections.iter().enumerate();
        sections.filter(|(index, _)| !self.is_aside(*index) && !self.is_empty(*index))
    }

    /// True when the section, or one that it is part of, does not describe the system.
    pub(super) fn is_aside(&self, index: usize) -> bool {
        self.standings.get(index).is_some_and(|s| s.aside)
    }

    /// True when the section promises the topic and says nothing.
    pub(super) fn is_empty(&self, index: usize) -> bool {
        self.standings.get(index).is_some_and(|s| s.empty)
    }

    /// True when the section, or one that it is part of, is about a test.
    pub(super) fn is_test(&self, index: usize) -> bool {
        self.standings.get(index).is_some_and(|s| s.test)
    }

    /// True when the section's own heading, or that of one that it is part of, holds one of `words`.
    pub(super) fn speaks_of(&self, index: usize, words: &Words) -> bool {
        self.path(index).iter().any(|section| words.are_in(bare_heading(&section.heading)))
    }

    /// How well the section fits a topic: the best of its own heading and of those above it.
    pub(super) fn fit(&self, index: usize, strong: &Words, weak: &Words) -> Fit {
        let path = self.path(index);
        let fits = path.iter().map(|s| heading_fit(&s.heading, strong, weak));
        fits.max().unwrap_or(Fit::No)
    }

    /// Indices of the section's children.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = usize> {
        let sections = self.page.sections.iter().enumerate();
        sections.filter(move |(_, section)| section.parent == Some(index)).map(|(child, _)| child)
    }
}

/// How well one heading fits a topic.
pub(super) fn heading_fit(heading: &str, strong: &Words, weak: &Words) -> Fit {
    let heading = bare_heading(heading);
    if strong.are_in(heading) {
        if words_in(heading) <= SHORT_HEADING { Fit::Strong } else { Fit::Weak }
    } else if weak.are_in(heading) && words_in(heading) <= SHORT_HEADING {
        Fit::Weak
    } else {
        Fit::No
    }
}

/// The texts of a section that are not quotes.
pub(super) fn texts(section: &Section) -> impl Iterator<Item = &Text> {
    section.blocks.iter().filter_map(|block| match block {
        Block::Text(text) if text.kind != TextKind::Quote => Some(text),
        _ => None,
    })
}

/// The tables of a section.
pub(super) fn tables(section: &Section) -> impl Iterator<Item = &Table> {
    section.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

/// The first column whose header is one of `words`, else the first whose header holds one.
pub(super) fn column(table: &Table, words: &Words) -> Option<usize> {
    let whole = table.headers.iter().position(|cell| words.are(cell));
    whole.or_else(|| table.headers.iter().position(|cell| words.are_in(cell)))
}

/// The text of a cell; `None` when nothing or a blank is in it.
pub(super) fn cell(row: &Row, column: usize) -> Option<&str> {
    let text = row.cells.get(column)?.trim();
    (!super::placeholder::is_blank(text)).then_some(text)
}

/// `text` for a message: short and in one line.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line,
    }
}
