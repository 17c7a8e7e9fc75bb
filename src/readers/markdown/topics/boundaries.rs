//! Which capability is which service?
//!
//! Answered by two or more named services or components, each with its duty: rows of a table,
//! bullets, headings with text under them, or sentences. Lists of features are no answer.

use std::collections::BTreeSet;
use std::ops::Range;

use super::names::ServiceNames;
use super::{Fit, Reading, SHORT_HEADING, Verdict, cell, column, shown, tables, texts};
use crate::readers::markdown::page::{Row, Section, Table, Text, TextKind};
use crate::readers::markdown::text::{bare_heading, label_and_value, sentences, words_in};
use crate::readers::markdown::words::topics;

/// The fewest parts of an answer.
const PARTS: usize = 2;
/// The fewest words that say what a service does.
const DUTY_WORDS: usize = 2;

pub(in crate::readers::markdown) fn judge(reading: &Reading) -> Option<Verdict> {
    let words = &topics().service_boundaries;
    let names = ServiceNames::of(reading);
    let mut best = None;
    for (index, section) in reading.sections() {
        if reading.is_test(index) || reading.speaks_of(index, &words.not_heads) {
            continue;
        }
        let fit = fit(reading, section);
        for table in tables(section) {
            if let Some(verdict) = judge_table(table, fit) {
                best = Verdict::or(best, verdict);
            }
        }
        if fit == Fit::No {
            continue;
        }
        let mut parts = Parts::default();
        for text in texts(section) {
            parts.take(text, &names);
        }
        for child in reading.children(index) {
            parts.take_child(reading, child);
        }
        if let Some(verdict) = parts.verdict(section, fit) {
            best = Verdict::or(best, verdict);
        }
    }
    best
}

/// How the section's heading fits, or that of the section right above it when that is not the
/// title: a page named after its service mentions everything.
fn fit(reading: &Reading, section: &Section) -> Fit {
    let above = section.parent.filter(|&parent| parent > 1);
    let above = above.and_then(|parent| reading.page.sections.get(parent));
    let above = above.map_or(Fit::No, promises);
    match promises(section) {
        Fit::Strong => Fit::Strong,
        own if above == Fit::Strong => own.max(above),
        own => own,
    }
}

/// The parts named in one section, each with its duty.
#[derive(Debug, Default)]
struct Parts {
    names: BTreeSet<String>,
    first: Option<Range<usize>>,
}

impl Parts {
    /// Lines that begin with a name and say its duty, and sentences that do.
    fn take(&mut self, text: &Text, names: &ServiceNames) {
        let words = &topics().service_boundaries;
        for line in &text.lines {
            let subject = line.subject.as_deref().unwrap_or_default();
            let rest = line.text.trim().strip_prefix(subject).unwrap_or_default();
            let defined =
                subject.ends_with(':') || rest.trim_start().starts_with([':', '-', '–', '—']);
            let duty = (defined && words_in(rest) >= DUTY_WORDS) || words.duty_pattern.is_in(rest);
            if is_part(subject) && duty {
                self.add(subject, &line.bytes);
            } else if text.kind == TextKind::Item
                && let Some((label, value)) = label_and_value(&line.text)
                && is_part(label)
                && words.bullet_duty_pattern.is_in(value)
            {
                self.add(label, &line.bytes);
            }
        }
        let joined = text.joined();
        for sentence in sentences(&joined) {
            if let Some(subject) = subject_with_duty(sentence, names) {
                self.add(subject, &text.bytes);
            }
        }
    }

    /// A section in this one whose heading is a name, with text that says its duty.
    fn take_child(&mut self, reading: &Reading, child: usize) {
        let Some(section) = reading.page.sections.get(child) else {
            return;
        };
        let words = &topics().service_boundaries;
        let heading = bare_heading(&section.heading);
        if !is_part(heading) || topics().common.asides.are_in(heading) {
            return;
        }
        let name = heading.to_lowercase();
        let by_text = texts(section).next().is_some_and(|text| {
            let text = text.joined().to_lowercase();
            let behind = text.split_once(&name).map(|(_, behind)| behind);
            behind.is_some_and(|behind| words.duty_pattern.is_in(behind))
        });
        let by_name = words.part_pattern.is_in(heading)
            && texts(section).any(|text| words.bullet_duty_pattern.is_in(&text.joined()));
        if by_text || by_name {
            self.add(heading, &section.bytes);
        }
    }

    fn add(&mut self, name: &str, bytes: &Range<usize>) {
        let name = name.trim().trim_matches(['`', ':', '*', '"']).trim();
        let name = name.to_lowercase();
        // `web` and `web server` are one part.
        let known = |other: &String| other.starts_with(&name) || name.starts_with(&**other);
        if !self.names.iter().any(known) {
            self.names.insert(name);
            self.first.get_or_insert_with(|| bytes.clone());
        }
    }

    fn verdict(self, section: &Section, fit: Fit) -> Option<Verdict> {
        let place = self.first.unwrap_or_else(|| section.bytes.clone());
        let count = self.names.len();
        if count == 0 {
            return None;
        }
        if count < PARTS {
            return Some(Verdict::partial(
                &place,
                "one part with its duty; a map needs two or more",
            ));
        }
        let names: Vec<&str> = self.names.iter().take(3).map(String::as_str).collect();
        let names = shown(&names.join(", "));
        Some(if fit == Fit::Strong {
            Verdict::answered(&place, format!("{count} parts with their duties: {names}"))
        } else {
            Verdict::partial(
                &place,
                format!("parts under a heading that does not promise them: {names}"),
            )
        })
    }
}

/// True when `name` may name a part: it is short, and no word that lead-ins of prose use.
fn is_part(name: &str) -> bool {
    let name = bare_heading(name.trim().trim_matches(['`', ':', '*']));
    let length = words_in(name);
    let words = &topics().service_boundaries;
    (1..=4).contains(&length)
        && name.starts_with(|c: char| c.is_alphanumeric() && c != '第')
        && !words.not_parts.are(name)
        && !words.not_first.are(name.split(' ').next().unwrap_or_default())
}

/// The name that a sentence begins with, when a duty follows.
fn subject_with_duty<'s>(sentence: &'s str, names: &ServiceNames) -> Option<&'s str> {
    let sentence = sentence.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '`');
    let name = ["The ", "the "]
        .iter()
        .find_map(|article| sentence.strip_prefix(article))
        .unwrap_or(sentence);
    let words = &topics().service_boundaries;
    let ends = name.char_indices().filter(|(_, c)| c.is_whitespace());
    let ends: Vec<usize> = ends.map(|(at, _)| at).take(4).collect();
    // The longest, so that `Config Service` is not cut to `Config`.
    ends.into_iter().rev().find_map(|end| {
        let (subject, behind) = name.split_at_checked(end)?;
        let named = names.are_in(subject) || words.part_pattern.is_in(subject);
        let whole = named && is_part(subject) && !subject.contains([',', '(', ':']);
        (whole && words.duty_pattern.is_in(behind)).then_some(subject)
    })
}

/// A table with a column of services beside one of duties.
fn judge_table(table: &Table, fit: Fit) -> Option<Verdict> {
    let words = &topics().service_boundaries;
    let subjects = column(table, &words.subjects)?;
    let duties = (0..table.headers.len())
        .find(|&at| at != subjects && words.duties.are_in(&table.headers[at]))?;
    let filled = |row: &&Row| cell(row, subjects).is_some() && cell(row, duties).is_some();
    let first = table.rows.iter().find(filled)?;
    let count = table.rows.iter().filter(filled).count();
    let sure = words.sure_subjects.are(&table.headers[subjects]);
    let promised = sure && fit >= Fit::Weak || fit == Fit::Strong;
    (count >= PARTS && promised).then(|| {
        let why = format!("a table of {count} with {}", shown(&table.headers[duties]));
        Verdict::answered(&first.bytes, why)
    })
}

/// True for sections that promise the topic by their own heading.
pub(in crate::readers::markdown) fn promises(section: &Section) -> Fit {
    let words = &topics().service_boundaries;
    let heading = bare_heading(&section.heading);
    if words.not_heads.are_in(heading) {
        Fit::No
    } else if words.strong_pattern.is_in(heading) && words_in(heading) <= SHORT_HEADING {
        Fit::Strong
    } else {
        super::heading_fit(&section.heading, &words.strong, &words.weak)
    }
}
