//! Headers of items: what a struct, an impl, a trait or an alias says of types.

use compact_str::CompactString;

use super::lower::ir::{TypeParam, TypeRef};
use super::lower::types::{generics, segments, type_ref};
use super::syntax::outline::{Item, ItemKind};

/// What an item says of types, besides its members. What can't be parsed says nothing.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// Its type parameters, with their bounds.
    pub(crate) generics: Vec<TypeParam>,
    /// The fields of a struct, their types as written.
    pub(crate) fields: Vec<(CompactString, TypeRef)>,
    /// The types of all that the variants of an enum hold, as written.
    pub(crate) held: Vec<TypeRef>,
    /// The type that an impl is for, or that an alias stands for, as written.
    pub(crate) ty: Option<TypeRef>,
    /// The trait that an impl is of, as written.
    pub(crate) of_trait: Option<Vec<CompactString>>,
    /// A value of the struct or enum tells nothing but that it is there: no field, and at most one variant.
    pub(crate) says_nothing: bool,
}

impl Header {
    /// The header of `item`, which is in `text`.
    pub(crate) fn read(item: &Item, text: &str) -> Self {
        let header = if item.too_deep { None } else { parsed(item, text) };
        proc_macro2::extra::invalidate_current_thread_spans();
        header.unwrap_or_default()
    }
}

fn parsed(item: &Item, text: &str) -> Option<Header> {
    let slice = |start: u32, end: u32| text.get(start as usize..end as usize);
    let whole = || slice(item.span.start, item.span.end);
    // The members are left out.
    let body = item.body.as_ref().map_or(item.span.end, |body| body.start);
    let without_body = |start: u32| Some(format!("{}}}", slice(start, body)?));
    match item.kind {
        ItemKind::Struct => syn::parse_str(whole()?).ok().map(|found| of_struct(&found)),
        ItemKind::Enum => syn::parse_str(whole()?).ok().map(|found| of_enum(&found)),
        ItemKind::Type => syn::parse_str(whole()?).ok().map(|found: syn::ItemType| Header {
            ty: Some(type_ref(&found.ty)),
            ..Header::default()
        }),
        ItemKind::Impl => {
            syn::parse_str(&without_body(item.name_at.start)?).ok().map(|found| of_impl(&found))
        }
        ItemKind::Trait => {
            syn::parse_str(&without_body(item.span.start)?).ok().map(|found: syn::ItemTrait| {
                Header { generics: generics(&found.generics), ..Header::default() }
            })
        }
        _ => None,
    }
}

fn of_struct(found: &syn::ItemStruct) -> Header {
    let named = |(index, field): (usize, &syn::Field)| {
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        (name.into(), type_ref(&field.ty))
    };
    Header {
        generics: generics(&found.generics),
        fields: found.fields.iter().enumerate().map(named).collect(),
        says_nothing: found.fields.is_empty(),
        ..Header::default()
    }
}

fn of_enum(found: &syn::ItemEnum) -> Header {
    let says_nothing =
        found.variants.len() <= 1 && found.variants.iter().all(|one| one.fields.is_empty());
    let fields = found.variants.iter().flat_map(|one| &one.fields);
    Header {
        generics: generics(&found.generics),
        held: fields.map(|field| type_ref(&field.ty)).collect(),
        says_nothing,
        ..Header::default()
    }
}

fn of_impl(found: &syn::ItemImpl) -> Header {
    Header {
        generics: generics(&found.generics),
        ty: Some(type_ref(&found.self_ty)),
        of_trait: found.trait_.as_ref().map(|(path, _)| segments(path)),
        ..Header::default()
    }
}
