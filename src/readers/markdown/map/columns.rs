//! Which tables are concurrency maps, and what their columns are.
//!
//! A table and the section that it is in go in; its columns in their order come out when its
//! header cells are those of a map (the words are under `map_columns` in `rules/topics.toml`).

use super::Column;
use crate::readers::markdown::page::{Row, Section, Table};
use crate::readers::markdown::placeholder::is_blank;
use crate::readers::markdown::topics::{Fit, concurrency};
use crate::readers::markdown::words::{Words, topics};

/// What the columns of `table` are when its header is that of a concurrency map.
pub(in crate::readers::markdown) fn columns(
    table: &Table,
    section: &Section,
) -> Option<Vec<Option<Column>>> {
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
    let is_sure = |words| heads(table, words);
    // `Code` also heads codes of errors, and their rows name no paths.
    let about_concurrency = is_sure(&words.sure)
        || (concurrency::promises(section) == Fit::Strong && !is_of_tasks_to_do(table))
        || (is_sure(&words.sure_code) && sizes >= 2 && names_paths(table, &columns));
    about_concurrency.then_some(columns)
}

/// True for lists of what people have to do, which have threads and tasks of their own.
pub(in crate::readers::markdown) fn is_of_tasks_to_do(table: &Table) -> bool {
    table.headers.iter().any(|header| topics().map_columns.to_do.are(header))
}

/// True when a header cell, or a name in it, is one of `words`.
fn heads(table: &Table, words: &Words) -> bool {
    table.headers.iter().any(|header| names(header).any(|name| words.are(name)))
}

/// True when a column is of code for certain, a row names code in backticks or by a path, or no row
/// names anything yet.
pub(super) fn names_code(table: &Table, columns: &[Option<Column>]) -> bool {
    let is_marked = |cell: &str| {
        let mut code = cell.split('`').skip(1).step_by(2);
        code.any(|code| code.contains(char::is_alphabetic))
    };
    let mut cells = code_cells(table, columns);
    heads(table, &topics().map_columns.sure_code)
        || cells.any(is_marked)
        || names_paths(table, columns)
}

/// True when a row names code by what only paths and names of items look like, or no row names
/// anything yet.
fn names_paths(table: &Table, columns: &[Option<Column>]) -> bool {
    let path = &topics().map_columns.path_pattern;
    let mut cells = code_cells(table, columns);
    cells.any(|cell| path.is_in(cell)) || code_cells(table, columns).all(is_blank)
}

fn code_cells<'t>(table: &'t Table, columns: &[Option<Column>]) -> impl Iterator<Item = &'t str> {
    let at = columns.iter().position(|&column| column == Some(Column::Code));
    table.rows.iter().filter_map(move |row| row.cells.get(at?).map(String::as_str))
}

/// What each column of `table` is.
pub(super) fn columns_of(table: &Table) -> Vec<Option<Column>> {
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

/// True when a column for the owner is there and no row names one, as in a map that a tool wrote
/// and no person has looked at.
pub(in crate::readers::markdown) fn has_no_owner(
    table: &Table,
    columns: &[Option<Column>],
) -> bool {
    let Some(at) = columns.iter().position(|&column| column == Some(Column::Owner)) else {
        return false;
    };
    table.rows.iter().all(|row| row.cells.get(at).is_none_or(|cell| is_blank(cell)))
}

/// The first row that names code, and its model, size or setting. A kind alone is too little.
pub(in crate::readers::markdown) fn first_filled<'t>(
    table: &'t Table,
    columns: &[Option<Column>],
) -> Option<&'t Row> {
    let says = |row: &Row, wanted: &[Column]| {
        let cells = columns.iter().zip(&row.cells);
        cells
            .filter(|(column, _)| column.is_some_and(|c| wanted.contains(&c)))
            .any(|(_, cell)| !is_blank(cell))
    };
    let measured = [Column::Model, Column::Size, Column::Setting];
    table.rows.iter().find(|row| says(row, &[Column::Code]) && says(row, &measured))
}
