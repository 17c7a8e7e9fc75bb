//! Queues: what is sent through one, and whether a setting chose that it has no bound.
//!
//! The call that makes a queue goes in. A queue whose messages say nothing but that something happened, or that carries one
//! message in its life, is a signal and no queue of work. All is told by the body that makes the queue.

use super::calls::flow;
use super::files::ItemRef;
use super::follow::messages::{ends, uses_of};
use super::follow::numbers;
use super::lower::ir::{BindingId, ExprId, ExprKind, FrameKind, Origin, TypeRef};
use super::matching::Use;
use super::names::Def;
use super::syntax::outline::ItemKind;
use super::types::Context;
use crate::facts::{Argument, Given, Provenance, Role, Size};
use crate::readers::rust::calls::ask;

/// How many messages that say nothing a bounded queue may hold to be a signal: with more of them, people count or limit
/// something.
const MOST_SIGNALS: i128 = 16;

/// How many bindings are followed to what decides about a bound.
const MOST_BINDINGS: usize = 4;

/// Methods that send what they are handed.
const SENDS: [&str; 8] = [
    "send",
    "try_send",
    "send_async",
    "blocking_send",
    "send_blocking",
    "unbounded_send",
    "start_send",
    "force_send",
];

/// Methods that wait for one message.
const RECEIVES: [&str; 6] =
    ["recv", "recv_timeout", "recv_deadline", "recv_async", "blocking_recv", "recv_blocking"];

/// Methods that choose between what they are handed by what they are called on.
const CHOOSES: [&str; 4] = ["map_or_else", "map_or", "unwrap_or_else", "unwrap_or"];

/// What is known of the size of the queue that `expr` makes without a bound: that it is no queue of work, or that a setting
/// chose it.
pub(crate) fn without_bound(context: Context<'_>, expr: ExprId) -> Option<Size> {
    let provenance = if is_signal(context, expr) || carries_one(context, expr) {
        Provenance::Signal
    } else {
        Provenance::Configured(chosen_by(context, expr)?)
    };
    Some(Size { provenance, hops: Vec::new() })
}

/// `size`, unless the queue that `expr` makes is small and only signals.
pub(crate) fn with_bound(context: Context<'_>, expr: ExprId, size: Size) -> Size {
    let is_small = matches!(size.provenance, Provenance::Fixed(Some(n)) if n <= MOST_SIGNALS);
    if is_small && is_signal(context, expr) {
        return Size { provenance: Provenance::Signal, hops: Vec::new() };
    }
    size
}

/// True when the messages of the queue that `expr` makes say nothing: `()`, a unit struct.
fn is_signal(context: Context<'_>, expr: ExprId) -> bool {
    says_nothing(context, expr).unwrap_or(false)
}

/// Whether the messages of the queue that `expr` makes say nothing, where their type can be told: by its generic arguments,
/// an annotation, where its ends are put, or what is sent.
fn says_nothing(context: Context<'_>, expr: ExprId) -> Option<bool> {
    let body = context.body;
    let path = match body.kind(expr) {
        ExprKind::Call(callee, _) => match body.kind(body.peel(*callee)) {
            ExprKind::Path(path) => Some(path),
            _ => None,
        },
        ExprKind::Path(path) => Some(path),
        _ => None,
    };
    let named = path.and_then(|path| path.generics.first());
    if let Some(found) = named.and_then(|named| is_empty(context, named)) {
        return Some(found);
    }
    let ends: Vec<BindingId> = ends(context, expr).map(|(end, _)| end).collect();
    let annotated = ends.iter().filter_map(|&end| body.binding(end).ty.as_ref());
    let returned = body.returns.as_ref().filter(|_| body.results.contains(&expr));
    let declared = annotated.chain(returned).find_map(|written| carried(context, written));
    declared.or_else(|| {
        let uses = ends.iter().flat_map(|&end| uses_of(context, end));
        let mut told = uses.map(|used| told_by_use(context, used));
        told.find(Option::is_some).flatten()
    })
}

/// What the use `used` of an end tells of its messages.
fn told_by_use(context: Context<'_>, used: ExprId) -> Option<bool> {
    let body = context.body;
    let mut child = used;
    while let Some(parent) = body.expr(child).parent {
        match body.kind(parent) {
            ExprKind::Same(_) => {}
            ExprKind::Method(call) if call.receiver == child => {
                if SENDS.contains(&call.name.as_str()) {
                    return sent(context, *call.args.first()?);
                }
                let passing = context.code.files.catalogue.passing(None, &call.name);
                passing.filter(|api| api.passes == [Given::Receiver])?;
            }
            ExprKind::Struct { path, fields, .. } => {
                let (field, _) = fields.iter().find(|(_, value)| *value == child)?;
                let Some(Def::Item(item)) = context.resolve(path) else { return None };
                let declared = context.code.files.fields(item);
                let (_, written) = declared.iter().find(|(name, _)| name == field)?;
                return carried(context.declared_at(item), written);
            }
            ExprKind::Call(callee, args) => {
                let ExprKind::Path(path) = body.kind(body.peel(*callee)) else { return None };
                let def = context.resolve(path);
                if let Some(function) = ask::function_at(context.code, def.clone()) {
                    let position = args.iter().position(|&arg| arg == child)?;
                    let there = Context::of(context.code, function)?;
                    return carried(there, there.body.param_types.get(position)?);
                }
                context.passing_function(path, def.as_ref())?;
            }
            _ => return None,
        }
        child = parent;
    }
    None
}

/// Whether a message says nothing that is carried by what `written` declares.
fn carried(context: Context<'_>, written: &TypeRef) -> Option<bool> {
    match written {
        TypeRef::Tuple(types) => types.iter().find_map(|ty| carried(context, ty)),
        TypeRef::Path(path, args) => {
            let name = path.last()?;
            if name.contains("Sender") || name.contains("Receiver") {
                return is_empty(context, args.first()?);
            }
            args.iter().find_map(|ty| carried(context, ty))
        }
        _ => None,
    }
}

/// Whether a value of the type `written` says nothing; `None` when the type is not known.
fn is_empty(context: Context<'_>, written: &TypeRef) -> Option<bool> {
    match written {
        TypeRef::Tuple(types) => Some(types.is_empty()),
        TypeRef::Path(path, args) => match context.resolve_segments(path)? {
            Def::Item(item) => has_no_content(context, item),
            Def::External(path) => Some(args.is_empty() && path.ends_with("convert::Infallible")),
            _ => None,
        },
        TypeRef::Bounds(_) | TypeRef::Function(_) => Some(false),
        TypeRef::Unknown => None,
    }
}

/// Whether the message `expr` says nothing, as far as it is written there.
fn sent(context: Context<'_>, expr: ExprId) -> Option<bool> {
    match context.body.kind(context.body.peel(expr)) {
        ExprKind::Tuple(items) => Some(items.is_empty()),
        ExprKind::Path(path) | ExprKind::Struct { path, .. } => match context.resolve(path)? {
            Def::Item(item) | Def::Member(item, _) => has_no_content(context, item),
            _ => None,
        },
        _ => None,
    }
}

fn has_no_content(context: Context<'_>, item: ItemRef) -> Option<bool> {
    let kind = context.code.files.item(item).kind;
    let is_known = matches!(kind, ItemKind::Struct | ItemKind::Enum);
    is_known.then(|| context.code.files.header(item).says_nothing)
}

/// True when one message is sent through the queue that `expr` makes: by its only sender, or because its receiver waits for
/// one and is gone.
fn carries_one(context: Context<'_>, expr: ExprId) -> bool {
    ends(context, expr).any(|(end, number)| {
        let (methods, several): (&[&str], bool) = match number {
            Some(0) => (&SENDS, true),
            Some(1) => (&RECEIVES, false),
            _ => return false,
        };
        let uses: Vec<ExprId> = uses_of(context, end).collect();
        let is_one = uses.len() == 1 || several && are_exclusive(context, &uses);
        is_one && uses.iter().all(|&used| calls_once(context, expr, used, methods))
    })
}

/// True when the end `used` of the queue that `made` makes is there for a call of one of `methods` that happens at most once
/// for each such queue.
fn calls_once(context: Context<'_>, made: ExprId, used: ExprId, methods: &[&str]) -> bool {
    let body = context.body;
    let calls = body.expr(used).parent.is_some_and(|parent| match body.kind(parent) {
        ExprKind::Method(call) => call.receiver == used && methods.contains(&call.name.as_str()),
        _ => false,
    });
    let around = body.expr(made).frame;
    let mut frame = Some(body.expr(used).frame);
    while let Some(id) = frame.filter(|&id| id != around) {
        let found = &body.frames[id.0 as usize];
        match found.kind {
            FrameKind::Closure(closure) if !flow::is_started(context, closure) => return false,
            FrameKind::Loop(_) | FrameKind::AsyncClosure(_) => return false,
            _ => frame = found.parent,
        }
    }
    calls && frame.is_some()
}

/// True when `uses` stand in different branches of a choice, each pair of them.
fn are_exclusive(context: Context<'_>, uses: &[ExprId]) -> bool {
    let body = context.body;
    let above = |expr: ExprId| std::iter::successors(Some(expr), |&at| body.expr(at).parent);
    let differ = |a: ExprId, b: ExprId| {
        above(a).zip(above(a).skip(1)).any(|(branch, choice)| {
            let ExprKind::Choice { values, decided_by: Some(_) } = body.kind(choice) else {
                return false;
            };
            let other = above(b).zip(above(b).skip(1)).find(|(_, at)| *at == choice);
            let is_branch = |at: ExprId| values.contains(&at);
            other.is_some_and(|(at, _)| at != branch && is_branch(at) && is_branch(branch))
        })
    };
    !uses.is_empty()
        && uses.iter().enumerate().all(|(n, &a)| uses[..n].iter().all(|&b| differ(a, b)))
}

/// The name of the setting that chooses between a queue with a bound and the one without that `expr` makes.
fn chosen_by(context: Context<'_>, expr: ExprId) -> Option<String> {
    let body = context.body;
    let mut child = expr;
    while let Some(parent) = body.expr(child).parent {
        let (decider, others) = match body.kind(parent) {
            ExprKind::Choice { values, decided_by: Some(decider) } if *decider != child => {
                let mut others: Vec<ExprId> =
                    values.iter().copied().filter(|&value| value != child).collect();
                // What is not the value of a branch stands in the first, and the last is the other one.
                if others.len() == values.len() {
                    others.drain(..others.len().saturating_sub(1));
                }
                (*decider, others)
            }
            ExprKind::Method(call)
                if call.receiver != child && CHOOSES.contains(&call.name.as_str()) =>
            {
                let others = call.args.iter().copied().filter(|&arg| arg != child);
                (call.receiver, others.chain([call.receiver]).collect())
            }
            _ => {
                child = parent;
                continue;
            }
        };
        let bounded = others.iter().find_map(|&other| bounded_within(context, other));
        if let Some(found) = bounded.and_then(|bounded| setting_behind(context, decider, &bounded))
        {
            return Some(found);
        }
        child = parent;
    }
    None
}

/// The use of what makes a queue with a bound that stands at or in `expr`.
fn bounded_within(context: Context<'_>, expr: ExprId) -> Option<Use<'_>> {
    within(context, expr).find_map(|inner| {
        context.use_at(inner).filter(|found| found.api.is(Role::Queue) && found.api.size.is_some())
    })
}

/// `expr` and all that it is made of.
fn within(context: Context<'_>, expr: ExprId) -> impl Iterator<Item = ExprId> {
    let body = context.body;
    body.ids().filter(move |&inner| {
        std::iter::successors(Some(inner), |&at| body.expr(at).parent).any(|at| at == expr)
    })
}

/// The setting, or what may be one, by which `decider` decides: a parameter, a field, or what the bound is taken from.
fn setting_behind(context: Context<'_>, decider: ExprId, bounded: &Use<'_>) -> Option<String> {
    let body = context.body;
    let size = match bounded.api.size {
        Some(Argument::Index(index)) => bounded.args.get(index).copied(),
        _ => None,
    };
    let is_in_decider = |expr: ExprId| within(context, decider).any(|inner| inner == expr);
    // `match capacity() { 0 => unbounded(), n => bounded(n) }`.
    let taken = size.is_none_or(|size| {
        within(context, size).any(|inner| match body.kind(inner) {
            ExprKind::Local(id) => body.binding(*id).init.is_some_and(is_in_decider),
            _ => false,
        })
    });
    let leaves = within(context, decider).filter(|&leaf| {
        matches!(body.kind(leaf), ExprKind::Local(_) | ExprKind::Field(..))
            && (taken || leaf == decider || is_asked_itself(context, leaf))
    });
    leaves.into_iter().find_map(|leaf| setting(context, leaf, MOST_BINDINGS))
}

/// False for what is only asked for something else: `leader` in `leader.is_here()`.
fn is_asked_itself(context: Context<'_>, leaf: ExprId) -> bool {
    let body = context.body;
    let Some(parent) = body.expr(leaf).parent else { return true };
    match body.kind(parent) {
        ExprKind::Field(..) => false,
        ExprKind::Method(call) if call.receiver == leaf => {
            let passing = context.code.files.catalogue.passing(None, &call.name);
            let asks = ["is_some", "is_none", "is_some_and", "is_none_or", "min", "max", "clamp"];
            asks.contains(&call.name.as_str())
                || passing.is_some_and(|api| api.passes.contains(&Given::Receiver))
        }
        ExprKind::Call(callee, _) => *callee != leaf,
        _ => true,
    }
}

/// The name of the setting or parameter that `leaf` stands for, unless it is a fixed value.
fn setting(context: Context<'_>, leaf: ExprId, depth: usize) -> Option<String> {
    let body = context.body;
    let name = match body.kind(leaf) {
        ExprKind::Field(_, name) => name,
        ExprKind::Local(id) => {
            let binding = body.binding(*id);
            match (binding.origin, binding.init) {
                (Origin::Param(_), _) if binding.name != "self" => &binding.name,
                (Origin::Let | Origin::Pattern, Some(init)) if depth > 0 => {
                    let mut leaves = within(context, init)
                        .filter(|&leaf| leaf == init || is_asked_itself(context, leaf))
                        .filter_map(|leaf| setting(context, leaf, depth - 1));
                    return leaves.next();
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    match numbers::size_of(context, leaf).provenance {
        Provenance::Configured(setting) => Some(setting),
        Provenance::Unknown(_) => Some(name.to_string()),
        _ => None,
    }
}
