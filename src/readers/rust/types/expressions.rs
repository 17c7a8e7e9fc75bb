//! Types of expressions.

use super::{Context, DEEPEST, Ty};
use crate::readers::rust::calls::ask;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::lower::ir::{Binding, ExprId, ExprKind, Origin, Part, PathRef, TypeRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;

/// How many steps a value that is assigned later is followed.
const SHALLOW: u32 = 3;

impl Context<'_> {
    /// The type of `expr`.
    pub(crate) fn type_of(&self, expr: ExprId) -> Ty {
        self.type_within(expr, DEEPEST)
    }

    pub(super) fn type_within(&self, expr: ExprId, left: u32) -> Ty {
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
        // `query = query.filter(…)`: what is assigned may be made from the name itself.
        let left = left.min(SHALLOW);
        let mut assigned = binding.assigned.iter().map(|&value| self.type_within(value, left));
        assigned.find(|ty| *ty != Ty::Unknown).unwrap_or(Ty::Unknown)
    }

    /// The type of what the closure `closure` is called with as its parameter `index`.
    pub(super) fn handed_type(&self, closure: ExprId, index: u32, left: u32) -> Ty {
        let catalogue = self.code.files.catalogue;
        let by_entry = |path: &str| {
            let hands = catalogue
                .at(path)
                .filter(|api| index == 0 && !api.hands_receiver())
                .and_then(|api| api.hands.as_deref());
            hands.map_or(Ty::Unknown, |hands| self.catalogue_type(hands))
        };
        match self.body.expr(closure).parent.map(|parent| self.body.kind(parent)) {
            Some(ExprKind::Method(call)) => {
                let receiver = self.type_within(call.receiver, left);
                let position = call.args.iter().position(|&arg| arg == closure);
                let known = match &receiver {
                    Ty::External(path) => by_entry(&format!("{path}::{}", call.name)),
                    Ty::Item(item) => match (self.code.members.member(*item, &call.name), position)
                    {
                        (Some(member), Some(position)) => {
                            self.declared_input(member, position + 1, index, left)
                        }
                        _ => Ty::Unknown,
                    },
                    _ => Ty::Unknown,
                };
                let handed = index == 0 && catalogue.handing(receiver.path(), &call.name).is_some();
                if known == Ty::Unknown && handed { receiver } else { known }
            }
            Some(ExprKind::Call(callee, args)) => {
                let ExprKind::Path(path) = self.body.kind(self.body.peel(*callee)) else {
                    return Ty::Unknown;
                };
                let def = self.resolve(path);
                if let Some(Def::External(path)) = &def {
                    return by_entry(path);
                }
                match (
                    ask::function_at(self.code, def),
                    args.iter().position(|&arg| arg == closure),
                ) {
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
        let Some(there) = Context::of(self.code, function) else {
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
    pub(crate) fn field_type(&self, ty: &Ty, name: &str) -> Ty {
        match ty {
            Ty::Item(item) if self.code.files.item(*item).kind == ItemKind::Struct => {
                let fields = self.code.files.fields(*item);
                let Some((_, written)) = fields.iter().find(|(field, _)| field == name) else {
                    return Ty::Unknown;
                };
                let there = Context {
                    module: self.code.names.module_at(item.file, Some(item.item)),
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

    pub(super) fn struct_type(&self, path: &PathRef) -> Ty {
        match self.resolve(path) {
            Some(Def::Item(item)) => self.item_type(item),
            Some(Def::Member(item, _)) => Ty::Item(item),
            Some(Def::External(path)) => {
                Ty::External(self.code.files.catalogue.canonical(&path).into_owned())
            }
            _ => Ty::Unknown,
        }
    }

    pub(super) fn item_type(&self, item: ItemRef) -> Ty {
        if self.code.files.item(item).kind == ItemKind::Type {
            let name = self.code.files.item(item).name.clone();
            let there = Context {
                module: self.code.names.module_at(item.file, Some(item.item)),
                owner: None,
                ..*self
            };
            return there.ty(&TypeRef::Path(vec![name], Vec::new()));
        }
        Ty::Item(item)
    }

    /// The type of a constant, static or unit value.
    pub(super) fn value_type(&self, path: &PathRef, left: u32) -> Ty {
        match self.resolve(path) {
            Some(Def::Item(item)) => match self.code.files.item(item).kind {
                ItemKind::Const | ItemKind::Static => self.constant_type(item, left),
                ItemKind::Struct => Ty::Item(item),
                _ => Ty::Unknown,
            },
            Some(Def::Member(item, name)) => match self.code.members.member(item, &name) {
                Some(member) => self.constant_type(member, left),
                None if self.code.files.item(item).kind == ItemKind::Enum => Ty::Item(item),
                None => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    pub(super) fn constant_type(&self, item: ItemRef, left: u32) -> Ty {
        let Some(there) = Context::of(self.code, item) else {
            return Ty::Unknown;
        };
        let written =
            there.body.returns.as_ref().map_or(Ty::Unknown, |ty| there.ty_within(ty, left));
        match (written, there.body.results.first()) {
            (Ty::Unknown, Some(&value)) => there.type_within(value, left),
            (ty, _) => ty,
        }
    }
}
