//! Patterns: the names that they bind, and the way from the value to each.

use compact_str::CompactString;
use syn::Pat;

use super::Lowerer;
use super::ir::*;
use super::types::{self, type_ref};

/// What a pattern is matched with.
#[derive(Clone)]
pub(super) struct Matched {
    pub(super) origin: Origin,
    pub(super) ty: Option<TypeRef>,
    pub(super) init: Option<ExprId>,
    /// The way from `init` to this part of it, outermost first.
    pub(super) parts: Vec<Part>,
    /// The field that the last [`Part::Field`] names.
    pub(super) field: Option<CompactString>,
}

impl Matched {
    /// A whole value.
    pub(super) fn whole(origin: Origin, ty: Option<TypeRef>, init: Option<ExprId>) -> Self {
        Self { origin, ty, init, parts: Vec::new(), field: None }
    }

    /// A part of this value, of a type that is not known.
    fn part(&self, part: Part) -> Self {
        let mut inner = Self { ty: None, ..self.clone() };
        inner.parts.push(part);
        inner
    }

    /// The n-th of `count` parts.
    fn nth(&self, index: usize, count: usize) -> Self {
        self.part(Part::Index(index as u32, count as u32))
    }
}

impl Lowerer<'_> {
    pub(super) fn pattern(&mut self, pat: &Pat, value: Matched) {
        match pat {
            Pat::Ident(ident) => {
                let at = self.bytes(ident.ident.span());
                // A capitalised name in a pattern is a constant or a unit variant.
                let name = ident.ident.to_string();
                if !name.starts_with(char::is_uppercase) {
                    self.binding(name.into(), at, value.clone());
                }
                if let Some((_, inner)) = &ident.subpat {
                    self.pattern(inner, value);
                }
            }
            Pat::Type(typed) => {
                self.pattern(&typed.pat, Matched { ty: Some(type_ref(&typed.ty)), ..value });
            }
            Pat::Guard(guarded) => {
                self.pattern(&guarded.pat, value);
                self.expr(&guarded.guard);
            }
            Pat::Paren(inner) => self.pattern(&inner.pat, value),
            Pat::Reference(inner) => self.pattern(&inner.pat, value),
            Pat::Or(or) => or.cases.iter().for_each(|case| self.pattern(case, value.clone())),
            Pat::Tuple(tuple) => {
                let count = tuple.elems.len();
                for (index, elem) in tuple.elems.iter().enumerate() {
                    // With a type of its own a part needs no way from the whole.
                    let part = match &value.ty {
                        Some(TypeRef::Tuple(types)) if types.len() == count => {
                            Matched { ty: Some(types[index].clone()), ..value.clone() }
                        }
                        _ => value.nth(index, count),
                    };
                    self.pattern(elem, part);
                }
            }
            Pat::TupleStruct(tuple) => {
                let count = tuple.elems.len();
                for (index, elem) in tuple.elems.iter().enumerate() {
                    // `Some(x)`, `Ok(x)` and their like hold what they are made from.
                    let part = if count == 1 { value.clone() } else { value.nth(index, count) };
                    self.pattern(elem, part);
                }
            }
            Pat::Struct(record) => {
                for member in &record.fields {
                    let field = Some(types::member_name(&member.member));
                    self.pattern(&member.pat, Matched { field, ..value.part(Part::Field) });
                }
            }
            Pat::Slice(slice) => {
                for elem in &slice.elems {
                    self.pattern(elem, Matched { ty: None, ..value.clone() });
                }
            }
            _ => {}
        }
    }
}
