//! Metrics that the code emits. Neutral, as [`super::sites`].

use compact_str::CompactString;

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

/// The name of a metric, as far as it could be told.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MetricKind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts observations in buckets.
    Histogram,
    /// Could not be told.
    Unknown,
}
