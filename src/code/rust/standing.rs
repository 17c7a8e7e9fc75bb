//! What the function around a site is to concurrency: an entry point, an executor, a synchronous
//! face, or business code.

use std::collections::HashSet;

use compact_str::CompactString;

use super::files::{FileId, Files, ItemRef};
use super::ir::{ExprId, ExprKind, FrameKind, Origin, TypeRef};
use super::modules::Def;
use super::outline::ItemKind;
use super::types::{Context, Ty};
use crate::code::apis::{Api, Role};
use crate::code::sites::Standing;
use crate::workspace::TargetKind;

/// Traits whose implementations start what they are handed, wherever they are defined.
const EXECUTOR_TRAITS: &[&str] = &[
    "Spawn",
    "LocalSpawn",
    "Executor",
    "Spawner",
    "TaskSpawner",
    "TaskExecutor",
];

/// Awaited calls that wrap handed work instead of doing other work: they wait, or pass its result on.
const WRAPPING: &[&str] = &[
    "send",
    "acquire",
    "acquire_owned",
    "acquire_many",
    "acquire_many_owned",
    "sleep",
    "sleep_until",
    "notified",
    "cancelled",
    "changed",
    "yield_now",
    "lock",
    "write",
    "read",
    "closed",
    "recv",
    "ready",
    "timeout",
    "tick",
    "wait",
    "join",
    "catch_unwind",
];

/// The standing of a site that plays `api` at `expr`; `work` is what it starts, where it starts any.
pub(super) fn standing(
    context: Context<'_>,
    expr: ExprId,
    api: &Api,
    work: Option<ExprId>,
) -> Standing {
    let files = context.files;
    if is_entry(context) {
        return Standing::Entry;
    }
    if implements_executor(context) || work.is_some_and(|work| is_handed(context, work, 12)) {
        return Standing::Executor;
    }
    if !api.is(Role::Runtime) {
        return Standing::Business;
    }
    if gives_runtime(context) {
        return Standing::Executor;
    }
    let types = own_types(context);
    if types.iter().any(|&of| files.is_executor_type(of)) {
        return Standing::Executor;
    }
    if types.iter().any(|&of| files.is_facade(of)) && is_thin(context, expr) {
        return Standing::Facade;
    }
    Standing::Business
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

fn is_entry(context: Context<'_>) -> bool {
    let files = context.files;
    let entries = files
        .file(context.item.file)
        .entries
        .get_or_init(|| entries(files, context.item.file));
    entries.contains(&context.item.item)
}

/// The functions of the root file of a binary that `main` calls, itself among them.
fn entries(files: &Files<'_>, file: FileId) -> HashSet<u32> {
    let mut entries = HashSet::new();
    let found = files.file(file);
    let package = &files.workspace.packages[found.package];
    let is_binary = package
        .targets
        .iter()
        .any(|t| t.kind == TargetKind::Bin && t.root == found.path);
    if !is_binary {
        return entries;
    }
    let items = files.outline(file).items.iter().enumerate();
    let mains = items.filter(|(_, item)| {
        item.kind == ItemKind::Fn && item.name == "main" && item.parent.is_none()
    });
    let mut open: Vec<u32> = mains.map(|(index, _)| index as u32).collect();
    while let Some(item) = open.pop() {
        if !entries.insert(item) {
            continue;
        }
        let at = ItemRef { file, item };
        let Some(context) = Context::of(files, at) else {
            continue;
        };
        open.extend(called_in_same_file(context));
    }
    entries
}

fn called_in_same_file(context: Context<'_>) -> Vec<u32> {
    let files = context.files;
    let mut called = Vec::new();
    for expr in context.body.ids() {
        let function = match context.body.kind(expr) {
            ExprKind::Call(callee, _) => match context.body.kind(context.body.peel(*callee)) {
                ExprKind::Path(path) => files.function_at(context.resolve(path)),
                _ => None,
            },
            ExprKind::Method(call) => match context.type_of(call.receiver) {
                Ty::Item(item) => files.member(item, &call.name).filter(|&member| {
                    // A trait's method is called by whoever holds the trait.
                    files
                        .owner(member)
                        .is_some_and(|owner| files.item(owner).trait_name.is_empty())
                }),
                _ => None,
            },
            _ => None,
        };
        called.extend(
            function
                .filter(|function| function.file == context.item.file)
                .map(|function| function.item),
        );
    }
    called
}

fn implements_executor(context: Context<'_>) -> bool {
    context.owner.is_some_and(|owner| {
        let name = &context.files.item(owner).trait_name;
        EXECUTOR_TRAITS.contains(&name.as_str())
    })
}

/// True when the function gives a runtime, a pool or a handle.
fn gives_runtime(context: Context<'_>) -> bool {
    context
        .body
        .returns
        .as_ref()
        .is_some_and(|ty| match context.ty(ty) {
            Ty::External(path) => is_runtime_type(&path),
            Ty::Tuple(types) => types
                .iter()
                .any(|ty| matches!(ty, Ty::External(path) if is_runtime_type(path))),
            _ => false,
        })
}

fn is_runtime_type(path: &str) -> bool {
    let last = path.rsplit("::").next().unwrap_or_default();
    matches!(
        last,
        "Runtime"
            | "Handle"
            | "ThreadPool"
            | "LocalSet"
            | "LocalExecutor"
            | "Executor"
            | "SystemRunner"
            | "LocalPool"
    )
}

/// True when `work` is a parameter, or only wraps one.
pub(super) fn is_handed(context: Context<'_>, work: ExprId, left: u32) -> bool {
    let Some(left) = left.checked_sub(1) else {
        return false;
    };
    let body = context.body;
    match body.kind(work) {
        ExprKind::Same(inner) | ExprKind::Try(inner) | ExprKind::Cast(inner, _) => {
            is_handed(context, *inner, left)
        }
        ExprKind::Local(binding) => {
            let binding = body.binding(*binding);
            match binding.origin {
                Origin::Param(_) => is_work(context, binding.ty.as_ref()),
                _ => binding
                    .init
                    .is_some_and(|init| is_handed(context, init, left)),
            }
        }
        ExprKind::Call(callee, args) => {
            is_handed(context, *callee, left)
                || args.iter().any(|&arg| is_handed(context, arg, left))
        }
        ExprKind::Method(call) => {
            is_handed(context, call.receiver, left)
                || call.args.iter().any(|&arg| is_handed(context, arg, left))
        }
        ExprKind::Choice { values, .. } => {
            values.iter().any(|&value| is_handed(context, value, left))
        }
        ExprKind::Closure { .. } | ExprKind::Async { .. } => only_wraps(context, work, left),
        _ => false,
    }
}

/// True for a parameter that is a future or closure.
fn is_work(context: Context<'_>, ty: Option<&TypeRef>) -> bool {
    let Some(ty) = ty else { return false };
    match context.ty(ty) {
        Ty::Work => true,
        Ty::Unknown | Ty::External(_) => match ty {
            TypeRef::Path(path, _) => path.last().is_some_and(|name| name.ends_with("Future")),
            _ => false,
        },
        _ => false,
    }
}

/// True when the closure or block `work` calls or awaits handed work, and does no other work.
fn only_wraps(context: Context<'_>, work: ExprId, left: u32) -> bool {
    let body = context.body;
    let inside: Vec<ExprId> = body
        .ids()
        .filter(|&expr| expr != work && is_within(context, expr, work))
        .collect();
    let runs = |expr: ExprId| match body.kind(expr) {
        ExprKind::Await(inner) => is_handed(context, *inner, left),
        ExprKind::Call(callee, args) => {
            is_handed_local(context, *callee) && !args.iter().any(|&arg| is_data(context, arg, 8))
        }
        _ => false,
    };
    let passes = |expr: ExprId| match body.kind(expr) {
        ExprKind::Call(_, args) => args.iter().any(|&arg| is_handed_local(context, arg)),
        ExprKind::Method(call) => {
            is_handed_local(context, call.receiver)
                || call.args.iter().any(|&arg| is_handed_local(context, arg))
        }
        ExprKind::Macro { args, .. } => args.iter().any(|&arg| is_handed_local(context, arg)),
        _ => false,
    };
    if !inside.iter().any(|&expr| runs(expr) || passes(expr)) {
        return false;
    }
    !inside.iter().any(|&expr| match body.kind(expr) {
        // A loop over anything is work, unless it runs what was handed in.
        ExprKind::For { .. } | ExprKind::While => !inside
            .iter()
            .any(|&other| is_in_loop(context, other, expr) && (runs(other) || passes(other))),
        ExprKind::Await(awaited) => {
            !is_handed(context, *awaited, left) && !waits_only(context, *awaited)
        }
        _ => false,
    })
}

fn is_handed_local(context: Context<'_>, expr: ExprId) -> bool {
    let expr = context.body.peel(expr);
    matches!(context.body.kind(expr), ExprKind::Local(_)) && is_handed(context, expr, 4)
}

/// True for what comes from a parameter, a loop, a closure or a pattern: a closure that is called with it
/// is a handler of data, and not work.
fn is_data(context: Context<'_>, expr: ExprId, left: u32) -> bool {
    let Some(left) = left.checked_sub(1) else {
        return true;
    };
    let body = context.body;
    match body.kind(expr) {
        ExprKind::Same(inner)
        | ExprKind::Try(inner)
        | ExprKind::Field(inner, _)
        | ExprKind::Cast(inner, _) => is_data(context, *inner, left),
        ExprKind::Await(_) => true,
        ExprKind::Local(binding) => {
            let binding = body.binding(*binding);
            match (binding.origin, binding.init) {
                (Origin::Let | Origin::Const, Some(init)) => is_data(context, init, left),
                _ => true,
            }
        }
        ExprKind::Method(call) => {
            is_data(context, call.receiver, left)
                || call.args.iter().any(|&arg| is_data(context, arg, left))
        }
        ExprKind::Call(_, args) | ExprKind::Tuple(args) => {
            args.iter().any(|&arg| is_data(context, arg, left))
        }
        _ => false,
    }
}

fn waits_only(context: Context<'_>, awaited: ExprId) -> bool {
    let name = match context.body.kind(context.body.peel(awaited)) {
        ExprKind::Method(call) => call.name.clone(),
        ExprKind::Call(callee, _) => match context.body.kind(context.body.peel(*callee)) {
            ExprKind::Path(path) => path.segments.last().cloned().unwrap_or_default(),
            _ => CompactString::default(),
        },
        _ => CompactString::default(),
    };
    WRAPPING.contains(&name.as_str())
}

fn is_within(context: Context<'_>, expr: ExprId, outer: ExprId) -> bool {
    let mut next = context.body.expr(expr).parent;
    while let Some(parent) = next {
        if parent == outer {
            return true;
        }
        next = context.body.expr(parent).parent;
    }
    false
}

fn is_in_loop(context: Context<'_>, expr: ExprId, looped: ExprId) -> bool {
    context
        .body
        .frames_of(expr)
        .any(|frame| *frame == FrameKind::Loop(looped))
}

/// True when all that the function does with its `block_on` is to wait for a call.
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
        Some(_) => true,
    }
}

impl Files<'_> {
    /// True when a method of `of` starts what it is handed, or gives out a runtime or its handle.
    fn is_executor_type(&self, of: ItemRef) -> bool {
        if let Some(known) = self
            .executor_types
            .lock()
            .ok()
            .and_then(|known| known.get(&of).copied())
        {
            return known;
        }
        let mut impls = self.impls(of);
        if self.item(of).kind == ItemKind::Trait {
            impls.push(of);
        }
        let found = impls.into_iter().any(|implementation| {
            let trait_name = &self.item(implementation).trait_name;
            EXECUTOR_TRAITS.contains(&trait_name.as_str())
                || self.has_executor_method(implementation)
        });
        if let Ok(mut known) = self.executor_types.lock() {
            known.insert(of, found);
        }
        found
    }

    fn has_executor_method(&self, implementation: ItemRef) -> bool {
        self.functions_of(implementation).any(|member| {
            let Some(context) = Context::of(self, member) else {
                return false;
            };
            gives_runtime(context) || hands_on_work(context)
        })
    }

    /// The functions of an impl outside test code.
    pub(super) fn functions_of(&self, implementation: ItemRef) -> impl Iterator<Item = ItemRef> {
        let items = self.outline(implementation.file).items.iter().enumerate();
        items
            .filter(move |(_, item)| {
                item.kind == ItemKind::Fn && item.parent == Some(implementation.item)
            })
            .map(move |(index, _)| ItemRef {
                file: implementation.file,
                item: index as u32,
            })
            .filter(|&at| !self.is_test_item(at))
    }

    /// True when `of` owns a runtime and its methods only block on the async methods behind them.
    fn is_facade(&self, of: ItemRef) -> bool {
        if self.item(of).kind != ItemKind::Struct {
            return false;
        }
        let module = self.module_at(of.file, Some(of.item));
        let owns_runtime = self
            .fields(of)
            .iter()
            .any(|(_, ty)| self.owns_runtime(module, ty));
        let mut faces = self.blocking_faces(of).peekable();
        owns_runtime && faces.peek().is_some() && faces.all(|thin| thin)
    }

    /// For every `block_on` in a method of `of` whether it only waits for an async method.
    fn blocking_faces(&self, of: ItemRef) -> impl Iterator<Item = bool> {
        let members = self
            .impls(of)
            .into_iter()
            .flat_map(|implementation| self.functions_of(implementation));
        let contexts = members.filter_map(|member| Context::of(self, member));
        contexts.flat_map(|context| {
            let waits =
                move |expr: &ExprId| matches!(context.body.kind(*expr), ExprKind::Method(call) if call.name == "block_on");
            context.body.ids().filter(waits).map(move |expr| is_thin(context, expr))
        })
    }

    fn owns_runtime(&self, module: super::modules::Module, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Path(path, args) => {
                let external = match self.resolve(module, path) {
                    Some(Def::External(path)) => {
                        let path = self.catalogue.canonical(&path);
                        is_runtime_type(&path) && !path.ends_with("::Handle")
                    }
                    _ => false,
                };
                external || args.iter().any(|arg| self.owns_runtime(module, arg))
            }
            _ => false,
        }
    }
}

/// True when the function starts, or passes on to something that may start it, the work it is handed.
fn hands_on_work(context: Context<'_>) -> bool {
    let body = context.body;
    let has_work = body.param_types.iter().any(|ty| is_work(context, Some(ty)));
    has_work
        && body.ids().any(|expr| {
            let (name, args): (&str, &[ExprId]) = match body.kind(expr) {
                ExprKind::Method(call) => (&call.name, &call.args),
                ExprKind::Call(callee, args) => match body.kind(body.peel(*callee)) {
                    ExprKind::Path(path) => {
                        (path.segments.last().map_or("", |name| name.as_str()), args)
                    }
                    _ => ("", args),
                },
                _ => ("", &[]),
            };
            let starts = name.starts_with("spawn")
                || matches!(name, "execute" | "install" | "submit" | "run" | "broadcast");
            starts && args.iter().any(|&arg| is_handed(context, arg, 12))
        })
}
