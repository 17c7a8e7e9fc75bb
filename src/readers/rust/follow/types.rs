//! Types: what an expression is, as far as that can be read without inference.
//!
//! Declarations come first: the type of a local name, a parameter, a field, a constant or the result of a function. Where
//! there is none, the value is followed.

use std::sync::LazyLock;

use super::messages::message_type;
use super::{Answer, Domain, Parts, Walk, Way, Why, walk};
use crate::facts::Given;
use crate::readers::rust::calls::ask;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{
    Binding, Body, ExprId, ExprKind, MethodCall, Origin, Part, PathRef, TypeRef,
};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::{Context, Ty};

impl<'c> Context<'c> {
    /// The type of `expr`.
    pub(crate) fn type_of(&self, expr: ExprId) -> Ty {
        self.type_answer(expr).value
    }

    /// The type of `expr`, with why it is not known.
    pub(crate) fn type_answer(&self, expr: ExprId) -> Answer<Ty> {
        Walk::new(Types, &[]).value(Way::start(*self), expr)
    }

    /// The type whose method `call` calls: that of its receiver, or the type of another crate that this
    /// dereferences to when it has no such method itself.
    pub(crate) fn receiver_type(&self, call: &MethodCall) -> Ty {
        self.dereferenced(self.type_of(call.receiver), &call.name)
    }
}

/// The domain of types.
pub(crate) struct Types;

fn known(ty: Ty) -> Answer<Ty> {
    Answer::known(ty)
}

/// `ty`, unless it is not known.
fn if_known(ty: Ty) -> Option<Answer<Ty>> {
    (ty != Ty::Unknown).then(|| known(ty))
}

impl<'c> Domain<'c> for Types {
    type Value = Ty;

    const CALLS_CLOSURES: bool = false;

    fn unknown() -> Ty {
        Ty::Unknown
    }

    /// All that a value can be is of one type: the first that is known.
    fn join(a: Answer<Ty>, b: Answer<Ty>) -> Answer<Ty> {
        if a.value == Ty::Unknown { b } else { a }
    }

    /// A type that no declaration tells is that of a type parameter: each caller may have its own.
    fn asks_callers(&mut self, _: bool) -> bool {
        false
    }

    fn read(walk: &mut Walk<'_, 'c, Self>, way: Way<'_, 'c>, expr: ExprId) -> Option<Answer<Ty>> {
        let context = way.context;
        let body = context.body;
        match body.kind(expr) {
            ExprKind::Local(id) => local(walk, way, body.binding(*id)),
            // The name of a function stands for what it makes: `get_or_init(Handle::current)`.
            ExprKind::Path(path) => {
                if_known(context.value_type(path)).or_else(|| if_known(context.call_type(path)))
            }
            ExprKind::Call(callee, _) => match body.kind(body.peel(*callee)) {
                ExprKind::Path(path) => if_known(context.call_type(path)),
                _ => None,
            },
            ExprKind::Method(call) => {
                let receiver = walk.value(way, call.receiver);
                Some(method(walk, way, call, receiver))
            }
            ExprKind::Field(base, name) => {
                let base = walk.value(way, *base);
                let ty = context.field_type(&base.value, name);
                let end = base.end.or_else(|| Some(Why::Field(name.clone()).into()));
                Some(Answer { end: end.filter(|_| ty == Ty::Unknown), ..known(ty) })
            }
            ExprKind::Cast(_, ty) => Some(known(context.ty(ty))),
            ExprKind::Closure { .. } => Some(known(Ty::Work)),
            ExprKind::Choice { values, .. } => Some(first_known(walk, way, values)),
            ExprKind::Struct { path, .. } => Some(known(context.struct_type(path))),
            ExprKind::Tuple(parts) => {
                let parts = parts.iter().map(|&part| walk.value(way, part).value);
                Some(known(Ty::Tuple(parts.collect())))
            }
            ExprKind::Array(items) => items.first().map(|&first| walk.value(way, first)),
            _ => None,
        }
    }

    fn part(
        walk: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
        parts: Parts<'_>,
    ) -> Answer<Ty> {
        let whole = walk.value(way, expr);
        let ty = way.context.part_type(whole.value, parts);
        let end = whole.end.or_else(|| Some(Why::Part.into()));
        Answer { end: end.filter(|_| ty == Ty::Unknown), ..known(ty) }
    }
}

fn first_known<'c>(
    walk: &mut Walk<'_, 'c, Types>,
    way: Way<'_, 'c>,
    values: &[ExprId],
) -> Answer<Ty> {
    let mut all = values.iter().map(|&value| walk.value(way, value));
    let first = all.next().unwrap_or_else(|| walk::unknown::<Types>(Why::Nothing));
    if first.value != Ty::Unknown {
        return first;
    }
    all.find(|found| found.value != Ty::Unknown).unwrap_or(first)
}

fn parts_of(binding: &Binding) -> Parts<'_> {
    Parts { parts: &binding.parts, field: binding.field.as_deref() }
}

/// What declarations say of the type of a local name.
fn local<'c>(
    walk: &mut Walk<'_, 'c, Types>,
    way: Way<'_, 'c>,
    binding: &'c Binding,
) -> Option<Answer<Ty>> {
    let context = way.context;
    let catalogue = context.code.files.catalogue;
    let whole = match (&binding.ty, binding.origin) {
        (Some(written), _) => context.ty(written),
        (None, Origin::ClosureParam(closure, index)) => handed(walk, way, closure, index),
        // `for job in jobs`, of a queue.
        (None, Origin::For) => match (binding.init, &walk.value(way, binding.init?).value) {
            (Some(queue), Ty::External(path)) if catalogue.gives_messages(path) => {
                message_type(context, queue).unwrap_or(Ty::Unknown)
            }
            _ => Ty::Unknown,
        },
        _ => Ty::Unknown,
    };
    if whole == Ty::Unknown {
        return None;
    }
    Some(known(context.part_type(whole, parts_of(binding))))
}

/// The type of what the closure `closure` is called with as its parameter `index`.
fn handed<'c>(walk: &mut Walk<'_, 'c, Types>, way: Way<'_, 'c>, closure: ExprId, index: u32) -> Ty {
    let context = way.context;
    let body = context.body;
    let catalogue = context.code.files.catalogue;
    let by_entry = |path: &str| {
        let api = catalogue.at(path).filter(|api| index == 0 && !api.hands_receiver());
        let hands = api.and_then(|api| api.hands.as_deref());
        hands.map_or(Ty::Unknown, |hands| context.catalogue_type(hands))
    };
    match body.expr(closure).parent.map(|parent| body.kind(parent)) {
        Some(ExprKind::Method(call)) => {
            let receiver = walk.value(way, call.receiver).value;
            let position = call.args.iter().position(|&arg| arg == closure);
            let declared = match (&receiver, position) {
                (Ty::External(path), _) => by_entry(&format!("{path}::{}", call.name)),
                (Ty::Item(item), Some(position)) => {
                    match context.code.members.method(*item, &call.name) {
                        Some(member) => context.declared_input(member, position + 1, index),
                        None => Ty::Unknown,
                    }
                }
                _ => Ty::Unknown,
            };
            let is_handed = index == 0 && context.hands_receiver(call, &receiver);
            if declared == Ty::Unknown && is_handed { receiver } else { declared }
        }
        Some(ExprKind::Call(callee, args)) => {
            let ExprKind::Path(path) = body.kind(body.peel(*callee)) else { return Ty::Unknown };
            let def = context.resolve(path);
            if let Some(Def::External(path)) = &def {
                return by_entry(path);
            }
            let function = ask::function_at(context.code, def);
            match (function, args.iter().position(|&arg| arg == closure)) {
                (Some(function), Some(position)) => {
                    context.declared_input(function, position, index)
                }
                _ => Ty::Unknown,
            }
        }
        _ => Ty::Unknown,
    }
}

/// What the method `call` gives that is called on `receiver`.
fn method<'c>(
    walk: &mut Walk<'_, 'c, Types>,
    way: Way<'_, 'c>,
    call: &'c MethodCall,
    receiver: Answer<Ty>,
) -> Answer<Ty> {
    let context = way.context;
    let catalogue = context.code.files.catalogue;
    let ty = context.dereferenced(receiver.value.clone(), &call.name);
    let unknown = || walk::unknown::<Types>(Why::ResultOf(call.name.clone()));
    if let Ty::Item(item) = &ty
        && let Some(member) = context.code.members.method(*item, &call.name)
    {
        return match context.result_type(member, Some(ty)) {
            Ty::Unknown => unknown(),
            ty => known(ty),
        };
    }
    let entry = ty.path().and_then(|path| catalogue.at(&format!("{path}::{}", call.name)));
    let passing = context.passing(call, &ty);
    if let Some(returns) = entry.or(passing).and_then(|api| api.returns.as_deref()) {
        return known(context.catalogue_type(returns));
    }
    let mut end = receiver.end.clone();
    for given in passing.iter().flat_map(|api| api.given()) {
        let found = match given {
            // What it dereferences to has such a method; a container has it itself.
            Given::Receiver => Answer { value: ty.clone(), ..receiver.clone() },
            Given::Argument(index) => match call.args.get(index) {
                Some(&arg) => walk.stands_for(way, arg),
                None => continue,
            },
        };
        if found.value != Ty::Unknown {
            return found;
        }
        end = end.or(found.end);
    }
    match &ty {
        Ty::External(path) if catalogue.is_builder(path) => known(ty),
        Ty::Item(_) => unknown(),
        // `state.borrow::<Pool>()`: what a method of another crate is asked for.
        _ if call.generics.len() == 1 && context.ty(&call.generics[0]) != Ty::Unknown => {
            known(context.ty(&call.generics[0]))
        }
        // What is taken out of a queue. The part of an enum that a pattern takes is not told from the enum itself.
        Ty::External(path) if catalogue.gives_messages(path) => {
            let is_enum = |item: ItemRef| context.code.files.item(item).kind == ItemKind::Enum;
            match message_type(context, call.receiver) {
                Some(Ty::Item(item)) if is_enum(item) => unknown(),
                Some(Ty::Unknown) | None => unknown(),
                Some(ty) => known(ty),
            }
        }
        Ty::External(_) => unknown(),
        _ => {
            let mut named = catalogue.unique_methods(&call.name).iter();
            match named.find_map(|api| api.returns.as_deref()) {
                Some(returns) => known(context.catalogue_type(returns)),
                None => Answer { end: end.or(unknown().end), ..unknown() },
            }
        }
    }
}

impl<'c> Context<'c> {
    /// The type of the part `parts` of a value of type `ty`.
    pub(super) fn part_type(&self, mut ty: Ty, parts: Parts<'_>) -> Ty {
        for part in parts.parts {
            ty = match (part, ty) {
                (Part::Index(index, _), Ty::Tuple(mut types))
                    if (*index as usize) < types.len() =>
                {
                    types.swap_remove(*index as usize)
                }
                (Part::Field, ty) => match parts.field {
                    Some(field) => self.field_type(&ty, field),
                    None => Ty::Unknown,
                },
                // `let Named(_, handle) = named`
                (Part::Index(index, _), ty @ Ty::Item(_))
                    if self.field_type(&ty, &index.to_string()) != Ty::Unknown =>
                {
                    self.field_type(&ty, &index.to_string())
                }
                // `for (index, handle) in handles.iter().enumerate()`: the container is transparent.
                (Part::Index(1, 2), ty @ (Ty::External(_) | Ty::Item(_))) => ty,
                _ => Ty::Unknown,
            };
        }
        ty
    }

    /// The type of the field `name` of a value of type `ty`.
    pub(crate) fn field_type(&self, ty: &Ty, name: &str) -> Ty {
        match ty {
            Ty::Item(item) if self.code.files.item(*item).kind == ItemKind::Struct => {
                let item = self.with_field(*item, name);
                let fields = self.code.files.fields(item);
                let declared = fields.iter().find(|(field, _)| field == name);
                declared.map_or(Ty::Unknown, |(_, written)| self.declared_at(item).ty(written))
            }
            Ty::Tuple(types) => {
                let index = name.parse::<usize>().ok();
                index.and_then(|index| types.get(index).cloned()).unwrap_or(Ty::Unknown)
            }
            _ => Ty::Unknown,
        }
    }

    /// The type with which `function` says it calls the closure that is its parameter `position`.
    fn declared_input(&self, function: ItemRef, position: usize, index: u32) -> Ty {
        let Some(there) = Context::of(self.code, function) else { return Ty::Unknown };
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
        input.map_or(Ty::Unknown, |input| there.ty(input))
    }

    fn struct_type(&self, path: &PathRef) -> Ty {
        match self.resolve(path) {
            Some(Def::Item(item)) => self.item_type(item),
            Some(Def::Member(item, _)) => Ty::Item(item),
            Some(Def::External(path)) => {
                Ty::External(self.code.files.catalogue.canonical(&path).into_owned())
            }
            _ => Ty::Unknown,
        }
    }

    fn item_type(&self, item: ItemRef) -> Ty {
        if self.code.files.item(item).kind == ItemKind::Type {
            let name = self.code.files.item(item).name.clone();
            return self.declared_at(item).ty(&TypeRef::Path(vec![name], Vec::new()));
        }
        Ty::Item(item)
    }

    /// The declared type of a constant, static, variant or unit struct.
    fn value_type(&self, path: &PathRef) -> Ty {
        let constant = match self.resolve(path) {
            Some(Def::Item(item)) => match self.code.files.item(item).kind {
                ItemKind::Const | ItemKind::Static => item,
                ItemKind::Struct => return Ty::Item(item),
                _ => return Ty::Unknown,
            },
            Some(Def::Member(item, name)) => match self.code.members.member(item, &name) {
                Some(member) => member,
                None if self.code.files.item(item).kind == ItemKind::Enum => {
                    return Ty::Item(item);
                }
                None => return Ty::Unknown,
            },
            _ => return Ty::Unknown,
        };
        self.result_type(constant, None)
    }

    /// What a call of the function at `path` gives, as far as its declaration says.
    fn call_type(&self, path: &PathRef) -> Ty {
        match self.resolve(path) {
            Some(Def::External(path)) if self.is_passed(&path) => Ty::Unknown,
            Some(Def::External(path)) => self.external_result(&path),
            Some(Def::Item(item)) => match self.code.files.item(item).kind {
                ItemKind::Fn => self.result_type(item, None),
                ItemKind::Struct | ItemKind::Type => self.item_type(item),
                _ => Ty::Unknown,
            },
            Some(Def::Member(item, name)) => match self.code.members.member(item, &name) {
                Some(member) => self.result_type(member, Some(Ty::Item(item))),
                // A variant, or `default()` and its like from a derive.
                None => Ty::Item(item),
            },
            _ => Ty::Unknown,
        }
    }

    /// True when a call of `path` gives what it is handed, or nothing yet: `Arc::clone(&x)` is as `x`, and
    /// `Handle::clone(&x)` a handle, whatever `x` is.
    fn is_passed(&self, path: &str) -> bool {
        let catalogue = self.code.files.catalogue;
        match (catalogue.at(path), path.rsplit_once("::")) {
            (Some(api), _) => api.returns.is_none() && api.given().next().is_some(),
            (None, Some((owner, _))) => catalogue.container(owner).is_some(),
            (None, None) => false,
        }
    }

    /// The declared type of a constant, or of what a function gives; `receiver` is what `Self` is in a trait's method.
    fn result_type(&self, item: ItemRef, receiver: Option<Ty>) -> Ty {
        let Some(there) = Context::of(self.code, item) else { return Ty::Unknown };
        let Some(returns) = &there.body.returns else { return Ty::Unknown };
        let says_self =
            matches!(returns, TypeRef::Path(path, _) if path.len() == 1 && path[0] == "Self");
        match (there.ty(returns), receiver) {
            (_, Some(receiver)) if says_self => receiver,
            // `-> impl Future<Output = T>` is awaited sooner or later.
            (Ty::Work, _) => match returns {
                TypeRef::Bounds(bounds) => {
                    let output = bounds.iter().find_map(|bound| bound.output.as_deref());
                    output.map_or(Ty::Work, |output| there.ty(output))
                }
                _ => Ty::Work,
            },
            (ty, _) => ty,
        }
    }

    /// `ty`, or the type of another crate that it dereferences to when it has no such method itself.
    pub(super) fn dereferenced(&self, ty: Ty, method: &str) -> Ty {
        let Ty::Item(item) = ty else { return ty };
        if self.code.members.method(item, method).is_some() {
            return ty;
        }
        let target = self.code.members.deref_target(item);
        let behind = target.and_then(|target| {
            let written = self.code.files.header(target).ty.as_ref()?;
            let module = self.code.names.module_at(target.file, Some(target.item));
            let owner = self.code.files.owner(target);
            Some(Context { module, item: target, owner, ..*self }.ty(written))
        });
        behind.filter(|behind| matches!(behind, Ty::External(_))).unwrap_or(ty)
    }

    /// Here, as what is written at the declaration of `item` sees it.
    pub(crate) fn declared_at(&self, item: ItemRef) -> Self {
        let module = self.code.names.module_at(item.file, Some(item.item));
        // The type parameters of the function around are not those of the item.
        static NOTHING: LazyLock<Body> = LazyLock::new(Body::default);
        Self { module, item, owner: None, body: &NOTHING, ..*self }
    }
}
