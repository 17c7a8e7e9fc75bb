//! Brackets: which closes which, and how deep a recursive parser would go.

use super::lexer::{Token, TokenKind};

/// Nesting that `syn`, which is recursive, is trusted with: the tokens since the last separator,
/// summed over the open brackets. Ordinary code stays below a few hundred.
pub(super) const DEEPEST: u32 = 3000;

/// For every opening bracket the index of its closing one, or the end of the tokens.
pub(crate) fn pairs(tokens: &[Token]) -> Vec<u32> {
    let mut pairs = vec![tokens.len() as u32; tokens.len()];
    let mut open: Vec<(usize, u8)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open(bracket) => open.push((index, bracket)),
            TokenKind::Close(bracket) => {
                let opening = match bracket {
                    b')' => b'(',
                    b']' => b'[',
                    _ => b'{',
                };
                // A bracket that closes nothing is skipped; one that closes an outer bracket ends
                // the inner ones too, so that one slip does not swallow the file.
                if let Some(position) = open.iter().rposition(|(_, bracket)| *bracket == opening) {
                    for (unclosed, _) in open.drain(position..) {
                        pairs[unclosed] = index as u32;
                    }
                }
            }
            _ => {}
        }
    }
    pairs
}

/// For every token how deep `syn` recurses there, at most: see [`DEEPEST`].
pub(super) fn depths(tokens: &[Token], text: &str) -> Vec<u32> {
    let mut depths = Vec::with_capacity(tokens.len());
    let mut outer: Vec<u32> = Vec::new();
    let (mut sum, mut here) = (0u32, 0u32);
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open(_) => {
                outer.push(here);
                sum += here + 1;
                here = 0;
            }
            TokenKind::Close(bracket) => {
                here = outer.pop().unwrap_or(0);
                sum = sum.saturating_sub(here + 1);
                let next = tokens.get(index + 1);
                let goes_on = next.is_some_and(|next| match next.kind {
                    TokenKind::Ident => matches!(next.text(text), "else" | "as"),
                    TokenKind::Punct(punct) => punct != b'#',
                    _ => true,
                });
                // `f()()` and `a[0][0]` nest to the left.
                here = if bracket == b'}' && !goes_on { 0 } else { here + 1 };
            }
            TokenKind::Punct(b';' | b',') => here = 0,
            _ => here += 1,
        }
        depths.push(sum + here);
    }
    depths
}
