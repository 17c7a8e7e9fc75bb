//! Types of calls: what functions and methods return, as far as the workspace or the catalogue says.

use std::borrow::Cow;

use super::{Context, Ty};
use crate::facts::{Api, Form, Given};
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{ExprId, ExprKind, MethodCall, PathRef, TypeRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;

impl Context<'_> {
    pub(super) fn call_type(&self, callee: ExprId, args: &[ExprId], left: u32) -> Ty {
        let ExprKind::Path(path) = self.body.kind(self.body.peel(callee)) else {
            return Ty::Unknown;
        };
        let def = self.resolve(path);
        if let Some(ty) = self.passed_type(def.as_ref(), path, args, left) {
            return ty;
        }
        match def {
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
    fn passed_type(
        &self,
        def: Option<&Def>,
        path: &PathRef,
        args: &[ExprId],
        left: u32,
    ) -> Option<Ty> {
        let path = match def {
            Some(Def::External(path)) => Cow::Borrowed(path.as_str()),
            Some(_) => return None,
            None => Cow::Owned(path.segments.join("::")),
        };
        let catalogue = self.code.files.catalogue;
        let api = catalogue.passing_function(&path)?;
        // `Handle::clone(&x)` is a handle, whatever `x` is, and `Arc::clone(&x)` as `x`.
        let (owner, _) = path.rsplit_once("::")?;
        if catalogue.at(&path).is_none() && catalogue.container(owner).is_none() {
            return None;
        }
        if let Some(returns) = &api.returns {
            return Some(self.catalogue_type(returns));
        }
        Some(match api.form {
            Form::Method => {
                let (&receiver, args) = args.split_first()?;
                self.given_type(api, self.type_within(receiver, left), args, left)
            }
            _ => self.given_type(api, Ty::Unknown, args, left),
        })
    }

    /// The type of what `api` passes on, or holds: `receiver` is the type of what it is called on.
    fn given_type(&self, api: &Api, receiver: Ty, args: &[ExprId], left: u32) -> Ty {
        let of = |given| match given {
            Given::Receiver => receiver.clone(),
            Given::Argument(index) => args.get(index).map_or(Ty::Unknown, |&arg| {
                if api.holds.is_some() {
                    self.type_within(arg, left)
                } else {
                    self.made_type(arg, left)
                }
            }),
        };
        api.given().map(of).find(|ty| *ty != Ty::Unknown).unwrap_or(Ty::Unknown)
    }

    /// The type of a value, or of what a closure or function makes: `unwrap_or_else(|| …)`.
    fn made_type(&self, value: ExprId, left: u32) -> Ty {
        match self.body.kind(self.body.peel(value)) {
            ExprKind::Closure { body, .. } => self.type_within(*body, left),
            ExprKind::Path(path) => match self.value_type(path, left) {
                Ty::Unknown => self.call_type(value, &[], left),
                ty => ty,
            },
            _ => self.type_within(value, left),
        }
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
        if let Ty::Item(item) = &receiver
            && let Some(member) = self.code.members.member(*item, &call.name)
        {
            return self.result_of(member, Some(receiver), left);
        }
        let of = receiver.path();
        let entry = of.and_then(|path| catalogue.at(&format!("{path}::{}", call.name)));
        let passing = catalogue.passing(of, &call.name);
        if let Some(returns) = entry.or(passing).and_then(|api| api.returns.as_deref()) {
            return self.catalogue_type(returns);
        }
        if let Some(api) = passing {
            let ty = self.given_type(api, receiver.clone(), &call.args, left);
            if ty != Ty::Unknown {
                return ty;
            }
        }
        match receiver {
            Ty::External(path) if catalogue.is_builder(&path) => Ty::External(path),
            Ty::External(_) | Ty::Item(_) => Ty::Unknown,
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
