//! Which API entry an expression uses.

use std::ops::Range;
use std::sync::Arc;

use super::lower::ir::{ExprId, ExprKind, MethodCall, PathRef};
use super::names::Def;
use super::types::{Context, Ty};
use crate::facts::{Api, ApiRef, Argument, Confidence, Form, Role};

/// A use of an entry before its context is known.
pub(crate) struct Use<'u> {
    pub(crate) api: ApiRef,
    pub(crate) expr: ExprId,
    /// The token that names the API.
    pub(crate) name_at: Range<u32>,
    pub(crate) args: &'u [ExprId],
    pub(crate) confidence: Confidence,
}

impl<'c> Context<'c> {
    /// The entry that the call, method call or path `expr` uses.
    pub(crate) fn use_at(&self, expr: ExprId) -> Option<Use<'c>> {
        match self.body.kind(expr) {
            ExprKind::Call(callee, args) => match self.body.kind(self.body.peel(*callee)) {
                ExprKind::Path(path) => self.call_use(expr, path, args),
                _ => None,
            },
            ExprKind::Method(call) => self.method_use(expr, call),
            ExprKind::Macro { path, args } => self.macro_use(expr, path, args),
            ExprKind::Path(path) => self.value_use(expr, path),
            _ => None,
        }
    }

    fn call_use<'u>(&self, expr: ExprId, path: &PathRef, args: &'u [ExprId]) -> Option<Use<'u>> {
        let def = self.resolve(path)?;
        let is_external = matches!(def, Def::External(_));
        let api = self.entry(def)?;
        if matches!(api.form, Form::Macro | Form::Attribute) {
            return None;
        }
        // Through a crate that gives out the one of the entry.
        let is_through_face =
            is_external && !api.path.starts_with("std::") && !self.depends_on(api);
        let confidence = if is_through_face { Confidence::Medium } else { Confidence::High };
        // `Type::method(receiver, …)`.
        let args = if api.form == Form::Method { args.get(1..).unwrap_or_default() } else { args };
        let name_at = path.name_at.clone();
        Some(Use { api: Arc::clone(api), expr, name_at, args, confidence })
    }

    fn macro_use<'u>(&self, expr: ExprId, path: &PathRef, args: &'u [ExprId]) -> Option<Use<'u>> {
        let api = self.entry(self.resolve(path)?)?;
        (api.form == Form::Macro).then(|| Use {
            api: Arc::clone(api),
            expr,
            name_at: path.name_at.clone(),
            args,
            confidence: Confidence::High,
        })
    }

    fn method_use<'u>(&self, expr: ExprId, call: &'u MethodCall) -> Option<Use<'u>> {
        let catalogue = self.code.files.catalogue;
        if catalogue.site_methods(&call.name).is_empty() {
            return None;
        }
        let by_name = || self.unique_method(call).map(|api| (api, Confidence::Medium));
        let (api, confidence) = match self.receiver_type(call) {
            Ty::External(path) => match catalogue.at(&format!("{path}::{}", call.name)) {
                Some(api) => (Arc::clone(api), Confidence::High),
                // A trait's method on a type of another crate.
                None => by_name()?,
            },
            Ty::Item(item) if self.code.members.method(item, &call.name).is_some() => {
                let own = self.entry(Def::Member(item, call.name.clone()))?;
                (Arc::clone(own), Confidence::High)
            }
            _ => by_name()?,
        };
        Some(Use { api, expr, name_at: call.name_at.clone(), args: &call.args, confidence })
    }

    /// The method that `expr` may be a use of, were the type of its receiver known, of those that `matters` is true of;
    /// with its name and why it is not.
    pub(crate) fn possible_use(
        &self,
        expr: ExprId,
        matters: &dyn Fn(&Api) -> bool,
    ) -> Option<(&'c ApiRef, Range<u32>, String)> {
        let ExprKind::Method(call) = self.body.kind(expr) else { return None };
        let mut methods = self.code.files.catalogue.site_methods(&call.name).iter();
        let api = methods
            .find(|api| matters(api) && self.takes(api, &call.args) && self.depends_on(api))?;
        let receiver = self.type_answer(call.receiver);
        let reason = || receiver.ended(*self, call.receiver);
        (receiver.value == Ty::Unknown).then(|| (api, call.name_at.clone(), reason()))
    }

    /// True when `args` can be the arguments of `api`: work is never a text or a reference.
    fn takes(&self, api: &Api, args: &[ExprId]) -> bool {
        let size = match &api.size {
            Some(Argument::Index(index)) => Some(*index),
            _ => None,
        };
        let is_work = |index: usize| {
            args.get(index).is_some_and(|&arg| {
                !matches!(self.body.kind(arg), ExprKind::Text(_) | ExprKind::Same(_))
            })
        };
        size.is_none_or(|index| index < args.len()) && api.work.is_none_or(is_work)
    }

    /// The entry for a definition, of another crate or declared for the project's own.
    fn entry(&self, def: Def) -> Option<&'c ApiRef> {
        let code = self.code;
        match def {
            Def::External(path) => code.files.catalogue.at(&path),
            Def::Item(item) if code.files.has_own_entries => {
                code.files.catalogue.at(&code.names.crate_path(item))
            }
            Def::Member(item, name) if code.files.has_own_entries => {
                code.files.catalogue.at(&format!("{}::{name}", code.names.crate_path(item)))
            }
            _ => None,
        }
    }

    /// A method that its name alone identifies, in a package that depends on its crate.
    fn unique_method(&self, call: &MethodCall) -> Option<ApiRef> {
        let mut candidates = self.code.files.catalogue.unique_methods(&call.name).iter();
        let fits = |api: &&ApiRef| {
            self.takes(api, &call.args)
                && self.depends_on(api)
                && !self.starts_in_another_crate(call.receiver, api)
        };
        candidates.find(fits).cloned()
    }

    /// True when the chain of methods `expr` starts with something of a crate that is not the one of `api` and that the
    /// catalogue does not know: `other::Builder::new().threads(4)`. Anything may have the methods of an extension trait.
    fn starts_in_another_crate(&self, expr: ExprId, api: &Api) -> bool {
        let mut root = self.body.peel(expr);
        while let ExprKind::Method(call) = self.body.kind(root) {
            root = self.body.peel(call.receiver);
        }
        let callee = match self.body.kind(root) {
            ExprKind::Call(callee, _) => self.body.peel(*callee),
            _ => root,
        };
        let ExprKind::Path(path) = self.body.kind(callee) else { return false };
        let Some(Def::External(path)) = self.resolve(path) else { return false };
        let lib = path.split("::").next().unwrap_or_default();
        !api.owner().ends_with("Ext") && !self.code.files.catalogue.knows_lib(lib)
    }

    /// True when the package depends on the crate of `api`, or on one that re-exports it.
    pub(crate) fn depends_on(&self, api: &ApiRef) -> bool {
        let catalogue = self.code.files.catalogue;
        let lib = api.path.split("::").next().unwrap_or_default();
        let package =
            &self.code.files.workspace.packages[self.code.files.file(self.item.file).package];
        package.dependencies.iter().any(|dependency| {
            let depended = catalogue.lib_name(&dependency.package);
            depended == lib || catalogue.reexports_from(&depended, lib)
        })
    }

    /// A function handed on as a value: `or_insert_with(mpsc::unbounded_channel)`.
    fn value_use(&self, expr: ExprId, path: &PathRef) -> Option<Use<'static>> {
        let parent = self.body.expr(expr).parent?;
        let handed_on = match self.body.kind(parent) {
            ExprKind::Call(callee, _) => self.body.peel(*callee) != expr,
            ExprKind::Method(_) => true,
            _ => false,
        };
        if !handed_on {
            return None;
        }
        let Def::External(resolved) = self.resolve(path)? else {
            return None;
        };
        let api = self.code.files.catalogue.at(&resolved)?;
        let creates = api.is(Role::Queue) || api.is(Role::Start) || api.is(Role::Block);
        (api.form == Form::Function && creates).then(|| Use {
            api: Arc::clone(api),
            expr,
            name_at: path.name_at.clone(),
            args: &[],
            confidence: Confidence::High,
        })
    }
}
