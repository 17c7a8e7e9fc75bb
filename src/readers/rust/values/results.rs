//! Values that calls give: settings and figures of the machine, functions of the workspace, arithmetic.

use super::value::{Value, combined};
use super::{Call, SizeFollower, SizeWay, hop, settings};
use crate::facts::{Api, Hop, Provenance, Role};
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{ExprId, ExprKind, MethodCall, PathRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::{Context, Ty};

/// Functions that give their arguments, or one of them, as a number.
const PASSES_ON: &[&str] = &[
    "max",
    "min",
    "clamp",
    "from",
    "try_from",
    "new",
    "new_unchecked",
    "from_u32",
    "from_u64",
    "Some",
    "Ok",
    "Box",
    "div_ceil",
    "saturating_mul",
    "saturating_sub",
    "saturating_add",
    "from_str",
    "default_value",
];

/// Methods that give a number made from what they are called on and their arguments.
const ARITHMETIC: &[&str] = &[
    "max",
    "min",
    "clamp",
    "saturating_add",
    "saturating_sub",
    "saturating_mul",
    "wrapping_add",
    "wrapping_sub",
    "wrapping_mul",
    "checked_add",
    "checked_sub",
    "checked_mul",
    "checked_div",
    "div_ceil",
    "pow",
    "next_power_of_two",
    "checked_next_power_of_two",
    "isqrt",
    "ilog2",
    "div_floor",
    "next_multiple_of",
    "div_euclid",
    "abs",
    "powi",
    "powf",
    "sqrt",
    "floor",
    "ceil",
    "round",
    "mul",
];

/// Methods that give what they are called on, or the argument in its place.
pub(super) const PASSES_RECEIVER: &[&str] = &[
    "unwrap",
    "expect",
    "unwrap_or",
    "unwrap_or_else",
    "unwrap_or_default",
    "or",
    "or_else",
    "map_or",
    "map_or_else",
    "get",
    "clone",
    "copied",
    "cloned",
    "into",
    "try_into",
    "as_ref",
    "as_deref",
    "to_owned",
    "parse",
    "ok",
    "map",
    "and_then",
    "filter",
    "map_err",
    "ok_or",
    "ok_or_else",
    "context",
    "with_context",
    "load",
    "into_inner",
    "trim",
    "as_str",
    "to_string",
    "as_usize",
    "as_u32",
    "as_u64",
    "take",
    "flatten",
    "borrow",
    "to_usize",
    "as_u16",
];

impl SizeFollower {
    /// What an API entry says about a value.
    fn role_value(api: &Api, argument: Option<&str>) -> Option<Value> {
        if api.is(Role::Setting) {
            return Some(Value::configured(argument.unwrap_or(&api.path)));
        }
        api.is(Role::Machine).then(|| Value { provenance: Provenance::Machine, hops: Vec::new() })
    }

    pub(super) fn call(
        &mut self,
        way: SizeWay<'_, '_>,
        callee: ExprId,
        args: &[ExprId],
        left: u32,
    ) -> Value {
        let context = way.context;
        let ExprKind::Path(path) = context.body.kind(context.body.peel(callee)) else {
            return match context.body.kind(context.body.peel(callee)) {
                // `f()` where `f` is a local closure.
                ExprKind::Local(binding) => self.binding(way, *binding, left),
                _ => Value::unknown("the result of a call"),
            };
        };
        let text = args.first().and_then(|&arg| match context.body.kind(context.body.peel(arg)) {
            ExprKind::Text(text) => Some(text.as_str()),
            _ => None,
        });
        match context.resolve(path) {
            Some(Def::External(external)) => {
                let catalogue = context.code.files.catalogue;
                if let Some(value) =
                    catalogue.at(&external).and_then(|api| Self::role_value(api, text))
                {
                    return match value.provenance {
                        Provenance::Machine => {
                            value.through(self::hop(context, callee, "the machine's own figure"))
                        }
                        _ => value,
                    };
                }
                self.passed_on(way, path, args, left)
            }
            Some(Def::Item(item)) if context.code.files.item(item).kind == ItemKind::Fn => {
                self.result(way, callee, item, None, args, left)
            }
            Some(Def::Member(item, name)) => match context.code.members.member(item, &name) {
                Some(member) => self.result(way, callee, member, None, args, left),
                None if settings::is_settings(context.code, item) => {
                    Value::configured(name.as_str())
                }
                None => Value::unknown(format!("the result of `{name}`")),
            },
            Some(_) => Value::unknown("the result of a call"),
            None => self.passed_on(way, path, args, left),
        }
    }

    /// `max(a, b)`, `Some(n)`, `NonZeroUsize::new(n)`, `usize::from(n)`.
    fn passed_on(
        &mut self,
        way: SizeWay<'_, '_>,
        path: &PathRef,
        args: &[ExprId],
        left: u32,
    ) -> Value {
        let name = path.segments.last().map_or("", |name| name.as_str());
        if !PASSES_ON.contains(&name) || args.is_empty() {
            return Value::unknown(format!("the result of `{}`", path.segments.join("::")));
        }
        let values: Vec<Value> = args.iter().map(|&arg| self.value(way, arg, left)).collect();
        combined(name, values)
    }

    pub(super) fn method(&mut self, way: SizeWay<'_, '_>, call: &MethodCall, left: u32) -> Value {
        let context = way.context;
        let catalogue = context.code.files.catalogue;
        let name = call.name.as_str();
        let receiver = context.type_of(call.receiver);
        if let Ty::External(path) = &receiver
            && let Some(api) = catalogue.at(&format!("{path}::{name}"))
            && let Some(value) = Self::role_value(api, None)
        {
            return value;
        }
        if let Ty::Item(item) = receiver
            && let Some(member) = context.code.members.member(item, name)
        {
            if settings::is_settings(context.code, item) {
                return Value::configured(name);
            }
            return self.method_result(way, call, member, left);
        }
        if ARITHMETIC.contains(&name) {
            let mut values = vec![self.value(way, call.receiver, left)];
            values.extend(call.args.iter().map(|&arg| self.value(way, arg, left)));
            return combined(name, values);
        }
        let receiver = self.value(way, call.receiver, left);
        if PASSES_RECEIVER.contains(&name) {
            return self.passed_receiver(way, call, receiver, left);
        }
        // Whatever a setting or a figure of the machine is asked for is still that.
        match receiver.provenance {
            Provenance::Configured(_) | Provenance::Machine => receiver,
            _ => Value::unknown(format!("the result of `{name}`")),
        }
    }

    fn passed_receiver(
        &mut self,
        way: SizeWay<'_, '_>,
        call: &MethodCall,
        receiver: Value,
        left: u32,
    ) -> Value {
        // What a closure makes of the receiver, which is its parameter.
        let made_from = |which: usize| {
            let closure = call.args.get(which).copied();
            closure.filter(|&closure| {
                matches!(way.context.body.kind(closure), ExprKind::Closure { .. })
            })
        };
        let (maker, alternatives): (Option<ExprId>, &[ExprId]) = match call.name.as_str() {
            "unwrap_or" | "unwrap_or_else" | "or" | "or_else" => (None, &call.args),
            "map_or" | "map_or_else" => (made_from(1), call.args.get(..1).unwrap_or_default()),
            "map" | "and_then" => (made_from(0), &[]),
            _ => (None, &[]),
        };
        let receiver = match maker {
            Some(closure) => {
                let made = self.value(way, closure, left);
                if receiver.rank() > made.rank() { receiver } else { made }
            }
            None => receiver,
        };
        alternatives.iter().fold(receiver, |value, &alternative| {
            let other = self.value(way, alternative, left);
            match (&value.provenance, &other.provenance) {
                // The fallback of a figure of the machine is no setting.
                (Provenance::Machine, Provenance::Fixed(_)) => value,
                _ => value.join(other),
            }
        })
    }

    fn method_result(
        &mut self,
        way: SizeWay<'_, '_>,
        call: &MethodCall,
        member: ItemRef,
        left: u32,
    ) -> Value {
        let code = way.context.code;
        let Some(there) = Context::of(code, member) else {
            return Value::unknown(format!("`{}`", call.name));
        };
        let seen = Call { from: way, receiver: Some(call.receiver), args: &call.args };
        let value = self.results(SizeWay { context: there, call: Some(&seen) }, left);
        let at = code.files.place(way.context.item.file, call.name_at.clone());
        value.through(Hop { place: at, what: format!("from `{}`", call.name) })
    }

    /// What the function `item` gives when it is called with `args`.
    pub(super) fn result(
        &mut self,
        way: SizeWay<'_, '_>,
        callee: ExprId,
        item: ItemRef,
        receiver: Option<ExprId>,
        args: &[ExprId],
        left: u32,
    ) -> Value {
        let code = way.context.code;
        let name = &code.files.item(item).name;
        let Some(there) = Context::of(code, item) else {
            return Value::unknown(format!("the result of `{name}`"));
        };
        let seen = Call { from: way, receiver, args };
        let value = self.results(SizeWay { context: there, call: Some(&seen) }, left);
        value.through(hop(way.context, callee, &format!("from `{name}`")))
    }

    fn results(&mut self, way: SizeWay<'_, '_>, left: u32) -> Value {
        let results = &way.context.body.results;
        if results.is_empty() {
            return Value::unknown("a function without a body");
        }
        self.any_of(way, results, left)
    }
}
