//! Metrics: where one body defines or emits them, and under which names.
//!
//! A name is followed as text: through constants of any crate of the workspace, `concat!` and
//! `format!`, local variables, results of functions, and from parameters to the arguments of every
//! visible caller. What can't be followed leaves a gap, and the text before and behind it is kept.

pub(crate) mod by_hand;
pub(crate) mod groups;
pub(crate) mod macro_calls;
mod macro_texts;
mod macros;

use std::sync::Arc;

use compact_str::CompactString;

use self::macros::Piece;
use super::budget::Budget;
use super::calls::ask::CallSite;
use super::follow::registries::Registries;
use super::follow::texts::{KnownText, OneOf, Texts};
use super::follow::{Answer, Walk, Way};
use super::lower::ir::{Binding, BindingId, Body, ExprId, ExprKind, PathRef};
use super::names::Def;
use super::syntax::outline::ItemKind;
use super::types::{Context, Ty};
use crate::facts::{Api, ApiRef, Form, Metric, MetricKind};
use crate::readers::rust::calls::ask;
use crate::readers::rust::code::Code;

/// An entry as it is used.
struct Emission<'c> {
    api: ApiRef,
    context: Context<'c>,
    expr: ExprId,
    args: &'c [ExprId],
    receiver: Option<ExprId>,
    /// What its name is made of, when that is not an argument alone.
    name: Option<&'c [Piece]>,
}

/// The metrics that the body of `context` defines or emits.
pub(crate) fn find(context: Context<'_>, item: &CompactString) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for expr in context.body.ids() {
        if let Some(emission) = emission(context, expr)
            && !context.body.is_test(expr)
        {
            emission.names(&mut Vec::new(), &mut Budget::new(), item, &mut metrics);
        }
    }
    metrics
}

/// The entry that `expr` uses to define or emit a metric.
fn emission(context: Context<'_>, expr: ExprId) -> Option<Emission<'_>> {
    let body = context.body;
    let catalogue = context.code.files.catalogue;
    let (api, args, receiver) = match body.kind(expr) {
        ExprKind::Macro { path, args } => (macro_at(context, path)?, args, None),
        ExprKind::Call(callee, args) => {
            let ExprKind::Path(path) = body.kind(body.peel(*callee)) else { return None };
            let named = catalogue.metrics(path.segments.last()?);
            if named.is_empty() {
                return None;
            }
            let def = context.resolve(path)?;
            (named.iter().find(|api| is_at(context.code, api, &def))?, args, None)
        }
        ExprKind::Method(call) => {
            let named = catalogue.metrics(&call.name);
            if named.iter().all(|api| api.form != Form::Method) {
                return None;
            }
            let def = match context.type_of(call.receiver) {
                Ty::External(ty) => Some(Def::External(format!("{ty}::{}", call.name))),
                Ty::Item(item) => Some(Def::Member(item, call.name.clone())),
                _ => None,
            };
            let fits = |api: &&ApiRef| match &def {
                Some(def) => is_at(context.code, api, def),
                None => api.unique && context.depends_on(api),
            };
            (named.iter().find(fits)?, &call.args, Some(call.receiver))
        }
        _ => return None,
    };
    let metric = api.metric.as_ref()?;
    let enough = args.len() > metric.name && args.len() >= metric.least;
    let without = metric.prefix && args.get(metric.name).is_some_and(|&arg| is_none(body, arg));
    (enough && !without).then(|| Emission {
        api: Arc::clone(api),
        context,
        expr,
        args,
        receiver,
        name: None,
    })
}

fn is_none(body: &Body, arg: ExprId) -> bool {
    matches!(body.kind(arg), ExprKind::Path(path) if path.segments.last().is_some_and(|n| n == "None"))
}

/// The entry of the macro `path`. `#[macro_use]` and the order of the text bring macros too, so
/// that a plain name is enough in a package that depends on the crate.
fn macro_at<'c>(context: Context<'c>, path: &PathRef) -> Option<&'c ApiRef> {
    let code = context.code;
    let mut named = code.files.catalogue.metrics(path.segments.last()?).iter();
    if named.len() == 0 {
        return None;
    }
    let def = context.resolve(path);
    named.find(|api| {
        let by_name = || path.segments.len() == 1 && (is_own(api) || context.depends_on(api));
        api.form == Form::Macro
            && match &def {
                Some(def @ Def::External(_)) => is_at(code, api, def),
                Some(Def::Item(item)) => {
                    code.files.item(*item).kind == ItemKind::MacroRules && is_own(api)
                }
                _ => by_name() || is_own(api),
            }
    })
}

/// True for an entry that the project declares for its own crates.
fn is_own(api: &Api) -> bool {
    api.path.starts_with("crate::")
}

fn is_at(code: &Code<'_>, api: &Api, def: &Def) -> bool {
    let own = |path: String| {
        let below = path.split_once("::").map_or("", |(_, below)| below);
        api.path == path || api.path.strip_prefix("crate::") == Some(below)
    };
    match def {
        Def::External(path) => *code.files.catalogue.canonical(path) == api.path,
        Def::Item(item) => own(code.names.crate_path(*item)),
        Def::Member(item, name) => own(format!("{}::{name}", code.names.crate_path(*item))),
        Def::Module(_) => false,
    }
}

impl<'c> Emission<'c> {
    /// Adds a metric for each name, seen through the calls `chain` of the functions around it.
    fn names(
        &self,
        chain: &mut Vec<CallSite<'c>>,
        budget: &mut Budget,
        item: &CompactString,
        metrics: &mut Vec<Metric>,
    ) {
        let (names, open) = self.full_names(chain);
        let outermost = chain.last().map_or(self.context, |call| call.context);
        if open && budget.enter() {
            let code = self.context.code;
            let callers = ask::callers(code, outermost);
            let seen = !callers.calls.is_empty() && budget.spend(callers.calls.len());
            if seen {
                for call in callers.calls {
                    if call.context.body.is_test(call.expr)
                        || code.names.is_test_item(call.context.item)
                    {
                        continue;
                    }
                    chain.push(call);
                    let item = ask::item_path(code, call.context);
                    self.names(chain, budget, &item, metrics);
                    chain.pop();
                }
            }
            budget.leave();
            if seen && !callers.others {
                return;
            }
        }
        metrics.extend(names.into_iter().map(|name| self.metric(name, chain, item)));
    }

    /// The names with what namespace, subsystem and registry put before them, and whether they depend on who calls
    /// the functions around.
    fn full_names(&self, chain: &[CallSite<'c>]) -> (OneOf, bool) {
        let walk = &mut Walk::new(Texts::default(), chain);
        let way = Way::start(self.context);
        let metric = self.api.metric.as_ref();
        let arg = metric.and_then(|metric| self.args.get(metric.name));
        let mut names = match (self.name, arg) {
            (Some(pieces), _) => walk.pieces(way, pieces, self.args),
            (None, Some(&arg)) => walk.value(way, arg),
            (None, None) => Answer::gap(),
        };
        let mut open = false;
        if let Some(receiver) = self.receiver.filter(|_| metric.is_some_and(|m| m.registry)) {
            let mut registries = Walk::new(Registries::default(), chain);
            names = registries.value(way, receiver).then(names);
            open = registries.domain.open;
        }
        if metric.is_some_and(|metric| metric.prefix) {
            names = names.push("_").then(Answer::gap());
        } else {
            let (namespace, subsystem) = self.around();
            for part in [subsystem, namespace].into_iter().flatten() {
                names = walk.value(way, part).before_name().then(names);
            }
        }
        (names.value, open || walk.domain.open)
    }

    /// The arguments of `.namespace(…)` and `.subsystem(…)` on what the entry gives, there or where it is kept in a variable.
    fn around(&self) -> (Option<ExprId>, Option<ExprId>) {
        let body = self.context.body;
        let (mut namespace, mut subsystem) = (None, None);
        let mut open = vec![self.expr];
        let mut kept = Vec::new();
        while let Some(mut inner) = open.pop() {
            while let Some(outer) = body.expr(inner).parent {
                match body.kind(outer) {
                    ExprKind::Method(call) if call.receiver == inner => match call.name.as_str() {
                        "namespace" => namespace = call.args.first().copied(),
                        "subsystem" => subsystem = call.args.first().copied(),
                        _ => {}
                    },
                    ExprKind::Same(_) | ExprKind::Try(_) => {}
                    _ => break,
                }
                inner = outer;
            }
            let holds = |binding: &Binding| {
                binding.init == Some(inner) || binding.assigned.contains(&inner)
            };
            let names = (0..).map(BindingId).zip(&body.bindings);
            for (id, _) in names.filter(|(_, binding)| holds(binding)) {
                if !kept.contains(&id) {
                    kept.push(id);
                    let is_use = |expr: &ExprId| *body.kind(*expr) == ExprKind::Local(id);
                    open.extend(body.ids().filter(is_use));
                }
            }
        }
        (namespace, subsystem)
    }

    fn metric(&self, name: KnownText, chain: &[CallSite<'c>], item: &CompactString) -> Metric {
        let (context, bytes) = match chain.last() {
            Some(call) => (call.context, call.name_at()),
            None => (self.context, self.name_at()),
        };
        let code = self.context.code;
        Metric {
            name: name.into_name(),
            kind: self.api.metric.as_ref().map_or(MetricKind::Unknown, |metric| metric.kind),
            place: code.files.place(context.item.file, bytes),
            package: code.files.file(context.item.file).package,
            item: item.clone(),
            by_hand: false,
        }
    }

    fn name_at(&self) -> std::ops::Range<u32> {
        let body = self.context.body;
        let index = match self.name {
            Some(pieces) => macro_calls::first_argument(pieces),
            None => self.api.metric.as_ref().map(|metric| metric.name),
        };
        let arg = index.and_then(|index| self.args.get(index));
        body.expr(arg.copied().unwrap_or(self.expr)).span.clone()
    }
}
