//! Whether work is handed in: a parameter that is a future or closure, or something that only wraps one.
//!
//! What starts such work is an executor; what starts work that it wrote itself is business code.

use compact_str::CompactString;

use crate::code::rust::lower::ir::{ExprId, ExprKind, FrameKind, Origin, PathRef, TypeRef};
use crate::code::rust::types::{Context, Ty};

/// Awaited calls that wrap handed work instead of doing other work: they wait, or pass its result on.
const WRAPPING: &[&str] = &[
    "send",
    "acquire",
    "acquire_owned",
    "acquire_many",
    "acquire_many_owned",
    "sleep",
    "sleep_until",
    "notified",
    "cancelled",
    "changed",
    "yield_now",
    "lock",
    "write",
    "read",
    "closed",
    "recv",
    "ready",
    "timeout",
    "tick",
    "wait",
    "join",
    "catch_unwind",
];

/// True when `work` is a parameter, or only wraps one.
pub(crate) fn is_handed(context: Context<'_>, work: ExprId, left: u32) -> bool {
    let Some(left) = left.checked_sub(1) else {
        return false;
    };
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
            is_handed(context, *callee, left)
                && !args.iter().any(|&arg| is_data(context, arg, left))
                || args.iter().any(|&arg| is_handed(context, arg, left))
        }
        ExprKind::Method(call) => {
            is_handed(context, call.receiver, left)
                || call.args.iter().any(|&arg| is_handed(context, arg, left))
        }
        ExprKind::Choice { values, .. } => {
            values.iter().any(|&value| is_handed(context, value, left))
        }
        ExprKind::Closure { .. } | ExprKind::Async { .. } => only_wraps(context, work, left),
        _ => false,
    }
}

/// True for a parameter that is a future or closure.
pub(crate) fn is_work(context: Context<'_>, ty: Option<&TypeRef>) -> bool {
    let Some(ty) = ty else { return false };
    match context.ty(ty) {
        Ty::Work => true,
        Ty::Unknown | Ty::External(_) => match ty {
            TypeRef::Path(path, _) => path.last().is_some_and(|name| name.ends_with("Future")),
            _ => false,
        },
        _ => false,
    }
}

/// True when the closure or block `work` calls or awaits handed work, and does no other work.
fn only_wraps(context: Context<'_>, work: ExprId, left: u32) -> bool {
    let body = context.body;
    let inside: Vec<ExprId> =
        body.ids().filter(|&expr| expr != work && is_within(context, expr, work)).collect();
    let runs = |expr: ExprId| match body.kind(expr) {
        ExprKind::Await(inner) => is_handed(context, *inner, left),
        ExprKind::Call(callee, args) => {
            is_handed_local(context, *callee) && !args.iter().any(|&arg| is_data(context, arg, 8))
        }
        _ => false,
    };
    let passes = |expr: ExprId| match body.kind(expr) {
        ExprKind::Call(_, args) => args.iter().any(|&arg| is_handed_local(context, arg)),
        ExprKind::Method(call) => {
            is_handed_local(context, call.receiver)
                || call.args.iter().any(|&arg| is_handed_local(context, arg))
        }
        ExprKind::Macro { args, .. } => args.iter().any(|&arg| is_handed_local(context, arg)),
        _ => false,
    };
    if !inside.iter().any(|&expr| runs(expr) || passes(expr)) {
        return false;
    }
    !inside.iter().any(|&expr| match body.kind(expr) {
        // A loop over anything is work, unless it runs what was handed in.
        ExprKind::For { .. } | ExprKind::While => !inside
            .iter()
            .any(|&other| is_in_loop(context, other, expr) && (runs(other) || passes(other))),
        ExprKind::Macro { path, args } if joins(path) => args.iter().any(|&arg| {
            let arg = body.peel(arg);
            matches!(body.kind(arg), ExprKind::Method(_) | ExprKind::Local(_))
                && !is_handed(context, arg, left)
                && !waits_only(context, arg)
        }),
        ExprKind::Await(awaited) => {
            !is_handed(context, *awaited, left) && !waits_only(context, *awaited)
        }
        _ => false,
    })
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
    let name = match context.body.kind(context.body.peel(awaited)) {
        ExprKind::Method(call) => call.name.clone(),
        ExprKind::Call(callee, _) => match context.body.kind(context.body.peel(*callee)) {
            ExprKind::Path(path) => path.segments.last().cloned().unwrap_or_default(),
            _ => CompactString::default(),
        },
        _ => CompactString::default(),
    };
    WRAPPING.contains(&name.as_str())
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
