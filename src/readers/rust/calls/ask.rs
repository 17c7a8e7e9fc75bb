//! Questions to the whole workspace, asked by name: who calls this function, who sets this field.

use std::sync::Arc;

use compact_str::CompactString;

use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{Body, ExprId, ExprKind, FrameKind};
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
    for there in bodies_mentioning(code, &name, type_name.as_deref(), &fits) {
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

/// The functions of the workspace that the body of `context` calls or hands on, as far as they can be told, in the order of
/// the text.
pub(crate) fn called(context: Context<'_>) -> impl Iterator<Item = ItemRef> {
    let code = context.code;
    context.body.ids().filter(move |&expr| !context.body.is_test(expr)).filter_map(move |expr| {
        match context.body.kind(expr) {
            ExprKind::Path(path) => function_at(code, context.resolve(path)),
            ExprKind::Method(call) => match context.type_of(call.receiver) {
                Ty::Item(item) => code.members.member(item, &call.name),
                _ => None,
            },
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

/// Every expression that gives the field `name` of the struct `of` its value; `None` when the
/// struct is made where that can't be followed (`..rest`, a macro).
pub(crate) fn field_values<'c>(
    code: &'c Code<'c>,
    of: ItemRef,
    name: &str,
) -> Option<Vec<(Context<'c>, ExprId)>> {
    let found = code.files.item(of);
    let type_name = found.name.clone();
    let fields = code.files.fields(of);
    let position = fields.iter().position(|(field, _)| field == name)?;
    let mut values = Vec::new();
    let mut made = false;
    let makes = |text: &str| holds_word(text, &type_name) || holds_word(text, "Self");
    for there in bodies_mentioning(code, &type_name, None, &makes) {
        for expr in there.body.ids() {
            match there.body.kind(expr) {
                ExprKind::Struct { path, fields, rest } => {
                    if there.resolve(path).map(|def| type_at(code, def)) != Some(Some(of)) {
                        continue;
                    }
                    made = true;
                    match fields.iter().find(|(field, _)| field == name) {
                        Some((_, value)) => values.push((there, *value)),
                        None if rest.is_some() => {}
                        None => return None,
                    }
                }
                // A tuple struct is made by a call.
                ExprKind::Call(callee, args) if name.parse::<usize>().is_ok() => {
                    if let ExprKind::Path(path) = there.body.kind(there.body.peel(*callee))
                        && there.resolve(path).map(|def| type_at(code, def)) == Some(Some(of))
                        && let Some(&value) = args.get(position)
                    {
                        made = true;
                        values.push((there, value));
                    }
                }
                _ => {}
            }
        }
    }
    // What nothing makes in sight (a macro or another crate fills it) has a first value that
    // can't be known; an assignment is then often only its default.
    if !made && !found.attributes.derives.iter().any(|derive| derive == "Default") {
        return None;
    }
    values.extend(assigned_values(code, of, name)?);
    Some(values)
}

/// Every expression that is assigned to the field `name` of the struct `of`, wherever the field's name stands; `None`
/// when what is assigned to may be this field or another.
fn assigned_values<'c>(
    code: &'c Code<'c>,
    of: ItemRef,
    name: &str,
) -> Option<Vec<(Context<'c>, ExprId)>> {
    let mut values = Vec::new();
    for there in bodies_mentioning(code, name, None, &|text| holds_assignment(text, name)) {
        for expr in there.body.ids() {
            if let ExprKind::Assign(target, value) = there.body.kind(expr)
                && let ExprKind::Field(base, field) = there.body.kind(*target)
                && field == name
            {
                match there.type_of(*base) {
                    Ty::Item(item) if item == of => values.push((there, *value)),
                    Ty::Unknown => return None,
                    _ => {}
                }
            }
        }
    }
    Some(values)
}

/// Every expression that is put into the static `of`, a cell.
pub(crate) fn set_values<'c>(code: &'c Code<'c>, of: ItemRef) -> Vec<(Context<'c>, ExprId)> {
    values_put(code, &code.files.item(of).name, &|there, cell| match there.body.kind(cell) {
        ExprKind::Path(path) => there.resolve(path) == Some(Def::Item(of)),
        _ => false,
    })
}

/// Every expression that is put into the field `name` of the struct `of`, a cell.
pub(crate) fn set_field_values<'c>(
    code: &'c Code<'c>,
    of: ItemRef,
    name: &str,
) -> Vec<(Context<'c>, ExprId)> {
    values_put(code, name, &|there, cell| match there.body.kind(cell) {
        ExprKind::Field(base, field) => field == name && there.type_of(*base) == Ty::Item(of),
        _ => false,
    })
}

/// Every expression that is put into a cell for which `is_cell` is true and whose name is `name`.
fn values_put<'c>(
    code: &'c Code<'c>,
    name: &str,
    is_cell: &dyn Fn(Context<'c>, ExprId) -> bool,
) -> Vec<(Context<'c>, ExprId)> {
    let mut values = Vec::new();
    for there in bodies_mentioning(code, name, None, &|text| holds_word(text, name)) {
        for expr in there.body.ids() {
            if let ExprKind::Method(call) = there.body.kind(expr)
                && let Some(index) = code.files.catalogue.puts(&call.name)
                && is_cell(there, there.body.peel(call.receiver))
                && let Some(&value) = call.args.get(index)
            {
                values.push((there, value));
            }
        }
    }
    values
}

fn type_at(code: &Code<'_>, def: Def) -> Option<ItemRef> {
    match def {
        Def::Item(item) if code.files.item(item).kind == ItemKind::Type => {
            match code.names.alias_target(item)? {
                Def::Item(item) => Some(item),
                _ => None,
            }
        }
        Def::Item(item) => Some(item),
        _ => None,
    }
}

/// True when `expr` stands in the arguments of a macro that the workspace defines.
pub(crate) fn is_in_own_macro(context: Context<'_>, expr: ExprId) -> bool {
    let (code, body) = (context.code, context.body);
    let is_defined = |name: &str| {
        let files = code.files.mentioning(name, &|_| true);
        files.into_iter().any(|file| {
            let mut definitions = behind_word(code.files.text(file), "macro_rules");
            definitions.any(|behind| {
                let named = behind.strip_prefix('!').map(str::trim_start);
                named.and_then(|named| named.strip_prefix(name)).is_some_and(|rest| {
                    !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
                })
            })
        })
    };
    body.frames_of(expr).any(|frame| match frame {
        FrameKind::Macro(call) => match body.kind(*call) {
            ExprKind::Macro { path, .. } => {
                path.segments.last().is_some_and(|name| is_defined(name))
            }
            _ => false,
        },
        _ => false,
    })
}

/// The bodies outside test code that call a macro or function `name` with a literal text.
pub(crate) fn bodies_that_name<'c>(code: &'c Code<'c>, name: &str) -> Vec<Context<'c>> {
    let calls = |text: &str| {
        behind_word(text, name).any(|behind| {
            let behind = behind.strip_prefix('!').unwrap_or(behind).trim_start();
            behind.strip_prefix('(').is_some_and(|inside| inside.trim_start().starts_with('"'))
        })
    };
    bodies_mentioning(code, name, None, &calls).collect()
}

/// The bodies outside test code that call a method `name`.
pub(crate) fn bodies_that_call_method<'c>(code: &'c Code<'c>, name: &str) -> Vec<Context<'c>> {
    let calls = |text: &str| behind_word(text, name).any(|behind| behind.starts_with('('));
    bodies_mentioning(code, name, None, &calls).collect()
}

/// The bodies outside test code that call the macro `name`.
pub(crate) fn bodies_that_call_macro<'c>(code: &'c Code<'c>, name: &str) -> Vec<Context<'c>> {
    let calls = |text: &str| behind_word(text, name).any(|behind| behind.starts_with('!'));
    bodies_mentioning(code, name, None, &calls).collect()
}

/// The bodies outside test code whose text `fits`, in files that hold `word` (and `other`), in the
/// order of files and items; functions in functions included. Each is lowered when it is asked for.
fn bodies_mentioning<'a, 'c>(
    code: &'c Code<'c>,
    word: &'a str,
    other: Option<&str>,
    fits: &'a dyn Fn(&str) -> bool,
) -> impl Iterator<Item = Context<'c>> + use<'a, 'c> {
    let files = code.files.mentioning(word, &|file| other.is_none_or(|other| file.may_hold(other)));
    let files = files.into_iter().filter(move |&file| {
        holds_word(code.files.text(file), word) && code.names.is_production(file)
    });
    let items = files.flat_map(move |file| {
        let items = 0..code.files.outline(file).items.len() as u32;
        items.map(move |item| ItemRef { file, item })
    });
    let items = items.filter(move |&at| {
        let item = code.files.item(at);
        let text = code.files.text(at.file);
        let slice = text.get(item.span.start as usize..item.span.end as usize);
        item.kind.has_body() && slice.is_some_and(fits) && !code.names.is_test_item(at)
    });
    items.flat_map(move |at| {
        let mut found = Vec::new();
        if let Some(body) = code.files.body(at) {
            with_nested(code, at, body, &mut found);
        }
        found
    })
}

fn with_nested<'c>(
    code: &'c Code<'c>,
    at: ItemRef,
    body: &'c Arc<Body>,
    found: &mut Vec<Context<'c>>,
) {
    let mut open: Vec<&'c Body> = vec![body];
    while let Some(body) = open.pop() {
        found.push(Context::with_body(code, at, body));
        open.extend(body.nested.iter().rev());
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

/// The places at which `word` is in `text` as a whole word, as what follows it.
fn behind_word<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = &'t str> {
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, word.as_bytes()).filter_map(move |at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let whole = !is_word(before) && !is_word(bytes.get(at + word.len()));
        if whole { text.get(at + word.len()..) } else { None }
    })
}

fn holds_word(text: &str, word: &str) -> bool {
    behind_word(text, word).next().is_some()
}

/// True when `name` is followed by what makes it a call or a value that is handed on.
fn holds_call(text: &str, name: &str) -> bool {
    behind_word(text, name).any(|behind| behind.trim_start().starts_with(['(', ':', ',', ')', ';']))
}

fn holds_assignment(text: &str, field: &str) -> bool {
    behind_word(text, field).any(|behind| {
        let behind = behind.trim_start();
        behind.starts_with('=') && !behind.starts_with("==") && !behind.starts_with("=>")
    })
}
