//! Where is it concurrent?
//!
//! Answered by a unit of concurrency (a thread, a task, a pool) that a sentence ties to a named
//! component, or by a table with a column of them. A limit on requests, threads of a test and
//! talk about threading in general are no answer.

use super::names::ServiceNames;
use super::{Fit, Reading, Verdict, cell, column, shown, tables, texts};
use crate::readers::markdown::map;
use crate::readers::markdown::page::{Section, Table};
use crate::readers::markdown::text::{is_han, sentences};
use crate::readers::markdown::words::{Words, topics};

pub(in crate::readers::markdown) fn judge(reading: &Reading) -> Option<Verdict> {
    let words = &topics().concurrency_map;
    let names = ServiceNames::of(reading);
    let mut best = None;
    for (index, section) in reading.sections() {
        if reading.is_test(index) {
            continue;
        }
        let fit = reading.fit(index, &words.strong, &words.weak);
        let on_units = fit == Fit::Strong || reading.speaks_of(index, &words.units);
        for table in tables(section) {
            if let Some(verdict) = judge_table(table, section, on_units) {
                best = Verdict::or(best, verdict);
            }
        }
        for text in texts(section) {
            let joined = text.joined();
            for sentence in sentences(&joined) {
                match tie(sentence, &names) {
                    Tie::Whole => {
                        let why = format!("\"{}\"", shown(sentence));
                        best = Verdict::or(best, Verdict::answered(&text.bytes, why));
                    }
                    Tie::Half if fit >= Fit::Weak || words.support.are_in(sentence) => {
                        let why = "speaks of concurrency and ties no thread, task or pool to a named component";
                        best = Verdict::or(best, Verdict::partial(&text.bytes, why));
                    }
                    _ => {}
                }
            }
        }
    }
    best
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

fn tie(sentence: &str, names: &ServiceNames) -> Tie {
    let words = &topics().concurrency_map;
    let half = || {
        if words.units.are_in(sentence) || words.support.are_in(sentence) {
            Tie::Half
        } else {
            Tie::None
        }
    };
    let of_a_test = topics().common.tests.are_in(sentence);
    let supposed = words.supposing_pattern.is_in(sentence);
    if of_a_test || supposed || words.not_units_pattern.is_in(sentence) {
        return half();
    }
    // Commas of Chinese text separate what English writes as sentences.
    let han = sentence.contains(is_han);
    let mut clauses = sentence.split(|c| han && c == ',');
    let tied = clauses.any(|clause| words.tie_pattern.is_in(clause) && names.are_in(clause));
    if tied { Tie::Whole } else { half() }
}

/// A concurrency map, or a table of what runs at the same time or carries its work. In a map that has
/// a column for owners a person must have named one: a tool can fill in the rest.
fn judge_table(table: &Table, section: &Section, on_units: bool) -> Option<Verdict> {
    let columns = map::columns(table, section);
    if let (Some(columns), Some(row)) = (&columns, table.rows.first())
        && map::has_no_owner(table, columns)
    {
        let why = "no row of the concurrency map names an owner";
        return Some(Verdict::placeholder(&row.bytes, why));
    }
    if let Some(row) = columns.and_then(|columns| map::first_filled(table, &columns)) {
        return Some(Verdict::answered(&row.bytes, "a concurrency map"));
    }
    let (about, fact) = pair(table, on_units)?;
    let row =
        table.rows.iter().find(|row| cell(row, about).is_some() && cell(row, fact).is_some())?;
    let header = |at: usize| table.headers.get(at).map(|header| shown(header)).unwrap_or_default();
    let why = format!("a table with {} for each {}", header(fact), header(about));
    Some(Verdict::answered(&row.bytes, why))
}

/// Two columns of `table` that together say where it is concurrent: what a row is about, and what is
/// told of it. `on_units` says that the table is in a section on threads or pools.
fn pair(table: &Table, on_units: bool) -> Option<(usize, usize)> {
    let words = &topics().concurrency_map;
    let whole = |words: &Words| table.headers.iter().position(|cell| words.are(cell));
    let two = |about: Option<usize>, fact: Option<usize>| {
        about.zip(fact).filter(|(about, fact)| about != fact)
    };
    let of_component = || two(column(table, &words.subjects), whole(&words.columns));
    let of_unit = || two(whole(&words.unit_columns), whole(&words.unit_facts));
    let of_carrier = || two(whole(&words.carrier_columns), whole(&words.carrier_facts));
    let sized = || two(whole(&words.carrier_columns), whole(&words.sizes)).filter(|_| on_units);
    of_component()
        .or_else(of_carrier)
        .or_else(|| of_unit().filter(|_| !map::is_of_tasks_to_do(table)))
        .or_else(sized)
}

/// True for sections that promise the topic by their own heading.
pub(in crate::readers::markdown) fn promises(section: &Section) -> Fit {
    let words = &topics().concurrency_map;
    super::heading_fit(&section.heading, &words.strong, &words.weak)
}
