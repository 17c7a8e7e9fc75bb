//! `dead-alert`: see `rules/dead-alert.md`.

use crate::code::emitted::Answer;
use crate::code::metrics::MetricName;
use crate::config::Options;
use crate::evidence::Evidence;
use crate::finding::{Finding, Related};
use crate::source::Text;
use crate::suggest::nearest;

/// One finding for each metric that is watched and that nothing emits.
pub(super) fn check(evidence: &Evidence, _options: &Options) -> Vec<Finding> {
    let dead = evidence.watched.iter().filter(|watched| watched.answer == Answer::Dead);
    dead.map(|watched| dead_alert(&watched.name, evidence)).collect()
}

fn dead_alert(name: &Text, evidence: &Evidence) -> Finding {
    let known = || {
        evidence.code.metrics.iter().filter_map(|metric| match &metric.name {
            MetricName::Known(name) => Some((name.as_str(), metric)),
            MetricName::Unknown { .. } => None,
        })
    };
    let meant = nearest(&name.text, known().map(|(known, _)| known));
    let shown = known().find(|(known, _)| Some(*known) == meant).or_else(|| known().next());
    let suggestion = meant.map_or(String::new(), |meant| format!(", did you mean `{meant}`?"));
    let related = shown.map(|(known, metric)| Related {
        place: metric.place.clone(),
        message: format!("`{known}` is emitted here"),
    });
    Finding {
        label: "watched here".to_owned(),
        help: "watch a metric that the code emits, or emit this one; nobody is told by an expression over nothing".to_owned(),
        place: Some(name.place.clone()),
        item: name.text.clone(),
        related: related.into_iter().collect(),
        ..Finding::new(
            super::id::DEAD_ALERT,
            format!("no code emits the metric `{}`{suggestion}", name.text),
        )
    }
}
