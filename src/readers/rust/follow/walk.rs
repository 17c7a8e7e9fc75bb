//! The walk from an expression to what it stands for.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use super::answer::StepKind;
use super::parts::Parts;
use super::types::Types;
use super::{Answer, Call, Domain, Step, Way, Why};
use crate::readers::rust::budget::Budget;
use crate::readers::rust::calls::ask::{self, CallSite};
use crate::readers::rust::calls::stored;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{
    BindingId, ExprId, ExprKind, MethodCall, Origin, Part, PathRef,
};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::{Context, Ty};

/// One question, as it is followed.
pub(crate) struct Walk<'f, 'c, D: Domain<'c>> {
    pub(crate) domain: D,
    pub(super) budget: Budget,
    /// The calls of the functions around the start, innermost first, where they are known.
    chain: &'f [CallSite<'c>],
    active: Vec<Active>,
    /// What calls and closures stand for: in a chain or a block each is asked for by all around it.
    known: FxHashMap<Known, Answer<D::Value>>,
    /// How many calls were gone into.
    calls: u32,
}

/// An expression, in a function or constant with its inner path, and the number of the call by which that was entered.
type Known = (ItemRef, CompactString, u32, ExprId);

/// What is being followed: what leads back to it depends on itself.
#[derive(PartialEq)]
enum Active {
    Local(ItemRef, CompactString, BindingId),
    Parameter(ItemRef, CompactString, u32),
    Field(ItemRef, CompactString),
    Static(ItemRef),
}

impl<'f, 'c, D: Domain<'c>> Walk<'f, 'c, D> {
    /// A walk whose start is reached by the calls `chain`.
    pub(crate) fn new(domain: D, chain: &'f [CallSite<'c>]) -> Self {
        Self::with_budget(domain, Budget::new(), chain)
    }

    fn with_budget(domain: D, budget: Budget, chain: &'f [CallSite<'c>]) -> Self {
        Self { domain, budget, chain, active: Vec::new(), known: FxHashMap::default(), calls: 0 }
    }

    /// Asks another question on the way, with what is left of the budget.
    pub(super) fn ask<E: Domain<'c>>(
        &mut self,
        domain: E,
        way: Way<'_, 'c>,
        expr: ExprId,
    ) -> (Answer<E::Value>, E) {
        let mut other = Walk::with_budget(domain, self.budget, self.chain);
        let answer = other.value(way, expr);
        self.budget.spend_as(&other.budget);
        (answer, other.domain)
    }

    /// The number of a call that is gone into.
    pub(super) fn number(&mut self) -> u32 {
        self.calls += 1;
        self.calls
    }

    /// The type of `expr`.
    pub(super) fn type_of(&mut self, way: Way<'_, 'c>, expr: ExprId) -> Ty {
        self.ask(Types, way, expr).0.value
    }

    /// The type whose method `call` calls.
    pub(super) fn receiver_type(&mut self, way: Way<'_, 'c>, call: &MethodCall) -> Ty {
        let receiver = self.type_of(way, call.receiver);
        way.context.dereferenced(receiver, &call.name)
    }

    /// What `expr` stands for.
    pub(crate) fn value(&mut self, way: Way<'_, 'c>, expr: ExprId) -> Answer<D::Value> {
        let context = way.context;
        let number = way.call.map_or(0, |call| call.number);
        let key = is_composite(context.body.kind(expr))
            .then(|| (context.item, context.body.inner_path.clone(), number, expr));
        if let Some(known) = key.as_ref().and_then(|key| self.known.get(key)) {
            return known.clone();
        }
        if !self.budget.enter() {
            return unknown::<D>(Why::TooLong);
        }
        let mut answer = match D::read(self, way, expr) {
            Some(answer) => answer,
            None => self.step(way, expr),
        };
        self.budget.leave();
        if let Some(end) = &mut answer.end {
            end.at.get_or_insert_with(|| (context.item.file, context.body.expr(expr).span.clone()));
        }
        if let Some(key) = key {
            self.known.insert(key, answer.clone());
        }
        answer
    }

    fn step(&mut self, way: Way<'_, 'c>, expr: ExprId) -> Answer<D::Value> {
        match way.context.body.kind(expr) {
            ExprKind::Same(inner) => {
                let found = self.value(way, *inner);
                if found.end.is_some() { self.behind(way, *inner).unwrap_or(found) } else { found }
            }
            ExprKind::Try(inner)
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
        self.joined(values, |walk, &value| {
            // A branch that leaves (`return`, `panic!`) gives no value.
            let leaves = leaves(way.context, value);
            if leaves { unknown::<D>(Why::Nothing) } else { walk.value(way, value) }
        })
    }

    /// What a value is that is one of those that `value` gives for `all`. What is nothing (`None`, an error, a cell that is
    /// still empty) is none of them.
    pub(super) fn joined<T>(
        &mut self,
        all: impl IntoIterator<Item = T>,
        mut value: impl FnMut(&mut Self, T) -> Answer<D::Value>,
    ) -> Answer<D::Value> {
        let mut joined: Option<Answer<D::Value>> = None;
        for one in all {
            let value = value(self, one);
            joined = match joined {
                _ if value.is_nothing() => joined,
                Some(before) => Some(D::join(before, value)),
                None => Some(value),
            };
        }
        joined.unwrap_or_else(|| unknown::<D>(Why::Nothing))
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
            walk.joined(
                std::iter::once(None).chain(binding.assigned.iter().map(Some)),
                |walk, later| later.map_or_else(|| first.clone(), |&later| walk.value(way, later)),
            )
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
                    found.end = found.end.map(|_| Why::Loop.into());
                }
                found
            }
            // What is assigned comes later.
            (_, None) => unknown::<D>(Why::Nothing),
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
        self.joined(&callers.calls, |walk, call| {
            let Some(argument) = call.argument(index) else {
                return unknown::<D>(Why::Callers);
            };
            let value = walk.value(Way::elsewhere(call.context), argument);
            value.through(step(call.context, argument, StepKind::Passed))
        })
    }

    fn path(&mut self, way: Way<'_, 'c>, expr: ExprId, path: &'c PathRef) -> Answer<D::Value> {
        match way.context.resolve(path) {
            Some(def) => self.named(way, expr, def),
            None if is_named(path, "None") => unknown::<D>(Why::Nothing),
            None => D::otherwise(self, way, expr, Why::Unresolved(path.segments.join("::").into())),
        }
    }

    /// What the static `item`, which is empty at first, is set to.
    fn set_later(&mut self, item: ItemRef, context: Context<'c>) -> Answer<D::Value> {
        self.once(Active::Static(item), |walk| {
            walk.joined(stored::set_values(context.code, item), |walk, (there, value)| {
                let set = StepKind::Set(context.code.files.item(item).name.clone());
                let found = walk.stands_for(Way::elsewhere(there), value);
                found.through(step(there, value, set))
            })
        })
    }

    /// What the constant, static or function is that `expr` names.
    pub(super) fn named(&mut self, way: Way<'_, 'c>, expr: ExprId, def: Def) -> Answer<D::Value> {
        let code = way.context.code;
        if let Some((there, value)) = way.context.constant_at(&def) {
            let found = code.files.item(there.item);
            let kind = StepKind::Declared(found.name.clone());
            let declared = Step { file: there.item.file, at: found.name_at.clone(), kind };
            let first = self.value(Way::elsewhere(there), value);
            let value = if found.kind == ItemKind::Static && first.is_nothing() {
                self.set_later(there.item, way.context)
            } else {
                first
            };
            return value.through(declared);
        }
        // A function as a value: `unwrap_or_else(default_size)`.
        if D::CALLS_CLOSURES
            && let Some(function) = ask::function_at(code, Some(def.clone()))
        {
            let at = way.context.body.expr(expr).span.clone();
            let number = self.number();
            let call = Call { number, from: way, closure: None, receiver: None, args: &[] };
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

    /// What the own type of `expr` dereferences to.
    fn behind(&mut self, way: Way<'_, 'c>, expr: ExprId) -> Option<Answer<D::Value>> {
        if !D::CALLS_CLOSURES {
            return None;
        }
        let Ty::Item(item) = self.type_of(way, expr) else { return None };
        way.context.code.members.deref_target(item)?;
        let deref = way.context.code.members.member(item, "deref")?;
        let number = self.number();
        let call = Call { number, from: way, closure: None, receiver: Some(expr), args: &[] };
        Some(self.result(&call, way.context.body.expr(expr).span.clone(), deref))
    }

    fn field(
        &mut self,
        way: Way<'_, 'c>,
        expr: ExprId,
        base: ExprId,
        name: &str,
    ) -> Answer<D::Value> {
        match self.type_of(way, base) {
            Ty::Item(item) => {
                let item = way.context.with_field(item, name);
                self.put_into(way.context, item, name)
            }
            Ty::Tuple(_) | Ty::Unknown if let Ok(index) = name.parse() => {
                // `pair.1`
                let parts = Parts { parts: &[Part::Index(index, index + 1)], field: None };
                self.part(way, base, parts)
            }
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
            let Some(values) = stored::field_values(context.code, item, name) else {
                return unknown::<D>(Why::FieldSetElsewhere(name.into()));
            };
            if values.is_empty() {
                return unknown::<D>(Why::FieldUnset(name.into()));
            }
            let set = |there, expr| step(there, expr, StepKind::Set(name.into()));
            let first = walk.joined(values, |walk, (there, expr)| {
                walk.value(Way::elsewhere(there), expr).through(set(there, expr))
            });
            if !first.is_nothing() {
                return first;
            }
            // A cell that is empty at first.
            walk.joined(
                stored::set_field_values(context.code, item, name),
                |walk, (there, expr)| {
                    walk.stands_for(Way::elsewhere(there), expr).through(set(there, expr))
                },
            )
        })
    }
}

pub(super) fn unknown<'c, D: Domain<'c>>(why: Why) -> Answer<D::Value> {
    Answer { value: D::unknown(), steps: Vec::new(), end: Some(why.into()) }
}

pub(super) fn step(context: Context<'_>, expr: ExprId, kind: StepKind) -> Step {
    Step { file: context.item.file, at: context.body.expr(expr).span.clone(), kind }
}

/// True for what is made of other expressions that may be large.
fn is_composite(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Call(..)
            | ExprKind::Method(_)
            | ExprKind::Closure { .. }
            | ExprKind::Async { .. }
    )
}

/// `vec![a, b]`.
pub(super) fn is_list(path: &PathRef) -> bool {
    path.segments.last().is_some_and(|name| name == "vec")
}

/// True for the plain name `name`.
pub(super) fn is_named(path: &PathRef, name: &str) -> bool {
    matches!(&path.segments[..], [only] if only == name)
}

/// True for a block, statement or macro that never gives a value.
pub(super) fn leaves(context: Context<'_>, expr: ExprId) -> bool {
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
