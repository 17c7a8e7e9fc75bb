//! From `syn` to [`Body`]: one function, constant or static at a time.
//!
//! Local names are bound and block-level `use` is applied on the way, so that what is left as a path
//! is for the module to resolve. The text of the item and its offset in the file go in.

use std::ops::Range;

use compact_str::CompactString;
use proc_macro2::Span;
use syn::{Expr as Syn, Pat, Stmt};

use super::attributes;
use super::ir::*;
use super::lexer;
use super::lower_types::{self, generics, path_ref, return_type, type_ref};

/// Why a text does not parse: the byte at which it ends to be Rust, and what was expected.
pub(super) type ParseError = (u32, String);

/// Lowers the function whose text `text` starts at byte `base` of its file.
pub(super) fn function(text: &str, base: u32) -> Result<Body, ParseError> {
    parsed(text, base, |function: syn::ImplItemFn, lowerer| {
        lowerer.attributes(&function.attrs);
        lowerer.signature(&function.sig);
        lowerer.root_block(&function.block);
    })
}

/// Lowers the expression `text`, the value of a constant or static of type `ty`.
pub(super) fn value(text: &str, base: u32, ty: Option<&str>) -> Result<Body, ParseError> {
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
enum Named {
    Binding(BindingId),
    Use(Vec<CompactString>),
}

pub(super) struct Lowerer<'t> {
    text: &'t str,
    base: u32,
    pub(super) body: Body,
    scopes: Vec<Vec<(CompactString, Named)>>,
    frame: FrameId,
    parent: Option<ExprId>,
}

impl<'t> Lowerer<'t> {
    fn new(text: &'t str, base: u32) -> Self {
        let body =
            Body { frames: vec![Frame { parent: None, kind: FrameKind::Root }], ..Body::default() };
        Self { text, base, body, scopes: vec![Vec::new()], frame: FrameId(0), parent: None }
    }

    pub(super) fn bytes(&self, span: Span) -> Range<u32> {
        let range = span.byte_range();
        self.base + range.start as u32..self.base + range.end as u32
    }

    fn attributes(&mut self, attrs: &[syn::Attribute]) {
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

    fn signature(&mut self, sig: &syn::Signature) {
        self.body.is_async = sig.asyncness.is_some();
        self.body.generics = generics(&sig.generics);
        self.body.returns = return_type(&sig.output);
        for (index, input) in sig.inputs.iter().enumerate() {
            let origin = Origin::Param(index as u32);
            match input {
                syn::FnArg::Receiver(receiver) => {
                    let ty = TypeRef::Path(vec!["Self".into()], Vec::new());
                    let at = self.bytes(receiver.self_token.span);
                    let binding =
                        self.binding("self".into(), at, origin, Some(ty.clone()), None, &[], None);
                    self.body.params.push(binding);
                    self.body.param_types.push(ty);
                }
                syn::FnArg::Typed(typed) => {
                    let ty = type_ref(&typed.ty);
                    let first = self.body.bindings.len();
                    self.pattern(&typed.pat, origin, Some(ty.clone()), None, &mut Vec::new(), None);
                    if self.body.bindings.len() == first {
                        self.binding("_".into(), 0..0, origin, Some(ty.clone()), None, &[], None);
                    }
                    self.body.params.push(BindingId(first as u32));
                    self.body.param_types.push(ty);
                }
            }
        }
    }

    fn root_block(&mut self, block: &syn::Block) {
        if self.body.is_async {
            self.enter(FrameKind::Async);
        }
        if let Some(tail) = self.block(block) {
            self.body.results.push(tail);
        }
    }

    // Scopes, frames and expressions.

    pub(super) fn enter(&mut self, kind: FrameKind) -> FrameId {
        self.body.frames.push(Frame { parent: Some(self.frame), kind });
        std::mem::replace(&mut self.frame, FrameId(self.body.frames.len() as u32 - 1))
    }

    pub(super) fn leave(&mut self, outer: FrameId) {
        self.frame = outer;
    }

    pub(super) fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(Vec::new());
        let value = inside(self);
        self.scopes.pop();
        value
    }

    fn name(&mut self, name: CompactString, named: Named) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push((name, named));
        }
    }

    fn named(&self, name: &str) -> Option<&Named> {
        let scopes = self.scopes.iter().rev();
        scopes
            .flat_map(|scope| scope.iter().rev())
            .find(|(known, _)| known == name)
            .map(|(_, named)| named)
    }

    #[allow(clippy::too_many_arguments, reason = "each is one column of a binding")]
    fn binding(
        &mut self,
        name: CompactString,
        at: Range<u32>,
        origin: Origin,
        ty: Option<TypeRef>,
        init: Option<ExprId>,
        parts: &[Part],
        field: Option<CompactString>,
    ) -> BindingId {
        let id = BindingId(self.body.bindings.len() as u32);
        let parts = parts.to_vec();
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
        id
    }

    /// A new expression, to be filled by [`Self::fill`] when its parts are known.
    pub(super) fn reserve(&mut self, span: Range<u32>) -> ExprId {
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

    pub(super) fn fill(&mut self, id: ExprId, kind: ExprKind) -> ExprId {
        let expr = &mut self.body.exprs[id.0 as usize];
        expr.kind = kind;
        self.parent = expr.parent;
        id
    }

    fn span(&self, id: ExprId) -> Range<u32> {
        self.body.exprs[id.0 as usize].span.clone()
    }

    /// Widens `id` to everything from `first` to `end`.
    fn widen(&mut self, id: ExprId, first: ExprId, end: u32) {
        let start = self.span(first).start;
        self.body.exprs[id.0 as usize].span = start..end.max(start);
    }

    fn is_test(&self, attrs: &[syn::Attribute]) -> bool {
        attrs.iter().any(|attr| {
            let open = attr.bracket_token.span.open().byte_range().end;
            let close = attr.bracket_token.span.close().byte_range().start;
            let inside = self.text.get(open..close).unwrap_or_default();
            attributes::read(inside, &lexer::tokens(inside)).test
        })
    }

    fn in_test_frame<T>(
        &mut self,
        attrs: &[syn::Attribute],
        inside: impl FnOnce(&mut Self) -> T,
    ) -> T {
        if attrs.is_empty() || !self.is_test(attrs) {
            return inside(self);
        }
        let outer = self.enter(FrameKind::Test);
        let value = inside(self);
        self.leave(outer);
        value
    }

    // Statements.

    /// Lowers a block in a scope of its own and returns its tail.
    fn block(&mut self, block: &syn::Block) -> Option<ExprId> {
        self.scoped(|this| this.statements(&block.stmts))
    }

    pub(super) fn statements(&mut self, statements: &[Stmt]) -> Option<ExprId> {
        // Items are in scope in the whole block, also before the place where they stand.
        for statement in statements {
            if let Stmt::Item(item) = statement {
                self.declare(item);
            }
        }
        let mut tail = None;
        for statement in statements {
            tail = match statement {
                Stmt::Local(local) => {
                    self.in_test_frame(&local.attrs, |this| this.local(local));
                    None
                }
                Stmt::Item(item) => {
                    self.item(item);
                    None
                }
                Stmt::Expr(expr, semicolon) => {
                    let value =
                        self.in_test_frame(lower_types::attrs_of(expr), |this| this.expr(expr));
                    semicolon.is_none().then_some(value)
                }
                Stmt::Macro(call) => {
                    let value = self.in_test_frame(&call.attrs, |this| this.macro_call(&call.mac));
                    call.semi_token.is_none().then_some(value)
                }
            };
        }
        tail
    }

    fn local(&mut self, local: &syn::Local) {
        let init = local.init.as_ref().map(|init| self.expr(&init.expr));
        if let Some((_, diverge)) = local.init.as_ref().and_then(|init| init.diverge.as_ref()) {
            self.expr(diverge);
        }
        let (pat, ty) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some(type_ref(&typed.ty))),
            pat => (pat, None),
        };
        self.pattern(pat, Origin::Let, ty, init, &mut Vec::new(), None);
    }

    fn declare(&mut self, item: &syn::Item) {
        if let syn::Item::Use(item) = item {
            let mut leaves = Vec::new();
            lower_types::use_leaves(&item.tree, item.leading_colon.is_some(), &mut leaves);
            for leaf in leaves {
                if leaf.glob {
                    self.body.globs.push(self.expanded(leaf.path));
                } else if !(leaf.path.len() == 1 && leaf.path[0] == leaf.alias) {
                    let path = self.expanded(leaf.path);
                    self.name(leaf.alias, Named::Use(path));
                }
            }
        }
    }

    /// A path whose first segment may itself be the alias of a block-level `use`.
    fn expanded(&self, path: Vec<CompactString>) -> Vec<CompactString> {
        match path.first().and_then(|first| self.named(first)) {
            Some(Named::Use(prefix)) => {
                prefix.iter().cloned().chain(path.into_iter().skip(1)).collect()
            }
            _ => path,
        }
    }

    fn item(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Const(item) => self.local_const(&item.ident, &item.ty, Some(&item.expr)),
            syn::Item::Static(item) => self.local_const(&item.ident, &item.ty, Some(&item.expr)),
            syn::Item::Fn(item) if !self.is_test(&item.attrs) => {
                self.nested(&item.attrs, &item.sig, &item.block, item.sig.ident.to_string().into());
            }
            syn::Item::Impl(item) if !self.is_test(&item.attrs) => {
                for member in &item.items {
                    if let syn::ImplItem::Fn(member) = member {
                        let name = member.sig.ident.to_string().into();
                        self.nested(&member.attrs, &member.sig, &member.block, name);
                    }
                }
            }
            syn::Item::Macro(item) if item.ident.is_none() => {
                self.macro_call(&item.mac);
            }
            _ => {}
        }
    }

    fn local_const(&mut self, ident: &syn::Ident, ty: &syn::Type, value: Option<&Syn>) {
        let init = value.map(|value| self.expr(value));
        let at = self.bytes(ident.span());
        self.binding(
            ident.to_string().into(),
            at,
            Origin::Const,
            Some(type_ref(ty)),
            init,
            &[],
            None,
        );
    }

    /// A function in a function: it sees the items around it and none of the variables.
    fn nested(
        &mut self,
        attrs: &[syn::Attribute],
        sig: &syn::Signature,
        block: &syn::Block,
        name: CompactString,
    ) {
        let mut inner = Lowerer::new(self.text, self.base);
        let uses = self.scopes.iter().flatten().filter(|(_, named)| matches!(named, Named::Use(_)));
        inner.scopes = vec![uses.cloned().collect(), Vec::new()];
        inner.body.globs = self.body.globs.clone();
        inner.attributes(attrs);
        inner.signature(sig);
        inner.root_block(block);
        inner.body.inner_path = name;
        self.body.nested.push(inner.body);
    }

    // Patterns.

    pub(super) fn pattern(
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
            Pat::Tuple(tuple) => {
                let count = tuple.elems.len() as u32;
                let types = match &ty {
                    Some(TypeRef::Tuple(types)) if types.len() == tuple.elems.len() => {
                        Some(types.clone())
                    }
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
            Pat::TupleStruct(tuple) => {
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
            Pat::Struct(record) => {
                for member in &record.fields {
                    parts.push(Part::Field);
                    let name = lower_types::member_name(&member.member);
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

    // Expressions.

    pub(super) fn expr(&mut self, expr: &Syn) -> ExprId {
        match expr {
            Syn::Lit(lit) => self.literal(&lit.lit),
            Syn::Path(path) => self.path(path),
            Syn::Call(call) => {
                let id = self.reserve(0..0);
                let callee = self.expr(&call.func);
                let args = self.exprs(&call.args);
                self.widen(id, callee, self.bytes(call.paren_token.span.close()).end);
                self.fill(id, ExprKind::Call(callee, args))
            }
            Syn::MethodCall(call) => {
                let id = self.reserve(0..0);
                let receiver = self.expr(&call.receiver);
                let args = self.exprs(&call.args);
                let generics =
                    call.turbofish.as_ref().map(lower_types::type_arguments).unwrap_or_default();
                let name_at = self.bytes(call.method.span());
                self.widen(id, receiver, self.bytes(call.paren_token.span.close()).end);
                let name = call.method.to_string().into();
                self.fill(
                    id,
                    ExprKind::Method(Box::new(MethodCall {
                        receiver,
                        name,
                        name_at,
                        args,
                        generics,
                    })),
                )
            }
            Syn::Field(field) => {
                let id = self.reserve(0..0);
                let base = self.expr(&field.base);
                let end = self.bytes(lower_types::member_span(&field.member)).end;
                self.widen(id, base, end);
                self.fill(id, ExprKind::Field(base, lower_types::member_name(&field.member)))
            }
            Syn::Await(inner) => self.wrapped(&inner.base, inner.await_token.span, ExprKind::Await),
            Syn::Try(inner) => {
                self.wrapped(&inner.expr, inner.question_token.spans[0], ExprKind::Try)
            }
            Syn::Reference(inner) => {
                self.wrapped(&inner.expr, inner.and_token.spans[0], ExprKind::Same)
            }
            Syn::RawAddr(inner) => {
                self.wrapped(&inner.expr, inner.and_token.spans[0], ExprKind::Same)
            }
            Syn::Paren(inner) => {
                self.wrapped(&inner.expr, inner.paren_token.span.close(), ExprKind::Same)
            }
            Syn::Group(inner) => self.expr(&inner.expr),
            Syn::Unary(inner) => match inner.op {
                syn::UnOp::Neg(op) => {
                    self.wrapped(&inner.expr, op.spans[0], |e| ExprKind::Unary('-', e))
                }
                syn::UnOp::Not(op) => {
                    self.wrapped(&inner.expr, op.spans[0], |e| ExprKind::Unary('!', e))
                }
                syn::UnOp::Deref(op) => self.wrapped(&inner.expr, op.spans[0], ExprKind::Same),
                _ => self.wrapped(&inner.expr, Span::call_site(), ExprKind::Same),
            },
            Syn::Binary(binary) => self.binary(binary),
            Syn::Cast(cast) => {
                let id = self.reserve(0..0);
                let inner = self.expr(&cast.expr);
                self.widen(id, inner, self.span(inner).end);
                self.fill(id, ExprKind::Cast(inner, type_ref(&cast.ty)))
            }
            Syn::Closure(closure) => self.closure(closure),
            Syn::Async(block) => {
                let id = self.reserve(self.bytes(block.async_token.span));
                let outer = self.enter(FrameKind::Async);
                let tail = self.block(&block.block);
                self.leave(outer);
                self.fill(id, ExprKind::Async { tail })
            }
            Syn::Block(block) => self.plain_block(&block.block),
            Syn::Unsafe(block) => self.plain_block(&block.block),
            Syn::Const(block) => self.plain_block(&block.block),
            Syn::TryBlock(block) => self.plain_block(&block.block),
            Syn::If(branch) => self.scoped(|this| this.branch(branch)),
            Syn::Match(decision) => self.decision(decision),
            Syn::ForLoop(looped) => self.for_loop(looped),
            Syn::While(looped) => {
                let id = self.reserve(self.bytes(looped.while_token.span));
                self.scoped(|this| {
                    let outer = this.enter(FrameKind::Loop(id));
                    this.expr(&looped.cond);
                    this.block(&looped.body);
                    this.leave(outer);
                });
                self.fill(id, ExprKind::While)
            }
            Syn::Loop(looped) => {
                let id = self.reserve(self.bytes(looped.loop_token.span));
                let outer = self.enter(FrameKind::Loop(id));
                self.block(&looped.body);
                self.leave(outer);
                self.fill(id, ExprKind::While)
            }
            Syn::Let(binding) => {
                let id = self.reserve(self.bytes(binding.let_token.span));
                let init = self.expr(&binding.expr);
                self.pattern(
                    &binding.pat,
                    Origin::Pattern,
                    None,
                    Some(init),
                    &mut Vec::new(),
                    None,
                );
                self.fill(id, ExprKind::Opaque)
            }
            Syn::Struct(record) => self.record(record),
            Syn::Tuple(tuple) => {
                let id = self.reserve(self.bytes(tuple.paren_token.span.join()));
                let elems = self.exprs(&tuple.elems);
                self.fill(id, ExprKind::Tuple(elems))
            }
            Syn::Array(array) => {
                let id = self.reserve(self.bytes(array.bracket_token.span.join()));
                let elems = self.exprs(&array.elems);
                self.fill(id, ExprKind::Array(elems))
            }
            Syn::Repeat(repeat) => {
                let id = self.reserve(self.bytes(repeat.bracket_token.span.join()));
                let elem = self.expr(&repeat.expr);
                self.expr(&repeat.len);
                self.fill(id, ExprKind::Array(vec![elem]))
            }
            Syn::Range(range) => {
                let id = self.reserve(0..0);
                let start = range.start.as_ref().map(|start| self.expr(start));
                let end = range.end.as_ref().map(|end| self.expr(end));
                if let (Some(start), Some(end)) = (start, end) {
                    self.widen(id, start, self.span(end).end);
                }
                let closed = matches!(range.limits, syn::RangeLimits::Closed(_));
                self.fill(id, ExprKind::Range(start, end, closed))
            }
            Syn::Index(index) => {
                let id = self.reserve(0..0);
                let base = self.expr(&index.expr);
                self.expr(&index.index);
                self.widen(id, base, self.bytes(index.bracket_token.span.close()).end);
                self.fill(id, ExprKind::Index(base))
            }
            Syn::Assign(assign) => {
                let id = self.reserve(0..0);
                let right = self.expr(&assign.right);
                let left = self.expr(&assign.left);
                self.widen(id, left, self.span(right).end);
                if let ExprKind::Local(binding) = *self.body.kind(left) {
                    self.body.bindings[binding.0 as usize].assigned.push(right);
                }
                self.fill(id, ExprKind::Assign(left, right))
            }
            Syn::Return(leave) => {
                let id = self.left(self.bytes(leave.return_token.span), leave.expr.as_deref());
                if let ExprKind::Leave(Some(value)) = *self.body.kind(id)
                    && !self
                        .body
                        .frames_of(id)
                        .any(|f| matches!(f, FrameKind::Closure(_) | FrameKind::AsyncClosure(_)))
                {
                    self.body.results.push(value);
                }
                id
            }
            Syn::Break(leave) => {
                self.left(self.bytes(leave.break_token.span), leave.expr.as_deref())
            }
            Syn::Yield(leave) => {
                self.left(self.bytes(leave.yield_token.span), leave.expr.as_deref())
            }
            Syn::Macro(call) => self.macro_call(&call.mac),
            _ => {
                let id = self.reserve(0..0);
                self.fill(id, ExprKind::Opaque)
            }
        }
    }

    pub(super) fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Syn>) -> Vec<ExprId> {
        exprs
            .into_iter()
            .map(|expr| self.in_test_frame(lower_types::attrs_of(expr), |this| this.expr(expr)))
            .collect()
    }

    fn wrapped(
        &mut self,
        inner: &Syn,
        mark: Span,
        kind: impl FnOnce(ExprId) -> ExprKind,
    ) -> ExprId {
        let id = self.reserve(0..0);
        let inner = self.expr(inner);
        let (mark, whole) = (self.bytes(mark), self.span(inner));
        self.body.exprs[id.0 as usize].span = whole.start.min(mark.start)..whole.end.max(mark.end);
        self.fill(id, kind(inner))
    }

    fn left(&mut self, span: Range<u32>, value: Option<&Syn>) -> ExprId {
        let id = self.reserve(span);
        let value = value.map(|value| self.expr(value));
        self.fill(id, ExprKind::Leave(value))
    }

    fn literal(&mut self, lit: &syn::Lit) -> ExprId {
        let id = self.reserve(self.bytes(lit.span()));
        let kind = match lit {
            syn::Lit::Int(int) => int.base10_parse().map_or(ExprKind::Literal, ExprKind::Int),
            syn::Lit::Str(text) => ExprKind::Text(text.value().into()),
            _ => ExprKind::Literal,
        };
        self.fill(id, kind)
    }

    fn path(&mut self, path: &syn::ExprPath) -> ExprId {
        let mut read = path_ref(&path.path, path.qself.as_ref(), &|span| self.bytes(span));
        let start = path
            .path
            .segments
            .first()
            .map_or(read.name_at.start, |s| self.bytes(s.ident.span()).start);
        let id = self.reserve(start.min(read.name_at.end)..read.name_at.end);
        if path.qself.is_none()
            && let Some(first) = read.segments.first()
        {
            match self.named(first) {
                Some(Named::Binding(binding)) if read.segments.len() == 1 => {
                    let kind = ExprKind::Local(*binding);
                    return self.fill(id, kind);
                }
                Some(Named::Use(_)) => read.segments = self.expanded(read.segments),
                _ => {}
            }
        }
        self.fill(id, ExprKind::Path(read))
    }

    fn binary(&mut self, binary: &syn::ExprBinary) -> ExprId {
        let id = self.reserve(0..0);
        let (left, right) = (self.expr(&binary.left), self.expr(&binary.right));
        self.widen(id, left, self.span(right).end);
        self.fill(id, ExprKind::Binary(lower_types::operator(&binary.op), left, right))
    }

    fn closure(&mut self, closure: &syn::ExprClosure) -> ExprId {
        let id = self.reserve(self.bytes(closure.inputs_begin.span));
        let frame = if closure.asyncness.is_some() {
            FrameKind::AsyncClosure(id)
        } else {
            FrameKind::Closure(id)
        };
        let (params, body) = self.scoped(|this| {
            let outer = this.enter(frame);
            let mut params = Vec::new();
            for (index, input) in closure.inputs.iter().enumerate() {
                let first = this.body.bindings.len() as u32;
                this.pattern(
                    input,
                    Origin::ClosureParam(id, index as u32),
                    None,
                    None,
                    &mut Vec::new(),
                    None,
                );
                params.push(BindingId(first));
            }
            let body = this.expr(&closure.body);
            this.leave(outer);
            (params, body)
        });
        self.fill(id, ExprKind::Closure { params, body })
    }

    fn plain_block(&mut self, block: &syn::Block) -> ExprId {
        let id = self.reserve(self.bytes(block.brace_token.span.open()));
        let values = self.block(block).into_iter().collect();
        self.fill(id, ExprKind::Choice { values, decided_by: None })
    }

    fn branch(&mut self, branch: &syn::ExprIf) -> ExprId {
        let id = self.reserve(self.bytes(branch.if_token.span));
        let condition = self.expr(&branch.cond);
        let mut values: Vec<ExprId> = self.block(&branch.then_branch).into_iter().collect();
        if let Some((_, other)) = &branch.else_branch {
            values.push(self.expr(other));
        }
        self.fill(id, ExprKind::Choice { values, decided_by: Some(condition) })
    }

    fn decision(&mut self, decision: &syn::ExprMatch) -> ExprId {
        let id = self.reserve(self.bytes(decision.match_token.span));
        let over = self.expr(&decision.expr);
        let mut values = Vec::new();
        for arm in &decision.arms {
            let value = self.in_test_frame(&arm.attrs, |this| {
                this.scoped(|this| {
                    this.pattern(
                        &arm.pat,
                        Origin::Pattern,
                        None,
                        Some(over),
                        &mut Vec::new(),
                        None,
                    );
                    this.expr(&arm.body)
                })
            });
            values.push(value);
        }
        self.fill(id, ExprKind::Choice { values, decided_by: Some(over) })
    }

    fn for_loop(&mut self, looped: &syn::ExprForLoop) -> ExprId {
        let keyword = self.bytes(looped.for_token.span);
        let id = self.reserve(keyword.clone());
        let over = self.expr(&looped.expr);
        self.scoped(|this| {
            let outer = this.enter(FrameKind::Loop(id));
            this.pattern(&looped.pat, Origin::For, None, Some(over), &mut Vec::new(), None);
            this.block(&looped.body);
            this.leave(outer);
        });
        self.fill(id, ExprKind::For { over, keyword })
    }

    fn record(&mut self, record: &syn::ExprStruct) -> ExprId {
        let mut path = path_ref(&record.path, record.qself.as_ref(), &|span| self.bytes(span));
        path.segments = self.expanded(path.segments);
        let id = self.reserve(path.name_at.clone());
        let mut fields = Vec::new();
        for field in &record.fields {
            let value = self.in_test_frame(&field.attrs, |this| this.expr(&field.expr));
            fields.push((lower_types::member_name(&field.member), value));
        }
        let rest = record.rest.as_ref().map(|rest| self.expr(rest));
        self.fill(id, ExprKind::Struct { path, fields, rest })
    }
}
