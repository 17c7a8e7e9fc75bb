//! Types as they are written: what a path to a type stands for.
//!
//! A type is told *modulo containers*: `Arc<Mutex<Option<Pool>>>`, `&Pool` and `Vec<Pool>` are all
//! `Pool`, since a method that the containers have themselves is none that the catalogue knows.

mod catalogue;

use compact_str::CompactString;

use super::budget::Budget;
use super::files::ItemRef;
use super::lower::ir::{Body, Bound, PathRef, TypeRef};
use super::names::{Def, Module};
use super::syntax::outline::ItemKind;
use crate::readers::rust::code::Code;

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ty {
    /// A type of another crate, by its canonical path.
    External(String),
    /// A struct, enum or trait of the workspace.
    Item(ItemRef),
    Tuple(Vec<Ty>),
    /// A future or closure that somebody handed in.
    Work,
    Unknown,
}

impl Ty {
    /// The path of a type of another crate.
    pub(crate) fn path(&self) -> Option<&str> {
        match self {
            Self::External(path) => Some(path),
            _ => None,
        }
    }
}

/// A body together with where it is.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    pub(crate) code: &'c Code<'c>,
    pub(crate) body: &'c Body,
    pub(crate) item: ItemRef,
    pub(crate) module: Module,
    /// The impl or trait that the function is a member of.
    pub(crate) owner: Option<ItemRef>,
}

impl<'c> Context<'c> {
    /// The body of `item`, `None` when it has none.
    pub(crate) fn of(code: &'c Code<'c>, item: ItemRef) -> Option<Self> {
        let body = code.files.body(item)?;
        Some(Self::with_body(code, item, body))
    }

    /// `body`, which is that of `item` or of a function in it.
    pub(crate) fn with_body(code: &'c Code<'c>, item: ItemRef, body: &'c Body) -> Self {
        let module = code.names.module_at(item.file, Some(item.item));
        Self { code, body, item, module, owner: code.files.owner(item) }
    }

    /// What `path` stands for here.
    pub(crate) fn resolve(&self, path: &PathRef) -> Option<Def> {
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

    pub(crate) fn resolve_segments(&self, segments: &[CompactString]) -> Option<Def> {
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
        let found = self.code.names.resolve(self.module, segments);
        found.or_else(|| self.body.globs.iter().find_map(|glob| self.in_glob(glob, segments)))
    }

    fn in_glob(&self, glob: &[CompactString], segments: &[CompactString]) -> Option<Def> {
        let path: Vec<_> = glob.iter().chain(segments).cloned().collect();
        match self.code.names.resolve(self.module, &path)? {
            Def::External(path) => {
                let known = self.code.files.catalogue.knows(&path);
                known.then_some(Def::External(path))
            }
            def => Some(def),
        }
    }

    /// The type that `Self` is here.
    pub(crate) fn self_type(&self) -> Option<Ty> {
        if let Some(written) = &self.body.self_type {
            return Some(self.ty(written));
        }
        let owner = self.owner?;
        if self.code.files.item(owner).kind == ItemKind::Trait {
            return Some(Ty::Item(owner));
        }
        let written = self.code.files.header(owner).ty.as_ref()?;
        Some(self.ty(written))
    }

    /// The type that `written` is here.
    pub(crate) fn ty(&self, written: &TypeRef) -> Ty {
        self.ty_within(written, &mut Budget::new())
    }

    fn ty_within(&self, written: &TypeRef, budget: &mut Budget) -> Ty {
        if !budget.enter() {
            return Ty::Unknown;
        }
        let ty = match written {
            TypeRef::Path(path, args) => self.path_type(path, args, budget),
            TypeRef::Tuple(types) => {
                Ty::Tuple(types.iter().map(|ty| self.ty_within(ty, budget)).collect())
            }
            TypeRef::Bounds(bounds) => self.bounds_type(bounds, budget),
            TypeRef::Function(_) => Ty::Work,
            TypeRef::Unknown => Ty::Unknown,
        };
        budget.leave();
        ty
    }

    fn path_type(&self, path: &[CompactString], args: &[TypeRef], budget: &mut Budget) -> Ty {
        if let [name] = path {
            if name == "Self" {
                return self.self_type_within(budget);
            }
            // Those of the function, and those of its impl or trait; of a struct, its own.
            let around = &self.code.files.header(self.owner.unwrap_or(self.item)).generics;
            let mut params = self.body.generics.iter().chain(around);
            if let Some(param) = params.find(|param| param.name == *name) {
                return self.bounds_type(&param.bounds, budget);
            }
        }
        let def = self.resolve_segments(path);
        if let Some(Def::Item(item)) = def {
            if self.code.files.item(item).kind != ItemKind::Type {
                return Ty::Item(item);
            }
            let Some(target) = &self.code.files.header(item).ty else {
                return Ty::Unknown;
            };
            let module = self.code.names.module_at(item.file, Some(item.item));
            let there = Context { module, item, owner: None, ..*self };
            return match there.ty_within(target, budget) {
                // `type Result<T> = std::result::Result<T, Error>;`
                // The alias of a container, whose own parameter stands for what is in it.
                Ty::Unknown if there.is_container(target) => {
                    args.first().map_or(Ty::Unknown, |arg| self.ty_within(arg, budget))
                }
                ty => ty,
            };
        }
        if let Some(which) = self.container(def.as_ref(), path) {
            return args.get(which).map_or(Ty::Unknown, |arg| self.ty_within(arg, budget));
        }
        match def {
            Some(Def::External(path)) => {
                let catalogue = self.code.files.catalogue;
                if catalogue.is_work(&path) {
                    Ty::Work
                } else {
                    Ty::External(catalogue.canonical(&path).into_owned())
                }
            }
            _ => Ty::Unknown,
        }
    }

    fn self_type_within(&self, budget: &mut Budget) -> Ty {
        match &self.body.self_type {
            Some(TypeRef::Path(path, _)) if path.first().is_some_and(|first| first == "Self") => {
                return Ty::Unknown;
            }
            Some(written) => return self.ty_within(written, budget),
            None => {}
        }
        let Some(owner) = self.owner else {
            return Ty::Unknown;
        };
        if self.code.files.item(owner).kind == ItemKind::Trait {
            return Ty::Item(owner);
        }
        match &self.code.files.header(owner).ty {
            Some(TypeRef::Path(path, _)) if path.first().is_some_and(|first| first == "Self") => {
                Ty::Unknown
            }
            Some(written) => self.ty_within(written, budget),
            None => Ty::Unknown,
        }
    }

    /// The argument that a container type stands for: one of another crate, or what can't be resolved and has the name
    /// of one.
    fn container(&self, def: Option<&Def>, written: &[CompactString]) -> Option<usize> {
        let catalogue = self.code.files.catalogue;
        match def {
            Some(Def::External(path)) => catalogue.container(path),
            Some(_) => None,
            None => catalogue.container(written.last()?),
        }
    }

    fn is_container(&self, written: &TypeRef) -> bool {
        let TypeRef::Path(path, _) = written else { return false };
        self.container(self.resolve_segments(path).as_ref(), path).is_some()
    }

    fn bounds_type(&self, bounds: &[Bound], budget: &mut Budget) -> Ty {
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
                        return self.ty_within(output, budget);
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
}
