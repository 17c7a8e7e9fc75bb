//! Macros of the project that emit metrics under names that they are handed: the calls of such a macro
//! say which.
//!
//! A file goes in; what comes out is a metric for each call of the macros that it defines, and a
//! gap for each macro of which not all names can be told.

use std::collections::BTreeSet;

use memchr::memmem;

use super::Emission;
use super::macros::{Arm, Piece, arms};
use crate::facts::{Form, Metric, MetricKind, MetricName};
use crate::readers::rust::budget::Budget;
use crate::readers::rust::calls::ask::{self, CallSite};
use crate::readers::rust::calls::bodies;
use crate::readers::rust::code::Code;
use crate::readers::rust::files::{FileId, ItemRef};
use crate::readers::rust::lower::ir::ExprKind;
use crate::readers::rust::syntax::outline::ItemKind;

/// The metrics that the macros emit which are defined in the file.
pub(crate) fn in_macro_definitions(code: &Code<'_>, id: FileId) -> Vec<Metric> {
    let outline = code.files.outline(id);
    let hits = outline.hits.iter().filter(|hit| code.files.words.may_emit(hit.word));
    let items: BTreeSet<u32> = hits.filter_map(|hit| hit.item).collect();
    let items = items.into_iter().map(|item| ItemRef { file: id, item });
    let definitions = items.filter(|&at| {
        let found = code.files.item(at);
        found.kind == ItemKind::MacroRules
            && !found.too_deep
            && !code.names.is_test_item(at)
            && !is_declared(code, &found.name)
    });
    definitions.flat_map(|at| emitted(code, at)).collect()
}

/// True when the macro is one that the configuration tells how to read.
fn is_declared(code: &Code<'_>, name: &str) -> bool {
    let mut apis = code.files.catalogue.metrics(name).iter();
    apis.any(|api| api.form == Form::Macro && super::is_own(api))
}

/// What the macro `at` emits.
fn emitted(code: &Code<'_>, at: ItemRef) -> Vec<Metric> {
    let found = code.files.item(at);
    let span = found.span.start as usize..found.span.end as usize;
    let arms = arms(code.files.text(at.file).get(span).unwrap_or_default(), code.files.catalogue);
    let mut metrics = Vec::new();
    if arms.iter().all(|arm| arm.emits.is_empty()) {
        return metrics;
    }
    let calls = calls(code, &found.name);
    let mut whole = !calls.is_empty();
    for call in &calls {
        whole &= by_call(*call, &arms, &mut metrics);
    }
    let elsewhere = elsewhere(code, at, &found.name);
    if !whole && elsewhere.at_all || elsewhere.in_macros {
        metrics.push(Metric {
            name: MetricName::Unknown { prefix: String::new(), suffix: String::new() },
            kind: MetricKind::Unknown,
            place: code.files.place(at.file, found.name_at.clone()),
            package: code.files.file(at.file).package,
            item: found.name.clone(),
            by_hand: false,
        });
    }
    metrics
}

/// The calls of the macro `name` in functions, constants and statics.
fn calls<'c>(code: &'c Code<'c>, name: &str) -> Vec<CallSite<'c>> {
    let mut calls = Vec::new();
    for context in bodies::that_call_macro(code, name) {
        for expr in context.body.ids() {
            let is_call = matches!(context.body.kind(expr),
                ExprKind::Macro { path, .. } if path.segments.last().is_some_and(|last| last == name));
            if is_call && !context.body.is_test(expr) {
                calls.push(CallSite { context, expr });
            }
        }
    }
    calls
}

/// Adds the metrics that a call emits; false when these may not be all.
fn by_call(call: CallSite<'_>, arms: &[Arm], metrics: &mut Vec<Metric>) -> bool {
    let CallSite { context, expr } = call;
    let ExprKind::Macro { args, .. } = context.body.kind(expr) else { return true };
    let Some(arm) = arms.iter().find(|arm| arm.takes(args.len())) else { return false };
    let item = ask::item_path(context.code, context);
    let mut whole = true;
    for emits in &arm.emits {
        match &emits.name {
            Some(name) => {
                let api = emits.api.clone();
                let name = Some(name.as_slice());
                let emission = Emission { api, context, expr, args, receiver: None, name };
                emission.names(&mut Vec::new(), &mut Budget::new(), &item, metrics);
            }
            None => whole = false,
        }
    }
    whole
}

/// Where else the macro is called than in bodies.
#[derive(Default)]
struct Elsewhere {
    /// Anywhere outside its own definition, bodies included.
    at_all: bool,
    /// In the definition of another macro.
    in_macros: bool,
}

/// Where the macro `name`, which `at` defines, is called.
fn elsewhere(code: &Code<'_>, at: ItemRef, name: &str) -> Elsewhere {
    let call = format!("{name}!");
    let called = memmem::Finder::new(&call);
    let mut elsewhere = Elsewhere::default();
    for id in code
        .files
        .mentioning(name, &|_| true)
        .into_iter()
        .filter(|&id| code.names.is_production(id))
    {
        let items = &code.files.outline(id).items;
        for byte in called.find_iter(code.files.text(id).as_bytes()) {
            let macros = items.iter().enumerate().filter(|(_, item)| {
                item.kind == ItemKind::MacroRules && item.span.contains(&(byte as u32))
            });
            let mut around = macros.map(|(item, _)| ItemRef { file: id, item: item as u32 });
            match around.next() {
                Some(definition) if definition == at => {}
                Some(definition) => {
                    elsewhere.at_all = true;
                    elsewhere.in_macros |= code.files.item(definition).name != name;
                }
                None => elsewhere.at_all = true,
            }
        }
    }
    elsewhere
}

/// The first argument that a name is made of.
pub(super) fn first_argument(name: &[Piece]) -> Option<usize> {
    name.iter().find_map(|piece| match piece {
        Piece::Argument(index) => Some(*index),
        _ => None,
    })
}
