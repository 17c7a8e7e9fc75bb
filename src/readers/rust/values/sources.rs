//! Values that come from elsewhere: parameters from every visible caller, fields from every place that
//! sets them.

use super::value::Value;
use super::{SizeFollower, SizeWay, hop, settings};
use crate::readers::rust::calls::ask;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{Binding, ExprId};
use crate::readers::rust::types::{Context, Ty};

/// Calls in which functions are handed on as function values, and other cases in which callers can't be seen.
const OTHER_CALLERS: &str = "a parameter whose callers can't all be seen";

impl SizeFollower {
    pub(super) fn parameter(
        &mut self,
        way: SizeWay<'_, '_>,
        binding: &Binding,
        index: u32,
        left: u32,
    ) -> Value {
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
        let value = self.callers_value(context, index, left);
        self.active.remove(&key);
        value
    }

    fn callers_value(&mut self, context: Context<'_>, index: u32, left: u32) -> Value {
        let code = context.code;
        let callers = ask::callers(code, context);
        if callers.others || callers.calls.is_empty() {
            return Value::unknown(OTHER_CALLERS);
        }
        let mut joined: Option<Value> = None;
        for call in &callers.calls {
            let Some(argument) = call.argument(index) else {
                return Value::unknown(OTHER_CALLERS);
            };
            let value = self.value(SizeWay { context: call.context, call: None }, argument, left);
            let value = value.through(hop(call.context, argument, "passed here"));
            joined = Some(match joined {
                Some(before) => before.join(value),
                None => value,
            });
        }
        joined.unwrap_or_else(|| Value::unknown(OTHER_CALLERS))
    }

    pub(super) fn field(
        &mut self,
        way: SizeWay<'_, '_>,
        base: ExprId,
        name: &str,
        left: u32,
    ) -> Value {
        let ty = way.context.type_of(base);
        self.field_of(way, ty, name, base, left)
    }

    pub(super) fn field_of(
        &mut self,
        way: SizeWay<'_, '_>,
        ty: Ty,
        name: &str,
        base: ExprId,
        left: u32,
    ) -> Value {
        let context = way.context;
        let Ty::Item(item) = ty else {
            let base = self.value(way, base, left);
            return if base.is_configured() {
                base
            } else {
                Value::unknown(format!("the field `{name}`"))
            };
        };
        if settings::is_settings(context.code, item) {
            return Value::configured(name);
        }
        if settings::may_be_settings(&context.code.files.item(item).name) {
            return Value::unknown(format!("the field `{name}` of a configuration type"));
        }
        let key = (item, name.to_owned());
        if !self.active.insert(key.clone()) {
            return Value::unknown("a field that depends on itself");
        }
        let value = self.fields_value(context, item, name, left);
        self.active.remove(&key);
        value
    }

    fn fields_value(
        &mut self,
        context: Context<'_>,
        item: ItemRef,
        name: &str,
        left: u32,
    ) -> Value {
        let code = context.code;
        let Some(values) = ask::field_values(code, item, name) else {
            return Value::unknown(format!(
                "the field `{name}`, which is set where it can't be followed"
            ));
        };
        let mut joined: Option<Value> = None;
        for (there, expr) in values {
            let value = self.value(SizeWay { context: there, call: None }, expr, left);
            let value = value.through(hop(there, expr, &format!("`{name}` is set here")));
            joined = Some(match joined {
                Some(before) => before.join(value),
                None => value,
            });
        }
        joined.unwrap_or_else(|| Value::unknown(format!("the field `{name}`, which nothing sets")))
    }
}
