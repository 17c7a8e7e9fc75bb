//! Registries: what one puts before the names that are registered with it, through sub-registries,
//! variables, fields and parameters.

use super::text::{DEEPEST, KnownText, TextFollower, TextWay, joined};
use crate::readers::rust::calls::ask;
use crate::readers::rust::lower::ir::{ExprId, ExprKind, Origin};
use crate::readers::rust::types::Ty;

impl<'c> TextFollower<'_, 'c> {
    /// What the registry `expr` puts before names.
    pub(super) fn registry_prefix(&mut self, way: TextWay<'_, 'c>, expr: ExprId) -> Vec<KnownText> {
        self.prefix_within(way, expr, DEEPEST)
    }

    fn prefix_within(&mut self, way: TextWay<'_, 'c>, expr: ExprId, left: u32) -> Vec<KnownText> {
        let gap = || vec![KnownText::gap()];
        let Some(left) = left.checked_sub(1) else { return gap() };
        let body = way.context.body;
        match body.kind(body.peel(expr)) {
            ExprKind::Local(binding) => {
                let binding = body.binding(*binding);
                match (binding.origin, binding.init) {
                    (Origin::Let, Some(init)) => self.prefix_within(way, init, left),
                    (Origin::Param(index), _) => match (way.call, self.chain.get(way.depth)) {
                        (None, Some(&call)) => {
                            let depth = way.depth + 1;
                            let from = TextWay { context: call.context, call: None, depth };
                            let arg = call.argument(index);
                            arg.map_or_else(gap, |arg| self.prefix_within(from, arg, left))
                        }
                        _ => {
                            self.open = true;
                            gap()
                        }
                    },
                    _ => gap(),
                }
            }
            ExprKind::Field(base, name) => self.prefix_of_field(way, *base, name, left),
            ExprKind::Method(call) => {
                let outer = self.prefix_within(way, call.receiver, left);
                match (call.name.as_str(), call.args.first()) {
                    ("sub_registry_with_prefix", Some(&prefix)) => {
                        let mut inner = self.within(way, prefix, left);
                        inner.iter_mut().for_each(|text| text.push("_"));
                        joined(outer, &inner)
                    }
                    ("sub_registry_with_label" | "sub_registry_with_labels", _) => outer,
                    _ => gap(),
                }
            }
            ExprKind::Call(callee, args) => {
                let ExprKind::Path(path) = body.kind(body.peel(*callee)) else { return gap() };
                match (path.segments.last().map(|name| name.as_str()), args.first()) {
                    (Some("default" | "with_labels"), _) => vec![KnownText::whole("")],
                    (Some("with_prefix"), Some(&prefix)) => {
                        let mut prefix = self.within(way, prefix, left);
                        prefix.iter_mut().for_each(|text| text.push("_"));
                        prefix
                    }
                    _ => gap(),
                }
            }
            _ => gap(),
        }
    }

    /// What the registry in the field `name` of `base` puts before names.
    fn prefix_of_field(
        &mut self,
        way: TextWay<'_, 'c>,
        base: ExprId,
        name: &str,
        left: u32,
    ) -> Vec<KnownText> {
        let gap = || vec![KnownText::gap()];
        let Ty::Item(of) = way.context.type_of(base) else { return gap() };
        let values = ask::field_values(way.context.code, of, name).unwrap_or_default();
        let mut prefixes: Vec<KnownText> = Vec::new();
        for (there, value) in values {
            // Who calls the function that sets the field is not followed.
            let mut inside = TextFollower::new(&[]);
            for prefix in inside.prefix_within(TextWay::constant(there), value, left) {
                if !prefixes.contains(&prefix) {
                    prefixes.push(prefix);
                }
            }
        }
        if prefixes.is_empty() { gap() } else { prefixes }
    }
}
