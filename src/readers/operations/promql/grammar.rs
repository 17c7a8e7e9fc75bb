//! The grammar of PromQL: an expression goes in, the selectors in it come out, in their order.
//!
//! What may follow what is checked, so that other languages are told from PromQL. Whether an operand
//! or an argument is of the right type is not: it makes no difference to what is read.

use super::Metrics;
use super::tokens::{Kind, Token, said, tokens};

/// The deepest nesting that is followed, far from what people write.
const DEEPEST: usize = 100;

const OPERATORS: [&str; 16] = [
    "+", "-", "*", "/", "%", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or", "unless", "atan2",
];
const SIGNS: [&str; 2] = ["+", "-"];
const CONDITIONS: [&str; 4] = ["=", "!=", "=~", "!~"];
const AGGREGATIONS: [&str; 14] = [
    "avg",
    "bottomk",
    "count",
    "count_values",
    "group",
    "limit_ratio",
    "limitk",
    "max",
    "min",
    "quantile",
    "stddev",
    "stdvar",
    "sum",
    "topk",
];
const GROUPINGS: [&str; 2] = ["by", "without"];
const FILLS: [&str; 3] = ["fill", "fill_left", "fill_right"];
const NUMBERS: [&str; 2] = ["inf", "nan"];
/// The words that can't be names of labels in a list of them.
const NO_LABELS: [&str; 5] = ["anchored", "inf", "nan", "smoothed", "without"];
/// The keywords that can't be names of metrics.
const NO_METRICS: [&str; 8] =
    ["anchored", "atan2", "bool", "group_left", "group_right", "ignoring", "on", "smoothed"];
/// The keywords that can, but can't be names of functions.
const NO_FUNCTIONS: [&str; 9] =
    ["and", "by", "fill", "fill_left", "fill_right", "offset", "or", "unless", "without"];

/// Reads `expression`, the whole of it, into `metrics`.
pub(super) fn read(expression: &str, metrics: &mut Metrics) -> Result<(), String> {
    let mut parser = Parser { tokens: tokens(expression)?, at: 0, depth: 0, metrics };
    parser.expression()?;
    if parser.token().is_some() { parser.expected("an operator") } else { Ok(()) }
}

struct Parser<'e, 'm> {
    tokens: Vec<Token<'e>>,
    at: usize,
    depth: usize,
    metrics: &'m mut Metrics,
}

impl<'e> Parser<'e, '_> {
    /// Operands with operators between them; which operator binds more strongly makes no difference.
    /// True when it is only a text, which is for functions.
    fn expression(&mut self) -> Result<bool, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("parentheses are nested more than {DEEPEST} deep"));
        }
        let mut is_text = self.operand()?;
        while self.eat(&OPERATORS) {
            self.modifiers()?;
            if self.operand()? || is_text {
                return Err("an operator beside a text".into());
            }
            is_text = false;
        }
        self.depth -= 1;
        Ok(is_text)
    }

    /// What may stand between an operator and the operand after it.
    fn modifiers(&mut self) -> Result<(), String> {
        self.eat(&["bool"]);
        if self.eat(&["on", "ignoring"]) {
            self.labels()?;
            if self.eat(&["group_left", "group_right"]) && self.is(&["("]) {
                self.labels()?;
            }
        }
        while self.is(&FILLS) && self.tokens.get(self.at + 1).is_some_and(|next| next.is(&["("])) {
            self.at += 2;
            self.eat(&SIGNS);
            if !self.eat(&NUMBERS) {
                self.expect_kind(Kind::Number, "a number")?;
            }
            self.expect(")")?;
        }
        Ok(())
    }

    fn operand(&mut self) -> Result<bool, String> {
        while self.eat(&SIGNS) {}
        let is_text = self.primary()?;
        loop {
            if self.eat(&["offset"]) {
                self.eat(&SIGNS);
                self.expect_kind(Kind::Number, "a duration")?;
            } else if self.eat(&["@"]) {
                if self.eat(&["start", "end"]) {
                    self.expect("(")?;
                    self.expect(")")?;
                } else {
                    self.eat(&SIGNS);
                    self.expect_kind(Kind::Number, "a time")?;
                }
            } else if self.take(Kind::Range).is_none() {
                return Ok(is_text);
            }
        }
    }

    fn primary(&mut self) -> Result<bool, String> {
        if self.take(Kind::Text).is_some() {
            return Ok(true);
        }
        if self.eat(&["("]) {
            let is_text = self.expression()?;
            self.expect(")")?;
            return Ok(is_text);
        }
        if self.take(Kind::Number).is_none() && !self.eat(&NUMBERS) {
            self.selector_or_call()?;
        }
        Ok(false)
    }

    fn selector_or_call(&mut self) -> Result<(), String> {
        if self.is(&["{"]) {
            return self.selector(None);
        }
        if self.is(&NO_METRICS) {
            return self.expected("an operand");
        }
        let name = self.expect_kind(Kind::Name, "an operand")?;
        let aggregates = name.is(&AGGREGATIONS);
        if aggregates && self.eat(&GROUPINGS) {
            self.labels()?;
            return self.arguments();
        }
        if !self.is(&["("]) || name.is(&NO_FUNCTIONS) || name.text.contains(':') {
            return self.selector(Some(name.text));
        }
        self.arguments()?;
        if aggregates && self.eat(&GROUPINGS) { self.labels() } else { Ok(()) }
    }

    fn arguments(&mut self) -> Result<(), String> {
        self.expect("(")?;
        if self.eat(&[")"]) {
            return Ok(());
        }
        self.expression()?;
        while self.eat(&[","]) {
            self.expression()?;
        }
        self.expect(")")
    }

    /// Labels in parentheses.
    fn labels(&mut self) -> Result<(), String> {
        self.expect("(")?;
        while !self.is(&[")"]) {
            if self.is(&NO_LABELS) {
                return self.expected("a label");
            }
            self.label()?;
            if !self.eat(&[","]) {
                break;
            }
        }
        self.expect(")")
    }

    /// The name of a label, and whether it is quoted.
    fn label(&mut self) -> Result<(String, bool), String> {
        if let Some(text) = self.take(Kind::Text) {
            return Ok((said(text.text).unwrap_or_default(), true));
        }
        match self.token() {
            Some(name) if name.kind == Kind::Name && !name.text.contains(':') => {
                self.at += 1;
                Ok((name.text.to_owned(), false))
            }
            _ => self.expected("a label"),
        }
    }

    /// A selector by `name` and by the conditions in braces that follow; one of them may be missing.
    fn selector(&mut self, name: Option<&str>) -> Result<(), String> {
        let mut on_name = Vec::new();
        let mut more = self.eat(&["{"]) && !self.eat(&["}"]);
        while more {
            let (label, is_quoted) = self.label()?;
            let operator = self.token().map_or("", |token| token.text);
            if self.eat(&CONDITIONS) {
                let value = self.expect_kind(Kind::Text, "a text in quotes")?;
                if label == "__name__" {
                    on_name.push((operator, said(value.text).unwrap_or_default()));
                }
            } else if is_quoted {
                on_name.push(("=", label));
            } else {
                return self.expected("`=` after a label");
            }
            more = self.eat(&["or"]) || self.eat(&[","]) && !self.is(&["}"]);
            if !more {
                self.expect("}")?;
            }
        }
        self.metrics.read(name, &on_name);
        Ok(())
    }

    fn token(&self) -> Option<Token<'e>> {
        self.tokens.get(self.at).copied()
    }

    fn is(&self, words: &[&str]) -> bool {
        self.token().is_some_and(|token| token.is(words))
    }

    /// Goes on when the next token is one of `words`.
    fn eat(&mut self, words: &[&str]) -> bool {
        let is = self.is(words);
        self.at += usize::from(is);
        is
    }

    /// Goes on when the next token is of `kind`.
    fn take(&mut self, kind: Kind) -> Option<Token<'e>> {
        let token = self.token().filter(|token| token.kind == kind)?;
        self.at += 1;
        Some(token)
    }

    fn expect(&mut self, symbol: &str) -> Result<(), String> {
        if self.eat(&[symbol]) { Ok(()) } else { self.expected(&format!("`{symbol}`")) }
    }

    fn expect_kind(&mut self, kind: Kind, what: &str) -> Result<Token<'e>, String> {
        self.take(kind).map_or_else(|| self.expected(what), Ok)
    }

    fn expected<T>(&self, what: &str) -> Result<T, String> {
        Err(match self.token() {
            Some(found) => format!("expected {what}, found `{}`", found.text),
            None => format!("expected {what}, found the end"),
        })
    }
}
