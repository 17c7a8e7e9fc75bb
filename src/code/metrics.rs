//! Metrics that the code emits. Neutral, as [`super::sites`].

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::Place;

/// One place in the code at which a metric is defined or emitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: MetricName,
    /// What it measures with.
    pub kind: MetricKind,
    /// The token that names it, or the call that makes it.
    pub place: Place,
    /// Index into [`super::sites::CodeEvidence::packages`].
    pub package: usize,
    /// The path of the function, static or constant it stands in.
    pub item: CompactString,
}

/// A crate through which metrics are emitted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MetricCrate {
    /// The package's name.
    pub name: &'static str,
    /// True when the names of its metrics are read.
    pub read: bool,
}

/// Crates whose metrics are read, that only serve to export them, or that have none but their own.
const READ: &[&str] = &[
    "autometrics",
    "measured",
    "metrics",
    "metrics-derive",
    "metrics-exporter-prometheus",
    "opentelemetry",
    "opentelemetry-prometheus",
    "opentelemetry_sdk",
    "prometheus",
    "prometheus-client",
    "prometheus-metric-storage",
    "prometheus-static-metric",
    "vise",
    "vise-exporter",
];

/// Crates whose metrics are not read.
const UNREAD: &[&str] = &[
    "actix-web-prom",
    "axum-prometheus",
    "cadence",
    "datadog-statsd",
    "dipstick",
    "dogstatsd",
    "foundations",
    "fastmetrics",
    "metered",
    "metriken",
    "prometheus_exporter",
    "prometools",
    "prometric",
    "rocket_prometheus",
    "statsd",
    "witchcraft-metrics",
];

impl MetricCrate {
    /// The crate `name`, when metrics are emitted through it.
    pub fn named(name: &str) -> Option<Self> {
        let find = |names: &[&'static str]| names.iter().find(|known| **known == name).copied();
        let read = find(READ).map(|name| Self { name, read: true });
        read.or_else(|| find(UNREAD).map(|name| Self { name, read: false }))
    }
}

/// The name of a metric, as far as it could be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MetricName {
    /// All of it, as the code writes it: `orders.queue_depth`, namespace and subsystem included.
    Known(String),
    /// It is put together from what could not be followed.
    Unknown {
        /// The text it starts with, as far as known; empty when nothing is.
        prefix: String,
        /// The text it ends with, as far as known.
        suffix: String,
    },
}

/// What a metric measures with; it decides which suffixes an exporter adds.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum MetricKind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts observations in buckets.
    Histogram,
    /// Could not be told.
    #[default]
    Unknown,
}

/// What an exporter adds to a name to tell its parts.
const PARTS: [&str; 6] = ["_bucket", "_sum", "_count", "_created", "_info", "_total"];

/// Units that an exporter adds to a name.
const UNITS: [&str; 12] = [
    "_seconds",
    "_milliseconds",
    "_microseconds",
    "_nanoseconds",
    "_bytes",
    "_kibibytes",
    "_mebibytes",
    "_ratio",
    "_percent",
    "_celsius",
    "_meters",
    "_volts",
];

/// `name` as exporters write it, without labels: dots and dashes are `_`.
pub fn exported(name: &str) -> String {
    let name = name.split('{').next().unwrap_or_default().trim();
    name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':', "_")
}

/// The metric's name without what exporters add: the part, the total, the unit.
pub fn bare(name: &str) -> String {
    let name = exported(name);
    let mut rest = name.as_str();
    // `_seconds_total_created` is as long as it gets.
    for suffixes in [&PARTS[..], &PARTS[..], &UNITS[..]] {
        rest = without_one_of(rest, suffixes);
    }
    rest.to_owned()
}

fn without_one_of<'n>(name: &'n str, suffixes: &[&str]) -> &'n str {
    let shorter = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix));
    shorter.filter(|shorter| !shorter.is_empty()).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exporters_add_is_folded_away() {
        for name in [
            "orders.queue-wait",
            "orders_queue_wait_seconds",
            "orders_queue_wait_seconds_bucket",
            "orders_queue_wait_total",
            "orders_queue_wait_bytes_total_created",
            "orders_queue_wait{le=\"1\"}",
        ] {
            assert_eq!(bare(name), "orders_queue_wait", "{name}");
        }
        assert_eq!(bare("_total"), "_total");
    }
}
