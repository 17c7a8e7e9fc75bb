//! Types of calls: what functions and methods return, as far as the workspace or the catalogue says.

use super::{CONTAINERS, Context, Ty};
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{ExprId, ExprKind, MethodCall, PathRef, TypeRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;

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
pub(super) const CALLED_WITH_RECEIVER: &[&str] = &[
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

impl Context<'_> {
    pub(super) fn call_type(&self, callee: ExprId, args: &[ExprId], left: u32) -> Ty {
        let ExprKind::Path(path) = self.body.kind(self.body.peel(callee)) else {
            return Ty::Unknown;
        };
        if let Some(ty) = self.wrapped_type(path, args, left) {
            return ty;
        }
        match self.resolve(path) {
            Some(Def::External(path)) => self.external_result(&path),
            Some(Def::Item(item)) => match self.code.files.item(item).kind {
                ItemKind::Fn => self.result_of(item, None, left),
                ItemKind::Struct | ItemKind::Type => self.item_type(item),
                _ => Ty::Unknown,
            },
            Some(Def::Member(item, name)) => match self.code.members.member(item, &name) {
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

    /// What the function `item` gives; `receiver` is what `Self` is in a trait's method.
    pub(super) fn result_of(&self, item: ItemRef, receiver: Option<Ty>, left: u32) -> Ty {
        let Some(there) = Context::of(self.code, item) else {
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

    /// The type whose method `call` calls: that of its receiver, or the type of another crate that this
    /// dereferences to when it has no such method itself.
    pub(crate) fn receiver_type(&self, call: &MethodCall) -> Ty {
        self.dereferenced(self.type_of(call.receiver), &call.name)
    }

    fn dereferenced(&self, ty: Ty, method: &str) -> Ty {
        let Ty::Item(item) = ty else { return ty };
        if self.code.members.member(item, method).is_some() {
            return ty;
        }
        let target = self.code.members.deref_target(item);
        let behind = target.and_then(|target| {
            let written = self.code.files.aliased(target)?;
            let module = self.code.names.module_at(target.file, Some(target.item));
            let owner = self.code.files.owner(target);
            Some(Context { module, item: target, owner, ..*self }.ty(&written))
        });
        behind.filter(|behind| matches!(behind, Ty::External(_))).unwrap_or(ty)
    }

    pub(super) fn method_type(&self, call: &MethodCall, left: u32) -> Ty {
        let receiver = self.dereferenced(self.type_within(call.receiver, left), &call.name);
        let catalogue = self.code.files.catalogue;
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
            Ty::Item(item) => match self.code.members.member(*item, &call.name) {
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
