//! What calls give on of the values they are given, as the catalogue says.

use crate::facts::{Api, ApiRef, Form, Given};
use crate::readers::rust::lower::ir::{ExprId, ExprKind, MethodCall, PathRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::types::{Context, Ty};

use super::{Answer, Domain, Walk, Way};

impl<'c> Context<'c> {
    /// The entry that says what `call` gives on, whose receiver is of type `of`.
    pub(crate) fn passing(&self, call: &MethodCall, of: &Ty) -> Option<&'c ApiRef> {
        self.code.files.catalogue.passing(of.path(), &call.name)
    }

    /// True when `call`, whose receiver is of type `of`, hands it to its closure.
    pub(crate) fn hands_receiver(&self, call: &MethodCall, of: &Ty) -> bool {
        self.code.files.catalogue.handing(of.path(), &call.name).is_some()
    }

    /// True for a function of a type that stands for what is in it.
    pub(crate) fn makes_container(&self, def: Option<&Def>) -> bool {
        let Some(Def::External(path)) = def else { return false };
        let owner = path.rsplit_once("::").map(|(owner, _)| owner);
        owner.is_some_and(|owner| self.code.files.catalogue.container(owner).is_some())
    }

    /// The entry that says what a call of `path` gives on, which stands for `def`.
    pub(crate) fn passing_function(&self, path: &PathRef, def: Option<&Def>) -> Option<&'c ApiRef> {
        let catalogue = self.code.files.catalogue;
        match def {
            Some(Def::External(path)) => catalogue.passing_function(path),
            Some(_) => None,
            None => catalogue.passing_function(&path.segments.join("::")),
        }
    }
}

impl<'c, D: Domain<'c>> Walk<'_, 'c, D> {
    /// What a call gives by the entry `api`; a function that is a method by its entry has its receiver before its arguments.
    pub(super) fn given_by_function(
        &mut self,
        way: Way<'_, 'c>,
        api: &Api,
        args: &'c [ExprId],
    ) -> Answer<D::Value> {
        match (api.form, args.split_first()) {
            (Form::Method, Some((receiver, args))) => self.given(way, api, Some(receiver), args),
            _ => self.given(way, api, None, args),
        }
    }

    /// What a call gives by the entry `api`: its receiver, arguments, or what closures among these make.
    pub(super) fn given(
        &mut self,
        way: Way<'_, 'c>,
        api: &Api,
        receiver: Option<&'c ExprId>,
        args: &'c [ExprId],
    ) -> Answer<D::Value> {
        let given = api.given().filter_map(|given| match given {
            Given::Receiver => receiver,
            Given::Argument(index) => args.get(index),
        });
        let handed = receiver.filter(|_| api.hands_receiver());
        self.joined(given, |walk, given| match (handed, way.context.body.kind(*given)) {
            // `.map(usize::from)`, `.map(NonZeroUsize::get)`.
            (Some(receiver), ExprKind::Path(_)) if receiver != given => {
                walk.call(way, *given, *given, std::slice::from_ref(receiver))
            }
            // What is held stays what it is.
            _ if api.holds.is_some() => walk.value(way, *given),
            _ => walk.stands_for(way, *given),
        })
    }

    /// What `expr` stands for as an argument of what calls it when it is a closure: what that makes.
    pub(super) fn stands_for(&mut self, way: Way<'_, 'c>, expr: ExprId) -> Answer<D::Value> {
        match way.context.body.kind(way.context.body.peel(expr)) {
            ExprKind::Closure { body, .. } => self.value(way, *body),
            _ => self.value(way, expr),
        }
    }
}
