//! Concurrency maps: tables with a row per concurrency point, known by their header cells.
//!
//! The sections of a page go in; every table that is a map (`columns` says which) and names code
//! comes out, with its columns in their order, its cells as they are in the file, and what each
//! row says (`cells`).

mod cells;
mod columns;

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use self::cells::{Entry, code, entries, setting, whole};

pub(super) use self::columns::{columns, first_filled, has_no_owner, is_of_tasks_to_do};
use self::columns::{columns_of, names_code};
use super::Places;
use super::page::{Block, Cell, OPTIONS, Row, Table};
use super::topics::Reading;
use crate::facts::{MapRow, Place, SourceText};

/// The comment before a map that `cargo golive inventory --write` keeps.
pub(crate) const OPENING: &str = "<!-- golive:map -->";
/// The comment behind it.
pub(crate) const CLOSING: &str = "<!-- /golive:map -->";

/// What is wrong in a text, and at which byte.
pub(crate) type MapProblem = (usize, String);

/// What stands between the two comments in `text`, code blocks and front matter left out. Only one pair of them
/// says for certain where the map is.
pub(crate) fn marked(text: &str) -> Result<Option<Range<usize>>, MapProblem> {
    let mut opened: Option<Range<usize>> = None;
    let mut inside = None;
    for (is_opening, mark) in marks(text) {
        match (&opened, &inside) {
            (_, Some(_)) => {
                let why = "a second map is marked here, keep the comments of one";
                return Err((mark.start, why.to_owned()));
            }
            (None, None) if is_opening => opened = Some(mark),
            (Some(opened), None) if !is_opening => inside = Some(opened.end..mark.start),
            (Some(_), None) => {
                let why = format!("`{OPENING}` stands here again, keep one of the two");
                return Err((mark.start, why));
            }
            (None, None) => {
                let why = format!(
                    "`{CLOSING}` has no `{OPENING}` before it, add that line before the map, or take this one out"
                );
                return Err((mark.start, why));
            }
        }
    }
    match (opened, inside) {
        (Some(opened), None) => {
            let why = format!(
                "`{OPENING}` has no `{CLOSING}` after it, add that line after the map, or take this one out"
            );
            Err((opened.start, why))
        }
        (_, inside) => Ok(inside),
    }
}

/// The comments around maps in `text`, in their order, each with whether it is the opening one.
fn marks(text: &str) -> Vec<(bool, Range<usize>)> {
    let mut marks = Vec::new();
    for (event, at) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        let (Event::Html(_) | Event::InlineHtml(_)) = event else { continue };
        let html = text.get(at.clone()).unwrap_or_default();
        for (is_opening, mark) in [(true, OPENING), (false, CLOSING)] {
            let found = html.match_indices(mark).map(|(start, _)| at.start + start);
            marks.extend(found.map(|start| (is_opening, start..start + mark.len())));
        }
    }
    marks.sort_by_key(|(_, mark)| mark.start);
    marks
}

/// A column of a concurrency map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Column {
    /// The code that a row is about.
    Code,
    /// What the point is.
    Kind,
    Model,
    /// How big it is.
    Size,
    /// The setting that sizes it.
    Setting,
    /// The metrics that show it.
    Metric,
    /// The alerts on it.
    Alert,
    Owner,
}

/// A table that is a concurrency map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MapTable {
    /// The whole table, header included.
    pub place: Place,
    /// The header cells as they are written.
    pub headers: Vec<SourceText>,
    /// What each header cell heads; `None` for a column that is no part of a map.
    pub columns: Vec<Option<Column>>,
    /// The rows below the header.
    pub rows: Vec<MapTableRow>,
}

impl MapTable {
    /// What its rows say.
    pub(super) fn says(self) -> impl Iterator<Item = MapRow> {
        self.rows.into_iter().map(|row| row.says)
    }
}

/// A row of a concurrency map as it is written, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MapTableRow {
    /// The cells as they are written, without the blanks around them.
    pub cells: Vec<SourceText>,
    pub says: MapRow,
}

/// The concurrency maps of a page. A table that names no code, or is in a section on tests or
/// on what was not built, is none: its rows could only be taken for something else.
pub(super) fn read(reading: &Reading, places: &Places) -> Vec<MapTable> {
    let mut maps = Vec::new();
    for (index, section) in reading.page.sections.iter().enumerate() {
        let describes = !reading.is_aside(index) && !reading.is_test(index);
        for block in &section.blocks {
            let Block::Table(table) = block else { continue };
            let known = || columns(table, section).filter(|found| names_code(table, found));
            let columns = if is_marked(table, places.text) {
                Some(columns_of(table))
            } else if describes {
                known()
            } else {
                None
            };
            maps.extend(columns.map(|columns| map_table(table, columns, places)));
        }
    }
    maps
}

/// True when the opening comment is the last thing before the table: then it is a map for certain.
fn is_marked(table: &Table, text: &str) -> bool {
    text.get(..table.bytes.start).is_some_and(|before| before.trim_end().ends_with(OPENING))
}

fn map_table(table: &Table, columns: Vec<Option<Column>>, places: &Places) -> MapTable {
    let rows = table.rows.iter().map(|row| MapTableRow {
        cells: row.parts.iter().map(|cell| as_written(cell, places)).collect(),
        says: map_row(row, &columns, places),
    });
    let rows = rows.collect();
    MapTable {
        place: places.of(&table.bytes),
        headers: table.head.iter().map(|cell| as_written(cell, places)).collect(),
        columns,
        rows,
    }
}

/// The text of a cell as it is in the file, without the blanks around it.
fn as_written(cell: &Cell, places: &Places) -> SourceText {
    let whole = places.text.get(cell.bytes.clone()).unwrap_or_default();
    let start = cell.bytes.start + (whole.len() - whole.trim_start().len());
    let text = whole.trim();
    SourceText { text: text.to_string(), place: places.of(&(start..start + text.len())) }
}

fn map_row(row: &Row, columns: &[Option<Column>], places: &Places) -> MapRow {
    let cell = |column: Column| {
        let at = columns.iter().position(|&c| c == Some(column))?;
        row.parts.get(at)
    };
    let text = |entry: Entry| SourceText { text: entry.text, place: places.of(&entry.bytes) };
    let list = |column| -> Vec<SourceText> {
        cell(column).map(entries).unwrap_or_default().into_iter().map(text).collect()
    };
    let one = |column| cell(column).and_then(whole).map(text);
    let size_names_it = || cell(Column::Size).and_then(code).map(text);
    MapRow {
        place: places.of(&row.bytes),
        code: list(Column::Code),
        kind: one(Column::Kind).or_else(|| one(Column::Model)),
        setting: match cell(Column::Setting) {
            Some(cell) => setting(cell).map(text),
            None => size_names_it(),
        },
        metrics: list(Column::Metric),
        asks_for_metric: columns.contains(&Some(Column::Metric)),
        alerts: list(Column::Alert),
        owner: one(Column::Owner),
    }
}

#[cfg(test)]
mod tests;
