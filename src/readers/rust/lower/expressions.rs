//! Expressions.

use std::ops::Range;

use proc_macro2::Span;
use syn::Expr as Syn;

use super::ir::*;
use super::patterns::Matched;
use super::types::{self, path_ref};
use super::{Lowerer, Named, left_out_by};

impl Lowerer<'_> {
    pub(crate) fn expr(&mut self, expr: &Syn) -> ExprId {
        match expr {
            Syn::Lit(lit) => self.literal(&lit.lit),
            Syn::Path(path) => self.path(path),
            Syn::Call(call) => self.call(call),
            Syn::MethodCall(call) => self.method_call(call),
            Syn::Field(field) => self.field(field),
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
            Syn::Unary(inner) => self.unary(inner),
            Syn::Binary(binary) => self.binary(binary),
            Syn::Cast(cast) => self.cast(cast),
            Syn::Closure(closure) => self.closure(closure),
            Syn::Async(block) => self.async_block(block),
            Syn::Block(block) => self.plain_block(&block.block),
            Syn::Unsafe(block) => self.plain_block(&block.block),
            Syn::Const(block) => self.plain_block(&block.block),
            Syn::TryBlock(block) => self.plain_block(&block.block),
            Syn::If(branch) => self.scoped(|this| this.branch(branch)),
            Syn::Match(decision) => self.decision(decision),
            Syn::ForLoop(looped) => self.for_loop(looped),
            Syn::While(looped) => self.while_loop(looped),
            Syn::Loop(looped) => self.endless_loop(looped),
            Syn::Let(binding) => self.let_condition(binding),
            Syn::Struct(record) => self.record(record),
            Syn::Tuple(tuple) => self.tuple(tuple),
            Syn::Array(array) => self.array(array),
            Syn::Repeat(repeat) => self.repeat(repeat),
            Syn::Range(range) => self.range(range),
            Syn::Index(index) => self.index(index),
            Syn::Assign(assign) => self.assign(assign),
            Syn::Return(leave) => self.return_value(leave),
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

    pub(crate) fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Syn>) -> Vec<ExprId> {
        exprs
            .into_iter()
            .map(|expr| self.in_frame_of(types::attrs_of(expr), |this| this.expr(expr)))
            .collect()
    }

    pub(super) fn wrapped(
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

    pub(super) fn left(&mut self, span: Range<u32>, value: Option<&Syn>) -> ExprId {
        let id = self.reserve(span);
        let value = value.map(|value| self.expr(value));
        self.fill(id, ExprKind::Leave(value))
    }

    pub(super) fn literal(&mut self, lit: &syn::Lit) -> ExprId {
        let id = self.reserve(self.bytes(lit.span()));
        let kind = match lit {
            syn::Lit::Int(int) => int.base10_parse().map_or(ExprKind::Literal, ExprKind::Int),
            syn::Lit::Str(text) => ExprKind::Text(text.value().into()),
            _ => ExprKind::Literal,
        };
        self.fill(id, kind)
    }

    pub(super) fn path(&mut self, path: &syn::ExprPath) -> ExprId {
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

    pub(super) fn binary(&mut self, binary: &syn::ExprBinary) -> ExprId {
        let id = self.reserve(0..0);
        let (left, right) = (self.expr(&binary.left), self.expr(&binary.right));
        self.widen(id, left, self.span(right).end);
        self.fill(id, ExprKind::Binary(types::operator(&binary.op), left, right))
    }

    pub(super) fn closure(&mut self, closure: &syn::ExprClosure) -> ExprId {
        let id = self.reserve(self.bytes(closure.inputs_begin.span));
        let frame = if closure.asyncness.is_some() {
            FrameKind::AsyncClosure(id)
        } else {
            FrameKind::Closure(id)
        };
        let body = self.scoped(|this| {
            let outer = this.enter(frame);
            for (index, input) in closure.inputs.iter().enumerate() {
                let origin = Origin::ClosureParam(id, index as u32);
                this.pattern(input, Matched::whole(origin, None, None));
            }
            let body = this.expr(&closure.body);
            this.leave(outer);
            body
        });
        self.fill(id, ExprKind::Closure { params: closure.inputs.len() as u32, body })
    }

    pub(super) fn plain_block(&mut self, block: &syn::Block) -> ExprId {
        let id = self.reserve(self.bytes(block.brace_token.span.open()));
        let values = self.block(block).into_iter().collect();
        self.fill(id, ExprKind::Choice { values, decided_by: None })
    }

    pub(super) fn branch(&mut self, branch: &syn::ExprIf) -> ExprId {
        let id = self.reserve(self.bytes(branch.if_token.span));
        let condition = self.expr(&branch.cond);
        let outer = left_out_unless(&branch.cond).map(|frame| self.enter(frame));
        let mut values: Vec<ExprId> = self.block(&branch.then_branch).into_iter().collect();
        if let Some(outer) = outer {
            self.leave(outer);
        }
        if let Some((_, other)) = &branch.else_branch {
            values.push(self.expr(other));
        }
        self.fill(id, ExprKind::Choice { values, decided_by: Some(condition) })
    }

    pub(super) fn decision(&mut self, decision: &syn::ExprMatch) -> ExprId {
        let id = self.reserve(self.bytes(decision.match_token.span));
        let over = self.expr(&decision.expr);
        let mut values = Vec::new();
        for arm in &decision.arms {
            let value = self.in_frame_of(&arm.attrs, |this| {
                this.scoped(|this| {
                    this.pattern(&arm.pat, Matched::whole(Origin::Pattern, None, Some(over)));
                    this.expr(&arm.body)
                })
            });
            values.push(value);
        }
        self.fill(id, ExprKind::Choice { values, decided_by: Some(over) })
    }

    pub(super) fn for_loop(&mut self, looped: &syn::ExprForLoop) -> ExprId {
        let keyword = self.bytes(looped.for_token.span);
        let id = self.reserve(keyword.clone());
        let over = self.expr(&looped.expr);
        self.scoped(|this| {
            let outer = this.enter(FrameKind::Loop(id));
            this.pattern(&looped.pat, Matched::whole(Origin::For, None, Some(over)));
            this.block(&looped.body);
            this.leave(outer);
        });
        self.fill(id, ExprKind::For { over, keyword })
    }

    pub(super) fn record(&mut self, record: &syn::ExprStruct) -> ExprId {
        let mut path = path_ref(&record.path, record.qself.as_ref(), &|span| self.bytes(span));
        path.segments = self.expanded(path.segments);
        let id = self.reserve(path.name_at.clone());
        let mut fields = Vec::new();
        for field in &record.fields {
            let value = self.in_frame_of(&field.attrs, |this| this.expr(&field.expr));
            fields.push((types::member_name(&field.member), value));
        }
        let rest = record.rest.as_ref().map(|rest| self.expr(rest));
        self.fill(id, ExprKind::Struct { path, fields, rest })
    }
}

/// The frame of what runs only if `condition` is true, when that is `cfg!(test)` or its like.
fn left_out_unless(condition: &Syn) -> Option<FrameKind> {
    let Syn::Macro(call) = condition else { return None };
    call.mac.path.is_ident("cfg").then(|| left_out_by(&format!("cfg({})", call.mac.tokens)))?
}
