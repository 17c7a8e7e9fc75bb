//! Whether a future is waited for: where it stands, within another future, or by the name that it is given.

use super::ask;
use super::flow::{gives_receiver, is_passed, keeps};
use crate::facts::Role;
use crate::readers::rust::follow::messages::uses_of;
use crate::readers::rust::follow::wrapping::{joins, pins};
use crate::readers::rust::lower::ir::{BindingId, ExprId, ExprKind};
use crate::readers::rust::types::Context;

/// True when `expr` is awaited: then it is no blocking call, whatever its name.
pub(crate) fn is_awaited(context: Context<'_>, expr: ExprId) -> bool {
    let parent = context.body.expr(expr).parent;
    parent.is_some_and(|parent| matches!(context.body.kind(parent), ExprKind::Await(_)))
}

/// True when `expr`, as it is or passed on by other calls (`timeout(…)`, `.in_current_span()`), is awaited.
pub(crate) fn is_awaited_in_place(context: Context<'_>, expr: ExprId) -> bool {
    let body = context.body;
    let mut child = expr;
    while let Some(parent) = body.expr(child).parent {
        match body.kind(parent) {
            ExprKind::Await(_) => return true,
            ExprKind::Same(_) => {}
            ExprKind::Method(call) if call.receiver == child && gives_receiver(context, call) => {}
            ExprKind::Call(callee, _) if *callee != child && keeps(context, *callee) => {}
            _ => return false,
        }
        child = parent;
    }
    false
}

/// True when the function around waits for the future `expr`: where it stands, within a future of another crate
/// (`timeout(…)`, `.instrument(…)`), or wherever the name is used that it is given. A future runs once, however often it is
/// named.
pub(crate) fn is_waited_for(context: Context<'_>, expr: ExprId) -> bool {
    let (outermost, waits) = around(context, expr, &|_| false);
    let mut uses = uses_of_name(context, outermost).peekable();
    waits || uses.peek().is_some() && uses.all(|used| around(context, used, &|_| false).1)
}

/// True when what the call `expr` gives may be a future that is waited for. What passes a value on gives none.
pub(crate) fn may_be_waited_for(context: Context<'_>, expr: ExprId) -> bool {
    let passes = |parent: ExprId| match context.body.kind(parent) {
        ExprKind::Method(call) => is_passed(context, call),
        _ => false,
    };
    let (outermost, waits) = around(context, expr, &passes);
    waits || uses_of_name(context, outermost).any(|used| is_awaited_in_place(context, used))
}

/// The outermost future around `expr` that runs it, before what `stops`, and whether it is waited for.
fn around(context: Context<'_>, expr: ExprId, stops: &dyn Fn(ExprId) -> bool) -> (ExprId, bool) {
    let body = context.body;
    let mut child = expr;
    while let Some(parent) = body.expr(child).parent.filter(|&parent| !stops(parent)) {
        match body.kind(parent) {
            ExprKind::Await(_) => return (child, true),
            ExprKind::Macro { path, .. } if joins(path) || pins(path) => return (child, true),
            ExprKind::Same(_) => {}
            ExprKind::Choice { values, .. } if values.contains(&child) => {}
            ExprKind::Call(callee, _) if *callee == child => break,
            ExprKind::Call(..) | ExprKind::Method(_) if waits(context, parent) => {
                return (child, true);
            }
            ExprKind::Call(..) | ExprKind::Method(_)
                if ask::called_at(context, parent).is_none() && !starts(context, parent) => {}
            _ => break,
        }
        child = parent;
    }
    (child, false)
}

/// The uses of the name that `value` is given.
fn uses_of_name(context: Context<'_>, value: ExprId) -> impl Iterator<Item = ExprId> {
    let mut bindings = context.body.bindings.iter();
    let named = bindings.position(|binding| binding.init == Some(value));
    named.into_iter().flat_map(move |id| uses_of(context, BindingId(id as u32)))
}

/// True for a call that blocks on a future.
pub(crate) fn waits(context: Context<'_>, call: ExprId) -> bool {
    let found = context.use_at(call);
    found.is_some_and(|found| found.api.is(Role::Runtime) && found.api.is(Role::Block))
}

/// True for a call that starts work or moves it away.
pub(crate) fn starts(context: Context<'_>, call: ExprId) -> bool {
    let found = context.use_at(call);
    found.is_some_and(|found| found.api.is(Role::Start) || found.api.is(Role::Offload))
}
