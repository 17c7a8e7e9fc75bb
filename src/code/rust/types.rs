//! Types of expressions, as far as they can be read without inference.
//!
//! A type is told *modulo containers*: `Arc<Mutex<Option<Pool>>>`, `&Pool` and `Vec<Pool>` are all
//! `Pool`, since a method that the containers have themselves is none that the catalogue knows.

use std::sync::Arc;

use compact_str::CompactString;

use super::files::{FileId, Files, ItemRef};
use super::ir::{
    Binding, Body, Bound, ExprId, ExprKind, MethodCall, Origin, Part, PathRef, TypeRef,
};
use super::modules::{Def, Module};
use super::outline::ItemKind;

/// How many steps a type is followed before it is given up.
const DEEPEST: u32 = 24;

/// Types that stand for what is in them, by their name and the argument that counts.
const CONTAINERS: &[(&str, usize)] = &[
    ("Arc", 0),
    ("Rc", 0),
    ("Box", 0),
    ("Pin", 0),
    ("Weak", 0),
    ("Cow", 0),
    ("ManuallyDrop", 0),
    ("Option", 0),
    ("Result", 0),
    ("Poll", 0),
    ("Vec", 0),
    ("VecDeque", 0),
    ("SmallVec", 0),
    ("HashSet", 0),
    ("BTreeSet", 0),
    ("HashMap", 1),
    ("BTreeMap", 1),
    ("IndexMap", 1),
    ("DashMap", 1),
    ("FxHashMap", 1),
    ("AHashMap", 1),
    ("Mutex", 0),
    ("RwLock", 0),
    ("RefCell", 0),
    ("Cell", 0),
    ("OnceCell", 0),
    ("OnceLock", 0),
    ("LazyLock", 0),
    ("LazyCell", 0),
    ("Lazy", 0),
    ("ArcSwap", 0),
    ("ArcSwapOption", 0),
    ("MutexGuard", 0),
    ("RwLockReadGuard", 0),
    ("RwLockWriteGuard", 0),
    ("OwnedMutexGuard", 0),
    ("Data", 0),
    ("State", 0),
    ("Extension", 0),
    ("Saturating", 0),
];

/// Methods that give what they are called on, or what is in it.
const TRANSPARENT: &[&str] = &[
    "clone",
    "cloned",
    "copied",
    "to_owned",
    "into",
    "as_ref",
    "as_mut",
    "as_deref",
    "as_deref_mut",
    "borrow",
    "borrow_mut",
    "deref",
    "deref_mut",
    "get_ref",
    "get_mut",
    "into_inner",
    "inner",
    "unwrap",
    "expect",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
    "unwrap_unchecked",
    "ok",
    "ok_or",
    "ok_or_else",
    "map_err",
    "or",
    "or_else",
    "lock",
    "try_lock",
    "read",
    "write",
    "get",
    "get_or_init",
    "get_or_insert_with",
    "insert",
    "take",
    "replace",
    "iter",
    "iter_mut",
    "into_iter",
    "drain",
    "next",
    "pop",
    "pop_front",
    "pop_back",
    "first",
    "last",
    "values",
    "values_mut",
    "into_values",
    "remove",
    "by_ref",
    "load",
    "load_full",
    "upgrade",
    "context",
    "with_context",
    "wrap_err",
    "filter",
    "rev",
    "skip",
    "peekable",
    "enumerate",
    "flatten",
    "collect",
    "fuse",
    "as_slice",
    "swap_remove",
];

/// Methods whose closure is called with what they are called on.
const CALLED_WITH_RECEIVER: &[&str] = &[
    "map",
    "for_each",
    "and_then",
    "filter_map",
    "flat_map",
    "inspect",
    "filter",
    "is_some_and",
    "map_or",
    "map_or_else",
    "with",
    "retain",
    "any",
    "all",
    "find",
    "find_map",
];

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ty {
    /// A type of another crate, by its canonical path.
    External(String),
    /// A struct, enum or trait of the workspace.
    Item(ItemRef),
    Tuple(Vec<Ty>),
    /// A future or closure that somebody handed in.
    Work,
    Unknown,
}

/// A body together with where it stands.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    pub(super) files: &'c Files<'c>,
    pub(super) body: &'c Body,
    pub(super) item: ItemRef,
    pub(super) module: Module,
    /// The impl or trait that the function is a member of.
    pub(super) owner: Option<ItemRef>,
}

impl<'c> Context<'c> {
    /// The body of `item`, `None` when it has none.
    pub(super) fn of(files: &'c Files<'c>, item: ItemRef) -> Option<Self> {
        let body = files.body(item)?;
        Some(Self::with_body(files, item, body))
    }

    /// `body`, which is that of `item` or of a function in it.
    pub(super) fn with_body(files: &'c Files<'c>, item: ItemRef, body: &'c Body) -> Self {
        let module = files.module_at(item.file, Some(item.item));
        Self { files, body, item, module, owner: files.owner(item) }
    }

    /// What `path` stands for here.
    pub(super) fn resolve(&self, path: &PathRef) -> Option<Def> {
        if let Some(qself) = &path.qself {
            let name = path.segments.last()?;
            return match self.ty(qself) {
                Ty::Item(item) => Some(Def::Member(item, name.clone())),
                Ty::External(ty) => Some(Def::External(format!("{ty}::{name}"))),
                _ => None,
            };
        }
        self.resolve_segments(&path.segments)
    }

    pub(super) fn resolve_segments(&self, segments: &[CompactString]) -> Option<Def> {
        if segments.first().is_some_and(|first| first == "Self") {
            let rest = segments.get(1..).unwrap_or_default();
            return match (self.self_type()?, rest) {
                (Ty::Item(item), []) => Some(Def::Item(item)),
                (Ty::Item(item), [name]) => Some(Def::Member(item, name.clone())),
                (Ty::External(ty), []) => Some(Def::External(ty)),
                (Ty::External(ty), [name]) => Some(Def::External(format!("{ty}::{name}"))),
                _ => None,
            };
        }
        let found = self.files.resolve(self.module, segments);
        found.or_else(|| self.body.globs.iter().find_map(|glob| self.in_glob(glob, segments)))
    }

    fn in_glob(&self, glob: &[CompactString], segments: &[CompactString]) -> Option<Def> {
        let path: Vec<_> = glob.iter().chain(segments).cloned().collect();
        match self.files.resolve(self.module, &path)? {
            Def::External(path) => {
                let catalogue = self.files.catalogue;
                let known =
                    catalogue.at(&path).is_some() || catalogue.is_type(&catalogue.canonical(&path));
                known.then_some(Def::External(path))
            }
            def => Some(def),
        }
    }

    /// The type that `Self` is here.
    pub(super) fn self_type(&self) -> Option<Ty> {
        let owner = self.owner?;
        if self.files.item(owner).kind == ItemKind::Trait {
            return Some(Ty::Item(owner));
        }
        let written = self.files.impl_type(owner)?;
        Some(self.ty_within(&written, DEEPEST))
    }

    /// The type that `written` is here.
    pub(super) fn ty(&self, written: &TypeRef) -> Ty {
        self.ty_within(written, DEEPEST)
    }

    fn ty_within(&self, written: &TypeRef, left: u32) -> Ty {
        let Some(left) = left.checked_sub(1) else {
            return Ty::Unknown;
        };
        match written {
            TypeRef::Path(path, args) => self.path_type(path, args, left),
            TypeRef::Tuple(types) => {
                Ty::Tuple(types.iter().map(|ty| self.ty_within(ty, left)).collect())
            }
            TypeRef::Bounds(bounds) => self.bounds_type(bounds, left),
            TypeRef::Function(_) => Ty::Work,
            TypeRef::Unknown => Ty::Unknown,
        }
    }

    fn path_type(&self, path: &[CompactString], args: &[TypeRef], left: u32) -> Ty {
        if let [name] = path {
            if name == "Self" {
                return self.self_type_within(left);
            }
            if let Some(param) = self.body.generics.iter().find(|param| param.name == *name) {
                return self.bounds_type(&param.bounds, left);
            }
        }
        let def = self.resolve_segments(path);
        if let Some(Def::Item(item)) = def {
            if self.files.item(item).kind != ItemKind::Type {
                return Ty::Item(item);
            }
            let Some(target) = self.files.aliased(item) else {
                return Ty::Unknown;
            };
            let module = self.files.module_at(item.file, Some(item.item));
            let there = Context { module, item, owner: None, ..*self };
            return match there.ty_within(&target, left) {
                // `type Result<T> = std::result::Result<T, Error>;`
                Ty::Unknown => self.contained(path, args, left).unwrap_or(Ty::Unknown),
                ty => ty,
            };
        }
        if let Some(ty) = self.contained(path, args, left) {
            return ty;
        }
        match def {
            Some(Def::External(path)) => {
                let canonical = self.files.catalogue.canonical(&path).into_owned();
                if is_boxed_future(&canonical) { Ty::Work } else { Ty::External(canonical) }
            }
            _ => Ty::Unknown,
        }
    }

    fn self_type_within(&self, left: u32) -> Ty {
        let Some(owner) = self.owner else {
            return Ty::Unknown;
        };
        if self.files.item(owner).kind == ItemKind::Trait {
            return Ty::Item(owner);
        }
        match self.files.impl_type(owner) {
            Some(TypeRef::Path(path, _)) if path.first().is_some_and(|first| first == "Self") => {
                Ty::Unknown
            }
            Some(written) => self.ty_within(&written, left),
            None => Ty::Unknown,
        }
    }

    /// What is in a container type.
    fn contained(&self, path: &[CompactString], args: &[TypeRef], left: u32) -> Option<Ty> {
        let name = path.last()?;
        let (_, which) = CONTAINERS.iter().find(|(container, _)| container == name)?;
        Some(args.get(*which).map_or(Ty::Unknown, |arg| self.ty_within(arg, left)))
    }

    fn bounds_type(&self, bounds: &[Bound], left: u32) -> Ty {
        for bound in bounds {
            match bound.path.last().map(CompactString::as_str) {
                Some(
                    "Fn" | "FnMut" | "FnOnce" | "AsyncFn" | "AsyncFnMut" | "AsyncFnOnce" | "Future"
                    | "IntoFuture",
                ) => {
                    return Ty::Work;
                }
                // `impl Iterator<Item = T>`, `impl Into<T>`, `impl Deref<Target = T>`.
                Some("Iterator" | "IntoIterator" | "Deref" | "Stream") => {
                    if let Some(output) = &bound.output {
                        return self.ty_within(output, left);
                    }
                }
                Some(_) => {
                    if let Some(Def::Item(item)) = self.resolve_segments(&bound.path) {
                        return Ty::Item(item);
                    }
                }
                None => {}
            }
        }
        Ty::Unknown
    }

    /// The type of `expr`.
    pub(super) fn type_of(&self, expr: ExprId) -> Ty {
        self.type_within(expr, DEEPEST)
    }

    fn type_within(&self, expr: ExprId, left: u32) -> Ty {
        let Some(left) = left.checked_sub(1) else {
            return Ty::Unknown;
        };
        match self.body.kind(expr) {
            ExprKind::Same(inner)
            | ExprKind::Await(inner)
            | ExprKind::Try(inner)
            | ExprKind::Index(inner) => self.type_within(*inner, left),
            ExprKind::Local(binding) => self.binding_type(self.body.binding(*binding), left),
            ExprKind::Path(path) => self.value_type(path, left),
            ExprKind::Call(callee, args) => self.call_type(*callee, args, left),
            ExprKind::Method(call) => self.method_type(call, left),
            ExprKind::Field(base, name) => self.field_type(&self.type_within(*base, left), name),
            ExprKind::Cast(_, ty) => self.ty_within(ty, left),
            ExprKind::Closure { .. } => Ty::Work,
            ExprKind::Async { tail } => {
                tail.map_or(Ty::Unknown, |tail| self.type_within(tail, left))
            }
            ExprKind::Choice { values, .. } => {
                let types = values.iter().map(|&value| self.type_within(value, left));
                types.into_iter().find(|ty| *ty != Ty::Unknown).unwrap_or(Ty::Unknown)
            }
            ExprKind::Struct { path, .. } => self.struct_type(path),
            ExprKind::Tuple(parts) => {
                Ty::Tuple(parts.iter().map(|&part| self.type_within(part, left)).collect())
            }
            ExprKind::Array(parts) => {
                parts.first().map_or(Ty::Unknown, |&part| self.type_within(part, left))
            }
            ExprKind::Macro { path, args }
                if path.segments.last().is_some_and(|name| name == "vec") =>
            {
                args.first().map_or(Ty::Unknown, |&arg| self.type_within(arg, left))
            }
            _ => Ty::Unknown,
        }
    }

    fn binding_type(&self, binding: &Binding, left: u32) -> Ty {
        if let Some(written) = &binding.ty {
            let ty = self.ty_within(written, left);
            if ty != Ty::Unknown {
                return self.part_of(ty, binding);
            }
        }
        if let Some(init) = binding.init {
            return self.part_of(self.type_within(init, left), binding);
        }
        if let Origin::ClosureParam(closure, index) = binding.origin {
            let ty = self.handed_type(closure, index, left);
            if ty != Ty::Unknown {
                return self.part_of(ty, binding);
            }
        }
        let assigned = binding.assigned.iter().map(|&value| self.type_within(value, left));
        assigned.into_iter().find(|ty| *ty != Ty::Unknown).unwrap_or(Ty::Unknown)
    }

    /// The type of what the closure `closure` is called with as its parameter `index`.
    fn handed_type(&self, closure: ExprId, index: u32, left: u32) -> Ty {
        let catalogue = self.files.catalogue;
        let by_entry = |path: &str| {
            let hands =
                catalogue.at(path).filter(|_| index == 0).and_then(|api| api.hands.as_deref());
            hands.map_or(Ty::Unknown, |hands| self.catalogue_type(hands))
        };
        match self.body.expr(closure).parent.map(|parent| self.body.kind(parent)) {
            Some(ExprKind::Method(call)) => {
                let receiver = self.type_within(call.receiver, left);
                let position = call.args.iter().position(|&arg| arg == closure);
                let known = match &receiver {
                    Ty::External(path) => by_entry(&format!("{path}::{}", call.name)),
                    Ty::Item(item) => match (self.files.member(*item, &call.name), position) {
                        (Some(member), Some(position)) => {
                            self.declared_input(member, position + 1, index, left)
                        }
                        _ => Ty::Unknown,
                    },
                    _ => Ty::Unknown,
                };
                let transparent = index == 0 && CALLED_WITH_RECEIVER.contains(&call.name.as_str());
                if known == Ty::Unknown && transparent { receiver } else { known }
            }
            Some(ExprKind::Call(callee, args)) => {
                let ExprKind::Path(path) = self.body.kind(self.body.peel(*callee)) else {
                    return Ty::Unknown;
                };
                let def = self.resolve(path);
                if let Some(Def::External(path)) = &def {
                    return by_entry(path);
                }
                match (self.files.function_at(def), args.iter().position(|&arg| arg == closure)) {
                    (Some(function), Some(position)) => {
                        self.declared_input(function, position, index, left)
                    }
                    _ => Ty::Unknown,
                }
            }
            _ => Ty::Unknown,
        }
    }

    /// The type with which `function` says it calls the closure that is its parameter `position`.
    fn declared_input(&self, function: ItemRef, position: usize, index: u32, left: u32) -> Ty {
        let Some(there) = Context::of(self.files, function) else {
            return Ty::Unknown;
        };
        let bounds = match there.body.param_types.get(position) {
            Some(TypeRef::Bounds(bounds)) => bounds,
            Some(TypeRef::Path(path, args)) => match (path.as_slice(), args.first()) {
                // `Box<dyn Fn(&Pool)>`.
                (_, Some(TypeRef::Bounds(bounds))) => bounds,
                ([name], _) => match there.body.generics.iter().find(|param| param.name == *name) {
                    Some(param) => &param.bounds,
                    None => return Ty::Unknown,
                },
                _ => return Ty::Unknown,
            },
            _ => return Ty::Unknown,
        };
        let input = bounds.iter().find_map(|bound| bound.inputs.get(index as usize));
        input.map_or(Ty::Unknown, |input| there.ty_within(input, left))
    }

    fn part_of(&self, mut ty: Ty, binding: &Binding) -> Ty {
        for part in &binding.parts {
            ty = match (part, ty) {
                (Part::Index(index, _), Ty::Tuple(mut types))
                    if (*index as usize) < types.len() =>
                {
                    types.swap_remove(*index as usize)
                }
                (Part::Field, ty) => match &binding.field {
                    Some(field) => self.field_type(&ty, field),
                    None => Ty::Unknown,
                },
                // `for (index, handle) in handles.iter().enumerate()`: the container is transparent.
                (Part::Index(1, 2), ty @ (Ty::External(_) | Ty::Item(_))) => ty,
                _ => Ty::Unknown,
            };
        }
        ty
    }

    /// The type of the field `name` of a value of type `ty`.
    pub(super) fn field_type(&self, ty: &Ty, name: &str) -> Ty {
        match ty {
            Ty::Item(item) if self.files.item(*item).kind == ItemKind::Struct => {
                let fields = self.files.fields(*item);
                let Some((_, written)) = fields.iter().find(|(field, _)| field == name) else {
                    return Ty::Unknown;
                };
                let there = Context {
                    module: self.files.module_at(item.file, Some(item.item)),
                    owner: None,
                    ..*self
                };
                there.ty(written)
            }
            Ty::Tuple(types) => name
                .parse::<usize>()
                .ok()
                .and_then(|index| types.get(index).cloned())
                .unwrap_or(Ty::Unknown),
            _ => Ty::Unknown,
        }
    }

    fn struct_type(&self, path: &PathRef) -> Ty {
        match self.resolve(path) {
            Some(Def::Item(item)) => self.item_type(item),
            Some(Def::Member(item, _)) => Ty::Item(item),
            Some(Def::External(path)) => {
                Ty::External(self.files.catalogue.canonical(&path).into_owned())
            }
            _ => Ty::Unknown,
        }
    }

    fn item_type(&self, item: ItemRef) -> Ty {
        if self.files.item(item).kind == ItemKind::Type {
            let name = self.files.item(item).name.clone();
            let there = Context {
                module: self.files.module_at(item.file, Some(item.item)),
                owner: None,
                ..*self
            };
            return there.ty(&TypeRef::Path(vec![name], Vec::new()));
        }
        Ty::Item(item)
    }

    /// The type of a constant, static or unit value.
    fn value_type(&self, path: &PathRef, left: u32) -> Ty {
        match self.resolve(path) {
            Some(Def::Item(item)) => match self.files.item(item).kind {
                ItemKind::Const | ItemKind::Static => self.constant_type(item, left),
                ItemKind::Struct => Ty::Item(item),
                _ => Ty::Unknown,
            },
            Some(Def::Member(item, name)) => match self.files.member(item, &name) {
                Some(member) => self.constant_type(member, left),
                None if self.files.item(item).kind == ItemKind::Enum => Ty::Item(item),
                None => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    fn constant_type(&self, item: ItemRef, left: u32) -> Ty {
        let Some(there) = Context::of(self.files, item) else {
            return Ty::Unknown;
        };
        let written =
            there.body.returns.as_ref().map_or(Ty::Unknown, |ty| there.ty_within(ty, left));
        match (written, there.body.results.first()) {
            (Ty::Unknown, Some(&value)) => there.type_within(value, left),
            (ty, _) => ty,
        }
    }

    fn call_type(&self, callee: ExprId, args: &[ExprId], left: u32) -> Ty {
        let ExprKind::Path(path) = self.body.kind(self.body.peel(callee)) else {
            return Ty::Unknown;
        };
        if let Some(ty) = self.wrapped_type(path, args, left) {
            return ty;
        }
        match self.resolve(path) {
            Some(Def::External(path)) => self.external_result(&path),
            Some(Def::Item(item)) => match self.files.item(item).kind {
                ItemKind::Fn => self.result_of(item, None, left),
                ItemKind::Struct | ItemKind::Type => self.item_type(item),
                _ => Ty::Unknown,
            },
            Some(Def::Member(item, name)) => match self.files.member(item, &name) {
                Some(member) => self.result_of(member, Some(Ty::Item(item)), left),
                // A variant, or `default()` and its like from a derive.
                None => Ty::Item(item),
            },
            _ => Ty::Unknown,
        }
    }

    /// `Some(x)`, `Arc::new(x)`, `Arc::clone(&x)`: as their argument.
    fn wrapped_type(&self, path: &PathRef, args: &[ExprId], left: u32) -> Option<Ty> {
        let first = *args.first()?;
        let owner = path.segments.len().checked_sub(2).and_then(|index| path.segments.get(index));
        let wraps = match owner {
            None => matches!(path.segments.last()?.as_str(), "Some" | "Ok"),
            Some(owner) => CONTAINERS.iter().any(|(container, _)| container == owner),
        };
        wraps.then(|| match self.body.kind(self.body.peel(first)) {
            // `LazyLock::new(|| …)` holds what the closure makes.
            ExprKind::Closure { body, .. } => self.type_within(*body, left),
            _ => self.type_within(first, left),
        })
    }

    /// What a function of another crate gives.
    fn external_result(&self, path: &str) -> Ty {
        let catalogue = self.files.catalogue;
        let canonical = catalogue.canonical(path);
        if let Some(returns) = catalogue.at(&canonical).and_then(|api| api.returns.as_deref()) {
            return self.catalogue_type(returns);
        }
        // An associated function that nobody describes is most often a constructor.
        let Some((owner, _)) = canonical.rsplit_once("::") else {
            return Ty::Unknown;
        };
        let is_type =
            owner.rsplit("::").next().is_some_and(|last| last.starts_with(char::is_uppercase));
        if is_type { Ty::External(catalogue.canonical(owner).into_owned()) } else { Ty::Unknown }
    }

    /// A type as the catalogue writes it, its paths canonical.
    fn catalogue_type(&self, written: &str) -> Ty {
        let parsed =
            syn::parse_str::<syn::Type>(written).map(|ty| super::lower_types::type_ref(&ty));
        proc_macro2::extra::invalidate_current_thread_spans();
        parsed.map_or(Ty::Unknown, |ty| self.canonical_type(&ty))
    }

    fn canonical_type(&self, written: &TypeRef) -> Ty {
        match written {
            TypeRef::Path(path, args) => {
                let container = CONTAINERS
                    .iter()
                    .find(|(name, _)| path.last().is_some_and(|last| last == name));
                match container.filter(|_| path.len() == 1) {
                    Some((_, which)) => {
                        args.get(*which).map_or(Ty::Unknown, |arg| self.canonical_type(arg))
                    }
                    None => Ty::External(path.join("::")),
                }
            }
            TypeRef::Tuple(types) => {
                Ty::Tuple(types.iter().map(|ty| self.canonical_type(ty)).collect())
            }
            _ => Ty::Unknown,
        }
    }

    /// What the function `item` gives; `receiver` is what `Self` is in a trait's method.
    fn result_of(&self, item: ItemRef, receiver: Option<Ty>, left: u32) -> Ty {
        let Some(there) = Context::of(self.files, item) else {
            return Ty::Unknown;
        };
        let Some(returns) = &there.body.returns else {
            return Ty::Unknown;
        };
        let says_self =
            matches!(returns, TypeRef::Path(path, _) if path.len() == 1 && path[0] == "Self");
        match (there.ty_within(returns, left), receiver) {
            (_, Some(receiver)) if says_self => receiver,
            // `-> impl Future<Output = T>` is awaited sooner or later.
            (Ty::Work, _) => match returns {
                TypeRef::Bounds(bounds) => {
                    let output = bounds.iter().find_map(|bound| bound.output.as_deref());
                    output.map_or(Ty::Work, |output| there.ty_within(output, left))
                }
                _ => Ty::Work,
            },
            (ty, _) => ty,
        }
    }

    fn method_type(&self, call: &MethodCall, left: u32) -> Ty {
        let receiver = self.type_within(call.receiver, left);
        let catalogue = self.files.catalogue;
        let transparent = TRANSPARENT.contains(&call.name.as_str());
        match &receiver {
            Ty::External(path) => {
                if let Some(api) = catalogue.at(&format!("{path}::{}", call.name)) {
                    return match &api.returns {
                        Some(returns) => self.catalogue_type(returns),
                        None if catalogue.is_builder(path) => receiver,
                        None => Ty::Unknown,
                    };
                }
                if transparent || catalogue.is_builder(path) { receiver } else { Ty::Unknown }
            }
            Ty::Item(item) => match self.files.member(*item, &call.name) {
                Some(member) => self.result_of(member, Some(receiver.clone()), left),
                None if transparent => receiver,
                None => Ty::Unknown,
            },
            Ty::Tuple(_) | Ty::Work if transparent => receiver,
            _ => {
                let returns = catalogue
                    .unique_methods(&call.name)
                    .iter()
                    .find_map(|api| api.returns.as_deref());
                returns.map_or(Ty::Unknown, |returns| self.catalogue_type(returns))
            }
        }
    }
}

/// `BoxFuture`, `LocalBoxFuture`: a future that somebody else made.
fn is_boxed_future(path: &str) -> bool {
    path.ends_with("BoxFuture")
}

impl Files<'_> {
    /// The function or constant `name` of the type or trait `of`: of its impls, or of a trait that it
    /// implements.
    pub(super) fn member(&self, of: ItemRef, name: &str) -> Option<ItemRef> {
        let key = (of, CompactString::from(name));
        if let Some(known) = self.members.lock().ok()?.get(&key) {
            return *known;
        }
        let found = self.find_member(of, name);
        self.members.lock().ok()?.insert(key, found);
        found
    }

    fn find_member(&self, of: ItemRef, name: &str) -> Option<ItemRef> {
        if self.item(of).kind == ItemKind::Trait {
            return self.child(of, name);
        }
        let mut traits = Vec::new();
        for &implementation in self.impls(of).iter() {
            if let Some(found) = self.child(implementation, name) {
                return Some(found);
            }
            let trait_name = &self.item(implementation).trait_name;
            if !trait_name.is_empty() {
                traits.push((implementation, trait_name.clone()));
            }
        }
        traits.into_iter().find_map(|(implementation, trait_name)| {
            let module = self.module_at(implementation.file, Some(implementation.item));
            match self.resolve(module, &[trait_name])? {
                Def::Item(item) if self.item(item).kind == ItemKind::Trait => {
                    self.child(item, name)
                }
                _ => None,
            }
        })
    }

    /// The impls of the type `of` in its package, those in its own file first.
    pub(super) fn impls(&self, of: ItemRef) -> Arc<[ItemRef]> {
        let known = self.impls.lock().ok().and_then(|known| known.get(&of).cloned());
        if let Some(known) = known {
            return known;
        }
        let found: Arc<[ItemRef]> = self.find_impls(of).into();
        if let Ok(mut known) = self.impls.lock() {
            known.insert(of, Arc::clone(&found));
        }
        found
    }

    fn find_impls(&self, of: ItemRef) -> Vec<ItemRef> {
        let name = &self.item(of).name;
        let package = self.file(of.file).package;
        let mut files = self.mentioning(name, &|file| file.package == package);
        files.retain(|&file| holds_impl(self.text(file), name));
        files.sort_by_key(|&file| (file != of.file, file));
        let impls_in = |file: FileId| {
            let items = self.outline(file).items.iter().enumerate();
            let impls =
                items.filter(|(_, item)| item.kind == ItemKind::Impl && item.self_name == *name);
            impls.map(|(index, _)| ItemRef { file, item: index as u32 }).collect::<Vec<_>>()
        };
        let all: Vec<ItemRef> = files.into_iter().flat_map(impls_in).collect();
        all.into_iter()
            .filter(|found| {
                // The same name may be another type elsewhere in the package.
                let module = self.module_at(found.file, Some(found.item));
                match self.resolve(module, std::slice::from_ref(name)) {
                    Some(Def::Item(item)) => {
                        item == of || self.alias_target(item) == Some(Def::Item(of))
                    }
                    Some(_) => false,
                    None => true,
                }
            })
            .collect()
    }

    fn child(&self, outer: ItemRef, name: &str) -> Option<ItemRef> {
        let items = self.outline(outer.file).items.iter().enumerate();
        let mut children =
            items.filter(|(_, item)| item.parent == Some(outer.item) && item.name == name);
        children.next().map(|(index, _)| ItemRef { file: outer.file, item: index as u32 })
    }
}

/// True when `text` may hold an impl for the type `name`: `impl` stands before the name in the same
/// statement.
fn holds_impl(text: &str, name: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, name.as_bytes()).any(|at| {
        let before = bytes.get(..at).unwrap_or_default();
        let start = before.iter().rposition(|byte| matches!(byte, b'{' | b'}' | b';')).unwrap_or(0);
        memchr::memmem::find(before.get(start..).unwrap_or_default(), b"impl").is_some()
    })
}
