//! Provenance: where the value that sizes a resource comes from.
//!
//! An expression goes in with its context. It is followed through constants, statics and fields of any
//! crate of the workspace, local variables, builders, function results, and from parameters to the
//! arguments of every visible caller. The hops are kept.

use rustc_hash::FxHashSet;

use super::files::ItemRef;
use super::ir::{Binding, BindingId, ExprId, ExprKind, MethodCall, Origin, Part, PathRef};
use super::modules::Def;
use super::outline::ItemKind;
use super::settings;
use super::types::{Context, Ty};
use crate::code::apis::{Api, Role};
use crate::code::sites::{Hop, Provenance, Size};

/// How many steps a value is followed before it is given up.
const DEEPEST: u32 = 40;

/// Calls in which functions are handed on as function values, and other cases in which callers can't be seen.
const OTHER_CALLERS: &str = "a parameter whose callers can't all be seen";

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
const PASSES_RECEIVER: &[&str] = &[
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

/// What is known about a value.
#[derive(Debug, Clone, PartialEq)]
struct Value {
    provenance: Provenance,
    hops: Vec<Hop>,
}

impl Value {
    fn unknown(reason: impl Into<String>) -> Self {
        Self { provenance: Provenance::Unknown(reason.into()), hops: Vec::new() }
    }

    fn configured(setting: impl Into<String>) -> Self {
        Self { provenance: Provenance::Configured(setting.into()), hops: Vec::new() }
    }

    fn fixed(value: Option<i128>) -> Self {
        Self { provenance: Provenance::Fixed(value), hops: Vec::new() }
    }

    fn is_configured(&self) -> bool {
        matches!(self.provenance, Provenance::Configured(_))
    }

    fn through(mut self, hop: Hop) -> Self {
        self.hops.insert(0, hop);
        self
    }

    fn rank(&self) -> u8 {
        match self.provenance {
            Provenance::Configured(_) => 4,
            Provenance::Unknown(_) => 3,
            Provenance::Machine => 2,
            Provenance::Fixed(_) | Provenance::Signal => 1,
        }
    }

    /// What a value is that may be either, or is made from both.
    fn join(self, other: Self) -> Self {
        let fixed = (&self.provenance, &other.provenance);
        if let (Provenance::Fixed(a), Provenance::Fixed(b)) = fixed {
            let same = if a == b { *a } else { None };
            let mut hops = self.hops;
            hops.extend(
                other
                    .hops
                    .into_iter()
                    .filter(|hop| !matches!(a, Some(_)) || a != b || hop.what.is_empty()),
            );
            return Self { provenance: Provenance::Fixed(same), hops };
        }
        if other.rank() > self.rank() { other } else { self }
    }
}

/// A way into a function: the call through which its parameters are seen, if any.
#[derive(Clone, Copy)]
struct Way<'w, 'c> {
    context: Context<'c>,
    call: Option<&'w Call<'w, 'c>>,
}

#[derive(Clone, Copy)]
struct Call<'w, 'c> {
    from: Way<'w, 'c>,
    /// For a method call.
    receiver: Option<ExprId>,
    args: &'c [ExprId],
}

/// What sizes a resource when `expr` is its size.
pub(super) fn size_of(context: Context<'_>, expr: ExprId) -> Size {
    let mut follower = Follower { left: DEEPEST * 50, active: FxHashSet::default() };
    let value = follower.value(Way { context, call: None }, expr, DEEPEST);
    Size { provenance: value.provenance, hops: value.hops }
}

struct Follower {
    /// Steps left in all, so that no tangle of callers takes long.
    left: u32,
    /// Functions whose callers and fields whose values are being followed.
    active: FxHashSet<(ItemRef, String)>,
}

impl Follower {
    fn value(&mut self, way: Way<'_, '_>, expr: ExprId, left: u32) -> Value {
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

    fn any_of(&mut self, way: Way<'_, '_>, values: &[ExprId], left: u32) -> Value {
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

    fn binding(&mut self, way: Way<'_, '_>, id: BindingId, left: u32) -> Value {
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
                place: context.files.place(context.item.file, binding.at.clone()),
                what: format!("`{}` is declared here", binding.name),
            }),
            _ => value,
        }
    }

    fn initial(&mut self, way: Way<'_, '_>, binding: &Binding, init: ExprId, left: u32) -> Value {
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
        way: Way<'_, '_>,
        closure: ExprId,
        index: u32,
        left: u32,
    ) -> Value {
        let body = way.context.body;
        let parent = body.expr(closure).parent.map(|parent| body.kind(parent));
        match parent {
            Some(ExprKind::Method(call))
                if index == 0 && PASSES_RECEIVER.contains(&call.name.as_str()) =>
            {
                self.value(way, call.receiver, left)
            }
            _ => Value::unknown("a parameter of a closure"),
        }
    }

    fn path(&mut self, way: Way<'_, '_>, expr: ExprId, path: &PathRef, left: u32) -> Value {
        let context = way.context;
        match context.resolve(path) {
            Some(Def::Item(item)) => self.item(way, expr, item, left),
            Some(Def::Member(item, name)) => match context.files.member(item, &name) {
                Some(member) => self.item(way, expr, member, left),
                None if context.files.item(item).kind == ItemKind::Enum => Value::fixed(None),
                None => Value::unknown(format!("`{name}`, which is not in the workspace")),
            },
            Some(Def::External(path)) => self.role_of(&path).unwrap_or_else(|| {
                Value::unknown(format!("`{path}`, which is not in the workspace"))
            }),
            _ => Value::unknown(format!("`{}`, which can't be resolved", path.segments.join("::"))),
        }
    }

    fn item(&mut self, way: Way<'_, '_>, expr: ExprId, item: ItemRef, left: u32) -> Value {
        let files = way.context.files;
        let found = files.item(item);
        match found.kind {
            ItemKind::Const | ItemKind::Static => {
                let Some(there) = Context::of(files, item) else {
                    return Value::unknown(format!("`{}`, which has no value", found.name));
                };
                let value = match there.body.results.first() {
                    Some(&result) => self.value(Way { context: there, call: None }, result, left),
                    None => Value::unknown(format!("`{}`, which has no value", found.name)),
                };
                let declared = Hop {
                    place: files.place(item.file, found.name_at.clone()),
                    what: format!("`{}` is declared here", found.name),
                };
                value.through(declared)
            }
            // A function as a value: `unwrap_or_else(default_size)`.
            ItemKind::Fn => self.result(way, expr, item, None, &[], left),
            _ => Value::unknown(format!("`{}`", found.name)),
        }
    }

    /// What an API entry says about a value.
    fn role_value(api: &Api, argument: Option<&str>) -> Option<Value> {
        if api.is(Role::Setting) {
            return Some(Value::configured(argument.unwrap_or(&api.path)));
        }
        api.is(Role::Machine).then(|| Value { provenance: Provenance::Machine, hops: Vec::new() })
    }

    fn role_of(&self, _path: &str) -> Option<Value> {
        None
    }

    fn call(&mut self, way: Way<'_, '_>, callee: ExprId, args: &[ExprId], left: u32) -> Value {
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
                let catalogue = context.files.catalogue;
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
            Some(Def::Item(item)) if context.files.item(item).kind == ItemKind::Fn => {
                self.result(way, callee, item, None, args, left)
            }
            Some(Def::Member(item, name)) => match context.files.member(item, &name) {
                Some(member) => self.result(way, callee, member, None, args, left),
                None if settings::is_settings(context.files, item) => {
                    Value::configured(name.as_str())
                }
                None => Value::unknown(format!("the result of `{name}`")),
            },
            Some(_) => Value::unknown("the result of a call"),
            None => self.passed_on(way, path, args, left),
        }
    }

    /// `max(a, b)`, `Some(n)`, `NonZeroUsize::new(n)`, `usize::from(n)`.
    fn passed_on(&mut self, way: Way<'_, '_>, path: &PathRef, args: &[ExprId], left: u32) -> Value {
        let name = path.segments.last().map_or("", |name| name.as_str());
        if !PASSES_ON.contains(&name) || args.is_empty() {
            return Value::unknown(format!("the result of `{}`", path.segments.join("::")));
        }
        let values: Vec<Value> = args.iter().map(|&arg| self.value(way, arg, left)).collect();
        combined(name, values)
    }

    fn method(&mut self, way: Way<'_, '_>, call: &MethodCall, left: u32) -> Value {
        let context = way.context;
        let catalogue = context.files.catalogue;
        let name = call.name.as_str();
        let receiver = context.type_of(call.receiver);
        if let Ty::External(path) = &receiver
            && let Some(api) = catalogue.at(&format!("{path}::{name}"))
            && let Some(value) = Self::role_value(api, None)
        {
            return value;
        }
        if let Ty::Item(item) = receiver
            && let Some(member) = context.files.member(item, name)
        {
            if settings::is_settings(context.files, item) {
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
        way: Way<'_, '_>,
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
        way: Way<'_, '_>,
        call: &MethodCall,
        member: ItemRef,
        left: u32,
    ) -> Value {
        let files = way.context.files;
        let Some(there) = Context::of(files, member) else {
            return Value::unknown(format!("`{}`", call.name));
        };
        let seen = Call { from: way, receiver: Some(call.receiver), args: &call.args };
        let value = self.results(Way { context: there, call: Some(&seen) }, left);
        let at = files.place(way.context.item.file, call.name_at.clone());
        value.through(Hop { place: at, what: format!("from `{}`", call.name) })
    }

    /// What the function `item` gives when it is called with `args`.
    fn result(
        &mut self,
        way: Way<'_, '_>,
        callee: ExprId,
        item: ItemRef,
        receiver: Option<ExprId>,
        args: &[ExprId],
        left: u32,
    ) -> Value {
        let files = way.context.files;
        let name = &files.item(item).name;
        let Some(there) = Context::of(files, item) else {
            return Value::unknown(format!("the result of `{name}`"));
        };
        let seen = Call { from: way, receiver, args };
        let value = self.results(Way { context: there, call: Some(&seen) }, left);
        value.through(hop(way.context, callee, &format!("from `{name}`")))
    }

    fn results(&mut self, way: Way<'_, '_>, left: u32) -> Value {
        let results = &way.context.body.results;
        if results.is_empty() {
            return Value::unknown("a function without a body");
        }
        self.any_of(way, results, left)
    }

    fn parameter(&mut self, way: Way<'_, '_>, binding: &Binding, index: u32, left: u32) -> Value {
        if !binding.parts.is_empty() || binding.name == "self" {
            return Value::unknown("a part of a parameter");
        }
        if let Some(call) = way.call {
            return match call.argument(index) {
                Some(argument) => self.value(call.from, argument, left),
                None => Value::unknown("an argument that is not there"),
            };
        }
        let context = way.context;
        let key = (context.item, format!("{}#{index}", context.body.inner_path));
        if !self.active.insert(key.clone()) {
            return Value::unknown("a parameter that depends on itself");
        }
        let value = self.from_callers(context, index, left);
        self.active.remove(&key);
        value
    }

    fn from_callers(&mut self, context: Context<'_>, index: u32, left: u32) -> Value {
        let files = context.files;
        let callers = files.callers(context);
        if callers.others || callers.calls.is_empty() {
            return Value::unknown(OTHER_CALLERS);
        }
        let mut joined: Option<Value> = None;
        for call in &callers.calls {
            let Some(argument) = call.argument(index) else {
                return Value::unknown(OTHER_CALLERS);
            };
            let value = self.value(Way { context: call.context, call: None }, argument, left);
            let value = value.through(hop(call.context, argument, "passed here"));
            joined = Some(match joined {
                Some(before) => before.join(value),
                None => value,
            });
        }
        joined.unwrap_or_else(|| Value::unknown(OTHER_CALLERS))
    }

    fn field(&mut self, way: Way<'_, '_>, base: ExprId, name: &str, left: u32) -> Value {
        let ty = way.context.type_of(base);
        self.field_of(way, ty, name, base, left)
    }

    fn field_of(&mut self, way: Way<'_, '_>, ty: Ty, name: &str, base: ExprId, left: u32) -> Value {
        let context = way.context;
        let Ty::Item(item) = ty else {
            let base = self.value(way, base, left);
            return if base.is_configured() {
                base
            } else {
                Value::unknown(format!("the field `{name}`"))
            };
        };
        if settings::is_settings(context.files, item) {
            return Value::configured(name);
        }
        if settings::may_be_settings(&context.files.item(item).name) {
            return Value::unknown(format!("the field `{name}` of a configuration type"));
        }
        let key = (item, name.to_owned());
        if !self.active.insert(key.clone()) {
            return Value::unknown("a field that depends on itself");
        }
        let value = self.from_constructions(context, item, name, left);
        self.active.remove(&key);
        value
    }

    fn from_constructions(
        &mut self,
        context: Context<'_>,
        item: ItemRef,
        name: &str,
        left: u32,
    ) -> Value {
        let files = context.files;
        let Some(values) = files.field_values(item, name) else {
            return Value::unknown(format!(
                "the field `{name}`, which is set where it can't be followed"
            ));
        };
        let mut joined: Option<Value> = None;
        for (there, expr) in values {
            let value = self.value(Way { context: there, call: None }, expr, left);
            let value = value.through(hop(there, expr, &format!("`{name}` is set here")));
            joined = Some(match joined {
                Some(before) => before.join(value),
                None => value,
            });
        }
        joined.unwrap_or_else(|| Value::unknown(format!("the field `{name}`, which nothing sets")))
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
    Hop { place: context.files.place(context.item.file, span), what: what.to_owned() }
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

/// What the function or method `name` makes of `values`.
fn combined(name: &str, values: Vec<Value>) -> Value {
    let mut values = values.into_iter();
    let Some(first) = values.next() else {
        return Value::unknown("no arguments");
    };
    values.fold(first, |a, b| match (name, &a.provenance, &b.provenance) {
        ("max" | "min", Provenance::Fixed(Some(x)), Provenance::Fixed(Some(y))) => {
            let chosen = if (name == "max") == (x >= y) { a } else { b };
            Value { provenance: chosen.provenance, hops: chosen.hops }
        }
        ("saturating_mul" | "wrapping_mul" | "checked_mul" | "mul", ..) => arithmetic("*", a, b),
        ("saturating_add" | "wrapping_add" | "checked_add", ..) => arithmetic("+", a, b),
        ("saturating_sub" | "wrapping_sub" | "checked_sub", ..) => arithmetic("-", a, b),
        ("checked_div", ..) => arithmetic("/", a, b),
        _ => a.join(b),
    })
}

fn arithmetic(operator: &str, a: Value, b: Value) -> Value {
    if let (Provenance::Fixed(Some(x)), Provenance::Fixed(Some(y))) = (&a.provenance, &b.provenance)
    {
        let result = match operator {
            "+" => x.checked_add(*y),
            "-" => x.checked_sub(*y),
            "*" => x.checked_mul(*y),
            "/" => x.checked_div(*y),
            "%" => x.checked_rem(*y),
            "<<" => u32::try_from(*y).ok().and_then(|y| x.checked_shl(y)),
            ">>" => u32::try_from(*y).ok().and_then(|y| x.checked_shr(y)),
            _ => None,
        };
        let mut hops = a.hops;
        hops.extend(b.hops);
        return Value { provenance: Provenance::Fixed(result), hops };
    }
    a.join(b)
}
