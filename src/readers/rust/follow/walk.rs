//! The walk from an expression to what it stands for.

use compact_str::CompactString;

use super::answer::StepKind;
use super::parts::Parts;
use super::passing::Given;
use super::types::Types;
use super::{Answer, Budget, Call, Domain, Step, Way, Why};
use crate::readers::rust::calls::ask::{self, CallSite};
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{BindingId, ExprId, ExprKind, MethodCall, Origin, PathRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::types::{Context, Ty};

/// One question, as it is followed.
pub(crate) struct Walk<'f, 'c, D> {
    pub(crate) domain: D,
    pub(super) budget: Budget,
    /// The calls of the functions around the start, innermost first, where they are known.
    chain: &'f [CallSite<'c>],
    active: Vec<Active>,
}

/// What is being followed: what leads back to it depends on itself.
#[derive(PartialEq)]
enum Active {
    Local(ItemRef, CompactString, BindingId),
    Parameter(ItemRef, CompactString, u32),
    Field(ItemRef, CompactString),
}

impl<'f, 'c, D: Domain<'c>> Walk<'f, 'c, D> {
    /// A walk whose start is reached by the calls `chain`.
    pub(crate) fn new(domain: D, chain: &'f [CallSite<'c>]) -> Self {
        Self { domain, budget: Budget::new(), chain, active: Vec::new() }
    }

    /// Asks another question on the way, with what is left of the budget.
    pub(super) fn ask<E: Domain<'c>>(
        &mut self,
        domain: E,
        way: Way<'_, 'c>,
        expr: ExprId,
    ) -> (Answer<E::Value>, E) {
        let (budget, chain) = (self.budget, self.chain);
        let mut other = Walk { domain, budget, chain, active: Vec::new() };
        let answer = other.value(way, expr);
        self.budget = other.budget;
        (answer, other.domain)
    }

    /// The type of `expr`.
    pub(super) fn type_of(&mut self, way: Way<'_, 'c>, expr: ExprId) -> Ty {
        self.ask(Types::default(), way, expr).0.value
    }

    /// The type whose method `call` calls.
    pub(super) fn receiver_type(&mut self, way: Way<'_, 'c>, call: &MethodCall) -> Ty {
        let receiver = self.type_of(way, call.receiver);
        way.context.dereferenced(receiver, &call.name)
    }

    /// What `expr` stands for.
    pub(crate) fn value(&mut self, way: Way<'_, 'c>, expr: ExprId) -> Answer<D::Value> {
        if !self.budget.enter() {
            return unknown::<D>(Why::TooLong);
        }
        let answer = match D::read(self, way, expr) {
            Some(answer) => answer,
            None => self.step(way, expr),
        };
        self.budget.leave();
        answer
    }

    fn step(&mut self, way: Way<'_, 'c>, expr: ExprId) -> Answer<D::Value> {
        match way.context.body.kind(expr) {
            ExprKind::Same(inner)
            | ExprKind::Try(inner)
            | ExprKind::Await(inner)
            | ExprKind::Cast(inner, _)
            | ExprKind::Index(inner)
            | ExprKind::Closure { body: inner, .. }
            | ExprKind::Async { tail: Some(inner) } => self.value(way, *inner),
            ExprKind::Local(id) => self.local(way, *id),
            ExprKind::Path(path) => self.path(way, expr, path),
            ExprKind::Choice { values, .. } | ExprKind::Array(values) => self.any_of(way, values),
            ExprKind::Macro { path, args } if is_list(path) => self.any_of(way, args),
            ExprKind::Macro { .. } => D::otherwise(self, way, expr, Why::Macro),
            ExprKind::Call(callee, args) => self.call(way, expr, *callee, args),
            ExprKind::Method(call) => self.method(way, expr, call),
            ExprKind::Field(base, name) => self.field(way, expr, *base, name),
            _ => D::otherwise(self, way, expr, Why::Expression),
        }
    }

    /// What a value is that is one of `values`.
    pub(super) fn any_of(&mut self, way: Way<'_, 'c>, values: &[ExprId]) -> Answer<D::Value> {
        // A branch that leaves (`return`, `panic!`) gives no value.
        let values = values.iter().filter(|&&value| !leaves(way.context, value));
        self.joined(values, Why::NoResult, |walk, &value| walk.value(way, value))
    }

    /// What a value is that is one of those that `value` gives for `all`; unknown for the reason `none` when there are none.
    pub(super) fn joined<T>(
        &mut self,
        all: impl IntoIterator<Item = T>,
        none: Why,
        mut value: impl FnMut(&mut Self, T) -> Answer<D::Value>,
    ) -> Answer<D::Value> {
        let mut joined: Option<Answer<D::Value>> = None;
        for one in all {
            let value = value(self, one);
            joined = Some(match joined {
                Some(before) => D::join(before, value),
                None => value,
            });
        }
        joined.unwrap_or_else(|| unknown::<D>(none))
    }

    /// What `expr` stands for, unless it is `key` that is being followed.
    fn once(
        &mut self,
        key: Active,
        follow: impl FnOnce(&mut Self) -> Answer<D::Value>,
    ) -> Answer<D::Value> {
        if self.active.contains(&key) {
            return unknown::<D>(Why::OfItself);
        }
        self.active.push(key);
        let answer = follow(self);
        self.active.pop();
        answer
    }

    pub(super) fn local(&mut self, way: Way<'_, 'c>, id: BindingId) -> Answer<D::Value> {
        let context = way.context;
        let binding = context.body.binding(id);
        if binding.assigned.is_empty() {
            return self.bound(way, id);
        }
        let key = Active::Local(context.item, context.body.inner_path.clone(), id);
        self.once(key, |walk| {
            let first = walk.bound(way, id);
            let later = walk.joined(&binding.assigned, Why::Unassigned, |walk, &assigned| {
                walk.value(way, assigned)
            });
            let has_first = binding.init.is_some() || binding.origin != Origin::Let;
            if has_first { D::join(first, later) } else { later }
        })
    }

    /// What the local name `id` stands for before anything is assigned to it.
    fn bound(&mut self, way: Way<'_, 'c>, id: BindingId) -> Answer<D::Value> {
        let context = way.context;
        let binding = context.body.binding(id);
        let parts = Parts { parts: &binding.parts, field: binding.field.as_deref() };
        match (binding.origin, binding.init) {
            (Origin::Param(index), _) if parts.is_whole() && binding.name != "self" => {
                self.parameter(way, index)
            }
            (Origin::Param(_), _) => unknown::<D>(Why::Part),
            (Origin::ClosureParam(closure, index), _) => {
                self.closure_parameter(way, closure, index)
            }
            (Origin::Const, Some(init)) => self.value(way, init).through(Step {
                file: context.item.file,
                at: binding.at.clone(),
                kind: StepKind::Declared(binding.name.clone()),
            }),
            (origin, Some(init)) => {
                let mut found = self.part(way, init, parts);
                if origin == Origin::For {
                    found.why = found.why.map(|_| Why::Loop);
                }
                found
            }
            (_, None) => unknown::<D>(Why::Unassigned),
        }
    }

    fn parameter(&mut self, way: Way<'_, 'c>, index: u32) -> Answer<D::Value> {
        let way = way.function();
        let argument = match (way.call, self.chain.get(way.passed)) {
            (Some(call), _) => call.argument(index).map(|argument| (call.from, argument)),
            (None, Some(call)) => {
                let from = Way { context: call.context, call: None, passed: way.passed + 1 };
                call.argument(index).map(|argument| (from, argument))
            }
            (None, None) if !self.domain.asks_callers(way.passed != usize::MAX) => {
                return unknown::<D>(Why::Callers);
            }
            (None, None) => {
                let context = way.context;
                let key = Active::Parameter(context.item, context.body.inner_path.clone(), index);
                return self.once(key, |walk| walk.passed_by_callers(context, index));
            }
        };
        match argument {
            Some((from, argument)) => self.value(from, argument),
            None => unknown::<D>(Why::Argument),
        }
    }

    fn passed_by_callers(&mut self, context: Context<'c>, index: u32) -> Answer<D::Value> {
        let callers = ask::callers(context.code, context);
        if callers.others || callers.calls.is_empty() {
            return unknown::<D>(Why::Callers);
        }
        self.joined(&callers.calls, Why::Callers, |walk, call| {
            let Some(argument) = call.argument(index) else {
                return unknown::<D>(Why::Callers);
            };
            let value = walk.value(Way::elsewhere(call.context), argument);
            value.through(step(call.context, argument, StepKind::Passed))
        })
    }

    fn closure_parameter(
        &mut self,
        way: Way<'_, 'c>,
        closure: ExprId,
        index: u32,
    ) -> Answer<D::Value> {
        let mut entered = way.call;
        while let Some(call) = entered {
            match (call.closure, call.argument(index)) {
                (Some(called), Some(argument)) if called == closure => {
                    return self.value(call.from, argument);
                }
                (Some(_), _) => entered = call.from.call,
                (None, _) => break,
            }
        }
        match handing_receiver(way.context, closure) {
            Some(call) if index == 0 => self.value(way, call.receiver),
            _ => unknown::<D>(Why::ClosureParameter),
        }
    }

    fn path(&mut self, way: Way<'_, 'c>, expr: ExprId, path: &'c PathRef) -> Answer<D::Value> {
        match way.context.resolve(path) {
            Some(def) => self.named(way, expr, def),
            None => D::otherwise(self, way, expr, Why::Unresolved(path.segments.join("::").into())),
        }
    }

    /// What the constant, static or function is that `expr` names.
    pub(super) fn named(&mut self, way: Way<'_, 'c>, expr: ExprId, def: Def) -> Answer<D::Value> {
        let code = way.context.code;
        if let Some((there, value)) = way.context.constant_at(&def) {
            let found = code.files.item(there.item);
            let kind = StepKind::Declared(found.name.clone());
            let declared = Step { file: there.item.file, at: found.name_at.clone(), kind };
            return self.value(Way::elsewhere(there), value).through(declared);
        }
        // A function as a value: `unwrap_or_else(default_size)`.
        if D::CALLS_CLOSURES
            && let Some(function) = ask::function_at(code, Some(def.clone()))
        {
            let at = way.context.body.expr(expr).span.clone();
            let call = Call { from: way, closure: None, receiver: None, args: &[] };
            return self.result(&call, at, function);
        }
        let why = match def {
            Def::Item(item) => Why::Item(code.files.item(item).name.clone()),
            Def::Member(_, name) => Why::OtherCrate(name),
            Def::External(path) => Why::OtherCrate(path.into()),
            Def::Module(_) => Why::Expression,
        };
        D::otherwise(self, way, expr, why)
    }

    fn call(
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
                    let call = Call { from: way, closure: Some(closure), receiver: None, args };
                    self.value(Way { call: Some(&call), ..there }, body)
                }
                None if D::CALLS_CLOSURES => self.value(way, peeled),
                None => D::otherwise(self, way, expr, Why::Call),
            };
        };
        let def = context.resolve(path);
        if let Some(function) = ask::function_at(context.code, def.clone()) {
            let at = context.body.expr(callee).span.clone();
            let call = Call { from: way, closure: None, receiver: None, args };
            return self.result(&call, at, function);
        }
        match context.passing_call(def.as_ref(), &path.segments) {
            Some(which) => self.given(way, None, args, which),
            None => D::otherwise(self, way, expr, Why::ResultOf(path.segments.join("::").into())),
        }
    }

    fn method(&mut self, way: Way<'_, 'c>, expr: ExprId, call: &'c MethodCall) -> Answer<D::Value> {
        let context = way.context;
        let ty = self.receiver_type(way, call);
        if let Ty::Item(item) = ty
            && let Some(member) = context.code.members.member(item, &call.name)
        {
            let seen =
                Call { from: way, closure: None, receiver: Some(call.receiver), args: &call.args };
            return self.result(&seen, call.name_at.clone(), member);
        }
        match context.passing(call, &ty) {
            Some(which) => self.given(way, Some(call), &call.args, which),
            None => D::otherwise(self, way, expr, Why::ResultOf(call.name.clone())),
        }
    }

    /// What a call gives that gives on its receiver or arguments, `which` of them; `call` when it is a method's.
    pub(super) fn given(
        &mut self,
        way: Way<'_, 'c>,
        call: Option<&'c MethodCall>,
        args: &'c [ExprId],
        which: &[Given],
    ) -> Answer<D::Value> {
        let receiver = call.map(|call| &call.receiver);
        let handed = call.filter(|call| way.context.hands_receiver(call)).and(receiver);
        let given = which.iter().filter_map(|given| match given {
            Given::Receiver => receiver,
            Given::Argument(index) => args.get(*index),
        });
        self.joined(given, Why::Argument, |walk, &given| {
            match (handed, way.context.body.kind(given)) {
                // `.map(usize::from)`, `.map(NonZeroUsize::get)`.
                (Some(receiver), ExprKind::Path(_)) if *receiver != given => {
                    walk.call(way, given, given, std::slice::from_ref(receiver))
                }
                _ => walk.value(way, given),
            }
        })
    }

    /// What `function` gives when `call` calls it, whose name is at `at`.
    pub(super) fn result(
        &mut self,
        call: &Call<'_, 'c>,
        at: std::ops::Range<u32>,
        function: ItemRef,
    ) -> Answer<D::Value> {
        let context = call.from.context;
        let name = &context.code.files.item(function).name;
        let Some(there) = Context::of(context.code, function) else {
            return unknown::<D>(Why::ResultOf(name.clone()));
        };
        if there.body.results.is_empty() {
            return unknown::<D>(Why::NoBody);
        }
        let inside = Way { context: there, call: Some(call), passed: usize::MAX };
        let kind = StepKind::From(name.clone());
        self.any_of(inside, &there.body.results).through(Step { file: context.item.file, at, kind })
    }

    fn field(
        &mut self,
        way: Way<'_, 'c>,
        expr: ExprId,
        base: ExprId,
        name: &str,
    ) -> Answer<D::Value> {
        match self.type_of(way, base) {
            Ty::Item(item) => self.put_into(way.context, item, name),
            _ => D::otherwise(self, way, expr, Why::Field(name.into())),
        }
    }

    /// What is put into the field `name` of `item`, wherever that is done.
    pub(super) fn put_into(
        &mut self,
        context: Context<'c>,
        item: ItemRef,
        name: &str,
    ) -> Answer<D::Value> {
        self.once(Active::Field(item, name.into()), |walk| {
            let Some(values) = ask::field_values(context.code, item, name) else {
                return unknown::<D>(Why::FieldSetElsewhere(name.into()));
            };
            walk.joined(values, Why::FieldUnset(name.into()), |walk, (there, expr)| {
                let value = walk.value(Way::elsewhere(there), expr);
                value.through(step(there, expr, StepKind::Set(name.into())))
            })
        })
    }
}

pub(super) fn unknown<'c, D: Domain<'c>>(why: Why) -> Answer<D::Value> {
    Answer { value: D::unknown(), steps: Vec::new(), why: Some(why) }
}

pub(super) fn step(context: Context<'_>, expr: ExprId, kind: StepKind) -> Step {
    Step { file: context.item.file, at: context.body.expr(expr).span.clone(), kind }
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

/// The method that is called with `closure` and hands it its receiver.
fn handing_receiver<'c>(context: Context<'c>, closure: ExprId) -> Option<&'c MethodCall> {
    let parent = context.body.expr(closure).parent?;
    let ExprKind::Method(call) = context.body.kind(parent) else { return None };
    context.hands_receiver(call).then_some(call)
}

/// `vec![a, b]`.
pub(super) fn is_list(path: &PathRef) -> bool {
    path.segments.last().is_some_and(|name| name == "vec")
}

/// True for a block, statement or macro that never gives a value.
fn leaves(context: Context<'_>, expr: ExprId) -> bool {
    match context.body.kind(expr) {
        ExprKind::Leave(_) => true,
        ExprKind::Macro { path, .. } => matches!(
            path.segments.last().map(|name| name.as_str()),
            Some("panic" | "unreachable" | "todo" | "unimplemented" | "bail" | "compile_error")
        ),
        ExprKind::Choice { values, decided_by: None } => match values.as_slice() {
            [] => true,
            [only] => leaves(context, *only),
            _ => false,
        },
        _ => false,
    }
}
