//! Calls: what functions, closures and methods give, and what closures are called with.

use super::answer::StepKind;
use super::parts::Parts;
use super::walk::{is_named, unknown};
use super::{Answer, Call, Domain, Step, Walk, Way, Why};
use crate::readers::rust::calls::ask;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{BindingId, ExprId, ExprKind, MethodCall, Origin};
use crate::readers::rust::types::{Context, Ty};

impl<'c, D: Domain<'c>> Walk<'_, 'c, D> {
    pub(super) fn call(
        &mut self,
        way: Way<'_, 'c>,
        expr: ExprId,
        callee: ExprId,
        args: &'c [ExprId],
    ) -> Answer<D::Value> {
        let context = way.context;
        let peeled = context.body.peel(callee);
        let ExprKind::Path(path) = context.body.kind(peeled) else {
            return match closure_at(way, peeled) {
                Some((there, closure, body)) => {
                    let closure = Some((closure, there));
                    let number = self.number();
                    let call = Call { number, from: way, closure, receiver: None, args };
                    self.value(Way { call: Some(&call), ..there }, body)
                }
                None if D::CALLS_CLOSURES => self.value(way, peeled),
                None => D::otherwise(self, way, expr, Why::Call),
            };
        };
        let def = context.resolve(path);
        if let Some(function) = ask::function_at(context.code, def.clone()) {
            let at = context.body.expr(callee).span.clone();
            let number = self.number();
            let call = Call { number, from: way, closure: None, receiver: None, args };
            return self.result(&call, at, function);
        }
        match context.passing_function(path, def.as_ref()) {
            // A cell that is made without a value.
            _ if args.is_empty() && context.makes_container(def.as_ref()) => {
                unknown::<D>(Why::Nothing)
            }
            Some(api) => self.given_by_function(way, api, args),
            None if is_named(path, "Err") => unknown::<D>(Why::Nothing),
            None => D::otherwise(self, way, expr, Why::ResultOf(path.segments.join("::").into())),
        }
    }

    pub(super) fn method(
        &mut self,
        way: Way<'_, 'c>,
        expr: ExprId,
        call: &'c MethodCall,
    ) -> Answer<D::Value> {
        let context = way.context;
        let ty = self.receiver_type(way, call);
        if let Ty::Item(item) = ty
            && let Some(member) = context.code.members.method(item, &call.name)
        {
            let seen = Call {
                number: self.number(),
                from: way,
                closure: None,
                receiver: Some(call.receiver),
                args: &call.args,
            };
            return self.result(&seen, call.name_at.clone(), member);
        }
        match context.passing(call, &ty) {
            Some(api) => self.given(way, api, Some(&call.receiver), &call.args),
            None => D::otherwise(self, way, expr, Why::ResultOf(call.name.clone())),
        }
    }

    /// What `function` gives when `call` calls it, whose name is at `at`.
    pub(super) fn result(
        &mut self,
        call: &Call<'_, 'c>,
        at: std::ops::Range<u32>,
        function: ItemRef,
    ) -> Answer<D::Value> {
        let whole = Parts { parts: &[], field: None };
        self.part_of_result(call, at, function, whole)
    }

    /// What is at `parts` of what `function` gives.
    pub(super) fn part_of_result(
        &mut self,
        call: &Call<'_, 'c>,
        at: std::ops::Range<u32>,
        function: ItemRef,
        parts: Parts<'_>,
    ) -> Answer<D::Value> {
        let context = call.from.context;
        let name = &context.code.files.item(function).name;
        let Some(there) = Context::of(context.code, function) else {
            return unknown::<D>(Why::ResultOf(name.clone()));
        };
        if there.body.results.is_empty() {
            return unknown::<D>(Why::NoBody);
        }
        if call.is_within(function) {
            return unknown::<D>(Why::OfItself);
        }
        let inside = Way { context: there, call: Some(call), passed: usize::MAX };
        let kind = StepKind::From(name.clone());
        let found = self.part_of_any(inside, &there.body.results, parts);
        found.through(Step { file: context.item.file, at, kind })
    }

    /// What the parameter `index` of `closure` is: what the closure is called with, or the receiver of a method that hands
    /// it to its closure.
    pub(super) fn closure_parameter(
        &mut self,
        way: Way<'_, 'c>,
        closure: ExprId,
        index: u32,
    ) -> Answer<D::Value> {
        let mut entered = way.call;
        while let Some(call) = entered {
            match (call.closure, call.argument(index)) {
                (Some((called, _)), Some(argument)) if called == closure => {
                    return self.value(call.from, argument);
                }
                (Some((_, around)), _) => entered = around.call,
                (None, _) => break,
            }
        }
        let context = way.context;
        let parent = context.body.expr(closure).parent.map(|parent| context.body.kind(parent));
        if let Some(ExprKind::Method(call)) = parent {
            let of = self.receiver_type(way, call);
            return match index {
                0 if context.hands_receiver(call, &of) => self.value(way, call.receiver),
                _ => unknown::<D>(Why::ClosureParameter),
            };
        }
        match calls_of_closure(way.context, closure) {
            Some(calls) => self.joined(calls, |walk, args| match args.get(index as usize) {
                Some(&argument) => walk.value(way, argument),
                None => unknown::<D>(Why::ClosureParameter),
            }),
            None => unknown::<D>(Why::ClosureParameter),
        }
    }
}

/// The closure that `expr` stands for, where it is, and its body.
fn closure_at<'w, 'c>(way: Way<'w, 'c>, expr: ExprId) -> Option<(Way<'w, 'c>, ExprId, ExprId)> {
    let body = way.context.body;
    let expr = body.peel(expr);
    match body.kind(expr) {
        ExprKind::Closure { body, .. } => Some((way, expr, *body)),
        ExprKind::Local(id) => {
            let binding = body.binding(*id);
            match (binding.origin, binding.init, way.function().call) {
                (Origin::Let, Some(init), _) if binding.parts.is_empty() => closure_at(way, init),
                (Origin::Param(index), _, Some(call)) => {
                    closure_at(call.from, call.argument(index)?)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The arguments of the calls of the closure `closure`, which is in a variable that is only called.
fn calls_of_closure<'c>(context: Context<'c>, closure: ExprId) -> Option<Vec<&'c [ExprId]>> {
    let body = context.body;
    let holds = |init: Option<ExprId>| init.is_some_and(|init| body.peel(init) == closure);
    let id = body.bindings.iter().position(|binding| holds(binding.init))?;
    let used = ExprKind::Local(BindingId(id as u32));
    let uses = body.ids().filter(|&expr| *body.kind(expr) == used);
    let calls = uses.map(|used| match body.kind(body.expr(used).parent?) {
        ExprKind::Call(callee, args) if *callee == used => Some(args.as_slice()),
        _ => None,
    });
    calls.collect()
}
