//! Structs of metrics: a derive makes each field a metric and names it.
//!
//! The structs of a file go in, each as it is written; when all files are read, what a struct puts
//! before the names of the structs within it is joined to them. What is not followed leaves a gap.

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::{ApiRef, DerivedNames, Form, Metric, MetricKind, Place};
use crate::readers::rust::budget::Budget;
use crate::readers::rust::code::Code;
use crate::readers::rust::files::{FileId, ItemRef};
use crate::readers::rust::follow::texts::KnownText;
use crate::readers::rust::lower::ir::TypeRef;
use crate::readers::rust::lower::types::{segments, type_ref};
use crate::readers::rust::names::{Def, Module};
use crate::readers::rust::syntax::outline::ItemKind;

/// A struct of metrics.
#[derive(Debug)]
pub(crate) struct MetricGroup {
    item: ItemRef,
    /// Its path, and the package it is in.
    path: CompactString,
    package: usize,
    fields: Vec<Field>,
}

/// A field of such a struct.
#[derive(Debug)]
struct Field {
    /// The metric's name, or what comes before the names of the metrics within.
    name: KnownText,
    place: Place,
    holds: Holds,
}

#[derive(Debug)]
enum Holds {
    Metric(MetricKind),
    /// Another struct of metrics, or one that takes its place among its type's arguments.
    Group(Vec<ItemRef>),
}

/// The structs of metrics in a file.
pub(crate) fn in_file(code: &Code<'_>, id: FileId) -> Vec<MetricGroup> {
    if !code.names.is_production(id) {
        return Vec::new();
    }
    let outline = code.files.outline(id);
    let derives = |index: &u32| {
        let item = &outline.items[*index as usize];
        item.kind == ItemKind::Struct
            && item.attributes.derives.iter().any(|name| !derives_named(code, name).is_empty())
    };
    let structs = (0..outline.items.len() as u32).filter(derives);
    let structs = structs.map(|item| ItemRef { file: id, item });
    structs.filter(|&at| !code.names.is_test_item(at)).filter_map(|at| group(code, at)).collect()
}

/// The metrics of `groups`, with what the structs around them put before their names.
pub(crate) fn metrics(groups: &[MetricGroup]) -> Vec<Metric> {
    let by_item: FxHashMap<ItemRef, &MetricGroup> =
        groups.iter().map(|group| (group.item, group)).collect();
    let within =
        groups.iter().flat_map(|group| &group.fields).filter_map(|field| match &field.holds {
            Holds::Group(types) => types.iter().find(|item| by_item.contains_key(item)),
            Holds::Metric(_) => None,
        });
    let within: FxHashSet<&ItemRef> = within.collect();
    let mut metrics = Vec::new();
    for group in groups.iter().filter(|group| !within.contains(&group.item)) {
        expand(group, &KnownText::whole(""), &by_item, &mut Budget::new(), &mut metrics);
    }
    metrics
}

fn expand(
    group: &MetricGroup,
    before: &KnownText,
    groups: &FxHashMap<ItemRef, &MetricGroup>,
    budget: &mut Budget,
    metrics: &mut Vec<Metric>,
) {
    for field in &group.fields {
        let name = before.then(&field.name);
        let (name, kind) = match &field.holds {
            Holds::Metric(kind) => (name, *kind),
            Holds::Group(types) => match types.iter().find_map(|item| groups.get(item)) {
                Some(inner) if budget.enter() => {
                    expand(inner, &name, groups, budget, metrics);
                    budget.leave();
                    continue;
                }
                _ => (name.then(&KnownText::gap()), MetricKind::Unknown),
            },
        };
        metrics.push(Metric {
            name: name.into_name(),
            kind,
            place: field.place.clone(),
            package: group.package,
            item: group.path.clone(),
            by_hand: false,
        });
    }
}

fn derives_named<'f>(code: &'f Code<'_>, name: &str) -> Vec<(&'f ApiRef, &'f DerivedNames)> {
    let named = code.files.catalogue.metrics(name).iter().filter(|api| api.form == Form::Derive);
    named.filter_map(|api| Some((api, api.metric.as_ref()?.derived.as_ref()?))).collect()
}

fn group(code: &Code<'_>, at: ItemRef) -> Option<MetricGroup> {
    let item = code.files.item(at);
    let text = code.files.text(at.file).get(item.span.start as usize..item.span.end as usize)?;
    if item.too_deep {
        return None;
    }
    let module = code.names.module_at(at.file, Some(at.item));
    let parsed = syn::parse_str::<syn::ItemStruct>(text).ok();
    let fields = parsed.as_ref().and_then(|parsed| {
        let names = derived(code, module, &parsed.attrs)?;
        Some(fields(code, at, parsed, names))
    });
    proc_macro2::extra::invalidate_current_thread_spans();
    Some(MetricGroup {
        item: at,
        path: format!("{}::{}", code.names.module_path(module), item.name).into(),
        package: code.files.file(at.file).package,
        fields: fields?,
    })
}

/// How the derive that is among `attrs` names metrics.
fn derived<'f>(
    code: &'f Code<'_>,
    module: Module,
    attrs: &[syn::Attribute],
) -> Option<&'f DerivedNames> {
    type Paths = syn::punctuated::Punctuated<syn::Path, syn::Token![,]>;
    let derives = attrs.iter().filter(|attr| attr.path().is_ident("derive"));
    let mut paths = derives.filter_map(|attr| attr.parse_args_with(Paths::parse_terminated).ok());
    paths.find_map(|paths| {
        paths.iter().find_map(|path| {
            let path = segments(path);
            let named = derives_named(code, path.last()?);
            let Def::External(found) = code.names.resolve(module, &path)? else { return None };
            let found = code.files.catalogue.canonical(&found);
            named.into_iter().find(|(api, _)| api.path == *found).map(|(_, names)| names)
        })
    })
}

fn fields(
    code: &Code<'_>,
    at: ItemRef,
    parsed: &syn::ItemStruct,
    names: &DerivedNames,
) -> Vec<Field> {
    let module = code.names.module_at(at.file, Some(at.item));
    let base = code.files.item(at).span.start;
    let before = before(&parsed.attrs, names);
    let named = parsed.fields.iter().filter_map(|field| Some((field.ident.as_ref()?, field)));
    let read = named.filter_map(|(ident, field)| {
        let said = Said::by(&field.attrs, &names.attributes);
        if said.skip {
            return None;
        }
        let ty = type_ref(&field.ty);
        let is_group = said.flatten || said.value(names.group.as_deref()).is_some();
        let (name, holds) = if is_group {
            let inner = said.value(names.group.as_deref()).cloned();
            let inner = inner.map(with_underscore).unwrap_or_else(|| KnownText::whole(""));
            let mut types = Vec::new();
            structs_of(code, module, &ty, &mut types);
            // What another crate brings has names of its own, and none of the project's.
            if types.is_empty() && inner.is_empty() && is_external(code, module, &ty) {
                return None;
            }
            (inner, Holds::Group(types))
        } else {
            let renamed = said.value(names.rename.as_deref()).cloned();
            let own = || KnownText::whole(ident.to_string().trim_start_matches("r#"));
            (renamed.unwrap_or_else(own), Holds::Metric(kind_of(&ty)))
        };
        let bytes = ident.span().byte_range();
        let bytes = base + bytes.start as u32..base + bytes.end as u32;
        let place = code.files.place(at.file, bytes);
        Some(Field { name: before.then(&name), place, holds })
    });
    read.collect()
}

/// What the struct puts before the names of all its fields.
fn before(attrs: &[syn::Attribute], names: &DerivedNames) -> KnownText {
    let said = Said::by(attrs, &names.attributes);
    match said.value(names.prefix.as_deref()) {
        Some(prefix) => with_underscore(prefix.clone()),
        None if said.dynamic => with_underscore(KnownText::gap()),
        None => KnownText::whole(""),
    }
}

fn with_underscore(mut text: KnownText) -> KnownText {
    if !text.is_empty() {
        text.push("_");
    }
    text
}

/// What the attributes of a struct or field say.
#[derive(Default)]
struct Said {
    values: Vec<(String, KnownText)>,
    flatten: bool,
    skip: bool,
    /// The prefix is given when the struct is made.
    dynamic: bool,
}

impl Said {
    fn by(attrs: &[syn::Attribute], names: &[String]) -> Self {
        type Entries = syn::punctuated::Punctuated<syn::Meta, syn::Token![,]>;
        let mut said = Self::default();
        let ours = attrs.iter().filter(|attr| names.iter().any(|name| attr.path().is_ident(name)));
        for attr in ours {
            let Ok(entries) = attr.parse_args_with(Entries::parse_terminated) else { continue };
            for entry in entries {
                let Some(key) = entry.path().get_ident().map(ToString::to_string) else { continue };
                match (key.as_str(), &entry) {
                    ("flatten", syn::Meta::Path(_)) => said.flatten = true,
                    ("skip", syn::Meta::Path(_)) => said.skip = true,
                    ("dynamic", syn::Meta::NameValue(_)) => said.dynamic = true,
                    (_, syn::Meta::NameValue(value)) => said.values.push((key, text_of(value))),
                    _ => {}
                }
            }
        }
        said
    }

    fn value(&self, key: Option<&str>) -> Option<&KnownText> {
        let (_, value) = self.values.iter().find(|(found, _)| Some(found.as_str()) == key)?;
        Some(value)
    }
}

fn text_of(value: &syn::MetaNameValue) -> KnownText {
    match &value.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => {
            KnownText::whole(text.value())
        }
        _ => KnownText::gap(),
    }
}

/// The structs that `ty` and its arguments name, outermost first.
fn structs_of(code: &Code<'_>, module: Module, ty: &TypeRef, structs: &mut Vec<ItemRef>) {
    let TypeRef::Path(path, arguments) = ty else { return };
    match code.names.resolve(module, path) {
        Some(Def::Item(item)) if code.files.item(item).kind == ItemKind::Struct => {
            structs.push(item)
        }
        Some(Def::Item(item)) => {
            if let Some(Def::Item(behind)) = code.names.alias_target(item) {
                structs.push(behind);
            }
        }
        _ => {}
    }
    arguments.iter().for_each(|argument| structs_of(code, module, argument, structs));
}

fn is_external(code: &Code<'_>, module: Module, ty: &TypeRef) -> bool {
    let TypeRef::Path(path, _) = ty else { return false };
    matches!(code.names.resolve(module, path), Some(Def::External(_)))
}

/// What a type measures with, by the names in it: `Counter`, `IntGaugeVec`, `Family<_, Histogram>`.
fn kind_of(ty: &TypeRef) -> MetricKind {
    let TypeRef::Path(path, arguments) = ty else { return MetricKind::Unknown };
    let last = path.last().map_or("", |name| name.as_str());
    let kinds = [
        ("Counter", MetricKind::Counter),
        ("Gauge", MetricKind::Gauge),
        ("Histogram", MetricKind::Histogram),
    ];
    let own = kinds.into_iter().find(|(word, _)| last.contains(word)).map(|(_, kind)| kind);
    let within = || arguments.iter().map(kind_of).find(|kind| *kind != MetricKind::Unknown);
    own.or_else(within).unwrap_or_default()
}
