//! Numbers: where the value comes from that sizes a resource.

use super::settings;
use super::walk::{step, unknown};
use super::{Answer, Domain, Parts, StepKind, Walk, Way, Why};
use crate::facts::{Api, Given, Provenance, Role, Size};
use crate::readers::rust::lower::ir::{ExprId, ExprKind, MethodCall, PathRef};
use crate::readers::rust::names::Def;
use crate::readers::rust::syntax::outline::ItemKind;
use crate::readers::rust::types::{Context, Ty};

/// What sizes a resource when `expr` is its size.
pub(crate) fn size_of(context: Context<'_>, expr: ExprId) -> Size {
    let found = Walk::new(Numbers, &[]).value(Way::start(context), expr);
    let hops = found.hops(context.code);
    let provenance = match found.value {
        Number::Fixed(value) => Provenance::Fixed(value),
        Number::Machine => Provenance::Machine,
        Number::Configured(setting) => Provenance::Configured(setting),
        Number::Unknown => Provenance::Unknown(found.ended(context, expr)),
    };
    Size { provenance, hops }
}

/// What is known of a number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Number {
    /// It is a literal, or made from literals; its value where that could be computed.
    Fixed(Option<i128>),
    /// It is a figure of the machine, or made from one.
    Machine,
    Unknown,
    /// It is a setting of this name, or made from one.
    Configured(String),
}

impl Number {
    /// Of what a value is made from, the highest decides what it is.
    fn rank(&self) -> u8 {
        match self {
            Self::Fixed(_) => 1,
            Self::Machine => 2,
            Self::Unknown => 3,
            Self::Configured(_) => 4,
        }
    }
}

fn configured(setting: impl Into<String>) -> Answer<Number> {
    Answer::known(Number::Configured(setting.into()))
}

impl Answer<Number> {
    fn is_configured(&self) -> bool {
        matches!(self.value, Number::Configured(_))
    }
}

/// The domain of numbers.
pub(crate) struct Numbers;

impl<'c> Domain<'c> for Numbers {
    type Value = Number;

    fn unknown() -> Number {
        Number::Unknown
    }

    fn join(a: Answer<Number>, b: Answer<Number>) -> Answer<Number> {
        if let (Number::Fixed(x), Number::Fixed(y)) = (&a.value, &b.value) {
            // The same number twice needs one way to show it.
            return if x == y { a } else { both(a, b, None) };
        }
        if b.value.rank() > a.value.rank() { b } else { a }
    }

    fn read(
        walk: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
    ) -> Option<Answer<Number>> {
        let context = way.context;
        Some(match context.body.kind(expr) {
            ExprKind::Int(value) => Answer::known(Number::Fixed(Some(*value))).through(step(
                context,
                expr,
                StepKind::Fixed,
            )),
            ExprKind::Literal | ExprKind::Text(_) => Answer::known(Number::Fixed(None)),
            ExprKind::Unary(sign, inner) => {
                let mut found = walk.value(way, *inner);
                if let ('-', Number::Fixed(Some(n))) = (sign, &found.value) {
                    found.value = Number::Fixed(n.checked_neg());
                }
                found
            }
            ExprKind::Binary(operator, left, right) => {
                let left = walk.value(way, *left);
                arithmetic(operator, left, walk.value(way, *right))
            }
            ExprKind::Choice { decided_by: Some(decider), .. } => {
                Some(walk.value(way, *decider)).filter(Answer::is_configured)?
            }
            ExprKind::Macro { path, .. } => match path.segments.last().map(|name| name.as_str()) {
                Some(name @ ("env" | "option_env")) => configured(format!("{name}!")),
                _ => return None,
            },
            ExprKind::Path(path) => named(context, expr, path)?,
            ExprKind::Call(callee, args) => called(walk, way, *callee, args)?,
            ExprKind::Method(call) => method(walk, way, call)?,
            ExprKind::Field(base, name) => {
                let ty = walk.type_of(way, *base);
                field(context, &ty, name)?
            }
            _ => return None,
        })
    }

    fn part(
        walk: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
        parts: Parts<'_>,
    ) -> Answer<Number> {
        let context = way.context;
        if let Some(name) = parts.field
            && let Ty::Item(item) = walk.type_of(way, expr)
        {
            let declared = field(context, &Ty::Item(item), name);
            return declared.unwrap_or_else(|| walk.put_into(context, item, name));
        }
        let whole = walk.value(way, expr);
        match (whole.is_configured(), parts.field) {
            (true, Some(name)) => configured(name),
            (true, None) => whole,
            (false, Some(name)) => unknown::<Self>(Why::Field(name.into())),
            (false, None) => unknown::<Self>(Why::Part),
        }
    }

    /// Whatever a setting or a figure of the machine is asked for is still that.
    fn otherwise(
        walk: &mut Walk<'_, 'c, Self>,
        way: Way<'_, 'c>,
        expr: ExprId,
        why: Why,
    ) -> Answer<Number> {
        let of = match way.context.body.kind(expr) {
            ExprKind::Method(call) => walk.value(way, call.receiver),
            ExprKind::Field(base, name) if walk.value(way, *base).is_configured() => {
                return configured(name.as_str());
            }
            _ => return unknown::<Self>(why),
        };
        match of.value {
            Number::Configured(_) | Number::Machine => of,
            _ => unknown::<Self>(why),
        }
    }
}

/// A variant of an enum is a number that the code fixes, as is the greatest number of its type; a function as a value is
/// what it gives.
fn named(context: Context<'_>, expr: ExprId, path: &PathRef) -> Option<Answer<Number>> {
    let def = context.resolve(path);
    if matches!(def, None | Some(Def::External(_)))
        && let Some(greatest) = greatest(path)
    {
        let found = Answer::known(Number::Fixed(Some(greatest)));
        return Some(found.through(step(context, expr, StepKind::Fixed)));
    }
    match def? {
        Def::Member(of, name)
            if context.code.files.item(of).kind == ItemKind::Enum
                && !is_constant_name(&name)
                && context.code.members.member(of, &name).is_none() =>
        {
            Some(Answer::known(Number::Fixed(None)))
        }
        Def::External(path) => by_role(context.code.files.catalogue.at(&path)?, None),
        _ => None,
    }
}

/// The greatest number of a type, or of permits: what is as good as no limit.
fn greatest(path: &PathRef) -> Option<i128> {
    let [.., of, name] = path.segments.as_slice() else { return None };
    match (of.as_str(), name.as_str()) {
        ("u8", "MAX") => Some(u8::MAX.into()),
        ("u16", "MAX") => Some(u16::MAX.into()),
        ("u32", "MAX") => Some(u32::MAX.into()),
        ("u64" | "usize", "MAX") => Some(u64::MAX.into()),
        ("i32", "MAX") => Some(i32::MAX.into()),
        ("i64" | "isize", "MAX") => Some(i64::MAX.into()),
        ("Semaphore", "MAX_PERMITS") => Some(i128::from(u64::MAX >> 3)),
        _ => None,
    }
}

/// What the catalogue says of a value that `api` gives, whose first argument is `text`.
fn by_role(api: &Api, text: Option<&str>) -> Option<Answer<Number>> {
    if api.is(Role::Setting) {
        return Some(configured(text.unwrap_or(&api.path)));
    }
    api.is(Role::Machine).then(|| Answer::known(Number::Machine))
}

fn called<'c>(
    walk: &mut Walk<'_, 'c, Numbers>,
    way: Way<'_, 'c>,
    callee: ExprId,
    args: &[ExprId],
) -> Option<Answer<Number>> {
    let context = way.context;
    let body = context.body;
    let ExprKind::Path(path) = body.kind(body.peel(callee)) else { return None };
    let def = context.resolve(path);
    match &def {
        Some(Def::External(external)) => {
            let text = args.first().and_then(|&arg| match body.kind(body.peel(arg)) {
                ExprKind::Text(text) => Some(text.as_str()),
                _ => None,
            });
            let api = context.code.files.catalogue.at(external);
            if let Some(found) = api.and_then(|api| by_role(api, text)) {
                return Some(match found.value {
                    Number::Machine => found.through(step(context, callee, StepKind::Machine)),
                    _ => found,
                });
            }
        }
        // What a derive gives.
        Some(Def::Member(item, name))
            if context.code.members.member(*item, name).is_none()
                && settings::is_settings(context.code, *item) =>
        {
            return Some(configured(name.as_str()));
        }
        Some(_) => return None,
        // `usize::max(a, b)`.
        None => {}
    }
    let operator = operator(path.segments.last()?)?;
    let (&first, rest) = args.split_first()?;
    Some(computed(walk, way, operator, first, rest))
}

/// What `operator` makes of `first` and `rest`.
fn computed<'c>(
    walk: &mut Walk<'_, 'c, Numbers>,
    way: Way<'_, 'c>,
    operator: &str,
    first: ExprId,
    rest: &[ExprId],
) -> Answer<Number> {
    let first = walk.value(way, first);
    if rest.is_empty() {
        // Of one number, what comes out is not computed.
        return arithmetic(operator, first, Answer::known(Number::Fixed(None)));
    }
    rest.iter().fold(first, |value, &next| arithmetic(operator, value, walk.value(way, next)))
}

fn method<'c>(
    walk: &mut Walk<'_, 'c, Numbers>,
    way: Way<'_, 'c>,
    call: &'c MethodCall,
) -> Option<Answer<Number>> {
    let context = way.context;
    let code = context.code;
    let ty = walk.receiver_type(way, call);
    match &ty {
        Ty::External(path) => {
            let entry = code.files.catalogue.at(&format!("{path}::{}", call.name));
            if let Some(known) = entry.and_then(|api| by_role(api, None)) {
                return Some(known);
            }
        }
        Ty::Item(item) if code.members.method(*item, &call.name).is_some() => {
            let is_setting = settings::is_settings(code, *item);
            return is_setting.then(|| configured(call.name.as_str()));
        }
        _ => {}
    }
    if let Some(operator) = operator(&call.name) {
        return Some(computed(walk, way, operator, call.receiver, &call.args));
    }
    // What a closure makes of the receiver is no more certain than the receiver.
    let api = context.passing(call, &ty)?;
    if api.hands_receiver() && !api.passes.contains(&Given::Receiver) {
        let receiver = walk.value(way, call.receiver);
        let made = walk.given(way, api, Some(&call.receiver), &call.args);
        return Some(if receiver.value.rank() > made.value.rank() { receiver } else { made });
    }
    None
}

/// What the declaration of a field says of its value.
fn field(context: Context<'_>, ty: &Ty, name: &str) -> Option<Answer<Number>> {
    let Ty::Item(item) = *ty else { return None };
    let item = context.with_field(item, name);
    if settings::is_settings(context.code, item) {
        return Some(configured(name));
    }
    let is_named_so = settings::may_be_settings(&context.code.files.item(item).name);
    is_named_so.then(|| unknown::<Numbers>(Why::FieldOfSettings(name.into())))
}

/// The operator that the method `name` of numbers stands for; `max` and `min` for themselves, and nothing in
/// particular for `~`.
fn operator(name: &str) -> Option<&'static str> {
    let checked = ["checked_", "saturating_", "wrapping_", "overflowing_"];
    let plain = checked.iter().find_map(|before| name.strip_prefix(before)).unwrap_or(name);
    Some(match plain {
        "max" => "max",
        "min" => "min",
        "add" => "+",
        "sub" => "-",
        "mul" => "*",
        "div" => "/",
        "clamp" | "pow" | "div_ceil" | "next_power_of_two" => "~",
        _ => return None,
    })
}

fn both(a: Answer<Number>, b: Answer<Number>, value: Option<i128>) -> Answer<Number> {
    let mut steps = a.steps;
    steps.extend(b.steps);
    Answer { steps, ..Answer::known(Number::Fixed(value)) }
}

fn arithmetic(operator: &str, a: Answer<Number>, b: Answer<Number>) -> Answer<Number> {
    let (Number::Fixed(Some(x)), Number::Fixed(Some(y))) = (&a.value, &b.value) else {
        return Numbers::join(a, b);
    };
    let (x, y) = (*x, *y);
    let value = match operator {
        "max" => return if x >= y { a } else { b },
        "min" => return if x >= y { b } else { a },
        "+" => x.checked_add(y),
        "-" => x.checked_sub(y),
        "*" => x.checked_mul(y),
        "/" => x.checked_div(y),
        "%" => x.checked_rem(y),
        "<<" => u32::try_from(y).ok().and_then(|y| x.checked_shl(y)),
        ">>" => u32::try_from(y).ok().and_then(|y| x.checked_shr(y)),
        _ => None,
    };
    both(a, b, value)
}

/// True for the name of a constant, which a derive may give: `Kind::COUNT`.
fn is_constant_name(name: &str) -> bool {
    name.len() > 1 && !name.contains(|letter: char| letter.is_lowercase())
}
