//! How do we know it can't keep up?
//!
//! Answered by a quantity with a number that somebody is told about: in a sentence, in a row of a
//! table, in PromQL or in an alert rule. Metrics without numbers, and numbers that drive a limiter,
//! a breaker or an autoscaler, are no answer.

use super::{Fit, Reading, Verdict, cell, column, shown, tables, texts};
use crate::readers::markdown::page::{Block, Code, Section, Table};
use crate::readers::markdown::text::sentences;
use crate::readers::markdown::words::topics;

pub(in crate::readers::markdown) fn judge(reading: &Reading) -> Option<Verdict> {
    let words = &topics().alerts;
    let mut best = None;
    for (index, section) in reading.sections() {
        let fit = reading.fit(index, &words.strong, &words.weak);
        for block in &section.blocks {
            let verdict = match block {
                Block::Code(code) => judge_code(code, fit),
                Block::Table(table) => judge_table(table, fit),
                Block::Text(_) | Block::Image => None,
            };
            if let Some(verdict) = verdict {
                best = Verdict::or(best, verdict);
            }
        }
        for text in texts(section) {
            let joined = text.joined();
            for sentence in sentences(&joined) {
                match judge_sentence(sentence, fit) {
                    Signal::Whole => {
                        let why = format!("\"{}\"", shown(sentence));
                        best = Verdict::or(best, Verdict::answered(&text.bytes, why));
                    }
                    Signal::Half => {
                        let why = "names what is watched and no threshold with a number";
                        best = Verdict::or(best, Verdict::partial(&text.bytes, why));
                    }
                    Signal::None => {}
                }
            }
        }
        if fit == Fit::Strong && tables(section).next().is_some() {
            let why = "a table on alerts without a threshold with a number";
            best = Verdict::or(best, Verdict::partial(&section.bytes, why));
        }
    }
    best
}

/// How much of an answer a sentence is.
#[derive(Debug, PartialEq, Eq)]
enum Signal {
    None,
    Half,
    Whole,
}

fn judge_sentence(sentence: &str, fit: Fit) -> Signal {
    let words = &topics().alerts;
    let quantity = words.quantity_pattern.is_in(sentence);
    let told = words.signals.are_in(sentence);
    if words.maxed_pattern.is_in(sentence) && (fit == Fit::Strong || words.signals.are_in(sentence))
    {
        let held = words.duration_pattern.is_in(sentence);
        return if held { Signal::Whole } else { Signal::Half };
    }
    let driven = words.machines.are_in(sentence) && !told;
    let compared = words.threshold_pattern.is_in(sentence);
    let limited = compared || words.limit_pattern.is_in(sentence);
    let by_heading = fit == Fit::Strong && compared;
    let by_itself = told && words.firing.are_in(sentence) && limited;
    if quantity && !driven && (by_heading || by_itself) {
        Signal::Whole
    } else if quantity && (fit == Fit::Strong || told) {
        Signal::Half
    } else {
        Signal::None
    }
}

/// PromQL that compares with a number, and alert rules.
fn judge_code(code: &Code, fit: Fit) -> Option<Verdict> {
    let words = &topics().alerts;
    let is_promql = matches!(&*code.language, "promql" | "prometheus" | "metricsql");
    let is_yaml = matches!(&*code.language, "yaml" | "yml" | "");
    let rule = is_yaml && words.rule_pattern.is_in(&code.text);
    for line in code.text.lines() {
        let comment = line.trim_start().strip_prefix('#');
        let told = match comment {
            // Thresholds also occur in comments between the expressions.
            Some(comment) => {
                is_promql
                    && judge_sentence(comment, fit.max(Fit::Weak)) != Signal::None
                    && words.threshold_pattern.is_in(comment)
            }
            None => {
                let expression = is_promql
                    || rule
                    || fit >= Fit::Weak && words.promql_function_pattern.is_in(line);
                expression && words.promql_pattern.is_in(line)
            }
        };
        if told {
            return Some(Verdict::answered(&code.bytes, format!("`{}`", shown(line.trim()))));
        }
    }
    (is_promql || rule)
        .then(|| Verdict::partial(&code.bytes, "an expression that compares with no number"))
}

/// A table with a column of thresholds.
fn judge_table(table: &Table, fit: Fit) -> Option<Verdict> {
    let words = &topics().alerts;
    let sure = table.headers.iter().any(|header| words.sure_columns.are_in(header));
    if !sure && fit == Fit::No {
        return None;
    }
    column(table, &words.columns)?;
    let columns = (0..table.headers.len()).filter(|&at| words.columns.are_in(&table.headers[at]));
    let columns: Vec<usize> = columns.collect();
    let is_limit =
        |text: &str| words.threshold_pattern.is_in(text) || words.limit_pattern.is_in(text);
    let row = table.rows.iter().find(|row| {
        let quantity = row.cells.iter().any(|text| words.quantity_pattern.is_in(text));
        let mut limits = columns.iter().filter_map(|&at| cell(row, at));
        (sure || quantity) && limits.any(is_limit)
    })?;
    let filled: Vec<&str> = row.cells.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
    Some(Verdict::answered(&row.bytes, shown(&filled.join(" | "))))
}

/// True for sections that promise the topic by their own heading.
pub(in crate::readers::markdown) fn promises(section: &Section) -> Fit {
    let words = &topics().alerts;
    super::heading_fit(&section.heading, &words.strong, &words.weak)
}
