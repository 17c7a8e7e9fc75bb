//! Closures and blocks that only run what was handed in.

use super::messages::{is_message_with_work, takes_work};
use super::work::Work;
use super::{Walk, Way};
use crate::facts::Role;
use crate::readers::rust::lower::ir::{
    BindingId, ExprId, ExprKind, FrameKind, MethodCall, Origin, PathRef,
};
use crate::readers::rust::names::Def;
use crate::readers::rust::types::Context;

type WorkWalk<'f, 'c> = Walk<'f, 'c, Work>;

/// The arguments of `call` that it gives in other clothes, runs in a context or starts.
pub(super) fn wrapped<'c>(
    walk: &mut WorkWalk<'_, 'c>,
    way: Way<'_, 'c>,
    call: &'c MethodCall,
) -> Vec<ExprId> {
    let catalogue = way.context.code.files.catalogue;
    if !catalogue.may_wrap(&call.name) {
        return Vec::new();
    }
    let receiver = walk.receiver_type(way, call);
    let wraps = |index: usize| catalogue.wraps(receiver.path(), &call.name, index);
    let args = call.args.iter().enumerate();
    args.filter(|(index, _)| wraps(*index)).map(|(_, arg)| *arg).collect()
}

/// True when the closure or block `work` calls or awaits handed work, and does no other work.
pub(super) fn only_wraps<'c>(walk: &mut WorkWalk<'_, 'c>, way: Way<'_, 'c>, work: ExprId) -> bool {
    let context = way.context;
    let body = context.body;
    let inside: Vec<ExprId> =
        body.ids().filter(|&expr| expr != work && is_within(context, expr, work)).collect();
    // Who calls several functions that it was handed decides what is done with them.
    let mut called: Vec<BindingId> =
        inside.iter().filter_map(|&expr| called_parameter(walk, way, expr)).collect();
    called.sort_unstable();
    called.dedup();
    let runs: Vec<ExprId> =
        inside.iter().copied().filter(|&expr| runs_handed(walk, way, expr, work)).collect();
    if called.len() > 1 || runs.is_empty() {
        return false;
    }
    !inside.iter().any(|&expr| match body.kind(expr) {
        // A loop over anything is work, unless it runs what was handed in.
        ExprKind::For { .. } | ExprKind::While => {
            !runs.iter().any(|&other| is_in_loop(context, other, expr))
        }
        ExprKind::Macro { path, args } if joins(path) => {
            args.iter().any(|&arg| is_own_work(walk, way, arg))
        }
        ExprKind::Await(awaited) => {
            !walk.value(way, *awaited).value && !waits_only(context, *awaited)
        }
        _ => false,
    })
}

/// True when `expr` calls or awaits handed work, or hands it to what runs it, directly in `work`.
fn runs_handed<'c>(
    walk: &mut WorkWalk<'_, 'c>,
    way: Way<'_, 'c>,
    expr: ExprId,
    work: ExprId,
) -> bool {
    let context = way.context;
    match context.body.kind(expr) {
        ExprKind::Await(inner) => walk.value(way, *inner).value,
        ExprKind::Call(callee, args) if is_handed_local(walk, way, *callee) => {
            calls_handed(walk, way, expr, *callee, args)
                && !is_in_handler(context, expr, work)
                && !is_told_result(context, expr, args, work)
        }
        ExprKind::Call(_, args) => {
            args.iter().any(|&arg| is_handed_local(walk, way, arg)) && walk.value(way, expr).value
        }
        ExprKind::Method(call) => {
            is_handed_local(walk, way, call.receiver)
                || wrapped(walk, way, call).into_iter().any(|arg| is_handed_local(walk, way, arg))
        }
        ExprKind::Macro { args, .. } => args.iter().any(|&arg| is_handed_local(walk, way, arg)),
        _ => false,
    }
}

/// True when `expr` calls a closure that was handed in. With the data of a loop the closure is a handler,
/// and the loop is the work.
pub(super) fn calls_handed<'c>(
    walk: &mut WorkWalk<'_, 'c>,
    way: Way<'_, 'c>,
    expr: ExprId,
    callee: ExprId,
    args: &[ExprId],
) -> bool {
    let context = way.context;
    let body = context.body;
    let around = body.frames_of(expr).find_map(|frame| match frame {
        FrameKind::Loop(looped) => Some(*looped),
        _ => None,
    });
    let mut handles_data = |looped: ExprId| {
        let is_counted =
            matches!(body.kind(looped), ExprKind::For { over, .. } if is_range(context, *over));
        args.iter().any(|&arg| is_data(walk, context, arg, is_counted))
    };
    !around.is_some_and(&mut handles_data) && is_handed_local(walk, way, callee)
}

/// The closure parameter that `expr` calls.
fn called_parameter<'c>(
    walk: &mut WorkWalk<'_, 'c>,
    way: Way<'_, 'c>,
    expr: ExprId,
) -> Option<BindingId> {
    let body = way.context.body;
    let ExprKind::Call(callee, _) = body.kind(expr) else { return None };
    let ExprKind::Local(binding) = body.kind(body.peel(*callee)) else { return None };
    is_handed_local(walk, way, *callee).then_some(*binding)
}

/// True when a closure with parameters, which is no work that is started, stands between `expr` and `work`.
fn is_in_handler(context: Context<'_>, expr: ExprId, work: ExprId) -> bool {
    let body = context.body;
    body.frames_of(expr).any(|frame| match frame {
        FrameKind::Closure(closure) | FrameKind::AsyncClosure(closure) => {
            *closure != work
                && is_within(context, *closure, work)
                && matches!(body.kind(*closure), ExprKind::Closure { params: 1.., .. })
                && !is_started(context, *closure)
        }
        _ => false,
    })
}

/// True for a closure that is the work of what starts some: `scope.spawn(|_| …)`.
fn is_started(context: Context<'_>, closure: ExprId) -> bool {
    let call = context.body.expr(closure).parent;
    call.and_then(|call| context.use_at(call)).is_some_and(|found| {
        let work = found.api.work.and_then(|index| found.args.get(index));
        found.api.is(Role::Start) && work == Some(&closure)
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
fn is_own_work<'c>(walk: &mut WorkWalk<'_, 'c>, way: Way<'_, 'c>, arg: ExprId) -> bool {
    let body = way.context.body;
    let arg = body.peel(arg);
    match body.kind(arg) {
        ExprKind::Async { .. } => true,
        ExprKind::Local(binding) => {
            let binding = body.binding(*binding);
            binding.origin == Origin::Let
                && binding.init.is_some_and(|init| {
                    matches!(body.kind(body.peel(init)), ExprKind::Async { .. })
                })
                && !walk.value(way, arg).value
        }
        ExprKind::Method(call) => is_own_work(walk, way, call.receiver),
        _ => false,
    }
}

/// Macros that wait for several futures.
pub(crate) fn joins(path: &PathRef) -> bool {
    let name = path.segments.last().map_or("", |name| name.as_str());
    matches!(name, "select" | "select_biased" | "join" | "try_join")
}

/// Macros that keep a future where it is, to be waited for.
pub(crate) fn pins(path: &PathRef) -> bool {
    let name = path.segments.last().map_or("", |name| name.as_str());
    matches!(name, "pin" | "pin_mut")
}

fn is_handed_local<'c>(walk: &mut WorkWalk<'_, 'c>, way: Way<'_, 'c>, expr: ExprId) -> bool {
    let body = way.context.body;
    let expr = body.peel(expr);
    let is_name = match body.kind(expr) {
        ExprKind::Local(_) => true,
        // `(job.run)()`, of a job out of a queue.
        ExprKind::Field(base, _) => is_message_with_work(way.context, *base),
        _ => false,
    };
    is_name && walk.value(way, expr).value
}

/// True for what comes from a parameter, a loop, a closure or a pattern: a closure that is called with it is a handler of
/// data, and not work. Where the loop only counts its turns (`is_counted`), what is there before is the same in each turn.
fn is_data(
    walk: &mut WorkWalk<'_, '_>,
    context: Context<'_>,
    expr: ExprId,
    is_counted: bool,
) -> bool {
    if !walk.budget.enter() {
        return true;
    }
    let body = context.body;
    let mut any = |all: &[ExprId]| all.iter().any(|&one| is_data(walk, context, one, is_counted));
    let is_data = match body.kind(expr) {
        ExprKind::Same(inner)
        | ExprKind::Try(inner)
        | ExprKind::Field(inner, _)
        | ExprKind::Cast(inner, _) => any(&[*inner]),
        ExprKind::Await(_) => true,
        ExprKind::Local(binding) => {
            let binding = body.binding(*binding);
            match (binding.origin, binding.init) {
                (Origin::Let | Origin::Const, Some(init)) => any(&[init]),
                // The number of a turn.
                (Origin::For, Some(over)) => !is_range(context, over),
                (Origin::Param(_), _) => !is_counted,
                _ => true,
            }
        }
        ExprKind::Method(call) => {
            // An element is another in each turn: `jobs.get(turn)`, `jobs.recv()`.
            let takes_element = is_counted && (!call.args.is_empty() || blocks(context, expr));
            takes_element || any(&[call.receiver]) || any(&call.args)
        }
        ExprKind::Call(_, values) | ExprKind::Tuple(values) | ExprKind::Array(values) => {
            any(values)
        }
        ExprKind::Choice { values, .. } => any(values),
        ExprKind::Struct { fields, .. } => fields.iter().any(|(_, value)| any(&[*value])),
        ExprKind::Macro { path, args } if joins(path) => any(args),
        _ => false,
    };
    walk.budget.leave();
    is_data
}

fn is_range(context: Context<'_>, over: ExprId) -> bool {
    matches!(context.body.kind(context.body.peel(over)), ExprKind::Range(..))
}

fn blocks(context: Context<'_>, call: ExprId) -> bool {
    context.use_at(call).is_some_and(|found| found.api.is(Role::Block))
}

fn waits_only(context: Context<'_>, awaited: ExprId) -> bool {
    if takes_work(context, awaited) {
        return true;
    }
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
