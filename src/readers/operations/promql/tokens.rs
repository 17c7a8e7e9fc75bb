//! The words of PromQL: an expression goes in, its tokens come out, or what is there that is none.

use std::sync::LazyLock;

use regex::Regex;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword, a function, a label or a metric.
    Name,
    /// A number or a duration.
    Number,
    /// A quoted text.
    Text,
    /// A range or the times of a subquery, with their brackets.
    Range,
    Symbol,
}

const KINDS: [Kind; 5] = [Kind::Name, Kind::Number, Kind::Text, Kind::Range, Kind::Symbol];

#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'e> {
    pub(super) kind: Kind,
    pub(super) text: &'e str,
}

impl Token<'_> {
    /// True for one of `words`, in letters of any case.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }
}

/// A comment, a blank, or a token as the group of its kind.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    let exponent = "(?:[eE][+-]?[0-9]+)?";
    let duration = "[0-9]+(?:ms|[smhdwy])(?:[0-9]+(?:ms|[smhdw]))*";
    let number = format!("{duration}|0[xX][0-9a-fA-F]+|[0-9]+[.]?[0-9]*{exponent}");
    let name = "[A-Za-z_:][A-Za-z0-9_:]*";
    let text = r#""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`"#;
    let blank = r"[ \t\n\x0C\r]*";
    let range = format!(r"\[{blank}(?:{number}){blank}(?::{blank}(?:{number})?{blank})?\]");
    let symbol = "[=!<>]=|=~|!~|[-+*/%^<>=@(){},]";
    let number = format!("{number}|[.][0-9]+{exponent}");
    let token =
        format!(r"^(?:[ \t\n\x0C\r]+|#[^\r\n]*|({name})|({number})|({text})|({range})|({symbol}))");
    Regex::new(&token).expect("a constant pattern")
});

/// The tokens of `expression`.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token<'_>>, String> {
    let mut tokens = Vec::new();
    let mut rest = expression;
    while !rest.is_empty() {
        let found = TOKEN.captures(rest);
        let group = found.iter().flat_map(|found| found.iter().skip(1)).position(|g| g.is_some());
        let kind = group.and_then(|group| KINDS.get(group).copied());
        let (text, after) = rest.split_at(found.as_ref().map_or(0, |found| found[0].len()));
        let is_cut = kind == Some(Kind::Number) && after.starts_with(super::is_part_of_name);
        if text.is_empty() || is_cut || kind == Some(Kind::Text) && said(text).is_none() {
            let word: String = rest.chars().take_while(|c| !c.is_whitespace()).take(20).collect();
            return Err(format!("unexpected `{word}`"));
        }
        tokens.extend(kind.map(|kind| Token { kind, text }));
        rest = after;
    }
    Ok(tokens)
}

/// What a text says without its quotes, when all that is escaped in it is something.
pub(super) fn said(text: &str) -> Option<String> {
    let quote = text.chars().next()?;
    let mut inside = text.get(1..text.len() - 1)?.chars();
    let mut said = String::new();
    while let Some(c) = inside.next() {
        said.push(if c == '\\' && quote != '`' { escaped(&mut inside, quote)? } else { c });
    }
    Some(said)
}

/// The character that is written after a backslash.
fn escaped(inside: &mut std::str::Chars, quote: char) -> Option<char> {
    let (first, digits, base) = match inside.next()? {
        'a' => return Some('\x07'),
        'b' => return Some('\x08'),
        'f' => return Some('\x0C'),
        'n' => return Some('\n'),
        'r' => return Some('\r'),
        't' => return Some('\t'),
        'v' => return Some('\x0B'),
        'x' => (0, 2, 16),
        'u' => (0, 4, 16),
        'U' => (0, 8, 16),
        c @ '0'..='3' => (c.to_digit(8)?, 2, 8),
        c => return (c == '\\' || c == quote).then_some(c),
    };
    let code = (0..digits)
        .try_fold(first, |code, _| Some(code * base + inside.next()?.to_digit(base)?))?;
    char::from_u32(code)
}
