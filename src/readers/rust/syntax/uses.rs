//! `use` declarations: the names they bring and the paths behind them.

use compact_str::CompactString;

use super::lexer::{Token, TokenKind};

/// One name that a `use` brings into scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UseLeaf {
    /// The path as written; its first segment is empty for one that starts with `::`.
    pub(crate) path: Vec<CompactString>,
    /// The name in scope; empty for a glob, `_` for a trait that is only brought into scope.
    pub(crate) alias: CompactString,
    pub(crate) glob: bool,
}

/// Reads what stands between `use` and `;`.
pub(crate) fn read_tokens(text: &str, tokens: &[Token]) -> Vec<UseLeaf> {
    let mut leaves = Vec::new();
    let mut at = 0;
    tree(text, tokens, &mut at, &mut Vec::new(), &mut leaves);
    leaves
}

fn tree(
    text: &str,
    tokens: &[Token],
    at: &mut usize,
    prefix: &mut Vec<CompactString>,
    leaves: &mut Vec<UseLeaf>,
) {
    let kept = prefix.len();
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        match token.kind {
            TokenKind::Ident if token.text(text) == "as" => {
                let alias = tokens.get(*at).map_or("", |token| token.text(text));
                *at += 1;
                push(prefix.clone(), alias, leaves);
                break;
            }
            TokenKind::Ident => {
                prefix.push(token.text(text).into());
                let goes_on = tokens.get(*at).is_some_and(|next| {
                    next.is(b':') || next.kind == TokenKind::Ident && next.text(text) == "as"
                });
                if !goes_on {
                    let alias = prefix.last().cloned().unwrap_or_default();
                    push(prefix.clone(), &alias, leaves);
                    break;
                }
            }
            TokenKind::Punct(b':') => {
                if prefix.is_empty() && kept == 0 && *at == 1 {
                    prefix.push(CompactString::default());
                }
            }
            TokenKind::Punct(b'*') => {
                leaves.push(UseLeaf {
                    path: prefix.clone(),
                    alias: CompactString::default(),
                    glob: true,
                });
                break;
            }
            TokenKind::Open(b'{') => {
                group(text, tokens, at, prefix, leaves);
                break;
            }
            _ => {
                *at -= 1;
                break;
            }
        }
    }
    prefix.truncate(kept);
}

/// What stands between braces, the opening one read already.
fn group(
    text: &str,
    tokens: &[Token],
    at: &mut usize,
    prefix: &mut Vec<CompactString>,
    leaves: &mut Vec<UseLeaf>,
) {
    while let Some(inner) = tokens.get(*at) {
        match inner.kind {
            TokenKind::Close(_) => {
                *at += 1;
                break;
            }
            TokenKind::Punct(b',') => *at += 1,
            _ => {
                let before = *at;
                tree(text, tokens, at, prefix, leaves);
                *at = (*at).max(before + 1);
            }
        }
    }
}

/// `a::b::self` brings `b`, so the last `self` of a path falls away.
fn push(mut path: Vec<CompactString>, alias: &str, leaves: &mut Vec<UseLeaf>) {
    let mut alias = CompactString::from(alias);
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
        if alias == "self" {
            alias = path.last().cloned().unwrap_or_default();
        }
    }
    leaves.push(UseLeaf { path, alias, glob: false });
}

#[cfg(test)]
mod tests {
    use super::super::lexer;
    use super::*;

    fn read(text: &str) -> Vec<String> {
        read_tokens(text, &lexer::tokens(text))
            .into_iter()
            .map(|leaf| {
                format!(
                    "{} = {}{}",
                    leaf.alias,
                    leaf.path.join("::"),
                    if leaf.glob { "::*" } else { "" }
                )
            })
            .collect()
    }

    #[test]
    fn nested_groups_renames_globs_and_self_are_read() {
        assert_eq!(
            read("std::{io::{self, Read as _}, sync::*, thread as t}"),
            ["io = std::io", "_ = std::io::Read", " = std::sync::*", "t = std::thread"]
        );
        assert_eq!(read("::tokio::spawn"), ["spawn = ::tokio::spawn"]);
        assert_eq!(read("{a, b::c}"), ["a = a", "c = b::c"]);
    }
}
