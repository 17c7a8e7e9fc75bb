//! Provenance: where the value that sizes a resource comes from.
//!
//! An expression goes in with its context. It is followed through constants, statics and fields of any
//! crate of the workspace, local variables, builders, function results, and from parameters to the
//! arguments of every visible caller. The hops are kept.

mod results;
pub(crate) mod settings;
mod sources;
mod value;

use rustc_hash::FxHashSet;

use self::value::{Value, arithmetic};
use super::files::ItemRef;
use super::lower::ir::{Binding, BindingId, ExprId, ExprKind, Origin, Part, PathRef};
use super::names::Def;
use super::syntax::outline::ItemKind;
use super::types::Context;
use crate::facts::{Hop, Provenance, Size};

/// How many steps a value is followed before it is given up.
const DEEPEST: u32 = 40;

/// A way into a function: the call through which its parameters are seen, if any.
#[derive(Clone, Copy)]
struct SizeWay<'w, 'c> {
    context: Context<'c>,
    call: Option<&'w Call<'w, 'c>>,
}

#[derive(Clone, Copy)]
struct Call<'w, 'c> {
    from: SizeWay<'w, 'c>,
    /// For a method call.
    receiver: Option<ExprId>,
    args: &'c [ExprId],
}

/// What sizes a resource when `expr` is its size.
pub(crate) fn size_of(context: Context<'_>, expr: ExprId) -> Size {
    let mut follower = SizeFollower { left: DEEPEST * 50, active: FxHashSet::default() };
    let value = follower.value(SizeWay { context, call: None }, expr, DEEPEST);
    Size { provenance: value.provenance, hops: value.hops }
}

struct SizeFollower {
    /// Steps left in all, so that no tangle of callers takes long.
    left: u32,
    /// Functions whose callers and fields whose values are being followed.
    active: FxHashSet<(ItemRef, String)>,
}

impl SizeFollower {
    fn value(&mut self, way: SizeWay<'_, '_>, expr: ExprId, left: u32) -> Value {
        self.left = self.left.saturating_sub(1);
        let Some(left) = left.checked_sub(1).filter(|_| self.left > 0) else {
            return Value::unknown("the way is too long");
        };
        let context = way.context;
        match context.body.kind(expr) {
            ExprKind::Int(value) => {
                Value::fixed(Some(*value)).through(hop(context, expr, "fixed here"))
            }
            ExprKind::Literal | ExprKind::Text(_) => Value::fixed(None),
            ExprKind::Local(binding) => self.binding(way, *binding, left),
            ExprKind::Path(path) => self.path(way, expr, path, left),
            ExprKind::Same(inner)
            | ExprKind::Try(inner)
            | ExprKind::Await(inner)
            | ExprKind::Cast(inner, _) => self.value(way, *inner, left),
            ExprKind::Unary(sign, inner) => {
                let value = self.value(way, *inner, left);
                match (sign, &value.provenance) {
                    ('-', Provenance::Fixed(Some(n))) => {
                        Value { provenance: Provenance::Fixed(n.checked_neg()), hops: value.hops }
                    }
                    _ => value,
                }
            }
            ExprKind::Binary(operator, left_side, right_side) => {
                let (a, b) =
                    (self.value(way, *left_side, left), self.value(way, *right_side, left));
                arithmetic(operator, a, b)
            }
            ExprKind::Choice { values, decided_by } => {
                let decided = decided_by.map(|decider| self.value(way, decider, left));
                if let Some(decided) = decided.filter(Value::is_configured) {
                    return decided;
                }
                self.any_of(way, values, left)
            }
            ExprKind::Call(callee, args) => self.call(way, *callee, args, left),
            ExprKind::Method(call) => self.method(way, call, left),
            ExprKind::Field(base, name) => self.field(way, *base, name, left),
            ExprKind::Closure { body, .. } => self.value(way, *body, left),
            ExprKind::Async { tail: Some(tail) } => self.value(way, *tail, left),
            ExprKind::Macro { path, .. } => match path.segments.last().map(|name| name.as_str()) {
                Some(name @ ("env" | "option_env")) => Value::configured(format!("{name}!")),
                _ => Value::unknown("the result of a macro"),
            },
            _ => Value::unknown("an expression that can't be followed"),
        }
    }

    fn any_of(&mut self, way: SizeWay<'_, '_>, values: &[ExprId], left: u32) -> Value {
        let mut joined: Option<Value> = None;
        for &value in values {
            // A branch that leaves (`return`, `panic!`) gives no value.
            if matches!(way.context.body.kind(value), ExprKind::Leave(_))
                || leaves(way.context, value)
            {
                continue;
            }
            let value = self.value(way, value, left);
            joined = Some(match joined {
                Some(before) => before.join(value),
                None => value,
            });
        }
        joined.unwrap_or_else(|| Value::unknown("a block without a value"))
    }

    fn binding(&mut self, way: SizeWay<'_, '_>, id: BindingId, left: u32) -> Value {
        let context = way.context;
        let binding = context.body.binding(id);
        let mut value = match (binding.origin, binding.init) {
            (Origin::Param(index), _) => self.parameter(way, binding, index, left),
            (Origin::ClosureParam(closure, index), _) => {
                self.closure_parameter(way, closure, index, left)
            }
            (Origin::For, _) => Value::unknown("the variable of a loop"),
            (_, Some(init)) => self.initial(way, binding, init, left),
            (_, None) => match binding.assigned.split_first() {
                Some((&first, _)) => self.value(way, first, left),
                None => Value::unknown("a variable without a value"),
            },
        };
        for &assigned in &binding.assigned {
            value = value.join(self.value(way, assigned, left));
        }
        match binding.origin {
            Origin::Const => value.through(Hop {
                place: context.code.files.place(context.item.file, binding.at.clone()),
                what: format!("`{}` is declared here", binding.name),
            }),
            _ => value,
        }
    }

    fn initial(
        &mut self,
        way: SizeWay<'_, '_>,
        binding: &Binding,
        init: ExprId,
        left: u32,
    ) -> Value {
        let body = way.context.body;
        match binding.parts.as_slice() {
            [] => self.value(way, init, left),
            [Part::Index(index, _)] => match body.kind(body.peel(init)) {
                ExprKind::Tuple(parts) if (*index as usize) < parts.len() => {
                    self.value(way, parts[*index as usize], left)
                }
                _ => {
                    let whole = self.value(way, init, left);
                    if whole.is_configured() { whole } else { Value::unknown("a part of a value") }
                }
            },
            [.., Part::Field] => match &binding.field {
                Some(field) => self.field_of(way, way.context.type_of(init), field, init, left),
                None => Value::unknown("a part of a value"),
            },
            _ => Value::unknown("a part of a value"),
        }
    }

    fn closure_parameter(
        &mut self,
        way: SizeWay<'_, '_>,
        closure: ExprId,
        index: u32,
        left: u32,
    ) -> Value {
        let body = way.context.body;
        let parent = body.expr(closure).parent.map(|parent| body.kind(parent));
        match parent {
            Some(ExprKind::Method(call))
                if index == 0 && results::PASSES_RECEIVER.contains(&call.name.as_str()) =>
            {
                self.value(way, call.receiver, left)
            }
            _ => Value::unknown("a parameter of a closure"),
        }
    }

    fn path(&mut self, way: SizeWay<'_, '_>, expr: ExprId, path: &PathRef, left: u32) -> Value {
        let context = way.context;
        match context.resolve(path) {
            Some(Def::Item(item)) => self.item(way, expr, item, left),
            Some(Def::Member(item, name)) => match context.code.members.member(item, &name) {
                Some(member) => self.item(way, expr, member, left),
                None if context.code.files.item(item).kind == ItemKind::Enum => Value::fixed(None),
                None => Value::unknown(format!("`{name}`, which is not in the workspace")),
            },
            Some(Def::External(path)) => {
                Value::unknown(format!("`{path}`, which is not in the workspace"))
            }
            _ => Value::unknown(format!("`{}`, which can't be resolved", path.segments.join("::"))),
        }
    }

    fn item(&mut self, way: SizeWay<'_, '_>, expr: ExprId, item: ItemRef, left: u32) -> Value {
        let code = way.context.code;
        let found = code.files.item(item);
        match found.kind {
            ItemKind::Const | ItemKind::Static => {
                let Some(there) = Context::of(code, item) else {
                    return Value::unknown(format!("`{}`, which has no value", found.name));
                };
                let value = match there.body.results.first() {
                    Some(&result) => {
                        self.value(SizeWay { context: there, call: None }, result, left)
                    }
                    None => Value::unknown(format!("`{}`, which has no value", found.name)),
                };
                let declared = Hop {
                    place: code.files.place(item.file, found.name_at.clone()),
                    what: format!("`{}` is declared here", found.name),
                };
                value.through(declared)
            }
            // A function as a value: `unwrap_or_else(default_size)`.
            ItemKind::Fn => self.result(way, expr, item, None, &[], left),
            _ => Value::unknown(format!("`{}`", found.name)),
        }
    }
}

impl Call<'_, '_> {
    /// The argument for parameter `index`; the receiver of a method is parameter 0.
    fn argument(&self, index: u32) -> Option<ExprId> {
        match self.receiver {
            Some(receiver) if index == 0 => Some(receiver),
            Some(_) => self.args.get(index as usize - 1).copied(),
            None => self.args.get(index as usize).copied(),
        }
    }
}

fn hop(context: Context<'_>, expr: ExprId, what: &str) -> Hop {
    let span = context.body.expr(expr).span.clone();
    Hop { place: context.code.files.place(context.item.file, span), what: what.to_owned() }
}

/// True for a block or macro that never gives a value.
fn leaves(context: Context<'_>, expr: ExprId) -> bool {
    match context.body.kind(expr) {
        ExprKind::Macro { path, .. } => matches!(
            path.segments.last().map(|name| name.as_str()),
            Some("panic" | "unreachable" | "todo" | "unimplemented" | "bail" | "compile_error")
        ),
        ExprKind::Choice { values, decided_by: None } => match values.as_slice() {
            [] => true,
            [only] => {
                leaves(context, *only) || matches!(context.body.kind(*only), ExprKind::Leave(_))
            }
            _ => false,
        },
        _ => false,
    }
}
