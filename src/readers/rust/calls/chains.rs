//! What is reached further down: async code that calls a synchronous function of the workspace which, by
//! itself or through others, blocks the thread or enters a runtime.
//!
//! It starts from the functions that do so and goes up through their callers, breadth first, so that
//! the shortest chain is shown. Each step is a call whose function is known. Threads and blocking pools end a chain, as does
//! what runs once, when somebody asks for a value first or when the process starts.

use std::collections::VecDeque;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::awaited::is_awaited;
use super::{bodies, flow};
use crate::facts::{Api, ApiRef, Chain, Confidence, Flow, Hop, Offered, Role, Site, Standing};
use crate::readers::rust::calls::ask::{self, CallSite};
use crate::readers::rust::code::Code;
use crate::readers::rust::files::{FileId, ItemRef};
use crate::readers::rust::standing::startup::runs_once;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::Context;

/// How many functions a chain may lead through.
const LONGEST: usize = 8;

/// What asks whether it is called within a runtime, and so may do something else there.
const ASKS: &str = "tokio::runtime::Handle::try_current";

/// A function of the workspace from which a call of the kind that is looked for is reached.
struct Reaching {
    function: ItemRef,
    api: ApiRef,
    /// The function in which the call of the API stands.
    last: ItemRef,
    /// The calls from the function down to the API.
    hops: Vec<Hop>,
}

/// What is known of the functions from which a call of one kind is reached.
#[derive(Default)]
struct Graph {
    /// How many such calls stand in a function itself.
    own: FxHashMap<ItemRef, usize>,
    /// The functions that a function calls, from which some are reached.
    callees: FxHashMap<ItemRef, Vec<ItemRef>>,
}

/// The calls in async code, of `candidates`' packages, that block or enter a runtime further down.
pub(crate) fn sites(code: &Code<'_>, candidates: &[FileId]) -> Vec<Site> {
    let kinds: [&(dyn Fn(&Api) -> bool + Sync); 2] =
        [&|api| api.is(Role::Block) && !api.panics, &|api| api.panics];
    kinds.into_iter().flat_map(|kind| sites_of(code, candidates, kind)).collect()
}

/// The calls in async code from which one is reached whose API is of the `kind`.
fn sites_of(
    code: &Code<'_>,
    candidates: &[FileId],
    kind: &(dyn Fn(&Api) -> bool + Sync),
) -> Vec<Site> {
    let roots: Vec<(Reaching, usize)> =
        candidates.par_iter().flat_map_iter(|&file| roots(code, file, kind)).collect();
    let mut graph = Graph::default();
    graph.own.extend(roots.iter().map(|(root, count)| (root.function, *count)));
    let mut frontier: Vec<Reaching> = roots.into_iter().map(|(root, _)| root).collect();
    let mut known: FxHashSet<ItemRef> = frontier.iter().map(|reaching| reaching.function).collect();
    let mut sites: Vec<(Site, ItemRef)> = Vec::new();
    for _ in 0..LONGEST {
        let steps: Vec<(Vec<Site>, Vec<Reaching>)> =
            frontier.par_iter().map(|reaching| step(code, reaching)).collect();
        let mut next = Vec::new();
        for (reaching, (found, callers)) in frontier.iter().zip(steps) {
            sites.extend(found.into_iter().map(|site| (site, reaching.function)));
            for caller in callers {
                graph.callees.entry(caller.function).or_default().push(reaching.function);
                if known.insert(caller.function) {
                    next.push(caller);
                }
            }
        }
        frontier = next;
    }
    let sites = sites.into_iter().map(|(mut site, called)| {
        if let Some(chain) = &mut site.chain {
            chain.others = graph.reached_from(called).saturating_sub(1);
        }
        site
    });
    let mut sites: Vec<Site> = sites.collect();
    // The same call may reach several functions of one name (`cfg` alternatives).
    sites.sort_by(|a, b| a.place.cmp(&b.place));
    sites.dedup_by(|a, b| a.place == b.place);
    sites
}

impl Graph {
    /// How many calls of the kind are reached from `function`.
    fn reached_from(&self, function: ItemRef) -> usize {
        let mut seen = FxHashSet::from_iter([function]);
        let mut open = VecDeque::from([function]);
        let mut count = 0;
        while let Some(function) = open.pop_front() {
            count += self.own.get(&function).copied().unwrap_or_default();
            let callees = self.callees.get(&function).into_iter().flatten();
            open.extend(callees.filter(|&&callee| seen.insert(callee)));
        }
        count
    }
}

/// The functions of `file` that call an API of the `kind` by themselves, on their caller's thread, each with the number of such
/// calls.
fn roots(
    code: &Code<'_>,
    file: FileId,
    kind: &(dyn Fn(&Api) -> bool + Sync),
) -> Vec<(Reaching, usize)> {
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
        .filter(|&at| !code.names.is_test_item(at) && !code.files.item(at).attributes.debug)
        .filter_map(|at| root(Context::of(code, at)?, kind))
        .collect()
}

fn root(context: Context<'_>, kind: &(dyn Fn(&Api) -> bool + Sync)) -> Option<(Reaching, usize)> {
    let body = context.body;
    if body.is_async {
        return None;
    }
    let uses = body.ids().filter_map(|expr| {
        let found = context.use_at(expr).filter(|found| kind(&found.api))?;
        let runs_here = flow::flow_of_use(context, expr, &found.api) == Flow::Sync
            && flow::is_called_here(context, expr);
        let is_certain = !body.is_debug(expr) && !bodies::is_in_own_macro(context, expr);
        (runs_here && is_certain).then_some(found)
    });
    let uses: Vec<_> = uses.collect();
    let first = uses.first()?;
    let asks =
        || body.ids().any(|expr| context.use_at(expr).is_some_and(|used| used.api.path == ASKS));
    if first.api.panics && asks() {
        return None;
    }
    let place = context.code.files.place(context.item.file, first.name_at.clone());
    let does = if first.api.panics { "enters a runtime" } else { "blocks the thread" };
    let what = format!("`{}` {does} here", first.api.path);
    let api = Arc::clone(&first.api);
    let function = context.item;
    Some((Reaching { function, api, last: function, hops: vec![Hop { place, what }] }, uses.len()))
}

/// The sites at which async code calls `reaching`, and the functions from which it is reached because they call it.
fn step(code: &Code<'_>, reaching: &Reaching) -> (Vec<Site>, Vec<Reaching>) {
    let (mut sites, mut callers) = (Vec::new(), Vec::new());
    let Some(context) = Context::of(code, reaching.function) else { return (sites, callers) };
    for call in ask::calls_of(code, context).calls {
        let there = call.context;
        let is_debug = || code.files.item(there.item).attributes.debug;
        let is_left_out = there.body.is_debug(call.expr) || is_debug();
        // What the project's own macros do with their arguments is not followed.
        if is_left_out || is_awaited(there, call.expr) || bodies::is_in_own_macro(there, call.expr)
        {
            continue;
        }
        match flow::flow(there, call.expr) {
            Flow::Async => {
                let is_selected = code.files.package_of(there.item.file).selected;
                let runs_often = || !runs_once(there, call.expr);
                sites.extend((is_selected && runs_often()).then(|| site(code, call, reaching)));
            }
            Flow::Sync
                if !there.body.is_async
                    && there.body.inner_path.is_empty()
                    && flow::is_called_here(there, call.expr) =>
            {
                let place = code.files.place(there.item.file, call.name_at());
                let what = format!("which calls `{}`", code.files.item(reaching.function).name);
                let hop = Hop { place, what };
                callers.push(Reaching {
                    function: there.item,
                    api: Arc::clone(&reaching.api),
                    last: reaching.last,
                    hops: std::iter::once(hop).chain(reaching.hops.iter().cloned()).collect(),
                });
            }
            _ => {}
        }
    }
    (sites, callers)
}

/// The site at which async code makes `call`, from which what `reaching` reaches is reached.
fn site(code: &Code<'_>, call: CallSite<'_>, reaching: &Reaching) -> Site {
    let there = call.context;
    let krate = code.names.crate_path(reaching.last);
    let krate = krate.split("::").next().unwrap_or_default();
    let function = Context::of(code, reaching.last).map(|last| ask::item_path(code, last));
    let function = function.unwrap_or_default().replacen("crate", krate, 1).into();
    Site {
        place: code.files.place(there.item.file, call.name_at()),
        api: Arc::clone(&reaching.api),
        package: code.files.file(there.item.file).package,
        item: ask::item_path(code, there),
        standing: Standing::Business,
        offered: Offered::Nobody,
        flow: Flow::Async,
        size: None,
        chain: Some(Chain { hops: reaching.hops.clone(), function, others: 0 }),
        awaited: false,
        confidence: if reaching.api.panics { Confidence::High } else { Confidence::Medium },
    }
}
