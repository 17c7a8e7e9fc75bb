//! Work: whether what is started was handed in, or only wraps what was.
//!
//! What starts work that it is handed is an executor; what starts work that it wrote itself is business code.

use super::messages::{is_message_with_work, is_queued_work};
use super::wrapping::{calls_handed, only_wraps, wrapped};
use super::{Answer, Domain, Parts, Walk, Way, Why, walk};
use crate::readers::rust::budget::Budget;
use crate::readers::rust::calls::ask;
use crate::readers::rust::lower::ir::{Binding, Bound, ExprId, ExprKind, Origin, PathRef, TypeRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::types::{Context, Ty};

/// True when `work` is a future or closure that was handed in, or only wraps one; and when it could not be followed to its
/// end, since it may be one.
pub(crate) fn is_handed(context: Context<'_>, work: ExprId) -> bool {
    let mut walk = Walk::new(Work, &[]);
    walk.value(Way::start(context), work).value || walk.budget.is_used_up()
}

/// True for a parameter that is a future or closure.
pub(crate) fn is_work(context: Context<'_>, ty: Option<&TypeRef>) -> bool {
    ty.is_some_and(|ty| context.ty(ty) == Ty::Work)
}

/// True for a future, and for a closure that is called with nothing: one that is called with something is told it.
pub(crate) fn is_job(context: Context<'_>, written: &TypeRef) -> bool {
    is_work(context, Some(written)) && !is_told(context, written, &mut Budget::new())
}

/// True for a closure that is called with something, as far as its type says so.
fn is_told(context: Context<'_>, written: &TypeRef, budget: &mut Budget) -> bool {
    if !budget.enter() {
        return true;
    }
    let told = |bounds: &[Bound]| bounds.iter().any(|bound| !bound.inputs.is_empty());
    match written {
        TypeRef::Bounds(bounds) => told(bounds),
        TypeRef::Path(path, args) => {
            let param =
                context.body.generics.iter().find(|param| path[..] == [param.name.as_str()]);
            if let Some(param) = param {
                return told(&param.bounds);
            }
            match context.resolve_segments(path) {
                // `type Job = Box<dyn FnOnce()>;`
                Some(Def::Item(item)) => {
                    let target = context.code.files.header(item).ty.as_ref();
                    target.is_some_and(|target| is_told(context.declared_at(item), target, budget))
                }
                _ => args.iter().any(|arg| is_told(context, arg, budget)),
            }
        }
        _ => false,
    }
}

/// The domain of work. A value is true when it was handed in.
pub(crate) struct Work;

impl<'c> Domain<'c> for Work {
    type Value = bool;

    const CALLS_CLOSURES: bool = false;

    fn unknown() -> bool {
        false
    }

    /// What starts handed work on one way and its own on another is an executor with a default.
    fn join(a: Answer<bool>, b: Answer<bool>) -> Answer<bool> {
        if a.value { a } else { b }
    }

    /// What the functions around the start are handed is told by their types; who makes what a field holds is asked.
    fn asks_callers(&mut self, around_start: bool) -> bool {
        !around_start
    }

    fn read(walk: &mut Walk<'_, 'c, Self>, way: Way<'_, 'c>, expr: ExprId) -> Option<Answer<bool>> {
        let context = way.context;
        let body = context.body;
        let is_handed = match body.kind(expr) {
            ExprKind::Local(id) => match parameter(way, body.binding(*id)) {
                Some(is_handed) => is_handed,
                // What a queue holds was handed in by whoever put it there.
                None if is_queued_work(context, body.binding(*id)) => true,
                None => return None,
            },
            ExprKind::Closure { .. } | ExprKind::Async { .. } => only_wraps(walk, way, expr),
            // What was awaited is done. A function that gives what it awaits runs what it is handed.
            ExprKind::Await(_) if way.call.is_none() => false,
            ExprKind::Call(callee, args) => {
                let is_handed = calls_handed(walk, way, expr, *callee, args);
                let takes_handed = !is_handed && has_handed(walk, way, args);
                // What a closure, or a function of the workspace, makes of the work it is handed is followed.
                let is_closure = matches!(body.kind(body.peel(*callee)), ExprKind::Local(_));
                if !is_handed && is_closure || takes_handed && is_own_function(context, *callee) {
                    return None;
                }
                is_handed || takes_handed
            }
            ExprKind::Method(call) => {
                let is_wrapped = walk.value(way, call.receiver).value
                    || wrapped(walk, way, call).into_iter().any(|arg| walk.value(way, arg).value);
                let mut is_passed = || {
                    let of = walk.receiver_type(way, call);
                    context.passing(call, &of).is_some()
                        || has_handed(walk, way, &call.args)
                        || is_message_with_work(context, call.receiver)
                };
                if !is_wrapped && is_passed() {
                    return None;
                }
                is_wrapped
            }
            // A future of the project that holds the work which it was made of.
            ExprKind::Struct { path, fields, .. } => {
                is_future(context, path)
                    && fields.iter().any(|(_, value)| walk.value(way, *value).value)
            }
            ExprKind::Field(base, name) => {
                let of = walk.type_of(way, *base);
                let is_queued = is_message_with_work(context, *base)
                    && context.field_type(&of, name) == Ty::Work;
                // Who puts work into a field is asked.
                if !is_queued && context.may_be_work(&of, name) {
                    return None;
                }
                is_queued
            }
            _ => return None,
        };
        Some(Answer::known(is_handed))
    }

    fn part(_: &mut Walk<'_, 'c, Self>, _: Way<'_, 'c>, _: ExprId, _: Parts<'_>) -> Answer<bool> {
        walk::unknown::<Self>(Why::Part)
    }
}

/// Whether a parameter is work, by its type; `None` where its argument can be asked for, and for what is no parameter.
fn parameter(way: Way<'_, '_>, binding: &Binding) -> Option<bool> {
    let function = way.function();
    if !matches!(binding.origin, Origin::Param(_)) || function.call.is_some() {
        return None;
    }
    match binding.ty.as_ref().map_or(Ty::Unknown, |ty| way.context.ty(ty)) {
        ty if function.is_start() => Some(ty == Ty::Work),
        Ty::Work => Some(true),
        // Each caller may have its own type.
        Ty::Unknown => None,
        _ => Some(false),
    }
}

/// True for a type of the workspace that is a future itself.
fn is_future(context: Context<'_>, path: &PathRef) -> bool {
    let of = match context.resolve(path) {
        Some(Def::Item(item)) => item,
        _ => return false,
    };
    let impls = context.code.members.impls(of);
    impls.iter().any(|&found| context.code.files.item(found).trait_name == "Future")
}

fn has_handed<'c>(walk: &mut Walk<'_, 'c, Work>, way: Way<'_, 'c>, args: &[ExprId]) -> bool {
    args.iter().any(|&arg| walk.value(way, arg).value)
}

/// True for a function of the workspace: what it gives is followed. One of another crate gives what it is handed in other
/// clothes (`Box::pin`, `timeout`).
fn is_own_function(context: Context<'_>, callee: ExprId) -> bool {
    match context.body.kind(context.body.peel(callee)) {
        ExprKind::Path(path) => ask::function_at(context.code, context.resolve(path)).is_some(),
        _ => false,
    }
}

impl Context<'_> {
    /// True for the field `name` of a value of type `of` that may be work, by its type.
    fn may_be_work(&self, of: &Ty, name: &str) -> bool {
        match (of, self.field_type(of, name)) {
            (Ty::Tuple(_), _) | (_, Ty::Work) => true,
            // Of a type parameter without bounds, the impl around may know more; else only what is put into it says what it is.
            (Ty::Item(item), Ty::Unknown) => {
                let header = self.code.files.header(*item);
                let written = header.fields.iter().find(|(field, _)| field == name);
                written.is_some_and(|(_, written)| {
                    let TypeRef::Path(path, _) = written else { return false };
                    header.generics.iter().any(|param| path[..] == [param.name.as_str()])
                        && matches!(self.ty(written), Ty::Work | Ty::Unknown)
                })
            }
            _ => false,
        }
    }
}
