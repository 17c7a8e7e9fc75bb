//! Entry points: `main`, and the functions of a binary's root file that it calls.

use rustc_hash::FxHashSet;

use crate::readers::rust::calls::ask;
use crate::readers::rust::code::Code;
use crate::readers::rust::files::{FileId, ItemRef};
use crate::readers::rust::lower::ir::ExprKind;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::Context;
use crate::workspace::TargetKind;

/// True when the function of `context` is an entry point.
pub(crate) fn is_entry(context: Context<'_>) -> bool {
    let code = context.code;
    let file = context.item.file;
    let known = &code.standings.entries[file.0 as usize];
    let entries = known.get_or_init(|| entries(code, file));
    entries.contains(&context.item.item)
}

/// The functions of the root file of a binary that `main` calls, itself among them.
fn entries(code: &Code<'_>, file: FileId) -> FxHashSet<u32> {
    let mut entries = FxHashSet::default();
    let items = 0..code.files.outline(file).items.len() as u32;
    let mut open: Vec<u32> = items.filter(|&item| is_main(code, ItemRef { file, item })).collect();
    while let Some(item) = open.pop() {
        if !entries.insert(item) {
            continue;
        }
        let at = ItemRef { file, item };
        let Some(context) = Context::of(code, at) else {
            continue;
        };
        open.extend(called_in_same_file(context));
    }
    entries
}

fn called_in_same_file(context: Context<'_>) -> Vec<u32> {
    let code = context.code;
    let mut called = Vec::new();
    for expr in context.body.ids() {
        // A trait's method is called by whoever holds the trait.
        let is_of_trait = |function: ItemRef| {
            let owner = code.files.owner(function);
            owner.is_some_and(|owner| !code.files.item(owner).trait_name.is_empty())
        };
        let is_method = matches!(context.body.kind(expr), ExprKind::Method(_));
        let function = ask::called_at(context, expr).filter(|&at| !(is_method && is_of_trait(at)));
        let Some(function) = function.filter(|function| function.file == context.item.file) else {
            continue;
        };
        called.extend(alternatives(code, function).map(|function| function.item));
    }
    called
}

/// True for the `main` of a binary.
pub(crate) fn is_main(code: &Code<'_>, function: ItemRef) -> bool {
    let item = code.files.item(function);
    if item.kind != ItemKind::Fn || item.name != "main" || item.parent.is_some() {
        return false;
    }
    let file = code.files.file(function.file);
    let targets = &code.files.workspace.packages[file.package].targets;
    targets.iter().any(|target| target.kind == TargetKind::Bin && target.root == file.path)
}

/// `function`, and those that `cfg` chooses instead of it: who calls one calls each of them.
pub(super) fn alternatives(code: &Code<'_>, function: ItemRef) -> impl Iterator<Item = ItemRef> {
    let items = &code.files.outline(function.file).items;
    let found = &items[function.item as usize];
    let alternatives = items.iter().enumerate().filter(|(_, item)| {
        item.kind == ItemKind::Fn && item.name == found.name && item.parent == found.parent
    });
    alternatives.map(move |(index, _)| ItemRef { file: function.file, item: index as u32 })
}
