//! Bodies: what a function, constant or static does, as far as concurrency is concerned.
//!
//! A body is made from the `syn` tree of one item and holds no `syn` types, so that it can be kept
//! and shared between threads. Local names are already bound, block-level `use` is already applied;
//! everything else is as written. Offsets are bytes in the file.

use std::ops::Range;

use compact_str::CompactString;

/// Index into [`Body::exprs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ExprId(pub(crate) u32);

/// Index into [`Body::bindings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct BindingId(pub(crate) u32);

/// Index into [`Body::frames`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FrameId(pub(crate) u32);

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TypeRef {
    /// A path with the generic arguments of its last segment.
    Path(Vec<CompactString>, Vec<TypeRef>),
    Tuple(Vec<TypeRef>),
    /// `impl A + B` or `dyn A + B`: each bound's path, and the output it names (`Fn(..) -> T`,
    /// `Future<Output = T>`).
    Bounds(Vec<Bound>),
    /// `fn(…) -> …`.
    Function(Option<Box<TypeRef>>),
    Unknown,
}

/// One bound of `impl …`, `dyn …` or a type parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) path: Vec<CompactString>,
    pub(crate) output: Option<Box<TypeRef>>,
    /// What a closure is called with: the types in `Fn(…)`.
    pub(crate) inputs: Vec<TypeRef>,
}

/// A part of a value that a pattern takes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The n-th part of a tuple or tuple-like variant, with the number of parts.
    Index(u32, u32),
    /// A named field; which one is in [`Binding::field`].
    Field,
}

/// How a local name got there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The n-th parameter of the function; a receiver is parameter 0.
    Param(u32),
    /// A parameter of a closure.
    ClosureParam(ExprId, u32),
    Let,
    /// The variable of a `for`.
    For,
    /// A `const` or `static` in a block.
    Const,
    /// `if let`, `match`.
    Pattern,
}

#[derive(Debug, Clone)]
pub(crate) struct Binding {
    pub(crate) name: CompactString,
    pub(crate) at: Range<u32>,
    pub(crate) origin: Origin,
    pub(crate) ty: Option<TypeRef>,
    pub(crate) init: Option<ExprId>,
    /// The way from the value of `init` (or of the parameter) to this name, outermost first.
    pub(crate) parts: Vec<Part>,
    /// The field that the last [`Part::Field`] names.
    pub(crate) field: Option<CompactString>,
    pub(crate) assigned: Vec<ExprId>,
}

/// What surrounds an expression, innermost first through `parent`.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) parent: Option<FrameId>,
    pub(crate) kind: FrameKind,
}

/// The kinds of frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameKind {
    /// The function or constant itself.
    Root,
    Async,
    /// A closure, this expression.
    Closure(ExprId),
    /// A closure whose body is async.
    AsyncClosure(ExprId),
    /// A loop, this expression.
    Loop(ExprId),
    /// The arguments of a macro, this expression.
    Macro(ExprId),
    /// Code that exists only in test builds.
    Test,
    /// Code that exists only in builds with debug assertions.
    Debug,
}

#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) span: Range<u32>,
    pub(crate) frame: FrameId,
    /// The expression that it is part of.
    pub(crate) parent: Option<ExprId>,
}

/// A path as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathRef {
    /// The segments; the first is empty for a path that starts with `::`.
    pub(crate) segments: Vec<CompactString>,
    /// The type of `<Type>::name` or `<Type as Trait>::name`.
    pub(crate) qself: Option<Box<TypeRef>>,
    /// Generic arguments of the last segment but one that has any (`Vec::<T>::new`).
    pub(crate) generics: Vec<TypeRef>,
    pub(crate) name_at: Range<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MethodCall {
    pub(crate) receiver: ExprId,
    pub(crate) name: CompactString,
    pub(crate) name_at: Range<u32>,
    pub(crate) args: Vec<ExprId>,
    pub(crate) generics: Vec<TypeRef>,
}

/// The kinds of expressions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprKind {
    Int(i128),
    Text(CompactString),
    Literal,
    Path(PathRef),
    Local(BindingId),
    Call(ExprId, Vec<ExprId>),
    Method(Box<MethodCall>),
    Field(ExprId, CompactString),
    Index(ExprId),
    Await(ExprId),
    /// `?`.
    Try(ExprId),
    /// `&x`, `*x`, `(x)`.
    Same(ExprId),
    Unary(char, ExprId),
    Binary(&'static str, ExprId, ExprId),
    Cast(ExprId, TypeRef),
    Closure {
        /// How many parameters it has.
        params: u32,
        body: ExprId,
    },
    Async {
        tail: Option<ExprId>,
    },
    /// The values that a block, `if`, `match` or `loop` can have, and what decides among them.
    Choice {
        values: Vec<ExprId>,
        decided_by: Option<ExprId>,
    },
    /// `for` over this.
    For {
        over: ExprId,
        keyword: Range<u32>,
    },
    While,
    Struct {
        path: PathRef,
        fields: Vec<(CompactString, ExprId)>,
        rest: Option<ExprId>,
    },
    Tuple(Vec<ExprId>),
    Array(Vec<ExprId>),
    Range(Option<ExprId>, Option<ExprId>, bool),
    Macro {
        path: PathRef,
        args: Vec<ExprId>,
    },
    Assign(ExprId, ExprId),
    /// `return x`, `break x`.
    Leave(Option<ExprId>),
    Opaque,
}

/// An attribute on a function that may be an API.
#[derive(Debug, Clone)]
pub(crate) struct AttributeUse {
    pub(crate) path: PathRef,
    /// `name = value` arguments, the values lowered.
    pub(crate) named: Vec<(CompactString, Range<u32>, ExprId)>,
}

/// A type parameter and its bounds.
#[derive(Debug, Clone)]
pub(crate) struct TypeParam {
    pub(crate) name: CompactString,
    pub(crate) bounds: Vec<Bound>,
}

/// A function, constant or static.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    /// The function's own name within the item (`f`, or `f::inner` for a function in a function).
    pub(crate) inner_path: CompactString,
    pub(crate) is_async: bool,
    pub(crate) exprs: Vec<Expr>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) frames: Vec<Frame>,
    /// Parameters in order, the receiver first.
    pub(crate) params: Vec<BindingId>,
    /// The type of every parameter.
    pub(crate) param_types: Vec<TypeRef>,
    pub(crate) generics: Vec<TypeParam>,
    pub(crate) returns: Option<TypeRef>,
    /// What the body evaluates to: its tail and every `return`.
    pub(crate) results: Vec<ExprId>,
    pub(crate) attributes: Vec<AttributeUse>,
    /// The variables that templates of macros name: `{name}` in the macro call, the name, and the variable.
    pub(crate) held: Vec<(ExprId, CompactString, BindingId)>,
    /// Globs of block-level `use`.
    pub(crate) globs: Vec<Vec<CompactString>>,
    /// For a function of an impl that is in a function: the type that the impl is for.
    pub(crate) self_type: Option<TypeRef>,
    /// Functions that are in this function.
    pub(crate) nested: Vec<Body>,
}

impl Body {
    /// True when `expr` exists only in test builds.
    pub(crate) fn is_test(&self, expr: ExprId) -> bool {
        self.frames_of(expr).any(|frame| *frame == FrameKind::Test)
    }

    /// True when `expr` is left out of release builds.
    pub(crate) fn is_debug(&self, expr: ExprId) -> bool {
        self.frames_of(expr).any(|frame| matches!(frame, FrameKind::Test | FrameKind::Debug))
    }

    pub(crate) fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    pub(crate) fn kind(&self, id: ExprId) -> &ExprKind {
        &self.exprs[id.0 as usize].kind
    }

    pub(crate) fn binding(&self, id: BindingId) -> &Binding {
        &self.bindings[id.0 as usize]
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = ExprId> + use<> {
        (0..self.exprs.len() as u32).map(ExprId)
    }

    /// The frames around `expr`, innermost first.
    pub(crate) fn frames_of(&self, expr: ExprId) -> impl Iterator<Item = &FrameKind> {
        let mut next = Some(self.expr(expr).frame);
        std::iter::from_fn(move || {
            let frame = &self.frames[next?.0 as usize];
            next = frame.parent;
            Some(&frame.kind)
        })
    }

    /// The expression without references, parentheses, `?` and `.await`.
    pub(crate) fn peel(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Same(inner) | ExprKind::Try(inner) | ExprKind::Await(inner) =
            self.kind(id)
        {
            id = *inner;
        }
        id
    }
}
