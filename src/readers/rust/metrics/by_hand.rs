//! Metrics that a project writes by hand: calls of its own macros and functions that are named as those of libraries
//! are, `gauge!("orders_queued", 3)`, and are handed a name.

use super::super::code::Code;
use super::super::lower::ir::{ExprId, ExprKind};
use super::super::types::{Context, Ty};
use crate::facts::{Metric, MetricKind, MetricName};
use crate::readers::rust::calls::{ask, bodies};

/// What people call that which emits a metric, and what it then measures with.
const EMITTERS: [(&str, MetricKind); 14] = [
    ("counter", MetricKind::Counter),
    ("emit_metric", MetricKind::Unknown),
    ("gauge", MetricKind::Gauge),
    ("histogram", MetricKind::Histogram),
    ("inc_counter", MetricKind::Counter),
    ("incr", MetricKind::Counter),
    ("incr_counter", MetricKind::Counter),
    ("increment", MetricKind::Counter),
    ("increment_counter", MetricKind::Counter),
    ("observe", MetricKind::Histogram),
    ("observe_histogram", MetricKind::Histogram),
    ("record_metric", MetricKind::Unknown),
    ("set_gauge", MetricKind::Gauge),
    ("timing", MetricKind::Histogram),
];

/// The metrics that the code emits by hand, outside tests.
pub(crate) fn find(code: &Code<'_>) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for (name, kind) in EMITTERS {
        for context in bodies::that_name(code, name) {
            let named = context.body.ids().filter_map(|expr| named_by(context, expr, name));
            metrics.extend(named.map(|named| metric(context, named, kind)));
        }
    }
    metrics
}

/// The literal that names the metric which `expr` emits, when it is a call of the emitter `name`.
fn named_by(context: Context<'_>, expr: ExprId, name: &str) -> Option<ExprId> {
    let body = context.body;
    let args = match body.kind(expr) {
        ExprKind::Macro { path, args } if path.segments.last()? == name => args,
        ExprKind::Call(callee, args) => {
            let ExprKind::Path(path) = body.kind(body.peel(*callee)) else { return None };
            let is_named = path.segments.last()? == name;
            ask::function_at(context.code, context.resolve(path).filter(|_| is_named))?;
            args
        }
        ExprKind::Method(call) if call.name == name => match context.type_of(call.receiver) {
            Ty::Item(item) => {
                context.code.members.member(item, name)?;
                &call.args
            }
            _ => return None,
        },
        _ => return None,
    };
    let &first = args.first()?;
    let is_literal = matches!(body.kind(body.peel(first)), ExprKind::Text(_));
    (is_literal && !body.is_test(expr)).then_some(first)
}

fn metric(context: Context<'_>, named: ExprId, kind: MetricKind) -> Metric {
    let body = context.body;
    let name = match body.kind(body.peel(named)) {
        ExprKind::Text(text) => text.to_string(),
        _ => String::new(),
    };
    Metric {
        name: MetricName::Known(name),
        kind,
        place: context.code.files.place(context.item.file, body.expr(named).span.clone()),
        package: context.code.files.file(context.item.file).package,
        item: ask::item_path(context.code, context),
        by_hand: true,
    }
}
