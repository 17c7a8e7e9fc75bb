//! Texts: what an expression of type `&str` or `String` can be, with gaps where that is not known.

use crate::facts::MetricName;
use crate::readers::rust::calls::ask::{self, CallSite};
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{BindingId, ExprId, ExprKind, MethodCall, Origin, PathRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::{Context, Ty};

/// How many steps a text is followed before it is given up.
pub(super) const DEEPEST: u32 = 24;

/// How many texts one expression may give; with more, none of them is known.
const MOST: usize = 64;

/// A text that is known but for one gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownText {
    /// What comes before the gap; all of it when there is none.
    before: String,
    /// What follows the gap, when there is one.
    behind: Option<String>,
}

impl KnownText {
    pub(super) fn whole(text: impl Into<String>) -> Self {
        Self { before: text.into(), behind: None }
    }

    pub(super) fn gap() -> Self {
        Self { before: String::new(), behind: Some(String::new()) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.behind.is_none()
    }

    pub(super) fn push(&mut self, text: &str) {
        self.behind.as_mut().unwrap_or(&mut self.before).push_str(text);
    }

    /// This text with `next` behind it.
    pub(super) fn then(&self, next: &Self) -> Self {
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

    pub(super) fn into_name(self) -> MetricName {
        match self.behind {
            None => MetricName::Known(self.before),
            Some(suffix) => MetricName::Unknown { prefix: self.before, suffix },
        }
    }
}

/// Every text of `first` with every one of `second` behind it.
pub(super) fn joined(first: Vec<KnownText>, second: &[KnownText]) -> Vec<KnownText> {
    if first.len() * second.len() > MOST {
        return vec![KnownText::gap()];
    }
    first.iter().flat_map(|first| second.iter().map(|second| first.then(second))).collect()
}

/// The holes of a template of `format!`, each with the text before it, and the text behind the last.
pub(super) fn holes(template: &str) -> (Vec<(&str, &str)>, &str) {
    let mut holes = Vec::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (hole, behind) = behind.split_once('}').unwrap_or((behind, ""));
        holes.push((before, hole));
        rest = behind;
    }
    (holes, rest)
}

/// Where an expression stands: its body, and the call through which its parameters are seen.
#[derive(Clone, Copy)]
pub(super) struct TextWay<'w, 'c> {
    pub(super) context: Context<'c>,
    pub(super) call: Option<&'w Frame<'w, 'c>>,
    /// Which of the follower's calls leads into this body, when `call` is none.
    pub(super) depth: usize,
}

impl<'c> TextWay<'_, 'c> {
    pub(super) fn outermost(context: Context<'c>) -> Self {
        Self { context, call: None, depth: 0 }
    }

    /// In a constant, which has no parameters.
    pub(super) fn constant(context: Context<'c>) -> Self {
        Self { context, call: None, depth: usize::MAX }
    }
}

pub(super) struct Frame<'w, 'c> {
    from: TextWay<'w, 'c>,
    call: CallSite<'c>,
}

/// Follows texts, the functions around being called by `chain`, innermost first.
pub(super) struct TextFollower<'f, 'c> {
    pub(super) chain: &'f [CallSite<'c>],
    /// Set when a parameter was met whose calls are not in the chain.
    pub(super) open: bool,
}

impl<'f, 'c> TextFollower<'f, 'c> {
    pub(super) fn new(chain: &'f [CallSite<'c>]) -> Self {
        Self { chain, open: false }
    }

    /// The texts that `expr` can be.
    pub(super) fn text(&mut self, way: TextWay<'_, 'c>, expr: ExprId) -> Vec<KnownText> {
        self.within(way, expr, DEEPEST)
    }

    pub(super) fn within(
        &mut self,
        way: TextWay<'_, 'c>,
        expr: ExprId,
        left: u32,
    ) -> Vec<KnownText> {
        let gap = || vec![KnownText::gap()];
        let Some(left) = left.checked_sub(1) else { return gap() };
        match way.context.body.kind(expr) {
            ExprKind::Text(text) => vec![KnownText::whole(text.as_str())],
            ExprKind::Int(number) => vec![KnownText::whole(number.to_string())],
            ExprKind::Same(inner) | ExprKind::Try(inner) => self.within(way, *inner, left),
            ExprKind::Closure { body, .. } => self.within(way, *body, left),
            ExprKind::Local(binding) => self.binding(way, *binding, left),
            ExprKind::Path(path) => self.path(way, path, left),
            ExprKind::Choice { values, .. } => self.any_of(way, values, left),
            ExprKind::Binary("+", first, second) => {
                let first = self.within(way, *first, left);
                joined(first, &self.within(way, *second, left))
            }
            ExprKind::Macro { path, args } => {
                match path.segments.last().map(|name| name.as_str()) {
                    Some("concat") => self.all_of(way, args, left),
                    Some("format" | "format_args" | "formatcp" | "concatcp" | "const_format") => {
                        self.format(way, args, left)
                    }
                    _ => self.own_macro(way, path, args, left),
                }
            }
            ExprKind::Method(call) => self.method(way, expr, call, left),
            ExprKind::Call(callee, args) => self.call(way, expr, *callee, args, left),
            _ => gap(),
        }
    }

    fn all_of(&mut self, way: TextWay<'_, 'c>, parts: &[ExprId], left: u32) -> Vec<KnownText> {
        parts.iter().fold(vec![KnownText::whole("")], |before, &part| {
            joined(before, &self.within(way, part, left))
        })
    }

    fn any_of(&mut self, way: TextWay<'_, 'c>, values: &[ExprId], left: u32) -> Vec<KnownText> {
        let body = way.context.body;
        let leaves = |value: &ExprId| matches!(body.kind(*value), ExprKind::Leave(_));
        let values: Vec<_> = values.iter().filter(|value| !leaves(value)).collect();
        if values.is_empty() || values.len() > MOST {
            return vec![KnownText::gap()];
        }
        let mut texts: Vec<KnownText> = Vec::new();
        for text in values.into_iter().flat_map(|&value| self.within(way, value, left)) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }

    /// `format!("{}_{name}", …)`.
    fn format(&mut self, way: TextWay<'_, 'c>, args: &[ExprId], left: u32) -> Vec<KnownText> {
        let Some((&template, mut rest)) = args.split_first() else { return vec![KnownText::gap()] };
        let ExprKind::Text(template) = way.context.body.kind(template) else {
            return self.all_of(way, args, left);
        };
        let mut texts = vec![KnownText::whole("")];
        let (holes, end) = holes(template);
        for (before, hole) in holes {
            texts.iter_mut().for_each(|text| text.push(before));
            let filled = match rest.split_first() {
                Some((&next, others)) if hole.is_empty() => {
                    rest = others;
                    self.within(way, next, left)
                }
                _ => self.named(way, hole, left),
            };
            texts = joined(texts, &filled);
        }
        texts.iter_mut().for_each(|text| text.push(end));
        texts
    }

    /// The variable or constant that a template names: `{PREFIX}`. Of several variables of one name it is not
    /// told which.
    fn named(&mut self, way: TextWay<'_, 'c>, name: &str, left: u32) -> Vec<KnownText> {
        let ids = (0..).map(BindingId).zip(&way.context.body.bindings);
        let mut locals = ids.filter(|(_, binding)| binding.name == name).map(|(id, _)| id);
        match (locals.next(), locals.next()) {
            (Some(id), None) => self.binding(way, id, left),
            (Some(_), Some(_)) => vec![KnownText::gap()],
            (None, _) => self.constant(way, way.context.resolve_segments(&[name.into()]), left),
        }
    }

    fn binding(&mut self, way: TextWay<'_, 'c>, id: BindingId, left: u32) -> Vec<KnownText> {
        let binding = way.context.body.binding(id);
        match (binding.origin, binding.init) {
            (Origin::Param(index), _) if binding.parts.is_empty() => {
                self.parameter(way, index, left)
            }
            (Origin::Let | Origin::Const, Some(init))
                if binding.parts.is_empty() && binding.assigned.is_empty() =>
            {
                self.within(way, init, left)
            }
            (Origin::For, Some(over)) if binding.assigned.is_empty() => {
                let mut texts = Vec::new();
                self.elements(way, over, &binding.parts, left, &mut texts);
                let known = !texts.is_empty() && texts.len() <= MOST;
                if known { texts } else { vec![KnownText::gap()] }
            }
            _ => vec![KnownText::gap()],
        }
    }

    fn parameter(&mut self, way: TextWay<'_, 'c>, index: u32, left: u32) -> Vec<KnownText> {
        let (from, call) = match (way.call, self.chain.get(way.depth)) {
            (Some(frame), _) => (frame.from, frame.call),
            (None, Some(&call)) => {
                (TextWay { context: call.context, call: None, depth: way.depth + 1 }, call)
            }
            (None, None) => {
                self.open = true;
                return vec![KnownText::gap()];
            }
        };
        match call.argument(index) {
            Some(arg) => self.within(from, arg, left),
            None => vec![KnownText::gap()],
        }
    }

    fn path(&mut self, way: TextWay<'_, 'c>, path: &PathRef, left: u32) -> Vec<KnownText> {
        let def = way.context.resolve(path);
        self.constant(way, def, left)
    }

    pub(super) fn constant(
        &mut self,
        way: TextWay<'_, 'c>,
        def: Option<Def>,
        left: u32,
    ) -> Vec<KnownText> {
        match value(way.context, def) {
            Some((there, value)) => self.within(TextWay::constant(there), value, left),
            None => vec![KnownText::gap()],
        }
    }

    fn method(
        &mut self,
        way: TextWay<'_, 'c>,
        expr: ExprId,
        call: &MethodCall,
        left: u32,
    ) -> Vec<KnownText> {
        if let Ty::Item(item) = way.context.type_of(call.receiver)
            && let Some(member) = way.context.code.members.member(item, &call.name)
        {
            return self.result(way, expr, member, left);
        }
        match call.name.as_str() {
            "to_string" | "to_owned" | "into" | "as_str" | "clone" | "as_ref" | "borrow"
            | "unwrap" | "into_owned" | "deref" => self.within(way, call.receiver, left),
            _ => vec![KnownText::gap()],
        }
    }

    fn call(
        &mut self,
        way: TextWay<'_, 'c>,
        expr: ExprId,
        callee: ExprId,
        args: &[ExprId],
        left: u32,
    ) -> Vec<KnownText> {
        let body = way.context.body;
        let path = match body.kind(body.peel(callee)) {
            ExprKind::Path(path) => path,
            // Of a closure, what stands around its parameters is known.
            ExprKind::Local(id) => {
                return match body.binding(*id).init.map(|init| body.kind(init)) {
                    Some(ExprKind::Closure { body: inner, .. }) => self.within(way, *inner, left),
                    _ => vec![KnownText::gap()],
                };
            }
            _ => return vec![KnownText::gap()],
        };
        if let Some(function) = ask::function_at(way.context.code, way.context.resolve(path)) {
            return self.result(way, expr, function, left);
        }
        match (path.segments.last().map(|name| name.as_str()), args) {
            (Some("from" | "Some" | "Borrowed" | "Owned" | "new" | "Ok"), [only]) => {
                self.within(way, *only, left)
            }
            _ => vec![KnownText::gap()],
        }
    }

    /// What `function` gives when `expr` calls it.
    fn result(
        &mut self,
        way: TextWay<'_, 'c>,
        expr: ExprId,
        function: ItemRef,
        left: u32,
    ) -> Vec<KnownText> {
        let Some(there) = Context::of(way.context.code, function) else {
            return vec![KnownText::gap()];
        };
        let frame = Frame { from: way, call: CallSite { context: way.context, expr } };
        let inside = TextWay { context: there, call: Some(&frame), depth: usize::MAX };
        self.any_of(inside, &there.body.results, left)
    }
}

/// The value of the constant or static that `def` is, and where it is.
pub(super) fn value<'c>(context: Context<'c>, def: Option<Def>) -> Option<(Context<'c>, ExprId)> {
    let code = context.code;
    let item = match def? {
        Def::Item(item) => item,
        Def::Member(of, name) => code.members.member(of, &name)?,
        _ => return None,
    };
    let is_constant = matches!(code.files.item(item).kind, ItemKind::Const | ItemKind::Static);
    let there = is_constant.then(|| Context::of(code, item))??;
    Some((there, *there.body.results.first()?))
}
