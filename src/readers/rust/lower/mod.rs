//! From `syn` to [`Body`]: one function, constant or static at a time.
//!
//! Local names are bound and block-level `use` is applied on the way, so that what is left as a path
//! is for the module to resolve. The text of the item and its offset in the file go in.

pub(crate) mod ir;
pub(crate) mod types;

mod expressions;
pub(crate) mod macros;
mod operators;
mod patterns;
mod statements;

use std::ops::Range;

use compact_str::CompactString;
use proc_macro2::Span;
use syn::Expr as Syn;

use self::ir::*;
use self::patterns::Matched;
use self::types::{generics, path_ref, return_type, type_ref};
use super::syntax::{attributes, lexer};

/// Why a text does not parse: the byte at which it ends to be Rust, and what was expected.
pub(crate) type ParseError = (u32, String);

/// Lowers the function whose text `text` starts at byte `base` of its file.
pub(crate) fn function(text: &str, base: u32) -> Result<Body, ParseError> {
    parsed(text, base, |function: syn::ImplItemFn, lowerer| {
        lowerer.attributes(&function.attrs);
        lowerer.signature(&function.sig);
        lowerer.root_block(&function.block);
    })
}

/// Lowers the expression `text`, the value of a constant or static of type `ty`.
pub(crate) fn value(text: &str, base: u32, ty: Option<&str>) -> Result<Body, ParseError> {
    parsed(text, base, |expr: Syn, lowerer| {
        let value = lowerer.expr(&expr);
        lowerer.body.results.push(value);
        let ty = ty.and_then(|ty| syn::parse_str::<syn::Type>(ty).ok());
        lowerer.body.returns = ty.map(|ty| type_ref(&ty));
    })
}

fn parsed<T: syn::parse::Parse>(
    text: &str,
    base: u32,
    lower: impl FnOnce(T, &mut Lowerer<'_>),
) -> Result<Body, ParseError> {
    let lowered = match syn::parse_str::<T>(text) {
        Ok(tree) => {
            let mut lowerer = Lowerer::new(text, base);
            lower(tree, &mut lowerer);
            Ok(lowerer.body)
        }
        Err(error) => Err((base + error.span().byte_range().start as u32, error.to_string())),
    };
    // Every parse adds its text to a table of this thread, which nobody needs from here on.
    proc_macro2::extra::invalidate_current_thread_spans();
    lowered
}

/// What a name in a block stands for.
#[derive(Clone)]
pub(super) enum Named {
    Binding(BindingId),
    Use(Vec<CompactString>),
}

pub(crate) struct Lowerer<'t> {
    text: &'t str,
    base: u32,
    pub(crate) body: Body,
    scopes: Vec<Vec<(CompactString, Named)>>,
    frame: FrameId,
    parent: Option<ExprId>,
}

impl<'t> Lowerer<'t> {
    pub(super) fn new(text: &'t str, base: u32) -> Self {
        let body =
            Body { frames: vec![Frame { parent: None, kind: FrameKind::Root }], ..Body::default() };
        Self { text, base, body, scopes: vec![Vec::new()], frame: FrameId(0), parent: None }
    }

    pub(crate) fn bytes(&self, span: Span) -> Range<u32> {
        let range = span.byte_range();
        self.base + range.start as u32..self.base + range.end as u32
    }

    pub(super) fn attributes(&mut self, attrs: &[syn::Attribute]) {
        for attr in attrs {
            let path = path_ref(attr.path(), None, &|span| self.bytes(span));
            let mut named = Vec::new();
            if let syn::Meta::List(list) = &attr.meta {
                type Arguments = syn::punctuated::Punctuated<syn::Meta, syn::Token![,]>;
                let parser = Arguments::parse_terminated;
                for argument in
                    syn::parse::Parser::parse2(parser, list.tokens.clone()).unwrap_or_default()
                {
                    if let syn::Meta::NameValue(pair) = argument
                        && let Some(name) = pair.path.get_ident()
                    {
                        let value = self.expr(&pair.value);
                        named.push((name.to_string().into(), self.bytes(name.span()), value));
                    }
                }
            }
            self.body.attributes.push(AttributeUse { path, named });
        }
    }

    pub(super) fn signature(&mut self, sig: &syn::Signature) {
        self.body.is_async = sig.asyncness.is_some();
        self.body.generics = generics(&sig.generics);
        self.body.returns = return_type(&sig.output);
        for (index, input) in sig.inputs.iter().enumerate() {
            let first = self.body.bindings.len();
            let ty = match input {
                syn::FnArg::Receiver(_) => TypeRef::Path(vec!["Self".into()], Vec::new()),
                syn::FnArg::Typed(typed) => type_ref(&typed.ty),
            };
            let value = Matched::whole(Origin::Param(index as u32), Some(ty.clone()), None);
            match input {
                syn::FnArg::Receiver(receiver) => {
                    let at = self.bytes(receiver.self_token.span);
                    self.binding("self".into(), at, value);
                }
                syn::FnArg::Typed(typed) => {
                    self.pattern(&typed.pat, value.clone());
                    // What binds no name is a parameter all the same.
                    if self.body.bindings.len() == first {
                        self.binding("_".into(), 0..0, value);
                    }
                }
            }
            self.body.params.push(BindingId(first as u32));
            self.body.param_types.push(ty);
        }
    }

    pub(super) fn root_block(&mut self, block: &syn::Block) {
        if self.body.is_async {
            self.enter(FrameKind::Async);
        }
        if let Some(tail) = self.block(block) {
            self.body.results.push(tail);
        }
    }

    // Scopes, frames and expressions.

    pub(crate) fn enter(&mut self, kind: FrameKind) -> FrameId {
        self.body.frames.push(Frame { parent: Some(self.frame), kind });
        std::mem::replace(&mut self.frame, FrameId(self.body.frames.len() as u32 - 1))
    }

    pub(crate) fn leave(&mut self, outer: FrameId) {
        self.frame = outer;
    }

    pub(crate) fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(Vec::new());
        let value = inside(self);
        self.scopes.pop();
        value
    }

    pub(super) fn name(&mut self, name: CompactString, named: Named) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push((name, named));
        }
    }

    pub(super) fn named(&self, name: &str) -> Option<&Named> {
        let scopes = self.scopes.iter().rev();
        scopes
            .flat_map(|scope| scope.iter().rev())
            .find(|(known, _)| known == name)
            .map(|(_, named)| named)
    }

    fn binding(&mut self, name: CompactString, at: Range<u32>, value: Matched) {
        let id = BindingId(self.body.bindings.len() as u32);
        let Matched { origin, ty, init, parts, field } = value;
        let assigned = Vec::new();
        self.body.bindings.push(Binding {
            name: name.clone(),
            at,
            origin,
            ty,
            init,
            parts,
            field,
            assigned,
        });
        self.name(name, Named::Binding(id));
    }

    /// A new expression, to be filled by [`Self::fill`] when its parts are known.
    pub(crate) fn reserve(&mut self, span: Range<u32>) -> ExprId {
        let id = ExprId(self.body.exprs.len() as u32);
        self.body.exprs.push(Expr {
            kind: ExprKind::Opaque,
            span,
            frame: self.frame,
            parent: self.parent,
        });
        self.parent = Some(id);
        id
    }

    pub(crate) fn fill(&mut self, id: ExprId, kind: ExprKind) -> ExprId {
        let expr = &mut self.body.exprs[id.0 as usize];
        expr.kind = kind;
        self.parent = expr.parent;
        id
    }

    pub(super) fn span(&self, id: ExprId) -> Range<u32> {
        self.body.exprs[id.0 as usize].span.clone()
    }

    /// Widens `id` to everything from `first` to `end`.
    pub(super) fn widen(&mut self, id: ExprId, first: ExprId, end: u32) {
        let start = self.span(first).start;
        self.body.exprs[id.0 as usize].span = start..end.max(start);
    }

    /// The frame of what stands under `attrs`, when these leave it out of some builds.
    pub(super) fn left_out(&self, attrs: &[syn::Attribute]) -> Option<FrameKind> {
        let frames = attrs.iter().filter_map(|attr| {
            let open = attr.bracket_token.span.open().byte_range().end;
            let close = attr.bracket_token.span.close().byte_range().start;
            left_out_by(self.text.get(open..close).unwrap_or_default())
        });
        frames.min_by_key(|frame| *frame != FrameKind::Test)
    }

    pub(super) fn in_frame_of<T>(
        &mut self,
        attrs: &[syn::Attribute],
        inside: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let Some(frame) = self.left_out(attrs) else { return inside(self) };
        let outer = self.enter(frame);
        let value = inside(self);
        self.leave(outer);
        value
    }
}

/// The frame of what stands under the attribute `text`, when this leaves it out of some builds.
fn left_out_by(text: &str) -> Option<FrameKind> {
    let attribute = attributes::read(text, &lexer::tokens(text));
    match attribute {
        _ if attribute.test => Some(FrameKind::Test),
        _ if attribute.debug => Some(FrameKind::Debug),
        _ => None,
    }
}
