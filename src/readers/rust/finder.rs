//! Sites: the places in one body where entries of the catalogue are used, with their context.

use std::ops::Range;
use std::sync::Arc;

use compact_str::CompactString;

use super::calls::awaited::is_awaited_in_place;
use super::calls::flow;
use super::follow::{numbers, origins};
use super::lower::ir::{AttributeUse, ExprId, ExprKind, FrameKind};
use super::matching::Use;
use super::metrics::groups::MetricGroup;
use super::names::Def;
use super::serving::{self, Serving};
use super::types::Context;
use super::{metrics, queues, standing};
use crate::facts::{
    Api, Argument, Confidence, Flow, Form, Metric, Offered, Provenance, Role, Site, Size, Standing,
    Unfollowed,
};
use crate::readers::rust::calls::{ask, bodies};

/// What was found in one body.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) sites: Vec<Site>,
    pub(crate) unfollowed: Vec<Unfollowed>,
    pub(crate) metrics: Vec<Metric>,
    /// Where it starts a server or takes work from a queue.
    pub(crate) serving: Vec<Serving>,
    /// Structs of metrics, found in whole files only.
    pub(crate) groups: Vec<MetricGroup>,
}

/// The sites of `context`, in the order of the text, and what could not be followed.
pub(crate) fn find(context: Context<'_>) -> Found {
    let item = ask::item_path(context.code, context);
    let mut found = Found { metrics: metrics::find(context, &item), ..Found::default() };
    for expr in context.body.ids() {
        if let ExprKind::For { over, keyword } = context.body.kind(expr) {
            found.sites.extend(spawn_loop(context, &item, expr, *over, keyword.clone()));
        } else if may_matter(context, expr) {
            match context.use_at(expr) {
                // Metrics are no sites, nor is what only tells types and values.
                Some(used) if used.api.metric.is_some() || used.api.role.is_empty() => {}
                Some(used) => {
                    found.serving.extend(serving::serving(context, &used));
                    // What only serves sizes, starts and blocks nothing.
                    if used.api.role == [Role::Serve] {
                        continue;
                    }
                    found.sites.extend(site(context, &item, &used));
                    found.sites.extend(fixed_callers(context, &used));
                }
                None => {
                    found.serving.extend(serving::possible(context, expr));
                    found.unfollowed.extend(unknown_receiver(context, expr));
                }
            }
        }
    }
    let attributes = context.body.attributes.iter();
    for site in attributes.filter_map(|attribute| attribute_site(context, &item, attribute)) {
        if site.api.is(Role::Serve) {
            found.serving.push(Serving { function: context.item, certain: true });
        }
        if site.api.role != [Role::Serve] {
            found.sites.push(site);
        }
    }
    found.unfollowed.extend(found.sites.iter().filter_map(unknown_size));
    found
}

fn unknown_receiver(context: Context<'_>, expr: ExprId) -> Option<Unfollowed> {
    let (api, name_at, reason) = context.possible_use(expr, &|api| {
        api.role.iter().any(|role| !matches!(role, Role::Block | Role::Serve))
    })?;
    if context.body.is_test(expr) {
        return None;
    }
    let (name, path) = (api.name(), &api.path);
    let what =
        format!("`{name}` may be `{path}`: the type of its receiver can't be told: {reason}");
    Some(Unfollowed { place: context.code.files.place(context.item.file, name_at), what })
}

fn unknown_size(site: &Site) -> Option<Unfollowed> {
    match &site.size.as_ref()?.provenance {
        Provenance::Unknown(reason) => {
            let (noun, api) = (site.api.noun(), site.api.short());
            let of = if api == "for" { "by this loop".to_owned() } else { format!("of `{api}`") };
            let what = format!("the {noun} {of} can't be followed: {reason}");
            Some(Unfollowed { place: site.place.clone(), what })
        }
        _ => None,
    }
}

/// False for a method that can only be a blocking call and does not run on an async task: its receiver
/// need not be looked for.
fn may_matter(context: Context<'_>, expr: ExprId) -> bool {
    match context.body.kind(expr) {
        ExprKind::Method(call) if context.code.files.catalogue.only_blocks(&call.name) => {
            flow::flow(context, expr) == Flow::Async
        }
        _ => true,
    }
}

/// The site of `found`; `None` in code that exists only in test builds.
fn site(context: Context<'_>, item: &CompactString, found: &Use<'_>) -> Option<Site> {
    let Use { api, expr, name_at, args, confidence } = found;
    if context.body.is_test(*expr) {
        return None;
    }
    let code = context.code;
    let size = match &api.size {
        Some(Argument::Index(index)) => Some(match args.get(*index) {
            Some(&arg) => {
                let size = signalled(numbers::size_of(context, arg), api);
                bounded(context, *expr, api, size)
            }
            None => Size {
                provenance: Provenance::Unknown("handed on as a value".to_owned()),
                hops: Vec::new(),
            },
        }),
        None if api.is(Role::Queue) => queues::without_bound(context, *expr),
        _ => None,
    };
    let work = api.work.and_then(|index| match args.get(index) {
        Some(&work) => Some(work),
        None => element_handed(context, *expr),
    });
    // What must crash is said of what is certain, and a macro of the project may run its arguments anywhere.
    let may_run_elsewhere = api.panics && bodies::is_in_own_macro(context, *expr);
    let flow = flow::flow_of_use(context, *expr, api);
    Some(Site {
        place: code.files.place(context.item.file, name_at.clone()),
        package: code.files.file(context.item.file).package,
        item: item.clone(),
        standing: standing::standing(context, *expr, api, work),
        offered: if api.is(Role::Start) { standing::offered(context) } else { Offered::Nobody },
        flow: if may_run_elsewhere { Flow::Sync } else { flow },
        size,
        chain: None,
        awaited: is_awaited_in_place(context, *expr),
        confidence: *confidence,
        api: Arc::clone(api),
    })
}

/// What `size`, which stands at the call `expr` of `api`, is: a queue may only signal, and permits may be changed later.
fn bounded(context: Context<'_>, expr: ExprId, api: &Api, size: Size) -> Size {
    if api.is(Role::Queue) {
        return queues::with_bound(context, expr, size);
    }
    match size.provenance {
        Provenance::Fixed(_) | Provenance::Machine => {
            origins::size_set_later(context, expr, api).unwrap_or(size)
        }
        _ => size,
    }
}

/// What a method hands, one by one, to the function that `expr` names: `futures.into_iter().map(tokio::spawn)`.
fn element_handed(context: Context<'_>, expr: ExprId) -> Option<ExprId> {
    let parent = context.body.expr(expr).parent?;
    let ExprKind::Method(call) = context.body.kind(parent) else { return None };
    let is_handed =
        call.args.contains(&expr) && context.hands_receiver(call, &context.type_of(call.receiver));
    is_handed.then_some(call.receiver)
}

/// The calls that fix the size of a function of the project which only passes its parameter on to the
/// API of the same name, while other calls pass a setting: each fixed call is a site of its own.
fn fixed_callers(context: Context<'_>, found: &Use<'_>) -> Vec<Site> {
    let Some(Argument::Index(index)) = found.api.size else {
        return Vec::new();
    };
    let Some(&arg) = found.args.get(index) else {
        return Vec::new();
    };
    let body = context.body;
    let ExprKind::Local(binding) = body.kind(body.peel(arg)) else {
        return Vec::new();
    };
    let Some(parameter) = body.params.iter().position(|param| param == binding) else {
        return Vec::new();
    };
    let code = context.code;
    let name = found.api.name();
    // Every type has a `new`: that name says nothing.
    if name == "new"
        || code.files.item(context.item).name != name
        || context.body.is_test(found.expr)
    {
        return Vec::new();
    }
    let callers = ask::callers(code, context).calls;
    let sized = callers.into_iter().filter_map(|call| {
        let size = numbers::size_of(call.context, call.argument(parameter as u32)?);
        Some((call, signalled(size, &found.api)))
    });
    let sized: Vec<_> = sized.collect();
    let is_fixed =
        |size: &Size| matches!(size.provenance, Provenance::Fixed(_) | Provenance::Machine);
    if sized.iter().all(|(_, size)| is_fixed(size)) {
        // Then the API call itself is the site.
        return Vec::new();
    }
    let fixed = sized
        .into_iter()
        .filter(|(call, size)| is_fixed(size) && !call.context.body.is_test(call.expr));
    fixed
        .map(|(call, size)| Site {
            place: code.files.place(call.context.item.file, call.name_at()),
            package: code.files.file(call.context.item.file).package,
            item: ask::item_path(code, call.context),
            standing: standing::standing(call.context, call.expr, &found.api, None),
            offered: Offered::Nobody,
            flow: flow::flow(call.context, call.expr),
            size: Some(size),
            chain: None,
            awaited: false,
            confidence: found.confidence,
            api: Arc::clone(&found.api),
        })
        .collect()
}

/// `for _ in 0..n { spawn(…) }`: a loop that sizes a pool.
fn spawn_loop(
    context: Context<'_>,
    item: &CompactString,
    expr: ExprId,
    over: ExprId,
    keyword: Range<u32>,
) -> Option<Site> {
    let body = context.body;
    let ExprKind::Range(Some(_), Some(end), _) = *body.kind(body.peel(over)) else {
        return None;
    };
    let directly_in = |inner: &ExprId| {
        // Loops and closures in between would size something else.
        body.frames_of(*inner)
            .find(|frame| !matches!(frame, FrameKind::Macro(_) | FrameKind::Async))
            == Some(&FrameKind::Loop(expr))
    };
    let started = body.ids().filter(directly_in).find_map(|inner| match body.kind(inner) {
        ExprKind::Call(..) | ExprKind::Method(_) => {
            context.use_at(inner).filter(|found| found.api.is(Role::Start))
        }
        _ => None,
    })?;
    let noun = format!("number of {}s started", started.api.noun());
    let looped = Api {
        path: "for".to_owned(),
        role: vec![Role::Size],
        noun: Some(noun),
        ..Api::clone(&started.api)
    };
    let found = Use {
        api: Arc::new(looped),
        expr,
        name_at: keyword,
        args: &[],
        confidence: Confidence::High,
    };
    let site = site(context, item, &found)?;
    Some(Site { size: Some(signalled(numbers::size_of(context, end), &found.api)), ..site })
}

/// `#[tokio::main(worker_threads = 4)]`.
fn attribute_site(
    context: Context<'_>,
    item: &CompactString,
    attribute: &AttributeUse,
) -> Option<Site> {
    let Def::External(resolved) = context.resolve(&attribute.path)? else {
        return None;
    };
    let code = context.code;
    let api = code.files.catalogue.at(&resolved).filter(|api| api.form == Form::Attribute)?;
    let sized = match &api.size {
        Some(Argument::Name(name)) => attribute.named.iter().find(|(named, ..)| named == name),
        _ => None,
    };
    let name_at = sized.map_or_else(|| attribute.path.name_at.clone(), |(_, at, _)| at.clone());
    let is_main = code.files.item(context.item).name == "main" && context.owner.is_none();
    Some(Site {
        place: code.files.place(context.item.file, name_at),
        api: Arc::clone(api),
        package: code.files.file(context.item.file).package,
        item: item.clone(),
        standing: if is_main { Standing::Entry } else { Standing::Business },
        offered: Offered::Nobody,
        flow: Flow::Sync,
        size: sized.map(|(.., value)| signalled(numbers::size_of(context, *value), api)),
        chain: None,
        awaited: false,
        confidence: Confidence::High,
    })
}

/// 0 means off or automatic; 1 on a queue or permits is a hand-off: both are no sizes.
fn signalled(mut size: Size, api: &Api) -> Size {
    match size.provenance {
        Provenance::Fixed(Some(0)) => size.provenance = Provenance::Signal,
        Provenance::Fixed(Some(1)) if is_gate(api) => size.provenance = Provenance::Signal,
        _ => {}
    }
    size
}

/// True for what 1 makes a hand-off or a gate: a queue, permits, a limit on concurrency.
fn is_gate(api: &Api) -> bool {
    api.gate || api.is(Role::Queue)
}
