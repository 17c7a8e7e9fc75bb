//! What stands between the tokens of a Rust file, and the code without it.

use std::ops::Range;

use super::syntax::lexer::{self, Token};
use crate::facts::LineIndex;

/// The code of each line of `text` without comments, every run of blanks folded to one. A literal
/// counts to the line that it starts on.
pub(crate) fn code_lines(text: &str) -> Vec<String> {
    let index = LineIndex::new(text);
    let mut lines = vec![String::new(); text.matches('\n').count() + 1];
    let mut end = 0;
    for token in lexer::tokens(text) {
        let at = index.line(token.start as usize) as usize - 1;
        let Some(line) = lines.get_mut(at) else { continue };
        if !line.is_empty() && token.start > end {
            line.push(' ');
        }
        let words: Vec<&str> = token.text(text).split_whitespace().collect();
        line.push_str(&words.join(" "));
        end = token.end;
    }
    lines
}

/// The comments of `text`, whose tokens are `tokens`, each with its signs.
pub(crate) fn comments(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let starts = tokens.iter().map(|token| token.start as usize).chain([text.len()]);
    let ends = std::iter::once(0).chain(tokens.iter().map(|token| token.end as usize));
    for (from, to) in ends.zip(starts) {
        let gap = text.get(from..to).unwrap_or_default();
        let mut at = 0;
        while let Some(rest) = gap.get(at..) {
            let Some(start) = rest.find("//").into_iter().chain(rest.find("/*")).min() else {
                break;
            };
            let comment = rest.get(start..).unwrap_or_default();
            let length = match comment.strip_prefix("/*") {
                Some(inside) => 2 + block_end(inside),
                None => comment.find('\n').unwrap_or(comment.len()),
            };
            found.push(from + at + start..from + at + start + length);
            at += start + length;
        }
    }
    found
}

/// Behind the `*/` that closes the block comment whose inside starts `inside`.
fn block_end(inside: &str) -> usize {
    let (mut depth, mut at) = (1, 0);
    while depth > 0 {
        let rest = inside.get(at..).unwrap_or_default();
        let Some(close) = rest.find("*/") else { return inside.len() };
        match rest.find("/*").filter(|open| *open < close) {
            Some(open) => (depth, at) = (depth + 1, at + open + 2),
            None => (depth, at) = (depth - 1, at + close + 2),
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_keeps_neither_comments_nor_runs_of_blanks() {
        let text = "fn a() {\n    spawn( /* why */  x); // here\n}\n";
        assert_eq!(code_lines(text), ["fn a() {", "spawn( x);", "}", ""]);
    }

    #[test]
    fn strings_hold_no_comments() {
        let text = "let a = \"// no\"; // yes\n/* a /* b */ c */ x /// doc\n";
        let found = comments(text, &lexer::tokens(text));
        let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["// yes", "/* a /* b */ c */", "/// doc"]);
    }
}
