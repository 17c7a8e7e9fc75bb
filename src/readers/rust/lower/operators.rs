//! Calls, operators, collections, blocks that run later, and jumps: the expressions that hold others.

use super::Lowerer;
use super::ir::*;
use super::patterns::Matched;
use super::types::{self, type_ref};

impl Lowerer<'_> {
    pub(super) fn call(&mut self, call: &syn::ExprCall) -> ExprId {
        let id = self.reserve(0..0);
        let callee = self.expr(&call.func);
        let args = self.exprs(&call.args);
        self.widen(id, callee, self.bytes(call.paren_token.span.close()).end);
        self.fill(id, ExprKind::Call(callee, args))
    }

    pub(super) fn method_call(&mut self, call: &syn::ExprMethodCall) -> ExprId {
        let id = self.reserve(0..0);
        let receiver = self.expr(&call.receiver);
        let args = self.exprs(&call.args);
        let generics = call.turbofish.as_ref().map(types::type_arguments).unwrap_or_default();
        let name_at = self.bytes(call.method.span());
        self.widen(id, receiver, self.bytes(call.paren_token.span.close()).end);
        let name = call.method.to_string().into();
        self.fill(
            id,
            ExprKind::Method(Box::new(MethodCall { receiver, name, name_at, args, generics })),
        )
    }

    pub(super) fn field(&mut self, field: &syn::ExprField) -> ExprId {
        let id = self.reserve(0..0);
        let base = self.expr(&field.base);
        let end = self.bytes(types::member_span(&field.member)).end;
        self.widen(id, base, end);
        self.fill(id, ExprKind::Field(base, types::member_name(&field.member)))
    }

    pub(super) fn unary(&mut self, inner: &syn::ExprUnary) -> ExprId {
        match inner.op {
            syn::UnOp::Neg(op) => {
                self.wrapped(&inner.expr, op.spans[0], |e| ExprKind::Unary('-', e))
            }
            syn::UnOp::Not(op) => {
                self.wrapped(&inner.expr, op.spans[0], |e| ExprKind::Unary('!', e))
            }
            syn::UnOp::Deref(op) => self.wrapped(&inner.expr, op.spans[0], ExprKind::Same),
            _ => self.wrapped(&inner.expr, proc_macro2::Span::call_site(), ExprKind::Same),
        }
    }

    pub(super) fn cast(&mut self, cast: &syn::ExprCast) -> ExprId {
        let id = self.reserve(0..0);
        let inner = self.expr(&cast.expr);
        self.widen(id, inner, self.span(inner).end);
        self.fill(id, ExprKind::Cast(inner, type_ref(&cast.ty)))
    }

    pub(super) fn async_block(&mut self, block: &syn::ExprAsync) -> ExprId {
        let id = self.reserve(self.bytes(block.async_token.span));
        let outer = self.enter(FrameKind::Async);
        let tail = self.block(&block.block);
        self.leave(outer);
        self.fill(id, ExprKind::Async { tail })
    }

    pub(super) fn while_loop(&mut self, looped: &syn::ExprWhile) -> ExprId {
        let id = self.reserve(self.bytes(looped.while_token.span));
        self.scoped(|this| {
            let outer = this.enter(FrameKind::Loop(id));
            this.expr(&looped.cond);
            this.block(&looped.body);
            this.leave(outer);
        });
        self.fill(id, ExprKind::While)
    }

    pub(super) fn endless_loop(&mut self, looped: &syn::ExprLoop) -> ExprId {
        let id = self.reserve(self.bytes(looped.loop_token.span));
        let outer = self.enter(FrameKind::Loop(id));
        self.block(&looped.body);
        self.leave(outer);
        self.fill(id, ExprKind::While)
    }

    pub(super) fn let_condition(&mut self, binding: &syn::ExprLet) -> ExprId {
        let id = self.reserve(self.bytes(binding.let_token.span));
        let init = self.expr(&binding.expr);
        self.pattern(&binding.pat, Matched::whole(Origin::Pattern, None, Some(init)));
        self.fill(id, ExprKind::Opaque)
    }

    pub(super) fn tuple(&mut self, tuple: &syn::ExprTuple) -> ExprId {
        let id = self.reserve(self.bytes(tuple.paren_token.span.join()));
        let elems = self.exprs(&tuple.elems);
        self.fill(id, ExprKind::Tuple(elems))
    }

    pub(super) fn array(&mut self, array: &syn::ExprArray) -> ExprId {
        let id = self.reserve(self.bytes(array.bracket_token.span.join()));
        let elems = self.exprs(&array.elems);
        self.fill(id, ExprKind::Array(elems))
    }

    pub(super) fn repeat(&mut self, repeat: &syn::ExprRepeat) -> ExprId {
        let id = self.reserve(self.bytes(repeat.bracket_token.span.join()));
        let elem = self.expr(&repeat.expr);
        self.expr(&repeat.len);
        self.fill(id, ExprKind::Array(vec![elem]))
    }

    pub(super) fn range(&mut self, range: &syn::ExprRange) -> ExprId {
        let id = self.reserve(0..0);
        let start = range.start.as_ref().map(|start| self.expr(start));
        let end = range.end.as_ref().map(|end| self.expr(end));
        if let (Some(start), Some(end)) = (start, end) {
            self.widen(id, start, self.span(end).end);
        }
        let closed = matches!(range.limits, syn::RangeLimits::Closed(_));
        self.fill(id, ExprKind::Range(start, end, closed))
    }

    pub(super) fn index(&mut self, index: &syn::ExprIndex) -> ExprId {
        let id = self.reserve(0..0);
        let base = self.expr(&index.expr);
        self.expr(&index.index);
        self.widen(id, base, self.bytes(index.bracket_token.span.close()).end);
        self.fill(id, ExprKind::Index(base))
    }

    pub(super) fn assign(&mut self, assign: &syn::ExprAssign) -> ExprId {
        let id = self.reserve(0..0);
        let right = self.expr(&assign.right);
        let left = self.expr(&assign.left);
        self.widen(id, left, self.span(right).end);
        if let ExprKind::Local(binding) = *self.body.kind(left) {
            self.body.bindings[binding.0 as usize].assigned.push(right);
        }
        self.fill(id, ExprKind::Assign(left, right))
    }

    pub(super) fn return_value(&mut self, leave: &syn::ExprReturn) -> ExprId {
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
}
