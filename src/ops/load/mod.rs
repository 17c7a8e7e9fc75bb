//! Results of load tests: k6 summaries, vegeta reports, CSV files, and tables of documents.
//!
//! The text of a file or the cells of a table go in; the throughput of each number of instances
//! comes out, with its place. What measures something else gives nothing.

pub(super) mod results;
mod table;

pub(crate) use table::{Row, in_table};

use crate::source::Place;

/// The result of one load test.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadTest {
    /// Where it stands.
    pub place: Place,
    /// What it measured, by number of instances.
    pub points: Vec<LoadPoint>,
}

/// The throughput of one number of instances.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadPoint {
    /// How many instances (or workers) shared the load; `None` when the result does not say.
    pub instances: Option<f64>,
    /// Work done per second.
    pub throughput: f64,
    /// Where it stands.
    pub place: Place,
}
