//! What is read is compared with what promql-parser reads, over lists of expressions and over many
//! that are made from them by small changes.

use std::panic::catch_unwind;

use promql_parser::label::{METRIC_NAME, MatchOp};
use promql_parser::parser::{self, Expr, VectorSelector};

use super::super::*;

/// One per line; `⏎` stands for a line break.
const ACCEPTED: &str = include_str!("accepted.txt");
const REFUSED: &str = include_str!("refused.txt");

/// What promql-parser refuses and is read all the same: what it says of it, an example, and why.
const READ_ALL_THE_SAME: [(&str, &str, &str); 29] = [
    // Prometheus refuses these too. They are PromQL, though, and the metrics are the ones meant.
    ("expected type ", "rate(a)", "operands and arguments of other types"),
    ("argument", "round()", "too many or few of them"),
    ("only allowed for ", "(a)[5m]", "a range of what is no selector"),
    ("only allowed on ", "-a[5m]", "a sign before what is no number"),
    ("only allowed between ", "a * on (b) 1", "labels matched with a number"),
    ("is only allowed on vector", "1[5m:]", "a subquery of a number"),
    ("only be used on ", "a + bool b", "`bool` beside an operator that compares nothing"),
    ("must use BOOL", "1 > 2", "numbers that are compared"),
    ("not allowed in binary ", "a and 1", "numbers in sets"),
    ("no grouping allowed ", "a and on (b) group_left c", "sets that are grouped"),
    (
        "must not occur in ON ",
        "a * on (b) group_left (b) c",
        "a label that is matched and taken over",
    ),
    ("must contain only ", "a[5m] > 1", "ranges beside operators"),
    ("must be preceded by ", "sum(a) offset 5m", "`offset` after what is no selector"),
    ("may not be set multiple ", "a offset 5m offset 5m", "two of them"),
    (" allowed before range", "a offset 5m [5m]", "`offset` before the range"),
    ("must not be set twice", "a{__name__=\"b\"}", "a second name, which is read too"),
    ("one non-empty matcher", "{}", "a selector of everything, which is told as such"),
    ("illegal regex", "a{b=~\"*\"}", "patterns are not compiled; the name stands beside them"),
    ("not a valid duration", "a offset 5m1h", "units in another order"),
    ("duration must be greater", "a[0s]", "a duration of 0"),
    ("timestamp out of bounds", "a @ 1e999", "a time that is too far away"),
    ("panics", "a offset 1e999", "a duration without end"),
    ("ParseFloatError", "a > 01e5", "a number with a leading zero"),
    ("invalid promql query", "a + fill(5m) b", "a duration that fills"),
    ("invalid promql query", "a + fill(1) fill(2) b", "one side filled twice"),
    // Prometheus takes these.
    ("invalid promql query", "a{or =\"c\"}", "a label that is called `or`"),
    (
        "unknown function",
        "holt_winters(a[5m], 0.5, 0.5)",
        "functions differ between versions and makers",
    ),
    ("unknown escape", "a{b=~`\\d`}", "in backquotes a backslash escapes nothing"),
    ("unterminated quoted string `", "a{b=`\\`}", "the same"),
];

/// The parts by which expressions are known that promql-parser refuses without saying why.
const REFUSED_WITHOUT_REASON: [&str; 4] = ["fill", "{or ", ",or ", ", or "];

fn lines(list: &'static str) -> impl Iterator<Item = String> {
    list.lines().map(|line| line.replace('⏎', "\n"))
}

/// What promql-parser reads.
fn parsed(expression: &str) -> Result<Metrics, String> {
    // It panics over durations that are infinite.
    let parsed =
        catch_unwind(|| parser::parse(expression)).unwrap_or_else(|_| Err("panics".into()))?;
    let mut metrics = Metrics::default();
    walk(&parsed, &mut metrics);
    Ok(metrics)
}

fn walk(expression: &Expr, metrics: &mut Metrics) {
    match expression {
        Expr::Aggregate(inner) => {
            inner.param.iter().for_each(|parameter| walk(parameter, metrics));
            walk(&inner.expr, metrics);
        }
        Expr::Unary(inner) => walk(&inner.expr, metrics),
        Expr::Binary(inner) => {
            walk(&inner.lhs, metrics);
            walk(&inner.rhs, metrics);
        }
        Expr::Paren(inner) => walk(&inner.expr, metrics),
        Expr::Subquery(inner) => walk(&inner.expr, metrics),
        Expr::Call(inner) => inner.args.args.iter().for_each(|argument| walk(argument, metrics)),
        Expr::VectorSelector(selector) => read(selector, metrics),
        Expr::MatrixSelector(inner) => read(&inner.vs, metrics),
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => {}
    }
}

fn read(selector: &VectorSelector, metrics: &mut Metrics) {
    let matchers = selector.matchers.matchers.iter();
    let matchers = matchers.chain(selector.matchers.or_matchers.iter().flatten());
    let on_name: Vec<(&str, String)> = matchers
        .filter(|matcher| matcher.name == METRIC_NAME)
        .map(|matcher| {
            let operator = match matcher.op {
                MatchOp::Equal => "=",
                MatchOp::Re(_) => "=~",
                MatchOp::NotEqual => "!=",
                MatchOp::NotRe(_) => "!~",
            };
            (operator, matcher.value.clone())
        })
        .collect();
    metrics.read(selector.name.as_deref(), &on_name);
}

/// Changes that are the same in every run.
struct Changes(u64);

impl Changes {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or_default()
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }

    /// `expression` with a part taken away, repeated, moved, or taken from elsewhere.
    fn change(&mut self, expression: &str, words: &[&str]) -> String {
        let mut parts = parts(expression);
        if self.below(4) == 0 {
            parts = parts.iter().flat_map(|part| part.split_inclusive(|_: char| true)).collect();
        }
        for _ in 0..1 + self.below(3) {
            let at = self.below(parts.len());
            match self.below(6) {
                0 if at < parts.len() => drop(parts.remove(at)),
                1 if at < parts.len() => parts.insert(at, parts[at]),
                2 if at + 1 < parts.len() => parts.swap(at, at + 1),
                3 if at < parts.len() => parts[at] = self.one(words),
                4 => parts.truncate(at),
                _ => parts.insert(at, self.one(words)),
            }
        }
        parts.concat()
    }
}

/// The words, numbers, blanks and signs of `expression`.
fn parts(expression: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut parts = Vec::new();
    let mut rest = expression;
    while let Some(first) = rest.chars().next() {
        let end = if is_word(first) { rest.find(|c| !is_word(c)) } else { Some(first.len_utf8()) };
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        parts.push(part);
        rest = after;
    }
    parts
}

/// True when what is read is what promql-parser reads, or differs as listed.
fn is_known(expression: &str) -> bool {
    match (parsed(expression), metrics(expression)) {
        (Ok(parsed), Ok(read)) => parsed == read,
        (Ok(_), Err(why)) => why.contains("template"),
        (Err(error), Ok(_)) if error == "invalid promql query" => {
            REFUSED_WITHOUT_REASON.iter().any(|part| expression.contains(part))
        }
        (Err(error), Ok(_)) => READ_ALL_THE_SAME.iter().any(|(part, ..)| error.contains(part)),
        (Err(_), Err(_)) => true,
    }
}

#[test]
fn each_difference_has_an_example() {
    for (part, expression, why) in READ_ALL_THE_SAME {
        let error = parsed(expression).expect_err(expression);
        assert!(error.contains(part), "{why}: {error}");
        assert!(metrics(expression).is_ok(), "{why}");
        assert!(is_known(expression), "{why}");
    }
}

#[test]
fn what_is_promql_is_read_as_it_is_parsed() {
    for expression in lines(ACCEPTED) {
        assert_eq!(metrics(&expression), parsed(&expression), "{expression:?}");
        assert!(metrics(&expression).is_ok(), "{expression:?}");
    }
}

#[test]
fn what_is_no_promql_is_refused() {
    for expression in lines(REFUSED) {
        assert!(metrics(&expression).is_err(), "{expression:?}");
        assert!(parsed(&expression).is_err(), "{expression:?}");
    }
}

#[test]
fn what_is_changed_is_read_as_it_is_parsed_or_differs_for_a_known_reason() {
    let expressions: Vec<String> = lines(ACCEPTED).chain(lines(REFUSED)).collect();
    let mut words: Vec<&str> = expressions.iter().flat_map(|text| parts(text)).collect();
    words.sort_unstable();
    words.dedup();
    let mut changes = Changes(0x9E37_79B9_7F4A_7C15);
    for _ in 0..20 {
        for expression in &expressions {
            let changed = changes.change(expression, &words);
            let (read, parsed) = (metrics(&changed), parsed(&changed));
            assert!(is_known(&changed), "{changed:?}\n  read: {read:?}\n  parsed: {parsed:?}");
        }
    }
}
