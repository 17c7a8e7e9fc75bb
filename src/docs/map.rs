//! Concurrency maps: tables with a row per concurrency point, known by their header cells.
//!
//! The sections of a page go in; every table whose header cells are those of a map (the words are
//! under `map_columns` in `rules/topics.toml`) comes out, with its columns in their order, its
//! cells as they stand in the file, and what each row says.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

use super::page::{Block, Cell, Page, Piece, PieceKind, Row, Section, Table};
use super::placeholder::is_blank;
use super::text::fold;
use super::topics::{Fit, concurrency};
use super::words::{Words, topics};
use super::{MapRow, Places};
use crate::source::{Place, Text};

/// The comment before a map that `cargo golive inventory --write` keeps.
pub const OPENING: &str = "<!-- golive:map -->";
/// The comment behind it.
pub const CLOSING: &str = "<!-- /golive:map -->";

/// What stands between the two comments in `text`, code blocks left out.
pub fn marked(text: &str) -> Option<Range<usize>> {
    let comments = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter().filter_map(
        |(event, at)| match event {
            Event::Html(html) | Event::InlineHtml(html) => Some((html, at)),
            _ => None,
        },
    );
    let mut start = None;
    for (html, at) in comments {
        match start {
            None => start = html.find(OPENING).map(|found| at.start + found + OPENING.len()),
            Some(start) => {
                if let Some(found) = html.find(CLOSING) {
                    return Some(start..at.start + found);
                }
            }
        }
    }
    None
}

/// A column of a concurrency map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The code that a row is about.
    Code,
    /// What the point is.
    Kind,
    /// How it runs.
    Model,
    /// How big it is.
    Size,
    /// The setting that sizes it.
    Setting,
    /// The metrics that show it.
    Metric,
    /// The alerts on it.
    Alert,
    /// Who owns it.
    Owner,
}

/// A table that is a concurrency map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapTable {
    /// The whole table, header included.
    pub place: Place,
    /// The header cells as they are written.
    pub headers: Vec<Text>,
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
pub struct MapTableRow {
    /// The cells as they are written, without the blanks around them.
    pub cells: Vec<Text>,
    /// What they say.
    pub says: MapRow,
}

/// The concurrency maps of `page`.
pub(super) fn read(page: &Page, places: &Places) -> Vec<MapTable> {
    let mut maps = Vec::new();
    for section in &page.sections {
        for block in &section.blocks {
            let Block::Table(table) = block else { continue };
            let marked = || is_marked(table, places.text).then(|| columns_of(table));
            if let Some(columns) = columns(table, section).or_else(marked) {
                maps.push(map_table(table, columns, places));
            }
        }
    }
    maps
}

/// True when the opening comment is the last thing before the table: then it is a map for certain.
fn is_marked(table: &Table, text: &str) -> bool {
    text.get(..table.bytes.start).is_some_and(|before| before.trim_end().ends_with(OPENING))
}

/// What the columns of `table` are when it is a concurrency map.
pub(super) fn columns(table: &Table, section: &Section) -> Option<Vec<Option<Column>>> {
    let columns = columns_of(table);
    let has = |column| columns.contains(&Some(column));
    let of_the_point = [Column::Kind, Column::Model, Column::Size, Column::Setting];
    let about_it = [Column::Metric, Column::Alert, Column::Owner];
    let sizes = of_the_point.into_iter().filter(|&c| has(c)).count();
    let others = about_it.into_iter().filter(|&c| has(c)).count();
    if !has(Column::Code) || sizes == 0 || sizes + others < 2 {
        return None;
    }
    let words = &topics().map_columns;
    let is_sure = |words: &Words| {
        table.headers.iter().any(|header| names(header).any(|name| words.are(name)))
    };
    let about_concurrency = is_sure(&words.sure)
        || concurrency::promises(section) == Fit::Strong
        || (is_sure(&words.sure_code) && sizes >= 2);
    about_concurrency.then_some(columns)
}

/// What each column of `table` is.
fn columns_of(table: &Table) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = Vec::new();
    for header in &table.headers {
        // Of two columns of the same kind the first one counts.
        let column = column_of(header).filter(|&column| !columns.contains(&Some(column)));
        columns.push(column);
    }
    columns
}

/// The column that `header` heads: by the whole cell, or by one of the names in it, as in
/// `代码 (code)` and `Metric / 指标`.
fn column_of(header: &str) -> Option<Column> {
    let words = &topics().map_columns;
    let columns = [
        (&words.model, Column::Model),
        (&words.setting, Column::Setting),
        (&words.kind, Column::Kind),
        (&words.size, Column::Size),
        (&words.metric, Column::Metric),
        (&words.alert, Column::Alert),
        (&words.owner, Column::Owner),
        (&words.code, Column::Code),
    ];
    names(header).find_map(|name| {
        let mut fitting = columns.iter().filter(|(words, _)| words.are(name));
        fitting.next().map(|&(_, column)| column)
    })
}

fn names(header: &str) -> impl Iterator<Item = &str> {
    let parts = header.split(['/', '(', ')', ',', ':']);
    let parts = parts.map(|part| part.trim_matches([' ', '`', '*', '_']));
    parts.filter(|part| !part.is_empty())
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

/// The text of a cell as it stands in the file, without the blanks around it.
fn as_written(cell: &Cell, places: &Places) -> Text {
    let whole = places.text.get(cell.bytes.clone()).unwrap_or_default();
    let start = cell.bytes.start + (whole.len() - whole.trim_start().len());
    let text = whole.trim();
    Text { text: text.to_string(), place: places.of(&(start..start + text.len())) }
}

fn map_row(row: &Row, columns: &[Option<Column>], places: &Places) -> MapRow {
    let cell = |column: Column| {
        let at = columns.iter().position(|&c| c == Some(column))?;
        row.parts.get(at)
    };
    let text = |entry: Entry| Text { text: entry.text, place: places.of(&entry.bytes) };
    let list = |column| -> Vec<Text> {
        cell(column).map(entries).unwrap_or_default().into_iter().map(text).collect()
    };
    let one = |column| cell(column).and_then(whole).map(text);
    let size_names_it = || cell(Column::Size).and_then(code).map(text);
    MapRow {
        place: places.of(&row.bytes),
        code: list(Column::Code),
        kind: one(Column::Kind).or_else(|| one(Column::Model)),
        setting: match cell(Column::Setting) {
            Some(setting) => code(setting).or_else(|| whole(setting)).map(text),
            None => size_names_it(),
        },
        metrics: list(Column::Metric),
        asks_for_metric: columns.contains(&Some(Column::Metric)),
        alerts: list(Column::Alert),
        owner: one(Column::Owner),
    }
}

/// One thing that a cell names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    text: String,
    bytes: Range<usize>,
}

/// The things that a cell names, one each: its code, and what stands between commas and line
/// breaks. Beside code only single words count, since the rest explains it.
fn entries(cell: &Cell) -> Vec<Entry> {
    let has_code = cell.pieces.iter().any(|piece| piece.kind == PieceKind::Code);
    let mut entries = Vec::new();
    for part in parts(cell) {
        let code: Vec<_> = part.iter().filter(|piece| piece.kind == PieceKind::Code).collect();
        if code.is_empty() {
            let word = entry(&part).filter(|e| !has_code || !e.text.contains(char::is_whitespace));
            entries.extend(word);
        } else {
            entries.extend(code.into_iter().filter_map(|piece| entry(std::slice::from_ref(piece))));
        }
    }
    entries
}

/// The pieces of a cell between commas and line breaks.
fn parts(cell: &Cell) -> Vec<Vec<Piece>> {
    let mut parts = vec![Vec::new()];
    for piece in &cell.pieces {
        match piece.kind {
            PieceKind::Break => parts.push(Vec::new()),
            PieceKind::Code => add(&mut parts, piece.clone()),
            PieceKind::Plain => {
                let mut start = 0;
                for (at, mark) in separators(&piece.text) {
                    add(&mut parts, part_of(piece, start..at));
                    parts.push(Vec::new());
                    start = at + mark.len();
                }
                add(&mut parts, part_of(piece, start..piece.text.len()));
            }
        }
    }
    parts
}

fn add(parts: &mut [Vec<Piece>], piece: Piece) {
    if let Some(last) = parts.last_mut() {
        last.push(piece);
    }
}

/// Where the marks between the entries of a list stand.
fn separators(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut marks: Vec<(usize, &str)> = [",", ";", "、", "，", "；", " / "]
        .into_iter()
        .flat_map(|m| text.match_indices(m))
        .collect();
    marks.sort_unstable();
    marks.into_iter()
}

/// A stretch of a plain piece. Where the file writes it with entities, its place is that of all.
fn part_of(piece: &Piece, range: Range<usize>) -> Piece {
    let exact = piece.text.len() == piece.bytes.len();
    let bytes = if exact {
        piece.bytes.start + range.start..piece.bytes.start + range.end
    } else {
        piece.bytes.clone()
    };
    let text = piece.text.get(range).unwrap_or_default().to_string();
    Piece { kind: piece.kind, text, bytes }
}

/// The first code of a cell that is no number.
fn code(cell: &Cell) -> Option<Entry> {
    let mut code = cell.pieces.iter().filter(|piece| piece.kind == PieceKind::Code);
    code.find_map(|piece| {
        entry(std::slice::from_ref(piece)).filter(|e| e.text.contains(char::is_alphabetic))
    })
}

/// All of a cell as one text.
fn whole(cell: &Cell) -> Option<Entry> {
    entry(&cell.pieces)
}

/// `pieces` as one entry, without the blanks around it; `None` when they say nothing.
fn entry(pieces: &[Piece]) -> Option<Entry> {
    let text = pieces.iter().map(|piece| match piece.kind {
        PieceKind::Break => " ",
        _ => piece.text.as_str(),
    });
    let text: String = text.collect();
    let text = fold(&text);
    let text = text.trim();
    if is_blank(text) {
        return None;
    }
    let mut said = pieces.iter().filter(|piece| !piece.text.trim().is_empty());
    let first = said.next()?;
    let last = said.next_back().unwrap_or(first);
    let exact =
        |piece: &Piece, cut: usize| if piece.text.len() == piece.bytes.len() { cut } else { 0 };
    let before = first.text.len() - first.text.trim_start().len();
    let behind = last.text.len() - last.text.trim_end().len();
    let bytes = first.bytes.start + exact(first, before)..last.bytes.end - exact(last, behind);
    Some(Entry { text: text.to_string(), bytes })
}

/// True when a column for the owner is there and no row names one, as in a map that a tool wrote
/// and no person has looked at.
pub(super) fn has_no_owner(table: &Table, columns: &[Option<Column>]) -> bool {
    let Some(at) = columns.iter().position(|&column| column == Some(Column::Owner)) else {
        return false;
    };
    table.rows.iter().all(|row| row.cells.get(at).is_none_or(|cell| is_blank(cell)))
}

/// The first row that names code, and its model, size or setting. A kind alone is too little.
pub(super) fn first_filled<'t>(table: &'t Table, columns: &[Option<Column>]) -> Option<&'t Row> {
    let says = |row: &Row, wanted: &[Column]| {
        let cells = columns.iter().zip(&row.cells);
        cells
            .filter(|(column, _)| column.is_some_and(|c| wanted.contains(&c)))
            .any(|(_, cell)| !is_blank(cell))
    };
    let measured = [Column::Model, Column::Size, Column::Setting];
    table.rows.iter().find(|row| says(row, &[Column::Code]) && says(row, &measured))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::read_map;
    use crate::source::FilePath;

    fn maps(text: &str) -> Vec<MapTable> {
        let maps = read_map(&FilePath::new("docs/x.md"), text);
        for map in &maps {
            for row in &map.rows {
                let says = &row.says;
                let lists = says.code.iter().chain(&says.metrics).chain(&says.alerts);
                let texts = lists.chain(&says.setting).chain(&row.cells);
                for found in texts {
                    let there = &text[found.place.byte_range()];
                    assert_eq!(fold(there), fold(&found.text), "the place is that of the text");
                }
            }
        }
        maps
    }

    fn words(texts: &[Text]) -> Vec<&str> {
        texts.iter().map(|t| t.text.as_str()).collect()
    }

    #[test]
    fn a_map_is_known_by_its_header_in_any_order_and_its_cells_have_places() {
        let text = "# A\r\n\r\n| Owner | Metric | Code | Size setting | Kind | Alert |\r\n|---|---|---|---|---|---|\r\n| [Ops](o.md) | `a_depth`, `b_total` | `a::run`<br>`a::b` / `c` | `N` (8) | **bounded** queue | Full、Slow |\r\n";
        let found = maps(text);
        let row = &found[0].rows[0].says;
        assert_eq!(words(&row.code), ["a::run", "a::b", "c"]);
        assert_eq!(words(&row.metrics), ["a_depth", "b_total"]);
        assert_eq!(words(&row.alerts), ["Full", "Slow"]);
        assert_eq!(row.setting.as_ref().map(|s| s.text.as_str()), Some("N"));
        assert_eq!(row.owner.as_ref().map(|o| o.text.as_str()), Some("Ops"));
        assert_eq!(&text[found[0].place.byte_range()].lines().count(), &3);
        assert_eq!(found[0].columns[2], Some(Column::Code));
        assert_eq!(found[0].headers[3].text, "Size setting");
    }

    #[test]
    fn chinese_maps_with_full_width_marks_are_read_and_blanks_say_nothing() {
        let text = "> - 说明\n>\n>   | 代码（Code） | 并发模型 | 大小设置 | 指标 | 告警 | 负责人 |\n>   | --- | --- | --- | --- | --- | --- |\n>   | `a::run`、`a::b` | 线程池\\|队列 | — | `d`，`e` | 无 | ____ |\n";
        let found = maps(text);
        let row = &found[0].rows[0].says;
        assert_eq!(words(&row.code), ["a::run", "a::b"]);
        assert_eq!(words(&row.metrics), ["d", "e"]);
        assert_eq!(row.kind.as_ref().map(|kind| kind.text.contains('队')), Some(true));
        assert!(row.setting.is_none() && row.alerts.is_empty() && row.owner.is_none());
        assert_eq!(found[0].rows[0].cells[3].text, "`d`，`e`");
    }

    #[test]
    fn a_size_cell_may_hold_the_setting_and_words_beside_code_explain_it() {
        let found = maps(
            "## Threading\n\n| Pool | Size | Team |\n|---|---|---|\n| `io` for disks, net | `8`, `IO_THREADS` | a |\n",
        );
        let row = &found[0].rows[0].says;
        assert_eq!(words(&row.code), ["io", "net"]);
        assert_eq!(row.setting.as_ref().map(|s| s.text.as_str()), Some("IO_THREADS"));
    }

    #[test]
    fn tables_of_services_alerts_settings_and_errors_are_no_maps() {
        for header in [
            "| Service | Responsibility | Concurrency model |",
            "| Component | Type | Owner |",
            "| Alert | Metric | Threshold |",
            "| Parameter | Type | Default |",
            "| Code | Type | Owner |",
            "| Module | Config | Default |",
        ] {
            let text = format!("{header}\n|---|---|---|\n| a | b | c |\n");
            assert!(maps(&text).is_empty(), "{header}");
        }
    }
}
