//! Parts of values: of tuples, structs and the elements of lists.

use super::walk::{is_list, leaves, unknown};
use super::{Answer, Call, Domain, Walk, Way, Why};
use crate::facts::Given;
use crate::readers::rust::calls::ask;
use crate::readers::rust::lower::ir::{ExprId, ExprKind, Origin, Part};

/// The way from a value to a part of it, outermost first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts<'p> {
    pub(crate) parts: &'p [Part],
    /// The field that the last [`Part::Field`] names.
    pub(crate) field: Option<&'p str>,
}

impl Parts<'_> {
    /// True when the part is the whole.
    pub(crate) fn is_whole(&self) -> bool {
        self.parts.is_empty()
    }

    /// The first part, and what is left behind it.
    fn split(&self) -> Option<(Part, Self)> {
        let (first, rest) = self.parts.split_first()?;
        Some((*first, Self { parts: rest, ..*self }))
    }
}

impl<'c, D: Domain<'c>> Walk<'_, 'c, D> {
    /// What is at `parts` of `expr`.
    pub(super) fn part(
        &mut self,
        way: Way<'_, 'c>,
        expr: ExprId,
        parts: Parts<'_>,
    ) -> Answer<D::Value> {
        let Some((first, rest)) = parts.split() else { return self.value(way, expr) };
        if !self.budget.enter() {
            return unknown::<D>(Why::TooLong);
        }
        let found = self.part_within(way, expr, parts, first, rest);
        self.budget.leave();
        found
    }

    fn part_within(
        &mut self,
        way: Way<'_, 'c>,
        expr: ExprId,
        parts: Parts<'_>,
        first: Part,
        rest: Parts<'_>,
    ) -> Answer<D::Value> {
        let context = way.context;
        let body = context.body;
        match (first, body.kind(body.peel(expr))) {
            (Part::Index(index, _), ExprKind::Tuple(items)) if (index as usize) < items.len() => {
                self.part(way, items[index as usize], rest)
            }
            (Part::Field, ExprKind::Struct { fields, .. }) if rest.is_whole() => {
                match fields.iter().find(|(name, _)| Some(name.as_str()) == parts.field) {
                    Some((_, value)) => self.value(way, *value),
                    None => D::part(self, way, expr, parts),
                }
            }
            // Each element of a list has the parts.
            (_, ExprKind::Array(items)) => self.part_of_any(way, items, parts),
            (_, ExprKind::Macro { path, args }) if is_list(path) => {
                self.part_of_any(way, args, parts)
            }
            (_, ExprKind::Method(call)) => {
                match context.passing(call, &self.receiver_type(way, call)) {
                    Some(api) if api.passes == [Given::Receiver] => {
                        self.part(way, call.receiver, parts)
                    }
                    _ => D::part(self, way, expr, parts),
                }
            }
            (_, ExprKind::Choice { values, .. }) => self.part_of_any(way, values, parts),
            (_, ExprKind::Call(callee, args)) => {
                let found = D::part(self, way, expr, parts);
                let function = match body.kind(body.peel(*callee)) {
                    ExprKind::Path(path) => ask::function_at(context.code, context.resolve(path)),
                    _ => None,
                };
                match function.filter(|_| found.end.is_some()) {
                    Some(function) => {
                        let at = body.expr(*callee).span.clone();
                        let number = self.number();
                        let call = Call { number, from: way, closure: None, receiver: None, args };
                        self.part_of_result(&call, at, function, parts)
                    }
                    None => found,
                }
            }
            (_, ExprKind::Local(id)) => {
                let binding = body.binding(*id);
                match (binding.origin, binding.init) {
                    (Origin::Let | Origin::Const, Some(init))
                        if binding.parts.is_empty() && binding.assigned.is_empty() =>
                    {
                        self.part(way, init, parts)
                    }
                    _ => D::part(self, way, expr, parts),
                }
            }
            (_, ExprKind::Path(path)) => {
                match context.resolve(path).and_then(|def| context.constant_at(&def)) {
                    Some((there, value)) => self.part(Way::elsewhere(there), value, parts),
                    None => D::part(self, way, expr, parts),
                }
            }
            _ => D::part(self, way, expr, parts),
        }
    }

    pub(super) fn part_of_any(
        &mut self,
        way: Way<'_, 'c>,
        values: &[ExprId],
        parts: Parts<'_>,
    ) -> Answer<D::Value> {
        self.joined(values, |walk, &value| {
            let leaves = leaves(way.context, value);
            if leaves { unknown::<D>(Why::Nothing) } else { walk.part(way, value, parts) }
        })
    }
}
