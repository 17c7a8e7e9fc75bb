//! Keeps the concurrency map of a document up to date with the code.
//!
//! The text of a document and the concurrency points go in; the text with its map brought up to
//! date comes out. Blank cells are filled with what is known, points in no row get one, rows of code that
//! is gone are marked; everything else stays byte for byte, and a second pass changes nothing. Where it can't be told
//! which table is the map, nothing is changed and the line is named.

use std::ops::Range;

use super::map_words::{self, gone};
use crate::facts::{Facts, FilePath, Lang, LineIndex, Point, Provenance, SourceText};
use crate::joins::inventory::rows::{RowEntry, is_gone};
use crate::readers::markdown::{self, CLOSING, Column, MapProblem, MapTable, MapTableRow, OPENING};

/// The most different values that one cell names.
const MOST_VALUES: usize = 3;

/// The columns of a new map.
const COLUMNS: [Column; 8] = [
    Column::Code,
    Column::Kind,
    Column::Model,
    Column::Size,
    Column::Setting,
    Column::Metric,
    Column::Alert,
    Column::Owner,
];

/// `text`, which `file` holds, with its map of the concurrency points up to date. A text without a map gets one,
/// in a section of its own at the end. The error says what is in the way, with its line.
pub(crate) fn updated(file: &FilePath, text: &str, facts: &Facts) -> Result<String, String> {
    let with_line =
        |(at, why): MapProblem| format!("line {}: {why}", LineIndex::new(text).line(at));
    let edits = edits(file, text, facts).map_err(with_line)?;
    Ok(apply(text, edits))
}

fn edits(file: &FilePath, text: &str, facts: &Facts) -> Result<Vec<Edit>, MapProblem> {
    let points = &facts.points;
    let language = map_words::language_of(text);
    let windows = text.matches("\r\n").count();
    let ending = if windows * 2 > text.matches('\n').count() { "\r\n" } else { "\n" };
    let maps = markdown::read_map(file, text);
    let marked = markdown::marked(text)?;
    let in_marks = |map: &&MapTable| {
        marked.as_ref().is_some_and(|marked| marked.contains(&map.place.byte_range().start))
    };
    let mut edits = Vec::new();
    match (maps.iter().find(in_marks), &marked, maps.as_slice()) {
        (Some(map), ..) if !map.columns.contains(&Some(Column::Code)) => {
            let why = "the table between the comments has no column for the code, expected a header cell such as `Code`";
            return Err((map.place.byte_range().start, why.to_owned()));
        }
        (Some(map), ..) => edit(map, text, facts, (language, ending), &mut edits),
        (None, Some(marked), _) => {
            let table = new_table(points, language, ending);
            edits.push((marked.start..marked.start, format!("{ending}{ending}{table}")));
        }
        (None, None, [map]) => {
            edit(map, text, facts, (language, ending), &mut edits);
            let table = map.place.byte_range();
            edits.insert(0, (table.start..table.start, format!("{OPENING}{ending}{ending}")));
            edits.push((table.end..table.end, format!("{ending}{ending}{CLOSING}")));
        }
        (None, None, [first, _, ..]) => {
            let why = format!(
                "the first of {} concurrency maps, put `{OPENING}` before and `{CLOSING}` after the one to keep up to date",
                maps.len()
            );
            return Err((first.place.byte_range().start, why));
        }
        (None, None, []) => {
            let table = new_table(points, language, ending);
            let gap = match text {
                "" => "",
                text if text.ends_with(&ending.repeat(2)) => "",
                text if text.ends_with(ending) => ending,
                _ => &ending.repeat(2),
            };
            let heading = map_words::heading(language);
            let section = format!(
                "{gap}{heading}{ending}{ending}{OPENING}{ending}{ending}{table}{ending}{CLOSING}{ending}"
            );
            edits.push((text.len()..text.len(), section));
        }
    }
    Ok(edits)
}

/// What to put in place of which bytes.
type Edit = (Range<usize>, String);

/// `text` with each of `edits`, which are sorted and do not overlap.
fn apply(text: &str, edits: Vec<Edit>) -> String {
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for (at, instead) in edits {
        new.push_str(text.get(done..at.start).unwrap_or_default());
        new.push_str(&instead);
        done = at.end;
    }
    new.push_str(text.get(done..).unwrap_or_default());
    new
}

/// The edits that bring `map` up to date.
fn edit(
    map: &MapTable,
    text: &str,
    facts: &Facts,
    (language, ending): (Lang, &str),
    edits: &mut Vec<Edit>,
) {
    let points = &facts.points;
    let mut covered = vec![false; points.len()];
    for row in &map.rows {
        let entries = entries(row);
        let in_row = |point: &Point| entries.iter().any(|entry| entry.covers(point));
        let of_row: Vec<usize> = (0..points.len()).filter(|&i| in_row(&points[i])).collect();
        of_row.iter().for_each(|&index| covered[index] = true);
        let of_row: Vec<&Point> = of_row.iter().map(|&index| &points[index]).collect();
        let code = marked_code(map, row, &of_row, facts, language);
        edit_row(map, row, text, &of_row, (code, language), edits);
    }
    let new = points.iter().zip(covered).filter(|(point, covered)| {
        // Another document may say it.
        !covered && point.rows.is_empty()
    });
    let table = map.place.byte_range();
    let prefix = prefix_of_last_line(text, &table);
    let new = new_rows(new.map(|(point, _)| point), points, &map.columns, language);
    let rows: String = new.iter().map(|row| format!("{ending}{prefix}{row}")).collect();
    if !rows.is_empty() {
        edits.push((table.end..table.end, rows));
    }
}

/// What comes before the bar of the table's last line: it may be in a list or a quote.
fn prefix_of_last_line<'t>(text: &'t str, table: &Range<usize>) -> &'t str {
    let until = text.get(..table.end).unwrap_or_default();
    let start = until.rfind('\n').map_or(0, |at| at + 1);
    let line = until.get(start..).unwrap_or_default();
    line.split('|').next().filter(|before| !before.contains(char::is_alphanumeric)).unwrap_or("")
}

/// The code that `row` is about, also where it is marked as gone.
fn entries(row: &MapTableRow) -> Vec<RowEntry<'_>> {
    let unmarked = |text: &'_ str| -> usize {
        let text = Lang::ALL.iter().fold(text, |text, lang| text.trim_end_matches(gone(*lang)));
        text.trim_end().len()
    };
    let texts = row.says.code.iter().map(|entry| entry.text.as_str());
    texts.map(|text| RowEntry::new(text[..unmarked(text)].trim_start())).collect()
}

/// The edits of one row, whose cell of the code becomes `code` when it must change.
fn edit_row(
    map: &MapTable,
    row: &MapTableRow,
    text: &str,
    points: &[&Point],
    (code, language): (Option<String>, Lang),
    edits: &mut Vec<Edit>,
) {
    let line = line_of(row, text);
    let mut behind = Vec::new();
    for (column, cell) in map.columns.iter().zip(&row.cells) {
        let bytes = cell.place.byte_range();
        let value = column.and_then(|column| joined(points, column, language));
        if is_missing(cell, &line, text) {
            behind.push(value.unwrap_or_default());
        } else if *column == Some(Column::Code) {
            edits.extend(code.clone().map(|code| (bytes, code)));
        } else if cell.text.is_empty() {
            edits.extend(value.map(|value| in_gap(text, &bytes, &value)));
        }
    }
    edits.extend(more_cells(text, &line, behind));
}

/// The line of `row`, without its end.
fn line_of(row: &MapTableRow, text: &str) -> Range<usize> {
    let start = row.says.place.byte_range().start;
    let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    start..start + line.trim_end().len()
}

/// True for a cell that the row on `line` ends before: readers of Markdown take it for blank.
fn is_missing(cell: &SourceText, line: &Range<usize>, text: &str) -> bool {
    let start = cell.place.byte_range().start;
    let rest = text.get(start..line.end).unwrap_or_default();
    cell.text.is_empty() && !(start >= line.start && rest.trim_start().starts_with('|'))
}

/// The edit that ends `line` with cells of `values`, the blank ones at the end left out.
fn more_cells(text: &str, line: &Range<usize>, mut values: Vec<String>) -> Option<Edit> {
    while values.last().is_some_and(String::is_empty) {
        values.pop();
    }
    let is_closed = text.get(line.clone()).is_some_and(|line| line.ends_with('|'));
    let bar = if is_closed { "" } else { " |" };
    let cells: String = values.iter().map(|value| format!(" {value} |")).collect();
    (!values.is_empty()).then(|| (line.end..line.end, format!("{bar}{cells}")))
}

/// The cell of the code of `row`, which covers `points`, when its mark must change: code that is gone is struck
/// out, and code that is back no longer.
fn marked_code(
    map: &MapTable,
    row: &MapTableRow,
    points: &[&Point],
    facts: &Facts,
    language: Lang,
) -> Option<String> {
    let at = map.columns.iter().position(|column| *column == Some(Column::Code))?;
    let cell = &row.cells.get(at)?.text;
    let unmarked = Lang::ALL.iter().find_map(|lang| {
        cell.strip_prefix("~~")?.strip_suffix(gone(*lang))?.trim_end().strip_suffix("~~")
    });
    if unmarked.is_some() || !points.is_empty() {
        return unmarked.filter(|_| !points.is_empty()).map(str::to_owned);
    }
    let code = &row.says.code;
    let is_gone = !code.is_empty() && code.iter().all(|entry| is_gone(&entry.text, facts));
    is_gone.then(|| format!("~~{cell}~~ {}", gone(language)))
}

/// The edit that puts `value` into the empty cell at `bytes`, in place of all blanks between its bars.
fn in_gap(text: &str, bytes: &Range<usize>, value: &str) -> (Range<usize>, String) {
    const BLANKS: [char; 2] = [' ', '\t'];
    let before = text.get(..bytes.start).unwrap_or_default().trim_end_matches(BLANKS);
    let behind = text.get(bytes.end..).unwrap_or_default();
    let rest = behind.trim_start_matches(BLANKS);
    let end = if rest.starts_with('|') { " " } else { "" };
    let gap = before.len()..bytes.end + behind.len() - rest.len();
    (gap, format!(" {value}{end}"))
}

/// What is known of `points` for `column` as one cell; `None` when nothing is, or too much of several items.
fn joined(points: &[&Point], column: Column, language: Lang) -> Option<String> {
    let mut distinct: Vec<String> = Vec::new();
    for value in points.iter().flat_map(|point| values(point, column, language)) {
        if !value.is_empty() && !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    let of_one_item = points.windows(2).all(|two| two[0].code == two[1].code);
    let is_short = of_one_item || distinct.len() <= MOST_VALUES;
    (is_short && !distinct.is_empty()).then(|| distinct.join(", "))
}

/// What is known of `point` for `column`, as a cell is written.
fn values(point: &Point, column: Column, language: Lang) -> Vec<String> {
    let code = |text: &str| format!("`{}`", in_cell(text));
    let list = |names: &[String]| names.iter().map(|name| code(name)).collect();
    match column {
        Column::Code => vec![code(&point.code)],
        Column::Kind => vec![in_cell(map_words::kind(&point.kind, language))],
        Column::Model => vec![in_cell(point.model())],
        Column::Size => {
            // A blank asks for an answer, `unknown` looks like one.
            let known =
                point.size.as_ref().filter(|s| !matches!(s.provenance, Provenance::Unknown(_)));
            let text = known.and_then(|_| point.size_text());
            text.map(|text| in_cell(map_words::size(&text, language))).into_iter().collect()
        }
        Column::Setting => point.setting().map(code).into_iter().collect(),
        Column::Metric => list(&point.metrics),
        Column::Alert => list(&point.alerts),
        // Whom CODEOWNERS names for a file has not said that they answer for it at night.
        Column::Owner => Vec::new(),
    }
}

fn in_cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// Rows for `new`, which are some of `points`: one for each item, with all that it covers.
fn new_rows<'p>(
    new: impl Iterator<Item = &'p Point>,
    points: &[Point],
    columns: &[Option<Column>],
    language: Lang,
) -> Vec<String> {
    let mut written: Vec<RowEntry<'_>> = Vec::new();
    let mut rows = Vec::new();
    for point in new {
        if written.iter().any(|entry| entry.covers(point)) {
            continue;
        }
        let entry = RowEntry::new(&point.code);
        // As a later update sees the row, so that it has nothing to fill in.
        let covered: Vec<&Point> = points.iter().filter(|other| entry.covers(other)).collect();
        written.push(entry);
        let cells = columns.iter().map(|column| {
            let value = match column {
                Some(Column::Code) => joined(&[point], Column::Code, language),
                Some(column) => joined(&covered, *column, language),
                None => None,
            };
            format!(" {} |", value.unwrap_or_default())
        });
        rows.push(format!("|{}", cells.collect::<String>()));
    }
    rows
}

/// A map of `points`, with a line ending behind its last row.
pub(crate) fn new_table(points: &[Point], language: Lang, ending: &str) -> String {
    let headers = COLUMNS.map(|column| format!(" {} |", map_words::header(column, language)));
    let mut lines = vec![format!("|{}", headers.concat())];
    lines.push(format!("|{}", " --- |".repeat(COLUMNS.len())));
    lines.extend(new_rows(points.iter(), points, &COLUMNS.map(Some), language));
    lines.iter().map(|line| format!("{line}{ending}")).collect()
}
