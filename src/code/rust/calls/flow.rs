//! How code runs: on an async task, on the caller's thread, or moved to where blocking is allowed.

use crate::code::apis::{Api, Role};
use crate::code::rust::files::{Files, ItemRef};
use crate::code::rust::lower::ir::{ExprId, ExprKind, FrameKind, PathRef};
use crate::code::rust::types::{Context, Ty};
use crate::code::sites::Flow;

/// How many functions a closure is followed through.
const DEEPEST: u32 = 6;

/// Where a closure runs that is handed to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handed {
    /// Called on the spot: it belongs to the function around it.
    Here,
    /// On another thread, or in a blocking pool.
    Offloaded,
    /// Later, by somebody else.
    Elsewhere,
}

/// How `expr` runs.
pub(crate) fn flow(context: Context<'_>, expr: ExprId) -> Flow {
    for frame in context.body.frames_of(expr) {
        match frame {
            FrameKind::Async | FrameKind::AsyncClosure(_) => return Flow::Async,
            FrameKind::Closure(closure) => match handed_to(context, *closure) {
                Handed::Offloaded => return Flow::Offloaded,
                Handed::Elsewhere => return Flow::Sync,
                Handed::Here => {}
            },
            _ => {}
        }
    }
    Flow::Sync
}

/// True when `expr` is awaited: then it is no blocking call, whatever its name.
pub(crate) fn is_awaited(context: Context<'_>, expr: ExprId) -> bool {
    let parent = context.body.expr(expr).parent;
    parent.is_some_and(|parent| matches!(context.body.kind(parent), ExprKind::Await(_)))
}

/// True when `expr` runs whenever the function around it runs: it stands in no closure, or in one that
/// is called on the spot.
pub(crate) fn is_called_here(context: Context<'_>, expr: ExprId) -> bool {
    context.body.frames_of(expr).all(|frame| match frame {
        FrameKind::Closure(closure) => handed_to(context, *closure) == Handed::Here,
        FrameKind::AsyncClosure(_) | FrameKind::Async => false,
        _ => true,
    })
}

/// Where the closure `closure` runs.
fn handed_to(context: Context<'_>, closure: ExprId) -> Handed {
    let body = context.body;
    let mut child = closure;
    while let Some(parent) = body.expr(child).parent {
        match body.kind(parent) {
            ExprKind::Same(_) | ExprKind::Cast(..) | ExprKind::Choice { .. } => child = parent,
            ExprKind::Call(..) | ExprKind::Method(_) => return receives(context, parent, child),
            _ => break,
        }
    }
    from_variable(context, closure)
}

/// Where a closure in a variable runs: on the spot, or where the variable is handed on to.
fn from_variable(context: Context<'_>, closure: ExprId) -> Handed {
    let body = context.body;
    let holds = |init: Option<ExprId>| init.is_some_and(|init| body.peel(init) == closure);
    let Some(binding) = body.bindings.iter().position(|binding| holds(binding.init)) else {
        return Handed::Here;
    };
    let is_use = |expr: &ExprId| matches!(body.kind(*expr), ExprKind::Local(used) if used.0 as usize == binding);
    let offloaded = body.ids().filter(is_use).any(|used| {
        body.expr(used)
            .parent
            .is_some_and(|parent| receives(context, parent, used) == Handed::Offloaded)
    });
    if offloaded { Handed::Offloaded } else { Handed::Here }
}

/// Where the call `call` runs the closure that is its argument `argument`.
fn receives(context: Context<'_>, call: ExprId, argument: ExprId) -> Handed {
    if let Some(found) = context.use_at(call) {
        return if found.api.is(Role::Offload) { Handed::Offloaded } else { Handed::Here };
    }
    match context.body.kind(call) {
        ExprKind::Call(callee, args) if *callee != argument => {
            let ExprKind::Path(path) = context.body.kind(context.body.peel(*callee)) else {
                return Handed::Here;
            };
            let function = context.files.function_at(context.resolve(path));
            match (function, args.iter().position(|&arg| arg == argument)) {
                (Some(function), Some(index)) => {
                    context.files.runs_closure(function, index as u32, DEEPEST)
                }
                _ if is_lazy(path) => Handed::Elsewhere,
                _ => Handed::Here,
            }
        }
        ExprKind::Method(call) => match (
            own_method(context, call.receiver, &call.name),
            call.args.iter().position(|&arg| arg == argument),
        ) {
            (Some(member), Some(index)) => {
                context.files.runs_closure(member, index as u32 + 1, DEEPEST)
            }
            _ => Handed::Here,
        },
        _ => Handed::Here,
    }
}

fn own_method(context: Context<'_>, receiver: ExprId, name: &str) -> Option<ItemRef> {
    match context.type_of(receiver) {
        Ty::Item(item) => context.files.member(item, name),
        _ => None,
    }
}

/// `LazyLock::new(|| …)`: who asks first runs it.
fn is_lazy(path: &PathRef) -> bool {
    let owner = path.segments.len().checked_sub(2).and_then(|index| path.segments.get(index));
    owner.is_some_and(|owner| matches!(owner.as_str(), "LazyLock" | "Lazy" | "LazyCell"))
}

impl Files<'_> {
    /// Where `function` runs the closure that is its parameter `index`.
    fn runs_closure(&self, function: ItemRef, index: u32, left: u32) -> Handed {
        let Some(left) = left.checked_sub(1) else {
            return Handed::Here;
        };
        let Some(context) = Context::of(self, function) else {
            return Handed::Here;
        };
        let body = context.body;
        let parameter = body.params.get(index as usize);
        let is_parameter = |expr: ExprId| matches!(body.kind(body.peel(expr)), ExprKind::Local(binding) if Some(binding) == parameter);
        let offloaded = body.ids().any(|expr| {
            let args: &[ExprId] = match body.kind(expr) {
                // `f()`: it runs where this call stands.
                ExprKind::Call(callee, _) if is_parameter(*callee) => {
                    return is_offloaded(context, expr);
                }
                ExprKind::Call(_, args) => args,
                ExprKind::Method(call) => &call.args,
                _ => return false,
            };
            let Some(position) = args.iter().position(|&arg| is_parameter(arg)) else {
                return false;
            };
            let starts = context.use_at(expr).is_some_and(|found| found.api.is(Role::Offload));
            starts
                || is_offloaded(context, expr)
                || self.passes_on(context, expr, position as u32, left)
        });
        if offloaded { Handed::Offloaded } else { Handed::Here }
    }

    /// True when the call `expr` hands its argument `position` to a function that offloads it.
    fn passes_on(&self, context: Context<'_>, expr: ExprId, position: u32, left: u32) -> bool {
        let (own, index) = match context.body.kind(expr) {
            ExprKind::Call(callee, _) => match context.body.kind(context.body.peel(*callee)) {
                ExprKind::Path(path) => (self.function_at(context.resolve(path)), position),
                _ => (None, position),
            },
            ExprKind::Method(call) => {
                (own_method(context, call.receiver, &call.name), position + 1)
            }
            _ => (None, position),
        };
        own.is_some_and(|own| {
            own != context.item && self.runs_closure(own, index, left) == Handed::Offloaded
        })
    }
}

fn is_offloaded(context: Context<'_>, expr: ExprId) -> bool {
    flow(context, expr) == Flow::Offloaded
}

/// How the use of `api` at `expr` runs, as far as blocking goes.
pub(crate) fn flow_of_use(context: Context<'_>, expr: ExprId, api: &Api) -> Flow {
    if is_awaited(context, expr) && !api.is(Role::Start) { Flow::Sync } else { flow(context, expr) }
}
