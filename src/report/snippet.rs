//! The lines of a file that a finding is about, prepared for miette.
//!
//! In: a file's text and the places to mark in it. Out: those lines and their neighbours, with
//! long lines cut around the marks and control characters replaced, and the labels that are in
//! them. Line numbers and columns stay those of the file, columns counted in characters.

use std::collections::{BTreeMap, BTreeSet};

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::{clean, is_control};
use crate::facts::{Line, Place, Position};

/// Lines with more characters than this are cut.
const LONGEST: usize = 160;
/// How many characters stay before a mark in a line that is cut.
const BEFORE_MARK: usize = 40;
/// What stands for the part of a line that was cut.
const CUT: char = '…';

/// One mark: where, and what the label says there.
pub(super) struct Mark<'a> {
    pub place: &'a Place,
    /// What the label says.
    pub label: &'a str,
}

/// Some lines of one file.
#[derive(Debug)]
pub(super) struct Snippet {
    file: String,
    text: String,
    rows: Vec<Row>,
    labels: Vec<LabeledSpan>,
}

/// One line of a snippet.
#[derive(Debug)]
struct Row {
    number: Line,
    /// Where the row starts in the snippet's text.
    start: usize,
    /// How many characters of the line were cut off before it.
    cut: usize,
    /// Its length in bytes, without the line feed.
    len: usize,
}

impl Snippet {
    /// The lines of `source` that hold `marks`, and their neighbours. The first mark is the one
    /// that matters most. `None` when `source` has no such lines: the file changed meanwhile.
    pub(super) fn new(file: &str, source: &str, marks: &[Mark<'_>]) -> Option<Self> {
        let mut wanted = BTreeSet::new();
        let mut first_column: BTreeMap<Line, u32> = BTreeMap::new();
        for Mark { place, .. } in marks {
            let Position { line, column } = place.start;
            wanted.extend([line.saturating_sub(1), line, line.saturating_add(1)]);
            let first = first_column.entry(line).or_insert(column);
            *first = column.min(*first);
        }
        let mut snippet =
            Self { file: clean(file), text: String::new(), rows: Vec::new(), labels: Vec::new() };
        for (number, line) in (1..).zip(source.lines()) {
            if wanted.contains(&number) {
                let column = first_column.get(&number).copied().unwrap_or(1);
                snippet.push_line(number, line, column);
            }
        }
        for (index, mark) in marks.iter().enumerate() {
            snippet.push_label(mark, index == 0)?;
        }
        Some(snippet)
    }

    /// The labels, whose spans are stretches of the snippet.
    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.labels.iter().cloned()
    }

    fn push_line(&mut self, number: Line, line: &str, first_column: u32) {
        let start = self.text.len();
        let column = first_column as usize;
        let is_long = line.chars().nth(LONGEST).is_some();
        let cut = if is_long && column > LONGEST - BEFORE_MARK { column - BEFORE_MARK } else { 0 };
        if cut > 0 {
            self.text.push(CUT);
        }
        let mut rest = line.chars().skip(cut);
        let kept = rest.by_ref().take(LONGEST);
        self.text.extend(kept.map(|c| match c {
            '\t' => c,
            _ if is_control(c) => '\u{FFFD}',
            _ => c,
        }));
        if rest.next().is_some() {
            self.text.push(CUT);
        }
        let len = self.text.len() - start;
        self.text.push('\n');
        self.rows.push(Row { number, start, cut, len });
    }

    /// Adds a label, joined with one that marks the very same stretch. A stretch of several lines
    /// is marked on its first.
    fn push_label(&mut self, mark: &Mark<'_>, primary: bool) -> Option<()> {
        let Place { start, end, .. } = mark.place;
        let row = self.rows.iter().find(|row| row.number == start.line)?;
        let from = self.offset(row, start.column);
        let to =
            if end.line == start.line { self.offset(row, end.column) } else { row.start + row.len };
        let span = SourceSpan::from((from, to.saturating_sub(from)));
        let text = clean(mark.label).replace('\n', " ");
        if let Some(same) = self.labels.iter_mut().find(|l| *l.inner() == span) {
            let joined = match same.label() {
                Some(label) if label != text => format!("{label}, {text}"),
                _ => text,
            };
            same.set_label(Some(joined));
            return Some(());
        }
        let text = Some(text).filter(|text| !text.is_empty());
        self.labels.push(if primary {
            LabeledSpan::new_primary_with_span(text, span)
        } else {
            LabeledSpan::new_with_span(text, span)
        });
        Some(())
    }

    /// Where the column of the file is in the snippet's text.
    fn offset(&self, row: &Row, column: u32) -> usize {
        let end = row.start + row.len;
        let shown = self.text.get(row.start..end).unwrap_or_default();
        let in_line = (column as usize).saturating_sub(1);
        let in_row = match row.cut {
            0 => in_line,
            cut => (in_line + 1).saturating_sub(cut),
        };
        shown.char_indices().nth(in_row).map_or(end, |(at, _)| row.start + at)
    }

    /// The column of the file, from 0, that is at byte `offset` of the snippet's text.
    fn column(&self, row: &Row, offset: usize) -> usize {
        let before = self.text.get(row.start..offset).unwrap_or_default();
        let in_row = before.chars().count();
        match row.cut {
            0 => in_row,
            cut => (in_row + cut).saturating_sub(1),
        }
    }

    /// The index of the row that holds byte `offset`.
    fn row_at(&self, offset: usize) -> usize {
        let after = self.rows.partition_point(|row| row.start <= offset);
        after.saturating_sub(1)
    }

    /// True when the rows at `index` and after it are neighbours in the file.
    fn adjoin(&self, index: usize) -> bool {
        let number = |index: usize| self.rows.get(index).map(|row| row.number);
        matches!((number(index), number(index + 1)), (Some(a), Some(b)) if a + 1 == b)
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let start = self.row_at(span.offset());
        let (mut first, mut last) = (start, self.row_at(span.offset() + span.len()));
        for _ in 0..lines_before {
            if first > 0 && self.adjoin(first - 1) {
                first -= 1;
            }
        }
        for _ in 0..lines_after {
            if self.adjoin(last) {
                last += 1;
            }
        }
        let (first_row, last_row) = match (self.rows.get(first), self.rows.get(last)) {
            (Some(a), Some(b)) => (a, b),
            _ => return Err(MietteError::OutOfBounds),
        };
        let stretch = first_row.start..last_row.start + last_row.len + 1;
        let data = self.text.get(stretch.clone()).ok_or(MietteError::OutOfBounds)?;
        // miette asks without neighbours for the column that it names in a snippet's title.
        let column = match (lines_before, lines_after) {
            (0, 0) => self.column(first_row, span.offset()),
            _ => 0,
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.file.clone(),
            data.as_bytes(),
            SourceSpan::from((stretch.start, stretch.len())),
            first_row.number as usize - 1,
            column,
            last - first + 1,
        )))
    }
}
