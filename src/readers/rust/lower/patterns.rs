//! Patterns: the names that they bind, and the way from the value to each.

use compact_str::CompactString;
use syn::Pat;

use super::Lowerer;
use super::ir::*;
use super::types::{self, type_ref};

impl Lowerer<'_> {
    pub(crate) fn pattern(
        &mut self,
        pat: &Pat,
        origin: Origin,
        ty: Option<TypeRef>,
        init: Option<ExprId>,
        parts: &mut Vec<Part>,
        field: Option<CompactString>,
    ) {
        match pat {
            Pat::Ident(ident) => {
                let at = self.bytes(ident.ident.span());
                // A capitalised name in a pattern is a constant or a unit variant.
                let name = ident.ident.to_string();
                if !name.starts_with(char::is_uppercase) {
                    self.binding(name.into(), at, origin, ty.clone(), init, parts, field.clone());
                }
                if let Some((_, inner)) = &ident.subpat {
                    self.pattern(inner, origin, ty, init, parts, field);
                }
            }
            Pat::Type(typed) => {
                let ty = type_ref(&typed.ty);
                self.pattern(&typed.pat, origin, Some(ty), init, parts, field);
            }
            Pat::Guard(guarded) => {
                self.pattern(&guarded.pat, origin, ty, init, parts, field);
                self.expr(&guarded.guard);
            }
            Pat::Paren(inner) => self.pattern(&inner.pat, origin, ty, init, parts, field),
            Pat::Reference(inner) => self.pattern(&inner.pat, origin, ty, init, parts, field),
            Pat::Or(or) => or.cases.iter().for_each(|case| {
                self.pattern(case, origin, ty.clone(), init, parts, field.clone());
            }),
            Pat::Tuple(tuple) => self.tuple_pattern(tuple, origin, ty, init, parts, field),
            Pat::TupleStruct(tuple) => self.variant_pattern(tuple, origin, ty, init, parts, field),
            Pat::Struct(record) => {
                for member in &record.fields {
                    parts.push(Part::Field);
                    let name = types::member_name(&member.member);
                    self.pattern(&member.pat, origin, None, init, parts, Some(name));
                    parts.pop();
                }
            }
            Pat::Slice(slice) => {
                slice
                    .elems
                    .iter()
                    .for_each(|elem| self.pattern(elem, origin, None, init, parts, field.clone()));
            }
            _ => {}
        }
    }

    fn tuple_pattern(
        &mut self,
        tuple: &syn::PatTuple,
        origin: Origin,
        ty: Option<TypeRef>,
        init: Option<ExprId>,
        parts: &mut Vec<Part>,
        field: Option<CompactString>,
    ) {
        let count = tuple.elems.len() as u32;
        let types = match &ty {
            Some(TypeRef::Tuple(types)) if types.len() == tuple.elems.len() => Some(types.clone()),
            _ => None,
        };
        for (index, elem) in tuple.elems.iter().enumerate() {
            let known = types.as_ref().map(|types| types[index].clone());
            // With a type of its own a part needs no way from the whole.
            if known.is_none() {
                parts.push(Part::Index(index as u32, count));
            }
            self.pattern(elem, origin, known.clone(), init, parts, field.clone());
            if known.is_none() {
                parts.pop();
            }
        }
    }

    fn variant_pattern(
        &mut self,
        tuple: &syn::PatTupleStruct,
        origin: Origin,
        ty: Option<TypeRef>,
        init: Option<ExprId>,
        parts: &mut Vec<Part>,
        field: Option<CompactString>,
    ) {
        let count = tuple.elems.len() as u32;
        for (index, elem) in tuple.elems.iter().enumerate() {
            // `Some(x)`, `Ok(x)` and their like hold what they are made from.
            let wraps = count == 1;
            if !wraps {
                parts.push(Part::Index(index as u32, count));
            }
            self.pattern(
                elem,
                origin,
                if wraps { ty.clone() } else { None },
                init,
                parts,
                field.clone(),
            );
            if !wraps {
                parts.pop();
            }
        }
    }
}
