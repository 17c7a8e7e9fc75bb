//! Questions to the whole workspace: who calls this function, and what does it call?

use compact_str::CompactString;

use super::bodies::{self, holds_call, holds_word};
use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{Body, ExprId, ExprKind};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::{Context, Ty};

/// Callers of a function.
pub(crate) struct Callers<'c> {
    pub(crate) calls: Vec<CallSite<'c>>,
    /// It may be called from where nobody can see: handed on as a value, by a trait, by a method
    /// call whose receiver is not known.
    pub(crate) others: bool,
}

#[derive(Clone, Copy)]
pub(crate) struct CallSite<'c> {
    pub(crate) context: Context<'c>,
    pub(crate) expr: ExprId,
}

impl CallSite<'_> {
    /// The token that names the function that is called.
    pub(crate) fn name_at(&self) -> std::ops::Range<u32> {
        let body = self.context.body;
        match body.kind(self.expr) {
            ExprKind::Method(call) => call.name_at.clone(),
            ExprKind::Call(callee, _) => match body.kind(body.peel(*callee)) {
                ExprKind::Path(path) => path.name_at.clone(),
                _ => body.expr(*callee).span.clone(),
            },
            _ => body.expr(self.expr).span.clone(),
        }
    }

    /// The argument for parameter `index`, the receiver being parameter 0 of a method.
    pub(crate) fn argument(&self, index: u32) -> Option<ExprId> {
        match self.context.body.kind(self.expr) {
            ExprKind::Call(_, args) => args.get(index as usize).copied(),
            ExprKind::Method(call) if index == 0 => Some(call.receiver),
            ExprKind::Method(call) => call.args.get(index as usize - 1).copied(),
            _ => None,
        }
    }
}

/// The callers of the function of `context` outside test code.
pub(crate) fn callers<'c>(code: &'c Code<'c>, context: Context<'c>) -> Callers<'c> {
    if is_called_by_trait(code, context) {
        return Callers { calls: Vec::new(), others: true };
    }
    calls_of(code, context)
}

/// The calls of the function of `context`, those aside that a trait makes.
pub(crate) fn calls_of<'c>(code: &'c Code<'c>, context: Context<'c>) -> Callers<'c> {
    let mut callers = Callers { calls: Vec::new(), others: false };
    each_call(code, context, &mut |call| {
        match call {
            Some(call) => callers.calls.push(call),
            None => callers.others = true,
        }
        true
    });
    callers
}

/// True when all callers of the function of `context` outside test code can be seen and `fits` is true of each. The first of
/// which it is not ends the search.
pub(crate) fn all_callers<'c>(
    code: &'c Code<'c>,
    context: Context<'c>,
    fits: &mut dyn FnMut(CallSite<'c>) -> bool,
) -> bool {
    let mut all = !is_called_by_trait(code, context);
    if all {
        each_call(code, context, &mut |call| {
            all = call.is_some_and(&mut *fits);
            all
        });
    }
    all
}

/// True for a member of a trait: whoever holds a value of the trait may call it.
fn is_called_by_trait(code: &Code<'_>, context: Context<'_>) -> bool {
    context.owner.is_some_and(|owner| {
        let owner = code.files.item(owner);
        owner.kind == ItemKind::Trait || !owner.trait_name.is_empty()
    })
}

/// Gives `take` each call of the function of `context`, and `None` for what may call it in a way that can't be followed,
/// until it returns false.
fn each_call<'c>(
    code: &'c Code<'c>,
    context: Context<'c>,
    take: &mut dyn FnMut(Option<CallSite<'c>>) -> bool,
) {
    let function = context.item;
    let item = code.files.item(function);
    if item.kind != ItemKind::Fn || !context.body.inner_path.is_empty() {
        take(None);
        return;
    }
    let name = item.name.clone();
    // An associated function is called by the name of its type, or by `Self` in its impls.
    let by_type = context.owner.filter(|_| !has_receiver(context.body));
    let type_name = by_type.map(|owner| code.files.item(owner).self_name.clone());
    let fits = |text: &str| {
        holds_call(text, &name)
            && type_name.as_ref().is_none_or(|ty| holds_word(text, ty) || holds_word(text, "Self"))
    };
    for there in bodies::mentioning(code, &name, type_name.as_deref(), &fits) {
        for expr in there.body.ids() {
            // What has no receiver is never called as a method.
            if by_type.is_some() && matches!(there.body.kind(expr), ExprKind::Method(_)) {
                continue;
            }
            let goes_on = match is_call_of(code, there, expr, function, &name) {
                Some(true) => take(Some(CallSite { context: there, expr })),
                Some(false) => true,
                None => take(None),
            };
            if !goes_on {
                return;
            }
        }
    }
}

/// Whether `expr` calls `function`; `None` when it may do so in a way that can't be followed.
fn is_call_of(
    code: &Code<'_>,
    there: Context<'_>,
    expr: ExprId,
    function: ItemRef,
    name: &str,
) -> Option<bool> {
    match there.body.kind(expr) {
        ExprKind::Call(callee, _) => {
            let ExprKind::Path(path) = there.body.kind(there.body.peel(*callee)) else {
                return Some(false);
            };
            if path.segments.last().is_none_or(|last| last != name) {
                return Some(false);
            }
            Some(function_at(code, there.resolve(path)) == Some(function))
        }
        ExprKind::Method(call) if call.name == name => match there.type_of(call.receiver) {
            Ty::Item(item) => Some(code.members.method(item, name) == Some(function)),
            Ty::Unknown if code.files.owner(function).is_some() => None,
            _ => Some(false),
        },
        ExprKind::Path(path) if path.segments.last().is_some_and(|last| last == name) => {
            let called = there.body.expr(expr).parent.is_some_and(|parent| {
                matches!(there.body.kind(parent), ExprKind::Call(callee, _) if there.body.peel(*callee) == expr)
            });
            let handed_on = !called && function_at(code, there.resolve(path)) == Some(function);
            if handed_on { None } else { Some(false) }
        }
        _ => Some(false),
    }
}

/// The function of the workspace that the call `expr` calls, as far as it can be told.
pub(crate) fn called_at(context: Context<'_>, expr: ExprId) -> Option<ItemRef> {
    let (code, body) = (context.code, context.body);
    match body.kind(expr) {
        ExprKind::Call(callee, _) => match body.kind(body.peel(*callee)) {
            ExprKind::Path(path) => function_at(code, context.resolve(path)),
            _ => None,
        },
        ExprKind::Method(call) => match context.type_of(call.receiver) {
            Ty::Item(item) => code.members.method(item, &call.name),
            _ => None,
        },
        _ => None,
    }
}

/// The functions of the workspace that the body of `context` calls or hands on, as far as they can be told, in the order of
/// the text.
pub(crate) fn called(context: Context<'_>) -> impl Iterator<Item = ItemRef> {
    let body = context.body;
    body.ids().filter(move |&expr| !body.is_test(expr)).filter_map(move |expr| {
        match body.kind(expr) {
            // That of a call is a path itself.
            ExprKind::Path(path) => function_at(context.code, context.resolve(path)),
            ExprKind::Method(_) => called_at(context, expr),
            _ => None,
        }
    })
}

/// The function that a definition is.
pub(crate) fn function_at(code: &Code<'_>, def: Option<Def>) -> Option<ItemRef> {
    match def? {
        Def::Item(item) if code.files.item(item).kind == ItemKind::Fn => Some(item),
        Def::Member(of, name) => code.members.member(of, &name),
        _ => None,
    }
}

/// The path of the function, constant or static `at`, as messages write it.
pub(crate) fn item_path(code: &Code<'_>, context: Context<'_>) -> CompactString {
    let mut path = code.names.module_path(context.module);
    if let Some(owner) = context.owner {
        let owner = code.files.item(owner);
        let name = if owner.kind == ItemKind::Trait { &owner.name } else { &owner.self_name };
        path = format!("{path}::{name}");
    }
    path = format!("{path}::{}", code.files.item(context.item).name);
    if !context.body.inner_path.is_empty() {
        path = format!("{path}::{}", context.body.inner_path);
    }
    path.into()
}

fn has_receiver(body: &Body) -> bool {
    body.params.first().is_some_and(|&first| body.binding(first).name == "self")
}
