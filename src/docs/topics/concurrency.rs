//! Where is it concurrent?
//!
//! Answered by a unit of concurrency (a thread, a task, a pool) that a sentence ties to a named
//! component, or by a table with a column of them. A limit on requests, threads of a test and
//! talk about threading in general are no answer.

use std::collections::BTreeSet;

use super::{Fit, Reading, Verdict, cell, column, shown, tables, texts};
use crate::docs::page::{Section, Table};
use crate::docs::text::{is_han, sentences};
use crate::docs::words::topics;

/// How many sentences must tie a unit to a component where the heading does not promise it.
const TIES: usize = 2;

pub(in crate::docs) fn judge(reading: &Reading) -> Option<Verdict> {
    let words = &topics().concurrency_map;
    let names = names(reading);
    let mut best = None;
    let mut ties = Vec::new();
    for (index, section) in reading.sections() {
        if reading.is_test(index) {
            continue;
        }
        let fit = reading.fit(index, &words.strong, &words.weak);
        for table in tables(section) {
            if let Some(verdict) = judge_table(table) {
                best = Verdict::or(best, verdict);
            }
        }
        for text in texts(section) {
            let joined = text.joined();
            for sentence in sentences(&joined) {
                match tie(sentence, &names) {
                    Tie::Whole if fit == Fit::Strong => {
                        best = Verdict::or(best, Verdict::answered(&text.bytes, said(sentence)));
                    }
                    Tie::Whole => ties.push((text.bytes.clone(), said(sentence))),
                    Tie::Half if fit >= Fit::Weak || words.support.are_in(sentence) => {
                        let why = "speaks of concurrency and ties no thread, task or pool to a named component";
                        best = Verdict::or(best, Verdict::partial(&text.bytes, why));
                    }
                    _ => {}
                }
            }
        }
    }
    if let Some((bytes, why)) = ties.first() {
        let verdict = if ties.len() >= TIES {
            Verdict::answered(bytes, why)
        } else {
            Verdict::partial(bytes, format!("only one sentence: {why}"))
        };
        best = Verdict::or(best, verdict);
    }
    best
}

fn said(sentence: &str) -> String {
    format!("\"{}\"", shown(sentence))
}

/// How much of an answer a sentence is.
#[derive(Debug, PartialEq, Eq)]
enum Tie {
    None,
    /// It names a unit of concurrency, or says that something runs at the same time.
    Half,
    /// It says how many units there are, or what they do, for which component.
    Whole,
}

fn tie(sentence: &str, names: &BTreeSet<String>) -> Tie {
    let words = &topics().concurrency_map;
    let units = words.units.are_in(sentence);
    if !units || words.not_units_pattern.is_in(sentence) {
        return if words.support.are_in(sentence) {
            Tie::Half
        } else {
            Tie::None
        };
    }
    let bound = words.bindings.are_in(sentence) || sentence.contains(|c: char| c.is_ascii_digit());
    if bound && names_something(sentence, names) {
        Tie::Whole
    } else {
        Tie::Half
    }
}

fn names_something(sentence: &str, names: &BTreeSet<String>) -> bool {
    let common = &topics().common;
    let matches = common.name_pattern.0.find_iter(sentence);
    let by_form = matches
        .map(|found| found.as_str())
        .any(|name| !common.common_names.are(name.trim_matches('`')));
    by_form || latin_words(sentence).any(|(_, word)| names.contains(word))
}

/// The words that the page writes with a capital letter where no sentence begins, and so as names.
fn names(reading: &Reading) -> BTreeSet<String> {
    let common = &topics().common;
    let mut names = BTreeSet::new();
    for (_, section) in reading.sections() {
        for text in texts(section) {
            let joined = text.joined();
            for sentence in sentences(&joined) {
                let inner = latin_words(sentence).filter(|&(at, word)| {
                    let capital = word.chars().next().is_some_and(char::is_uppercase);
                    at > 0 && capital && !common.common_names.are(word)
                });
                names.extend(inner.map(|(_, word)| word.to_string()));
            }
        }
    }
    names
}

/// The words in Latin letters, with where each begins.
fn latin_words(sentence: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |c: char| (c.is_alphanumeric() || matches!(c, '_' | '-')) && !is_han(c);
    sentence
        .split(move |c: char| !is_word(c))
        .filter(|word| word.len() > 1)
        .map(move |word| (word.as_ptr() as usize - sentence.as_ptr() as usize, word))
}

/// A table with a column of units of concurrency beside one of components.
fn judge_table(table: &Table) -> Option<Verdict> {
    let words = &topics().concurrency_map;
    let units = column(table, &words.columns)?;
    let subjects = column(table, &words.subjects).filter(|&subjects| subjects != units)?;
    let row = table
        .rows
        .iter()
        .find(|row| cell(row, subjects).is_some() && cell(row, units).is_some())?;
    let why = format!(
        "a table with {} for each {}",
        shown(&table.headers[units]),
        shown(&table.headers[subjects])
    );
    Some(Verdict::answered(&row.bytes, why))
}

/// True for sections that promise the topic by their own heading.
pub(in crate::docs) fn promises(section: &Section) -> Fit {
    let words = &topics().concurrency_map;
    super::heading_fit(&section.heading, &words.strong, &words.weak)
}
