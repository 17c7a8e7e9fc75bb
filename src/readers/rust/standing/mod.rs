//! What the function around a site is to concurrency: an entry point, startup, an executor, a synchronous
//! face, or business code.

pub(crate) mod entry;
pub(crate) mod known;
mod offered;
pub(crate) mod startup;

use self::entry::is_entry;
pub(crate) use self::offered::offered;
use self::startup::is_startup;

use super::files::ItemRef;
use super::follow::work::{is_handed, is_job, is_work};
use super::lower::ir::{ExprId, ExprKind, TypeRef};
use super::names::Def;
use super::syntax::outline::ItemKind;
use super::types::{Context, Ty};
use crate::facts::{Api, Role, Standing};
use crate::readers::rust::code::Code;

/// The standing of a site that plays `api` at `expr`; `work` is what it starts, where it starts any.
pub(crate) fn standing(
    context: Context<'_>,
    expr: ExprId,
    api: &Api,
    work: Option<ExprId>,
) -> Standing {
    let code = context.code;
    if is_entry(context) {
        return Standing::Entry;
    }
    if implements_executor(context) || work.is_some_and(|work| is_handed(context, work)) {
        return Standing::Executor;
    }
    let starts = api.is(Role::Start) || api.is(Role::Runtime);
    if starts && is_startup(context, expr) {
        return Standing::Startup;
    }
    if !api.is(Role::Runtime) {
        return Standing::Business;
    }
    let is_built_for_handed = || !api.is(Role::Block) && waits_for_handed(context);
    if gives_runtime(context) || is_built_for_handed() {
        return Standing::Executor;
    }
    let types = own_types(context);
    if builds_runtime(context) && types.iter().any(|&of| is_executor_type(code, of)) {
        return Standing::Executor;
    }
    if types.iter().any(|&of| is_facade(code, of)) && is_thin(context, expr) {
        return Standing::Facade;
    }
    Standing::Business
}

/// True when a runtime is built in the function, so that a `block_on` there belongs to it.
fn builds_runtime(context: Context<'_>) -> bool {
    context.body.ids().any(|expr| {
        let found = context.use_at(expr);
        found.is_some_and(|found| found.api.is(Role::Runtime) && !found.api.is(Role::Block))
    })
}

/// True when the function blocks on work that it is handed: a runtime that it builds is for that work.
fn waits_for_handed(context: Context<'_>) -> bool {
    context.body.ids().any(|expr| {
        context.use_at(expr).is_some_and(|found| {
            let work = found.api.work.and_then(|index| found.args.get(index));
            let waits = found.api.is(Role::Runtime) && found.api.is(Role::Block);
            waits && work.is_some_and(|&work| is_handed(context, work))
        })
    })
}

/// The type that the function is a member of, and the one that it makes.
fn own_types(context: Context<'_>) -> Vec<ItemRef> {
    let mut types = Vec::new();
    if let Some(Ty::Item(item)) = context.self_type() {
        types.push(item);
    }
    if let Some(Ty::Item(item)) = context.body.returns.as_ref().map(|ty| context.ty(ty)) {
        types.push(item);
    }
    types
}

fn implements_executor(context: Context<'_>) -> bool {
    context.owner.is_some_and(|owner| is_of_executor_trait(context.code, owner))
}

/// True for an impl of a trait whose implementations start what they are handed.
fn is_of_executor_trait(code: &Code<'_>, implementation: ItemRef) -> bool {
    if code.files.item(implementation).trait_name.is_empty() {
        return false;
    }
    let module = code.names.module_at(implementation.file, Some(implementation.item));
    let Some(written) = &code.files.header(implementation).of_trait else { return false };
    let path = match code.names.resolve(module, written) {
        Some(Def::External(path)) => path,
        Some(_) => return false,
        None => written.join("::"),
    };
    code.files.catalogue.is_executor(&path)
}

/// True when the function gives a runtime, a pool or a handle.
fn gives_runtime(context: Context<'_>) -> bool {
    // The type of a static stands where a function's result does, and a static gives nothing out.
    let is_function = context.code.files.item(context.item).kind == ItemKind::Fn;
    is_function
        && context.body.returns.as_ref().is_some_and(|ty| match context.ty(ty) {
            Ty::Tuple(types) => types.iter().any(|ty| is_runtime(context.code, ty)),
            ty => is_runtime(context.code, &ty),
        })
}

/// True for a runtime, a pool or a handle.
fn is_runtime(code: &Code<'_>, ty: &Ty) -> bool {
    matches!(ty, Ty::External(path) if code.files.catalogue.is_executor(path))
}

fn is_queue(code: &Code<'_>, ty: &Ty) -> bool {
    matches!(ty, Ty::External(path) if code.files.catalogue.is_queue(path))
}

/// True when all that the function does with its `block_on` is to wait for a call of something else.
fn is_thin(context: Context<'_>, expr: ExprId) -> bool {
    let body = context.body;
    let argument = match body.kind(expr) {
        ExprKind::Method(call) => call.args.first().copied(),
        ExprKind::Call(_, args) => args.last().copied(),
        _ => None,
    };
    match argument.map(|argument| body.kind(body.peel(argument))) {
        // A builder: the face owns its runtime.
        None => true,
        Some(ExprKind::Async { .. }) => false,
        // A method of its own does the work of the type.
        Some(ExprKind::Method(call)) => !is_self(context, call.receiver),
        Some(_) => true,
    }
}

fn is_self(context: Context<'_>, expr: ExprId) -> bool {
    match context.body.kind(context.body.peel(expr)) {
        ExprKind::Local(binding) => context.body.binding(*binding).name == "self",
        _ => false,
    }
}

/// True when a method of `of` starts what it is handed, or gives out a runtime or its handle.
fn is_executor_type(code: &Code<'_>, of: ItemRef) -> bool {
    if let Some(known) =
        code.standings.executor_types.lock().ok().and_then(|known| known.get(&of).copied())
    {
        return known;
    }
    let mut impls = code.members.impls(of).to_vec();
    if code.files.item(of).kind == ItemKind::Trait {
        impls.push(of);
    }
    let found = impls.into_iter().any(|implementation| {
        is_of_executor_trait(code, implementation) || has_executor_method(code, implementation)
    });
    if let Ok(mut known) = code.standings.executor_types.lock() {
        known.insert(of, found);
    }
    found
}

fn has_executor_method(code: &Code<'_>, implementation: ItemRef) -> bool {
    functions_of(code, implementation).any(|member| {
        let Some(context) = Context::of(code, member) else {
            return false;
        };
        gives_runtime(context) || hands_on_work(context)
    })
}

/// The functions of an impl outside test code.
pub(crate) fn functions_of(
    code: &Code<'_>,
    implementation: ItemRef,
) -> impl Iterator<Item = ItemRef> {
    let items = code.files.outline(implementation.file).items.iter().enumerate();
    items
        .filter(move |(_, item)| {
            item.kind == ItemKind::Fn && item.parent == Some(implementation.item)
        })
        .map(move |(index, _)| ItemRef { file: implementation.file, item: index as u32 })
        .filter(|&at| !code.names.is_test_item(at))
}

/// True when `of` holds a runtime or its handle, and its methods only block on the async methods behind them.
fn is_facade(code: &Code<'_>, of: ItemRef) -> bool {
    if code.files.item(of).kind != ItemKind::Struct {
        return false;
    }
    let module = code.names.module_at(of.file, Some(of.item));
    let holds_runtime = code.files.fields(of).iter().any(|(_, ty)| holds_runtime(code, module, ty));
    let mut faces = blocking_faces(code, of).peekable();
    holds_runtime && faces.peek().is_some() && faces.all(|thin| thin)
}

/// For every `block_on` in a method of `of` whether it only waits for an async method.
fn blocking_faces(code: &Code<'_>, of: ItemRef) -> impl Iterator<Item = bool> {
    let members = code
        .members
        .impls(of)
        .to_vec()
        .into_iter()
        .flat_map(|implementation| functions_of(code, implementation));
    let contexts = members.filter_map(|member| Context::of(code, member));
    contexts.flat_map(|context| {
        let waits =
            move |expr: &ExprId| matches!(context.body.kind(*expr), ExprKind::Method(call) if call.name == "block_on");
        context.body.ids().filter(waits).map(move |expr| is_thin(context, expr))
    })
}

fn holds_runtime(
    code: &Code<'_>,
    module: crate::readers::rust::names::Module,
    ty: &TypeRef,
) -> bool {
    match ty {
        TypeRef::Path(path, args) => {
            let external = match code.names.resolve(module, path) {
                Some(Def::External(path)) => code.files.catalogue.is_executor(&path),
                _ => false,
            };
            external || args.iter().any(|arg| holds_runtime(code, module, arg))
        }
        _ => false,
    }
}

/// True when the function starts the work it is handed.
fn hands_on_work(context: Context<'_>) -> bool {
    let body = context.body;
    let has_work = body.param_types.iter().any(|ty| is_work(context, Some(ty)));
    let takes_jobs = has_work && body.param_types.iter().any(|ty| is_job(context, ty));
    has_work
        && body.ids().any(|expr| {
            // A method of a runtime or pool that takes work starts it, listed or not; what goes into a queue is run by
            // whoever takes it out.
            if let ExprKind::Method(call) = body.kind(expr)
                && call.args.iter().any(|&arg| is_handed(context, arg))
            {
                let of = context.receiver_type(call);
                if is_runtime(context.code, &of) || takes_jobs && is_queue(context.code, &of) {
                    return true;
                }
            }
            context.use_at(expr).is_some_and(|found| {
                let starts = found.api.is(Role::Start) || found.api.is(Role::Runtime);
                let work = found.api.work.and_then(|index| found.args.get(index));
                starts && work.is_some_and(|&work| is_handed(context, work))
            })
        })
}
