//! Sites: the places in one body where entries of the catalogue are used.

use std::sync::Arc;

use super::files::ItemRef;
use super::ir::{AttributeUse, ExprId, ExprKind, FrameKind, MethodCall, PathRef};
use super::modules::Def;
use super::standing;
use super::types::{Context, Ty};
use super::values;
use crate::code::apis::{Api, ApiRef, Argument, Form, Role};
use crate::code::sites::{Flow, Provenance, Site, Size, Standing};
use crate::finding::Confidence;

/// The sites of `context`, in the order of the text.
pub(super) fn sites(context: Context<'_>) -> Vec<Site> {
    let finder = Finder {
        context,
        item: context.files.item_path(context),
    };
    let mut sites: Vec<Site> = context
        .body
        .ids()
        .filter_map(|expr| finder.site(expr))
        .collect();
    sites.extend(
        context
            .body
            .attributes
            .iter()
            .filter_map(|attribute| finder.attribute(attribute)),
    );
    sites
}

struct Finder<'c> {
    context: Context<'c>,
    item: compact_str::CompactString,
}

/// A use of an entry before its context is known.
struct Use<'u> {
    api: ApiRef,
    expr: ExprId,
    name_at: std::ops::Range<u32>,
    args: &'u [ExprId],
    confidence: Confidence,
}

impl Finder<'_> {
    fn site(&self, expr: ExprId) -> Option<Site> {
        let body = self.context.body;
        let found = match body.kind(expr) {
            ExprKind::Call(callee, args) => match body.kind(body.peel(*callee)) {
                ExprKind::Path(path) => self.call(expr, path, args)?,
                _ => return None,
            },
            ExprKind::Method(call) => self.method(expr, call)?,
            ExprKind::Path(path) => self.value(expr, path)?,
            ExprKind::For { over, keyword } => {
                return self.spawn_loop(expr, *over, keyword.clone());
            }
            _ => return None,
        };
        self.judged(found)
    }

    fn call<'u>(&self, expr: ExprId, path: &PathRef, args: &'u [ExprId]) -> Option<Use<'u>> {
        let Def::External(resolved) = self.context.resolve(path)? else {
            return None;
        };
        let api = self.context.files.catalogue.at(&resolved)?;
        // `Type::method(receiver, …)`.
        let args = if api.form == Form::Method {
            args.get(1..).unwrap_or_default()
        } else {
            args
        };
        Some(Use {
            api: Arc::clone(api),
            expr,
            name_at: path.name_at.clone(),
            args,
            confidence: Confidence::High,
        })
    }

    fn method<'u>(&self, expr: ExprId, call: &'u MethodCall) -> Option<Use<'u>> {
        let catalogue = self.context.files.catalogue;
        if !catalogue.is_method_name(&call.name) {
            return None;
        }
        let (api, confidence) = match self.context.type_of(call.receiver) {
            Ty::External(path) => match catalogue.at(&format!("{path}::{}", call.name)) {
                Some(api) => (Arc::clone(api), Confidence::High),
                // A trait's method on a type of another crate.
                None => (self.unique(call)?, Confidence::Medium),
            },
            Ty::Item(item) => {
                if self.context.files.member(item, &call.name).is_some() {
                    return None;
                }
                (self.unique(call)?, Confidence::Medium)
            }
            _ => (self.unique(call)?, Confidence::Medium),
        };
        Some(Use {
            api,
            expr,
            name_at: call.name_at.clone(),
            args: &call.args,
            confidence,
        })
    }

    /// A method that its name alone identifies, in a package that depends on its crate.
    fn unique(&self, call: &MethodCall) -> Option<ApiRef> {
        let files = self.context.files;
        let package = &files.workspace.packages[files.file(self.context.item.file).package];
        let candidates = files.catalogue.unique_methods(&call.name);
        let depends = |api: &&ApiRef| {
            let lib = api.path.split("::").next().unwrap_or_default();
            package.dependencies.iter().any(|dependency| {
                let depended = files.catalogue.lib_name(&dependency.package);
                depended == lib
                    || files.catalogue.canonical(&depended) == lib
                    || lib.starts_with(&format!("{depended}_"))
            })
        };
        let fits = |api: &&ApiRef| match &api.size {
            Some(Argument::Index(index)) => *index < call.args.len(),
            _ => true,
        };
        candidates
            .iter()
            .find(|api| depends(api) && fits(api))
            .cloned()
    }

    /// A function handed on as a value: `or_insert_with(mpsc::unbounded_channel)`.
    fn value(&self, expr: ExprId, path: &PathRef) -> Option<Use<'static>> {
        let body = self.context.body;
        let parent = body.expr(expr).parent?;
        let handed_on = match body.kind(parent) {
            ExprKind::Call(callee, _) => body.peel(*callee) != expr,
            ExprKind::Method(_) => true,
            _ => false,
        };
        let Def::External(resolved) = (if handed_on {
            self.context.resolve(path)
        } else {
            None
        })?
        else {
            return None;
        };
        let api = self.context.files.catalogue.at(&resolved)?;
        let creates = api.form == Form::Function
            && (api.is(Role::Queue) || api.is(Role::Start) || api.is(Role::Block));
        creates.then(|| Use {
            api: Arc::clone(api),
            expr,
            name_at: path.name_at.clone(),
            args: &[],
            confidence: Confidence::High,
        })
    }

    /// `for _ in 0..n { spawn(…) }`: a loop that sizes a pool.
    fn spawn_loop(
        &self,
        expr: ExprId,
        over: ExprId,
        keyword: std::ops::Range<u32>,
    ) -> Option<Site> {
        let body = self.context.body;
        let ExprKind::Range(Some(start), Some(end), _) = *body.kind(body.peel(over)) else {
            return None;
        };
        let directly_in = |inner: &ExprId| {
            // Loops and closures in between would size something else.
            body.frames_of(*inner)
                .find(|frame| !matches!(frame, FrameKind::Macro(_) | FrameKind::Async))
                == Some(&FrameKind::Loop(expr))
        };
        let started = body.ids().filter(directly_in).find_map(|inner| {
            let found = match body.kind(inner) {
                ExprKind::Call(callee, args) => match body.kind(body.peel(*callee)) {
                    ExprKind::Path(path) => self.call(inner, path, args)?,
                    _ => return None,
                },
                ExprKind::Method(call) => self.method(inner, call)?,
                _ => return None,
            };
            found.api.is(Role::Start).then_some(found)
        })?;
        let _ = start;
        let noun = match started.api.noun() {
            "resource" => "workers".to_owned(),
            noun => format!("{noun}s started in a loop"),
        };
        let api = Api {
            path: "for".to_owned(),
            role: vec![Role::Size],
            noun: Some(noun),
            ..Api::clone(&started.api)
        };
        let found = Use {
            api: Arc::new(api),
            expr,
            name_at: keyword,
            args: &[],
            confidence: Confidence::High,
        };
        let mut site = self.judged(found)?;
        site.size = Some(signalled(values::size_of(self.context, end), false));
        Some(site)
    }

    fn attribute(&self, attribute: &AttributeUse) -> Option<Site> {
        let Def::External(resolved) = self.context.resolve(&attribute.path)? else {
            return None;
        };
        let api = self.context.files.catalogue.at(&resolved)?;
        if api.form != Form::Attribute {
            return None;
        }
        let sized = match &api.size {
            Some(Argument::Name(name)) => attribute.named.iter().find(|(named, ..)| named == name),
            _ => None,
        };
        let name_at = sized.map_or_else(|| attribute.path.name_at.clone(), |(_, at, _)| at.clone());
        let files = self.context.files;
        let is_main = self.item.ends_with("::main") && self.context.owner.is_none();
        Some(Site {
            place: files.place(self.context.item.file, name_at),
            api: Arc::clone(api),
            package: files.file(self.context.item.file).package,
            item: self.item.clone(),
            standing: if is_main {
                Standing::Entry
            } else {
                Standing::Business
            },
            flow: Flow::Sync,
            size: sized.map(|(.., value)| signalled(values::size_of(self.context, *value), false)),
            chain: Vec::new(),
            confidence: Confidence::High,
        })
    }

    /// The site with its context; `None` in code that exists only in test builds.
    fn judged(&self, found: Use<'_>) -> Option<Site> {
        let Use {
            api,
            expr,
            name_at,
            args,
            confidence,
        } = found;
        let body = self.context.body;
        if body.frames_of(expr).any(|frame| *frame == FrameKind::Test) {
            return None;
        }
        let files = self.context.files;
        let size = match &api.size {
            Some(Argument::Index(index)) => Some(match args.get(*index) {
                Some(&arg) => signalled(values::size_of(self.context, arg), is_gate(&api)),
                None => Size {
                    provenance: Provenance::Unknown("handed on as a value".to_owned()),
                    hops: Vec::new(),
                },
            }),
            _ => None,
        };
        let work = api.work.and_then(|index| args.get(index).copied());
        Some(Site {
            place: files.place(self.context.item.file, name_at),
            package: files.file(self.context.item.file).package,
            item: self.item.clone(),
            standing: standing::standing(self.context, expr, &api, work),
            flow: self.flow(expr, &api),
            size,
            chain: Vec::new(),
            confidence,
            api,
        })
    }

    /// Whether `expr` runs on an async task.
    fn flow(&self, expr: ExprId, api: &Api) -> Flow {
        let body = self.context.body;
        if self.is_awaited(expr) && !api.is(Role::Start) {
            // What is awaited is no blocking call, whatever its name.
            return Flow::Sync;
        }
        for frame in body.frames_of(expr) {
            match frame {
                FrameKind::Async | FrameKind::AsyncClosure(_) => return Flow::Async,
                FrameKind::Closure(closure) => match self.handed_to(*closure) {
                    Handed::Offloaded => return Flow::Offloaded,
                    Handed::Elsewhere => return Flow::Sync,
                    Handed::Here => {}
                },
                _ => {}
            }
        }
        Flow::Sync
    }

    fn is_awaited(&self, expr: ExprId) -> bool {
        let parent = self.context.body.expr(expr).parent;
        parent.is_some_and(|parent| matches!(self.context.body.kind(parent), ExprKind::Await(_)))
    }

    /// Where a closure runs.
    fn handed_to(&self, closure: ExprId) -> Handed {
        let body = self.context.body;
        let mut child = closure;
        let mut next = body.expr(closure).parent;
        while let Some(parent) = next {
            match body.kind(parent) {
                ExprKind::Same(_) | ExprKind::Cast(..) | ExprKind::Choice { .. } => {}
                ExprKind::Call(callee, args) => {
                    let ExprKind::Path(path) = body.kind(body.peel(*callee)) else {
                        return Handed::Here;
                    };
                    return match self.call(parent, path, args) {
                        Some(found) => offloads(&found.api),
                        None => self.own_function(path, child, args),
                    };
                }
                ExprKind::Method(call) => {
                    return match self.method(parent, call) {
                        Some(found) => offloads(&found.api),
                        None => self.own_method(call, child),
                    };
                }
                // A closure in a variable is called on the spot, or handed on from there.
                _ => return self.from_variable(closure),
            }
            child = parent;
            next = body.expr(parent).parent;
        }
        self.from_variable(closure)
    }

    fn from_variable(&self, closure: ExprId) -> Handed {
        let body = self.context.body;
        let binding = body
            .bindings
            .iter()
            .position(|binding| binding.init.is_some_and(|init| body.peel(init) == closure));
        let Some(binding) = binding else {
            return Handed::Here;
        };
        let uses = body.ids().filter(
            |&expr| matches!(body.kind(expr), ExprKind::Local(used) if used.0 as usize == binding),
        );
        for used in uses {
            let Some(parent) = body.expr(used).parent else {
                continue;
            };
            let api = match body.kind(parent) {
                ExprKind::Call(callee, args) if body.peel(*callee) != used => {
                    match body.kind(body.peel(*callee)) {
                        ExprKind::Path(path) => match self.call(parent, path, args) {
                            Some(found) => offloads(&found.api),
                            None => self.own_function(path, used, args),
                        },
                        _ => Handed::Here,
                    }
                }
                ExprKind::Method(call) => match self.method(parent, call) {
                    Some(found) => offloads(&found.api),
                    None => self.own_method(call, used),
                },
                _ => Handed::Here,
            };
            if api == Handed::Offloaded {
                return api;
            }
        }
        Handed::Here
    }

    /// A function of the workspace that hands the closure on to a thread or blocking pool.
    fn own_function(&self, path: &PathRef, closure: ExprId, args: &[ExprId]) -> Handed {
        let files = self.context.files;
        let index = args.iter().position(|&arg| arg == closure);
        match (files.function_at(self.context.resolve(path)), index) {
            (Some(function), Some(index)) => files.runs_closure(function, index as u32, 6),
            _ => deferred(path.segments.last().map_or("", |name| name.as_str()), path),
        }
    }

    fn own_method(&self, call: &MethodCall, closure: ExprId) -> Handed {
        let files = self.context.files;
        let Ty::Item(item) = self.context.type_of(call.receiver) else {
            return Handed::Here;
        };
        let Some(member) = files.member(item, &call.name) else {
            return Handed::Here;
        };
        match call.args.iter().position(|&arg| arg == closure) {
            Some(index) => files.runs_closure(member, index as u32 + 1, 6),
            None => Handed::Here,
        }
    }
}

/// Where a closure runs that is handed to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Handed {
    /// Called on the spot: it belongs to the function around it.
    Here,
    /// On another thread, or in a blocking pool.
    Offloaded,
    /// Later, by somebody else.
    Elsewhere,
}

fn offloads(api: &Api) -> Handed {
    if api.is(Role::Offload) {
        Handed::Offloaded
    } else {
        Handed::Here
    }
}

/// `LazyLock::new(|| …)`: who asks first runs it.
fn deferred(_name: &str, path: &PathRef) -> Handed {
    let owner = path
        .segments
        .len()
        .checked_sub(2)
        .and_then(|index| path.segments.get(index));
    match owner.map(|owner| owner.as_str()) {
        Some("LazyLock" | "Lazy" | "LazyCell") => Handed::Elsewhere,
        _ => Handed::Here,
    }
}

impl super::files::Files<'_> {
    /// Where the function `function` runs the closure that is its parameter `index`.
    fn runs_closure(&self, function: ItemRef, index: u32, left: u32) -> Handed {
        let Some(left) = left.checked_sub(1) else {
            return Handed::Here;
        };
        let Some(context) = Context::of(self, function) else {
            return Handed::Here;
        };
        let body = context.body;
        let is_parameter = |expr: ExprId| matches!(body.kind(body.peel(expr)), ExprKind::Local(binding) if body.params.get(index as usize) == Some(binding));
        let finder = Finder {
            context,
            item: Default::default(),
        };
        for expr in body.ids() {
            let (found, args, own) = match body.kind(expr) {
                ExprKind::Call(callee, args) => match body.kind(body.peel(*callee)) {
                    ExprKind::Path(path) => (
                        finder.call(expr, path, args).map(|found| found.api),
                        args,
                        self.function_at(context.resolve(path)),
                    ),
                    // `f()`: it runs where this call stands.
                    ExprKind::Local(_) if is_parameter(*callee) => {
                        let offloaded = body.frames_of(expr).any(|frame| {
                            matches!(frame, FrameKind::Closure(closure) if finder.handed_to(*closure) == Handed::Offloaded)
                        });
                        if offloaded {
                            return Handed::Offloaded;
                        }
                        continue;
                    }
                    _ => continue,
                },
                ExprKind::Method(call) => {
                    let own = match context.type_of(call.receiver) {
                        Ty::Item(item) => self.member(item, &call.name),
                        _ => None,
                    };
                    (
                        finder.method(expr, call).map(|found| found.api),
                        &call.args,
                        own,
                    )
                }
                _ => continue,
            };
            let Some(position) = args.iter().position(|&arg| is_parameter(arg)) else {
                continue;
            };
            let handed = match (found, own) {
                (Some(api), _) => offloads(&api),
                (None, Some(own)) if own != function => {
                    let shift = u32::from(matches!(body.kind(expr), ExprKind::Method(_)));
                    self.runs_closure(own, position as u32 + shift, left)
                }
                _ => Handed::Here,
            };
            if handed == Handed::Offloaded {
                return handed;
            }
        }
        Handed::Here
    }
}

/// True for what 0 or 1 makes a hand-off or a gate: a queue, permits, a concurrency limit.
fn is_gate(api: &Api) -> bool {
    api.is(Role::Queue)
        || [
            "permit",
            "capacity",
            "concurren",
            "stream",
            "in flight",
            "in-flight",
            "limit",
            "prefetch",
        ]
        .iter()
        .any(|word| api.noun().contains(word))
}

/// 0 means off or automatic; 1 on a gate is a hand-off: both are no sizes.
fn signalled(mut size: Size, gate: bool) -> Size {
    match size.provenance {
        Provenance::Fixed(Some(0)) => size.provenance = Provenance::Signal,
        Provenance::Fixed(Some(1)) if gate => size.provenance = Provenance::Signal,
        _ => {}
    }
    size
}
