//! Whether work is handed in: a parameter that is a future or closure, or something that only wraps one.
//!
//! What starts such work is an executor; what starts work that it wrote itself is business code.

use crate::readers::rust::calls::ask;
use crate::readers::rust::lower::ir::{
    BindingId, ExprId, ExprKind, FrameKind, MethodCall, Origin, PathRef, TypeRef,
};
use crate::readers::rust::names::Def;
use crate::readers::rust::types::{Context, Ty};

/// True when `work` is a parameter, or only wraps one.
pub(crate) fn is_handed(context: Context<'_>, work: ExprId, left: u32) -> bool {
    let Some(left) = left.checked_sub(1) else { return false };
    let body = context.body;
    match body.kind(work) {
        ExprKind::Same(inner) | ExprKind::Try(inner) | ExprKind::Cast(inner, _) => {
            is_handed(context, *inner, left)
        }
        ExprKind::Local(binding) => {
            let binding = body.binding(*binding);
            match binding.origin {
                Origin::Param(_) => is_work(context, binding.ty.as_ref()),
                Origin::Let => binding.init.is_some_and(|init| is_handed(context, init, left)),
                _ => false,
            }
        }
        ExprKind::Call(callee, args) => {
            calls_handed(context, work, *callee, args)
                || has_handed(context, args, left) && wraps(context, *callee, left)
        }
        ExprKind::Method(call) => {
            is_handed(context, call.receiver, left)
                || wrapped(context, call).any(|arg| is_handed(context, arg, left))
        }
        ExprKind::Choice { values, .. } => {
            values.iter().any(|&value| is_handed(context, value, left))
        }
        ExprKind::Closure { .. } | ExprKind::Async { .. } => only_wraps(context, work, left),
        _ => false,
    }
}

fn has_handed(context: Context<'_>, args: &[ExprId], left: u32) -> bool {
    args.iter().any(|&arg| is_handed(context, arg, left))
}

/// True for a function that gives what it is handed in other clothes (`Box::pin`, `timeout`). One of the
/// workspace is no such function unless it runs what it is handed: for all others the parameter is an
/// ingredient of their own work, a shutdown signal or a callback.
fn wraps(context: Context<'_>, callee: ExprId, left: u32) -> bool {
    let ExprKind::Path(path) = context.body.kind(context.body.peel(callee)) else { return false };
    match ask::function_at(context.code, context.resolve(path)) {
        Some(function) => {
            Context::of(context.code, function).is_some_and(|there| runs_parameter(there, left))
        }
        None => true,
    }
}

/// The arguments of `call` that it gives in other clothes, runs in a context or starts.
fn wrapped<'c>(context: Context<'c>, call: &'c MethodCall) -> impl Iterator<Item = ExprId> + 'c {
    let catalogue = context.code.files.catalogue;
    let may_wrap = catalogue.may_wrap(&call.name);
    let receiver = may_wrap.then(|| context.receiver_type(call));
    let args = call.args.iter().copied().enumerate();
    let wraps = move |(index, arg): (usize, ExprId)| {
        let wraps = catalogue.wraps(receiver.as_ref()?.path(), &call.name, index);
        wraps.then_some(arg)
    };
    args.filter_map(wraps)
}

/// True when a function's result is its handed parameter, or only wraps it.
fn runs_parameter(context: Context<'_>, left: u32) -> bool {
    let body = context.body;
    body.results.iter().any(|&result| is_handed(context, body.peel(result), left.min(3)))
}

/// True for a parameter that is a future or closure.
pub(crate) fn is_work(context: Context<'_>, ty: Option<&TypeRef>) -> bool {
    ty.is_some_and(|ty| context.ty(ty) == Ty::Work)
}

/// True when the closure or block `work` calls or awaits handed work, and does no other work.
fn only_wraps(context: Context<'_>, work: ExprId, left: u32) -> bool {
    let body = context.body;
    let inside: Vec<ExprId> =
        body.ids().filter(|&expr| expr != work && is_within(context, expr, work)).collect();
    let runs = |expr: ExprId| runs_handed(context, expr, work, left);
    // Who calls several functions that it was handed decides what is done with them.
    let mut called: Vec<BindingId> =
        inside.iter().filter_map(|&expr| called_parameter(context, expr)).collect();
    called.sort_unstable();
    called.dedup();
    if called.len() > 1 || !inside.iter().any(|&expr| runs(expr)) {
        return false;
    }
    !inside.iter().any(|&expr| match body.kind(expr) {
        // A loop over anything is work, unless it runs what was handed in.
        ExprKind::For { .. } | ExprKind::While => {
            !inside.iter().any(|&other| is_in_loop(context, other, expr) && runs(other))
        }
        ExprKind::Macro { path, args } if joins(path) => {
            args.iter().any(|&arg| is_own_work(context, arg))
        }
        ExprKind::Await(awaited) => {
            !is_handed(context, *awaited, left) && !waits_only(context, *awaited)
        }
        _ => false,
    })
}

/// True when `expr` calls or awaits handed work, or hands it to what runs it, directly in `work`.
fn runs_handed(context: Context<'_>, expr: ExprId, work: ExprId, left: u32) -> bool {
    let body = context.body;
    match body.kind(expr) {
        ExprKind::Await(inner) => is_handed(context, *inner, left),
        ExprKind::Call(callee, args) if is_handed_local(context, *callee) => {
            calls_handed(context, expr, *callee, args)
                && !is_in_handler(context, expr, work)
                && !is_told_result(context, expr, args, work)
        }
        ExprKind::Call(callee, args) => {
            args.iter().any(|&arg| is_handed_local(context, arg)) && wraps(context, *callee, left)
        }
        ExprKind::Method(call) => {
            is_handed_local(context, call.receiver)
                || wrapped(context, call).any(|arg| is_handed_local(context, arg))
        }
        ExprKind::Macro { args, .. } => args.iter().any(|&arg| is_handed_local(context, arg)),
        _ => false,
    }
}

/// True when `expr` calls a closure that was handed in. With the data of a loop the closure is a handler,
/// and the loop is the work.
fn calls_handed(context: Context<'_>, expr: ExprId, callee: ExprId, args: &[ExprId]) -> bool {
    let repeats = context.body.frames_of(expr).any(|frame| matches!(frame, FrameKind::Loop(_)));
    is_handed_local(context, callee)
        && !(repeats && args.iter().any(|&arg| is_data(context, arg, 8)))
}

/// The closure parameter that `expr` calls.
fn called_parameter(context: Context<'_>, expr: ExprId) -> Option<BindingId> {
    let ExprKind::Call(callee, _) = context.body.kind(expr) else { return None };
    let ExprKind::Local(binding) = context.body.kind(context.body.peel(*callee)) else {
        return None;
    };
    is_handed_local(context, *callee).then_some(*binding)
}

/// True when a closure with parameters stands between `expr` and `work`.
fn is_in_handler(context: Context<'_>, expr: ExprId, work: ExprId) -> bool {
    let body = context.body;
    body.frames_of(expr).any(|frame| match frame {
        FrameKind::Closure(closure) | FrameKind::AsyncClosure(closure) => {
            *closure != work
                && is_within(context, *closure, work)
                && matches!(body.kind(*closure), ExprKind::Closure { params: 1.., .. })
        }
        _ => false,
    })
}

/// True when `call` hands on what `work` itself came to, and nobody takes its answer: the closure is
/// told a result (`on_exit(status);`), and the work is what came before.
fn is_told_result(context: Context<'_>, call: ExprId, args: &[ExprId], work: ExprId) -> bool {
    is_dropped(context, call) && args.iter().any(|&arg| is_result_of(context, arg, work))
}

/// True for a value, not lent, that `work` computes or takes apart.
fn is_result_of(context: Context<'_>, expr: ExprId, work: ExprId) -> bool {
    let body = context.body;
    match body.kind(expr) {
        ExprKind::Call(_, args) | ExprKind::Tuple(args) => {
            args.iter().any(|&arg| is_result_of(context, arg, work))
        }
        ExprKind::Cast(inner, _) => is_result_of(context, *inner, work),
        ExprKind::Local(binding) => {
            let binding = body.binding(*binding);
            binding.init.is_some_and(|init| {
                is_within(context, init, work)
                    && (binding.origin == Origin::Pattern
                        || binding.origin == Origin::Let && is_computed(context, init))
            })
        }
        _ => false,
    }
}

/// True for the value of a block or choice, and for the result of a method that is more than another
/// handle of its receiver.
fn is_computed(context: Context<'_>, expr: ExprId) -> bool {
    match context.body.kind(context.body.peel(expr)) {
        ExprKind::Choice { .. } => true,
        ExprKind::Method(call) => call.name != "clone",
        _ => false,
    }
}

/// True for a statement: nobody takes the value of `expr`.
fn is_dropped(context: Context<'_>, expr: ExprId) -> bool {
    let body = context.body;
    match body.expr(expr).parent.map(|parent| body.kind(parent)) {
        Some(ExprKind::Choice { values, decided_by }) => {
            !values.contains(&expr) && *decided_by != Some(expr)
        }
        Some(ExprKind::Closure { body, .. }) => *body != expr,
        Some(ExprKind::Async { tail }) => *tail != Some(expr),
        _ => false,
    }
}

/// True for a future in `select!` or `join!` that the function wrote itself.
fn is_own_work(context: Context<'_>, arg: ExprId) -> bool {
    let body = context.body;
    let arg = body.peel(arg);
    match body.kind(arg) {
        ExprKind::Async { .. } => true,
        ExprKind::Local(binding) => {
            let binding = body.binding(*binding);
            binding.origin == Origin::Let
                && binding.init.is_some_and(|init| {
                    matches!(body.kind(body.peel(init)), ExprKind::Async { .. })
                })
                && !is_handed(context, arg, 4)
        }
        ExprKind::Method(call) => is_own_work(context, call.receiver),
        _ => false,
    }
}

/// Macros that wait for several futures.
fn joins(path: &PathRef) -> bool {
    let name = path.segments.last().map_or("", |name| name.as_str());
    matches!(name, "select" | "select_biased" | "join" | "try_join")
}

fn is_handed_local(context: Context<'_>, expr: ExprId) -> bool {
    let expr = context.body.peel(expr);
    matches!(context.body.kind(expr), ExprKind::Local(_)) && is_handed(context, expr, 4)
}

/// True for what comes from a parameter, a loop, a closure or a pattern: a closure that is called with it
/// is a handler of data, and not work.
fn is_data(context: Context<'_>, expr: ExprId, left: u32) -> bool {
    let Some(left) = left.checked_sub(1) else {
        return true;
    };
    let body = context.body;
    match body.kind(expr) {
        ExprKind::Same(inner)
        | ExprKind::Try(inner)
        | ExprKind::Field(inner, _)
        | ExprKind::Cast(inner, _) => is_data(context, *inner, left),
        ExprKind::Await(_) => true,
        ExprKind::Local(binding) => {
            let binding = body.binding(*binding);
            match (binding.origin, binding.init) {
                (Origin::Let | Origin::Const, Some(init)) => is_data(context, init, left),
                _ => true,
            }
        }
        ExprKind::Method(call) => {
            is_data(context, call.receiver, left)
                || call.args.iter().any(|&arg| is_data(context, arg, left))
        }
        ExprKind::Call(_, args) | ExprKind::Tuple(args) => {
            args.iter().any(|&arg| is_data(context, arg, left))
        }
        _ => false,
    }
}

fn waits_only(context: Context<'_>, awaited: ExprId) -> bool {
    let catalogue = context.code.files.catalogue;
    match context.body.kind(context.body.peel(awaited)) {
        ExprKind::Method(call) => {
            catalogue.may_wait(&call.name)
                && catalogue.waits(context.receiver_type(call).path(), &call.name)
        }
        ExprKind::Call(callee, _) => match context.body.kind(context.body.peel(*callee)) {
            ExprKind::Path(path) => match context.resolve(path) {
                Some(Def::External(path)) => catalogue.at(&path).is_some_and(|api| api.waits),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    }
}

fn is_within(context: Context<'_>, expr: ExprId, outer: ExprId) -> bool {
    let mut next = context.body.expr(expr).parent;
    while let Some(parent) = next {
        if parent == outer {
            return true;
        }
        next = context.body.expr(parent).parent;
    }
    false
}

fn is_in_loop(context: Context<'_>, expr: ExprId, looped: ExprId) -> bool {
    context.body.frames_of(expr).any(|frame| *frame == FrameKind::Loop(looped))
}
