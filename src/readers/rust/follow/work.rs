//! Work: whether what is started was handed in, or only wraps what was.
//!
//! What starts work that it is handed is an executor; what starts work that it wrote itself is business code.

use rustc_hash::FxHashMap;

use super::wrapping::{calls_handed, only_wraps, wraps_argument};
use super::{Answer, Domain, Parts, Walk, Way, Why, walk};
use crate::readers::rust::calls::ask;
use crate::readers::rust::lower::ir::{Binding, BindingId, ExprId, ExprKind, Origin, TypeRef};
use crate::readers::rust::types::{Context, Ty};

/// True when `work` is a future or closure that was handed in, or only wraps one; and when it could not be followed to its
/// end, since it may be one.
pub(crate) fn is_handed(context: Context<'_>, work: ExprId) -> bool {
    let mut walk = Walk::new(Work::default(), &[]);
    walk.value(Way::start(context), work).value || walk.budget.is_used_up()
}

/// True for a parameter that is a future or closure.
pub(crate) fn is_work(context: Context<'_>, ty: Option<&TypeRef>) -> bool {
    ty.is_some_and(|ty| context.ty(ty) == Ty::Work)
}

/// The domain of work. A value is true when it was handed in.
#[derive(Default)]
pub(crate) struct Work {
    /// Whether the local names at the start were handed in: a block asks for each wherever it stands.
    pub(super) locals: FxHashMap<BindingId, bool>,
}

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

    fn asks_callers(&mut self, _: bool) -> bool {
        false
    }

    fn read(walk: &mut Walk<'_, 'c, Self>, way: Way<'_, 'c>, expr: ExprId) -> Option<Answer<bool>> {
        let context = way.context;
        let body = context.body;
        let is_handed = match body.kind(expr) {
            ExprKind::Local(id) => parameter(way, body.binding(*id))?,
            ExprKind::Closure { .. } | ExprKind::Async { .. } => only_wraps(walk, way, expr),
            // What was awaited is done. A function that gives what it awaits runs what it is handed.
            ExprKind::Await(_) if way.call.is_none() => false,
            ExprKind::Call(callee, args) => {
                if calls_handed(walk, way, expr, *callee, args) {
                    true
                } else if is_own_function(context, *callee) {
                    return None;
                } else {
                    has_handed(walk, way, args)
                }
            }
            ExprKind::Method(call) => {
                let is_wrapped = walk.value(way, call.receiver).value
                    || wraps_argument(context, call) && has_handed(walk, way, &call.args);
                is_wrapped.then_some(true)?
            }
            ExprKind::Field(base, name) => {
                let base = walk.type_of(way, *base);
                (context.field_type(&base, name) == Ty::Work).then_some(true)?
            }
            _ => return None,
        };
        Some(Answer::known(is_handed))
    }

    fn part(
        walk: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
        parts: Parts<'_>,
    ) -> Answer<bool> {
        let body = way.context.body;
        let is_parameter = match body.kind(body.peel(expr)) {
            ExprKind::Local(id) => matches!(body.binding(*id).origin, Origin::Param(_)),
            _ => false,
        };
        if !is_parameter {
            return walk::unknown::<Self>(Why::Part);
        }
        let ty = walk.type_of(way, expr);
        Answer::known(way.context.part_type(ty, parts) == Ty::Work)
    }
}

/// Whether a parameter is work, by its type; `None` where its argument is known, and for what is no parameter.
fn parameter(way: Way<'_, '_>, binding: &Binding) -> Option<bool> {
    let is_parameter = matches!(binding.origin, Origin::Param(_));
    let ty = binding.ty.as_ref();
    (is_parameter && way.function().call.is_none()).then(|| is_work(way.context, ty))
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
