//! Small pieces of `syn` trees as [`crate::readers::rust::lower::ir`] writes them: types, paths, bounds, members.

use std::ops::Range;

use compact_str::CompactString;
use proc_macro2::Span;

use super::ir::{Bound, PathRef, TypeParam, TypeRef};
use crate::readers::rust::syntax::uses::UseLeaf;

pub(crate) fn type_ref(ty: &syn::Type) -> TypeRef {
    match ty {
        syn::Type::Path(path) => {
            let segments = segments(&path.path);
            TypeRef::Path(segments, last_arguments(&path.path))
        }
        syn::Type::Reference(reference) => type_ref(&reference.elem),
        syn::Type::Ptr(pointer) => type_ref(&pointer.elem),
        syn::Type::Paren(inner) => type_ref(&inner.elem),
        syn::Type::Group(inner) => type_ref(&inner.elem),
        // An array or slice is a container of its elements, as `Vec` is.
        syn::Type::Array(array) => TypeRef::Path(vec!["Vec".into()], vec![type_ref(&array.elem)]),
        syn::Type::Slice(slice) => TypeRef::Path(vec!["Vec".into()], vec![type_ref(&slice.elem)]),
        syn::Type::Tuple(tuple) => TypeRef::Tuple(tuple.elems.iter().map(type_ref).collect()),
        syn::Type::ImplTrait(bounds) => TypeRef::Bounds(self::bounds(&bounds.bounds)),
        syn::Type::TraitObject(bounds) => TypeRef::Bounds(self::bounds(&bounds.bounds)),
        syn::Type::FnPtr(function) => {
            TypeRef::Function(return_type(&function.output).map(Box::new))
        }
        _ => TypeRef::Unknown,
    }
}

pub(crate) fn return_type(output: &syn::ReturnType) -> Option<TypeRef> {
    match output {
        syn::ReturnType::Default => None,
        syn::ReturnType::Type(_, ty) => Some(type_ref(ty)),
    }
}

pub(crate) fn bounds<'b>(bounds: impl IntoIterator<Item = &'b syn::TypeParamBound>) -> Vec<Bound> {
    let traits = bounds.into_iter().filter_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => Some(&bound.path),
        _ => None,
    });
    traits
        .map(|path| {
            let output = path.segments.last().and_then(|last| match &last.arguments {
                syn::PathArguments::Parenthesized(arguments) => return_type(&arguments.output),
                syn::PathArguments::AngleBracketed(arguments) => {
                    arguments.args.iter().find_map(|argument| match argument {
                        syn::GenericArgument::AssocType(assoc) => Some(type_ref(&assoc.ty)),
                        _ => None,
                    })
                }
                syn::PathArguments::None => None,
            });
            let inputs = path.segments.last().map_or_else(Vec::new, |last| match &last.arguments {
                syn::PathArguments::Parenthesized(arguments) => {
                    arguments.inputs.iter().map(|input| type_ref(&input.ty)).collect()
                }
                _ => Vec::new(),
            });
            Bound { path: segments(path), output: output.map(Box::new), inputs }
        })
        .collect()
}

/// The type parameters with the bounds of the `where` clause added.
pub(crate) fn generics(generics: &syn::Generics) -> Vec<TypeParam> {
    let mut params: Vec<TypeParam> = generics
        .type_params()
        .map(|param| TypeParam {
            name: param.ident.to_string().into(),
            bounds: bounds(&param.bounds),
        })
        .collect();
    for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        if let syn::WherePredicate::Type(predicate) = predicate
            && let TypeRef::Path(path, _) = type_ref(&predicate.bounded_ty)
            && let [name] = path.as_slice()
            && let Some(param) = params.iter_mut().find(|param| param.name == *name)
        {
            param.bounds.extend(bounds(&predicate.bounds));
        }
    }
    params
}

pub(crate) fn segments(path: &syn::Path) -> Vec<CompactString> {
    let leading = path.leading_colon.map(|_| CompactString::default());
    leading
        .into_iter()
        .chain(path.segments.iter().map(|segment| segment.ident.to_string().into()))
        .collect()
}

fn last_arguments(path: &syn::Path) -> Vec<TypeRef> {
    path.segments.last().map_or_else(Vec::new, |last| match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => type_arguments(arguments),
        _ => Vec::new(),
    })
}

pub(crate) fn type_arguments(arguments: &syn::AngleBracketedGenericArguments) -> Vec<TypeRef> {
    let types = arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(type_ref(ty)),
        _ => None,
    });
    types.collect()
}

pub(crate) fn path_ref(
    path: &syn::Path,
    qself: Option<&syn::QSelf>,
    bytes: &dyn Fn(Span) -> Range<u32>,
) -> PathRef {
    let generics = path.segments.iter().rev().find_map(|segment| match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => Some(type_arguments(arguments)),
        _ => None,
    });
    PathRef {
        segments: segments(path),
        qself: qself.map(|qself| Box::new(type_ref(&qself.ty))),
        generics: generics.unwrap_or_default(),
        name_at: path.segments.last().map_or(0..0, |last| bytes(last.ident.span())),
    }
}

pub(crate) fn use_leaves(tree: &syn::UseTree, leading: bool, leaves: &mut Vec<UseLeaf>) {
    let prefix = if leading { vec![CompactString::default()] } else { Vec::new() };
    walk_use(tree, prefix, leaves);
}

fn walk_use(tree: &syn::UseTree, mut prefix: Vec<CompactString>, leaves: &mut Vec<UseLeaf>) {
    match tree {
        syn::UseTree::Path(path) => {
            prefix.push(path.ident.to_string().into());
            walk_use(&path.tree, prefix, leaves);
        }
        syn::UseTree::Name(name) if name.ident == "self" => {
            let alias = prefix.last().cloned().unwrap_or_default();
            leaves.push(UseLeaf { path: prefix, alias, glob: false });
        }
        syn::UseTree::Name(name) => {
            let alias = CompactString::from(name.ident.to_string());
            prefix.push(alias.clone());
            leaves.push(UseLeaf { path: prefix, alias, glob: false });
        }
        syn::UseTree::Rename(rename) => {
            if rename.ident != "self" {
                prefix.push(rename.ident.to_string().into());
            }
            leaves.push(UseLeaf {
                path: prefix,
                alias: rename.rename.to_string().into(),
                glob: false,
            });
        }
        syn::UseTree::Glob(_) => {
            leaves.push(UseLeaf { path: prefix, alias: CompactString::default(), glob: true })
        }
        syn::UseTree::Group(group) => {
            group.items.iter().for_each(|item| walk_use(item, prefix.clone(), leaves));
        }
    }
}

pub(crate) fn member_name(member: &syn::Member) -> CompactString {
    match member {
        syn::Member::Named(ident) => ident.to_string().into(),
        syn::Member::Unnamed(index) => index.index.to_string().into(),
    }
}

pub(crate) fn member_span(member: &syn::Member) -> Span {
    match member {
        syn::Member::Named(ident) => ident.span(),
        syn::Member::Unnamed(index) => index.span,
    }
}

pub(crate) fn operator(op: &syn::BinOp) -> &'static str {
    match op {
        syn::BinOp::Add(_) => "+",
        syn::BinOp::Sub(_) => "-",
        syn::BinOp::Mul(_) => "*",
        syn::BinOp::Div(_) => "/",
        syn::BinOp::Rem(_) => "%",
        syn::BinOp::Shl(_) => "<<",
        syn::BinOp::Shr(_) => ">>",
        syn::BinOp::BitAnd(_) => "&",
        syn::BinOp::BitOr(_) => "|",
        syn::BinOp::BitXor(_) => "^",
        _ => "",
    }
}

/// The attributes of an expression, as far as people write them on expressions.
pub(crate) fn attrs_of(expr: &syn::Expr) -> &[syn::Attribute] {
    match expr {
        syn::Expr::Block(e) => &e.attrs,
        syn::Expr::Call(e) => &e.attrs,
        syn::Expr::MethodCall(e) => &e.attrs,
        syn::Expr::If(e) => &e.attrs,
        syn::Expr::Match(e) => &e.attrs,
        syn::Expr::Macro(e) => &e.attrs,
        syn::Expr::Assign(e) => &e.attrs,
        syn::Expr::Await(e) => &e.attrs,
        syn::Expr::Try(e) => &e.attrs,
        syn::Expr::Return(e) => &e.attrs,
        syn::Expr::ForLoop(e) => &e.attrs,
        syn::Expr::Loop(e) => &e.attrs,
        syn::Expr::While(e) => &e.attrs,
        syn::Expr::Unsafe(e) => &e.attrs,
        syn::Expr::Struct(e) => &e.attrs,
        _ => &[],
    }
}
