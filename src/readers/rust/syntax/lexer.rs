//! A lexer for Rust that is just exact enough to tell code from comments and literals.
//!
//! Text goes in, tokens with byte ranges come out. Comments (doc comments too) are skipped. It never
//! fails: an unterminated literal or comment ends with the text.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An identifier or keyword; raw identifiers without their `r#`.
    Ident,
    /// `'a`.
    Lifetime,
    /// A number, string, character or byte literal.
    Literal,
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    /// Any other character, one at a time.
    Punct(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Token {
    /// The token's text in `text`, from which it was read.
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    pub(crate) fn is(&self, punct: u8) -> bool {
        self.kind == TokenKind::Punct(punct)
    }

    pub(crate) fn opens(&self, bracket: u8) -> bool {
        self.kind == TokenKind::Open(bracket)
    }
}

/// All tokens of `text`.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { bytes: text.as_bytes(), at: 0 };
    let mut tokens = Vec::with_capacity(text.len() / 6);
    let first = text.strip_prefix('\u{feff}').unwrap_or(text);
    if first.starts_with("#!") && !first.starts_with("#![") {
        lexer.skip_line();
    }
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    tokens
}

struct Lexer<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn next(&mut self) -> Option<Token> {
        self.skip_blank();
        let start = self.at;
        let first = *self.bytes.get(start)?;
        let mut from = start;
        let kind = match first {
            b'"' => self.string(1),
            b'\'' => self.quote(),
            b'0'..=b'9' => self.number(),
            b'r' | b'b' | b'c' if self.prefixed_literal() => TokenKind::Literal,
            b'r' if self.peek(1) == b'#' && is_ident_start(self.peek(2)) => {
                self.at += 2;
                from = self.at;
                self.ident()
            }
            _ if is_ident_start(first) => self.ident(),
            b'(' | b'[' | b'{' => self.one(TokenKind::Open(first)),
            b')' | b']' | b'}' => self.one(TokenKind::Close(first)),
            _ => self.one(TokenKind::Punct(first)),
        };
        self.at = self.at.min(self.bytes.len());
        Some(Token { kind, start: from as u32, end: self.at as u32 })
    }

    fn one(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    fn ident(&mut self) -> TokenKind {
        while is_ident_continue(self.peek(0)) {
            self.at += 1;
        }
        TokenKind::Ident
    }

    fn skip_blank(&mut self) {
        loop {
            match self.peek(0) {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                b'/' if self.peek(1) == b'/' => self.skip_line(),
                b'/' if self.peek(1) == b'*' => self.skip_block_comment(),
                // A byte order mark, as some editors write it.
                0xEF if self.peek(1) == 0xBB && self.peek(2) == 0xBF => self.at += 3,
                _ => return,
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn skip_block_comment(&mut self) {
        self.at += 2;
        let mut depth = 1u32;
        while depth > 0 && self.at < self.bytes.len() {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'/', b'*', rest) else {
                self.at = self.bytes.len();
                return;
            };
            self.at += found;
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                }
                _ => self.at += 1,
            }
        }
    }

    /// A string whose opening quote stands `opening` bytes before its content.
    fn string(&mut self, opening: usize) -> TokenKind {
        self.at += opening;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            match memchr::memchr2(b'"', b'\\', rest) {
                Some(found) if rest[found] == b'\\' => self.at += found + 2,
                Some(found) => {
                    self.at += found + 1;
                    return TokenKind::Literal;
                }
                None => {
                    self.at = self.bytes.len();
                    return TokenKind::Literal;
                }
            }
        }
    }

    /// `r"…"`, `r#"…"#`, `b"…"`, `b'…'`, `br#"…"#`, `c"…"`, `cr"…"`.
    fn prefixed_literal(&mut self) -> bool {
        let mut ahead = 1;
        if matches!(self.peek(0), b'b' | b'c') && self.peek(1) == b'r' {
            ahead = 2;
        }
        let raw = self.peek(ahead - 1) == b'r';
        if !raw {
            return match self.peek(1) {
                b'"' => {
                    self.string(2);
                    true
                }
                b'\'' if self.peek(0) == b'b' => {
                    self.at += 1;
                    self.character();
                    true
                }
                _ => false,
            };
        }
        let mut hashes = 0;
        while self.peek(ahead + hashes) == b'#' {
            hashes += 1;
        }
        if self.peek(ahead + hashes) != b'"' {
            return false;
        }
        self.at += ahead + hashes + 1;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(found) = memchr::memchr(b'"', rest) else {
                self.at = self.bytes.len();
                return true;
            };
            self.at += found + 1;
            let closing = self.bytes.get(self.at..self.at + hashes).unwrap_or_default();
            if closing.len() == hashes && closing.iter().all(|&byte| byte == b'#') {
                self.at += hashes;
                return true;
            }
        }
    }

    /// A character literal or a lifetime.
    fn quote(&mut self) -> TokenKind {
        let next = self.peek(1);
        if next == b'\\' {
            return self.character();
        }
        if is_ident_start(next) && next < 0x80 && self.peek(2) != b'\'' {
            self.at += 1;
            self.ident();
            return TokenKind::Lifetime;
        }
        self.character()
    }

    fn character(&mut self) -> TokenKind {
        self.at += 1;
        if self.peek(0) == b'\\' {
            self.at += 2;
        } else {
            self.at += 1;
            while self.peek(0) & 0xC0 == 0x80 {
                self.at += 1;
            }
        }
        // Only an escape (`'\u{1F600}'`) is longer than one character.
        let mut left = 10;
        while left > 0
            && self.peek(0) != b'\''
            && self.peek(0) != b'\n'
            && self.at < self.bytes.len()
        {
            self.at += 1;
            left -= 1;
        }
        if self.peek(0) == b'\'' {
            self.at += 1;
        }
        TokenKind::Literal
    }

    fn number(&mut self) -> TokenKind {
        while is_ident_continue(self.peek(0))
            || self.peek(0) == b'.' && self.peek(1).is_ascii_digit()
            || matches!(self.peek(0), b'+' | b'-') && self.exponent_before()
        {
            self.at += 1;
        }
        TokenKind::Literal
    }

    /// True behind the `e` of `1e+3`, not behind that of `0xe`.
    fn exponent_before(&self) -> bool {
        let before = self.bytes.get(self.at.wrapping_sub(1)).copied().unwrap_or(0);
        let digits = self.bytes.get(..self.at.saturating_sub(1)).unwrap_or_default();
        let run =
            digits.iter().rev().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_'));
        matches!(before, b'e' | b'E')
            && run.count() > 0
            && !digits.ends_with(b"x")
            && self.peek(1).is_ascii_digit()
            && !self.hexadecimal()
    }

    fn hexadecimal(&self) -> bool {
        let before = self.bytes.get(..self.at).unwrap_or_default();
        let length = before.iter().rev().take_while(|b| is_ident_continue(**b)).count();
        before.get(before.len() - length..).is_some_and(|number| number.starts_with(b"0x"))
    }
}

fn is_ident_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_ident_continue(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let idents = |token: &Token| token.kind == TokenKind::Ident;
        tokens(text).into_iter().filter(idents).map(|token| token.text(text)).collect()
    }

    #[test]
    fn comments_and_literals_hold_no_words() {
        let text =
            "a /* b /* c */ d */ e // f\n \"g \\\" h\" r#\"i \" j\"# b'k' 'l' '\\'' br\"m\" n";
        assert_eq!(words(text), ["a", "e", "n"]);
    }

    #[test]
    fn lifetimes_are_no_characters_and_raw_identifiers_lose_their_prefix() {
        assert_eq!(
            words("fn f<'a>(x: &'a str) { r#async('x', '中', b) }"),
            ["fn", "f", "x", "str", "async", "b"]
        );
    }

    #[test]
    fn numbers_end_before_ranges_and_operators() {
        let text = "0..n 1.5e-3+x 0xe-y 1_000usize";
        let all: Vec<_> = tokens(text).iter().map(|token| token.text(text)).collect();
        assert_eq!(all, ["0", ".", ".", "n", "1.5e-3", "+", "x", "0xe", "-", "y", "1_000usize"]);
    }

    #[test]
    fn an_unterminated_literal_or_comment_ends_with_the_text() {
        for text in ["\"abc", "r#\"abc\"", "/* abc", "'", "b'", "'\\", "r#", "1e", "\"\\"] {
            assert!(tokens(text).iter().all(|token| token.end as usize <= text.len()), "{text}");
        }
    }
}
