//! Lists: the texts in what a loop goes over, and those in the tuples there.

use super::text::{KnownText, TextFollower, TextWay, value};
use crate::readers::rust::lower::ir::{ExprId, ExprKind, Origin, Part};

impl<'c> TextFollower<'_, 'c> {
    /// Adds the texts that are at `parts` of the elements of `list`.
    pub(super) fn elements(
        &mut self,
        way: TextWay<'_, 'c>,
        list: ExprId,
        parts: &[Part],
        left: u32,
        texts: &mut Vec<KnownText>,
    ) {
        let body = way.context.body;
        let Some(left) = left.checked_sub(1) else { return texts.push(KnownText::gap()) };
        match body.kind(body.peel(list)) {
            ExprKind::Array(items) => {
                for &item in items {
                    texts.extend(self.part(way, item, parts, left));
                }
            }
            ExprKind::Macro { path, args } if path.segments.last().is_some_and(|n| n == "vec") => {
                for &item in args {
                    texts.extend(self.part(way, item, parts, left));
                }
            }
            ExprKind::Method(call)
                if ["iter", "into_iter", "copied", "cloned"].contains(&call.name.as_str()) =>
            {
                self.elements(way, call.receiver, parts, left, texts);
            }
            ExprKind::Local(id) => match body.binding(*id) {
                local if local.parts.is_empty() && local.assigned.is_empty() => {
                    match (local.origin, local.init) {
                        (Origin::Let | Origin::Const, Some(init)) => {
                            self.elements(way, init, parts, left, texts);
                        }
                        _ => texts.push(KnownText::gap()),
                    }
                }
                _ => texts.push(KnownText::gap()),
            },
            ExprKind::Path(path) => match value(way.context, way.context.resolve(path)) {
                Some((there, list)) => {
                    self.elements(TextWay::constant(there), list, parts, left, texts);
                }
                None => texts.push(KnownText::gap()),
            },
            _ => texts.push(KnownText::gap()),
        }
    }

    /// The text that is at `parts` of `expr`.
    fn part(
        &mut self,
        way: TextWay<'_, 'c>,
        expr: ExprId,
        parts: &[Part],
        left: u32,
    ) -> Vec<KnownText> {
        let body = way.context.body;
        match (parts, body.kind(body.peel(expr))) {
            ([], _) => self.within(way, expr, left),
            ([Part::Index(index, _), rest @ ..], ExprKind::Tuple(items)) => {
                match items.get(*index as usize) {
                    Some(&item) => self.part(way, item, rest, left),
                    None => vec![KnownText::gap()],
                }
            }
            _ => vec![KnownText::gap()],
        }
    }
}
