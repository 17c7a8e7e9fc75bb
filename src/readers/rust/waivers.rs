//! Comments that are written as waivers, and the code that each covers: its line when code stands
//! before it, else the item or statement that it precedes.

use std::ops::Range;

use super::comments::comments;
use super::syntax::brackets::pairs;
use super::syntax::lexer::{self, Token, TokenKind};
use super::syntax::outline::Outline;
use crate::facts::{FilePath, Line, LineIndex, WaiverComment, is_waiver_comment};

/// What every waiver holds: a file without it has none.
pub(crate) const MARK: &[u8] = b"golive:";

/// The waivers among the comments of `text`, whose outline is `outline`.
pub(crate) fn read(file: &FilePath, text: &str, outline: &Outline) -> Vec<WaiverComment> {
    let tokens = lexer::tokens(text);
    let commented =
        CommentedFile { text, outline, pairs: pairs(&tokens), tokens, lines: LineIndex::new(text) };
    let ranges = comments(text, &commented.tokens);
    let mut found = Vec::new();
    for (index, range) in ranges.iter().enumerate() {
        let Some(inside) = inside(text, range).filter(|inside| is_waiver_comment(inside)) else {
            continue;
        };
        let (mut words, mut end) = (inside.trim().to_owned(), range.end);
        // A long one goes on in the next lines.
        for next in ranges.iter().skip(index + 1) {
            let between = text.get(end..next.start).unwrap_or("x");
            let more = inside_of_line(text, next).filter(|_| between.trim().is_empty());
            let Some(more) = more.filter(|_| !words.ends_with(')')) else { break };
            words.push(' ');
            words.push_str(more.trim());
            end = next.end;
        }
        found.push(WaiverComment {
            text: words,
            place: commented.lines.place(file, text, range.start..end),
            covers: commented.covered(range.start..end),
        });
    }
    found
}

/// The text of a comment that is no documentation.
fn inside<'t>(text: &'t str, range: &Range<usize>) -> Option<&'t str> {
    let comment = text.get(range.clone())?;
    let Some(block) = comment.strip_prefix("/*") else { return inside_of_line(text, range) };
    (!block.starts_with(['*', '!'])).then(|| block.strip_suffix("*/").unwrap_or(block))
}

fn inside_of_line<'t>(text: &'t str, range: &Range<usize>) -> Option<&'t str> {
    let comment = text.get(range.clone())?.strip_prefix("//")?;
    (!comment.starts_with(['/', '!'])).then_some(comment)
}

/// A file, as far as it tells what a comment covers.
struct CommentedFile<'t> {
    text: &'t str,
    outline: &'t Outline,
    tokens: Vec<Token>,
    pairs: Vec<u32>,
    lines: LineIndex,
}

impl CommentedFile<'_> {
    /// The first and the last line that the comment at `range` covers.
    fn covered(&self, range: Range<usize>) -> Option<(Line, Line)> {
        let next = self.tokens.partition_point(|token| (token.start as usize) < range.start);
        let before = next.checked_sub(1).and_then(|before| self.tokens.get(before));
        let line = self.lines.line(range.start);
        if before.is_some_and(|token| self.lines.line((token.end as usize).max(1) - 1) == line) {
            return Some((line, line));
        }
        let first = self.tokens.get(next)?;
        let end = self.end_of_what_starts_at(next)?;
        let start = self.lines.line(first.start as usize);
        Some((start, self.lines.line((end as usize).max(1) - 1).max(start)))
    }

    /// One past the last byte of the item or statement whose first token is `first`.
    fn end_of_what_starts_at(&self, first: usize) -> Option<u32> {
        let attributes = first;
        let mut at = first;
        while self.is(at, b'#') && self.kind(at + 1) == Some(TokenKind::Open(b'[')) {
            at = self.behind(at + 1);
        }
        let starts = [self.tokens.get(attributes)?.start, self.tokens.get(at)?.start];
        let items = self.outline.items.iter();
        if let Some(item) = items.into_iter().find(|item| starts.contains(&item.span.start)) {
            return Some(item.span.end);
        }
        self.end_of_statement(at)
    }

    fn end_of_statement(&self, first: usize) -> Option<u32> {
        if matches!(self.kind(first)?, TokenKind::Close(_)) {
            return None;
        }
        let word = self.word(first);
        let only_semicolon = matches!(word, "let" | "const" | "static" | "use" | "type");
        let is_item = matches!(word, "fn" | "pub" | "impl" | "trait" | "struct" | "enum" | "mod");
        let is_block = is_item
            || matches!(word, "if" | "match" | "loop" | "while" | "for" | "unsafe" | "async")
            || matches!(self.kind(first)?, TokenKind::Lifetime | TokenKind::Open(b'{'));
        let (mut at, mut angles, mut end) = (first, 0i32, self.tokens.get(first)?.end);
        while let Some(token) = self.tokens.get(at) {
            match token.kind {
                TokenKind::Close(_) => break,
                TokenKind::Punct(b';') => return Some(token.end),
                TokenKind::Punct(b',') if !only_semicolon && angles == 0 => break,
                TokenKind::Punct(b'<') if at > 0 && self.is(at - 1, b':') => angles += 1,
                TokenKind::Punct(b'>') if angles > 0 => angles -= 1,
                TokenKind::Open(bracket) => {
                    at = self.behind(at);
                    end = self.tokens.get(at - 1)?.end;
                    if bracket == b'{' && is_block && (is_item || !self.goes_on(at)) {
                        break;
                    }
                    continue;
                }
                _ => {}
            }
            end = token.end;
            at += 1;
        }
        Some(end)
    }

    /// True when the token at `at` carries on the expression before it.
    fn goes_on(&self, at: usize) -> bool {
        self.is(at, b'.') || self.is(at, b'?') || self.word(at) == "else"
    }

    fn behind(&self, open: usize) -> usize {
        let close = self.pairs.get(open).map_or(open, |&close| close as usize);
        (close + 1).min(self.tokens.len()).max(open + 1)
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn is(&self, at: usize, punct: u8) -> bool {
        self.kind(at) == Some(TokenKind::Punct(punct))
    }

    fn word(&self, at: usize) -> &str {
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Ident);
        token.map_or("", |token| token.text(self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::rust::syntax::outline::outline;

    /// The lines that each waiver covers; `#` stands for one.
    fn covered(text: &str) -> Vec<Option<(Line, Line)>> {
        let text = text.replace('#', "// golive: allow(a, reason = \"b\")");
        let outline = outline(&text, &|_| None);
        read(&FilePath::new("a.rs"), &text, &outline).into_iter().map(|w| w.covers).collect()
    }

    #[test]
    fn behind_code_it_covers_its_line_and_before_it_the_item_or_statement() {
        let text =
            "#\npub fn a() {\n    b(); #\n    #\n    c(\n    );\n    d();\n}\n#\nimpl A {\n}\n";
        assert_eq!(
            covered(text),
            [Some((2, 8)), Some((3, 3)), Some((5, 6)), Some((10, 11))],
            "{text}"
        );
    }

    #[test]
    fn a_block_ends_a_statement_and_else_carries_it_on() {
        let text = "fn a() {\n    #\n    if b {\n    } else {\n    }\n    #\n    let c: M<A, B> =\n        d();\n    #\n    match e {\n        #\n        F => g(),\n        H => {}\n    }\n    i()\n}\n";
        assert_eq!(
            covered(text),
            [Some((3, 5)), Some((7, 8)), Some((10, 14)), Some((12, 12))],
            "{text}"
        );
    }

    #[test]
    fn one_that_nothing_follows_covers_nothing() {
        assert_eq!(covered("fn a() {\n    b();\n    #\n}\n#\n"), [None, None]);
    }

    #[test]
    fn strings_documentation_and_prose_hold_none() {
        let text = "/// golive: allow(a)\n// as in golive: allow(a)\nconst A: &str = \"// golive: allow(a)\";\n";
        assert_eq!(covered(text), []);
    }

    #[test]
    fn a_long_one_goes_on_in_the_next_line() {
        let text = "// golive: allow(a,\n//   reason = \"b\")\n// and prose\nfn a() {}\n";
        let found = read(&FilePath::new("a.rs"), text, &outline(text, &|_| None));
        assert_eq!(found[0].text, "golive: allow(a, reason = \"b\")");
        assert_eq!(found[0].covers, Some((4, 4)));
    }
}
