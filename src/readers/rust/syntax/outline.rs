//! The outline of a Rust file: its items and their ranges, found with the lexer alone.
//!
//! Text goes in; functions, impls, modules, constants, types, `use` declarations and macros come
//! out, each with its parent, its attributes as far as they matter, and the catalogue words that
//! are in it as code. Function bodies are not looked into: `syn` reads those that hold hits.

use std::ops::Range;

use compact_str::CompactString;

use super::attributes::Attributes;
use super::items;
use super::lexer::{self, Token, TokenKind};
use super::uses::UseLeaf;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Fn,
    Impl,
    Trait,
    Mod,
    Const,
    Static,
    Struct,
    Enum,
    Type,
    Use,
    ExternCrate,
    MacroRules,
    /// A macro call in item position; items in its braces are its children.
    MacroCall,
}

impl ItemKind {
    /// True for what has a body: functions, constants and statics.
    pub(crate) fn has_body(self) -> bool {
        matches!(self, Self::Fn | Self::Const | Self::Static)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) kind: ItemKind,
    /// Its name; empty for an impl or `use`.
    pub(crate) name: CompactString,
    /// Where the name stands, or the keyword when there is none.
    pub(crate) name_at: Range<u32>,
    /// The whole item, attributes included.
    pub(crate) span: Range<u32>,
    /// What stands between its braces, when it has any.
    pub(crate) body: Option<Range<u32>>,
    /// The item around it.
    pub(crate) parent: Option<u32>,
    pub(crate) attributes: Attributes,
    /// The names that a `use` brings.
    pub(crate) uses: Vec<UseLeaf>,
    /// For an impl: the last name of the type it is for.
    pub(crate) self_name: CompactString,
    /// For an impl: the last name of the trait; empty for an inherent impl.
    pub(crate) trait_name: CompactString,
    /// Nested too deep for a recursive parser.
    pub(crate) too_deep: bool,
}

/// The items of a file, parents before children, in the order of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outline {
    pub(crate) items: Vec<Item>,
    /// `#![cfg(test)]` or its like at the top.
    pub(crate) test: bool,
    /// Identifiers that the caller asked for, with the item that holds each directly.
    pub(crate) hits: Vec<Hit>,
}

/// A word of the catalogue in the code of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) word: u32,
    pub(crate) item: Option<u32>,
}

/// Outlines `text`; `word` tells which identifiers are hits.
pub(crate) fn outline(text: &str, word: &dyn Fn(&str) -> Option<u32>) -> Outline {
    let tokens = lexer::tokens(text);
    let mut outline = items::read(text, &tokens);
    outline.hits = hits(text, &tokens, &outline.items, word);
    outline
}

fn hits(
    text: &str,
    tokens: &[Token],
    items: &[Item],
    word: &dyn Fn(&str) -> Option<u32>,
) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut next = 0;
    let mut open: Vec<u32> = Vec::new();
    for token in tokens {
        while items.get(next).is_some_and(|item| item.span.start <= token.start) {
            open.push(next as u32);
            next += 1;
        }
        while open.last().is_some_and(|&item| items[item as usize].span.end <= token.start) {
            open.pop();
        }
        if token.kind == TokenKind::Ident
            && let Some(word) = word(token.text(text))
        {
            let hit = Hit { word, item: open.last().copied() };
            if hits.last() != Some(&hit) {
                hits.push(hit);
            }
        }
    }
    hits
}
