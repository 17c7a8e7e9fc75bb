//! Does throughput grow with instances?
//!
//! Answered by a load test with figures: what was put on the system, and what came of it or
//! should. How to run a tool, a figure by the way and a name of a test are no answer.

use std::ops::Range;

use super::{Fit, Reading, Verdict, column, shown, tables, texts};
use crate::readers::markdown::page::{Row, Section, Table};
use crate::readers::markdown::text::sentences;
use crate::readers::markdown::words::topics;

/// The fewest figures in the sections on a test that make a plan or a result.
const FIGURES: usize = 3;

pub(in crate::readers::markdown) fn judge(reading: &Reading) -> Option<Verdict> {
    let words = &topics().load_test;
    let mut best: Option<Verdict> = None;
    let mut test = Figures::default();
    let mut goals = Figures::default();
    let mut heading = None;
    for (index, section) in reading.page.sections.iter().enumerate() {
        // Results are facts wherever they stand, among rejected alternatives too.
        let aside = reading.is_aside(index) && promises(section) != Fit::Strong;
        if aside || reading.is_empty(index) {
            continue;
        }
        let fit = reading.fit(index, &words.strong, &words.weak);
        if fit == Fit::Strong {
            heading.get_or_insert_with(|| section.bytes.clone());
        }
        for table in tables(section) {
            if let Some(verdict) = judge_table(table, fit) {
                best = Verdict::or(best, verdict);
            }
            for row in &table.rows {
                let text = row.cells.join(" | ");
                count(&text, fit, &mut test, &mut goals, &row.bytes);
                best = best_sentence(best, &text, &row.bytes);
            }
        }
        for text in texts(section) {
            let joined = text.joined();
            count(&joined, fit, &mut test, &mut goals, &text.bytes);
            for sentence in sentences(&joined) {
                best = best_sentence(best, sentence, &text.bytes);
            }
        }
    }
    let Some(heading) = heading else {
        return best;
    };
    let verdict = if test.blank {
        Verdict::partial(&heading, "a plan whose results are blank")
    } else if test.make_a_test() {
        let place = test.first.unwrap_or(heading);
        Verdict::answered(&place, "a test with its load and its results")
    } else if goals.rates > 0 && goals.results > 0 && goals.all() >= FIGURES {
        let place = goals.first.unwrap_or(heading);
        Verdict::answered(&place, "a test with its goals")
    } else {
        Verdict::partial(&heading, "a section on tests without load figures and results")
    };
    Verdict::or(best, verdict)
}

/// The figures of the sections of one kind.
#[derive(Debug, Default)]
struct Figures {
    loads: usize,
    rates: usize,
    results: usize,
    first: Option<Range<usize>>,
    /// True when a field for a result is blank.
    blank: bool,
}

impl Figures {
    fn all(&self) -> usize {
        self.loads + self.rates + self.results
    }

    fn make_a_test(&self) -> bool {
        let load = self.loads + self.rates > 0;
        let result = self.results > 0 || self.rates > 1;
        load && result && self.all() >= FIGURES
    }
}

fn count(text: &str, fit: Fit, test: &mut Figures, goals: &mut Figures, bytes: &Range<usize>) {
    let words = &topics().load_test;
    let text = &without_claims(text);
    let into = match fit {
        Fit::Strong => test,
        Fit::Weak => goals,
        Fit::No => return,
    };
    into.blank |= words.blank_pattern.is_in(text);
    let before = into.all();
    into.loads += words.load_pattern.count(text);
    into.rates += words.rate_pattern.count(text);
    into.results += words.result_pattern.count(text);
    if into.all() > before {
        into.first.get_or_insert_with(|| bytes.clone());
    }
}

/// `text` without backticks and without "100% complete", which is no result.
fn without_claims(text: &str) -> String {
    let text = text.replace('`', "");
    topics().load_test.claim_pattern.0.replace_all(&text, "").into_owned()
}

/// A sentence that tells of a test, its load and its result.
fn best_sentence(best: Option<Verdict>, sentence: &str, bytes: &Range<usize>) -> Option<Verdict> {
    let words = &topics().load_test;
    if !words.acts_pattern.is_in(sentence) {
        return best;
    }
    let sentence = &without_claims(sentence);
    let load = words.load_pattern.is_in(sentence);
    let rate = words.rate_pattern.is_in(sentence);
    let result = words.result_pattern.is_in(sentence);
    let verdict = if (load && (rate || result)) || (rate && result) {
        Verdict::answered(bytes, format!("\"{}\"", shown(sentence)))
    } else {
        Verdict::partial(bytes, "a test is named without its load and its result")
    };
    Verdict::or(best, verdict)
}

/// A table of results: a column of figures, with one of load or of instances.
fn judge_table(table: &Table, fit: Fit) -> Option<Verdict> {
    let words = &topics().load_test;
    let figures = column(table, &words.columns)?;
    let instances = column(table, &words.instance_columns).filter(|&at| at != figures);
    let numbers = |at: usize| {
        let holds = |row: &&Row| {
            let text = row.cells.get(at).map_or("", |cell| cell.trim());
            text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '~' | '≈' | '<' | '>'))
        };
        table.rows.iter().filter(holds).count()
    };
    let filled = numbers(figures);
    if filled == 0 || (fit != Fit::Strong && instances.is_none()) {
        return None;
    }
    let row = table.rows.first()?;
    match instances {
        Some(at) if filled >= 2 && numbers(at) >= 2 => {
            let why = format!(
                "{} at {} counts of {}",
                shown(&table.headers[figures]),
                numbers(at),
                shown(&table.headers[at])
            );
            Some(Verdict::answered(&row.bytes, why))
        }
        _ if fit == Fit::Strong && filled >= 2 => {
            Some(Verdict::answered(&row.bytes, "a table of results"))
        }
        _ => None,
    }
}

/// True for sections that promise the topic by their own heading.
pub(in crate::readers::markdown) fn promises(section: &Section) -> Fit {
    let words = &topics().load_test;
    super::heading_fit(&section.heading, &words.strong, &words.weak)
}
