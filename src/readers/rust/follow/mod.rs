//! One way to follow a value, whatever is asked of it.
//!
//! An expression goes in with its context. [`Walk`] goes from it to what it stands for: from a local name to its
//! binding, from a parameter to the arguments of the calls, from a field to what is put into it, to
//! constants, results of functions, closures, parts of tuples, elements of lists and the branches of a choice. What is
//! found at the end of a way, and what several ways come to together, is said by a [`Domain`]:
//!
//! | domain | question |
//! | --- | --- |
//! | [`numbers`] | where does the value come from that sizes a resource? |
//! | [`texts`] | which texts can this be? ([`registries`]: what does this registry put before names?) |
//! | [`types`] | of which type is this? |
//! | [`work`] | was this work handed in? |
//! | [`origins`] | which constructors does this come from? |
//!
//! Every walk has one [`Budget`](super::budget::Budget), and every [`Answer`] keeps its steps and, when it is not known, where the way ended and
//! why.

mod answer;
mod calls;
pub(crate) mod messages;
pub(crate) mod numbers;
pub(crate) mod origins;
mod parts;
mod passing;
pub(crate) mod registries;
mod settings;
pub(crate) mod texts;
mod types;
mod walk;
pub(crate) mod work;
pub(crate) mod wrapping;

use super::files::ItemRef;
use super::lower::ir::ExprId;
use super::names::Def;
use super::syntax::outline::ItemKind;
use super::types::Context;

pub(crate) use self::answer::{Answer, Step, StepKind, Why};
pub(crate) use self::parts::Parts;
pub(crate) use self::walk::Walk;

/// How many alternatives one answer may have; with more, none of them is told apart.
pub(crate) const MOST_ALTERNATIVES: usize = 64;

/// Where an expression stands: its body, and the call through which its parameters are seen.
#[derive(Clone, Copy)]
pub(crate) struct Way<'w, 'c> {
    pub(crate) context: Context<'c>,
    call: Option<&'w Call<'w, 'c>>,
    /// Without a call: how many of the callers that the walk is given lie between here and its start.
    passed: usize,
}

/// A call that a walk went into.
struct Call<'w, 'c> {
    /// Its number in the walk.
    number: u32,
    from: Way<'w, 'c>,
    /// The closure that is called, when it is no function, and where it is.
    closure: Option<(ExprId, Way<'w, 'c>)>,
    /// For a method call.
    receiver: Option<ExprId>,
    args: &'c [ExprId],
}

impl<'c> Way<'_, 'c> {
    /// At the start of a walk.
    pub(crate) fn start(context: Context<'c>) -> Self {
        Self { context, call: None, passed: 0 }
    }

    /// Where the function around was entered: closures that were called in it are left.
    fn function(self) -> Self {
        let mut way = self;
        while let Some((_, around)) = way.call.and_then(|call| call.closure) {
            way = around;
        }
        way
    }

    /// True where a walk starts.
    fn is_start(&self) -> bool {
        self.call.is_none() && self.passed == 0
    }

    /// Somewhere that was not entered by a call: in a constant, at a caller, where a field is set.
    fn elsewhere(context: Context<'c>) -> Self {
        Self { context, call: None, passed: usize::MAX }
    }
}

impl<'c> Context<'c> {
    /// The value of the constant or static that `def` is, and where it is.
    pub(crate) fn constant_at(&self, def: &Def) -> Option<(Context<'c>, ExprId)> {
        let code = self.code;
        let item = match def {
            Def::Item(item) => *item,
            Def::Member(of, name) => code.members.member(*of, name)?,
            _ => return None,
        };
        let is_constant = matches!(code.files.item(item).kind, ItemKind::Const | ItemKind::Static);
        let there = is_constant.then(|| Context::of(code, item))??;
        Some((there, *there.body.results.first()?))
    }
}

impl Context<'_> {
    /// The type that has the field `name`: `item`, or what it dereferences to.
    pub(crate) fn with_field(&self, item: ItemRef, name: &str) -> ItemRef {
        let files = self.code.files;
        let has = |item: ItemRef| files.fields(item).iter().any(|(field, _)| field == name);
        if files.item(item).kind != ItemKind::Struct || has(item) {
            return item;
        }
        let target = self.code.members.deref_target(item);
        let behind = target.and_then(|target| self.code.names.alias_target(target));
        match behind {
            Some(Def::Item(behind)) if has(behind) => behind,
            _ => item,
        }
    }
}

impl Call<'_, '_> {
    /// True when the call is made on the way into `function`, which then calls itself.
    fn is_within(&self, function: ItemRef) -> bool {
        let mut way = self.from;
        loop {
            match way.call {
                _ if way.context.item == function => return true,
                Some(call) => way = call.from,
                None => return false,
            }
        }
    }

    /// The argument for parameter `index`; the receiver of a method is parameter 0.
    fn argument(&self, index: u32) -> Option<ExprId> {
        match self.receiver {
            Some(receiver) if index == 0 => Some(receiver),
            Some(_) => self.args.get(index as usize - 1).copied(),
            None => self.args.get(index as usize).copied(),
        }
    }
}

/// What is asked of values: what is known at the end of a way, and what several ways come to together.
pub(crate) trait Domain<'c>: Sized {
    /// What can be known of a value.
    type Value: Clone;

    /// Whether a closure or the name of a function stands for what it makes.
    const CALLS_CLOSURES: bool = true;

    /// The value of which nothing is known.
    fn unknown() -> Self::Value;

    /// What a value is that may be either.
    fn join(a: Answer<Self::Value>, b: Answer<Self::Value>) -> Answer<Self::Value>;

    /// Whether all callers of a function are asked for a parameter when none is known; `around_start` when the walk began
    /// in that function or in one that it calls.
    fn asks_callers(&mut self, _around_start: bool) -> bool {
        true
    }

    /// What the domain knows of `expr` by itself: a literal, an operator, a declaration, a call that the catalogue
    /// describes. `None` when the walk should go on from here.
    fn read(
        walk: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
    ) -> Option<Answer<Self::Value>>;

    /// What is at `parts` of `expr`, whose parts can't be seen.
    fn part(
        walk: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
        parts: Parts<'_>,
    ) -> Answer<Self::Value>;

    /// What the domain makes of `expr` where the walk leads no further, for the reason `why`.
    fn otherwise(
        _: &mut Walk<'_, 'c, Self>,
        _: Way<'_, 'c>,
        _: ExprId,
        why: Why,
    ) -> Answer<Self::Value> {
        walk::unknown::<Self>(why)
    }
}
