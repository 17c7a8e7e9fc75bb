//! Origins: which constructors a value comes from, and what changes its size later.

use compact_str::CompactString;

use super::{Answer, Domain, Parts, Walk, Way, numbers};
use crate::facts::{Api, Provenance, Role, Size};
use crate::readers::rust::calls::bodies;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{ExprId, ExprKind};
use crate::readers::rust::types::Context;

/// How many bindings are followed to the difference by which a size changes.
const MOST_BINDINGS: usize = 3;

/// What sizes later what `expr` makes by a call of `api`: a setting, or the difference between the size that it has and one
/// that it should have.
pub(crate) fn size_set_later(context: Context<'_>, expr: ExprId, api: &Api) -> Option<Size> {
    let code = context.code;
    let here = place(context, expr);
    let mut changes = code.files.catalogue.resizing(&api.path).flat_map(|resizing| {
        let name = resizing.name();
        let calls = bodies::that_call_method(code, name).into_iter().flat_map(move |there| {
            let methods = there.body.ids().map(move |expr| (there, there.body.kind(expr)));
            methods.filter_map(move |(there, kind)| match kind {
                ExprKind::Method(call) if call.name == name => Some((there, call)),
                _ => None,
            })
        });
        calls.filter_map(|(there, call)| {
            let change = *call.args.get(resizing.resizes?)?;
            let setting = setting_behind(there, change)?;
            let mut walk = Walk::new(Origins, &[]);
            let origins = walk.value(Way::start(there), call.receiver).value;
            origins.contains(&here).then_some(setting)
        })
    });
    let setting = changes.next()?;
    Some(Size { provenance: Provenance::Configured(setting), hops: Vec::new() })
}

/// The setting from which `change` comes: one that is known as such, or what another size is taken from or added to.
fn setting_behind(context: Context<'_>, change: ExprId) -> Option<String> {
    match numbers::size_of(context, change).provenance {
        Provenance::Configured(setting) => Some(setting),
        Provenance::Unknown(_) => difference(context, change, MOST_BINDINGS),
        _ => None,
    }
}

/// The name of what another number is taken from, when `expr` is such a difference.
fn difference(context: Context<'_>, expr: ExprId, depth: usize) -> Option<String> {
    let body = context.body;
    let (a, b) = match body.kind(body.peel(expr)) {
        ExprKind::Binary("-", a, b) => (*a, *b),
        ExprKind::Method(call) if call.name.ends_with("_sub") || call.name == "abs_diff" => {
            (call.receiver, *call.args.first()?)
        }
        ExprKind::Cast(inner, _) => return difference(context, *inner, depth),
        ExprKind::Method(call) => return difference(context, call.receiver, depth),
        ExprKind::Local(id) if depth > 0 => {
            return difference(context, body.binding(*id).init?, depth - 1);
        }
        _ => return None,
    };
    let name = |expr: ExprId| match body.kind(body.peel(expr)) {
        ExprKind::Local(id) => Some(body.binding(*id).name.to_string()),
        ExprKind::Field(_, name) => Some(name.to_string()),
        _ => None,
    };
    name(a).or_else(|| name(b))
}

/// Where a constructor is called: its item, the function in that, and the call.
type Place = (ItemRef, CompactString, ExprId);

fn place(context: Context<'_>, expr: ExprId) -> Place {
    (context.item, context.body.inner_path.clone(), expr)
}

/// The domain of origins: the calls of sizing constructors that a value may come from.
struct Origins;

impl<'c> Domain<'c> for Origins {
    type Value = Vec<Place>;

    fn unknown() -> Vec<Place> {
        Vec::new()
    }

    fn join(a: Answer<Vec<Place>>, b: Answer<Vec<Place>>) -> Answer<Vec<Place>> {
        Answer::known(a.value.into_iter().chain(b.value).collect())
    }

    fn read(
        _: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
    ) -> Option<Answer<Vec<Place>>> {
        let ExprKind::Call(..) = way.context.body.kind(expr) else { return None };
        let found = way.context.use_at(expr)?;
        found.api.is(Role::Size).then(|| Answer::known(vec![place(way.context, expr)]))
    }

    fn part(
        walk: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
        _: Parts<'_>,
    ) -> Answer<Vec<Place>> {
        walk.value(way, expr)
    }
}
