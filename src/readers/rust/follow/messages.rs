//! Messages: what is taken out of a queue, by the type that is written where the queue is made or its ends are kept.

use super::Parts;
use super::work::is_job;
use crate::facts::{Given, Role};
use crate::readers::rust::budget::Budget;
use crate::readers::rust::calls::ask;
use crate::readers::rust::lower::ir::{
    Binding, BindingId, ExprId, ExprKind, Origin, Part, TypeRef,
};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::{Context, Ty};

/// A type as written, and where.
type Written<'c> = (Context<'c>, &'c TypeRef);

/// The type of the messages of the queue that `end` is, or is an end of.
pub(crate) fn message_type(context: Context<'_>, end: ExprId) -> Option<Ty> {
    let (there, written) = message(context, end, &mut Budget::new())?;
    Some(there.ty(written))
}

/// True when the local name `binding` is work that was put into a queue: by its type a future or closure, or in an enum of
/// the workspace that holds some.
pub(super) fn is_queued_work(context: Context<'_>, binding: &Binding) -> bool {
    let parts = Parts { parts: &binding.parts, field: binding.field.as_deref() };
    match taken(context, binding, &mut Budget::new()) {
        Some(Ty::Item(item)) if context.code.files.item(item).kind == ItemKind::Enum => {
            holds_work(context, &Ty::Item(item))
        }
        Some(ty) => context.part_type(ty, parts) == Ty::Work,
        None => false,
    }
}

/// True when `expr` is the name of a message that holds work.
pub(super) fn is_message_with_work(context: Context<'_>, expr: ExprId) -> bool {
    let body = context.body;
    let ExprKind::Local(id) = body.kind(body.peel(expr)) else { return false };
    let found = taken(context, body.binding(*id), &mut Budget::new());
    found.is_some_and(|ty| holds_work(context, &ty))
}

/// True for a call that waits for work that was put into a queue.
pub(super) fn takes_work(context: Context<'_>, expr: ExprId) -> bool {
    received(context, expr).is_some_and(|ty| holds_work(context, &ty))
}

/// True for work, and for a type of the workspace that holds some. A closure that is told an answer is none.
fn holds_work(context: Context<'_>, ty: &Ty) -> bool {
    let Ty::Item(item) = ty else { return *ty == Ty::Work };
    let there = context.declared_at(*item);
    let header = context.code.files.header(*item);
    let mut held = header.held.iter().chain(header.fields.iter().map(|(_, ty)| ty));
    held.any(|written| is_job(there, written))
}

/// The names that the ends of the queue that `made` makes have here, each with its number: the sender is 0.
pub(crate) fn ends(
    context: Context<'_>,
    made: ExprId,
) -> impl Iterator<Item = (BindingId, Option<u32>)> {
    let bindings = context.body.bindings.iter().enumerate();
    bindings.filter_map(move |(id, binding)| {
        let is_end = context.body.peel(binding.init?) == made && binding.origin == Origin::Let;
        let number = match binding.parts.as_slice() {
            [Part::Index(index, 2)] => Some(*index),
            _ => None,
        };
        is_end.then_some((BindingId(id as u32), number))
    })
}

/// Where the local name `binding` is used.
pub(crate) fn uses_of(context: Context<'_>, binding: BindingId) -> impl Iterator<Item = ExprId> {
    let body = context.body;
    body.ids().filter(move |&expr| *body.kind(expr) == ExprKind::Local(binding))
}

/// The type of the message of which `binding` is one, or a part.
fn taken(context: Context<'_>, binding: &Binding, budget: &mut Budget) -> Option<Ty> {
    if binding.ty.is_some() || !budget.enter() {
        return None;
    }
    let init = passed_by(context, binding.init?);
    match (binding.origin, context.body.kind(init)) {
        (Origin::For, _) => gives_messages(context, init).then(|| message_type(context, init))?,
        // `let message = jobs.recv()?; match message { Message::Run(job) => … }`.
        (Origin::Let | Origin::Pattern, ExprKind::Local(id)) => {
            taken(context, context.body.binding(*id), budget)
        }
        (Origin::Let | Origin::Pattern, _) => received(context, init),
        _ => None,
    }
}

/// The type of what the call `expr` takes out of a queue.
fn received(context: Context<'_>, expr: ExprId) -> Option<Ty> {
    let ExprKind::Method(call) = context.body.kind(passed_by(context, expr)) else { return None };
    gives_messages(context, call.receiver).then(|| message_type(context, call.receiver))?
}

fn gives_messages(context: Context<'_>, end: ExprId) -> bool {
    let of = context.type_of(end);
    of.path().is_some_and(|path| context.code.files.catalogue.gives_messages(path))
}

/// What `expr` is, without what only passes it on: `.await`, `?`, `.unwrap()`, `.lock()`.
fn passed_by(context: Context<'_>, expr: ExprId) -> ExprId {
    let body = context.body;
    let mut expr = body.peel(expr);
    while let ExprKind::Method(call) = body.kind(expr)
        && let Some(api) = context.code.files.catalogue.passing(None, &call.name)
        && api.passes == [Given::Receiver]
    {
        expr = body.peel(call.receiver);
    }
    expr
}

fn message<'c>(context: Context<'c>, end: ExprId, budget: &mut Budget) -> Option<Written<'c>> {
    if !budget.enter() {
        return None;
    }
    let body = context.body;
    let end = passed_by(context, end);
    match body.kind(end) {
        ExprKind::Local(id) => {
            let binding = body.binding(*id);
            match (&binding.ty, binding.init) {
                (Some(written), _) => carried(context, written, budget),
                (None, Some(init)) => message(context, init, budget),
                (None, None) => None,
            }
        }
        ExprKind::Field(base, name) => {
            let Ty::Item(item) = context.type_of(*base) else { return None };
            let item = context.with_field(item, name);
            let fields = context.code.files.fields(item);
            let (_, written) = fields.iter().find(|(field, _)| field == name)?;
            carried(context.declared_at(item), written, budget)
        }
        ExprKind::Call(callee, args) => {
            let makes = context.use_at(end).is_some_and(|found| found.api.is(Role::Queue));
            let ExprKind::Path(path) = body.kind(body.peel(*callee)) else { return None };
            if makes {
                let named = path.generics.first().filter(|named| **named != TypeRef::Unknown);
                return match named {
                    Some(named) => Some((context, named)),
                    None => of_ends(context, end, budget),
                };
            }
            // `Arc::new(Mutex::new(jobs))`.
            context.passing_function(path, context.resolve(path).as_ref())?;
            message(context, *args.first()?, budget)
        }
        _ => None,
    }
}

/// The type of the messages of the queue that `made` makes, by what its ends are declared to be.
fn of_ends<'c>(context: Context<'c>, made: ExprId, budget: &mut Budget) -> Option<Written<'c>> {
    let ends: Vec<BindingId> = ends(context, made).map(|(end, _)| end).collect();
    let annotated = ends.iter().filter_map(|&end| context.body.binding(end).ty.as_ref());
    let mut found = annotated.filter_map(|written| carried(context, written, budget));
    if let Some(found) = found.next() {
        return Some(found);
    }
    drop(found);
    let uses = ends.iter().flat_map(|&end| uses_of(context, end));
    uses.into_iter().find_map(|used| told_by_use(context, used, budget))
}

/// What the field, or the parameter, says that the end `used` is put into.
fn told_by_use<'c>(context: Context<'c>, used: ExprId, budget: &mut Budget) -> Option<Written<'c>> {
    let body = context.body;
    let mut child = used;
    while let Some(parent) = body.expr(child).parent {
        match body.kind(parent) {
            ExprKind::Same(_) => {}
            ExprKind::Method(call) if call.receiver == child => {
                let passing = context.code.files.catalogue.passing(None, &call.name);
                passing.filter(|api| api.passes == [Given::Receiver])?;
            }
            ExprKind::Struct { path, fields, .. } => {
                let (field, _) = fields.iter().find(|(_, value)| *value == child)?;
                let Some(Def::Item(item)) = context.resolve(path) else { return None };
                let declared = context.code.files.fields(item);
                let (_, written) = declared.iter().find(|(name, _)| name == field)?;
                return carried(context.declared_at(item), written, budget);
            }
            ExprKind::Call(callee, args) => {
                let ExprKind::Path(path) = body.kind(body.peel(*callee)) else { return None };
                let def = context.resolve(path);
                if let Some(function) = ask::function_at(context.code, def.clone()) {
                    let position = args.iter().position(|&arg| arg == child)?;
                    let there = Context::of(context.code, function)?;
                    return carried(there, there.body.param_types.get(position)?, budget);
                }
                context.passing_function(path, def.as_ref())?;
            }
            _ => return None,
        }
        child = parent;
    }
    None
}

/// The type of the messages of the queue that `written` declares, perhaps in containers or by another name.
fn carried<'c>(
    context: Context<'c>,
    written: &'c TypeRef,
    budget: &mut Budget,
) -> Option<Written<'c>> {
    if !budget.enter() {
        return None;
    }
    match written {
        TypeRef::Tuple(types) => types.iter().find_map(|ty| carried(context, ty, budget)),
        TypeRef::Path(path, args) => match context.resolve_segments(path) {
            Some(Def::External(path)) if context.code.files.catalogue.is_queue(&path) => {
                Some((context, args.first()?))
            }
            Some(Def::Item(item)) if context.code.files.item(item).kind == ItemKind::Type => {
                let target = context.code.files.header(item).ty.as_ref()?;
                carried(context.declared_at(item), target, budget)
            }
            _ => args.iter().find_map(|ty| carried(context, ty, budget)),
        },
        _ => None,
    }
}
