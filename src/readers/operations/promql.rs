//! The metrics that a PromQL expression reads, and where their names are in it.
//!
//! An expression goes in as it is meant and as it is written in the file (quoted, in a block); the
//! names come out in the order of their first use, each with its bytes in what is written.

mod grammar;
#[cfg(test)]
mod tests;
mod tokens;

use std::ops::Range;

/// The longest expression that is parsed, in bytes. Whoever writes longer ones generates them.
const LONGEST: usize = 16 << 10;

/// What an expression reads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metrics {
    /// The names of metrics, each once.
    pub(super) names: Vec<String>,
    /// The patterns and conditions by which it reads metrics whose names it does not give.
    pub(super) unnamed: Vec<String>,
}

/// The metrics that `expression` reads, or why that can't be told.
pub(super) fn metrics(expression: &str) -> Result<Metrics, String> {
    if expression.contains("{{") {
        return Err("a template fills in the expression".into());
    }
    if expression.len() > LONGEST {
        return Err(format!("the expression is longer than {} KB", LONGEST >> 10));
    }
    let mut found = Metrics::default();
    grammar::read(expression, &mut found).map_err(|error| format!("not PromQL: {error}"))?;
    Ok(found)
}

impl Metrics {
    /// Takes in a selector by `name` and by conditions on the name, operators with values.
    fn read(&mut self, name: Option<&str>, on_name: &[(&str, String)]) {
        match name {
            Some(name) => self.add(name),
            None if on_name.is_empty() => {
                self.unnamed.push("a selector without the name of a metric".into());
            }
            None => {}
        }
        for (operator, value) in on_name {
            match *operator {
                "=" => self.add(value),
                "=~" if value.split('|').all(is_name) => {
                    value.split('|').for_each(|name| self.add(name));
                }
                _ => self.unnamed.push(format!("metrics by the pattern `{value}`")),
            }
        }
    }

    fn add(&mut self, name: &str) {
        if !name.is_empty() && !self.names.iter().any(|known| known == name) {
            self.names.push(name.to_string());
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_part_of_name)
}

fn is_part_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | ':')
}

/// Where `name` first occurs in `written`: as a metric, else (`{__name__="…"}`) anywhere.
pub(super) fn find(written: &str, name: &str) -> Option<Range<usize>> {
    let mut first = None;
    let mut spans = Spans::default();
    let mut read = 0;
    for (at, _) in written.match_indices(name) {
        let around = (written[..at].chars().next_back(), written[at + name.len()..].chars().next());
        if [around.0, around.1].into_iter().flatten().any(is_part_of_name) {
            continue;
        }
        spans.pass(&written[read..at]);
        read = at;
        if spans.outside() {
            return Some(at..at + name.len());
        }
        first.get_or_insert(at..at + name.len());
    }
    first
}

/// Whether a place in an expression is within quotes, braces or a comment, where no metric stands.
#[derive(Default)]
struct Spans {
    quote: Option<char>,
    braces: usize,
    comment: bool,
}

impl Spans {
    fn pass(&mut self, text: &str) {
        for c in text.chars() {
            match (self.quote, c) {
                _ if self.comment => self.comment = c != '\n',
                (Some(open), c) if c == open => self.quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'' | '`') => self.quote = Some(c),
                (None, '{') => self.braces += 1,
                (None, '}') => self.braces = self.braces.saturating_sub(1),
                (None, '#') => self.comment = true,
                _ => {}
            }
        }
    }

    fn outside(&self) -> bool {
        self.quote.is_none() && self.braces == 0 && !self.comment
    }
}
