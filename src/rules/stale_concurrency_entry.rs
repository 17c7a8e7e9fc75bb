//! `stale-concurrency-entry`: see `rules/stale-concurrency-entry.md`.

use super::{Options, rule_id};
use crate::facts::{Alert, Confidence, Facts, Finding, MapRow, Related, RuleId, SourceText};
use crate::joins::inventory::reads_one_of;
use crate::joins::inventory::rows::{RowEntry, is_mentioned, last_segment, looks_like_code};
use crate::suggest::{did_you_mean, nearest};

pub(super) const ID: RuleId = rule_id!();

/// Environment variables that libraries read by themselves, so that no code mentions them.
const OF_LIBRARIES: [&str; 2] = ["RAYON_NUM_THREADS", "TOKIO_WORKER_THREADS"];

/// One finding per cell of a concurrency map that names what is not there.
pub(super) fn check(facts: &Facts, _options: &Options) -> Vec<Finding> {
    let rows = facts.map_rows();
    rows.flat_map(|row| {
        let mut findings = code(row, facts);
        findings.extend(row.setting.as_ref().and_then(|text| setting(text, facts)));
        findings.extend(row.alerts.iter().filter_map(|text| alert(text, row, facts)));
        findings
    })
    .collect()
}

/// Code that is not there, or that holds no concurrency point.
fn code(row: &MapRow, facts: &Facts) -> Vec<Finding> {
    // Code of packages that were left out was not looked at.
    if facts.code.packages.iter().any(|package| !package.selected) {
        return Vec::new();
    }
    let covers = |entry: &SourceText| {
        let entry = RowEntry::new(&entry.text);
        facts.points.iter().any(|point| entry.covers(point))
    };
    let stale = row.code.iter().filter(|entry| looks_like_code(&entry.text) && !covers(entry));
    stale.map(|entry| stale_code(entry, facts)).collect()
}

fn stale_code(entry: &SourceText, facts: &Facts) -> Finding {
    let code = &entry.text;
    let meant = facts.points.iter().find(|point| holds_segment(&point.code, last_segment(code)));
    let (confidence, message, label) = if is_mentioned(code, facts) {
        // The catalogue does not know every library.
        let message =
            format!("nothing in `{code}` starts, sizes or queues work, as far as it can be seen");
        (Confidence::Low, message, "it holds no concurrency point")
    } else {
        let suggestion =
            meant.map_or(String::new(), |point| format!(", did you mean `{}`?", point.code));
        (Confidence::High, format!("`{code}` is not in the code{suggestion}"), "named here")
    };
    let help = "name the code as it is now, or remove the row: `cargo golive inventory` lists what there is";
    let related = meant.map(|point| Related {
        place: point.place.clone(),
        message: format!("`{}` is here", point.code),
    });
    let found = finding(entry, message, label, help, related.into_iter().collect());
    Finding { confidence, ..found }
}

/// True when a segment of the path `code` is `name`, or nearly so: what moved keeps its name.
fn holds_segment(code: &str, name: &str) -> bool {
    nearest(name, code.split("::").skip(1)).is_some()
}

/// A setting that nothing in the project mentions.
fn setting(text: &SourceText, facts: &Facts) -> Option<Finding> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.:/".contains(c);
    let name = &text.text;
    let is_setting = name.chars().all(is_name) && name.contains(|c: char| c.is_ascii_alphabetic());
    if !is_setting
        || OF_LIBRARIES.contains(&name.as_str())
        || facts.mentioned.settings.contains(name)
    {
        return None;
    }
    let message = format!("nothing in the code or its settings mentions `{name}`");
    let help = "name the setting that sizes it, or leave the cell blank when there is none";
    Some(finding(text, message, "named as a setting here", help, Vec::new()))
}

/// An alert that no rule file defines, or that watches something else.
fn alert(text: &SourceText, row: &MapRow, facts: &Facts) -> Option<Finding> {
    let alerts = &facts.ops.alerts;
    let mut defined = alerts.iter().filter(|alert| alert.name.text == text.text).peekable();
    if alerts.is_empty() {
        return None;
    }
    let Some(first) = defined.peek().copied() else {
        // Several words are a threshold or a remark, unless they are nearly a name.
        let is_name = !text.text.contains(char::is_whitespace)
            || nearest(&text.text, alerts.iter().map(|alert| alert.name.text.as_str())).is_some();
        return is_name.then(|| undefined(text, alerts));
    };
    let metrics: Vec<&str> = row.metrics.iter().map(|metric| metric.text.as_str()).collect();
    let watches = |alert: &Alert| !alert.followed || reads_one_of(alert, &metrics);
    if metrics.is_empty() || defined.any(watches) {
        return None;
    }
    let message = format!("the alert `{}` does not watch `{}`", text.text, metrics.join("` or `"));
    let related = vec![Related {
        place: first.name.place.clone(),
        message: format!("it watches `{}`", read_by(first)),
    }];
    let help = "name the alert on this metric, or fix the alert's expression";
    Some(finding(text, message, "named as its alert here", help, related))
}

fn read_by(alert: &Alert) -> String {
    let metrics: Vec<&str> = alert.metrics.iter().map(|metric| metric.text.as_str()).collect();
    metrics.join("`, `")
}

fn undefined(text: &SourceText, alerts: &[Alert]) -> Finding {
    let names = || alerts.iter().map(|alert| alert.name.text.as_str());
    let suggestion = did_you_mean(&text.text, names());
    let meant = nearest(&text.text, names());
    let shown = alerts.iter().find(|alert| Some(alert.name.text.as_str()) == meant);
    let related = shown.or(alerts.first()).map(|alert| Related {
        place: alert.name.place.clone(),
        message: "the alerts are defined here".to_owned(),
    });
    finding(
        text,
        format!("no rule file defines the alert `{}`{suggestion}", text.text),
        "named as its alert here",
        "name an alert that is defined, or define this one",
        related.into_iter().collect(),
    )
}

fn finding(
    text: &SourceText,
    message: String,
    label: &str,
    help: &str,
    related: Vec<Related>,
) -> Finding {
    Finding {
        label: label.to_owned(),
        help: help.to_owned(),
        place: Some(text.place.clone()),
        item: text.text.clone(),
        related,
        ..Finding::new(ID, message)
    }
}
