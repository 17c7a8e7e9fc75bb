//! The reader of items: tokens go in, the items of a file come out, parents before children.
//!
//! An item is known by its keyword and ends with its brace or semicolon. What stands between the braces
//! of modules, traits, impls and macro calls is read as items again; function bodies are not looked into.

use std::ops::Range;

use compact_str::CompactString;

use super::attributes::{self, Attributes};
use super::brackets::{DEEPEST, depths, pairs};
use super::lexer::{Token, TokenKind};
use super::outline::{Item, ItemKind, Outline};
use super::uses::{self, UseLeaf};

/// The outline of `text`, whose tokens are `tokens`, without its hits.
pub(super) fn read(text: &str, tokens: &[Token]) -> Outline {
    let mut reader = Reader {
        text,
        tokens,
        pairs: pairs(tokens),
        depths: depths(tokens, text),
        outline: Outline::default(),
    };
    reader.items(0..tokens.len(), None);
    reader.outline
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    pairs: Vec<u32>,
    depths: Vec<u32>,
    outline: Outline,
}

impl<'t> Reader<'t> {
    fn token(&self, index: usize) -> Token {
        let end = self.text.len() as u32;
        self.tokens.get(index).copied().unwrap_or(Token {
            kind: TokenKind::Punct(0),
            start: end,
            end,
        })
    }

    fn word(&self, index: usize) -> &'t str {
        let token = self.token(index);
        if token.kind == TokenKind::Ident { token.text(self.text) } else { "" }
    }

    /// The index behind the group that opens at `index`.
    fn behind(&self, index: usize) -> usize {
        (self.pairs[index] as usize + 1).min(self.tokens.len())
    }

    /// Reads the items that are in the tokens `range`, children of `parent`.
    fn items(&mut self, range: Range<usize>, parent: Option<u32>) {
        // Modules in modules are read recursively too.
        if self.depths.get(range.start).is_some_and(|depth| *depth > DEEPEST) {
            if let Some(parent) = parent {
                self.outline.items[parent as usize].too_deep = true;
            }
            return;
        }
        let mut at = range.start;
        while at < range.end {
            at = self.item(at, range.end, parent).max(at + 1);
        }
    }

    /// Reads one item at `start` and returns the index behind it.
    fn item(&mut self, start: usize, end: usize, parent: Option<u32>) -> usize {
        let mut at = start;
        let mut attributes = Attributes::default();
        while self.token(at).is(b'#') && at < end {
            let inner = self.token(at + 1).is(b'!');
            let open = at + 1 + usize::from(inner);
            if !self.token(open).opens(b'[') {
                return at + 1;
            }
            let behind = self.behind(open);
            let inside = self.tokens.get(open + 1..behind - 1).unwrap_or_default();
            if inner {
                self.inner_attribute(&attributes::read_inner(self.text, inside), parent);
            } else {
                attributes.merge(attributes::read(self.text, inside));
            }
            at = behind;
        }
        let from = if at > start && attributes.any { start } else { at };
        at = self.modifiers(at, end);
        self.declaration(from, at, end, parent, attributes)
    }

    fn inner_attribute(&mut self, found: &Attributes, parent: Option<u32>) {
        if !found.test {
            return;
        }
        match parent {
            Some(parent) => self.outline.items[parent as usize].attributes.test = true,
            None => self.outline.test = true,
        }
    }

    /// Skips visibility and the words before `fn`, `impl`, `trait`, …
    fn modifiers(&self, mut at: usize, end: usize) -> usize {
        while at < end {
            match self.word(at) {
                "pub" | "crate" if self.word(at) == "pub" => {
                    at += 1;
                    if self.token(at).opens(b'(') {
                        at = self.behind(at);
                    }
                }
                "default" | "unsafe" | "async" | "safe" | "auto"
                    if !self.token(at + 1).is(b'!') =>
                {
                    at += 1
                }
                "const" if matches!(self.word(at + 1), "fn" | "unsafe" | "async" | "extern") => {
                    at += 1
                }
                "extern" if self.word(at + 1) == "fn" => at += 1,
                "extern"
                    if self.token(at + 1).kind == TokenKind::Literal
                        && self.word(at + 2) == "fn" =>
                {
                    at += 2
                }
                _ => break,
            }
        }
        at
    }

    fn declaration(
        &mut self,
        from: usize,
        at: usize,
        end: usize,
        parent: Option<u32>,
        attributes: Attributes,
    ) -> usize {
        let kind = match self.word(at) {
            "fn" => ItemKind::Fn,
            "mod" => ItemKind::Mod,
            "struct" | "union" if !self.word(at + 1).is_empty() => ItemKind::Struct,
            "enum" => ItemKind::Enum,
            "trait" => ItemKind::Trait,
            "type" => ItemKind::Type,
            "impl" => ItemKind::Impl,
            "const" => ItemKind::Const,
            "static" => ItemKind::Static,
            "use" => ItemKind::Use,
            "extern" if self.word(at + 1) == "crate" => ItemKind::ExternCrate,
            "macro_rules" | "macro" => ItemKind::MacroRules,
            "" => {
                // Inside a macro call anything may stand: look for items in its groups.
                if let TokenKind::Open(_) = self.token(at).kind {
                    let behind = self.behind(at);
                    self.items(at + 1..behind.saturating_sub(1), parent);
                    return behind;
                }
                return at + 1;
            }
            _ => return self.macro_call(from, at, end, parent, attributes),
        };
        let (name_index, stop) = self.name_and_end(kind, at, end);
        let name_token = self.token(name_index);
        let named =
            name_token.kind == TokenKind::Ident && kind != ItemKind::Impl && kind != ItemKind::Use;
        let index = self.push(kind, from, stop, parent, attributes);
        let name_at = if named { name_token } else { self.token(at) };
        let item = &mut self.outline.items[index as usize];
        item.name_at = name_at.start..name_at.end;
        if named {
            item.name = name_token.text(self.text).into();
        }
        self.details(kind, index, at, stop);
        stop
    }

    fn push(
        &mut self,
        kind: ItemKind,
        from: usize,
        stop: usize,
        parent: Option<u32>,
        attributes: Attributes,
    ) -> u32 {
        let (first, last) = (self.token(from), self.token(stop.max(from + 1) - 1));
        let deepest = self.depths.get(from..stop).unwrap_or_default().iter().max();
        let base = self.depths.get(from).copied().unwrap_or(0);
        self.outline.items.push(Item {
            kind,
            name: CompactString::default(),
            name_at: first.start..first.end,
            span: first.start..last.end,
            body: None,
            parent,
            attributes,
            uses: Vec::new(),
            self_name: CompactString::default(),
            trait_name: CompactString::default(),
            too_deep: deepest.is_some_and(|deepest| deepest - base.min(*deepest) > DEEPEST),
        });
        self.outline.items.len() as u32 - 1
    }

    /// The token of the name, and the index behind the item whose keyword is at `at`.
    fn name_and_end(&self, kind: ItemKind, at: usize, end: usize) -> (usize, usize) {
        let name = match kind {
            ItemKind::ExternCrate => at + 2,
            ItemKind::MacroRules if self.token(at + 1).is(b'!') => at + 2,
            ItemKind::Static | ItemKind::Const => {
                at + 1 + usize::from(matches!(self.word(at + 1), "mut" | "ref"))
            }
            _ => at + 1,
        };
        let ends_with_brace = !matches!(
            kind,
            ItemKind::Const
                | ItemKind::Static
                | ItemKind::Type
                | ItemKind::Use
                | ItemKind::ExternCrate
        );
        let mut index = at + 1;
        let mut angles = 0i32;
        while index < end {
            let token = self.token(index);
            match token.kind {
                TokenKind::Punct(b';') => return (name, index + 1),
                TokenKind::Punct(b'<') => angles += 1,
                TokenKind::Punct(b'>')
                    if !self.token(index - 1).is(b'-') && !self.token(index - 1).is(b'=') =>
                {
                    angles -= 1;
                }
                TokenKind::Open(b'{') if ends_with_brace => {
                    let argument = angles > 0
                        && (self.token(index - 1).is(b'<') || self.token(index - 1).is(b','));
                    if !argument {
                        return (name, self.behind(index).min(end));
                    }
                    index = self.behind(index) - 1;
                }
                TokenKind::Open(_) => {
                    index = self.behind(index) - 1;
                    if kind == ItemKind::MacroRules {
                        let semicolon = self.token(index + 1).is(b';');
                        return (name, index + 1 + usize::from(semicolon));
                    }
                }
                _ => {}
            }
            index += 1;
        }
        (name, end)
    }

    fn details(&mut self, kind: ItemKind, index: u32, at: usize, stop: usize) {
        let last = stop - 1;
        let braces = (at..stop).rev().find(|&open| {
            self.token(open).opens(b'{')
                && self.pairs[open] as usize == last
                && self.depth_one(at, open)
        });
        if let Some(open) = braces
            && !matches!(kind, ItemKind::Use | ItemKind::Const | ItemKind::Static | ItemKind::Type)
        {
            let (from, to) = (self.token(open).end, self.token(last).start);
            self.outline.items[index as usize].body = Some(from..to.max(from));
        }
        match kind {
            ItemKind::Mod | ItemKind::Trait => {
                if let Some(open) = braces {
                    self.items(open + 1..last, Some(index));
                }
            }
            ItemKind::Impl => {
                let header = self.tokens.get(at..braces.unwrap_or(stop)).unwrap_or_default();
                let (trait_name, self_name) = impl_names(self.text, header);
                let item = &mut self.outline.items[index as usize];
                (item.trait_name, item.self_name) = (trait_name, self_name);
                if let Some(open) = braces {
                    self.items(open + 1..last, Some(index));
                }
            }
            ItemKind::Use => {
                let tree = self.tokens.get(at + 1..last).unwrap_or_default();
                let item = &mut self.outline.items[index as usize];
                if !item.too_deep {
                    item.uses = uses::read_tokens(self.text, tree);
                }
            }
            ItemKind::ExternCrate => {
                let renamed = self.word(at + 3) == "as";
                let leaf = UseLeaf {
                    path: vec![CompactString::default(), self.word(at + 2).into()],
                    alias: self.word(if renamed { at + 4 } else { at + 2 }).into(),
                    glob: false,
                };
                self.outline.items[index as usize].uses = vec![leaf];
            }
            _ => {}
        }
    }

    /// True when the bracket at `open` is in no other bracket that opens after `at`.
    fn depth_one(&self, at: usize, open: usize) -> bool {
        let mut index = at;
        while index < open {
            index = if matches!(self.token(index).kind, TokenKind::Open(_)) {
                self.behind(index)
            } else {
                index + 1
            };
        }
        index == open
    }

    /// `path::name! { … }` in item position.
    fn macro_call(
        &mut self,
        from: usize,
        at: usize,
        end: usize,
        parent: Option<u32>,
        attributes: Attributes,
    ) -> usize {
        let mut index = at;
        while index < end
            && (self.token(index).kind == TokenKind::Ident || self.token(index).is(b':'))
        {
            index += 1;
        }
        if !self.token(index).is(b'!') || index == at {
            return index.max(at + 1);
        }
        let name = self.token(index - 1);
        let open = index + 1 + usize::from(!self.word(index + 1).is_empty());
        if !matches!(self.token(open).kind, TokenKind::Open(_)) {
            return index + 1;
        }
        let behind = self.behind(open).min(end);
        let stop = behind + usize::from(self.token(behind).is(b';') && behind < end);
        let item = self.push(ItemKind::MacroCall, from, stop, parent, attributes);
        let call = &mut self.outline.items[item as usize];
        call.name = name.text(self.text).into();
        call.name_at = name.start..name.end;
        let inside = open + 1..behind.saturating_sub(1);
        self.items(inside, Some(item));
        stop
    }
}

/// The last names of the trait and of the type in `impl<…> Trait<…> for Type<…> where …`.
fn impl_names(text: &str, header: &[Token]) -> (CompactString, CompactString) {
    let mut angles = 0i32;
    let (mut before_for, mut last) = (None, CompactString::default());
    for (index, token) in header.iter().enumerate().skip(1) {
        match token.kind {
            TokenKind::Punct(b'<') => angles += 1,
            TokenKind::Punct(b'>')
                if !header[index - 1].is(b'-') && !header[index - 1].is(b'=') =>
            {
                angles -= 1
            }
            TokenKind::Ident if angles == 0 => match token.text(text) {
                "for" if !header.get(index + 1).is_some_and(|next| next.is(b'<')) => {
                    before_for = Some(std::mem::take(&mut last));
                }
                "where" => break,
                "dyn" | "mut" | "const" | "unsafe" => {}
                name => last = name.into(),
            },
            _ => {}
        }
    }
    (before_for.unwrap_or_default(), last)
}
