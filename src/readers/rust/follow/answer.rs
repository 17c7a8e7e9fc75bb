//! Answers: what was found, the steps to it, and where and why a way ended.

use std::fmt;
use std::ops::Range;

use compact_str::CompactString;

use crate::facts::Hop;
use crate::readers::rust::code::Code;
use crate::readers::rust::files::FileId;
use crate::readers::rust::lower::ir::ExprId;
use crate::readers::rust::types::Context;

/// What a walk found.
#[derive(Debug, Clone)]
pub(crate) struct Answer<V> {
    pub(crate) value: V,
    /// The steps from the question to the value, nearest first.
    pub(crate) steps: Vec<Step>,
    /// For a value that is not known: where the way to it ended.
    pub(crate) end: Option<End>,
}

/// The end of a way that led to no value.
#[derive(Debug, Clone)]
pub(crate) struct End {
    pub(crate) why: Why,
    /// The expression that could not be followed.
    pub(crate) at: Option<(FileId, Range<u32>)>,
}

/// A step of a way, worth showing.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) file: FileId,
    pub(crate) at: Range<u32>,
    pub(crate) kind: StepKind,
}

/// The kinds of steps.
#[derive(Debug, Clone)]
pub(crate) enum StepKind {
    /// A literal.
    Fixed,
    /// A figure of the machine.
    Machine,
    /// A constant of this name.
    Declared(CompactString),
    /// An argument.
    Passed,
    /// The function of this name.
    From(CompactString),
    /// The field of this name.
    Set(CompactString),
}

impl<V> Answer<V> {
    pub(crate) fn known(value: V) -> Self {
        Self { value, steps: Vec::new(), end: None }
    }

    /// True when there is no value.
    pub(super) fn is_nothing(&self) -> bool {
        self.end.as_ref().is_some_and(|end| end.why == Why::Nothing)
    }

    /// This answer, with `step` before its steps.
    pub(crate) fn through(mut self, step: Step) -> Self {
        self.steps.insert(0, step);
        self
    }

    /// Why the value of `asked` is not known, and where the way to it ended, unless that is on the same line.
    pub(crate) fn ended(&self, context: Context<'_>, asked: ExprId) -> String {
        let Some(End { why, at }) = &self.end else { return Why::Expression.to_string() };
        let files = context.code.files;
        let asked = files.place(context.item.file, context.body.expr(asked).span.clone());
        match at.as_ref().map(|(file, at)| files.place(*file, at.clone())) {
            Some(at) if (&at.file, at.start.line) != (&asked.file, asked.start.line) => {
                format!("{why} ({}:{})", at.file, at.start.line)
            }
            _ => why.to_string(),
        }
    }

    pub(crate) fn hops(&self, code: &Code<'_>) -> Vec<Hop> {
        let hop = |step: &Step| Hop {
            place: code.files.place(step.file, step.at.clone()),
            what: step.kind.to_string(),
        };
        self.steps.iter().map(hop).collect()
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed => f.write_str("fixed here"),
            Self::Machine => f.write_str("the machine's own figure"),
            Self::Declared(name) => write!(f, "`{name}` is declared here"),
            Self::Passed => f.write_str("passed here"),
            Self::From(name) => write!(f, "from `{name}`"),
            Self::Set(name) => write!(f, "`{name}` is set here"),
        }
    }
}

/// Why a way ended before its value was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// The budget was used up.
    TooLong,
    Expression,
    Macro,
    /// There is no value: every branch leaves, an option is `None`, a cell is empty.
    Nothing,
    NoBody,
    OfItself,
    Loop,
    Part,
    ClosureParameter,
    Argument,
    Callers,
    Call,
    ResultOf(CompactString),
    Item(CompactString),
    OtherCrate(CompactString),
    Unresolved(CompactString),
    Field(CompactString),
    FieldOfSettings(CompactString),
    FieldSetElsewhere(CompactString),
    FieldUnset(CompactString),
}

impl From<Why> for End {
    fn from(why: Why) -> Self {
        Self { why, at: None }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("the way is too long"),
            Self::Expression => f.write_str("an expression that can't be followed"),
            Self::Macro => f.write_str("the result of a macro"),
            Self::Nothing => f.write_str("no value"),
            Self::NoBody => f.write_str("a function without a body"),
            Self::OfItself => f.write_str("a value that depends on itself"),
            Self::Loop => f.write_str("the variable of a loop"),
            Self::Part => f.write_str("a part of a value"),
            Self::ClosureParameter => f.write_str("a parameter of a closure"),
            Self::Argument => f.write_str("an argument that is not there"),
            Self::Callers => f.write_str("a parameter whose callers can't all be seen"),
            Self::Call => f.write_str("the result of a call"),
            Self::ResultOf(name) => write!(f, "the result of `{name}`"),
            Self::Item(name) => write!(f, "`{name}`"),
            Self::OtherCrate(path) => write!(f, "`{path}`, which is not in the workspace"),
            Self::Unresolved(path) => write!(f, "`{path}`, which can't be resolved"),
            Self::Field(name) => write!(f, "the field `{name}`"),
            Self::FieldOfSettings(name) => {
                write!(f, "the field `{name}` of a configuration type")
            }
            Self::FieldSetElsewhere(name) => {
                write!(f, "the field `{name}`, which is set where it can't be followed")
            }
            Self::FieldUnset(name) => write!(f, "the field `{name}`, which nothing sets"),
        }
    }
}
