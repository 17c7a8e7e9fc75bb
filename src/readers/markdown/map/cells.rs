//! What the cells of a concurrency map name.
//!
//! A cell by its pieces goes in; its entries come out, one per thing that it names, each with its
//! bytes in the file.

use std::ops::Range;

use crate::readers::markdown::page::{Cell, Piece, PieceKind};
use crate::readers::markdown::placeholder::is_blank;
use crate::readers::markdown::text::fold;

/// One thing that a cell names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) text: String,
    pub(super) bytes: Range<usize>,
}

/// The things that a cell names, one each: its code, and what stands between commas and line
/// breaks. Beside code only single words count, since the rest explains it.
pub(super) fn entries(cell: &Cell) -> Vec<Entry> {
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
pub(super) fn code(cell: &Cell) -> Option<Entry> {
    let mut code = cell.pieces.iter().filter(|piece| piece.kind == PieceKind::Code);
    code.find_map(|piece| {
        entry(std::slice::from_ref(piece)).filter(|e| e.text.contains(char::is_alphabetic))
    })
}

/// All of a cell as one text.
pub(super) fn whole(cell: &Cell) -> Option<Entry> {
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

/// The setting that a cell names: its code, or a text that looks like the name of one. `fixed` and
/// `per instance` name none.
pub(super) fn setting(cell: &Cell) -> Option<Entry> {
    let names_one = |entry: &Entry| {
        let jointed = entry.text.contains(['_', '.']) || entry.text.starts_with("--");
        jointed && !entry.text.contains(char::is_whitespace)
    };
    code(cell).or_else(|| whole(cell).filter(names_one))
}
