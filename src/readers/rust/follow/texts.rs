//! Texts: what an expression of type `&str` or `String` can be, with gaps where that is not known.

use compact_str::CompactString;

use super::{Answer, Domain, MOST_ALTERNATIVES, Parts, Walk, Way, Why, walk};
use crate::facts::MetricName;
use crate::readers::rust::lower::ir::{ExprId, ExprKind};
use crate::readers::rust::lower::macros::holes;

/// A text that is known but for one gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownText {
    /// What comes before the gap; all of it when there is none.
    before: String,
    /// What follows the gap, when there is one.
    behind: Option<String>,
}

impl KnownText {
    pub(crate) fn whole(text: impl Into<String>) -> Self {
        Self { before: text.into(), behind: None }
    }

    pub(crate) fn gap() -> Self {
        Self { before: String::new(), behind: Some(String::new()) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.behind.is_none()
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.behind.as_mut().unwrap_or(&mut self.before).push_str(text);
    }

    /// This text with `next` behind it.
    pub(crate) fn then(&self, next: &Self) -> Self {
        let mut both = self.clone();
        match (&mut both.behind, &next.behind) {
            (None, _) => {
                both.before.push_str(&next.before);
                both.behind.clone_from(&next.behind);
            }
            (Some(behind), None) => behind.push_str(&next.before),
            // Of two gaps the text in between is given up.
            (Some(behind), Some(last)) => behind.clone_from(last),
        }
        both
    }

    pub(crate) fn into_name(self) -> MetricName {
        match self.behind {
            None => MetricName::Known(self.before),
            Some(suffix) => MetricName::Unknown { prefix: self.before, suffix },
        }
    }
}

/// The texts that a value can be, each once; a gap alone when nothing is known.
pub(crate) type OneOf = Vec<KnownText>;

impl Answer<OneOf> {
    /// The text `text`, and no other.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::known(vec![KnownText::whole(text)])
    }

    /// A text of which nothing is known.
    pub(crate) fn gap() -> Self {
        Self::known(vec![KnownText::gap()])
    }

    /// Each of these texts with each of `next` behind it.
    pub(crate) fn then(self, next: Self) -> Self {
        let end = self.end.or(next.end);
        if self.value.len() * next.value.len() > MOST_ALTERNATIVES {
            return walk::unknown::<Texts>(Why::TooLong);
        }
        let behind = |first: &KnownText| next.value.iter().map(|next| first.then(next)).collect();
        let value = self.value.iter().flat_map::<OneOf, _>(behind).collect();
        let steps = self.steps.into_iter().chain(next.steps).collect();
        Self { value, steps, end }
    }

    /// Each of these texts with `text` behind it.
    pub(crate) fn push(mut self, text: &str) -> Self {
        self.value.iter_mut().for_each(|known| known.push(text));
        self
    }

    /// Each of these texts with `_` behind it, unless it is empty.
    pub(crate) fn before_name(mut self) -> Self {
        let some = self.value.iter_mut().filter(|text| !text.is_empty());
        some.for_each(|text| text.push("_"));
        self
    }
}

/// The domain of texts.
#[derive(Default)]
pub(crate) struct Texts {
    /// Set when a parameter was met of a function around the start whose calls are not known.
    pub(crate) open: bool,
}

/// What is known of either of two: the texts of both, each once.
pub(super) fn either(a: Answer<OneOf>, b: Answer<OneOf>) -> Answer<OneOf> {
    let mut both = a;
    for text in b.value {
        if !both.value.contains(&text) {
            both.value.push(text);
        }
    }
    if both.value.len() > MOST_ALTERNATIVES {
        return walk::unknown::<Texts>(Why::TooLong);
    }
    both.steps.extend(b.steps);
    both.end = both.end.or(b.end);
    both
}

impl<'c> Domain<'c> for Texts {
    type Value = OneOf;

    fn unknown() -> OneOf {
        vec![KnownText::gap()]
    }

    fn join(a: Answer<OneOf>, b: Answer<OneOf>) -> Answer<OneOf> {
        either(a, b)
    }

    /// Who calls the functions around the start is asked by who started.
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
        Some(match body.kind(expr) {
            ExprKind::Text(text) => Answer::text(text.as_str()),
            ExprKind::Int(number) => Answer::text(number.to_string()),
            ExprKind::Binary("+", first, second) => {
                let first = walk.value(way, *first);
                first.then(walk.value(way, *second))
            }
            ExprKind::Macro { path, args } => match path.segments.last()?.as_str() {
                "concat" => walk.all_of(way, args),
                "format" | "format_args" | "formatcp" | "concatcp" => walk.format(way, expr, args),
                _ => walk.own_macro(way, path, args)?,
            },
            _ => return None,
        })
    }

    fn part(_: &mut Walk<'_, 'c, Self>, _: Way<'_, 'c>, _: ExprId, _: Parts<'_>) -> Answer<OneOf> {
        walk::unknown::<Self>(Why::Part)
    }
}

impl<'c> Walk<'_, 'c, Texts> {
    /// The texts of `parts`, one behind the other.
    fn all_of(&mut self, way: Way<'_, 'c>, parts: &[ExprId]) -> Answer<OneOf> {
        parts.iter().fold(Answer::text(""), |before, &part| before.then(self.value(way, part)))
    }

    /// `format!("{}_{name}", …)`.
    fn format(&mut self, way: Way<'_, 'c>, expr: ExprId, args: &[ExprId]) -> Answer<OneOf> {
        let Some((&template, mut rest)) = args.split_first() else {
            return walk::unknown::<Texts>(Why::Macro);
        };
        let ExprKind::Text(template) = way.context.body.kind(template) else {
            return self.all_of(way, args);
        };
        let (holes, end) = holes(template);
        let mut texts = Answer::text("");
        for (before, hole) in holes {
            let filled = match rest.split_first() {
                Some((&next, others)) if hole.is_empty() => {
                    rest = others;
                    self.value(way, next)
                }
                _ => self.filled_by(way, expr, hole),
            };
            texts = texts.push(before).then(filled);
        }
        texts.push(end)
    }

    /// The variable or constant that the template of the macro call `expr` names: `{PREFIX}`.
    fn filled_by(&mut self, way: Way<'_, 'c>, expr: ExprId, name: &str) -> Answer<OneOf> {
        let mut held = way.context.body.held.iter();
        match held.find(|(call, held, _)| *call == expr && held == name) {
            Some((_, _, id)) => self.local(way, *id),
            None => self.constant(way, &[name.into()]),
        }
    }
}

impl<'c, D: Domain<'c>> Walk<'_, 'c, D> {
    /// What the constant at the path `segments` is.
    pub(crate) fn constant(
        &mut self,
        way: Way<'_, 'c>,
        segments: &[CompactString],
    ) -> Answer<D::Value> {
        let def = way.context.resolve_segments(segments);
        match def.and_then(|def| way.context.constant_at(&def)) {
            Some((there, value)) => self.value(Way::elsewhere(there), value),
            None => walk::unknown::<D>(Why::Unresolved(segments.join("::").into())),
        }
    }
}
