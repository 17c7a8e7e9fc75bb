//! How code runs: on an async task, on the caller's thread, or moved to where blocking is allowed.

use compact_str::CompactString;

use super::awaited::{is_awaited, may_be_waited_for};
use crate::facts::{Api, Flow, Given, Role};
use crate::readers::rust::budget::Budget;
use crate::readers::rust::calls::ask;
use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{
    BindingId, ExprId, ExprKind, FrameKind, MethodCall, TypeRef,
};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::{Context, Ty};

/// One question, as it is followed.
struct FlowSearch {
    budget: Budget,
    /// The parameters that are being followed: who hands a closure to itself says nothing new.
    open: Vec<(ItemRef, u32)>,
}

impl FlowSearch {
    fn new() -> Self {
        Self { budget: Budget::new(), open: Vec::new() }
    }
}

/// Where a closure runs that is handed to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handed {
    /// Called on the spot: it belongs to the function around it.
    Here,
    /// On another thread, or in a blocking pool.
    Offloaded,
    /// Later, by somebody else, or by whom can't be told.
    Elsewhere,
}

/// How `expr` runs.
pub(crate) fn flow(context: Context<'_>, expr: ExprId) -> Flow {
    let search = &mut FlowSearch::new();
    for frame in context.body.frames_of(expr) {
        match frame {
            FrameKind::Async | FrameKind::AsyncClosure(_) => return Flow::Async,
            FrameKind::Closure(closure) => match goes_to(context, *closure, search) {
                Handed::Offloaded => return Flow::Offloaded,
                Handed::Elsewhere => return Flow::Sync,
                Handed::Here => {}
            },
            _ => {}
        }
    }
    Flow::Sync
}

/// True when `expr` runs whenever the function around it runs: it is in no closure, or in one that
/// is called on the spot.
pub(crate) fn is_called_here(context: Context<'_>, expr: ExprId) -> bool {
    let search = &mut FlowSearch::new();
    context.body.frames_of(expr).all(|frame| match frame {
        FrameKind::Closure(closure) => goes_to(context, *closure, search) == Handed::Here,
        FrameKind::AsyncClosure(_) | FrameKind::Async => false,
        _ => true,
    })
}

/// True for a closure that is work which is started or moved away: it runs once.
pub(crate) fn is_started(context: Context<'_>, closure: ExprId) -> bool {
    let Some(found) = context.body.expr(closure).parent.and_then(|call| context.use_at(call))
    else {
        return false;
    };
    let is_work = found.api.work.and_then(|index| found.args.get(index)) == Some(&closure);
    let starts = found.api.is(Role::Start) || found.api.is(Role::Offload);
    // `rayon::broadcast` runs it on each thread.
    starts && is_work && !found.api.name().contains("broadcast")
}

/// True for a closure that is called on the spot, once or for each of several things.
pub(crate) fn runs_here(context: Context<'_>, closure: ExprId) -> bool {
    goes_to(context, closure, &mut FlowSearch::new()) == Handed::Here
}

/// Where the closure runs that is the value of `value`: a closure, or a name that stands for one.
fn goes_to(context: Context<'_>, value: ExprId, search: &mut FlowSearch) -> Handed {
    // What was not followed to its end is not said to run here.
    if !search.budget.enter() {
        return Handed::Elsewhere;
    }
    let handed = goes_on_to(context, value, false, search);
    search.budget.leave();
    handed
}

/// As [`goes_to`]; `is_boxed` when the closure is in a box already.
fn goes_on_to(
    context: Context<'_>,
    value: ExprId,
    mut is_boxed: bool,
    search: &mut FlowSearch,
) -> Handed {
    let body = context.body;
    let mut child = value;
    while let Some(parent) = body.expr(child).parent {
        match body.kind(parent) {
            ExprKind::Same(_) | ExprKind::Cast(..) | ExprKind::Choice { .. } => child = parent,
            ExprKind::Call(callee, _) if *callee == child => {
                return called_at(context, parent, search);
            }
            ExprKind::Call(callee, _) if keeps(context, *callee) => {
                is_boxed = true;
                child = parent;
            }
            ExprKind::Method(call) if call.receiver == child && gives_receiver(context, call) => {
                child = parent;
            }
            ExprKind::Call(..) | ExprKind::Method(_) => {
                let handed = receives(context, parent, child, search);
                // What goes into a queue, or in a box into a list, is called by whom takes it out.
                let is_kept =
                    || (is_boxed || is_queued(context, parent)) && is_foreign(context, parent);
                return if handed == Handed::Here && is_kept() {
                    Handed::Elsewhere
                } else {
                    handed
                };
            }
            // A closure that another one gives.
            ExprKind::Closure { .. } => return Handed::Elsewhere,
            ExprKind::Struct { .. } => return Handed::Elsewhere,
            ExprKind::Assign(target, _) if matches!(body.kind(*target), ExprKind::Field(..)) => {
                return Handed::Elsewhere;
            }
            ExprKind::Leave(_) => return Handed::Elsewhere,
            // What a macro does with a closure is not followed.
            ExprKind::Macro { .. } => return Handed::Elsewhere,
            _ => break,
        }
    }
    if body.results.contains(&child) {
        return Handed::Elsewhere;
    }
    let holds = |init: Option<ExprId>| init.is_some_and(|init| is_value(context, init, value));
    match body.bindings.iter().position(|binding| holds(binding.init)) {
        Some(binding) => {
            let is_boxed = is_boxed
                || body.bindings[binding].init.is_some_and(|init| is_in_box(context, init));
            of_uses(context, BindingId(binding as u32), is_boxed, search)
        }
        None => Handed::Here,
    }
}

/// Where the closure runs that the local name `binding` stands for.
fn of_uses(
    context: Context<'_>,
    binding: BindingId,
    is_boxed: bool,
    search: &mut FlowSearch,
) -> Handed {
    let body = context.body;
    let is_use = |expr: &ExprId| *body.kind(*expr) == ExprKind::Local(binding);
    let mut all = Handed::Elsewhere;
    let mut uses = body.ids().filter(is_use).peekable();
    if uses.peek().is_none() {
        return Handed::Here;
    }
    for used in uses {
        if !search.budget.enter() {
            return Handed::Elsewhere;
        }
        let handed = goes_on_to(context, used, is_boxed, search);
        search.budget.leave();
        match handed {
            Handed::Offloaded => return Handed::Offloaded,
            Handed::Here => all = Handed::Here,
            Handed::Elsewhere => {}
        }
    }
    all
}

/// Where a closure runs that the call `call` calls: where the call stands.
fn called_at(context: Context<'_>, call: ExprId, search: &mut FlowSearch) -> Handed {
    for frame in context.body.frames_of(call) {
        match frame {
            FrameKind::Async | FrameKind::AsyncClosure(_) => break,
            FrameKind::Closure(closure) => match goes_to(context, *closure, search) {
                Handed::Here => {}
                handed => return handed,
            },
            _ => {}
        }
    }
    Handed::Here
}

/// True when `value` is the expression `closure`, perhaps as the tail of blocks or in a box.
fn is_value(context: Context<'_>, value: ExprId, closure: ExprId) -> bool {
    let body = context.body;
    let value = body.peel(value);
    match body.kind(value) {
        _ if value == closure => true,
        ExprKind::Choice { values, .. } => {
            values.iter().any(|&value| is_value(context, value, closure))
        }
        ExprKind::Call(callee, args) if keeps(context, *callee) => {
            args.iter().any(|&arg| is_value(context, arg, closure))
        }
        ExprKind::Method(call) if gives_receiver(context, call) => {
            is_value(context, call.receiver, closure)
        }
        _ => false,
    }
}

/// Where the call `call` runs the closure that is its argument `argument`.
fn receives(
    context: Context<'_>,
    call: ExprId,
    argument: ExprId,
    search: &mut FlowSearch,
) -> Handed {
    if let Some(found) = context.use_at(call) {
        return match &found.api {
            api if api.is(Role::Offload) => Handed::Offloaded,
            // `LazyLock::new(|| …)`: who asks first runs it.
            api if api.lazy => Handed::Elsewhere,
            _ => called_at(context, call, search),
        };
    }
    let handed = match context.body.kind(call) {
        ExprKind::Call(callee, args) => {
            let ExprKind::Path(path) = context.body.kind(context.body.peel(*callee)) else {
                return called_at(context, call, search);
            };
            let def = context.resolve(path);
            match (
                ask::function_at(context.code, def.clone()),
                args.iter().position(|&arg| arg == argument),
            ) {
                (Some(function), Some(index)) => {
                    in_function(context, call, function, index as u32, search)
                }
                // `Provider(closure)`, `Task::Later(closure)`.
                (None, _) if makes_own(context.code, def.clone()) => Handed::Elsewhere,
                // `std::future::poll_fn(…)`.
                _ if is_of_std(def.as_ref()) => Handed::Here,
                _ if may_be_later(context, call, path.segments.last()) => Handed::Elsewhere,
                _ => Handed::Here,
            }
        }
        ExprKind::Method(method) => match (
            own_method(context, method.receiver, &method.name),
            method.args.iter().position(|&arg| arg == argument),
        ) {
            (Some(member), Some(index)) => {
                in_function(context, call, member, index as u32 + 1, search)
            }
            _ if is_passed(context, method) => Handed::Here,
            _ if may_be_later(context, call, Some(&method.name)) => Handed::Elsewhere,
            _ => Handed::Here,
        },
        _ => Handed::Here,
    };
    if handed == Handed::Here { called_at(context, call, search) } else { handed }
}

/// Where the closure runs that the call `call` hands to `function` as its parameter `index`.
fn in_function(
    context: Context<'_>,
    call: ExprId,
    function: ItemRef,
    index: u32,
    search: &mut FlowSearch,
) -> Handed {
    match runs_closure(context.code, function, index, search) {
        // It may be in what the function gives: `let work = tracked(work); pool.spawn(work)`.
        Handed::Elsewhere if goes_to(context, call, search) == Handed::Offloaded => {
            Handed::Offloaded
        }
        handed => handed,
    }
}

/// True for a call of something that is neither in the workspace nor in the catalogue.
fn is_foreign(context: Context<'_>, call: ExprId) -> bool {
    ask::called_at(context, call).is_none() && context.use_at(call).is_none()
}

/// True for a call of another crate's function `name` that may run its closure elsewhere: what it gives is waited for, or it
/// says that it starts something.
fn may_be_later(context: Context<'_>, call: ExprId, name: Option<&CompactString>) -> bool {
    name.is_some_and(|name| name.starts_with("spawn")) || may_be_waited_for(context, call)
}

/// True for a function of the standard library: of those without an entry none runs a closure elsewhere.
fn is_of_std(def: Option<&Def>) -> bool {
    let Some(Def::External(path)) = def else { return false };
    matches!(path.split("::").next(), Some("std" | "core" | "alloc"))
}

/// True for a method that by its entry gives on what it is called on or what its closure makes: that runs on the spot.
pub(super) fn is_passed(context: Context<'_>, call: &MethodCall) -> bool {
    context.code.files.catalogue.passing(None, &call.name).is_some()
}

/// True for a method of an end of a queue.
fn is_queued(context: Context<'_>, call: ExprId) -> bool {
    let ExprKind::Method(call) = context.body.kind(call) else { return false };
    let of = context.receiver_type(call);
    of.path().is_some_and(|path| context.code.files.catalogue.is_queue(path))
}

/// True for a value that is put into a box or the like.
fn is_in_box(context: Context<'_>, value: ExprId) -> bool {
    let body = context.body;
    matches!(body.kind(body.peel(value)), ExprKind::Call(callee, _) if keeps(context, *callee))
}

fn own_method(context: Context<'_>, receiver: ExprId, name: &str) -> Option<ItemRef> {
    match context.type_of(receiver) {
        Ty::Item(item) => context.code.members.method(item, name),
        _ => None,
    }
}

/// Where `function` runs the closure that is its parameter `index`.
fn runs_closure(code: &Code<'_>, function: ItemRef, index: u32, search: &mut FlowSearch) -> Handed {
    let Some(context) = Context::of(code, function) else { return Handed::Here };
    let Some(&parameter) = context.body.params.get(index as usize) else {
        return Handed::Here;
    };
    // Whoever implements a trait's method decides.
    if code.files.item(function).body.is_none() {
        return Handed::Elsewhere;
    }
    let is_boxed = is_box(context, context.body.param_types.get(index as usize));
    if search.open.contains(&(function, index)) {
        return Handed::Elsewhere;
    }
    search.open.push((function, index));
    let handed = of_uses(context, parameter, is_boxed, search);
    search.open.pop();
    handed
}

/// True for a box with a closure in it: `Box<dyn FnOnce()>`, and no type parameter.
fn is_box(context: Context<'_>, written: Option<&TypeRef>) -> bool {
    let Some(written @ TypeRef::Path(path, _)) = written else { return false };
    let is_param = context.body.generics.iter().any(|param| path[..] == [param.name.as_str()]);
    !is_param && context.ty(written) == Ty::Work
}

/// True for a struct or variant of the workspace: what it is called with is kept in it.
fn makes_own(code: &Code<'_>, def: Option<Def>) -> bool {
    match def {
        Some(Def::Item(item)) => code.files.item(item).kind == ItemKind::Struct,
        Some(Def::Member(item, _)) => code.files.item(item).kind == ItemKind::Enum,
        _ => false,
    }
}

/// True for a method that gives what it is called on: `work.clone()`.
pub(super) fn gives_receiver(context: Context<'_>, call: &MethodCall) -> bool {
    let passing = context.code.files.catalogue.passing(None, &call.name);
    passing.is_some_and(|api| api.passes == [Given::Receiver])
}

/// `Box::new`, `Some`, `Arc::clone`: they keep a closure or give it on, and run nothing.
pub(super) fn keeps(context: Context<'_>, callee: ExprId) -> bool {
    let ExprKind::Path(path) = context.body.kind(context.body.peel(callee)) else { return false };
    let catalogue = context.code.files.catalogue;
    let api = match context.resolve(path) {
        Some(Def::External(path)) => catalogue.passing_function(&path),
        Some(_) => None,
        None => catalogue.passing_function(&path.segments.join("::")),
    };
    api.is_some_and(|api| api.holds.is_some() || api.passes == [Given::Receiver])
}

/// How the use of `api` at `expr` runs, as far as blocking goes.
pub(crate) fn flow_of_use(context: Context<'_>, expr: ExprId, api: &Api) -> Flow {
    if is_awaited(context, expr) && !api.is(Role::Start) { Flow::Sync } else { flow(context, expr) }
}
