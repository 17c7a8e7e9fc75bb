//! Registries: what one puts before the names that are registered with it.

use super::texts::{OneOf, Texts, either};
use super::{Answer, Domain, Parts, Walk, Way, Why, walk};
use crate::readers::rust::follow::texts::KnownText;
use crate::readers::rust::lower::ir::{ExprId, ExprKind};

/// The domain of registries.
#[derive(Default)]
pub(crate) struct Registries {
    /// As [`Texts::open`].
    pub(crate) open: bool,
}

impl<'c> Domain<'c> for Registries {
    type Value = OneOf;

    fn unknown() -> OneOf {
        vec![KnownText::gap()]
    }

    fn join(a: Answer<OneOf>, b: Answer<OneOf>) -> Answer<OneOf> {
        either(a, b)
    }

    fn asks_callers(&mut self, around_start: bool) -> bool {
        self.open |= around_start;
        !around_start
    }

    fn read(
        walk: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
    ) -> Option<Answer<OneOf>> {
        let body = way.context.body;
        match body.kind(expr) {
            ExprKind::Method(call) => match (call.name.as_str(), call.args.first()) {
                ("sub_registry_with_prefix", Some(&prefix)) => {
                    let outer = walk.value(way, call.receiver);
                    Some(outer.then(prefix_of(walk, way, prefix)))
                }
                ("sub_registry_with_label" | "sub_registry_with_labels", _) => {
                    Some(walk.value(way, call.receiver))
                }
                _ => None,
            },
            ExprKind::Call(callee, args) => {
                let ExprKind::Path(path) = body.kind(body.peel(*callee)) else { return None };
                match (path.segments.last()?.as_str(), args.first()) {
                    ("default" | "with_labels", _) => Some(Answer::text("")),
                    ("with_prefix", Some(&prefix)) => Some(prefix_of(walk, way, prefix)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn part(_: &mut Walk<'_, 'c, Self>, _: Way<'_, 'c>, _: ExprId, _: Parts<'_>) -> Answer<OneOf> {
        walk::unknown::<Self>(Why::Part)
    }
}

/// The text `expr` as a prefix.
fn prefix_of<'c>(
    walk: &mut Walk<'_, 'c, Registries>,
    way: Way<'_, 'c>,
    expr: ExprId,
) -> Answer<OneOf> {
    let (prefix, texts) = walk.ask(Texts::default(), way, expr);
    walk.domain.open |= texts.open;
    prefix.push("_")
}
