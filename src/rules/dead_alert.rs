//! `dead-alert`: see `rules/dead-alert.md`.

use super::{Options, rule_id};
use crate::facts::{Emission, Facts, Finding, MetricName, Related, RuleId, SourceText};
use crate::suggest::nearest;

pub(super) const ID: RuleId = rule_id!();

/// One finding for each metric that is watched and that nothing emits.
pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let dead = facts.watched.iter().filter(|watched| watched.emission == Emission::Dead);
    dead.map(|watched| dead_alert(&watched.name, facts)).collect()
}

fn dead_alert(name: &SourceText, facts: &Facts) -> Finding {
    let known = || {
        facts.code.metrics.iter().filter_map(|metric| match &metric.name {
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
        help: "watch a metric that the code emits, or emit this one; an alert on a metric that does not exist never fires".to_owned(),
        place: Some(name.place.clone()),
        item: name.text.clone(),
        related: related.into_iter().collect(),
        ..Finding::new(
            ID,
            format!("no code emits the metric `{}`{suggestion}", name.text),
        )
    }
}
