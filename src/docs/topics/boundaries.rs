//! Which capability is which service?
//!
//! Answered by two or more named services or components, each with its duty: rows of a table,
//! bullets, headings with text under them, or sentences. Lists of features are no answer.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Fit, Reading, Verdict, cell, column, shown, tables, texts};
use crate::docs::page::{Section, Table, Text, TextKind};
use crate::docs::text::{bare_heading, label_and_value, sentences, words_in};
use crate::docs::words::topics;

/// The fewest services of an answer.
const SERVICES: usize = 2;
/// The fewest sentences with a duty in prose, which tells services from other things less surely.
const SENTENCES: usize = 2;
/// The fewest words that say what a service does.
const DUTY_WORDS: usize = 2;

pub(in crate::docs) fn judge(reading: &Reading) -> Option<Verdict> {
    let words = &topics().service_boundaries;
    let mut best = None;
    for (index, section) in reading.sections() {
        if reading.is_test(index) || reading.speaks_of(index, &words.not_heads) {
            continue;
        }
        let fit = reading.fit(index, &words.strong, &words.weak);
        for table in tables(section) {
            if let Some(verdict) = judge_table(table, fit) {
                best = Verdict::or(best, verdict);
            }
        }
        if promises(section) == Fit::No && fit < Fit::Strong {
            continue;
        }
        let mut named = Named::default();
        for text in texts(section) {
            named.take(text);
        }
        for child in reading.children(index) {
            named.take_child(reading, child);
        }
        if let Some(verdict) = named.verdict(section, fit) {
            best = Verdict::or(best, verdict);
        }
    }
    best
}

/// The services named in one section.
#[derive(Debug, Default)]
struct Named {
    services: BTreeSet<String>,
    first: Option<Range<usize>>,
}

impl Named {
    /// Bullets that begin with a name and say its duty, and sentences that do.
    fn take(&mut self, text: &Text) {
        for line in &text.lines {
            let subject = line.subject.as_deref().unwrap_or_default();
            let rest = line.text.trim().strip_prefix(subject).unwrap_or_default();
            let defined =
                subject.ends_with(':') || rest.trim_start().starts_with([':', '-', '–', '—', '(']);
            let duty = (defined && words_in(rest) >= DUTY_WORDS) || has_duty(rest);
            if !subject.is_empty() && duty && words_in(subject) <= 5 {
                self.add(subject, &line.bytes);
            } else if text.kind == TextKind::Item
                && let Some((label, value)) = label_and_value(&line.text)
                && has_duty(value)
            {
                self.add(label, &line.bytes);
            }
        }
        let joined = text.joined();
        for sentence in sentences(&joined) {
            if let Some(subject) = subject_with_duty(sentence) {
                self.add(&subject, &text.bytes);
            }
        }
    }

    /// A child section whose heading is a name and whose text says its duty.
    fn take_child(&mut self, reading: &Reading, child: usize) {
        let Some(section) = reading.page.sections.get(child) else {
            return;
        };
        let heading = bare_heading(&section.heading);
        let duty = texts(section).any(|text| has_duty(&text.joined()));
        if words_in(heading) <= 4 && duty && !topics().common.asides.are_in(heading) {
            self.add(heading, &section.bytes);
        }
    }

    fn add(&mut self, name: &str, bytes: &Range<usize>) {
        let name = name.trim().trim_matches(['`', ':', '*', '"']).trim();
        if self.services.insert(name.to_lowercase()) {
            self.first.get_or_insert_with(|| bytes.clone());
        }
    }

    fn verdict(self, section: &Section, fit: Fit) -> Option<Verdict> {
        if fit != Fit::Strong {
            return (!self.services.is_empty()).then(|| {
                Verdict::partial(
                    &section.bytes,
                    "names parts, under a heading that does not speak of services",
                )
            });
        }
        let place = self.first.unwrap_or_else(|| section.bytes.clone());
        match self.services.len() {
            0 => None,
            count if count >= SERVICES => {
                let names: Vec<&str> = self.services.iter().take(3).map(String::as_str).collect();
                let why = format!(
                    "{count} parts with their duties: {}",
                    shown(&names.join(", "))
                );
                Some(Verdict::answered(&place, why))
            }
            _ => Some(Verdict::partial(
                &place,
                "one part with its duty; a map needs two or more",
            )),
        }
    }
}

fn has_duty(text: &str) -> bool {
    topics().service_boundaries.duties_pattern.is_in(text)
}

/// The name that a sentence begins with, when a duty follows.
fn subject_with_duty(sentence: &str) -> Option<String> {
    let duty = topics()
        .service_boundaries
        .duties_pattern
        .0
        .find(sentence)?;
    let subject = sentence.get(..duty.start())?.trim();
    let name = subject
        .strip_prefix("The ")
        .or(subject.strip_prefix("the "))
        .unwrap_or(subject);
    let is_name = name.starts_with(|c: char| c.is_uppercase() || c == '`') && words_in(name) <= 4;
    let pronoun = [
        "It", "This", "That", "These", "They", "We", "You", "There", "Each", "All", "Which",
    ];
    (is_name && !pronoun.iter().any(|p| name.split(' ').next() == Some(*p)))
        .then(|| name.to_string())
}

/// A table with a column of services beside one of duties.
fn judge_table(table: &Table, fit: Fit) -> Option<Verdict> {
    let words = &topics().service_boundaries;
    let subjects = column(table, &words.subjects)?;
    let duties = (0..table.headers.len())
        .find(|&at| at != subjects && words.duties.are_in(&table.headers[at]))?;
    let filled = |row: &&crate::docs::page::Row| {
        cell(row, subjects).is_some() && cell(row, duties).is_some()
    };
    let first = table.rows.iter().find(filled)?;
    let services = table.rows.iter().filter(filled).count();
    let sure = words.strong.are_in(&table.headers[subjects]);
    if services >= SERVICES && (sure || fit != Fit::No) {
        let why = format!(
            "a table of {services} with {}",
            shown(&table.headers[duties])
        );
        return Some(Verdict::answered(&first.bytes, why));
    }
    None
}

/// True for sections that promise the topic by their own heading.
pub(in crate::docs) fn promises(section: &Section) -> Fit {
    let words = &topics().service_boundaries;
    if words.not_heads.are_in(bare_heading(&section.heading)) {
        return Fit::No;
    }
    super::heading_fit(&section.heading, &words.strong, &words.weak)
}
