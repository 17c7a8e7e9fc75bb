//! The crates through which metrics are emitted, and whether the names of their metrics are read.

use crate::facts::MetricCrate;

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

/// The crate `name`, when metrics are emitted through it.
pub(crate) fn metric_crate(name: &str) -> Option<MetricCrate> {
    let find = |names: &[&'static str]| names.iter().find(|known| **known == name).copied();
    let read = find(READ).map(|name| MetricCrate { name, read: true });
    read.or_else(|| find(UNREAD).map(|name| MetricCrate { name, read: false }))
}
