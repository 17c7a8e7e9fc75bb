//! Blocking calls further down: async code that calls a synchronous function of the workspace which, by
//! itself or through others, blocks the thread.
//!
//! It starts from the functions that block and goes up through their callers, breadth first, so that
//! the shortest chain is shown. Offloading boundaries end a chain.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::flow;
use crate::facts::{ApiRef, Confidence, Flow, Hop, Role, Site, Standing};
use crate::readers::rust::calls::ask;
use crate::readers::rust::code::Code;
use crate::readers::rust::files::{FileId, ItemRef};
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::Context;

/// How many functions a chain may lead through.
const LONGEST: usize = 8;

/// A function of the workspace that blocks its thread.
struct Blocking {
    function: ItemRef,
    api: ApiRef,
    /// The calls from the function down to the API.
    chain: Vec<Hop>,
}

/// The calls in async code, of `candidates`' packages, that block further down.
pub(crate) fn sites(code: &Code<'_>, candidates: &[FileId]) -> Vec<Site> {
    let mut frontier: Vec<Blocking> =
        candidates.par_iter().flat_map_iter(|&file| blocking_functions(code, file)).collect();
    let mut known: FxHashSet<ItemRef> = frontier.iter().map(|blocking| blocking.function).collect();
    let mut sites = Vec::new();
    for _ in 0..LONGEST {
        let steps: Vec<(Vec<Site>, Vec<Blocking>)> =
            frontier.par_iter().map(|blocking| step(code, blocking)).collect();
        frontier = Vec::new();
        for (found, callers) in steps {
            sites.extend(found);
            frontier.extend(callers.into_iter().filter(|caller| known.insert(caller.function)));
        }
    }
    // The same call may reach several functions of one name (`cfg` alternatives).
    sites.sort_by(|a, b| a.place.cmp(&b.place));
    sites.dedup_by(|a, b| a.place == b.place);
    sites
}

/// The functions of `file` that block by themselves, on their caller's thread.
fn blocking_functions(code: &Code<'_>, file: FileId) -> Vec<Blocking> {
    if !code.names.is_production(file) {
        return Vec::new();
    }
    let words = &code.files.words;
    let outline = code.files.outline(file);
    let held: FxHashSet<u32> = outline.hits.iter().map(|hit| hit.word).collect();
    let mut items: Vec<u32> = outline
        .hits
        .iter()
        .filter(|hit| {
            words.may_block(hit.word) && words.counts(hit.word, &|word| held.contains(&word))
        })
        .filter_map(|hit| hit.item)
        .filter(|&item| outline.items[item as usize].kind == ItemKind::Fn)
        .collect();
    items.dedup();
    let functions = items.into_iter().map(|item| ItemRef { file, item });
    functions
        .filter(|&at| !code.names.is_test_item(at))
        .filter_map(|at| blocks(Context::of(code, at)?))
        .collect()
}

fn blocks(context: Context<'_>) -> Option<Blocking> {
    if context.body.is_async {
        return None;
    }
    context.body.ids().find_map(|expr| {
        let found = context.use_at(expr).filter(|found| found.api.is(Role::Block))?;
        let runs_here = flow::flow_of_use(context, expr, &found.api) == Flow::Sync
            && flow::is_called_here(context, expr);
        if !runs_here || context.body.is_test(expr) {
            return None;
        }
        let place = context.code.files.place(context.item.file, found.name_at);
        let what = format!("`{}` blocks the thread here", found.api.path);
        Some(Blocking {
            function: context.item,
            api: Arc::clone(&found.api),
            chain: vec![Hop { place, what }],
        })
    })
}

/// The sites at which async code calls `blocking`, and the functions that block because they call it.
fn step(code: &Code<'_>, blocking: &Blocking) -> (Vec<Site>, Vec<Blocking>) {
    let (mut sites, mut callers) = (Vec::new(), Vec::new());
    let Some(context) = Context::of(code, blocking.function) else { return (sites, callers) };
    for call in ask::calls_of(code, context).calls {
        let there = call.context;
        if there.body.is_test(call.expr) || flow::is_awaited(there, call.expr) {
            continue;
        }
        let place = code.files.place(there.item.file, call.name_at());
        match flow::flow(there, call.expr) {
            Flow::Async if code.files.package_of(there.item.file).selected => sites.push(Site {
                place,
                api: Arc::clone(&blocking.api),
                package: code.files.file(there.item.file).package,
                item: ask::item_path(code, there),
                standing: Standing::Business,
                flow: Flow::Async,
                size: None,
                chain: blocking.chain.clone(),
                awaited: false,
                confidence: Confidence::Low,
            }),
            Flow::Sync
                if !there.body.is_async
                    && there.body.inner_path.is_empty()
                    && flow::is_called_here(there, call.expr) =>
            {
                let what = format!("which calls `{}`", code.files.item(blocking.function).name);
                let hop = Hop { place, what };
                callers.push(Blocking {
                    function: there.item,
                    api: Arc::clone(&blocking.api),
                    chain: std::iter::once(hop).chain(blocking.chain.iter().cloned()).collect(),
                });
            }
            _ => {}
        }
    }
    (sites, callers)
}
