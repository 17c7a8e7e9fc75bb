//! The metrics that a PromQL expression reads, and where their names are in it.
//!
//! An expression goes in as it is meant and as it is written in the file (quoted, in a block); the
//! names come out in the order of their first use, each with its bytes in what is written.

use std::ops::Range;

use promql_parser::label::{METRIC_NAME, MatchOp, Matcher};
use promql_parser::parser::{self, Expr, VectorSelector};
use promql_parser::util::{ExprVisitor, walk_expr};

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
    let expression = parser::parse(expression)
        .map_err(|error| format!("not PromQL: {}", error.lines().next().unwrap_or_default()))?;
    let mut found = Metrics::default();
    // The visitor never stops early.
    let _ = walk_expr(&mut found, &expression);
    Ok(found)
}

impl ExprVisitor for Metrics {
    type Error = std::convert::Infallible;

    fn pre_visit(&mut self, expression: &Expr) -> Result<bool, Self::Error> {
        match expression {
            Expr::VectorSelector(selector) => self.read(selector),
            Expr::MatrixSelector(matrix) => self.read(&matrix.vs),
            _ => {}
        }
        Ok(true)
    }
}

impl Metrics {
    fn read(&mut self, selector: &VectorSelector) {
        let conditions = selector.matchers.matchers.iter();
        let conditions = conditions.chain(selector.matchers.or_matchers.iter().flatten());
        let on_name: Vec<&Matcher> = conditions.filter(|m| m.name == METRIC_NAME).collect();
        match &selector.name {
            Some(name) => self.add(name),
            None if on_name.is_empty() => {
                self.unnamed.push("a selector without the name of a metric".into());
            }
            None => {}
        }
        for condition in on_name {
            match &condition.op {
                MatchOp::Equal => self.add(&condition.value),
                MatchOp::Re(_) if condition.value.split('|').all(is_name) => {
                    condition.value.split('|').for_each(|name| self.add(name));
                }
                _ => self.unnamed.push(format!("metrics by the pattern `{}`", condition.value)),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(expression: &str) -> Vec<String> {
        metrics(expression).expect("PromQL").names
    }

    #[test]
    fn every_selector_names_its_metric_once() {
        let read = names(
            "sum(rate(jobs_failed_total{queue=~\"a|b\"}[5m])) by (queue) / on (queue) sum(jobs_total) > 0.1 \
             or absent(up{job=\"x\"}) and jobs_total > 1 or max_over_time(depth[10m:1m]) > 1",
        );
        assert_eq!(read, ["jobs_failed_total", "jobs_total", "up", "depth"]);
    }

    #[test]
    fn names_in_braces_count_and_patterns_can_not_be_told() {
        assert_eq!(names("rate({__name__=\"a_total\"}[1m])"), ["a_total"]);
        assert_eq!(names("{__name__=~\"a|b\"}"), ["a", "b"]);
        let pattern = metrics("{__name__=~\"a_.*\"} > 1").expect("PromQL");
        assert_eq!(pattern.unnamed, ["metrics by the pattern `a_.*`"]);
        let nameless = metrics("{job=\"api\"} > 1").expect("PromQL");
        assert_eq!(nameless.unnamed, ["a selector without the name of a metric"]);
    }

    #[test]
    fn templates_other_languages_and_generated_lengths_say_so() {
        assert!(metrics("x > {{ .Values.max }}").expect_err("a template").contains("template"));
        assert!(metrics("sum(rate({a=\"b\"} |= \"x\" [1m]))").is_err());
        assert!(metrics(&"(".repeat(1 << 20)).is_err());
        assert!(metrics(&"-".repeat(LONGEST)).is_err());
    }

    #[test]
    fn a_name_is_found_where_it_is_a_metric() {
        let at = |written: &str| find(written, "depth").map(|found| found.start);
        assert_eq!(at("max(depth) > 1"), Some(4));
        assert_eq!(at("x{a=\"depth\"} > depth"), Some(15));
        assert_eq!(at("queue_depth > depth_max + depth"), Some(26));
        assert_eq!(at("# depth\ndepth > 1"), Some(8));
        assert_eq!(at("{__name__=\"depth\"}"), Some(11));
        assert_eq!(at("other"), None);
    }
}
