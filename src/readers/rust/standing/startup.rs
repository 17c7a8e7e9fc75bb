//! Startup: functions that run once, when the process starts.
//!
//! All of their callers that can be seen are `main` or run once themselves, and none of them calls them in a loop, from work
//! that it starts, or through a value. What can't be told runs more than once.

use super::entry::{alternatives, is_main};
use crate::facts::Role;
use crate::readers::rust::budget::Budget;
use crate::readers::rust::calls::{ask, flow};
use crate::readers::rust::code::Code;
use crate::readers::rust::files::ItemRef;
use crate::readers::rust::follow::MOST_ALTERNATIVES;
use crate::readers::rust::follow::wrapping::{joins, pins};
use crate::readers::rust::lower::ir::{BindingId, ExprId, ExprKind, FrameKind};
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

fn starts(context: Context<'_>, call: ExprId) -> bool {
    let found = context.use_at(call);
    found.is_some_and(|found| found.api.is(Role::Start) || found.api.is(Role::Offload))
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

/// True for a call that blocks on a future.
fn waits(context: Context<'_>, call: ExprId) -> bool {
    let found = context.use_at(call);
    found.is_some_and(|found| found.api.is(Role::Runtime) && found.api.is(Role::Block))
}

/// True when the function around waits for the future `expr`: where it stands, within a future of another crate
/// (`timeout(…)`, `.instrument(…)`), or wherever the name is used that it is given. A future runs once, however often it is
/// named.
fn is_waited_for(context: Context<'_>, expr: ExprId) -> bool {
    let body = context.body;
    let mut child = expr;
    loop {
        if let Some(id) = body.bindings.iter().position(|binding| binding.init == Some(child)) {
            let used = ExprKind::Local(BindingId(id as u32));
            let mut uses = body.ids().filter(|&expr| *body.kind(expr) == used).peekable();
            return uses.peek().is_some() && uses.all(|used| is_waited_for_here(context, used));
        }
        match next_around(context, child) {
            Around::Within(parent) => child = parent,
            Around::Waits => return true,
            Around::Other => return false,
        }
    }
}

/// As [`is_waited_for`], for what is given no name again.
fn is_waited_for_here(context: Context<'_>, expr: ExprId) -> bool {
    let mut child = expr;
    loop {
        match next_around(context, child) {
            Around::Within(parent) => child = parent,
            Around::Waits => return true,
            Around::Other => return false,
        }
    }
}

/// What stands around a future.
enum Around {
    /// A future that runs it, or the same one.
    Within(ExprId),
    /// What waits for it.
    Waits,
    Other,
}

fn next_around(context: Context<'_>, future: ExprId) -> Around {
    let body = context.body;
    let Some(parent) = body.expr(future).parent else { return Around::Other };
    match body.kind(parent) {
        ExprKind::Await(_) => Around::Waits,
        ExprKind::Macro { path, .. } if joins(path) || pins(path) => Around::Waits,
        ExprKind::Same(_) => Around::Within(parent),
        ExprKind::Choice { values, .. } if values.contains(&future) => Around::Within(parent),
        ExprKind::Call(callee, _) if *callee == future => Around::Other,
        ExprKind::Call(..) | ExprKind::Method(_) if waits(context, parent) => Around::Waits,
        ExprKind::Call(..) | ExprKind::Method(_)
            if !flow::is_own(context, parent) && !starts(context, parent) =>
        {
            Around::Within(parent)
        }
        _ => Around::Other,
    }
}
