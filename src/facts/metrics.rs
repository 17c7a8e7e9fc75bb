//! Metrics that the code emits, and metrics that somebody watches.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Place, SourceText};

/// One place in the code at which a metric is defined or emitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Metric {
    /// Its name.
    pub name: MetricName,
    /// What it measures with.
    pub kind: MetricKind,
    /// The token that names it, or the call that makes it.
    pub place: Place,
    /// Index into [`super::sites::CodeEvidence::packages`].
    pub package: usize,
    /// The path of the function, static or constant it is in.
    pub item: CompactString,
    /// True when the project writes it by means of its own: others may be written in ways that are not read.
    pub by_hand: bool,
}

/// A crate through which metrics are emitted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MetricCrate {
    /// The package's name.
    pub name: &'static str,
    /// True when the names of its metrics are read.
    pub read: bool,
}

/// The name of a metric, as far as it could be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MetricName {
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
pub(crate) enum MetricKind {
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

/// A metric that an alert, a recording rule or a concurrency map names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Watched {
    /// Its name, where it is named.
    pub name: SourceText,
    /// What the code says about it.
    pub emission: Emission,
}

/// What the code says about a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Emission {
    /// It is emitted.
    Emitted,
    /// A recording rule gives it.
    Recorded,
    /// It is none of the project's own.
    OfOthers,
    /// It can't be told, for this reason.
    Unknown(String),
    /// Nothing emits it.
    Dead,
}
