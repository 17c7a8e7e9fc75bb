//! Startup: functions that run once, when the process starts.
//!
//! All of their callers that can be seen are `main` or run once themselves, and none of them calls them in a loop, from work
//! that it starts, or through a value. What can't be told runs more than once.

use super::entry::{alternatives, is_main};
use crate::readers::rust::budget::Budget;
use crate::readers::rust::calls::awaited::{is_waited_for, starts, waits};
use crate::readers::rust::calls::{ask, flow};
use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::follow::MOST_ALTERNATIVES;
use crate::readers::rust::lower::ir::{ExprId, ExprKind, FrameKind};
use crate::readers::rust::types::{Context, Ty};

/// True when what is started at `expr` is started once, when the process starts.
pub(crate) fn is_startup(context: Context<'_>, expr: ExprId) -> bool {
    !is_constructor(context) && Search::new(false).runs(context, expr, true)
}

/// True when `expr` runs once, when the process starts or when somebody asks for a value first (`LazyLock`, `get_or_init`).
pub(crate) fn runs_once(context: Context<'_>, expr: ExprId) -> bool {
    Search::new(true).runs(context, expr, true)
}

/// One question, as it is followed.
struct Search {
    budget: Budget,
    /// The functions whose callers are being asked: one that leads back to itself runs again.
    open: Vec<ItemRef>,
    /// What is done when somebody asks for a value first counts too.
    lazy: bool,
}

impl Search {
    fn new(lazy: bool) -> Self {
        Self { budget: Budget::new(), open: Vec::new(), lazy }
    }

    /// True when `expr` runs once; `beside` allows for what is started once, beside the function around it.
    fn runs(&mut self, context: Context<'_>, expr: ExprId, beside: bool) -> bool {
        if self.lazy && is_lazy(context, expr) {
            return true;
        }
        context.body.inner_path.is_empty()
            && self.runs_once_in(context, expr, beside)
            && self.runs_once(context.code, context.item)
    }

    /// True when `expr` runs at most once each time that the function around it runs: it is in no loop, and in blocks and
    /// closures that run at once; `beside` allows those too that are started once, beside the function.
    fn runs_once_in(&self, context: Context<'_>, expr: ExprId, beside: bool) -> bool {
        let body = context.body;
        if body.frames_of(expr).any(|frame| matches!(frame, FrameKind::Loop(_) | FrameKind::Test)) {
            return false;
        }
        let mut next = Some(expr);
        while let Some(child) = next {
            let parent = body.expr(child).parent;
            let is_started = parent.is_some_and(|parent| {
                let is_argument = match body.kind(parent) {
                    ExprKind::Call(callee, _) => *callee != child,
                    ExprKind::Method(call) => call.receiver != child,
                    _ => false,
                };
                is_argument && starts(context, parent)
            });
            let runs = match body.kind(child) {
                ExprKind::Closure { .. } => {
                    parent.is_some_and(|parent| runs_at_once(context, child, parent))
                        || self.lazy && flow::runs_here(context, child)
                }
                ExprKind::Async { .. } => is_waited_for(context, child),
                _ => true,
            };
            if is_started && !beside || !is_started && !runs {
                return false;
            }
            next = parent;
        }
        true
    }

    fn runs_once(&mut self, code: &Code<'_>, function: ItemRef) -> bool {
        if is_main(code, function) {
            return true;
        }
        let known = code.standings.run_once.lock().ok();
        if let Some(known) = known.and_then(|known| known.get(&(function, self.lazy)).copied()) {
            return known;
        }
        if self.open.contains(&function) || !self.budget.enter() {
            return false;
        }
        self.open.push(function);
        let once = self.is_called_once(code, function);
        self.open.pop();
        self.budget.leave();
        if let Ok(mut known) = code.standings.run_once.lock()
            && !self.budget.is_used_up()
        {
            known.insert((function, self.lazy), once);
        }
        once
    }

    fn is_called_once(&mut self, code: &Code<'_>, function: ItemRef) -> bool {
        let mut is_called = false;
        let all: Vec<ItemRef> = alternatives(code, function).collect();
        if all.len() > MOST_ALTERNATIVES {
            return false;
        }
        for alternative in all {
            let Some(context) = Context::of(code, alternative) else { return false };
            let all = ask::all_callers(code, context, &mut |call| {
                is_called = true;
                self.runs(call.context, call.expr, false)
            });
            if !all {
                return false;
            }
        }
        is_called
    }
}

/// True when `expr` stands in a closure that runs once, when somebody asks for its value.
fn is_lazy(context: Context<'_>, expr: ExprId) -> bool {
    let body = context.body;
    body.frames_of(expr).any(|frame| match frame {
        FrameKind::Closure(closure) => body
            .expr(*closure)
            .parent
            .and_then(|call| context.use_at(call))
            .is_some_and(|found| found.api.lazy),
        _ => false,
    })
}

/// True for a function that makes a value of a type of the workspace: whoever makes another starts all of it again.
fn is_constructor(context: Context<'_>) -> bool {
    match context.body.returns.as_ref().map(|ty| context.ty(ty)) {
        Some(Ty::Item(_)) => true,
        Some(Ty::Tuple(parts)) => parts.iter().any(|part| matches!(part, Ty::Item(_))),
        _ => false,
    }
}

/// True for a closure that is called where it stands, within `parent`.
fn runs_at_once(context: Context<'_>, closure: ExprId, parent: ExprId) -> bool {
    let body = context.body;
    match body.kind(parent) {
        ExprKind::Call(callee, _) if *callee == closure => true,
        ExprKind::Call(..) | ExprKind::Method(_) => waits(context, parent),
        ExprKind::Same(_) => body.expr(parent).parent.is_some_and(
            |outer| matches!(body.kind(outer), ExprKind::Call(callee, _) if *callee == parent),
        ),
        _ => false,
    }
}
